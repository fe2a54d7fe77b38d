"""Lists of numbers of different lengths, in two arrays: a million short lists take as much memory as their numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

Numbers = Any  # a numpy array of whole numbers


def places_in(index: pd.Index[Any], texts: Sequence[str]) -> Numbers:
    """The place of each text in the index; -1 where it isn't there."""
    return index.get_indexer(pd.Index(texts, dtype=object))


@dataclass(frozen=True)
class Ragged:
    """List n holds `items[starts[n]:starts[n + 1]]`."""

    starts: Numbers
    items: Numbers

    @classmethod
    def by_owner(cls, owners: Numbers, items: Numbers, count: int) -> Ragged:
        """`count` lists out of pairs: the number of a list, and what is in it."""
        ends = np.cumsum(np.bincount(owners, minlength=count))
        return cls(np.concatenate([[0], ends]), items[np.argsort(owners, kind="stable")])

    @classmethod
    def places(cls, lists: Collection[Collection[str]], index: pd.Index[Any]) -> Ragged:
        """Each text of the lists as its place in the index; -1 where it isn't there."""
        ends = np.cumsum(np.fromiter(map(len, lists), np.int64, len(lists)))
        return cls(np.concatenate([[0], ends]), places_in(index, list(chain.from_iterable(lists))))

    @cached_property
    def sizes(self) -> Numbers:
        return np.diff(self.starts)

    @property
    def owners(self) -> Numbers:
        """For each item the number of its list."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def some(self, which: Numbers) -> tuple[Numbers, Numbers]:
        """The items of these lists one behind the other, and where each list begins among them."""
        sizes = self.sizes[which]
        begins = np.cumsum(sizes) - sizes
        places = np.arange(sizes.sum()) + np.repeat(self.starts[which] - begins, sizes)
        return self.items[places], begins
