"""Rank acceptability held to published worked examples of SMAA-2.

The worked example that Lahdelma and Salminen printed in 2001 was not available to us. Three others stand in for it: their
inputs and results are kept in public by makers of SMAA software, and were read there, not in a paper's tables.

- Antidepressants: github.com/tommite/jsmaa at commit 855c4ce6cd81e673368b753ed53a859f7acb8a51,
  lib/src/test/java/fi/smaa/jsmaa/simulator/SMAA2SimulationTest.java, testCorrectResultsWithBRModel. It names no paper;
  the drugs and criteria are those of Tervonen and others 2010, A state-of-the-art multi-criteria model for drug
  benefit-risk analysis, SOM Research Report 10001, Groningen.
- The same and a placebo, from a network of trials: github.com/drugis/addis at commit
  b682af1b03b8e1649e729f59c3a6064ce9668e1f, application/src/test/java/org/drugis/addis/util/JSMAAintegration, inputs in
  NetworkBenefitRiskTest.java and results in NetworkBenefitRiskTestBase.java. Its comment says that these are of the
  authors' published analysis, drugis.org/network-br; we take this to be van Valkenhoef and others 2012, Journal of
  Clinical Epidemiology 65(4), 394-403.
- Thrombolytics: results in github.com/gertvv/rsmaa at commit 035672949a73ebdc45c8676522452ce56c9cf875,
  smaa/tests/Examples/smaa-Ex.Rout.save; inputs in github.com/tommite/pubs-code at commit
  b2b33e97adbef68787122519384000c55f956811, elicitation/run/thrombo-problem.R.

In none of them is a measurement even over an interval. So they are drawn here, and each draw is ranked as known under
weights of its own; the mean over all draws is SMAA-2 with these distributions. Unknowns that are even over an interval
are held to integrals in test_smaa.py.
"""

from __future__ import annotations

import numpy as np

from itmap.queries.smaa import Floats, drawn_weights, rank_acceptability

DRAWS = 5_000  # of all measurements: the standard error of a share is below 0.005
FEWER = 1_000  # enough to see what is far off
WEIGHTINGS = 20  # of each draw
TOLERANCE = 0.02  # of the first two sources' own tests: four standard errors of the 10,000 draws behind each result
DEVIATIONS = 1.96  # on both sides of the mean lie 95 % of a normal distribution


def free_weights(criteria: int, draws: int) -> Floats:
    return drawn_weights([(0, 1)] * criteria, draws * WEIGHTINGS, 1)


def values(measured: Floats, worst: Floats, best: Floats) -> Floats:
    """From 0 at the worst end of each criterion's scale to 1 at the best, and in the same line beyond them."""
    return (measured - worst) / (best - worst)


def farthest(drawn: Floats, weights: Floats, published: list[list[float]]) -> float:
    """The largest difference from the published ranks; `drawn` has values by draw, alternative and criterion."""
    shares = [rank_acceptability(of, of, its, 1) for of, its in zip(drawn, np.split(weights, len(drawn)), strict=True)]
    return float(abs(np.mean(shares, axis=0) - published).max())


# Fluoxetine, paroxetine, sertraline, venlafaxine by efficacy (log-normal, the more the better) and by diarrhea, dizziness,
# headache, insomnia and nausea (normal, the less the better).
MEANS = np.array(
    [
        [0.0, 11.7, 7.2, 16.6, 13.7, 18.6],
        [0.086, 9.2, 10.6, 21.2, 14.3, 18.3],
        [0.095, 15.4, 7.5, 20.2, 15.0, 19.5],
        [0.113, 5.5, 15.7, 12.8, 11.2, 31.0],
    ]
)
SPREADS = np.array(
    [
        [0.0, 2.5, 1.45, 3.27, 1.89, 1.79],
        [0.056, 1.86, 1.58, 5.15, 2.93, 3.7],
        [0.044, 2.65, 1.48, 3.78, 3.21, 2.6],
        [0.048, 2.32, 4.44, 2.45, 3.98, 1.68],
    ]
)
ANTIDEPRESSANTS = [
    [0.20, 0.28, 0.30, 0.22],
    [0.25, 0.29, 0.27, 0.19],
    [0.17, 0.25, 0.29, 0.30],
    [0.39, 0.18, 0.15, 0.29],
]


def antidepressants(normal: Floats) -> Floats:
    """Their values at these standard normal numbers; a scale begins and ends where an interval of 95 % does."""
    low, high = (MEANS - DEVIATIONS * SPREADS).min(axis=0), (MEANS + DEVIATIONS * SPREADS).max(axis=0)
    measured = MEANS + SPREADS * normal
    for of in (measured, low, high):
        of[..., 0] = np.exp(of[..., 0])
    benefit = np.arange(MEANS.shape[1]) == 0
    return values(measured, np.where(benefit, low, high), np.where(benefit, high, low))


def test_antidepressants_have_their_published_ranks() -> None:
    drawn = antidepressants(np.random.default_rng(1).standard_normal((DRAWS, *MEANS.shape)))
    assert farthest(drawn, free_weights(6, DRAWS), ANTIDEPRESSANTS) < TOLERANCE
    as_if_known = antidepressants(np.zeros((1, *MEANS.shape)))
    assert farthest(as_if_known, free_weights(6, DRAWS), ANTIDEPRESSANTS) > 4 * TOLERANCE


