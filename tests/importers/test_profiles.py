"""Layouts as data: which layouts are known by themselves, what they say, and what a profile of one's own may say."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from itmap import model
from itmap.importers import import_files, profiles
from itmap.importers.reading import ReadSheet, read_files
from itmap.stores import open_store
from tests.importers.files import write_csv

PROFILES = sorted(Path(profiles.__file__).parent.glob("*.toml"))


def read(tmp_path: Path, *rows: list[object], name: str = "register.csv", **options: object) -> ReadSheet:
    (sheet,) = read_files([write_csv(tmp_path / name, list(rows))], **options)
    return sheet


def fields(sheet: ReadSheet) -> dict[str, str]:
    """Heading in the file -> the workbook's, of those that are read."""
    return {heading: known for heading, known in sheet.columns.items() if known}


NOTICES: list[list[object]] = [
    ["id", "title", "organisation", "status", "notice_type", "published_date", "awarded_date", "value_low",
     "awarded_value", "awarded_supplier", "cpv_codes"],
    ["n-1", "Parks &amp; paths", "Northmoor", "awarded", "Contract", "2026-03-06", "2026-01-19", "1", "500", "Alder", "7"],
    ["n-2", "Payroll", "Northmoor", "open", "Contract", "2026-03-06", "", "900", "0", "", "72000000"],
    ["n-3", "Housing", "Northmoor", "closed", "Contract", "2026-03-06", "", "900", "0", "", "72000000"],
    ["n-4", "Lifts", "Northmoor", "withdrawn", "Contract", "2026-03-06", "", "900", "0", "", "72000000"],
]  # fmt: skip


def test_contracts_finder_notices_are_recognised_and_none_but_an_award_may_run(tmp_path: Path) -> None:
    sheet = read(tmp_path, *NOTICES)
    assert (sheet.register, sheet.profile) == (model.CONTRACTS, "contracts-finder")
    assert [row.values["status"] for row in sheet.rows] == ["unknown", "pipeline", "pipeline", "withdrawn"]
    assert [row.values["value"] for row in sheet.rows] == [Decimal(500), None, None, None]
    assert sheet.rows[0].values["value_basis"] == "total"
    assert "start_date" not in sheet.present  # the day of an award is not the first day
    assert sheet.problems == []


def test_the_transparency_code_s_own_words_are_recognised(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Reference number", "Title of agreement", "Local authority department responsible", "Supplier name and details",
         "Sum to be paid", "Start date", "End date", "Review date", "Process used"],
        ["C1", "Housing", "Homes", "Alder Ltd", "£100", "1/4/2024", "31/3/2027", "", "Tender"],
    )  # fmt: skip
    assert sheet.profile == "transparency-code"
    assert None not in sheet.columns.values()


