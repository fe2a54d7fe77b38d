"""How a file is understood, in plain words: which register each table is and why, and what every heading is taken for.

Nothing is imported. What is left alone is named with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from itmap import model
from itmap.importers.finding import Found, chosen_profile, find_tables, parts_of
from itmap.importers.headings import Column, meaning, meanings, normal, of_a_contract
from itmap.importers.layout import HEADER_WITHIN, Layout, named_after
from itmap.importers.reading import ReadSheet, read_table
from itmap.importers.sheets import RawTable, find_files, read_tables
from itmap.model import Register
from itmap.settings import Limits

if TYPE_CHECKING:
    from itmap.importers.profiles import Profile


def explain(
    paths: Iterable[Path],
    register: Register | None = None,
    profile: str | None = None,
    limits: Limits | None = None,
) -> Iterator[str]:
    """The lines that say how each table of these files is understood. Everything else as `read_files` has it.

    Raises FileUnreadable and ProfileInvalid. A file in which nothing is recognised is explained too.
    """
    chosen = chosen_profile(register, profile)
    for path in find_files(paths):
        known = False
        for table in read_tables(path, limits):
            tables = find_tables(table, register, chosen)
            known = known or bool(tables)
            for found in tables:
                yield from _table(found, register, chosen)
            if not tables:
                yield f"{_where(table)}: no register."
                yield f"  None of the first {HEADER_WITHIN} rows holds the headings of one. It would be left alone."
        if not known:
            yield f"`itmap profile {path.name}` begins a profile of your own for this file (docs/profiles.md)."


def _where(table: RawTable) -> str:
    return f"{table.file}, sheet {table.sheet}" if table.sheet else table.file


def _table(found: Found, register: Register | None, chosen: Profile | None) -> Iterator[str]:
    layout, profile = found.layout, found.profile
    yield f"{_where(found.table)}: {layout.register.sheet}, {_why(found, register)}."
    if profile:
        how = "named on the command line" if chosen else "recognised by its headings"
        yield f"  Read as the profile {profile.name} ({profile.title}), {how}."
    parts = list(zip(parts_of(profile, layout), read_table(found), strict=True))
    rows = sum(len(sheet.rows) for _, sheet in parts)
    yield f"  Headings in row {layout.header_row}, {rows} {'row' if rows == 1 else 'rows'} below them."
    for (part, its_layout), sheet in parts:
        if len(parts) > 1:
            yield f"  {its_layout.register.sheet}, from {len(sheet.rows)} of these rows:"
        yield from _columns(found, its_layout, part, sheet)
        yield from (f"  Note: {note}" for note in sheet.notes)
    used = set().union(*(its_layout.used for (_, its_layout), _ in parts))
    left = [(heading, index) for index, heading in enumerate(layout.headings) if heading and index not in used]
    if left:
        yield "  Left alone:"
        yield from (f"    {heading!r}: {_left(heading, layout, profile)}" for heading, _ in left)


def _why(found: Found, register: Register | None) -> str:
    """What decided which register this is."""
    table, own = found.table, found.layout.register
    if register:
        return "as --register says"
    if found.profile:
        return "as the profile says"
    if named_after(table.sheet or table.stem) is own or (not table.sheet and named_after(table.stem) is own):
        return f"after the name of the {'sheet' if table.sheet else 'file'}"
    return "by its headings"


def _columns(found: Found, layout: Layout, profile: Profile | None, sheet: ReadSheet) -> Iterator[str]:
    """The headings that are read, and how."""
    unread = Counter(problem.column for problem in sheet.problems if problem.severity == "cell")
    for index in sorted(layout.used):
        heading = layout.headings[index]
        count = unread[heading]
        cells = f" ({count} {'cell' if count == 1 else 'cells'} not understood)" if count else ""
        yield f"    {heading!r}: {_taken(index, layout, found.profile, profile)}{cells}"
    for name, value in (profile.constants if profile else {}).items():
        yield f"    In every row, {layout.register.field(name).heading} is {value}, as the profile says."


def _taken(index: int, layout: Layout, main: Profile | None, profile: Profile | None) -> str:
    """What a column is read as, and by which word."""
    column = layout.columns[index]
    if index == layout.organisation:
        return model.ORGANISATION_COLUMN.heading
    if index == layout.record_type and main:
        kinds = "; ".join(f"{', '.join(each.rows)}: {each.register.sheet}" for each in (main, *main.others))
        return f"tells the kinds of rows apart ({kinds})"
    if index == layout.direction and profile:
        words = "; ".join(f"{word}: {way}" for word, way in profile.ways.items())
        return f"which of the two needs the other ({words})"
    assert column is not None  # noqa: S101  (what is used and not special is a field's)
    of = "" if column.register is layout.register else f" of the {column.register.name} in the row"
    name = "both Provider and Consumer" if column.both else column.field.heading
    beside = "".join(f", {column.register.field(field).heading}: {word}" for field, word in column.implied.items())
    unit = f", bare numbers are {column.unit}s" if column.unit else ""
    return f"{name}{of}{beside}{unit}, {_by(layout.headings[index], column, profile)}"


def _by(heading: str, column: Column, profile: Profile | None) -> str:
    if profile and normal(heading) in _words_of(profile):
        return "a word of the profile"
    if normal(heading) == normal(column.field.heading):
        return "the workbook's own heading"
    return "with what it says beside" if column.implied or column.unit else "another word for it"


def _words_of(profile: Profile) -> set[str]:
    lists: list[Sequence[str]] = [*profile.hints.synonyms.values()]
    lists += [words for fields in profile.hints.also.values() for words in fields.values()]
    return {normal(word) for words in lists for word in words}


def _left(heading: str, layout: Layout, profile: Profile | None) -> str:
    """Why a heading is left alone."""
    if profile and normal(heading) in profile.hints.ignore:
        return "as the profile says"
    if profile and normal(heading) in profile.hints.unsaid:
        return "it names systems, but not which of the two needs the other"
    known = meanings(layout.register, profile.hints.synonyms if profile else None)
    meant = meaning(heading, known, layout.register)
    if meant is None and layout.register is model.SYSTEMS:
        meant = meaning(heading, of_a_contract(), model.CONTRACTS)
    if meant is None:
        return f"no field of {layout.register.sheet} that itmap knows"
    field = meant[1].field
    other = next(
        (
            text
            for text, column in zip(layout.headings, layout.columns, strict=True)
            if column and column.field is field
        ),
        "another column",
    )
    return f"{field.heading} is read from {other!r}"
