"""Which contracts could be bought anew in one go: the paragraph, the time line and the table of that section."""

from __future__ import annotations

import datetime as dt
from typing import Any

from itmap.estate import Estate
from itmap.quantities import Interval, add_months
from itmap.queries import Answer
from itmap.queries.together import SUPPLIER
from itmap.reports import charts
from itmap.reports.charts import CalendarRow, Event, Palette
from itmap.reports.decisions import START
from itmap.reports.figures import MARKS, Figure, figure, rest
from itmap.reports.sources import Finder
from itmap.reports.tables import HOW, MOST_NAMES, Heading, Line, Table, folded, how
from itmap.reports.words import Fold, Name, Part, Text, amounts, capital, count, day, days, listed, listed_names
from itmap.settings import Settings

_SPAN, _LAST = "From the first of their ends to the last", "The last of them ends, or could"
_REGISTERS = {"supplier group": "supplier", "service": "service"}


def together_words(answer: Answer, estate: Estate) -> Text:
    """How many groups of contracts could be bought anew in one go, and which comes first."""
    rows = answer.rows
    why = "Contracts that end at about the same time can be bought anew in one go, and split up or merged. "
    if not rows:
        return (why, "No two contracts with one supplier, purpose or service are known to end together.")
    joint = [row for row in rows if len(row.organisations) > 1]
    first = rows[0]
    parts: list[Part] = [
        why,
        f"{capital(count(len(rows), 'group'))} of contracts with one supplier, purpose or service could end together"
        f"{f', {len(joint):,} of them across councils' if joint and len(joint) < len(rows) else ''}. ",
        "It is" if len(rows) == 1 else "The largest is",
        " with " if first.by == SUPPLIER else f" for the {_kind(first)} ",
        _name(first, Finder(estate)),
        f": {count(len(first.contracts), 'contract')}",
        f" of {count(len(first.organisations), 'council')}" if len(first.organisations) > 1 else "",
        f" could end {_window(first)}. ",
        f"If buying anew takes long, it {_begin(first.begin_by, answer.as_of)}.",
    ]
    return parts


def _kind(row: Any) -> str:
    return "purpose" if row.by == "capability" else str(row.by)


def _name(row: Any, finder: Finder) -> Name | str:
    register = _REGISTERS.get(row.by)
    return finder.name(register, row.name, row.rests_on) if register else str(row.name)


def _window(row: Any) -> str:
    return f"on {days(row.window)}" if row.window.exact else days(row.window)


def _begin(by: dt.date, as_of: dt.date) -> str:
    return f"should have begun by {day(by)}" if by < as_of else f"has to begin by {day(by)}"


def together(answer: Answer, estate: Estate, settings: Settings) -> Figure:
    """When each group of contracts could end together, and when buying them anew has to begin."""
    as_of = answer.as_of
    until = add_months(as_of, settings.decisions.calendar_months)
    shown = answer.rows[: settings.report.rows_in_a_chart]
    rows = [
        CalendarRow(
            f"{row.name} ({len(row.contracts):,})",
            (Event(START, max(row.begin_by, as_of)), Event(_LAST, row.window.high)),
            row.window,
            f"{capital(count(len(row.contracts), 'contract'))} could end {_window(row)}.",
        )
        for row in shown
    ]
    title = "No contracts are known to end together"
    if shown:
        title = f"{capital(count(len(answer.rows), 'group'))} of contracts could end together by {day(until)}"
    sentence = (
        "Each row is what contracts have in common, with how many could end together. The circle is the day on which "
        "the last of them ends, or could; the square is when buying them anew has to begin, if that takes long."
        f"{rest(answer.rows, shown, 'group')}"
    )
    marks = {START: MARKS[START], _LAST: ("circle", "main")}
    chart = charts.calendar(rows, Palette(settings.report.palette), marks, Interval(as_of, until), _SPAN)
    return figure("together", title, sentence, chart if rows else None, _table(answer, estate))


def _table(answer: Answer, estate: Estate) -> Table:
    finder = Finder(estate)
    several = any(len(row.organisations) > 1 for row in answer.rows)
    lines = tuple(
        Line(
            (f"{capital(_kind(row))}: ", _name(row, finder)),
            (
                folded(finder.names("contract", row.contracts, row.rests_on), "contract"),
                *(((listed(row.organisations, 4),),) if several else ()),
                tuple(listed_names(finder.names("supplier", others), 3)) if (others := _beside(row)) else ("none",),
                (days(row.window),),
                (day(row.begin_by) if row.begin_by >= answer.as_of else f"Now: the day was {day(row.begin_by)}",),
                (amounts(row.annual_value),),
                (_others(row.others),) if row.others else ("none",),
            ),
            how(estate, row.rests_on, tuple(f"{way}. " for way in row.ways[:MOST_NAMES])),
        )
        for row in answer.rows
    )
    headings = (
        Heading("What they have in common"),
        Heading("Contracts that end together, or could"),
        *((Heading("Councils"),) if several else ()),
        Heading("Other supplier groups"),
        Heading("When they could end"),
        Heading("Begin buying by"),
        Heading("What they cost in a year", "number"),
        Heading("Others with the same in common"),
        Heading(HOW, "how"),
    )
    return Table("together-table", "Contracts that could be bought anew in one go", headings, lines)


def _beside(row: Any) -> tuple[str, ...]:
    """The supplier groups that the heading of the row doesn't name."""
    return tuple(group for group in row.suppliers if row.by != SUPPLIER or group != row.name)


def _others(others: tuple[str, ...]) -> Fold:
    return Fold(count(len(others), "contract"), tuple(f"{each}. " for each in others[:MOST_NAMES]))
