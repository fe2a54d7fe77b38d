"""What leaves open when we can leave, how hard and to what gain: terms, costs, scores, how others hang on a system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from math import fsum
from statistics import fmean
from typing import Any

from itmap.estate import Estate, Values
from itmap.money import ZERO
from itmap.quantities import Duration, Interval, months_between
from itmap.queries.cases import (
    Share,
    annual_cost,
    committed,
    contracts_of,
    cost_share,
    costs_of,
    entangled,
    last_exit,
    least,
    legacy_risks,
    links_of,
    most,
)
from itmap.queries.missing import CANDIDATES, EXITS, OVERLAPS, SCORES, Found
from itmap.queries.overlaps import alike_of
from itmap.readings import UNKNOWN, live_systems
from itmap.settings import Settings
from itmap.terms import earliest_exit, exits_of

_MONTHS = (0, 1, 3, 6, 12)  # the notices and periods that registers mostly give
_BENEFIT, _DIFFICULTY = 1 / 4, 1 / 3  # what each criterion is of its mean


def leaving(found: Found, estate: Estate, settings: Settings) -> None:
    """Exits in months, one without an upper end as wide as lock-in's whole scale; candidates in points of their means.

    Of candidates counts what the registers' own cells leave open: not the lock-in and the services in the benefit,
    which are other answers here, nor a system of which no contract is known.
    """
    _terms(found, estate, settings)
    _systems(found, estate, settings)
    _links(found, estate, settings)
    _overlaps(found, estate)


def _terms(found: Found, estate: Estate, settings: Settings) -> None:
    """Each contract's own exit, and the day on which the last contract of each system that it covers lets go."""
    held, terms = _Held(estate, settings), _may_be(estate.as_of)
    for contracts in held.covering.values():
        found.open[CANDIDATES].append(held.difficulty(held.exits[id_] for id_ in contracts))
    for id_, contract in estate.records("contract").items():
        if contract["status"] in ("ended", "withdrawn"):
            continue
        now = held.months(held.exits[id_])
        found.open[EXITS].append(now)
        if not now:
            continue
        covered = held.by(id_)
        for field, tried in _tried(contract, terms, estate.as_of):
            found.add(id_, (field,), EXITS, now - fmean([held.months(exit_) for exit_ in tried]))
            for others, width in covered:
                left = fmean([held.difficulty((*others, exit_)) for exit_ in tried])
                found.add(id_, (field,), CANDIDATES, width - left)


class _Held:
    """How open a contract's exit is, and what it leaves open of the difficulty of what it covers."""

    def __init__(self, estate: Estate, settings: Settings) -> None:
        self.as_of, self.scale = estate.as_of, settings.candidates
        self.most_months = settings.lock_in.committed_term_months
        self.exits = {id_: exit_.earliest for id_, exit_ in exits_of(estate, settings.exits.check_by_months).items()}
        live, self.covers = live_systems(estate), estate.by_id("contract", "covers")
        self.covering = {system: its for system, its in contracts_of(estate).items() if system in live}

    def by(self, contract: str) -> list[tuple[Sequence[Interval[dt.date]], float]]:
        """Of each system that it covers and whose difficulty is open: the other contracts' exits, and how open."""
        found: list[tuple[Sequence[Interval[dt.date]], float]] = []
        for system in self.covers[contract]:
            its = self.covering.get(system, ())
            if contract in its and (width := self.difficulty(self.exits[id_] for id_ in its)):
                found.append(([self.exits[id_] for id_ in its if id_ != contract], width))
        return found

    def months(self, exit_: Interval[dt.date]) -> float:
        """How open an exit is."""
        if exit_.low is None or exit_.high is None:
            return self.most_months
        return min(self.most_months, months_between(exit_.low, exit_.high))

    def difficulty(self, exits: Iterable[Interval[dt.date]]) -> float:
        """How open a system's difficulty is when its contracts let us out like this."""
        return _width(committed(last_exit(exits), self.as_of, self.scale)) * _DIFFICULTY


