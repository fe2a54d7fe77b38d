"""The six criteria, worked by hand and held against completions of what is unknown."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from itmap.estate import Estate
from itmap.quantities import Interval
from itmap.queries import lock_in
from itmap.settings import CRITERIA, load
from tests.estates import estate, random_estate, random_rows

SETTINGS = load()
WHOLE = Interval(0.0, 1.0)


def rows(held: Estate) -> dict[str, lock_in.LockInRow]:
    return {row.supplier: row for row in lock_in.QUESTION.answer(held, SETTINGS).rows}


def one(**registers: Any) -> dict[str, Interval[float]]:
    return dict(rows(estate(**registers))["Alder"].criteria)


def test_a_supplier_of_whom_nothing_is_known_is_the_whole_scale_and_has_no_rank() -> None:
    row = rows(estate(suppliers={"Alder": {}}, contracts={"C": {"suppliers": "Alder", "status": "ended"}}))["Alder"]
    assert set(row.criteria) == set(CRITERIA)
    assert all(criterion == WHOLE for criterion in row.criteria.values())
    assert (row.assessed, row.rank_acceptability) == (False, ())
    assert (row.score.low, row.score.high) == pytest.approx((0, 1))


def test_openness_and_alternatives_are_means_over_what_the_group_stops_by_itself() -> None:
    found = one(
        suppliers={"Alder": {}},
        systems={
            "A": {
                "vendors": "Alder",
                "api": "open standard",
                "data_export": "none",
                "substitutability": "highly complex",
            },
            "B": {"hosts": "Alder", "api": "documented", "substitutability": "easily substitutable"},
            "C": {"api": "none", "substitutability": "not substitutable"},
        },
    )
    # A: (0 + 1) / 2; B: (1/3 + unknown) / 2
    assert found["openness"].low == pytest.approx((1 / 2 + 1 / 6) / 2)
    assert found["openness"].high == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert found["alternatives"] == Interval(pytest.approx(1 / 3), pytest.approx(1 / 3))


def test_entanglement_counts_hard_ones_and_perhaps_unknown_ones_with_others_only() -> None:
    def link(consumer: str, dependence: str | None) -> dict[str, Any]:
        return {"provider": "A", "consumer": consumer, "dependence": dependence}

    found = one(
        suppliers={"Alder": {}},
        systems={"A": {"vendors": "Alder"}, "B": {"vendors": "Alder"}, "X": {}, "Gone": {"status": "retired"}},
        integrations=[link("X", "hard"), link("X", None), link("X", "soft"), link("B", "hard"), link("Gone", "hard")],
    )
    assert found["entanglement"] == Interval(1 / 20, 2 / 20)


def test_committed_term_is_the_last_of_the_earliest_exits() -> None:
    def contract(end: str, **values: Any) -> dict[str, Any]:
        return {
            "suppliers": "Alder",
            "role": "supplies",
            "renewal": "none",
            "end_date": dt.date.fromisoformat(end),
            **values,
        }

    found = one(
        suppliers={"Alder": {}},
        contracts={
            "Short": contract("2027-04-01"),
            "Long": contract("2028-04-01"),
            "Unsure role": contract("2029-04-01", role=None),
            "Consulting": contract("2035-04-01", role="consults"),
        },
    )
    assert found["committed_term"].low == pytest.approx(24 / 60, abs=0.001)
    assert found["committed_term"].high == pytest.approx(36 / 60, abs=0.001)


def test_supplier_share_is_of_annual_value_and_an_unknown_value_is_at_most_the_largest() -> None:
    def contract(supplier: str, **values: Any) -> dict[str, Any]:
        return {"suppliers": supplier, "renewal": "rolling", "value_basis": "annual", **values}

    found = one(
        suppliers={"Alder": {}, "Birch": {}},
        contracts={
            "A": contract("Alder", value=300),
            "B": contract("Birch", value=100),
            "C": contract("Birch"),
            "D": contract("Birch", value=10_000, type="framework"),
        },
    )
    assert found["supplier_share"] == Interval(pytest.approx(300 / 700), pytest.approx(300 / 400))


def test_a_total_value_needs_a_term() -> None:
    common = {"suppliers": "Alder", "renewal": "rolling", "value": 400, "value_basis": "total"}
    other = {"suppliers": "Birch", "renewal": "rolling", "value": 100, "value_basis": "annual"}
    suppliers = {"Alder": {}, "Birch": {}}
    with_term = one(suppliers=suppliers, contracts={"A": {**common, "term": "4 years"}, "B": other})
    assert with_term["supplier_share"] == Interval(pytest.approx(0.5), pytest.approx(0.5))
    extended = one(suppliers=suppliers, contracts={"A": {**common, "term": "2+1+1 years"}, "B": other})
    assert extended["supplier_share"] == Interval(pytest.approx(0.5), pytest.approx(200 / 300))
    without = one(suppliers=suppliers, contracts={"A": common, "B": other})
    assert without["supplier_share"] == Interval(0, pytest.approx(0.5))


def test_dependence_is_the_criticality_share() -> None:
    found = one(
        suppliers={"Alder": {}},
        systems={"A": {"vendors": "Alder"}, "B": {}},
        services={"X": {"systems": "A", "criticality": 3}, "Y": {"systems": "B", "criticality": 1}},
    )
    assert found["dependence"] == Interval(0.75, 0.75)


@pytest.mark.parametrize("seed", range(25))
def test_scores_hold_their_mean_and_ranks_sum_to_one(seed: int) -> None:
    held = random_estate(seed)
    found = lock_in.QUESTION.answer(held, SETTINGS).rows
    assessed = [row for row in found if row.assessed]
    for row in found:
        assert 0 <= row.score.low <= row.score.mean <= row.score.high <= 1 + 1e-12
        known = sum(criterion != WHOLE for criterion in row.criteria.values())
        assert row.assessed == (known >= 3)
        assert len(row.rank_acceptability) == (len(assessed) if row.assessed else 0)
        if row.assessed:
            assert sum(row.rank_acceptability) == pytest.approx(1)
    if assessed:
        assert sum(row.rank_acceptability[0] for row in assessed) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(15))
def test_what_could_be_true_lies_inside_every_interval(seed: int) -> None:
    """Fill in unknown dependences, criticalities, openness and substitutability at random: nothing leaves its interval."""
    rng = random.Random(seed)
    raw = random_rows(seed)
    before = rows(estate(**raw))
    for _ in range(4):
        for row in raw["integrations"]:
            if row.get("dependence") in (None, "unknown"):
                row["dependence"] = rng.choice(["hard", "soft"])
        for row in raw["services"].values():
            row["criticality"] = row.get("criticality") or rng.randint(1, 4)
        for row in raw["systems"].values():
            for name, choices in (
                ("api", ["none", "documented"]),
                ("substitutability", ["not substitutable", "highly complex"]),
            ):
                if row.get(name) in (None, "unknown"):
                    row[name] = rng.choice(choices)
        for supplier, found in rows(estate(**raw)).items():
            for name, criterion in found.criteria.items():
                outer = before[supplier].criteria[name]
                assert (outer.low or 0) - 1e-9 <= (criterion.low or 0), (supplier, name)
                assert (criterion.high or 0) <= (outer.high or 0) + 1e-9, (supplier, name)


def test_the_same_question_twice_has_the_same_answer() -> None:
    held = random_estate(3)
    assert lock_in.QUESTION.answer(held, SETTINGS).as_json() == lock_in.QUESTION.answer(held, SETTINGS).as_json()
