"""Cells to values, by rules written out: what isn't understood for certain is unknown, and its cell is named.

`read_value` gives a field's value, or raises `Unreadable` with what to write instead. A word for unknown is no error.
"""

from __future__ import annotations

import datetime as dt
import html
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from itmap.importers.sheets import Cell
from itmap.importers.words import CHOICE_OF, is_unknown
from itmap.model import UNKNOWN, Field, Kind
from itmap.quantities import Duration

DAY_FIRST, MONTH_FIRST, UNCLEAR = "day first", "month first", "unclear"


class Unreadable(ValueError):
    """A cell that is no value of its field. The message says what is, with an example."""


@dataclass(frozen=True)
class Reading:
    """What the rest of a sheet says about its cells.

    `date_order` is DAY_FIRST, MONTH_FIRST or UNCLEAR; `scales` holds by field what a profile's words mean in the
    workbook's; `unit` is the unit of bare numbers that a heading gives: `Term (months)`.
    """

    date_order: str = DAY_FIRST
    scales: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unit: str | None = None


_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}

_YES = {"y", "yes", "true", "1", "t", "x"}
_NO = {"n", "no", "false", "0", "f"}
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
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "eighteen": 18, "twenty four": 24, "thirty": 30, "thirty six": 36, "sixty": 60, "ninety": 90,
}  # fmt: skip
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b")
_LENGTHS = {"annual": "1 year", "annually": "1 year", "yearly": "1 year", "monthly": "1 month", "quarterly": "3 months"}
_UNITS = {
    "d": (1, "day"), "day": (1, "day"), "w": (1, "week"), "wk": (1, "week"), "week": (1, "week"), "m": (1, "month"),
    "mth": (1, "month"), "mnth": (1, "month"), "month": (1, "month"), "quarter": (3, "month"), "y": (1, "year"),
    "yr": (1, "year"), "year": (1, "year"), "fortnight": (2, "week"), "hour": (1 / 24, "day"), "hr": (1 / 24, "day"),
}  # fmt: skip
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
_NO_DAY = "not a day that can be read for certain: write it as 31/03/2027"
_NUMBERED_DATE = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})")
_NO_AMOUNT = "not one exact amount in pounds: write the figure alone, as 34000 or 34,000.00"
_AMOUNT = re.compile(
    r"([-+]?)(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(\.\d+)?(e[+-]?\d{1,2})?"
    r"\s*(k|m|thousand|million|bn|billion)?",
    re.ASCII,
)
_LARGEST_AMOUNT = 10**12  # a thousand billion pounds: more is a slip of the pen
_NO_LENGTH = "not a length of time with its unit: write it as 3 months or 90 days"
_EXCEL_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001  (dates of a spreadsheet have no time zone)


def read_value(field_: Field, cell: Cell, reading: Reading | None = None) -> Any:
    """A cell as its field's value; None or () for an empty cell or a word for unknown. Raises Unreadable."""
    reading = reading or Reading()
    text = plain_text(cell)
    nothing = () if field_.is_list else None
    if text in _ERRORS:
        raise Unreadable(f"the formula in this cell failed ({text}): put the value itself here")
    scale = reading.scales.get(field_.name, {})
    text = scale.get(text.casefold(), text)
    if not text:
        return nothing
    if field_.kind is Kind.CHOICE:
        return _choice(field_, text)
    if text.casefold() == "none" or is_unknown(text, field_.kind):
        return nothing
    return _READERS[field_.kind](field_, cell if text == plain_text(cell) else text, text, reading)


def plain_text(cell: Cell) -> str:
    """A cell as text: trimmed, entities decoded, control characters gone, whole numbers without `.0`."""
    if isinstance(cell, str):
        text = _decoded(cell) if "&" in cell else cell
        return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")).strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def _decoded(text: str) -> str:
    """Decode HTML entities, those of decoded text too, so that reading an export again changes nothing."""
    before = ""
    while text != before:
        before, text = text, _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


