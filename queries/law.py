"""What procurement law says about changing a running contract and buying anew: prompts for advice, no conclusions.

The figures and their sources are data: law.toml beside this file.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from itmap.terms import spoken


@dataclass(frozen=True)
class Threshold:
    """The value from which a council's contract for goods and services is regulated, `vat` included or excluded."""

    since: dt.date
    until: dt.date
    pounds: int
    vat: str
    source: str


@dataclass(frozen=True)
class Regime:
    """The law under which procurements begin from a day on, and how it limits changes to their contracts."""

    name: str
    since: dt.date
    limits: str
    source: str


@dataclass(frozen=True)
class Prompt:
    """A sentence that says what to ask advice about."""

    prompt: str
    source: str


@dataclass(frozen=True)
class Law:
    """Thresholds and regimes in the order of their days."""

    threshold: Sequence[Threshold]
    regime: Sequence[Regime]
    section_24: Prompt


@cache
def law() -> Law:
    """What law.toml says."""
    said = tomllib.loads(Path(__file__).with_name("law.toml").read_text(encoding="utf-8"))
    return Law(
        tuple(Threshold(**each) for each in said["threshold"]),
        tuple(Regime(**each) for each in said["regime"]),
        Prompt(**said["section_24"]),
    )


def regime(procurement_start: dt.date | None) -> Regime | None:
    """The regime under which a procurement of that day began; None when the day isn't known."""
    if procurement_start is None:
        return None
    return next(each for each in reversed(law().regime) if each.since <= procurement_start)


def threshold(day: dt.date) -> Threshold | None:
    """The threshold for a procurement that begins on that day; None where none is on file."""
    return next((each for each in law().threshold if each.since <= day <= each.until), None)


def change_limits(procurement_start: dt.date | None) -> str:
    """How the contract may be changed, as a prompt for advice."""
    found = regime(procurement_start)
    if found is None or procurement_start is None:
        return (
            "Unknown: when its procurement began isn't recorded, and that decides which law limits changes to it "
            f"(until or from {spoken(law().regime[-1].since)}). Look it up before it is changed or extended."
        )
    return found.limits


@cache
def threshold_prompt(day: dt.date, begun: dt.date | None) -> str:
    """The thresholds in force on the day, and on that on which the procurement began."""
    said = [f"Buying anew from {spoken(day)}: {_amount(day)}."]
    if begun is not None:
        said.append(f"When its procurement began, {spoken(begun)}: {_amount(begun)}.")
    return " ".join(said)


def _amount(day: dt.date) -> str:
    found = threshold(day)
    if found is None:
        return "no threshold of that day is on file"
    vat = "including" if found.vat == "included" else "excluding"
    return f"regulated from £{found.pounds:,} {vat} VAT (goods and services of a council)"
