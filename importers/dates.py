"""A cell as a day: which spellings are one for certain, and which of day and month comes first.

A month gets no invented day. Where the order of day and month is not certain, only days that are the same either way,
or whose month is written as a word, are read.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache

from itmap.importers.cells import Unreadable, is_number, plain_text
from itmap.importers.sheets import Cell

DAY_FIRST, MONTH_FIRST, UNCLEAR = "day first", "month first", "unclear"

# For docs/cells.md, which prints what each is read as.
EXAMPLES: tuple[Cell, ...] = (
    "31/03/2027", "1/4/27", "01-04-2027", "01.04.2027", "1 4 2027", "1 April 2027", "1st of April 2027", "1-Apr-27",
    "1 Apr '27", "Thursday 1 April 2027", "April 1, 2027", "2027-04-01", "2027/04/01", "2027-Apr-01", "20270401",
    20270401.0, "2027-04-01T00:00:00+01:00", "01/04/2027 23:59", "31/12/69", "31/12/70", 46478.0, "46478",
)  # fmt: skip
MONTH_FIRST_EXAMPLES: tuple[Cell, ...] = ("4/1/2027", "12/31/27", "1 April 2027", "2027-04-01")
UNCLEAR_EXAMPLES: tuple[Cell, ...] = ("4/1/2027", "4/4/2027", "12/31/2027", "31/12/2027", "1 April 2027", "2027-04-01")
SERIAL_EXAMPLES: tuple[Cell, ...] = (45016.0, "45016")
DOUBTFUL_EXAMPLES: tuple[Cell, ...] = (dt.date(2027, 4, 1), dt.date(2027, 4, 4), "31/12/2027")
REFUSED: tuple[Cell, ...] = (
    "April 2027", "Apr-27", "2027", "2026/27", "Q1 2027", "31/04/2027", "Monday 1 April 2027",
    "three years", "31/12/9999", "2027-06-30T23:00:00Z", 1234.0,
)  # fmt: skip

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_NO_DAY = "not a day that can be read for certain: write it as 31/03/2027"
_NUMBERED = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})", re.ASCII)
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<day>\d{1,2})[-/. ]*(?P<month>[a-z]+)[-/. ]*(?P<year>\d{4}|\d{2})",
        r"(?P<month>[a-z]+)[-/. ]*(?P<day>\d{1,2})[-/. ]+(?P<year>\d{4})",
        r"(?P<year>\d{4})[-/. ]+(?P<month>[a-z]+)[-/. ]+(?P<day>\d{1,2})",
    )
)
_WEEKDAY = re.compile(r"(mon|tues?|wed(?:s|nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[\s,]+")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(?<=\d)[t ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m|z|[+-]\d{2}:?\d{2})?$", re.ASCII)
_ELEVEN_AT_NIGHT_UTC = re.compile(r"[t ]23:00(?::00(?:\.0+)?)?\s*(?:z|\+00:?00)$")
_A_MONTH = re.compile(
    r"(?:q[1-4]|(?P<word>[a-z]+)|\d{1,2})?[-/. ]*(?P<year>\d{4})(?:[-/.]\d{1,2})?|(?P<short>[a-z]+)[-/. ]*\d{2}"
)
_A_LENGTH = re.compile(r".*\b(?:day|week|month|year|yr)s?\b.*", re.DOTALL)
_BETWEEN = re.compile(r"\s*(?:[-–—]|\b(?:to|until|till)\b)\s*", re.IGNORECASE)
# How Excel counts days: from the end of 1899, or from 1904 in a workbook that says so, as Excel for Mac once did.
_DAY_ZERO, _DAY_ZERO_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001  (no time zone there)
_LONGEST = 100  # characters: what is longer is a remark


def read_day(cell: Cell, text: str, order: str = DAY_FIRST, *, epoch_1904: bool = False) -> dt.date:
    """A cell, whose plain text is `text`, as a day. Raises Unreadable."""
    if isinstance(cell, dt.datetime):
        day = cell.date()
    elif isinstance(cell, dt.date):
        day = cell
    elif is_number(cell) and not re.fullmatch(r"(?:19|20|21)\d{6}", text):
        day = _serial(cell, epoch_1904)
    elif re.fullmatch(r"\d{5}(?:\.\d+)?", text, re.ASCII):
        day = _serial(float(text), epoch_1904)
    else:
        day = _written(text, order)
    if not 1950 <= day.year < 2150:  # 9999 and 1900 stand for "none" in many systems
        raise Unreadable(f"the year {day.year} can't be meant: leave the cell empty, or write a day as 31/03/2027")
    return day


def date_order(cells: Iterable[Cell]) -> str:
    """Which of day and month comes first in a column: DAY_FIRST, as in the UK, unless its own texts prove another.

    MONTH_FIRST where some day is one only with the month first (7/31/2017) and none only with the day first; UNCLEAR
    where there are both. For the date columns of one sheet together ask `date_orders`.
    """
    return _proved(cells) or DAY_FIRST


def date_orders(columns: Iterable[Iterable[Cell]]) -> list[str]:
    """The order of each date column of a sheet. Its own texts decide; where they prove nothing (starts often lie on the
    first of a month) and a column beside it has the month first, or is unclear, so is it: UNCLEAR. So is a column with
    the month first beside one with the day first: a slip of the pen (06/13/2024) turns no other day of a register.
    """
    proved = [_proved(column) for column in columns]
    if DAY_FIRST in proved:
        proved = [UNCLEAR if order == MONTH_FIRST else order for order in proved]
    doubtful = MONTH_FIRST in proved or UNCLEAR in proved
    return [order or (UNCLEAR if doubtful else DAY_FIRST) for order in proved]


def doubtful_dates(cells: Counter[Cell]) -> bool:
    """Whether the date cells of a column, by how often each stands there, may have day and month swapped.

    A spreadsheet that opens a text file with dates of the other order makes dates of all that it can, each swapped, and
    leaves the others as text. So the texts have a number beyond 12 where the date cells have none as their day.
    """
    days, texts = Counter[int](), Counter[int]()
    for cell, count in cells.items():
        if isinstance(cell, dt.date):
            days[cell.day] += count
        elif isinstance(cell, str) and (found := _NUMBERED.fullmatch(_plain(plain_text(cell)))):
            texts[max(int(found[1]), int(found[2]))] += count
    # Three of each: two starts on the first of a month beside one in mid-month are no sign.
    return min(days.total(), texts.total()) >= 3 and max(days) <= 12 < min(texts)


def span(text: str, order: str = DAY_FIRST) -> tuple[dt.date, dt.date] | None:
    """A start and an end in one cell (`01/04/2024 - 31/03/2027`); None for every other text. Never raises."""
    for first, last in _halves(text):
        with suppress(Unreadable):
            start, end = read_day(first, first, order), read_day(last, last, order)
            return (start, end) if start <= end else None
    return None


def _serial(number: float, epoch_1904: bool) -> dt.date:
    """A date as Excel counts days. Only what can be a day between 1954 and 2123 is one."""
    if not 20_000 <= number < 80_000:
        raise Unreadable("a number, not a day: write it as 31/03/2027")
    return ((_DAY_ZERO_1904 if epoch_1904 else _DAY_ZERO) + dt.timedelta(days=math.floor(number))).date()


def _proved(cells: Iterable[Cell]) -> str | None:
    """What the written days of a column prove; None when nothing."""
    texts = {cell for cell in cells if isinstance(cell, str)}
    orders = {order for text in texts for order in _orders(plain_text(text))}
    return UNCLEAR if len(orders) > 1 else next(iter(orders), None)


def _orders(text: str) -> Iterator[str]:
    """The order of each day in a cell that is possible in one order only."""
    for part in (text, *(half for halves in _halves(text) for half in halves)):
        found = _NUMBERED.fullmatch(_plain(part))
        if found:
            first, second = int(found[1]), int(found[2])
            if first <= 12 < second <= 31:
                yield MONTH_FIRST
            elif second <= 12 < first <= 31:
                yield DAY_FIRST


def _halves(text: str) -> Iterator[Sequence[str]]:
    """Each way to cut a text into two at a dash or a `to`. A part of five digits is rather an amount than a day."""
    if len(text) > _LONGEST:
        return
    text = re.sub(r"^from\s+", "", text.strip(), flags=re.IGNORECASE)
    for cut in _BETWEEN.finditer(text):
        halves = text[: cut.start()], text[cut.end() :]
        if not any(re.fullmatch(r"[\d.]{0,7}", half) for half in halves):
            yield halves


@lru_cache(maxsize=10_000)  # a column says most of its days often
def _plain(text: str) -> str:
    """Without weekday, ordinal endings, commas, apostrophes and time of day."""
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b(?: of\b)?", "", text.casefold())
    plain = re.sub(r"\s+", " ", plain.translate({ord(","): " ", ord("'"): " ", ord("’"): " "})).strip()
    return _TIME.sub("", _WEEKDAY.sub("", plain, count=1) if _WEEKDAY.match(plain) else plain).strip(" .")


def _written(text: str, order: str) -> dt.date:
    if len(text) > _LONGEST:
        raise Unreadable(_NO_DAY)
    plain = _plain(text)
    numbered = _NUMBERED.fullmatch(plain)
    day = _numbered_day(numbered, order) if numbered else _named_day(plain)
    weekday = _WEEKDAY.match(text.casefold())
    if weekday and _WEEKDAYS[day.weekday()] != weekday[1][:3]:
        raise Unreadable(f"{day:%d/%m/%Y} is not the weekday that is written beside it: write the day as 31/03/2027")
    if _ELEVEN_AT_NIGHT_UTC.search(text.casefold()) and _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 10):
        raise Unreadable(
            "eleven at night in UTC is midnight of the next day in British summer time: write the day as 31/03/2027"
        )
    return day


def _numbered_day(found: re.Match[str], order: str) -> dt.date:
    first, second = int(found[1]), int(found[2])
    if order == MONTH_FIRST:
        return _day(found[3], first, found[2])
    if order == UNCLEAR and first <= 12 and second <= 12 and first != second:
        raise Unreadable(
            "day and month can't be told apart, since other dates in this sheet have the month first: "
            "write it as 31 March 2027, or import with a profile that says date_order"
        )
    if order == UNCLEAR and first <= 12 < second:
        return _day(found[3], first, found[2])
    return _day(found[3], second, found[1])


def _named_day(plain: str) -> dt.date:
    """A day with its year first, or with its month as a word."""
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            month = found["month"]
            number = int(month) if month.isdigit() else _MONTHS.get(month)
            if number:
                return _day(found["year"], number, found["day"])
    month_only = _A_MONTH.fullmatch(plain)
    if month_only and {month_only["word"], month_only["short"]} <= {None, *_MONTHS}:
        raise Unreadable("a month or a year without its day: write the day, as 31/03/2027")
    if _A_LENGTH.fullmatch(plain):
        raise Unreadable("a length of time, not a day: write the day, as 31/03/2027, and the length under Term")
    raise Unreadable(_NO_DAY)


def _day(year: str, month: int, day: str) -> dt.date:
    """A year of two digits is one of 1970 to 2069, as the POSIX and C libraries read it."""
    century = 0 if len(year) == 4 else 1900 if int(year) > 69 else 2000
    try:
        return dt.date(century + int(year), month, int(day))
    except ValueError as error:
        raise Unreadable(_NO_DAY) from error


def _last_sunday(year: int, month: int) -> dt.date:
    """When British summer time begins (March) and ends (October): Summer Time Act 1972, section 1."""
    last = dt.date(year, month, 31)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7)