def _text(_field: Field, _cell: Cell, text: str, _reading: Reading) -> str:
    return re.sub(r"[ \t]+", " ", text)


def _texts(_field: Field, _cell: Cell, text: str, _reading: Reading) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[;\n]", text) if part.strip()))


def _names(field_: Field, _cell: Cell, text: str, _reading: Reading) -> tuple[str, ...]:
    return (text,) if "supplier" in field_.refers_to else _texts(field_, text, text, _reading)


def _fallbacks(_field: Field, _cell: Cell, text: str, _reading: Reading) -> tuple[tuple[str | None, str], ...]:
    pairs: list[tuple[str | None, str]] = []
    for part in _texts(_field, text, text, _reading):
        replaced, arrow, stand_in = (piece.strip() for piece in part.partition(">"))
        if arrow and not (replaced and stand_in):
            raise Unreadable("write `C` for a stand-in of the whole service, or `B > C` where C stands in for B")
        pairs.append((replaced, stand_in) if arrow else (None, part))
    return tuple(pairs)


def _date(_field: Field, cell: Cell, text: str, reading: Reading) -> dt.date:
    if isinstance(cell, dt.datetime):
        day = cell.date()
    elif isinstance(cell, dt.date):
        day = cell
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        day = _serial(float(cell))
    else:
        day = _written_date(text, reading.date_order)
    if not 1950 <= day.year < 2150:  # 9999 and 1900 stand for "none" in many systems
        raise Unreadable(f"the year {day.year} can't be meant: leave the cell empty, or write a day as 31/03/2027")
    return day


def _serial(number: float) -> dt.date:
    """A date as Excel counts days. Only what can be a day between 1954 and 2119 is one."""
    if not 20_000 <= number < 80_000:
        raise Unreadable("a number, not a day: write it as 31/03/2027")
    return (_EXCEL_DAY_ZERO + dt.timedelta(days=math.floor(number))).date()


def date_order(texts: Iterable[str]) -> str:
    """DAY_FIRST as in the UK, or UNCLEAR for a column in which some day is one only with the month first: 7/31/2017."""
    numbers = (_NUMBERED_DATE.fullmatch(_plain_date(text)) for text in texts)
    return UNCLEAR if any(found and int(found[1]) <= 12 < int(found[2]) <= 31 for found in numbers) else DAY_FIRST


def _plain_date(text: str) -> str:
    """Without weekday, ordinal endings, commas and time of day."""
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b(?: of\b)?", "", text.casefold()).replace(",", " ")
    plain = re.sub(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\s+", "", plain)
    return re.sub(
        r"(?<=\d)[t ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m|z|[+-]\d{2}:?\d{2})?$", "", plain
    ).strip()


def _written_date(text: str, order: str) -> dt.date:
    plain = _plain_date(text)
    numbered = _NUMBERED_DATE.fullmatch(plain)
    if numbered:
        return _numbered_date(numbered, order)
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", plain) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain)
    if iso:
        return _day(iso[1], int(iso[2]), iso[3])
    named = re.fullmatch(r"(\d{1,2})[-/. ]*([a-z]+)[-/. ]*(\d{4}|\d{2})", plain)
    if named and named[2] in _MONTHS:
        return _day(named[3], _MONTHS[named[2]], named[1])
    named = re.fullmatch(r"([a-z]+)[-/. ]*(\d{1,2})[-/. ]+(\d{4})", plain)
    if named and named[1] in _MONTHS:
        return _day(named[3], _MONTHS[named[1]], named[2])
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain):
        return _serial(float(plain))
    month = re.fullmatch(r"(?:([a-z]+)|\d{1,2})?[-/. ]*\d{4}(?:[-/.]\d{1,2})?", plain)
    if month and (month[1] is None or month[1] in _MONTHS):
        raise Unreadable("a month or a year without its day: write the day, as 31/03/2027")
    raise Unreadable(_NO_DAY)


