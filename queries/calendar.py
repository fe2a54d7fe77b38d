"""What is to be decided about contracts in the coming months: one list for people, calendars and the report.

Every day comes from the exits answer. What is overdue falls due on the as-of day, and says so. A day that may be any of
several is no deadline and is left out, but for the days to look something up.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from itmap.estate import Estate
from itmap.quantities import Duration
from itmap.queries import exits
from itmap.queries.answers import Question, Row, column
from itmap.settings import Settings
from itmap.terms import FIXED_TERM, OUT_OF_CONTRACT, UNKNOWN, moved, spoken

DECIDE, NOTICE, START = "Decide by", "Give notice by", "Begin a replacement by"
CHECK, BREAK, OPTION, ENDS = "Look up the terms by", "Notice can run from", "Take an option to extend by", "Ends"

# What is over or not yet let has nothing due.
DEAD = ("ended", "withdrawn", "pipeline")


@dataclass(frozen=True)
class Due:
    """One thing that falls due for a contract: `day` it stands on, `was` where that day is past and it is overdue."""

    kind: str
    day: dt.date
    said: str
    was: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class CalendarRow(Row):
    day: dt.date = column("the day by which, or on which; what is overdue stands on the as-of day", "date")
    kind: str = column("what falls due: decide, give notice, begin a replacement, look up the terms, an end …")
    organisation: str = column("the council that holds the contract")
    reference: str | None = column("the council's own number for the contract")
    contract: str = column("what the contract is called")
    supplier: str = column("who supplies, as named; empty where nobody is")
    days: int = column("days from the as-of day", "days")
    overdue: int = column("how long ago it should have been done; 0 where there is time", "days")
    why: str = column("what it follows from, and what happens otherwise")


def due(row: exits.ExitRow, as_of: dt.date) -> list[Due]:
    """Everything that falls due for the contract of a row of the exits, whenever that is, in a fixed order of kinds."""
    return [] if row.status in DEAD else list(_due(row, as_of))


def _due(row: exits.ExitRow, as_of: dt.date) -> Iterator[Due]:
    if row.act_by and row.act_by.exact and row.act_by.low:
        notice = row.act_by.low
        if row.decide_by and row.decide_by.low:
            why = f"A decision announced by then can be carried out by {spoken(notice)}, the last day for notice."
            yield _no_sooner(DECIDE, row.decide_by.low, as_of, why)
        exit_ = spoken(row.earliest_exit.low) if row.earliest_exit.low else "its end"
        yield Due(NOTICE, notice, f"The last day on which notice ends it on {exit_}; otherwise it renews.")
    start = row.latest_safe_start
    if start and start.low and start.high and row.state != OUT_OF_CONTRACT:
        why = f"A replacement that takes long to buy must begin by then, a quick one by {spoken(start.high)}."
        yield _no_sooner(START, start.low, as_of, why)
    if row.check_by:
        yield Due(CHECK, row.check_by, "Its renewal or notice isn't recorded: read the contract before they matter.")
    end = row.supply_ends
    if row.break_from and row.break_from >= as_of and row.state not in (OUT_OF_CONTRACT, UNKNOWN):
        yield Due(BREAK, row.break_from, f"From then on notice can end it{' before its End' if end else ''}.")
    if end and end.exact and end.low and end.low >= as_of and row.state != OUT_OF_CONTRACT:
        if row.extension_dates and row.state == FIXED_TERM:
            yield Due(OPTION, end.low, f"It ends then unless an option is taken. {row.extensions}")
        yield Due(ENDS, end.low, "It ends of itself then if nobody acts: what it covers must have a successor.")


def _no_sooner(kind: str, day: dt.date, as_of: dt.date, said: str) -> Due:
    return Due(kind, max(day, as_of), said, day if day < as_of else None)


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[CalendarRow], dict[str, Any]]:
    contracts = exits.exit_rows(estate, settings)
    until = moved(estate.as_of, Duration((settings.decisions.calendar_months,), "month"))
    rows = [_row(row, one, estate.as_of) for row in contracts for one in due(row, estate.as_of) if one.day <= until]
    named = {row.rests_on[0] for row in rows}
    coverage = {
        "until": until,
        "contracts": len(contracts),
        "contracts_with_a_day": len(named),
        "kinds": dict(sorted(Counter(row.kind for row in rows).items())),
        "overdue": sum(row.overdue > 0 for row in rows),
        "contracts_over_or_not_yet_let": sum(row.status in DEAD for row in contracts),
        "contracts_whose_terms_are_unknown": sum(row.state == UNKNOWN for row in contracts),
    }
    return sorted(rows, key=_by_day), coverage


def _row(row: exits.ExitRow, one: Due, as_of: dt.date) -> CalendarRow:
    return CalendarRow(
        day=one.day,
        kind=one.kind,
        organisation=row.organisation,
        reference=row.reference,
        contract=row.title or row.reference or "",
        supplier=row.supplier,
        days=(one.day - as_of).days,
        overdue=0 if one.was is None else (as_of - one.was).days,
        why=one.said,
        rests_on=row.rests_on[:1],
    )


def _by_day(row: CalendarRow) -> tuple[Any, ...]:
    return (row.day, row.kind, row.organisation, row.contract.casefold(), row.reference or "", row.rests_on)


QUESTION = Question(
    name="calendar",
    question="What is to be decided about contracts in the coming months, and by which day?",
    method=(
        "The days of the exits answer as one list, as far ahead as the settings say: to announce a decision, to give "
        "notice, to begin a replacement, to look up terms, breaks, options and ends. See docs/methods.md, Calendar."
    ),
    row=CalendarRow,
    needs=("contract",),
    better_with=("organisation",),
    ask=_ask,
)
