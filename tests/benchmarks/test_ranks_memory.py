"""How much memory the ranks of a nation's supplier groups take: 3,000 groups and 10,000 draws, in blocks."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np

from itmap.queries.smaa import drawn_weights, rank_acceptability

GROUPS, DRAWS, MOST_BYTES = 3_000, 10_000, 500_000_000


def test_the_ranks_of_three_thousand_groups_fit_in_memory() -> None:
    dice = np.random.default_rng(1)
    low = dice.random((GROUPS, 6))
    high = low + (1 - low) * dice.random((GROUPS, 6))
    tracemalloc.start()
    start = time.perf_counter()
    shares = rank_acceptability(low, high, drawn_weights([(0, 1)] * 6, DRAWS, 1), 1)
    seconds, (_, peak) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\n{GROUPS:,} groups, {DRAWS:,} draws: {seconds:.1f} s, {peak / 1e6:.0f} MB at most")
    assert np.allclose(shares.sum(axis=0), 1)
    assert peak < MOST_BYTES
