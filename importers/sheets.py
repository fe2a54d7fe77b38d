"""Files to raw tables: every cell as it stands, with its address, nothing interpreted.

Workbooks are read by calamine, which evaluates no formula and follows no link. Text files go down a ladder of
encodings: byte-order mark, UTF-8, cp1252. Whatever can't be read raises FileUnreadable with the way to mend it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from itmap.errors import FileUnreadable

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # the container of old .xls files, and of password-protected new ones
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 10_000_000  # characters in one cell of a text file
_SAVE_AS_CSV = "Open it in Excel or LibreOffice and save it as CSV again."
_GUARDED = ("=", "+", "-", "@", "\t", "\r")


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
    if ending in TEXTS:
        return [RawTable(path.name, "", _text_rows(path, content), path.stem)]
    return [RawTable(path.name, name, rows, path.stem) for name, rows in _workbook(path, content)]


def _workbook(path: Path, content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    head = content[:2048].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise FileUnreadable(
            f"{path}: this is a web page with a spreadsheet's name. "
            "Open it in Excel or LibreOffice and save it as .xlsx."
        )
    if path.suffix.lower() in (".xlsx", ".xlsm") and content.startswith(_OLE):
        raise FileUnreadable(
            f"{path}: the workbook is protected by a password, or is an old .xls. "
            "Open it, take the password off, and save it as .xlsx."
        )
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            (name, _trimmed(book.get_sheet_by_name(name).to_python(skip_empty_area=False))) for name in book.sheet_names
        ]
    # Its Rust panics derive from BaseException, and a damaged file may reach them.
    except (CalamineError, ValueError, OSError, KeyError, IndexError, MemoryError) as error:
        raise _unreadable(path, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: BaseException) -> FileUnreadable:
    if "password" in str(error).lower():
        return FileUnreadable(f"{path}: the workbook is protected by a password. Take it off and save it as .xlsx.")
    return FileUnreadable(
        f"{path}: the workbook is damaged or not what its name says ({error}). "
        "Open it in Excel or LibreOffice and save it as .xlsx again."
    )


def _trimmed(rows: list[list[Any]]) -> list[list[Cell]]:
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    return rows


def _text_rows(path: Path, content: bytes) -> list[list[Cell]]:
    text = decoded(path, content)
    delimiter = _delimiter(text, usual="\t" if path.suffix.lower() == ".tsv" else ",")
    return [[_unguarded(cell) for cell in row] for row in _records(path, text, delimiter)]


def decoded(path: Path, content: bytes) -> str:
    """The text of a file: by its byte-order mark, else UTF-8, else cp1252 as Excel writes it on Windows."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise FileUnreadable(f"{path}: the text is damaged: {error}. Export it again as CSV UTF-8.") from error
    if b"\x00" in content:
        raise FileUnreadable(f"{path}: this is not a text file, though its name says so. Export the register as CSV.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    control = sum(letter < " " and letter not in "\t\r\n" for letter in text) + text.count("\ufffd")
    if control > max(1, len(text) // 100):
        raise FileUnreadable(f"{path}: this is not a text file, though its name says so. Export the register as CSV.")
    return text


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
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_GUARDED) else cell
