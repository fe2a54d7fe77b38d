"""How to begin with what is worth replacing: is it a small start and why, in which order, what else there is."""

from __future__ import annotations

from typing import Any

from itmap.estate import Estate
from itmap.reports.sources import Finder
from itmap.reports.tables import HOW, Heading, Line, Table, folded, how
from itmap.reports.words import NOT_KNOWN, Fold, Name, Part, Text, be, count, listed_names, number
from itmap.settings import Settings

_SMALL = {True: "Yes", False: "No", None: NOT_KNOWN}


def small_words(worth: list[Any], estate: Estate) -> list[Part]:
    """How many of the systems worth a look would be a small start, and which come first."""
    small = [row for row in worth if row.start_small]
    unknown = sum(row.start_small is None for row in worth)
    finder = Finder(estate)
    parts: list[Part] = [
        " A start is small when it can be undone, costs little, touches few connections, is free of its contracts "
        "in time, and stops no service that the law requires. ",
        f"Of these systems {number(len(small)) if len(small) > 1 else ('none', 'one')[len(small)]} "
        f"{be(len(small) or 1)} known to be a small start",
    ]
    if small:
        parts += [": ", *listed_names([finder.name("system", row.system, row.rests_on) for row in small])]
    return [*parts, f". For {unknown:,} too little is recorded to say." if unknown else "."]


def start_small_table(worth: list[Any], estate: Estate, settings: Settings) -> Table:
    """A row for each of the first systems worth a look, in the order given: as many as their chart shows."""
    shown, finder = worth[: settings.report.rows_in_a_chart], Finder(estate)
    few = settings.candidates.few_integrations
    one_go = f"no order needed: {few} or fewer recorded"
    lines = [
        Line(
            (finder.name("system", row.system, row.rests_on),),
            (
                (_SMALL[row.start_small],),
                _told(_tally(row.start_small_reasons), row.start_small_reasons),
                _told(count(len(row.steps), "step"), row.steps) if row.steps else (one_go,),
                folded(_before_buying(row, finder), "system", keep=1),
                _told(count(len(row.options), "option"), row.options),
            ),
            how(estate, row.rests_on),
        )
        for row in shown
    ]
    headings = (
        Heading("System"),
        Heading("A small start?"),
        Heading("The five tests", "words"),
        Heading("Order in which to move its connections", "words"),
        Heading("Others for the same purpose"),
        Heading("What can be done", "words"),
        Heading(HOW, "how"),
    )
    whole, first = len(shown) == len(worth), "first" if len(shown) == 1 else f"first {len(shown)}"
    caption = f"How to begin with {'what is' if whole else f'the {first} of {len(worth):,} that are'} worth replacing"
    return Table("start-small-table", caption, headings, tuple(lines))


def _told(summary: str, sentences: tuple[str, ...]) -> Text:
    """Sentences behind their number."""
    return (Fold(summary, tuple(f"{sentence.removesuffix('.')}. " for sentence in sentences)),)


def _tally(reasons: tuple[str, ...]) -> str:
    """`3 of 5 yes`, and how many aren't known."""
    said = [reason.partition(":")[0] for reason in reasons]
    unknown = said.count("Not known")
    return f"{said.count('Yes')} of {len(said)} yes" + (f", {unknown} not known" if unknown else "")


def _before_buying(row: Any, finder: Finder) -> list[Name | str]:
    """Systems of the council for the same purpose, then open or shared ones elsewhere that aren't among them."""
    alike = finder.names("system", row.same_capability)
    elsewhere = [said for said in row.reuse if not any(said.startswith(f"{name} (") for name in row.same_capability)]
    return [*alike, *elsewhere]
