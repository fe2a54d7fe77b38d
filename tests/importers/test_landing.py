"""What rows become: merging, stubs, lots, clearing, vanishing. Rows are given as read, so that no file is needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itmap import importers, model
from itmap.errors import OrganisationUnclear
from itmap.estate import Estate
from itmap.importers import Outcome, import_files
from itmap.importers.reading import ReadRow, ReadSheet
from itmap.stores.sqlite import SqliteStore


def sheet(register: str, *rows: dict[str, Any], file: str = "", present: tuple[str, ...] = ()) -> ReadSheet:
    """A sheet as it is read: row 1 holds the headings, the rows begin in row 2."""
    kind = model.BY_NAME[register]
    named = [{name: value for name, value in row.items() if name != "Organisation"} for row in rows]
    fields = {name for row in named for name in row} | set(present)
    return ReadSheet(
        file=file or f"{register}s.csv",
        sheet="",
        register=kind,
        header_row=1,
        columns={kind.field(name).heading: kind.field(name).heading for name in sorted(fields)},
        present=frozenset(fields),
        contract_present=frozenset(),
        rows=[
            ReadRow(number, {**dict.fromkeys(fields), **values}, row.get("Organisation"), False, {})
            for number, (values, row) in enumerate(zip(named, rows, strict=True), start=2)
        ],
        problems=[],
    )


class Council:
    """A store, and importing sheets into it."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = SqliteStore(path, create=True)
        self._monkeypatch = monkeypatch

    def land(self, *sheets: ReadSheet, **options: Any) -> Outcome:
        self._monkeypatch.setattr(importers, "read_files", lambda *_: iter(sheets))
        return import_files(self.store, [], **options)

    @property
    def estate(self) -> Estate:
        return Estate(self.store.tables(), dt.date(2026, 4, 1), self.store.sources())

    def names(self, register: str) -> list[str]:
        return sorted(self.estate.name(id_) for id_ in self.estate.records(register))


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Council]:
    council = Council(tmp_path / "itmap.db", monkeypatch)
    yield council
    council.store.close()


def counts(outcome: Outcome) -> tuple[int, int, int]:
    only = outcome.sheets[0]
    return only.landed, only.merged, only.rejected


def contract(reference: str | None = None, title: str | None = None, *suppliers: str, **values: Any) -> dict[str, Any]:
    return {"reference": reference, "title": title, "suppliers": suppliers, **values}


def test_the_same_reference_with_another_supplier_is_another_contract(council: Council) -> None:
    lots = sheet("contract", contract("C1", "Lot", "Alder Ltd"), contract("C1", "Lot", "Birch Ltd"))
    assert counts(council.land(lots)) == (2, 0, 0)
    assert len(council.estate["contract"]) == 2


def test_the_same_reference_with_the_same_suppliers_is_merged(council: Council) -> None:
    rows = sheet(
        "contract", contract("C1", "One", "Alder Ltd; Birch Ltd"), contract("c1 ", "One", "Birch Limited;ALDER")
    )
    assert counts(council.land(rows)) == (1, 1, 0)


def test_a_blank_supplier_joins_the_only_contract_of_its_reference(council: Council) -> None:
    rows = sheet("contract", contract("C1", "One"), contract("C1", "One", "Alder Ltd"))
    assert counts(council.land(rows)) == (1, 1, 0)
    assert len(council.estate["contract"]) == 1


def test_in_a_later_import_a_reference_stays_its_contract_though_its_supplier_changed(council: Council) -> None:
    council.land(sheet("contract", contract("C1", "One", "Alder Ltd")))
    (before,) = council.estate.records("contract")
    outcome = council.land(sheet("contract", contract("C1", "One", "Birch Ltd")))
    (after, values) = next(iter(council.estate.records("contract").items()))
    assert after == before
    assert [council.estate.name(id_) for id_ in values["suppliers"]] == ["Birch Ltd"]
    assert outcome.changed["updated"] == 1


