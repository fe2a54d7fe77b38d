"""Which row is the header, which register a sheet is, and which column is which field."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itmap import model
from itmap.importers.headings import normal
from itmap.importers.layout import HEADER_WITHIN, Layout, recognise
from itmap.importers.sheets import Cell, RawTable


def layout(*rows: list[Cell], sheet: str = "", stem: str = "export", **forced: model.Register) -> Layout | None:
    return recognise(RawTable(f"{stem}.xlsx", sheet, list(rows), stem), **forced)


def fields(*headings: str, **named: str) -> dict[str, str]:
    """Heading -> field, of the headings that are understood."""
    found = layout(list(headings), **named)
    assert found
    return {
        heading: ("contract." if column.register is not found.register else "") + column.field.name
        for heading, column in zip(headings, found.columns, strict=True)
        if column
    }


@pytest.mark.parametrize("register", model.REGISTERS, ids=lambda register: register.name)
def test_the_workbooks_own_headings_are_all_found_on_a_sheet_named_after_its_register(register: model.Register) -> None:
    headings: list[Cell] = [field.heading for field in register.headed]
    for name in (register.sheet, register.name.upper(), f"{register.sheet} 2026", f"{register.sheet} register"):
        found = layout(headings, sheet=name)
        assert found
        assert found.register is register
        assert [column and column.field.name for column in found.columns] == [field.name for field in register.headed]


@pytest.mark.parametrize("register", model.REGISTERS, ids=lambda register: register.name)
def test_the_workbooks_own_headings_say_which_register_it_is(register: model.Register) -> None:
    found = layout([field.heading for field in register.headed])
    assert found
    assert found.register is register


def test_no_heading_means_two_fields_of_one_register() -> None:
    for register in model.REGISTERS:
        words = [normal(word) for field in register.headed for word in (field.heading, *field.synonyms)]
        assert sorted(words) == sorted(set(words)), register.name


@given(st.sampled_from([field.heading for field in model.CONTRACTS.headed]), st.randoms(use_true_random=False))
@settings(deadline=None, derandomize=True, max_examples=100)
def test_case_spacing_and_punctuation_do_not_matter(heading: str, random) -> None:
    words = random.choice([" ", "_", "-", "\n", "\xa0 ", ".", ""]).join(heading.split())
    written = random.choice([str.upper, str.lower, str.title])(words) + random.choice(["", " *", ":", "?"])
    assert normal(written) == normal(heading)


@pytest.mark.parametrize(
    ("headings", "register"),
    [
        (["Consumer", "Provider", "Description", "Technology"], "Integrations"),
        (["project", "service", "depends_on"], "Integrations"),
        (["System", "Depends on"], "Integrations"),
        (["Ref", "From", "To", "Description"], "Integrations"),
        (["System Name", "Description", "Managed by"], "Systems"),
        (["Supplier", "Service", "Contract value"], "Systems"),
        (["ID", "System name", "Supplier", "Contract start", "Contract end"], "Systems"),
        (["System", "Service", "Department"], "Systems"),
        (["Service", "System", "Department"], "Services"),
        (["Name", "Vendor", "Owner"], "Systems"),
        (["Title of agreement", "Supplier name", "Start", "End", "System"], "Contracts"),
        (["Contract title", "System", "Supplier", "Contract start", "Contract end"], "Contracts"),
        (["Contract ref", "System", "Supplier", "Contract start", "Contract end", "Value"], "Contracts"),
        (["Supplier", "Company number", "SME"], "Suppliers"),
        (["GSS code", "Council", "Vesting day"], "Organisations"),
    ],
)
def test_headings_decide_which_register_a_sheet_is(headings: list[Cell], register: str) -> None:
    found = layout(headings)
    assert found
    assert found.register.sheet == register


@pytest.mark.parametrize(
    "headings", [["Colour", "Size"], ["Title", "Size"], ["Supplier", "Start date", "End date"], ["Name", "Address"]]
)
def test_a_sheet_that_lacks_what_a_register_needs_is_none(headings: list[Cell]) -> None:
    assert layout(headings) is None


def test_from_and_to_over_dates_are_not_systems() -> None:
    found = layout(["System", "Supplier", "From", "To"], ["Payroll", "Alder", "1/4/2024", "31/3/2026"])
    assert found
    assert found.register is model.SYSTEMS


def test_the_header_may_stand_under_junk() -> None:
    junk: list[list[Cell]] = [["Contracts"], [], ["Printed 1/4/2026", "by", "Supplier team"]]
    found = layout(*junk, ["Title", "Supplier", "End date"], ["Title", "Alder", "31/3/2027"])
    assert found
    assert found.header_row == 4
    below: list[list[Cell]] = [["note"]] * HEADER_WITHIN
    assert layout(*below, ["Title", "Supplier", "End date"]) is None


def test_the_sheets_name_wins_over_headings_and_the_option_over_both() -> None:
    headings: list[Cell] = ["Reference", "Name", "Department"]
    by_headings, by_name = layout(headings), layout(headings, sheet="Services")
    forced = layout(headings, sheet="Services", register=model.SUPPLIERS)
    assert by_headings
    assert by_name
    assert forced
    assert [each.register.sheet for each in (by_headings, by_name, forced)] == ["Systems", "Services", "Suppliers"]


def test_a_files_name_tips_the_scales_but_makes_no_register_of_its_notes() -> None:
    found = layout(["Reference", "Name", "Department"], sheet="Sheet1", stem="services")
    assert found
    assert found.register is model.SERVICES
    assert layout(["Version"], ["Owner"], sheet="Notes", stem="systems") is None


def test_the_exact_heading_wins_over_a_synonym_and_the_left_column_over_the_right() -> None:
    assert fields("Application", "Name", "Vendor") == {"Name": "name", "Vendor": "vendors"}
    assert fields("ID", "Contract reference", "Title") == {"Contract reference": "reference", "Title": "title"}
    found = layout(["Title", "Supplier", "Supplier"])
    assert found
    assert [column is not None for column in found.columns] == [True, True, False]


@pytest.mark.parametrize(
    ("upper", "lower", "together"),
    [
        (["Contract", "Contract", "Contract", "Supplier"], ["reference", "title", "end date", "name"],
         ["Contract reference", "Contract title", "Contract end date", "Supplier name"]),
        (["Contract details", "", "", "Supplier"], ["Ref", "Title", "Manager", "Name"],
         ["Contract Ref", "Contract Title", "Contract Manager", "Supplier Name"]),
        (["Title", "Supplier", "Contract", "Contract"], ["Title", "Supplier name", "Contract start", "Contract end"],
         ["Title", "Supplier name", "Contract start", "Contract end"]),
        (["Title", "Supplier", "Procurement", ""], ["", "", "Start date", "End"],
         ["Title", "Supplier", "Procurement Start date", "Procurement End"]),
    ],
)  # fmt: skip
def test_two_rows_of_headings_are_one(upper: list[Cell], lower: list[Cell], together: list[str]) -> None:
    found = layout(upper, lower, ["C1", "Housing", "1/4/2024", "31/3/2027"])
    assert found
    assert (found.header_row, list(found.headings)) == (2, together)


def test_a_group_that_says_something_else_is_not_left_out() -> None:
    found = layout(["Title", "Supplier", "Procurement", ""], ["", "", "Start date", "End"], ["a", "b", "c", "d"])
    assert found
    assert [column and column.field.name for column in found.columns] == [
        "title", "suppliers", "procurement_start_date", None,
    ]  # fmt: skip


def test_a_row_of_data_under_the_headings_is_not_taken_for_more_headings() -> None:
    found = layout(["Contract", "Supplier", "End"], ["title", "Alder", "date"], ["Housing", "Birch", "31/3/2027"])
    assert found
    assert found.header_row == 1


def test_abbreviations_are_written_out() -> None:
    assert fields("Contract #", "Title", "start_dt", "Dept.") == {
        "Contract #": "reference",
        "Title": "title",
        "start_dt": "start_date",
        "Dept.": "department",
    }


def column(heading: str) -> tuple[str, dict[str, str], str | None]:
    found = layout(["Title", "Supplier", heading])
    assert found
    assert found.columns[2], heading
    return found.columns[2].field.name, dict(found.columns[2].implied), found.columns[2].unit


def test_a_heading_may_say_more_than_its_field() -> None:
    assert column("Value (£)") == ("value", {}, None)
    assert column("Total contract value (ex VAT)") == ("value", {"vat": "excluded", "value_basis": "total"}, None)
    assert column("Annual cost inc. VAT") == ("value", {"vat": "included", "value_basis": "annual"}, None)
    assert column("Term (months)") == ("term", {}, "month")
    assert column("Notice period in days") == ("notice_period", {}, "day")
    assert column("End date (dd/mm/yyyy)") == ("end_date", {}, None)


@pytest.mark.parametrize(
    "heading",
    [
        "Value (£k)",
        "Value £000",
        "Annual title",
        "Supplier (months)",
        "End date (old)",
        "Contract value ($)",
        "Amount (€)",
    ],
)
def test_a_heading_that_says_something_unknown_beside_is_not_guessed(heading: str) -> None:
    found = layout(["Title", "Supplier", heading])
    assert found
    assert found.columns[2] is None


def test_a_systems_list_may_hold_its_contract() -> None:
    assert fields(
        "System name", "Supplier", "Contract start", "Contract end", "Contract value", "Notice period", "Term", "Owner",
        "Start date", "Contract reference", "Annual contract value",
    ) == {
        "System name": "name", "Supplier": "vendors", "Contract start": "contract.start_date",
        "Contract end": "contract.end_date", "Contract value": "contract.value",
        "Notice period": "contract.notice_period", "Term": "contract.term", "Owner": "owner",
        "Contract reference": "contract.reference",
    }  # fmt: skip


def test_a_supplier_beside_a_vendor_is_the_contracts() -> None:
    with_contract = fields("System", "Vendor", "Supplier", "Contract end")
    assert with_contract["Supplier"] == "contract.suppliers"
    assert "Supplier" not in fields("System", "Vendor", "Supplier")


def test_the_organisation_column_is_found_unless_the_register_claims_the_heading() -> None:
    found, own = layout(["Council", "System name", "Vendor"]), layout(["Council", "GSS code"])
    assert found
    assert own
    assert (found.organisation, own.organisation) == (0, None)
    assert own.columns[0]
    assert own.columns[0].field.name == "name"
