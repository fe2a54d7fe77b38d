"""Answers as an accessible workbook: one named table a sheet, headings in row 1, no merged cell, no formula."""

from __future__ import annotations

from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo

from itmap.queries import Answer
from itmap.reports.plain import Sources, grid
from itmap.workbooks import saved, set_text


def answers_workbook(answers: Iterable[Answer], sources: Sources = None) -> bytes:
    """The answers as the bytes of one .xlsx file: the same answers give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for answer in answers:
        sheet = book.create_sheet(answer.question.name)
        heads, rows = grid(answer, sources)
        for number, cells in enumerate([heads, *rows], start=1):
            for column, value in enumerate(cells, start=1):
                set_text(sheet.cell(number, column), value)
        for column, head in enumerate(heads, start=1):
            sheet.cell(1, column).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(column)].width = min(60, max(12, len(head) + 4))
        for cells in sheet.iter_rows(min_row=2):
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "A2"
        if rows:
            table = Table(
                displayName=answer.question.name.replace("-", "_"),
                ref=f"A1:{get_column_letter(len(heads))}{len(rows) + 1}",
            )
            table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
            sheet.add_table(table)
    return saved(book)