def test_a_later_filled_cell_wins_and_the_disagreement_is_listed(council: Council) -> None:
    rows = sheet("system", {"name": "Ledger", "version": "1"}, {"name": "ledger", "version": "2"}, {"name": "Ledger"})
    outcome = council.land(rows)
    (values,) = council.estate.records("system").values()
    assert values["version"] == "2"
    assert [(problem.row, problem.column, problem.value) for problem in rows.problems] == [(3, "Version", "2")]
    assert counts(outcome) == (1, 2, 0)


def test_lists_accumulate_within_one_import(council: Council) -> None:
    rows = sheet("system", {"name": "M", "services": ("Licensing",)}, {"name": "M", "services": ("Parking",)})
    council.land(rows)
    (values,) = council.estate.records("system").values()
    assert sorted(council.estate.name(id_) for id_ in values["services"]) == ["Licensing", "Parking"]


def test_an_absent_column_leaves_values_alone_and_an_empty_cell_clears(council: Council) -> None:
    council.land(sheet("system", {"name": "Ledger", "version": "1", "department": "Finance"}))
    council.land(sheet("system", {"name": "Ledger", "department": None}))
    (values,) = council.estate.records("system").values()
    assert (values["version"], values["department"]) == ("1", None)


def test_a_name_that_no_row_defines_becomes_a_stub_and_a_later_row_becomes_that_record(council: Council) -> None:
    outcome = council.land(sheet("integration", {"provider": "SYS-1", "consumer": "Ledger"}))
    assert sorted(stub["name"] for stub in outcome.as_json()["stubs"]) == ["Ledger", "SYS-1"]
    before = {council.estate.name(id_): id_ for id_ in council.estate.records("system")}
    outcome = council.land(sheet("system", {"reference": "SYS-1", "name": "Payroll"}, {"name": "LEDGER"}))
    after = {council.estate.name(id_): id_ for id_ in council.estate.records("system")}
    assert after == {"Payroll": before["SYS-1"], "LEDGER": before["Ledger"]}
    assert outcome.as_json()["stubs"] == []


def test_gaining_a_reference_keeps_the_id(council: Council) -> None:
    council.land(sheet("system", {"name": "Ledger"}))
    (before,) = council.estate.records("system")
    council.land(sheet("system", {"reference": "S1", "name": "Ledger"}))
    assert list(council.estate.records("system")) == [before]
    council.land(sheet("system", {"reference": "S1", "name": "General ledger"}))
    assert list(council.estate.records("system")) == [before]


def test_the_same_statement_twice_changes_nothing(council: Council) -> None:
    def statement() -> list[ReadSheet]:
        return [
            sheet("integration", {"provider": "A", "consumer": "B", "via": ("Hub",), "contracts": ("C1",)}),
            sheet("system", {"name": "A", "vendors": ("Alder Ltd",), "services": ("Parking",)}, {"name": "B"}),
            sheet("contract", contract("C1", "One", "ALDER LIMITED", covers=("A", "B"))),
            sheet("service", {"name": "Parking", "systems": ("A",), "fallback_systems": (("A", "B"), (None, "Paper"))}),
            sheet("supplier", {"name": "Alder Ltd", "parent": "Alder Group plc", "company_number": "1234567"}),
        ]

    council.land(*statement())
    before = council.estate
    again = council.land(*statement())
    assert (again.changed["added"], again.changed["updated"], again.changed["removed"]) == (0, 0, 0)
    assert council.estate.sources == before.sources
    backwards = council.land(*reversed(statement()))
    assert (backwards.changed["added"], backwards.changed["updated"], backwards.changed["removed"]) == (0, 0, 0)


