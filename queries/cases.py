"""The facts of each system that is a candidate to be replaced: what leaving would free, and what holds it.

Benefit and difficulty are means of criteria on fixed 0-1 scales, each an interval when its inputs are unknown.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from itmap.estate import Estate, Values
from itmap.model import SUBSTITUTABILITY, UNKNOWN
from itmap.money import WHOLE, cost_of, pays
from itmap.quantities import Interval, months_between
from itmap.queries import lock_in
from itmap.queries.legacy import NOTHING_SCORED, possible_overall
from itmap.readings import live_systems, readings
from itmap.settings import CandidateSettings, Settings
from itmap.single_points import points_of
from itmap.terms import Exit, exits_of

Share = Interval[float]

NOT_ASSESSED = "not assessed"
_LEGACY = "legacy risk"
_WORST_OVERALL = 30  # LITRAF's highest score
_UNSCORED = NOTHING_SCORED.map(lambda overall: overall / _WORST_OVERALL)


@dataclass(frozen=True)
class Case:
    """One system's facts: what the row, its rank and its sentences are made from.

    `links` are the ids of its integrations, of which some are `hard` and some of `unknown` dependence. `exits` holds
    the paid contracts that cover it, and `exit` when the last of them lets go; `cost` is in pounds a year. `stops` are
    the services that stop with it for certain, `may_stop` those that possibly do; `statutory` says whether the law
    requires one of them.
    """

    id: str
    system: Values
    quadrant: str
    benefits: Mapping[str, Share]
    difficulties: Mapping[str, Share]
    links: tuple[str, ...]
    hard: int
    unknown: int
    exits: Mapping[str, Exit]
    exit: Interval[dt.date] | None
    cost: Interval[Decimal] | None
    services: tuple[str, ...]
    stops: Collection[str]
    may_stop: Collection[str]
    statutory: bool | None

    @property
    def last(self) -> tuple[str, ...]:
        """The contracts that may be the last to let go, by id."""
        if self.exit is None or self.exit.low is None:
            return ()
        latest = self.exit.low
        return tuple(
            id_ for id_, found in self.exits.items() if found.earliest.high is None or found.earliest.high >= latest
        )

    @property
    def criteria_known(self) -> int:
        """Of how many criteria anything is known."""
        benefits = sum(share != (_UNSCORED if name == _LEGACY else WHOLE) for name, share in self.benefits.items())
        return benefits + sum(share != WHOLE for share in self.difficulties.values())

    @cached_property
    def benefit(self) -> Share:
        return _mean(self.benefits.values())

    @cached_property
    def difficulty(self) -> Share:
        return _mean(self.difficulties.values())


def quadrant(functional: int | None, technical: int | None, good_fit: int) -> str:
    """TIME: functional fit is what the service gets from it, technical fit how sound it is, 1-4 each."""
    if functional is None or technical is None:
        return NOT_ASSESSED
    if functional >= good_fit:
        return "invest" if technical >= good_fit else "migrate"
    return "tolerate" if technical >= good_fit else "eliminate"


def cases(estate: Estate, settings: Settings) -> list[Case]:
    """The facts of every system that is live or retiring, in the order of their ids."""
    read = readings(estate)
    systems = sorted(live_systems(estate))
    scores = lock_in.scores(estate, settings)
    certainly, possibly = _turned(read.certain.own), _turned(read.possible.own)
    points, risks, costs = points_of(estate), legacy_risks(estate), costs_of(estate)
    stops, may_stop = points.services_certain, points.services_possible
    runs_on = _turned(read.possible.runs_on)
    links, contracts = links_of(estate), contracts_of(estate)
    lets_out = exits_of(estate, settings.exits.check_by_months)
    dependence = estate.by_id("integration", "dependence")
    found_cases = []
    for id_ in systems:
        system, scale = estate.records("system")[id_], settings.candidates
        exits = {key: lets_out[key] for key in sorted(contracts.get(id_, ()), key=lambda key: (estate.name(key), key))}
        leaves = last_exit(found.earliest for found in exits.values())
        cost = costs[id_]
        dependences = [dependence[link] or UNKNOWN for link in links[id_]]
        hard, unknown = dependences.count("hard"), dependences.count(UNKNOWN)
        its, perhaps = stops[id_], may_stop[id_]  # put together anew each time
        counted = Interval(len(its), len(perhaps))
        found_cases.append(
            Case(
                id=id_,
                system=system,
                quadrant=quadrant(system["functional_fit"], system["technical_fit"], scale.good_fit),
                benefits={
                    "lock-in": _held(certainly[id_], possibly[id_], scores),
                    _LEGACY: risks[id_],
                    "services": _of(counted, len(estate.records("service"))),
                    "cost": cost_share(cost, scale),
                },
                difficulties={
                    "integrations": entangled(hard, unknown, estate, scale),
                    "committed term": committed(leaves, estate.as_of, scale),
                    "substitutability": _substitutable(system),
                },
                links=tuple(links[id_]),
                hard=hard,
                unknown=unknown,
                exits=exits,
                exit=leaves,
                cost=cost,
                services=tuple(sorted(runs_on[id_])),
                stops=its,
                may_stop=perhaps,
                statutory=_statutory(its, perhaps, estate),
            )
        )
    return found_cases


def _statutory(stops: Collection[str], may_stop: Collection[str], estate: Estate) -> bool | None:
    services = estate.records("service")
    if any(services[service]["statutory"] for service in stops):
        return True
    perhaps = any(services[service]["statutory"] is not False for service in may_stop)
    return None if perhaps or not services else False


def _turned(groups: Mapping[str, Iterable[str]]) -> defaultdict[str, list[str]]:
    """Owner to records, turned around: record to its owners."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for owner, records in groups.items():
        for record in records:
            found[record].append(owner)
    return found


