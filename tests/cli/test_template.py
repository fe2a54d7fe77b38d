"""`itmap template`: a blank workbook to begin with, or the council's own estate to go on with."""

from __future__ import annotations

import json
from typing import Any

import openpyxl

from itmap import model
from tests.cli.desk import Desk


def imported(desk: Desk, *arguments: Any) -> Any:
    result = desk.run("import", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_estate_comes_as_a_template_and_lands_unchanged(full: Desk) -> None:
    book = full.folder / "ours.xlsx"
    result = full.run("template", book, "--from-store")
    assert (result.exit_code, result.stdout) == (0, ""), result.output
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == [register.sheet for register in model.REGISTERS]
    assert "EX-1" not in {cell.value for row in sheets["Contracts"].iter_rows() for cell in row}
    assert "Housing support" in {cell.value for row in sheets["Contracts"].iter_rows() for cell in row}
    changed = imported(full, book)["changed"]
    assert (changed["added"], changed["updated"], changed["removed"]) == (0, 0, 0)


def test_only_one_council_s_estate_where_one_is_named(full: Desk) -> None:
    imported(full, full.file("systems.csv", "Name,Vendor\nLibrary,Elm\n"), "--organisation", "Other council")
    book = full.folder / "theirs.xlsx"
    assert full.run("template", book, "--from-store", "--organisation", "Other council").exit_code == 0
    rows = list(openpyxl.load_workbook(book)["Systems"].values)
    assert [dict(zip(rows[0], row, strict=True))["Name"] for row in rows[1:]] == ["Library"]


def test_an_organisation_without_a_store_to_take_it_from_is_a_wrong_command(desk: Desk) -> None:
    result = desk.run("template", desk.folder / "a.xlsx", "--organisation", "Ours")
    assert result.exit_code == 2
    assert "--from-store" in result.stderr


def test_a_store_that_is_not_there_is_said_and_no_file_written(desk: Desk) -> None:
    book = desk.folder / "a.xlsx"
    assert desk.run("template", book, "--from-store").exit_code == 1
    assert not book.exists()


def test_work_in_a_file_of_that_name_is_left_alone(full: Desk) -> None:
    book = full.folder / "ours.xlsx"
    for _ in range(2):  # the same again is no work lost
        assert full.run("template", book, "--from-store").exit_code == 0
    sheets = openpyxl.load_workbook(book)
    sheets["Systems"]["B2"] = "Mended"
    sheets.save(book)
    before = book.read_bytes()
    result = full.run("template", book, "--from-store")
    assert (result.exit_code, book.read_bytes()) == (1, before)
    assert "may hold your work" in result.stderr
