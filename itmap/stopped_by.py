"""What stops with whom, kept as bit sets: each record with the set of those that bring it down, read the other way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from itmap.ragged import Numbers
from itmap.spreading import Places

_ROWS_AT_ONCE = 1024  # whole bytes of them


class StoppedBy(Mapping[str, frozenset[str]]):
    """Subject to the ids of what it stops, for every subject.

    A subject's set is put together when it is asked for: where everything hangs together, all the sets at once would
    be most of the work.
    """

    def __init__(self, places: Places, ids: Sequence[str], block: Numbers, bits: Any) -> None:
        """Of each record its id, its block, and the bits of those that stop it, whose places these are."""
        self._places, self._bits = places, bits
        self._order = np.argsort(block, kind="stable")
        if (np.diff(block) < 0).any():
            self._bits = self._bits[self._order]
        self._ids = np.array(ids, dtype=object)[self._order]
        self._starts = np.searchsorted(block[self._order], np.arange(len(places.starts))).tolist()

    def __getitem__(self, subject: str) -> frozenset[str]:
        found = []
        for block, place in self._places.whose(subject):
            ids, stopped = self._turned[block]
            if len(ids):
                found.append(ids[np.unpackbits(stopped[place], count=len(ids)).nonzero()])
        return frozenset(chain.from_iterable(found))

    def __iter__(self) -> Iterator[str]:
        return iter(self._places.subjects)

    def __len__(self) -> int:
        return len(self._places.subjects)

    def weighed(self, weights: Sequence[int] | Numbers) -> Mapping[str, int]:
        """Each subject to the sum of what its records weigh, in their order: faster than set by set."""
        each = np.array(weights, dtype=np.float64)[self._order]  # exact up to nine thousand million million
        totals = np.zeros(len(self._places.subjects), np.int64)
        starts, subject = self._places.starts, self._places.subject
        for block in range(len(starts) - 1):
            for some in self._rows(block):
                sums = each[some] @ self._stopping(block, some).astype(np.float64)
                totals[subject[starts[block] : starts[block + 1]]] += sums.astype(np.int64)
        return dict(zip(self._places.subjects, totals.tolist(), strict=True))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many records each subject stops."""
        return self.weighed(np.ones(len(self._ids)))

    @cached_property
    def _turned(self) -> list[tuple[Any, Any]]:
        """Of each block the ids of its records, and a bit for each of them in a row for each place."""
        found: list[tuple[Any, Any]] = []
        for block in range(len(self._starts) - 1):
            its = slice(self._starts[block], self._starts[block + 1])
            parts = [np.packbits(self._stopping(block, some).T, axis=1) for some in self._rows(block)]
            found.append((self._ids[its], np.concatenate(parts, axis=1) if parts else []))
        return found

    def _rows(self, block: int) -> Iterator[slice]:
        """The rows of a block, some at a time."""
        last = self._starts[block + 1]
        for begun in range(self._starts[block], last, _ROWS_AT_ONCE):
            yield slice(begun, min(begun + _ROWS_AT_ONCE, last))

    def _stopping(self, block: int, rows: slice) -> Any:
        """For each of these rows of a block, and for each place, 1 where that stops it."""
        count = self._places.starts[block + 1] - self._places.starts[block]
        return np.unpackbits(self._bits[rows], axis=1, count=count, bitorder="little")
