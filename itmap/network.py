"""The dependencies of an estate as numbers: what `itmap.spreading` works on, for all readings of it.

A node is a system, a service, a group of alternatives, an integration that is one of several alternatives, or a system
with what stands in for it. A node of the first two stops with any one of its members, as such an integration does; a
group and a system with stand-ins when every one of theirs stops. An integration without alternatives is no node: its
consumer stops with its provider, with any of its hubs and with itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from itmap.estate import Estate, same
from itmap.ragged import Numbers, Ragged, places_in
from itmap.readings import live_systems, runs_on_of
from itmap.terms import standings

_HARDNESS = {"soft": 0, "unknown": 1, None: 1, "hard": 2}
POSSIBLY, CERTAINLY = 1, 2  # the least hardness of what stops its consumer
_TOGETHER = 512  # nodes: islands that are smaller share a block
Pairs = tuple[Numbers, Numbers]


@dataclass(frozen=True)
class Links:
    """The integrations that exist for the question, numbered from 0; systems by their places in their register.

    `at`: their places in the register. `causes`: their providers and hubs. `hardness`: 0 soft, 1 unknown, 2 hard.
    `group`: the first of those that are alternatives to each other; of one without any, itself.
    """

    at: Numbers
    consumer: Numbers
    causes: Ragged
    hardness: Numbers
    group: Numbers

    @cached_property
    def alternatives(self) -> Numbers:
        """How many are in the group of each."""
        return np.bincount(self.group, minlength=len(self.group))[self.group]

    @cached_property
    def hardest(self) -> Numbers:
        """The hardness of each one's group: that of its hardest member."""
        found = np.zeros_like(self.hardness)
        np.maximum.at(found, self.group, self.hardness)
        return found[self.group]


def links_of(estate: Estate) -> Links:
    """The integrations of an estate in numbers, worked out once."""
    return estate.once(_links_of)


def _links_of(estate: Estate) -> Links:
    links, systems = estate["integration"], estate["system"].index
    exists = np.append(systems.isin(live_systems(estate)), False)  # the last for what is no system
    provider, consumer = (places_in(systems, estate.column("integration", end)) for end in ("provider", "consumer"))
    via = Ragged.places(estate.column("integration", "via"), systems)
    there = exists[provider] & exists[consumer]
    there[via.owners[~exists[via.items]]] = False
    at = np.flatnonzero(there)
    number = np.cumsum(there) - 1
    hubs, hubs_of = via.items, via.owners
    kept = there[hubs_of]
    hardness = np.fromiter(map(_HARDNESS.__getitem__, estate.column("integration", "dependence")), np.int8, len(links))
    return Links(
        at=at,
        consumer=consumer[at],
        causes=Ragged.by_owner(
            np.concatenate([np.arange(len(at)), number[hubs_of[kept]]]),
            np.concatenate([provider[at], hubs[kept]]),
            len(at),
        ),
        hardness=hardness[at],
        group=_alternatives(estate, consumer, there)[at],
    )


def _alternatives(estate: Estate, consumer: Numbers, there: Numbers) -> Numbers:
    """For each integration the first of its alternatives, numbered among those that are there."""
    words: dict[str, int] = {}
    said = [
        (place, words.setdefault(word, len(words)))
        for place, text in enumerate(estate.column("integration", "alternative_group"))
        if text and there[place] and (word := same(text))
    ]
    found = np.cumsum(there) - 1
    if said:
        named, word = np.array(said).T
        _, first, which = np.unique(consumer[named] * len(words) + word, return_index=True, return_inverse=True)
        found[named] = found[named[first[which]]]
    return found


@dataclass(frozen=True)
class Own:
    """What supplier groups stop by themselves, as pairs: the `group` by its place among `groups`, and the `thing`.

    A thing is a system by its place in the register, or an integration by its number among `links_of`, counted on from
    the number of systems. `certain`: whether it does so for certain; else possibly.
    """

    groups: Sequence[str]
    group: Numbers
    thing: Numbers
    certain: Numbers


