"""Bad input gives one message that names the file and says how to mend it; nothing else ever escapes."""

from __future__ import annotations

import struct
import time
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from itmap import model, settings
from itmap.errors import FileUnreadable, NothingRecognised
from itmap.importers.reading import read_files
from itmap.importers.sheets import read_tables
from tests.importers.files import Rows, repack, write_csv, write_ods, write_xls, write_xlsx

Writer = Callable[[Path, dict[str, Rows]], Path]

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


LIMITS = settings.load().limits


def refused(path: Path, **limits: float) -> str:
    """What is said of a file under these limits, once it is seen that the limit lifted lets it in."""
    with pytest.raises(FileUnreadable) as told:
        read_tables(path, replace(LIMITS, **limits))
    for limit in limits:
        assert f"limits.{limit}" in str(told.value)
    assert str(told.value).startswith(f"{path}: ")
    assert read_tables(path)
    return str(told.value)


SMALL: Rows = [["Title", "Supplier"], ["Housing", "Alder"], ["Payroll", "Birch"]]


@pytest.mark.parametrize(("name", "write"), [("a.xlsx", write_xlsx), ("a.xls", write_xls), ("a.ods", write_ods)])
def test_a_workbook_beyond_a_limit_says_which_setting_lifts_it(name: str, write: Writer, tmp_path: Path) -> None:
    path = write(tmp_path / name, {"Contracts": SMALL, "Systems": SMALL})
    assert "3 rows or more, and the limit is 2" in refused(path, rows=2)
    assert "2 columns or more, and the limit is 1" in refused(path, columns=1)
    assert "span 12 cells or more" in refused(path, cells=11)
    assert "2 sheets, and the limit is 1" in refused(path, sheets=1)
    assert "a cell holds 8 characters" in refused(path, cell_length=7)
    assert "the limit is 0.001" in refused(path, file_size_mb=0.001)
    assert read_tables(path, replace(LIMITS, rows=3, columns=2, cells=12, sheets=2, cell_length=8))
    if name != "a.xls":
        assert "unpacks to" in refused(path, unpacked_size_mb=0.001)


