"""What contracts cost a year: the rules case by case, and shares held against completions of what is unknown."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from itmap import model
from itmap.estate import Values, empty
from itmap.money import Spend, annual_value, cost_of, known_annual_value, pays, share, spend, term_years
from itmap.quantities import Duration, Interval
from tests.estates import AS_OF, estate

YESTERDAY, TOMORROW = AS_OF - dt.timedelta(1), AS_OF + dt.timedelta(1)


def contract(**values: Any) -> Values:
    for name, value in values.items():
        if name == "value":
            values[name] = Decimal(value)
        elif name == "term":
            values[name] = Duration.parse(value)
        elif name.endswith("_date") and isinstance(value, str):
            values[name] = dt.date.fromisoformat(value)
    return {**empty(model.CONTRACTS), **values}


def money(low: str, high: str | None = None) -> Interval[Decimal]:
    return Interval(Decimal(low), Decimal(high or low))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "certain"),
        ({"role": "resells"}, "certain"),
        ({"role": "consults"}, "certain"),
        ({"start_date": AS_OF}, "certain"),
        ({"start_date": TOMORROW}, "no"),
        ({"status": "pipeline"}, "no"),
        ({"status": "ended"}, "no"),
        ({"status": "withdrawn"}, "no"),
        ({"type": "framework"}, "no"),
        ({"type": "DPS"}, "no"),
        ({"type": "call-off"}, "certain"),
        ({"end_date": AS_OF}, "certain"),
        ({"end_date": YESTERDAY}, "possible"),
        ({"end_date": YESTERDAY, "renewal": "none"}, "possible"),
        ({"end_date": YESTERDAY, "renewal": "none", "status": "live"}, "certain"),
        ({"end_date": YESTERDAY, "renewal": "automatic"}, "certain"),
        ({"end_date": YESTERDAY, "renewal": "automatic", "maximum_end_date": YESTERDAY}, "possible"),
        ({"end_date": YESTERDAY, "renewal": "rolling"}, "certain"),
    ],
)
def test_which_contracts_are_spend(values: dict[str, Any], expected: str) -> None:
    assert pays(contract(**values), AS_OF) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"value": 24_000, "value_basis": "annual"}, money("24000")),
        ({"value": 0, "value_basis": "annual"}, money("0")),
        ({"value": 24_000, "value_basis": "annual", "term": "4 years"}, money("24000")),
        ({"value": 24_000, "value_basis": "total", "term": "4 years"}, money("6000")),
        ({"value": 12_000, "value_basis": "total", "term": "40 months"}, money("3600")),
        ({"value": 1461, "value_basis": "total", "term": "1461 days"}, money("365.25")),
        ({"value": 728, "value_basis": "total", "term": "104 weeks"}, money("365.25")),
        # Over the whole, or over what is agreed before the options: nobody wrote which.
        ({"value": 24_000, "value_basis": "total", "term": "2+1+1 years"}, money("6000", "12000")),
        (
            {"value": 24_000, "value_basis": "total", "start_date": "2024-04-01", "end_date": "2027-03-31"},
            money("8000"),
        ),
        (
            {"value": 24_000, "value_basis": "total", "start_date": "2024-02-29", "end_date": "2028-02-28"},
            money("6000"),
        ),
        (
            {
                "value": 24_000,
                "value_basis": "total",
                "start_date": "2024-04-01",
                "end_date": "2027-03-31",
                "maximum_end_date": "2030-03-31",
            },
            money("4000", "8000"),
        ),
        # The register's own term goes before its dates.
        (
            {
                "value": 24_000,
                "value_basis": "total",
                "term": "24 months",
                "start_date": "2024-04-01",
                "end_date": "2027-03-31",
            },
            money("12000"),
        ),
        # Less than a year: nothing says that it is paid again.
        ({"value": 50_000, "value_basis": "total", "term": "1 day"}, money("50000")),
        ({"value": 50_000, "value_basis": "total", "term": "6+18 months"}, money("25000", "50000")),
        ({"value": 24_000}, None),
        ({"value": 24_000, "value_basis": "unknown", "term": "4 years"}, None),
        ({"value": 24_000, "value_basis": "total"}, None),
        ({"value": 24_000, "value_basis": "total", "end_date": "2027-03-31"}, None),
        ({"value": 24_000, "value_basis": "total", "start_date": "2027-03-31"}, None),
        ({"value": 24_000, "value_basis": "total", "term": "0 months"}, None),
        ({"value": 24_000, "value_basis": "total", "start_date": "2027-04-02", "end_date": "2027-04-01"}, None),
        ({"value": 24_000, "value_basis": "total", "start_date": "2027-04-01", "end_date": "2024-04-01"}, None),
        ({"value": -1, "value_basis": "annual"}, None),
        ({"value_basis": "annual", "term": "4 years"}, None),
    ],
)
def test_a_value_is_annual_only_when_its_basis_and_term_are_known(
    values: dict[str, Any], expected: Interval[Decimal] | None
) -> None:
    assert known_annual_value(contract(**values)) == expected


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2024-04-01", "2025-03-31", Fraction(1)),
        ("2025-01-01", "2025-12-31", Fraction(1)),
        ("2024-01-01", "2025-12-31", Fraction(2)),
        ("2024-02-29", "2025-02-27", Fraction(1)),  # 28 February 2025 is the clipped anniversary
        ("2024-04-01", "2024-04-01", Fraction(4, 1461)),
        ("2024-04-01", "2025-04-01", 1 + Fraction(4, 1461)),
        ("9998-01-01", "9999-12-31", 1 + Fraction(4 * 365, 1461)),
        ("0001-01-01", "0003-12-31", Fraction(3)),
    ],
)
def test_the_last_day_is_part_of_the_term(start: str, end: str, years: Fraction) -> None:
    assert term_years(contract(start_date=start, end_date=end)) == (years, years)


def test_a_maximum_end_before_the_end_adds_nothing() -> None:
    dates = {"start_date": "2024-04-01", "end_date": "2027-03-31", "maximum_end_date": "2025-03-31"}
    assert term_years(contract(**dates)) == (3, 3)


def test_an_unknown_annual_value_is_anything_up_to_the_largest_known() -> None:
    assert annual_value(contract(), Decimal(700)) == money("0", "700")
    assert annual_value(contract(value=900, value_basis="annual"), Decimal(700)) == money("900")
    assert annual_value(contract(value=0, value_basis="annual"), Decimal(700)) == money("0")


@pytest.mark.parametrize(
    ("own", "others", "low", "high"),
    [
        (money("1"), money("3"), 0.25, 0.25),
        (money("1", "3"), money("1", "3"), 0.25, 0.75),
        (money("0"), money("5"), 0, 0),
        (money("5"), money("0"), 1, 1),
        (money("0", "5"), money("0"), 0, 1),
        (money("0"), money("0", "5"), 0, 0),
        (money("0"), money("0"), 0, 1),
    ],
)
def test_a_share_is_lowest_when_others_get_most(
    own: Interval[Decimal], others: Interval[Decimal], low: float, high: float
) -> None:
    assert share(own, others) == Interval(low, high)


def paid(**contracts: dict[str, Any]) -> Spend:
    suppliers = {"Alder": {}, "Birch": {}, "Cedar": {"parent": "Birch"}}
    common = {"value_basis": "annual", "renewal": "rolling"}
    return spend(estate(suppliers=suppliers, contracts={name: {**common, **row} for name, row in contracts.items()}))


ALDER, BIRCH = "supplier:Alder", "supplier:Birch"


def test_owners_are_paid_what_their_companies_are() -> None:
    found = paid(one={"suppliers": "Alder", "value": 100}, two={"suppliers": "Cedar", "value": 300})
    assert found.shares == {ALDER: Interval(0.25, 0.25), BIRCH: Interval(0.75, 0.75)}


def test_of_a_joint_contract_each_group_gets_anything_up_to_the_whole() -> None:
    found = paid(
        joint={"suppliers": ("Alder", "Cedar"), "value": 200},
        one={"suppliers": "Alder", "value": 100},
        two={"suppliers": "Cedar", "value": 100},
    )
    assert found.shares == {ALDER: Interval(0.25, 0.75), BIRCH: Interval(0.25, 0.75)}
    inside = paid(joint={"suppliers": ("Birch", "Cedar"), "value": 100}, one={"suppliers": "Alder", "value": 100})
    assert inside.shares[BIRCH] == Interval(0.5, 0.5)  # two companies of one group share nothing with anyone


def test_what_goes_to_nobody_knows_whom_may_go_to_anyone() -> None:
    found = paid(nobody={"value": 100}, one={"suppliers": "Alder", "value": 100})
    assert found.shares == {ALDER: Interval(0.5, 1.0), BIRCH: Interval(0.0, 0.5)}
    assert found.coverage["contracts_without_supplier"] == 1


def test_a_contract_that_may_have_ended_is_paid_anything_up_to_its_value() -> None:
    over = {"renewal": "none", "end_date": YESTERDAY, "value": 300}
    found = paid(over={"suppliers": "Alder", **over}, one={"suppliers": "Birch", "value": 100})
    assert found.shares == {ALDER: Interval(0.0, 0.75), BIRCH: Interval(0.25, 1.0)}
    assert (found.coverage["contracts_paid"], found.coverage["contracts_possibly_paid"]) == (2, 1)


def test_without_a_known_value_every_share_is_the_whole_scale() -> None:
    found = paid(one={"suppliers": "Alder"}, two={"suppliers": "Birch", "value": 5, "value_basis": None})
    assert set(found.shares.values()) == {Interval(0.0, 1.0)}
    assert found.annual == {}
    ceiling = paid(one={"suppliers": "Alder", "value": 5, "type": "framework"})
    assert set(ceiling.shares.values()) == {Interval(0.0, 1.0)}


def test_coverage_counts_what_the_total_rests_on() -> None:
    found = paid(
        plain={"suppliers": "Alder", "value": 100, "vat": "excluded"},
        negative={"suppliers": "Alder", "value": -100},
        unsure={"suppliers": "Alder", "value": 100, "vat": "unknown"},
        unknown={"suppliers": "Alder"},
        ended={"suppliers": "Alder", "value": 100, "status": "ended"},
    )
    assert found.coverage == {
        "contracts_paid": 4,
        "contracts_possibly_paid": 0,
        "contracts_with_annual_value": 2,
        "contracts_with_negative_value": 1,
        "contracts_with_vat_unknown": 1,
        "contracts_without_supplier": 0,
        "contracts_repeating_the_value_of_a_lot": 0,
        "contracts_only_a_ceiling": 0,
    }


def test_lots_that_repeat_one_value_count_it_once() -> None:
    lot = {"reference": "C-1", "value": 300}
    found = paid(
        one={"suppliers": "Alder", **lot},
        two={"suppliers": "Cedar", **lot},
        other={"suppliers": "Alder", "reference": "C-1", "value": 100},
    )
    # 300 goes to both in unknown parts, beside the 100 that are Alder's alone.
    assert found.shares == {ALDER: Interval(0.25, 1.0), BIRCH: Interval(0.0, 0.75)}
    assert found.coverage["contracts_repeating_the_value_of_a_lot"] == 1


@pytest.mark.parametrize("seed", range(30))
def test_shares_hold_every_completion_and_their_ends_are_reached(seed: int) -> None:
    """Give every unknown value, ended contract and split between groups all that it may be: never outside, once on it."""
    dice = random.Random(seed)
    names = ["Alder", "Birch", "Cedar", "Dogwood"]
    contracts = [
        {
            "suppliers": tuple(dice.sample(names, dice.choice((0, 1, 1, 1, 2)))),
            "value": dice.choice((None, 100, 250, 400)),
            "value_basis": "annual",
            "renewal": dice.choice(("rolling", "none")),
            "end_date": dice.choice((YESTERDAY, TOMORROW)),
        }
        for _ in range(5)
    ]
    contracts.append({"suppliers": "Alder", "value": 300, "value_basis": "annual"})
    found = spend(
        estate(
            suppliers={name: {} for name in names}, contracts={str(number): row for number, row in enumerate(contracts)}
        )
    )
    largest = max(row["value"] or 0 for row in contracts)
    for name in names:
        seen = []
        for turn in range(60):
            extreme = turn % 3  # 0: all for this one, 1: all against, 2: anything
            own = total = 0.0
            for row in contracts:
                suppliers = row["suppliers"] or tuple(names)
                mine = name in suppliers
                may_have_ended = row.get("renewal") == "none" and row["end_date"] < AS_OF
                high = row["value"] if row["value"] is not None else largest
                low = 0 if may_have_ended or row["value"] is None else high
                alone = suppliers in ((name,), name)
                value = dice.uniform(low, high)
                part = 1.0 if alone else dice.random() * mine
                if extreme < 2:
                    towards = alone or (mine and extreme == 0)
                    value = high if towards == (extreme == 0) else low
                    part = float(towards)
                own, total = own + value * part, total + value
            seen.append(own / total if total else 0.0)
        ends = found.shares[f"supplier:{name}"]
        assert min(seen) == pytest.approx(ends.low)
        assert max(seen) == pytest.approx(ends.high)


def test_what_contracts_cost_together_counts_lots_of_one_value_once_and_what_may_be_over_from_nothing() -> None:
    lot = {"reference": "C1", "value": 100, "value_basis": "annual", "renewal": "rolling"}
    found = estate(
        suppliers={"Alder": {}, "Birch": {}},
        contracts={
            "Lot 1": {**lot, "suppliers": "Alder"},
            "Lot 2": {**lot, "suppliers": "Birch"},
            "Over": {"value": 30, "value_basis": "annual", "renewal": "none", "end_date": YESTERDAY},
            "Line": {"value": 7, "value_basis": "annual", "renewal": "rolling"},
            "Mail": {"renewal": "rolling"},
        },
    )

    def cost(*names: str) -> Interval[Decimal]:
        return cost_of(found, [f"contract:{name}" for name in names])

    assert cost("Lot 1", "Lot 2", "Line") == Interval.exactly(107)
    assert cost("Lot 1", "Line") == Interval(7, 107), "the other lot may get all of it"
    assert cost("Over", "Line") == Interval(7, 37)
    assert cost("Mail", "Line") == Interval(7, None)
    assert cost() == Interval.exactly(0)
