"""The six criteria of what holds us to a supplier group, a system or a contract: 0 free, 1 held.

A criterion is an interval when its inputs are unknown; without any input at all it is the whole scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import fsum
from typing import Any

from itmap import model
from itmap.blast_radius import blast_radii
from itmap.dependencies import CRITICALITY, Failures, failures, live_integrations
from itmap.estate import Estate
from itmap.labels import labels
from itmap.money import WHOLE, Spend, holdings, share_of_contract, spend
from itmap.quantities import Interval, months_between
from itmap.readings import live_systems, readings
from itmap.settings import LockInSettings, Settings
from itmap.terms import counts, exits_of


@dataclass(frozen=True)
class Profile:
    """The criteria by name, and the ids of what they were worked out from.

    `crossing`: the integrations between its systems and others; `stopping`: the services that stop with it for certain.
    """

    criteria: Mapping[str, Interval[float]]
    contracts: Sequence[str]
    systems: Sequence[str]
    crossing: Sequence[str]
    stopping: Sequence[str]
    rests_on: tuple[str, ...]

    @property
    def known(self) -> int:
        """How many criteria are narrower than the whole scale."""
        return sum(criterion != WHOLE for criterion in self.criteria.values())


class Profiles:
    """The profiles of an estate's supplier groups, systems and contracts."""

    def __init__(self, estate: Estate, settings: Settings) -> None:
        self._estate, self._settings = estate, settings
        self.paid: Spend = spend(estate)

    @classmethod
    def of(cls, estate: Estate, settings: Settings) -> Profiles:
        """Those of an estate under some settings, worked out once for all questions."""
        return estate.once(cls, settings)

    @cached_property
    def of_groups(self) -> dict[str, Profile]:
        """By id, every supplier group that has a contract, or makes or hosts a system that exists."""
        contracts, members = _contracts(self._estate), _members(self._estate)
        return {
            group: self._of_group(group, contracts.get(group, ()), members[group])
            for group in sorted({*contracts, *_makers(self._estate)})
        }

    def _of_group(self, group: str, contracts: Sequence[str], members: Sequence[str]) -> Profile:
        failed = self._failed
        services = failed.services_certain[group], failed.services_possible[group]
        dependence, share = failed.criticality_share(group), self.paid.shares[group]
        return self._profile(sorted(failed.own_certain[group]), contracts, services, dependence, share, members)

    def of_system(self, system: str) -> Profile:
        """One system: the contracts that cover it, and what stops with it."""
        contracts = self.covering.get(system, [])
        services = self._stopping(system, (system,))
        share = self._shares_of_systems[system] if contracts else WHOLE
        return self._profile([system], contracts, services, self._criticality_share(*services), share, [])

    def of_contract(self, contract: str) -> Profile:
        """One contract: its own term, and the systems and integrations that it covers."""
        covers = self._estate.records("contract")[contract]["covers"]
        systems = sorted(live_systems(self._estate).intersection(covers))
        things = [*systems, *sorted(live_integrations(self._estate).intersection(covers))]
        services = self._stopping(contract, things)
        dependence = self._criticality_share(*services) if things else None
        return self._profile(systems, [contract], services, dependence, share_of_contract(self.paid, contract), things)

    @cached_property
    def covering(self) -> dict[str, list[str]]:
        """System to the contracts that cover it."""
        found: dict[str, list[str]] = {}
        for id_, contract in self._estate.records("contract").items():
            for covered in contract["covers"]:
                found.setdefault(covered, []).append(id_)
        return found

    def _profile(
        self,
        systems: Sequence[str],
        contracts: Sequence[str],
        services: tuple[Collection[str], Collection[str]],
        dependence: Interval[float] | None,
        share: Interval[float],
        beside: Sequence[str],
    ) -> Profile:
        rows = [self._estate.records("system")[id_] for id_ in systems]
        settings, crossing = self._settings.lock_in, _crossing(systems, self._links)
        return Profile(
            criteria={
                "committed_term": committed_term(contracts, self._estate, self._settings),
                "openness": _mean(self._openness[row["api"], row["data_export"]] for row in rows),
                "entanglement": _entanglement(crossing, systems, self._estate, settings),
                "dependence": dependence or WHOLE,
                "alternatives": _mean(_step(row["substitutability"], settings.substitutability) for row in rows),
                "supplier_share": share,
            },
            contracts=contracts,
            systems=systems,
            crossing=crossing,
            stopping=sorted(services[0]),
            rests_on=tuple(dict.fromkeys((*beside, *contracts, *systems, *crossing, *sorted(services[1])))),
        )

    @cached_property
    def _openness(self) -> dict[tuple[str | None, str | None], Interval[float]]:
        """How much every API and every data export hold us together."""
        steps = {choice: _step(choice, self._settings.lock_in.openness) for choice in (*model.OPENNESS, None)}
        return {(api, export): _mean([steps[api], steps[export]]) for api in steps for export in steps}

    @cached_property
    def _failed(self) -> Failures:
        return failures(self._estate)

    @cached_property
    def _links(self) -> dict[str, list[str]]:
        """System to the integrations with another system that begin or end at it."""
        links: dict[str, list[str]] = {}
        providers, consumers = (self._estate.by_id("integration", end) for end in ("provider", "consumer"))
        for id_ in live_integrations(self._estate):
            provider, consumer = providers[id_], consumers[id_]
            if provider != consumer:
                links.setdefault(provider, []).append(id_)
                links.setdefault(consumer, []).append(id_)
        return links

    @cached_property
    def _shares_of_systems(self) -> dict[str, Interval[float]]:
        """Each system's share of the annual value: of a contract for several, each gets anything to the whole."""
        covered: dict[str, frozenset[str]] = {}
        for id_, first in self.paid.stands_under.items():
            covers = self._estate.records("contract")[id_]["covers"]
            systems = [thing for thing in covers if thing in self._estate.records("system")]
            # What a contract without a system pays goes to none: it has a place of its own.
            covered[first] = covered.get(first, frozenset()) | frozenset(systems or [first])
        held = holdings(self.paid.annual, covered, {*self.covering, *covered})
        return {system: held[system].share for system in self.covering}

    def _stopping(self, subject: str, things: Collection[str]) -> tuple[set[str], set[str]]:
        """The services that stop when these things do, for certain and possibly."""
        read, names = readings(self._estate), labels(self._estate)

        def services(which: Any) -> set[str]:
            _, radius = next(iter(blast_radii(which, {subject: things}, names)))
            return {service for service in which.runs_on if radius.way_to(service)}

        return services(read.certain), services(read.possible)

    def _criticality_share(self, certain: Collection[str], possible: Collection[str]) -> Interval[float] | None:
        """As `Failures.criticality_share` of a supplier group."""
        services = self._estate.records("service")
        if not services:
            return None
        least, most = ({service: row["criticality"] or end for service, row in services.items()} for end in CRITICALITY)
        low, high = sum(least[service] for service in certain), sum(most[service] for service in possible)
        others = sum(most[service] for service in services if service not in certain)
        spared = sum(least[service] for service in services if service not in possible)
        return Interval(low / (low + others), high / (high + spared))


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


