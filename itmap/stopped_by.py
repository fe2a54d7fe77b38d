"""What stops with whom, kept as bit sets: each record with the set of those that bring it down, read the other way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, repeat
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

    def beside(self, bits: Mapping[str, int]) -> StoppedBy:
        """The same groups to what else they stop."""
        return StoppedBy(bits, self._order, self._groups)

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
        each: Iterable[int] = repeat(1) if weights is None else map(weights.__getitem__, self._bits)
        numbers, kinds = self._kinds
        sums = np.zeros(len(numbers), dtype=np.int64)
        np.add.at(sums, kinds, np.fromiter(each, np.int64, len(kinds)))
        alike, ends = self._by_group
        totals = np.concatenate([[0], np.cumsum(sums[alike])])
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
    def _kinds(self) -> tuple[Sequence[int], Any]:
        """The different bit sets, and for each record the number of its own among them."""
        seen: dict[int, int] = {}
        kinds = [seen.setdefault(its, len(seen)) for its in self._bits.values()]
        return list(seen), np.array(kinds, dtype=np.int64)

    @cached_property
    def _alike(self) -> Sequence[list[str]]:
        """The records of each bit set."""
        numbers, kinds = self._kinds
        alike: list[list[str]] = [[] for _ in numbers]
        for record, kind in zip(self._bits, kinds.tolist(), strict=True):
            alike[kind].append(record)
        return alike

    @cached_property
    def _by_group(self) -> tuple[Any, Any]:
        """The numbers of the kinds that each group stops, one group behind the other, and where each one's begin."""
        which, places = _set_bits(self._kinds[0], len(self._order))
        ends = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=len(self._order)))])
        return which[np.argsort(places, kind="stable")], ends


def _set_bits(numbers: Sequence[int], width: int) -> tuple[Any, Any]:
    """Where bits are set: which numbers, which bits. Many at once, which is faster than one by one."""
    bytes_each = width // 8 + 1
    short = np.min_scalar_type(width)  # numpy sorts short numbers in one sweep
    found: list[tuple[Any, Any]] = [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=short))]
    for begun in range(0, len(numbers), _NUMBERS_AT_ONCE):
        block = b"".join(number.to_bytes(bytes_each, "little") for number in numbers[begun : begun + _NUMBERS_AT_ONCE])
        packed = np.frombuffer(block, np.uint8)
        bytes_ = np.flatnonzero(packed)  # most are empty: few groups of a nation stop one system
        bits = np.flatnonzero(np.unpackbits(packed[bytes_], bitorder="little"))
        which, places = np.divmod(bytes_[bits // 8] * 8 + bits % 8, bytes_each * 8)
        found.append((which + begun, places.astype(short)))
    return np.concatenate([which for which, _ in found]), np.concatenate([places for _, places in found])
