"""Every cell of every kind of file stands at the row at which the spreadsheet shows it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from itmap.importers.sheets import find_files, read_tables
from tests.importers.files import Rows, write_csv, write_ods, write_xls, write_xlsx

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


def test_a_failed_formula_is_its_text_and_not_an_empty_cell(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "errors.xlsx", {"Plain": [["a", 1]], "A & B": [["x", "#REF!"], ["y", "z", "#N/A"]]})
    _, table = read_tables(path)
    assert table.rows == [["x", "#REF!", ""], ["y", "z", "#N/A"]]


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
    for name in ("b.csv", "a.XLSX", "~$a.xlsx", ".hidden.csv", "notes.pdf"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.name for path in find_files([tmp_path])] == ["a.XLSX", "b.csv"]
