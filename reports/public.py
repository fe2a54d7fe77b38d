"""What the public may see of an estate: the one place that every output of a report passes.

`published` gives an estate that no longer holds what must not be shown. Whatever is made of it (page, paper, workbook,
cards, what-if, downloads) is worked out from that estate alone, so nothing that is withheld can be seen in it or worked
out from it: an exempt contract with another value or term gives the same bytes. docs/publishing.md says what is
left out, why, and how it comes back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from itmap import model
from itmap.estate import Estate, Source, Values, Withheld, frame, same
from itmap.money import known_annual_value
from itmap.reports.public_exempt import exempt_contracts, exemption_said
from itmap.reports.public_people import could_be_a_person, has_title, people
from itmap.reports.public_texts import MARK, OFFICER, amounts_marked, officers, officers_marked, replacing
from itmap.settings import PublicSettings, Settings

# What each setting lets back in: questions, and fields by register. A field of several comes back with any of them.
_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "versions": ("legacy",),
    "lock_in": ("lock-in",),
    "notice_days": ("exits", "calendar", "together"),
    "candidates": ("candidates", "what-if", "coverage"),
}
_TERMS = ("notice_period", "renewal_period", "irrevocable_until", "extension_options", "procurement_start_date")
_HELD = ("api", "data_export", "substitutability")
_FIELDS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "officers": (("contract", ("owner",)), ("system", ("owner",))),
    "versions": (("system", ("version", "hosting", "end_of_support", *model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT)),),
    "interfaces": (("integration", ("reference", "method", "frequency", "data")),),
    "notice_days": (("contract", _TERMS),),
    "lock_in": (("contract", _TERMS), ("system", _HELD)),
    "candidates": (("contract", _TERMS), ("system", (*_HELD, "functional_fit", "technical_fit"))),
}
_SHORTEST = 4  # characters of an exempt text that is looked for in others: shorter ones are parts of ordinary words


def published(
    estate: Estate, settings: Settings, audience: str, *, nothing_exempt: bool = False, beside: Estate | None = None
) -> Estate:
    """The estate as its audience may see it: for officers and members (`committee`) as it is.

    `beside` is the same estate at another time, which the report compares it with: what is exempt in either is left out
    of both. Raises CannotAnswer for the public where no register says anything of exemption, unless `nothing_exempt`
    confirms that nothing is. Give the estate in scope `all`: what lies in scope then doesn't hang on what is exempt.
    """
    if audience != "public":
        return estate
    if not nothing_exempt:
        exemption_said(estate)
    both = [estate, *([beside] if beside else [])]
    return _Publication(both, settings.public).of(estate)


def telling_lines(estate: Estate, settings: Settings, text: str) -> list[int]:
    """The numbers of the lines of a text that hold an exempt text, or a name that the public isn't to see."""
    told = _Publication([estate], settings.public).telling
    return [number for number, line in enumerate(text.splitlines(), 1) if told(line) != line]


