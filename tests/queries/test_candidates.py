"""What to replace first: the easy and useful before the hard, and the unknown never before the known."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from itmap.estate import Estate, Withheld
from itmap.model import OPENNESS, SUBSTITUTABILITY
from itmap.quantities import Interval
from itmap.queries import candidates
from itmap.queries.cases import legacy_risks
from itmap.settings import load
from tests.estates import AS_OF, estate, random_estate, random_rows

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
    assert rows["Easy"].first_step == "Name and try what could stand in for Elections before anything else is touched."


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


def test_an_easy_one_to_migrate_comes_before_a_hard_one_to_eliminate() -> None:
    easy = {**EASY, "functional_fit": 4}
    rows = ranked(
        estate(
            systems={"Hard": HARD, "Easy": easy, "Keep": {**EASY, "functional_fit": 4, "technical_fit": 4}},
            contracts={
                "A": contract("Easy", "2026-06-30"),
                "B": contract("Hard", "2029-03-31"),
                "C": contract("Keep", "2026-06-30"),
            },
            integrations=[{"provider": "Hard", "consumer": "Keep", "dependence": "soft"}],
        )
    )
    assert [(row.system, row.quadrant) for row in rows.values()] == [
        ("Easy", "migrate"),
        ("Hard", "eliminate"),
        ("Keep", "invest"),
    ]


def test_what_nobody_knows_is_not_an_easy_first_step() -> None:
    """Leaving Riddle may free everything and cost nothing; Easy is known to be easy, and to free a little."""
    misfit = {"functional_fit": 4, "technical_fit": 1}
    rows = ranked(
        estate(
            systems={"Riddle": misfit, "Easy": {**EASY, **misfit}},
            contracts={"A": contract("Easy", "2026-06-30")},
            integrations=[{"provider": "Riddle", "consumer": "Easy", "dependence": "soft"}],
        )
    )
    assert (rows["Riddle"].benefit.high or 0) > (rows["Easy"].benefit.high or 0)
    assert (rows["Riddle"].difficulty.low or 0) < (rows["Easy"].difficulty.low or 0)
    assert list(rows) == ["Easy", "Riddle"]


def test_benefit_and_difficulty_are_the_means_worked_out_by_hand() -> None:
    rows = ranked(
        estate(
            systems={
                "Desk": {**EASY, **{f"l{n}": 4 for n in range(1, 8)}, **{f"c{n}": 3 for n in range(1, 7)}},
                "Other": {},
            },
            contracts={"A": contract("Desk", "2027-10-01"), "B": contract("Desk", "2026-06-30")},
            integrations=[
                {"provider": "Desk", "consumer": "Other", "dependence": "hard"},
                {"provider": "Other", "consumer": "Desk"},
                {"provider": "Other", "consumer": "Desk", "dependence": "soft"},
            ],
            services={"Parking": {"systems": "Desk"}, "Planning": {"systems": "Other"}, "Bins": {}, "Trees": {}},
        )
    )
    desk = rows["Desk"]
    # No supplier is recorded: lock-in is anything. Legacy risk 4 x 3 = 12 of 30. Parking stops with it, and Planning,
    # whose system needs it: 2 of 4 services. 100,000 of 250,000 pounds a year.
    known = 12 / 30 + 2 / 4 + 100 / 250
    assert (desk.benefit.low, desk.benefit.high) == pytest.approx((known / 4, (known + 1) / 4))
    # One hard integration of 10, one unknown; the last contract ends after 548 days, 18.0 months of 36; easy is 0.
    term = 548 / (365.25 / 12) / 36
    assert (desk.difficulty.low, desk.difficulty.high) == pytest.approx(((0.1 + term) / 3, (0.2 + term) / 3))
    assert desk.why == (
        "Eliminate: functional fit 1 and technical fit 1 of 4; benefit at least 0.33 and difficulty at most 0.23 of 1; "
        "1 hard integration and 1 of unknown dependence; the last of its 2 contracts lets us out on 1 Oct 2027; "
        "it is easily substitutable."
    )
    assert desk.services == ("Parking",)
    assert desk.statutory is None, "nobody said whether Parking is statutory"


@pytest.mark.parametrize(
    ("system", "terms", "step"),
    [
        (
            {"functional_fit": None},
            {},
            "Ask those who use and run S to score from 1 to 4 how well it does its work and how sound it is.",
        ),
        (
            {"functional_fit": 4, "technical_fit": 4},
            {},
            "Keep S. Ask at the next renewal that data can be put in and taken out freely.",
        ),
        ({}, {"status": "ended"}, "Find out which contract covers S, and when it ends."),
        ({"data_export": None}, {}, "Ask for all the data in S, and test that it can be read elsewhere."),
        (
            {},
            {"renewal": "automatic", "renewal_period": "1 year", "notice_period": "3 months"},
            "Test that all data can be taken out of S, and decide by 31 Dec 2026, the last day for notice.",
        ),
        (
            {},
            {"renewal": "automatic", "renewal_period": "1 year"},
            "Find out what Deal says of its end, renewal and notice.",
        ),
        # Whoever sells it or how: what we pay for commits us.
        (
            {},
            {"role": "resells"},
            "Test that all data can be taken out of S, and ask two suppliers and two councils what they would use.",
        ),
    ],
)
def test_the_first_step_follows_from_what_is_known(system: dict[str, Any], terms: dict[str, Any], step: str) -> None:
    rows = ranked(
        estate(systems={"S": {**EASY, **system}}, contracts={"Deal": {**contract("S", "2027-03-31"), **terms}})
    )
    assert rows["S"].first_step == step


@pytest.mark.parametrize(
    ("statutory", "fallback", "expected"),
    [(True, "Spare", False), (True, None, True), (False, None, False), (None, None, None), (None, "Spare", False)],
)
def test_a_stand_in_takes_the_statutory_service_off_a_system(
    statutory: bool | None, fallback: str | None, expected: bool | None
) -> None:
    service = {"systems": "S", "statutory": statutory, "fallback_systems": fallback}
    assert ranked(estate(systems={"S": EASY, "Spare": {}}, services={"Elections": service}))["S"].statutory is expected
    assert ranked(estate(systems={"S": EASY}))["S"].statutory is None, "no services, nothing known"


def test_the_supplier_that_holds_a_system_may_be_known_from_its_contract_alone() -> None:
    held = {"systems": {"S": {**HARD, "vendors": "Alder"}}, "suppliers": {"Alder": {}}}
    deal = {**contract("S", "2031-03-31"), "suppliers": "Alder"}
    made = ranked(estate(**held, contracts={"Deal": deal}))["S"]
    covered = ranked(estate(**{**held, "systems": {"S": HARD}}, contracts={"Deal": deal}))["S"]
    assert covered.benefit == made.benefit
    nobody = ranked(estate(systems={"S": HARD}, contracts={"Deal": contract("S", "2031-03-31")}))["S"]
    assert (nobody.benefit.low or 0) < (made.benefit.low or 0)
    assert (nobody.benefit.high or 0) > (made.benefit.high or 0)


def test_a_legacy_risk_that_is_partly_scored_spans_what_the_missing_scores_may_be() -> None:
    """Nothing scored: 1 to 30 of 30. L1 is 6 and the six others at least 1: (12 / 7 + 6) / 2, times 1."""
    risks = legacy_risks(estate(systems={"Nothing": {}, "Some": {"l1": 6}}))
    nothing, some = risks["system:Nothing"], risks["system:Some"]
    assert nothing == Interval(1 / 30, 1.0)
    assert some == Interval((12 / 7 + 6) / 2 / 30, 1.0)
    assert ranked(estate(systems={"S": {"l1": 6}}))["S"].coverage > ranked(estate(systems={"S": {}}))["S"].coverage


def test_what_its_contracts_cost_stands_for_a_cost_that_nobody_recorded() -> None:
    """Of 250,000: the benefit knows what the small start knows."""
    deal = {**contract("S", "2027-03-31"), "value": 100_000, "value_basis": "annual"}

    def benefit(system: dict[str, Any], **contracts: Any) -> Interval[float]:
        return ranked(estate(systems={"S": system}, contracts=contracts))["S"].benefit

    told = benefit({"annual_cost": 100_000})
    assert benefit({}, Deal=deal) == told
    assert benefit({}).high == pytest.approx((told.high or 0) + 0.6 / 4)
    shown = replace(estate(systems={"S": {}}, contracts={"Deal": deal}), withheld=Withheld("public", exempt=1))
    assert ranked(shown)["S"].benefit == Interval(told.low, benefit({}).high), "what isn't shown may cover it too"
    assert benefit({}, Deal=deal, Line=contract("S", "2027-03-31")) == Interval(told.low, benefit({}).high)


@pytest.mark.parametrize("seed", range(40))
def test_learning_unknowns_narrows_and_never_leaves_the_interval(seed: int) -> None:
    """Cells are blanked in a full estate: what is answered without them must hold what is answered with them."""
    dice = random.Random(seed)
    full = full_rows(seed, dice)
    blank = {
        register: {key: blanked(register, row, dice) for key, row in rows.items()}
        if isinstance(rows, dict)
        else [blanked(register, row, dice) for row in rows]
        for register, rows in full.items()
    }
    after, before = ranked(estate(**full)), ranked(estate(**blank))
    assert after.keys() == before.keys()
    for name, row in after.items():
        for held, learnt in ((before[name].benefit, row.benefit), (before[name].difficulty, row.difficulty)):
            assert (held.low or 0) <= (learnt.low or 0) + 1e-9
            assert (learnt.high or 0) <= (held.high or 0) + 1e-9


def full_rows(seed: int, dice: random.Random) -> dict[str, Any]:
    """The rows of a random estate in which every cell that the candidates read is filled."""
    rows = random_rows(seed, unknowns=0.0)
    for system in rows["systems"].values():
        system |= {
            "substitutability": dice.choice(SUBSTITUTABILITY[:-1]),
            "api": dice.choice(OPENNESS[:-1]),
            "data_export": dice.choice(OPENNESS[:-1]),
            "annual_cost": dice.randrange(0, 400_000),
            "functional_fit": dice.randint(1, 4),
            "technical_fit": dice.randint(1, 4),
            **{f"l{n}": dice.randint(1, 6) for n in range(1, 8)},
            **{f"c{n}": dice.randint(1, 5) for n in range(1, 7)},
        }
    for deal in rows["contracts"].values():
        deal["renewal"] = dice.choice(("none", "automatic", "rolling"))
        deal["end_date"] = AS_OF + dt.timedelta(dice.randrange(30, 900))
        deal["maximum_end_date"] = dice.choice((None, deal["end_date"] + dt.timedelta(400)))
        deal["notice_period"] = f"{dice.randrange(2, 300)} days"
        deal["renewal_period"] = f"{dice.randrange(2, 24)} months"
    return rows


# What may be blanked without another rule of the answer coming in: a blank supplier or role changes who is asked about.
BLANKS = {
    "systems": ("substitutability", "api", "data_export", "annual_cost", "l1", "c6"),
    "contracts": ("renewal", "notice_period", "renewal_period"),
    "integrations": ("dependence",),
    "services": ("criticality", "statutory"),
}


def blanked(register: str, row: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    return {name: None if name in BLANKS.get(register, ()) and dice.random() < 0.4 else row[name] for name in row}
