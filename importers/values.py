"""Cells to values, by rules written out: what isn't understood for certain is unknown, and its cell is named.

`read_value` gives a field's value, or raises `Unreadable` with what to write instead. A word for unknown is no error.
`implied` gives what the cell says of other fields of its row: `Rolling` under End date says how the contract renews.
Days are read in dates.py, lengths of time in lengths.py, pounds in amounts.py; docs/cells.md shows every rule at work.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from itmap.importers.amounts import may_be_meant, pounds, read_amount
from itmap.importers.cells import Unreadable, is_number, plain_text
from itmap.importers.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    UNCLEAR,
    date_order,
    date_orders,
    doubtful_dates,
    read_day,
    span,
)
from itmap.importers.lengths import read_length
from itmap.importers.sheets import Cell
from itmap.importers.tables import UNCALCULATED
from itmap.importers.words import CHOICE_OF, UNKNOWN_WORDS, YES_NO_WORDS, is_unknown, without_renewal
from itmap.model import UNKNOWN, Field, Kind
from itmap.quantities import Duration

__all__ = [
    "DAY_FIRST", "MONTH_FIRST", "UNCLEAR", "Reading", "Unreadable", "at_a_glance", "date_order", "date_orders",
    "doubtful_dates", "implied", "plain_text", "read_value", "span",
]  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What the rest of a sheet says about its cells.

    `date_order` is DAY_FIRST, MONTH_FIRST or UNCLEAR; `scales` holds by field what a profile's words mean in the
    workbook's; `unit` is the unit of bare numbers that a heading gives: `Term (months)`; `epoch_1904` says that the
    workbook counts its days from 1904, `doubtful_dates` that the column's date cells may be swapped (dates.py).
    """

    date_order: str = DAY_FIRST
    scales: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unit: str | None = None
    epoch_1904: bool = False
    doubtful_dates: bool = False


_USUAL = Reading()


# For docs/cells.md, which prints what each is read as.
YES_NO_EXAMPLES: tuple[Cell, ...] = ("yes", "Y", "TRUE", True, "x", "1", "no", "N", "FALSE", "0", "partly", "Y/N")
WHOLE_EXAMPLES: tuple[Cell, ...] = ("3", 3.0, "1,200", "1,2", "1-100", "50,000+", "3.5")
SCORE_EXAMPLES: tuple[Cell, ...] = ("4", "5", "high")
TWO_IN_ONE_EXAMPLES = (
    "01/04/2024 - 31/03/2027", "1 April 2024 to 31 March 2027", "2024-04-01 – 2027-03-31", "48 months from 1/4/2024",
    "1 April 2024 for 3 years",
)  # fmt: skip
EXTENDED_EXAMPLES = (
    "31/03/2027 + 1 + 1", "31/03/2027 (+2 years)", "31/03/2027 (with option to extend to 31/03/2029)",
    "31 March 2027, extendable until 31 March 2029",
)  # fmt: skip

