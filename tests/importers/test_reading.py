"""From a file to rows: every row is counted, every cell that can't be read is named, and nothing else is said."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itmap import model
from itmap.importers import import_sheets
from itmap.importers.finding import find_tables
from itmap.importers.reading import ReadSheet, read_files, read_table
from itmap.importers.sheets import RawTable
from itmap.quantities import Duration
from itmap.stores.sqlite import SqliteStore
from tests.importers.files import Rows, write_csv, write_xlsx


def read(tmp_path: Path, *rows: list[object], name: str = "register.csv", **options: object) -> ReadSheet:
    (sheet,) = read_files([write_csv(tmp_path / name, list(rows))], **options)
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


def test_what_a_column_that_is_not_read_says_of_exemption_is_kept(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Title", "Exempt", "Our remarks"],
        ["Housing", "No", "Section 43 applies"],
        ["Payroll", "Yes", "Section 43 applies"],
        ["Parking", "No", "Section 4 works"],
    )
    assert [row.values["exempt"] for row in sheet.rows] == [None, True, False]
    assert [row.said for row in sheet.rows] == [{"exempt": "Section 43 applies"}, {}, {}]


def test_words_in_the_place_of_a_company_number_are_no_value_and_may_say_that_a_contract_is_exempt(
    tmp_path: Path,
) -> None:
    sheet = read(
        tmp_path,
        ["Title", "Supplier", "Supplier company number"],
        ["Housing", "Alder Ltd", "TBC"],
        ["Payroll", "Birch Ltd", "Commercially sensitive"],
        ["Parking", "Cedar Ltd", "01234567"],
    )
    assert [row.values["supplier_company_number"] for row in sheet.rows] == [(), (), ("01234567",)]
    assert [row.said for row in sheet.rows] == [{}, {"exempt": "Commercially sensitive"}, {}]
    with closing(SqliteStore(tmp_path / "itmap.db", create=True)) as store:
        assert import_sheets(store, [sheet]).changed["added"] == 7
        assert import_sheets(store, [sheet]).changed["unchanged"] == 7


def test_a_failed_formula_names_no_council(tmp_path: Path) -> None:
    sheet = read(tmp_path, ["Title", "Supplier", "Council"], ["Housing", "Alder Ltd", "#REF!"])
    assert [row.organisation for row in sheet.rows] == [None]
    assert [(p.row, p.column, p.value, p.severity) for p in sheet.problems] == [(2, "Council", "#REF!", "cell")]


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


def test_words_kept_are_no_value_wherever_they_are_read_again(tmp_path: Path) -> None:
    """What only this sheet made unclear, or a profile unknown, must not become a value in the council's own export."""
    days = read(tmp_path, ["Title", "End date"], ["A", "31/1/2026"], ["B", "1/31/2026"], ["C", "3/4/2026"])
    assert [row.said.get("end_date") for row in days.rows] == [None, None, "3/4/2026 (unclear)"]
    assert [problem.value for problem in days.problems] == ["3/4/2026"]
    notices = read(
        tmp_path,
        ["id", "title", "notice_type", "published_date", "awarded_supplier", "awarded_value"],
        ["1", "A", "award", "2026-01-01", "Alder Ltd", "0"],
    )
    assert (notices.profile, notices.rows[0].values["value"]) == ("contracts-finder", None)
    assert notices.rows[0].said["value"] == "0 (unclear)"
    headings = ["Title", "Supplier", "Product", "End date", "Value"]
    again = read(tmp_path, headings, [f"{text} (unclear)" for text in ("A", "Alder Ltd", "COTS", "3/4/2026", "0")])
    assert again.problems == []
    assert not any(again.rows[0].values.values())
    assert again.rows[0].said["value"] == "0 (unclear)"


