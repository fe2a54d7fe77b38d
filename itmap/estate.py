"""An estate: the typed records of one or many organisations, as tables, on a day and in a scope.

`Record` is one thing while it is being landed; `Estate` is all of them while questions are asked. Both hold the same
values: None where nothing is known, dates, `Duration`, `Decimal` for money, `int`, `bool`, and for references the ids
of other records (a tuple where there may be several; for stand-ins a tuple of `(replaced id or None, stand-in id)`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from typing import Any, TypeVar, cast

import pandas as pd

from itmap import model

Values = dict[str, Any]
T = TypeVar("T")

# Where the name of a record is looked for: with these first, most are found at once.
_NAMED = ("system", "service", "supplier", "contract", "organisation", "integration")
BESIDE = ("organisation", "defined", "said", "since")  # the columns of a frame that are no field of its register


@dataclass(frozen=True, order=True, slots=True)
class Source:
    """One row of a file that spoke of a record.

    `by` is the id of the record that the row defines: the record itself, or the one that names it.
    `organisation` is the id of the organisation whose row it is, `register` the name of the sheet's register, `day`
    that of the import that last saw the row: it makes no difference between two sources.
    """

    file: str
    sheet: str
    row: int
    register: str
    organisation: str
    by: str
    day: dt.date | None = field(default=None, compare=False)


_PLACE = attrgetter("file", "sheet", "row", "register", "organisation", "by")
_BY = attrgetter("by")


def in_order(sources: Collection[Source]) -> tuple[Source, ...]:
    """Each source once, as they compare, but many in a tenth of the time. Of two that are equal the first stays."""
    return tuple(sorted(dict.fromkeys(sources), key=_PLACE) if len(sources) > 1 else sources)


@dataclass(slots=True)
class Record:
    """One thing of an estate and the rows that spoke of it. `organisation` is None for shared registers.

    `elsewhere` says that rows of other organisations speak of it too, `defined_elsewhere` that one of those defines it
    (their sources are not in `sources`). `said` holds, by field, what a cell says that is no value: TBC, Rolling,
    Section 43, or what could not be read. `since` is the day of the import that gave it its present values.
    """

    id: str
    register: str
    organisation: str | None
    values: Values
    sources: tuple[Source, ...] = ()
    elsewhere: bool = False
    defined_elsewhere: bool = False
    said: Mapping[str, str] = field(default_factory=dict)
    since: dt.date | None = None

    @property
    def defined(self) -> bool:
        """Whether a row defines it. A record that rows only name is a stub."""
        return self.defined_elsewhere or self.id in map(_BY, self.sources)

    def targets(self) -> set[str]:
        """The ids of all records that this one refers to."""
        return {target for field_ in model.BY_NAME[self.register].references for target in ids_in(self, field_.name)}


@dataclass(frozen=True)
class Version:
    """What a record was from `record.since` on, until the import of the day `until` changed it or took it away."""

    record: Record
    until: dt.date


@dataclass(frozen=True, order=True)
class Decision:
    """What somebody decided about two names; no rule overrules it.

    For suppliers, whom all organisations share: `same`, `different`, or `parent` where `other` owns `one`. For systems
    of one organisation: `same` or `different`. For a contract `one` and a system `other`: `same` where the contract
    covers it, `different` where it doesn't. Names are as they were written.
    """

    register: str
    organisation: str | None
    one: str
    other: str
    verdict: str


def ids_in(record: Record, field_name: str) -> Iterator[str]:
    """The ids in one reference field of a record, stand-ins and what they replace included."""
    value = record.values.get(field_name)
    if value is None:
        return
    if isinstance(value, str):
        yield value
        return
    for item in value:
        if isinstance(item, str):
            yield item
        else:
            yield from (part for part in item if part is not None)


@lru_cache(maxsize=200_000)  # an import asks for each reference and title several times
def same(text: str) -> str:
    """The form in which two references, or names other than suppliers', are equal: trimmed, one space, casefolded."""
    return " ".join(text.split()).casefold()


def empty(register: model.Register) -> Values:
    """The values of a record of which nothing is known: None, and an empty tuple for lists."""
    return _nothing(register.name).copy()


