"""The workbook that import reads: blank it lands nothing, exported it changes nothing and carries everything."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from itmap import model
from itmap.errors import CannotAnswer
from itmap.estate import Estate
from itmap.importers import import_files
from itmap.importers.workbook import export, template
from itmap.stores import Store, open_store
from tests.estates import AS_OF, estate, random_rows
from tests.stored import keep_to_their_own, stored


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


def test_the_template_has_every_heading_with_its_note_and_its_list() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    assert template() == template()
    assert book.sheetnames == [register.sheet for register in model.REGISTERS]
    for register in model.REGISTERS:
        sheet = book[register.sheet]
        headings = {cell.value: cell for cell in sheet[1]}
        assert [field.heading for field in register.headed] == [h for h in headings if h != "Organisation"]
        assert sheet.freeze_panes == "A2"
        listed = {
            sheet[str(choice.sqref).split(":")[0].rstrip("0123456789") + "1"].value: choice.formula1
            for choice in sheet.data_validations.dataValidation
        }
        for field in register.headed:
            assert field.meaning[1:] in headings[field.heading].comment.text
            if field.choices:
                assert listed[field.heading] == f'"{",".join(field.choices)}"'
            has_scale = field.kind is model.Kind.YES_NO or (field.kind is model.Kind.WHOLE and field.high is not None)
            assert (field.heading in listed) == (bool(field.choices) or has_scale)
        if register.example:
            assert {cell.value for cell in sheet[2] if cell.value} == set(register.example.values())