def test_a_users_profile_is_synonyms_scales_and_constants(tmp_path: Path) -> None:
    profile = tmp_path / "ours.toml"
    profile.write_text(
        'register = "Systems"\ndate_order = "month first"\nignore = ["Vendor"]\n'
        '[headings]\nname = ["Bezeichnung"]\n[words.criticality]\nGold = "4"\n[constants]\nstatus = "live"\n',
        encoding="utf-8",
    )
    sheet = read(
        tmp_path,
        ["Bezeichnung", "Vendor", "Criticality", "Go live"],
        ["Payroll", "Alder", "gold", "7/3/2024"],
        profile=str(profile),
    )
    assert sheet.rows[0].values == {
        "status": "live", "name": "Payroll", "criticality": 4, "go_live_date": dt.date(2024, 7, 3),
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["register = ", 'register = "Nothing"', 'register = "Systems"\n[headings]\nnome = ["x"]', "date_order = 1",
     'register = "Systems"\n[headings]\nname = "x"', 'register = "Systems"\n[constants]\nstatus = "x"', "other = 1",
     'register = "Systems"\n[words]\nstatus = 3', 'register = "Systems"\nrecognise = [["a"], "b"]',
     'register = "Contracts"\n[also.Integrations]\nprovider = ["x"]',
     'register = "Systems"\n[also.Integrations]\nboth_ways = ["x"]',
     'register = "Systems"\n[direction]\nheading = ["x"]', 'register = "Integrations"\n[direction]\nturned = ["x"]',
     'register = "Integrations"\n[direction]\nheading = ["x"]\nsideways = ["x"]',
     'register = "Systems"\nrecord_type = ["Kind"]', 'register = "Systems"\n[[other]]\nregister = "Services"',
     'register = "Systems"\nrecord_type = ["Kind"]\n[[other]]\nregister = "Services"',
     'register = "Systems"\nrecord_type = ["Kind"]\n[[other]]\nrows = ["2"]'],
)  # fmt: skip
def test_a_bad_profile_says_what_to_mend(said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(said, encoding="utf-8")
    with pytest.raises(profiles.ProfileInvalid, match=r"bad\.toml"):
        read(tmp_path, ["Title", "Supplier"], profile=str(path))


def test_a_missing_profile_or_one_for_another_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(profiles.ProfileInvalid, match="contracts-finder, foi-systems"):
        read(tmp_path, ["Title", "Supplier"], profile="nothing")
    with pytest.raises(profiles.ProfileInvalid, match="Leave one out"):
        read(tmp_path, ["Title", "Supplier"], profile="contracts-finder", register=model.SYSTEMS)


def test_every_shipped_profile_can_be_loaded_says_its_title_and_names_its_source() -> None:
    assert len(PROFILES) >= 12
    for path in PROFILES:
        profile = profiles.find(path.stem)
        assert profile.name == path.stem
        assert profile.title != path.stem
        assert profile.marks
        assert path.read_text(encoding="utf-8").startswith("# "), path.stem


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_every_shipped_profile_is_found_by_its_own_marks_and_by_no_other_s(path: Path) -> None:
    said = tomllib.loads(path.read_text(encoding="utf-8"))["recognise"]
    marks = said if isinstance(said[0], list) else [said]
    for headings in marks:
        found = profiles.marking(headings, None)
        assert found
        assert found.name == path.stem
        shouted = [heading.upper().replace(" ", "_") for heading in headings]
        assert profiles.marking([*shouted, "Colour"], None) == found
    if len(marks) == 1:
        assert profiles.marking(marks[0][1:], None) is None


def test_the_workbook_s_own_headings_are_no_profile_s() -> None:
    for register in model.REGISTERS:
        assert profiles.marking([field.heading for field in register.headed], None) is None


def test_every_word_of_a_shipped_profile_is_a_value_of_its_field() -> None:
    for path in PROFILES:
        profile = profiles.find(path.stem)
        for name, words in profile.scales.items():
            for meant in words.values():
                assert meant in (*profile.register.field(name).choices, "unknown"), (path.stem, name)


def test_the_schema_of_the_lga_is_recognised_and_says_whose_rows_they_are(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Organisation label", "Organisation URI", "Effective date", "Contract reference number", "Title of agreement",
         "CPV label", "CPV URI", "Contract start date", "Contract end date", "Last extension date",
         "Supplier registered company number", "Supplier name", "Irrecoverable VAT"],
        ["Northmoor", "x", "1/4/2026", "C1", "Housing", "IT services", "x", "1/4/2024", "31/3/2027", "31/3/2029",
         "01234567", "Alder Ltd", "0"],
    )  # fmt: skip
    assert sheet.profile == "lga-contracts"
    assert sheet.rows[0].organisation == "Northmoor"
    values = sheet.rows[0].values
    assert (values["start_date"], values["maximum_end_date"]) == (dt.date(2024, 4, 1), dt.date(2029, 3, 31))
    assert [heading for heading, known in sheet.columns.items() if known is None] == [
        "Organisation URI", "Effective date", "CPV URI", "Irrecoverable VAT",
    ]  # fmt: skip


def test_contracts_finder_s_own_download_gives_the_contract_s_days_and_not_the_notice_s(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Notice Identifier", "Notice Type", "Organisation Name", "Status", "Published Date", "Title", "Start Date",
         "End Date", "Closing Date", "Value Low", "Awarded Date", "Awarded Value", "Contract start date",
         "Contract end date"],
        ["n-1", "Contract", "Northmoor", "Open", "1/2/2026", "Parks", "1/4/2026", "1/4/2027", "", "5", "", "", "", ""],
        ["n-2", "Contract", "Northmoor", "Awarded", "1/2/2026", "Lifts", "", "", "", "", "1/3/2026", "7", "1/4/2026",
         "31/3/2027"],
    )  # fmt: skip
    assert sheet.profile == "contracts-finder"
    assert [row.values["status"] for row in sheet.rows] == ["pipeline", "unknown"]
    assert [row.values["end_date"] for row in sheet.rows] == [None, dt.date(2027, 3, 31)]


