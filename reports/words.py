"""How values are said to a reader who is no specialist: days, lengths, money, shares, and what is not known.

A text is a list of parts: plain strings, and names that lead somewhere (`Name` to the rows that spoke of a record,
`Jump` to a place of the page). Nothing here knows HTML; the template escapes every part.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from itmap.estate import Estate
from itmap.quantities import Interval

NOT_KNOWN = "not known"
NOT_SCORED = "not scored"
NOT_ASSESSED = "not assessed"

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Name:
    """What people call a record, leading to the rows that spoke of it. `record` is its id."""

    text: str
    record: str


@dataclass(frozen=True)
class Jump:
    """Words that lead to a place of the page. `target` is the id of the place."""

    text: str
    target: str


@dataclass(frozen=True)
class Fold:
    """What is opened by those who want it: `text` is always seen, `inside` on asking."""

    text: str
    inside: Text


@dataclass(frozen=True)
class Styled:
    """Officers' own words with their emphasis; `address` is where they lead on the web or by mail, "" for nowhere."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    address: str = ""


Part: TypeAlias = "str | Name | Jump | Fold | Styled"
Text: TypeAlias = Sequence[Part]


def name(estate: Estate, record: str) -> Name:
    """The name of a record, leading to its rows."""
    return Name(estate.name(record), record)


def plain(text: Text) -> str:
    """The words of a text without where they lead."""
    return "".join(part if isinstance(part, str) else part.text for part in text)


