"""What an .xlsx, .xlsm or .ods says beside its values, and how large it is, before calamine makes room for it.

The parts are unpacked a piece at a time, so that neither what the zip's directory says nor what a sheet says of its own
size is taken at its word. Every pattern here runs once over what it is given, however that is made.
"""

from __future__ import annotations

import html
import io
import re
import shutil
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import reduce
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itmap.errors import FileUnreadable
from itmap.importers.open_documents import OpenDocument, declares_entities
from itmap.importers.tables import STRAY, TAKE_OUT, UNCALCULATED, Beside, check
from itmap.settings import Limits

Letters = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_PIECE = 1 << 22  # bytes unpacked at once
_ENTRY, _DIRECTORY_END, _LARGE_DIRECTORY = b"PK\1\2", b"PK\5\6", b"PK\6\7"  # as a zip marks them
_MOST_PARTS = 10_000
_LONGEST_LIST = 1 << 24  # bytes that are looked at of the parts that list the sheets
_STRINGS = "xl/sharedstrings.xml"
_LISTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")

_BEHIND = np.frombuffer(b"<" * 32, np.uint8)  # so that the last tag has one behind it, too

_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ADDRESS = re.compile(
    # Python before 3.11.5 mistakes a group repeated possessively: what is in it is possessive instead.
    rb"""<(?:\w+:)?c(?:\s++(?!r[\s=])[\w:.-]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'))*\s+r\s*=\s*"""
    rb"""["']([A-Za-z]+)([0-9]+)["']((?: s="\d+")?\s*/>)?"""
)
_WITH_ADDRESS = re.compile(rb"<(?:\w+:)?c\s[^<]*?\br\s*=")
_ROW = re.compile(rb"""<(?:\w+:)?row[\s/>](?:[^<]*?\br\s*=\s*["']([0-9]+))?""")
_FAILED = re.compile(rb"""\bt\s*=\s*["']e["']""")
_TEXT = re.compile(rb"""\bt\s*=\s*["'](?:str|inlineStr)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_OWN_ADDRESS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_USE = re.compile(rb"""\bt\s*=\s*["']s["'][^<]*<(?:\w+:)?v>\s*([0-9]{1,9})""")
_COUNTS_FROM_1904 = re.compile(r"""<(?:\w+:)?workbookPr\s[^<>]*?\bdate1904\s*=\s*["'](?:1|true)["']""")
_ATTRIBUTE = re.compile(r"""(?<![\w:])([\w:]++)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")


def beside(path: Path, content: bytes, limits: Limits) -> Beside:
    """What stands beside the values. Raises FileUnreadable for what is beyond the limits or is no spreadsheet's,
    and BadZipFile for what is damaged.
    """
    if content.count(_ENTRY) > _MOST_PARTS:
        raise zipfile.BadZipFile("it is packed from too many parts")
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
        sheet = sheets.setdefault(part.filename.lower(), _Sheet())
        is_xml = part.filename.lower().endswith((".xml", ".rels"))
        pieces = _pieces(content, part)
        for block in _blocks(path, pieces, limits) if is_xml else pieces:
            unpacked += len(block)
            check(path, limits, "unpacked_size_mb", unpacked / 1_000_000, TAKE_OUT)
            if part.filename == "content.xml" and document:
                document.feed(block)
            elif is_xml:
                sheet.measure(block)
            if part.filename in lists and len(lists[part.filename]) < _LONGEST_LIST:
                lists[part.filename] += block
        sheet.before = b""
    if document:
        return document.beside()
    _check_strings(path, content, [part for part in parts if part.filename.lower().endswith(".xml")], sheets, limits)
    return _beside(path, limits, sheets, *(bytes(lists[name]).decode("utf-8", errors="replace") for name in _LISTS))


def unambiguous(content: bytes) -> bytes:
    """The workbook, packed anew where two programs could find two directories in it; mostly as it is.

    So that calamine reads the parts that were measured. To be asked once `beside` has found nothing against it.
    """
    if content.count(_DIRECTORY_END) == 1 and content[-22:-18] == _DIRECTORY_END and _LARGE_DIRECTORY not in content:
        return content
    anew = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(anew, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in dict.fromkeys(parts.namelist()):
            with parts.open(name) as source, packed.open(name, "w") as target:
                shutil.copyfileobj(source, target)
    return anew.getvalue()


def _blocks(path: Path, pieces: Iterator[bytes], limits: Limits) -> Iterator[bytes]:
    """A part of XML, cut where a cell begins, or at least a tag. Raises ValueError for what calamine would not see."""
    waiting = b""
    for piece in pieces:
        if b"\0" in piece:
            raise ValueError("a part of it is not written in UTF-8")
        if b"!" in piece and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece):
            raise declares_entities(path)
        data = waiting + piece
        cut = max(data.rfind(b"<c "), data.rfind(b":c "))
        cut = max(data.rfind(b"<", 0, cut + 1) if cut >= 0 else data.rfind(b"<"), 0)
        waiting = data[cut:]
        check(path, limits, "cell_length", (len(waiting) - _PIECE) / 8, "Shorten it.")  # &quot; and tags: 8 bytes
        if cut:
            yield data[:cut]
    yield waiting


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


def _check_strings(
    path: Path, content: bytes, parts: list[zipfile.ZipInfo], sheets: Mapping[str, _Sheet], limits: Limits
) -> None:
    """A text that many cells share stands in the file once, and in the memory once for each of them."""
    uses = sum(sheet.shared for sheet in sheets.values())
    most = limits.unpacked_size_mb * 1_000_000
    if _STRINGS not in sheets or sheets[_STRINGS].size * uses <= most:
        return
    lengths = [0]  # begins with what stands before the first
    for part in parts:
        if part.filename.lower() == _STRINGS:
            for block in _blocks(path, _pieces(content, part), limits):
                first, *others = map(len, _STRING.split(block))
                lengths[-1] += first
                lengths += others
    if max(lengths) * uses <= most:
        return
    used = Counter[int]()
    uses = 0
    for part in parts:
        for block in _blocks(path, _pieces(content, part), limits):
            uses += len(_SHARED.findall(block))
            used.update(map(int, _USE.findall(block)))
    letters = sum(lengths[number + 1] * count for number, count in used.items() if number + 1 < len(lengths))
    letters += max(lengths) * max(0, uses - used.total())  # those that are written in an unusual way
    check(path, limits, "unpacked_size_mb", letters / 1_000_000, TAKE_OUT)


class _Sheet:
    """How far the cells of a part reach, and which of their formulas failed, found while it is unpacked."""

    def __init__(self) -> None:
        self.rows = self.columns = self.size = self.shared = 0
        self.failed: list[tuple[int, int, str]] = []
        self._in_row = self._begun = 0
        self._addressed = False
        self.before = b""  # as much as is looked at again

    def measure(self, block: bytes) -> None:
        """Take in what comes next."""
        letters = np.frombuffer(block, np.uint8)
        reach = _reach(letters)
        if reach is None:
            found = self._addresses(block)
            reach = (
                max(map(int, {address[1] for address in found}), default=0),
                max(map(_column, {address[0] for address in found}), default=0),
            )
        elif b'<c r="' in block:
            self._addressed = True
        elif b"row" in block:
            self._begun = max(self._begun, *(int(row or 0) for row in _ROW.findall(block)), 0)
        self.rows, self.columns = max(self.rows, reach[0]), max(self.columns, reach[1])
        self.size += len(block)
        self.before = self.before + block if self.size <= _PIECE else b""
        quotes = letters == ord('"')
        if b"'" in block:
            quotes |= letters == ord("'")
        types = letters[1:-1][quotes[:-2] & quotes[2:]]  # a letter between two quotes is the type of a cell
        self.shared += int(np.count_nonzero(types == ord("s")))
        before = letters[:-1][letters[1:] == ord("f")]
        formulas = np.isin(before, (ord("<"), ord(":"))).any() and _FORMULA.search(block)  # which looks at every tag
        if formulas or (types == ord("e")).any():
            self.failed += _failed(block)

    def _addresses(self, block: bytes) -> list[tuple[bytes, ...]]:
        """The addresses of the cells that hold something, as calamine drops the others.

        Where some cells have none they are counted: it places them after the one before. Raises ValueError where a
        large sheet begins with addresses and goes on without: no program writes one so.
        """
        found = _ADDRESS.findall(block)
        if len(_CELL.findall(block)) == len(found):
            self._addressed = self._addressed or bool(found)
            self._begun = max(self._begun, *(int(row or 0) for row in _ROW.findall(block)), 0)
            return [address for address in found if not address[2]]
        if len(_WITH_ADDRESS.findall(block)) != len(found):
            raise ValueError("a cell has an address that is none")
        if self._addressed:
            if self.size > _PIECE:
                raise ValueError("some of its cells have addresses and some have none")
            block, self._in_row = self.before + block, 0
            found = _ADDRESS.findall(block)
        furthest = max(map(_column, {address[0] for address in found}), default=0)
        first, *rows = re.split(rb"<(?:\w+:)?row[\s/>]", block)
        counts = [len(_CELL.findall(row)) for row in (first, *rows)]
        widest = max(counts[0] + self._in_row, *counts)
        self._in_row = furthest + counts[-1] + (0 if rows else self._in_row)
        self.columns = furthest + max(self.columns, widest)
        self.rows = max(self.rows, self._begun, *(int(row or 0) for row in _ROW.findall(block)), 1) + len(rows)
        return found


def _reach(letters: Letters) -> tuple[int, int] | None:
    """The last row and column of the cells that hold something, where all begin `<c r="B7"`; None where one doesn't.

    Of a cell without content, which calamine drops, the tag closes itself; `/>` in a text or in quotes closes nothing.
    """
    text = np.concatenate((letters, _BEHIND))
    tags = np.flatnonzero(text == ord("<"))
    which = np.flatnonzero(text[tags[: -len(_BEHIND)] + 1] == ord("c"))
    which = which[text[tags[which] + 2] != ord("o")]  # <cols>, <col>
    cells, following = tags[which], tags[which + 1]
    plain = all((text[cells + place] == letter).all() for place, letter in enumerate(b' r="', start=2))
    prefixed = text[1:][text[:-1] == ord(":")] == ord("c")
    if not plain or (text[following - 1] != ord(">")).any() or prefixed.any():
        return None
    empty = text[following - 2] == ord("/")
    if empty.any():
        begin, end = cells[empty], following[empty]
        once = _count(text, ">", begin, end) == 1
        empty[empty] = once & (_count(text, '"', begin, end) % 2 == 0) & (_count(text, "'", begin, end) == 0)
    at = cells[~empty] + 6
    columns, at = _number(text, at, 3, "A", 1, 26)
    rows, at = _number(text, at, 7, "0", 0, 10)
    if not rows.all() or not columns.all() or (text[at] != ord('"')).any():
        return None
    return int(rows.max(initial=0)), int(columns.max(initial=0))


def _count(text: Letters, letter: str, begin: Places, end: Places) -> Places:
    """How often the letter stands between these places."""
    places = np.flatnonzero(text == ord(letter))
    return np.searchsorted(places, end) - np.searchsorted(places, begin)


def _number(text: Letters, at: Places, most: int, first: str, least: int, base: int) -> tuple[Places, Places]:
    """The numbers written at these places in `most` digits at the most, of which `first` means `least`; their ends."""
    numbers = np.zeros(len(at), np.int64)
    for _ in range(most):
        digits = text[at] - np.uint8(ord(first))  # what comes before the first is more than any, in eight bits
        written = digits < base
        if not written.any():
            break
        numbers = np.where(written, numbers * base + digits + least, numbers)
        at = at + written
    return numbers, at


def _failed(block: bytes) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of the cells that say #REF! and the like, or hold a formula and no value.

    calamine gives them as empty. A formula that comes out as no text says in its type that it is one.
    """
    for cell in _CELL.split(block)[1:]:
        head, _, rest = cell.partition(b">")
        address, value = _OWN_ADDRESS.search(head), _VALUE.search(rest)
        if address and value and _FAILED.search(head):
            yield int(address[2]) - 1, _column(address[1]) - 1, html.unescape(value[1].decode("utf-8", "replace"))
        elif address and not (value and value[1]) and _FORMULA.search(rest) and not _TEXT.search(head):
            yield int(address[2]) - 1, _column(address[1]) - 1, UNCALCULATED


def _column(letters: bytes) -> int:
    """The number of a column, from 1: AA is 27."""
    return reduce(lambda number, letter: number * 26 + letter - 64, letters[:9].upper(), 0)  # 9 are too many anyhow


def _beside(path: Path, limits: Limits, sheets: Mapping[str, _Sheet], workbook: str, relations: str) -> Beside:
    targets = {
        said.get("Id", ""): "xl/" + said.get("Target", "").removeprefix("/").removeprefix("xl/").lower()
        for said in _attributes(relations, "Relationship")
    }
    listed = [targets.get(said.get("r:id", ""), "") for said in _attributes(workbook, "sheet")]
    check(path, limits, "sheets", len(listed), TAKE_OUT)
    check(path, limits, "rows", max((sheet.rows for sheet in sheets.values()), default=0), STRAY)
    check(path, limits, "columns", max((sheet.columns for sheet in sheets.values()), default=0), STRAY)
    if not all(name.endswith(".xml") for name in listed if name in sheets):
        raise ValueError("a sheet is kept in an unusual place")
    areas = {name: sheet.rows * sheet.columns for name, sheet in sheets.items()}
    unlisted = sum(area for name, area in areas.items() if name not in listed)
    check(path, limits, "cells", unlisted + sum(areas.get(name, 0) for name in listed), STRAY)
    failed = {number: sheets[name].failed for number, name in enumerate(listed) if name in sheets}
    return Beside(_COUNTS_FROM_1904.search(workbook) is not None, failed)


def _attributes(text: str, tag: str) -> Iterator[dict[str, str]]:
    """The attributes of every element of that name, entities decoded."""
    for element in re.findall(rf"<(?:\w+:)?{tag}\s([^<>]*)>", text):
        yield {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(element)}
