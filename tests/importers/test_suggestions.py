"""What is suggested, and what never is. Measured on the pairs of suppliers that were labelled by hand."""

from __future__ import annotations

import random
from typing import Any

import pytest

from itmap import model
from itmap.estate import Decision, Record, Source, empty
from itmap.importers.book import Book
from itmap.importers.suggestions import Suggestion, organisation_suggestions, supplier_suggestions
from tests.importers.supplier_pairs import Pair, pairs

COUNCIL = Record("o1", "organisation", None, {**empty(model.ORGANISATIONS), "name": "North"})


def record(id_: str, register: str, *, listed: bool = True, **values: Any) -> Record:
    rows = (Source("file.csv", "", 2, register, "o1", id_ if listed else "another"),)
    owner = None if model.BY_NAME[register].shared else "o1"
    return Record(id_, register, owner, {**empty(model.BY_NAME[register]), **values}, rows)


def suppliers(*names: str) -> list[Record]:
    book = Book("o1", {})
    for name in names:
        book.supplier(name)
    return list(book.records.values())


def suggested(*names: str, decisions: tuple[Decision, ...] = ()) -> list[tuple[str, str]]:
    return [(each.one, each.other) for each in supplier_suggestions(suppliers(*names), decisions)]


def found(pair: Pair) -> bool:
    """Whether a pair is merged by the rules, or suggested."""
    return len(suppliers(pair.one, pair.other)) == 1 or bool(suggested(pair.one, pair.other))


def test_the_rules_and_the_suggestions_find_what_they_did() -> None:
    same = [pair for pair in pairs() if pair.verdict == "same"]
    recall = sum(map(found, same)) / len(same)
    print(f"recall of automatic merges and suggestions: {recall:.3f} of {len(same)}")  # noqa: T201  (recall is printed)
    assert recall >= 0.97


def test_owners_are_suggested_the_right_way_round() -> None:
    owned = [pair for pair in pairs() if pair.verdict == "parent"]
    right = [pair for pair in owned if suggested(pair.one, pair.other) == [(pair.one, pair.other)]]
    print(f"owners suggested: {len(right)} of {len(owned)}")  # noqa: T201  (recall is printed)
    assert len(right) / len(owned) >= 0.97


def test_what_is_suggested_does_not_hang_on_the_order_of_the_records() -> None:
    records = suppliers(*{name for pair in pairs()[::3] for name in (pair.one, pair.other)})
    first = supplier_suggestions(records, ())
    assert [each.score for each in first] == sorted((each.score for each in first), reverse=True)
    assert all(0 < each.score <= 1 and each.evidence and each.one != each.other for each in first)
    random.Random(7).shuffle(records)
    assert supplier_suggestions(records, ()) == first


@pytest.mark.parametrize("verdict", ["same", "different", "parent"])
@pytest.mark.parametrize(
    ("one", "other"), [("Alder Softwear", "Alder Software"), ("ALDER SOFTWARE LTD", "Alder Softwear plc")]
)
def test_what_was_decided_is_not_suggested_again(verdict: str, one: str, other: str) -> None:
    names = ("Alder Software Ltd", "Alder Softwear Ltd")
    assert len(suggested(*names)) == 1
    assert suggested(*names, decisions=(Decision("supplier", None, one, other, verdict),)) == []


def test_what_follows_from_decisions_is_not_suggested_either() -> None:
    decisions = (
        Decision("supplier", None, "Alder Software", "Alders", "same"),
        Decision("supplier", None, "Alder Softwear", "Alders", "same"),
    )
    assert suggested("Alder Software", "Alder Softwear", decisions=decisions) == []


def test_two_numbers_are_two_companies_that_may_own_each_other() -> None:
    book = Book("o1", {})
    book.supplier("Alder Software", "00000001")
    book.supplier("Alder Softwear", "00000002")
    book.supplier("Alder Software Ltd", "00000003")
    book.supplier("Alder Software Care", "00000004")
    owned = {(each.one, each.other) for each in supplier_suggestions(book.records.values(), ())}
    assert owned == {("Alder Software Care", "Alder Software"), ("Alder Software Care", "Alder Software Ltd")}


def test_a_known_owner_is_not_suggested() -> None:
    owner, owned = record("a", "supplier", name="Alder"), record("b", "supplier", name="Alder Care", parent="a")
    assert supplier_suggestions([owner, owned], ()) == []


def test_figures_tell_names_apart() -> None:
    assert suggested("1654619 Ontario Inc", "1654620 Ontario Inc") == []


def of_council(*records: Record, decisions: tuple[Decision, ...] = ()) -> list[Suggestion]:
    return organisation_suggestions(COUNCIL, records, decisions)


def names(suggestions: list[Suggestion]) -> list[tuple[str, str]]:
    return [(each.one, each.other) for each in suggestions]


