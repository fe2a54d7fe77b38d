"""What stops with whom, kept as bit sets: each record with the set of those that bring it down, read the other way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

_NUMBERS_AT_ONCE = 4096


class StoppedBy(Mapping[str, frozenset[str]]):
    """Supplier group to the ids of what it stops, for every group of the estate.

    Built from record to bit set. Records with the same bit set are kept together and a group's set is put together
    when it is asked for: where everything hangs together, all the sets at once would be most of the work.
    """

    def __init__(self, bits: Mapping[str, int], order: Sequence[str], groups: Collection[str]) -> None:
        """`order`: the group of each bit; `groups`: all groups, of which some may stop nothing."""
        self._bits, self._order, self._groups = bits, order, groups

    def __getitem__(self, group: str) -> frozenset[str]:
        if group not in self._groups:
            raise KeyError(group)
        if group not in self._places:
            return frozenset()
        alike, ends = self._by_group
        place = self._places[group]
        return frozenset(chain.from_iterable(self._alike[which] for which in alike[ends[place] : ends[place + 1]]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)

    def weighed(self, weights: Mapping[str, int] | None = None) -> Mapping[str, int]:
        """Each group to the sum of what its records weigh, without a weight 1 each: faster than set by set."""
        sums = [sum(weights[id_] for id_ in ids) if weights is not None else len(ids) for ids in self._alike]
        alike, ends = self._by_group
        totals = np.concatenate([[0], np.cumsum(np.array(sums, dtype=np.int64)[alike])])
        found = dict(zip(self._order, (totals[ends[1:]] - totals[ends[:-1]]).tolist(), strict=True))
        return {group: found.get(group, 0) for group in self._groups}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many records each group stops."""
        return self.weighed()

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {group: place for place, group in enumerate(self._order)}

    @cached_property
    def _kinds(self) -> Mapping[int, list[str]]:
        """The records of each bit set."""
        alike: defaultdict[int, list[str]] = defaultdict(list)
        for record, its in self._bits.items():
            alike[its].append(record)
        return alike

    @cached_property
    def _alike(self) -> Sequence[list[str]]:
        return list(self._kinds.values())

    @cached_property
    def _by_group(self) -> tuple[Any, Any]:
        """The numbers of the kinds that each group stops, one group behind the other, and where each one's begin."""
        which, places = _set_bits(list(self._kinds), len(self._order))
        ends = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=len(self._order)))])
        return which[np.argsort(places, kind="stable")], ends


def _set_bits(numbers: Sequence[int], width: int) -> tuple[Any, Any]:
    """Where bits are set: which numbers, which bits. Many at once, which is faster than one by one."""
    bytes_each = width // 8 + 1
    found: list[tuple[Any, Any]] = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
    for begun in range(0, len(numbers), _NUMBERS_AT_ONCE):
        block = b"".join(number.to_bytes(bytes_each, "little") for number in numbers[begun : begun + _NUMBERS_AT_ONCE])
        packed = np.frombuffer(block, np.uint8).reshape(-1, bytes_each)
        which, bytes_ = np.nonzero(packed != 0)  # most bytes are empty: few groups of a nation stop one system
        filled, bits = np.nonzero(np.unpackbits(packed[which, bytes_][:, None], axis=1, bitorder="little"))
        which, places = which[filled], bytes_[filled] * 8 + bits
        found.append((which + begun, places))
    return np.concatenate([which for which, _ in found]), np.concatenate([places for _, places in found])
