"""Options to extend: the days to which each option that is left would take a contract, as the register writes them.

`2+1+1 years` is two years and two options of one year. Which of them are left is read from the dates beside them: an
option counts as taken only where Start, End or Maximum end say so. What they don't settle is said, never guessed away.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from itmap.quantities import Duration
from itmap.terms import moved, spoken

Terms = Mapping[str, Any]
Lengths = tuple[Duration, ...]

# Registers write the last day of a term, or the day after it.
_SLACK = dt.timedelta(days=1)
_NONE = ("none", "no", "n/a", "na", "nil", "0", "-", "not applicable", "no extension", "no extensions", "no options")
_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
# Words that stand around the lengths and change nothing in them.
_AROUND = re.compile(
    r"\b(?:options?|optional|extensions?|extend(?:ed|able)?|periods?|further|additional|another|the|with|possible|an?|"
    r"to|by|for|of)\b|[().,]"
)
_PART = re.compile(r"(?:(\d{1,2}) ?[x×*]? )?(\d{1,3}) ?(d|day|w|week|m|mth|month|y|yr|year)?s?", re.ASCII)
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}


@dataclass(frozen=True)
class Extensions:
    """`dates`: to which day each option that is left would take the contract, in order; `said`: how that was read."""

    dates: tuple[dt.date, ...]
    said: str


@dataclass(frozen=True)
class _Reading:
    """One way to read the lengths: the initial term, where it is one of them or known, and the options after it."""

    initial: Duration | None
    options: Lengths
    written: str


def extensions(contract: Terms) -> Extensions:
    """The options to extend that are left to a contract. `contract` holds the fields of the model."""
    end, last, text = contract["end_date"], contract["maximum_end_date"], (contract["extension_options"] or "").strip()
    ways = _readings(contract)
    if not ways:
        if text and text.casefold().strip(" .") not in _NONE:
            return Extensions((), f"Extension options say {text!r}: look up how long each is.")
        if last and end and last > end and contract["renewal"] not in ("automatic", "rolling"):
            return Extensions((last,), f"Up to Maximum end {spoken(last)}; in how many steps isn't recorded.")
        return Extensions((), "No option to extend." if text else "")
    if end is None:
        return Extensions((), f"Options are recorded ({ways[0].written}), but no End that they would extend.")
    for way in ways:
        left = _left(way, contract)
        if left is None:
            found = _given(end, way, len(way.options))
            return Extensions(found.dates, f"{found.said[:-1]}, if none has been taken yet.")
        if left:
            return _given(end, way, min(left))
    written = ways[0].written
    return Extensions((), f"Options are recorded ({written}), but no dates that fit them: look up what is left.")


def _readings(contract: Terms) -> list[_Reading]:
    """The ways to read what is written, the likeliest first; none where no option can be read."""
    term: Duration | None = contract["term"]
    parts = tuple(Duration((count,), term.unit) for count in term.counts) if term else ()
    lengths = read_options(contract["extension_options"] or "")
    if not lengths:
        return [_Reading(parts[0], parts[1:], str(term))] if len(parts) > 1 else []
    written = " + ".join(map(str, lengths))
    whole = _Reading(parts[0] if parts else None, lengths, written)
    if len(lengths) == 1:
        return [whole]
    split = _Reading(lengths[0], lengths[1:], written)
    # In 2+1+1 the first is the initial term; 1+1 beside a term are two options.
    first_is_initial = lengths == parts or (len(parts) < 2 and lengths[0].years > lengths[1].years)
    return [split, whole] if first_is_initial else [whole, split]


@lru_cache(maxsize=4096)  # registers repeat themselves
def read_options(text: str) -> Lengths:
    """The lengths in `2+1+1`, `2 x 12 months`, `1 year + 1 year`; empty where they can't be read for certain."""
    plain = _NUMBER.sub(lambda word: str(_WORDS.index(word[0])), text.casefold().replace("-", " "))
    plain = re.sub(r"\b(?:plus|and)\b|&", "+", plain)
    plain = " ".join(_AROUND.sub(" ", plain).split())
    found = [_PART.fullmatch(part.strip()) for part in plain.split("+") if part.strip()]
    if not found or None in found:
        return ()
    parts = [(int(each[1] or 1), int(each[2]), each[3]) for each in found if each]
    units = {_UNITS[unit[0]] for _, _, unit in parts if unit}
    if not units:
        if len(parts) == 1 or max(count for _, count, _ in parts) > 10:
            return ()  # a bare number has no unit; 2+1+1 is years, what the notation means in procurement
        units = {"year"}
    if len(units) > 1 and not all(unit for _, _, unit in parts):
        return ()
    if any(not count or not times for times, count, _ in parts):
        return ()
    (default,) = units if len(units) == 1 else ("year",)
    return tuple(
        Duration((count,), _UNITS[unit[0]] if unit else default) for times, count, unit in parts for _ in range(times)
    )


def _left(way: _Reading, contract: Terms) -> set[int] | None:
    """How many options may be left, by the dates; empty where they fit none, None where there are none to go by."""
    start, end, last = contract["start_date"], contract["end_date"], contract["maximum_end_date"]
    if not last and not (start and way.initial):
        return None
    counts = range(len(way.options) + 1)
    by_start = {
        left
        for left in counts
        if start and way.initial and _near(_on(start, (way.initial, *way.options[: len(way.options) - left])), end)
    }
    by_last = {left for left in counts if last and _near(_on(end, way.options[len(way.options) - left :]), last)}
    return by_start & by_last if by_start and by_last else by_start or by_last


def _near(day_after: dt.date, day: dt.date) -> bool:
    """Whether a term that is over on `day_after`, or the day before it, is over on `day`."""
    return abs(day_after - day) <= _SLACK


def _given(end: dt.date, way: _Reading, left: int) -> Extensions:
    dates = tuple(_to(end, way.options[len(way.options) - left :]))
    if not dates:
        return Extensions((), f"All options ({way.written}) have been taken.")
    taken = len(way.options) - left
    before = f" after {taken} taken" if taken else ""
    plural = "" if left == 1 else "s"
    return Extensions(
        dates, f"{left} option{plural} left of {way.written}{before}: to {', '.join(map(spoken, dates))}."
    )


def _to(day: dt.date, options: Sequence[Duration]) -> Iterator[dt.date]:
    return (_on(day, options[: count + 1]) for count in range(len(options)))


def _on(day: dt.date, lengths: Sequence[Duration]) -> dt.date:
    """A day and these lengths: months are counted together from the day itself, then days."""
    months = sum(sum(each.counts) * (12 if each.unit == "year" else 1) for each in lengths if each.unit in _MONTHLY)
    days = sum(sum(each.counts) * (7 if each.unit == "week" else 1) for each in lengths if each.unit not in _MONTHLY)
    later = moved(day, Duration((months,), "month")) if months else day
    return moved(later, Duration((days,), "day")) if days else later


_MONTHLY = ("month", "year")
