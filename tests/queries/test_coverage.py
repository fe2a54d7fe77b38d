"""What a fact is worth: by hand, and beside an estate in which it became known."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import product
from statistics import fmean
from typing import Any

import pytest

from itmap import model, settings
from itmap.dependencies import failures
from itmap.estate import Estate
from itmap.money import pays
from itmap.quantities import Duration, Interval
from itmap.queries import question
from itmap.queries.cases import cases
from itmap.queries.missing import (
    CANDIDATES,
    EXITS,
    LEGACY,
    LOCK_IN,
    MONEY,
    OVERLAPS,
    SERVICES,
    SHARE,
    STATUTORY,
    USERS,
)
from itmap.queries.unknowns import unknown_facts
from tests.estates import AS_OF, HOME, estate, random_rows
from tests.worked_examples import methods_say

SETTINGS = settings.load()


def ask(found: Estate) -> Any:
    return question("coverage").answer(found, SETTINGS)


def width(interval: Interval[Any]) -> float:
    return float(interval.high) - float(interval.low)


def open_cases(found: Estate) -> tuple[int, int]:
    """Cases that are possible and not certain: of services, and of what the statutory ones leave open."""
    failed = failures(found)
    services = sum(failed.services_possible.counts.values()) - sum(failed.services_certain.counts.values())
    statutory = [failed.statutory_services(group) for group in failed.services_certain]
    return services, sum(each.high - each.low for each in statutory if each)


def test_the_worked_example() -> None:
    """Desk needs Post, and nobody recorded how hard: whether two statutory services stop with Alder hangs on that."""
    found = estate(
        suppliers={"Alder": {}},
        systems={"Post": {"vendors": "Alder", "api": "none", "data_export": "none"}, "Desk": {}},
        integrations=[{"provider": "Post", "consumer": "Desk"}],
        services={"Advice": {"systems": "Desk", "statutory": True}, "Letters": {"systems": "Desk", "statutory": True}},
    )
    answer = ask(found)
    first = answer.rows[0]
    assert (first.register, first.record, first.missing) == ("Integrations", "Post > Desk", ("Dependence",))
    assert (first.closes[SERVICES], first.closes[STATUTORY], first.closes[EXITS]) == (1, 1, 0)
    # Services and statutory services would be closed wholly; Post's users, substitutability and two legacy scores stay
    # open. Of criticality nothing is: no service stops for certain. Of candidates, cost leaves a quarter of two benefits
    # open, the scores a quarter of 1 to 30 of 30, substitutability a third of two difficulties, and the connection a
    # thirtieth of each.
    of_candidates = (2 / 30) / (2 / 4 + 2 / 4 * 29 / 30 + 2 / 3 + 2 / 30)
    assert first.closes[CANDIDATES] == pytest.approx(of_candidates) == pytest.approx(0.04, abs=0.005)
    assert first.worth == pytest.approx((1 + 1 + 0 + 0 + 0 + of_candidates) / 6) == pytest.approx(0.34, abs=0.005)
    methods_say("leave 0.825 open", f"worth (1 + 1 + {of_candidates:.2f} + 0 + 0 + 0) / 6 = {first.worth:.2f}.")
    assert answer.coverage["open"][SHARE] == 0
    assert first.rests_on == ("integration:1",)


def test_a_missing_notice_is_worth_the_months_that_it_leaves_open() -> None:
    found = estate(
        contracts={
            "Line": {"renewal": "rolling", "value": 100, "value_basis": "annual"},
            "Mail": {"renewal": "rolling", "notice_period": "3 months"},
        }
    )
    answer = ask(found)
    assert answer.coverage["open"][EXITS] == 60
    line = next(row for row in answer.rows if row.record == "Line")
    assert (line.missing, line.closes[EXITS], line.closes[MONEY]) == (("Notice period",), 1, 0)
    mail = next(row for row in answer.rows if row.record == "Mail")
    assert (mail.missing, mail.closes[MONEY]) == (("Value", "Value basis"), 1)


def test_system_facts_are_worth_their_part_of_lock_in_and_of_the_legacy_score() -> None:
    scores = dict.fromkeys((*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT), 1)
    found = estate(
        suppliers={"Alder": {}},
        systems={
            "Desk": {"vendors": "Alder", "substitutability": "not substitutable", "api": "none", **scores},
            "Post": {"vendors": "Alder", "substitutability": "unknown", "api": "none", "data_export": "none"},
        },
    )
    rows = {(row.record, *row.missing): row.closes for row in ask(found).rows}
    # Of the two means over two systems, a quarter of one and a half of the other are open.
    assert rows["Desk", "Data export"][LOCK_IN] == pytest.approx(1 / 3)
    assert rows["Post", "Substitutability"][LOCK_IN] == pytest.approx(2 / 3)
    (missing,) = [key for key, closes in rows.items() if closes[LEGACY]]
    assert missing[0] == "Post"
    assert len(missing) == 14


def test_unknown_criticality_and_users_are_worth_what_they_leave_open_of_what_stops_for_certain() -> None:
    """Of three services Advice stops with Alder. Its share is 1 to 4 of 9 to 12; Bins and Council are known: 4 each."""
    found = estate(
        suppliers={"Alder": {}},
        systems={"Desk": {"vendors": "Alder", "users": None}, "Post": {"vendors": "Alder", "users": 20}, "Web": {}},
        services={
            "Advice": {"systems": "Desk"},
            "Bins": {"systems": "Web", "criticality": 4},
            "Council": {"criticality": 4},
        },
    )
    answer = ask(found)
    assert answer.coverage["open"][SHARE] == pytest.approx(4 / 12 - 1 / 9)
    assert answer.coverage["open"][USERS] == 1
    rows = {(row.record, *row.missing): row.closes for row in answer.rows}
    assert rows["Advice", "Criticality"][SHARE] == pytest.approx(1), "all others are known"
    assert rows["Desk", "Users"][USERS] == 1


def test_an_unknown_annual_cost_is_worth_what_it_leaves_open_of_the_benefit_and_of_what_overlaps() -> None:
    """Benefit is the mean of four: cost is a quarter. Two of three desks overlap in cost that nobody recorded."""
    known = dict.fromkeys((*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT), 1) | {
        "substitutability": "medium complexity",
        "capability": "desk",
    }
    answer = ask(
        estate(
            systems={
                "Desk": {**known, "annual_cost": 100},
                "Files": known,
                "Post": known,
                "Old": {**known, "status": "retired"},
            }
        )
    )
    assert answer.coverage["open"][CANDIDATES] == pytest.approx(2 / 4)
    assert answer.coverage["open"][OVERLAPS] == 2
    rows = {(row.record, *row.missing): row.closes for row in answer.rows}
    assert ("Old", "Annual cost") not in rows
    for name in ("Files", "Post"):
        assert rows[name, "Annual cost"][CANDIDATES] == pytest.approx(1 / 2)
        assert rows[name, "Annual cost"][OVERLAPS] == pytest.approx(1 / 2)


def test_what_a_contract_costs_narrows_the_cost_of_the_system_that_it_covers_alone() -> None:
    """Of two desks without a cost, one's only contract has no value; the other shares its own, so it costs 0 to 100."""
    known = dict.fromkeys((*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT), 1)
    known |= {"substitutability": "medium complexity"}
    terms = {"renewal": "none", "end_date": dt.date(2027, 3, 31), "value_basis": "annual"}
    answer = ask(
        estate(
            systems={"Desk": known, "Files": known, "Post": {**known, "annual_cost": 5}},
            contracts={
                "Deal": {**terms, "covers": "Desk"},
                "Both": {**terms, "covers": ("Files", "Post"), "value": 100_000},
            },
        )
    )
    whole = 1 / 4 + 100_000 / 250_000 / 4
    assert answer.coverage["open"][CANDIDATES] == pytest.approx(whole)
    rows = {(row.record, *row.missing): row.closes for row in answer.rows}
    assert rows["Deal", "Value"][CANDIDATES] == pytest.approx(1 / 4 / whole)
    assert rows["Desk", "Annual cost"][CANDIDATES] == pytest.approx(1 / 4 / whole)
    assert rows["Files", "Annual cost"][CANDIDATES] == pytest.approx(0.1 / whole)


