"""Answers and the report as accessible workbooks: notes first, then one named table a sheet, headings in row 1.

No cell is merged, no text is a formula, and the same content gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableStyleInfo

from itmap.queries import Answer
from itmap.reports.paper import TITLE
from itmap.reports.plain import Sources, grid, label, words
from itmap.reports.tables import Line, Table
from itmap.reports.words import NOT_KNOWN, Fold, Text, day, day_of, plain
from itmap.workbooks import DAY, LONGEST_CELL, saved, set_text

if TYPE_CHECKING:
    from itmap.reports.committee import Report

_WRAPPED = 300  # characters: a longer cell stands on one line, or its row would fill the screen
_LINE = 15  # points
_CUT = " … and more, for which this cell has no room: see the page."
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?")
_UNKNOWN = (
    f"'{NOT_KNOWN}' means that no register says it: it is not zero and not none. Of 'between 2 and 7' either end "
    "may be true. 'Certain' rests on what is recorded alone; 'possible' counts what nobody recorded against us."
)


def answer_workbook(answer: Answer, sources: Sources = None) -> bytes:
    """The answer as the bytes of one .xlsx file: the same answer gives the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    heads, rows = grid(answer, sources)
    _sheet(book, "Notes", "notes", ["What", "Note"], list(_about_answer(answer)))
    _sheet(book, answer.question.name, answer.question.name, heads, rows)
    return _named(book, answer.question.question)


def _named(book: Workbook, title: str) -> bytes:
    book.properties.title, book.properties.language = title, "en-GB"
    return saved(book)


def _about_answer(answer: Answer) -> Iterator[tuple[str, str]]:
    yield "Question", answer.question.question
    yield "Council", "; ".join(answer.organisations) or NOT_KNOWN
    yield "As things stood on", day(answer.as_of)
    yield "How it is answered", answer.question.method
    yield "How to read an empty cell", "It is not known, never zero. In a column of names it may be none, too."
    yield from ((f"Coverage: {label(key)}", words(value)) for key, value in answer.coverage.items())
    yield from ((f"Column {column.name}", column.meaning) for column in answer.question.columns)


def report_workbook(report: Report) -> bytes:
    """The report's tables as the bytes of one .xlsx file: what it is first, then a sheet for each table."""
    book = Workbook()
    book.remove(book.worksheets[0])
    tables = list(_tables(report))
    sheets = {table.name: _title(table) for table in tables}
    about = [*_about(report), *((f"Sheet {sheets[table.name]}", table.caption) for table in tables)]
    about += [(f"Sheet {sheets[table.name]}", table.note) for table in tables if table.note]
    about += [("Sheet Sources", "The rows that speak of each record")]
    _sheet(book, "Notes", "notes", ["What", "Note"], about)
    found = [[finding.figure, plain(finding.sentence), finding.sure] for finding in report.findings]
    _sheet(book, "Findings", "findings", ["Figure", "Finding", "How sure"], found)
    if report.councils:
        each = [
            [part.name, finding.figure, plain(finding.sentence), finding.sure]
            for part in report.councils.parts
            for finding in part.findings
        ]
        _sheet(book, "Findings by council", "findings-by-council", ["Council", "Figure", "Finding", "How sure"], each)
    for table in tables:
        heads = [heading.text for heading in table.headings]
        _sheet(book, sheets[table.name], table.name, heads, [_cells(table, line) for line in table.lines])
    spoken = [
        [register, entry.name, "; ".join(entry.rows) or "no row", "yes" if entry.named_only else "no"]
        for register, entries in report.entries.items()
        for entry in entries
    ]
    _sheet(book, "Sources", "sources", ["Register", "Name", "Rows that speak of it", "Only named there"], spoken)
    for sheet in book.worksheets:  # on every page of paper, as of the page
        assert sheet.oddHeader is not None is not sheet.oddFooter  # noqa: S101  (each sheet has both)
        sheet.oddHeader.center.text, sheet.oddFooter.right.text = report.banner, "&P of &N"
    return _named(book, TITLE)


