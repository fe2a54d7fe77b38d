"""Rows below the headings that are no records: totals, the headings once more, notes, the template's own example."""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from functools import cache

from itmap import model
from itmap.importers.layout import Layout, is_blank
from itmap.importers.sheets import Cell
from itmap.importers.values import Unreadable, plain_text, read_value
from itmap.model import Field, Kind

_TOTAL = re.compile(r"(?:grand |sub ?-?|overall )?totals?(?: value| spend| cost| amount)?\s*:?")
_NOTE_BEGINS = re.compile(
    r"(?:foot)?notes?\b(?: to .{0,40})?\s*[:.\-]?$|(?:(?:foot)?notes?|source|sources|key|n\.?b\.?|p\.?s\.?)\s*[:\-–]|"
    r"please note\b|disclaimer\b|last updated\b|updated(?: on)?:? \d|"
    r"[*†‡§]|\(?\d\)\s|this (?:register|list|sheet|table)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+\s+){7,}\S+[.!?]")  # eight words and a full stop


def why_no_record(cells: Sequence[Cell], headings: Sequence[str]) -> str:
    """Why a row is no record by what it says itself, "" for one that is."""
    first = next(filter(None, map(plain_text, cells)))
    word = first.casefold()
    if "total" in word and _TOTAL.fullmatch(word):
        _, *others = filter(plain_text, cells)
        if all(not isinstance(cell, str) or re.search(r"\d", cell) for cell in others):
            return "A row of totals, not a record: it was not imported."
    may_repeat = first == headings[0] or not headings[0]
    same = may_repeat and all(map(operator.eq, map(plain_text, cells), headings))
    if same and sum(map(bool, headings)) > 1:
        return "The headings once more, not a record: the row was not imported."
    return ""


def notes_begin(rows: Sequence[Sequence[Cell]], *, another_follows: bool) -> int:
    """Which is the first of the notes under a table, as an index of its rows; their count when there are none.

    Notes are rows with one filled cell, after the last record: a sentence, or what begins as notes do, with everything
    below it. Where another table follows, its title after a blank row is one too.
    """
    first = title = len(rows)
    for index in range(len(rows) - 1, -1, -1):
        filled = [text for text in map(plain_text, rows[index]) if text]
        if len(filled) > 1 and not (len(filled) == 2 and _NOTE_BEGINS.fullmatch(filled[0])):
            return min(first, title)
        if filled and _is_note(filled[0]):
            first = index
        if filled and another_follows and index > 0 and is_blank(rows[index - 1]):
            title = index
    return first  # where every row has one cell, none is a title for that


def _is_note(text: str) -> bool:
    return bool(_NOTE_BEGINS.match(text) or _SENTENCE.fullmatch(text))


def is_example(layout: Layout, cells: Sequence[Cell]) -> bool:
    """Whether a row is the example of the blank workbook: it says what the register's example says, and no more."""
    example, said = _example(layout.register.name), 0
    for column, cell in zip(layout.columns, cells, strict=False):
        if column and column.register is layout.register and (text := plain_text(cell)):
            value, is_text = example.get(column.field.name), column.field.kind in (Kind.TEXT, Kind.NAME)
            if value is None or (text != value if is_text else not _reads_as(column.field, cell, value)):
                return False
            said += 1
    return said >= 2


def _reads_as(field_: Field, cell: Cell, value: object) -> bool:
    try:
        return bool(read_value(field_, cell) == value)
    except Unreadable:
        return False


@cache
def _example(register: str) -> dict[str, object]:
    """What a register's example says, by field: every row is held against it."""
    of = model.BY_NAME[register]
    return {name: read_value(of.field(name), text) for name, text in (of.example or {}).items()}