def test_where_everything_stops_no_criticality_is_worth_anything() -> None:
    found = estate(suppliers={"Alder": {}}, systems={"Desk": {"vendors": "Alder"}}, services={"A": {"systems": "Desk"}})
    answer = ask(found)
    assert answer.coverage["open"][SHARE] == 0
    assert not any(row.closes[SHARE] for row in answer.rows)


def test_an_unknown_cost_is_worth_the_largest_known_one_and_half_of_it_where_it_may_be_over() -> None:
    found = estate(
        contracts={
            "Line": {"value": 100, "value_basis": "annual", "status": "live", "end_date": dt.date(2020, 1, 1)},
            "Mail": {"value": 30, "status": "live"},
            "Post": {"value_basis": "annual", "end_date": dt.date(2020, 1, 1)},
        }
    )
    answer = ask(found)
    assert answer.coverage["open"][MONEY] == 200
    rows = {(row.record, *row.missing): row.closes for row in answer.rows}
    assert rows["Mail", "Value basis"][MONEY] == pytest.approx(100 / 200)
    assert rows["Post", "Value"][MONEY] == pytest.approx(50 / 200)


def test_what_is_known_is_worth_nothing_and_nothing_open_gives_no_rows() -> None:
    assert ask(estate(services={"Advice": {"statutory": True, "criticality": 4}})).rows == ()


