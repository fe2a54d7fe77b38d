"""Who needs whom in an estate, with the unknowns counted in one way or another: the rules of what stops what.

The rules are "What stops" of the project's interfaces (docs/methods.md prints them). A reading is plain structure:
`itmap.dependencies` works out what stops with every supplier group, `itmap.blast_radius` what follows from one subject.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from itmap.estate import Estate, same
from itmap.terms import counts

HARD, UNKNOWN, SOFT = "hard", "unknown", "soft"
_HARDEST_FIRST = (HARD, UNKNOWN, SOFT)

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
        for group in self.needs.get(system, ()):
            shared = -1
            for link in group:
                its = base.get(link, 0)
                for cause in self.rests_on[link]:
                    if cause in bits:
                        its |= bits[cause]
                shared &= its
            found |= shared
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
    """`certain` takes only what is known; `possible` turns every unknown against us and so holds the first.

    `alone` is certain too, with every hard integration as the only one, and without stand-ins.
    """

    certain: Reading
    possible: Reading
    alone: Reading


def readings(estate: Estate) -> Readings:
    """The estate's dependencies, with the unknowns counted in each of the three ways."""
    systems, rests_on = live_systems(estate), _rests_on(estate)
    own_certain, own_possible = _own(estate, systems, rests_on)
    alternatives = list(_alternatives(estate, rests_on))
    links = estate.records("integration")
    runs_on = _runs_on(estate, systems)
    return Readings(
        Reading(own_certain, rests_on, _needs(estate, alternatives, (HARD,)), runs_on),
        Reading(own_possible, rests_on, _needs(estate, alternatives, (HARD, UNKNOWN)), runs_on),
        Reading(
            own_certain,
            rests_on,
            _needs(estate, ((links[link]["dependence"], (link,)) for link in rests_on), (HARD,)),
            {service: dict.fromkeys(its, ()) for service, its in runs_on.items()},
        ),
    )


def bit_sets(own: Mapping[str, Collection[str]], owners: Iterable[str]) -> dict[str, int]:
    """Turn owner to records around: record to the bit set of its owners, a bit an owner, in their order."""
    found: defaultdict[str, int] = defaultdict(int)
    for place, owner in enumerate(owners):
        for id_ in own.get(owner, ()):
            found[id_] |= 1 << place
    return found


def places(bits: int) -> Iterator[int]:
    """The positions of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def live_systems(estate: Estate) -> frozenset[str]:
    """The ids of the systems that exist for the question: planned and retired ones don't."""
    return frozenset(
        id_ for id_, values in estate.records("system").items() if values["status"] not in ("planned", "retired")
    )


def live_integrations(estate: Estate) -> frozenset[str]:
    """The ids of the integrations that exist for the question: all but those from, to or via what doesn't exist."""
    return frozenset(_rests_on(estate))


def _rests_on(estate: Estate) -> dict[str, Group]:
    """Each integration that exists, with its provider and hubs."""
    systems = live_systems(estate)
    return {
        id_: (values["provider"], *values["via"])
        for id_, values in estate.records("integration").items()
        if values["consumer"] in systems and systems.issuperset((values["provider"], *values["via"]))
    }


def _own(
    estate: Estate, systems: Collection[str], rests_on: Mapping[str, Group]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """What each supplier group stops by itself, for certain and possibly: what it makes, hosts or has a contract for.

    Any one of a contract's suppliers can stop what it covers.
    """
    of = estate.groups.of
    certain: defaultdict[str, set[str]] = defaultdict(set)
    possible: defaultdict[str, set[str]] = defaultdict(set)
    for id_ in systems:
        values = estate.records("system")[id_]
        for supplier in (*values["vendors"], *values["hosts"]):
            certain[of[supplier]].add(id_)
            possible[of[supplier]].add(id_)
    for _, counting, groups, things in _counting(estate, systems, rests_on):
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
    for contract, _, groups, _ in _counting(estate, live_systems(estate), live_integrations(estate)):
        for group in groups:
            found[group].append(contract)
    return found


def _counting(
    estate: Estate, systems: Collection[str], links: Collection[str]
) -> Iterator[tuple[str, str, set[str], list[str]]]:
    """Each contract that counts: its id, how it counts, its supplier groups, and what it is for.

    That is: the systems and integrations it covers, and the integrations whose own row names it.
    """
    resting: defaultdict[str, list[str]] = defaultdict(list)
    for link in links:
        for contract in estate.records("integration")[link]["contracts"]:
            resting[contract].append(link)
    for id_, values in estate.records("contract").items():
        counting = counts(values, estate.as_of)
        things = [*(thing for thing in values["covers"] if thing in systems or thing in links), *resting[id_]]
        if counting != "no" and things:
            yield id_, counting, {estate.groups.of[supplier] for supplier in values["suppliers"]}, things


def _alternatives(estate: Estate, rests_on: Mapping[str, Group]) -> Iterator[tuple[str | None, Group]]:
    """The groups of integrations that can each do alone, with how much their consumer depends on them.

    A group is as hard as its hardest member; an integration whose row names no group is one by itself.
    """
    named: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    links = estate.records("integration")
    for link in rests_on:
        word = same(links[link]["alternative_group"] or "")
        if word:
            named[links[link]["consumer"], word].append(link)
        else:
            yield links[link]["dependence"], (link,)
    for members in named.values():
        yield min((links[link]["dependence"] or UNKNOWN for link in members), key=_HARDEST_FIRST.index), tuple(members)


def _needs(
    estate: Estate, groups: Iterable[tuple[str | None, Group]], dependences: Collection[str]
) -> dict[str, list[Group]]:
    """System to those of the groups that it depends on in one of these ways; a blank dependence is unknown."""
    links = estate.records("integration")
    found: defaultdict[str, list[Group]] = defaultdict(list)
    for dependence, members in groups:
        if (dependence or UNKNOWN) in dependences:
            found[links[members[0]]["consumer"]].append(members)
    return found


def _runs_on(estate: Estate, systems: Collection[str]) -> dict[str, dict[str, Group]]:
    """Service to its systems, said by either register, each with what stands in for it or for the whole service."""
    supports: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for system, values in estate.records("system").items():
        for service in values["services"]:
            supports[service][system] = None
    for service, values in estate.records("service").items():
        supports[service].update(dict.fromkeys(values["systems"]))
    return {
        service: {
            system: tuple(
                stand_in
                for replaced, stand_in in values["fallback_systems"]
                if replaced in (None, system) and stand_in in systems
            )
            for system in supports[service]
            if system in systems
        }
        for service, values in estate.records("service").items()
    }
