"""Landing: what the rows of one organisation say becomes its records.

Every row's claims are identified, merged (within one import a later filled cell wins and a disagreement is listed;
lists accumulate), laid over what the store holds (an absent column leaves a field alone, an empty cell under a present
column clears it), and their names resolved. Then what nobody speaks of any more is found.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from itmap import model
from itmap.changes import Change, Side, compare
from itmap.estate import Decision, Record, Source, Values, Version, empty, in_order, same
from itmap.importers.book import NAME_FIELD, Book
from itmap.importers.claims import Claim, is_filled
from itmap.importers.matching import resolve
from itmap.importers.reading import Problem, ReadRow, ReadSheet
from itmap.importers.registers import MODULES
from itmap.importers.values import implied


class News(NamedTuple):
    """A record that is new: its register's sheet, its organisation's name or "", and its own."""

    register: str
    organisation: str
    name: str


@dataclass
class Landing:
    """What became of one organisation's rows.

    `added`, `updated` and `unchanged` hold ids; `first_rows` the rows that were the first to speak of a record.
    """

    put: list[Record] = field(default_factory=list)
    keep: list[Version] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    added: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    unchanged: set[str] = field(default_factory=set)
    first_rows: set[tuple[int, int]] = field(default_factory=set)
    stubs: list[tuple[Record, tuple[Source, ...]]] = field(default_factory=list)
    vanished: list[Change] = field(default_factory=list)


def land(
    organisation: Record,
    rows: Iterable[tuple[ReadSheet, list[ReadRow]]],
    before: Mapping[str, Record],
    *,
    prune: bool,
    day: dt.date | None = None,
    decisions: Iterable[Decision] = (),
    new: Collection[str] = (),
) -> Landing:
    """Work out what one organisation's records become; nothing is written here.

    `before` holds its records and the shared ones as the store has them, `day` is the day of the import,
    `decisions` what somebody decided about names, `new` the ids of what this import has added for other organisations:
    that is no change of what was. Problems are added to the sheets.
    """
    book = Book(organisation.id, before, decisions)
    book.records.setdefault(organisation.id, organisation)
    of_sheets = (MODULES[sheet.register.name].claims(held, sheet) for sheet, held in rows if sheet.register)
    claims = list(chain.from_iterable(of_sheets))
    by_register: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_register[claim.register.name].append(claim)
    outcome = Landing()
    by_record: dict[str, list[Claim]] = defaultdict(list)
    for register, module in MODULES.items():
        own = by_register[register]
        module.identify(own, book)
        for claim in own:
            by_record[claim.record].append(claim)
        for id_ in dict.fromkeys(claim.record for claim in own):
            _merge(book.records[id_], by_record[id_], book, outcome)
        book.reindex(register)
    _resolve_all({claim.record: by_record[claim.record] for claim in claims}, book)
    sources = _sources(claims, book, day)
    vanished = _vanished(claims, book)
    _lay_sources(book, sources, claims)
    book.conclude()
    if prune:
        _prune(book, vanished, sources, _stated(claims))
    _settle(book, outcome, day, new)
    _tell(book, outcome, new)
    outcome.vanished = compare(Side.of_records(vanished, book.before), Side.of_records((), book.before))
    stubs = sorted(id_ for id_ in sources if not book.records[id_].defined)
    outcome.stubs = [(book.records[id_], sources[id_]) for id_ in stubs]
    return outcome


def _merge(record: Record, claims: list[Claim], book: Book, outcome: Landing) -> None:
    """Lay what all rows say of a record over what it was. References stay names until all registers are in."""
    register = claims[0].register
    if register.name == "supplier":  # its own register says what it is called, wherever its row stands
        claims = sorted(claims, key=lambda claim: not claim.own)
    if len(claims) == 1 and record.id not in book.before and claims[0].own and register.name != "supplier":
        _begin(record, claims[0], book, outcome)
        return
    said = dict(claims[0].values)
    for claim in claims[1:]:
        for name, value in claim.values.items():
            said[name] = _joined(register.field(name), said.get(name), value, claim)
    defining = [claim for claim in claims if _defines(claim)]
    if defining:
        if not book.defined(record) and same(str(_label(record) or "")) == same(str(said.get("reference") or "")):
            record.values[NAME_FIELD.get(register.name, "name")] = None  # a stub named by what is its reference
        book.landed.add(record.id)
        first = next((claim for claim in claims if claim.own), defining[0])
        outcome.first_rows.add((id(first.sheet), first.row.number))
    stated = {claim.present for claim in claims if claim.own}
    present = stated.pop() if len(stated) == 1 else frozenset[str]().union(*stated)
    cleared = (present | _no_longer_implied(record, present)).difference(said)
    columns, values = register.column_names, record.values
    for name in cleared & columns:
        values[name] = () if register.by_name[name].is_list else None
    if register.name == "supplier":
        _keep_spellings(record, claims, said)
    for name in columns.intersection(said):
        values[name] = said[name]
    words = {name: text for claim in claims for name, text in claim.said.items() if name not in said}
    kept = {name: text for name, text in record.said.items() if name not in cleared and name not in said}
    said_now = {name: text for name, text in words.items() if name in cleared or not is_filled(values[name])}
    record.said = {**kept, **said_now}


def _begin(record: Record, claim: Claim, book: Book, outcome: Landing) -> None:
    """`_merge` of the one row that speaks of a record which was made for it: most records come so."""
    book.landed.add(record.id)
    outcome.first_rows.add((id(claim.sheet), claim.row.number))
    columns, values = claim.register.column_names, record.values
    for name, value in claim.values.items():
        if name in columns:
            values[name] = value
    if claim.said:
        record.said = {
            name: text
            for name, text in claim.said.items()
            if name not in claim.values and (name in claim.present or not is_filled(values[name]))
        }


def _no_longer_implied(record: Record, present: frozenset[str]) -> set[str]:
    """What a cell's words said of other fields, where the cell is said anew: Rolling under End date, now a day."""
    if not record.said:
        return set()
    register = model.BY_NAME[record.register]
    return {
        name
        for words in record.said.keys() & present
        for name, value in implied(register.field(words), record.said[words]).items()
        if record.values.get(name) == value
    }


