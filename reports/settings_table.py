"""The settings that a report's answers depend on: each in words, with its unit, its source and whose it is."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from itmap.described import described
from itmap.reports.tables import Heading, Line, Table
from itmap.settings import Settings

# What is left out, and what a report or a file may hold, is said where it matters; no answer depends on it.
_ANSWERED = {
    "exits": "exits",
    "decisions": "exits",
    "lock_in": "lock-in",
    "candidates": "candidates",
    "concentration": "concentration",
    "scope": "",
}
_HEADINGS = (
    Heading("Setting", "words"),
    Heading("Here"),
    Heading("Unit"),
    Heading("Whose"),
    Heading("Name in the settings file"),
    Heading("Source", "words"),
)


def settings_table(settings: Settings, withheld: Collection[str]) -> Table:
    """Every setting that an answer depends on, but those of the questions that are withheld."""
    lines = tuple(
        Line(
            (each.meaning,),
            ((_words(each.value),), (each.unit,), ("our own" if each.own else "itmap's",), (each.setting,)),
            (each.source,),
        )
        for each in described(settings)
        if (question := _ANSWERED.get(each.setting.partition(".")[0])) is not None and question not in withheld
    )
    return Table("settings-table", "The settings that these answers depend on", _HEADINGS, lines)


def _words(value: Any) -> str:
    """A setting's value as people write it."""
    if isinstance(value, tuple):
        numbers = all(isinstance(item, int | float) for item in value)
        return (" to " if numbers else ", ").join(map(_words, value))
    if isinstance(value, float):
        return str(Fraction(value).limit_denominator(1000))
    return f"{value:,}" if isinstance(value, int) and value < 1_000_000 else str(value or "none")
