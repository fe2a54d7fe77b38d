"""The officer's workbook back: a copy of each file that has problems, each problem marked where it stands.

An xlsx or xlsm is copied byte for byte but for the marks (marking.py). Any other kind of file becomes an xlsx that
holds the same values. The mended copy imports as the mended file would.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itmap.errors import CannotAnswer, FileUnreadable
from itmap.importers.sheets import WORKBOOKS, Cell, RawTable, read_tables
from itmap.importers.values import plain_text
from itmap.settings import Limits

if TYPE_CHECKING:
    from itmap.importers.marking import Mark
    from itmap.importers.reading import Problem, ReadSheet

LIST_TITLE = "itmap problems"
LIST_HEADINGS = ("Sheet", "Cell", "Heading", "What it says", "What is wrong and what to write")

_COPIES = (".xlsx", ".xlsm")
_LONGEST_TITLE = 31  # characters in the name of a sheet, Excel's own limit
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_LONGEST_QUOTE = 2_000  # characters of a cell that the list repeats
_ONLY_VALUES = (
    "Formats, comments and formulas are not in this copy, only the values. Mend it, or mend your own file by the sheet "
    f"{LIST_TITLE}."
)


@dataclass(frozen=True)
class MarkedCopy:
    """One file with its problems marked. `path` is where it belongs, `warnings` what its reader should know of it."""

    source: Path
    path: Path
    content: bytes
    problems: int
    warnings: tuple[str, ...]


def marked_copies(
    read: Sequence[tuple[Path, Sequence[ReadSheet]]], target: Path, limits: Limits | None = None
) -> list[MarkedCopy]:
    """A copy of each file in whose sheets problems were found; `read` is what `read_files` made of each file.

    One file's copy belongs at `target`; several files' beside it, each with its file's name: `out-contracts.xlsx`.
    A workbook with macros keeps the ending that Excel asks of it. Raises FileUnreadable for a file that has changed
    since it was read, and CannotAnswer for a text that is longer than a cell of a workbook can hold.
    """
    copies: list[MarkedCopy] = []
    for path, sheets in read:
        problems = sum(len(sheet.problems) for sheet in sheets)
        if problems:
            content, warnings = _marked(path, sheets, limits)
            place = _place(path, target, copies, alone=len(read) == 1)
            copies.append(MarkedCopy(path, place, content, problems, tuple(warnings)))
    return copies


def is_list(table: RawTable) -> bool:
    """Whether a sheet is the list of problems of such a copy: no register, whatever stands in it."""
    return bool(table.rows) and tuple(map(plain_text, table.rows[0][: len(LIST_HEADINGS)])) == LIST_HEADINGS


def _place(path: Path, target: Path, copies: Sequence[MarkedCopy], *, alone: bool) -> Path:
    ending = ".xlsm" if path.suffix.lower() == ".xlsm" else ".xlsx"
    stem = target.stem if target.suffix.lower() in _COPIES else target.name
    if alone:
        return target.with_name(stem + ending)
    taken = {str(copy.path).casefold() for copy in copies}
    names = [f"{stem}-{path.stem}{turn}{ending}" for turn in ("", *(f" ({n})" for n in range(2, len(copies) + 3)))]
    return next(place for place in map(target.with_name, names) if str(place).casefold() not in taken)


def _marked(path: Path, sheets: Sequence[ReadSheet], limits: Limits | None) -> tuple[bytes, list[str]]:
    from itmap.importers.marking import marked
    from itmap.importers.parts import NotAsExpected

    tables = {table.sheet: table for table in read_tables(path, limits)}
    if any(_is_gone(problem, tables.get(sheet.sheet)) for sheet in sheets for problem in sheet.problems):
        raise FileUnreadable(f"{path}: the file has changed since it was read. Import it again.")
    if path.suffix.lower() in _COPIES:
        titles = {name: name for name in tables}
        try:
            return marked(path.read_bytes(), list(_marks(tables, sheets, titles)), _free(titles), LIST_HEADINGS)
        except NotAsExpected:
            pass  # it may be read but is not what the standard says: its values at least come back marked
    titles = _titles(tables.values())
    content = _values_only(path, tables.values(), titles)
    content, _ = marked(content, list(_marks(tables, sheets, titles)), _free(titles), LIST_HEADINGS)
    return content, [_ONLY_VALUES] if path.suffix.lower() in WORKBOOKS else []


def _is_gone(problem: Problem, table: RawTable | None) -> bool:
    return table is None or problem.row > len(table.rows)


def _marks(tables: Mapping[str, RawTable], sheets: Iterable[ReadSheet], titles: Mapping[str, str]) -> Iterator[Mark]:
    """The problems as marks, by sheet, row and column: a whole row's at the first cell that says something."""
    from itmap.importers.marking import Mark

    order = list(tables)
    found = []
    for sheet in sheets:
        table = tables[sheet.sheet]
        columns = _columns(table, sheet) if sheet.problems else {}
        at = order.index(sheet.sheet)
        found += [(at, problem.row, _column(problem, table, columns), problem) for problem in sheet.problems]
    for at, row, column, problem in sorted(found, key=lambda each: each[:3]):
        yield Mark(
            titles[order[at]],
            row,
            column,
            problem.column or ("(the whole row)" if problem.severity == "row" else "(no heading)"),
            _short(problem.value),
            problem.message[:1].upper() + problem.message[1:],
        )


