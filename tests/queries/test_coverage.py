"""What a fact is worth: by hand, and beside an estate in which it became known."""

from __future__ import annotations

from itertools import product
from statistics import fmean
from typing import Any

import pytest

from itmap import model, settings
from itmap.dependencies import failures
from itmap.estate import Estate
from itmap.queries import question
from itmap.queries.unknowns import EXITS, LEGACY, LOCK_IN, MONEY, SERVICES, STATUTORY, unknown_facts
from tests.estates import HOME, estate, random_rows

SETTINGS = settings.load()


def ask(found: Estate) -> Any:
    return question("coverage").answer(found, SETTINGS)


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
    first = ask(found).rows[0]
    assert (first.register, first.record, first.missing) == ("Integrations", "Post > Desk", ("Dependence",))
    assert (first.closes[SERVICES], first.closes[STATUTORY], first.closes[EXITS]) == (1, 1, 0)
    # Services and statutory services would be closed wholly; substitutability and two legacy scores stay open.
    assert first.worth == pytest.approx((1 + 1 + 0 + 0) / 4)
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
