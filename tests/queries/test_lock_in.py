"""The six criteria, worked by hand and held against completions of what is unknown."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
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


def test_who_has_a_contract_or_makes_or_hosts_what_exists_has_a_row() -> None:
    names = ("Maker", "Host", "Framework", "Covers nothing", "Planned", "Retired", "Only named")
    found = rows(
        estate(
            suppliers={name: {} for name in names},
            systems={
                "A": {"vendors": "Maker", "hosts": "Host"},
                "B": {"vendors": "Planned", "status": "planned"},
                "C": {"vendors": "Retired", "status": "retired"},
            },
            contracts={
                "F": {"suppliers": "Framework", "type": "framework"},
                "N": {"suppliers": "Covers nothing", "status": "ended"},
            },
        )
    )
    assert set(found) == {"Maker", "Host", "Framework", "Covers nothing"}


def test_without_a_register_what_rests_on_it_is_unknown_not_none() -> None:
    system = {"A": {"vendors": "Alder", "api": "none", "data_export": "none"}}
    alone = one(suppliers={"Alder": {}}, systems=system)
    unknown = {name for name in CRITERIA if alone[name] == WHOLE}
    assert unknown == {"committed_term", "entanglement", "dependence", "alternatives", "supplier_share"}
    assert alone["openness"] == Interval(1.0, 1.0)
    elsewhere = one(
        suppliers={"Alder": {}},
        systems={**system, "X": {}, "Y": {}},
        integrations=[{"provider": "X", "consumer": "Y"}, {"provider": "A", "consumer": "A", "dependence": "hard"}],
    )
    assert elsewhere["entanglement"] == Interval(0.0, 0.0)  # with others: an integration with itself is none


def test_a_criterion_is_capped_at_held() -> None:
    found = one(
        suppliers={"Alder": {}},
        systems={"A": {"vendors": "Alder"}, "X": {}},
        integrations=[{"provider": "A", "consumer": "X", "dependence": "hard"} for _ in range(25)],
        contracts={
            "C": {"suppliers": "Alder", "role": "hosts", "renewal": "none", "end_date": dt.date(2099, 1, 1)},
        },
    )
    assert found["entanglement"] == found["committed_term"] == Interval(1.0, 1.0)


def test_a_contract_that_has_no_known_exit_may_hold_for_the_whole_scale() -> None:
    def term(**values: Any) -> Interval[float]:
        return one(suppliers={"Alder": {}}, contracts={"C": {"suppliers": "Alder", "role": "supplies", **values}})[
            "committed_term"
        ]

    assert term(renewal="rolling", notice_period="3 months").low == pytest.approx(3 / 60, abs=0.001)
    assert term(renewal="rolling").low == 0
    assert term(renewal="rolling").high == 1
    assert term() == WHOLE
    assert term(role="consults", renewal="rolling", notice_period="3 months") == WHOLE


def held_by_alder_and_birch(**more: Any) -> Estate:
    def system(who: str, openness: str, substitutability: str) -> dict[str, Any]:
        return {"vendors": who, "api": openness, "data_export": openness, "substitutability": substitutability}

    return estate(
        suppliers={"Alder": {}, "Birch": {}, "Cedar": {}, "Aspen": {}},
        systems={
            "A": system("Alder", "none", "not substitutable"),
            "B": system("Birch", "documented", "medium complexity"),
            **more,
        },
        services={"V": {"systems": "A", "criticality": 4}, "W": {"systems": "B", "criticality": 1}},
        contracts={name: {"suppliers": name, "status": "ended"} for name in ("Cedar", "Aspen")},
    )


def test_the_most_held_come_first_and_who_is_not_assessed_comes_last_by_name() -> None:
    found = lock_in.QUESTION.answer(held_by_alder_and_birch(), SETTINGS)
    assert [(row.supplier, row.assessed) for row in found.rows] == [
        ("Alder", True),
        ("Birch", True),
        ("Aspen", False),
        ("Cedar", False),
    ]
    assert [row.rank_acceptability[:1] for row in found.rows][2:] == [(), ()]
    assert found.rows[0].rank_acceptability[0] > 0.9
    assert (found.coverage["supplier_groups"], found.coverage["supplier_groups_assessed"]) == (4, 2)


def test_who_is_not_assessed_takes_no_part_in_the_ranks_of_others() -> None:
    without = rows(held_by_alder_and_birch())
    with_dogwood = rows(held_by_alder_and_birch(D={"vendors": "Cedar", "api": "none"}))
    assert not with_dogwood["Cedar"].assessed
    for name in ("Alder", "Birch"):
        assert with_dogwood[name].rank_acceptability == without[name].rank_acceptability
        assert with_dogwood[name].score == without[name].score


def test_weights_are_the_settings_and_only_their_ratios_matter() -> None:
    held = held_by_alder_and_birch()

    def scored(**weights: float) -> lock_in.Score:
        chosen = replace(SETTINGS.lock_in, weights={name: weights.get(name, 0) for name in CRITERIA})
        answer = lock_in.QUESTION.answer(held, replace(SETTINGS, lock_in=chosen))
        return next(row.score for row in answer.rows if row.supplier == "Birch")

    only = scored(openness=7)
    assert (only.low, only.high, only.mean) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    half = scored(openness=1, dependence=1)
    assert half.low == pytest.approx((1 / 3 + 1 / 5) / 2)


def test_scores_for_other_questions_are_those_of_the_rows() -> None:
    held = random_estate(11)
    found = lock_in.scores(held, SETTINGS)
    names = {held.groups.names[group]: score for group, score in found.items()}
    assert names == {name: Interval(row.score.low, row.score.high) for name, row in rows(held).items()}


def test_a_row_rests_on_the_records_it_was_worked_out_from() -> None:
    held = estate(
        suppliers={"Alder": {}, "Branch": {"parent": "Alder"}},
        systems={"A": {"vendors": "Branch"}, "X": {}, "Y": {}},
        services={"V": {"systems": "A"}, "W": {"systems": "Y"}},
        contracts={"C": {"suppliers": "Branch"}, "D": {}},
        integrations=[{"provider": "A", "consumer": "X"}, {"provider": "X", "consumer": "Y", "dependence": "soft"}],
    )
    assert set(rows(held)["Alder"].rests_on) == {
        "supplier:Alder", "supplier:Branch", "system:A", "service:V", "contract:C", "integration:1",
    }  # fmt: skip


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
