"""What a contract's terms say on a day: its state, whether it counts, and when it lets us out.

The rules are the table "When a contract lets us out" (docs/methods.md, Exits). What isn't recorded is anything that it
could be: the answer is then an interval whose two ends are reached by some completion of the record. Nothing here reads
the clock.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from itmap.estate import Estate
from itmap.quantities import Duration, Interval

FIXED_TERM = "fixed term"
RENEWS = "renews automatically"
ROLLING = "rolling"
OUT_OF_CONTRACT = "out of contract"
UNKNOWN = "unknown"

CEILINGS = ("framework", "DPS")  # types of contract that set terms: what is bought by them are their call-offs

ENDS_OF_ITSELF = "ends of itself"
ANY_DAY = "any day"
RENEWAL_NOT_RECORDED = "renewal not recorded"
END_NOT_RECORDED = "end not recorded"
NEVER = "no exit before the calendar ends"

BREAK_CLAUSE = "Holds unless a break clause exists that the register doesn't record."

Counting = Literal["certain", "possible", "no"]
Terms = Mapping[str, Any]

_COUNTED_BY = ("role", "status", "type", "start_date", "renewal", "end_date", "maximum_end_date")
_A_DAY = dt.timedelta(days=1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The Gregorian calendar repeats itself, weekdays included, after 400 years.
_CALENDAR_CYCLE_MONTHS = 4800
_IN_EVERY_MONTH = 28


@dataclass(frozen=True)
class Exit:
    """When a contract lets us out, and what to do for it.

    `earliest` is the earliest day on which we can be out. `act_by` is the last day on which notice is in time for it,
    None where no notice day decides; `act_by_reason` then says why, and is "" otherwise. Where only some completions
    of an incomplete record need notice, `act_by` holds theirs. `check_by` is the day by which to find out what isn't
    recorded. `supply_ends` is the day on which supply ends if nobody acts, None where it goes on by itself or nothing
    is known. `formula` says in plain words how the exit was worked out, and from what.
    """

    state: str
    earliest: Interval[dt.date]
    act_by: Interval[dt.date] | None
    act_by_reason: str
    check_by: dt.date | None
    supply_ends: Interval[dt.date] | None
    formula: str


@dataclass(frozen=True)
class _WayOut:
    """The part of an Exit that depends on how the contract renews."""

    earliest: Interval[dt.date]
    act_by: Interval[dt.date] | None
    reason: str
    how: str


def state(contract: Terms, as_of: dt.date) -> str:
    """How the contract stands on the day: one of the five words above. `contract` holds the fields of the model."""
    renewal, end, maximum_end = contract["renewal"], contract["end_date"], contract["maximum_end_date"]
    if renewal == "rolling":
        return ROLLING
    if renewal not in ("none", "automatic") or end is None:
        return UNKNOWN
    last_day = end if renewal == "none" else maximum_end
    if last_day is not None and last_day < as_of:
        return OUT_OF_CONTRACT
    return FIXED_TERM if renewal == "none" else RENEWS


def supplies_nothing(contract: Terms, as_of: dt.date) -> bool:
    """Whether nothing is bought by the contract itself on the day: it is over, hasn't begun, or sets terms alone."""
    over = contract["status"] in ("pipeline", "ended", "withdrawn")
    not_begun = contract["start_date"] is not None and contract["start_date"] > as_of
    return over or not_begun or contract["type"] in CEILINGS


def counts(contract: Terms, as_of: dt.date) -> Counting:
    """Whether what the contract covers stops with its suppliers: for certain, possibly, or not at all."""
    if contract["role"] in ("resells", "consults") or supplies_nothing(contract, as_of):
        return "no"
    known_role = contract["role"] in ("supplies", "hosts", "licenses", "supports")
    known_state = state(contract, as_of) in (FIXED_TERM, RENEWS, ROLLING)
    return "certain" if known_role and known_state else "possible"


def standings(estate: Estate) -> list[Counting]:
    """How each contract counts, in the order of the register; worked out once for all questions."""
    return estate.once(_standings)


def _standings(estate: Estate) -> list[Counting]:
    columns = [estate.column("contract", name) for name in _COUNTED_BY]
    contracts = (dict(zip(_COUNTED_BY, values, strict=True)) for values in zip(*columns, strict=True))
    return [counts(contract, estate.as_of) for contract in contracts]


