"""The review workbook: written for people, read back by its headings."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from itmap.estate import Decision
from itmap.importers.review import HEADINGS, ReviewSheet, decisions, read_review, write_review
from itmap.importers.sheets import RawTable, read_tables
from itmap.importers.suggestions import Suggestion
from tests.importers.files import Rows, write_csv, write_xlsx

SUGGESTIONS = [
    Suggestion("contract", "North", "00123", "=Ledger", "Its title names it.", 0.9),
    Suggestion("system", "North", "S1", "Ledgr", "Nearly the same letters.", 0.95),
    Suggestion("supplier", None, "Alder", "Alder Care", "Begins with all of Alder.", 0.8),
    Suggestion("supplier", None, "@Birch", "Birch", "Nearly the same letters.", 0.9),
]


def reviewed(*rows: list[object]) -> ReviewSheet:
    review = read_review(RawTable("r.csv", "", [list(HEADINGS), *rows], "r"))
    assert review is not None
    return review


def row(kind: str, one: str, other: str, decide: str, organisation: str = "") -> list[object]:
    return [kind, organisation, one, other, "", "", decide]


def test_the_workbook_offers_the_choices_of_each_kind_and_holds_no_formula() -> None:
    content = write_review(SUGGESTIONS)
    assert content == write_review(reversed(SUGGESTIONS)), "the same suggestions give the same bytes"
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Review", "How to"]
    sheet = book["Review"]
    assert tuple(cell.value for cell in sheet[1]) == HEADINGS
    assert [(cells[2].value, cells[3].value) for cells in sheet.iter_rows(min_row=2)] == [
        ("@Birch", "Birch"),
        ("Alder", "Alder Care"),
        ("S1", "Ledgr"),
        ("00123", "=Ledger"),
    ]
    assert {cell.data_type for cells in sheet.iter_rows(min_row=2) for cell in cells[2:4]} == {"s"}
    offered = {str(choice.sqref): choice.formula1 for choice in sheet.data_validations.dataValidation}
    assert offered == {"G2:G3": '"same,different,parent"', "G4": '"same,different"', "G5": '"covers,does not cover"'}


def test_a_review_without_suggestions_is_still_one(tmp_path: Path) -> None:
    (tmp_path / "review.xlsx").write_bytes(write_review([]))
    review, notes = map(read_review, read_tables(tmp_path / "review.xlsx"))
    assert review is not None
    assert (review.landed, review.merged, review.rejected) == (0, 0, 0)
    assert notes is None


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_review(SUGGESTIONS)))
    for number, word in ((2, "same"), (3, "Parent "), (4, "DIFFERENT"), (5, "covers")):
        book["Review"].cell(number, 7, word)
    book.save(tmp_path / "review.xlsx")
    review = read_review(read_tables(tmp_path / "review.xlsx")[0])
    assert review is not None
    assert decisions(review, {"North": "o1"}.get) == [
        Decision("supplier", None, "@Birch", "Birch", "same"),
        Decision("supplier", None, "Alder", "Alder Care", "parent"),
        Decision("system", "o1", "S1", "Ledgr", "different"),
        Decision("contract", "o1", "00123", "=Ledger", "same"),
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_is_a_review_by_its_headings(tmp_path: Path, ending: str) -> None:
    rows: Rows = [["What to do"], [], ["decide", "KIND", "One ", "Other"], ["same", "Supplier", "A", "B"]]
    path = tmp_path / f"anything.{ending}"
    (write_csv(path, rows) if ending == "csv" else write_xlsx(path, {"Sheet1": rows}))
    review = read_review(read_tables(path)[0])
    assert review is not None
    assert (review.header_row, review.columns["KIND"]) == (3, "Kind")
    assert review.decided == {4: Decision("supplier", "", "A", "B", "same")}


def test_a_register_is_no_review() -> None:
    assert read_review(RawTable("c.csv", "", [["Reference", "Title", "Supplier"], ["1", "A", "B"]], "c")) is None


def test_an_empty_decision_leaves_the_row_undecided() -> None:
    review = reviewed(row("Supplier", "A", "B", ""))
    assert (review.decided, review.undecided, review.problems) == ({}, 1, [])


@pytest.mark.parametrize(
    ("kind", "decide"), [("Supplier", "perhaps"), ("System", "parent"), ("Supplier", "covers"), ("Contract", "parent")]
)
def test_a_word_that_decides_nothing_is_listed_and_leaves_the_row_undecided(kind: str, decide: str) -> None:
    review = reviewed(row(kind, "A", "B", decide))
    assert (review.decided, review.undecided) == ({}, 1)
    assert [(each.row, each.column, each.value, each.severity) for each in review.problems] == [
        (2, "Decide", decide, "cell")
    ]


@pytest.mark.parametrize(
    "cells",
    [row("", "A", "B", "same"), row("Supplier", "", "B", "same"), row("System", "A", "A ", "same"), ["Supplier"]],
)
def test_a_row_that_names_no_two_things_is_rejected(cells: list[object]) -> None:
    review = reviewed(cells)
    assert (review.landed, review.rejected) == (0, 1)
    assert [each.severity for each in review.problems] == ["row"]


def test_of_two_rows_about_the_same_names_the_later_stands() -> None:
    review = reviewed(row("Supplier", "A", "B", "same"), row("Supplier", "a", " B", "different"))
    assert [each.verdict for each in review.decided.values()] == ["different"]
    assert (review.landed, review.merged) == (1, 1)
    assert [each.row for each in review.problems] == [3]


def test_a_row_of_an_organisation_that_nobody_knows_is_rejected() -> None:
    review = reviewed(row("System", "A", "B", "same", "Nowhere"), row("System", "A", "B", "same"))
    assert decisions(review, {"": "o1"}.get) == [Decision("system", "o1", "A", "B", "same")]
    assert (review.landed, review.rejected) == (1, 1)


def test_what_was_decided_under_other_spellings_is_decided_anew() -> None:
    held = [
        Decision("supplier", None, "Alder Ltd", "Birch", "same"),
        Decision("supplier", None, "BIRCH LTD", "ALDER", "parent"),
        Decision("supplier", None, "Alder", "Cedar", "same"),
    ]
    review = reviewed(row("Supplier", "Alder", "Birch plc", "parent"))
    assert decisions(review, str, held) == [
        Decision("supplier", None, "Alder Ltd", "Birch", "parent"),
        Decision("supplier", None, "BIRCH LTD", "ALDER", "different"),
        Decision("supplier", None, "Alder", "Birch plc", "parent"),
    ]
