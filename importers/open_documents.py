"""What the sheets of an .ods say beside their values, and how far they reach.

An .ods may say `repeat this a million times`, and calamine would. It also says what calamine leaves out: which formulas
failed, and which cells are merged. No entity is expanded: a document type is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.parsers import expat

from itmap.errors import FileUnreadable
from itmap.importers.tables import STRAY, TAKE_OUT, Area, Beside, check
from itmap.settings import Limits

_CELLS = ("table:table-cell", "table:covered-table-cell")


class OpenDocument:
    """The content of an .ods, taken in piece by piece. Both verbs raise FileUnreadable for what is beyond a limit."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path, self._limits = path, limits
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._sheets = 0
        self._row = self._column = 0  # where the next cell stands
        self._rows = self._columns = 1  # how often the row and the cell are repeated
        self._filled = self._broken = False
        self._said: list[str] = []  # by a cell whose formula failed
        self._length = 0  # of what a cell says
        self._height = self._width = 0  # how far the cells of this sheet reach
        self._cells = self._letters = 0  # of all sheets
        self._failed: dict[int, list[tuple[Area, str]]] = defaultdict(list)
        self._merged: dict[int, list[Area]] = defaultdict(list)

    def feed(self, piece: bytes) -> None:
        """Take in what comes next of content.xml."""
        self._parser.Parse(piece)

    def beside(self) -> Beside:
        """What was found, once all is in."""
        self._parser.Parse(b"", True)
        return Beside(failed={sheet: [*_each(cells)] for sheet, cells in self._failed.items()}, merged=self._merged)

    def _start(self, name: str, said: dict[str, str]) -> None:
        if name == "text:p":
            self._filled = True
        elif name in _CELLS:
            self._columns = int(said.get("table:number-columns-repeated", 1))
            self._filled = "office:value-type" in said
            self._broken = said.get("calcext:value-type") == "error"
            self._length = 0
            if "table:number-rows-spanned" in said:
                down, right = (int(said.get(f"table:number-{way}-spanned", 1)) - 1 for way in ("rows", "columns"))
                self._merged[self._sheets - 1].append(
                    Area(self._row, self._column, self._row + down, self._column + right)
                )
        elif name == "table:table-row":
            self._rows = int(said.get("table:number-rows-repeated", 1))
            self._column = 0
        elif name == "table:table":
            self._sheets += 1
            check(self._path, self._limits, "sheets", self._sheets, TAKE_OUT)
            self._row = self._height = self._width = 0

    def _text(self, text: str) -> None:
        self._length += len(text)
        if self._broken:
            self._said.append(text)

    def _end(self, name: str) -> None:
        if name in _CELLS:
            if self._filled:
                self._measure()
            self._broken = False
            self._column += self._columns
        elif name == "table:table-row":
            self._check()
            self._row += self._rows
        elif name == "table:table":
            self._cells += self._height * self._width

    def _measure(self) -> None:
        """Count in a cell that holds something, as often as it is repeated."""
        self._height = self._row + self._rows
        self._width = max(self._width, self._column + self._columns)
        self._letters += self._length * self._rows * self._columns
        if self._broken:
            area = Area(self._row, self._column, self._height - 1, self._column + self._columns - 1)
            self._failed[self._sheets - 1].append((area, "".join(self._said)))
            self._said.clear()

    def _check(self) -> None:
        check(self._path, self._limits, "rows", self._height, STRAY)
        check(self._path, self._limits, "columns", self._width, STRAY)
        check(self._path, self._limits, "cells", self._cells + self._height * self._width, STRAY)
        check(self._path, self._limits, "unpacked_size_mb", self._letters / 1_000_000, TAKE_OUT)

    def _refuse(self, *_: object) -> None:
        raise declares_entities(self._path)


def _each(cells: Iterable[tuple[Area, str]]) -> Iterator[tuple[int, int, str]]:
    for area, text in cells:
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                yield row, column, text


def declares_entities(path: Path) -> FileUnreadable:
    """What is said of a workbook that could make much of little, or fetch something from elsewhere."""
    return FileUnreadable(
        f"{path}: the workbook declares a document type or entities, which no spreadsheet program does. "
        "Open it in Excel or LibreOffice, look at it, and save it as .xlsx again."
    )
