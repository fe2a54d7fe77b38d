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
from itmap.reports.public_exempt import exempt_in, exemption_said, gone_in
from itmap.reports.public_names import renamed, unnamed
from itmap.reports.public_people import could_be_a_person, has_title, people
from itmap.reports.public_texts import MARK, OFFICER, amounts_marked, officers, officers_marked, replacing
from itmap.settings import PublicSettings, Settings
from itmap.terms import CEILINGS

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
# What is published under these names is called by them in other texts too, though an exempt title be a part of it.
_PUBLISHED = (
    ("organisation", "name"), ("supplier", "name"), ("system", "name"), ("system", "product"), ("service", "name"),
)  # fmt: skip
_SHORTEST = 4  # characters of an exempt text that is looked for in others: shorter ones are parts of ordinary words


def published(
    estate: Estate,
    settings: Settings,
    audience: str,
    *,
    nothing_exempt: bool = False,
    beside: Iterable[Estate] = (),
) -> Estate:
    """The estate as its audience may see it: for officers and members (`committee`) as it is.

    `beside` holds the same estate at another time, which the report compares it with, and the whole store where the
    estate is one council's: what is exempt in one of them is left out of each. Raises CannotAnswer for the public where
    no register says anything of exemption, unless `nothing_exempt` confirms that nothing is. Give the estate in scope
    `all`: what lies in scope then doesn't hang on what is exempt.
    """
    if audience != "public":
        return estate
    if not nothing_exempt:
        exemption_said(estate)
    return _Publication([estate, *beside], settings.public).of(estate)


def telling_lines(estates: Collection[Estate], settings: Settings, text: str) -> list[int]:
    """The numbers of the lines of a text that hold an exempt text of one of these estates, or a name that the public
    isn't to see."""
    told = _Publication(estates, settings.public).telling
    return [number for number, line in enumerate(text.splitlines(), 1) if told(line) != line]


def unnamed_suppliers(estates: Collection[Estate]) -> list[str]:
    """The names of the suppliers that go without one in public, as `public_names` says."""
    return unnamed(estates, gone_in(estates, exempt_in(estates)))


class _Publication:
    """What is exempt or private in any of these estates, and so is taken out of each."""

    def __init__(self, estates: Collection[Estate], settings: PublicSettings) -> None:
        self.settings = settings
        self.estates = estates
        self.exempt = exempt_in(estates)
        self.gone = gone_in(estates, self.exempt)
        # what tells at one time is hidden at the other too: a cost seldom changes
        self.cells = frozenset(
            cell for each in estates for cell in (*self._costs_that_tell(each), *self._values_that_tell(each))
        )
        individuals = [] if settings.individuals else sorted({id_ for each in estates for id_ in people(each)})
        self.called = {id_: f"Individual {number}" for number, id_ in enumerate(individuals, 1)}
        self.renamed = renamed(estates, self.gone) | self.called
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
                and (covered & {*row["covers"]} or (title and title == called) or row["type"] in CEILINGS)
                for council, theirs, covered, called in exempt
            ):
                yield id_, "value"

    # Texts that name what is withheld.

    def _telling(self) -> Callable[[str], str]:
        """What puts a mark in the place of exempt texts, officers' and individuals' names, wherever a text has them."""
        shown: dict[str, str | None] = {}
        for each in self.estates:
            public = {
                same(self.renamed.get(id_, row[name]))
                for register, name in _PUBLISHED
                for id_, row in each.records(register).items()
                if row[name] and id_ not in self.gone
            }
            for words in {same(text) for text in self._exempt_texts(each)} - public:
                if len(words) < _SHORTEST:
                    continue
                longer = {name for name in public if f" {words} " in f" {name} "}
                if not longer or " " in words:  # a title of one word that names have in them is an ordinary word
                    shown |= {words: MARK, **dict.fromkeys(longer)}
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
        # a company's number may stand in the row of an exempt contract alone; which rows gave it, nobody knows
        numbers = {("supplier", "company_number")} if self.exempt else frozenset()
        back = {
            field for setting, fields in _FIELDS.items() if getattr(self.settings, setting) for field in _each(fields)
        }
        return frozenset(
            numbers | {field for fields in _FIELDS.values() for field in _each(fields) if field not in back}
        )

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
            if id_ in self.renamed:
                held |= {"name": self.renamed[id_]}
            if id_ in self.called:
                held |= {"company_number": None}
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


def _amounts(contract: Values) -> set[Any]:
    """What a contract costs, as it is written and a year."""
    annual = known_annual_value(contract)
    return {contract["value"], *((annual.low, annual.high) if annual else ())} - {None}