def _columns(table: RawTable, sheet: ReadSheet) -> dict[str, int]:
    """Which column each heading stands in, from 1.

    The sheet holds its headings in the order of the columns: one that stands twice with a number, one over two rows
    as one.
    """
    row = sheet.header_row or 1
    lower = [plain_text(cell) for cell in table.rows[row - 1]]
    upper = [plain_text(cell) for cell in table.rows[row - 2]] if row > 1 else []
    found: dict[str, int] = {}
    number = 0
    for name in sheet.columns:
        said = re.sub(r" \(\d+\)$", "", name)
        places = (
            place
            for place, below in enumerate(lower[number:], start=number + 1)
            if name == f"(column {place})"
            or (below and (below in (name, said) or name.startswith(f"{below} ") or said.endswith(f" {below}")))
            or (not below and place <= len(upper) and said == upper[place - 1])
        )
        place = next(places, None)
        if place:
            found[name] = number = place
    for place, heading in enumerate(lower, start=1):  # a column that tells kinds of rows apart is no field's
        if heading:
            found.setdefault(heading, place)
    return found


def _column(problem: Problem, table: RawTable, columns: Mapping[str, int]) -> int:
    """Where a problem is marked. One without a heading: where its text stands, else where the row begins."""
    if problem.column in columns:
        return columns[problem.column]
    filled = [
        (number, text) for number, cell in enumerate(table.rows[problem.row - 1], 1) if (text := plain_text(cell))
    ]
    beyond = [number for number, _ in filled if number > max(columns.values(), default=0)]
    if problem.severity == "cell" and beyond:
        return beyond[0]
    saying = [number for number, text in filled if problem.value and problem.value in text]
    return next(iter([*saying, *(number for number, _ in filled)]), 1)


def _titles(tables: Collection[RawTable]) -> dict[str, str]:
    """What the sheets are called in a new workbook: as in the file, or as the file, as far as Excel takes it."""
    titles: dict[str, str] = {}
    for table in tables:
        plain = _NOT_IN_TITLES.sub("_", table.sheet or table.stem)[:_LONGEST_TITLE]
        titles[table.sheet] = _free(titles, plain or "Sheet")
    return titles


def _free(titles: Mapping[str, str], title: str = LIST_TITLE) -> str:
    """A name for one sheet more, with a number where it is taken."""
    taken = {each.casefold() for each in titles.values()}
    names = (title, *(f"{title[: _LONGEST_TITLE - 6]} ({number})" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)


def _values_only(path: Path, tables: Collection[RawTable], titles: Mapping[str, str]) -> bytes:
    """The values of a file as a new workbook: text as text, just as it stands."""
    from openpyxl import Workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    from itmap.workbooks import saved

    book = Workbook()
    book.remove(book.worksheets[0])
    if any(table.epoch_1904 for table in tables):
        book.epoch = CALENDAR_MAC_1904
    for table in tables:
        sheet = book.create_sheet(titles[table.sheet])
        for row, cells in enumerate(table.rows, start=1):
            for column, value in enumerate(cells, start=1):
                if value != "":
                    _put(sheet.cell(row, column), value, f"{path}, row {row}")
    return saved(book)


def _put(cell: Any, value: Cell, where: str) -> None:
    from itmap.workbooks import DAY, set_text

    try:
        set_text(cell, value)
    except CannotAnswer as error:
        raise CannotAnswer(
            f"{where}: a text is longer than a cell of a workbook can hold, so there can be no marked copy. Mend the "
            "file itself: --format json lists its problems."
        ) from error
    if isinstance(value, str):
        cell.number_format = "@"
    elif isinstance(value, dt.date) and not (isinstance(value, dt.datetime) and value.time() != dt.time()):
        cell.number_format = DAY


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]} …"
