"""Decisions, from the review workbook to the estate and back: they take effect, hold, and lose nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itmap.estate import Decision, Estate
from itmap.importers import Outcome, import_files
from itmap.importers.review import write_review
from itmap.stores.sqlite import SqliteStore
from tests.importers.files import Rows, write_csv

CONTRACTS: Rows = [
    ["Reference", "Title", "Supplier", "Start date", "Organisation"],
    ["C1", "Alder Housing support", "Alder Software Ltd", "01/04/2024", "North"],
    ["C2", "Payroll", "Alder Sofware Ltd", "01/04/2024", "North"],
    ["C3", "Parking", "ALDER SOFTWARE LIMITED", "01/04/2024", "South"],
    ["C4", "Tills", "Alder Software Care Ltd", "01/04/2024", "North"],
    ["C5", "Maps", "Alder Sofware Ltd", "01/04/2024", "South"],
]
SYSTEMS: Rows = [
    ["Reference", "Name", "Vendor", "Organisation"],
    ["S1", "Alder Housing", "Alder Software", "North"],
    ["S2", "Ledger", "", "North"],
]
INTEGRATIONS: Rows = [["Provider", "Consumer", "Organisation"], ["Aldr Housing", "Ledger", "North"]]


class Council:
    """A store, the registers as files, and a review that is filled in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = SqliteStore(folder / "itmap.db", create=True)
        self.files = [
            write_csv(folder / "contracts.csv", CONTRACTS),
            write_csv(folder / "systems.csv", SYSTEMS),
            write_csv(folder / "integrations.csv", INTEGRATIONS),
        ]

    def land(self, *files: Path) -> Outcome:
        return import_files(self.store, files or self.files)

    def review(self, outcome: Outcome, decisions: dict[tuple[str, str], str]) -> Path:
        path = self.folder / "review.xlsx"
        path.write_bytes(write_review(outcome.suggestions))
        book = openpyxl.load_workbook(path)
        for row in book["Review"].iter_rows(min_row=2):
            row[6].value = decisions.pop((row[2].value, row[3].value), None)
        assert not decisions, "each was suggested"
        book.save(path)
        return path

    @property
    def estate(self) -> Estate:
        return Estate(self.store.tables(), dt.date(2026, 4, 1), self.store.sources())

    def suppliers(self) -> dict[str, list[str]]:
        estate = self.estate
        return {
            values["title"]: [estate.name(id_) for id_ in values["suppliers"]]
            for values in estate.records("contract").values()
        }


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    council = Council(tmp_path)
    yield council
    council.store.close()


def unchanged(outcome: Outcome) -> bool:
    return not (outcome.changed["added"] or outcome.changed["updated"] or outcome.changed["removed"])


SAME = {("Alder Software Ltd", "Alder Sofware Ltd"): "same"}


def test_a_review_is_decided_imported_and_holds(council: Council) -> None:
    first = council.land()
    decisions = {
        **SAME,
        ("Alder Software Care Ltd", "Alder Software Ltd"): "different",
        ("Aldr Housing", "S1"): "Same ",
        ("C1", "S1"): "covers",
    }
    decided = council.land(council.review(first, decisions))
    (sheet, notes) = decided.as_json()["sheets"]
    assert (sheet["register"], notes["register"]) == ("Review", None)
    assert sheet["rows_read"] == sheet["landed"] + sheet["merged"] + sheet["rejected"] == len(first.suggestions)
    after = council.estate
    assert set(council.suppliers()["Payroll"]) == {"Alder Software Ltd"}
    assert set(council.suppliers()["Maps"]) == {"Alder Software Ltd"}, "other organisations follow"
    assert sorted(after.name(id_) for id_ in after.records("system")) == ["Alder Housing", "Ledger"]
    covers = {values["reference"]: values["covers"] for values in after.records("contract").values()}
    assert [after.name(id_) for id_ in covers["C1"]] == ["Alder Housing"]
    assert sorted(after.name(id_) for id_ in after.records("supplier")) == [
        "Alder Software Care Ltd",
        "Alder Software Ltd",
    ]
    again = council.land()
    assert unchanged(again)
    assert council.estate.sources == after.sources
    assert not {("supplier", *pair) for pair in SAME} & {
        (each.register, each.one, each.other) for each in again.suggestions
    }
    assert pairs(again) & set(decisions) == set()
    assert unchanged(council.land(council.folder / "review.xlsx"))
    assert unchanged(council.land(*reversed(council.files)))