def test_a_vanished_row_is_reported_and_removed_only_when_asked(council: Council) -> None:
    council.land(
        sheet("system", {"name": "A"}, {"name": "B"}), sheet("integration", {"provider": "A", "consumer": "X"})
    )
    outcome = council.land(sheet("system", {"name": "B"}))
    assert [entry["name"] for entry in outcome.as_json()["vanished"]] == ["A"]
    assert council.names("system") == ["A", "B", "X"]
    council.land(sheet("system", {"name": "B"}), prune=True)
    assert council.names("system") == ["A", "B", "X"], "an integration still names A: it is a stub now"
    assert not council.estate["system"].loc[council.estate["system"]["name"] == "A", "defined"].any()
    outcome = council.land(sheet("integration", {"provider": "B", "consumer": "X"}), prune=True)
    assert council.names("system") == ["B", "X"]
    assert outcome.changed["removed"] == 2


def test_a_stub_that_no_row_names_any_more_goes(council: Council) -> None:
    council.land(sheet("integration", {"reference": "I1", "provider": "Legder", "consumer": "B"}))
    council.land(sheet("integration", {"reference": "I1", "provider": "Ledger", "consumer": "B"}))
    assert council.names("system") == ["B", "Ledger"]


def test_prune_leaves_other_organisations_and_registers_alone(council: Council) -> None:
    council.land(sheet("system", {"name": "A", "Organisation": "North"}, {"name": "A", "Organisation": "South"}))
    council.land(sheet("contract", contract("C1", "One", "Alder Ltd")), organisation="North")
    outcome = council.land(sheet("system", {"name": "B"}), organisation="North", prune=True)
    assert [(entry["name"], entry["organisation"]) for entry in outcome.as_json()["vanished"]] == [("A", "North")]
    assert council.names("system") == ["A", "B"]
    assert council.names("contract") == ["One"]


def test_prune_keeps_what_another_organisation_says_of_a_shared_supplier(council: Council) -> None:
    for name in ("North", "South"):
        council.land(sheet("supplier", {"name": "Alder Ltd", "sme": True}, {"name": f"{name} Ltd"}), organisation=name)
    council.land(sheet("contract", contract("C1", "One", "North Ltd")), organisation="North")
    outcome = council.land(sheet("supplier", {"name": "Birch Ltd"}), organisation="North", prune=True)
    assert [entry["name"] for entry in outcome.as_json()["vanished"]] == ["Alder Ltd", "North Ltd"]
    held = {council.estate.name(id_): values for id_, values in council.estate.records("supplier").items()}
    assert {name: values["defined"] for name, values in held.items()} == {
        "Alder Ltd": True,  # South's register still holds it
        "Birch Ltd": True,
        "North Ltd": False,  # North's contract still names it
        "South Ltd": True,
    }
    assert held["Alder Ltd"]["sme"] is True


def test_every_record_that_counts_as_updated_is_told_and_no_other(council: Council) -> None:
    council.land(
        sheet("system", {"reference": "S1", "name": "A"}, {"reference": "S2", "name": "B"}),
        sheet("integration", {"reference": "I1", "provider": "S1", "consumer": "S2"}),
        sheet("contract", contract("C1", "One", "Alder Ltd", covers=("S1", "Desk"))),
    )
    outcome = council.land(
        sheet(
            "system",
            {"name": "Desk", "version": "2"},
            {"reference": "S1", "name": "AA"},
            {"reference": "S2", "name": "B"},
        ),
        sheet("integration", {"reference": "I1", "provider": "S1", "consumer": "S2"}, file="moved.csv"),
        sheet(
            "contract", contract("C1", "One", "Alder Ltd", covers=("S1", "Desk"), supplier_company_number=("01234567",))
        ),
        prune=True,
    )
    assert [tuple(change.values()) for change in outcome.as_json()["changes"]] == [
        ("Suppliers", "Alder Ltd", "", "Company number", "", "01234567"),
        ("Systems", "AA", "This council", "Name", "A", "AA"),
        ("Systems", "Desk", "This council", "Version", "", "2"),
    ]
    assert outcome.changed["updated"] == 3


