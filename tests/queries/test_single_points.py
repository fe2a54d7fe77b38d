"""What one system, hub or integration stops by itself: by hand, and beside the naive simulation."""

from __future__ import annotations

from typing import Any

import pytest

from itmap import settings
from itmap.estate import Estate
from itmap.labels import labels
from itmap.quantities import Interval
from itmap.queries import question
from itmap.readings import live_integrations, live_systems
from tests.estates import estate, random_estate
from tests.failure_oracle import CERTAIN, POSSIBLE, Oracle

SETTINGS = settings.load()


def ask(found: Estate) -> Any:
    return question("single-points").answer(found, SETTINGS)


def needs(consumer: str, provider: str, **fields: Any) -> dict[str, Any]:
    return {"consumer": consumer, "provider": provider, "dependence": "hard", **fields}


def test_a_hub_a_system_and_an_integration_are_told_with_what_they_stop() -> None:
    found = estate(
        suppliers={"Wire": {}},
        systems={"Hub": {"vendors": "Wire", "kind": "platform"}, "Post": {}, "Desk": {}, "Idle": {}},
        integrations=[needs("Desk", "Post", via="Hub"), needs("Idle", "Desk", dependence=None)],
        services={"Advice": {"systems": "Desk", "statutory": True}, "News": {"systems": "Idle"}},
    )
    rows = ask(found).rows
    assert [(row.name, row.kind) for row in rows] == [
        ("Hub", "hub"),
        ("Post", "system"),
        ("Post > Desk", "integration"),
        ("Desk", "system"),
        ("Idle", "system"),
    ]
    hub = rows[0]
    assert (hub.by, hub.suppliers, hub.organisation) == ("platform", ("Wire",), "Borough")
    assert (hub.systems_stopped, hub.systems_possibly_stopped) == (("Desk",), ("Desk", "Idle"))
    assert (hub.services_stopped, hub.services_possibly_stopped) == (("Advice",), ("Advice", "News"))
    assert hub.statutory_services_stopped == Interval(1, 2)
    assert set(hub.rests_on) == {
        *(f"system:{name}" for name in ("Hub", "Desk", "Idle")),
        "service:Advice",
        "service:News",
    }


@pytest.mark.parametrize("seed", range(30))
def test_every_row_is_what_the_simulation_of_that_one_thing_says(seed: int) -> None:
    found = random_estate(seed, systems=12, integrations=26, councils=1 + seed % 3, unknowns=0.2)
    certain, possible, names = Oracle(found, CERTAIN), Oracle(found, POSSIBLE), labels(found)
    rows = {row.rests_on[0]: row for row in ask(found).rows}
    for id_ in (*live_systems(found), *live_integrations(found)):
        surely, perhaps = (
            {it for it in oracle.stops({id_}) if not it.startswith("integration:")} - {id_}
            for oracle in (certain, possible)
        )
        decisive = surely if id_.startswith("integration:") else perhaps
        assert (id_ in rows) == any(it.startswith("service:") for it in decisive)
        if id_ in rows:
            row = rows[id_]
            assert {*row.systems_stopped, *row.services_stopped} == {names[it] for it in surely}
            assert {*row.systems_possibly_stopped, *row.services_possibly_stopped} == {names[it] for it in perhaps}
            assert len(row.systems_stopped) == len(tuple(row.systems_stopped))


def test_without_services_a_system_that_stops_another_is_told() -> None:
    found = estate(systems={"Post": {}, "Desk": {}}, integrations=[needs("Desk", "Post")])
    rows = ask(found).rows
    assert [row.name for row in rows] == ["Post", "Post > Desk"]
    assert rows[0].services_stopped is None
    assert rows[0].statutory_services_stopped is None
