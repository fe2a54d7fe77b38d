"""Where the money goes: shares by scope, and how many suppliers of equal size would be as concentrated."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from decimal import Decimal
from typing import Any

import pytest

from itmap.quantities import Interval
from itmap.queries import concentration
from itmap.queries.concentration import EVERYTHING
from itmap.queries.effective import effective_suppliers
from itmap.settings import load
from tests.estates import estate
from tests.worked_examples import methods_say

SETTINGS = load()


def ask(**registers: Any) -> Any:
    return concentration.QUESTION.answer(estate(**registers), SETTINGS)


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


def test_how_many_suppliers_alike_there_are_says_of_how_many_contracts_it_speaks() -> None:
    """What Alder and Birch share, in one contract or in two lots of one value, can't be told apart: Cedar is left."""
    lot = contract(reference="L", value=500)
    answer = ask(
        suppliers={"Alder": {}, "Birch": {}, "Cedar": {}},
        contracts={
            "one": contract(suppliers=("Alder", "Birch"), value=300),
            "two": {**lot, "suppliers": "Alder"},
            "three": {**lot, "suppliers": "Birch"},
            "four": contract(suppliers="Cedar", value=100),
        },
    )
    row = of(answer, EVERYTHING)["Cedar"]
    assert row.effective_suppliers == Interval(1.0, 1.0)
    assert (row.recorded["paid_alone"], row.recorded["supplier"], row.contracts) == (1, 4, 4)


@pytest.mark.parametrize("seed", range(40))
def test_with_many_uncertain_sizes_the_lowest_end_is_still_reached(seed: int) -> None:
    """Twelve groups, of which many are alike: all 4,096 corners are tried."""
    dice = random.Random(seed)
    boxes = [(low, low + dice.choice((0, 5, 5, 9, 20))) for low in (dice.choice((0, 0, 2, 7)) for _ in range(12))]
    found = effective_suppliers([(Decimal(low), Decimal(high)) for low, high in boxes])
    assert found is not None
    corners = itertools.product(*(box for box in boxes if box[1]))
    assert found.low == pytest.approx(
        min(sum(corner) ** 2 / sum(value * value for value in corner) for corner in corners if any(corner))
    )


def test_where_the_search_is_given_up_the_lowest_end_is_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = [(Decimal(low), Decimal(low + 9 - low % 4)) for low in range(12)]
    exact = effective_suppliers(boxes)
    monkeypatch.setattr("itmap.queries.effective._MOST_STEPS", 3)
    bound = effective_suppliers(boxes)
    assert exact is not None
    assert bound is not None
    assert 0.9 * exact.low <= bound.low <= exact.low


@pytest.mark.parametrize("seed", range(200))
def test_effective_suppliers_hold_every_completion_and_reach_their_ends(seed: int) -> None:
    """Corners are tried by brute force for the lowest end; the highest is approached by a fine grid."""
    dice = random.Random(seed)
    boxes = [
        (low, low + dice.choice((0, 0, 3, 8, 20)))
        for low in (dice.choice((0, 0, 1, 5, 12)) for _ in range(dice.randint(1, 5)))
    ]
    found = effective_suppliers([(Decimal(low), Decimal(high)) for low, high in boxes])
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


def test_each_scope_says_its_direct_awards_single_bids_and_small_suppliers_and_of_how_many_it_is_known() -> None:
    answer = ask(
        suppliers={"Alder": {"sme": True, "vcse": False}, "Birch": {"sme": False, "vcse": False}, "Cedar": {}},
        contracts={
            "one": contract(suppliers="Alder", value=300, procurement_route="Direct award", bids_received=1),
            "two": contract(suppliers="Birch", value=100, procurement_route="Open", department="Homes"),
            "three": contract(suppliers="Cedar", value=100, department="Homes"),
        },
    )
    row = of(answer, concentration.EVERYTHING)["Alder"]
    assert (row.direct_awards, row.single_bids) == (Interval(1, 2), Interval(1, 3))
    assert row.sme_share == Interval(pytest.approx(0.6), pytest.approx(0.8))
    assert row.vcse_share == Interval(0.0, pytest.approx(0.2))
    assert row.recorded == {
        "supplier": 3,
        "paid_alone": 3,
        "procurement_route": 2,
        "bids_received": 1,
        "sme": 2,
        "vcse": 2,
    }
    homes = of(answer, "department: Homes")["Birch"]
    assert (homes.direct_awards, homes.sme_share) == (Interval(0, 1), Interval(0.0, 0.5))


def test_the_share_of_contracts_counts_what_may_have_ended_and_what_is_nobodys_both_ways() -> None:
    past = dt.date(2026, 1, 1)
    rows = of(
        ask(
            suppliers={"Alder": {}, "Birch": {}},
            contracts={
                "one": contract(suppliers="Alder"),
                "two": contract(suppliers=("Alder", "Birch")),
                "three": contract(suppliers="Birch"),
                "may have ended": {"suppliers": "Birch", "renewal": "none", "end_date": past},
                "nobody's": contract(),
            },
        ),
        concentration.EVERYTHING,
    )
    assert rows["Alder"].contract_share == Interval(pytest.approx(2 / 5), pytest.approx(3 / 4))
    assert rows["Birch"].contract_share == Interval(pytest.approx(2 / 4), pytest.approx(4 / 5))