def test_a_cell_may_say_what_the_row_does_not_say_elsewhere(tmp_path: Path) -> None:
    headings: list[object] = ["Title", "End date", "Renewal", "Value (ex VAT)", "Start date"]
    sheet = read(
        tmp_path,
        headings,
        ["Housing", "Rolling", "", "£9 inc VAT", ""],
        ["Payroll", "Rolling", "none", "£0", ""],
        ["Lifts", "1/4/2024 - 31/3/2027", "", "", ""],
        ["Parks", "1/4/2024 - 31/3/2027", "", "", "1/5/2024"],
    )
    values = [row.values for row in sheet.rows]
    assert [each["renewal"] for each in values] == ["rolling", "none", None, None]
    assert [each["vat"] for each in values] == ["included", "excluded", None, None]
    assert [each["start_date"] for each in values] == [None, None, dt.date(2024, 4, 1), dt.date(2024, 5, 1)]
    assert sheet.rows[0].said == {"end_date": "Rolling"}
    systems = read(tmp_path, ["System name", "Supplier", "Contract end"], ["Payroll", "Alder", "Rolling"])
    assert systems.rows[0].contract == {"end_date": None, "renewal": "rolling"}
    assert "renewal" not in systems.rows[0].values


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


def test_a_column_that_proves_itself_american_is_read_so_and_said(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Title", "Start date", "End date"],
        ["Housing", "1/2/2025", "7/31/2026"],
        ["Payroll", "3/1/2025", "3/7/2026"],
    ]
    sheet = read(tmp_path, *rows)
    assert [row.values["end_date"] for row in sheet.rows] == [dt.date(2026, 7, 31), dt.date(2026, 3, 7)]
    # Nothing in the starts says which way round they are, and the ends make both possible.
    assert [row.values["start_date"] for row in sheet.rows] == [None, None]
    assert [(problem.row, problem.column) for problem in sheet.problems] == [(2, "Start date"), (3, "Start date")]
    assert len(sheet.notes) == 1
    assert sheet.notes[0].startswith("End date: read with the month first")


def test_a_comma_that_may_part_two_suppliers_is_said_and_parts_nothing(tmp_path: Path) -> None:
    cells = ["Jacobs,Alder Group Ltd", "Baker, Lomax & Co Ltd", "Birch,Inc.", "Alder Ltd,Birch Ltd", "Alder"]
    sheet = read(tmp_path, ["Title", "Supplier"], *([f"Contract {cell[:3]}", cell] for cell in cells))
    assert [row.values["suppliers"] for row in sheet.rows] == [(cell,) for cell in cells]
    assert sheet.notes == [
        "Supplier: a comma may stand between two suppliers or inside a name (Jacobs,Alder Group Ltd): kept as one. "
        "Write ; between them where they are several."
    ]


def test_a_profile_s_own_date_order_is_not_second_guessed(tmp_path: Path) -> None:
    profile = tmp_path / "ours.toml"
    profile.write_text('register = "Contracts"\ndate_order = "day first"\n', encoding="utf-8")
    sheet = read(tmp_path, ["Title", "End date"], ["Housing", "7/31/2026"], ["Tax", "3/7/2026"], profile=str(profile))
    assert [row.values["end_date"] for row in sheet.rows] == [None, dt.date(2026, 7, 3)]
    assert sheet.notes == []


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
    path = write_xlsx(tmp_path / "a.xlsx", sheets)
    book = openpyxl.load_workbook(path)
    book["Hidden"].sheet_state = "hidden"
    book.save(path)
    notes, contracts = read_files([path])
    assert (notes.register, notes.header_row, notes.rows) == (None, None, [])
    assert (contracts.register, len(contracts.rows)) == (model.CONTRACTS, 1)
    assert [note.partition(",")[0] for note in contracts.notes] == ["This sheet is hidden in the workbook"]


def table(found: ReadSheet) -> tuple[str | None, int | None, list[int], list[bool]]:
    rows = [row.number for row in found.rows], [row.rejected for row in found.rows]
    return (found.register and found.register.sheet, found.header_row, *rows)


