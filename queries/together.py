"""Which contracts end together, or could: what to buy anew in one go, which councils could leave a supplier at once.

Contracts belong together that are with one supplier group, or for systems of one capability or of one service. Each has
the days on which it can end: its End and the day of each option to extend, each renewal whose notice day is left, any
day for what rolls on or has run out. The window is the earliest in which the most of them can end.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count, takewhile
from typing import Any

from itmap.estate import Estate, Values, same
from itmap.extensions import extensions
from itmap.money import cost_of, pays
from itmap.quantities import Duration, Interval
from itmap.queries.answers import Question, Row, column
from itmap.readings import live_systems, runs_on_of
from itmap.settings import Settings
from itmap.terms import FIXED_TERM, OUT_OF_CONTRACT, RENEWS, ROLLING, Exit, exits_of, moved, spoken

SUPPLIER, CAPABILITY, SERVICE = "supplier group", "capability", "service"


@dataclass(frozen=True)
class End:
    """A span of days on each of which a contract can end, and how."""

    first: dt.date
    last: dt.date
    how: str


@dataclass(frozen=True, kw_only=True)
class TogetherRow(Row):
    by: str = column("what they have in common: a supplier group, a capability or a service")
    name: str = column("which")
    organisations: tuple[str, ...] = column("the councils that hold these contracts")
    contracts: tuple[str, ...] = column("the contracts that end within the window, or could")
    suppliers: tuple[str, ...] = column("the supplier groups that they are with")
    window: Interval[dt.date] = column("from the first to the last of their ends", "date")
    begin_by: dt.date = column("the day by which to begin buying anew together, when it takes long", "date")
    annual_value: Interval[Decimal] = column("what they cost a year, as far as is known", "£ a year")
    ways: tuple[str, ...] = column("for each contract, how it ends within the window")
    others: tuple[str, ...] = column("the contracts with the same in common that can't, or whose terms aren't known")


@dataclass(frozen=True)
class _Known:
    """What is worked out once for all groups: the contracts that are or may be paid, and the ends of each."""

    estate: Estate
    settings: Settings
    ends: Mapping[str, Sequence[End]]
    wait: Duration

    def reaches(self, end: End) -> dt.date:
        """The last day on which a window that holds this end may be over."""
        return moved(end.last, self.wait)


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[TogetherRow], dict[str, Any]]:
    as_of = estate.as_of
    horizon = moved(as_of, Duration((settings.decisions.calendar_months,), "month"))
    exits = exits_of(estate, settings.exits.check_by_months)
    ends = {
        id_: list(ends_of(contract, exits[id_], horizon))
        for id_, contract in estate.records("contract").items()
        if pays(contract, as_of) != "no"
    }
    known = _Known(estate, settings, ends, Duration((settings.decisions.together_months,), "month"))
    groups = _groups(estate, ends)
    rows = [row for (by, _, name), held in groups.items() if (row := _row(by, name, held, known))]
    coverage = {
        "contracts_paid": len(ends),
        "contracts_whose_ends_are_unknown": sum(not its for its in ends.values()),
        "groups_of_two_or_more": sum(len(held.members) > 1 for held in groups.values()),
        "groups_that_can_end_together": len(rows),
        "until": horizon,
    }
    return sorted(rows, key=_most_first), coverage


def ends_of(contract: Values, exit_: Exit, horizon: dt.date) -> Iterator[End]:
    """The days up to the horizon on which a contract can end; none where its terms don't tell."""
    return (end for end in _ends(contract, exit_, horizon) if end.first <= horizon)


def _ends(contract: Values, exit_: Exit, horizon: dt.date) -> Iterator[End]:
    first = exit_.earliest.low
    if first is None or (not exit_.earliest.exact and exit_.state != OUT_OF_CONTRACT):
        return
    if exit_.state == OUT_OF_CONTRACT:
        yield End(first, horizon, "has run out already")
    elif exit_.state == ROLLING:
        yield End(first, horizon, f"rolls on, and can end from {spoken(first)}")
    elif exit_.state == FIXED_TERM:
        end = contract["end_date"]
        if first < end:
            yield End(first, end, f"can be ended from {spoken(first)}")
        yield End(end, end, f"ends on {spoken(end)}")
        for day in extensions(contract).dates:
            yield End(day, day, f"ends on {spoken(day)} when extended until then")
    elif exit_.state == RENEWS:
        yield from _renewals(contract, first, horizon)


def _renewals(contract: Values, first: dt.date, horizon: dt.date) -> Iterator[End]:
    period, notice, last = contract["renewal_period"], contract["notice_period"], contract["maximum_end_date"]
    if not period or not period.counts[0]:
        steps: Iterable[dt.date] = (first,)
    else:
        every = (moved(contract["end_date"], period.initial, times) for times in count())
        steps = (day for day in takewhile(lambda day: day <= horizon, every) if day >= first)
    for day in steps:
        if last and day >= last:
            break
        yield End(day, day, f"ends on {spoken(day)} with notice by {spoken(moved(day, notice, -1))}")
    if last and first <= last <= horizon:
        yield End(last, last, f"ends on {spoken(last)}, its Maximum end")


