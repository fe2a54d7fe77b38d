"""Wherever an answer prints an interval, what it holds when its unknowns become known lies inside and reaches its ends.

Where a question's own tests hold its intervals against completions, `HELD` names the test; the others are held here.
"""

from __future__ import annotations

import random
import typing
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from itmap import settings
from itmap.dependencies import failures
from itmap.estate import Estate
from itmap.quantities import Interval
from itmap.queries import lock_in, question, questions
from itmap.queries.answers import Row
from tests.estates import estate

SETTINGS = settings.load()
TESTS = Path(__file__).parent
_OF_A_THOUSAND = "test_a_thousand_completions_lie_inside_every_interval_and_reach_its_ends"
_COPIES = "test_intervals.py:test_a_thousand_copies_lie_inside_and_reach_the_ends"
_CONCENTRATION = f"test_concentration.py:{_OF_A_THOUSAND}"
_EXITS = "test_exits.py:test_a_thousand_completions_of_a_contract_fall_inside_and_reach_the_ends"
_DRIVEN = "test_intervals.py:test_what_drives_a_score_is_its_weight_times_its_criterion"
_FIRST_STEPS = "test_first_steps.py:test_a_thousand_completions_lie_inside_and_the_ends_are_reached"
HELD: Mapping[str, Mapping[str, str]] = {
    "chokepoints": {
        "statutory_services_stopped": _COPIES,
        "statutory_services_stopped_without_fallbacks": _COPIES,
        "users_stopped": _COPIES,
        "users_stopped_without_alternatives": _COPIES,
        "criticality_share": "test_intervals.py:test_a_thousand_completions_of_criticality_lie_inside_and_reach_the_ends",
    },
    "single-points": {"statutory_services_stopped": _COPIES},
    "exits": dict.fromkeys(
        ("earliest_exit", "practical_exit", "act_by", "decide_by", "days_to_act", "supply_ends", "latest_safe_start"),
        _EXITS,
    ),
    # The window is no unknown: it goes from the first to the last of the ends that are named.
    "together": {"window": "test_together.py:test_no_other_window_holds_more", "annual_value": _COPIES},
    "lock-in": {
        "score": f"test_lock_in.py:{_OF_A_THOUSAND}",
        "criteria": f"test_lock_in.py:{_OF_A_THOUSAND}",
        "driver_effect": _DRIVEN,
    },
    "candidates": {
        "benefit": _FIRST_STEPS,
        "difficulty": _FIRST_STEPS,
        "free_from": "test_first_steps.py:"
        "test_every_completion_of_the_contracts_frees_the_system_inside_the_interval_and_reaches_its_ends",
    },
    "concentration": dict.fromkeys(
        ("annual_value", "share", "effective_suppliers", "sme_share", "vcse_share", "direct_awards", "single_bids"),
        _CONCENTRATION,
    )
    | {"contract_share": _CONCENTRATION},
    "overlaps": {"annual_cost": _COPIES},
}


def intervals(row: type[Row]) -> set[str]:
    """The columns of a row that hold an interval, alone or one a key; a score has its ends too."""
    hints = typing.get_type_hints(row)
    return {name for name, hint in hints.items() if "Interval[" in str(hint) or hint is lock_in.Score}


def test_every_interval_that_an_answer_prints_is_held_against_completions() -> None:
    printed = {asked.name: found for asked in questions() if (found := intervals(asked.row))}
    assert printed == {name: set(held) for name, held in HELD.items()}
    for held in HELD.values():
        for where in held.values():
            file, _, test = where.partition(":")
            assert f"def {test}(" in (TESTS / file).read_text(encoding="utf-8"), where


def inside(whole: Interval[Any], one: Interval[Any]) -> bool:
    above = whole.high is None or (one.high is not None and one.high <= whole.high)
    return bool(whole.low <= one.low and above)


@pytest.mark.once
def test_a_thousand_copies_lie_inside_and_reach_the_ends() -> None:
    """One estate holds one supplier of whom five things are unknown, and a thousand of whom they are known.

    Alder makes Post, which Desk needs, nobody recorded how much; whether Advice, which runs on Desk, and Mail, which
    runs on Post, are required by law; how many use Post and Desk; what they cost; and what their two contracts cost.
    """
    dice = random.Random(3)
    known: list[dict[str, Any]] = [
        {"tie": "soft", "law": (False, False), "users": (0, 0), "cost": (0, 0), "value": 0},
        {"tie": "hard", "law": (True, True), "users": (500, 900), "cost": (10_000, 10_000), "value": 1_000},
    ]
    while len(known) < 1000:
        known.append(
            {
                "tie": dice.choice(("hard", "soft")),
                "law": (dice.choice((True, False)), dice.choice((True, False))),
                "users": (dice.randint(0, 500), dice.randint(0, 900)),
                "cost": (dice.randint(0, 10_000), dice.randint(0, 10_000)),
                "value": dice.randint(0, 1_000),
            }
        )
    blank = {"tie": None, "law": (None, None), "users": (None, None), "cost": (None, None), "value": None}
    held = copies([blank, *known])

    def told(name: str, key: Callable[[Any], str], column: str) -> tuple[Interval[Any], list[Interval[Any]]]:
        found = {key(row): getattr(row, column) for row in question(name).answer(held, SETTINGS).rows}
        whole, *each = (found[str(place)] for place in range(len(known) + 1))
        return whole, each

    def number(text: str) -> str:
        return text.rpartition(" ")[2] if " > " not in text else ""

    whole, each = told("chokepoints", lambda row: number(row.supplier), "statutory_services_stopped")
    assert whole == Interval(0, 2)
    assert all(one.exact and inside(whole, one) for one in each)
    assert {one.low for one in each} == {0, 1, 2}
    whole, each = told("chokepoints", lambda row: number(row.supplier), "statutory_services_stopped_without_fallbacks")
    assert whole == Interval(0, 3), "Spare stands in for Letters"
    assert all(one.exact and inside(whole, one) for one in each)
    assert {one.low for one in each} == {0, 1, 2, 3}
    for column in ("users_stopped", "users_stopped_without_alternatives"):
        whole, each = told("chokepoints", lambda row: number(row.supplier), column)
        assert whole == Interval(3, None), "3 use Letterbox"
        assert all(one.exact and inside(whole, one) for one in each)
        assert min(one.low for one in each) == 3
    whole, each = told(
        "single-points",
        lambda row: number(row.name) if row.name.startswith("Post") else "",
        "statutory_services_stopped",
    )
    assert whole == Interval(0, 2)
    assert all(one.exact and inside(whole, one) for one in each)
    assert {one.low for one in each} == {0, 1, 2}
    whole, each = told("overlaps", lambda row: number(row.capability), "annual_cost")
    assert whole == Interval(0, None)
    assert all(one.exact and inside(whole, one) for one in each)
    assert min(one.low for one in each) == 0
    whole, each = told("together", lambda row: number(row.name), "annual_value")
    assert whole == Interval(Decimal(50), None)
    assert all(one.exact and inside(whole, one) for one in each)
    assert min(one.low for one in each) == 50