def day(value: dt.date) -> str:
    """`31 March 2027`, in English on every machine."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def day_of(text: str) -> dt.date | None:
    """The day that `day` says so; None for any other text."""
    found = re.fullmatch(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})", text, re.ASCII)
    try:
        return dt.date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])) if found else None
    except ValueError:
        return None


def month(value: dt.date) -> str:
    """`March 2027`."""
    return f"{_MONTHS[value.month - 1]} {value.year}"


def days(value: Interval[dt.date] | None) -> str:
    """An interval of days: `31 March 2027`, `between … and …`, `from … on; latest not known`, `not known`."""
    return _interval(value, day, "from {} on; latest not known", "earliest not known; by {} at the latest")


def number(value: float) -> str:
    """A whole number: `1,200`."""
    return f"{value:,.0f}"


def numbers(value: Interval[Any] | None) -> str:
    """An interval of whole numbers: `7`, `between 2 and 7`, `2 or more`, `not known`."""
    return _interval(value, number, "{} or more", "{} at most")


_A_HAIR = 1e-9  # what adding up the same shares in two ways may differ by


def points(value: Interval[float] | None) -> str:
    """An interval of the scale 0 to 1 in whole points of 100, rounded outwards; the whole scale is not known.

    What is exact is rounded to the nearest point: two of them would look like a doubt.
    """
    if value is None or (value.low, value.high) == (0, 1):
        return NOT_KNOWN
    if value.low is not None and value.high is not None and value.high - value.low < _A_HAIR:
        return numbers(Interval.exactly(round(value.low * 100)))
    # a hair of tolerance, so that 0.55 is 55 points and not 55.000000000000007 rounded up to 56
    low = None if value.low is None else math.floor(value.low * 100 + 1e-6)
    high = None if value.high is None else math.ceil(value.high * 100 - 1e-6)
    return numbers(Interval(low, high))


def tenths(value: Interval[float]) -> str:
    """An interval to one decimal, rounded outwards; what is exact to the nearest."""
    if value.low is None or value.high is None or value.high - value.low < _A_HAIR:
        return _interval(value, _tenth, "{} or more", "{} at most")
    low, high = math.floor(value.low * 10 + 1e-6), math.ceil(value.high * 10 - 1e-6)
    return _interval(Interval(low / 10, high / 10), _tenth, "{} or more", "{} at most")


def _tenth(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def span(value: Interval[float] | None) -> str:
    """As `points`, shorter for a cell or a chart: `55 to 72`."""
    return _shorter(points(value))


def short_numbers(value: Interval[Any] | None) -> str:
    """As `numbers`, shorter for a cell: `2 to 7`."""
    return _shorter(numbers(value))


def _shorter(said: str) -> str:
    return said.replace("between ", "").replace(" and ", " to ")


def money(value: Decimal) -> str:
    """Pounds: `£24,000`, `£1.2 million`."""
    if value >= 1_000_000:
        return f"£{value / 1_000_000:.1f} million"
    return f"£{value:,.0f}"


def amounts(value: Interval[Decimal] | None) -> str:
    """An interval of pounds: `£24,000`, `£24,000 to £1.2 million`, `£24,000 or more`, `not known`."""
    if value is not None and not value.low and value.high is None:
        return NOT_KNOWN  # from nothing up says nothing
    return _shorter(_interval(value, money, "{} or more", "{} at most"))


def shares(value: Interval[float]) -> str:
    """A share in whole per cent, rounded outwards: `12%`, `4% to 40%`, `4% at most`; the whole scale is not known."""
    if value.low is None or value.high is None or (value.low, value.high) == (0, 1):
        return NOT_KNOWN
    low, high = math.floor(value.low * 100 + 1e-6), math.ceil(value.high * 100 - 1e-6)
    if value.exact:
        return percent(value.low)
    return f"{low}% to {high}%" if low else f"{high}% at most"


def percent(share: float) -> str:
    """A share in whole per cent; what is neither none nor all never reads as 0% or 100%."""
    rounded = round(share * 100)
    if rounded == 0 and share > 0:
        return "less than 1%"
    if rounded == 100 and share < 1:
        return "more than 99%"
    return f"{rounded}%"


def count(how_many: int, one: str, many: str = "") -> str:
    """`no contracts`, `one contract`, `1,200 contracts`."""
    said = {0: "no", 1: "one"}.get(how_many, f"{how_many:,}")
    return f"{said} {one if how_many == 1 else many or one + 's'}"


def counts(value: Interval[int], one: str, many: str = "") -> str:
    """`7 services`, `between 2 and 7 services`."""
    if value.exact and value.low is not None:
        return count(value.low, one, many)
    return f"{numbers(value)} {many or one + 's'}"


def listed(names: Iterable[str], at_most: int = 3) -> str:
    """`A, B and C`, or `A, B, C and 4 more`."""
    every = list(names)
    shown = every[:at_most]
    if len(every) > at_most:
        return f"{', '.join(shown)} and {len(every) - at_most:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def listed_names(names: Sequence[Part], at_most: int = 3) -> list[Part]:
    """As `listed`, with the names leading where they lead."""
    shown = list(names[:at_most])
    parts: list[Part] = []
    for position, part in enumerate(shown):
        last = position == len(shown) - 1 and len(names) <= at_most
        parts += ["" if position == 0 else " and " if last else ", ", part]
    if len(names) > at_most:
        parts.append(f" and {len(names) - at_most:,} more")
    return parts


def of_all(some: int, every: int, one: str, many: str = "") -> str:
    """`none of 40 services`, `3 of 40 services`, `all 40 services`, `the only service`."""
    many = many or one + "s"
    if some == every:
        return f"all {every:,} {many}" if every > 1 else f"the only {one}"
    return f"{some:,} of {every:,} {many}" if some else f"none of {count(every, one, many)}"


def be(how_many: int) -> str:
    """`is` or `are`."""
    return "is" if how_many == 1 else "are"


def have(how_many: int) -> str:
    """`has` or `have`."""
    return "has" if how_many == 1 else "have"


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """The text with a small letter at its beginning."""
    return text[:1].lower() + text[1:]


def short(text: str, width: int) -> str:
    """A name cut for a chart; its whole length stands in the table and on hovering."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _interval(value: Interval[Any] | None, say: Callable[[Any], str], above: str, below: str) -> str:
    if value is None or (value.low is None and value.high is None):
        return NOT_KNOWN
    if value.high is None:
        return above.format(say(value.low))
    if value.low is None:
        return below.format(say(value.high))
    low, high = say(value.low), say(value.high)
    return low if low == high else f"between {low} and {high}"
