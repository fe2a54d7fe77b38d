"""What an .xls says beside its values, and how large it is, before calamine makes room for it.

An .xls is a small file system (Microsoft's [MS-CFB]: sectors, chained by a table) in which one stream holds records
([MS-XLS]): two bytes each for its kind and its length. First the records of the workbook, which say where those of each
sheet begin. calamine makes as much room as a sheet claims to need, and gives failed formulas as empty cells.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from itmap.importers.tables import STRAY, TAKE_OUT, Beside, check
from itmap.settings import Limits

_SMALL = 4096  # bytes; streams below that are kept in sectors of their own size
_NO_SECTOR = 0xFFFFFFFA  # from here on a number is no sector but says end of chain, free, …
_BEGIN, _END, _COUNTS_FROM_1904, _SHEET, _REACH = 0x0809, 0x000A, 0x0022, 0x0085, 0x0200
_FORMULA, _ERROR_CELL = 0x0006, 0x0205
# All that calamine takes for a cell: number, text, yes or no or error, short number and many of them, shared text.
_CELLS = {0x0003, 0x0203, 0x0004, 0x0204, 0x00D6, _ERROR_CELL, 0x0005, 0x027E, 0x00BD, 0x00FD, _FORMULA}
_MANY_NUMBERS = 0x00BD
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def beside(path: Path, content: bytes, limits: Limits) -> Beside:
    """What stands beside the values. Raises FileUnreadable beyond a limit, and ValueError for what is damaged."""
    try:
        book = _workbook_stream(content)
        about = list(_records(book, 0))
        starts = [int.from_bytes(data[:4], "little") for kind, data in about if kind == _SHEET]
        check(path, limits, "sheets", len(starts), TAKE_OUT)
        failed = {}
        cells = 0
        for number, start in enumerate(starts):
            sheet = _Sheet(book, start)
            failed[number] = sheet.failed
            cells += sheet.rows * sheet.columns
            check(path, limits, "rows", max(sheet.rows, sheet.claimed_rows), STRAY)
            check(path, limits, "columns", max(sheet.columns, sheet.claimed_columns), STRAY)
            check(path, limits, "cells", max(cells, sheet.claimed_rows * sheet.claimed_columns), STRAY)
        return Beside(any(kind == _COUNTS_FROM_1904 and data[:1] == b"\1" for kind, data in about), failed)
    except (struct.error, IndexError) as error:
        raise ValueError("its parts don't fit together") from error


class _Sheet:
    """How many rows and columns a sheet has and claims to have, and the cells whose formula failed."""

    def __init__(self, book: bytes, start: int) -> None:
        self.rows = self.columns = self.claimed_rows = self.claimed_columns = 0
        self.failed: list[tuple[int, int, str]] = []
        for kind, data in _records(book, start):
            if kind in _CELLS:
                row, column = struct.unpack_from("<HH", data)
                right = struct.unpack_from("<H", data, len(data) - 2)[0] if kind == _MANY_NUMBERS else column
                self.rows, self.columns = max(self.rows, row + 1), max(self.columns, right + 1)
                code = _error(kind, data)
                if code is not None:
                    self.failed.append((row, column, _ERRORS.get(code, "#N/A")))
            elif kind == _REACH:
                top, bottom, left, right = struct.unpack_from("<IIHH" if len(data) >= 14 else "<HHHH", data)
                if top > bottom or left > right:
                    raise ValueError("a sheet ends before it begins")
                self.claimed_rows, self.claimed_columns = (
                    max(self.claimed_rows, bottom),
                    max(self.claimed_columns, right),
                )


def _error(kind: int, data: bytes) -> int | None:
    """The code of the error that a cell holds, if it holds one."""
    if kind == _ERROR_CELL and data[7:8] == b"\1":
        return data[6]
    if kind == _FORMULA and data[6:7] == b"\2" and data[12:14] == b"\xff\xff":
        return data[8]
    return None


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Kind and data of the records from one place on, to the one that says that it is the end."""
    at = start
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _END:
            return


def _workbook_stream(content: bytes) -> bytes:
    """The stream of records out of the file system of sectors."""
    sector_shift, small_shift = struct.unpack_from("<HH", content, 30)
    if sector_shift not in (9, 12) or small_shift != 6:
        raise ValueError("its sectors have an unknown size")
    directory_at, small_table_at, more_at = (struct.unpack_from("<I", content, at)[0] for at in (48, 60, 68))
    sectors = content[1 << sector_shift :]
    table_sectors = _integers(content[76:512])
    while more_at < _NO_SECTOR and len(table_sectors) << sector_shift <= len(content):
        *more, more_at = _integers(_sector(sectors, more_at, sector_shift))
        table_sectors += more
    table = [
        number for at in table_sectors if at < _NO_SECTOR for number in _integers(_sector(sectors, at, sector_shift))
    ]
    directory = _chain(sectors, directory_at, table, sector_shift)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    for name in ("Workbook", "Book"):
        for entry in entries:
            if entry[: entry[64] - 2 if entry[64] > 2 else 0] == name.encode("utf-16-le"):
                start, size = struct.unpack_from("<II", entry, 116)
                if size >= _SMALL:
                    return _chain(sectors, start, table, sector_shift)[:size]
                small = _chain(sectors, struct.unpack_from("<I", entries[0], 116)[0], table, sector_shift)
                small_table = _integers(_chain(sectors, small_table_at, table, sector_shift))
                return _chain(small, start, small_table, small_shift)[:size]
    raise ValueError("there is no workbook in it")


def _chain(sectors: bytes, start: int, table: list[int], shift: int) -> bytes:
    """The sectors that follow each other from a first one. Raises ValueError where they go round in a ring."""
    found: list[bytes] = []
    at = start
    while at < _NO_SECTOR:
        if len(found) > len(table):
            raise ValueError("its sectors go round in a ring")
        found.append(_sector(sectors, at, shift))
        at = table[at]
    return b"".join(found)


def _sector(sectors: bytes, number: int, shift: int) -> bytes:
    return sectors[number << shift : (number + 1) << shift]


def _integers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