def _tried(
    contract: Values, terms: Mapping[str, Sequence[Any]], as_of: dt.date
) -> Iterator[tuple[str, list[Interval[dt.date]]]]:
    """Each term that is missing, with the exit of every value that it may turn out to have."""
    for field, values in terms.items():
        if contract[field] in (None, UNKNOWN):
            yield field, [earliest_exit({**contract, field: value}, as_of) for value in values]


def _may_be(as_of: dt.date) -> dict[str, Sequence[Any]]:
    """What a contract's missing terms may turn out to be."""
    durations = [Duration((months,), "month") for months in _MONTHS]
    return {
        "renewal": ("none", "automatic", "rolling"),
        "notice_period": durations,
        "renewal_period": durations[1:],
        "end_date": [as_of + dt.timedelta(days) for days in (90, 365, 1095)],
    }


def _systems(found: Found, estate: Estate, settings: Settings) -> None:
    """Its annual cost, its legacy scores and how hard it is to replace: each spans its scale until it is known."""
    systems, risks, costs = estate.records("system"), legacy_risks(estate), costs_of(estate)
    for id_ in live_systems(estate):
        system = systems[id_]
        cost = cost_share(costs[id_], settings.candidates)
        unscored = _width(risks[id_])
        hard = system["substitutability"] in (None, UNKNOWN)
        for fields, part in (
            (("annual_cost",), _BENEFIT * _width(cost)),
            ([name for name in SCORES if system[name] is None] if unscored else (), _BENEFIT * unscored),
            (("substitutability",), _DIFFICULTY * hard),
        ):
            if part:
                found.open[CANDIDATES].append(part)
                found.add(id_, fields, CANDIDATES, part)


def values_narrow(estate: Estate, settings: Settings) -> Callable[[str, float], float]:
    """How much a contract's unknown value leaves open of the benefit of what it covers: it is nothing, or the largest.

    Of systems whose own cost is recorded it leaves nothing open.
    """
    scale, covering, systems = settings.candidates, contracts_of(estate), estate.records("system")
    covers, costs = estate.by_id("contract", "covers"), costs_of(estate)
    open_ = {system: _width(cost_share(cost, scale)) * _BENEFIT for system, cost in costs.items()}

    def width(system: str, contract: str, value: Decimal) -> float:
        tried = {contract: Interval.exactly(value)}
        return _width(cost_share(annual_cost(systems[system], covering[system], estate, tried), scale)) * _BENEFIT

    def closes(contract: str, largest: float) -> float:
        tries = [ZERO, Decimal(largest)]
        its = [system for system in covers[contract] if open_.get(system)]
        return fsum(open_[system] - fmean([width(system, contract, value) for value in tries]) for system in its)

    return closes


def _links(found: Found, estate: Estate, settings: Settings) -> None:
    """Each integration of unknown dependence, at each end and hub: hard or soft."""
    dependence, scale = estate.by_id("integration", "dependence"), settings.candidates
    live = live_systems(estate)
    if not len(estate["integration"]):
        return

    @cache
    def width(hard: int, unknown: int) -> float:
        return _width(entangled(hard, unknown, estate, scale)) * _DIFFICULTY

    for system, links in links_of(estate).items():
        its = [dependence[link] or UNKNOWN for link in links]
        hard, unknown = its.count("hard"), its.count(UNKNOWN)
        if not unknown or system not in live:
            continue
        now = width(hard, unknown)
        closes = now - (width(hard + 1, unknown - 1) + width(hard, unknown - 1)) / 2
        found.open[CANDIDATES].append(now)
        if closes:
            for link, tie in zip(links, its, strict=True):
                if tie == UNKNOWN:
                    found.add(link, ("dependence",), CANDIDATES, closes)


def _overlaps(found: Found, estate: Estate) -> None:
    """An unknown cost is anything from zero up: each is as open as any other."""
    cost = estate.by_id("system", "annual_cost")
    for ids in alike_of(estate).values():
        for id_ in ids if len(ids) > 1 else ():
            if cost[id_] is None:
                found.open[OVERLAPS].append(1)
                found.add(id_, ("annual_cost",), OVERLAPS, 1)


def _width(share: Share) -> float:
    return most(share) - least(share)