def own_of(estate: Estate) -> Own:
    """What each group makes, hosts or has a counting contract for. Any one of a contract's suppliers can stop that."""
    return estate.once(_own_of)


def _own_of(estate: Estate) -> Own:
    suppliers, live = estate["supplier"].index, live_systems(estate)
    groups = sorted(estate.groups.names)
    number = {group: place for place, group in enumerate(groups)}
    group_of = np.array([number[estate.groups.of[supplier]] for supplier in suppliers], dtype=np.int64)
    exists = estate["system"].index.isin(live)
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    for field in ("vendors", "hosts"):
        makers = Ragged.places(estate.column("system", field), suppliers)
        systems = makers.owners
        found.append((group_of[makers.items], systems, np.ones(len(systems), bool)))
    standing = np.array(standings(estate), dtype=object)
    contracts, things = _covered(estate)
    sellers = Ragged.places(estate.column("contract", "suppliers"), suppliers)
    counted = standing[contracts] != "no"
    contracts, things = contracts[counted], things[counted]
    sold_by, _ = sellers.some(contracts)
    sizes = sellers.sizes[contracts]
    found.append((group_of[sold_by], np.repeat(things, sizes), np.repeat(standing[contracts] == "certain", sizes)))
    group, thing, certain = (np.concatenate(each) for each in zip(*found, strict=True))
    kept = np.append(exists, np.ones(len(links_of(estate).at), bool))[thing]
    return Own(groups, group[kept], thing[kept], certain[kept].astype(bool))


def _covered(estate: Estate) -> Pairs:
    """Contracts by their places, and the things that each is for: what it covers, and whose own row names it."""
    links, systems = links_of(estate), estate["system"].index
    covers = Ragged.places(estate.column("contract", "covers"), systems)
    owners, things = covers.owners, covers.items.copy()
    number = np.full(len(estate["integration"]) + 1, -1)  # the last for what is neither
    number[links.at] = np.arange(len(links.at)) + len(systems)
    others = things < 0
    if others.any():
        named = [name for names in estate.column("contract", "covers") for name in names]
        things[others] = number[places_in(estate["integration"].index, [named[at] for at in np.flatnonzero(others)])]
    resting = Ragged.places(estate.column("integration", "contracts"), estate["contract"].index)
    owners, things = np.append(owners, resting.items), np.append(things, number[resting.owners])
    return owners[things >= 0], things[things >= 0]


@dataclass(frozen=True)
class Numbered:
    """One reading: what each node's `members` are, and on which node the failing of a thing `lands` (-1: on none)."""

    members: Ragged
    lands: Numbers


@dataclass(frozen=True)
class Network:
    """The nodes of an estate lie block by block: a block is an island, or several that are small.

    An island is what hangs together by any dependence. In a block come first its systems, then its services.
    `every`: whether a node stops only when all its members do. `block` of each node; `systems` and `services`: the
    nodes of each register's records, in its order.
    """

    every: Numbers
    block: Numbers
    systems: Numbers
    services: Numbers
    certain: Numbered
    possible: Numbered
    alone: Numbered
    possibly_alone: Numbered


def network(estate: Estate) -> Network:
    """The dependencies of an estate in numbers, worked out once."""
    return estate.once(_network)


