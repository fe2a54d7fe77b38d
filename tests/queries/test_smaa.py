"""Rank acceptability against cases worked out exactly."""

from __future__ import annotations

import numpy as np
import pytest

from itmap.queries.smaa import mean_scores, rank_acceptability

DRAWS = 20_000
ERROR = 4 * np.sqrt(0.25 / DRAWS)  # four standard errors of a share


def acceptability(low: list[list[float]], high: list[list[float]] | None = None) -> np.ndarray:
    return rank_acceptability(np.array(low), np.array(low if high is None else high), DRAWS, 1)


def test_what_is_dominated_is_never_first() -> None:
    shares = acceptability([[0.9, 0.8], [0.3, 0.2]])
    assert shares.tolist() == [[1, 0], [0, 1]]


def test_mirrored_alternatives_are_as_likely_first() -> None:
    shares = acceptability([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert np.allclose(shares[:, 0], 1 / 3, atol=ERROR)


@pytest.mark.parametrize(("advantage", "drawback"), [(0.6, 0.2), (0.1, 0.5), (0.3, 0.3)])
def test_two_criteria_split_the_weights_where_the_scores_cross(advantage: float, drawback: float) -> None:
    """With weights (w, 1 - w), w even on 0-1, the first leads while w * advantage > (1 - w) * drawback."""
    shares = acceptability([[advantage, 0], [0, drawback]])
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
    shares = rank_acceptability(low, high, 2_000, 5)
    assert np.allclose(shares.sum(axis=0), 1)
    assert np.allclose(shares.sum(axis=1), 1)
    order = rng.permutation(9)
    assert np.allclose(rank_acceptability(low[order], high[order], 2_000, 5), shares[order])


def test_equals_share_their_ranks() -> None:
    shares = acceptability([[0.5, 0.5], [0.5, 0.5], [0.1, 0.1]])
    assert shares.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]


def test_the_mean_score_is_near_the_middle_and_exact_without_unknowns() -> None:
    weights = np.array([0.25, 0.75])
    known = mean_scores(np.array([[0.4, 0.8]]), np.array([[0.4, 0.8]]), weights, 100, 1)
    assert known[0] == pytest.approx(0.7)
    unknown = mean_scores(np.zeros((1, 2)), np.ones((1, 2)), weights, DRAWS, 1)
    assert unknown[0] == pytest.approx(0.5, abs=ERROR)
