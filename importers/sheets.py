"""Files to raw tables: every cell as it stands, with its address, nothing interpreted.

Workbooks are read by calamine, which evaluates no formula and follows no link. Text files go down a ladder of
encodings: byte-order mark, UTF-8, cp1252. Whatever can't be read raises FileUnreadable with the way to mend it.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from pathlib import Path

from itmap.errors import FileUnreadable

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
TEXTS = (".csv", ".tsv")

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # the container of old .xls files, and of password-protected new ones
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 10_000_000  # characters in one cell of a text file
_LARGEST_SHEET = 20_000_000  # cells, empty ones too: every row of Excel's and 19 columns
_SAVE_AS_CSV = "Open it in Excel or LibreOffice and save it as CSV again."
# Our exports put an apostrophe before what a spreadsheet would run as a formula, and before one that stands there.
_GUARD = re.compile(r"'+[=+\-@\t\r]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
_FAILED = re.compile(r'<c (?=[^>]*\bt="e")[^>]*\br="([A-Z]+\d+)"[^>]*>(?:(?!<c ).)*?<v>(#[^<]*)</v>')
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<?xml")


@dataclass(frozen=True)
class RawTable:
    """One sheet: `rows[i]` is the row that a spreadsheet program numbers `i + 1`. An empty cell is ""."""

    file: str
    sheet: str
    rows: list[list[Cell]]
    stem: str


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files meant: each path itself, or the spreadsheets in a folder, by name. Raises FileUnreadable."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(
            file
            for file in path.iterdir()
            if file.suffix.lower() in WORKBOOKS + TEXTS and not file.name.startswith(("~$", "."))
        )
        if not found:
            raise FileUnreadable(
                f"{path}: there is no spreadsheet in this folder. Put .xlsx, .xls, .ods, .csv or .tsv files into it."
            )
        yield from found


def read_tables(path: Path) -> list[RawTable]:
    """Every sheet of a file. Raises FileUnreadable for what is missing, empty, corrupt, protected or no spreadsheet."""
    ending = path.suffix.lower()
    if ending not in WORKBOOKS + TEXTS:
        raise FileUnreadable(
            f"{path}: not a kind of file that itmap reads. Save it as .xlsx, .xls, .ods, .csv or .tsv."
        )
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise FileUnreadable(f"{path}: there is no such file. Check the name and the folder.") from error
    except OSError as error:
        raise FileUnreadable(f"{path}: can't be read: {error.strerror}. Check that you may open it.") from error
    if not content.strip():
        raise FileUnreadable(f"{path}: the file is empty. Export the register again.")
    if content[:2048].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise FileUnreadable(
            f"{path}: this is a web page or XML with a spreadsheet's name. "
            "Open it in Excel or LibreOffice and save it as .xlsx."
        )
    if ending in TEXTS:
        return [RawTable(path.name, "", _text_rows(path, content), path.stem)]
    return [RawTable(path.name, name, rows, path.stem) for name, rows in _workbook(path, content)]


def _workbook(path: Path, content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    from python_calamine import CalamineWorkbook

    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise _protected(path)
    try:
        if _largest_area(content) > _LARGEST_SHEET:
            raise FileUnreadable(
                f"{path}: a stray cell far below or far to the right makes a sheet too large to read. "
                "Delete the rows and columns beyond the register and save it again."
            )
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
        for name, row, column, text in _failed_formulas(content):
            sheets[name][row - 1][column - 1] = text
        return list(sheets.items())
    except FileUnreadable:
        raise
    except BaseException as error:
        # A panic in its Rust code derives from BaseException; what else does is not the file's fault.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _unreadable(path, error) from error


def _largest_area(content: bytes) -> int:
    """Rows times columns of the largest sheet of an xlsx: calamine makes room for the empty cells too."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return 0
    areas = [0]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = parts.read(name).decode("utf-8", errors="replace")
                rows = map(int, re.findall(r'<row [^>]*?\br="(\d{1,9})"', text))
                columns = map(_column, set(re.findall(r'<c [^>]*?\br="([A-Z]{1,4})', text)))
                areas.append(max(rows, default=0) * max(columns, default=0))
    return max(areas)