def test_no_more_than_ten_of_a_kind_stand_in_the_text(council: Council) -> None:
    def text(**values: Any) -> list[str]:
        rows = [{"name": f"System {number:02}", **values} for number in range(12)]
        return council.land(sheet("system", *rows)).as_text().splitlines()

    first = council.land(sheet("system", {"name": "Another"})).as_text().splitlines()
    assert "Added:" not in first  # when all is new, the number says it
    added = text(version="1")
    assert added[added.index("Added:") + 1] == "  Systems: System 00"
    assert added[added.index("Added:") + 11] == "  … and 2 more; --format json lists them all."
    updated = text(version="2")
    assert "Added:" not in updated
    assert updated[updated.index("Updated:") + 10] == "  Systems: System 09: Version: 1 -> 2"
    vanished = council.land(sheet("system", {"name": "Another"})).as_text().splitlines()
    place = vanished.index("No longer in these registers (kept; --prune removes them):")
    assert vanished[place + 11] == "  … and 2 more; --format json lists them all."


def test_a_vanished_integration_is_called_by_its_systems(council: Council) -> None:
    council.land(sheet("integration", {"provider": "A", "consumer": "B"}, {"provider": "B", "consumer": "C"}))
    outcome = council.land(sheet("integration", {"provider": "B", "consumer": "C"}))
    assert [entry["name"] for entry in outcome.as_json()["vanished"]] == ["A > B"]


def test_an_import_of_an_earlier_day_takes_nothing_from_what_is_remembered(council: Council) -> None:
    days = [dt.date(2026, month, 1) for month in (1, 3, 2)]
    for version, day in enumerate(days):
        council.land(sheet("system", {"name": "A", "version": str(version)}), day=day)
    assert [(was.record.values["version"], was.until) for was in council.store.history()] == [("0", days[1])]
    assert list(council.estate["system"]["since"]) == [days[1]]


def test_rows_without_an_organisation_need_to_be_told_where_there_are_several(council: Council) -> None:
    council.land(sheet("system", {"name": "A"}))
    assert council.estate.organisations == ("This council",)
    council.land(sheet("system", {"name": "A"}), organisation="North")
    with pytest.raises(OrganisationUnclear, match=r"2 \(North, This council\)\."):
        council.land(sheet("system", {"name": "A"}))


def test_an_organisations_register_says_whose_the_rows_are(council: Council) -> None:
    council.land(sheet("system", {"name": "A"}), sheet("organisation", {"reference": "E07000999", "name": "North"}))
    assert council.estate.organisations == ("North",)
    council.land(sheet("system", {"name": "A", "Organisation": "e07000999"}))
    assert council.estate.organisations == ("North",)


def test_a_company_number_decides(council: Council) -> None:
    rows = sheet(
        "contract",
        contract("C1", "One", "Alder Ltd", supplier_company_number=("1234567",)),
        contract("C2", "Two", "Rowan Services", supplier_company_number=("01234567",)),
        contract("C3", "Three", "Rowan Services Ltd"),
        contract("C4", "Four", "Alder Ltd", supplier_company_number=("SC123456",)),
    )
    council.land(rows)
    by_title = {values["title"]: values["suppliers"] for values in council.estate.records("contract").values()}
    assert by_title["One"] == by_title["Two"] == by_title["Three"] != by_title["Four"]


def test_a_row_alone_becomes_what_the_same_row_said_twice_does(tmp_path: Path) -> None:
    """One row of a new record has a shorter way than rows that are merged."""
    registers = {
        "contracts": [
            "Reference,Title,Supplier,Supplier company number,End date,Value,Renewal,Covers,Exempt",
            "C1,Desk,Alder Ltd,1234567,Rolling,TBC,,Desk,no",
            ",Net,in-house,TBC,31/3/2027 then rolling,0,automatic,,",
            "C3,C3,Birch Ltd; Cedar plc,,,,,Desk; Net,Section 43",
        ],
        "systems": ["Reference,Name,Vendor,Users", "S1,Desk,Alder Ltd,TBC", ",Net,internal,5"],
        "services": ["Name,Systems,Fallback systems,Statutory", "Housing,Desk,Desk > Net,x", "Parking,TBC,,"],
    }
    held = []
    for times in (1, 2):
        folder = tmp_path / str(times)
        folder.mkdir()
        for name, (headings, *rows) in registers.items():
            (folder / f"{name}.csv").write_text("\n".join([headings, *rows * times]), encoding="utf-8")
        store = SqliteStore(folder / "itmap.db", create=True)
        import_files(store, [folder])
        held.append({name: table.to_dict("index") for name, table in store.tables().items()})
        store.close()
    assert held[0] == held[1]
    assert sum(map(len, held[0].values())) == 11