@cache
def _nothing(register: str) -> Values:
    return {field_.name: () if field_.is_list else None for field_ in model.BY_NAME[register].stored}


@dataclass(frozen=True)
class SupplierGroups:
    """Every supplier under its ultimate owner. Ring owners (A owns B owns A) are one group and listed in `rings`."""

    of: Mapping[str, str]
    names: Mapping[str, str]
    rings: tuple[tuple[str, ...], ...]

    def members(self, group: str) -> list[str]:
        return [supplier for supplier, its_group in self.of.items() if its_group == group]


@dataclass(frozen=True)
class Withheld:
    """What an estate doesn't hold because its `audience` may not see it, for those who say what is missing.

    `exempt` counts the contracts that were taken out, with everything that only they speak of. `questions` aren't to
    be answered, `fields` (register, field) not to be shown of any record, nor `cells` (record id, field) of that one.
    """

    audience: str = "committee"
    exempt: int = 0
    questions: frozenset[str] = frozenset()
    fields: frozenset[tuple[str, str]] = frozenset()
    cells: frozenset[tuple[str, str]] = frozenset()

    def holds_back(self, register: str, field_name: str, record: str = "") -> bool:
        """Whether that field isn't to be shown: of any record, or of that one."""
        return (register, field_name) in self.fields or (record, field_name) in self.cells


@dataclass(frozen=True)
class Estate:
    """What is asked of: `tables` holds a frame a register, indexed by record id, a column a stored field.

    Beside the model's fields each frame has `organisation` (id or None), `defined` (False for a stub), `said` and
    `since` (see Record). All columns have dtype object and hold the values that the module's head lists. Rows are in
    the order of their ids, so that no answer depends on the order of import. `sources` (record id to rows) is empty
    unless it was asked for.
    `left_out` counts the contracts that the scope took away, `withheld` says what an audience may not see.
    """

    tables: Mapping[str, pd.DataFrame]
    as_of: dt.date
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)
    scope: str = "all"
    left_out: int = 0
    withheld: Withheld = Withheld()

    def __getitem__(self, register: str) -> pd.DataFrame:
        return self.tables[register]

    def records(self, register: str) -> dict[str, Values]:
        """The rows of a register as id -> values; for reading row by row, which frames do slowly."""
        found: dict[str, Values] | None = self._records.get(register)
        if found is None:
            names = list(self.tables[register].columns)
            rows = zip(*(self.column(register, name) for name in names), strict=True)
            values = (dict(zip(names, row, strict=True)) for row in rows)
            found = self._records[register] = dict(zip(self.ids(register), values, strict=True))
        return found

    def ids(self, register: str) -> list[str]:
        """The ids of a register's records, in the order of its columns."""
        return self.tables[register].index.tolist()

    def column(self, register: str, field_name: str) -> list[Any]:
        """One field of all records of a register. A tenth of the time and the memory of `records`, where few matter."""
        return self.tables[register][field_name].tolist()

    def by_id(self, register: str, field_name: str) -> Mapping[str, Any]:
        """One field of all records of a register by their ids; kept, for those who ask it of one record after another.

        Of a million integrations, `records` would hold every field of each.
        """
        key = register, field_name
        if key not in self._by_id:
            self._by_id[key] = dict(zip(self.ids(register), self.column(register, field_name), strict=True))
        return self._by_id[key]

    def once(self, work: Callable[..., T], *using: object) -> T:
        """What `work` makes of this estate and of `using`: worked out when it is first asked for, and kept as long as
        the estate. Settings are no keys, so that what is used is known again by being the same object.
        """
        key = (work, *map(id, using))
        if key not in self._worked_out:
            self._worked_out[key] = work(self, *using), using  # kept, so that nothing else ever gets its id
        return cast(T, self._worked_out[key][0])

    @cached_property
    def _records(self) -> dict[str, dict[str, Values]]:
        return {}

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {}

    @cached_property
    def _worked_out(self) -> dict[tuple[Any, ...], tuple[Any, Any]]:
        return {}

    def name(self, record: str | None) -> str:
        """What people call a record: its name or title, else its reference; an integration is `provider > consumer`."""
        if not record:
            return ""
        if record not in self._called:
            for register in _NAMED:
                if record in (names := self.names(register)):
                    return names[record]
        return self._called[record]

    def names(self, register: str) -> Mapping[str, str]:
        """What people call each record of a register, by its id, in the order of its columns."""
        found = self._names_by_register.get(register)
        if found is None:
            found = dict(zip(self.ids(register), self._calls(register), strict=True))
            self._names_by_register[register] = found
            if register != "integration":
                self._called.update(found)
        return found

    def _calls(self, register: str) -> Iterator[str]:
        if register == "integration":
            systems = self.names("system")
            for provider, consumer in zip(
                *(self.column(register, end) for end in ("provider", "consumer")), strict=True
            ):
                yield f"{systems.get(provider, '?')} > {systems.get(consumer, '?')}"
        else:
            label = "title" if register == "contract" else "name"
            columns = (self.column(register, name) for name in (label, "reference") if name in self.tables[register])
            for id_, *said in zip(self.ids(register), *columns, strict=True):
                yield next(filter(None, said), id_)

    @cached_property
    def _names_by_register(self) -> dict[str, dict[str, str]]:
        return {}

    @cached_property
    def _called(self) -> dict[str, str]:
        """The names of the registers that were asked for, together: most questions ask for the same again and again.

        All but those of integrations, which are the most and of which few are asked for one by one.
        """
        return {}

    def register_of(self, record: str) -> str:
        return next(name for name, table in self.tables.items() if record in table.index)

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """The names of the organisations whose records these are, sorted."""
        held: set[str | None] = set()
        for register in model.REGISTERS:
            if not register.shared:
                held.update(self.column(register.name, "organisation"))
        return tuple(sorted(self.name(organisation) for organisation in held if organisation))

    @cached_property
    def groups(self) -> SupplierGroups:
        parents = zip(self.ids("supplier"), self.column("supplier", "parent"), strict=True)
        return supplier_groups(dict(parents), self.names("supplier"))

    def on(self, as_of: dt.date) -> Estate:
        return replace(self, as_of=as_of)