def test_a_text_file_beyond_a_limit_says_which_setting_lifts_it(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", SMALL)
    assert "3 rows or more, and the limit is 2" in refused(path, rows=2)
    assert "2 columns or more, and the limit is 1" in refused(path, columns=1)
    assert "span 6 cells or more" in refused(path, cells=5)
    assert "quotation mark" in refused(path, cell_length=7)
    assert read_tables(path, replace(LIMITS, rows=3, columns=2, cells=6, cell_length=8))


def test_a_users_settings_lift_a_limit(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[limits]\nrows = 2\nunpacked_size_mb = 0.5", encoding="utf-8")
    mine = settings.load(tmp_path / "mine.toml").limits
    assert (mine.rows, mine.unpacked_size_mb, mine.columns) == (2, 0.5, LIMITS.columns)


def test_a_stray_cell_in_the_last_corner_does_not_eat_the_memory(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": SMALL})
    book = openpyxl.load_workbook(path)
    book["Contracts"]["XFD1048576"] = "x"
    book.save(path)
    with pytest.raises(FileUnreadable, match=r"stray cell.*limits\.cells"):
        read_tables(path)


SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"
MANY = b'<row r="3">' + b'<c r="A3"><v>1</v></c>' * 200_000 + b'</row><row r="1048576">'
# What a file of a few kilobytes may say to take all memory, or days, or a secret file; where; and what is said of it.
HOSTILE: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "address of the last corner": (SHEET, lambda part: part.replace(END, b"<row><c r = 'XFD1048576'><v>1</v></c></row>" + END), "limits.cells"),
    "address with a prefix": (SHEET, lambda part: part.replace(END, b"<x:c\n\tr='xfd1048576'><v>1</v></x:c>" + END), "limits.cells"),
    "address beside another": (SHEET, lambda part: part.replace(END, b"""<row><c y:r="A1" x=" r='A1' >" r='XFD1048576'><v>1</v></c></row>""" + END), "limits.cells"),
    "address beyond any sheet": (SHEET, lambda part: part.replace(END, b'<row r="3"><c r="AAAAA3"><v>1</v></c></row>' + END), "limits.columns"),
    "address beyond any number": (SHEET, lambda part: part.replace(END, b'<row r="3"><c r="A99999999999999999999"><v>1</v></c></row>' + END), "limits.rows"),
    "address that is none": (SHEET, lambda part: part.replace(END, b'<row r="3"><c r="&#65;3"><v>1</v></c></row>' + END), "damaged"),
    "cells without addresses": (SHEET, lambda part: part.replace(END, b"<row>" + b"<c/>" * 16_000 + b'<c><v>1</v></c></row><row r="1048570"><c><v>1</v></c></row>' + END), "limits.cells"),
    "an end that is text": (SHEET, lambda part: part.replace(END, b'<row r="3"><c r="XFD1048576">/><v>1</v></c></row>' + END), "limits.cells"),
    "an end in quotes": (SHEET, lambda part: part.replace(END, b'<row r="3"><c r="XFD1048576" a="/><b c="><v>1</v></c></row>' + END), "limits.cells"),
    "an end in other quotes": (SHEET, lambda part: part.replace(END, b"""<row r="3"><c r="XFD1048576" d='"' a="/><b c="><v>1</v></c></row>""" + END), "limits.cells"),
    "no address after many": (SHEET, lambda part: part.replace(END, MANY + b'<c r="XFC7"/><c s="1"><v>1</v></c></row>' + END), "and some have none"),
    "entities in entities": (SHEET, lambda part: BOMB + part.replace(END, b"<row><c t='str'><v>&b;</v></c></row>" + END), "entities"),
    "a file of this computer": ("xl/workbook.xml", lambda part: b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + part, "entities"),
    "a part without end": ("xl/media/image1.png", lambda _: bytes(1_001_000_000), "limits.unpacked_size_mb"),
    "one text a million times": (SHEET, lambda part: part.replace(END, b'<row r="3">' + b'<c r="A3" t="s"><v>0</v></c>' * 20_000 + b"</row>" + END), "limits.unpacked_size_mb"),
    "cells that never end": (SHEET, lambda part: part.replace(END, b'<c t="e">' * 1_000_000), "limits.columns"),
    "a tag that never ends": (SHEET, lambda part: part.replace(END, b"<c " + b"r " * 7_000_000), "limits.cell_length"),
    "names that never end": ("xl/workbook.xml", lambda part: part.replace(b"<sheets>", b"<sheet " + b"a" * 4_000_000), "damaged"),
    "one inside another": (SHEET, lambda part: part.replace(END, b"<row>" * 1_000_000), "damaged"),
    "a million sheets": ("xl/workbook.xml", lambda part: part.replace(b"</sheets>", b'<sheet name="a" sheetId="9" r:id="rId1"/>' * 100_000 + b"</sheets>"), "limits.sheets"),
}  # fmt: skip
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("case", HOSTILE, ids=str)
def test_a_hostile_workbook_is_refused_at_once(case: str, tmp_path: Path) -> None:
    part, edit, message = HOSTILE[case]
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%b</t></si></sst>'
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": [["Title"]]})
    repack(path, {"xl/sharedStrings.xml": lambda _: strings % (b"x" * 100_000), part: edit})
    assert message in at_once(path)


ROW = b"<table:table-row%b>%b</table:table-row>"
CELL = b'<table:table-cell office:value-type="string"%b><text:p>%b</text:p></table:table-cell>'
END_OF_TABLE = b"</table:table>"
HOSTILE_ODS: dict[str, tuple[bytes, str]] = {
    "a row a billion times": (ROW % (b' table:number-rows-repeated="999999999"', CELL % (b"", b"x")), "limits.rows"),
    "a cell a billion times": (ROW % (b"", CELL % (b' table:number-columns-repeated="999999999"', b"x")), "limits.columns"),
    "a long text many times": (ROW % (b' table:number-rows-repeated="9999"', CELL % (b"", b"x" * 200_000)), "limits.unpacked_size_mb"),
    "both": (ROW % (b' table:number-rows-repeated="9999"', CELL % (b' table:number-columns-repeated="9999"', b"x")), "limits.cells"),
    "a cell far to the right": (ROW % (b"", b'<table:table-cell table:number-columns-repeated="99999"/>' + CELL % (b"", b"x")), "limits.columns"),
    "one inside another": (b"<table:table-row>" * 1_000_000, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE_ODS, ids=str)
def test_a_hostile_ods_is_refused_at_once(case: str, tmp_path: Path) -> None:
    rows, message = HOSTILE_ODS[case]
    path = write_ods(tmp_path / "a.ods", {"Contracts": SMALL})
    repack(path, {"content.xml": lambda content: content.replace(END_OF_TABLE, rows + END_OF_TABLE)})
    assert message in at_once(path)


def test_an_ods_expands_no_entity(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", {"Contracts": SMALL})
    repack(
        path, {"content.xml": lambda content: BOMB + content[content.index(b"<office:") :].replace(b"Alder", b"&b;")}
    )
    assert "entities" in at_once(path)


@pytest.mark.parametrize(
    ("name", "write", "part"), [("a.xlsx", write_xlsx, SHEET), ("a.ods", write_ods, "content.xml")]
)
def test_a_part_in_wide_letters_is_not_taken_for_an_empty_one(
    name: str, write: Writer, part: str, tmp_path: Path
) -> None:
    path = write(tmp_path / name, {"Contracts": SMALL})
    repack(path, {part: lambda content: content.decode().encode("utf-16")})
    assert "UTF-8" in at_once(path)


def at_once(path: Path) -> str:
    """What is said of a file, within seconds and without its size in memory."""
    begun = time.monotonic()
    with pytest.raises(FileUnreadable) as told:
        read_tables(path)
    assert time.monotonic() - begun < 10
    return str(told.value)


def test_a_zip_whose_directory_lies_is_found_out(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": SMALL})
    repack(path, {"xl/media/image1.png": lambda _: bytes(2_000_000)})
    content = path.read_bytes()
    path.write_bytes(content.replace((2_000_000).to_bytes(4, "little"), (20).to_bytes(4, "little")))
    assert "limits.unpacked_size_mb" in refused(path, unpacked_size_mb=1)


def test_a_zip_with_two_directories_is_read_as_it_was_measured(tmp_path: Path) -> None:
    one = write_xlsx(tmp_path / "one.xlsx", {"Contracts": SMALL}).read_bytes()
    other = write_xlsx(tmp_path / "other.xlsx", {"Systems": [["Name"]]}).read_bytes()
    path = tmp_path / "both.xlsx"
    for content in (other + one, one + b"\0" * 99, one[:-2] + len(other).to_bytes(2, "little") + other):
        path.write_bytes(content)
        (table,) = read_tables(path)
        assert (table.sheet, table.rows) in (("Contracts", SMALL), ("Systems", [["Name"]]))
        with zipfile.ZipFile(path) as parts:
            assert f'name="{table.sheet}"'.encode() in parts.read("xl/workbook.xml")


@pytest.mark.parametrize("far_first", [True, False])
def test_a_part_that_stands_twice_is_measured_twice(far_first: bool, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": SMALL})
    with zipfile.ZipFile(path) as parts:
        near = parts.read(SHEET)
    far = near.replace(END, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + END)
    repack(path, {SHEET: lambda _: far if far_first else near})
    with zipfile.ZipFile(path, "a") as parts, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of the name
        parts.writestr(SHEET, near if far_first else far)
    assert "limits.cells" in at_once(path)


def test_a_zip_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": SMALL})
    repack(path, {f"xl/media/{number}.png": lambda _: b"" for number in range(10_001)})
    assert "damaged" in at_once(path)


def test_an_xls_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", {"Contracts": SMALL})
    sound = path.read_bytes()
    reach = bytes.fromhex("00020E00")  # the record that says how far a sheet reaches
    at = sound.index(reach) + len(reach)
    for claim, message in (
        (struct.pack("<IIHH", 0, 0xFFFFFFFF, 0, 0xFFFF), "limits.rows"),
        (struct.pack("<IIHH", 9, 3, 0, 2), "damaged"),
    ):
        path.write_bytes(sound[:at] + claim + sound[at + len(claim) :])
        assert message in at_once(path)


def test_a_binary_workbook_says_what_it_is(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": SMALL})
    repack(path, {"xl/workbook.bin": lambda _: b"\0"})
    assert ".xlsb" in at_once(path)


def test_a_stray_byte_of_another_encoding_is_no_reason_to_refuse_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"Title,Supplier\n" + b"Housing,Alder\n" * 20 + b"Caf\xe9 \x81,Birch\n")
    (sheet,) = read_files([path])
    assert sheet.rows[-1].values["title"].startswith("Café")
