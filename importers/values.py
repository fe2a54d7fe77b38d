"""Cells to values, by rules written out: what isn't understood for certain is unknown, and its cell is named.

`read_value` gives a field's value, or raises `Unreadable` with what to write instead. A word for unknown is no error.
"""

from __future__ import annotations

import datetime as dt
import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from itmap.importers.sheets import Cell
from itmap.model import Field, Kind
from itmap.quantities import Duration


class Unreadable(ValueError):
    """A cell that is no value of its field. The message says what is, with an example."""


@dataclass(frozen=True)
class Reading:
    """How a profile wants cells read: `date_order` and, by field, what its words mean in the workbook's scale."""

    month_first: bool = False
    scales: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


UNKNOWN_WORDS = {
    "tbc", "tba", "tbd", "to be confirmed", "to be advised", "n/a", "na", "n.a.", "n/k", "nk", "not known", "unknown",
    "not available", "not applicable", "not held", "information not held", "no information held", "not recorded",
    "none recorded", "not specified", "not stated", "redacted", "withheld", "exempt", "confidential", "commercial",
    "commercially sensitive", "commercial in confidence", "?", "??", "-", "--", "–", "—", "£-", "£ -", "null",
    "nil return", "various", "see notes", "see contract", "ongoing", "on going", "rolling", "open ended", "open-ended",
    "pending",    "unlimited",
}  # fmt: skip
# A refusal under the Freedom of Information Act 2000: its exemptions are sections 21 to 44. Section 106 is planning's.
_REFUSAL = re.compile(
    r"(?:(?:refused|exempt|exemption|withheld|redacted)\b[\s\-:,(]*)?(?:under )?(?:foia? )?(?:section|s\.?) ?"
    r"(?:2[1-9]|3\d|4[0-4])\b.*|(?:tbc|redacted|withheld|refused|information not held)\b.{0,40}"
)
_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}

_CHOICE_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {"active": "live", "current": "live", "in use": "live", "expired": "ended", "closed": "ended",
               "complete": "ended", "completed": "ended", "terminated": "ended", "decommissioned": "retired",
               "planning": "pipeline", "future": "pipeline", "cancelled": "withdrawn", "in development": "planned",
               "production": "live"},
    "renewal": {"auto": "automatic", "auto renew": "automatic", "auto renewal": "automatic", "automatic renewal":
                "automatic", "automatically renews": "automatic", "evergreen": "rolling", "no": "none",
                "fixed term": "none", "does not renew": "none", "rolling contract": "rolling"},
    "vat": {"inc": "included", "incl": "included", "inc vat": "included", "including vat": "included",
            "inclusive": "included", "yes": "included", "ex": "excluded", "exc": "excluded", "excl": "excluded",
            "ex vat": "excluded", "excluding vat": "excluded", "exclusive": "excluded", "no": "excluded"},
    "value_basis": {"per annum": "annual", "pa": "annual", "p a": "annual", "yearly": "annual", "per year": "annual",
                    "whole life": "total", "whole term": "total", "lifetime": "total", "total contract value": "total"},
    "type": {"call off": "call-off", "calloff": "call-off", "dynamic purchasing system": "DPS",
             "framework agreement": "framework", "dynamic market": "DPS"},
    "role": {"supply": "supplies", "supplier": "supplies", "hosting": "hosts", "host": "hosts", "licence": "licenses",
             "license": "licenses", "licences": "licenses", "licensing": "licenses", "support": "supports",
             "maintenance": "supports", "support and maintenance": "supports", "reseller": "resells",
             "consultancy": "consults", "consultant": "consults"},
    "api": {"open": "open standard", "open api": "open standard", "documented api": "documented",
            "closed": "proprietary", "no": "none"},
    "data_export": {"open": "open standard", "open format": "open standard", "closed": "proprietary", "no": "none"},
    "substitutability": {"easy": "easily substitutable", "medium": "medium complexity", "complex": "highly complex",
                         "hard": "highly complex", "impossible": "not substitutable"},
    "dependence": {"critical": "hard", "mandatory": "hard", "required": "hard", "optional": "soft"},
    "kind": {"app": "application", "business application": "application", "network": "infrastructure"},
}  # fmt: skip
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
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year", "day": "day", "week": "week", "wk": "week",
          "month": "month", "mth": "month", "mnth": "month", "year": "year", "yr": "year"}  # fmt: skip
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
    if not text or (text != cell and not text.strip()):
        return nothing
    if field_.kind is Kind.CHOICE:
        return _choice(field_, text)
    if is_unknown(text) or (field_.kind not in (Kind.TEXT, Kind.TEXTS) and text.casefold() == "none"):
        return nothing
    return _READERS[field_.kind](field_, cell if text == plain_text(cell) else text, text, reading)


def plain_text(cell: Cell) -> str:
    """A cell as text: trimmed, entities decoded, control characters gone, whole numbers without `.0`."""
    if isinstance(cell, str):
        decoded = html.unescape(cell).replace("\xa0", " ")
        return "".join(letter for letter in decoded if letter >= " " or letter in "\n\t").strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def is_unknown(text: str) -> bool:
    """Whether a cell says that its value is not known, not held or not to be told."""
    word = re.sub(r"\s+", " ", text.casefold()).strip(" .")
    return word in UNKNOWN_WORDS or (len(word) < 80 and bool(_REFUSAL.fullmatch(word)))


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
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(float(cell))
    found = _date_in(text, reading.month_first)
    if found is None:
        raise Unreadable("not a day that can be read for certain: write it as 31/03/2027")
    return found


