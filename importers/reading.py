"""Files in, rows out: each sheet as the register that it is, each cell as the value that it holds.

`read_files` finds the files, reads them (sheets.py), finds the header and the register (layout.py) and reads the cells
(values.py). It knows nothing of the store: what the rows mean for an estate is the next room's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from itmap import model
from itmap.errors import NothingRecognised
from itmap.importers.layout import HEADER_WITHIN, Column, Layout, is_blank, normal, recognise
from itmap.importers.sheets import Cell, RawTable, find_files, read_tables
from itmap.importers.values import (
    DAY_FIRST,
    Reading,
    Unreadable,
    date_order,
    plain_text,
    read_value,
)
from itmap.importers.words import is_unknown
from itmap.model import Field, Kind, Register

if TYPE_CHECKING:
    from itmap.importers.profiles import Profile

_TOTAL = re.compile(r"(?:grand |sub ?-?|overall )?totals?(?: value| spend| cost| amount)?\s*:?")
# Under a heading like "Auto-renews?" the answer is about automatic renewal; under "Renewal" a yes says too little.
_AUTO_RENEWAL = {"yes": "automatic", "y": "automatic", "true": "automatic", "no": "none", "n": "none", "false": "none"}


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
    stand in a row of the systems register. `said` and `contract_said` keep, by field, the text of every cell that
    holds something and came out as no value: a word for unknown, "Rolling" for a date, what can't be read.
    """

    number: int
    values: dict[str, Any]
    organisation: str | None
    rejected: bool
    contract: dict[str, Any]
    said: dict[str, str] = field(default_factory=dict)
    contract_said: dict[str, str] = field(default_factory=dict)


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
    if chosen and register not in (None, chosen.register):
        raise profiles.ProfileInvalid(
            f"{profile}: this profile is for {chosen.register.sheet}, and --register says otherwise. Leave one out."
        )
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
    headings = _told_apart(layout, table)
    constants = profile.constants if profile else {}
    own = [column for column in layout.columns if column and column.register is layout.register]
    contracts = [column for column in layout.columns if column and column.register is not layout.register]
    sheet = ReadSheet(
        file=table.file,
        sheet=table.sheet,
        register=layout.register,
        header_row=layout.header_row,
        columns={heading: _meaning(layout, index) for index, heading in enumerate(headings) if heading},
        present=frozenset(constants) | _names(own),
        contract_present=_names(contracts),
        rows=[],
        problems=[],
        profile=profile.name if profile else None,
    )
    reader = _RowReader(sheet, layout, headings, _readings(table, layout, profile), constants)
    for number, cells in enumerate(table.rows[layout.header_row :], start=layout.header_row + 1):
        if not is_blank(cells) and not _is_example(layout, cells):
            sheet.rows.append(reader.read(number, [*cells, *[""] * (len(headings) - len(cells))]))
    return sheet


def _told_apart(layout: Layout, table: RawTable) -> list[str]:
    """The headings: one that stands twice gets a number, and a column without one that holds something gets a name."""
    names: list[str] = []
    for index, heading in enumerate(layout.headings):
        if not heading and any(plain_text(row[index]) for row in table.rows[layout.header_row :] if len(row) > index):
            heading = f"(column {index + 1})"  # noqa: PLW2901
        name, turn = heading, 1
        while name and name in names:
            turn += 1
            name = f"{heading} ({turn})"
        names.append(name)
    return names


def _meaning(layout: Layout, index: int) -> str | None:
    if index == layout.organisation:
        return model.ORGANISATION_COLUMN.heading
    column = layout.columns[index]
    return column.field.heading if column else None


def _names(columns: Sequence[Column]) -> frozenset[str]:
    """The fields that these columns fill: their own, and those that their headings imply."""
    return frozenset(column.field.name for column in columns).union(*(column.implied for column in columns))


