"""What stops with one subject: by hand, and against naive simulation on random estates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from itmap import settings
from itmap.errors import SubjectUnknown
from itmap.estate import Estate
from itmap.labels import labels
from itmap.queries import question
from itmap.queries.answers import Answer
from tests.estates import AS_OF, estate, random_estate
from tests.failure_oracle import CERTAIN, POSSIBLE, Oracle

SETTINGS = settings.load()


def ask(found: Estate, subject: str) -> Answer:
    return question("impact").answer(found, SETTINGS, subject)


def needs(consumer: str, provider: str, **fields: Any) -> dict[str, Any]:
    return {"consumer": consumer, "provider": provider, "dependence": "hard", **fields}


def borough() -> Estate:
    contract = {"suppliers": "Northgate", "covers": "feed", "role": "supports", "renewal": "rolling"}
    return estate(
        suppliers={
            "Northgate": {"company_number": "01234567"},
            "Northgate Housing": {"parent": "Northgate", "also_known_as": "Homesoft"},
            "Finance": {},
        },
        systems={
            "Housing": {"vendors": "Northgate Housing", "reference": "S-1"},
            "Finance": {},
            "Web": {},
            "Old": {"status": "retired"},
        },
        contracts={"Support": contract},
        integrations=[needs("Finance", "Housing", reference="feed"), needs("Web", "Finance", dependence=None)],
        services={"Repairs": {"systems": "Housing"}, "Payments": {"systems": "Finance"}, "News": {"systems": "Web"}},
    )


def said(answer: Answer) -> list[tuple[str, bool, int, tuple[str, ...]]]:
    """Each row but for its name, which is the last of its chain."""
    assert all(row.name == row.chain[-1] for row in answer.rows)
    return [(row.kind, row.certain, row.distance, row.chain) for row in answer.rows]


def test_what_a_supplier_stops_is_one_step_away_and_what_needs_that_further_on() -> None:
    assert said(ask(borough(), "Northgate")) == [
        ("system", True, 1, ("Northgate", "Housing")),
        ("integration", True, 1, ("Northgate", "Housing > Finance")),
        ("system", True, 2, ("Northgate", "Housing > Finance", "Finance")),
        ("service", True, 2, ("Northgate", "Housing", "Repairs")),
        ("integration", True, 3, ("Northgate", "Housing > Finance", "Finance", "Finance > Web")),
        ("service", True, 3, ("Northgate", "Housing > Finance", "Finance", "Payments")),
        ("system", False, 3, ("Northgate", "Housing > Finance", "Finance", "Web")),
        ("service", False, 4, ("Northgate", "Housing > Finance", "Finance", "Web", "News")),
    ]


def test_a_system_is_itself_no_part_of_its_impact() -> None:
    assert said(ask(borough(), "Housing")) == [
        ("system", True, 1, ("Housing", "Finance")),
        ("integration", True, 1, ("Housing", "Housing > Finance")),
        ("service", True, 1, ("Housing", "Repairs")),
        ("integration", True, 2, ("Housing", "Finance", "Finance > Web")),
        ("service", True, 2, ("Housing", "Finance", "Payments")),
        ("system", False, 2, ("Housing", "Finance", "Web")),
        ("service", False, 3, ("Housing", "Finance", "Web", "News")),
    ]


def test_an_integration_stops_its_consumer_and_not_its_provider() -> None:
    for subject in ("feed", "Housing > Finance", " housing  >  FINANCE "):
        assert said(ask(borough(), subject)) == [
            ("system", True, 1, ("Housing > Finance", "Finance")),
            ("integration", True, 2, ("Housing > Finance", "Finance", "Finance > Web")),
            ("service", True, 2, ("Housing > Finance", "Finance", "Payments")),
            ("system", False, 2, ("Housing > Finance", "Finance", "Web")),
            ("service", False, 3, ("Housing > Finance", "Finance", "Web", "News")),
        ]


def test_a_row_rests_on_the_subject_and_on_every_record_on_the_way() -> None:
    rows = {row.name: row for row in ask(borough(), "Housing").rows}
    assert set(rows["News"].rests_on) == {
        *("system:Housing", "integration:1", "system:Finance", "integration:2", "system:Web", "service:News"),
    }
    rows = {row.name: row for row in ask(borough(), "Northgate").rows}
    assert set(rows["Repairs"].rests_on) == {
        *("supplier:Northgate", "supplier:Northgate Housing", "contract:Support", "system:Housing", "service:Repairs"),
    }


@pytest.mark.parametrize("call", ["northgate", "Northgate Housing", "Homesoft", "01234567", "supplier: Northgate"])
def test_a_supplier_is_known_by_any_name_of_its_group_and_by_number(call: str) -> None:
    answer = ask(borough(), call)
    assert (answer.coverage["subject"], answer.coverage["subject_kind"]) == ("Northgate", "supplier")
    assert len(answer.rows) == 8


def test_a_system_is_known_by_name_or_reference() -> None:
    assert ask(borough(), "S-1").coverage["subject"] == ask(borough(), "housing").coverage["subject"] == "Housing"


def test_what_does_not_exist_stops_nothing_and_the_coverage_says_so() -> None:
    answer = ask(borough(), "Old")
    assert answer.rows == ()
    assert answer.coverage["subject_exists"] is False
    assert ask(borough(), "Web").coverage["subject_exists"] is True


def test_an_unknown_subject_is_told_what_comes_close_and_what_a_subject_can_be() -> None:
    with pytest.raises(SubjectUnknown) as told:
        ask(borough(), "Houzing")
    assert 'Nothing here is called "Houzing". Did you mean "system: Housing"?' in str(told.value)
    assert "supplier or a system, a reference" in str(told.value)
    with pytest.raises(SubjectUnknown, match='"supplier: Northgate"'):
        ask(borough(), "homes")
    with pytest.raises(SubjectUnknown, match=r'Nothing here is called ""[.] A subject is'):
        ask(borough(), "")


def test_a_name_of_several_is_told_how_to_say_which() -> None:
    with pytest.raises(SubjectUnknown, match='Say which: "supplier: Finance"; "system: Finance"'):
        ask(borough(), "Finance")
    assert [row.name for row in ask(borough(), "system: Finance").rows] == ["Finance > Web", "Payments", "Web", "News"]
    assert ask(borough(), "supplier: Finance").rows == ()


def test_systems_of_two_councils_with_one_name_are_asked_for_by_council() -> None:
    found = estate(
        organisations={"Shire": {}},
        systems={"Pay": {}, "Other": {"name": "Pay", "organisation": "Shire"}},
        services={"Wages": {"systems": "Other", "organisation": "Shire"}},
    )
    with pytest.raises(SubjectUnknown, match=r'"system: Pay \(Borough\)"; "system: Pay \(Shire\)"'):
        ask(found, "Pay")
    assert [row.name for row in ask(found, "Pay (Shire)").rows] == ["Wages"]
    assert ask(found, "Pay (Borough)").rows == ()


def test_the_two_suppliers_of_one_group_are_no_two_subjects() -> None:
    found = estate(
        suppliers={"A": {"also_known_as": "Soft"}, "B": {"parent": "A", "also_known_as": "Soft"}},
        systems={"Desk": {"vendors": "B"}},
    )
    assert [row.name for row in ask(found, "Soft").rows] == ["Desk"]


@pytest.mark.parametrize("seed", range(200))
def test_impact_equals_the_simulation_of_the_subject(seed: int) -> None:
    """Of one system, one integration and one supplier group of each random estate: what stops, and in which round."""
    found = random_estate(seed, unknowns=(0.05, 0.3, 0.6)[seed % 3])
    oracles = Oracle(found, CERTAIN), Oracle(found, POSSIBLE)
    number = seed % 7
    subjects = [
        (f"System {number}", 0, [{f"system:System {number}"}] * 2),
        (f"I{number}", 0, [{f"integration:{number + 1}"}] * 2),
        (f"Supplier {number}", 1, [oracle.own(oracle.owner(f"supplier:Supplier {number}")) for oracle in oracles]),
    ]
    ids = {name: id_ for id_, name in labels(found).items()}
    for subject, before, starts in subjects:
        exists = before or starts[0] <= oracles[0].systems | set(oracles[0].links)
        rounds = [oracle.rounds(start) if exists else {} for oracle, start in zip(oracles, starts, strict=True)]
        expected = {
            id_: (id_ in rounds[0], rounds[0].get(id_, number) + before)
            for id_, number in rounds[1].items()
            if before or id_ not in starts[1]
        }
        assert {ids[row.name]: (row.certain, row.distance) for row in ask(found, subject).rows} == expected


def test_nearest_comes_first_whatever_the_order_of_rows() -> None:
    found = random_estate(5, systems=15, integrations=40)
    shuffled = Estate({name: table.sample(frac=1, random_state=2) for name, table in found.tables.items()}, AS_OF)
    answer, other = (ask(it, "System 3").as_json(found.sources) for it in (found, shuffled))
    assert len(answer["rows"]) > 5
    assert json.dumps(answer) == json.dumps(other)
    assert [row["distance"] for row in answer["rows"] if row["certain"]] == sorted(
        row["distance"] for row in answer["rows"] if row["certain"]
    )
