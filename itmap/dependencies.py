"""The dependency graph of an estate: what stops when a supplier group stops.

A supposition, not a forecast: suppose that everything a supplier group makes, hosts or runs for us stopped. Each
reading (`itmap.readings`) counts the unknowns in one way, and in each failure spreads to the least fixpoint. One pass a
reading carries, for every system and service, the set of supplier groups that can bring it down, so that all groups are
answered at once. This is the directed AND/OR form of a dominator (Lengauer and Tarjan, 1979): a group is a chokepoint
of a service when no route to it avoids the group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import networkx as nx

from itmap.estate import Estate, Values
from itmap.quantities import Interval
from itmap.readings import UNKNOWN, Reading, Readings, bit_sets, live_integrations, live_systems, places, readings
from itmap.terms import counts

__all__ = ["Failures", "StoppedBy", "coverage", "failures", "live_integrations", "services_of_systems"]

_CRITICALITY = (1, 4)  # the ends of the scale, which an unknown criticality spans
_NOT_KNOWN = {
    "service": "No services in scope: which services stop is unknown.",
    "integration": "No integrations in scope: what stops beyond what a supplier itself supplies is unknown.",
    "contract": "No contracts in scope: what a supplier runs for us is known from vendors and hosts alone.",
}


class StoppedBy(Mapping[str, frozenset[str]]):
    """Supplier group to the ids of what it stops, for every group of the estate.

    Built from record to bit set. Records with the same bit set are kept together and a group's set is put together
    when it is asked for: where everything hangs together, all the sets at once would be most of the work.
    """

    def __init__(self, bits: Mapping[str, int], order: Sequence[str], groups: Collection[str]) -> None:
        """`order`: the group of each bit; `groups`: all groups, of which some may stop nothing."""
        self._bits, self._order, self._groups = bits, order, groups

    @cached_property
    def _parts(self) -> Mapping[str, list[list[str]]]:
        alike: defaultdict[int, list[str]] = defaultdict(list)
        for record, its in self._bits.items():
            alike[its].append(record)
        parts: defaultdict[str, list[list[str]]] = defaultdict(list)
        for its, records in alike.items():
            for place in places(its):
                parts[self._order[place]].append(records)
        return parts

    def __getitem__(self, group: str) -> frozenset[str]:
        if group not in self._groups:
            raise KeyError(group)
        return frozenset().union(*self._parts.get(group, ()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)


@dataclass(frozen=True)
class Failures:
    """What stops with each supplier group: by group id, sets of the ids of systems and services.

    `own_…`: the systems that the group stops by itself. `through`: the integrations through which it possibly stops
    their consumers. `services` holds the values of all services in scope, `read` what it was worked out from.
    """

    own_certain: Mapping[str, frozenset[str]]
    own_possible: Mapping[str, frozenset[str]]
    systems_certain: Mapping[str, frozenset[str]]
    systems_possible: Mapping[str, frozenset[str]]
    services_certain: Mapping[str, frozenset[str]]
    services_possible: Mapping[str, frozenset[str]]
    services_without_fallbacks: Mapping[str, frozenset[str]]
    through: Mapping[str, frozenset[str]]
    services: Mapping[str, Values]
    read: Readings

    def statutory_services(self, group: str) -> Interval[int] | None:
        """How many statutory services the group stops; None where no services are in scope."""
        if not self.services:
            return None
        certain = sum(self.services[service]["statutory"] is True for service in self.services_certain[group])
        possible = sum(self.services[service]["statutory"] is not False for service in self.services_possible[group])
        return Interval(certain, possible)

    def criticality_share(self, group: str) -> Interval[float] | None:
        """The criticality of the services the group stops over that of all, 0-1; None where no services are in scope.

        Lowest: those stopped for certain weigh their least and all others their most; highest: those possibly stopped
        weigh their most and all others their least. An unknown criticality is 1 to 4.
        """
        if not self.services:
            return None
        certain, possible = self.services_certain[group], self.services_possible[group]
        least, most = self._weights
        low = sum(least[service] for service in certain)
        others = self._totals[1] - sum(most[service] for service in certain)
        high = sum(most[service] for service in possible)
        spared = self._totals[0] - sum(least[service] for service in possible)
        return Interval(low / (low + others), high / (high + spared))

    @cached_property
    def _weights(self) -> tuple[dict[str, int], dict[str, int]]:
        """The least and the most that each service can weigh."""
        least, most = (
            {service: values["criticality"] or end for service, values in self.services.items()} for end in _CRITICALITY
        )
        return least, most

    @cached_property
    def _totals(self) -> tuple[int, int]:
        least, most = self._weights
        return sum(least.values()), sum(most.values())


def failures(estate: Estate) -> Failures:
    """What stops with each supplier group, for certain and possibly, worked out for all groups at once."""
    read = readings(estate)
    groups = sorted(read.possible.own)
    order = _causes_first(read.possible)
    certain, possible, alone = (
        _Pass.over(reading, groups, order) for reading in (read.certain, read.possible, read.alone)
    )

    def by_group(bits: Mapping[str, int]) -> StoppedBy:
        return StoppedBy(bits, groups, estate.groups.names)

    return Failures(
        own_certain=by_group(certain.own),
        own_possible=by_group(possible.own),
        systems_certain=by_group(certain.systems),
        systems_possible=by_group(possible.systems),
        services_certain=by_group(certain.services),
        services_possible=by_group(possible.services),
        services_without_fallbacks=by_group(alone.services),
        through=by_group(possible.through),
        services=estate.records("service"),
        read=read,
    )


def services_of_systems(read: Readings, systems: Collection[str]) -> tuple[StoppedBy, StoppedBy]:
    """What one system's stopping does: system to the services that stop with it, for certain and possibly."""
    names, order = sorted(systems), _causes_first(replace(read.possible, own={id_: (id_,) for id_ in systems}))
    certain, possible = (
        _Pass.over(replace(reading, own={id_: (id_,) for id_ in systems}), names, order).services
        for reading in (read.certain, read.possible)
    )
    return StoppedBy(certain, names, set(names)), StoppedBy(possible, names, set(names))


