"""Every cell of every kind of file stands at the row at which the spreadsheet shows it."""

from __future__ import annotations

import datetime as dt
import socket
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from itmap.importers.reading import read_files
from itmap.importers.sheets import find_files, read_tables
from itmap.importers.tables import UNCALCULATED
from tests.importers.files import Rows, repack, write_csv, write_ods, write_xls, write_xlsx

DAY = dt.date(2024, 4, 1)
# Two empty rows, an empty first column, and an empty row inside: none of them may shift what follows.
ROWS: Rows = [[], [], ["", "Title", "Start date"], ["", "Housing", DAY], [], ["", "Payroll", 12.5]]


@pytest.mark.parametrize(
    ("write", "ending"), [(write_xlsx, ".xlsx"), (write_xlsx, ".xlsm"), (write_xls, ".xls"), (write_ods, ".ods")]
)
def test_a_workbooks_cells_keep_their_address_and_their_type(write, ending: str, tmp_path: Path) -> None:
    (table,) = read_tables(write(tmp_path / f"register{ending}", {"Contracts": ROWS}))
    assert (table.file, table.sheet) == (f"register{ending}", "Contracts")
    assert [row[1:3] for row in table.rows if any(row)] == [
        ["Title", "Start date"],
        ["Housing", DAY],
        ["Payroll", 12.5],
    ]
    assert [number for number, row in enumerate(table.rows, start=1) if any(row)] == [3, 4, 6]


def test_a_workbook_is_read_by_what_is_in_it_whatever_its_ending(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "old.xls", {"Contracts": ROWS})
    assert read_tables(path.rename(tmp_path / "old.xlsx"))[0].rows[2][1] == "Title"


def test_hidden_sheets_are_read_too(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "two.xlsx", {"Seen": [["a"]], "Hidden": [["b"]]})
    book = openpyxl.load_workbook(path)
    book["Hidden"].sheet_state = "hidden"
    book.save(path)
    assert [(table.sheet, table.rows) for table in read_tables(path)] == [("Seen", [["a"]]), ("Hidden", [["b"]])]


def test_hidden_rows_and_columns_are_read_like_others(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": [["Title", "Supplier"], ["Housing", "Alder"], ["Payroll"]]})
    book = openpyxl.load_workbook(path)
    book["Contracts"].row_dimensions[2].hidden = True
    book["Contracts"].column_dimensions["B"].hidden = True
    book.save(path)
    assert read_tables(path)[0].rows == [["Title", "Supplier"], ["Housing", "Alder"], ["Payroll", ""]]


def test_a_chart_of_its_own_is_no_sheet_and_shifts_none(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"First": [["a"]], "Last": [["#REF!"]]})
    book = openpyxl.load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(book["First"], 1, 1, 1, 1))
    book.create_chartsheet("Chart", 1).add_chart(chart)
    book.save(path)
    assert [(table.sheet, table.rows) for table in read_tables(path)] == [("First", [["a"]]), ("Last", [["#REF!"]])]


def test_a_failed_formula_is_its_text_and_not_an_empty_cell(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "errors.xlsx", {"Plain": [["a", 1]], "A & B": [["x", "#REF!"], ["y", "z", "#N/A"]]})
    _, table = read_tables(path)
    assert table.rows == [["x", "#REF!", ""], ["y", "z", "#N/A"]]
    repack(path, {"xl/worksheets/sheet2.xml": with_prefixes})
    assert read_tables(path)[1].rows == table.rows


def test_a_formula_that_was_never_worked_out_is_no_empty_cell(tmp_path: Path) -> None:
    rows = [["Title", "Annual value"], ["Housing", "=2*3"], ["", "=2*4"], ["Payroll", 7]]
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": rows})  # openpyxl writes formulas without their values
    said = [["Title", "Annual value"], ["Housing", UNCALCULATED], ["", ""], ["Payroll", 7]]
    assert read_tables(path)[0].rows == said
    repack(path, {"xl/worksheets/sheet1.xml": with_prefixes})
    assert read_tables(path)[0].rows == said
    (sheet,) = read_files([path])
    assert [(problem.row, problem.column) for problem in sheet.problems] == [(2, "Annual value")]


def test_a_formula_that_comes_out_as_no_text_is_an_empty_cell(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": [["Title", "Supplier"], ["Housing", '=""']]})
    repack(path, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b'<c r="B2">', b'<c r="B2" t="str">')})
    assert read_tables(path)[0].rows == [["Title", "Supplier"], ["Housing", ""]]


def with_prefixes(content: bytes) -> bytes:
    """A sheet as some programs write it: every name with a prefix."""
    prefixed = content.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    return prefixed.replace(b"<x:?xml", b"<?xml").replace(b" xmlns=", b" xmlns:x=")