def _numbered_date(found: re.Match[str], order: str) -> dt.date:
    first, second = int(found[1]), int(found[2])
    if order == MONTH_FIRST:
        return _day(found[3], first, found[2])
    if order == UNCLEAR and first <= 12 and second <= 12 and first != second:
        raise Unreadable(
            "day and month can't be told apart, since other dates in this column have the month first: "
            "write it as 31/03/2027, or import with a profile that says date_order"
        )
    return _day(found[3], second, found[1])


def _day(year: str, month: int, day: str) -> dt.date:
    """A year of two digits is one of 1970 to 2069, as the POSIX and C libraries read it."""
    century = 0 if len(year) == 4 else 1900 if int(year) > 69 else 2000
    try:
        return dt.date(century + int(year), month, int(day))
    except ValueError as error:
        raise Unreadable(_NO_DAY) from error


def _money(_field: Field, cell: Cell, text: str, _reading: Reading) -> Decimal | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        text = repr(cell)
    plain = re.sub(r"^(-?)\s*(?:gbp|£)\s*|\s*gbp$", r"\1", text.casefold().strip()).strip()
    if plain in ("-", "--", "–", "—", ""):  # how accounting formats show an empty cell
        return None
    if plain == "nil":
        return Decimal(0)
    bracketed = re.fullmatch(r"\((.*)\)", plain)
    plain = f"-{bracketed[1].removeprefix('£').strip()}" if bracketed else plain
    found = _AMOUNT.fullmatch(plain)
    if not found:
        raise Unreadable(_NO_AMOUNT)
    sign, whole, fraction, exponent, unit = found.groups()
    scale = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}.get(unit or "", 0)
    amount = Decimal(sign + re.sub(r"[, ]", "", whole) + (fraction or "") + (exponent or "")).scaleb(scale)
    if abs(amount) >= _LARGEST_AMOUNT:
        raise Unreadable(_NO_AMOUNT)
    return Decimal(int(amount)) if amount == amount.to_integral_value() else amount.normalize()


def _duration(_field: Field, _cell: Cell, text: str, reading: Reading) -> Duration:
    plain = re.sub(r"\s+", " ", text.casefold().replace("-", " ")).strip(" .")
    plain = _NUMBER_WORD.sub(lambda word: str(_NUMBERS[word[0]]), _LENGTHS.get(plain, plain))
    iso = re.fullmatch(r"p(?:(\d{1,4})y)?(?:(\d{1,4})m)?(?:(\d{1,4})w)?(?:(\d{1,4})d)?", plain)
    if iso and any(iso.groups()):
        units = zip(("year", "month", "week", "day"), iso.groups(), strict=True)
        return _checked(_one_unit({unit: float(count) for unit, count in units if count}))
    plain = re.sub(r"\b(?:calendar|initial|notice|written|in writing)\b|'|’", "", plain)
    return _checked(_sum([_part(part.strip()) for part in re.split(r"\+|\bplus\b", plain)], reading.unit))


def _sum(parts: list[Duration | int], unit: str | None) -> Duration:
    """`2+1+1` and the like as one duration; bare numbers have the unit of the others, else `unit`."""
    said = {part.unit for part in parts if isinstance(part, Duration)}
    bare = [part for part in parts if isinstance(part, int)]
    if len(said) == 1:
        unit = said.pop()
    elif said == {"year", "month"} and not bare:
        unit = "month"
    elif said:
        raise Unreadable(_NO_LENGTH)
    elif unit is None and len(bare) > 1 and max(bare) <= 10:
        unit = "year"  # 2+1+1 is two years and two options of one: what the notation means in procurement
    elif unit is None and bare == [0]:
        unit = "day"  # none is none in every unit
    if unit is None:
        raise Unreadable(_NO_LENGTH)
    return Duration(tuple(_count(part, unit) for part in parts), unit)


