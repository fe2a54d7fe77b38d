"""Files in, rows out: each sheet as the register that it is, each cell as the value that it holds.

`read_files` finds the files, reads them (sheets.py), finds their tables (finding.py, layout.py) and reads the cells
(values.py). It knows nothing of the store: what the rows mean for an estate is the next room's work.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from itmap import model
from itmap.errors import NothingRecognised
from itmap.exemption import SAYS_EXEMPT
from itmap.importers.columns import column_readings
from itmap.importers.finding import Found, chosen_profile, find_tables, parts_of
from itmap.importers.headings import Column, normal
from itmap.importers.layout import Layout, is_blank
from itmap.importers.no_records import is_example, notes_begin, why_no_record
from itmap.importers.sheets import Cell, RawTable, find_files, read_tables
from itmap.importers.values import FAILED, Reading, Unreadable, implied, plain_text, read_value
from itmap.importers.words import UNCLEAR, is_unknown
from itmap.model import Register
from itmap.settings import Limits
from itmap.uncollected import uncollected

if TYPE_CHECKING:
    from itmap.importers.profiles import Profile

_APART = (str, float, dt.date, dt.time, dt.timedelta)  # cells of which none equals one of another type
_A_NOTE = "A note under the table, not a record: it was not imported."


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


@dataclass(frozen=True, slots=True)
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


def read_files(
    paths: Iterable[Path],
    register: Register | None = None,
    profile: str | None = None,
    limits: Limits | None = None,
) -> Iterator[ReadSheet]:
    """Read every table of the files, in order; of a folder, the spreadsheets in it, sorted by name.

    `register` says what every sheet is; without it the sheet's name or its headings decide. `profile` names a layout
    that itmap ships, or a user's TOML file. `limits` are what a file may hold, without them those that itmap ships.
    Raises FileUnreadable and NothingRecognised, naming the file.
    """
    chosen = chosen_profile(register, profile)
    for path in find_files(paths):
        with uncollected():
            sheets = list(_sheets(path, register, chosen, limits))
        yield from sheets


def _sheets(
    path: Path, register: Register | None, chosen: Profile | None, limits: Limits | None
) -> Iterator[ReadSheet]:
    from itmap.importers.review import read_review

    tables = read_tables(path, limits)
    reviews = [read_review(table) for table in tables]
    found = [
        [] if review else find_tables(table, register, chosen) for table, review in zip(tables, reviews, strict=True)
    ]
    if not any(found) and not any(reviews):
        raise _nothing_recognised(path, tables)
    for table, its_tables, review in zip(tables, found, reviews, strict=True):
        for each in its_tables:
            yield from read_table(each)
        if review:
            yield review
        elif not its_tables:
            yield ReadSheet(table.file, table.sheet, None, None, {}, frozenset(), frozenset(), [], [])


def _nothing_recognised(path: Path, tables: list[RawTable]) -> NothingRecognised:
    seen = [plain_text(cell) for table in tables for row in table.rows[:3] for cell in row]
    words = ", ".join([word for word in seen if word][:12]) or "nothing"
    where = f" in the sheets {', '.join(table.sheet for table in tables)}" if tables and tables[0].sheet else ""
    return NothingRecognised(
        f"{path}: no headings of a register were found{where}; the first rows say: {words}. "
        f"Say which register it is with --register ({', '.join(model.BY_SHEET)}), see itmap template for the headings, "
        "or begin a profile of your own with itmap profile."
    )


def read_table(found: Found) -> Iterator[ReadSheet]:
    """The rows of a table; where a profile tells several kinds apart, those of each kind as a sheet of its own."""
    parts = parts_of(found.profile, found.layout)
    for part in parts:
        others = {index for other in parts if other is not part for index in other[1].used}
        yield _sheet(found, part[1], part[0], others - part[1].used)


def _sheet(found: Found, layout: Layout, profile: Profile | None, others: set[int]) -> ReadSheet:
    """One table as one register; `others` are the columns that rows of another kind are read from."""
    table = found.table
    headings = _told_apart(layout, table)
    own = [column for column in layout.columns if column and column.register is layout.register]
    contracts = [
        column for column in layout.columns if column and column.register is model.CONTRACTS is not layout.register
    ]
    sheet = ReadSheet(
        file=table.file,
        sheet=table.sheet,
        register=layout.register,
        header_row=layout.header_row,
        columns={
            heading: _meaning(layout, index)
            for index, heading in enumerate(headings)
            if heading and index not in others | {layout.direction, layout.record_type}
        },
        present=frozenset(profile.constants if profile else ()) | _names(own),
        contract_present=_names(contracts),
        rows=[],
        problems=[],
        profile=profile.name if profile else None,
    )
    sheet.notes.extend(_unsaid(headings, profile))
    readings = column_readings(table, layout, profile, sheet.notes)
    columns = [
        _ColumnReader(heading, column, reading, own=column.register is layout.register) if column else None
        for heading, column, reading in zip(headings, layout.columns, readings, strict=True)
    ]
    reader = _RowReader(sheet, layout, headings, columns, profile)
    body = layout.body(table)
    notes = layout.header_row + notes_begin(body, another_follows=layout.end is not None)
    for number, cells in enumerate(body, start=layout.header_row + 1):
        if is_blank(cells) or is_example(layout, cells):
            continue
        padded = [*cells, *[""] * (len(headings) - len(cells))]
        kind = _kind(layout, padded, found.profile)
        reads = kind is None or (profile and kind in profile.rows)
        if not reads and (kind or profile is not found.profile):
            continue  # read as another register's, or counted with the profile's own
        if number > notes:
            sheet.rows.append(reader.reject(number, padded, _A_NOTE))
        elif reads:
            sheet.rows.append(reader.read(number, padded))
        else:
            sheet.rows.append(reader.reject(number, padded, _no_kind(layout, headings)))
    return sheet


def _unsaid(headings: Sequence[str], profile: Profile | None) -> Iterator[str]:
    """The columns that name systems and don't say which of the two needs the other: no direction is made up."""
    words = profile.hints.unsaid if profile else frozenset()
    for heading in headings:
        if normal(heading) in words:
            yield (
                f"{heading}: names systems, but not which of the two needs the other: left alone. "
                "A profile of your own can say it (docs/profiles.md)."
            )


