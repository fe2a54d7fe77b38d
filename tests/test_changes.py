"""What changed between two states: in names and words, matched by id, reference or name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itmap import model
from itmap.changes import Change, Side, compare
from itmap.estate import Estate, frame
from itmap.history import estate_on
from itmap.importers import import_sheets
from itmap.stores import Store, open_store
from tests.estates import estate, random_estate
from tests.importers.test_landing import contract, sheet

JANUARY, FEBRUARY = dt.date(2026, 1, 1), dt.date(2026, 2, 1)


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return compare(Side.of_estate(estate(**before)), Side.of_estate(estate(**after)))


def told(found: list[Change]) -> list[tuple[str, ...]]:
    return [(each.register, each.name, each.what, each.field, each.old, each.new) for each in found]


def test_what_came_what_went_and_what_says_something_else() -> None:
    before = {
        "suppliers": {"Alder": {}},
        "systems": {"Desk": {"vendors": "Alder", "criticality": 2}, "Old": {}},
        "services": {"Repairs": {"systems": "Desk", "statutory": True}},
    }
    after = {
        "suppliers": {"Alder": {}, "Birch": {}},
        "systems": {"Desk": {"vendors": ("Alder", "Birch")}, "New": {}},
        "services": {"Repairs": {"systems": "Desk", "statutory": False}},
    }
    assert told(changes(before, after)) == [
        ("Suppliers", "Birch", "added", "", "", ""),
        ("Systems", "Desk", "updated", "Vendor", "Alder", "Alder; Birch"),
        ("Systems", "Desk", "updated", "Criticality", "2", ""),
        ("Systems", "New", "added", "", "", ""),
        ("Systems", "Old", "removed", "", "", ""),
        ("Services", "Repairs", "updated", "Statutory", "yes", "no"),
    ]
    assert changes(after, after) == []


def test_words_in_the_place_of_a_value_are_told_as_they_are_written() -> None:
    found = estate(contracts={"One": {}})
    found.records("contract")["contract:One"]["said"] = {"end_date": "Rolling"}
    (change,) = compare(Side.of_estate(estate(contracts={"One": {}})), Side.of_estate(found))
    assert (change.field, change.old, change.new) == ("End date", "", "Rolling")


def test_what_is_known_by_name_alone_is_no_change() -> None:
    stub = {"defined": False}
    assert changes({"suppliers": {"Alder": stub}}, {"suppliers": {"Birch": stub}}) == []
    defined = changes({"suppliers": {"Alder": stub}}, {"suppliers": {"Alder": {}}})
    assert [(each.name, each.what) for each in defined] == [("Alder", "added")]


def test_another_id_is_the_same_record_by_reference_then_by_name_where_one_alone_is_called_so() -> None:
    before = {"systems": {"a": {"reference": "S1", "name": "Desk"}, "b": {"name": "Ledger"}, "c": {"name": "Twice"}}}
    after = {
        "systems": {
            "d": {"reference": "s1", "name": "Help desk"},
            "e": {"name": "LEDGER"},
            "f": {"name": "Twice"},
            "g": {"name": "Twice"},
        }
    }
    assert told(changes(before, after)) == [
        ("Systems", "Help desk", "updated", "Reference", "S1", "s1"),
        ("Systems", "Help desk", "updated", "Name", "Desk", "Help desk"),
        ("Systems", "LEDGER", "updated", "Name", "Ledger", "LEDGER"),
        ("Systems", "Twice", "removed", "", "", ""),
        ("Systems", "Twice", "added", "", "", ""),
        ("Systems", "Twice", "added", "", "", ""),
    ]


def test_two_councils_systems_of_one_name_are_two() -> None:
    north, south = {"organisations": {"North": {}}}, {"organisation": "North", "name": "Desk"}
    found = changes({**north, "systems": {"a": {"name": "Desk"}}}, {**north, "systems": {"b": south}})
    assert [(each.organisation, each.what) for each in found] == [("Borough", "removed"), ("North", "added")]


def test_a_rename_is_told_once_and_not_by_all_that_refer_to_it() -> None:
    links = [{"reference": "I1", "provider": "a", "consumer": "b"}]
    before = {"systems": {"a": {"name": "Desk"}, "b": {"name": "Ledger"}}, "integrations": links}
    after = {"systems": {"a": {"name": "Help desk"}, "b": {"name": "Ledger"}}, "integrations": links}
    assert told(changes(before, after)) == [("Systems", "Help desk", "updated", "Name", "Desk", "Help desk")]


def test_what_refers_to_another_of_the_same_name_says_so() -> None:
    suppliers = {"a": {"name": "Alder", "company_number": "1"}, "b": {"name": "Alder", "company_number": "2"}}
    before = {"suppliers": suppliers, "systems": {"Desk": {"vendors": "a"}}}
    after = {"suppliers": suppliers, "systems": {"Desk": {"vendors": "b"}}}
    (change,) = changes(before, after)
    assert (change.field, change.old, change.new) == ("Vendor", "Alder", "Alder (another of that name)")


def test_one_name_under_two_references_is_two_records() -> None:
    found = changes(
        {"systems": {"a": {"reference": "S1", "name": "Desk"}}}, {"systems": {"b": {"reference": "S2", "name": "Desk"}}}
    )
    assert sorted(change.what for change in found) == ["added", "removed"]


def test_lots_of_one_reference_are_matched_by_who_holds_them() -> None:
    suppliers = {"Alder": {}, "Birch": {}}
    before = {"a": {"suppliers": "Alder", "title": "Lot"}, "b": {"suppliers": "Birch", "title": "Lot"}}
    after = {"c": {"suppliers": "Birch", "title": "Lot", "value": 5}, "d": {"suppliers": "Alder", "title": "Lot"}}
    for lot in (*before.values(), *after.values()):
        lot["reference"] = "C1"
    found = changes({"suppliers": suppliers, "contracts": before}, {"suppliers": suppliers, "contracts": after})
    assert told(found) == [("Contracts", "Lot", "updated", "Value", "", "5")]


@pytest.mark.parametrize("seed", range(8))
def test_other_ids_alone_are_no_change(seed: int) -> None:
    """The same rows in a store that knows every record by another id."""
    found = random_estate(seed, councils=2)
    assert compare(Side.of_estate(found), Side.of_estate(_under_other_ids(found))) == []


def _under_other_ids(found: Estate) -> Estate:
    """The estate with a letter before every id."""
    ids = {id_ for table in found.tables.values() for id_ in table.index}

    def other(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(other, value))
        return f"x{value}" if isinstance(value, str) and value in ids else value

    tables = {}
    for name in found.tables:
        rows = found.records(name)
        values = [{key: other(value) for key, value in row.items()} for row in rows.values()]
        tables[name] = frame(model.BY_NAME[name], values, list(map(other, rows)))
    return replace(found, tables=tables)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(str(tmp_path / "itmap.db"), create=True)
    yield store
    store.close()


def of_north(store: Store) -> list[tuple[str, ...]]:
    """What changed for North in January."""
    (north,) = (id_ for id_, (name, _) in store.organisations().items() if name == "North")
    return told(compare(*(Side.of_estate(estate_on(store, day, [north])) for day in (JANUARY, FEBRUARY))))


def test_a_supplier_that_only_another_council_still_names_is_called_by_its_name(store: Store) -> None:
    for council in ("North", "South"):
        rows = sheet("contract", contract("C1", "One", "Alder Ltd"))
        import_sheets(store, [rows], organisation=council, day=JANUARY)
    rows = sheet("contract", contract("C1", "One", "Birch Ltd"))
    import_sheets(store, [rows], organisation="North", day=FEBRUARY, prune=True)
    assert of_north(store) == [("Contracts", "One", "updated", "Supplier", "Alder Ltd", "Birch Ltd")]


def test_what_another_council_says_of_its_own_suppliers_is_not_told(store: Store) -> None:
    import_sheets(store, [sheet("system", {"name": "Desk"})], organisation="North", day=JANUARY)
    for day, sme in ((JANUARY, True), (FEBRUARY, False)):
        import_sheets(store, [sheet("supplier", {"name": "Alder", "sme": sme})], organisation="South", day=day)
    assert of_north(store) == []
