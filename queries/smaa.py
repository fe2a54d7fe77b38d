"""Rank acceptability by stochastic multicriteria acceptability analysis: which rank would each alternative have?

SMAA-2: R. Lahdelma and P. Salminen, "SMAA-2: Stochastic Multicriteria Acceptability Analysis for Group Decision
Making", Operations Research 49(3), 2001, 444-454. Nobody knows the right weights or the unknown criteria, so both are
drawn many times: weights evenly over all that are possible, each criterion evenly over its interval and independently
of the others. What comes out is how often an alternative had each rank.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_CELLS_A_BLOCK = 1_000_000  # scores held at once; the draws are the same however they are cut into blocks
_SWEEPS = 50  # of the walk through the weights: many times what a walk over fifteen pairs needs to forget its start
_DECIMALS = 9  # scores that agree to these are equal: what is left is rounding


def mean_scores(low: Floats, high: Floats, weights: Floats, draws: int, seed: int) -> Floats:
    """The mean weighted sum of each alternative (a row) over draws of its criteria (columns) at these weights.

    The draws are the same for every alternative, so that its mean doesn't depend on which others there are.
    """
    drawn = np.random.default_rng(seed).random((draws, low.shape[1])).mean(axis=0)
    means: Floats = ((low + (high - low) * drawn) * weights).sum(axis=1)
    return means


def drawn_weights(ranges: Sequence[tuple[float, float]], draws: int, seed: int) -> Floats:
    """Weights, a row a draw: evenly over all that sum to 1 and lie within the ranges, one (least, most) a criterion.

    Without limits (0 to 1) they are Dirichlet (1, …, 1). Within limits each draw is the end of its own walk through
    the possible weights, in which two of them after the other are drawn anew along the line on which they can trade:
    hit-and-run (R. L. Smith, Operations Research 32(6), 1984; for SMAA: Tervonen et al., European Journal of
    Operational Research 224(3), 2013). The ranges must hold weights that sum to 1.
    """
    rng = np.random.default_rng(seed)
    low, high = np.array(ranges, dtype=float).T
    if not low.any() and (high >= 1).all():
        # Exponentials over their sum.
        free: Floats = rng.standard_exponential((draws, len(low)))
        free /= free.sum(axis=1, keepdims=True)
        return free
    spread = high - low
    begin = low + spread * ((1 - low.sum()) / spread.sum() if spread.any() else 0)
    weights = np.tile(begin, (draws, 1))
    for _ in range(_SWEEPS):
        for one, other in itertools.combinations(range(len(low)), 2):
            both = weights[:, one] + weights[:, other]
            least, most = np.maximum(low[one], both - high[other]), np.minimum(high[one], both - low[other])
            weights[:, one] = least + np.maximum(most - least, 0) * rng.random(draws)
            weights[:, other] = both - weights[:, one]
    return weights


def rank_acceptability(low: Floats, high: Floats, weights: Floats, seed: int) -> Floats:
    """The share of draws in which each alternative (a row) has each rank (a column); rank 1 is the highest score.

    `low` and `high` have a row an alternative and a column a criterion, `weights` a row a draw. Rows and columns of the
    result sum to 1. Equal scores share their ranks by lot, anew in each draw; alternatives with the same intervals are
    drawn apart and get the mean of all of them. So neither the order of the rows nor anything else but the intervals
    matters.
    """
    alternatives, criteria = low.shape
    if not alternatives:
        return np.zeros((0, 0))
    profiles, kinds = np.unique(np.hstack([low, high]), axis=0, return_inverse=True)
    kinds = kinds.ravel()
    order = np.argsort(kinds, kind="stable")
    counts = _ranks_drawn(profiles[kinds[order], :criteria], profiles[kinds[order], criteria:], weights, seed)
    if len(profiles) < alternatives:
        alike = np.bincount(kinds)
        means = np.add.reduceat(counts, np.cumsum(alike) - alike, axis=0) / alike[:, None]
        return means[kinds] / len(weights)
    accepted = np.empty((alternatives, alternatives))
    accepted[order] = counts
    accepted /= len(weights)
    return accepted


def _ranks_drawn(low: Floats, high: Floats, weights: Floats, seed: int) -> npt.NDArray[np.int64]:
    """How many draws give each alternative each rank."""
    alternatives, criteria = low.shape
    for_unknowns, for_lots = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2))
    counts = np.zeros(alternatives * alternatives, dtype=np.int64)
    ranks = np.arange(alternatives)
    block = max(1, _CELLS_A_BLOCK // alternatives)
    for begun in range(0, len(weights), block):
        its = weights[begun : begun + block]
        criteria_drawn = for_unknowns.random((len(its), alternatives, criteria))
        criteria_drawn *= high - low
        criteria_drawn += low
        scores = np.einsum("dac,dc->da", criteria_drawn, its).round(_DECIMALS)
        scores += for_lots.random(scores.shape) * 10.0 ** -(_DECIMALS + 1)
        order = np.argsort(-scores, axis=1)
        order *= alternatives
        order += ranks
        counts += np.bincount(order.ravel(), minlength=len(counts))
    return counts.reshape(alternatives, alternatives)


def likeliest_ranks(shares: Sequence[float], sure: float) -> tuple[int, int, float]:
    """The fewest ranks in a row that hold at least `sure` of the draws: the first, the last, and how much they hold.

    Of several as few, those that hold the most, and of these the first.
    """
    held = np.concatenate([[0.0], np.cumsum(shares)])
    last = np.searchsorted(held, held[:-1] + sure - 10.0**-_DECIMALS)  # for each first rank
    begins = np.flatnonzero(last < len(held))
    holds = (held[last[begins]] - held[begins]).round(_DECIMALS)
    best = np.lexsort((-holds, last[begins] - begins))[0]
    begin = int(begins[best])
    return begin + 1, int(last[begin]), float(min(1.0, holds[best]))
