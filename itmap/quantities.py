"""The quantities an estate is measured in: durations that keep their unit, and intervals that hold the unknown.

A notice of three months is not ninety days, and an unknown value is not zero: both have a type of their own.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

DAYS_A_YEAR = 365.25
_IN_EVERY_MONTH = 28
_UNITS = ("day", "week", "month", "year")
_CANONICAL = re.compile(r"(\d+(?:\+\d+)*) (day|week|month|year)s?")


@dataclass(frozen=True)
class Interval(Generic[T]):
    """All that a quantity may be: from `low` to `high`, both reached; None on a side: no bound is known there."""

    low: T | None
    high: T | None

    @classmethod
    def exactly(cls, value: T) -> Interval[T]:
        return cls(value, value)

    @property
    def exact(self) -> bool:
        return self.low is not None and self.low == self.high

    def map(self, function: Callable[[T], Any]) -> Interval[Any]:
        """The interval of a rising function of this quantity."""
        return Interval(
            None if self.low is None else function(self.low), None if self.high is None else function(self.high)
        )


@dataclass(frozen=True)
class Duration:
    """A length of time as the register gives it: `3 months` stays three months.

    `counts` holds more than one number when extensions are part of it: `2+1+1 years` is two years and two options of
    one year. Its text is canonical: `Duration.parse(str(d)) == d`.
    """

    counts: tuple[int, ...]
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in _UNITS or not self.counts or any(count < 0 for count in self.counts):
            raise ValueError(f"not a duration: {self.counts} {self.unit}")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read the canonical text that `str` writes. Raises ValueError on any other."""
        found = _CANONICAL.fullmatch(text)
        if not found:
            raise ValueError(f"not a duration: {text!r}")
        return cls(tuple(int(count) for count in found[1].split("+")), found[2])

    def __str__(self) -> str:
        plural = "" if self.counts == (1,) else "s"
        return f"{'+'.join(map(str, self.counts))} {self.unit}{plural}"

    @property
    def initial(self) -> Duration:
        """The part before any extension."""
        return Duration(self.counts[:1], self.unit)

    @property
    def years(self) -> float:
        """The whole length in years, extensions included."""
        a_year = {"day": DAYS_A_YEAR, "week": DAYS_A_YEAR / 7, "month": 12.0, "year": 1.0}[self.unit]
        return sum(self.counts) / a_year

    def after(self, day: dt.date, times: int = 1) -> dt.date:
        """The day that lies `times` times this long after `day` (before it, when `times` is negative).

        Months are clipped to the month's end and counted from `day` itself, so that 31 January plus two months is
        31 March. Raises OverflowError beyond the calendar's ends.
        """
        count = sum(self.counts) * times
        if self.unit in ("month", "year"):
            return add_months(day, count * (12 if self.unit == "year" else 1))
        return day + dt.timedelta(days=count * (7 if self.unit == "week" else 1))

    def before(self, day: dt.date) -> dt.date:
        return self.after(day, -1)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` months on, clipped to the end of a shorter month. Raises OverflowError off the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError(f"{day} and {months} months lie outside the calendar")
    of_month = day.day if day.day <= _IN_EVERY_MONTH else min(day.day, calendar.monthrange(year, month + 1)[1])
    return dt.date(year, month + 1, of_month)


def months_between(start: dt.date, end: dt.date) -> float:
    """The length from `start` to `end` in months of a twelfth of 365.25 days; negative when `end` comes first."""
    return (end - start).days / (DAYS_A_YEAR / 12)
