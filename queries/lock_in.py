"""Lock-in: six criteria of what holds us to a supplier group, 0 free to 1 held, and the ranks that follow from them.

A criterion is an interval when its inputs are unknown, and so is the score. The rank acceptability says how often a
group would come first, second … whatever the weights and the unknowns are (`itmap.queries.smaa`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from itmap import model
from itmap.dependencies import failures, live_integrations
from itmap.estate import Estate, Values
from itmap.money import WHOLE, Spend, known_annual_value, spend
from itmap.quantities import Interval, months_between
from itmap.queries.answers import Question, Row, column
from itmap.queries.smaa import Floats, mean_scores, rank_acceptability
from itmap.settings import CRITERIA, LockInSettings, Settings
from itmap.terms import counts, exit_of


@dataclass(frozen=True)
class Score:
    """The weighted sum of the criteria, 0-1: with each at its lowest, with each at its highest, and on average."""

    low: float
    high: float
    mean: float


@dataclass(frozen=True, kw_only=True)
class LockInRow(Row):
    supplier: str = column("the supplier group, by its ultimate owner")
    assessed: bool = column("whether enough of the six criteria are known, three unless set; without, there is no rank")
    score: Score = column("the weighted sum of the criteria: lowest, highest, and mean over the unknowns", "0-1")
    criteria: Mapping[str, Interval[float]] = column("each criterion: 0 free, 1 held", "0-1", keys=CRITERIA)
    rank_acceptability: tuple[float, ...] = column(
        "how often the group is the most held, the second most … over weights and unknowns; empty without a rank",
        "share of draws",
    )
    coverage: Mapping[str, int] = column(
        "how many criteria are known, and how many records they rest on",
        keys=(
            "criteria_known",
            "criteria",
            "contracts",
            "contracts_counting",
            "contracts_with_annual_value",
            "systems",
        ),
    )


@dataclass(frozen=True)
class Profile:
    """A supplier group's criteria by name, and the ids of its contracts, its systems and all that these rest on."""

    criteria: Mapping[str, Interval[float]]
    contracts: Sequence[str]
    systems: Sequence[str]
    rests_on: tuple[str, ...]

    @property
    def known(self) -> int:
        """How many criteria are narrower than the whole scale."""
        return sum(criterion != WHOLE for criterion in self.criteria.values())


def scores(estate: Estate, settings: Settings) -> dict[str, Interval[float]]:
    """The lock-in score of every supplier group that has a row, by the group's id: 0-1, lowest to highest."""
    scored = _scores(_profiles(estate, settings, spend(estate)), settings.lock_in)
    return {group: Interval(score.low, score.high) for group, score in scored.items()}


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[LockInRow], dict[str, Any]]:
    paid = spend(estate)
    found = _profiles(estate, settings, paid)
    scored = _scores(found, settings.lock_in)
    ranked = _ranks(found, settings.lock_in)
    names = estate.groups.names

    def place(group: str) -> tuple[bool, float, str, str]:
        return group not in ranked, -scored[group].mean if group in ranked else 0, names[group], group

    rows = [
        LockInRow(
            supplier=names[group],
            assessed=group in ranked,
            score=scored[group],
            criteria=found[group].criteria,
            rank_acceptability=ranked.get(group, ()),
            coverage=_coverage(found[group], estate),
            rests_on=found[group].rests_on,
        )
        for group in sorted(found, key=place)
    ]
    return rows, {"supplier_groups": len(rows), "supplier_groups_assessed": len(ranked), **paid.coverage}


def _scores(found: Mapping[str, Profile], settings: LockInSettings) -> dict[str, Score]:
    weights = np.array([settings.weights[name] for name in CRITERIA], dtype=float)
    weights /= weights.sum()
    low, high = _ends(found.values())
    means = mean_scores(low, high, weights, settings.draws, settings.seed)
    ends = zip(found, (low @ weights).tolist(), (high @ weights).tolist(), means.tolist(), strict=True)
    # Rounding may put the mean of what is exact a hair outside its ends.
    return {group: Score(least, most, min(max(mean, least), most)) for group, least, most, mean in ends}


def _ranks(found: Mapping[str, Profile], settings: LockInSettings) -> dict[str, tuple[float, ...]]:
    assessed = {group: profile for group, profile in found.items() if profile.known >= settings.fewest_known_criteria}
    ranks = rank_acceptability(*_ends(assessed.values()), settings.draws, settings.seed)
    return {group: tuple(shares) for group, shares in zip(assessed, ranks.tolist(), strict=True)}


def _ends(profiles: Collection[Profile]) -> tuple[Floats, Floats]:
    """The lowest and the highest of the criteria: a row a profile, a column a criterion."""
    low = [[profile.criteria[name].low for name in CRITERIA] for profile in profiles]
    high = [[profile.criteria[name].high for name in CRITERIA] for profile in profiles]
    shape = (len(profiles), len(CRITERIA))
    return np.array(low, dtype=float).reshape(shape), np.array(high, dtype=float).reshape(shape)


