"""Rank acceptability by stochastic multicriteria acceptability analysis: which rank would each alternative have?

SMAA-2: R. Lahdelma and P. Salminen, "SMAA-2: Stochastic Multicriteria Acceptability Analysis for Group Decision
Making", Operations Research 49(3), 2001, 444-454. Nobody knows the right weights or the unknown criteria, so both are
drawn many times: weights evenly over all that are zero or more and sum to one (Dirichlet 1, …, 1), each criterion
evenly over its interval and independently of the others. What comes out is how often an alternative had each rank.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_CELLS_A_BLOCK = 1_000_000  # scores held at once; the draws are the same however they are cut into blocks


def mean_scores(low: Floats, high: Floats, weights: Floats, draws: int, seed: int) -> Floats:
    """The mean weighted sum of each alternative (a row) over draws of its criteria (columns) at these weights.

    The draws are the same for every alternative, so that its mean doesn't depend on which others there are.
    """
    drawn = np.random.default_rng(seed).random((draws, low.shape[1])).mean(axis=0)
    means: Floats = (low + (high - low) * drawn) @ weights
    return means


def rank_acceptability(low: Floats, high: Floats, draws: int, seed: int) -> Floats:
    """The share of draws in which each alternative (a row) has each rank (a column); rank 1 is the highest score.

    `low` and `high` have a row an alternative and a column a criterion. Rows and columns of the result sum to 1.
    Alternatives with the same intervals get the same shares: they are drawn apart and averaged, which also shares out
    the ranks of equal scores. So neither the order of the rows nor anything else but the intervals matters.
    """
    alternatives, criteria = low.shape
    if not alternatives:
        return np.zeros((0, 0))
    profiles, kinds = np.unique(np.hstack([low, high]), axis=0, return_inverse=True)
    sorted_kinds = np.sort(kinds.ravel())
    least, most = profiles[sorted_kinds, :criteria], profiles[sorted_kinds, criteria:]
    counts = _ranks_drawn(least, most, draws, seed)
    shares = np.zeros((len(profiles), alternatives))
    np.add.at(shares, sorted_kinds, counts)
    shares /= np.bincount(sorted_kinds)[:, None] * draws
    accepted: Floats = shares[kinds.ravel()]
    return accepted


def _ranks_drawn(low: Floats, high: Floats, draws: int, seed: int) -> Floats:
    """How many draws give each alternative each rank."""
    alternatives, criteria = low.shape
    for_weights, for_unknowns = map(np.random.default_rng, np.random.SeedSequence(seed).spawn(2))
    counts = np.zeros(alternatives * alternatives)
    ranks = np.arange(alternatives)
    block = max(1, _CELLS_A_BLOCK // alternatives)
    for begun in range(0, draws, block):
        size = min(block, draws - begun)
        # Exponentials over their sum are Dirichlet (1, …, 1); the sum is the same for all, so the ranks don't need it.
        weights = for_weights.standard_exponential((size, criteria))
        scores = np.zeros((size, alternatives))
        drawn = for_unknowns.random((size, alternatives, criteria))
        for criterion in range(criteria):
            spread = high[:, criterion] - low[:, criterion]
            scores += weights[:, criterion, None] * (low[:, criterion] + spread * drawn[:, :, criterion])
        order = np.argsort(-scores, axis=1, kind="stable")
        counts += np.bincount((order * alternatives + ranks).ravel(), minlength=len(counts))
    return counts.reshape(alternatives, alternatives)
