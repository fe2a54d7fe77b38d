"""A cell as a length of time that keeps its unit, with its extensions: `3 months`, `2+1+1`, `3 years + 2 x 12 months`.

A bare number has no unit but its heading's. A mixture of months and days has no exact length and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from itmap.importers.cells import Unreadable
from itmap.quantities import Duration

# For docs/cells.md, which prints what each is read as.
EXAMPLES = (
    "3 months", "48 Months", "6-month", "18m", "4 years", "1.5 years", "1 year and 6 months", "90 days' notice",
    "three (3) months", "60 months (5 years)", "twenty-four months", "5 year fixed term", "annual", "48 hours", "P1Y6M",
    "2+1+1", "2 + 1 + 1 years", "2 years (+1+1)", "4 years (2+1+1)", "24 months (+12)",
    "3 years + 2 x 12 months extensions", "3 years plus 2 extensions of 1 year", "3 years (option to extend by 1+1)",
    "2 years with the option to extend for a further 12 months", "0",
)  # fmt: skip
NOTICE_EXAMPLES = ("at least 3 months", "not less than 90 days' written notice", "3 months before the end date")
REFUSED = (
    "12", "24+12+12", "3-6 months", "up to 3 months", "approx 3 years", "3 years plus up to 2 years", "5 years (2+1+1)",
    "3 years + 2 extensions", "3 years + 12", "12 months rolling", "1 month and 3 days", "10 working days", "4 hours",
    "2000 months",
)  # fmt: skip

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "eighteen": 18, "twenty four": 24, "thirty": 30, "thirty six": 36, "forty eight": 48, "sixty": 60,
    "ninety": 90,
}  # fmt: skip
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b")
_LENGTHS = {"annual": "1 year", "annually": "1 year", "yearly": "1 year", "monthly": "1 month", "quarterly": "3 months"}
_UNITS = {
    "d": (1, "day"), "day": (1, "day"), "w": (1, "week"), "wk": (1, "week"), "week": (1, "week"), "m": (1, "month"),
    "mo": (1, "month"), "mth": (1, "month"), "mnth": (1, "month"), "month": (1, "month"), "quarter": (3, "month"),
    "y": (1, "year"), "yr": (1, "year"), "year": (1, "year"), "fortnight": (2, "week"), "hour": (1 / 24, "day"),
    "hr": (1 / 24, "day"),
}  # fmt: skip
_NO_LENGTH = "not a length of time with its unit: write it as 3 months or 90 days"
_LONGEST = 200  # characters: what is longer is a remark
_NOT_ONE = "not one exact length: write it as 3 months or 90 days"
_ISO = re.compile(r"p(?:(\d{1,4})y)?(?:(\d{1,4})m)?(?:(\d{1,4})w)?(?:(\d{1,4})d)?", re.ASCII)
_RANGE = re.compile(r"(\d+(?: [a-z]+)?) ?(?:-|–|to) ?(\d+ ?[a-z]*)", re.ASCII)
_NOT_EXACT = re.compile(
    r"\b(?:up to|max|maximum|min|minimum|at least|about|around|approx|approximately|circa|ca?|between|or)\b|~"
)
# What is said beside a length and takes nothing from it.
_BESIDE = re.compile(r"\b(?:calendar|initial|notice|written|in writing|fixed|term|contract)\b|'|’")
_TIMES = re.compile(r"(\d) (?:further |optional )?(?:options?|extensions?|periods?)(?: of)?(?= \d)")
_OPTION = re.compile(
    r"\b(?:(?:with|plus|and)(?: an?| the)? )?(?<!\d )options? (?:to extend )?(?:(?:for|of|by) )?"
    r"(?:an? )?(?:further |additional )?"
)
_UNITLESS = re.compile(r"\b\d+ (?:further |optional )?(?:options?|extensions?)\b")  # as many, of whatever length
_EXTENSION = re.compile(r"\b(?:extensions?|options?|optional|further)\b")
# A notice period is the least that must be given, and is counted back from the end.
_AT_LEAST = re.compile(r"^(?:(?:at least|not less than|no less than|min)|(?:a )?minimum(?: of)?) ")
_BEFORE_THE_END = re.compile(
    r" (?:prior to|before)(?: the)?(?: contract)? (?:end|expiry|renewal|termination)(?: date| of (?:the )?contract)?$"
)


def read_length(text: str, unit: str | None = None, *, notice: bool = False) -> Duration:
    """A cell's text as a length; `unit` is that of bare numbers. Raises Unreadable.

    `notice` says that it is a notice period, for which `at least 3 months` is three months.
    """
    plain = re.sub(r"\s+", " ", text.casefold()).strip(" .")
    if len(plain) > _LONGEST:
        raise Unreadable(_NO_LENGTH)
    between = _RANGE.fullmatch(plain)
    if between:
        raise Unreadable(f"a range from {between[1]} to {between[2]}, {_NOT_ONE}")
    plain = plain.replace("-", " ")
    plain = _NUMBER_WORD.sub(lambda word: str(_NUMBERS[word[0]]), _LENGTHS.get(plain, plain))
    iso = _ISO.fullmatch(plain)
    if iso and any(iso.groups()):
        units = zip(("year", "month", "week", "day"), iso.groups(), strict=True)
        return _checked(_one_unit({unit: float(count) for unit, count in units if count}))
    plain = re.sub(r"\b(\d+) \(\1\)", r"\1", plain)  # three (3) months, as solicitors write
    if notice:
        plain = _BEFORE_THE_END.sub("", _AT_LEAST.sub("", plain))
    if "rolling" in plain:
        raise Unreadable(
            "rolling from day to day, or by this length? Write the length alone, as 12 months, "
            "and rolling or automatic under Renewal"
        )
    if _NOT_EXACT.search(plain):
        raise Unreadable(_NOT_ONE)
    return _checked(_with_extensions(_BESIDE.sub("", plain), unit))


def _with_extensions(plain: str, unit: str | None) -> Duration:
    """`2 years (+1+1)`, `4 years (2+1+1)`, `2 years with the option to extend for 12 months`, or no extension."""
    plain = _OPTION.sub("+", _TIMES.sub(r"\1 x", plain)).replace("plus", "+")
    plain = re.sub(r"\(\s*(\+[^()]*)\)", r"\1", plain)
    if _UNITLESS.search(plain):
        raise Unreadable(_NO_LENGTH)
    if "+" in plain:
        plain = _EXTENSION.sub("", plain)
    twice = re.fullmatch(r"([^()]*\d[^()]*)\(([^()]*\d[^()]*)\)", plain)
    if not twice:
        return _sum(_parts(plain), unit)
    first = _sum(_parts(twice[1]), unit)
    second = _sum(_parts(twice[2]), first.unit)
    if _in_all(first) != _in_all(second):
        raise Unreadable(f"{first} is not the same as {second}: write one length, as 3 months or 2+1+1 years")
    return max(first, second, key=lambda length: len(length.counts))


def _in_all(length: Duration) -> tuple[int, str]:
    if length.unit == "year":
        return sum(length.counts) * 12, "month"
    return sum(length.counts), length.unit


def _parts(text: str) -> list[Duration | int]:
    """The parts of a sum; an extension of `2 x 12 months` is two of them."""
    first, *others = (part.strip(" ,") for part in text.split("+"))
    parts = [_part(first)]
    for other in others:
        times = re.fullmatch(r"(\d) ?[x×*] ?(.+)", other)
        parts += [_part(times[2])] * int(times[1]) if times else [_part(other)]
    return parts


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
    if unit is None or (len(parts) > 1 and _looks_like_another(bare, unit)):
        raise Unreadable(_NO_LENGTH)
    return Duration(tuple(_count(part, unit) for part in parts), unit)


def _looks_like_another(bare: list[int], unit: str) -> bool:
    """Whether bare numbers of a sum are hardly of that unit: in `3 years + 12` the 12 is months, in `24 months + 1` the
    1 is a year.
    """
    return any(count > 10 if unit == "year" else unit == "month" and 0 < count < 3 for count in bare)


def _count(part: Duration | int, unit: str) -> int:
    if isinstance(part, int):
        return part
    return sum(part.counts) * (12 if part.unit == "year" and unit == "month" else 1)


def _part(text: str) -> Duration | int:
    """`3 months`, `1 year and 6 months`, or a bare `1` of `2+1+1`."""
    if re.fullmatch(r"\d{1,4}", text, re.ASCII):
        return int(text)
    if not re.fullmatch(r"(?:\d{1,4}(?:\.\d{1,3})? ?\(?[a-z]+\)?(?: and |, | |$))+", text, re.ASCII):
        raise Unreadable(_NO_LENGTH)
    counts: dict[str, float] = {}
    for count, word in re.findall(r"(\d+(?:\.\d+)?) ?\(?([a-z]+)", text):
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
