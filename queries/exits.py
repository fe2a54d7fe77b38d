"""When a contract lets us out: the earliest exit, the day to act by, and when to begin buying anew.

The arithmetic is `itmap.terms`; here every contract in scope becomes a row, with lead times from the settings.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from itmap.estate import Estate, Values
from itmap.quantities import Duration, Interval
from itmap.queries.answers import Question, Row, column
from itmap.settings import Settings
from itmap.terms import Exit, exit_of, last_renewal, moved, spoken

Days = Interval[dt.date]


@dataclass(frozen=True, kw_only=True)
class ExitRow(Row):
    organisation: str = column("the council that holds it")
    reference: str | None = column("the council's own number for the contract")
    title: str | None = column("what the contract is called")
    supplier: str = column("who supplies, as named; empty where nobody is")
    state: str = column("how its terms stand: fixed term, renews automatically, rolling, out of contract, unknown")
    earliest_exit: Days = column("the first day on which it can let us out", "date")
    practical_exit: Days = column("the earliest exit, but no sooner than a replacement can be bought", "date")
    act_by: Days | None = column("the last day on which notice is in time", "date")
    act_by_reason: str = column("why there is no day to act by")
    days_to_act: Interval[int] | None = column("days from the as-of day to the last day for notice", "days")
    latest_safe_start: Days | None = column("the day by which to begin buying anew, if nobody acts", "date")
    check_by: dt.date | None = column("the day by which to find out what isn't recorded", "date")
    last_renewed: dt.date | None = column("the last day on which it renewed by itself, as far as is known", "date")
    status: str | None = column("where it stands by the register's own word; nobody need act on what is over")
    vesting: str = column("what a change of council means for it")
    formula: str = column("how the earliest exit was worked out, and from what")


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[ExitRow], dict[str, Any]]:
    rows = [_row(id_, contract, estate, settings) for id_, contract in estate.records("contract").items()]
    states = Counter(row.state for row in rows)
    contracts = estate.records("contract").values()
    coverage = {
        "contracts": len(rows),
        "states": dict(sorted(states.items())),
        "end_date_unknown": sum(contract["end_date"] is None for contract in contracts),
        "renewal_unknown": sum(contract["renewal"] in (None, "unknown") for contract in contracts),
        "notice_unknown": sum(contract["notice_period"] is None for contract in contracts),
    }
    return sorted(rows, key=_soonest_first), coverage


def _row(id_: str, contract: Values, estate: Estate, settings: Settings) -> ExitRow:
    found = exit_of(contract, estate.as_of, settings.exits.check_by_months)
    shortest, longest = (Duration((months,), "month") for months in settings.exits.lead_time(contract["category"]))
    as_of, vesting = estate.as_of, _vesting(found, contract, estate)
    return ExitRow(
        organisation=estate.name(contract["organisation"]),
        reference=contract["reference"],
        title=contract["title"],
        supplier="; ".join(estate.name(supplier) for supplier in contract["suppliers"]),
        state=found.state,
        earliest_exit=found.earliest,
        practical_exit=Interval(
            _later(found.earliest.low, moved(as_of, shortest)), _later(found.earliest.high, moved(as_of, longest))
        ),
        act_by=found.act_by,
        act_by_reason=found.act_by_reason,
        days_to_act=None if found.act_by is None else found.act_by.map(lambda day: (day - as_of).days),
        latest_safe_start=_safe_start(found, shortest, longest),
        check_by=found.check_by,
        last_renewed=last_renewal(contract, as_of),
        status=contract["status"],
        vesting=vesting,
        formula=found.formula,
        rests_on=(id_, contract["organisation"]) if vesting else (id_,),
    )


def _later(exit_day: dt.date | None, ready: dt.date) -> dt.date | None:
    return None if exit_day is None else max(exit_day, ready)


def _safe_start(found: Exit, shortest: Duration, longest: Duration) -> Days | None:
    """The day supply ends less the lead time: the longest lead gives the earliest day."""
    if found.supply_ends is None:
        return None
    low, high = found.supply_ends.low, found.supply_ends.high
    return Interval(low and moved(low, longest, -1), high and moved(high, shortest, -1))


def _vesting(found: Exit, contract: Values, estate: Estate) -> str:
    council = estate.records("organisation").get(contract["organisation"])
    if council is None or council["vesting_date"] is None:
        return ""
    vesting, earliest = council["vesting_date"], found.earliest
    successor = estate.name(council["successor"]) or "its successor"
    if earliest.low is not None and earliest.low > vesting:
        return f"Lasts beyond vesting day {spoken(vesting)}: it passes to {successor}."
    if earliest.high is None or earliest.high > vesting:
        return f"May last beyond vesting day {spoken(vesting)}, and then passes to {successor}."
    return ""


def _soonest_first(row: ExitRow) -> tuple[Any, ...]:
    """Contracts to act on come first, then those to look into, then the others by their exit; last what is over.

    A day to act by that may be any of several is no deadline: such a contract is one to look into.
    """
    never = dt.date.max
    return (
        row.status in ("ended", "withdrawn"),
        row.act_by.low if row.act_by and row.act_by.exact else never,
        row.check_by or never,
        row.earliest_exit.low or never,
        row.organisation,
        (row.title or row.reference or "").casefold(),
        row.reference or "",
        row.rests_on,
    )


QUESTION = Question(
    name="exits",
    question="Which contract lets us out, when, and by which day must we say so?",
    method=(
        "Calendar arithmetic on each contract's own terms, from the as-of day: see docs/methods.md, Exits. What isn't "
        "recorded makes an interval that holds every day that could follow."
    ),
    row=ExitRow,
    needs=("contract",),
    better_with=("organisation",),
    ask=_ask,
)
