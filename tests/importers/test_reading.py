"""From a file to rows: every row is counted, every cell that can't be read is named, and nothing else is said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from itmap import model
from itmap.importers import profiles
from itmap.importers.reading import ReadSheet, read_files
from itmap.quantities import Duration
from tests.importers.files import Rows, write_csv, write_xlsx


def read(tmp_path: Path, *rows: list[object], name: str = "register.csv", **options: object) -> ReadSheet:
    (sheet,) = read_files([write_csv(tmp_path / name, list(rows))], **options)  # type: ignore[arg-type]
    return sheet


def test_a_row_is_read_with_the_number_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Our contracts"],
        [],
        ["Title", "Supplier", "End date", "Value", "Notice period", "Colour", "Council"],
        ["Housing", "Alder Ltd; Birch plc", "31/3/2027", "£1,200", "3 months", "blue", "Northmoor"],
        [],
        ["Payroll", "TBC", "October 2018", "c£9k", "", "", "n/a"],
    )
    assert (sheet.file, sheet.sheet, sheet.register, sheet.header_row) == ("register.csv", "", model.CONTRACTS, 3)
    assert [row.number for row in sheet.rows] == [4, 6]
    assert sheet.rows[0].values == {
        "title": "Housing",
        "suppliers": ("Alder Ltd; Birch plc",),
        "end_date": dt.date(2027, 3, 31),
        "value": Decimal(1200),
        "notice_period": Duration((3,), "month"),
    }
    assert sheet.rows[1].values["suppliers"] == ()
    assert [row.organisation for row in sheet.rows] == ["Northmoor", None]
    assert sheet.present == frozenset(sheet.rows[0].values)
    assert sheet.columns["Colour"] is None
    assert sheet.columns["Council"] == "Organisation"
    assert [(p.row, p.column, p.value, p.severity) for p in sheet.problems] == [
        (6, "End date", "October 2018", "cell"),
        (6, "Value", "c£9k", "cell"),
    ]


def test_what_came_out_as_no_value_is_kept_as_the_text_that_stands_there(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Title", "Supplier", "End date", "Value", "Renewal", "Start date"],
        ["Housing", "TBC", "Rolling", "c £9k", "automatic", ""],
        ["Payroll", "Alder", "31/3/2027", "£ -", "unknown", "  "],
        ["Total", "", "", "10", "", ""],
    )
    assert [row.said for row in sheet.rows] == [
        {"suppliers": "TBC", "end_date": "Rolling", "value": "c £9k"},
        {"value": "£ -"},
        {},
    ]
    systems = read(tmp_path, ["System name", "Supplier", "Contract end"], ["Payroll", "N/K", "ongoing"])
    assert (systems.rows[0].said, systems.rows[0].contract_said) == ({"vendors": "N/K"}, {"end_date": "ongoing"})


def test_totals_and_repeated_headings_are_rejected_and_said(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Title", "Supplier", "Value"],
        ["Total care", "Alder", "5"],
        ["Totalview", "", "5"],
        ["Title", "Supplier", "Value"],
        ["Total", "", "10"],
        ["", "Grand Total:", "£10"],
    )
    assert [row.rejected for row in sheet.rows] == [False, False, True, True, True]
    assert [(problem.row, problem.severity) for problem in sheet.problems] == [(4, "row"), (5, "row"), (6, "row")]


@pytest.mark.parametrize("register", [each for each in model.REGISTERS if each.example], ids=lambda each: each.name)
def test_the_template_s_example_row_is_passed_over_until_it_is_changed(
    register: model.Register, tmp_path: Path
) -> None:
    example: list[object] = [(register.example or {}).get(field.name, "") for field in register.headed]
    own = ["Ours", *example[1:]] if example[0] else [*example[:-1], "1"]
    headings: list[object] = [field.heading for field in register.headed]
    sheet = read(tmp_path, headings, example, own, name=f"{register.sheet}.csv")
    assert [row.number for row in sheet.rows] == [3]


def test_the_example_row_is_known_as_real_dates_and_numbers_too(tmp_path: Path) -> None:
    headings: list[object] = ["Reference", "Title", "Start date", "Value"]
    rows: Rows = [headings, ["EX-1", "Example housing system support", dt.date(2024, 4, 1), 24000]]
    (sheet,) = read_files([write_xlsx(tmp_path / "a.xlsx", {"Contracts": rows})])
    assert sheet.rows == []


def test_what_no_heading_covers_is_listed(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Title", "", "Supplier", "Supplier"],
        ["Housing", "stray", "Alder", "Birch"],
        ["Payroll", "", "Cedar", "", "beyond"],
    )
    assert sheet.columns == {"Title": "Title", "(column 2)": None, "Supplier": "Supplier", "Supplier (2)": None}
    assert [(problem.row, problem.value) for problem in sheet.problems] == [(3, "beyond")]


def test_what_a_heading_says_beside_fills_its_own_field(tmp_path: Path) -> None:
    sheet = read(
        tmp_path, ["Title", "Annual value (ex VAT)", "Term (months)"], ["Housing", "10", "24"], ["Payroll", "", ""]
    )
    assert {"value_basis", "vat"} <= sheet.present
    assert sheet.rows[0].values["term"] == Duration((24,), "month")
    basis = [(row.values["value"], row.values["value_basis"], row.values["vat"]) for row in sheet.rows]
    assert basis == [(Decimal(10), "annual", "excluded"), (None, None, None)]


def test_a_basis_of_its_own_wins_over_the_heading(tmp_path: Path) -> None:
    sheet = read(tmp_path, ["Title", "Value basis", "Annual value"], ["Housing", "total", "10"])
    assert sheet.rows[0].values["value_basis"] == "total"
    after = read(tmp_path, ["Title", "Annual value", "Value basis"], ["Housing", "10", "total"])
    assert after.rows[0].values["value_basis"] == "total"


def test_yes_under_auto_renews_is_automatic_and_under_renewal_says_too_little(tmp_path: Path) -> None:
    sheet = read(tmp_path, ["Title", "Auto-renews?"], ["Housing", "Yes"], ["Payroll", "No"])
    assert [row.values["renewal"] for row in sheet.rows] == ["automatic", "none"]
    assert len(read(tmp_path, ["Title", "Renewal"], ["Housing", "Yes"]).problems) == 1


def test_american_dates_are_not_read_as_british_ones(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Title", "End date"], ["Housing", "7/31/2026"], ["Payroll", "3/7/2026"]]
    sheet = read(tmp_path, *rows)
    assert [row.values["end_date"] for row in sheet.rows] == [None, None]
    assert [problem.row for problem in sheet.problems] == [2, 3]


def test_a_systems_list_gives_the_contract_of_its_row(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["System name", "Supplier", "Contract end", "Contract value"],
        ["Payroll", "Alder", "31/3/2027", "£5k"],
        ["Housing", "Birch", "soon", ""],
    )
    assert sheet.register is model.SYSTEMS
    assert sheet.present == {"name", "vendors"}
    assert sheet.contract_present == {"end_date", "value"}
    assert [row.contract for row in sheet.rows] == [
        {"end_date": dt.date(2027, 3, 31), "value": Decimal(5000)},
        {"end_date": None, "value": None},
    ]
    assert [(problem.row, problem.column) for problem in sheet.problems] == [(3, "Contract end")]


def test_a_sheet_that_is_none_is_given_beside_one_that_is(tmp_path: Path) -> None:
    sheets = {"Notes": [["Made by the IT team"]], "Hidden": [["Title", "Supplier"], ["Housing", "Alder"]]}
    path = write_xlsx(tmp_path / "a.xlsx", sheets)  # type: ignore[arg-type]
    book = openpyxl.load_workbook(path)
    book["Hidden"].sheet_state = "hidden"
    book.save(path)
    notes, contracts = read_files([path])
    assert (notes.register, notes.header_row, notes.rows) == (None, None, [])
    assert (contracts.register, len(contracts.rows)) == (model.CONTRACTS, 1)


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
     'register = "Systems"\n[words]\nstatus = 3'],
)  # fmt: skip
def test_a_bad_profile_says_what_to_mend(said: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(said, encoding="utf-8")
    with pytest.raises(profiles.ProfileInvalid, match=r"bad\.toml"):
        read(tmp_path, ["Title", "Supplier"], profile=str(path))


def test_a_missing_profile_or_one_for_another_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(profiles.ProfileInvalid, match="contracts-finder, transparency-code"):
        read(tmp_path, ["Title", "Supplier"], profile="nothing")
    with pytest.raises(profiles.ProfileInvalid, match="Leave one out"):
        read(tmp_path, ["Title", "Supplier"], profile="contracts-finder", register=model.SYSTEMS)


def test_every_shipped_profile_can_be_loaded() -> None:
    assert {profile.name for profile in profiles.shipped()} == {"contracts-finder", "transparency-code"}
