"""Workbooks to raw tables, by calamine, which evaluates no formula, expands no entity and follows no link.

What calamine leaves out or can't be trusted with stands in zipped_workbooks.py (.xlsx, .xlsm, .ods) and
old_workbooks.py (.xls): how large the sheets are, before it makes room for them; which formulas failed; in .ods, which
cells are merged. Hidden rows, columns and sheets are read like any others.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from itmap.errors import FileUnreadable
from itmap.importers import old_workbooks, zipped_workbooks
from itmap.importers.tables import TAKE_OUT, UNCALCULATED, Area, Beside, Cell, RawTable, check
from itmap.settings import Limits

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # the container of old .xls files, and of password-protected new ones


def read(path: Path, content: bytes, limits: Limits) -> list[RawTable]:
    """The tables of a workbook, by what is in it whatever its ending.

    Raises FileUnreadable for what is damaged, protected, no workbook, or larger than the limits.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise _protected(path)
    tables = []
    try:
        beside, content = _measured(path, content, limits)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        check(path, limits, "sheets", len(book.sheet_names), TAKE_OUT)
        if len(set(book.sheet_names)) < len(book.sheet_names):  # calamine would read the first one twice
            raise ValueError("two of its sheets have the same name")
        for number, about in enumerate(book.sheets_metadata):
            if about.typ is SheetTypeEnum.WorkSheet:  # a chart's or a dialog's holds no cells
                rows = _rows(book.get_sheet_by_index(number), number, beside)
                hidden = about.visible is not SheetVisibleEnum.Visible
                tables.append(RawTable(path.name, about.name, rows, path.stem, beside.epoch_1904, hidden))
    except FileUnreadable:
        raise
    except BaseException as error:
        # A panic in its Rust code derives from BaseException; what else does is not the file's fault.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _unreadable(path, error) from error
    lengths = ([len(cell) for row in table.rows for cell in row if type(cell) is str] for table in tables)
    longest = max((max(of_table) for of_table in lengths if of_table), default=0)
    check(path, limits, "cell_length", longest, "Shorten it.")
    return tables


def _measured(path: Path, content: bytes, limits: Limits) -> tuple[Beside, bytes]:
    """What stands beside the values, and the content that calamine may have."""
    if content.startswith(_OLE):
        return old_workbooks.beside(path, content, limits), content
    if zipfile.is_zipfile(io.BytesIO(content)):
        return zipped_workbooks.beside(path, content, limits), zipped_workbooks.unambiguous(content)
    raise ValueError("it is no workbook")


def _rows(sheet: CalamineSheet, number: int, beside: Beside) -> list[list[Cell]]:
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
    failed = [each for each in beside.failed.get(number, ()) if each[0] < len(rows) and each[1] < len(rows[each[0]])]
    ready = {row for row, _, text in failed if text == UNCALCULATED and all(cell == "" for cell in rows[row])}
    for row, column, text in failed:
        if text != UNCALCULATED or (row not in ready and rows[row][column] == ""):  # laid ready for rows to come
            rows[row][column] = text
    merged = (Area(*first, *last) for first, last in sheet.merged_cell_ranges or ())
    _fill_down(rows, beside.merged.get(number) or merged)
    return rows


def _fill_down(rows: list[list[Cell]], merged: Iterable[Area]) -> None:
    """Give the value of a merged cell to every row that it spans: who merges a supplier over three rows means all.

    Only downwards, so that a title over several columns is not several headings. A row that holds nothing of its own
    stays blank: one record merged over two rows in every column is one.
    """
    spans = list(_spans(merged, len(rows)))
    below = {number for _, _, span in spans for number in span}
    own = {number for number in below if any(cell != "" for cell in rows[number])}
    for top, left, span in spans:
        value = rows[top][left] if left < len(rows[top]) else ""
        for number in span:
            if value != "" and number in own and rows[number][left] == "":
                rows[number][left] = value


def _spans(merged: Iterable[Area], height: int) -> Iterator[tuple[int, int, range]]:
    """Top row and column of each area of several rows, and the rows below; up to the next one where they overlap, as
    only those of a damaged file do.
    """
    tall = sorted(
        (area for area in merged if area.top < min(area.bottom, height)), key=lambda area: (area.left, area.top)
    )
    for area, after in zip_longest(tall, tall[1:]):
        until = after.top if after and after.left == area.left else height
        yield area.top, area.left, range(area.top + 1, min(area.bottom + 1, until, height))


def _protected(path: Path) -> FileUnreadable:
    return FileUnreadable(
        f"{path}: the workbook is protected by a password. Open it, take the password off, and save it as .xlsx."
    )


def _unreadable(path: Path, error: BaseException) -> FileUnreadable:
    if "password" in str(error).casefold():
        return _protected(path)
    return FileUnreadable(
        f"{path}: the workbook is damaged or not what its name says ({error}). "
        "Open it in Excel or LibreOffice and save it as .xlsx again."
    )