@dataclass(frozen=True)
class _Held:
    """Contracts that have something in common, and the systems and services that make it so."""

    members: list[str]
    through: list[str]


def _groups(estate: Estate, contracts: Iterable[str]) -> dict[tuple[str, str, str], _Held]:
    """What contracts have in common, as (kind, key, name), to who they are."""
    systems, live = estate.records("system"), live_systems(estate)
    services: defaultdict[str, list[str]] = defaultdict(list)
    for service, runs_on in runs_on_of(estate).items():
        for system in runs_on:
            services[system].append(service)
    found: defaultdict[tuple[str, str, str], _Held] = defaultdict(lambda: _Held([], []))
    words: dict[str, str] = {}  # the first spelling of a capability stands for all
    for id_ in contracts:
        contract = estate.records("contract")[id_]
        groups = sorted({estate.groups.of[supplier] for supplier in contract["suppliers"]})
        through: dict[tuple[str, str, str], list[str]] = {
            (SUPPLIER, group, estate.groups.names[group]): [] for group in groups
        }
        for system in contract["covers"]:
            if system not in live:
                continue
            if word := " ".join((systems[system]["capability"] or "").split()):
                through.setdefault((CAPABILITY, same(word), words.setdefault(same(word), word)), []).append(system)
            for service in services.get(system, ()):
                through.setdefault((SERVICE, service, estate.name(service)), []).extend((system, service))
        for key, its in through.items():
            held = found[key]
            held.members.append(id_)
            held.through.extend(its)
    return found


def _row(by: str, name: str, held: _Held, known: _Known) -> TogetherRow | None:
    estate = known.estate
    members = sorted(held.members, key=lambda id_: (estate.name(id_).casefold(), id_))
    over = _window_over([known.ends[id_] for id_ in members], known)
    chosen = {} if over is None else {id_: end for id_ in members if (end := _chosen(known.ends[id_], over, known))}
    if over is None or len(chosen) < 2:
        return None
    days = {id_: min(end.last, over) for id_, end in chosen.items()}
    contracts = [estate.records("contract")[id_] for id_ in chosen]
    longest = max(known.settings.exits.lead_time(contract["category"])[1] for contract in contracts)
    others = [id_ for id_ in members if id_ not in chosen]
    return TogetherRow(
        by=by,
        name=name,
        organisations=_names(estate, (contract["organisation"] for contract in contracts)),
        contracts=tuple(estate.name(id_) for id_ in chosen),
        suppliers=_names(estate, (estate.groups.of[each] for contract in contracts for each in contract["suppliers"])),
        window=Interval(min(days.values()), max(days.values())),
        begin_by=moved(min(days.values()), Duration((longest,), "month"), -1),
        annual_value=cost_of(estate, chosen),
        ways=tuple(f"{estate.name(id_)}: {end.how}" for id_, end in chosen.items()),
        others=tuple(
            f"{estate.name(id_)}: {'ends at other times' if known.ends[id_] else 'its terms are not known'}"
            for id_ in others
        ),
        rests_on=tuple(dict.fromkeys((*chosen, *others, *held.through))),
    )


def _window_over(ends: Iterable[Sequence[End]], known: _Known) -> dt.date | None:
    """The earliest last day of a window in which the most contracts can end; None where none can.

    A contract can end in the windows over on any day from one of its ends to so many months later; those days are laid
    side by side and the fullest taken.
    """
    changes: defaultdict[dt.date, int] = defaultdict(int)
    for its in ends:
        for first, last in _joined((end.first, known.reaches(end)) for end in its):
            changes[first] += 1
            if last < dt.date.max:
                changes[last + dt.timedelta(days=1)] -= 1
    fullest, held, best = None, 0, 0
    for day in sorted(changes):
        held += changes[day]
        if held > best:
            fullest, best = day, held
    return fullest


def _joined(spans: Iterable[tuple[dt.date, dt.date]]) -> Iterator[tuple[dt.date, dt.date]]:
    """The same days as spans that don't overlap, so that no contract is counted twice."""
    joined: list[tuple[dt.date, dt.date]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return iter(joined)


def _chosen(ends: Iterable[End], over: dt.date, known: _Known) -> End | None:
    """The end of a contract in the window that is over on a day: the latest that it has."""
    within = [end for end in ends if end.first <= over <= known.reaches(end)]
    return max(within, key=lambda end: min(end.last, over), default=None)


def _names(estate: Estate, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({estate.name(id_) for id_ in ids}))


def _most_first(row: TogetherRow) -> tuple[Any, ...]:
    return (
        -len(row.organisations),
        -len(row.contracts),
        row.window.high or dt.date.max,
        row.by,
        row.name.casefold(),
        row.rests_on,
    )


QUESTION = Question(
    name="together",
    question="Which contracts end together, or could, so that they can be bought anew in one go?",
    method=(
        "Contracts with one supplier group, or for one capability or service. The window is the earliest in which the "
        "most of them can end, each waiting for others at most so long as the settings say. See docs/methods.md, "
        "Together."
    ),
    row=TogetherRow,
    needs=("contract",),
    better_with=("supplier", "system", "service"),
    ask=_ask,
)