def test_a_failed_formula_of_an_xls_or_ods_is_its_text_too(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("First").write(0, 0, "a")
    sheet = book.add_sheet("Second")
    sheet.write(0, 0, "x")
    sheet.row(0).set_cell_error(1, "#DIV/0!")
    sheet.row(1).set_cell_error(0, 42)
    book.save(str(tmp_path / "a.xls"))
    assert read_tables(tmp_path / "a.xls")[1].rows == [["x", "#DIV/0!"], ["#N/A", ""]]

    path = write_ods(tmp_path / "a.ods", {"First": [["a"]], "Second": [["x", "failed"], ["y", 5]]})
    plain, failed = (
        b'<table:table-cell office:value-type="string"><text:p>failed</text:p></table:table-cell>',
        b'<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        b'calcext:value-type="error" table:number-columns-repeated="2"><text:p>#DIV/0!</text:p></table:table-cell>',
    )
    repack(path, {"content.xml": lambda content: declared(content.replace(plain, failed))})
    assert read_tables(path)[1].rows == [["x", "#DIV/0!", "#DIV/0!"], ["y", 5, ""]]


def declared(content: bytes) -> bytes:
    return content.replace(b"<office:document-content ", b'<office:document-content xmlns:calcext="urn:calcext" ')


MERGED: Rows = [
    ["Contracts of the council", "", ""],
    ["Title", "Supplier", "Value"],
    ["Housing", "Alder", 1],
    ["Payroll", "", 2],
    ["Parking", "", 3],
    ["Libraries", "Birch", 4],
    [],
    ["Museums", "Elm", 6],
]
FILLED = [
    ["Contracts of the council", "", ""],
    ["Title", "Supplier", "Value"],
    ["Housing", "Alder", 1],
    ["Payroll", "Alder", 2],
    ["Parking", "Alder", 3],
    ["Libraries", "Birch", 4],
    ["", "", ""],
    ["Museums", "Elm", 6],
]


def merged_xlsx(path: Path) -> Path:
    write_xlsx(path, {"Contracts": MERGED})
    book = openpyxl.load_workbook(path)
    for area in ("A1:C1", "B3:B5", "A6:A7", "B6:B7", "C6:C7"):
        book["Contracts"].merge_cells(area)
    book.save(path)
    return path


def merged_xls(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Contracts")
    areas = {(0, 0): (0, 2), (2, 1): (4, 1), (5, 0): (6, 0), (5, 1): (6, 1), (5, 2): (6, 2)}
    for row, cells in enumerate(MERGED):
        for column, cell in enumerate(cells):
            bottom, right = areas.get((row, column), (row, column))
            if cell:
                sheet.write_merge(row, bottom, column, right, cell)
    book.save(str(path))
    return path


def merged_ods(path: Path) -> Path:
    write_ods(path, {"Empty": [], "Contracts": MERGED})
    spans = {b"Contracts of the council": (1, 3), b"Alder": (3, 1), b"Libraries": (2, 1), b"Birch": (2, 1)}

    def merge(content: bytes) -> bytes:
        for text, (down, right) in spans.items():
            plain = b'<table:table-cell office:value-type="string"><text:p>%b</text:p>' % text
            over = b' table:number-rows-spanned="%d" table:number-columns-spanned="%d"' % (down, right)
            content = content.replace(plain, plain.replace(b" office", over + b" office"))
        return content

    return repack(path, {"content.xml": merge})


@pytest.mark.parametrize("write", [merged_xlsx, merged_xls, merged_ods])
def test_a_merged_cell_holds_for_every_row_it_spans_and_for_no_other_column(write, tmp_path: Path) -> None:
    # The two rows over which all of Libraries is merged stay one record: the second says nothing of its own.
    path = write(tmp_path / f"a.{write.__name__.removeprefix('merged_')}")
    table = read_tables(path)[-1]
    assert [[*row, "", ""][:3] for row in table.rows] == FILLED


def test_areas_that_overlap_in_a_damaged_file_take_no_longer_than_their_rows(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": [["Title"], *([f"C{number}", "x"] for number in range(9))]})
    areas = b"".join(b'<mergeCell ref="A%d:XFD1048576"/>' % row for row in range(1, 50_000))
    merged = b"</sheetData><mergeCells>" + areas + b"</mergeCells>"
    repack(path, {"xl/worksheets/sheet1.xml": lambda content: content.replace(b"</sheetData>", merged)})
    assert [row[0] for row in read_tables(path)[0].rows] == ["Title", *(f"C{number}" for number in range(9))]


def test_days_of_a_workbook_that_counts_from_1904_come_out_right(tmp_path: Path) -> None:
    for epoch in (None, CALENDAR_MAC_1904):
        book = openpyxl.Workbook()
        book.epoch = epoch or book.epoch
        book.active.append([DAY, 43_921])
        book.save(tmp_path / "a.xlsx")
        (table,) = read_tables(tmp_path / "a.xlsx")
        assert (table.rows, table.epoch_1904) == ([[DAY, 43_921]], epoch is not None)
    for counts_from_1904 in (False, True):
        old = xlwt.Workbook()
        old.dates_1904 = counts_from_1904
        sheet = old.add_sheet("Contracts")
        sheet.write(0, 0, DAY, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
        sheet.write(0, 1, 43_921)
        old.save(str(tmp_path / "a.xls"))
        (table,) = read_tables(tmp_path / "a.xls")
        assert (table.rows, table.epoch_1904) == ([[DAY, 43_921]], counts_from_1904)


def test_no_formula_is_evaluated_and_no_link_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something reached for the network")

    path = write_xlsx(tmp_path / "a.xlsx", {"S": [["=1+1", '=WEBSERVICE("http://192.0.2.1/")', "[1]Other!A1"]]})
    value = b"<f>[1]Other!A1</f><v>12</v>"
    repack(
        path,
        {
            "xl/worksheets/sheet1.xml": lambda content: content.replace(
                b"</row>", b'<c r="D1">' + value + b"</c></row>"
            ),
            "xl/externalLinks/externalLink1.xml": lambda _: b'<externalLink><externalBook r:id="rId1"/></externalLink>',
        },
    )
    monkeypatch.setattr(socket, "socket", refuse)
    assert read_tables(path)[0].rows == [[UNCALCULATED, UNCALCULATED, "[1]Other!A1", 12]]


def test_rows_of_unequal_length_and_columns_beyond_the_headings_are_kept(tmp_path: Path) -> None:
    rows: Rows = [["Title", "Supplier"], ["Housing"], ["Payroll", "Alder", "", "late", ""], ["", "Birch"]]
    assert read_tables(write_csv(tmp_path / "a.csv", rows))[0].rows == rows
    wide = [
        ["Title", "Supplier", "", ""],
        ["Housing", "", "", ""],
        ["Payroll", "Alder", "", "late"],
        ["", "Birch", "", ""],
    ]
    for name, write in (("a.xlsx", write_xlsx), ("a.xls", write_xls), ("a.ods", write_ods)):
        assert read_tables(write(tmp_path / name, {"S": rows}))[0].rows == wide


def test_cells_that_are_only_formatted_are_no_cells(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": [["Title"], ["Housing"]]})
    wide = b"".join(b'<c r="%b2" s="0"/>' % letters.encode() for letters in ("B", "XFC"))
    wide += b'<c r="XFD2" s="0" t="n" />'
    deep = b'<row r="1048575" hidden="1"/><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    repack(
        path,
        {
            "xl/worksheets/sheet1.xml": lambda content: content.replace(
                b"</row></sheetData>", wide + b"</row>" + deep + b"</sheetData>"
            )
        },
    )
    assert read_tables(path)[0].rows == [["Title"], ["Housing"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_cut_and_decoded_as_it_was_written(delimiter: str, encoding: str, tmp_path: Path) -> None:
    rows: Rows = [
        ["Contracts register, 2026"],
        ["Title", "Value", "Notes"],
        ["Café – parks", "£34,000.00", "one; two, three | four"],
        ["Quote \"x\"", "1,5", "line one\nline two"],
        [],
        ["Last", "2", ""],
    ]  # fmt: skip
    path = write_csv(tmp_path / "a.csv", rows, delimiter, encoding)
    assert read_tables(path)[0].rows == rows  # a record that spans lines is one row


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_every_line_end_is_one(end: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(["Title,Supplier", "Housing,Alder", "", "Payroll,Birch,more"]).encode())
    assert read_tables(path)[0].rows == [["Title", "Supplier"], ["Housing", "Alder"], [], ["Payroll", "Birch", "more"]]


def test_stray_nuls_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for mark in (b"", b"\xef\xbb\xbf"):
        path.write_bytes(mark + b"Title,Supplier\r\nHousing\0,Al\0der\r\n" + b"Payroll,Birch\r\n" * 5)
        assert read_tables(path)[0].rows[:3] == [["Title", "Supplier"], ["Housing", "Alder"], ["Payroll", "Birch"]]


def test_one_column_stays_one_column(tmp_path: Path) -> None:
    assert read_tables(write_csv(tmp_path / "a.csv", [["Name"], ["Alder"], ["Birch"]]))[0].rows == [
        ["Name"],
        ["Alder"],
        ["Birch"],
    ]


def test_the_guard_of_our_own_exports_is_taken_off_once(tmp_path: Path) -> None:
    cells: list[object] = ["'=1+1", "'-x", "'@a", "''=b", "'quoted'", "-5"]
    assert read_tables(write_csv(tmp_path / "a.csv", [cells]))[0].rows == [
        ["=1+1", "-x", "@a", "'=b", "'quoted'", "-5"]
    ]


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    assert read_tables(write_csv(tmp_path / "a.csv", [["x" * 200_000, "b"]]))[0].rows == [["x" * 200_000, "b"]]


def test_a_folder_means_the_spreadsheets_in_it_but_not_excels_locks(tmp_path: Path) -> None:
    for name in ("b.csv", "a.XLSX", "~$a.xlsx", ".hidden.csv", "notes.pdf", "c.json"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in find_files([tmp_path])] == ["a.XLSX", "b.csv", "c.json"]
