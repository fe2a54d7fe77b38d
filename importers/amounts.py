"""A cell as an amount in pounds, and what it says beside: `£34,000 ex VAT pa`.

Only one exact amount is one: what is about, up to or between amounts, or a month's figure, is refused. The words beside
it for VAT and for what the amount is of are given along, since they belong to other columns of the row.
"""

from __future__ import annotations

import re
from decimal import Decimal

from itmap.importers.cells import Unreadable, is_number
from itmap.importers.sheets import Cell

# For docs/cells.md, which prints what each is read as.
EXAMPLES: tuple[Cell, ...] = (
    "34000", "£34,000.00", "34 000", "24,000 GBP", "£34k", "£1.2m", "£4.5 million", "1.2E+05", "-£500", "(1,200.00)",
    "£34,000 pa", "£20k per annum", "£34,000 + VAT", "£34,000 (inc VAT)", "£34,000 ex VAT p.a.", "£102,000 in total",
    "0", "nil", "free of charge", "£ -", "–",
)  # fmt: skip
REFUSED: tuple[Cell, ...] = (
    "c£77k", "approx £34,000", "up to £50,000", "£50,000+", "10k-20k", "£10,000 to £20,000", "£500 per month",
    "£20 per user", "£10,000 + £5,000", "$34,000", "34.000", "34.000,00", "1,2", "1200.00-",
)  # fmt: skip

_HOW = "write the figure alone, as 34000 or 34,000.00"
_NO_AMOUNT = f"not one exact amount in pounds: {_HOW}"
_POUNDS = re.compile(r"^(?P<sign>-?)\s*(?:gbp\s*)?£?\s*(?P<figure>.*?)\s*(?:gbp|pounds)?$", re.DOTALL)
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
_SCALE = "|".join(_SCALES)
_AMOUNT = re.compile(
    rf"([-+]?)(\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?: \d{{3}})+|\d+)(\.\d+)?(e[+-]?\d{{1,2}})?\s*({_SCALE})?", re.ASCII
)
_END_OF_RANGE = rf"£?\s*\d[\d,.]*\s*(?:{_SCALE})?"
_RANGE = re.compile(rf"(?:between |from )?({_END_OF_RANGE})\s*(?:[-–—]|\bto\b|\band\b)\s*({_END_OF_RANGE})", re.ASCII)
_CONTINENTAL = re.compile(r"[1-9]\d{0,2}\.\d{3}(?:[.,]\d+)*", re.ASCII)  # 34.000 is 34,000 in most of Europe
_NOTHING = {"nil", "zero", "free", "free of charge", "no charge", "no cost"}
_DASHES = {"-", "--", "–", "—", ""}  # how accounting formats show an empty cell
_LONGEST = 100  # characters: what is longer is a remark
_LARGEST = 10**12  # a thousand billion pounds: more is a slip of the pen

# What stands behind an amount and belongs to another column: the field, its value, and the words.
_BESIDE = tuple(
    (name, value, re.compile(rf"(.*?[\d)a-z])[\s.,;:\[(/-]*(?:{words})[)\].\s]*", re.DOTALL))
    for name, value, words in (
        ("vat", "excluded", r"(?:\+|plus|ex|exc|excl|excluding|exclusive of|net of)[.\s]*vat|vat excluded"),
        ("vat", "included", r"(?:inc|incl|including|inclusive of)[.\s]*vat|vat included"),
        (
            "value_basis",
            "annual",
            r"p\.? ?a|p/a|(?:per|a|each|every) (?:annum|year|yr)|year|yr|annum|annual|annually|yearly",
        ),
        ("value_basis", "total", r"(?:in )?total|whole life|whole term|over the (?:whole |full )?(?:term|contract)"),
    )
)
_ABOUT = re.compile(
    r"(?:c|ca|circa|approx|approximately|about|around|roughly|est|estimated|estimate|~|≈)[.:\s]*£?\s*\d.*"
    r"|.*\d\S*\s*\(?(?:approx|approximately|est|estimate|estimated|or so)[.)]*",
    re.DOTALL,
)
_BOUND = re.compile(
    r"(?:up to|max|maximum|min|minimum|at least|over|under|below|above|less than|more than|not exceeding|from|[<>≤≥]=?)"
    r"[.:\s]*£?\s*\d.*|.*\d[km]?\+",
    re.DOTALL,
)
_PER = re.compile(r".*\d.*?\b(month|week|quarter|day|hour|user|pcm|licen[cs]e)\b.*", re.DOTALL)
_FOREIGN = re.compile(r".*(?:[$€¥]|\b(?:usd|eur|euros?|dollars?|cad|aud|chf)\b).*", re.DOTALL)


