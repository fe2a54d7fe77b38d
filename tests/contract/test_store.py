"""What every store promises, whatever it is made of."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import textwrap
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from itmap import model
from itmap.errors import StoreUnusable
from itmap.estate import Decision, Estate, Record, Source, Values, Version, empty
from itmap.model import Field, Kind
from itmap.quantities import Duration
from itmap.stores import Store, open_store

TEXTS = [
    "plain",
    "Zoë's £ café — ✓",
    "'); DROP TABLE record; --",
    "MATCH (n) DETACH DELETE n",
    "𝔸 שלום",
    "x" * 50_000,
    "a\nb",
]


def record(id_: str, register: str, organisation: str | None = "o1", /, **values: Any) -> Record:
    rows = (Source("file.csv", "", 2, register, organisation or "o1", id_),)
    return Record(id_, register, organisation, {**empty(model.BY_NAME[register]), **values}, rows)


COUNCIL = record("o1", "organisation", None, name="North")


def put(store: Store, *records: Record, organisation: str = "o1") -> None:
    with store.change(organisation) as change:
        change.put(records)


def held(store: Store) -> dict[str, dict[str, Any]]:
    return {id_: values for table in store.tables().values() for id_, values in table.to_dict("index").items()}


def filled(field: Field, turn: int) -> Any:
    """A value of a field's kind; the ends of every scale, and what is hard to keep, in turn."""
    match field.kind:
        case Kind.TEXT:
            return TEXTS[turn % len(TEXTS)]
        case Kind.TEXTS:
            return tuple(TEXTS[: turn % 4])
        case Kind.DATE:
            return [dt.date.min, dt.date(2024, 2, 29), dt.date.max][turn % 3]
        case Kind.DURATION:
            return [Duration((2, 1, 1), "year"), Duration((90,), "day"), Duration((0,), "month")][turn % 3]
        case Kind.MONEY:
            return [Decimal(0), Decimal("0.1"), Decimal("-12345678901234567890.123456789")][turn % 3]
        case Kind.WHOLE:
            return [field.low, field.high if field.high is not None else 10**9][turn % 2]
        case Kind.CHOICE:
            return field.choices[turn % len(field.choices)]
        case Kind.YES_NO:
            return bool(turn % 2)
        case Kind.NAME:
            return f"{field.refers_to[0]}-0"
        case Kind.NAMES:
            return tuple(f"{name}-{n}" for name in field.refers_to for n in (1, 0))[: turn % 3]
        case Kind.FALLBACKS:
            return ((None, "system-1"), ("system-0", "system-1"))[: turn % 3]


def a_full_estate(turn: int) -> list[Record]:
    return [
        record(
            "o1" if (register.name, n) == ("organisation", 0) else f"{register.name}-{n}",
            register.name,
            None if register.shared else "o1",
            **{field.name: filled(field, turn + n + place) for place, field in enumerate(register.stored)},
        )
        for register in model.REGISTERS
        for n in range(2)
    ] + [record("organisation-0", "organisation", None, name="The other")]


@pytest.mark.parametrize("turn", range(6))
def test_every_value_of_every_field_comes_back_as_it_was(store: Store, turn: int) -> None:
    records = a_full_estate(turn)
    put(store, *records)
    found = held(store)
    for each in records:
        kept: Values = {name: found[each.id][name] for name in each.values}
        assert kept == each.values
        assert {name: type(value) for name, value in kept.items()} == {n: type(v) for n, v in each.values.items()}


def test_what_is_put_again_replaces_what_was(store: Store) -> None:
    put(store, COUNCIL, record("a", "system", name="A", version="1"), record("b", "system", name="B"))
    put(store, record("a", "system", name="A", criticality=2))
    assert (held(store)["a"]["version"], held(store)["a"]["criticality"]) == (None, 2)
    assert "b" in held(store)


def test_lists_keep_their_order_and_what_is_cleared_is_unknown_again(store: Store) -> None:
    systems = [record(name, "system", name=name.upper(), api="none", users=3) for name in "abc"]
    put(store, COUNCIL, *systems, record("v", "service", name="V", systems=("c", "a", "b")))
    assert held(store)["v"]["systems"] == ("c", "a", "b")
    put(store, record("v", "service", name="V", systems=("b", "c")), record("a", "system", name="A"))
    assert held(store)["v"]["systems"] == ("b", "c")
    assert (held(store)["a"]["api"], held(store)["a"]["users"]) == (None, None)


def test_sources_come_back_and_tell_stubs_from_records(store: Store) -> None:
    stub = Record("s", "supplier", None, {**empty(model.SUPPLIERS), "name": "Alder"})
    stub.sources = (Source("file.csv", "Sheet 1", 9, "system", "o1", "a"),)
    put(store, COUNCIL, record("a", "system", name="A", vendors=("s",)), stub)
    assert store.sources()["s"] == stub.sources
    assert (held(store)["a"]["defined"], held(store)["s"]["defined"]) == (True, False)


