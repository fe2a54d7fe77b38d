"""The tables of a SQLite store, generated from the model, and what brings an older store to them."""

from __future__ import annotations

from collections.abc import Sequence

from itmap import model
from itmap.model import Field, Kind, Register

APPLICATION_ID = 0x69746D70  # "itmp", so that a file can say what it is (https://www.sqlite.org/pragma.html)

_TYPES = {Kind.WHOLE: "INTEGER", Kind.YES_NO: "INTEGER"}
_DEFERRED = "DEFERRABLE INITIALLY DEFERRED"
_OF_RECORD = f"record TEXT NOT NULL REFERENCES record (id) ON DELETE CASCADE {_DEFERRED}"
_SINCE_VERSION_2 = (
    f"CREATE TABLE said ({_OF_RECORD}, field TEXT NOT NULL, text TEXT NOT NULL, "
    "PRIMARY KEY (record, field)) WITHOUT ROWID",
    "CREATE TABLE past (record TEXT NOT NULL, until TEXT NOT NULL, register TEXT NOT NULL, organisation TEXT, "
    "since TEXT, content TEXT NOT NULL, PRIMARY KEY (record, until)) WITHOUT ROWID",
    "CREATE TABLE decision (register TEXT NOT NULL, organisation TEXT NOT NULL, one TEXT NOT NULL, "
    "other TEXT NOT NULL, verdict TEXT NOT NULL, PRIMARY KEY (register, organisation, one, other)) WITHOUT ROWID",
)
INDEX_OF_TARGETS = "CREATE INDEX IF NOT EXISTS link_target ON link (target)"
# By version, what brings a store of the version before to it.
MIGRATIONS: dict[int, Sequence[str]] = {
    2: (
        "ALTER TABLE record ADD COLUMN since TEXT",
        "ALTER TABLE source ADD COLUMN day TEXT",
        *_SINCE_VERSION_2,
    ),
}


def schema() -> list[str]:
    """The statements that make an empty store, generated from the model."""
    registers = _one_of("register", [register.name for register in model.REGISTERS])
    return [
        f"CREATE TABLE record (id TEXT PRIMARY KEY, register TEXT NOT NULL{registers}, "
        f"organisation TEXT REFERENCES record (id) {_DEFERRED}, since TEXT) WITHOUT ROWID",
        "CREATE INDEX record_organisation ON record (organisation, register)",
        *(_register_table(register) for register in model.REGISTERS),
        f"CREATE TABLE link ({_OF_RECORD}, field TEXT NOT NULL, position INTEGER NOT NULL, "
        f"target TEXT NOT NULL REFERENCES record (id) {_DEFERRED}, replaces TEXT REFERENCES record (id) {_DEFERRED}, "
        "PRIMARY KEY (record, field, position)) WITHOUT ROWID",
        INDEX_OF_TARGETS,
        "CREATE INDEX link_replaces ON link (replaces) WHERE replaces IS NOT NULL",  # of few, and asked only for one
        f"CREATE TABLE source ({_OF_RECORD}, organisation TEXT NOT NULL, register TEXT NOT NULL, file TEXT NOT NULL, "
        "sheet TEXT NOT NULL, row INTEGER NOT NULL, defined_by TEXT NOT NULL, day TEXT, "
        "PRIMARY KEY (record, organisation, register, file, sheet, row, defined_by)) WITHOUT ROWID",
        *_SINCE_VERSION_2,
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {model.SCHEMA_VERSION}",
    ]


def _register_table(register: Register) -> str:
    columns = [
        "id TEXT PRIMARY KEY REFERENCES record (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
        *(f'"{field.name}" {_TYPES.get(field.kind, "TEXT")}{_check(field)}' for field in register.columns),
    ]
    return f'CREATE TABLE "{register.name}" ({", ".join(columns)}) WITHOUT ROWID'


def _check(field: Field) -> str:
    if field.kind is Kind.CHOICE:
        return _one_of(field.name, field.choices)
    if field.kind is Kind.WHOLE:
        top = "" if field.high is None else f' AND "{field.name}" <= {field.high}'
        return f" CHECK (typeof(\"{field.name}\") IN ('integer', 'null') AND \"{field.name}\" >= {field.low}{top})"
    if field.kind is Kind.YES_NO:
        return f' CHECK ("{field.name}" IN (0, 1))'
    return ""


def _one_of(column: str, choices: Sequence[str]) -> str:
    """Written out, which SQLite checks in half the time that it takes to look a text up with IN."""
    words = " OR ".join(f'"{column}" = {choice!r}' for choice in choices)
    return f" CHECK ({words})"
