"""Bad input gives one message that names the file and says how to mend it; nothing else ever escapes."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from itmap import model
from itmap.errors import FileUnreadable, ItmapError, NothingRecognised
from itmap.importers.reading import ReadSheet, read_files
from tests.importers.files import Rows, write_csv, write_ods, write_xls, write_xlsx

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
PAGE = b"\xef\xbb\xbf\r\n<!DOCTYPE html><html><table><tr><td>Title</td></tr></table></html>"

BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.csv", b"", "empty"),
    "white space": ("a.csv", b" \r\n\t\n", "empty"),
    "empty workbook": ("a.xlsx", b"", "empty"),
    "corrupt xlsx": ("a.xlsx", b"PK\x03\x04" + b"rubbish" * 50, "damaged"),
    "text named xlsx": ("a.xlsx", b"Title,Supplier\nHousing,Alder\n", "damaged"),
    "protected xlsx": ("a.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
    "protected file named xls": ("a.xls", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
    "corrupt xls": ("a.xls", OLE + b"\0" * 600, "damaged"),
    "corrupt ods": ("a.ods", b"PK\x03\x04" + b"rubbish" * 50, "damaged"),
    "page named xls": ("a.xls", PAGE, "web page"),
    "page named csv": ("a.csv", PAGE, "web page"),
    "xml named xls": ("a.xls", b'<?xml version="1.0"?><Workbook/>', "web page or XML"),
    "bytes named csv": ("a.csv", bytes(range(256)) * 4, "not a text file"),
    "control characters": ("a.csv", b"\x01\x02\x03\x04 Title,Supplier", "not a text file"),
    "workbook named csv": ("a.csv", b"PK\x03\x04\0\0\0\0", "not a text file"),
    "more than stray NULs": ("a.csv", b"Title,Supplier\nHousing,Alder\0\0\0\0\n", "not a text file"),
    "wide letters without a mark": ("a.csv", "Title,Supplier\nHousing,Alder\n".encode("utf-16-le"), "not a text file"),
    "half a UTF-16": ("a.csv", b"\xff\xfe\x00", "not a text file"),
    "open quotation mark": ("a.csv", b'Title,Supplier\nHousing,"Alder\nPayroll,Birch\n', "row 2 is never closed"),
    "unknown ending": ("a.pdf", b"%PDF-1.7", "save it as .xlsx"),
    "no ending": ("register", b"Title,Supplier", "save it as .xlsx"),
}


@pytest.mark.parametrize("case", BAD, ids=str)
def test_a_bad_file_is_named_with_its_mend(case: str, tmp_path: Path) -> None:
    name, content, message = BAD[case]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileUnreadable) as refused:
        list(read_files([path]))
    assert str(refused.value).startswith(f"{path}: ")
    assert message.casefold() in str(refused.value).casefold()
    assert str(refused.value).encode("cp1252")  # what a Windows terminal can print


def test_a_missing_file_and_a_folder_without_spreadsheets(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="no such file"):
        list(read_files([tmp_path / "missing.csv"]))
    with pytest.raises(FileUnreadable, match="no spreadsheet in this folder"):
        list(read_files([tmp_path]))


def test_a_file_without_a_register_says_what_was_seen(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Notes": [["Colour", "Size"], ["red", 1]], "Empty": []})
    with pytest.raises(NothingRecognised) as refused:
        list(read_files([path]))
    for word in ("a.xlsx", "Notes", "Empty", "Colour", "--register", "itmap template"):
        assert word in str(refused.value)
    with pytest.raises(NothingRecognised):
        list(read_files([path], register=model.CONTRACTS))


def test_a_stray_cell_in_the_last_corner_does_not_eat_the_memory(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": [["Title", "Supplier"], ["Housing", "Alder"]]})
    book = openpyxl.load_workbook(path)
    book["Contracts"]["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(FileUnreadable, match=r"stray cell.*limits\.cells"):
        list(read_files([path]))


def test_a_stray_byte_of_another_encoding_is_no_reason_to_refuse_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Title,Supplier\n" + b"Housing,Alder\n" * 20 + b"Caf\xe9 \x81,Birch\n")
    (sheet,) = read_files([path])
    assert sheet.rows[-1].values["title"].startswith("Café")


ROWS: Rows = [
    ["Contracts register"],
    ["Reference", "Title", "Supplier", "Start date", "Value", "Notice period"],
    *([f"C{number}", f"Housing {number}", "Alder Ltd", dt.date(2024, 4, 1), 100 * number, "3 months"] for number in range(8)),
]  # fmt: skip


def write_text(path: Path, sheets: dict[str, Rows]) -> Path:
    return write_csv(path, next(iter(sheets.values())))


@pytest.mark.parametrize(
    ("write", "ending"), [(write_text, ".csv"), (write_xlsx, ".xlsx"), (write_xls, ".xls"), (write_ods, ".ods")]
)
def test_flipped_bytes_give_a_reading_or_a_message_and_count_every_row(
    write: Callable[[Path, dict[str, Rows]], Path], ending: str, tmp_path: Path
) -> None:
    path = write(tmp_path / f"register{ending}", {"Contracts": ROWS})
    sound = path.read_bytes()
    dice = random.Random(f"bytes of {ending}")  # noqa: S311  (a test's dice)
    for _ in range(60):
        damaged = bytearray(sound)
        for _ in range(dice.choice([1, 1, 3, 20])):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        path.write_bytes(damaged[: dice.choice([len(damaged), len(damaged), dice.randrange(len(damaged))])])
        with contextlib.suppress(ItmapError):
            for sheet in read_files([path]):
                assert_counted(path, sheet)


def assert_counted(path: Path, sheet: ReadSheet) -> None:
    """Every row below the header that holds anything is there, once, in order."""
    from itmap.importers.layout import is_blank
    from itmap.importers.sheets import read_tables

    if sheet.register is not None and sheet.header_row is not None:
        (table,) = [each for each in read_tables(path) if each.sheet == sheet.sheet]
        filled = [number for number, row in enumerate(table.rows, start=1) if not is_blank(row)]
        assert [row.number for row in sheet.rows] == [number for number in filled if number > sheet.header_row]