def _tables(report: Report) -> Iterator[Table]:
    yield from report.councils.tables if report.councils else ()
    for section in report.sections:
        yield from (table for table in (section.figure and section.figure.table, *section.also) if table)
    if report.facts:
        yield report.facts
    if report.gaps:
        yield report.gaps.table
    if report.settings.lines:
        yield report.settings


def _title(table: Table) -> str:
    """A sheet's name: a word or two, as Excel allows 31 characters."""
    return table.name.removesuffix("-table").replace("-", " ").capitalize()[:31]


def _about(report: Report) -> Iterator[tuple[str, str]]:
    """What the workbook is and how to read it, before its list of sheets."""
    yield "What this is", f"The tables of the report: {TITLE}"
    yield "Council", report.council or NOT_KNOWN
    yield "As things stood on", day(report.as_of)
    yield "Who may see it", report.banner
    yield "Based on", report.based_on
    if report.recorded:
        yield "How complete it is", report.recorded
    yield "How to read what is not known", _UNKNOWN
    yield from (("What is not known", sentence) for sentence in report.gap_words)
    yield from (("What is left out", sentence) for sentence in report.left_out)
    for section in report.sections:
        if section.lacks:
            yield section.question, section.lacks
        yield from ((section.question, f"What it does not say: {limit}") for limit in section.limits)
    yield "Numbers to work with", "itmap query NAME -o FILE.xlsx gives each end of a range in a column of its own"


def _cells(table: Table, line: Line) -> list[Any]:
    """A row's cells: numbers and days as such, so that a spreadsheet can sort them; names and all else as text."""
    inside = [
        _number(cell) if heading.kind == "number" else _day(cell)
        for heading, cell in zip(table.headings[1:-1], line.cells, strict=True)
    ]
    return [_text(line.head), *inside, _text(line.how)]


def _number(cell: Text) -> Any:
    said = _text(cell)
    if not _NUMBER.fullmatch(said):
        return said
    value = float(said.replace(",", ""))
    return int(value) if value.is_integer() else value


def _day(cell: Text) -> Any:
    said = _text(cell)
    return (day_of(said) if all(isinstance(part, str) for part in cell) else None) or said


def _text(cell: Text) -> str:
    """The words, cut where a cell ends."""
    said = "".join(map(_said, cell)).strip()
    return said if len(said) <= LONGEST_CELL else said[: LONGEST_CELL - len(_CUT)] + _CUT


def _said(part: Any) -> str:
    """A part in full: what the page folds away stands behind its number."""
    if isinstance(part, Fold):
        return f"{part.text}: {''.join(map(_said, part.inside)).strip()}"
    return part if isinstance(part, str) else str(part.text)


def _sheet(book: Workbook, title: str, name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """One sheet that is one table of that name."""
    sheet = book.create_sheet(title)
    widths = [len(head) + 4 for head in heads]
    for number, cells in enumerate([heads, *rows], start=1):
        for column, value in enumerate(cells, start=1):
            cell = sheet.cell(number, column)
            set_text(cell, value)
            if number == 1:
                cell.font = Font(bold=True)
                continue
            said = "dd/mm/yyyy" if isinstance(value, dt.date) else str(value)
            widths[column - 1] = max(widths[column - 1], len(said) + 2)
            cell.alignment = Alignment(wrap_text=len(said) <= _WRAPPED, vertical="top")
            if isinstance(value, dt.date):
                cell.number_format = DAY
    widths = [min(60, max(12, width)) for width in widths]
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, cells in enumerate(rows, start=2):
        lines = max(_lines(value, width) for value, width in zip(cells, widths, strict=True))
        if lines > 1:  # not every spreadsheet program works heights out by itself
            sheet.row_dimensions[number].height = lines * _LINE
    sheet.freeze_panes = "A2"
    sheet.print_area = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"  # on paper the headings stand on every page, and all columns side by side
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if rows:
        ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"
        table = SheetTable(displayName=re.sub(r"\W", "_", name), ref=ref)
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        sheet.add_table(table)


def _lines(value: Any, width: int) -> int:
    """How many lines a wrapped cell takes, with room for words that don't break where the column ends."""
    said = str(value)
    return 1 if len(said) > _WRAPPED else -(-len(said) * 11 // (width * 10))
