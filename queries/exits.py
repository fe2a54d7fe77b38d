"""When a contract lets us out: the earliest exit, the day to act by, and when to begin buying anew.

The arithmetic is `itmap.terms`, options to extend are `itmap.extensions`; here every contract in scope becomes a row,
with lead times and the time that a decision takes from the settings, and the law as prompts (`law`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itmap.estate import Estate, Values
from itmap.extensions import extensions
from itmap.money import pays
from itmap.quantities import Duration, Interval
from itmap.queries import law
from itmap.queries.answers import Question, Row, column
from itmap.readings import live_systems
from itmap.settings import Settings
from itmap.terms import OUT_OF_CONTRACT, Exit, exits_of, last_renewal, moved, spoken

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
    decide_by: Days | None = column("the day by which to announce the decision to leave, for notice in time", "date")
    supply_ends: Days | None = column("the day on which supply ends if nobody acts; null where it goes on", "date")
    latest_safe_start: Days | None = column("the day by which to begin buying anew, if nobody acts", "date")
    check_by: dt.date | None = column("the day by which to find out what isn't recorded", "date")
    last_renewed: dt.date | None = column("the last day on which it renewed by itself, as far as is known", "date")
    status: str | None = column("where it stands by the register's own word; nobody need act on what is over")
    extension_dates: tuple[dt.date, ...] = column("to which day each option that is left would take it", "date")
    extensions: str = column("how its options to extend were read")
    break_from: dt.date | None = column("the day from which notice can run before its end, where one is given", "date")
    frees: tuple[str, ...] = column("the systems for which it is the only contract, or the last, to let go")
    vesting: str = column("what a change of council means for it")
    section_24: str = column("a prompt for advice: consent to contracts that outlast the council")
    regime: str = column("the law that its procurement began under, which limits changes to it")
    change_limits: str = column("a prompt for advice: how far that law lets it be changed or extended")
    threshold: str = column("a prompt for advice: the value from which buying anew is regulated")
    formula: str = column("how the earliest exit was worked out, and from what")


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[ExitRow], dict[str, Any]]:
    rows = exit_rows(estate, settings)
    states = Counter(row.state for row in rows)
    contracts = estate.records("contract").values()
    coverage = {
        "contracts": len(rows),
        "states": dict(sorted(states.items())),
        "end_date_unknown": sum(contract["end_date"] is None for contract in contracts),
        "renewal_unknown": sum(contract["renewal"] in (None, "unknown") for contract in contracts),
        "notice_unknown": sum(contract["notice_period"] is None for contract in contracts),
        "options_to_extend_known": sum(bool(row.extension_dates) for row in rows),
        "procurement_start_unknown": sum(contract["procurement_start_date"] is None for contract in contracts),
    }
    return rows, coverage


def exit_rows(estate: Estate, settings: Settings) -> list[ExitRow]:
    """The row of every contract, in their order; worked out once for all questions."""
    return estate.once(_exit_rows, settings)


def _exit_rows(estate: Estate, settings: Settings) -> list[ExitRow]:
    found = exits_of(estate, settings.exits.check_by_months)
    frees = _frees(estate, found)
    rows = (_row(id_, exit_, frees.get(id_, {}), estate, settings) for id_, exit_ in found.items())
    return sorted(rows, key=_soonest_first)


def _frees(estate: Estate, found: Mapping[str, Exit]) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Contract to the systems that are free once it lets go, each with all the contracts that decide it (by id).

    Those are the systems on which no other paid contract holds us longer. Where two may be the last, neither is named.
    """
    covering: defaultdict[str, list[str]] = defaultdict(list)
    for id_, contract in estate.records("contract").items():
        if pays(contract, estate.as_of) != "no":
            for target in contract["covers"]:
                covering[target].append(id_)
    frees: defaultdict[str, dict[str, Sequence[str]]] = defaultdict(dict)
    for system in sorted(covering.keys() & live_systems(estate), key=lambda id_: (estate.name(id_), id_)):
        for id_ in covering[system]:
            others = [found[other].earliest.high for other in covering[system] if other != id_]
            low = found[id_].earliest.low
            if low and all(high is not None and high <= low for high in others):
                frees[id_][system] = covering[system]
    return frees


def _row(id_: str, found: Exit, frees: Mapping[str, Sequence[str]], estate: Estate, settings: Settings) -> ExitRow:
    contract = estate.records("contract")[id_]
    left, begun = extensions(contract), contract["procurement_start_date"]
    regime = law.regime(begun)
    shortest, longest = (Duration((months,), "month") for months in settings.exits.lead_time(contract["category"]))
    as_of, vesting, to_come = estate.as_of, *_vesting(found, contract, estate)
    deciding = [*frees, *(other for others in frees.values() for other in others)]
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
        decide_by=None if found.act_by is None else found.act_by.map(lambda day: _before(day, settings.decisions.days)),
        days_to_act=None if found.act_by is None else found.act_by.map(lambda day: (day - as_of).days),
        supply_ends=found.supply_ends,
        latest_safe_start=_safe_start(found, shortest, longest),
        check_by=found.check_by,
        last_renewed=last_renewal(contract, as_of),
        status=contract["status"],
        extension_dates=left.dates,
        extensions=left.said,
        break_from=contract["irrevocable_until"] if contract["renewal"] != "automatic" else None,
        frees=tuple(map(estate.name, frees)),
        vesting=vesting,
        section_24=law.law().section_24.prompt if to_come else "",
        regime=regime.name if regime else "unknown",
        change_limits=law.change_limits(begun),
        threshold=law.threshold_prompt(as_of, begun),
        formula=found.formula,
        rests_on=tuple(dict.fromkeys((id_, *([contract["organisation"]] * bool(vesting)), *deciding))),
    )


def _before(day: dt.date, days: int) -> dt.date:
    return moved(day, Duration((days,), "day"), -1)


def _later(exit_day: dt.date | None, ready: dt.date) -> dt.date | None:
    return None if exit_day is None else max(exit_day, ready)


def _safe_start(found: Exit, shortest: Duration, longest: Duration) -> Days | None:
    """The day supply ends less the lead time: the longest lead gives the earliest day."""
    if found.supply_ends is None:
        return None
    low, high = found.supply_ends.low, found.supply_ends.high
    return Interval(low and moved(low, longest, -1), high and moved(high, shortest, -1))


def _vesting(found: Exit, contract: Values, estate: Estate) -> tuple[str, bool]:
    """What vesting day means for a contract that outlasts it, and whether that day is still to come."""
    council = estate.records("organisation").get(contract["organisation"])
    if council is None or council["vesting_date"] is None:
        return "", False
    vesting, earliest = council["vesting_date"], found.earliest
    successor = estate.name(council["successor"]) or "its successor"
    if earliest.low is not None and earliest.low > vesting:
        said = f"Lasts beyond vesting day {spoken(vesting)}: it passes to {successor}."
    elif earliest.high is None or earliest.high > vesting:
        said = f"May last beyond vesting day {spoken(vesting)}, and then passes to {successor}."
    elif _goes_on(found, contract, vesting):
        said = (
            f"Goes on beyond vesting day {spoken(vesting)} unless it is ended before, and then passes to {successor}."
        )
    else:
        return "", False
    return said, vesting > estate.as_of


def _goes_on(found: Exit, contract: Values, day: dt.date) -> bool:
    """Whether a contract that could let us out before the day runs past it if nobody acts."""
    if found.state == OUT_OF_CONTRACT or contract["status"] in ("ended", "withdrawn"):
        return False
    return found.supply_ends is None or found.supply_ends.high is None or found.supply_ends.high > day


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