# By criterion: mean and deviation of the placebo's log-odds; how far the four drugs' lie above it, in the mean, and the
# upper triangle of the covariances, row by row.
NETWORK = {
    "diarrhea": (
        (-2.189737, 0.2074509),
        [0.60820293, 0.14088424, 0.93203685, 0.09601785],
        [
            [0.05366822, 0.04117003, 0.03407600, 0.03788519],
            [0.08108542, 0.03778130, 0.04324302],
            [0.05394404, 0.03338272],
            [0.09859621],
        ],
    ),
    "dizziness": (
        (-2.229952, 0.6103081),
        [0.1203208, 0.6538699, -0.2203627, 1.1915229],
        [
            [0.09124249, 0.07387436, 0.08086186, 0.06457527],
            [0.14080128, 0.10328788, 0.07030520],
            [0.14662864, 0.06920427],
            [0.08590214],
        ],
    ),
    "response": (
        (-0.1714358, 0.1129926),
        [0.4718129, 0.7258847, 0.6715258, 0.8211993],
        [
            [0.013445532, 0.010394690, 0.009881156, 0.010499559],
            [0.023006616, 0.008196856, 0.010732709],
            [0.019023866, 0.009210099],
            [0.019107243],
        ],
    ),
    "headache": (
        (-1.195991, 0.2926644),
        [0.1964591, 0.1263129, 0.2029933, -0.2254059],
        [
            [0.03519380, 0.02755068, 0.02189916, 0.02919822],
            [0.04847513, 0.02374509, 0.03277411],
            [0.03259199, 0.02356638],
            [0.05920276],
        ],
    ),
    "insomnia": (
        (-2.607277, 0.1905852),
        [0.7978386, 0.7486351, 1.0663029, 0.9744811],
        [
            [0.04388258, 0.03516051, 0.02560003, 0.03283164],
            [0.06255486, 0.02807280, 0.03474863],
            [0.05402063, 0.02592013],
            [0.06738850],
        ],
    ),
    "nausea": (
        (-2.017171, 0.1917053),
        [0.3951561, 0.6442827, 0.6469638, 0.9771107],
        [
            [0.04167875, 0.03492591, 0.02952693, 0.03559971],
            [0.05629741, 0.03102295, 0.03658295],
            [0.04396177, 0.02899487],
            [0.05369960],
        ],
    ),
}
FROM_A_NETWORK = [  # the placebo comes first here, third in the source
    [0.6114, 0.1201, 0.0868, 0.0545, 0.1272],
    [0.0215, 0.2648, 0.3217, 0.3143, 0.0777],
    [0.1496, 0.3248, 0.2519, 0.2249, 0.0488],
    [0.0758, 0.1342, 0.1931, 0.2389, 0.3580],
    [0.1417, 0.1561, 0.1465, 0.1674, 0.3883],
]


def network(draws: int) -> Floats:
    """How likely each effect is, by draw, alternative and criterion; all alternatives share the placebo's log-odds."""
    rng = np.random.default_rng(1)
    drawn = []
    for (mean, deviation), above, triangle in NETWORK.values():
        covariances = np.zeros((4, 4))
        covariances[np.triu_indices(4)] = np.concatenate(triangle)
        covariances += np.triu(covariances, 1).T
        log_odds = rng.normal(mean, deviation, (draws, 1)) + np.hstack(
            [np.zeros((draws, 1)), rng.multivariate_normal(above, covariances, draws)]
        )
        drawn.append(1 / (1 + np.exp(-log_odds)))
    return np.stack(drawn, axis=2)


def test_antidepressants_from_a_network_of_trials_have_their_published_ranks() -> None:
    good = np.array([of == "response" for of in NETWORK])
    drawn = values(network(DRAWS), 1.0 - good, 0.0 + good)
    assert farthest(drawn, free_weights(6, DRAWS), FROM_A_NETWORK) < TOLERANCE
    # Even numbers over their sum: weights that crowd in the middle instead of even ones.
    crowded = np.random.default_rng(1).random((FEWER * WEIGHTINGS, 6))
    crowded /= crowded.sum(axis=1, keepdims=True)
    assert farthest(drawn[:FEWER], crowded, FROM_A_NETWORK) > 2 * TOLERANCE
    # Scales as of the example above instead of 0 to 1.
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    other_scales = values(drawn, low.min(axis=0), high.max(axis=0))[:FEWER]
    assert farthest(other_scales, free_weights(6, FEWER), FROM_A_NETWORK) > 4 * TOLERANCE


# Heparin and enoxaparin by proximal and distal thrombosis and by bleeding: patients with and without.
WITH, WITHOUT = np.array([[20, 40, 1], [8, 32, 5]]), np.array([[116, 96, 135], [121, 97, 124]])
BEST, WORST = np.array([0, 0.15, 0]), np.array([0.25, 0.40, 0.10])
THROMBOLYTICS = [[0.3504, 0.6496], [0.6496, 0.3504]]
THROMBOLYTICS_AT_KNOWN_WEIGHTS = [[0.1279, 0.8721], [0.8721, 0.1279]]


def test_thrombolytics_have_their_published_ranks() -> None:
    risks = np.random.default_rng(1).beta(WITH, WITHOUT, (DRAWS, *WITH.shape))
    drawn = values(risks, WORST, BEST)
    assert farthest(drawn, free_weights(3, DRAWS), THROMBOLYTICS) < TOLERANCE
    known_weights = drawn_weights([(0.5, 0.5), (0.2, 0.2), (0.3, 0.3)], DRAWS, 1)
    assert farthest(drawn, known_weights, THROMBOLYTICS_AT_KNOWN_WEIGHTS) < TOLERANCE
    # Scales from 0 to 1 instead of the source's.
    assert farthest(1 - risks[:FEWER], free_weights(3, FEWER), THROMBOLYTICS) > 4 * TOLERANCE
