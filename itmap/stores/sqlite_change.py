"""What a change writes to a SQLite store: records column by column, in batches, and what they were before."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from itmap import model
from itmap.encoding import plain, record_as_json
from itmap.estate import Record, Version
from itmap.model import Field, Kind, Register
from itmap.stores.sqlite_schema import INDEX_OF_TARGETS

BATCH = 2_000  # records whose columns are made at once: few enough to stay in the processor's own memory
ROWS = 25  # that one statement writes: of 40 columns, a thirtieth of the values that SQLite takes

_AS_IT_IS = (Kind.TEXT, Kind.CHOICE, Kind.WHOLE, Kind.YES_NO)  # kinds whose values SQLite takes


class SqliteChange:
    """See `itmap.stores.Change`."""

    def __init__(self, connection: sqlite3.Connection, organisation: str, records: Mapping[str, Record]) -> None:
        self.records = records
        self.discarded = False
        self._connection = connection
        self._organisation = organisation
        self._held = set(records)

    def put(self, records: Iterable[Record]) -> None:
        by_register: dict[str, list[Record]] = defaultdict(list)
        for record in sorted(records, key=attrgetter("id")):  # each row behind the one before
            by_register[record.register].append(record)
        # First of all, and organisations first: while a reference waits for its record, SQLite asks each new one.
        for _, its_records in sorted(by_register.items(), key=lambda each: each[0] != model.ORGANISATIONS.name):
            columns = _attributes(("id", "register", "organisation"), its_records)
            since = _written([each.since for each in its_records])
            update = "ON CONFLICT (id) DO UPDATE SET since = excluded.since"
            self._insert("INSERT INTO record", {**columns, "since": since}, update)
        with self._indexed_at_once():
            for name, its_records in by_register.items():
                for start in range(0, len(its_records), BATCH):
                    self._put(model.BY_NAME[name], its_records[start : start + BATCH])

    @contextmanager
    def _indexed_at_once(self) -> Iterator[None]:
        """Where the store holds no link yet, index the links when all are there: their targets come in no order."""
        holds_none = self._connection.execute("SELECT NOT EXISTS (SELECT 1 FROM link)").fetchone()[0]
        if holds_none:
            self._connection.execute("DROP INDEX IF EXISTS link_target")
        try:
            yield
        finally:
            if holds_none:
                self._connection.execute(INDEX_OF_TARGETS)

    def _put(self, register: Register, records: list[Record]) -> None:
        many = self._connection.executemany
        held = [each for each in records if each.id in self._held]  # what is new has nothing to take away
        self._held.update(each.id for each in records)
        ids, values = [each.id for each in records], [each.values for each in records]
        nothing = (None,) * len(records)
        columns = zip(*map(itemgetter(*(field.name for field in register.columns)), values), strict=True)
        filled = {
            field.name: _encoded(field, column)
            for field, column in zip(register.columns, columns, strict=False)  # of no records there are no columns
            if column != nothing
        }
        self._insert(f'INSERT OR REPLACE INTO "{register.name}"', {"id": ids, **filled})
        many("DELETE FROM link WHERE record = ?", ((each.id,) for each in held))
        for field in register.references:
            links = _links(field, zip(ids, map(itemgetter(field.name), values), strict=True))
            self._insert("INSERT INTO link", _columns(("record", "field", "position", "target", "replaces"), links))
        many("DELETE FROM said WHERE record = ?", ((each.id,) for each in held))
        said = ((each.id, *item) for each in records for item in each.said.items())
        self._insert("INSERT INTO said", _columns(("record", "field", "text"), said))
        many(
            "DELETE FROM source WHERE record = ? AND organisation = ?",
            ((each.id, self._organisation) for each in held),
        )
        rows = [row for each in records for row in each.sources]
        columns_of_rows = {
            "record": [each.id for each in records for _ in each.sources],
            **_attributes(("organisation", "register", "file", "sheet", "row"), rows),
            "defined_by": [row.by for row in rows],
            "day": _written([row.day for row in rows]),
        }
        self._insert("INSERT OR IGNORE INTO source", columns_of_rows)

    def _insert(self, insert: str, columns: Mapping[str, Sequence[Any]], otherwise: str = "") -> None:
        """Insert rows, given as columns, many by one statement. What all of them say alike is bound once a statement;
        the first column is always each row's own, so that none is without.
        """
        first, *others = columns
        length = len(columns[first])
        alike = {name: column[0] for name in others if length and (column := columns[name]).count(column[0]) == length}
        own = [name for name in columns if name not in alike]
        table = list(zip(*(columns[name] for name in own), strict=True))
        names = ", ".join(f'"{name}"' for name in (*alike, *own))
        row = f"({', '.join('?' * len(own))})"
        for count in (ROWS, 1):
            whole = len(table) - len(table) % count
            if whole:
                rows = f"VALUES {', '.join([row] * count)}"
                rows = f"SELECT {'?, ' * len(alike)}* FROM ({rows}) WHERE true" if alike else rows
                self._connection.executemany(
                    f"{insert} ({names}) {rows} {otherwise}",
                    ((*alike.values(), *chain.from_iterable(table[at : at + count])) for at in range(0, whole, count)),
                )
                table = table[whole:]

    def remove(self, ids: Iterable[str]) -> None:
        self._connection.executemany("DELETE FROM record WHERE id = ?", ((id_,) for id_ in ids))

    def keep(self, versions: Iterable[Version]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO past VALUES (?, ?, ?, ?, ?, ?)",
            (
                (was.id, plain(until), was.register, was.organisation, plain(was.since), record_as_json(was))
                for was, until in ((version.record, version.until) for version in versions)
            ),
        )

    def discard(self) -> None:
        self.discarded = True


def _encoded(field: Field, values: Sequence[Any]) -> Sequence[Any]:
    """A column of a field's values as SQLite keeps them."""
    if field.kind in _AS_IT_IS:
        return values
    if field.kind is Kind.MONEY:
        return [None if value is None else format(value, "f") for value in values]
    return _written(values, _list if field.kind is Kind.TEXTS else plain)


def _written(values: Sequence[Any], write: Callable[[Any], Any] = plain) -> list[Any]:
    """A column as `write` has it: cells that say the same share what was read of them, and it is written once."""
    written = {key: write(value) for key, value in dict(zip(map(id, values), values, strict=True)).items()}
    return [written[id(value)] for value in values]


def _list(texts: Sequence[str]) -> str | None:
    return json.dumps(texts, ensure_ascii=False) if texts else None


def _attributes(names: Iterable[str], objects: Sequence[object]) -> dict[str, list[Any]]:
    """These attributes of the objects as columns."""
    return {name: list(map(attrgetter(name), objects)) for name in names}


def _columns(names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, Sequence[Any]]:
    """Rows as columns of these names; of no rows, empty ones."""
    return dict(zip(names, list(zip(*rows, strict=True)) or [()] * len(names), strict=True))


def _links(field: Field, filled: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str, int, str, str | None]]:
    """The rows of a reference field's values, by their records' ids: which record, field, place, target, and whom it
    replaces.
    """
    name = field.name
    if field.kind is Kind.NAME:
        return ((id_, name, 0, target, None) for id_, target in filled if target)
    if field.kind is Kind.NAMES:
        return (
            (id_, name, at, target, None) for id_, targets in filled if targets for at, target in enumerate(targets)
        )
    return ((id_, name, at, target, replaces) for id_, pairs in filled for at, (replaces, target) in enumerate(pairs))
