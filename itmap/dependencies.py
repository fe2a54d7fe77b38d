"""The dependency graph of an estate: what stops when a supplier group stops.

A supposition, not a forecast: suppose that everything a supplier group makes, hosts or runs for us stopped. Each
reading (`itmap.readings`) counts the unknowns in one way, and in each failure spreads to the least fixpoint. One pass a
reading carries, for every system and service, the set of supplier groups that can bring it down, so that all groups are
answered at once. This is the directed AND/OR form of a dominator (Lengauer and Tarjan, 1979): a group is a chokepoint
of a service when no route to it avoids the group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from itmap.estate import Estate, Values
from itmap.fixpoint import Pass, causes_first, passes
from itmap.quantities import Interval
from itmap.readings import UNKNOWN, Reading, Readings, bit_sets, live_integrations, live_systems, readings
from itmap.stopped_by import StoppedBy
from itmap.terms import counts

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
    that are not known to be platforms or infrastructure. `services` holds the values of all services in scope, `read`
    what it was worked out from: by the passes `certain`, `possible` and `possibly_alone`, whose bits stand for
    `groups`, over the components of systems in `order`, each after its causes.
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
    read: Readings
    groups: Sequence[str]
    order: Sequence[Sequence[str]]
    certain: Pass
    possible: Pass
    possibly_alone: Pass

    @cached_property
    def through(self) -> StoppedBy:
        """The integrations through which each group possibly stops their consumers, where no alternative works."""
        return self.own_possible.beside(self.possibly_alone.through)

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
        said = {service: values["statutory"] for service, values in self.services.items()}
        return (
            certain.weighed({service: int(it is True) for service, it in said.items()}),
            possible.weighed({service: int(it is not False) for service, it in said.items()}),
        )

    @cached_property
    def _criticality(self) -> tuple[list[Mapping[str, int]], list[Mapping[str, int]]]:
        """By group, the least and the most that what it stops can weigh: for certain, and possibly."""
        return (
            [self.services_certain.weighed(weights) for weights in self._weights],
            [self.services_possible.weighed(weights) for weights in self._weights],
        )

    @cached_property
    def _weights(self) -> tuple[dict[str, int], dict[str, int]]:
        """The least and the most that each service can weigh."""
        least, most = (
            {service: values["criticality"] or end for service, values in self.services.items()} for end in CRITICALITY
        )
        return least, most

    @cached_property
    def _totals(self) -> tuple[int, int]:
        least, most = self._weights
        return sum(least.values()), sum(most.values())


def failures(estate: Estate) -> Failures:
    """What stops with each supplier group, for certain and possibly, worked out for all groups at once."""
    return estate.once(_failures)


def _failures(estate: Estate) -> Failures:
    read = readings(estate)
    groups = sorted(read.possible.own)
    order = causes_first(read.possible)
    applications = replace(read.certain, own=_applications(read.certain.own, estate))
    surely, perhaps, less = (bit_sets(each.own, groups) for each in (read.certain, read.possible, applications))
    certain, possible, alone, possibly_alone, by_applications = passes(
        [
            (read.certain, surely),
            (read.possible, perhaps),
            (read.alone, surely),
            (read.possibly_alone, perhaps),
            (applications, less),
        ],
        order,
    )

    def by_group(bits: Mapping[str, int]) -> StoppedBy:
        return StoppedBy(bits, groups, estate.groups.names)

    return Failures(
        own_certain=by_group(certain.own),
        own_possible=by_group(possible.own),
        systems_certain=by_group(certain.systems),
        systems_possible=by_group(possible.systems),
        systems_without_alternatives=by_group(alone.systems),
        systems_possible_without_alternatives=by_group(possibly_alone.systems),
        services_certain=by_group(certain.services),
        services_possible=by_group(possible.services),
        services_without_fallbacks=by_group(alone.services),
        services_possible_without_fallbacks=by_group(possibly_alone.services),
        services_by_applications=by_group(by_applications.services),
        services=estate.records("service"),
        read=read,
        groups=groups,
        order=order,
        certain=certain,
        possible=possible,
        possibly_alone=possibly_alone,
    )


def _applications(own: Mapping[str, Collection[str]], estate: Estate) -> dict[str, list[str]]:
    """What each group stops by itself, without the systems that are known to be platforms or infrastructure."""
    kinds = zip(estate.ids("system"), estate.column("system", "kind"), strict=True)
    below = {id_ for id_, kind in kinds if kind in BELOW_APPLICATIONS}
    return {group: [id_ for id_ in its if id_ not in below] for group, its in own.items()}


def suppose(reading: Reading, groups: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the systems and of the services that stop when all these supplier groups stop at once.

    That may be more than what each stops alone: of alternatives, one group may stop one and another the other.
    """
    together = {record for group in groups for record in reading.own.get(group, ())}
    (at_once,) = passes([(reading, dict.fromkeys(together, 1))], causes_first(reading))
    systems = (system for system, its in at_once.systems.items() if its)
    return frozenset(systems), frozenset(service for service, its in at_once.services.items() if its)


def coverage(estate: Estate, read: Readings) -> dict[str, Any]:
    """What the answers about failure count, and what they don't know. `read`: the readings of that estate."""
    services, live, exist = estate.records("service"), live_systems(estate), read.possible.rests_on
    contracts = estate.records("contract")
    counting = Counter(counts(contract, estate.as_of) for contract in contracts.values())
    supplied = frozenset[str]().union(*read.possible.own.values())
    dependences = zip(estate.ids("integration"), estate.column("integration", "dependence"), strict=True)
    return {
        "systems": len(live),
        "systems_planned_or_retired": len(estate["system"]) - len(live),
        "systems_without_known_supplier": len(live - supplied),
        "integrations": len(exist),
        "integrations_of_systems_that_do_not_exist": len(estate["integration"]) - len(exist),
        "integrations_with_unknown_dependence": sum(
            dependence in (None, UNKNOWN) and id_ in exist for id_, dependence in dependences
        ),
        "services": len(services),
        "services_without_systems": sum(not its for its in read.possible.runs_on.values()),
        "services_with_unknown_criticality": sum(row["criticality"] is None for row in services.values()),
        "services_not_known_to_be_statutory_or_not": sum(row["statutory"] is None for row in services.values()),
        "contracts_counting_for_certain": counting["certain"],
        "contracts_counting_possibly": counting["possible"],
        "contracts_not_counting": counting["no"],
        "contracts_with_unknown_role": sum(row["role"] in (None, UNKNOWN) for row in contracts.values()),
        "supplier_rings": [[estate.name(supplier) for supplier in ring] for ring in estate.groups.rings],
        "not_known": [why for register, why in _NOT_KNOWN.items() if estate[register].empty],
    }