def test_categories_of_one_supplier_and_what_was_not_counted_are_said() -> None:
    lot = {"reference": "L", "category": "Software", "value": 90}
    answer = ask(
        suppliers={"Alder": {}, "Birch": {}},
        contracts={
            "lot 1": contract(suppliers="Alder", **lot),
            "lot 2": contract(suppliers="Alder", **lot),
            "other": contract(suppliers="Birch", category="Network", value=10),
            "both": contract(suppliers="Alder", category="Network", value=10),
            "ceiling": contract(suppliers="Birch", type="framework", value=10**6),
        },
    )
    assert of(answer, concentration.EVERYTHING)["Alder"].annual_value == Interval(Decimal(100), Decimal(100))
    assert answer.coverage["categories_with_a_single_supplier"] == ["software"]
    assert answer.coverage["notes"] == [
        "1 contract repeats the value of another lot of its reference: it counts once.",
        "1 contract is a framework or a dynamic purchasing system, whose value is a ceiling and no spend.",
    ]


@pytest.mark.once
def test_a_thousand_completions_lie_inside_every_interval_and_reach_its_ends() -> None:
    """Unknown values, small firms, routes and bids are filled in a thousand times, half the time at an end."""
    dice = random.Random(2)
    raw: dict[str, Any] = {
        "suppliers": {"Alder": {}, "Birch": {"sme": True}, "Cedar": {}},
        "contracts": {
            "one": contract(suppliers="Alder", value=100),
            "two": contract(suppliers="Alder"),
            "three": contract(suppliers="Birch"),
            "four": contract(suppliers="Cedar", value=60, procurement_route="Direct award"),
            "five": contract(suppliers="Birch", value=40, renewal="none", end_date=dt.date(2026, 3, 31), status=None),
        },
    }
    measures = (
        *("annual_value", "share", "effective_suppliers", "contract_share"),
        *("sme_share", "vcse_share", "direct_awards", "single_bids"),
    )

    def told() -> dict[tuple[str, str], Interval[Any]]:
        rows = of(ask(**raw), concentration.EVERYTHING)
        return {(name, measure): getattr(row, measure) for name, row in rows.items() for measure in measures}

    outer = told()
    least, most = dict.fromkeys(outer, 1e9), dict.fromkeys(outer, 0.0)
    for _ in range(1000):
        for name in ("two", "three"):
            raw["contracts"][name] = contract(
                suppliers=raw["contracts"][name]["suppliers"], value=dice.choice((0, 80, 100, dice.randint(0, 100)))
            )
        for row in raw["contracts"].values():
            row["bids_received"] = dice.choice((1, 3))
        raw["contracts"]["five"]["status"] = dice.choice(("live", "ended"))
        for name in ("one", "two", "three", "five"):
            raw["contracts"][name]["procurement_route"] = dice.choice(("Open", "Direct award"))
        for name in ("Alder", "Cedar"):
            raw["suppliers"][name] = {"sme": dice.choice((True, False)), "vcse": dice.choice((True, False))}
        raw["suppliers"]["Birch"]["vcse"] = dice.choice((True, False))
        for key, value in told().items():
            assert value.exact, key
            assert float(outer[key].low) - 1e-9 <= float(value.low) <= float(outer[key].high) + 1e-9, key
            least[key], most[key] = min(least[key], float(value.low)), max(most[key], float(value.low))
    for key, value in outer.items():
        ends = (float(value.low), float(value.high))
        # The most even filling lies inside the bounds, where no throw of whole pounds is sure to hit it.
        assert (least[key], most[key]) == pytest.approx(ends, rel=1e-3 if key[1] == "effective_suppliers" else 1e-9), (
            key
        )


def test_the_worked_example_of_the_methods() -> None:
    suppliers: Any = {"Alder": {}, "Birch": {}}
    paid = {"one": contract(suppliers="Alder", value=300), "two": contract(suppliers="Alder", value=100)}
    known = of(
        ask(suppliers=suppliers, contracts={**paid, "three": contract(suppliers="Birch", value=100)}), EVERYTHING
    )
    unknown = of(ask(suppliers=suppliers, contracts={**paid, "three": contract(suppliers="Birch")}), EVERYTHING)
    share, alike = unknown["Birch"].share, unknown["Birch"].effective_suppliers
    methods_say(
        f"shares {known['Alder'].share.low:.2f} and {known['Birch'].share.low:.2f}",
        f"(0.64 + 0.04) = {known['Birch'].effective_suppliers.low:.2f}.",
        f"its share {share.low:.2f} to {share.high:.2f}, effective suppliers {alike.low:.2f} to {alike.high:.2f}.",
    )
