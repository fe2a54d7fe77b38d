"""What would stop if one thing were otherwise: a pass kept, and worked through again only where the change is felt.

Exact: the components that the change reaches are worked out anew in their order, from those of their causes that stay
as they are, so that what holds itself up in a ring falls as in a whole pass.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from itmap.estate import Estate
from itmap.fixpoint import Pass, causes_first, fixpoint, passes
from itmap.readings import Group, bit_sets, readings


@dataclass(frozen=True)
class Worked:
    """What stops with each supplier group, to try changes on: passes whose bits stand for `groups`, over the components
    of systems in `order`, each after its causes."""

    groups: Sequence[str]
    order: Sequence[Sequence[str]]
    certain: Pass
    possible: Pass


def worked_through(estate: Estate) -> Worked:
    """The two readings of an estate, worked out once for all who try changes."""
    return estate.once(_worked_through)


def _worked_through(estate: Estate) -> Worked:
    read = readings(estate)
    groups, order = sorted(read.possible.own), causes_first(read.possible)
    both = [(reading, bit_sets(reading.own, groups)) for reading in (read.certain, read.possible)]
    return Worked(groups, order, *passes(both, order))


class WhatIf:
    """One reading of an estate, to try single changes on: a pass over it, which stays as it is.

    `order`: the components of the possible reading, each after its causes (`causes_first`): a change never needs what
    that reading lacks.
    """

    def __init__(self, done: Pass, order: Sequence[Sequence[str]]) -> None:
        reading = done.reading
        self._needs: dict[str, Collection[Group]] = dict(reading.needs)
        self.base = dict(done.base)
        self._reading = replace(reading, needs=self._needs)
        self._order = order
        self._place = {system: place for place, component in enumerate(order) for system in component}
        self.systems, self.services = dict(done.systems), done.services
        self._runs: dict[str, set[str]] = {}
        for service, its in reading.runs_on.items():
            for system, stand_ins in its.items():
                for one in (system, *stand_ins):
                    self._runs.setdefault(one, set()).add(service)

    def needs(self, system: str) -> Collection[Group]:
        return self._needs.get(system, ())

    def with_needs(
        self, system: str, groups: Collection[Group], needed_by: Mapping[str, Collection[str]]
    ) -> dict[str, int]:
        """The services whose subjects change when a system depends on these groups, and what they change to.

        `needed_by`: that of the possible reading, which has every dependence that any has.
        """
        before = self._needs.get(system, ())
        self._needs[system] = groups
        try:
            return self._felt([system], needed_by)
        finally:
            self._needs[system] = before

    def with_base(
        self, base: Mapping[str, int], consumers: Mapping[str, str], needed_by: Mapping[str, Collection[str]]
    ) -> dict[str, int]:
        """The same when these systems and integrations are stopped by other subjects than they are.

        `consumers`: integration to its consumer.
        """
        before = {id_: self.base.get(id_, 0) for id_ in base}
        self.base.update(base)
        try:
            return self._felt([consumers.get(id_, id_) for id_ in base], needed_by)
        finally:
            self.base.update(before)

    def _felt(self, begun: Collection[str], needed_by: Mapping[str, Collection[str]]) -> dict[str, int]:
        before: dict[str, int] = {}
        waiting = sorted({self._place[system] for system in begun if system in self._place})
        seen = set(waiting)
        while waiting:
            component = self._order[heapq.heappop(waiting)]
            for system, its in self._anew(component).items():
                before[system] = its
                for consumer in needed_by.get(system, ()):
                    place = self._place[consumer]
                    if place not in seen:
                        seen.add(place)
                        heapq.heappush(waiting, place)
        found = {}
        for service in {service for system in before for service in self._runs.get(system, ())}:
            its = self._reading.reaching_service(service, self.systems)
            if its != self.services[service]:
                found[service] = its
        self.systems.update(before)
        return found

    def _anew(self, component: Sequence[str]) -> dict[str, int]:
        """Work a component out anew; what its systems were that have changed."""
        before = {system: self.systems.pop(system, 0) for system in component}
        fixpoint(self._reading, self.base, [component], self.systems)
        return {system: its for system, its in before.items() if its != self.systems.get(system, 0)}