def test_coverage_counts_the_blanks_of_each_register() -> None:
    coverage = ask(estate(contracts={"A": {"renewal": "unknown"}, "B": {"renewal": "none"}})).coverage
    assert coverage["contracts_without"]["Renewal"] == "1 of 2"


@pytest.mark.parametrize("seed", range(12))
def test_facts_about_failure_close_what_they_would_if_they_were_known(seed: int) -> None:
    """For every value that the fact can have, the estate with that value; the mean of what closes."""
    rows = random_rows(seed, systems=9, integrations=16)
    rows["organisations"] = {HOME: {}}
    before = open_cases(estate(**rows))
    found = unknown_facts(estate(**rows), SETTINGS)
    assert (found.open[SERVICES], found.open[STATUTORY]) == before
    values = {
        "dependence": ("hard", "soft"),
        "statutory": (True, False),
        "role": ("supplies", "hosts", "licenses", "supports", "resells", "consults"),
        "renewal": ("none", "automatic", "rolling"),
    }
    worth = {(fact.record, fact.fields): fact.closes for fact in found.facts}
    asked = [
        *product((f"integration:{number}" for number in range(1, 17)), ("dependence",)),
        *product((f"service:{name}" for name in rows["services"]), ("statutory",)),
        *product((f"contract:{name}" for name in rows["contracts"]), ("role", "renewal")),
    ]
    for record, field in asked:
        register, _, key = record.partition(":")
        held = rows[f"{register}s"]
        row = held[int(key) - 1] if register == "integration" else held[key]
        if row[field] not in (None, "unknown"):
            continue
        was = row[field]
        after = []
        for value in values[field]:
            row[field] = value
            after.append(open_cases(estate(**rows)))
        row[field] = was
        closes = worth.get((record, (field,)), {})
        assert closes.get(SERVICES, 0) == pytest.approx(before[0] - fmean(services for services, _ in after))
        assert closes.get(STATUTORY, 0) == pytest.approx(before[1] - fmean(statutory for _, statutory in after))