def _serial(number: float) -> dt.date:
    """A date as Excel counts days. Only what can be a day between 1954 and 2119 is one."""
    if not 20_000 <= number < 80_000:
        raise Unreadable("a number, not a day: write it as 31/03/2027")
    return (_EXCEL_DAY_ZERO + dt.timedelta(days=math.floor(number))).date()


def _date_in(text: str, month_first: bool) -> dt.date | None:
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text.strip().casefold()).replace(",", " ")
    plain = re.sub(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\s+", "", plain)
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?", plain)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = re.fullmatch(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})(?: \d{1,2}:\d{2}.*)?", plain)
    if numbers:
        first, second = int(numbers[1]), int(numbers[2])
        day, month = (second, first) if month_first else (first, second)
        return _day(_year(numbers[3]), month, day)
    named = re.fullmatch(r"(\d{1,2})[-/. ]*([a-z]+)[-/. ]*(\d{4}|\d{2})", plain)
    if named and named[2] in _MONTHS:
        return _day(_year(named[3]), _MONTHS[named[2]], int(named[1]))
    american = re.fullmatch(r"([a-z]+)[-/. ]*(\d{1,2})[-/. ]+(\d{4})", plain)
    if american and american[1] in _MONTHS:
        return _day(int(american[3]), _MONTHS[american[1]], int(american[2]))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain):
        return _serial(float(plain))
    return None


def _year(text: str) -> int:
    """A year of two digits is one of 1970 to 2069, as the POSIX and C libraries read it."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (1900 if year > 69 else 2000)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _money(_field: Field, cell: Cell, text: str, _reading: Reading) -> Decimal | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise Unreadable("not an amount: write it as 34000 or 34,000.00")
        return Decimal(repr(cell)) if not float(cell).is_integer() else Decimal(int(cell))
    plain = re.sub(r"^(?:gbp|£|\$|€)\s*|\s*(?:gbp)$", "", text.casefold().strip()).strip()
    negative = plain.startswith("(") and plain.endswith(")")
    plain = plain.strip("()").replace("£", "").strip()
    if plain in ("-", "--", "–", "—", ""):  # how accounting formats show an empty cell
        return None
    found = re.fullmatch(r"([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(e[+-]?\d{1,2})?\s*(k|m|million|thousand|bn)?", plain)
    if not found:
        raise Unreadable("not one exact amount: write it as 34000 or 34,000.00")
    sign, whole, fraction, exponent, unit = found.groups()
    try:
        amount = Decimal(whole.replace(",", "") + (fraction or "") + (exponent or ""))
    except InvalidOperation as error:
        raise Unreadable("not one exact amount: write it as 34000 or 34,000.00") from error
    scale = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9}.get(unit or "", 0)
    amount = amount.scaleb(scale)
    if amount == amount.to_integral_value():
        amount = Decimal(int(amount))
    return -amount if negative or sign == "-" else amount


def _duration(_field: Field, cell: Cell, text: str, _reading: Reading) -> Duration:
    plain = re.sub(r"\s+", " ", text.casefold().replace("-", " ")).strip(" .")
    plain = re.sub(r"\b[a-z]+\b", lambda word: str(_NUMBERS.get(word[0], word[0])), plain)
    sums = re.fullmatch(r"(\d+(?: ?\+ ?\d+)+) ?(day|week|month|year|yr|mth)?s?", plain)
    if sums:  # 2+1+1 with no unit is years: that is what the notation means in procurement
        return Duration(tuple(int(count) for count in sums[1].split("+")), _UNITS[sums[2] or "year"])
    iso = re.fullmatch(r"p(?:(\d+)y)?(?:(\d+)m)?(?:(\d+)w)?(?:(\d+)d)?", plain)
    if iso and any(iso.groups()):
        units = zip(("year", "month", "week", "day"), iso.groups(), strict=True)
        return _one_unit({unit: float(count) for unit, count in units if count})
    pieces = re.findall(r"(\d+(?:\.\d+)?) ?(?:calendar )?([a-z]+)", plain)
    said = re.sub(r"(\d+(?:\.\d+)?) ?(?:calendar )?([a-z]+)|\band\b|[', ]|notice|written|initial", "", plain)
    if not pieces or said or isinstance(cell, int | float):
        raise Unreadable("not a length of time with its unit: write it as 3 months or 90 days")
    parts: dict[str, float] = {}
    for count, unit in pieces:
        known = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
        if known is None:
            raise Unreadable(f"{unit!r} is no unit of time: write it as 3 months or 90 days")
        parts[known] = parts.get(known, 0) + float(count)
    return _one_unit(parts)


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
    raise Unreadable("not one length of time: write it as 18 months or 90 days")


def _whole(field_: Field, cell: Cell, text: str, _reading: Reading) -> int:
    plain = text.replace(",", "").strip()
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,15}(?:\.0+)?", plain):
        raise Unreadable(f"not a whole number{_range(field_)}: write one, such as {max(field_.low, 3)}")
    number = int(float(plain))
    if number < field_.low or (field_.high is not None and number > field_.high):
        raise Unreadable(f"outside its scale{_range(field_)}")
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
    meant = _CHOICE_WORDS.get(field_.name, {}).get(word)
    if meant in field_.choices:
        return meant
    if is_unknown(text) or word == "none":
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
