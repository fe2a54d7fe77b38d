"""`itmap publish`: answers on the nodes, replaced and taken away whole, and the estate as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itmap import model
from itmap import settings as settings_of
from itmap.dependencies import failures
from itmap.estate import Estate
from itmap.queries.lock_in import scores
from itmap.queries.published import properties
from itmap.stores.shared import PREFIX, SharedStore
from itmap.terms import exit_of
from tests import neo4j_server
from tests.cli.desk import AS_OF, Desk
from tests.estates import random_rows
from tests.stored import keep_to_their_own, stored

DAY = dt.date.fromisoformat(AS_OF[1])


@pytest.fixture(params=neo4j_server.releases())
def address(request: pytest.FixtureRequest, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a store in Neo4j that holds a random estate of two councils."""
    address = neo4j_server.clean(request.param, monkeypatch)
    rows = random_rows(5, systems=20, integrations=40, contracts=16, councils=2)
    keep_to_their_own(rows)
    stored(tmp_path / "random.db", rows)
    assert desk.run("copy", tmp_path / "random.db", address, store=False).exit_code == 0
    return address


@pytest.fixture
def store(address: str) -> Iterator[SharedStore]:
    store = SharedStore(address)
    yield store
    store.close()


def published(address: str) -> dict[str, dict[str, Any]]:
    """Record id to what is published of it, without the prefix."""
    with neo4j_server.session(address) as session:
        nodes = session.run("MATCH (n:Itmap) RETURN n.id, properties(n)").values()
    found = {
        id_: {name.removeprefix(PREFIX): value for name, value in held.items() if name.startswith(PREFIX)}
        for id_, held in nodes
    }
    return {id_: held for id_, held in found.items() if held}


def publish(desk: Desk, address: str, *arguments: str) -> dict[str, dict[str, Any]]:
    result = desk.run("publish", "--store", address, *arguments, store=False)
    assert result.exit_code == 0, result.output
    found = published(address)
    assert f" {len(found):,} records" in result.stderr or "--remove" in arguments
    return found


def test_the_answers_stand_on_the_records_that_they_are_about(desk: Desk, address: str, store: SharedStore) -> None:
    found = publish(desk, address, *AS_OF, "--scope", "all")
    estate, settings = Estate(store.tables(), DAY), settings_of.load()
    failed, held = failures(estate), scores(estate, settings)
    for supplier, group in estate.groups.of.items():
        its = found[supplier]
        assert its["supplier_group"] == estate.groups.names[group]
        if failed.systems_possible[group]:
            assert its["services_stopped"] == len(failed.services_certain[group])
            assert its["systems_possibly_stopped"] == len(failed.systems_possible[group])
        assert ("lock_in_low" in its) == (group in held)
        if group in held:
            assert (its["lock_in_low"], its["lock_in_high"]) == (held[group].low, held[group].high)
    for contract, values in estate.records("contract").items():
        exit_ = exit_of(values, DAY, settings.exits.check_by_months)
        its = found[contract]
        assert its["state"] == exit_.state
        ends = (its.get(f"earliest_exit_{end}") for end in ("low", "high"))
        assert tuple(day and day.to_native() for day in ends) == (exit_.earliest.low, exit_.earliest.high)
    systems = {id_ for id_, its in found.items() if "rank" in its}
    assert systems == {
        id_ for id_, row in estate.records("system").items() if row["status"] not in ("planned", "retired")
    }
    assert {(its["as_of"].to_native(), its["scope"], tuple(its["organisations"])) for its in found.values()} == {
        (DAY, "all", estate.organisations)
    }
    assert all(its["method"].startswith("itmap ") for its in found.values())


def test_every_property_that_is_declared_is_published_where_it_is_declared(desk: Desk, address: str) -> None:
    found = publish(desk, address, *AS_OF)
    known = {"as_of", "method", "scope", "organisations", "supplier_group"}
    declared = {each.name: each.register for each in properties()}
    for id_, its in found.items():
        for name in its.keys() - known:
            whole = name.removesuffix("_low").removesuffix("_high").removesuffix("_mean")
            assert declared[whole] == id_.split(":")[0], name


def test_publishing_changes_nothing_of_the_estate(desk: Desk, address: str, store: SharedStore) -> None:
    def estate() -> tuple[Any, ...]:
        tables = {name: table.to_dict("index") for name, table in store.tables().items()}
        return tables, store.sources(), store.history(), store.decisions()

    before = estate()
    publish(desk, address, *AS_OF)
    assert estate() == before
    with store.change("organisation:Borough") as change:
        assert not [name for record in change.records.values() for name in record.values if name.startswith(PREFIX)]
    assert publish(desk, address, "--remove") == {}
    assert estate() == before


def test_publishing_again_replaces_everything(desk: Desk, address: str) -> None:
    publish(desk, address, *AS_OF, "--organisation", "Council 2")
    with neo4j_server.session(address) as session:
        session.run("MATCH (n:Itmap) SET n.answer_of_an_older_itmap = 1").consume()
    first = publish(desk, address, *AS_OF)
    assert not [its for its in first.values() if "of_an_older_itmap" in its]
    of_one = publish(desk, address, *AS_OF, "--organisation", "Council 2")
    assert {tuple(its["organisations"]) for its in of_one.values()} == {("Council 2",)}
    assert of_one.keys() < first.keys()
    assert publish(desk, address, *AS_OF) == first


def test_an_import_leaves_the_answers_and_their_day(desk: Desk, address: str, store: SharedStore) -> None:
    before = publish(desk, address, *AS_OF)
    with store.change("organisation:Borough") as change:
        change.put(list(change.records.values()))
    assert published(address) == before


def test_no_field_of_the_model_is_named_like_an_answer() -> None:
    assert not [
        field.name for register in model.REGISTERS for field in register.fields if field.name.startswith(PREFIX)
    ]


def test_a_store_that_is_a_file_takes_no_answers_and_the_message_says_what_to_do(full: Desk) -> None:
    result = full.run("publish")
    assert result.exit_code == 1
    assert f"itmap copy {full.store} neo4j://" in result.stderr