def completed(known: Mapping[str, int | None], choices: Iterable[int]) -> list[dict[str, int]]:
    """Every way in which what is unknown may turn out."""
    unknown = [name for name, value in known.items() if value is None]
    told = {name: value for name, value in known.items() if value is not None}
    return [told | dict(zip(unknown, values, strict=True)) for values in product(choices, repeat=len(unknown))]


def open_share(found: Estate) -> float:
    ways = completed(dict(zip(found.ids("service"), found.column("service", "criticality"), strict=True)), (1, 2, 3, 4))
    width = 0.0
    for stopped in failures(found).services_certain.values():
        shares = [sum(way[service] for service in stopped) / sum(way.values()) for way in ways]
        width += max(shares) - min(shares)
    return width


def open_users(found: Estate) -> float:
    """Each unknown number is nothing or one: the largest number makes no difference to what a fact is worth of all."""
    ways = completed(dict(zip(found.ids("system"), found.column("system", "users"), strict=True)), (0, 1))
    width = 0
    for stopped in failures(found).systems_certain.values():
        users = [sum(way[system] for system in stopped) for way in ways]
        width += max(users) - min(users)
    return width


def open_money(found: Estate, largest: int) -> float:
    """Annual values alone, each contract by itself; one that may be over may cost nothing."""
    width = 0.0
    for contract in found.records("contract").values():
        standing = pays(contract, found.as_of)
        known = contract["value"] if contract["value_basis"] == "annual" else None
        least, most = (known, known) if known is not None else (0, largest)
        width += 0 if standing == "no" else float(most - (least if standing == "certain" else 0))
    return width


@pytest.mark.parametrize("seed", range(12))
def test_facts_about_weight_close_what_they_would_if_they_were_known(seed: int) -> None:
    """Criticality, users and what contracts cost: each set to every value, or to both ends; the mean of what closes."""
    dice, largest = random.Random(seed), 1_000
    rows = random_rows(seed, systems=7, integrations=10, unknowns=0.4)
    for system in rows["systems"].values():
        system["users"] = dice.choice((None, None, 10, 250))
    for contract in rows["contracts"].values():
        contract.update(value=dice.choice((None, 300, largest)), value_basis=dice.choice(("annual", None)))
    rows["contracts"]["Ours"] = {"value": largest, "value_basis": "annual", "status": "live"}
    tried = {
        "service": ({"criticality": criticality} for criticality in (1, 2, 3, 4)),
        "system": ({"users": users} for users in (0, 1)),
        "contract": ({"value": Decimal(value), "value_basis": "annual"} for value in (0, largest)),
    }
    measures = {
        "service": (SHARE, open_share),
        "system": (USERS, open_users),
        "contract": (MONEY, lambda found: open_money(found, largest)),
    }
    found = unknown_facts(estate(**rows), SETTINGS)
    for register, completions in tried.items():
        answer, measure = measures[register]
        before = measure(estate(**rows))
        assert found.open[answer] == pytest.approx(before)
        closes = {fact.record: fact.closes[answer] for fact in found.facts if answer in fact.closes}
        values = list(completions)
        for name, row in rows[f"{register}s"].items():
            was = dict(row)
            if all(row.get(field) is not None for field in values[0]):
                continue
            after = []
            for value in values:
                row.update(value)
                after.append(measure(estate(**rows)))
            row.clear()
            row.update(was)
            assert closes.get(f"{register}:{name}", 0) == pytest.approx(before - fmean(after)), name


def difficulties(found: Estate) -> float:
    return sum(width(row.difficulty) for row in question("candidates").answer(found, SETTINGS).rows)


def benefits(found: Estate) -> float:
    return sum(width(row.benefit) for row in question("candidates").answer(found, SETTINGS).rows)


def costs(found: Estate) -> float:
    """Alone: a contract's value also bears on lock-in, which is an answer of its own here."""
    return sum(width(case.benefits["cost"]) for case in cases(found, SETTINGS)) / 4


