"""What changed between two states: in names and words, matched by id, reference or name."""

from __future__ import annotations

from typing import Any

from itmap.changes import Change, Side, compare
from tests.estates import estate


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
