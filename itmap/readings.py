"""Who needs whom in an estate, with the unknowns counted in one way or another: the rules of what stops what.

The rules are "What stops" of the project's interfaces (docs/methods.md prints them). A reading is plain structure:
`itmap.dependencies` works out what stops with every supplier group, `itmap.blast_radius` what follows from one subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from itmap.estate import Estate, same
from itmap.terms import standings

HARD, UNKNOWN, SOFT = "hard", "unknown", "soft"
_HARDEST_FIRST = (HARD, UNKNOWN, SOFT)
# A dependence as that of a group of one.
_ONE: dict[str | None, tuple[str]] = {word: (word or UNKNOWN,) for word in (*_HARDEST_FIRST, None)}

Group = tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One way to count the unknowns: what stops what. Only what exists is in it.

    `own`: supplier group to the systems and integrations that it stops by itself.
    `rests_on`: integration to its provider and hubs; it stops with any one of them.
    `needs`: system to its groups of integrations; it stops when every member of one group stops.
    `runs_on`: service to its systems, each with what stands in for it; the service stops when one of them stops and
    all that stands in for it.
    """

    own: Mapping[str, Collection[str]]
    rests_on: Mapping[str, Group]
    needs: Mapping[str, Collection[Group]]
    runs_on: Mapping[str, Mapping[str, Group]]

    @cached_property
    def needed_by(self) -> Mapping[str, Collection[str]]:
        """System to the systems that one of its failing may stop, in a fixed order."""
        found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for consumer, groups in self.needs.items():
            for group in groups:
                for link in group:
                    for cause in self.rests_on[link]:
                        found[cause][consumer] = None
        return found

    @cached_property
    def consumer(self) -> Mapping[str, str]:
        """Integration to the system that its failing may stop."""
        return {link: consumer for consumer, groups in self.needs.items() for group in groups for link in group}

    def reaching(self, system: str, bits: Mapping[str, int], base: Mapping[str, int]) -> int:
        """The bits that reach a system, by itself and through what it needs, when its causes have `bits`."""
        found = base.get(system, 0)
        rests_on = self.rests_on
        for group in self.needs.get(system, ()):
            shared: int | None = None
            for link in group:
                its = base.get(link, 0)
                for cause in rests_on[link]:
                    its |= bits.get(cause, 0)
                shared = its if shared is None else shared & its
            found |= shared or 0
        return found

    def reaching_service(self, service: str, bits: Mapping[str, int]) -> int:
        """The bits that reach a service: those of one of its systems and of all that stands in for it."""
        found = 0
        for system, stand_ins in self.runs_on[service].items():
            shared = bits.get(system, 0)
            for stand_in in stand_ins:
                shared &= bits.get(stand_in, 0)
            found |= shared
        return found


@dataclass(frozen=True)
class Readings:
    """`certain` takes only what is known; `possible` turns every unknown against us and so holds the first."""

    certain: Reading
    possible: Reading


def readings(estate: Estate) -> Readings:
    """The estate's dependencies, with the unknowns counted in each of the two ways."""
    return estate.once(_readings)


def _readings(estate: Estate) -> Readings:
    rests_on, runs_on = estate.once(_rests_on), runs_on_of(estate)
    own, needs = _own(estate, live_systems(estate)), _needs(estate)
    return Readings(*(Reading(its, rests_on, needed, runs_on) for its, needed in zip(own, needs, strict=True)))


def bit_sets(own: Mapping[str, Collection[str]], owners: Iterable[str]) -> dict[str, int]:
    """Turn owner to records around: record to the bit set of its owners, a bit an owner, in their order."""
    found: defaultdict[str, int] = defaultdict(int)
    for place, owner in enumerate(owners):
        bit = 1 << place
        for id_ in own.get(owner, ()):
            found[id_] |= bit
    return found


def places(bits: int) -> Iterator[int]:
    """The positions of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def live_systems(estate: Estate) -> frozenset[str]:
    """The ids of the systems that exist for the question: planned and retired ones don't."""
    return estate.once(_live_systems)


def _live_systems(estate: Estate) -> frozenset[str]:
    statuses = zip(estate.ids("system"), estate.column("system", "status"), strict=True)
    return frozenset(id_ for id_, status in statuses if status not in ("planned", "retired"))


def live_integrations(estate: Estate) -> frozenset[str]:
    """The ids of the integrations that exist for the question: all but those from, to or via what doesn't exist."""
    return frozenset(estate.once(_rests_on))


def _rests_on(estate: Estate) -> dict[str, Group]:
    """Each integration that exists, with its provider and hubs."""
    systems = live_systems(estate)
    return {
        id_: (provider, *via)
        for id_, provider, consumer, via in _links(estate, "provider", "consumer", "via")
        if provider in systems and consumer in systems and systems.issuperset(via)
    }