def _keep_spellings(record: Record, claims: list[Claim], said: dict[str, Any]) -> None:
    """A supplier keeps its name and number, unless its only Suppliers register says otherwise; and all spellings."""
    spellings = {record.values["name"], *record.values["names_seen"], *(claim.text("name") for claim in claims)}
    if record.defined_elsewhere or not any(claim.own for claim in claims):
        said.update({name: record.values[name] for name in ("name", "company_number") if record.values[name]})
    record.values["names_seen"] = tuple(sorted(spellings - {said["name"]}))


def _label(record: Record) -> str | None:
    return record.values.get(NAME_FIELD.get(record.register, "name"))


def _defines(claim: Claim) -> bool:
    """Whether the row defines the record: a supplier that a contract's row names is only named."""
    return claim.own or claim.register.name != "supplier"


def _joined(field_: model.Field, earlier: Any, later: Any, claim: Claim) -> Any:
    if earlier is None or earlier == later:
        return later
    if field_.is_list:
        return (*earlier, *(item for item in later if item not in earlier))
    if field_.name == "name" and claim.register.name == "supplier":
        return earlier  # another spelling of the same company, kept among its names
    if not (isinstance(later, str) and same(later) == same(str(earlier))):
        claim.sheet.problems.append(
            Problem(
                claim.row.number,
                claim.heading(field_.name),
                str(later),
                "cell",
                f"An earlier row says {str(earlier)!r} for the same {claim.register.name}; this later one was kept. "
                "Make the two agree.",
            )
        )
    return later


