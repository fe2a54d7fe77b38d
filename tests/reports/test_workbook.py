"""The report and an answer as workbooks: notes first, one named table a sheet, numbers and days as such, text as text."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from functools import cache
from typing import Any

import openpyxl
import pytest

from itmap import queries
from itmap import settings as settings_of
from itmap.reports import committee
from itmap.reports.public import published
from itmap.reports.public_notes import BANNERS
from itmap.reports.words import day, day_of
from itmap.reports.workbook import answer_workbook, report_workbook
from tests.estates import estate
from tests.reports.test_report import NASTY, page, rows, whole

SETTINGS = settings_of.load()


@cache
def written() -> bytes:
    return report_workbook(committee.gather(whole(), SETTINGS))


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def answered(name: str) -> bytes:
    return answer_workbook(queries.question(name).answer(whole(), SETTINGS), whole().sources)


@pytest.mark.parametrize("content", [written, lambda: answered("exits"), lambda: answered("chokepoints")])
def test_every_sheet_is_one_named_table_under_its_headings_and_notes_come_first(content: Any) -> None:
    book = opened(content())
    assert book.sheetnames[0] == "Notes"
    assert book.properties.title
    assert book.properties.language == "en-GB"
    names = [name for sheet in book for name in sheet.tables]
    assert len(names) == len(set(names)) == len(book.sheetnames)
    for sheet in book:
        (table,) = sheet.tables.values()
        assert table.ref == sheet.dimensions
        heads = [cell.value for cell in sheet[1]]
        assert all(heads)
        assert len(heads) == len(set(heads))
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert all(sheet.column_dimensions[cell.column_letter].width >= 12 for cell in sheet[1])
        assert all(cell.data_type != "f" for row in sheet for cell in row)


@pytest.mark.parametrize("audience", BANNERS)
def test_every_printed_page_of_it_says_whom_it_is_for(audience: str) -> None:
    shown = published(whole(), SETTINGS, audience, nothing_exempt=True)
    book = opened(report_workbook(committee.gather(shown, SETTINGS)))
    assert {sheet.oddHeader.center.text for sheet in book} == {BANNERS[audience]}


def test_it_holds_every_table_of_the_page_row_for_row() -> None:
    book = opened(written())
    sheets = {table.name.replace("_", "-"): sheet for sheet in book for table in sheet.tables.values()}
    found = 0
    for table in page().all("table"):
        name = table.attributes.get("id", "")
        if name in sheets:
            found += 1
            heads = [each.text.strip() for each in table.one("thead").all("th")]
            assert [cell.value for cell in sheets[name][1]] == heads
            firsts = [each.one("th").text.strip() for each in table.one("tbody").all("tr")]
            assert [cell.value for cell in sheets[name]["A"][1:]] == firsts
    assert found == len([table for table in page().all("table") if table.attributes.get("id", "").endswith("-table")])


def test_numbers_and_days_can_be_sorted_and_what_is_not_known_stays_words() -> None:
    book = opened(written())
    risks = [cell.value for cell in book["Legacy"]["B"][1:]]
    assert {type(value) for value in risks if value != "not scored"} <= {int, float}
    assert "not scored" in risks
    exits = [cell.value for cell in book["Exits"]["E"][1:]]
    assert any(isinstance(value, dt.datetime) for value in exits)
    assert "from 1 April 2026 on; latest not known" in exits
    assert "not zero" in " ".join(str(cell.value) for cell in book["Notes"]["B"])


def test_what_the_page_folds_away_stands_in_full() -> None:
    cells = [str(cell.value) for cell in opened(written())["Chokepoints"]["D"][1:]]
    folded = [cell for cell in cells if re.match(r"\d+ services: ", cell)]
    assert folded
    assert all(cell.count("Service ") == int(cell.split(" ")[0]) for cell in folded)


def test_names_stay_the_text_that_they_are() -> None:
    made = rows()
    called = (*NASTY, "007", "1 May 2026", "+44")
    for name, row in zip(called, made["systems"].values(), strict=False):
        row["name"] = name
    book = opened(report_workbook(committee.gather(estate(**made), SETTINGS)))
    for sheet in ("Legacy", "Sources"):
        cells = [cell for row in book[sheet].iter_rows(max_col=2) for cell in row if cell.value in called]
        assert {cell.value for cell in cells} == set(called), sheet
        assert {cell.data_type for cell in cells} == {"s"}


def test_the_same_report_gives_the_same_bytes_without_an_hour_in_them() -> None:
    assert report_workbook(committee.gather(whole(), SETTINGS)) == written()
    with zipfile.ZipFile(io.BytesIO(written())) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_empty_store_makes_a_workbook_that_says_what_is_missing() -> None:
    book = opened(report_workbook(committee.gather(estate(), SETTINGS)))
    notes = " ".join(str(cell.value) for cell in book["Notes"]["B"])
    assert "No contracts register has been imported" in notes


@pytest.mark.parametrize("text", ["31 February 2027", "1 May 27", "x 1 May 2027", "1  May 2027", "not known", ""])
def test_only_a_day_is_read_as_one(text: str) -> None:
    assert day_of(text) is None
    assert day_of(day(dt.date(2028, 2, 29))) == dt.date(2028, 2, 29)


def test_the_public_workbook_says_whom_it_is_for_and_holds_what_the_public_page_holds() -> None:
    shown = published(whole(), SETTINGS, "public", nothing_exempt=True)
    book = opened(report_workbook(committee.gather(shown, SETTINGS)))
    assert {"Exits", "Lock in", "Candidates", "Legacy"}.isdisjoint(book.sheetnames)
    assert "For the public" in " ".join(str(cell.value) for cell in book["Notes"]["B"])
