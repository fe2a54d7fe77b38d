"""What is to be done about a contract, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from itmap.estate import Estate
from itmap.quantities import Interval
from itmap.queries import Answer, calendar
from itmap.reports.charts import Event
from itmap.reports.words import day, days
from itmap.terms import OUT_OF_CONTRACT, ROLLING, UNKNOWN

NOTICE, START, CHECK = calendar.NOTICE, calendar.START, calendar.CHECK
DECIDE, EXIT = "Announce the decision by", "Earliest exit"
_KINDS = {calendar.DECIDE: DECIDE, NOTICE: NOTICE, START: START, CHECK: CHECK}

_DEAD = {"ended": "Nothing: it has ended", "withdrawn": "Nothing: it was withdrawn", "pipeline": "Nothing: not yet let"}


def alive(status_: str | None) -> bool:
    """Whether a contract of that status can have anything due."""
    return status_ not in _DEAD


def called(row: Any) -> str:
    """What people call the contract that a row of the exits is about."""
    return str(row.title or row.reference)


def dated(answer: Answer, estate: Estate) -> list[tuple[Any, list[Event]]]:
    """The rows of the exits with something to be done by a day, the most pressing first; mere look-ups come last."""
    found = [(row, events) for row in answer.rows if (events := decisions(row, status(row, estate), answer.as_of))]
    return sorted(found, key=lambda pair: pressing(*pair))


def pressing(row: Any, events: Sequence[Event]) -> tuple[Any, ...]:
    """What contracts are put in order by: those with something due by a day, by that day and the day it is too late."""
    never = dt.date.max
    return (
        not events,
        all(event.kind == CHECK for event in events),
        min((event.day for event in events), default=never),
        latest(row, events) if events else never,
        (row.earliest_exit and row.earliest_exit.low) or never,
        called(row).casefold(),
        row.rests_on,
    )


def latest(row: Any, events: Sequence[Event]) -> dt.date:
    """The day after which it is too late for what falls due first: for notice, or even for a short procurement."""
    first = min(events, key=lambda event: event.day)
    ends = {DECIDE: row.act_by, START: row.latest_safe_start}.get(first.kind)
    return first.day if ends is None or ends.high is None else ends.high


def status(row: Any, estate: Estate) -> str | None:
    """The status of the contract that a row of the exits is about."""
    contracts = estate.records("contract")
    return next((contracts[id_]["status"] for id_ in row.rests_on if id_ in contracts), None)


def decisions(row: Any, status_: str | None, as_of: dt.date) -> list[Event]:
    """What is to be done about a contract of that status, and by when; what is overdue is due on the as-of day."""
    if status_ in _DEAD:
        return []
    return [Event(_KINDS[one.kind], one.day) for one in calendar.due(row, as_of) if one.kind in _KINDS]


def due(row: Any, status_: str | None, as_of: dt.date) -> str:
    """What is to be done about a contract of that status, in words."""
    if status_ in _DEAD:
        return _DEAD[status_]
    said = []
    if row.act_by is not None and row.act_by.exact:
        said.append(f"Give notice by {day(row.act_by.low)}, or it renews{_announced(row.decide_by, as_of)}")
    if _must_begin(row):
        said.append(_start(row.latest_safe_start, as_of))
    if row.check_by is not None:
        now = row.check_by <= as_of
        said.append("Look up its terms now" if now else f"Look up its terms by {day(row.check_by)}")
    elif not said and row.state == UNKNOWN:
        said.append("Look up its terms now: its recorded end is past or missing")
    ends = row.supply_ends
    if ends and ends.exact and row.state != OUT_OF_CONTRACT and ends.low != row.earliest_exit.low:
        said.append(f"If nobody acts it ends on {day(ends.low)}")
    if not said and row.state == OUT_OF_CONTRACT:
        said.append("Decide whether to end, extend or replace it: it has run past its end")
    if not said and row.state == ROLLING:
        later = row.break_from is not None and row.break_from > as_of
        said.append(
            f"Nothing is due: notice can {f'run from {day(row.break_from)} on' if later else 'be given on any day'}"
        )
    return ". ".join(said) or "Nothing is due"


def _announced(decide_by: Interval[dt.date] | None, as_of: dt.date) -> str:
    """By when a key decision must be announced, or should have been, for its notice to be in time."""
    if decide_by is None or decide_by.low is None:
        return ""
    when = "should have been" if decide_by.low < as_of else "is to be"
    return f"; a key decision {when} announced by {day(decide_by.low)}"


def _must_begin(row: Any) -> bool:
    """Whether supply ends on a known day that is still to come, so that a replacement must be begun before it."""
    start = row.latest_safe_start
    return start is not None and None not in (start.low, start.high) and row.state != OUT_OF_CONTRACT


def _start(start: Interval[dt.date], as_of: dt.date) -> str:
    """`start` runs from the day for a long procurement to the day for a short one; both are known."""
    if start.high is not None and start.high < as_of:
        return f"Buying its replacement should have begun by {day(start.high)}"
    if start.high is not None and start.low is not None and start.low < as_of:
        return f"Begin buying its replacement now, by {day(start.high)} at the latest"
    return f"Begin buying its replacement {'by ' if start.exact else ''}{days(start)}"