def _network(estate: Estate) -> Network:
    links = links_of(estate)
    systems, services = len(estate["system"]), len(estate["service"])
    several = (links.alternatives > 1) & (links.hardest >= POSSIBLY)
    firsts, group = np.unique(links.group[several], return_inverse=True)
    begins = np.cumsum([systems, services, len(firsts), np.count_nonzero(several)])
    group_nodes = begins[1] + np.arange(len(firsts))
    node = np.full(len(links.at), -1)
    node[several] = begins[2] + np.arange(np.count_nonzero(several))
    stand_ins = _supports(estate)
    with_some = stand_ins.lists.sizes > 1
    pair_nodes = np.where(with_some, begins[3] + np.cumsum(with_some) - 1, stand_ins.systems)
    count = int(begins[3] + np.count_nonzero(with_some))
    every = np.zeros(count, bool)
    every[begins[1] : begins[2]] = every[begins[3] :] = True

    def causes(which: Numbers, owners: Numbers) -> Pairs:
        at = np.flatnonzero(which)
        return np.repeat(owners[at], links.causes.sizes[at]), links.causes.some(at)[0]

    at = np.flatnonzero(with_some)
    shared = [
        (group_nodes[group], node[several]),
        causes(several, node),
        (systems + stand_ins.services, pair_nodes),
        (np.repeat(pair_nodes[at], stand_ins.lists.sizes[at]), stand_ins.lists.some(at)[0]),
    ]

    def with_alternatives(least: int) -> tuple[list[Pairs], Numbers]:
        plain = ~several & (links.hardest >= least)
        hard = links.hardest[firsts] >= least
        pairs = [*shared, causes(plain, links.consumer), (links.consumer[firsts][hard], group_nodes[hard])]
        return pairs, np.where(plain, links.consumer, node)

    def alone(least: int) -> tuple[list[Pairs], Numbers]:
        needed = links.hardness >= least
        pairs = [causes(needed, links.consumer), (systems + stand_ins.services, stand_ins.systems)]
        return pairs, np.where(needed, links.consumer, -1)

    readings = [with_alternatives(CERTAINLY), with_alternatives(POSSIBLY), alone(CERTAINLY), alone(POSSIBLY)]
    block = _blocks(count, *_together(readings[1][0]))
    order = np.argsort(block, kind="stable")
    row = np.empty(count + 1, np.int64)
    row[order], row[-1] = np.arange(count), -1

    def numbered(pairs: Sequence[Pairs], lands: Numbers) -> Numbered:
        owners, members = _together(pairs)
        lands = np.append(np.arange(systems), lands)
        return Numbered(Ragged.by_owner(row[owners], row[members], count), row[lands])

    return Network(
        every[order],
        block[order],
        row[:systems],
        row[systems : systems + services],
        *(numbered(*each) for each in readings),
    )


def _together(pairs: Sequence[Pairs]) -> Pairs:
    owners, members = (np.concatenate(each) for each in zip(*pairs, strict=True))
    return owners, members


@dataclass(frozen=True)
class _Supports:
    """Services and the systems they run on, as pairs by their places; `lists`: each system with what stands in."""

    services: Numbers
    systems: Numbers
    lists: Ragged


def _supports(estate: Estate) -> _Supports:
    found = [
        (service, (system, *stand_ins))
        for service, its in enumerate(runs_on_of(estate).values())
        for system, stand_ins in its.items()
    ]
    lists = Ragged.places([each for _, each in found], estate["system"].index)
    return _Supports(np.array([service for service, _ in found], np.int64), lists.items[lists.starts[:-1]], lists)


def _blocks(count: int, one: Numbers, other: Numbers) -> Numbers:
    """The block of each node."""
    _, island = np.unique(islands(count, one, other), return_inverse=True)
    sizes = np.bincount(island)
    _, block = np.unique((np.cumsum(sizes) - sizes) // _TOGETHER, return_inverse=True)
    return block[island]


def islands(count: int, one: Numbers, other: Numbers) -> Numbers:
    """For each node the first of those that these pairs join it with, by any way.

    Each island's first takes over whatever touches it, until none touches another (Shiloach and Vishkin, An O(log n)
    parallel connectivity algorithm, 1982).
    """
    first = np.arange(count)
    while True:
        ends = first[one], first[other]
        lower = np.minimum(*ends)
        joined = first.copy()
        for end in ends:
            np.minimum.at(joined, end, lower)
        while (joined != joined[joined]).any():
            joined = joined[joined]
        if (joined == first).all():
            return first
        first = joined