def pairs(outcome: Outcome) -> set[tuple[str, str]]:
    return {(each.one, each.other) for each in outcome.suggestions}


def test_nothing_is_lost_when_two_records_become_one(council: Council) -> None:
    write_csv(
        council.folder / "suppliers.csv",
        [["Name", "Company number", "SME", "Organisation"], ["Alder Sofware Ltd", "01234567", "yes", "North"]],
    )
    council.files.append(council.folder / "suppliers.csv")
    first = council.land()
    rows = {row for id_, found in council.estate.sources.items() for row in found if "supplier" in id_}
    council.land(council.review(first, dict(SAME)))
    estate = council.estate
    (one,) = [values for id_, values in estate.records("supplier").items() if "Care" not in values["name"]]
    assert (one["company_number"], one["sme"]) == ("01234567", True)
    assert {"Alder Software Ltd", "Alder Sofware Ltd"} <= {one["name"], *one["names_seen"]}
    kept = {row for id_, found in estate.sources.items() for row in found if "supplier" in id_}
    assert {(row.file, row.row) for row in kept} == {(row.file, row.row) for row in rows}
    assert unchanged(council.land())


def test_a_parent_is_filled_where_no_register_gives_one(council: Council) -> None:
    first = council.land()
    council.land(council.review(first, {("Alder Software Care Ltd", "Alder Software Ltd"): "parent"}))
    estate = council.estate
    parents = {estate.name(id_): estate.name(values["parent"]) for id_, values in estate.records("supplier").items()}
    assert parents["Alder Software Care Ltd"] == "Alder Software Ltd"
    assert unchanged(council.land())


def row(kind: str, one: str, other: str, decide: str, organisation: str = "") -> list[object]:
    return [kind, organisation, one, other, "", "", decide]


HEAD = ["Kind", "Organisation", "One", "Other", "Evidence", "Score", "Decide"]


def test_an_owner_that_no_row_names_is_known_by_the_decision(council: Council) -> None:
    council.land()
    review = write_csv(
        council.folder / "r.csv", [HEAD, row("Supplier", "Alder Software Ltd", "Alder Group plc", "parent")]
    )
    council.land(review)
    assert "Alder Group plc" in {values["name"] for values in council.estate.records("supplier").values()}
    assert unchanged(council.land())
    council.land(write_csv(review, [HEAD, row("Supplier", "Alder Group PLC", "ALDER SOFTWARE", "different")]))
    assert "Alder Group plc" not in {values["name"] for values in council.estate.records("supplier").values()}
    assert unchanged(council.land())


def test_what_the_rules_merge_a_decision_keeps_apart(council: Council) -> None:
    council.land()
    assert council.suppliers()["Parking"] == council.suppliers()["Alder Housing support"]
    decided = [HEAD, row("Supplier", "Alder Software Ltd", "ALDER SOFTWARE LIMITED", "different")]
    council.land(write_csv(council.folder / "r.csv", decided))
    council.land()
    assert council.suppliers()["Parking"] == ["ALDER SOFTWARE LIMITED"]
    assert council.suppliers()["Alder Housing support"] == ["Alder Software Ltd"]
    again = council.land()
    assert unchanged(again)
    assert ("ALDER SOFTWARE LIMITED", "Alder Software Ltd") not in pairs(again)


def test_a_decision_is_changed_by_deciding_the_same_names_anew(council: Council) -> None:
    council.land()
    for verdict, one, other in (("same", "Ledger", "S1"), ("different", "s1", "ledger")):
        council.land(write_csv(council.folder / "r.csv", [HEAD, row("System", one, other, verdict, "North")]))
    assert {each.verdict for each in council.store.decisions()} == {"different"}


def test_a_covers_that_is_denied_goes_and_stays_away(council: Council) -> None:
    contracts = [[*cells, "Covers" if number == 0 else "S2"] for number, cells in enumerate(CONTRACTS[:2])]
    council.land(write_csv(council.folder / "contracts.csv", contracts), council.files[1])
    denied = [HEAD, row("Contract covers system", "C1", "Ledger", "does not cover", "North")]
    council.land(write_csv(council.folder / "r.csv", denied))
    for _ in range(2):
        (values,) = council.estate.records("contract").values()
        assert values["covers"] == ()
        assert unchanged(council.land(council.files[0], council.files[1]))


