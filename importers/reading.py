"""Files in, rows out: each sheet as the register that it is, each cell as the value that it holds.

`read_files` finds the files, reads them (sheets.py), finds the header and the register (layout.py) and reads the cells
(values.py). It knows nothing of the store: what the rows mean for an estate is the next room's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from itmap import model
from itmap.errors import NothingRecognised
from itmap.estate import same
from itmap.importers.layout import HEADER_WITHIN, Layout, is_blank, recognise
from itmap.importers.sheets import Cell, RawTable, find_files, read_tables
from itmap.importers.values import Reading, Unreadable, plain_text, read_value
from itmap.model import Field, Register

if TYPE_CHECKING:
    from itmap.importers.profiles import Profile


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
    from itmap.importers import profiles

    chosen = profiles.find(profile) if profile else None
    for path in find_files(paths):
        tables = read_tables(path)
        sheets = [_read(table, register, chosen or _profile_of(table, register)) for table in tables]
        if all(sheet.register is None for sheet in sheets):
            raise _nothing_recognised(path, tables, sheets)
        yield from sheets


def _profile_of(table: RawTable, register: Register | None) -> Profile | None:
    """The shipped profile whose headings stand in one of the sheet's first rows."""
    from itmap.importers import profiles

    for row in table.rows[:HEADER_WITHIN]:
        headings = [plain_text(cell) for cell in row]
        for known in profiles.shipped():
            if known.marks(headings) and register in (None, known.register):
                return known
    return None


def _nothing_recognised(path: Path, tables: list[RawTable], sheets: list[ReadSheet]) -> NothingRecognised:
    seen = [plain_text(cell) for table in tables for row in table.rows[:3] for cell in row]
    words = ", ".join([word for word in seen if word][:12]) or "nothing"
    where = f" in the sheets {', '.join(sheet.sheet for sheet in sheets)}" if sheets and sheets[0].sheet else ""
    return NothingRecognised(
        f"{path}: no headings of a register were found{where}; the first rows say: {words}. "
        f"Say which register it is with --register ({', '.join(model.BY_SHEET)}), "
        "or see itmap template for the headings."
    )


def _read(table: RawTable, register: Register | None, profile: Profile | None) -> ReadSheet:
    layout = recognise(table, register, profile.hints if profile else None)
    if layout is None:
        return ReadSheet(table.file, table.sheet, None, None, {}, frozenset(), frozenset(), [], [])
    sheet = ReadSheet(
        file=table.file,
        sheet=table.sheet,
        register=layout.register,
        header_row=layout.header_row,
        columns=_columns(layout),
        present=frozenset(entry[1].name for entry in layout.fields if entry and entry[0] is layout.register)
        | frozenset(profile.constants if profile else ()),
        contract_present=frozenset(
            entry[1].name for entry in layout.fields if entry and entry[0] is not layout.register
        ),
        rows=[],
        problems=[],
        profile=profile.name if profile else None,
    )
    for number, cells in enumerate(table.rows[layout.header_row :], start=layout.header_row + 1):
        if not is_blank(cells) and not _is_example(layout, cells):
            sheet.rows.append(_read_row(sheet, layout, number, cells, profile))
    return sheet


def _columns(layout: Layout) -> dict[str, str | None]:
    """Each heading in the file, told apart by a number where it stands twice, and what it was understood as."""
    columns: dict[str, str | None] = {}
    for column, heading in enumerate(layout.headings):
        if heading:
            columns[_unique(heading, columns)] = (
                model.ORGANISATION_COLUMN.heading if column == layout.organisation else _meaning(layout.fields[column])
            )
    return columns


def _unique(heading: str, taken: Mapping[str, object]) -> str:
    name, turn = heading, 1
    while name in taken:
        turn += 1
        name = f"{heading} ({turn})"
    return name


def _meaning(entry: tuple[Register, Field] | None) -> str | None:
    return entry[1].heading if entry else None


def _is_example(layout: Layout, cells: Sequence[Cell]) -> bool:
    """Whether a row is the example of the blank workbook: all that the register's example says, said here."""
    example = layout.register.example or {}
    said = {
        entry[1].name: plain_text(cell)
        for entry, cell in zip(layout.fields, cells, strict=False)
        if entry and plain_text(cell)
    }
    return (
        bool(said) and len(said) > 1 and all(same(example.get(name, "")) == same(text) for name, text in said.items())
    )


def _read_row(sheet: ReadSheet, layout: Layout, number: int, cells: Sequence[Cell], profile: Profile | None) -> ReadRow:
    reading = profile.reading if profile else Reading()
    values: dict[str, Any] = dict(profile.constants) if profile else {}
    contract: dict[str, Any] = {}
    padded = [*cells, *[""] * (len(layout.fields) - len(cells))]
    beyond = [plain_text(cell) for cell in cells[len(layout.fields) :]]
    if any(beyond):
        text = "; ".join(text for text in beyond if text)
        sheet.problems.append(Problem(number, "", text, "cell", "These cells stand beyond the last heading: not read."))
    if _is_total(padded):
        message = "A row of totals, not a record: it was not imported."
        sheet.problems.append(Problem(number, "", plain_text(_first(padded)), "row", message))
        return ReadRow(number, values, None, True, contract)
    for entry, heading, cell in zip(layout.fields, layout.headings, padded, strict=False):
        if entry is None:
            continue
        register, field_ = entry
        into = values if register is layout.register else contract
        try:
            into[field_.name] = read_value(field_, cell, reading)
        except Unreadable as error:
            into[field_.name] = () if field_.is_list else None
            sheet.problems.append(Problem(number, heading, plain_text(cell), "cell", f"{error}."))
    organisation = plain_text(padded[layout.organisation]) if layout.organisation is not None else ""
    return ReadRow(number, values, organisation or None, False, contract)


def _first(cells: Sequence[Cell]) -> Cell:
    return next((cell for cell in cells if plain_text(cell)), "")


def _is_total(cells: Sequence[Cell]) -> bool:
    """Whether a row sums up: its first words are Total, and everything else in it is a number."""
    filled = [cell for cell in cells if plain_text(cell)]
    if not re.fullmatch(r"(?:grand |sub ?-?)?totals?(?: value| spend| cost)?:?", plain_text(filled[0]).casefold()):
        return False
    return all(not isinstance(cell, str) or re.search(r"\d", cell) for cell in filled[1:])