def _links(estate: Estate, *fields: str) -> Iterator[tuple[Any, ...]]:
    """Every integration: its id and these fields."""
    return zip(estate.ids("integration"), *(estate.column("integration", name) for name in fields), strict=True)


def _own(estate: Estate, systems: Collection[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """What each supplier group stops by itself, for certain and possibly: what it makes, hosts or has a contract for.

    Any one of a contract's suppliers can stop what it covers.
    """
    of = estate.groups.of
    certain: defaultdict[str, set[str]] = defaultdict(set)
    possible: defaultdict[str, set[str]] = defaultdict(set)
    columns = (estate.column("system", name) for name in ("vendors", "hosts"))
    for id_, vendors, hosts in zip(estate.ids("system"), *columns, strict=True):
        if id_ in systems:
            for supplier in (*vendors, *hosts):
                certain[of[supplier]].add(id_)
                possible[of[supplier]].add(id_)
    for _, counting, groups, things in counting_contracts(estate):
        for group in groups:
            possible[group].update(things)
            if counting == "certain":
                certain[group].update(things)
    return certain, possible


def behind(estate: Estate) -> dict[str, list[str]]:
    """Supplier group to the ids of its suppliers and of the contracts by which it stops something, if only possibly."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for supplier, group in estate.groups.of.items():
        found[group].append(supplier)
    for contract, _, groups, _ in counting_contracts(estate):
        for group in groups:
            found[group].append(contract)
    return found


def counting_contracts(estate: Estate) -> Iterator[tuple[str, str, set[str], list[str]]]:
    """Each contract that counts: its id, how it counts, its supplier groups, and what it is for.

    That is: the systems and integrations it covers, and the integrations whose own row names it.
    """
    systems, links = live_systems(estate), estate.once(_rests_on)
    resting: defaultdict[str, list[str]] = defaultdict(list)
    for link, contracts in _links(estate, "contracts"):
        if contracts and link in links:
            for contract in contracts:
                resting[contract].append(link)
    columns = (estate.column("contract", name) for name in ("covers", "suppliers"))
    for id_, counting, covers, suppliers in zip(estate.ids("contract"), standings(estate), *columns, strict=True):
        things = [*(thing for thing in covers if thing in systems or thing in links), *resting[id_]]
        if counting != "no" and things:
            yield id_, counting, {estate.groups.of[supplier] for supplier in suppliers}, things


def interfaces(estate: Estate) -> Iterator[tuple[str, Group, tuple[str, ...]]]:
    """The groups of integrations that can each do alone: their consumer, their ids, how much each is depended on.

    The integrations of one consumer with the same word are such a group; one without a word is a group by itself. A
    blank dependence is unknown.
    """
    exist = estate.once(_rests_on)
    named: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for link, consumer, dependence, said in _links(estate, "consumer", "dependence", "alternative_group"):
        if link in exist:
            word = same(said) if said else ""
            if word:
                named[consumer, word].append((link, dependence or UNKNOWN))
            else:
                yield consumer, (link,), _ONE[dependence]
    for (consumer, _), members in named.items():
        links, dependences = zip(*members, strict=True)
        yield consumer, links, dependences


def hardest(dependences: Collection[str]) -> str:
    """How hard a group of alternatives is: as its hardest member."""
    return next(word for word in _HARDEST_FIRST if word in dependences)


def _needs(estate: Estate) -> tuple[Mapping[str, list[Group]], Mapping[str, list[Group]]]:
    """System to the groups of integrations that it depends on: those that are hard, and those that may be."""
    certain: defaultdict[str, list[Group]] = defaultdict(list)
    possible: defaultdict[str, list[Group]] = defaultdict(list)
    for consumer, links, dependences in interfaces(estate):
        dependence = dependences[0] if len(links) == 1 else hardest(dependences)
        if dependence != SOFT:
            possible[consumer].append(links)
            if dependence == HARD:
                certain[consumer].append(links)
    return certain, possible


def runs_on_of(estate: Estate) -> dict[str, dict[str, Group]]:
    """Service to its systems, said by either register, each with what stands in for it or for the whole service."""
    return estate.once(_runs_on)


def _runs_on(estate: Estate) -> dict[str, dict[str, Group]]:
    live = live_systems(estate)
    supports: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for system, services in zip(estate.ids("system"), estate.column("system", "services"), strict=True):
        for service in services:
            supports[service][system] = None
    columns = (estate.column("service", name) for name in ("systems", "fallback_systems"))
    found = {}
    for service, systems, stand_ins in zip(estate.ids("service"), *columns, strict=True):
        supports[service].update(dict.fromkeys(systems))
        found[service] = {
            system: tuple(
                stand_in for replaced, stand_in in stand_ins if replaced in (None, system) and stand_in in live
            )
            for system in supports[service]
            if system in live
        }
    return found