def _resolve_all(claims: Mapping[str, list[Claim]], book: Book) -> None:
    """Turn the names in every touched record's reference fields into ids, now that all registers are in."""
    stated = {register.name: _stated_references(register, claims.values()) for register in model.REGISTERS}
    for id_, its_claims in claims.items():
        record = book.records[id_]
        for field_ in stated[record.register]:
            said = [claim for claim in its_claims if field_.name in claim.values]
            if not said and not any(claim.own and field_.name in claim.present for claim in its_claims):
                continue
            kept = _said_elsewhere(record, field_, its_claims, book)
            values = [_resolved(field_, claim, book) for claim in said]
            if field_.is_list:
                record.values[field_.name] = tuple(dict.fromkeys(chain(kept, *values)))
            else:
                record.values[field_.name] = values[-1] if values else None
            if said and not is_filled(record.values[field_.name]):  # in-house, various: words that name nobody
                words = said[-1].written(field_.name)
                record.said = {**record.said, **({field_.name: words} if words else {})}


def _stated_references(register: model.Register, claims: Iterable[list[Claim]]) -> list[model.Field]:
    """The fields that refer to others and that any row speaks of, by a name or by a blank."""
    own = [claim for of_record in claims for claim in of_record if claim.register is register]
    return [
        field_
        for field_ in register.references
        if any(field_.name in claim.present or field_.name in claim.values for claim in own)
    ]


def _resolved(field_: model.Field, claim: Claim, book: Book) -> Any:
    value = claim.values[field_.name]
    return value if field_.name in claim.resolved else resolve(field_, value, claim, book)


def _said_elsewhere(record: Record, field_: model.Field, claims: list[Claim], book: Book) -> tuple[Any, ...]:
    """What a list holds because rows of another register said so: a statement of this register doesn't take it away."""
    old = book.before.get(record.id)
    if old is None or not field_.is_list or field_.kind is model.Kind.TEXTS:
        return ()
    if not any(claim.own for claim in claims):
        return tuple(old.values[field_.name])
    stated = _stated(claims)
    return tuple(
        item
        for item in old.values[field_.name]
        if any(
            source.by == record.id and source.register not in stated
            for source in book.before[item if isinstance(item, str) else item[1]].sources
        )
    )


def _sources(claims: list[Claim], book: Book, day: dt.date | None) -> dict[str, tuple[Source, ...]]:
    """Record id to the rows of this import that define it or name it, in order."""
    found: dict[str, list[Source]] = defaultdict(list)
    source_of: dict[int, Source] = {}
    for claim in claims:
        sheet, organisation = claim.sheet, book.organisation
        assert sheet.register is not None  # noqa: S101  (only rows of a register make claims)
        source = Source(sheet.file, sheet.sheet, claim.row.number, sheet.register.name, organisation, claim.record, day)
        source_of[id(claim)] = source
        if _defines(claim):
            found[claim.record].append(source)
    for id_, claim in book.namings:
        found[id_].append(source_of[id(claim)])
    return {id_: in_order(its_rows) for id_, its_rows in found.items()}


def _vanished(claims: list[Claim], book: Book) -> list[Record]:
    """Records that this organisation's rows of a stated register defined, and that no row of this import names."""
    stated = _stated(claims)
    spoken_of = {claim.record for claim in claims} | {id_ for id_, _ in book.namings}
    return [
        record
        for id_, record in sorted(book.before.items())
        if id_ not in spoken_of
        and record.register in stated
        and any(source.by == id_ and source.register == record.register for source in record.sources)
    ]