FOI: list[list[object]] = [
    ["Function", "System", "Supplier", "Contract end date", "Contract value", "Gets data from", "Sends data to",
     "Integrates with"],
    ["Housing", "Homes", "Alder", "31/3/2027", "£5k", "Ledger; Gazetteer", "Payments", "Telephony"],
    ["Finance", "Ledger", "Birch", "Rolling", "", "N/A", "", ""],
]  # fmt: skip


def test_a_row_of_a_systems_list_gives_its_contract_its_service_and_its_integrations(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "a.db"), create=True)
    outcome = import_files(store, [write_csv(tmp_path / "foi.csv", FOI)])
    (sheet,) = outcome.sheets
    assert (sheet.rows_read, sheet.landed, sheet.merged, sheet.rejected) == (2, 2, 0, 0)
    tables = store.tables()
    names = dict(zip(tables["system"].index, tables["system"]["name"], strict=True))
    assert set(names.values()) == {"Homes", "Ledger", "Gazetteer", "Payments"}
    integrations = tables["integration"]
    assert {(names[row["provider"]], names[row["consumer"]]) for _, row in integrations.iterrows()} == {
        ("Ledger", "Homes"), ("Gazetteer", "Homes"), ("Homes", "Payments"),
    }  # fmt: skip
    contracts = zip(tables["contract"]["title"], tables["contract"]["renewal"], strict=True)
    assert set(contracts) == {("Homes", None), ("Ledger", "rolling")}
    assert set(tables["service"]["name"]) == {"Housing", "Finance"}
    store.close()


def test_a_profile_s_heading_may_say_more_beside_too(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["System type", "System name", "Supplier", "Total contract value (ex VAT)"],
        ["Social care", "Carebase", "Alder", "£5k"],
    )
    assert sheet.profile == "foi-systems"
    assert sheet.rows[0].values == {"services": ("Social care",), "name": "Carebase", "vendors": ("Alder",)}
    assert sheet.rows[0].contract == {"value": Decimal(5000), "value_basis": "total", "vat": "excluded"}


def test_where_no_direction_is_said_none_is_made_up(tmp_path: Path) -> None:
    sheet = read(tmp_path, *FOI)
    assert sheet.profile == "foi-systems"
    assert sheet.columns["Integrates with"] is None
    assert sheet.rows[0].integrations == {"provider": ("Ledger", "Gazetteer"), "consumer": ("Payments",)}
    assert len(sheet.notes) == 1
    assert sheet.notes[0].startswith("Integrates with: names systems, but not which")


def test_a_profile_of_one_s_own_may_say_that_data_moves_both_ways(tmp_path: Path) -> None:
    profile = tmp_path / "ours.toml"
    profile.write_text(
        'register = "Systems"\n[also.Integrations]\nboth = ["Integrates with"]\nmethod = ["How"]\n'
        '[also.Contracts]\nend_date = ["Paid until"]\n',
        encoding="utf-8",
    )
    rows: list[list[object]] = [
        ["Name", "Vendor", "Paid until", "Integrates with", "How"],
        ["Homes", "Alder", "31/3/2027", "Ledger", "file"],
    ]
    path = write_csv(tmp_path / "systems.csv", rows)
    store = open_store(str(tmp_path / "a.db"), create=True)
    import_files(store, [path], profile=str(profile))
    tables = store.tables()
    names = dict(zip(tables["system"].index, tables["system"]["name"], strict=True))
    found = [
        (names[row["provider"]], names[row["consumer"]], row["method"]) for _, row in tables["integration"].iterrows()
    ]
    assert sorted(found) == [("Homes", "Ledger", "file"), ("Ledger", "Homes", "file")]
    assert set(tables["integration"]["dependence"]) <= {None, "unknown"}
    assert list(tables["contract"]["end_date"].astype(str)) == ["2027-03-31"]
    store.close()