def exit_of(contract: Terms, as_of: dt.date, check_by_months: int) -> Exit:
    """When the contract lets us out, seen from `as_of`. `contract` holds the fields of the model.

    `check_by_months` is how many months before its End to look at a contract without a recorded notice.
    """
    found = _way_out(contract, as_of)
    return Exit(
        state(contract, as_of),
        found.earliest,
        found.act_by,
        found.reason,
        _check_by(contract, as_of, check_by_months),
        _supply_ends(contract),
        f"{found.how} {BREAK_CLAUSE}",
    )


def earliest_exit(contract: Terms, as_of: dt.date) -> Interval[dt.date]:
    """The earliest exit alone, for those who try many terms."""
    return _way_out(contract, as_of).earliest


def _way_out(contract: Terms, as_of: dt.date) -> _WayOut:
    return _WAYS_OUT[state(contract, as_of)](contract, as_of)


def exits_of(estate: Estate, check_by_months: int) -> Mapping[str, Exit]:
    """When each contract lets us out, by id; worked out once for all questions."""
    return estate.once(_exits_of, check_by_months)


def _exits_of(estate: Estate, check_by_months: int) -> dict[str, Exit]:
    contracts = estate.records("contract").items()
    return {id_: exit_of(contract, estate.as_of, check_by_months) for id_, contract in contracts}


def last_renewal(contract: Terms, as_of: dt.date) -> dt.date | None:
    """The last end before the day, at which an automatic contract renewed itself; None if none is known."""
    end, period = contract["end_date"], _period(contract)
    if state(contract, as_of) != RENEWS or period is None or end >= as_of:
        return None
    passed = _renewals(end, period, as_of, lambda later: later >= as_of)
    return moved(end, period, passed - 1)


def spoken(day: dt.date) -> str:
    """A date as people write it: 31 Mar 2027, whatever the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def spoken_interval(days: Interval[dt.date]) -> str:
    """When something falls: `on 31 Mar 2027`, `between … and …`, `on … or later`."""
    if days.low is None:
        return "on an unknown day" if days.high is None else f"by {spoken(days.high)}"
    if days.high is None:
        return f"on {spoken(days.low)} or later"
    return f"on {spoken(days.low)}" if days.exact else f"between {spoken(days.low)} and {spoken(days.high)}"


def moved(day: dt.date, by: Duration, times: int = 1) -> dt.date:
    """As `by.after(day, times)`, but the calendar's first or last day where that lies outside it."""
    try:
        return by.after(day, times)
    except OverflowError:
        return dt.date.max if times > 0 else dt.date.min


def _renewals(end: dt.date, period: Duration, by: dt.date, reached: Callable[[dt.date], bool]) -> int:
    """After how many renewals the end has reached what it must: the first that lies after the day `by`, or one before.

    A month has 28 days at least, so that no more renewals need be looked at than such months fit in between.
    """
    shortest = sum(period.counts) * {"day": 1, "week": 7, "month": _IN_EVERY_MONTH, "year": 365}[period.unit]
    most = max(0, (by - end).days) // shortest + 1
    return bisect_left(range(most + 1), True, key=lambda times: reached(moved(end, period, times)))


def _out_of_contract(contract: Terms, as_of: dt.date) -> _WayOut:
    last = "End" if contract["renewal"] == "none" else "Maximum end"
    day = contract["end_date"] if contract["renewal"] == "none" else contract["maximum_end_date"]
    how = f"{last} {spoken(day)} is past and nothing renews it: out of contract, exit on {spoken(as_of)}."
    return _WayOut(Interval.exactly(as_of), None, ENDS_OF_ITSELF, how)


def _fixed_term(contract: Terms, as_of: dt.date) -> _WayOut:
    end, until, notice = contract["end_date"], contract["irrevocable_until"], contract["notice_period"]
    if until is None:
        how = f"No renewal: it ends of itself at its End, exit on {spoken(end)}."
        return _WayOut(Interval.exactly(end), None, ENDS_OF_ITSELF, how)
    runs_from = max(as_of, until)
    early = Interval(runs_from, end) if notice is None else Interval.exactly(moved(runs_from, notice))
    earliest = early.map(lambda day: min(day, end))
    how = (
        f"No renewal, {_runs_from(until, runs_from)}: {_notice(notice)} from {spoken(runs_from)}, or End {spoken(end)} "
        f"when that comes first, so exit {spoken_interval(earliest)}."
    )
    return _WayOut(earliest, None, ENDS_OF_ITSELF, how)