def coverage(estate: Estate, read: Readings) -> dict[str, Any]:
    """What the answers about failure count, and what they don't know. `read`: the readings of that estate."""
    systems, links, services = (estate.records(name) for name in ("system", "integration", "service"))
    live, exist = live_systems(estate), read.possible.rests_on
    contracts = estate.records("contract")
    counting = Counter(counts(contract, estate.as_of) for contract in contracts.values())
    supplied = frozenset[str]().union(*read.possible.own.values())
    return {
        "systems": len(live),
        "systems_planned_or_retired": len(systems) - len(live),
        "systems_without_known_supplier": len(live - supplied),
        "integrations": len(exist),
        "integrations_of_systems_that_do_not_exist": len(links) - len(exist),
        "integrations_with_unknown_dependence": sum(links[id_]["dependence"] in (None, UNKNOWN) for id_ in exist),
        "services": len(services),
        "services_without_systems": sum(not its for its in read.possible.runs_on.values()),
        "services_with_unknown_criticality": sum(row["criticality"] is None for row in services.values()),
        "services_not_known_to_be_statutory_or_not": sum(row["statutory"] is None for row in services.values()),
        "contracts_counting_for_certain": counting["certain"],
        "contracts_counting_possibly": counting["possible"],
        "contracts_not_counting": counting["no"],
        "contracts_with_unknown_role": sum(row["role"] in (None, UNKNOWN) for row in contracts.values()),
        "supplier_rings": [[estate.name(supplier) for supplier in ring] for ring in estate.groups.rings],
        "not_known": [why for register, why in _NOT_KNOWN.items() if not estate.records(register)],
    }


@dataclass(frozen=True)
class _Pass:
    """One reading worked through: record to the bit set of the supplier groups that bring it down.

    `base` is what each group stops by itself; `systems` the least fixpoint that follows from it.
    """

    reading: Reading
    base: Mapping[str, int]
    systems: Mapping[str, int]

    @classmethod
    def over(cls, reading: Reading, groups: Sequence[str], order: Iterable[Sequence[str]]) -> _Pass:
        base = bit_sets(reading.own, groups)
        return cls(reading, base, _fixpoint(reading, base, order))

    @property
    def own(self) -> dict[str, int]:
        return {id_: its for id_, its in self.base.items() if id_ not in self.reading.rests_on}

    @property
    def services(self) -> dict[str, int]:
        return {service: self.reading.reaching_service(service, self.systems) for service in self.reading.runs_on}

    @property
    def through(self) -> dict[str, int]:
        """Integration to the groups that stop it and with it its consumer."""
        found = {}
        for link, consumer in self.reading.consumer.items():
            its = self.base.get(link, 0)
            for cause in self.reading.rests_on[link]:
                its |= self.systems.get(cause, 0)
            found[link] = its & self.systems.get(consumer, 0)
        return found


def _causes_first(reading: Reading) -> list[list[str]]:
    """The strongly connected components of what needs what, each after those that it needs.

    Tarjan's algorithm closes a component after all that it points at, and here each system points at its causes. Inside
    a component depth-first postorder puts most causes first, which spares most of the sweeps. The other readings have
    no dependence that the possible one lacks, so that its order is good for all three.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(id_ for own in reading.own.values() for id_ in own if id_ not in reading.rests_on)
    graph.add_edges_from((consumer, cause) for cause, held in reading.needed_by.items() for consumer in held)
    place = {system: number for number, system in enumerate(nx.dfs_postorder_nodes(graph))}
    return [sorted(component, key=place.__getitem__) for component in nx.strongly_connected_components(graph)]


def _fixpoint(reading: Reading, base: Mapping[str, int], order: Iterable[Sequence[str]]) -> dict[str, int]:
    """System to the bit set of all groups that bring it down: component by component, each swept until it rests."""
    bits: dict[str, int] = {}
    for component in order:
        members = frozenset(component)
        waiting = set(component)
        while waiting:
            for system in component:
                if system not in waiting:
                    continue
                waiting.discard(system)
                found = reading.reaching(system, bits, base)
                if found != bits.get(system, 0):
                    bits[system] = found
                    waiting.update(members.intersection(reading.needed_by.get(system, ())))
    return bits
