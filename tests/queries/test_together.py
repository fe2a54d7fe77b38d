"""Contracts that end together, or could: the window by hand, and against every window there is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from itmap.estate import Estate
from itmap.money import pays
from itmap.quantities import Interval, add_months
from itmap.queries import Answer, question, together
from itmap.queries.together import TogetherRow, ends_of
from itmap.settings import load
from itmap.terms import exit_of
from tests.estates import AS_OF, estate, random_estate, random_rows

SETTINGS = load()  # a window of 6 months, within 36 months; a replacement takes 6 to 12 months to buy


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def answer(contracts: dict[str, dict[str, Any]], **held: Any) -> Answer:
    suppliers = {"Alder": {}, "Birch": {"parent": "Alder"}}
    return together.QUESTION.answer(estate(suppliers=suppliers, contracts=contracts, **held), SETTINGS)


def deal(end: str, **terms: Any) -> dict[str, Any]:
    return {"renewal": "none", "end_date": d(end), "suppliers": "Alder", "notice_period": "1 month", **terms}


def only(found: Answer) -> TogetherRow:
    (row,) = found.rows
    assert isinstance(row, TogetherRow)
    return row


def test_two_contracts_of_a_supplier_group_that_end_within_six_months_are_bought_together() -> None:
    row = only(answer({"A": deal("2027-03-31"), "B": deal("2027-09-30", suppliers="Birch"), "C": deal("2028-12-31")}))
    assert (row.by, row.name, row.contracts) == ("supplier group", "Alder", ("A", "B"))
    assert row.window == Interval(d("2027-03-31"), d("2027-09-30"))
    assert row.begin_by == d("2026-03-31")
    assert row.ways == ("A: ends on 31 Mar 2027", "B: ends on 30 Sep 2027")
    assert row.others == ("C: ends at other times",)
    assert answer({"A": deal("2027-03-31"), "B": deal("2027-10-01")}).rows == ()


def test_lots_that_repeat_one_value_cost_it_once() -> None:
    """As in concentration: 100 for both lots together, and 7 for the line."""
    lot = deal("2027-03-31", reference="C1", value=100, value_basis="annual")
    line = deal("2027-03-31", value=7, value_basis="annual")
    assert only(answer({"A": lot, "B": {**lot, "suppliers": "Birch"}, "C": line})).annual_value == Interval(107, 107)


def test_an_option_a_renewal_or_a_rolling_contract_can_wait_for_another() -> None:
    late = deal("2028-03-31")
    extended = only(answer({"A": deal("2027-03-31", extension_options="1 year"), "B": late}))
    assert extended.ways[0] == "A: ends on 31 Mar 2028 when extended until then"
    renews = deal("2027-01-31", renewal="automatic", renewal_period="1 year", notice_period="3 months")
    renewed = only(answer({"A": renews, "B": late}))
    assert renewed.ways[0] == "A: ends on 31 Jan 2028 with notice by 31 Oct 2027"
    rolls = only(answer({"A": deal("2026-06-30", renewal="rolling"), "B": late}))
    assert rolls.ways[0].startswith("A: rolls on")
    assert rolls.window == Interval.exactly(d("2028-03-31")), "it waits to the day"


def test_what_is_not_known_is_named_and_never_placed() -> None:
    row = only(answer({"A": deal("2027-03-31"), "B": deal("2027-03-31"), "C": {"suppliers": "Alder"}}))
    assert row.contracts == ("A", "B")
    assert row.others == ("C: its terms are not known",)


def test_councils_that_can_leave_a_supplier_together_come_first() -> None:
    found = answer(
        {
            "A": deal("2027-03-31", organisation="North", value=100, value_basis="annual"),
            "B": deal("2027-04-30", organisation="South"),
            "C": deal("2026-12-31", organisation="South", suppliers=("Alder",)),
        },
        organisations={"North": {}, "South": {}},
    )
    assert found.rows[0].organisations == ("North", "South")
    assert found.rows[0].annual_value == Interval(Decimal(100), None)


def test_contracts_for_one_capability_or_service_belong_together_whoever_supplies() -> None:
    found = answer(
        {"A": deal("2027-03-31", covers="Desk"), "B": deal("2027-03-31", suppliers=None, covers="Files")},
        systems={"Desk": {"capability": "Case work"}, "Files": {"capability": "case  work"}},
        services={"Planning": {"systems": ("Desk", "Files")}},
    )
    assert {(row.by, row.name) for row in found.rows} == {("capability", "Case work"), ("service", "Planning")}


@pytest.mark.parametrize("seed", range(25))
def test_no_other_window_holds_more(seed: int) -> None:
    """Oracle: every day of the next three years as the last of a window, every contract asked for each."""
    dice = random_rows(seed, contracts=24, suppliers=3, unknowns=0.1)
    for values in dice["contracts"].values():
        values |= {"suppliers": "Supplier 0", "notice_period": "2 months", "renewal_period": "7 months"}
        values |= {"status": "live", "type": "contract"}
    held = estate(**dice)
    rows = together.QUESTION.answer(held, SETTINGS).rows
    horizon = add_months(AS_OF, 36)
    contracts = {id_: values for id_, values in held.records("contract").items() if pays(values, AS_OF) != "no"}
    ends = {id_: list(ends_of(values, exit_of(values, AS_OF, 12), horizon)) for id_, values in contracts.items()}
    assert rows
    for row in rows:
        members = [id_ for id_ in row.rests_on if id_ in contracts]
        most = 0
        for ahead in range((horizon - AS_OF).days + 1):
            over = AS_OF + dt.timedelta(ahead)
            can = sum(any(end.first <= over <= add_months(end.last, 6) for end in ends[id_]) for id_ in members)
            most = max(most, can)
        assert len(row.contracts) == most
        assert row.window.low is not None
        assert row.window.high is not None
        assert row.window.high <= add_months(row.window.low, 6)


@pytest.mark.parametrize("seed", range(25))
def test_every_end_is_one_that_the_terms_allow(seed: int) -> None:
    held = random_estate(seed, contracts=20, unknowns=0.1)
    for values in held.records("contract").values():
        found = exit_of(values, AS_OF, 12)
        for end in ends_of(values, found, add_months(AS_OF, 36)):
            assert end.first <= end.last
            assert found.earliest.low is not None
            assert end.first >= found.earliest.low


@pytest.mark.parametrize("name", ["exits", "calendar", "together", "candidates", "legacy"])
@pytest.mark.parametrize("seed", range(4))
def test_no_answer_about_ends_depends_on_the_order_of_rows(name: str, seed: int) -> None:
    held = random_estate(seed, contracts=25, systems=14, councils=2, unknowns=0.15)
    shuffled = {table: rows.sample(frac=1, random_state=seed) for table, rows in held.tables.items()}
    rows, again = (question(name).answer(each, SETTINGS).as_json()["rows"] for each in (held, Estate(shuffled, AS_OF)))
    # Sums of the same numbers in another order may differ in their last digits.
    for row in (*rows, *again):
        row.pop("benefit", None)
        row.pop("difficulty", None)
    assert again == rows
