"""The dependency graph of an estate: what stops when a supplier group stops.

A supposition, not a forecast: suppose that everything a supplier group makes, hosts or runs for us stopped. Each
reading (`itmap.readings`) counts the unknowns in one way, and in each failure spreads to the least fixpoint. One pass a
reading carries, for every system and service, the set of supplier groups that can bring it down, so that all groups are
answered at once. This is the directed AND/OR form of a dominator (Lengauer and Tarjan, 1979): a group is a chokepoint
of a service when no route to it avoids the group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from itmap.estate import Estate, Values
from itmap.fixpoint import causes_first, passes
from itmap.network import POSSIBLY, links_of, network, own_of
from itmap.quantities import Interval
from itmap.ragged import Numbers
from itmap.readings import UNKNOWN, Reading, live_integrations, live_systems, runs_on_of
from itmap.spreading import Places, Start, mark, spread
from itmap.stopped_by import StoppedBy
from itmap.terms import standings

__all__ = ["CRITICALITY", "Failures", "StoppedBy", "coverage", "failures", "live_integrations", "suppose"]

BELOW_APPLICATIONS = ("platform", "infrastructure")  # the kinds of system that everything runs on
CRITICALITY = (1, 4)  # the ends of the scale, which an unknown criticality spans
_NOT_KNOWN = {
    "service": "No services in scope: which services stop is unknown.",
    "integration": "No integrations in scope: what stops beyond what a supplier itself supplies is unknown.",
    "contract": "No contracts in scope: what a supplier runs for us is known from vendors and hosts alone.",
}


@dataclass(frozen=True)
class Failures:
    """What stops with each supplier group: by group id, sets of the ids of systems and services.

    `own_…`: the systems that the group stops by itself. `…_by_applications`: what stops for certain with those of them
    that are not known to be platforms or infrastructure. `through`: the integrations through which it possibly stops
    their consumers, where no alternative works. `services` holds the values of all services in scope.
    """

    own_certain: StoppedBy
    own_possible: StoppedBy
    systems_certain: StoppedBy
    systems_possible: StoppedBy
    systems_without_alternatives: StoppedBy
    systems_possible_without_alternatives: StoppedBy
    services_certain: StoppedBy
    services_possible: StoppedBy
    services_without_fallbacks: StoppedBy
    services_possible_without_fallbacks: StoppedBy
    services_by_applications: StoppedBy
    services: Mapping[str, Values]
    work_through: Callable[[], StoppedBy]

    @cached_property
    def through(self) -> StoppedBy:
        return self.work_through()

    def statutory_services(self, group: str, *, without_fallbacks: bool = False) -> Interval[int] | None:
        """How many statutory services the group stops; None where no services are in scope."""
        if not self.services:
            return None
        low, high = self._statutory_without_fallbacks if without_fallbacks else self._statutory
        return Interval(low[group], high[group])

    def criticality_of_certain(self, group: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """The criticality of the services that the group stops for certain, least and most, and of all others."""
        (least, most), _ = self._criticality
        stopped = least[group], most[group]
        return stopped, (self._totals[0] - stopped[0], self._totals[1] - stopped[1])

    def criticality_share(self, group: str) -> Interval[float] | None:
        """The criticality of the services the group stops over that of all, 0-1; None where no services are in scope.

        Lowest: those stopped for certain weigh their least and all others their most; highest: those possibly stopped
        weigh their most and all others their least. An unknown criticality is 1 to 4.
        """
        if not self.services:
            return None
        (low, most_of_certain), (least_of_possible, high) = self._criticality
        others = self._totals[1] - most_of_certain[group]
        spared = self._totals[0] - least_of_possible[group]
        return Interval(low[group] / (low[group] + others), high[group] / (high[group] + spared))

    @cached_property
    def _statutory(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """How many services that are statutory a group stops for certain, and that may be so possibly."""
        return self._required(self.services_certain, self.services_possible)

    @cached_property
    def _statutory_without_fallbacks(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        return self._required(self.services_without_fallbacks, self.services_possible_without_fallbacks)

    def _required(self, certain: StoppedBy, possible: StoppedBy) -> tuple[Mapping[str, int], Mapping[str, int]]:
        said = [values["statutory"] for values in self.services.values()]
        return certain.weighed([it is True for it in said]), possible.weighed([it is not False for it in said])

    @cached_property
    def _criticality(self) -> tuple[list[Mapping[str, int]], list[Mapping[str, int]]]:
        """By group, the least and the most that what it stops can weigh: for certain, and possibly."""
        return (
            [self.services_certain.weighed(weights) for weights in self._weights],
            [self.services_possible.weighed(weights) for weights in self._weights],
        )

    @cached_property
    def _weights(self) -> tuple[list[int], list[int]]:
        """The least and the most that each service can weigh."""
        least, most = ([values["criticality"] or end for values in self.services.values()] for end in CRITICALITY)
        return least, most

    @cached_property
    def _totals(self) -> tuple[int, int]:
        least, most = self._weights
        return sum(least), sum(most)


def failures(estate: Estate) -> Failures:
    """What stops with each supplier group, for certain and possibly, worked out for all groups at once."""
    return estate.once(_failures)


def _failures(estate: Estate) -> Failures:
    net, own = network(estate), own_of(estate)
    all_, applications = np.ones(len(own.thing), bool), own.certain & ~_below_applications(estate)[own.thing]
    starts = [
        Start(reading, own.group[which], own.thing[which])
        for reading, which in (
            (net.certain, own.certain),
            (net.possible, all_),
            (net.alone, own.certain),
            (net.possibly_alone, all_),
            (net.certain, applications),
        )
    ]
    places, (certain, possible, alone, possibly_alone, by_applications) = spread(net, own.groups, starts)

    def stopped(register: str, bits: Any) -> StoppedBy:
        nodes = net.systems if register == "system" else net.services
        return StoppedBy(places, estate.ids(register), net.block[nodes], bits[nodes])

    def by_itself(which: Numbers) -> StoppedBy:
        bits, systems = np.zeros_like(certain), which & (own.thing < len(net.systems))
        nodes = net.systems[own.thing[systems]]
        mark(bits, nodes, places.of(net.block[nodes], own.group[systems]))
        return stopped("system", bits)

    return Failures(
        own_certain=by_itself(own.certain),
        own_possible=by_itself(all_),
        systems_certain=stopped("system", certain),
        systems_possible=stopped("system", possible),
        systems_without_alternatives=stopped("system", alone),
        systems_possible_without_alternatives=stopped("system", possibly_alone),
        services_certain=stopped("service", certain),
        services_possible=stopped("service", possible),
        services_without_fallbacks=stopped("service", alone),
        services_possible_without_fallbacks=stopped("service", possibly_alone),
        services_by_applications=stopped("service", by_applications),
        services=estate.records("service"),
        work_through=lambda: _through(estate, places, possibly_alone),
    )


def _below_applications(estate: Estate) -> Numbers:
    """Of each thing whether it is a system that is known to be a platform or infrastructure."""
    kinds = [kind in BELOW_APPLICATIONS for kind in estate.column("system", "kind")]
    return np.array([*kinds, *[False] * len(links_of(estate).at)], bool)


def _through(estate: Estate, places: Places, systems: Any) -> StoppedBy:
    """The integrations that each group stops, and with them their consumers. `systems`: the bits of each node."""
    net, links, own = network(estate), links_of(estate), own_of(estate)
    needed = links.hardness >= POSSIBLY
    at, consumer = np.flatnonzero(needed), net.systems[links.consumer[needed]]
    causes, begins = links.causes.some(at)
    bits = np.bitwise_or.reduceat(systems.take(net.systems[causes], axis=0), begins, axis=0) if len(at) else systems[:0]
    number = np.full(len(net.systems) + len(needed), -1)
    number[len(net.systems) + at] = np.arange(len(at))
    its = number[own.thing]
    mark(bits, its[its >= 0], places.of(net.block[consumer[its[its >= 0]]], own.group[its >= 0]))
    bits &= systems[consumer]
    ids = estate.ids("integration")
    return StoppedBy(places, [ids[place] for place in links.at[at]], net.block[consumer], bits)


def suppose(reading: Reading, groups: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the systems and of the services that stop when all these supplier groups stop at once.

    That may be more than what each stops alone: of alternatives, one group may stop one and another the other.
    """
    together = {record for group in groups for record in reading.own.get(group, ())}
    (at_once,) = passes([(reading, dict.fromkeys(together, 1))], causes_first(reading))
    systems = (system for system, its in at_once.systems.items() if its)
    return frozenset(systems), frozenset(service for service, its in at_once.services.items() if its)