def _readings(table: RawTable, layout: Layout, profile: Profile | None) -> list[Reading]:
    """How each column's cells are read: by the profile, and by what the column itself shows."""
    base = profile.reading if profile else Reading()
    readings = []
    for index, column in enumerate(layout.columns):
        reading = replace(base, unit=column.unit) if column else base
        if column and column.field.kind is Kind.DATE and base.date_order == DAY_FIRST:
            texts = (row[index] for row in table.rows[layout.header_row :] if len(row) > index)
            reading = replace(
                reading, date_order=date_order(plain_text(text) for text in texts if isinstance(text, str))
            )
        if column and column.field.name == "renewal" and "auto" in normal(layout.headings[index]):
            reading = replace(reading, scales={"renewal": _AUTO_RENEWAL, **base.scales})
        readings.append(reading)
    return readings


def _is_example(layout: Layout, cells: Sequence[Cell]) -> bool:
    """Whether a row is the example of the blank workbook: it says what the register's example says, and no more."""
    example = layout.register.example or {}
    said = [
        (column.field, cell)
        for column, cell in zip(layout.columns, cells, strict=False)
        if column and column.register is layout.register and plain_text(cell)
    ]
    return len(said) >= 2 and all(
        field_.name in example and _same_value(field_, cell, example[field_.name]) for field_, cell in said
    )


def _same_value(field_: Field, cell: Cell, text: str) -> bool:
    try:
        return bool(read_value(field_, cell) == read_value(field_, text))
    except Unreadable:
        return False


@dataclass(frozen=True)
class _RowReader:
    """Reads the rows of one sheet, and lists in it what it can't understand."""

    sheet: ReadSheet
    layout: Layout
    headings: Sequence[str]
    readings: Sequence[Reading]
    constants: Mapping[str, Any]

    def read(self, number: int, cells: Sequence[Cell]) -> ReadRow:
        """One row that is not blank, as long as the headings at least."""
        beyond = [text for text in map(plain_text, cells[len(self.headings) :]) if text]
        if beyond:
            self._problem(number, "", "; ".join(beyond), "cell", "These cells stand beyond the last heading: not read.")
        rejection = self._rejection(cells)
        if rejection:
            self._problem(number, "", next(text for text in map(plain_text, cells) if text), "row", rejection)
            return ReadRow(number, {}, None, True, {})
        values, contract = dict(self.constants), dict[str, Any]()
        said, contract_said = dict[str, str](), dict[str, str]()
        for column, heading, reading, cell in zip(
            self.layout.columns, self.headings, self.readings, cells, strict=False
        ):
            if column:
                own = column.register is self.layout.register
                into, kept = (values, said) if own else (contract, contract_said)
                value = into[column.field.name] = self._value(number, heading, column.field, cell, reading)
                if value in (None, ()) and plain_text(cell):
                    kept[column.field.name] = plain_text(cell)
                for name, word in column.implied.items():
                    into.setdefault(name, None if value is None else word)
        organisation = "" if self.layout.organisation is None else plain_text(cells[self.layout.organisation])
        council = None if is_unknown(organisation) else organisation or None
        return ReadRow(number, values, council, False, contract, said, contract_said)

    def _value(self, number: int, heading: str, field_: Field, cell: Cell, reading: Reading) -> Any:
        try:
            return read_value(field_, cell, reading)
        except Unreadable as error:
            self._problem(number, heading, plain_text(cell), "cell", f"{error}.")
            return () if field_.is_list else None

    def _rejection(self, cells: Sequence[Cell]) -> str:
        """Why a row is no record, "" for one that is."""
        filled = [cell for cell in cells if plain_text(cell)]
        if _TOTAL.fullmatch(plain_text(filled[0]).casefold()) and all(
            not isinstance(cell, str) or re.search(r"\d", cell) for cell in filled[1:]
        ):
            return "A row of totals, not a record: it was not imported."
        if len(filled) > 1 and tuple(map(plain_text, cells[: len(self.headings)])) == self.layout.headings:
            return "The headings once more, not a record: the row was not imported."
        return ""

    def _problem(self, row: int, column: str, value: str, severity: Literal["cell", "row"], message: str) -> None:
        self.sheet.problems.append(Problem(row, column, value, severity, message))