def _count(part: Duration | int, unit: str) -> int:
    if isinstance(part, int):
        return part
    return sum(part.counts) * (12 if part.unit == "year" and unit == "month" else 1)


def _part(text: str) -> Duration | int:
    """`3 months`, `1 year and 6 months`, or a bare `1` of `2+1+1`."""
    if re.fullmatch(r"\d{1,4}", text):
        return int(text)
    if not re.fullmatch(r"(?:\d{1,4}(?:\.\d{1,3})? ?[a-z]+(?: and |, | |$))+", text):
        raise Unreadable(_NO_LENGTH)
    counts: dict[str, float] = {}
    for count, word in re.findall(r"(\d+(?:\.\d+)?) ?([a-z]+)", text):
        times, unit = _UNITS.get(word) or _UNITS.get(word.removesuffix("s")) or (0, "")
        if not unit:
            raise Unreadable(f"{word!r} is no unit of time that itmap keeps: write it as 3 months or 90 days")
        counts[unit] = counts.get(unit, 0) + float(count) * times
    return _one_unit(counts)


def _checked(duration: Duration) -> Duration:
    if duration.years > 100:
        raise Unreadable("longer than a hundred years: write it as 3 months or 90 days")
    return duration


def _one_unit(parts: Mapping[str, float]) -> Duration:
    """Years and months make months, weeks and days make days; a mixture of the two has no exact length."""
    if len(parts) == 1:
        ((unit, count),) = parts.items()
        if count == int(count):
            return Duration((int(count),), unit)
    if set(parts) <= {"year", "month"}:
        months = parts.get("year", 0) * 12 + parts.get("month", 0)
        if months == int(months):
            return Duration((int(months),), "month")
    if set(parts) <= {"week", "day"}:
        days = parts.get("week", 0) * 7 + parts.get("day", 0)
        if days == int(days):
            return Duration((int(days),), "day")
    raise Unreadable("no whole days, weeks, months or years: write it as 18 months or 90 days")


def _whole(field_: Field, cell: Cell, text: str, _reading: Reading) -> int:
    plain = text.replace(",", "").strip()
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,15}(?:\.0+)?", plain):
        raise Unreadable(f"not a whole number{_range(field_)}: write one, such as {max(field_.low, 3)}")
    number = int(float(plain))
    if number < field_.low or (field_.high is not None and number > field_.high):
        raise Unreadable(f"outside its scale: write a whole number{_range(field_)}")
    return number


def _range(field_: Field) -> str:
    return "" if field_.high is None else f" from {field_.low} to {field_.high}"


def _yes_no(_field: Field, cell: Cell, text: str, _reading: Reading) -> bool:
    if isinstance(cell, bool):
        return cell
    word = text.casefold().strip(" .")
    if word in _YES | _NO:
        return word in _YES
    raise Unreadable("neither yes nor no: write one of the two")


def _choice(field_: Field, text: str) -> str | None:
    word = re.sub(r"[^a-z0-9/]+", " ", text.casefold()).strip()
    for choice in field_.choices:
        if word == re.sub(r"[^a-z0-9/]+", " ", choice.casefold()).strip():
            return choice
    meant = CHOICE_OF.get(field_.name, {}).get(word)
    if meant in field_.choices:
        return meant
    if word == "not known" and UNKNOWN in field_.choices:
        return UNKNOWN
    if is_unknown(text, field_.kind) or word == "none":
        return None
    raise Unreadable(
        f"not one of the words for this column: write {', '.join(field_.choices[:-1])} or {field_.choices[-1]}"
    )


_READERS = {
    Kind.TEXT: _text,
    Kind.TEXTS: _texts,
    Kind.DATE: _date,
    Kind.DURATION: _duration,
    Kind.MONEY: _money,
    Kind.WHOLE: _whole,
    Kind.YES_NO: _yes_no,
    Kind.NAME: _text,
    Kind.NAMES: _names,
    Kind.FALLBACKS: _fallbacks,
}