def test_a_stub_may_be_a_system_of_the_list() -> None:
    vendor = record("v", "supplier", name="Civica UK Ltd")
    listed = record("s1", "system", reference="S1", name="OpenRevenues", vendors=("v",))
    by_maker = record("s2", "system", listed=False, name="Civica Open Revenues System")
    typo = record("s3", "system", listed=False, name="OpenRevenue")
    other = record("s4", "system", listed=False, name="Payroll")
    assert set(names(of_council(vendor, listed, typo, other))) == {("OpenRevenue", "S1")}
    found_ = of_council(vendor, listed, by_maker)
    assert [(each.register, each.organisation) for each in found_] == [("system", "North")]


def test_two_references_are_two_systems_and_figures_tell_them_apart() -> None:
    one = record("s1", "system", reference="S1", name="Ledger live")
    assert of_council(one, record("s2", "system", reference="S2", name="Ledger")) == []
    assert (
        of_council(record("a", "system", name="Windows 10"), record("b", "system", listed=False, name="Windows 11"))
        == []
    )


def test_what_was_decided_of_systems_is_not_suggested_again() -> None:
    one, other = (
        record("s1", "system", reference="S1", name="Ledger"),
        record("s2", "system", listed=False, name="Ledgr"),
    )
    assert len(of_council(one, other)) == 1
    for verdict in ("same", "different"):
        for called in ("s1", "ledger"):
            decision = Decision("system", "o1", "LEDGR", called, verdict)
            assert of_council(one, other, decisions=(decision,)) == []
    elsewhere = Decision("system", "o2", "Ledgr", "S1", "different")
    assert len(of_council(one, other, decisions=(elsewhere,))) == 1


MAKER = record("v", "supplier", name="Alder Ltd")
GROUP = record("g", "supplier", name="Alder Care", parent="v")
STRANGER = record("x", "supplier", name="Birch Ltd")
SYSTEM = record("s1", "system", name="Mosaic", product="Mosaic Adults", vendors=("v",))


@pytest.mark.parametrize(
    ("contract", "score"),
    [
        ({"title": "Mosaic: support", "suppliers": ("v",)}, 0.9),
        ({"title": "Support of MOSAIC", "suppliers": ("g",)}, 0.9),
        ({"title": "Licences", "description": "for Mosaic Adults", "suppliers": ("v",)}, 0.8),
        ({"title": "Mosaics in the hall", "suppliers": ("v",)}, None),
        ({"title": "Mosaic: support", "suppliers": ("x",)}, None),
        ({"title": "Mosaic: support"}, None),
    ],
)
def test_a_contract_may_cover_the_system_that_it_names(contract: dict[str, Any], score: float | None) -> None:
    suggestions = of_council(MAKER, GROUP, STRANGER, SYSTEM, record("c", "contract", reference="C1", **contract))
    assert [(each.one, each.other, each.score) for each in suggestions] == ([("C1", "Mosaic", score)] if score else [])


def test_a_system_that_nobody_makes_may_be_covered_by_anybody() -> None:
    contract = record("c", "contract", title="Mosaic support", suppliers=("x",))
    (suggestion,) = of_council(STRANGER, record("s", "system", name="Mosaic"), contract)
    assert (suggestion.one, suggestion.other, suggestion.score) == ("Mosaic support", "Mosaic", 0.7)


def test_a_title_that_is_the_beginning_of_a_system_s_name_may_mean_it() -> None:
    system = record("s", "system", name="Cx Housing", vendors=("v",))
    for title, found in (("Cx", True), ("cx ", True), ("Housing", False), ("Cx Housing Online", True), ("C", False)):
        contract = record("c", "contract", reference="C1", title=title, suppliers=("v",))
        assert bool(of_council(MAKER, system, contract)) == found, title


def test_a_common_word_names_no_system() -> None:
    contract = record("c", "contract", title="Housing system support")
    for name in ("Housing", "Housing system", "Housing system support desk", "CRM", "2024"):
        assert of_council(record("s", "system", name=name), contract) == []


def test_what_is_linked_or_decided_is_not_suggested_again() -> None:
    contract = record("c", "contract", reference="C1", title="Mosaic support", suppliers=("v",))
    for called in ("c1", "Mosaic Support"):
        for verdict in ("same", "different"):
            assert (
                of_council(MAKER, SYSTEM, contract, decisions=(Decision("contract", "o1", called, "mosaic", verdict),))
                == []
            )
    covering = record("d", "contract", title="Mosaic adults", suppliers=("v",), covers=("s1",))
    assert of_council(MAKER, SYSTEM, covering) == []
    assert names(of_council(MAKER, SYSTEM, covering, contract)) == [("C1", "Mosaic")], "it covers nothing yet"