INVENTORY: list[list[object]] = [
    ["Record Type", "Application Name", "Description", "Business Service", "Dependency", "Dependency Direction"],
    ["1", "Homes", "who lives where", "Housing", "", ""],
    ["1", "Ledger", "", "Finance"],
    ["2", "Homes", "", "", "Ledger", "SOUTHBOUND"],
    ["2", "Homes", "", "", "Payments", "Northbound"],
    ["2", "Homes", "", "", "Telephony", "to"],
    ["7", "Homes", "", "", "", ""],
]


def test_applications_and_dependencies_in_one_sheet_are_told_apart(tmp_path: Path) -> None:
    systems, integrations = read_files([write_csv(tmp_path / "inventory.csv", INVENTORY)])
    assert (systems.register, integrations.register) == (model.SYSTEMS, model.INTEGRATIONS)
    assert systems.profile == integrations.profile == "konveyor-applications"
    assert [(row.number, row.rejected) for row in systems.rows] == [(2, False), (3, False), (7, True)]
    assert systems.rows[0].values == {"kind": "application", "name": "Homes", "services": ("Housing",)}
    assert fields(systems) == {"Application Name": "Name", "Business Service": "Services"}
    assert fields(integrations) == {"Application Name": "Consumer", "Dependency": "Provider"}
    assert [(row.values["provider"], row.values["consumer"]) for row in integrations.rows] == [
        ("Ledger", "Homes"), ("Homes", "Payments"), (None, None),
    ]  # fmt: skip
    assert [(problem.row, problem.column, problem.value) for problem in integrations.problems] == [
        (6, "Dependency Direction", "to")
    ]
    assert [(problem.row, problem.severity) for problem in systems.problems] == [(7, "row")]


def test_every_row_of_two_kinds_is_counted_once(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "a.db"), create=True)
    outcome = import_files(store, [write_csv(tmp_path / "inventory.csv", INVENTORY)])
    assert [(sheet.rows_read, sheet.landed, sheet.rejected) for sheet in outcome.sheets] == [(3, 2, 1), (3, 2, 1)]
    store.close()


def test_a_direction_may_be_both_ways(tmp_path: Path) -> None:
    profile = tmp_path / "ours.toml"
    profile.write_text(
        'register = "Integrations"\n[headings]\nprovider = ["System A"]\nconsumer = ["System B"]\n'
        '[direction]\nheading = ["Direction"]\nstraight = ["->"]\nturned = ["<-"]\nboth = ["<->"]\n',
        encoding="utf-8",
    )
    rows: list[list[object]] = [
        ["System A", "Direction", "System B"],
        ["Homes", "<->", "Ledger"],
        ["Tax", "<-", "Post"],
    ]
    store = open_store(str(tmp_path / "a.db"), create=True)
    import_files(store, [write_csv(tmp_path / "a.csv", rows)], profile=str(profile))
    tables = store.tables()
    names = dict(zip(tables["system"].index, tables["system"]["name"], strict=True))
    assert {(names[row["provider"]], names[row["consumer"]]) for _, row in tables["integration"].iterrows()} == {
        ("Homes", "Ledger"), ("Ledger", "Homes"), ("Post", "Tax"),
    }  # fmt: skip
    store.close()


def test_a_list_of_consumers_and_providers_says_its_direction(tmp_path: Path) -> None:
    sheet = read(tmp_path, ["Project", "Service", "depends_on"], ["p", "Homes", "Ledger"])
    assert sheet.profile == "consumer-provider"
    assert sheet.rows[0].values == {"consumer": "Homes", "provider": "Ledger"}


def test_no_profile_makes_another_register_of_a_sheet_that_is_named_after_one(tmp_path: Path) -> None:
    rows: list[list[object]] = [["System", "Supplier", "Contract end date"], ["Homes", "Alder", "31/3/2027"]]
    assert read(tmp_path, *rows).profile == "foi-systems"
    named = read(tmp_path, *rows, name="contracts.csv")
    assert (named.register, named.profile) == (model.CONTRACTS, None)
    assert read(tmp_path, *rows, name="systems.csv").profile == "foi-systems"