def _kind(layout: Layout, cells: Sequence[Cell], profile: Profile | None) -> str | None:
    """The record type of a row: None where the layout has none, "" where the profile does not know it."""
    if profile is None or layout.record_type is None:
        return None
    kind = plain_text(cells[layout.record_type]).casefold()
    return kind if any(kind in each.rows for each in (profile, *profile.others)) else ""


def _no_kind(layout: Layout, headings: Sequence[str]) -> str:
    assert layout.record_type is not None  # noqa: S101  (only such a layout has rows of several kinds)
    return (
        f"What kind of row this is, {headings[layout.record_type]} doesn't say in a word of the profile: not imported."
    )


def _told_apart(layout: Layout, table: RawTable) -> list[str]:
    """The headings: one that stands twice gets a number, and a column without one that holds something gets a name."""
    names: list[str] = []
    for index, heading in enumerate(layout.headings):
        if not heading and any(plain_text(row[index]) for row in layout.body(table) if len(row) > index):
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


class _ReadCell(NamedTuple):
    """A cell that says more or less than the value of its own field: its value, its text, the words it holds where it
    has no value, what is wrong with it, and what it says of other fields."""

    value: Any
    text: str
    said: str
    problem: str
    implied: Mapping[str, Any]


class _ColumnReader(dict[Any, Any]):
    """The cells of one column, each text read once: most columns say the same again and again. A cell that says its
    value and no more gives that, any other a `_ReadCell`. `own` is whether the column is one of the sheet's register.
    """

    def __init__(self, heading: str, column: Column, reading: Reading, *, own: bool) -> None:
        super().__init__()
        self.heading, self.column, self._reading, self.own = heading, column, reading, own
        self.name = column.field.name

    def __missing__(self, key: Any) -> Any:
        cell: Cell = key[1] if type(key) is tuple else key
        field_, problem, others = self.column.field, "", {}
        try:
            value = read_value(field_, cell, self._reading)
        except Unreadable as error:
            value, problem = () if field_.is_list else None, f"{error}."
        said = implied(field_, cell, self._reading)
        if said:
            register = self.column.register.by_name
            others = {name: value for name, value in said.items() if name in register}
        words = self._words(cell) if value is None or value == () else ""
        plain = self.own and not (words or problem or others or self.column.implied)
        self[key] = value if plain else _ReadCell(value, plain_text(cell), words, problem, others)
        return self[key]

    def _words(self, cell: Cell) -> str:
        """What a cell says that is no value, such that it is none either where what is known here isn't.

        A profile may say that 0 stands for what wasn't published, and a column that its days can't be told.
        """
        text = plain_text(cell)
        try:
            again = read_value(self.column.field, text)
        except Unreadable:
            return text
        return text if again in (None, ()) else f"{text} {UNCLEAR}"


