"""Text files to a raw table: decoded, cut at the delimiter that the file itself shows, nothing interpreted.

Text goes down a ladder of encodings: byte-order mark, UTF-8, cp1252. A record that spans lines is one row.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from itmap.errors import FileUnreadable
from itmap.importers.tables import Cell, RawTable, check
from itmap.settings import Limits

_DELIMITERS = ",;\t|"
# Our exports put an apostrophe before what a spreadsheet would run as a formula, and before one that stands there.
_GUARD = re.compile(r"'+[=+\-@\t\r]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)")
_SHORTEN = "Split the file, or take out the columns that are not needed."


def read(path: Path, content: bytes, limits: Limits) -> list[RawTable]:
    """The one table of a text file. Raises FileUnreadable for what is no text, or can't be cut into cells."""
    text = decoded(path, content)
    text = text if text.endswith(("\n", "\r")) else text + "\n"
    delimiter = _delimiter(text, usual="\t" if path.suffix.lower() == ".tsv" else ",")
    return [RawTable(path.name, "", _rows(path, text, delimiter, limits), path.stem)]


def decoded(path: Path, content: bytes) -> str:
    """The text of a file: by its byte-order mark, else UTF-8, else cp1252 as Excel writes it on Windows.

    Some exporters leave NULs between the letters; up to one in ten is dropped. Raises FileUnreadable for bytes that are
    no text: more NULs, or more than one other odd character in fifty.
    """
    text = _as_text(content)
    plain = text.replace("\0", "")
    if (len(text) - len(plain)) * 10 > len(text) or len(_NOT_TEXT.findall(plain)) * 50 > len(plain):
        raise FileUnreadable(
            f"{path}: this is not a text file, though its name says so. Export the register again as CSV UTF-8."
        )
    return plain


def _as_text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str, usual: str) -> str:
    """The character that cuts most of the first records into the same number of cells; when in doubt the usual one.

    That number counts for less the more records can't be cut at all for their quotation marks: rows of a proper file
    may be ragged, and lines out of the middle of a quoted cell may agree by chance.
    """

    def agreement(delimiter: str) -> tuple[float, int]:
        widths = list(islice(_widths(text, delimiter), 100))
        cut = Counter(width for width in widths if width > 1).most_common(1)
        return (cut[0][1] * sum(map(bool, widths)) / len(widths) ** 2, cut[0][0]) if cut else (0, 0)

    return max(sorted(_DELIMITERS, key=lambda each: each != usual), key=agreement)


def _widths(text: str, delimiter: str) -> Iterator[int]:
    """The number of cells of each record that isn't empty; none where its quotation marks don't go with the delimiter.

    With `,` for `;` the record `"",";"` would be two cells, if a quoted cell might go on after its closing mark.
    """
    records = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error:
            yield 0
        else:
            if any(record):
                yield len(record)


def _rows(path: Path, text: str, delimiter: str, limits: Limits) -> list[list[Cell]]:
    """The records, with a check that no open quotation mark has swallowed the rest of the file."""
    end = "."  # put after the last record, it comes out alone unless a quotation mark is still open
    rows: list[list[Cell]] = []
    cells = 0
    usual_length = csv.field_size_limit(limits.cell_length)
    try:
        for record in csv.reader(_lines(text, end), delimiter=delimiter):
            check(path, limits, "rows", len(rows), _SHORTEN)
            check(path, limits, "cells", cells, _SHORTEN)
            check(path, limits, "columns", len(record), _SHORTEN)
            rows.append([_unguarded(cell) for cell in record])
            cells += len(record)
    except csv.Error as error:
        where = f"row {len(rows) + 1}"
        if "field larger" in str(error):
            mend = f'A quotation mark (") in {where} may never be closed: close it or take it out.'
            check(path, limits, "cell_length", limits.cell_length + 1, mend)
        raise FileUnreadable(
            f"{path}: the text can't be cut into cells from {where} on ({error}). "
            "Open it in Excel or LibreOffice and save it as CSV again."
        ) from error
    finally:
        csv.field_size_limit(usual_length)
    if rows.pop() != [end]:
        raise FileUnreadable(
            f'{path}: a quotation mark (") that opens in row {len(rows) + 1} is never closed, so that the rows after '
            "it can't be told apart. Close it or take it out, or save the file again from the spreadsheet."
        )
    return rows


def _lines(text: str, *more: str) -> Iterator[str]:
    """The lines with their ends; a carriage return alone ends one too, as from Excel for the Mac."""
    yield from (found[0] for found in _LINE.finditer(text))
    yield from more


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that our own exports put before what a spreadsheet would run as a formula."""
    return cell[1:] if cell[:1] == "'" and _GUARD.match(cell) else cell
