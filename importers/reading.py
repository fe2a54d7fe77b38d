"""Files in, rows out: each sheet as the register that it is, each cell as the value that it holds.

`read_files` finds the files, reads them (sheets.py), finds the header and the register (layout.py) and reads the cells
(values.py). It knows nothing of the store: what the rows mean for an estate is the next room's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
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


@dataclass(frozen=True)
class ReadRow:
    """One row below the header that is not blank, its cells read.

    `values` holds the recognised columns only, by field name; None or () for a cell that is empty or unknown. By kind:
    TEXT str, TEXTS tuple of str, DATE date, DURATION Duration, MONEY Decimal, WHOLE int, CHOICE str, YES_NO bool,
    NAME str, NAMES tuple of str (the raw cell as one item where it names suppliers), FALLBACKS tuple of
    (replaced name or None, stand-in name). `organisation` is the cell of the Organisation column, if there is one.
    `rejected` marks a row of totals, which a "row" problem explains. `contract` holds the contract's fields that
    stand in a row of the systems register.
    """

    number: int
    values: dict[str, Any]
    organisation: str | None
    rejected: bool
    contract: dict[str, Any]


@dataclass
class ReadSheet:
    """One sheet, read. `register` is None where its headings are not a register's.

    `file` is the file's name without folders, `sheet` is "" for csv and tsv. `columns` maps each heading in the file,
    in its order, to the model's heading or None. `present` names the fields that have a column.
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


def read_files(
    paths: Iterable[Path], register: Register | None = None, profile: str | None = None
) -> Iterator[ReadSheet]:
    """Read every sheet of the files, in order; of a folder, the spreadsheets in it, sorted by name.

    `register` says what every sheet is; without it the sheet's name or its headings decide. `profile` names a layout
    that itmap ships, or a user's TOML file. Raises FileUnreadable and NothingRecognised, naming the file.
    """
    raise NotImplementedError(paths, register, profile)
