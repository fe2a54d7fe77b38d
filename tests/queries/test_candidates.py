"""What to replace first: the easy and useful before the hard, and the unknown never before the known."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from itmap.estate import Estate
from itmap.queries import candidates
from itmap.settings import load
from tests.estates import estate, random_estate

SETTINGS = load()
EASY = {
    "functional_fit": 1,
    "technical_fit": 1,
    "substitutability": "easily substitutable",
    "api": "open standard",
    "data_export": "open standard",
    "annual_cost": 100_000,
}
HARD = {**EASY, "substitutability": "not substitutable", "api": "none", "data_export": "none"}


def ranked(held: Estate) -> dict[str, candidates.CandidateRow]:
    return {row.system: row for row in candidates.QUESTION.answer(held, SETTINGS).rows}


def contract(covers: str, end: str) -> dict[str, Any]:
    return {"covers": covers, "role": "supplies", "renewal": "none", "end_date": dt.date.fromisoformat(end)}


def test_the_easy_one_comes_before_the_hard_one_and_both_before_the_unknown() -> None:
    rows = ranked(
        estate(
            systems={"Unknown": {}, "Hard": HARD, "Easy": EASY},
            contracts={"A": contract("Easy", "2026-06-30"), "B": contract("Hard", "2029-03-31")},
            integrations=[{"provider": "Hard", "consumer": "Unknown", "dependence": "hard"}],
            services={"Parking": {"systems": "Easy", "statutory": False}},
        )
    )
    assert list(rows) == ["Easy", "Hard", "Unknown"]
    assert [row.rank for row in rows.values()] == [1, 2, 3]
    assert rows["Unknown"].quadrant == "not assessed"
    assert "1, 2, 3 or 4" in rows["Unknown"].first_step or "1 to 4" in rows["Unknown"].first_step
    assert "its contract lets us out on 30 Jun 2026" in rows["Easy"].why


@pytest.mark.parametrize(
    ("functional", "technical", "quadrant"),
    [(1, 1, "eliminate"), (2, 3, "tolerate"), (3, 2, "migrate"), (4, 4, "invest"), (None, 4, "not assessed")],
)
def test_the_quadrant_follows_the_two_fits(functional: int | None, technical: int | None, quadrant: str) -> None:
    rows = ranked(estate(systems={"S": {"functional_fit": functional, "technical_fit": technical}}))
    assert rows["S"].quadrant == quadrant


def test_a_statutory_service_is_made_safe_first() -> None:
    rows = ranked(
        estate(
            systems={"Easy": EASY},
            contracts={"A": contract("Easy", "2026-06-30")},
            services={"Elections": {"systems": "Easy", "statutory": True}},
        )
    )
    assert rows["Easy"].statutory is True
    assert rows["Easy"].first_step == "Name and try a stand-in for Elections before anything else is touched."


def test_planned_and_retired_systems_are_no_candidates() -> None:
    rows = ranked(estate(systems={"A": {"status": "planned"}, "B": {"status": "retired"}, "C": {"status": "retiring"}}))
    assert list(rows) == ["C"]


@pytest.mark.parametrize("seed", range(20))
def test_intervals_are_in_order_and_no_rank_depends_on_the_order_of_rows(seed: int) -> None:
    held = random_estate(seed)
    rows = candidates.QUESTION.answer(held, SETTINGS).rows
    for row in rows:
        for interval in (row.benefit, row.difficulty):
            assert interval.low is not None
            assert interval.high is not None
            assert 0 <= interval.low <= interval.high <= 1
    shuffled = Estate(
        {
            name: table.sample(frac=1, random_state=random.Random(seed).randrange(2**32))
            for name, table in held.tables.items()
        },
        held.as_of,
    )
    again = candidates.QUESTION.answer(shuffled, SETTINGS).rows
    assert [rounded(row) for row in again] == [rounded(row) for row in rows]


def rounded(row: candidates.CandidateRow) -> tuple[Any, ...]:
    """Sums of the same numbers in another order may differ in their last digits."""
    ends = (row.benefit.low, row.benefit.high, row.difficulty.low, row.difficulty.high)
    return (row.system, row.rank, *(round(end or 0, 9) for end in ends))


def test_learning_an_unknown_narrows_and_never_leaves_the_interval() -> None:
    before = ranked(estate(systems={"S": {"functional_fit": 1, "technical_fit": 1}}))["S"]
    for word in ("easily substitutable", "medium complexity", "highly complex", "not substitutable"):
        after = ranked(estate(systems={"S": {"functional_fit": 1, "technical_fit": 1, "substitutability": word}}))["S"]
        assert before.difficulty.low is not None
        assert before.difficulty.high is not None
        assert before.difficulty.low <= (after.difficulty.low or 0)
        assert (after.difficulty.high or 0) <= before.difficulty.high