class _Publication:
    """What is exempt or private in any of these estates, and so is taken out of each."""

    def __init__(self, estates: Collection[Estate], settings: PublicSettings) -> None:
        self.settings = settings
        self.estates = estates
        self.exempt = frozenset(id_ for each in estates for id_ in exempt_contracts(each))
        # a contract that only one of them marks is exempt in the other too, and so are its lots there
        self.gone = frozenset(id_ for each in estates for id_ in self._gone(each))
        # what tells at one time is hidden at the other too: a cost seldom changes
        self.cells = frozenset(
            cell for each in estates for cell in (*self._costs_that_tell(each), *self._values_that_tell(each))
        )
        individuals = [] if settings.individuals else sorted({id_ for each in estates for id_ in people(each)})
        self.called = {id_: f"Individual {number}" for number, id_ in enumerate(individuals, 1)}
        self.telling = self._telling()
        self.ids = self._ids()

    def of(self, estate: Estate) -> Estate:
        kept = {register: self._kept(estate, register) for register in estate.tables}
        exempt = len(self.exempt & estate.records("contract").keys())
        told = frozenset(
            (id_, name)
            for register in ("system", "contract")
            for id_, row in kept[register].items()
            for name in ("annual_cost", "value")
            if (id_, name) in self.cells and row[name] is not None
        )
        blanked = self._fields()
        tables = {
            name: frame(
                model.BY_NAME[name],
                [
                    self._row(id_, row, name, blanked, told if name in ("system", "contract") else frozenset())
                    for id_, row in rows.items()
                ],
                [self.ids[id_] for id_ in rows],
            )
            for name, rows in kept.items()
        }
        return replace(
            estate,
            tables=tables,
            sources=self._sources(estate),
            withheld=Withheld(
                audience="public",
                exempt=exempt,
                questions=frozenset(
                    question
                    for setting, questions in _QUESTIONS.items()
                    if not getattr(self.settings, setting)
                    for question in questions
                ),
                fields=blanked,
                cells=frozenset({(self.ids[id_], name) for id_, name in told}),
            ),
        )

    def _gone(self, estate: Estate) -> set[str]:
        """The exempt contracts, and what only they speak of: suppliers, and systems that no row describes."""
        gone = set(self.exempt)
        spoken = {
            id_ for contract in self.exempt & estate.records("contract").keys() for id_ in _targets(estate, contract)
        }
        while True:
            others = {
                target
                for register in estate.tables
                for id_, row in estate.records(register).items()
                if id_ not in gone
                for target in _ids(register, row)
            }
            alone = {id_ for id_ in spoken - others - gone if self._goes(estate, id_)}
            if not alone:
                return gone
            gone |= alone
            spoken |= {target for id_ in alone for target in _targets(estate, id_)}

    @staticmethod
    def _goes(estate: Estate, id_: str) -> bool:
        register = next((name for name in estate.tables if id_ in estate.records(name)), "")
        return register == "supplier" or (register != "" and not estate.records(register)[id_]["defined"])

    def _kept(self, estate: Estate, register: str) -> dict[str, Values]:
        return {id_: row for id_, row in estate.records(register).items() if id_ not in self.gone}

    def _ids(self) -> dict[str, str]:
        """Other ids for all that is kept: one made from a name would let a guess at that name be tried out."""
        found = {}
        for register in model.REGISTERS:
            kept = sorted({id_ for each in self.estates for id_ in each.records(register.name)} - self.gone)
            found.update({id_: f"{register.name}-{number:06}" for number, id_ in enumerate(kept, 1)})
        return found

    # What can be worked out from something else.

    def _costs_that_tell(self, estate: Estate) -> Iterator[tuple[str, str]]:
        """The annual costs of systems that an exempt contract is, or may be, for: they may be its value.

        Those that it covers, and of the same council those whose makers or hosts are of its suppliers' groups and those
        that its title names; where it says of no system that it covers it, those that no published contract covers.
        Never those that equal its value: the mark would say so to whoever knows the cost from elsewhere.
        """
        contracts, groups = estate.records("contract"), estate.groups.of
        explained = {id_ for key, row in contracts.items() if key not in self.gone for id_ in row["covers"]}
        costs = [
            (
                id_,
                row,
                {groups[who] for who in (*row["vendors"], *row["hosts"])},
                {same(row[name]) for name in ("name", "product") if row[name]},
            )
            for id_, row in estate.records("system").items()
        ]
        for contract in (contracts[id_] for id_ in self.exempt & contracts.keys()):
            suppliers = {groups[who] for who in contract["suppliers"]}
            title = f" {same(contract['title'] or '')} "
            for id_, row, makers, names in costs:
                if id_ in contract["covers"] or (
                    row["organisation"] == contract["organisation"]
                    and (
                        suppliers & makers
                        or any(f" {called} " in title for called in names)
                        or (not contract["covers"] and id_ not in explained)
                    )
                ):
                    yield id_, "annual_cost"

    def _values_that_tell(self, estate: Estate) -> Iterator[tuple[str, str]]:
        """The values of a council's contracts that may hold or repeat that of an exempt one with the same supplier
        group: those that cover a system that it covers, have its title, or are frameworks. Whether they do repeat it
        makes no difference, or the mark would tell."""
        contracts, groups = estate.records("contract"), estate.groups.of
        exempt = [
            (row["organisation"], {groups[who] for who in row["suppliers"]}, {*row["covers"]}, same(row["title"] or ""))
            for row in (contracts[id_] for id_ in self.exempt & contracts.keys())
        ]
        for id_, row in contracts.items():
            suppliers, title = {groups[who] for who in row["suppliers"]}, same(row["title"] or "")
            if id_ not in self.gone and any(
                row["organisation"] == council
                and suppliers & theirs
                and (covered & {*row["covers"]} or (title and title == called) or row["type"] in ("framework", "DPS"))
                for council, theirs, covered, called in exempt
            ):
                yield id_, "value"

    # Texts that name what is withheld.

    def _telling(self) -> Callable[[str], str]:
        """What puts a mark in the place of exempt texts, officers' and individuals' names, wherever a text has them."""
        shown: dict[str, str] = {}
        for each in self.estates:
            public = " | ".join(
                same(row["name"] or "")
                for register in ("organisation", "supplier", "system", "service")
                for id_, row in each.records(register).items()
                if id_ not in self.gone and id_ not in self.called
            )
            shown |= {
                words: MARK
                for text in self._exempt_texts(each)
                if len(words := same(text)) >= _SHORTEST and f" {words} " not in f" {public} "
            }
            if not self.settings.officers:
                shown |= {same(owner): OFFICER for owner in officers(each)}
            for id_ in self.called.keys() & each.records("supplier").keys():
                row = each.records("supplier")[id_]
                shown |= {same(called): self.called[id_] for called in (row["name"], *row["names_seen"]) if called}
        told, amounts = replacing(shown), self._exempt_amounts()

        def all_told(text: str) -> str:
            found = told(text)
            if amounts:
                found = amounts_marked(found, amounts)
            return found if self.settings.officers else officers_marked(found)

        return all_told

    def _exempt_amounts(self) -> set[Decimal]:
        return {
            amount
            for each in self.estates
            for id_ in self.exempt & each.records("contract").keys()
            for amount in _amounts(each.records("contract")[id_])
        }

    def _exempt_texts(self, estate: Estate) -> Iterator[str]:
        """The titles, references and descriptions of exempt contracts, and the names that only they speak of."""
        for register in estate.tables:
            for id_, row in estate.records(register).items():
                if id_ in self.gone:
                    yield from (row[name] for name in ("name", "title", "reference", "description") if row.get(name))
                    yield from row.get("names_seen", ())

    # What is left.

    def _fields(self) -> frozenset[tuple[str, str]]:
        """The fields that are emptied: those that no setting lets back in."""
        back = {
            field for setting, fields in _FIELDS.items() if getattr(self.settings, setting) for field in _each(fields)
        }
        return frozenset(field for fields in _FIELDS.values() for field in _each(fields) if field not in back)

    def _row(
        self,
        id_: str,
        row: Values,
        register: str,
        blanked: Collection[tuple[str, str]],
        cells: Collection[tuple[str, str]],
    ) -> Mapping[str, Any]:
        held = {
            field.name: ()
            if field.is_list and (register, field.name) in blanked
            else None
            if (register, field.name) in blanked or (id_, field.name) in cells
            else self._value(field, row[field.name])
            for field in model.BY_NAME[register].stored
        }
        if register == "supplier":
            held |= {"names_seen": (), "also_known_as": ()}
            if id_ in self.called:
                held |= {"name": self.called[id_], "company_number": None}
        beside = {
            "organisation": self.ids.get(row["organisation"]),
            "defined": row["defined"],
            "said": {},
            "since": row["since"],
        }
        return {**held, **beside}

    def _value(self, field: model.Field, value: Any) -> Any:
        """A value with other ids, without those of what is gone, and with marks in its texts."""
        if value is None:
            return None
        if field.kind is model.Kind.NAME:
            return self.ids.get(value)
        if field.kind is model.Kind.NAMES:
            return tuple(self.ids[id_] for id_ in value if id_ in self.ids)
        if field.kind is model.Kind.FALLBACKS:
            return tuple(
                (replaced and self.ids[replaced], stand_in)
                for replaced, by in value
                if (stand_in := self.ids.get(by)) and (replaced is None or replaced in self.ids)
            )
        if field.kind is model.Kind.TEXT:
            return self.telling(value)
        if field.kind is model.Kind.TEXTS:
            return tuple(self.telling(text) for text in value)
        return value

    def _sources(self, estate: Estate) -> dict[str, tuple[Source, ...]]:
        """The rows behind each record but those of exempt contracts. A file may be named after what it holds."""
        kept = {
            self.ids[id_]: [source for source in rows if source.by in self.ids]
            for id_, rows in estate.sources.items()
            if id_ in self.ids
        }
        rows_of = self._rows(one for rows in kept.values() for one in rows)
        called = self._files({(one.file, one.sheet, one.register) for rows in kept.values() for one in rows})
        return {
            id_: tuple(
                sorted(
                    replace(
                        one,
                        file=called[one.file, one.sheet, one.register][0],
                        sheet=called[one.file, one.sheet, one.register][1],
                        row=rows_of[one.file, one.sheet, one.row],
                        organisation=self.ids.get(one.organisation, ""),
                        by=self.ids[one.by],
                    )
                    for one in rows
                )
            )
            for id_, rows in kept.items()
        }

    def _rows(self, kept: Iterable[Source]) -> dict[tuple[str, str, int], int]:
        """The rows of each sheet by number: where something is exempt, counted among those that are published.

        A gap would say between which rows the exempt one stands, and registers are sorted by value or by title.
        """
        places = sorted({(one.file, one.sheet, one.row) for one in kept})
        if not self.exempt:
            return {place: place[2] for place in places}
        numbers: dict[tuple[str, str], int] = {}
        found = {}
        for file, sheet, row in places:
            found[file, sheet, row] = numbers[file, sheet] = numbers.get((file, sheet), 0) + 1
        return found

    def _files(self, places: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], tuple[str, str]]:
        """File and sheet by another name: `Contracts register`, numbered where there are several."""
        found: dict[tuple[str, str, str], tuple[str, str]] = {}
        numbers: dict[str, int] = {}
        for file, sheet, register in sorted(places):
            sheets = model.BY_NAME[register].sheet if register in model.BY_NAME else register
            numbers[sheets] = numbers.get(sheets, 0) + 1
            number = f" {numbers[sheets]}" if numbers[sheets] > 1 else ""
            harmless = all(not self._names(text) for text in (file.rpartition(".")[0] or file, sheet))
            found[file, sheet, register] = (
                (file, sheet) if self.settings.file_names and harmless else (f"{sheets} register{number}", "")
            )
        return found

    def _names(self, text: str) -> bool:
        """Whether the name of a file holds something that is withheld, or could be a person's."""
        words = same(re.sub(r"[_\-.]+", " ", text))
        return self.telling(words) != words or has_title(words) or could_be_a_person(words)


def _each(fields: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    return ((register, name) for register, names in fields for name in names)


def _targets(estate: Estate, record: str) -> set[str]:
    register = next((name for name in estate.tables if record in estate.records(name)), None)
    return set(_ids(register, estate.records(register)[record])) if register else set()


def _ids(register: str, row: Values) -> Iterator[str]:
    """The ids of all records that a row refers to."""
    for field in model.BY_NAME[register].references:
        value = row[field.name]
        for item in (value,) if isinstance(value, str) else value or ():
            yield from (item,) if isinstance(item, str) else (part for part in item if part)


def _amounts(contract: Values) -> set[Any]:
    """What a contract costs, as it is written and a year."""
    annual = known_annual_value(contract)
    return {contract["value"], *((annual.low, annual.high) if annual else ())} - {None}
