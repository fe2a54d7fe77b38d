"""LITRAF's arithmetic on worked cases, and silence where scores are missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from itmap.queries import legacy
from itmap.settings import load
from tests.estates import estate

L = [f"l{n}" for n in range(1, 8)]
C = [f"c{n}" for n in range(1, 7)]


def row(**values: Any) -> legacy.LegacyRow:
    (found,) = legacy.QUESTION.answer(estate(systems={"Ledger": values}), load()).rows
    assert isinstance(found, legacy.LegacyRow)
    return found


def scores(likelihood: list[int], impact: list[int]) -> dict[str, int]:
    return dict(zip(L + C, likelihood + impact, strict=True))


@pytest.mark.parametrize(
    ("likelihood", "impact", "expected"),
    [
        # (mean + highest) / 2 a side, then the product: worked by hand.
        ([1] * 7, [1] * 6, (1.0, 1.0, 1.0, False, False)),
        ([6] * 7, [5] * 6, (6.0, 5.0, 30.0, True, True)),
        ([2, 2, 2, 2, 2, 2, 2], [5] * 6, (2.0, 5.0, 10.0, False, False)),
        ([1, 1, 1, 1, 1, 1, 3], [1] * 6, ((9 / 7 + 3) / 2, 1.0, (9 / 7 + 3) / 2, True, False)),
        ([4] * 7, [4] * 6, (4.0, 4.0, 16.0, True, True)),  # red at 16 itself
    ],
)
def test_worked_cases(
    likelihood: list[int], impact: list[int], expected: tuple[float, float, float, bool, bool]
) -> None:
    found = row(**scores(likelihood, impact))
    assert (found.likelihood, found.impact, found.overall, found.legacy, found.red) == pytest.approx(expected)
    assert found.missing == ()


def test_no_score_is_made_of_some_scores() -> None:
    given = scores([1] * 7, [5] * 6)
    del given["l4"]
    found = row(**given)
    assert (found.likelihood, found.impact, found.overall, found.legacy, found.red) == (None, 5.0, None, None, None)
    assert found.missing == ("L4",)


def test_one_high_score_is_enough_to_be_legacy() -> None:
    found = row(l2=3)
    assert (found.legacy, found.overall, found.red) == (True, None, None)
    assert len(found.missing) == 12


def test_support_that_is_past_is_a_fact_of_its_own() -> None:
    assert row(end_of_support=dt.date(2026, 3, 31)).past_support is True
    assert row(end_of_support=dt.date(2026, 4, 1)).past_support is False
    assert row().past_support is None
    assert row(end_of_support=dt.date(2020, 1, 1)).legacy is None, "a date is not a score"


@pytest.mark.parametrize(
    ("support", "contract", "by_date"),
    [
        ("2026-03-31", None, True),
        ("2026-04-01", None, None),  # mended to the end of the as-of day; of its contract nothing is known
        (None, {"renewal": "none", "end_date": dt.date(2026, 3, 31)}, True),
        (None, {"renewal": "automatic", "end_date": dt.date(2026, 3, 31)}, None),
        ("2030-01-01", {"renewal": "automatic", "end_date": dt.date(2026, 3, 31)}, False),
        ("2030-01-01", {"renewal": "none", "end_date": dt.date(2026, 3, 31), "status": "ended"}, True),
        ("2030-01-01", {"end_date": dt.date(2026, 3, 31)}, None),
        (None, {"status": "pipeline"}, None),
    ],
)
def test_a_system_may_be_legacy_by_date_and_never_scored(
    support: str | None, contract: dict[str, Any] | None, by_date: bool | None
) -> None:
    held = estate(
        systems={"Ledger": {"end_of_support": support and dt.date.fromisoformat(support)}},
        contracts={} if contract is None else {"Deal": {**contract, "covers": "Ledger"}},
    )
    answer = legacy.QUESTION.answer(held, load())
    (found,) = answer.rows
    assert found.legacy_by_date is by_date
    assert found.legacy is None, "a date is no score"
    assert bool(found.dated_reasons) is (by_date is True)
    assert answer.coverage["legacy_by_date_and_not_scored"] == (by_date is True)


def test_one_contract_that_runs_is_enough_not_to_be_out_of_contract() -> None:
    over, runs = ({"renewal": "none", "end_date": dt.date(year, 3, 31), "covers": "Ledger"} for year in (2026, 2027))
    held = estate(systems={"Ledger": {}}, contracts={"Over": over, "Runs": runs})
    (found,) = legacy.QUESTION.answer(held, load()).rows
    assert found.out_of_contract is False
    assert found.rests_on == ("system:Ledger", "contract:Over", "contract:Runs")


def test_what_is_missing_is_asked_for_in_words_and_counted() -> None:
    answer = legacy.QUESTION.answer(estate(systems={"A": {"l1": 2}, "B": {}}), load())
    first = next(found for found in answer.rows if found.system == "A")
    assert "L2: expired vendor contracts" in first.to_score
    assert len(first.to_score) == len(first.missing) == 12
    assert answer.coverage["scores_missing"]["L1"] == 1
    assert answer.coverage["scores_missing"]["C6"] == 2
