"""A profile to begin with, for a layout that itmap doesn't know: what it takes for certain, and what it only guesses.

Every guess is a comment, so that none counts before an officer has taken the # away. Headings are compared with the
words that itmap knows by rapidfuzz: the mean of how like all their words are, and how like those that they share.
Where all cells below a heading are days, only fields that hold a day are guessed, and for others never.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from textwrap import fill

from itmap import model
from itmap.errors import CannotAnswer
from itmap.importers.finding import Found, find_tables
from itmap.importers.headings import normal, words_of
from itmap.importers.layout import HEADER_WITHIN, Layout, is_blank
from itmap.importers.reading import ReadSheet, read_table
from itmap.importers.sheets import Cell, RawTable, read_tables
from itmap.importers.values import DAY_FIRST, MONTH_FIRST, Reading, Unreadable, plain_text, read_value
from itmap.model import Field, Kind, Register

_LIKE_ENOUGH = 72  # of 100: below that, words share little more than letters
_WORDS_SHOWN = 12
_A_DAY = model.CONTRACTS.field("end_date")


@dataclass(frozen=True)
class _Guess:
    """A field that a heading may mean: the known word that it is like, and how like, of 100."""

    field: Field
    word: str
    likeness: int


def started_profile(path: Path, sheet: str | None = None, register: Register | None = None) -> str:
    """The text of a profile for one table of a file: of the named sheet, else of the first that holds anything.

    Raises FileUnreadable, and CannotAnswer for a sheet that is not there or holds no row of words.
    """
    table = _chosen(path, sheet)
    found = find_tables(table, register)
    if found:
        (first, *_) = read_table(found[0])
        lines = _known(found[0], first)
    else:
        lines = _unknown(table, register)
    return "\n".join(lines) + "\n"


def _chosen(path: Path, sheet: str | None) -> RawTable:
    tables = [table for table in read_tables(path) if any(not is_blank(row) for row in table.rows)]
    chosen = next((table for table in tables if sheet in (None, table.sheet)), None)
    if chosen is None:
        there = ", ".join(table.sheet for table in tables if table.sheet) or "none that holds anything"
        raise CannotAnswer(f"{path}: there is no sheet to begin a profile for. Sheets: {there}.")
    return chosen


def _known(found: Found, sheet: ReadSheet) -> Iterator[str]:
    """For a table that is recognised: what is read already, and what the rest may be."""
    layout = found.layout
    yield from _opening(found.table, layout.header_row)
    if found.profile:
        yield f"# itmap reads it as its own profile {found.profile.name}. This is that profile, to be changed."
        yield found.profile.text.strip()
    else:
        yield f"title = {_quoted(found.table.sheet or found.table.stem)}"
        yield f"register = {_quoted(layout.register.sheet)}"
        yield ""
        yield "# Read without a profile. Check that each means what it is taken for; else name it under ignore."
        for heading, column in zip(layout.headings, layout.columns, strict=True):
            if column:
                yield f"#   {_quoted(heading)} is {column.field.heading}"
        yield '# ignore = ["…"]'
    taken = {column.field.name for column in layout.columns if column and column.register is layout.register}
    ignored = found.profile.hints.ignore if found.profile else frozenset()
    open_ = [text for text in layout.headings if sheet.columns.get(text, "") is None and normal(text) not in ignored]
    days = _days(found.table, layout.header_row, layout.headings)
    yield from _suggestions(open_, layout.register, taken, days, begun=found.profile is not None)
    yield from _words(layout, sheet)


def _unknown(table: RawTable, register: Register | None) -> Iterator[str]:
    """For a table that is no register that itmap knows: its likeliest row of headings, and register."""
    row, headings = _likeliest_headings(table)
    days = _days(table, row, headings)
    headings = list(dict.fromkeys(headings))
    counts = {
        each.name: len({guess[0].field.name for text in headings if (guess := _guesses(text, each, set(), days))})
        for each in model.REGISTERS
    }
    best = register or max(model.REGISTERS, key=lambda each: counts[each.name])
    yield from _opening(table, row)
    yield f"title = {_quoted(table.sheet or table.stem)}"
    if register:
        yield f"register = {_quoted(best.sheet)}"
    else:
        yield f"# A guess; one of {', '.join(model.BY_SHEET)}:"
        yield f"# register = {_quoted(best.sheet)}"
    yield from _suggestions([text for text in headings if text], best, set(), days, begun=False)


def _opening(table: RawTable, header_row: int) -> Iterator[str]:
    where = f"{table.file}, sheet {table.sheet}" if table.sheet else table.file
    yield f"# A profile begun for {_quoted(where)}, with its headings in row {header_row}."
    yield "# What stands behind a # is a guess or a reminder and counts for nothing: take the # away where it is right."
    yield "# docs/profiles.md says what else a profile may say."
    yield ""


def _likeliest_headings(table: RawTable) -> tuple[int, list[str]]:
    """The first of the rows with the most words among the first ones, numbered as the spreadsheet shows it."""
    rows = [[plain_text(cell) for cell in row] for row in table.rows[:HEADER_WITHIN]]
    texts = [[text if any(letter.isalpha() for letter in text) else "" for text in row] for row in rows]
    if not any(map(any, texts)):
        raise CannotAnswer(f"{table.file}: none of the first {HEADER_WITHIN} rows holds words that could be headings.")
    index = max(range(len(texts)), key=lambda index: len(set(filter(None, texts[index]))))
    return index + 1, texts[index]


def _days(table: RawTable, header_row: int, headings: Sequence[str]) -> set[str]:
    """The headings below which all cells that say anything are days, in either order."""
    columns = [
        [cell for row in table.rows[header_row:] for cell in row[at : at + 1] if plain_text(cell)]
        for at in range(len(headings))
    ]
    return {heading for heading, cells in zip(headings, columns, strict=True) if cells and all(map(_is_day, cells))}


def _is_day(cell: Cell) -> bool:
    """Whether a cell is a day as it is written: a bare number may count days, but also anything else."""
    if isinstance(cell, int | float) or plain_text(cell).isdigit():
        return False
    with suppress(Unreadable):
        return any(read_value(_A_DAY, cell, Reading(order)) for order in (DAY_FIRST, MONTH_FIRST))
    return False


def _suggestions(
    headings: Sequence[str], register: Register, taken: set[str], days: set[str], *, begun: bool
) -> Iterator[str]:
    """The headings that are not understood, under the field that each may mean."""
    by_field: dict[str, list[str]] = defaultdict(list)
    remarks: dict[str, list[str]] = defaultdict(list)
    strange = []
    for heading in headings:
        guesses = _guesses(heading, register, taken, days)
        if not guesses:
            strange.append(heading)
            continue
        first, *others = guesses
        or_else = "".join(f", or {guess.field.name}" for guess in others)
        by_field[first.field.name].append(heading)
        remarks[first.field.name].append(
            f"# {_quoted(heading)} is like {_quoted(first.word)} ({first.likeness} of 100){or_else}."
        )
    yield ""
    if by_field:
        yield "# Guesses. Add those that are right to [headings] above." if begun else "# Guesses, to be confirmed:"
    if not begun:
        yield "[headings]"
    for name, texts in by_field.items():
        yield from remarks[name]
        yield f"# {name} = [{', '.join(map(_quoted, texts))}]"
    if strange:
        yield _remark(f"Like nothing that itmap knows: {', '.join(map(_quoted, strange))}.")
    yield _remark(f"Fields of {register.sheet}: {', '.join(field.name for field in register.headed)}.")


def _guesses(heading: str, register: Register, taken: set[str], days: set[str]) -> list[_Guess]:
    """The fields without a column that a heading may mean, the likeliest first, two at most."""
    from rapidfuzz import fuzz

    text = words_of(heading)
    if len(text) < 3:
        return []
    best: list[_Guess] = []
    for field in register.headed:
        if field.name not in taken and (field.kind is Kind.DATE) == (heading in days):
            scored = [
                (mean((fuzz.token_sort_ratio(text, words_of(word)), fuzz.token_set_ratio(text, words_of(word)))), word)
                for word in (field.heading, *field.synonyms)
                if len(words_of(word)) >= 3
            ]
            likeness, word = max(scored, key=lambda each: each[0], default=(0.0, ""))
            if likeness >= _LIKE_ENOUGH:
                best.append(_Guess(field, word, round(likeness)))
    return sorted(best, key=lambda guess: -guess.likeness)[:2]


def _words(layout: Layout, sheet: ReadSheet) -> Iterator[str]:
    """The words of scales that were not understood, each with a place to say what it means."""
    unread: dict[str, dict[str, None]] = defaultdict(dict)
    for problem in sheet.problems:
        unread[problem.column][problem.value] = None
    for heading, column in zip(layout.headings, layout.columns, strict=True):
        if column and column.field.kind in (Kind.CHOICE, Kind.YES_NO) and unread.get(heading):
            scale = column.field.choices or ("yes", "no", "unknown")
            yield ""
            yield _remark(
                f"Words under {_quoted(heading)} that are not understood. Each means one of {', '.join(scale)}."
            )
            yield f"# [words.{column.field.name}]"
            yield from (f'# {_quoted(word)} = ""' for word in list(unread[heading])[:_WORDS_SHOWN])


def _remark(text: str) -> str:
    return fill(text, 118, initial_indent="# ", subsequent_indent="# ", break_long_words=False, break_on_hyphens=False)


def _quoted(text: str) -> str:
    """A text as TOML writes it, on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