def _rolling(contract: Terms, as_of: dt.date) -> _WayOut:
    end, until, notice = contract["end_date"], contract["irrevocable_until"], contract["notice_period"]
    runs_from = max(as_of, until or as_of)
    low = moved(runs_from, notice) if notice else runs_from
    known = notice is not None and low < dt.date.max
    earliest = Interval(low, low if known else None).map(lambda day: max(day, end or day))
    how = (
        f"Rolling, {_runs_from(until, runs_from)}: {_notice(notice)} from {spoken(runs_from)}"
        f"{f', not before End {spoken(end)}' if end else ''}, so exit {spoken_interval(earliest)}."
    )
    return _WayOut(earliest, None, ANY_DAY, how)


def _unknown(contract: Terms, as_of: dt.date) -> _WayOut:
    end, renewal = contract["end_date"], contract["renewal"]
    recorded = renewal in ("none", "automatic")
    reason = END_NOT_RECORDED if recorded else RENEWAL_NOT_RECORDED
    low = as_of if end is None or end < as_of else _fixed_term(contract, as_of).earliest.low
    earliest: Interval[dt.date] = Interval(low, None)
    when = f"End {spoken(end)} is {'past' if end < as_of else 'not past'}" if end else "no End is recorded"
    what = f"Renewal is {renewal}" if recorded else "Renewal is not recorded"
    return _WayOut(earliest, None, reason, f"{what} and {when}: exit {spoken_interval(earliest)}.")


def _automatic(contract: Terms, as_of: dt.date) -> _WayOut:
    """The first end whose notice day is not past, at most Maximum end."""
    end, period, notice = contract["end_date"], _period(contract), contract["notice_period"]
    if _closes(contract, end):
        return _closed(contract)
    if notice is None:
        return _unknown_notice(contract, as_of, period)
    if moved(end, notice, -1) >= as_of:
        return _notice_in_time(contract, notice, 0, end)
    if period is None:
        return _unknown_period(contract, as_of, notice)
    times = _renewals(end, period, moved(as_of, notice), lambda later: _notice_day(later, notice) >= as_of)
    return _notice_in_time(contract, notice, times, moved(end, period, times))


_WAYS_OUT: Mapping[str, Callable[[Terms, dt.date], _WayOut]] = {
    OUT_OF_CONTRACT: _out_of_contract,
    FIXED_TERM: _fixed_term,
    RENEWS: _automatic,
    ROLLING: _rolling,
    UNKNOWN: _unknown,
}


def _notice_day(end: dt.date, notice: Duration) -> dt.date:
    """The notice day of an end; the calendar's last day for an end that lies outside it."""
    return end if end == dt.date.max else moved(end, notice, -1)


def _notice_in_time(contract: Terms, notice: Duration, renewals: int, leaves: dt.date) -> _WayOut:
    if _closes(contract, leaves):
        return _closed(contract)
    if leaves == dt.date.max:
        return _never(contract)
    act_by = moved(leaves, notice, -1)
    end = f"End {spoken(contract['end_date'])}"
    if renewals:
        plural = "" if renewals == 1 else "s"
        end += f" and {renewals} renewal{plural} of {_period(contract)} make {spoken(leaves)}; that"
    how = f"{end} less {_notice(notice)} is {spoken(act_by)}, not past: exit on {spoken(leaves)}."
    return _WayOut(Interval.exactly(leaves), Interval.exactly(act_by), "", how)


def _closed(contract: Terms) -> _WayOut:
    last = contract["maximum_end_date"]
    how = (
        f"It renews after End {spoken(contract['end_date'])}, but no notice day before Maximum end {spoken(last)} "
        f"is left and it ends of itself then: exit on {spoken(last)}."
    )
    return _WayOut(Interval.exactly(last), None, ENDS_OF_ITSELF, how)


def _never(contract: Terms) -> _WayOut:
    how = f"It renews after End {spoken(contract['end_date'])}, and no notice day is left before the calendar ends."
    return _WayOut(Interval(dt.date.max, None), None, NEVER, how)


def _unknown_period(contract: Terms, as_of: dt.date, notice: Duration) -> _WayOut:
    """End's notice day is past: any later end may be the next, the soonest being the first with its notice day left."""
    low = moved(as_of, notice)
    if low < dt.date.max and moved(low, notice, -1) < as_of:  # clipped to a month's end
        low += _A_DAY
    if _closes(contract, low):
        return _closed(contract)
    if low == dt.date.max:
        return _never(contract)
    last = contract["maximum_end_date"]
    act_by = Interval(moved(low, notice, -1), moved(last - _A_DAY, notice, -1) if last else None)
    how = f"End {spoken(contract['end_date'])} less {_notice(notice)} is past, and its renewal period is not recorded"
    return _open(contract, low, act_by, how)