FAILED = {  # what a cell says whose formula gives no value, and how to mend it
    **{
        text: f"the formula in this cell failed ({text}): put the value itself here"
        for text in ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
    },
    UNCALCULATED: "the file holds this cell's formula and not its value: open it in Excel or LibreOffice and save it, "
    "or put the value itself here",
}
_YES = {"y", "yes", "true", "1", "t", "x", "✓", "✔"}
_NO = {"n", "no", "false", "0", "f", "✗", "✘"}
# What may hold a start and an end, or a start and a length; and what may say how a contract renews.
_TERM = ("start_date", "end_date", "maximum_end_date", "term")
_TELL_RENEWAL = ("end_date", "maximum_end_date", "term", "notice_period", "renewal")
_TELL_OF_OTHERS = {*_TERM, *_TELL_RENEWAL, "value"}
_FROM = re.compile(
    r"(?P<length>.+?)[\s,]+(?:from|starting|commencing|beginning)(?: on)?\s+(?P<day>.+)"
    r"|(?:from\s+)?(?P<first>.+?)[\s,]+for(?: a)?(?: period of)?\s+(?P<long>.+)",
    re.IGNORECASE,
)
# What stands before a day and says no more than its heading.
_BEFORE_A_DAY = {
    "start_date": re.compile(r"(?:from|start(?:s|ed|ing)|commence[sd]|commencing)(?: on)?\s+", re.IGNORECASE),
    "end_date": re.compile(r"(?:to|until|ends|ended|ending|expire[sd]|expiring|extended to)(?: on)?\s+", re.IGNORECASE),
}
# How a contract may be extended, behind the end that it now has: by `+1+1`, or to a day.
_EXTENDED = re.compile(
    r"(?P<end>.+?)[\s,;(–-]*(?:(?P<more>(?:\+ ?\d{1,2}(?: ?(?:year|yr|month|mth)s?)?\s*)+)"
    r"|\b(?:(?:with |plus )?(?:an? |the )?options? to extend|extendable|(?:may|can) be extended)(?: up)?(?: to| until)"
    r"\s+(?P<last>[^()]+))\)?",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[ \t]+")
_LONGEST = 100  # characters: what is longer is a remark
_NO_TEXT = {*UNKNOWN_WORDS, "none"}
_GROUPED = re.compile(r"(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.0+)?", re.ASCII)


def read_value(field_: Field, cell: Cell, reading: Reading | None = None) -> Any:
    """A cell as its field's value; None or () for an empty cell or a word for unknown. Raises Unreadable."""
    reading = reading or _USUAL
    plain = plain_text(cell)
    text = _said(field_, plain, reading)
    if not isinstance(cell, str) and text is plain and field_.kind is not Kind.CHOICE:  # a number or a day is no word
        return _READERS[field_.kind](field_, cell, text, reading)
    if text in FAILED:
        raise Unreadable(FAILED[text])
    nothing = () if field_.is_list else None
    if not text:
        return nothing
    if field_.kind is Kind.CHOICE:
        return _choice(field_, text)
    if field_.kind is Kind.YES_NO and _word(text) in YES_NO_WORDS.get(field_.name, ()):
        return YES_NO_WORDS[field_.name][_word(text)]
    if is_unknown(text, field_.kind):
        return nothing
    if field_.name in _TELL_OF_OTHERS:
        whole = text
        text, _ = _without_renewal(field_, text)
        text, _ = _without_extension(field_, text, reading)
        if text is not whole and (not text or is_unknown(text, field_.kind)):
            return nothing
    if text.casefold() == "none":
        return nothing
    return _READERS[field_.kind](field_, cell if text == plain else text, text, reading)


def at_a_glance(kind: Kind, cells: Collection[Cell]) -> dict[Cell, Any]:
    """The cells that `read_value` needn't look at, and their values: most texts, and figures in a column for money."""
    if kind in (Kind.TEXT, Kind.NAME):
        return {cell: cell for cell in cells if type(cell) is str and _is_its_own_value(cell)}
    if kind is Kind.MONEY:
        return {cell: pounds(cell) for cell in cells if is_number(cell) and may_be_meant(cell)}
    return {}


def _is_its_own_value(text: str) -> bool:
    """Whether any text or name reads as it stands; False where `read_value` has to look closer."""
    return (
        text.isascii()
        and text.isprintable()
        and text[:1].isalnum()  # no blanks, and no failed formula
        and text[-1].isalnum()  # no full stop, and no word that was unclear before
        and "&" not in text
        and "  " not in text
        and "43" not in text  # no section of the Freedom of Information Act 2000
        and text.casefold() not in _NO_TEXT
    )


def implied(field_: Field, cell: Cell, reading: Reading | None = None) -> dict[str, Any]:
    """What a cell says of other fields of its row, read, by their names: {} for most cells. Never raises.

    A cell for an end, a term or a notice may say how the contract renews; one for a start, an end or a term may hold
    the other two; an end may say how it can be extended; a value its VAT and basis. What it says is weaker than a
    filled cell of that field in the same row and stronger than a heading: take each value whose field the row's own
    cells leave None.
    """
    if field_.name not in _TELL_OF_OTHERS or not isinstance(cell, str):
        return {}
    reading = reading or _USUAL
    text = _said(field_, plain_text(cell), reading)
    if not text:
        return {}
    said: dict[str, Any] = {}
    with suppress(Unreadable):
        if field_.name == "value":
            said.update(read_amount(cell, text)[1])
        text, renewal = _without_renewal(field_, text)
        text, extension = _without_extension(field_, text, reading)
        if text and (renewal or extension):
            read_value(field_, text, reading)  # before `does not auto renew` stands no day: then it says nothing
        said.update(extension)
        said.update({name: read_length(word) if name == "renewal_period" else word for name, word in renewal.items()})
        if field_.name in _TERM:
            said.update(_term(text, reading))
    if field_.name == "maximum_end_date":  # which is not the end as it now stands, nor of the term as it does
        said = {name: value for name, value in said.items() if name not in ("end_date", "term")}
    return {name: value for name, value in said.items() if name != field_.name}


def _said(field_: Field, text: str, reading: Reading) -> str:
    """A cell's text, or what a profile says that it means."""
    scale = reading.scales.get(field_.name)
    return scale.get(text.casefold(), text) if scale else text


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9/]+", " ", text.casefold()).strip()


