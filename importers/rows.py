"""What a table says once it is read: its rows, each cell a value, and what could not be understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from itmap.model import Register


@dataclass(frozen=True)
class Problem:
    """One thing in a sheet that could not be understood.

    `row` is numbered as the spreadsheet shows it, from 1; `column` is the heading in the file, "" for the whole row;
    `value` is the text as it stands; `message` says in plain English what is wrong and what to write instead.
    """

    row: int
    column: str
    value: str
    severity: Literal["cell", "row"]
    message: str


@dataclass(slots=True)
class ReadRow:
    """One row below the header that is not blank, its cells read.

    `values` holds the recognised columns only, by field name; None or () for a cell that is empty or unknown. By kind:
    TEXT str, TEXTS tuple of str, DATE date, DURATION Duration, MONEY Decimal, WHOLE int, CHOICE str, YES_NO bool,
    NAME str, NAMES tuple of str (the raw cell as one item where it names suppliers), FALLBACKS tuple of
    (replaced name or None, stand-in name). `organisation` is the cell of the Organisation column, if there is one.
    `rejected` marks what is no record, a row of totals or a note, which a "row" problem explains. `contract` holds the
    contract's fields that stand in a row of the systems register, `integrations` the systems it exchanges data with:
    tuples of names under `provider`, `consumer` and `both`, and further fields of these integrations. `said` and
    `contract_said` keep, by field, the text of every cell that holds something and came out as no value: a word for
    unknown, "Rolling" for a date, what can't be read.
    """

    number: int
    values: dict[str, Any]
    organisation: str | None
    rejected: bool
    contract: dict[str, Any]
    said: dict[str, str] = field(default_factory=dict)
    contract_said: dict[str, str] = field(default_factory=dict)
    integrations: dict[str, Any] = field(default_factory=dict)


@dataclass
class ReadSheet:
    """One table of a sheet, read; a sheet may hold several, and rows of two kinds make two of one table.

    `register` is None where its headings are not a register's. `file` is the file's name without folders, `sheet` is ""
    for csv and tsv. `columns` maps each heading in the file, in its order, to the model's heading or None. `present`
    names the fields that have a column. `profile` is the layout that it was read as; `notes` say what an officer should
    know of the reading and need not mend.
    """

    file: str
    sheet: str
    register: Register | None
    header_row: int | None
    columns: dict[str, str | None]
    present: frozenset[str]
    contract_present: frozenset[str]
    rows: list[ReadRow]
    problems: list[Problem]
    profile: str | None = None
    notes: list[str] = field(default_factory=list)