def _crossing(own: Sequence[str], links: Mapping[str, Sequence[str]]) -> list[str]:
    """The integrations between these systems and others: those that are met at one end only."""
    met = Counter(id_ for system in own for id_ in links.get(system, ()))
    return sorted(id_ for id_, ends in met.items() if ends == 1)


def committed_term(contracts: Iterable[str], estate: Estate, settings: Settings) -> Interval[float]:
    """Months to the last of the earliest exits. Low takes the contracts that certainly count, high all that may."""
    as_of, months = estate.as_of, settings.lock_in.committed_term_months
    lets_out, rows = exits_of(estate, settings.exits.check_by_months), estate.records("contract")
    counting = [(id_, counts(rows[id_], as_of)) for id_ in contracts]
    exits = [(standing, lets_out[id_].earliest) for id_, standing in counting if standing != "no"]
    if not exits:
        return WHOLE
    certain = [exit_.low for standing, exit_ in exits if standing == "certain" and exit_.low]
    possible = [exit_.high for _, exit_ in exits if exit_.high]
    low = _capped(months_between(as_of, max(certain, default=as_of)), months)
    return Interval(low, _capped(months_between(as_of, max(possible)), months) if len(possible) == len(exits) else 1.0)


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
    lows, highs = [each.low or 0.0 for each in known], [each.high or 0.0 for each in known]
    return Interval(fsum(lows) / len(known), fsum(highs) / len(known))


def _entanglement(
    crossing: Sequence[str], own: Sequence[str], estate: Estate, settings: LockInSettings
) -> Interval[float]:
    if not own or not len(estate["integration"]):
        return WHOLE
    depended = estate.by_id("integration", "dependence")
    dependence = Counter(depended[id_] or model.UNKNOWN for id_ in crossing)
    hard, unknown = dependence["hard"], dependence[model.UNKNOWN]
    return Interval(hard, hard + unknown).map(lambda count: _capped(count, settings.entangled_integrations))


def _capped(quantity: float, full: float) -> float:
    return min(1.0, quantity / full)
