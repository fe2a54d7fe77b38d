"""The committee paper: title block, numbered sections and paragraphs, tables, as councils write them.

Built once as this small structure, which the page and the Word writer both show. What is drafted comes from the
registers alone and says so; what only officers can say is left to them, or taken from their notes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from itmap.reports.words import Text, day

TITLE = "What our IT depends on, and when we can leave"
TO_COMPLETE = "For officers to complete"


@dataclass(frozen=True)
class Paragraph:
    """`number` is its place, as `2.1`; "" for none. `kind`: `note` on what stands below, `todo` for officers to write,
    `quote`, or "" for plain text.
    """

    text: Text
    number: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Subheading:
    """A heading within a section."""

    text: Text


@dataclass(frozen=True)
class Points:
    """A list. `start` is the number of the first item, None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True)
class Grid:
    """A table: a heading for each column, and a cell for each heading in every line."""

    caption: str
    headings: tuple[Text, ...]
    lines: tuple[tuple[Text, ...], ...]


Block: TypeAlias = "Paragraph | Subheading | Points | Grid"


@dataclass(frozen=True)
class Section:
    """A numbered section of the paper."""

    number: int
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """`facts` is the title block: labels and what they say. `banner` stands on every page; "" for none."""

    title: str
    council: str
    as_of: dt.date
    facts: tuple[tuple[str, Text], ...]
    sections: tuple[Section, ...]
    banner: str


@dataclass(frozen=True)
class Place:
    """A heading under which officers can write. `prompt` says what belongs there.

    `keeps`: what itmap wrote stays above the officers' words; else theirs take its place.
    """

    heading: str
    prompt: str
    keeps: bool = False


FACTS = (
    Place("Report to", "The committee, board or cabinet. One line."),
    Place("Date of meeting", "One line."),
    Place("Report of", "Who brings the report: the director, and the cabinet member if there is one. One line."),
)
SECTIONS = (
    Place("Decision sought", "What the committee is asked to decide, in a sentence or two."),
    Place(
        "Recommendations",
        "The recommendations as officers put them, a paragraph each. Left blank, the drafts that follow from the "
        "registers stay in the paper, marked as drafts.",
    ),
    Place("Dates to decide by", "What officers want to say about the table of dates.", keeps=True),
    Place("What the registers show", "The background that members need beside the findings.", keeps=True),
    Place(
        "Options",
        "The options as officers put them, doing nothing first. Left blank, the drafted options stay in the paper, "
        "marked as drafts.",
    ),
    Place("Financial implications", "What it would cost or save, and from which budget."),
    Place("Legal implications", "Powers, duties, procurement law, the terms of contracts."),
    Place("Risk implications", "The risks of each option, and how they would be managed."),
    Place("Equality implications", "The public sector equality duty, and the equality impact assessment."),
    Place("What is not known", "What officers are doing to find it out.", keeps=True),
    Place("Background papers", "Papers beside the files that the figures came from.", keeps=True),
)

Notes = Mapping[str, tuple[Block, ...]]
"""Officers' words by the heading of their place."""


def paper(
    council: str, as_of: dt.date, drafts: Mapping[str, Sequence[Block]], notes: Notes | None = None, banner: str = ""
) -> Paper:
    """The paper from what was drafted for its sections and what officers wrote. A section without either is left to
    officers to complete.
    """
    words = notes or {}
    facts: list[tuple[str, Text]] = [(place.heading, _line(words.get(place.heading, ()))) for place in FACTS]
    facts += [
        ("Council", (council,)),
        ("As things stood on", (day(as_of),)),
        *([("Exempt information", (f"{banner}. Officers to confirm.",))] if banner else []),
        ("Status", ("Draft for officers, written by itmap from the council's own registers",)),
    ]
    sections = tuple(
        Section(number, place.heading, _numbered(number, _content(place, drafts, words)))
        for number, place in enumerate(SECTIONS, 1)
    )
    return Paper(TITLE, council, as_of, tuple(facts), sections, banner)


def _line(blocks: Sequence[Block]) -> Text:
    return next((block.text for block in blocks if isinstance(block, Paragraph)), (TO_COMPLETE,))


def _content(place: Place, drafts: Mapping[str, Sequence[Block]], words: Notes) -> Sequence[Block]:
    drafted, own = drafts.get(place.heading, ()), words.get(place.heading, ())
    if own:
        return [*drafted, *own] if place.keeps else own
    return drafted or (Paragraph((f"{TO_COMPLETE}.",), kind="todo"),)


def _numbered(section: int, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Paragraphs numbered `1.1`, `1.2` …, but for notes and quotations, which belong to what stands beside them."""
    found: list[Block] = []
    number = 0
    for block in blocks:
        if isinstance(block, Paragraph) and block.kind in ("", "todo"):
            number += 1
            found.append(replace(block, number=f"{section}.{number}"))
        else:
            found.append(block)
    return tuple(found)