def _profiles(estate: Estate, settings: Settings, paid: Spend) -> dict[str, Profile]:
    """The profile of every supplier group that has a contract, or makes or hosts a system that exists."""
    failed, links = failures(estate), _links(estate)
    contracts, members = _contracts(estate), _members(estate)
    found = {}
    for group in sorted({*contracts, *_makers(estate)}):
        held, own = contracts.get(group, ()), sorted(failed.own_certain[group])
        crossing = _crossing(own, links)
        systems = [estate.records("system")[id_] for id_ in own]
        found[group] = Profile(
            criteria={
                "committed_term": _committed_term([estate.records("contract")[id_] for id_ in held], estate, settings),
                "openness": _mean(_openness(row, settings.lock_in) for row in systems),
                "entanglement": _entanglement(crossing, own, estate, settings.lock_in),
                "dependence": failed.criticality_share(group) or WHOLE,
                "alternatives": _mean(
                    _step(row["substitutability"], settings.lock_in.substitutability) for row in systems
                ),
                "supplier_share": paid.shares[group],
            },
            contracts=held,
            systems=own,
            rests_on=(*members[group], *held, *own, *crossing, *sorted(failed.services_possible[group])),
        )
    return found


def _contracts(estate: Estate) -> dict[str, list[str]]:
    """Supplier group to its contracts, dead ones too."""
    held: dict[str, list[str]] = {}
    for id_, contract in estate.records("contract").items():
        for group in {estate.groups.of[who] for who in contract["suppliers"]}:
            held.setdefault(group, []).append(id_)
    return held


def _members(estate: Estate) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for supplier, group in estate.groups.of.items():
        members.setdefault(group, []).append(supplier)
    return members


def _makers(estate: Estate) -> set[str]:
    return {
        estate.groups.of[who]
        for system in estate.records("system").values()
        if system["status"] not in ("planned", "retired")
        for who in (*system["vendors"], *system["hosts"])
    }


def _links(estate: Estate) -> dict[str, list[str]]:
    """System to the integrations with another system that begin or end at it."""
    links: dict[str, list[str]] = {}
    for id_ in live_integrations(estate):
        provider, consumer = (estate.records("integration")[id_][end] for end in ("provider", "consumer"))
        if provider != consumer:
            links.setdefault(provider, []).append(id_)
            links.setdefault(consumer, []).append(id_)
    return links


def _crossing(own: Sequence[str], links: Mapping[str, Sequence[str]]) -> list[str]:
    """The integrations between these systems and others: those that are met at one end only."""
    met = Counter(id_ for system in own for id_ in links.get(system, ()))
    return sorted(id_ for id_, ends in met.items() if ends == 1)


def _committed_term(contracts: Iterable[Values], estate: Estate, settings: Settings) -> Interval[float]:
    """Months to the last of the earliest exits. Low takes the contracts that certainly count, high all that may."""
    as_of, months = estate.as_of, settings.lock_in.committed_term_months
    counting = [(row, counts(row, as_of)) for row in contracts]
    exits = [
        (standing, exit_of(row, as_of, settings.exits.check_by_months).earliest)
        for row, standing in counting
        if standing != "no"
    ]
    if not exits:
        return WHOLE
    certain = [exit_.low for standing, exit_ in exits if standing == "certain" and exit_.low]
    possible = [exit_.high for _, exit_ in exits if exit_.high]
    low = _capped(months_between(as_of, max(certain, default=as_of)), months)
    return Interval(low, _capped(months_between(as_of, max(possible)), months) if len(possible) == len(exits) else 1.0)


def _openness(system: Values, settings: LockInSettings) -> Interval[float]:
    return _mean(_step(system[name], settings.openness) for name in ("api", "data_export"))


def _step(choice: str | None, scale: Mapping[str, float]) -> Interval[float]:
    """How much a choice holds us; what isn't known may be any step between the scale's ends."""
    if choice is None or choice == model.UNKNOWN:
        return Interval(min(scale.values()), max(scale.values()))
    return Interval.exactly(scale[choice])


def _mean(intervals: Iterable[Interval[float]]) -> Interval[float]:
    """Of nothing: the whole scale."""
    known = list(intervals)
    if not known:
        return WHOLE
    return Interval(fmean(each.low or 0.0 for each in known), fmean(each.high or 0.0 for each in known))


def _entanglement(
    crossing: Sequence[str], own: Sequence[str], estate: Estate, settings: LockInSettings
) -> Interval[float]:
    integrations = estate.records("integration")
    if not own or not integrations:
        return WHOLE
    dependence = Counter(integrations[id_]["dependence"] or model.UNKNOWN for id_ in crossing)
    hard, unknown = dependence["hard"], dependence[model.UNKNOWN]
    return Interval(hard, hard + unknown).map(lambda count: _capped(count, settings.entangled_integrations))


def _capped(quantity: float, full: float) -> float:
    return min(1.0, quantity / full)


def _coverage(profile: Profile, estate: Estate) -> dict[str, int]:
    contracts = [estate.records("contract")[id_] for id_ in profile.contracts]
    return {
        "criteria_known": profile.known,
        "criteria": len(CRITERIA),
        "contracts": len(contracts),
        "contracts_counting": sum(counts(row, estate.as_of) != "no" for row in contracts),
        "contracts_with_annual_value": sum(known_annual_value(row) is not None for row in contracts),
        "systems": len(profile.systems),
    }


QUESTION = Question(
    name="lock-in",
    question="Which suppliers hold us hardest, and how sure is that?",
    method=(
        "Six criteria from 0 (free) to 1 (held), weighted as the settings say; an unknown input spans its own scale. "
        "Ranks by SMAA-2 (Lahdelma and Salminen 2001): every weighting and every value of the unknowns that is "
        "possible is as likely as any other, drawn 10,000 times unless the settings say otherwise."
    ),
    row=LockInRow,
    needs=("supplier",),
    better_with=("contract", "system", "service", "integration"),
    ask=_ask,
)