def test_what_cells_say_beside_values_and_since_when_come_back(store: Store) -> None:
    system = replace(
        record("a", "system", name="A"), said={"users": "TBC", "owner": TEXTS[2]}, since=dt.date(2026, 4, 1)
    )
    put(store, COUNCIL, system)
    assert held(store)["a"]["said"] == system.said
    assert held(store)["a"]["since"] == system.since
    with store.change("o1") as change:
        assert (change.records["a"].said, change.records["a"].since) == (system.said, system.since)
        change.put([replace(system, said={"users": "?"}, since=None)])
    assert (held(store)["a"]["said"], held(store)["a"]["since"]) == ({"users": "?"}, None)
    assert (held(store)["o1"]["said"], held(store)["o1"]["since"]) == ({}, None)


def test_rows_keep_the_day_on_which_they_were_last_seen(store: Store) -> None:
    seen = replace(record("a", "system", name="A").sources[0], day=dt.date(2026, 4, 1))
    put(store, COUNCIL, replace(record("a", "system", name="A"), sources=(seen,)))
    assert [row.day for row in store.sources()["a"]] == [seen.day]
    with store.change("o1") as change:
        assert [row.day for row in change.records["a"].sources] == [seen.day]


@pytest.mark.parametrize("turn", range(6))
def test_what_records_were_is_kept(store: Store, turn: int) -> None:
    days = [dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 3, 1)]
    was = [replace(each, since=days[0], said={"name": "TBC"}) for each in a_full_estate(turn)]
    versions = [Version(each, until) for each in was for until in days[1:]]
    with store.change("o1") as change:
        change.put([COUNCIL])
        change.keep(versions)
    assert store.history() == tuple(sorted(versions, key=lambda version: (version.record.id, version.until)))
    assert {version.record.organisation for version in store.history(["o2"])} == {None}
    assert store.history(["o1"]) == store.history()


def test_what_was_is_kept_only_where_the_change_lands(store: Store) -> None:
    with store.change("o1") as change:
        change.put([COUNCIL])
        change.keep([Version(COUNCIL, dt.date(2026, 2, 1))])
        change.discard()
    assert store.history() == ()


def test_decisions_are_remembered_and_can_be_decided_anew(store: Store) -> None:
    suppliers = Decision("supplier", None, "Alder Ltd", "Alder Software", "same")
    systems = Decision("system", "o1", TEXTS[2], "Finance", "different")
    store.decide([suppliers, systems])
    assert store.decisions() == (suppliers, systems)
    store.decide([replace(suppliers, verdict="parent"), replace(systems, organisation="o2")])
    assert [each.verdict for each in store.decisions()] == ["parent", "different", "different"]


def test_a_change_that_fails_changes_nothing(store: Store) -> None:
    put(store, COUNCIL, record("a", "system", name="A"))
    before = held(store)
    with pytest.raises(RuntimeError, match="half way"), store.change("o1") as change:
        change.put([record("b", "system", name="B")])
        change.remove(["a"])
        raise RuntimeError("half way")
    assert held(store) == before


def test_a_discarded_change_changes_nothing(store: Store) -> None:
    put(store, COUNCIL)
    with store.change("o1") as change:
        change.put([record("b", "system", name="B")])
        change.discard()
    assert "b" not in held(store)


def test_what_others_refer_to_cant_be_taken_away(store: Store) -> None:
    put(store, COUNCIL, record("a", "system", name="A"), record("v", "service", name="V", systems=("a",)))
    with pytest.raises(StoreUnusable), store.change("o1") as change:
        change.remove(["a"])
    assert "a" in held(store)


def test_one_organisation_has_its_own_records_and_the_shared_ones_it_touches(store: Store) -> None:
    owner = record("owner", "supplier", None, name="Owner")
    put(
        store,
        COUNCIL,
        owner,
        record("s1", "supplier", None, name="One", parent="owner"),
        record("a", "system", name="A", vendors=("s1",)),
    )
    theirs = Record(
        "b", "system", "o2", {**empty(model.SYSTEMS), "name": "B"}, (Source("g.csv", "", 2, "system", "o2", "b"),)
    )
    other = Record("o2", "organisation", None, {**empty(model.ORGANISATIONS), "name": "South"})
    put(store, other, theirs, organisation="o2")
    mine = store.tables(["o1"])
    assert sorted(id_ for table in mine.values() for id_ in table.index) == ["a", "o1", "owner", "s1"]
    assert set(store.sources(["o2"])) == {"b"}
    assert list(store.organisations().values()) == [("North", None), ("South", None)]


def test_what_refers_to_another_organisations_record_is_read_with_that_and_its_organisation(store: Store) -> None:
    after = record("o3", "organisation", None, name="East")
    south = record("o2", "organisation", None, name="South", successor="o3")
    put(
        store,
        after,
        south,
        record("b", "system", "o2", name="B"),
        record("c", "system", "o2", name="C"),
        organisation="o2",
    )
    put(store, COUNCIL, record("a", "system", name="A"), record("i", "integration", provider="b", consumer="a"))
    estate = Estate(store.tables(["o1"]), dt.date(2026, 4, 1))
    assert sorted(id_ for table in estate.tables.values() for id_ in table.index) == ["a", "b", "i", "o1", "o2", "o3"]
    assert estate.organisations == ("North", "South")