def _without_renewal(field_: Field, text: str) -> tuple[str, dict[str, str]]:
    """A text without what it says of the renewal, and that. Behind a maximum end it isn't that of the end before it."""
    if field_.name not in _TELL_RENEWAL:
        return text, {}
    rest, said = without_renewal(text, field_.kind)
    alone = not rest or is_unknown(rest, field_.kind)
    return (rest, said) if alone or field_.name not in ("maximum_end_date", "renewal") else (text, {})


def _without_extension(field_: Field, text: str, reading: Reading) -> tuple[str, dict[str, Any]]:
    """An end without the extension that stands behind it, and that. Raises Unreadable for its day."""
    found = _EXTENDED.fullmatch(text) if field_.name == "end_date" and len(text) <= _LONGEST else None
    if not found:
        return text, {}
    if found["more"]:
        return found["end"], {"extension_options": " ".join(found["more"].split())}
    last = found["last"].strip()
    return found["end"], {"maximum_end_date": read_day(last, last, reading.date_order)}


def _term(text: str, reading: Reading) -> dict[str, Any]:
    """A start and an end, or a start and a length, that stand in one cell."""
    days = span(text, reading.date_order)
    if days:
        return {"start_date": days[0], "end_date": days[1]}
    found = _FROM.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        return {}
    length, day = found["length"] or found["long"], found["day"] or found["first"]
    return {"start_date": read_day(day, day, reading.date_order), "term": read_length(length)}


def _text(_field: Field, _cell: Cell, text: str, _reading: Reading) -> str:
    return _SPACES.sub(" ", text) if "  " in text or "\t" in text else text


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


def _date(field_: Field, cell: Cell, text: str, reading: Reading) -> dt.date:
    both = _both(field_, text, reading) if isinstance(cell, str) else {}
    if both:
        day: dt.date = both["start_date" if field_.name == "start_date" else "end_date"]
        return day
    if reading.doubtful_dates and isinstance(cell, dt.date) and cell.day != cell.month:
        raise Unreadable(
            "day and month may have been swapped when a spreadsheet opened this list, since other dates of the column "
            "are still text: import the list as it was exported, or make dates of all of them"
        )
    if isinstance(cell, str) and field_.name in _BEFORE_A_DAY:
        cell = text = _BEFORE_A_DAY[field_.name].sub("", text, count=1)
    return read_day(cell, text, reading.date_order, epoch_1904=reading.epoch_1904)


def _both(field_: Field, text: str, reading: Reading) -> dict[str, Any]:
    """What a cell of a contract's term says of the whole term; {} where it says no more than its own field."""
    if field_.name not in _TERM:
        return {}
    with suppress(Unreadable):
        said = _term(text, reading)
        return said if field_.name == "start_date" or "end_date" in said else {}
    return {}


def _money(field_: Field, cell: Cell, text: str, _reading: Reading) -> Decimal | None:
    amount, beside = read_amount(cell, text)
    if field_.name == "annual_cost" and beside.get("value_basis") == "total":
        raise Unreadable("a total, and this column is for the cost of a year: write the figure of one year, as 34000")
    return amount


def _duration(field_: Field, _cell: Cell, text: str, reading: Reading) -> Duration | None:
    if field_.name == "term":
        with suppress(Unreadable):
            said = _term(text, reading)
            if said:
                length: Duration | None = said.get("term")  # a start and an end say it in their own columns
                return length
    return read_length(text, reading.unit, notice=field_.name == "notice_period")


def _whole(field_: Field, cell: Cell, text: str, _reading: Reading) -> int:
    found = _GROUPED.fullmatch(text)
    if isinstance(cell, bool) or not found:
        raise Unreadable(f"not a whole number{_range(field_)}: write one, such as {max(field_.low, 3)}")
    number = int(found[1].replace(",", ""))
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
    word = _word(text)
    meant = {_word(choice): choice for choice in field_.choices}.get(word) or CHOICE_OF.get(field_.name, {}).get(word)
    if meant in field_.choices:
        return meant
    if field_.name == "renewal":
        rest, said = without_renewal(text, field_.kind)
        if said and not rest:
            return said["renewal"]
        if "rolling" in word:
            raise Unreadable(
                "rolling by the year, or on any day? Write automatic, with the length under Renewal period, "
                "or rolling where notice may be given on any day"
            )
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
