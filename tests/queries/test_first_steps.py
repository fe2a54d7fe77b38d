"""Small starts, the order of steps and the choices beside each other, on estates small enough to check by hand."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from itmap.model import SUBSTITUTABILITY
from itmap.quantities import Interval
from itmap.queries import candidates
from itmap.queries.candidates import CandidateRow
from itmap.queries.cases import Case, cases, least, most
from itmap.settings import load
from tests.estates import AS_OF, estate, random_estate

SETTINGS = load()  # small: 50,000 pounds, 3 integrations; a replacement takes 6 to 12 months to buy
SMALL = {"data_export": "documented", "annual_cost": 20_000, "functional_fit": 1, "technical_fit": 1}
DEAL = {"renewal": "none", "end_date": dt.date(2026, 12, 31), "covers": "Desk"}
SERVICE = {"systems": "Desk", "statutory": False}
LINK = {"provider": "Other", "consumer": "Desk", "dependence": "soft"}


def rows(**held: Any) -> dict[str, CandidateRow]:
    return {row.system: row for row in candidates.QUESTION.answer(estate(**held), SETTINGS).rows}


def desk(**changes: Any) -> CandidateRow:
    """A system that is a small start in all five ways, but for what a test changes."""
    return rows(
        systems={"Desk": {**SMALL, **changes.get("system", {})}, "Other": {}},
        contracts={"Deal": {**DEAL, **changes.get("contract", {})}},
        services={"Parking": {**SERVICE, **changes.get("service", {})}},
        integrations=[LINK] * changes.get("links", 1),
    )["Desk"]


@pytest.mark.parametrize(
    ("changes", "small", "fails"),
    [
        ({}, True, None),
        ({"system": {"data_export": "proprietary"}}, False, 0),
        ({"system": {"data_export": None}}, None, 0),
        ({"system": {"annual_cost": 50_000}}, True, None),
        ({"system": {"annual_cost": 50_001}}, False, 1),
        ({"system": {"annual_cost": None}}, None, 1),
        ({"system": {"annual_cost": None}, "contract": {"value": 9000, "value_basis": "annual"}}, True, None),
        ({"links": 3}, True, None),
        ({"links": 4}, False, 2),
        ({"links": 0}, None, 2),  # no integrations at all are none recorded
        ({"contract": {"end_date": dt.date(2027, 4, 1)}}, True, None),
        ({"contract": {"end_date": dt.date(2027, 4, 2)}}, False, 3),
        ({"contract": {"renewal": None}}, None, 3),
        ({"contract": {"status": "ended"}}, None, 3),
        ({"service": {"statutory": True}}, False, 4),
        ({"service": {"statutory": None}}, None, 4),
        ({"service": {"statutory": True, "fallback_systems": "Other"}}, True, None),
    ],
)
def test_a_small_start_passes_five_tests(changes: dict[str, Any], small: bool | None, fails: int | None) -> None:
    found = desk(**changes)
    assert found.start_small is small
    words = [said.split(":")[0] for said in found.start_small_reasons]
    expected = ["Yes"] * 5
    if fails is not None:
        expected[fails] = "No" if small is False else "Not known"
    assert words == expected


def test_what_a_contract_pays_for_one_of_several_systems_may_be_any_part_of_it() -> None:
    found = rows(
        systems={"Desk": {**SMALL, "annual_cost": None}, "Other": {}},
        contracts={"Deal": {**DEAL, "covers": ("Desk", "Other"), "value": 90_000, "value_basis": "annual"}},
    )["Desk"]
    assert found.start_small_reasons[1] == "Not known: it costs £0 to £90,000 a year, and up to £50,000 is small"


def test_a_large_one_moves_its_soft_and_open_interfaces_first() -> None:
    found = rows(
        systems={
            "Desk": SMALL,
            "A": {"api": "proprietary"},
            "B": {"api": "open standard"},
            "C": {"api": "documented"},
            "D": {},
        },
        integrations=[
            {"provider": "Desk", "consumer": "B", "dependence": "hard"},
            {"provider": "A", "consumer": "Desk", "dependence": "soft"},
            {"provider": "Desk", "consumer": "C", "dependence": "soft"},
            {"provider": "D", "consumer": "Desk"},
            {"provider": "D", "consumer": "Desk", "dependence": "soft"},
        ],
    )
    assert found["Desk"].steps == (
        "1. Desk > C: nothing stops without it; way into C (API): documented",
        "2. D > Desk: nothing stops without it; way into D (API): unknown",
        "3. A > Desk: nothing stops without it; way into A (API): proprietary",
        "4. D > Desk: not known whether anything stops without it; way into D (API): unknown",
        "5. Desk > B: something stops without it; way into B (API): open standard",
    )
    assert found["B"].steps == (), "few integrations are one step"


def test_what_is_known_of_the_cost_speaks_though_another_contract_has_no_value() -> None:
    """Deal costs 60,000, above the 50,000 that are small; of Line nobody recorded the value, nor of the system."""
    deal = {**DEAL, "value": 60_000, "value_basis": "annual"}
    found = rows(systems={"Desk": {**SMALL, "annual_cost": None}}, contracts={"Deal": deal, "Line": DEAL})["Desk"]
    assert found.start_small_reasons[1] == "No: it costs at least £60,000 a year, and up to £50,000 is small"
    assert found.options[0].startswith("Do nothing: Deal ends on 31 Dec 2026, and what it covers with it.")
    assert "It costs at least £60,000 a year while it runs." in found.options[0]


def test_every_system_may_be_left_as_it_is_and_each_choice_says_what_is_known() -> None:
    found = desk(contract={"extension_options": "1+1", "maximum_end_date": dt.date(2028, 12, 31)})
    assert found.options == (
        "Do nothing: Deal ends on 31 Dec 2026, and what it covers with it. It costs £20,000 a year while it runs. "
        "Risk: no end of support is recorded",
        "Extend Deal: to 31 Dec 2027 or 31 Dec 2028, for £20,000 a year if nothing else changes. The law limits changes",
        "Buy anew: free on 31 Dec 2026, it takes 6 to 12 months to buy, difficulty 8 to 42 of 100 points. "
        "Its price isn't known",
    )
    assert rows(systems={"Desk": {}})["Desk"].options[0].startswith("Do nothing: which contract covers it isn't")


def test_systems_for_one_capability_are_to_merge_and_open_ones_elsewhere_to_reuse() -> None:
    found = rows(
        organisations={"North": {}},
        systems={
            "Desk": {"capability": "Case management", "department": "Housing"},
            "Files": {"capability": "case  management", "department": "Housing", "functional_fit": 4},
            "Open": {"capability": "Case management", "department": "Planning", "api": "documented"},
            "Shut": {"capability": "Case management", "department": "Planning", "api": "proprietary"},
            "Far": {"capability": "Case management", "organisation": "North", "kind": "platform"},
            "Dead": {"capability": "Case management", "status": "retired", "api": "documented"},
            "Else": {"capability": "Payments", "api": "documented"},
        },
    )
    assert found["Desk"].same_capability == ("Files", "Open", "Shut")
    assert found["Desk"].reuse == ("Far (North)", "Open (Planning, Borough)")
    kinds = [said.split(":")[0] for said in found["Desk"].options]
    assert kinds[0] == "Do nothing"
    assert "Merge with Files (Housing, Borough)" in kinds
    assert "Reuse Far (North)" in kinds
    assert found["Else"].same_capability == ()


def test_nothing_is_retired_that_something_may_need() -> None:
    services = {"Parking": SERVICE}
    idle = rows(systems={"Desk": SMALL, "Idle": {}}, services=services)
    assert any(said.startswith("Retire") for said in idle["Idle"].options)
    assert not any(said.startswith("Retire") for said in idle["Desk"].options)
    assert not any(said.startswith("Retire") for said in rows(systems={"Idle": {}})["Idle"].options), "nothing is known"


def test_a_system_is_free_when_its_last_contract_lets_go() -> None:
    found = rows(
        systems={"Desk": SMALL},
        contracts={"Deal": DEAL, "Late": {**DEAL, "end_date": dt.date(2027, 6, 30)}, "Open": {"covers": "Desk"}},
    )["Desk"]
    assert found.free_from == Interval(dt.date(2027, 6, 30), None)
    assert found.last_contracts == ("Late", "Open")
    assert rows(systems={"Desk": SMALL})["Desk"].free_from is None


def test_what_would_change_the_quadrant_is_said() -> None:
    found = desk(system={"functional_fit": 4, "technical_fit": None})
    assert found.quadrant == "not assessed"
    assert found.would_change.startswith(
        "A technical fit of at least 3 would make it invest; a technical fit of less than 3 would make it migrate; "
    )
    assert rows(systems={"Desk": {}})["Desk"].would_change.startswith("Both fits must be scored")
    assert found.coverage == pytest.approx(5 / 9)  # not known: a fit, lock-in, legacy risk, substitutability


@pytest.mark.parametrize("seed", range(30))
def test_a_dominated_system_is_so_in_every_completion(seed: int) -> None:
    """Oracle: every pair, by its intervals."""
    held = random_estate(seed, systems=14, councils=2, unknowns=0.05)
    dice = random.Random(seed)
    for values in held.records("system").values():
        values |= {"annual_cost": dice.choice((0, 100_000, 300_000)), "substitutability": dice.choice(SUBSTITUTABILITY)}
    found = cases(held, SETTINGS)
    by_pairs = {
        held.name(case.id) for case in found if any(_dominates(other, case) for other in found if other.id != case.id)
    }
    marked = {row.system for row in candidates.QUESTION.answer(held, SETTINGS).rows if row.dominated_by}
    assert marked == by_pairs


def _dominates(one: Case, other: Case) -> bool:
    more, easier = least(one.benefit) - most(other.benefit), least(other.difficulty) - most(one.difficulty)
    council = one.system["organisation"] == other.system["organisation"]
    return council and more >= 0 and easier >= 0 and (more > 0 or easier > 0)


def test_domination_happens_and_ties_are_none() -> None:
    known = {f"l{n}": 6 for n in range(1, 8)} | {f"c{n}": 5 for n in range(1, 7)}
    common = {"vendors": "Alder", "substitutability": "easily substitutable"}
    deal = {
        "renewal": "none",
        "end_date": AS_OF,
        "suppliers": "Alder",
        "role": "supplies",
        "value": 1,
        "value_basis": "annual",
    }
    found = rows(
        suppliers={"Alder": {}},
        systems={
            "Good": {**common, **known, "annual_cost": 250_000},
            "Poor": {**common, **dict.fromkeys(known, 1), "annual_cost": 0},
            "Same": {**common, **known, "annual_cost": 250_000},
        },
        contracts={"Deal": {**deal, "covers": ("Good", "Poor", "Same")}},
        services={"Parking": {}},
        integrations=[{"provider": "Good", "consumer": "Same", "dependence": "soft"}],
    )
    assert found["Poor"].dominated_by in ("Good", "Same")
    assert found["Good"].dominated_by == found["Same"].dominated_by == ""


def scored(given: Mapping[str, int], missing: Callable[[int], int]) -> dict[str, int]:
    """All thirteen LITRAF scores: those that are given, and the others by their most."""
    most_of = {f"l{n}": 6 for n in range(1, 8)} | {f"c{n}": 5 for n in range(1, 7)}
    return {name: missing(most) for name, most in most_of.items()} | dict(given)


def test_a_thousand_completions_lie_inside_and_the_ends_are_reached() -> None:
    """One estate holds the system of which four things are unknown, and a thousand in which they are known."""
    dice = random.Random(7)
    words, ties = SUBSTITUTABILITY[:-1], ("hard", "soft")
    given = {"l1": 2, "c3": 3}
    ends = [
        (0, words[0], ("soft", "soft"), "0 days", scored(given, lambda _: 1)),
        (250_000, words[-1], ("hard", "hard"), "300 days", scored(given, lambda most: most)),
    ]
    drawn = [
        (
            dice.randrange(400_000),
            dice.choice(words),
            (dice.choice(ties), dice.choice(ties)),
            f"{dice.randrange(500)} days",
            scored(given, lambda most: dice.randint(1, most)),
        )
        for _ in range(1000 - len(ends))
    ]
    every = [(None, None, (None, None), None, given), *ends, *drawn]
    renews = {**DEAL, "renewal": "automatic", "renewal_period": "5 years"}
    held = estate(
        systems={
            f"Desk {place}": {**SMALL, **scores, "annual_cost": cost, "substitutability": word}
            for place, (cost, word, _, _, scores) in enumerate(every)
        }
        | {"Other": {}},
        contracts={
            f"Deal {place}": {**renews, "covers": f"Desk {place}", "notice_period": notice}
            for place, (_, _, _, notice, _) in enumerate(every)
        },
        services={f"Service {place}": {**SERVICE, "systems": f"Desk {place}"} for place in range(len(every))},
        integrations=[
            {"provider": "Other", "consumer": f"Desk {place}", "dependence": tie}
            for place, (_, _, both, _, _) in enumerate(every)
            for tie in both
        ],
    )
    by_id = {case.id: case for case in cases(held, SETTINGS)}
    unknown, *found = (by_id[f"system:Desk {place}"] for place in range(len(every)))
    assert len(found) == 1000
    for case in found:
        assert least(unknown.benefit) <= least(case.benefit) <= most(case.benefit) <= most(unknown.benefit)
        assert least(unknown.difficulty) <= least(case.difficulty) <= most(case.difficulty) <= most(unknown.difficulty)
        assert unknown.exit is not None
        assert case.exit is not None
        assert unknown.exit.low is not None
        assert case.exit.low is not None
        assert unknown.exit.low <= case.exit.low
    lowest, highest = found[:2]
    assert (least(lowest.benefit), least(lowest.difficulty)) == (least(unknown.benefit), least(unknown.difficulty))
    assert (most(highest.benefit), most(highest.difficulty)) == (most(unknown.benefit), most(unknown.difficulty))


def test_every_completion_of_the_contracts_frees_the_system_inside_the_interval_and_reaches_its_ends() -> None:
    terms = {"renewal": "automatic", "end_date": dt.date(2026, 12, 31), "renewal_period": "1 year"}
    terms["maximum_end_date"] = dt.date(2028, 12, 31)
    notices = [None, *(f"{days} days" for days in range(1000))]
    contracts = {}
    for place, notice in enumerate(notices):
        contracts[f"Fixed {place}"] = {**DEAL, "end_date": dt.date(2027, 6, 30), "covers": f"Desk {place}"}
        contracts[f"Renews {place}"] = {**terms, "notice_period": notice, "covers": f"Desk {place}"}
    held = rows(systems={f"Desk {place}": {} for place in range(len(notices))}, contracts=contracts)
    unknown, *found = (held[f"Desk {place}"].free_from for place in range(len(notices)))
    assert unknown == Interval(dt.date(2027, 6, 30), dt.date(2028, 12, 31))
    days = (dt.date(2027, 6, 30), dt.date(2027, 12, 31), dt.date(2028, 12, 31))
    assert set(found) == {Interval.exactly(day) for day in days}