def supplier_groups(parents: Mapping[str, str | None], names: Mapping[str, str]) -> SupplierGroups:
    """Put every supplier under its ultimate owner. A ring's owner is its member with the first name.

    Following owners ends in one that has none or goes round a ring for ever: the attracting component of the graph.
    """
    import networkx as nx  # takes longer to load than all of this, for the commands that don't ask

    def order(supplier: str) -> tuple[str, str]:
        return names[supplier], supplier

    owners = nx.DiGraph((supplier, owner) for supplier, owner in parents.items() if owner is not None)
    top = {supplier: supplier for supplier in parents}
    rings = []
    for last in nx.attracting_components(owners):
        owner = min(last, key=order)
        top.update(dict.fromkeys(nx.ancestors(owners, owner), owner))
        if owners.out_degree(owner):
            rings.append(tuple(sorted(last, key=order)))
    names_of_groups = {group: names[group] for group in set(top.values())}
    return SupplierGroups(top, names_of_groups, tuple(sorted(rings, key=lambda ring: order(ring[0]))))


def frame(register: model.Register, rows: Iterable[Mapping[str, Any]], ids: Collection[str]) -> pd.DataFrame:
    """A register's table out of values: `rows` and `ids` side by side. Every column has dtype object."""
    columns = [*(field_.name for field_ in register.stored), *BESIDE]
    table = pd.DataFrame(list(rows), index=pd.Index(list(ids), dtype=object), columns=columns, dtype=object)
    return table.astype(object).where(table.notna(), None) if register.stored and len(table) else table


def tables_of(records: Iterable[Record]) -> dict[str, pd.DataFrame]:
    """The tables of an estate out of its records, in the order of their ids."""
    by_register: dict[str, list[Record]] = {register.name: [] for register in model.REGISTERS}
    for record in sorted(records, key=lambda record: record.id):
        by_register[record.register].append(record)
    return {
        name: frame(
            model.BY_NAME[name],
            ({**record.values, **{name: getattr(record, name) for name in BESIDE}} for record in held),
            [record.id for record in held],
        )
        for name, held in by_register.items()
    }