def _lay_sources(book: Book, new: Mapping[str, tuple[Source, ...]], claims: list[Claim]) -> None:
    """Every record's rows: those of this import, and the older ones that still stand.

    What a record's row in the same sheet said before is replaced; a row that named a record keeps standing as long as
    the record that it defines still refers to it.
    """

    @cache
    def targets(id_: str) -> set[str]:
        return book.records[id_].targets()

    before = {id_: record.sources for id_, record in book.before.items() if record.sources}
    restated = {(claim.record, claim.sheet.file, claim.sheet.sheet) for claim in claims} if before else set()
    for id_, record in book.records.items():
        stated = new.get(id_, ())
        if id_ in before:
            by_new = {source.by for source in stated}
            kept = (
                source
                for source in before[id_]
                if (source.by, source.file, source.sheet) not in restated
                or (source.by != id_ and source.by not in by_new and id_ in targets(source.by))
            )
            stated = in_order((*stated, *kept))  # of a row seen again that which was last seen today stays
        record.sources = stated


def _prune(book: Book, vanished: list[Record], new: Mapping[str, tuple[Source, ...]], stated: set[str]) -> None:
    """Forget what this organisation's stated registers no longer say."""
    undefined = set()
    for old in vanished:
        record = book.records[old.id]
        record.sources = tuple(s for s in record.sources if not (s.by == old.id and s.register == old.register))
        if not record.defined and not record.elsewhere:
            undefined.add(old.id)
    for id_ in undefined:  # should others still name it, a stub keeps what it is called, and nothing else
        record = book.records[id_]
        called: Values = {name: record.values[name] for name in ("reference", "title", "name") if name in record.values}
        record.values, record.said = {**empty(model.BY_NAME[record.register]), **called}, {}
    for id_, record in book.records.items():
        record.sources = tuple(
            source
            for source in record.sources
            if source.by == id_
            or source in new.get(id_, ())
            or (source.register not in stated and source.by not in undefined)
            or (source.by in book.records and id_ in book.records[source.by].targets())
        )


def _settle(book: Book, outcome: Landing, day: dt.date | None, new: Collection[str]) -> None:
    """Take away what no row speaks of, tell what was added, updated or left as it was, and keep what it was before."""
    spoken_of = {book.organisation} | book.landed | {id_ for id_, _ in book.namings}
    for id_, record in sorted(book.records.items()):
        old = book.stored.get(id_)
        if not record.sources and not record.elsewhere and record.register != "organisation":
            if old is not None:
                outcome.remove.append(id_)
                outcome.keep += _version(old, day)
        elif old is None:
            record.since = day
            outcome.put.append(record)
            outcome.added.add(id_)
        else:
            updated = (record.values, record.said) != (old.values, old.said)
            if updated or record.defined != old.defined:
                record.since = max(filter(None, (day, old.since)), default=None)
                outcome.keep += _version(old, day)
            if updated or record.since != old.since or _days(record) != _days(old):
                outcome.put.append(record)
            if id_ not in new and (updated or id_ in spoken_of):
                (outcome.updated if updated else outcome.unchanged).add(id_)


def _days(record: Record) -> list[tuple[Source, dt.date | None]]:
    return [(row, row.day) for row in record.sources]


def _tell(book: Book, outcome: Landing, new: Collection[str]) -> None:
    """Tell what was added, and what the updated records said before and say now, in names and words."""
    held = [each for each in outcome.put if each.id in book.stored and each.id not in new]
    now = Side.of_records(held, book.records)
    outcome.changes = compare(Side.of_records((book.stored[each.id] for each in held), book.stored), now)
    added: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for each in outcome.put:
        if each.id in outcome.added and each.id not in new:
            added[each.register, each.organisation].append(now.name(each.id))
    for register in model.REGISTERS:
        for (of, organisation), names in added.items():
            if of == register.name:  # those of one name stand in the order of their ids
                its = now.name(organisation)
                outcome.news += [News(register.sheet, its, name) for name in sorted(names, key=str.casefold)]


def _version(old: Record, day: dt.date | None) -> list[Version]:
    """What a record was, where it was so for a day at least."""
    return [Version(old, day)] if day and (old.since is None or old.since < day) else []


def _stated(claims: Iterable[Claim]) -> set[str]:
    """The registers that this import's rows belong to."""
    return {claim.sheet.register.name for claim in claims if claim.sheet.register}
