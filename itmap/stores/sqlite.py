"""An estate in one SQLite file: the default store.

Rollback journal and `synchronous=FULL`, because registers live on network drives, where a write-ahead log does not
work (https://www.sqlite.org/wal.html). A change begins with BEGIN IMMEDIATE: a second writer waits for the first.
The schema (sqlite_schema.py) is generated from `itmap.model`; its version stands in `user_version`. What
a change writes stands in sqlite_change.py.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd

from itmap import model
from itmap.encoding import record_from_json, typed
from itmap.errors import StoreMissing, StoreUnusable
from itmap.estate import Decision, Record, Source, Version, frame
from itmap.model import Field, Kind, Register
from itmap.stores.sqlite_change import SqliteChange
from itmap.stores.sqlite_schema import APPLICATION_ID, MIGRATIONS, schema

BUSY_SECONDS = 60
CACHE_KIB = 64 * 1024  # ids are digests: rows of one import go to all places of an index, which stays in memory so

_DAMAGED = "is damaged. Restore it from a backup, or import the spreadsheets again."


class SqliteStore:
    """See `itmap.stores.Store`."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file; with `create`, make it when it is missing.

        Raises StoreMissing, and StoreUnusable for a file that is no store, is newer than this itmap or can't be read.
        """
        self.path = path
        self._check_file(create)
        with self._mended():
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            with self._mended(), self._whole():
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._connection.execute("PRAGMA synchronous = FULL")
                self._connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
                self._prepare(create)
        except StoreUnusable:
            self._connection.close()
            raise

    def _check_file(self, create: bool) -> None:
        if self.path.is_dir():
            raise StoreUnusable(f"{self.path} is a folder, not a store. Give --store the path of a file.")
        if self.path.exists():
            return
        if not create:
            mend = f"Make one with: itmap import FILES --store {self.path}"
            if not self.path.parent.is_dir():
                mend = f"The folder {self.path.parent} isn't there: make it, or give --store another path."
            raise StoreMissing(f"There is no store at {self.path}. {mend}")
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))  # contracts may be exempt: for its owner only
        except OSError as error:
            raise StoreUnusable(
                f"The store {self.path} can't be made: {error.strerror}. "
                "Give --store a path in a folder that exists and that you may write to."
            ) from error

    def _prepare(self, create: bool) -> None:
        if self._version() == (0, 0) and create and self.path.stat().st_size == 0:
            with self._transaction():
                if self._version() == (0, 0):  # another process may have made it while this one waited
                    for statement in schema():
                        self._connection.execute(statement)
        application, version = self._version()
        if application != APPLICATION_ID:
            raise StoreUnusable(
                f"{self.path} is not an itmap store. Give --store another path, or move that file away."
            )
        if version > model.SCHEMA_VERSION:
            raise StoreUnusable(
                f"The store {self.path} was written by a newer itmap (schema {version}; this one knows "
                f"{model.SCHEMA_VERSION}). Upgrade with: pip install --upgrade itmap"
            )
        if version < model.SCHEMA_VERSION:
            self._migrate()

    def _migrate(self) -> None:
        """Bring an older store to this version, in one transaction."""
        with self._transaction():
            for version in range(self._version()[1] + 1, model.SCHEMA_VERSION + 1):
                for statement in MIGRATIONS[version]:
                    self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {model.SCHEMA_VERSION}")

    def _version(self) -> tuple[int, int]:
        application = self._connection.execute("PRAGMA application_id").fetchone()[0]
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        return int(application), int(version)

    def organisations(self) -> dict[str, tuple[str, str | None]]:
        with self._mended():
            rows = self._connection.execute(
                "SELECT id, name, reference FROM organisation WHERE id IN (SELECT organisation FROM record) "
                "OR id IN (SELECT record FROM source WHERE defined_by = record)"
            ).fetchall()
        return {
            id_: (name, reference) for id_, name, reference in sorted(rows, key=lambda row: (row[1].casefold(), row[0]))
        }

    def tables(self, organisations: Collection[str] | None = None) -> dict[str, pd.DataFrame]:
        with self._mended(), self._whole(), self._transaction(write=False):
            self._choose(organisations)
            defined = {
                row[0]
                for row in self._connection.execute("SELECT DISTINCT record FROM source WHERE defined_by = record")
            }
            tables = {}
            for register in model.REGISTERS:
                ids, rows = [], []
                for record in self._values(register):
                    ids.append(record.id)
                    beside = {"organisation": record.organisation, "said": record.said, "since": record.since}
                    rows.append({**record.values, **beside, "defined": record.id in defined})
                tables[register.name] = frame(register, rows, ids)
        return tables

    def sources(self, organisations: Collection[str] | None = None) -> dict[str, tuple[Source, ...]]:
        with self._mended(), self._transaction(write=False):
            self._choose(organisations)
            return self._sources("record IN (SELECT id FROM chosen)")

    def history(self, organisations: Collection[str] | None = None) -> tuple[Version, ...]:
        with self._mended(), self._whole():
            rows = self._connection.execute(
                "SELECT record, register, organisation, since, content, until FROM past ORDER BY record, until"
            )
            return tuple(
                Version(record_from_json(id_, register, owner, _day(since), content), dt.date.fromisoformat(until))
                for id_, register, owner, since, content, until in rows
                if organisations is None or owner is None or owner in organisations
            )

    def decisions(self) -> tuple[Decision, ...]:
        with self._mended():
            rows = self._connection.execute("SELECT register, organisation, one, other, verdict FROM decision")
            return tuple(sorted(Decision(of, owner or None, *rest) for of, owner, *rest in rows))

    def decide(self, decisions: Iterable[Decision]) -> None:
        with self._mended(), self._transaction():
            self._connection.executemany(
                "INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?, ?)",
                ((each.register, each.organisation or "", each.one, each.other, each.verdict) for each in decisions),
            )

    @contextmanager
    def change(self, organisation: str) -> Iterator[SqliteChange]:
        with self._mended(), self._transaction():
            with self._whole():
                self._choose([organisation], all_shared=True)
                change = SqliteChange(self._connection, organisation, self._records(organisation))
            yield change
            if change.discarded:
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()

    # What the methods above are made of.

    @contextmanager
    def _transaction(self, *, write: bool = True) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        try:
            yield
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):  # the first failure is the one to tell
                    self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _mended(self) -> Iterator[None]:
        """Turn SQLite's errors into messages that say what to do (https://www.sqlite.org/rescode.html)."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            if str(error).startswith("Could not decode"):  # a text that isn't UTF-8 has no code of its own
                code = sqlite3.SQLITE_CORRUPT
            cause = {
                sqlite3.SQLITE_BUSY: "is being written by somebody else. Try again when they are done.",
                sqlite3.SQLITE_FULL: "can't grow: the disk is full. Free some space and run the command again.",
                sqlite3.SQLITE_IOERR: f"can't be read or written ({error}). Check the disk or the network drive.",
                sqlite3.SQLITE_READONLY: "can't be written. Ask for write permission, or give --store another path.",
                sqlite3.SQLITE_CANTOPEN: "can't be opened. Check that you may read and write the file and its folder.",
                sqlite3.SQLITE_NOTADB: "is not an itmap store. Give --store another path, or move that file away.",
                sqlite3.SQLITE_CORRUPT: _DAMAGED,
                sqlite3.SQLITE_CONSTRAINT: _DAMAGED,  # what was read breaks a rule that no store was written against
            }.get(code, f"can't be used: {error}.")
            raise StoreUnusable(f"The store {self.path} {cause} Nothing was changed.") from error

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Say that the file is damaged where SQLite reads it but its cells hold what no store writes."""
        try:
            yield
        except (ValueError, ArithmeticError) as error:
            raise StoreUnusable(f"The store {self.path} {_DAMAGED} Nothing was changed.") from error

    def _choose(self, organisations: Collection[str] | None, *, all_shared: bool = False) -> None:
        """Fill the temporary table `chosen` with the ids to read: own records, and shared ones (those they touch)."""
        run = self._connection.execute
        run("CREATE TEMP TABLE IF NOT EXISTS chosen (id TEXT PRIMARY KEY) WITHOUT ROWID")
        run("DELETE FROM chosen")
        if organisations is None:
            run("INSERT INTO chosen SELECT id FROM record")
            return
        for organisation in organisations:
            run(
                "INSERT OR IGNORE INTO chosen SELECT id FROM record WHERE organisation = ? OR id = ?",
                (organisation,) * 2,
            )
            run(
                "INSERT OR IGNORE INTO chosen SELECT record FROM source WHERE organisation = ? "
                "AND record IN (SELECT id FROM record WHERE organisation IS NULL)",
                (organisation,),
            )
        if all_shared:
            run("INSERT OR IGNORE INTO chosen SELECT id FROM record WHERE organisation IS NULL")
            return
        follow = (  # whatever the chosen refer to: suppliers and, up the chain, their owners
            "WITH RECURSIVE reached (id) AS (SELECT id FROM chosen UNION "
            "SELECT link.target FROM link JOIN reached ON link.record = reached.id) "
            "INSERT OR IGNORE INTO chosen SELECT id FROM reached"
        )
        owners = (  # where they refer to another organisation's record, that organisation too
            "INSERT OR IGNORE INTO chosen SELECT organisation FROM record "
            "WHERE id IN (SELECT id FROM chosen) AND organisation IS NOT NULL"
        )
        run(follow)
        if run(owners).rowcount:
            run(follow)

    def _values(self, register: Register) -> Iterator[Record]:
        """The chosen records of a register without their sources, in the order of their ids."""
        links: dict[str, dict[str, list[tuple[str, str | None]]]] = {}
        for record, field, target, replaces in self._connection.execute(
            "SELECT record, field, target, replaces FROM link JOIN record ON record.id = link.record "
            "WHERE register = ? AND record IN (SELECT id FROM chosen) ORDER BY record, field, position",
            (register.name,),
        ):
            links.setdefault(record, {}).setdefault(field, []).append((target, replaces))
        said: dict[str, dict[str, str]] = {}
        for record, field, text in self._connection.execute(
            "SELECT record, field, text FROM said JOIN record ON record.id = said.record "
            "WHERE register = ? AND record IN (SELECT id FROM chosen) ORDER BY record, field",
            (register.name,),
        ):
            said.setdefault(record, {})[field] = text
        names = "".join(f', "{field.name}"' for field in register.columns)
        for row in self._connection.execute(
            f'SELECT id, organisation, since{names} FROM record JOIN "{register.name}" USING (id) '
            "WHERE id IN (SELECT id FROM chosen) ORDER BY id"
        ):
            values = {field.name: _decoded(field, cell) for field, cell in zip(register.columns, row[3:], strict=True)}
            own = links.get(row[0], {})
            for field in register.references:
                values[field.name] = _linked(field, own.get(field.name, []))
            yield Record(row[0], register.name, row[1], values, said=said.get(row[0], {}), since=_day(row[2]))

    def _records(self, organisation: str) -> dict[str, Record]:
        sources = self._sources("organisation = ?", organisation)
        elsewhere = dict(
            self._connection.execute(
                "SELECT source.record, MAX(source.defined_by = source.record) FROM source JOIN record "
                "ON record.id = source.record WHERE record.organisation IS NULL AND source.organisation <> ? "
                "GROUP BY source.record",
                (organisation,),
            )
        )
        found = {record.id: record for register in model.REGISTERS for record in self._values(register)}
        for id_, record in found.items():
            record.sources = sources.get(id_, ())
            record.elsewhere, record.defined_elsewhere = id_ in elsewhere, bool(elsewhere.get(id_))
        return found

    def _sources(self, where: str, *parameters: str) -> dict[str, tuple[Source, ...]]:
        found: dict[str, list[Source]] = {}
        for record, file, sheet, row, register, organisation, by, day in self._connection.execute(
            "SELECT record, file, sheet, row, register, organisation, defined_by, day FROM source "
            f"WHERE {where} ORDER BY record, file, sheet, row, register, organisation, defined_by",
            parameters,
        ):
            found.setdefault(record, []).append(Source(file, sheet, row, register, organisation, by, _day(day)))
        return {record: tuple(rows) for record, rows in found.items()}


def _decoded(field: Field, cell: Any) -> Any:
    return typed(field, cell and json.loads(cell) if field.kind is Kind.TEXTS else cell)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _linked(field: Field, links: list[tuple[str, str | None]]) -> object:
    if field.kind is Kind.FALLBACKS:
        return tuple((replaces, target) for target, replaces in links)
    targets = tuple(target for target, _ in links)
    if field.kind is Kind.NAMES:
        return targets
    return targets[0] if targets else None