def test_rows_that_cant_be_decided_are_listed_and_accounted_for(council: Council) -> None:
    council.land()
    rows = [
        HEAD,
        row("Supplier", "A", "B", "same"),
        row("Supplier", "a", "b", "different"),
        row("Supplier", "C", "D", ""),
        row("Supplier", "C", "D", "perhaps"),
        row("System", "S1", "S2", "parent", "North"),
        row("System", "S1", "S2", "same", "Nowhere"),
        row("Supplier", "C", "", "same"),
        row("", "C", "D", "same"),
    ]
    (sheet,) = council.land(write_csv(council.folder / "r.csv", rows)).as_json()["sheets"]
    assert (sheet["rows_read"], sheet["landed"], sheet["merged"], sheet["rejected"]) == (8, 4, 1, 3)
    assert [(each["row"], each["severity"]) for each in sheet["problems"]] == [
        (3, "cell"),
        (5, "cell"),
        (6, "cell"),
        (8, "row"),
        (9, "row"),
        (7, "row"),
    ]
    assert [each.verdict for each in council.store.decisions()] == ["different"]


def test_a_dry_run_decides_nothing(council: Council) -> None:
    council.land()
    before = council.estate.sources
    review = write_csv(council.folder / "r.csv", [HEAD, row("System", "S1", "Aldr Housing", "same", "North")])
    outcome = import_files(council.store, [review], dry_run=True)
    assert outcome.changed["removed"] == 1
    assert council.store.decisions() == ()
    assert council.estate.sources == before


NAMES = ["Alder", "Alder Ltd", "ALDER LIMITED", "Alder Inc", "Alder t/a Birch", "Birch plc", "Birch", "Cedar", "Cedr"]
NUMBERS = ["", "", "", "1234567", "7654321"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(NUMBERS), st.sampled_from(["North", "South"])),
        min_size=1,
        max_size=6,
    ),
    st.lists(
        st.builds(
            Decision,
            st.just("supplier"),
            st.none(),
            st.sampled_from(NAMES),
            st.sampled_from(NAMES),
            st.sampled_from(["same", "different", "parent"]),
        ),
        max_size=3,
    ),
)
@example(
    [("Alder", "", "North"), ("Alder Ltd", "", "South"), ("Birch plc", "", "North")],
    [
        Decision("supplier", None, "Alder", "Alder Ltd", "different"),
        Decision("supplier", None, "Alder Ltd", "Birch plc", "same"),
    ],
)
def test_whatever_is_decided_every_row_keeps_its_supplier_and_nothing_changes_twice(
    rows: list[tuple[str, str, str]], decided: list[Decision]
) -> None:
    head = ["Reference", "Title", "Supplier", "Supplier company number", "Organisation"]
    contracts: Rows = [head, *([f"C{n}", f"T{n}", *row] for n, row in enumerate(rows))]
    reviews: Rows = [HEAD, *(row("Supplier", each.one, each.other, each.verdict) for each in decided)]
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "itmap.db", create=True)
        register = write_csv(Path(folder) / "contracts.csv", contracts)
        import_files(store, [register])
        import_files(store, [write_csv(Path(folder) / "review.csv", reviews)])
        import_files(store, [register])
        estate = Estate(store.tables(), dt.date(2026, 4, 1), store.sources())
        again = import_files(store, [register])
        store.close()
    assert unchanged(again)
    for values in estate.records("contract").values():
        (supplier,) = values["suppliers"]
        (named_by,) = [each for n, each in enumerate(rows) if values["reference"] == f"C{n}"]
        known = estate.records("supplier")[supplier]
        assert named_by[0] in {known["name"], *known["names_seen"]}
    for each in decided:
        same_pair = {frozenset((other.one, other.other)): other.verdict for other in decided}
        if each.verdict == "different" and len(same_pair) == len(decided) == 1 and each.one != each.other:
            assert not [
                values
                for values in estate.records("supplier").values()
                if {each.one, each.other} <= {values["name"], *values["names_seen"]}
            ]