def _column(letters: str) -> int:
    """The number of a column, from 1: AA is 27."""
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0)


def _failed_formulas(content: bytes) -> Iterator[tuple[str, int, int, str]]:
    """Sheet, row, column and text of the cells of an xlsx that say #REF! and the like; calamine gives them as empty."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if "xl/workbook.xml" not in parts.namelist():
            return
        targets = dict(_attributes(parts, "xl/_rels/workbook.xml.rels", "Relationship", "Id", "Target"))
        for name, relation in _attributes(parts, "xl/workbook.xml", "sheet", "name", "r:id"):
            path = "xl/" + targets.get(relation, "").removeprefix("/").removeprefix("xl/")
            text = parts.read(path).decode("utf-8") if path in parts.namelist() else ""
            for cell, error in _FAILED.findall(text):
                letters = cell.rstrip("0123456789")
                yield html.unescape(name), int(cell.removeprefix(letters)), _column(letters), error


def _attributes(parts: zipfile.ZipFile, path: str, tag: str, first: str, second: str) -> Iterator[tuple[str, str]]:
    """Two attributes of every element of that name in a part of a workbook."""
    for element in re.findall(rf"<{tag}\b[^>]*>", parts.read(path).decode("utf-8")):
        said = dict(re.findall(r'([\w:]+)="([^"]*)"', element))
        yield said.get(first, ""), said.get(second, "")


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


def _text_rows(path: Path, content: bytes) -> list[list[Cell]]:
    text = decoded(path, content)
    delimiter = _delimiter(text, usual="\t" if path.suffix.lower() == ".tsv" else ",")
    return [[_unguarded(cell) for cell in row] for row in _records(path, text, delimiter)]


def decoded(path: Path, content: bytes) -> str:
    """The text of a file: by its byte-order mark, else UTF-8, else cp1252 as Excel writes it on Windows.

    Raises FileUnreadable for bytes that are no text: a NUL, or more than one odd character in fifty.
    """
    text = _as_text(content)
    odd = _NOT_TEXT.findall(text)
    if "\0" in odd or len(odd) * 50 > len(text):
        raise FileUnreadable(
            f"{path}: this is not a text file, though its name says so. Export the register again as CSV UTF-8."
        )
    return text


def _as_text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str, usual: str) -> str:
    """The character that cuts most of the first records into the same number of cells; when in doubt the usual one."""

    def agreement(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in _parsed(text, delimiter, at_most=100) if any(row)]
        except csv.Error:
            return (0, 0)
        cut = Counter(width for width in widths if width > 1).most_common(1)
        return (cut[0][1] / len(widths), cut[0][0]) if cut else (0, 0)

    return max(sorted(_DELIMITERS, key=lambda each: each != usual), key=agreement)


def _records(path: Path, text: str, delimiter: str) -> list[list[str]]:
    """The records, with a check that no open quotation mark has swallowed the rest of the file."""
    end = "end of the file"  # it comes out whole unless a quotation mark is still open
    try:
        *rows, last = _parsed(text if text.endswith(("\n", "\r")) else text + "\n", delimiter, end)
    except csv.Error as error:
        raise FileUnreadable(f"{path}: the text can't be cut into cells ({error}). {_SAVE_AS_CSV}") from error
    if last != [end]:
        raise FileUnreadable(
            f'{path}: a quotation mark (") that opens in row {len(rows) + 1} is never closed, so that the rows after '
            "it can't be told apart. Close it or take it out, or save the file again from the spreadsheet."
        )
    return rows


def _parsed(text: str, delimiter: str, *more: str, at_most: int | None = None) -> list[list[str]]:
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        lines = (line for part in (text, *more) for line in io.StringIO(part, newline=""))
        return list(islice(csv.reader(lines, delimiter=delimiter), at_most))
    finally:
        csv.field_size_limit(limit)


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that our own exports put before what a spreadsheet would run as a formula."""
    return cell[1:] if _GUARD.match(cell) else cell