def copies(of: Iterable[Mapping[str, Any]]) -> Estate:
    rows: dict[str, Any] = {"suppliers": {}, "systems": {}, "services": {}, "integrations": [], "contracts": {}}
    for place, known in enumerate(of):
        rows["suppliers"][f"Alder {place}"] = {}
        law, users, cost = known["law"], known["users"], known["cost"]
        post, desk, letterbox, spare = (f"{name} {place}" for name in ("Post", "Desk", "Letterbox", "Spare"))
        rows["systems"] |= {
            post: {
                "vendors": f"Alder {place}",
                "users": users[0],
                "annual_cost": cost[0],
                "capability": f"post {place}",
            },
            desk: {"users": users[1], "annual_cost": cost[1], "capability": f"post {place}"},
            letterbox: {"vendors": f"Alder {place}", "users": 3},
            spare: {},
        }
        rows["services"] |= {
            f"Advice {place}": {"systems": desk, "statutory": law[0]},
            f"Mail {place}": {"systems": post, "statutory": law[1]},
            f"Letters {place}": {
                "systems": letterbox, "statutory": law[0], "fallback_systems": f"{letterbox} > {spare}",
            },
        }  # fmt: skip
        rows["integrations"].append({"provider": post, "consumer": desk, "dependence": known["tie"]})
        deal = {"suppliers": f"Alder {place}", "renewal": "rolling", "notice_period": "3 months"}
        rows["contracts"] |= {
            f"One {place}": {**deal, "value": known["value"], "value_basis": "annual", "role": "resells"},
            f"Two {place}": {**deal, "value": 50, "value_basis": "annual", "role": "resells"},
        }
    return estate(**rows)


@pytest.mark.once
def test_a_thousand_completions_of_criticality_lie_inside_and_reach_the_ends() -> None:
    """Alder makes Post, which Desk perhaps needs; of Mail, Advice and Other nobody recorded how critical they are."""
    dice = random.Random(4)

    def shares(tie: str | None, mail: int | None, advice: int | None, other: int | None) -> Interval[float]:
        found = estate(
            suppliers={"Alder": {}},
            systems={"Post": {"vendors": "Alder"}, "Desk": {}, "Web": {}},
            integrations=[{"provider": "Post", "consumer": "Desk", "dependence": tie}],
            services={
                "Mail": {"systems": "Post", "criticality": mail},
                "Advice": {"systems": "Desk", "criticality": advice},
                "Other": {"systems": "Web", "criticality": other},
            },
        )
        share = failures(found).criticality_share("supplier:Alder")
        assert share is not None
        return share

    whole = shares(None, None, None, None)
    assert whole == Interval(1 / (1 + 8), 8 / (8 + 1))
    drawn = [shares("soft", 1, 4, 4), shares("hard", 4, 4, 1)]
    while len(drawn) < 1000:
        drawn.append(shares(dice.choice(("hard", "soft")), *(dice.randint(1, 4) for _ in range(3))))
    assert all(one.exact and inside(whole, one) for one in drawn)
    assert (min(one.low or 0 for one in drawn), max(one.high or 0 for one in drawn)) == (whole.low, whole.high)


def test_what_drives_a_score_is_its_weight_times_its_criterion() -> None:
    """So that it holds what the criterion holds: `criteria` is held against completions in test_lock_in.py."""
    held = copies([{"tie": None, "law": (None, None), "users": (None, None), "cost": (None, None), "value": None}] * 3)
    weights = SETTINGS.lock_in.weights
    rows = question("lock-in").answer(held, SETTINGS).rows
    driven = [row for row in rows if row.driver]
    assert driven
    for row in driven:
        share = weights[row.driver] / sum(weights.values())
        criterion = row.criteria[row.driver]
        assert (row.driver_effect.low, row.driver_effect.high) == pytest.approx(
            (criterion.low * share, criterion.high * share)
        )