def overlapping(found: Estate) -> float:
    """Each unknown cost is nothing or one: the largest makes no difference to what a fact is worth of all."""
    cost = {system: row["annual_cost"] for system, row in found.records("system").items()}
    rows = question("overlaps").answer(found, SETTINGS).rows
    return sum(sum(1 if cost[id_] is None else 0 for id_ in row.rests_on) for row in rows)


SCORES = (*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT)
MONTHS = [Duration((months,), "month") for months in (0, 1, 3, 6, 12)]
LEAVING: dict[str, list[tuple[Any, Any, list[dict[str, Any]]]]] = {
    "system": [
        (CANDIDATES, benefits, [{"annual_cost": Decimal(cost)} for cost in (0, 250_000)]),
        (OVERLAPS, overlapping, [{"annual_cost": Decimal(cost)} for cost in (0, 250_000)]),
        (CANDIDATES, benefits, [dict.fromkeys(SCORES, score) for score in (1, 5)]),
        (CANDIDATES, difficulties, [{"substitutability": model.SUBSTITUTABILITY[at]} for at in (0, 3)]),
    ],
    "integration": [(CANDIDATES, difficulties, [{"dependence": word} for word in ("hard", "soft")])],
    "contract": [
        (CANDIDATES, costs, [{"value": Decimal(value), "value_basis": "annual"} for value in (0, 90_000)]),
        (CANDIDATES, difficulties, [{"renewal": word} for word in ("none", "automatic", "rolling")]),
        (CANDIDATES, difficulties, [{"notice_period": months} for months in MONTHS]),
        (CANDIDATES, difficulties, [{"renewal_period": months} for months in MONTHS[1:]]),
        (CANDIDATES, difficulties, [{"end_date": AS_OF + dt.timedelta(days)} for days in (90, 365, 1095)]),
    ],
}


@pytest.mark.parametrize("seed", range(3))
def test_facts_about_leaving_close_what_candidates_and_overlaps_narrow_by_once_they_are_known(seed: int) -> None:
    """Both answers are asked anew with the fact at each of its values (of a cost and of scores: both ends)."""
    dice = random.Random(seed)
    rows = random_rows(seed, systems=7, integrations=12, contracts=8, unknowns=0.4)
    for system in rows["systems"].values():
        system.update(annual_cost=dice.choice((None, 300, 90_000)), capability=dice.choice((None, "desk", "post")))
        system.update(substitutability=dice.choice((None, *model.SUBSTITUTABILITY)))
        system.update(dice.choice(({}, dict.fromkeys(SCORES, 2))))
    for contract in rows["contracts"].values():
        contract.update(value=dice.choice((None, 300, 90_000)), value_basis=dice.choice(("annual", None)))
    rows["contracts"]["Ours"] = {"value": 90_000, "value_basis": "annual", "status": "live"}
    before = estate(**rows)
    found = unknown_facts(before, SETTINGS)
    closes = {(fact.record, fact.fields): fact.closes for fact in found.facts}
    told_of = set()
    for register, asked in LEAVING.items():
        held = rows[f"{register}s"]
        for key, row in held.items() if isinstance(held, dict) else enumerate(held, 1):
            if row.get("status") in ("planned", "retired", "ended", "withdrawn"):
                continue
            for answer, measure, values in asked:
                missing = tuple(name for name in values[0] if row.get(name) in (None, "unknown"))
                if not missing:
                    continue
                was, after = dict(row), []
                for value in values:
                    row.update(value)
                    after.append(measure(estate(**rows)))
                row.clear()
                row.update(was)
                told = closes.get((f"{register}:{key}", missing), {}).get(answer, 0)
                assert told == pytest.approx(measure(before) - fmean(after)), (register, key, missing)
                told_of |= {(answer, missing[0])} if told else set()
    assert told_of >= {(CANDIDATES, "annual_cost"), (CANDIDATES, "dependence"), (CANDIDATES, "substitutability")}
    assert found.open[OVERLAPS] == overlapping(before)
