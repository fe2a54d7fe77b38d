"""Files in, rows out: each sheet as the register that it is, each cell as the value that it holds.

`read_files` finds the files, reads them (sheets.py), finds their tables (finding.py, layout.py) and reads the cells
(values.py). It knows nothing of the store: what the rows mean for an estate is the next room's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from itmap import model
from itmap.errors import NothingRecognised
from itmap.importers.columns import column_readings
from itmap.importers.finding import Found, chosen_profile, find_tables, parts_of
from itmap.importers.headings import Column, normal
from itmap.importers.layout import Layout, is_blank
from itmap.importers.no_records import is_example, notes_begin
from itmap.importers.row_reader import ColumnReader, RowReader
from itmap.importers.rows import Problem, ReadRow, ReadSheet
from itmap.importers.sheets import Cell, RawTable, find_files, read_tables
from itmap.importers.values import plain_text
from itmap.model import Register
from itmap.settings import Limits
from itmap.uncollected import uncollected

if TYPE_CHECKING:
    from itmap.importers.profiles import Profile

_HIDDEN = "This sheet is hidden in the workbook, and was read like any other: delete it there if it is out of date."
_A_NOTE = "A note under the table, not a record: it was not imported."


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
    if table.hidden:
        sheet.notes.append(_HIDDEN)
    sheet.notes.extend(_unsaid(headings, profile))
    readings = column_readings(table, layout, profile, sheet.notes)
    columns = [
        ColumnReader(heading, column, reading, own=column.register is layout.register) if column else None
        for heading, column, reading in zip(headings, layout.columns, readings, strict=True)
    ]
    rows = _rows(found, layout, profile, headings)
    sheet.rows.extend(RowReader(sheet, layout, headings, columns, profile).read(list(rows)))
    return sheet


def _rows(
    found: Found, layout: Layout, profile: Profile | None, headings: Sequence[str]
) -> Iterator[tuple[int, Sequence[Cell], str]]:
    """The rows of one kind that are not blank: their numbers, cells, and why they are no record, "" if they may be."""
    body = layout.body(found.table)
    notes = layout.header_row + notes_begin(body, another_follows=layout.end is not None)
    for number, held in enumerate(body, start=layout.header_row + 1):
        if is_blank(held) or is_example(layout, held):
            continue
        cells = held if len(held) >= len(headings) else [*held, *[""] * (len(headings) - len(held))]
        kind = _kind(layout, cells, found.profile)
        reads = kind is None or (profile and kind in profile.rows)
        if not reads and (kind or profile is not found.profile):
            continue  # read as another register's, or counted with the profile's own
        yield number, cells, _A_NOTE if number > notes else "" if reads else _no_kind(layout, headings)


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
            heading = f"(column {index + 1})"  # noqa: PLW2901  (it is called so from here on)
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


__all__ = ["Problem", "ReadRow", "ReadSheet", "read_files", "read_table"]