def test_a_change_sees_its_own_records_the_shared_ones_and_who_else_speaks_of_them(store: Store) -> None:
    shared = record("s", "supplier", None, name="Alder")
    put(store, COUNCIL, shared)
    put(store, Record("o2", "organisation", None, {**empty(model.ORGANISATIONS), "name": "South"}), organisation="o2")
    with store.change("o2") as change:
        seen = change.records["s"]
        assert (seen.sources, seen.elsewhere, seen.defined) == ((), True, True)
        change.discard()
    with store.change("o1") as change:
        assert (change.records["s"].sources, change.records["s"].elsewhere) == (shared.sources, False)


def test_a_shared_record_keeps_the_rows_of_every_organisation(store: Store) -> None:
    ours = record("s", "supplier", None, name="Alder")
    south = Source("south.csv", "", 5, "supplier", "o2", "s")
    put(store, COUNCIL, ours)
    with store.change("o2") as change:
        theirs = change.records["s"]
        theirs.values["sme"] = True
        theirs.sources = (south,)
        change.put([Record("o2", "organisation", None, {**empty(model.ORGANISATIONS), "name": "South"}), theirs])
    assert store.sources(["o1"])["s"] == store.sources()["s"] == (*ours.sources, south)
    with store.change("o2") as change:  # rows that no longer speak of it take only their own sources away
        theirs = change.records["s"]
        theirs.sources = ()
        change.put([theirs])
    assert store.sources()["s"] == ours.sources
    assert store.tables(["o1"])["supplier"].loc["s", "sme"] is True


def test_what_nothing_refers_to_is_taken_away_with_its_sources(store: Store) -> None:
    put(store, COUNCIL, record("a", "system", name="A"), record("v", "service", name="V", systems=("a",)))
    with store.change("o1") as change:
        change.remove(["a", "v"])  # each other's only support: in whatever order
    assert set(held(store)) == set(store.sources()) == {"o1"}


def test_what_a_stand_in_replaces_cant_be_taken_away(store: Store) -> None:
    stand_in = record("v", "service", name="V", fallback_systems=(("a", "b"),))
    put(store, COUNCIL, record("a", "system", name="A"), record("b", "system", name="B"), stand_in)
    for name in "ab":
        with pytest.raises(StoreUnusable), store.change("o1") as change:
            change.remove([name])
    assert held(store)["v"]["fallback_systems"] == (("a", "b"),)


def test_a_reference_to_nothing_is_refused_and_an_order_is_not_asked_for(store: Store) -> None:
    put(store, COUNCIL)
    with pytest.raises(StoreUnusable), store.change("o1") as change:
        change.put([record("v", "service", name="V", systems=("nowhere",))])
    put(store, record("v", "service", name="V", systems=("a",)), record("a", "system", name="A"))
    assert held(store)["v"]["systems"] == ("a",)


def test_who_reads_while_another_changes_sees_what_was(store: Store, address: str) -> None:
    put(store, COUNCIL, record("a", "system", name="A", users=1))
    reader = open_store(address)
    with store.change("o1") as change:
        change.put([record("a", "system", name="A", users=2), record("b", "system", name="B")])
        assert (held(reader)["a"]["users"], "b" in held(reader)) == (1, False)
    assert (held(reader)["a"]["users"], "b" in held(reader)) == (2, True)
    reader.close()


def test_an_empty_store_is_empty_tables(store: Store) -> None:
    assert store.organisations() == {}
    assert {name: len(table) for name, table in store.tables().items()} == dict.fromkeys(model.BY_NAME, 0)
    assert store.sources() == {}


def test_tables_are_in_the_order_of_their_ids(store: Store) -> None:
    put(store, COUNCIL, *(record(name, "system", name=name) for name in ("é", "b", "Z", "a10", "a9")))
    assert list(store.tables()["system"].index) == sorted(["é", "b", "Z", "a10", "a9"])


def test_what_was_put_is_there_after_closing(store: Store, address: str) -> None:
    put(store, COUNCIL, record("a", "system", name="A"))
    store.close()
    again = open_store(address)
    assert "a" in held(again)
    again.close()


def test_two_changes_at_once_wait_for_each_other_and_none_is_lost(store: Store, address: str) -> None:
    put(store, COUNCIL, record("a", "system", name="A", users=0))
    program = textwrap.dedent("""
        import sys
        from itmap.stores import open_store
        store = open_store(sys.argv[1])
        for _ in range(10):
            with store.change("o1") as change:
                record = change.records["a"]
                record.values["users"] += 1
                change.put([record])
    """)
    running = [subprocess.Popen([sys.executable, "-c", program, address]) for _ in range(3)]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    assert held(store)["a"]["users"] == 30


def test_an_estate_can_be_asked_of_a_store(store: Store) -> None:
    put(store, COUNCIL, record("a", "system", name="A"))
    estate = Estate(store.tables(), dt.date(2026, 4, 1), store.sources())
    assert (estate.organisations, estate.name("a")) == (("North",), "A")
