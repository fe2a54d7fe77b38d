"""Where the money goes: shares by scope, and how many suppliers of equal size would be as concentrated."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from typing import Any

import pytest

from itmap.quantities import Interval
from itmap.queries import concentration
from itmap.settings import load
from tests.estates import estate


def ask(**registers: Any) -> Any:
    return concentration.QUESTION.answer(estate(**registers), load())


def contract(**values: Any) -> dict[str, Any]:
    return {"value_basis": "annual", "renewal": "rolling", **values}


def of(answer: Any, scope: str) -> dict[str, Any]:
    return {row.supplier: row for row in answer.rows if row.scope == scope}


def test_shares_in_all_and_by_department_category_and_service() -> None:
    answer = ask(
        suppliers={"Alder": {}, "Birch": {}, "Alder North": {"parent": "Alder"}},
        systems={"Housing": {}},
        services={"Repairs": {"systems": "Housing"}},
        contracts={
            "one": contract(suppliers="Alder", value=300, department="Homes", category="48000000", covers="Housing"),
            "two": contract(suppliers="Birch", value=100, department="Homes", category="Software"),
            "three": contract(suppliers="Alder North", value=100, department="Roads", category="48100000, 72000000"),
        },
    )
    everything = of(answer, concentration.EVERYTHING)
    assert {name: row.share for name, row in everything.items()} == {
        "Alder": Interval(0.8, 0.8),
        "Birch": Interval(0.2, 0.2),
    }
    assert everything["Alder"].annual_value == Interval(Decimal(400), Decimal(400))
    # 1 / (0.8² + 0.2²) = 1 / 0.68
    assert everything["Alder"].effective_suppliers.low == pytest.approx(1 / 0.68)
    assert (everything["Alder"].contracts, everything["Alder"].supplier_contracts) == (3, 2)
    assert set(of(answer, "department: Homes")) == {"Alder", "Birch"}
    assert of(answer, "department: Roads")["Alder"].single_supplier is True
    assert of(answer, "category: CPV division 48")["Alder"].contracts == 2
    assert of(answer, "category: software")["Birch"].share == Interval(1.0, 1.0)
    assert of(answer, "service: Repairs")["Alder"].annual_value == Interval(Decimal(300), Decimal(300))


def test_an_unknown_value_is_an_interval_and_ceilings_are_no_spend() -> None:
    answer = ask(
        suppliers={"Alder": {}, "Birch": {}},
        contracts={
            "known": contract(suppliers="Alder", value=100),
            "unknown": contract(suppliers="Birch"),
            "ceiling": contract(suppliers="Birch", value=10**6, type="framework"),
            "over": contract(suppliers="Birch", value=10**6, status="ended"),
        },
    )
    rows = of(answer, concentration.EVERYTHING)
    assert rows["Birch"].share == Interval(0.0, 0.5)
    assert rows["Alder"].effective_suppliers == Interval(1.0, 2.0)
    assert (rows["Alder"].contracts, rows["Alder"].contracts_with_value) == (2, 1)


def test_without_any_value_nothing_is_said_of_money() -> None:
    answer = ask(suppliers={"Alder": {}}, contracts={"one": contract(suppliers="Alder"), "two": contract()})
    (row,) = answer.rows
    assert (row.annual_value, row.share, row.effective_suppliers) == (None, Interval(0.0, 1.0), None)
    assert row.single_supplier is None  # nobody knows whose the second is


def test_coverage_counts_what_is_recorded_of_competition_and_small_suppliers() -> None:
    answer = ask(
        suppliers={"Alder": {"sme": True}, "Birch": {"sme": False, "vcse": True}, "Cedar": {}},
        contracts={
            "one": contract(suppliers="Alder", procurement_route="Direct Award", bids_received=1),
            "two": contract(suppliers="Birch", procurement_route="Open", bids_received=4),
            "three": contract(suppliers=("Birch", "Cedar")),
        },
    )
    told = answer.coverage
    assert (told["contracts_with_procurement_route"], told["contracts_awarded_directly"]) == (2, 1)
    assert (told["contracts_with_bids_received"], told["contracts_with_a_single_bid"]) == (2, 1)
    assert (told["contracts_with_sme"], told["contracts_with_no_sme"]) == (1, 1)
    assert (told["contracts_with_vcse"], told["contracts_with_no_vcse"]) == (2, 0)


@pytest.mark.parametrize("seed", range(20))
def test_with_many_uncertain_sizes_the_lowest_end_is_a_close_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(seed)
    boxes = [(Decimal(low), Decimal(low + dice.randint(0, 20))) for low in (dice.randint(0, 9) for _ in range(9))]
    exact = concentration.effective_suppliers(boxes)
    monkeypatch.setattr(concentration, "_MOST_CORNERS", 0)
    bound = concentration.effective_suppliers(boxes)
    assert exact is not None
    assert bound is not None
    assert 0.9 * exact.low <= bound.low <= exact.low + 1e-9


@pytest.mark.parametrize("seed", range(200))
def test_effective_suppliers_hold_every_completion_and_reach_their_ends(seed: int) -> None:
    """Corners are tried by brute force for the lowest end; the highest is approached by a fine grid."""
    dice = random.Random(seed)
    boxes = [
        (low, low + dice.choice((0, 0, 3, 8, 20)))
        for low in (dice.choice((0, 0, 1, 5, 12)) for _ in range(dice.randint(1, 5)))
    ]
    found = concentration.effective_suppliers([(Decimal(low), Decimal(high)) for low, high in boxes])
    paid = [box for box in boxes if box[1]]
    if not paid:
        assert found is None
        return
    assert found is not None

    def alike(values: Any) -> float:
        return float(sum(values)) ** 2 / sum(value * value for value in values)

    corners = [alike(corner) for corner in itertools.product(*paid) if any(corner)]
    assert found.low == pytest.approx(min(corners))
    grid = [
        alike(values)
        for level in range(3301)
        if any(values := [min(max(level / 100, low), high) for low, high in paid])
    ]
    assert found.high == pytest.approx(max(grid), rel=1e-3)
    for _ in range(100):
        values = [dice.uniform(*box) for box in paid]
        if any(values):
            assert found.low - 1e-9 <= alike(values) <= found.high + 1e-9
