"""How failure spreads, for many subjects at once: each node of a network with the bits of those that bring it down.

All nodes of one level are worked out together: the bits of one are those of any member, or of every member where it is
a group. Levels follow from a walk in depth-first order, in which most causes come before what they stop; what a ring
brings back to an earlier level is worked out in another sweep, until nothing changes: the least fixpoint. Subjects
have a bit each, of their own in each block of a network: hundreds in a council rather than all of a nation's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from itmap.network import Network, Numbered
from itmap.ragged import Numbers, Ragged

_WORD = 8  # bytes


@dataclass(frozen=True)
class Places:
    """Which bit stands for which subject, block by block: place n of a block is `subject[starts[block] + n]`."""

    subjects: Sequence[str]
    starts: Numbers
    subject: Numbers

    @classmethod
    def among(cls, subjects: Sequence[str], block: Numbers, subject: Numbers, blocks: int) -> Places:
        """A place for each subject in each block that it has anything in."""
        in_blocks, its = np.divmod(np.unique(block * len(subjects) + subject), max(1, len(subjects)))
        return cls(subjects, np.searchsorted(in_blocks, np.arange(blocks + 1)), its)

    @cached_property
    def width(self) -> int:
        """How many bytes hold the bits of a block: whole words, that these may be worked on."""
        return -(-int(np.diff(self.starts).max(initial=1)) // (8 * _WORD)) * _WORD

    @cached_property
    def _keys(self) -> Numbers:
        return self._block * len(self.subjects) + self.subject

    @cached_property
    def _block(self) -> Numbers:
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def of(self, block: Numbers, subject: Numbers) -> Numbers:
        """The place of each subject in the block beside it."""
        return np.searchsorted(self._keys, block * len(self.subjects) + subject) - self.starts[block]

    @cached_property
    def number(self) -> dict[str, int]:
        return {subject: number for number, subject in enumerate(self.subjects)}

    @cached_property
    def _by_subject(self) -> tuple[list[int], list[int], list[int]]:
        """Where each subject's begin, and the blocks and places of all of them."""
        lists = Ragged.by_owner(self.subject, np.arange(len(self.subject)), len(self.subjects))
        blocks = self._block[lists.items]
        return lists.starts.tolist(), blocks.tolist(), (lists.items - self.starts[blocks]).tolist()

    def whose(self, subject: str) -> Iterator[tuple[int, int]]:
        """The blocks and places of a subject."""
        begins, blocks, places = self._by_subject
        its = slice(*begins[self.number[subject] : self.number[subject] + 2])
        return zip(blocks[its], places[its], strict=True)


@dataclass(frozen=True)
class Start:
    """A reading, and what its subjects stop by themselves: the number of a subject and the thing beside it."""

    reading: Numbered
    subject: Numbers
    thing: Numbers


def spread(net: Network, subjects: Sequence[str], starts: Sequence[Start]) -> tuple[Places, list[Any]]:
    """For each start a bit set for each node. Several starts share the levels, and go through them together."""
    count = len(net.every)
    landed = []
    for start in starts:
        node = start.reading.lands[start.thing]
        landed.append((node[node >= 0], start.subject[node >= 0]))
    nodes, numbers = (np.concatenate(each) for each in zip(*landed, strict=True))
    places = Places.among(subjects, net.block[nodes], numbers, int(net.block.max(initial=-1)) + 1)
    bits = np.zeros((len(starts) * count, places.width), np.uint8)
    for number, (node, subject) in enumerate(landed):
        mark(bits[number * count : (number + 1) * count], node, places.of(net.block[node], subject))
    members = _beside([start.reading.members for start in starts], count)
    _sweep(
        bits.view(np.uint64),
        members,
        np.tile(net.every, len(starts)),
        np.tile(_levels(net.possible.members), len(starts)),
    )
    return places, [bits[number * count : (number + 1) * count] for number in range(len(starts))]


def mark(bits: Any, rows: Numbers, places: Numbers) -> None:
    """Set a bit in each of these rows."""
    byte, bit = np.divmod(places, 8)
    np.bitwise_or.at(bits.reshape(-1), rows * bits.shape[1] + byte, (1 << bit).astype(np.uint8))


def _beside(lists: Sequence[Ragged], count: int) -> Ragged:
    """The same nodes once a reading, one reading's behind the other's."""
    ends = np.cumsum([0, *(len(each.items) for each in lists)])
    return Ragged(
        np.concatenate([[0], *(each.starts[1:] + end for each, end in zip(lists, ends, strict=False))]),
        np.concatenate([each.items + number * count for number, each in enumerate(lists)]),
    )


def _levels(members: Ragged) -> Numbers:
    """For each node a level above those of its members, but for what closes a ring; 0 without members."""
    items = members.items.tolist()
    its = [items[begins:ends] for begins, ends in pairwise(members.starts.tolist())]
    new, begun = -2, -1
    level = [new if each else 0 for each in its]
    for root, first in enumerate(its):
        if level[root] != new:
            continue
        level[root] = begun
        ways = [(root, iter(first))]
        while ways:
            node, ahead = ways[-1]
            for member in ahead:
                if level[member] == new:
                    level[member] = begun
                    ways.append((member, iter(its[member])))
                    break
            else:
                ways.pop()
                level[node] = 1 + max(0, *map(level.__getitem__, its[node]))
    return np.array(level, np.int64)


def _sweep(bits: Any, members: Ragged, every: Numbers, level: Numbers) -> None:
    """Add to each node's bits those that reach it through its members, until nothing changes."""
    nodes = np.flatnonzero(members.sizes)
    step = level[nodes] * 2 + every[nodes]
    order = np.argsort(step, kind="stable")
    steps = np.split(nodes[order], np.flatnonzero(np.diff(step[order])) + 1)
    users = Ragged.by_owner(members.items, members.owners, len(every))
    waiting = np.zeros(len(every), bool)
    waiting[nodes] = True
    while waiting.any():
        for some in steps:
            its = some[waiting[some]]
            if not len(its):
                continue
            waiting[its] = False
            combine = np.bitwise_and if every[its[0]] else np.bitwise_or
            theirs, begins = members.some(its)
            before = bits.take(its, axis=0)
            found = combine.reduceat(bits.take(theirs, axis=0), begins, axis=0) | before
            changed = (found != before).any(axis=1)
            bits[its[changed]] = found[changed]
            waiting[users.some(its[changed])[0]] = True