def links_of(estate: Estate) -> defaultdict[str, list[str]]:
    """System to its integrations that exist, given and taken; worked out once for all questions."""
    return estate.once(_links)


def _links(estate: Estate) -> defaultdict[str, list[str]]:
    read = readings(estate)
    found: defaultdict[str, list[str]] = defaultdict(list)
    consumer = estate.by_id("integration", "consumer")
    for link, causes in read.possible.rests_on.items():
        for end in {*causes, consumer[link]}:
            found[end].append(link)
    return found


def contracts_of(estate: Estate) -> Mapping[str, Sequence[str]]:
    """System to the contracts that cover it and are paid, or may be: what commits us, whatever the supplier's role.

    Worked out once for all questions.
    """
    return estate.once(_contracts)


def _contracts(estate: Estate) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_, contract in estate.records("contract").items():
        if pays(contract, estate.as_of) != "no":
            for target in contract["covers"]:
                found.setdefault(target, []).append(id_)
    return found


def last_exit(exits: Iterable[Interval[dt.date]]) -> Interval[dt.date] | None:
    """A system is free when its last contract lets go; None where no contract is known."""
    found = list(exits)
    if not found:
        return None
    highs = [each.high for each in found]
    return Interval(
        max(each.low for each in found if each.low), None if None in highs else max(high for high in highs if high)
    )


def _held(certainly: Collection[str], possibly: Collection[str], scores: Mapping[str, Share]) -> Share:
    """The lock-in of the group that holds us most, of those that stop the system by themselves. Unknown: any."""
    low = max((least(scores[group]) for group in certainly), default=0.0)
    return Interval(low, max(most(scores[group]) for group in possibly) if certainly else 1.0)


def legacy_risks(estate: Estate) -> Mapping[str, Share]:
    """Of each live system the share of benefit that LITRAF's overall score makes, as far as its scores are known.

    Worked out once for all questions.
    """
    return estate.once(_legacy_risks)


def _legacy_risks(estate: Estate) -> dict[str, Share]:
    systems = estate.records("system")
    found = {id_: possible_overall(systems[id_]) for id_ in live_systems(estate)}
    return {
        id_: _UNSCORED if its is NOTHING_SCORED else its.map(lambda overall: overall / _WORST_OVERALL)
        for id_, its in found.items()
    }


def _of(part: Interval[int], whole: int) -> Share:
    return part.map(lambda count: count / whole) if whole else WHOLE


def costs_of(estate: Estate) -> Mapping[str, Interval[Decimal] | None]:
    """The `annual_cost` of each live system; worked out once for all questions."""
    return estate.once(_costs_of)


def _costs_of(estate: Estate) -> dict[str, Interval[Decimal] | None]:
    systems, contracts = estate.records("system"), contracts_of(estate)
    return {id_: annual_cost(systems[id_], contracts.get(id_, ()), estate) for id_ in live_systems(estate)}


def annual_cost(
    system: Values,
    contracts: Collection[str],
    estate: Estate,
    tried: Mapping[str, Interval[Decimal]] = MappingProxyType({}),
) -> Interval[Decimal] | None:
    """What a system costs, in pounds a year: as recorded, else by the paid contracts that cover it; None without any.

    What a contract pays for each of several things that it covers isn't recorded: anything from nothing to the whole.
    `tried` as in `cost_of`.
    """
    cost = system["annual_cost"]
    if cost is not None and cost >= 0:
        return Interval.exactly(cost)
    if not contracts:
        return None
    covers = estate.by_id("contract", "covers")
    alone = [id_ for id_ in contracts if len(covers[id_]) == 1]
    # A contract that isn't shown may cover it too.
    most = None if estate.withheld.exempt else cost_of(estate, contracts, tried).high
    return Interval(cost_of(estate, alone, tried).low, most)


def cost_share(cost: Interval[Decimal] | None, scale: CandidateSettings) -> Share:
    """The share of benefit that a yearly cost makes; without an upper end it may be all."""
    if cost is None:
        return WHOLE
    found = cost.map(lambda pounds: _capped(float(pounds), scale.large_annual_cost))
    return Interval(found.low, 1.0 if found.high is None else found.high)


def entangled(hard: int, unknown: int, estate: Estate, scale: CandidateSettings) -> Share:
    """The share of difficulty that a system's integrations make."""
    if not len(estate["integration"]):
        return WHOLE
    return Interval(_capped(hard, scale.entangled_integrations), _capped(hard + unknown, scale.entangled_integrations))


def committed(leaves: Interval[dt.date] | None, as_of: dt.date, scale: CandidateSettings) -> Share:
    """The share of difficulty that the time until the last contract lets go makes."""
    if leaves is None:
        return WHOLE

    def share(day: dt.date) -> float:
        return _capped(months_between(as_of, day), scale.committed_term_months)

    return Interval(share(leaves.low) if leaves.low else 0.0, share(leaves.high) if leaves.high else 1.0)


def _substitutable(system: Values) -> Share:
    word = system["substitutability"]
    if word in (None, UNKNOWN):
        return WHOLE
    return Interval.exactly(SUBSTITUTABILITY.index(word) / (len(SUBSTITUTABILITY) - 2))


def _capped(quantity: float, full: float) -> float:
    return min(1.0, max(0.0, quantity / full))


def least(share: Share) -> float:
    """The least that a share may be."""
    return 0.0 if share.low is None else share.low


def most(share: Share) -> float:
    """The most that a share may be."""
    return 1.0 if share.high is None else share.high


def _mean(shares: Iterable[Share]) -> Share:
    found = list(shares)
    return Interval(sum(map(least, found)) / len(found), sum(map(most, found)) / len(found))