def test_each_table_of_a_sheet_is_read_under_its_own_headings(tmp_path: Path) -> None:
    rows: Rows = [
        ["Title", "Supplier", "End date"],
        ["Housing", "Alder", "31/3/2027"],
        [],
        ["Payroll", "Birch", ""],
        [],
        ["What they run on"],
        [],
        ["Our systems", ""],
        ["System name", "Vendor", "Owner"],
        ["Homes", "Alder", "J. Birch"],
        [],
        ["Consumer", "Provider"],
        ["Homes", "Ledger"],
        [],
        ["Consumer", "Provider"],
        [],
        ["Title", "Supplier", "End date"],
        ["Lifts", "Cedar", ""],
    ]
    for path in (write_csv(tmp_path / "all.csv", rows), write_xlsx(tmp_path / "all.xlsx", {"Our IT": rows})):
        contracts, systems, integrations, more = read_files([path])
        assert table(contracts) == ("Contracts", 1, [2, 4, 6], [False, False, True])
        assert table(systems) == ("Systems", 9, [10], [False])
        assert table(integrations) == ("Integrations", 12, [13, 15], [False, True])
        assert table(more) == ("Contracts", 17, [18], [False])
        assert contracts.rows[1].values["title"] == "Payroll"
        assert systems.rows[0].values == {"name": "Homes", "vendors": ("Alder",), "owner": "J. Birch"}
        assert "note" in contracts.problems[0].message


def test_the_same_headings_under_a_title_of_their_own_make_no_record_of_it(tmp_path: Path) -> None:
    headings: list[object] = ["Title of agreement", "Supplier", "Sum to be paid"]
    rows: Rows = [
        ["Adults"], headings, ["Housing", "Alder", "5"], [], ["Children"], headings, ["Schools", "Birch", "6"], [],
        headings, ["Parks", "Elm", "7"],
    ]  # fmt: skip
    adults, children = read_files([write_csv(tmp_path / "all.csv", rows)])
    assert table(adults) == ("Contracts", 2, [3], [False])
    assert table(children) == ("Contracts", 6, [7, 9, 10], [False, True, False])
    assert adults.profile == children.profile == "transparency-code"
    assert children.rows[2].values["value"] == Decimal(7)


CELLS = st.sampled_from(["", "", "Title", "Supplier", "Consumer", "Provider", "Housing", "Total", "Notes: x", "7"])


@given(st.lists(st.lists(CELLS, max_size=3), max_size=14))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_no_row_is_read_twice_and_none_below_the_first_headings_is_lost(rows: list[list[str]]) -> None:
    found = find_tables(RawTable("a.csv", "", [["Title", "Supplier"], ["Housing", "Alder"], *rows], "a"))
    sheets = [sheet for each in found for sheet in read_table(each)]
    numbers = [row.number for sheet in sheets for row in sheet.rows]
    assert len(numbers) == len(set(numbers))
    heads = {sheet.header_row or 0 for sheet in sheets}
    said = {number for number, row in enumerate(rows, start=3) if any(row)}
    # What stands directly above further headings is their title.
    titles = {number for number in said if any(head - 2 <= number < head for head in heads)}
    assert said - set(numbers) <= heads | titles


def test_a_table_above_a_larger_one_is_not_taken_for_its_title(tmp_path: Path) -> None:
    sheets = read_files(
        [
            write_csv(
                tmp_path / "two.csv",
                [
                    ["Consumer", "Provider"],
                    ["Homes", "Ledger"],
                    [],
                    ["Reference", "Title", "Supplier", "Start date", "End date", "Value"],
                    ["C1", "Housing", "Alder", "", "", ""],
                ],
            )
        ]
    )
    assert [table(sheet) for sheet in sheets] == [
        ("Integrations", 1, [2], [False]),
        ("Contracts", 4, [5], [False]),
    ]


