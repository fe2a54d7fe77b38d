"""What the chokepoints answer promises; the rules behind it are tested in tests/test_dependencies.py."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from itmap import settings
from itmap.estate import Estate
from itmap.labels import labels
from itmap.quantities import Interval
from itmap.queries import question
from itmap.queries.answers import Answer
from itmap.readings import live_systems
from tests.estates import AS_OF, HOME, estate, random_estate
from tests.failure_oracle import CERTAIN, POSSIBLE, Oracle

SETTINGS = settings.load()


def ask(found: Estate) -> Answer:
    return question("chokepoints").answer(found, SETTINGS)


def needs(consumer: str, provider: str, **fields: Any) -> dict[str, Any]:
    return {"consumer": consumer, "provider": provider, "dependence": "hard", **fields}


def borough(**changes: Any) -> Estate:
    """Northgate makes Housing, under a trading name, and Finance needs it; Elms makes Parks, which nothing needs."""
    rows: dict[str, Any] = {
        "suppliers": {"Northgate": {}, "Northgate Housing": {"parent": "Northgate"}, "Elms": {}, "Idle": {}},
        "systems": {
            "Housing": {"vendors": "Northgate Housing"},
            "Finance": {},
            "Web": {},
            "Parks": {"vendors": "Elms"},
        },
        "integrations": [needs("Finance", "Housing"), needs("Web", "Finance", dependence=None)],
        "services": {
            "Repairs": {"systems": "Housing", "statutory": True, "criticality": 4},
            "Payments": {"systems": "Finance", "statutory": True, "criticality": 3},
            "News": {"systems": "Web", "statutory": False, "criticality": 1},
        },
    }
    return estate(**{**rows, **changes})


def test_a_row_says_what_stops_how_much_that_is_and_why() -> None:
    row = ask(borough()).rows[0]
    assert row.supplier == "Northgate"
    assert row.chokepoint is True
    assert row.systems_stopped == ("Finance", "Housing")
    assert row.systems_possibly_stopped == ("Finance", "Housing", "Web")
    assert row.services_stopped == row.services_stopped_without_fallbacks == ("Payments", "Repairs")
    assert row.services_possibly_stopped == ("News", "Payments", "Repairs")
    assert row.statutory_services_stopped == Interval(2, 2)
    assert row.criticality_share == Interval(7 / 8, 1)
    assert row.why == {
        "News": ("Northgate", "Housing", "Finance", "Web", "News"),
        "Payments": ("Northgate", "Housing", "Finance", "Payments"),
        "Repairs": ("Northgate", "Housing", "Repairs"),
    }


def test_there_is_a_row_for_every_group_that_possibly_stops_a_system_and_no_other() -> None:
    assert [row.supplier for row in ask(borough()).rows] == ["Northgate", "Elms"]


def test_who_stops_only_its_own_system_and_no_service_is_no_chokepoint() -> None:
    assert [row.chokepoint for row in ask(borough()).rows] == [True, False]
    without_services = ask(borough(services={}))
    assert [row.chokepoint for row in without_services.rows] == [True, False]


def test_the_row_rests_on_suppliers_contracts_systems_integrations_and_services() -> None:
    contract = {"suppliers": "Northgate", "covers": "Parks", "role": "supplies", "renewal": "rolling"}
    row = ask(borough(contracts={"Grounds": contract, "Old": {**contract, "status": "ended"}})).rows[0]
    assert set(row.rests_on) == {
        *("supplier:Northgate", "supplier:Northgate Housing", "contract:Grounds"),
        *("system:Housing", "system:Finance", "system:Web", "system:Parks", "integration:1", "integration:2"),
        *("service:Repairs", "service:Payments", "service:News"),
    }


def test_without_services_what_rests_on_them_is_unknown() -> None:
    answer = ask(borough(services={}))
    row = answer.as_json()["rows"][0]
    unknown = {name for name, value in row.items() if value is None}
    assert unknown == {
        *("services_stopped", "services_possibly_stopped", "services_stopped_without_fallbacks"),
        *("statutory_services_stopped", "criticality_share", "why", "users_stopped"),
        "users_stopped_without_alternatives",
        *("services_stopped_by_applications", "services_possibly_stopped_without_fallbacks"),
        "statutory_services_stopped_without_fallbacks",
    }
    assert row["systems_stopped"] == ["Finance", "Housing"]
    assert any("No services" in said for said in answer.coverage["not_known"])


def test_without_integrations_a_group_stops_what_it_supplies_and_the_coverage_says_so() -> None:
    answer = ask(borough(integrations=[]))
    assert answer.rows[0].systems_stopped == answer.rows[0].systems_possibly_stopped == ("Housing",)
    assert any("No integrations" in said for said in answer.coverage["not_known"])


def test_what_only_platforms_and_infrastructure_stop_is_told_apart() -> None:
    found = estate(
        suppliers={"Wire": {}, "Suite": {}, "Desk": {}},
        systems={
            "Network": {"vendors": "Wire", "kind": "infrastructure"},
            "Login": {"vendors": "Suite", "kind": "platform"},
            "Office": {"vendors": "Suite", "kind": "application"},
            "Cases": {"vendors": "Desk"},
        },
        integrations=[needs("Login", "Network"), needs("Office", "Login"), needs("Cases", "Login")],
        services={"Letters": {"systems": "Office"}, "Advice": {"systems": "Cases"}},
    )
    rows = {row.supplier: row for row in ask(found).rows}
    assert {name: row.by for name, row in rows.items()} == {
        "Wire": "platforms and infrastructure",
        "Suite": "both",
        "Desk": "applications",
    }
    assert rows["Suite"].services_stopped == ("Advice", "Letters")
    assert rows["Suite"].services_stopped_by_applications == ("Letters",)
    assert rows["Wire"].services_stopped_by_applications == ()


def test_departments_and_users_are_counted_as_far_as_they_are_recorded() -> None:
    found = borough(
        systems={
            "Housing": {"vendors": "Northgate", "users": 40, "department": "Homes"},
            "Finance": {"users": 25, "department": "Money"},
            "Web": {"users": 7},
            "Parks": {"vendors": "Elms"},
        },
        services={"Repairs": {"systems": "Housing", "department": "Works"}},
    )
    northgate, elms = ask(found).rows
    assert northgate.departments_stopped == ("Homes", "Money", "Works")
    assert northgate.users_stopped == Interval(65, 72)
    assert (elms.departments_stopped, elms.users_stopped) == ((), None)


def test_without_alternatives_and_stand_ins_more_stops() -> None:
    found = estate(
        suppliers={"Northgate": {}},
        systems={
            "Near": {"vendors": "Northgate", "users": 3, "department": "Homes"},
            "Far": {},
            "Desk": {"users": 40, "department": "Money"},
            "Spare": {},
            "Web": {"users": 7, "department": "Press"},
        },
        integrations=[
            needs("Desk", "Near", alternative_group="feed"),
            needs("Desk", "Far", alternative_group="feed"),
            needs("Web", "Desk", dependence=None),
        ],
        services={
            "Advice": {"systems": "Desk", "statutory": True},
            "Letters": {"systems": "Near", "fallback_systems": "Spare", "statutory": False},
            "News": {"systems": "Web"},
        },
    )
    (row,) = ask(found).rows
    assert (row.services_stopped, row.services_possibly_stopped) == ((), ())
    assert row.systems_stopped_without_alternatives == ("Desk", "Near")
    assert row.services_stopped_without_fallbacks == ("Advice", "Letters")
    assert row.services_possibly_stopped_without_fallbacks == ("Advice", "Letters", "News")
    assert row.statutory_services_stopped_without_fallbacks == Interval(1, 2)
    assert row.systems_possibly_stopped_without_alternatives == ("Desk", "Near", "Web")
    assert (row.users_stopped, row.users_stopped_without_alternatives) == (Interval(3, 3), Interval(43, 50))
    assert (row.departments_stopped, row.departments_possibly_stopped) == (("Homes",), ("Homes",))
    assert row.departments_stopped_without_fallbacks == ("Homes", "Money")
    assert row.departments_possibly_stopped_without_fallbacks == ("Homes", "Money", "Press")


def test_coverage_counts_what_there_is_and_what_is_unknown() -> None:
    found = borough(
        systems={"Housing": {"vendors": "Northgate"}, "Finance": {}, "Web": {}, "Old": {"status": "retired"}},
        contracts={
            "Known": {"suppliers": "Elms", "role": "hosts", "renewal": "rolling", "covers": "Web"},
            "Blank": {"suppliers": "Elms", "covers": "Web"},
            "Dead": {"suppliers": "Elms", "covers": "Web", "status": "ended", "role": "unknown"},
        },
        integrations=[needs("Finance", "Housing"), needs("Web", "Finance", dependence=None), needs("Web", "Old")],
    )
    coverage = ask(found).coverage
    expected = {
        "systems": 3,
        "systems_planned_or_retired": 1,
        "systems_without_known_supplier": 1,
        "integrations": 2,
        "integrations_of_systems_that_do_not_exist": 1,
        "integrations_with_unknown_dependence": 1,
        "services": 3,
        "contracts_counting_for_certain": 1,
        "contracts_counting_possibly": 1,
        "contracts_not_counting": 1,
        "contracts_with_unknown_role": 2,
        "not_known": [],
    }
    assert {name: coverage[name] for name in expected} == expected


def test_systems_of_two_councils_with_one_name_are_told_apart() -> None:
    found = estate(
        organisations={"Shire": {}},
        suppliers={"Northgate": {}},
        systems={
            "Pay": {"vendors": "Northgate"},
            "Shire pay": {"name": "Pay", "organisation": "Shire", "vendors": "Northgate"},
            "Web": {"vendors": "Northgate"},
            "Web too": {"name": "Web", "reference": "W2", "vendors": "Northgate"},
        },
        services={"Wages": {"systems": "Pay"}},
    )
    row = ask(found).rows[0]
    assert row.systems_stopped == ("Pay (Borough)", "Pay (Shire)", "Web", "Web (W2)")
    assert row.why == {"Wages": ("Northgate", "Pay (Borough)", "Wages")}


def test_the_worst_come_first_and_equals_by_name() -> None:
    names = ("Delta", "Alpha", "Few", "Many", "Duty")
    found = estate(
        suppliers={name: {} for name in names},
        systems={**{name: {"vendors": name} for name in names}, "More": {"vendors": "Many"}},
        services={
            "One": {"systems": ("Few", "Many"), "statutory": False},
            "Two": {"systems": "Many", "statutory": False},
            "Law": {"systems": "Duty", "statutory": True},
        },
    )
    assert [row.supplier for row in ask(found).rows] == ["Duty", "Many", "Few", "Alpha", "Delta"]


def test_a_chain_goes_through_the_alternative_that_falls_last() -> None:
    found = estate(
        suppliers={"Northgate": {}},
        systems={"Near": {"vendors": "Northgate"}, "Far": {}, "Desk": {}},
        integrations=[
            needs("Far", "Near"),
            needs("Desk", "Near", alternative_group="feed"),
            needs("Desk", "Far", alternative_group="feed"),
        ],
        services={"Advice": {"systems": "Desk"}},
    )
    assert ask(found).rows[0].why == {"Advice": ("Northgate", "Near", "Far", "Desk", "Advice")}


def test_a_chain_names_the_integration_that_a_supplier_runs() -> None:
    contract = {"suppliers": "Carrier", "covers": "Post > Desk", "role": "supplies", "renewal": "rolling"}
    found = estate(
        suppliers={"Carrier": {}},
        systems={"Post": {}, "Desk": {}},
        integrations=[needs("Desk", "Post")],
        contracts={"Line": contract},
        services={"Advice": {"systems": "Desk"}},
    )
    assert ask(found).rows[0].why == {"Advice": ("Carrier", "Post > Desk", "Desk", "Advice")}
    assert ask(found).rows[0].chokepoint is True


@pytest.mark.parametrize("seed", range(60))
def test_every_chain_is_a_shortest_way_by_which_the_supplier_stops_the_service(seed: int) -> None:
    """Its length is the round of the simulation, and each step is a dependence of the next on the one before."""
    found = random_estate(seed, systems=12, integrations=26, unknowns=0.2)
    certain, possible = Oracle(found, CERTAIN), Oracle(found, POSSIBLE)
    rows = {row.supplier: row for row in ask(found).rows}
    names = labels(found)
    ids = {name: id_ for id_, name in names.items()}
    for group in found.groups.names:
        if names[group] not in rows:
            assert not possible.stops(possible.own(possible.owner(group))) & live_systems(found)
            continue
        row = rows[names[group]]
        assert set(row.why) == set(row.services_possibly_stopped)
        for service, chain in row.why.items():
            oracle = certain if service in row.services_stopped else possible
            own = oracle.own(oracle.owner(group))
            supplier, *steps = (ids[name] for name in chain)
            assert len(steps) - 1 == oracle.rounds(own)[ids[service]]
            assert (supplier, steps[-1]) == (group, ids[service])
            assert steps[0] in own
            assert all(depends(oracle, before, after) for before, after in pairwise(steps))


def depends(oracle: Oracle, before: str, after: str) -> bool:
    """Whether a system or service needs a system directly, or an integration that is its own."""
    links = (link for link, row in oracle.links.items() if row["consumer"] == after)
    causes = {it for link in links for it in (link, oracle.links[link]["provider"], *oracle.links[link]["via"])}
    return before in (oracle.runs_on(after) if after.startswith("service:") else causes)


def test_the_order_of_rows_changes_no_byte_of_the_answer() -> None:
    found = random_estate(11, systems=15, integrations=40, councils=2)
    shuffled = Estate({name: table.sample(frac=1, random_state=3) for name, table in found.tables.items()}, AS_OF)
    assert json.dumps(ask(found).as_json(found.sources)) == json.dumps(ask(shuffled).as_json(found.sources))


def test_the_answer_is_ready_for_json() -> None:
    answer = json.loads(json.dumps(ask(borough()).as_json()))
    assert answer["organisations"] == [HOME]
    assert answer["rows"][0]["criticality_share"] == {"low": 7 / 8, "high": 1.0}
    assert answer["rows"][0]["why"]["Repairs"] == ["Northgate", "Housing", "Repairs"]


def test_the_worked_example_of_the_methods_page() -> None:
    rows: dict[str, Any] = {
        "suppliers": {"Alder": {}},
        "systems": {"Housing": {"vendors": "Alder"}, "Finance": {}, "Housing Archive": {}},
        "integrations": [needs("Finance", "Housing")],
        "services": {"Payments": {"systems": "Finance"}},
    }
    (row,) = ask(estate(**rows)).rows
    assert (row.systems_stopped, row.services_stopped) == (("Finance", "Housing"), ("Payments",))
    rows["services"]["Payments"]["fallback_systems"] = "Finance > Housing Archive"
    (row,) = ask(estate(**rows)).rows
    assert row.services_stopped == ()