def test_in_house_words_name_no_supplier(council: Council) -> None:
    council.land(
        sheet("system", {"name": "A", "vendors": ("Internal",)}, {"name": "B", "vendors": ("In-house; various",)})
    )
    assert council.names("supplier") == []


def test_words_that_name_nobody_are_kept_as_they_are_written(council: Council) -> None:
    rows = sheet("contract", contract("C1", "One", "In-house"), contract("C2", "Two", "various"))
    council.land(rows, sheet("system", {"name": "A", "vendors": ("Internal",)}))
    said = {
        name: values["said"]
        for table in council.estate.tables.values()
        for name, values in table.to_dict("index").items()
    }
    assert sorted(text for words in said.values() for text in words.values()) == ["In-house", "Internal", "various"]
    council.land(sheet("contract", contract("C1", "One", "Alder Ltd"), contract("C2", "Two")))
    of = {values["title"]: values for values in council.estate.records("contract").values()}
    assert (len(of["One"]["suppliers"]), of["One"]["said"], of["Two"]["said"]) == (1, {}, {})


def test_a_contract_in_a_systems_list_without_a_supplier_keeps_no_empty_words(council: Council) -> None:
    rows = sheet("system", {"name": "A", "vendors": ()})
    rows.rows[0].contract["end_date"] = dt.date(2027, 3, 31)
    council.land(rows)
    (found,) = council.estate.records("contract").values()
    assert (found["suppliers"], found["said"]) == ((), {})


def test_a_row_without_what_it_needs_is_rejected_with_the_reason(council: Council) -> None:
    rows = sheet("contract", contract("C1", "One"), contract(None, None, "Alder Ltd"))
    outcome = council.land(rows)
    assert counts(outcome) == (1, 0, 1)
    (problem,) = rows.problems
    assert (problem.row, problem.severity) == (3, "row")
    assert "a title or a reference" in problem.message


def test_a_row_with_a_function_and_a_supplier_but_no_system_name_lands(council: Council) -> None:
    council.land(
        sheet(
            "system",
            {"name": None, "vendors": ("Alder Ltd",), "services": ("Housing",)},
            {"name": None, "vendors": ("In-house",), "services": ("Bin rounds",)},
        )
    )
    assert sorted(council.names("system")) == ["Bin rounds (In-house)", "Housing (Alder Ltd)"]
    assert council.names("supplier") == ["Alder Ltd"]


def test_a_systems_row_may_hold_its_contract_and_counts_once(council: Council) -> None:
    rows = sheet("system", {"name": "Ledger", "vendors": ("Alder Ltd",)})
    rows.rows[0] = ReadRow(2, rows.rows[0].values, None, False, {"end_date": dt.date(2027, 3, 31)})
    assert counts(council.land(rows)) == (1, 0, 0)
    (values,) = council.estate.records("contract").values()
    assert (values["title"], values["end_date"]) == ("Ledger", dt.date(2027, 3, 31))
    assert [council.estate.name(id_) for id_ in values["covers"]] == ["Ledger"]
    again = council.land(rows)
    assert (again.changed["added"], again.changed["updated"]) == (0, 0)


def test_a_name_that_several_records_bear_is_listed_and_never_guessed(council: Council) -> None:
    twins = sheet("system", {"reference": "S1", "name": "Ledger"}, {"reference": "S2", "name": "Ledger"})
    names = sheet("integration", {"provider": "Ledger", "consumer": "S2"})
    council.land(twins, names)
    assert [problem.value for problem in names.problems] == ["Ledger"]
    assert len(council.estate["system"]) == 3
    again = council.land(twins, sheet("integration", {"provider": "Ledger", "consumer": "S2"}))
    assert (again.changed["added"], again.changed["updated"]) == (0, 0)