def test_a_row_after_a_blank_row_is_a_record_unless_its_words_are_headings_of_a_register(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Title", "Supplier", "Description"],
        ["Housing", "Alder", ""],
        [],
        ["Supplier portal", "Value Ltd", "System"],
        [],
        ["Title", "Supplier", "Description"],
        ["Payroll", "Cedar", ""],
    )
    assert [(row.number, row.rejected) for row in sheet.rows] == [(2, False), (4, False), (6, True), (7, False)]


@pytest.mark.parametrize(
    "note",
    ["Notes:", "Note: values exclude VAT", "Source: finance system, March 2026", "* extended once",
     "This register is updated every quarter by the procurement team.",
     "Figures are those of the last financial year and leave out recoverable VAT."],
)  # fmt: skip
def test_notes_under_a_table_are_rejected_and_said(note: str, tmp_path: Path) -> None:
    sheet = read(tmp_path, ["Title", "Supplier"], ["Housing", "Alder"], [], [note], ["Ask the helpdesk"])
    rejected = [(row.number, row.rejected) for row in sheet.rows]
    assert rejected == [(2, False), (4, True), (5, True)]
    assert [(problem.row, problem.severity) for problem in sheet.problems] == [(4, "row"), (5, "row")]
    assert all("A note under the table" in problem.message for problem in sheet.problems)


def test_what_is_like_a_note_is_a_record_before_the_last_one_and_where_it_says_more(tmp_path: Path) -> None:
    long = "Provision of housing repairs and of all that belongs to them in the borough."
    sheet = read(tmp_path, ["Title", "Supplier"], [long, ""], ["Notes app", "Alder"], ["Payroll", ""])
    assert [row.rejected for row in sheet.rows] == [False, False, False]
    sheet = read(tmp_path, ["Title", "Supplier"], ["Housing", "Alder"], [long, "Birch"], ["Updated telephony"])
    assert [row.rejected for row in sheet.rows] == [False, False, False]


def test_where_every_row_has_one_cell_none_is_the_title_of_the_next_table(tmp_path: Path) -> None:
    rows: Rows = [["Name", "Department"], ["Housing"], [], ["Parks"], [], ["Consumer", "Provider"], ["Homes", "Ledger"]]
    services, integrations = read_files([write_xlsx(tmp_path / "a.xlsx", {"Services": rows})])
    assert table(services) == ("Services", 1, [2, 4], [False, False])
    assert table(integrations) == ("Integrations", 6, [7], [False])


def test_headings_over_two_rows_are_read_together(tmp_path: Path) -> None:
    rows: Rows = [
        ["Contracts 2026"],
        ["Title", "Supplier", "Contract", "", "Value", ""],
        ["", "", "Start", "End", "Annual", "Total"],
        ["Housing", "Alder", "1/4/2024", "31/3/2027", "£5", "£15"],
    ]
    (sheet,) = read_files([write_xlsx(tmp_path / "a.xlsx", {"List": rows})])
    assert table(sheet) == ("Contracts", 3, [4], [False])
    assert sheet.columns == {
        "Title": "Title", "Supplier": "Supplier", "Contract Start": "Start date", "Contract End": "End date",
        "Annual Value": "Value", "Total Value": None,
    }  # fmt: skip
    assert sheet.rows[0].values == {
        "title": "Housing", "suppliers": ("Alder",), "start_date": dt.date(2024, 4, 1),
        "end_date": dt.date(2027, 3, 31), "value": Decimal(5), "value_basis": "annual",
    }  # fmt: skip


def test_a_heading_with_a_line_break_and_columns_that_hold_nothing_do_no_harm(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        ["Contract\nreference", "Title", "Contract\r\nend date", "", ""],
        ["C1", "Housing"],
        ["C2", "Payroll", "31/3/2027", "", "", "", ""],
    )
    assert list(sheet.columns.values()) == ["Reference", "Title", "End date"]
    assert [row.values["end_date"] for row in sheet.rows] == [None, dt.date(2027, 3, 31)]
    assert sheet.problems == []
