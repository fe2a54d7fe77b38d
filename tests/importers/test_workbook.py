"""The workbook that import reads: blank it lands nothing, exported it changes nothing and carries everything."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from itmap import model
from itmap.errors import CannotAnswer
from itmap.estate import Estate
from itmap.importers import import_files
from itmap.importers.workbook import export, template
from itmap.stores import Store, open_store
from tests.estates import AS_OF, estate, random_rows
from tests.importers.files import Rows, write_xlsx
from tests.stored import keep_to_their_own, stored

# What is kept just as it was typed: a number written in it may have a leading zero, or end in one.
TYPED = {
    model.Kind.TEXT, model.Kind.TEXTS, model.Kind.DURATION, model.Kind.NAME, model.Kind.NAMES, model.Kind.FALLBACKS,
}  # fmt: skip


def held(store: Store) -> Estate:
    return Estate(store.tables(), AS_OF, store.sources())


@pytest.mark.parametrize("seed", range(6))
def test_an_export_changes_nothing_where_it_came_from_and_is_whole_elsewhere(tmp_path: Path, seed: int) -> None:
    rows = random_rows(seed, councils=1 + seed % 3)
    keep_to_their_own(rows)
    for row in rows["integrations"]:  # import trims cells
        row["alternative_group"] = (row["alternative_group"] or "").strip() or None
    stored(tmp_path / "a.db", rows)
    here, there = open_store(str(tmp_path / "a.db")), open_store(str(tmp_path / "b.db"), create=True)
    book = tmp_path / "estate.xlsx"
    book.write_bytes(export(held(here)))
    before = held(here)
    outcome = import_files(here, [book])
    assert (outcome.changed["added"], outcome.changed["updated"], outcome.rejected) == (0, 0, 0)
    assert all(held(here)[register.name].equals(before[register.name]) for register in model.REGISTERS)
    import_files(there, [book])
    assert export(held(there)) == book.read_bytes()
    here.close()
    there.close()


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 20", "-", "@home", "'quoted", "_x0041_", "1.10", "007", "01/02/2026", "a\nb", "&amp;", "Ж <b>"],
)
def test_any_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    book = tmp_path / "estate.xlsx"
    book.write_bytes(export(estate(systems={"Housing": {"version": text, "capability": f"x {text}"}})))
    store = open_store(str(tmp_path / "itmap.db"), create=True)
    import_files(store, [book])
    system = store.tables()["system"].iloc[0]
    store.close()
    unknown = {"-", "&amp;"}  # a dash says that nothing is known; entities are decoded
    assert system["capability"] == f"x {text}".replace("&amp;", "&")
    assert text in unknown or system["version"] == text
    sheet = openpyxl.load_workbook(book)["Systems"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_what_a_cell_cant_hold_is_said_not_cut() -> None:
    with pytest.raises(CannotAnswer, match="32,767"):
        export(estate(systems={"Housing": {"capability": "x" * 40_000}}))


def checks(sheet: Any) -> dict[str, Any]:
    """What a sheet checks, by heading."""
    return {
        sheet[str(check.sqref).split(":")[0].rstrip("0123456789") + "1"].value: check
        for check in sheet.data_validations.dataValidation
    }


@pytest.mark.parametrize("register", model.REGISTERS, ids=lambda each: each.name)
def test_the_template_has_every_heading_with_its_note_and_its_list(register: model.Register) -> None:
    assert template() == template()
    sheet = openpyxl.load_workbook(io.BytesIO(template()))[register.sheet]
    headings = {cell.value: cell for cell in sheet[1]}
    assert [field.heading for field in register.headed] == [h for h in headings if h != "Organisation"]
    listed = {heading: check.formula1 for heading, check in checks(sheet).items() if check.type == "list"}
    for field in register.headed:
        assert field.meaning[1:] in headings[field.heading].comment.text
        if field.choices:
            assert listed[field.heading] == f'"{",".join(field.choices)}"'
        has_scale = field.kind is model.Kind.YES_NO or (field.kind is model.Kind.WHOLE and field.high is not None)
        assert (field.heading in listed) == (bool(field.choices) or has_scale)


@pytest.mark.parametrize("register", model.REGISTERS, ids=lambda each: each.name)
def test_a_check_warns_and_never_forbids(register: model.Register) -> None:
    found = checks(openpyxl.load_workbook(io.BytesIO(template()))[register.sheet])
    for field in register.headed:
        check = found.get(field.heading)
        if field.kind in (model.Kind.DATE, model.Kind.MONEY, model.Kind.WHOLE, model.Kind.DURATION):
            assert check is not None, field.heading
        if check:
            assert (check.showInputMessage, bool(check.prompt)) == (True, True)
            assert not check.showErrorMessage or check.errorStyle == "warning"
            # Excel's own limits, beyond which it calls a workbook damaged
            assert len(check.promptTitle) <= 32
            assert max(len(check.prompt), len(check.error or ""), len(check.formula1 or "")) <= 255
            assert str(check.sqref).endswith("1048576")


@pytest.mark.parametrize("register", model.REGISTERS, ids=lambda each: each.name)
def test_the_template_is_set_up_for_screen_and_paper(register: model.Register) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    sheet = book[register.sheet]
    assert book.properties.title
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert not sheet.merged_cells.ranges


@pytest.mark.parametrize("register", [each for each in model.REGISTERS if each.example], ids=lambda each: each.name)
def test_the_example_stands_as_an_officer_would_type_it(register: model.Register) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(template()))[register.sheet]
    said = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    for field in register.headed:
        cell, example = said[field.heading], (register.example or {}).get(field.name)
        if example is None:
            assert cell.value is None
        elif field.kind is model.Kind.DATE:
            assert f"{cell.value:%d/%m/%Y}" == example
        else:
            assert str(cell.value) == example
        # typed over, it keeps a leading zero
        assert (cell.number_format == "@") == (field.kind in TYPED), field.heading
        assert sheet.column_dimensions[cell.column_letter].number_format == cell.number_format


@pytest.mark.parametrize("seed", range(3))
def test_a_template_from_the_store_is_the_export_with_help(tmp_path: Path, seed: int) -> None:
    rows = random_rows(seed, councils=1 + seed % 3)
    stored(tmp_path / "a.db", rows)
    store = open_store(str(tmp_path / "a.db"))
    helped = openpyxl.load_workbook(io.BytesIO(template(held(store))))
    plain = openpyxl.load_workbook(io.BytesIO(export(held(store))))
    store.close()
    for register in model.REGISTERS:
        sheet = helped[register.sheet]
        assert list(sheet.values) == list(plain[register.sheet].values)
        assert all(cell.comment for cell in sheet[1])
        assert checks(sheet)


def test_words_that_are_no_value_come_along(tmp_path: Path) -> None:
    """TBC for a day, and what could not be read: the next officer sees what the last one wrote."""
    rows: Rows = [["Title", "End date", "Value", "Covers"], ["Housing", "soon", "TBC", ""]]
    store = open_store(str(tmp_path / "itmap.db"), create=True)
    import_files(store, [write_xlsx(tmp_path / "a.xlsx", {"Contracts": rows})])
    book = tmp_path / "estate.xlsx"
    book.write_bytes(export(held(store)))
    outcome = import_files(store, [book])
    store.close()
    sheet = openpyxl.load_workbook(book)["Contracts"]
    said = {heading.value: cell.value for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (said["End date"], said["Value"], said["Covers"]) == ("soon", "TBC", None)
    assert (outcome.changed["added"], outcome.changed["updated"]) == (0, 0)
