"""An estate's names, groups and tables: what questions lean on."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from itmap import model
from itmap.estate import BESIDE, Record, Source, empty, frame, ids_in, same, supplier_groups, tables_of
from tests.estates import estate, random_estate


def groups(**parents: str | None) -> dict[str, str]:
    return dict(supplier_groups(parents, {name: name for name in parents}).of)


def test_a_supplier_stands_under_its_ultimate_owner() -> None:
    assert groups(a="b", b="c", c=None, d=None) == {"a": "c", "b": "c", "c": "c", "d": "d"}


def test_a_ring_of_owners_is_one_group_and_is_listed() -> None:
    found = supplier_groups({"a": "b", "b": "c", "c": "b", "e": "e"}, {name: name.upper() for name in "abce"})
    assert dict(found.of) == {"a": "b", "b": "b", "c": "b", "e": "e"}
    assert dict(found.names) == {"b": "B", "e": "E"}
    assert found.rings == (("b", "c"), ("e",))
    assert sorted(found.members("b")) == ["a", "b", "c"]


@pytest.mark.parametrize("seed", range(20))
def test_groups_are_those_that_owners_join(seed: int) -> None:
    """Two suppliers are of one group when their chains of owners meet, whatever the order of the rows."""
    dice = random.Random(seed)
    names = [f"s{number}" for number in range(12)]
    parents = {name: dice.choice([None, *names]) for name in names}

    def chain(name: str) -> set[str]:
        seen: set[str] = set()
        at: str | None = name
        while at is not None and at not in seen:
            seen.add(at)
            at = parents[at]
        return seen

    found = groups(**parents)
    for one in names:
        for other in names:
            assert (found[one] == found[other]) == bool(chain(one) & chain(other))
    shuffled = dict(dice.sample(list(parents.items()), len(parents)))
    assert groups(**shuffled) == found
    assert all(owner in chain(name) for name, owner in found.items())


def test_people_call_a_record_by_its_name_else_its_reference() -> None:
    held = estate(
        suppliers={"Alder": {}},
        systems={"A": {}, "B": {"name": None, "reference": "S-9"}},
        contracts={"Housing support": {"suppliers": "Alder"}, "C": {"title": None, "reference": "C-1"}},
        integrations=[{"provider": "A", "consumer": "B"}],
    )
    assert held.name("system:A") == "A"
    assert held.name("system:B") == "S-9"
    assert held.name("contract:Housing support") == "Housing support"
    assert held.name("contract:C") == "C-1"
    assert held.name("integration:1") == "A > S-9"
    assert held.name(None) == ""
    assert held.register_of("contract:C") == "contract"


def test_only_organisations_that_hold_records_are_those_of_the_estate() -> None:
    held = estate(organisations={"South": {}, "Successor": {}}, systems={"A": {}, "B": {"organisation": "South"}})
    assert held.organisations == ("Borough", "South")


def test_another_day_is_another_estate() -> None:
    held = estate(systems={"A": {}})
    later = held.on(dt.date(2030, 1, 1))
    assert (later.as_of, later.tables) == (dt.date(2030, 1, 1), held.tables)
    assert held.as_of != later.as_of


def test_names_are_equal_whatever_their_spacing_and_case_but_punctuation_counts() -> None:
    assert same("  Council\u00a0TAX \n system ") == same("council tax system")
    assert same("STRASSE") == same("Straße")
    assert same("A-B") != same("A B")


def test_a_record_refers_to_what_its_fields_name() -> None:
    values = {**empty(model.SERVICES), "systems": ("a",), "fallback_systems": ((None, "c"), ("b", "d"))}
    record = Record("v", "service", "o", values)
    assert record.targets() == {"a", "b", "c", "d"}
    assert list(ids_in(record, "fallback_systems")) == ["c", "b", "d"]
    link = Record("i", "integration", "o", {**empty(model.INTEGRATIONS), "provider": "a"})
    assert link.targets() == {"a"}


def test_a_record_that_rows_only_name_is_a_stub() -> None:
    named = Record("s", "supplier", None, empty(model.SUPPLIERS), (Source("f", "", 2, "system", "o", "a"),))
    defined = Record("t", "supplier", None, empty(model.SUPPLIERS), (Source("f", "", 2, "supplier", "o", "t"),))
    elsewhere = Record("u", "supplier", None, empty(model.SUPPLIERS), elsewhere=True, defined_elsewhere=True)
    assert [record.defined for record in (named, defined, elsewhere)] == [False, True, True]
    table = tables_of([elsewhere, defined, named])["supplier"]
    assert list(table["defined"]) == [False, True, True]
    assert list(table.index) == ["s", "t", "u"]


def test_tables_hold_python_values_and_none_whatever_is_missing() -> None:
    table = frame(
        model.SYSTEMS,
        [
            {**empty(model.SYSTEMS), "name": "A", "users": 3, "end_of_support": dt.date(9999, 12, 31)},
            {**empty(model.SYSTEMS), "name": "B"},
        ],
        ["a", "b"],
    )
    rows = table.to_dict("index")
    assert (rows["a"]["users"], type(rows["a"]["users"])) == (3, int)
    assert rows["a"]["end_of_support"] == dt.date(9999, 12, 31)
    assert rows["b"]["users"] is None
    assert rows["b"]["end_of_support"] is None
    assert rows["b"]["vendors"] == ()
    assert set(table.dtypes.astype(str)) == {"object"}


def test_an_empty_table_has_every_column() -> None:
    for register in model.REGISTERS:
        table = frame(register, [], [])
        assert list(table.columns) == [*(field.name for field in register.stored), *BESIDE]
        assert table.to_dict("index") == {}


def test_the_order_of_records_makes_no_difference() -> None:
    held = random_estate(4)
    records = [
        Record(id_, name, values["organisation"], {key: values[key] for key in empty(model.BY_NAME[name])})
        for name in held.tables
        for id_, values in held.records(name).items()
    ]
    again = tables_of(reversed(records))
    for name, table in tables_of(records).items():
        assert list(table.index) == sorted(table.index)
        assert table.equals(again[name])