def _unknown_notice(contract: Terms, as_of: dt.date, period: Duration | None) -> _WayOut:
    """A notice of nothing leads to the next end; longer ones to any later end."""
    end, last = contract["end_date"], contract["maximum_end_date"]
    how = f"End {spoken(end)}, notice not recorded, renewal period {period or 'not recorded'}"
    latest: dt.date | None = None
    if period is None:
        low = max(end, as_of)
        if last and not _closes(contract, low):
            # The latest notice day: of End itself, or of the last day before Maximum end with the shortest notice
            # for which End's own notice day is past.
            latest = max(low, last - _A_DAY - max(end - as_of + _A_DAY, dt.timedelta(0)))
    else:
        times = _renewals(end, period, as_of, lambda later: later >= as_of)
        low = moved(end, period, times)
        gap = _longest_gap(end, period, times, last or dt.date.max)
        latest = max(low, as_of + gap - _A_DAY)
    if _closes(contract, low):
        return _closed(contract)
    return _open(contract, low, Interval(as_of, latest), how)


def _open(contract: Terms, low: dt.date, act_by: Interval[dt.date], how: str) -> _WayOut:
    last = contract["maximum_end_date"]
    earliest = Interval(low, last)
    closing = f", at most Maximum end {spoken(last)}" if last else ""
    return _WayOut(earliest, act_by, "", f"{how}{closing}: exit {spoken_interval(earliest)}.")


@lru_cache(maxsize=4096)
def _longest_gap(end: dt.date, period: Duration, after: int, closes: dt.date) -> dt.timedelta:
    """The longest time between two ends from the `after`th on, both before the day that `closes`.

    With an unknown notice, the notice day of such a later end falls at most that long after the as-of day, less a day:
    with any shorter notice the end before it would still have been in time. Looked for until the lengths repeat.
    """
    if period.unit in ("day", "week"):
        later = moved(end, period, after + 1)
        return later - moved(end, period, after) if later < closes else dt.timedelta(0)
    months = sum(period.counts) * (12 if period.unit == "year" else 1)
    different = _CALENDAR_CYCLE_MONTHS // math.gcd(_CALENDAR_CYCLE_MONTHS, months)
    month = np.datetime64(end, "M") + months * np.arange(after, after + different + 1)
    begins, next_begins = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
    ends = np.minimum(begins + np.timedelta64(end.day - 1, "D"), next_begins - np.timedelta64(1, "D"))
    gaps = np.diff(ends[ends < np.datetime64(closes)])
    return dt.timedelta(int(gaps.max().astype(int))) if len(gaps) else dt.timedelta(0)


def _period(contract: Terms) -> Duration | None:
    """How long each renewal lasts; None when unknown. Of `2+1+1 years` the first part; nothing is no period."""
    period: Duration | None = contract["renewal_period"]
    return period.initial if period and period.counts[0] else None


def _closes(contract: Terms, end: dt.date) -> bool:
    """Whether Maximum end comes by that end, so that the contract ends of itself."""
    last = contract["maximum_end_date"]
    return last is not None and end >= last


def _check_by(contract: Terms, as_of: dt.date, check_by_months: int) -> dt.date | None:
    end, notice = contract["end_date"], contract["notice_period"]
    known = contract["renewal"] in ("none", "automatic", "rolling") and notice is not None
    if known or end is None or end < as_of:
        return None
    return max(as_of, moved(end, notice or Duration((check_by_months,), "month"), -1))


def _supply_ends(contract: Terms) -> Interval[dt.date] | None:
    renewal, end, last = contract["renewal"], contract["end_date"], contract["maximum_end_date"]
    if renewal == "automatic":
        return Interval.exactly(last) if last else None
    if renewal == "rolling" or end is None:
        return None
    return Interval(end, end if renewal == "none" else None)


def _runs_from(until: dt.date | None, day: dt.date) -> str:
    if until is None:
        return "notice can be given any day"
    return f"irrevocable until {spoken(until)}{'' if until == day else ', which is past'}"


def _notice(notice: Duration | None) -> str:
    if notice is None:
        return "a notice that is not recorded"
    text = str(notice)
    return f"{text}' notice" if text.endswith("s") else f"{text}'s notice"
