"""Rank acceptability against cases worked out exactly."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from itmap.queries.smaa import drawn_weights, likeliest_ranks, mean_scores, rank_acceptability

DRAWS = 20_000
ERROR = 4 * np.sqrt(0.25 / DRAWS)  # four standard errors of a share


def acceptability(low: list[list[float]], high: list[list[float]] | None = None) -> np.ndarray:
    weights = drawn_weights([(0, 1)] * len(low[0]), DRAWS, 1)
    return rank_acceptability(np.array(low), np.array(low if high is None else high), weights, 1)


def test_what_is_dominated_is_never_first() -> None:
    shares = acceptability([[0.9, 0.8], [0.3, 0.2]])
    assert shares.tolist() == [[1, 0], [0, 1]]


def test_mirrored_alternatives_are_as_likely_first() -> None:
    shares = acceptability([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert np.allclose(shares[:, 0], 1 / 3, atol=ERROR)


@pytest.mark.parametrize(("advantage", "drawback"), [(0.6, 0.2), (0.1, 0.5), (0.3, 0.3)])
def test_two_criteria_split_the_weights_where_the_scores_cross(advantage: float, drawback: float) -> None:
    """With weights (w, 1 - w), w even on 0-1, the first leads while w * advantage > (1 - w) * drawback."""
    shares = acceptability([[advantage, 0], [0, drawback]])  # the first is the worked example of the methods
    assert shares[0, 0] == pytest.approx(1 - drawback / (advantage + drawback), abs=ERROR)


def test_three_criteria_against_a_fine_grid_over_all_weights() -> None:
    scores = np.array([[0.9, 0.2, 0.4], [0.5, 0.6, 0.5], [0.1, 0.7, 0.8]])
    steps = 400
    grid = np.array([(i + 1 / 3, j + 1 / 3) for i in range(steps) for j in range(steps - i)]) / steps
    weights = np.column_stack([grid, 1 - grid.sum(axis=1)])
    first = np.bincount((weights @ scores.T).argmax(axis=1), minlength=3) / len(weights)
    assert np.allclose(acceptability(scores.tolist())[:, 0], first, atol=ERROR + 0.005)


def test_an_unknown_is_even_over_its_interval() -> None:
    """One criterion: even on 0-1 against a fixed 0.3 leads in 70 % of draws."""
    shares = acceptability([[0.0], [0.3]], [[1.0], [0.3]])
    assert shares[0, 0] == pytest.approx(0.7, abs=ERROR)


def test_shares_sum_to_one_and_do_not_depend_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(7)
    low = rng.random((9, 6))
    high = low + (1 - low) * rng.random((9, 6))
    weights = drawn_weights([(0, 1)] * 6, 2_000, 5)
    shares = rank_acceptability(low, high, weights, 5)
    assert np.allclose(shares.sum(axis=0), 1)
    assert np.allclose(shares.sum(axis=1), 1)
    order = rng.permutation(9)
    assert np.allclose(rank_acceptability(low[order], high[order], weights, 5), shares[order])


def test_equals_share_their_ranks() -> None:
    shares = acceptability([[0.5, 0.5], [0.5, 0.5], [0.1, 0.1]])
    assert shares.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]


def test_the_mean_score_is_near_the_middle_and_exact_without_unknowns() -> None:
    weights = np.array([0.25, 0.75])
    known = mean_scores(np.array([[0.4, 0.8]]), np.array([[0.4, 0.8]]), weights, 100, 1)
    assert known[0] == pytest.approx(0.7)
    unknown = mean_scores(np.zeros((1, 2)), np.ones((1, 2)), weights, DRAWS, 1)
    assert unknown[0] == pytest.approx(0.5, abs=ERROR)


def exact_shares(scores: list[list[float]]) -> np.ndarray:
    """All ranks over two criteria, exactly: between the weights at which two scores cross no rank changes."""
    crossings = {0.0, 1.0}
    for one, other in itertools.combinations(scores, 2):
        first, second = one[0] - other[0], one[1] - other[1]
        if first * second < 0:
            crossings.add(second / (second - first))
    shares = np.zeros((len(scores), len(scores)))
    for begin, end in itertools.pairwise(sorted(crossings)):
        weight = (begin + end) / 2
        order = np.argsort([-(weight * a + (1 - weight) * b) for a, b in scores])
        shares[order, np.arange(len(scores))] += end - begin
    return shares


@pytest.mark.parametrize("seed", range(5))
def test_every_rank_of_every_alternative_against_the_exact_shares(seed: int) -> None:
    scores = np.random.default_rng(seed).random((6, 2)).tolist()
    assert np.allclose(acceptability(scores), exact_shares(scores), atol=ERROR)


def test_unknowns_and_weights_together_against_an_integral() -> None:
    """One is even on 0-1 on the first criterion, the other has 0.5 on the second: P(w u > (1 - w) / 2), both even."""
    cuts = (np.arange(4000) + 0.5) / 4000
    exact = np.mean(np.maximum(0, 1 - (1 - cuts) / 2 / cuts))
    assert acceptability([[0, 0], [0, 0.5]], [[1, 0], [0, 0.5]])[0, 0] == pytest.approx(exact, abs=ERROR)


def test_equal_scores_of_unequal_alternatives_share_their_ranks_by_lot() -> None:
    weights = drawn_weights([(0.5, 0.5), (0.5, 0.5)], DRAWS, 1)
    low = np.array([[0.2, 0.6], [0.6, 0.2], [0.4, 0.4], [0.9, 0.9]])
    shares = rank_acceptability(low, low, weights, 1)
    assert shares[3].tolist() == [1, 0, 0, 0]
    assert np.allclose(shares[:3, 1:], 1 / 3, atol=ERROR)


def test_weights_without_limits_are_even_over_all_that_sum_to_one() -> None:
    weights = drawn_weights([(0, 1)] * 6, DRAWS, 3)
    assert np.allclose(weights.sum(axis=1), 1)
    # Each is Beta(1, 5): mean 1/6, and above 0.5 in 0.5^5 of draws.
    assert np.allclose(weights.mean(axis=0), 1 / 6, atol=0.005)
    assert np.allclose((weights > 0.5).mean(axis=0), 0.5**5, atol=0.006)


def test_weights_within_ranges_are_as_if_all_others_had_been_thrown_away() -> None:
    ranges = [(0.1, 0.4), (0, 0.3), (0.05, 1), (0, 1)]
    weights = drawn_weights(ranges, DRAWS, 3)
    free = drawn_weights([(0, 1)] * 4, 40 * DRAWS, 4)
    low, high = np.array(ranges).T
    kept = free[((free >= low) & (free <= high)).all(axis=1)]
    assert len(kept) > DRAWS
    for of in range(4):
        points = np.quantile(kept[:, of], np.linspace(0.05, 0.95, 19))
        assert np.allclose((weights[:, of, None] <= points).mean(axis=0), np.linspace(0.05, 0.95, 19), atol=2 * ERROR)
    assert np.allclose(np.cov(weights.T), np.cov(kept.T), atol=0.001)


@pytest.mark.parametrize(
    "ranges",
    [
        [(1 / 6, 1 / 6)] * 6,
        [(0.16, 0.17)] * 6,
        [(0, 0.001), (0, 0.001), (0, 0.001), (0, 1), (0, 1), (0, 1)],
        [(0.5, 0.5), (0.5, 0.5), (0, 1), (0, 0), (0, 1), (0, 1)],
        [(0, 0.2), (0, 0.2), (0, 0.2), (0, 0.2), (0, 0.2), (0, 0)],
        [(0.7, 1)] + [(0, 1)] * 5,
    ],
)
def test_weights_keep_to_narrow_ranges(ranges: list[tuple[float, float]]) -> None:
    weights = drawn_weights(ranges, 500, 1)
    low, high = np.array(ranges).T
    assert np.allclose(weights.sum(axis=1), 1)
    assert ((weights >= low - 1e-9) & (weights <= high + 1e-9)).all()
    assert np.array_equal(weights, drawn_weights(ranges, 500, 1))


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        ((0.95, 0.05, 0), (1, 1, 0.95)),
        ((0.5, 0.43, 0.07), (1, 2, 0.93)),
        ((0.07, 0.43, 0.5), (2, 3, 0.93)),
        ((0.3, 0.3, 0.2, 0.1, 0.1), (1, 4, 0.9)),
        ((0.1, 0.2, 0.3, 0.3, 0.1), (1, 4, 0.9)),
        ((1.0,), (1, 1, 1.0)),
    ],
)
def test_the_fewest_ranks_that_hold_nine_in_ten(shares: tuple[float, ...], found: tuple[int, int, float]) -> None:
    assert likeliest_ranks(shares, 0.9) == found
