"""One pass over a reading carries, for every system, the set of subjects that bring it down: to try changes on.

`itmap.spreading` works out the same for a whole estate, in numbers; this goes by ids, over a component at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from itmap.readings import Reading

_CLOSED = 1 << 62  # beyond the number of any system
_TOGETHER = 64  # components


@dataclass(frozen=True)
class Pass:
    """One reading worked through: record to the bit set of the supplier groups that bring it down.

    `base` is what each group stops by itself; `systems` the least fixpoint that follows from it.
    """

    reading: Reading
    base: Mapping[str, int]
    systems: Mapping[str, int]

    @cached_property
    def services(self) -> dict[str, int]:
        return {service: self.reading.reaching_service(service, self.systems) for service in self.reading.runs_on}


def passes(of: Sequence[tuple[Reading, Mapping[str, int]]], order: Sequence[Sequence[str]]) -> list[Pass]:
    """Several readings worked through, each with its base, over the same components in their order.

    Together, a few components at a time: what one reading has just looked at is still at hand for the next.
    """
    found: list[dict[str, int]] = [{} for _ in of]
    for begun in range(0, len(order), _TOGETHER):
        for (reading, base), bits in zip(of, found, strict=True):
            fixpoint(reading, base, order[begun : begun + _TOGETHER], bits)
    return [Pass(reading, base, bits) for (reading, base), bits in zip(of, found, strict=True)]


def causes_first(reading: Reading) -> list[list[str]]:
    """The strongly connected components of what needs what, each after those that it needs (Tarjan 1972).

    The algorithm closes a component after all that it points at, and here each system points at its causes. Inside a
    component depth-first postorder puts most causes first, which spares most of the sweeps. The certain reading has no
    dependence that the possible one lacks, so that its order is good for both.
    """
    rests_on = reading.rests_on
    causes = {
        system: [cause for group in groups for link in group for cause in rests_on[link]]
        for system, groups in reading.needs.items()
    }
    begun: dict[str, int] = {}
    lowest: dict[str, int] = {}
    ended: dict[str, int] = {}
    order: list[list[str]] = [[id_] for id_ in _own_alone(reading) if id_ not in causes]
    ended.update((system, place) for place, (system,) in enumerate(order))
    open_: list[str] = []
    for root, first in causes.items():
        if root in begun:
            continue
        ways = [(root, iter(first))]
        begun[root] = lowest[root] = len(begun)
        open_.append(root)
        while ways:
            system, ahead = ways[-1]
            for cause in ahead:
                if cause not in causes:  # nothing stops it but its own suppliers
                    continue
                if cause not in begun:
                    begun[cause] = lowest[cause] = len(begun)
                    open_.append(cause)
                    ways.append((cause, iter(causes[cause])))
                    break
                if begun[cause] < lowest[system]:
                    lowest[system] = begun[cause]
            else:
                ways.pop()
                ended[system] = len(ended)
                if ways:
                    before = ways[-1][0]
                    lowest[before] = min(lowest[before], lowest[system])
                if lowest[system] == begun[system]:
                    order.append(_closed(open_, system, begun, ended))
    return order


def _own_alone(reading: Reading) -> dict[str, None]:
    return dict.fromkeys(id_ for own in reading.own.values() for id_ in own if id_ not in reading.rests_on)


def _closed(open_: list[str], first: str, begun: dict[str, int], ended: Mapping[str, int]) -> list[str]:
    """Take a whole component from the open systems. None of it is ever lower than another again."""
    component: list[str] = []
    while not component or component[-1] != first:
        component.append(open_.pop())
        begun[component[-1]] = _CLOSED
    return sorted(component, key=ended.__getitem__)


def fixpoint(
    reading: Reading, base: Mapping[str, int], order: Iterable[Sequence[str]], bits: dict[str, int] | None = None
) -> dict[str, int]:
    """System to the bit set of all groups that bring it down: component by component, each swept until it rests.

    `bits`: those of the systems that are worked out already; the others are added to them.
    """
    bits = {} if bits is None else bits
    for component in order:
        if len(component) == 1:
            found = reading.reaching(component[0], bits, base)
            if found:
                bits[component[0]] = found
            continue
        within = _within(reading, component)
        waiting = set(component)
        while waiting:
            for system in component:
                if system not in waiting:
                    continue
                waiting.discard(system)
                found = reading.reaching(system, bits, base)
                if found != bits.get(system, 0):
                    bits[system] = found
                    waiting.update(within[system])
    return bits


def _within(reading: Reading, component: Collection[str]) -> Mapping[str, Collection[str]]:
    """Each system of a component to those in it that need it."""
    found: dict[str, set[str]] = {system: set() for system in component}
    for system in component:
        for group in reading.needs.get(system, ()):
            for link in group:
                for cause in reading.rests_on[link]:
                    if cause in found:
                        found[cause].add(system)
    return found