def test_a_dry_run_counts_and_writes_nothing(council: Council) -> None:
    rows = sheet(
        "system",
        {"name": "A", "Organisation": "North", "vendors": ("Alder",)},
        {"name": "A", "vendors": ("Alder",), "Organisation": "South"},
    )
    dry = council.land(rows, dry_run=True)
    assert council.names("system") == []
    wet = council.land(rows)
    assert dry.changed == wet.changed


def test_every_record_leads_back_to_the_rows_that_spoke_of_it(council: Council) -> None:
    council.land(
        sheet("system", {"name": "A", "vendors": ("Alder Ltd",)}, {"name": "B", "vendors": ("Alder Ltd",)}),
        sheet("integration", {"provider": "A", "consumer": "B"}),
    )
    estate = council.estate
    rows = {estate.name(id_): [(s.file, s.row) for s in estate.sources[id_]] for id_ in estate.sources}
    assert rows["A"] == [("integrations.csv", 2), ("systems.csv", 2)]
    assert rows["Alder Ltd"] == [("systems.csv", 2), ("systems.csv", 3)]
    assert rows["A > B"] == [("integrations.csv", 2)]


def test_a_contract_that_ends_before_it_starts_lands_and_is_listed(council: Council) -> None:
    rows = sheet("contract", contract("C1", "One", start_date=dt.date(2027, 4, 1), end_date=dt.date(2024, 3, 31)))
    assert counts(council.land(rows)) == (1, 0, 0)
    assert [(problem.column, problem.value) for problem in rows.problems] == [("End date", "2024-03-31")]


def test_what_another_council_of_the_same_import_brought_in_is_no_change(council: Council) -> None:
    rows = [
        contract("C1", "Housing", "Alder Ltd", Organisation="North"),
        contract("C1", "Payroll", "ALDER LIMITED", Organisation="South"),
    ]
    first = council.land(sheet("contract", *rows))
    assert dict(first.changed) == {"added": 5, "updated": 0, "unchanged": 0, "removed": 0}
    assert (first.changes, len(first.news)) == ([], 5)
    assert "Added:" not in first.as_text()
    assert council.estate.records("supplier")[council_supplier(council)]["names_seen"] == ("ALDER LIMITED",)
    again = council.land(sheet("contract", *rows))
    assert dict(again.changed) == {"added": 0, "updated": 0, "unchanged": 5, "removed": 0}  # the supplier once


@pytest.mark.parametrize("changing", ["North", "South"])
def test_a_supplier_that_councils_share_counts_once_as_updated_whichever_changed_it(
    council: Council, changing: str
) -> None:
    rows = [contract("C1", "Housing", "Alder Ltd", Organisation=name) for name in ("North", "South")]
    council.land(sheet("contract", *rows))
    rows = [row | ({"suppliers": ("ALDER LIMITED",)} if row["Organisation"] == changing else {}) for row in rows]
    assert dict(council.land(sheet("contract", *rows)).changed) == {
        "added": 0,
        "updated": 1,
        "unchanged": 4,
        "removed": 0,
    }


def council_supplier(council: Council) -> str:
    (supplier,) = council.estate.records("supplier")
    return supplier


def test_a_suppliers_own_row_says_what_it_is_called_wherever_it_stands(council: Council) -> None:
    contract = {"title": "Print", "suppliers": ("Maple Ltd",), "supplier_company_number": ("01234567",)}
    own = {"name": "Alder Ltd", "company_number": "01234567"}
    council.land(sheet("contract", contract), sheet("supplier", own), organisation="Ours")
    (supplier,) = council.estate.records("supplier").values()
    assert (supplier["name"], supplier["names_seen"]) == ("Alder Ltd", ("Maple Ltd",))