def read_amount(cell: Cell, text: str) -> tuple[Decimal | None, dict[str, str]]:
    """A cell, whose plain text is `text`, as pounds, and the fields that the words beside it fill. Raises Unreadable.

    None for a dash. The fields are `vat` and `value_basis`, of the words of their scales.
    """
    if is_number(cell):
        return pounds(cell), {}
    if len(text) > _LONGEST:
        raise Unreadable(_NO_AMOUNT)
    amount, beside = _without_beside(re.sub(r"\s+", " ", text.casefold().replace("\N{MINUS SIGN}", "-")).strip())
    plain = _in_pounds(amount)
    if plain in _DASHES:
        return None, {}
    if plain in _NOTHING:
        return Decimal(0), beside
    bracketed = re.fullmatch(r"\((.*)\)", plain)
    plain = f"-{_in_pounds(bracketed[1])}" if bracketed else plain
    if not _AMOUNT.fullmatch(plain) or _CONTINENTAL.fullmatch(plain):
        raise Unreadable(_why(amount))
    return _exact(plain), beside


def may_be_meant(amount: float | Decimal) -> bool:
    """Whether an amount is within any council's means, and one at all."""
    return -_LARGEST < amount < _LARGEST


def pounds(number: float) -> Decimal:
    """A cell's number as pounds, exactly as it is shown. Raises Unreadable for what can't be meant."""
    if not may_be_meant(number):
        raise Unreadable(_NO_AMOUNT)
    return Decimal(int(number)) if number == int(number) else Decimal(repr(number)).normalize()


def _without_beside(text: str) -> tuple[str, dict[str, str]]:
    """An amount without the words behind it, and what they say."""
    said: dict[str, str] = {}
    found = True
    while found:
        found = False
        for name, value, words in _BESIDE:
            amount = words.fullmatch(text)
            if amount:
                if said.setdefault(name, value) != value:
                    raise Unreadable(f"it says two things of one amount: {_HOW}")
                text, found = amount[1].strip(), True
    return text, said


def _in_pounds(text: str) -> str:
    """A figure without its signs of currency."""
    return _POUNDS.sub(r"\g<sign>\g<figure>", text.strip(), count=1)


def _exact(plain: str) -> Decimal:
    found = _AMOUNT.fullmatch(plain)
    if not found:
        raise Unreadable(_NO_AMOUNT)
    sign, whole, fraction, exponent, unit = found.groups()
    amount = Decimal(sign + whole.replace(",", "").replace(" ", "") + (fraction or "") + (exponent or ""))
    if unit:
        amount = amount.scaleb(_SCALES[unit])
    if not may_be_meant(amount):
        raise Unreadable(_NO_AMOUNT)
    return Decimal(int(amount)) if amount == amount.to_integral_value() else amount.normalize()


def _why(text: str) -> str:
    """Why a text is no exact amount."""
    between = _RANGE.fullmatch(text)
    if between:
        return f"a range from {between[1].strip()} to {between[2].strip()}, not one amount: {_HOW}"
    if _CONTINENTAL.fullmatch(text):
        return f"the point may stand before pence or between thousands: {_HOW}"
    if _FOREIGN.fullmatch(text):
        return "not in pounds: write what it is in pounds, as 34000 or 34,000.00"
    each = _PER.fullmatch(text)
    if each:
        return (
            f"an amount for each {each[1].replace('pcm', 'month')}, not for a year or the whole term: "
            "write one of these, as 34000 or 34,000.00"
        )
    if _ABOUT.fullmatch(text):
        return f"an approximate amount, not an exact one: {_HOW}, or leave the cell empty"
    if _BOUND.fullmatch(text):
        return f"a bound, not an exact amount: {_HOW}, or leave the cell empty"
    return _NO_AMOUNT
