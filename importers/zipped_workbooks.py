"""What an .xlsx, .xlsm or .ods says beside its values, and how large it is, before calamine makes room for it.

The parts are unpacked a piece at a time, so that neither what the zip's directory says nor what a sheet says of its own
size is taken at its word. Every pattern here runs once over what it is given, however that is made.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import reduce
from pathlib import Path

from itmap.errors import FileUnreadable
from itmap.importers.open_documents import OpenDocument, declares_entities
from itmap.importers.tables import STRAY, TAKE_OUT, Beside, check
from itmap.settings import Limits

_PIECE = 1 << 22  # bytes unpacked at once
_LONGEST_LIST = 1 << 24  # bytes that are looked at of the parts that list the sheets
_LISTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")

_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ADDRESS = re.compile(rb"""<(?:\w+:)?c\s[^<]*?\br\s*=\s*["']([A-Za-z]{1,7})([0-9]{1,9})["']((?: s="\d+")?\s*/>)?""")
_PLAIN_ADDRESS = re.compile(rb'<c r="([A-Z]{1,7})([0-9]{1,9})"(?!(?: s="\d+")?/>)')
_ROW = re.compile(rb"""<(?:\w+:)?row[\s/>](?:[^<]*?\br\s*=\s*["']([0-9]{1,9}))?""")
_FAILED = re.compile(rb"""\bt\s*=\s*["']e["']""")
_OWN_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,7})([0-9]{1,9})["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_COUNTS_FROM_1904 = re.compile(r"""<(?:\w+:)?workbookPr\s[^<>]*?\bdate1904\s*=\s*["'](?:1|true)["']""")
_ATTRIBUTE = re.compile(r"""(?<![\w:])([\w:]++)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")


def beside(path: Path, content: bytes, limits: Limits) -> Beside:
    """What stands beside the values. Raises FileUnreadable for what is beyond the limits or is no spreadsheet's."""
    with zipfile.ZipFile(io.BytesIO(content)) as directory:
        parts = directory.infolist()
    check(path, limits, "unpacked_size_mb", sum(part.file_size for part in parts) / 1_000_000, TAKE_OUT)
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        raise FileUnreadable(f"{path}: this is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx.")
    document = OpenDocument(path, limits) if "content.xml" in names else None
    sheets: dict[str, _Sheet] = {}
    lists = {name: bytearray() for name in _LISTS}
    unpacked = 0
    for part in parts:
        sheet = sheets[part.filename.lower()] = _Sheet(path, limits)
        for piece in _pieces(content, part):
            unpacked += len(piece)
            check(path, limits, "unpacked_size_mb", unpacked / 1_000_000, TAKE_OUT)
            if part.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
                raise declares_entities(path)
            if document is None:
                sheet.feed(piece)
            elif part.filename == "content.xml":
                document.feed(piece)
            if part.filename in lists and len(lists[part.filename]) < _LONGEST_LIST:
                lists[part.filename] += piece
        sheet.feed(b"", last=True)
    if document:
        return document.beside()
    return _beside(path, limits, sheets, *(bytes(lists[name]).decode("utf-8", errors="replace") for name in _LISTS))


def _pieces(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part, unpacked. Raises BadZipFile for what is not packed as the directory says."""
    start = part.header_offset + 30
    start += sum(int.from_bytes(content[at : at + 2], "little") for at in (start - 4, start - 2))
    packed = memoryview(content)[start : start + part.compress_size]
    if part.flag_bits & 1:
        raise zipfile.BadZipFile("a part is locked with a password")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or len(packed) < part.compress_size:
        raise zipfile.BadZipFile("a part is cut short or packed in an unusual way")
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), 1 << 16):
        waiting: bytes | memoryview = packed[at : at + (1 << 16)]
        while waiting:
            piece = unpacker.decompress(waiting, _PIECE)
            waiting = unpacker.unconsumed_tail
            if piece:
                yield piece
    yield unpacker.flush()
    if not unpacker.eof:
        raise zipfile.BadZipFile("a part is cut short")


class _Sheet:
    """How far the cells of a part reach, and which of their formulas failed, found while it is unpacked."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.rows = self.columns = 0
        self.failed: list[tuple[int, int, str]] = []
        self._path, self._limits = path, limits
        self._waiting = b""
        self._in_row = 0

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Take in what comes next. What may be half a cell waits for what follows."""
        data = self._waiting + piece
        cut = max(data.rfind(b"<c "), data.rfind(b":c "))
        cut = len(data) if last else data.rfind(b"<", 0, cut + 1) if cut >= 0 else data.rfind(b"<")
        self._waiting = data[max(cut, 0) :]
        check(self._path, self._limits, "cell_length", len(self._waiting) / 8, "Shorten it.")  # 8: &quot; and its tags
        if cut > 0:
            self._measure(data[:cut])

    def _measure(self, block: bytes) -> None:
        plain = block.count(b"<c") == block.count(b'<c r="') and b":c" not in block
        found = _PLAIN_ADDRESS.findall(block) if plain else self._addresses(block)
        self.rows = max(self.rows, max(map(int, {address[1] for address in found}), default=0))
        self.columns = max(self.columns, max(map(_column, {address[0] for address in found}), default=0))
        if b'"e"' in block or b"'e'" in block:
            self.failed += _failed(block)

    def _addresses(self, block: bytes) -> list[tuple[bytes, ...]]:
        """The addresses of the cells that hold something, as calamine drops the others.

        Where some cells have none they are counted: it places them after the one before.
        """
        found = _ADDRESS.findall(block)
        if len(_CELL.findall(block)) == len(found):
            return [address for address in found if not address[2]]
        first, *rows = re.split(rb"<(?:\w+:)?row[\s/>]", block)
        counts = [len(_CELL.findall(row)) for row in (first, *rows)]
        widest = max(counts[0] + self._in_row, *counts)
        self._in_row = counts[-1] + (0 if rows else self._in_row)
        self.columns = max(map(_column, {address[0] for address in found}), default=0) + max(self.columns, widest)
        self.rows = max(self.rows, *(int(row or 0) for row in _ROW.findall(block)), 1) + len(rows)
        return found


def _failed(block: bytes) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of the cells that say #REF! and the like; calamine gives them as empty."""
    for cell in _CELL.split(block)[1:]:
        head, _, rest = cell.partition(b">")
        address, value = _OWN_ADDRESS.search(head), _VALUE.search(rest)
        if address and value and _FAILED.search(head):
            yield int(address[2]) - 1, _column(address[1]) - 1, html.unescape(value[1].decode("utf-8", "replace"))


def _column(letters: bytes) -> int:
    """The number of a column, from 1: AA is 27."""
    return reduce(lambda number, letter: number * 26 + letter - 64, letters.upper(), 0)


def _beside(path: Path, limits: Limits, sheets: Mapping[str, _Sheet], workbook: str, relations: str) -> Beside:
    targets = {
        said.get("Id", ""): "xl/" + said.get("Target", "").removeprefix("/").removeprefix("xl/").lower()
        for said in _attributes(relations, "Relationship")
    }
    listed = [targets.get(said.get("r:id", ""), "") for said in _attributes(workbook, "sheet")]
    check(path, limits, "sheets", len(listed), TAKE_OUT)
    check(path, limits, "rows", max((sheet.rows for sheet in sheets.values()), default=0), STRAY)
    check(path, limits, "columns", max((sheet.columns for sheet in sheets.values()), default=0), STRAY)
    areas = {name: sheet.rows * sheet.columns for name, sheet in sheets.items()}
    unlisted = sum(area for name, area in areas.items() if name not in listed)
    check(path, limits, "cells", unlisted + sum(areas.get(name, 0) for name in listed), STRAY)
    failed = {number: sheets[name].failed for number, name in enumerate(listed) if name in sheets}
    return Beside(_COUNTS_FROM_1904.search(workbook) is not None, failed)


def _attributes(text: str, tag: str) -> Iterator[dict[str, str]]:
    """The attributes of every element of that name, entities decoded."""
    for element in re.findall(rf"<(?:\w+:)?{tag}\s([^<>]*)>", text):
        yield {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(element)}
