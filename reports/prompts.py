"""What to ask advice about before a contract is changed, extended or bought anew: prompts, never legal conclusions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from itmap.estate import Estate
from itmap.queries import Answer, law
from itmap.reports.decisions import alive, called
from itmap.reports.sources import Finder
from itmap.reports.tables import HOW, Heading, Line, Table, folded, how
from itmap.reports.words import Part, be, capital, count


def prompt_words(answer: Answer) -> list[Part]:
    """How many contracts have options to extend left, and how many may outlast their council."""
    live = [row for row in answer.rows if alive(row.status)]
    options = sum(bool(row.extension_dates) for row in live)
    beyond = sum(bool(row.vesting) for row in live)
    parts: list[Part] = []
    if options:
        parts.append(f" {capital(count(options, 'contract'))} can be extended under an option that is left.")
    if beyond:
        them = "it passes to its successor" if beyond == 1 else "they pass to its successor"
        parts.append(
            f" {capital(count(beyond, 'contract'))} {be(beyond)} known to outlast the council, or may: then {them}."
        )
    return parts


def prompts_table(answer: Answer, estate: Estate) -> Table | None:
    """A row for each thing to ask advice about, with the contracts that it is about; None where no contract lives."""
    finder, councils = Finder(estate), set(estate.ids("organisation"))
    lines = tuple(
        Line(
            (about,),
            (
                folded([finder.name("contract", called(row), row.rests_on) for row in rows], "contract"),
                (prompt,),
            ),
            how(
                estate,
                [id_ for row in rows for id_ in row.rests_on if id_ == row.rests_on[0] or id_ in councils],
                (f"{source}.",) if source else (),
            ),
        )
        for about, rows, prompt, source in _prompts([row for row in answer.rows if alive(row.status)], estate)
    )
    headings = (
        Heading("Before"),
        Heading("Contracts"),
        Heading("What to ask advice about", "words"),
        Heading(HOW, "how"),
    )
    caption = "What to ask advice about before a contract is changed, extended or bought anew"
    return Table("prompts-table", caption, headings, lines) if lines else None


def _prompts(rows: list[Any], estate: Estate) -> Iterator[tuple[str, list[Any], str, str]]:
    """What is to be done, the contracts, the prompt, and the source of the law in it."""
    if outlasting := [row for row in rows if row.section_24]:
        prompt = law.law().section_24
        yield "Renewing, extending or buying anew what outlasts the council", outlasting, prompt.prompt, prompt.source
    by_regime: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_regime[row.regime].append(row)
    for regime in law.law().regime:
        if regime.name in by_regime:
            under = regime.name if regime.name.startswith("before") else f"under the {regime.name}"
            yield f"Changing or extending what was bought {under}", by_regime[regime.name], regime.limits, regime.source
    if unknown := by_regime["unknown"]:
        about = "Changing or extending what was bought on a day that nobody recorded"
        yield about, unknown, law.change_limits(None), ""
    if rows:
        found = law.threshold(estate.as_of)
        yield "Buying anew", rows, law.threshold_prompt(estate.as_of, None), found.source if found else ""