def test_a_word_of_a_profile_is_stronger_than_another_field_s_own_heading(tmp_path: Path) -> None:
    profile = tmp_path / "ours.toml"
    profile.write_text('register = "Contracts"\n[headings]\ntitle = ["x", "y", "z", "Description"]\n', encoding="utf-8")
    sheet = read(tmp_path, ["Description", "Supplier"], ["Housing", "Alder"], profile=str(profile))
    assert sheet.rows[0].values == {"title": "Housing", "suppliers": ("Alder",)}


def test_a_profile_is_passed_over_where_more_is_understood_without_it(tmp_path: Path) -> None:
    headings: list[object] = ["System", "Vendor", "Owner", "Version", "Depends on"]
    sheet = read(tmp_path, headings, ["Homes", "Alder", "J. Birch", "4", "Ledger"])
    assert (sheet.register, sheet.profile) == (model.SYSTEMS, None)
    assert sheet.rows[0].values["vendors"] == ("Alder",)
    named = read(tmp_path, headings, ["Homes", "Alder", "J. Birch", "4", "Ledger"], profile="consumer-provider")
    assert (named.register, named.profile) == (model.INTEGRATIONS, "consumer-provider")


ELSEWHERE: dict[str, tuple[list[str], list[str], dict[str, object]]] = {
    "kitos-contracts": (
        ["Id", "IT Kontrakt Navn (påkrævet)", "IT Kontrakt Id", "Bemærkning", "Indgået", "Uopsigeligt til", "Udløbsdato",
         "Kontrakten opsagt"],
        ["77", "Bolig", "K1", "", "01-03-2024", "", "28-02-2027", "01-01-2026"],
        {"title": "Bolig", "reference": "K1", "start_date": dt.date(2024, 3, 1), "end_date": dt.date(2027, 2, 28),
         "description": None, "irrevocable_until": None},
    ),
    "philadelphia-contracts": (
        ["original_contract_id", "current_item_id", "department_name", "vendor", "contract_structure_type", "short_desc",
         "start_dt", "end_dt", "amt", "exempt_status"],
        ["9", "901", "Parks", "Alder", "Computer Svcs", "Housing", "9/18/2024", "9/17/2025", "5", "EXEMPT"],
        {"reference": "9", "department": "Parks", "suppliers": ("Alder",), "title": "Housing",
         "start_date": dt.date(2024, 9, 18), "end_date": dt.date(2025, 9, 17)},
    ),
    "pittsburgh-contracts": (
        ["TYPE OF CONTRACT", "CONTRACT", "COMPANY", "SERVICE", "EXPIRATION", "CONTROLLER"],
        ["County", "9", "ALDER", "HOUSING", "7/12/25", "4"],
        {"reference": "9", "suppliers": ("ALDER",), "title": "HOUSING", "end_date": dt.date(2025, 7, 12)},
    ),
    "toronto-non-competitive": (
        ["_id", "Workspace Number", "Reason", "Contract Date", "Supplier Name", "Contract Amount", "Division"],
        ["1", "W9", "Emergency", "2025-07-12", "Alder", "5", "Parks"],
        {"reference": "W9", "suppliers": ("Alder",), "department": "Parks"},
    ),
    "sb272-systems": (
        ["Department Custodian", "Department Name of Data System", "Vendor", "Product"],
        ["Parks", "Trees", "Alder", "COTS"],
        {"department": "Parks", "name": "Trees", "vendors": ("Alder",), "product": None},
    ),
    "omb-ai-inventory": (
        ["Agency", "AI Use Case", "Name of Commercial Product or Service Used", "Estimated # of Licenses/Users"],
        ["Parks", "Counting trees", "Treebot", "101-1000"],
        {"product": "Treebot", "users": None},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_layouts_of_other_places_are_read_by_what_their_headings_mean(name: str, tmp_path: Path) -> None:
    headings, row, values = ELSEWHERE[name]
    sheet = read(tmp_path, list(headings), list(row))
    assert sheet.profile == name
    assert sheet.rows[0].values == values
    assert sheet.problems == []


def test_every_shipped_profile_has_its_line_in_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
    for path in PROFILES:
        assert f"`{path.stem}`" in page, path.stem


def test_the_examples_in_the_docs_are_profiles(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert len(examples) >= 3
    for number, example in enumerate(examples):
        path = tmp_path / f"example{number}.toml"
        path.write_text(example, encoding="utf-8")
        assert profiles.find(str(path)).register