def coverage(estate: Estate) -> dict[str, Any]:
    """What the answers about failure count, and what they don't know."""
    services, live, links, own = estate.records("service"), live_systems(estate), links_of(estate), own_of(estate)
    counting = Counter(standings(estate))
    systems = len(estate["system"])
    return {
        "systems": len(live),
        "systems_planned_or_retired": systems - len(live),
        "systems_without_known_supplier": len(live) - len(np.unique(own.thing[own.thing < systems])),
        "integrations": len(links.at),
        "integrations_of_systems_that_do_not_exist": len(estate["integration"]) - len(links.at),
        "integrations_with_unknown_dependence": int(np.count_nonzero(links.hardness == POSSIBLY)),
        "services": len(services),
        "services_without_systems": sum(not its for its in runs_on_of(estate).values()),
        "services_with_unknown_criticality": sum(row["criticality"] is None for row in services.values()),
        "services_not_known_to_be_statutory_or_not": sum(row["statutory"] is None for row in services.values()),
        "contracts_counting_for_certain": counting["certain"],
        "contracts_counting_possibly": counting["possible"],
        "contracts_not_counting": counting["no"],
        "contracts_with_unknown_role": sum(role in (None, UNKNOWN) for role in estate.column("contract", "role")),
        "supplier_rings": [[estate.name(supplier) for supplier in ring] for ring in estate.groups.rings],
        "not_known": [why for register, why in _NOT_KNOWN.items() if estate[register].empty],
    }