@dataclass(frozen=True)
class _RowReader:
    """Reads the rows of one table, and lists in its sheet what it can't understand."""

    sheet: ReadSheet
    layout: Layout
    headings: Sequence[str]
    columns: Sequence[_ColumnReader | None]
    profile: Profile | None

    def read(self, number: int, cells: Sequence[Cell]) -> ReadRow:
        """One row that is not blank, as long as the headings at least."""
        beyond = [text for text in map(plain_text, cells[len(self.headings) :]) if text]
        if beyond:
            self._problem(number, "", "; ".join(beyond), "cell", "These cells stand beyond the last heading: not read.")
        rejection = why_no_record(cells, self.layout.headings)
        if rejection:
            return self.reject(number, cells, rejection)
        constants = dict(self.profile.constants if self.profile else {})
        row = ReadRow(number, constants, self._organisation(number, cells), False, {})
        values, telling = row.values, []
        for reader, cell in zip(self.columns, cells, strict=False):
            if reader is not None:
                # 1 and True are equal and not the same.
                read = reader[cell] if isinstance(cell, _APART) else reader[type(cell), cell]
                if type(read) is not _ReadCell:
                    values[reader.name] = read
                else:
                    self._put(row, reader, read)
                    telling.append((reader.column, read))
        for column, read in telling:
            self._imply(row, column, read)
        self._keep_exempt(row, cells)
        self._turn(row, cells)
        return row

    def reject(self, number: int, cells: Sequence[Cell], why: str) -> ReadRow:
        """A row that is no record."""
        self._problem(number, "", next(text for text in map(plain_text, cells) if text), "row", why)
        return ReadRow(number, {}, None, True, {})

    def _organisation(self, number: int, cells: Sequence[Cell]) -> str | None:
        place = self.layout.organisation
        if place is None:
            return None
        said = plain_text(cells[place])
        if said in FAILED:
            self._problem(number, self.headings[place], said, "cell", FAILED[said])
            return None
        return _named(said)

    def _keep_exempt(self, row: ReadRow, cells: Sequence[Cell]) -> None:
        """A cell of a column that isn't read may say that the contract is exempt: no other cell may take that back."""
        if self.layout.register is model.CONTRACTS:
            values, said = row.values, row.said
        elif self.sheet.contract_present:
            values, said = row.contract, row.contract_said
        else:
            return
        if values.get("exempt"):
            return
        for cell in map(cells.__getitem__, self._unread):
            if isinstance(cell, str) and SAYS_EXEMPT.search(cell):
                values["exempt"] = None
                said["exempt"] = plain_text(cell)

    @cached_property
    def _unread(self) -> Sequence[int]:
        """The places of the columns that aren't read, found once and not for every row."""
        return [place for place, reader in enumerate(self.columns) if reader is None]

    def _put(self, row: ReadRow, reader: _ColumnReader, cell: _ReadCell) -> None:
        column, name = reader.column, reader.name
        if cell.problem:
            self._problem(row.number, reader.heading, cell.text, "cell", cell.problem)
        if column.register is model.INTEGRATIONS is not self.layout.register:
            self._integrate(row, "both" if column.both else name, cell.value)
            return
        into, said = (row.values, row.said) if reader.own else (row.contract, row.contract_said)
        into[name] = cell.value
        if cell.said:
            said[name] = cell.said

    def _imply(self, row: ReadRow, column: Column, cell: _ReadCell) -> None:
        """What a cell says of other fields, and then what its heading says, where the row's own cells don't say it."""
        into = row.values if column.register is self.layout.register else row.contract
        by_heading = {
            name: None if into.get(column.field.name) is None else word for name, word in column.implied.items()
        }
        for name, value in (*cell.implied.items(), *by_heading.items()):
            if into.get(name) is None:
                into[name] = value

    def _integrate(self, row: ReadRow, name: str, value: Any) -> None:
        """What a systems list says of the integrations of its row; several columns may name systems."""
        if name in ("provider", "consumer", "both"):
            names = tuple(part.strip() for part in re.split(r"[;\n]", value or "") if part.strip())
            row.integrations[name] = (*row.integrations.get(name, ()), *names)
        else:
            row.integrations[name] = value

    def _turn(self, row: ReadRow, cells: Sequence[Cell]) -> None:
        """Which way round an integration is, where a column of its own says so. Unsaid or unknown, it is neither."""
        if self.layout.direction is None or self.profile is None:
            return
        said = plain_text(cells[self.layout.direction])
        way = self.profile.ways.get(said.casefold())
        ends = {"provider": row.values.get("provider"), "consumer": row.values.get("consumer")}
        if way == "turned":
            row.values.update(provider=ends["consumer"], consumer=ends["provider"])
        elif way == "both" and all(ends.values()):
            row.integrations["both"] = (ends["provider"],)
        elif way != "straight":
            words = ", ".join(sorted(self.profile.ways))
            message = f"Which of the two needs the other is not said: write one of {words}."
            self._problem(row.number, self.headings[self.layout.direction], said, "cell", message)
            row.said.update({name: text for name, text in ends.items() if text})
            row.values.update(provider=None, consumer=None)

    def _problem(self, row: int, column: str, value: str, severity: Literal["cell", "row"], message: str) -> None:
        self.sheet.problems.append(Problem(row, column, value, severity, message))


@lru_cache(maxsize=1_000)  # one council's rows are its own
def _named(organisation: str) -> str | None:
    return None if is_unknown(organisation) else organisation or None
