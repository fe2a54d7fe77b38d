"""docs/cells.md: what a cell may say. Every line of its tables is an example that `read_value` has just read.

The examples stand beside the rules, so that a spelling that is no longer read, or is read as something else, changes
the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from itmap import model
from itmap.importers import amounts, dates, lengths, values, words
from itmap.importers.sheets import Cell
from itmap.importers.values import MONTH_FIRST, UNCLEAR, Reading, Unreadable, implied, read_value
from itmap.model import Field, Register
from itmap.terms import spoken

_START, _END, _TERM, _NOTICE, _VALUE, _TITLE = map(
    model.CONTRACTS.field, ("start_date", "end_date", "term", "notice_period", "value", "title")
)
_EXEMPT, _USERS, _CRITICALITY = (
    model.CONTRACTS.field("exempt"), model.SYSTEMS.field("users"), model.SYSTEMS.field("criticality"),
)  # fmt: skip


def page(made: str) -> str:
    """The whole page; `made` is the line that says that it is made from the code."""
    return "\n".join(
        (
            "# What a cell may say",
            "",
            made,
            "itmap reads a cell only when it is certain what it says. What it can't read is listed with its file, "
            "sheet, row, column and text, and with what to write instead; the rest of the row still counts. Unknown is "
            "never taken for zero.",
            "",
            *_nothing(),
            *_days(),
            *_lengths(),
            *_money(),
            *_two_in_one(),
            *_yes_no(),
            *_numbers(),
            *_scales(),
            *_names(),
        )
    )


def _nothing() -> Iterator[str]:
    everywhere = [word for word in words.UNKNOWN_WORDS if _read(_TITLE, word) is None and _read(_END, word) is None]
    elsewhere = [word for word in words.NO_VALUE_WORDS if _read(_TITLE, word) == word and _read(_END, word) is None]
    yield from ("## Words for unknown", "")
    yield from (
        "An empty cell is unknown. So is a cell with one of these words, in capitals or not; none of them is an error.",
        "",
        _listed(everywhere),
        "",
        "A refusal under sections 21 to 44 of the Freedom of Information Act is unknown too: "
        f"{_listed(words.REFUSAL_EXAMPLES)}.",
        "",
        "These are unknown where a day, a length, an amount, a number or a word of a scale should stand, and are kept "
        "as they are in a title or a name:",
        "",
        _listed(elsewhere),
        "",
        f"What ends with `{words.UNCLEAR}` is unknown: an export writes it behind words that were no value in their "
        "first sheet alone, such as a day among days with the month first.",
        "",
        "`None` is unknown, but under a heading that offers `none` as an answer it is that answer. A cell whose "
        "formula failed (`#REF!`, `#N/A`) is listed, and so is a formula whose value the file doesn't hold.",
        "",
    )


def _days() -> Iterator[str]:
    yield from ("## Days", "")
    yield from (
        "The day comes before the month, as in the UK. A year of two digits is one of 1970 to 2069.",
        "",
        *_table(_START, dates.EXAMPLES),
        "",
        "### The month first, as in the US",
        "",
        "A day such as `12/31/2027` can only have its month first. A column with such a day, and none that can only "
        "have its day first, is read with the month first throughout, and the import says so. So is every column of a "
        f'file that is imported with a profile that says `date_order = "{MONTH_FIRST}"`.',
        "",
        *_table(_START, dates.MONTH_FIRST_EXAMPLES, Reading(MONTH_FIRST)),
        "",
        "In a column with days of both kinds, in a column with the month first beside one with the day first, and in a "
        "column that proves nothing beside one with the month first, "
        "only what is certain is read:",
        "",
        *_table(_START, dates.UNCLEAR_EXAMPLES, Reading(UNCLEAR)),
        "",
        "### Days that a spreadsheet has swapped",
        "",
        "A spreadsheet that opens a list whose days are in the other order makes dates of those that it can, with day "
        "and month swapped, and leaves the others as text. So where the dates of a column have no day beyond the 12th, "
        "and all days that are text have a number beyond 12 (three of each at least), such a date is not trusted:",
        "",
        *_table(_START, dates.DOUBTFUL_EXAMPLES, Reading(doubtful_dates=True)),
        "",
        "### Days as numbers",
        "",
        "Excel keeps a day as the number of days since the end of 1899, and shows the number when the cell has no "
        "date format. A workbook that counts from 1904, as Excel for Mac once did, says so in itself, and is read by "
        "its own count:",
        "",
        *_table(_START, dates.SERIAL_EXAMPLES, Reading(epoch_1904=True)),
        "",
        "### Refused",
        "",
        *_table(_START, dates.REFUSED),
        "",
    )


def _lengths() -> Iterator[str]:
    yield from ("## Lengths of time", "")
    yield from (
        "A length keeps its unit: 3 months are not 90 days. A number without a unit takes that of its heading, as in "
        "`Term (months)`. Under Term, extensions follow a plus sign.",
        "",
        *_table(_TERM, lengths.EXAMPLES),
        "",
        "A notice period is the least that must be given, so under Notice period these are read as well:",
        "",
        *_table(_NOTICE, lengths.NOTICE_EXAMPLES),
        "",
        "### Refused",
        "",
        *_table(_TERM, lengths.REFUSED),
        "",
    )


def _money() -> Iterator[str]:
    yield from ("## Money", "")
    yield from (
        "One exact amount in pounds. Words for VAT and for what the amount is of fill the columns VAT and Value basis "
        "where the row leaves those empty; they count for more than words in the heading.",
        "",
        *_table(_VALUE, amounts.EXAMPLES),
        "",
        "### Refused",
        "",
        *_table(_VALUE, amounts.REFUSED),
        "",
    )


def _two_in_one() -> Iterator[str]:
    yield from ("## Two things in one cell", "")
    yield from (
        "A start and an end, or a start and a length, may stand in one cell under Start date, End date or Term. What "
        "belongs to another column fills it where the row leaves it empty. Under Start date:",
        "",
        *_table(_START, values.TWO_IN_ONE_EXAMPLES),
        "",
        "Under End date (a start and a length don't say whether the last day is the anniversary or the day before it):",
        "",
        *_table(_END, values.TWO_IN_ONE_EXAMPLES),
        "",
        "Under Term:",
        "",
        *_table(_TERM, values.TWO_IN_ONE_EXAMPLES),
        "",
        "An end may say how the contract can be extended:",
        "",
        *_table(_END, values.EXTENDED_EXAMPLES),
        "",
        "How a contract renews may stand under End date, Maximum end date, Term or Notice period. `Rolling` means that "
        "notice may be given on any day, `automatic` that it renews by periods; a word that may mean either fills "
        "nothing. Under End date:",
        "",
        *_table(_END, words.RENEWAL_EXAMPLES),
        "",
    )


def _yes_no() -> Iterator[str]:
    yield from ("## Yes or no", "", *_table(_EXEMPT, values.YES_NO_EXAMPLES), "")
    yield from ("Some columns have words of their own:", "", "| heading | yes | no |", "|---|---|---|")
    for register, field in _fields():
        if field.name in words.YES_NO_WORDS:
            said = [(word, _read(field, word)) for word in words.YES_NO_WORDS[field.name]]
            yes, no = (_listed(word for word, answer in said if answer is wanted) for wanted in (True, False))
            yield f"| {register.sheet}: {field.heading} | {yes} | {no} |"
    yield ""


def _numbers() -> Iterator[str]:
    yield from ("## Numbers and scores", "", "A whole number, as under Users:", "")
    yield from (*_table(_USERS, values.WHOLE_EXAMPLES), "")
    yield from (
        "A score stays on its scale; a word for it is read by a profile that says which score it means "
        "(`[words.criticality]`). Under Criticality:",
        "",
        *_table(_CRITICALITY, values.SCORE_EXAMPLES),
        "",
        "| heading | from | to |",
        "|---|---|---|",
        *(
            f"| {register.sheet}: {field.heading} | {field.low} | {field.high} |"
            for register, field in _fields()
            if field.high is not None
        ),
        "",
    )


def _scales() -> Iterator[str]:
    yield from ("## Words of a scale", "")
    yield (
        "The workbook's own words, whatever their case and punctuation, and these others. Any other word is refused, "
        "and the words of the column are listed; a profile can say what a council's own words mean (`[words.status]`)."
    )
    yield from ("", "| heading | word | also read as it |", "|---|---|---|")
    for register, field in _fields():
        for choice in field.choices:
            others = words.OTHER_WORDS.get(field.name, {}).get(choice, "").split(", ")
            read = [word for word in others if word and _read(field, word) == choice]
            yield f"| {register.sheet}: {field.heading} | {choice} | {_listed(read)} |"
    yield ""


def _names() -> Iterator[str]:
    yield from (
        "## Names and texts",
        "",
        "Several names in a cell are separated by `;` or stand on lines of their own. A name may be a reference. Under "
        "Fallback systems `C` stands in for the whole service, and `B > C` says that C stands in for B.",
        "",
    )


def _fields() -> Iterator[tuple[Register, Field]]:
    return ((register, field) for register in model.REGISTERS for field in register.headed)


def _read(field: Field, cell: Cell, reading: Reading | None = None) -> Any:
    try:
        return read_value(field, cell, reading)
    except Unreadable as error:
        return error


def _table(field: Field, cells: Sequence[Cell], reading: Reading | None = None) -> Iterator[str]:
    """What each cell is read as under a heading, and what it says of other columns, or why it is refused."""
    rows = [(cell, _read(field, cell, reading), implied(field, cell, reading)) for cell in cells]
    beside = any(others for *_, others in rows)
    refused = all(isinstance(value, Unreadable) for _, value, _ in rows)
    yield f"| written | {'why' if refused else 'read as'} |{' also says |' if beside else ''}"
    yield f"|---|---|{'---|' if beside else ''}"
    for cell, value, others in rows:
        shown = "left empty" if value is None and others else _shown(value)
        also = "; ".join(f"{model.CONTRACTS.field(name).heading}: {_shown(said)}" for name, said in others.items())
        yield f"| {_written(cell)} | {value if refused else shown} |{f' {also} |' if beside else ''}"


def _written(cell: Cell) -> str:
    if isinstance(cell, bool):
        return f"`{str(cell).upper()}` as a tick"
    if isinstance(cell, float):
        return f"`{cell:.15g}` as a number"
    if isinstance(cell, dt.date):
        return f"`{cell:%d/%m/%Y}` as a date"
    return f"`{cell}`"


def _shown(value: Any) -> str:
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case Unreadable():
            return f"refused: {value}"
        case dt.date():
            return spoken(value)
        case Decimal():
            return f"{'-' if value < 0 else ''}£{abs(value):,f}"
        case _:
            return str(value)


def _listed(said: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in said)
