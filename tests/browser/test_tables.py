"""Tables sort, filter, page and download, by mouse or keyboard, and say what they did."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from itmap import settings as settings_of
from itmap.estate import Estate
from itmap.queries import question
from itmap.reports import committee
from itmap.reports.carried import FOLDED, ROWS_IN_MARKUP
from itmap.reports.page import page
from itmap.reports.words import Fold, plain
from tests.browser.conftest import Show, Shown
from tests.estates import estate, random_rows
from tests.reports.test_report import NASTY, rows

pytestmark = pytest.mark.browser

FIRST_CELLS = "id => [...document.getElementById(id).tBodies[0].rows].map(row => row.cells[0].textContent.trim())"
STATUS = "#exits-table >> xpath=ancestor::div[contains(@class, 'scroll')]/following-sibling::div[1]/p"


def first_cells(page: Any, table: str) -> list[str]:
    found: list[str] = page.evaluate(FIRST_CELLS, table)
    return found


def test_a_long_table_is_paged_and_says_which_rows_it_shows(wide: Shown) -> None:
    page = wide.page
    every = int(page.evaluate("document.getElementById('candidates-table').dataset.table"))
    assert len(first_cells(page, "candidates-table")) == 25
    assert page.inner_text(STATUS.replace("exits", "candidates")) == f"Rows 1 to 25 of {every} rows."
    seen = first_cells(page, "candidates-table")
    following = page.locator(STATUS.replace("exits", "candidates") + "/following-sibling::button[2]")
    while following.get_attribute("aria-disabled") != "true":
        following.press("Enter")
        seen += first_cells(page, "candidates-table")
    assert len(seen) == every
    following.press("Enter")
    assert first_cells(page, "candidates-table") == seen[-(every % 25 or 25) :], "at its end it stays where it is"


def test_a_column_sorts_up_and_down_by_keyboard_with_the_unknown_last(wide: Shown, sample: Estate) -> None:
    page = wide.page
    head = page.locator("#legacy-table thead th").nth(1)
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    rows_ = question("legacy").answer(sample, settings_of.load()).rows
    overall = {row.system: round(row.overall, 1) for row in rows_ if row.overall is not None}
    up = sorted(overall.values())
    assert 5 < len(up) < 25
    assert [overall[name] for name in first_cells(page, "legacy-table")[: len(up)]] == up
    assert "not scored" in page.inner_text("#legacy-table tbody tr:nth-child(25)")
    head.get_by_role("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert [overall[name] for name in first_cells(page, "legacy-table")[: len(up)]] == up[::-1]
    assert "not scored" in page.inner_text("#legacy-table tbody tr:nth-child(25)")


def test_days_sort_as_days(wide: Shown) -> None:
    page = wide.page
    heads = page.locator("#exits-table thead th").all_inner_texts()
    at = next(number for number, text in enumerate(heads) if text.startswith("Earliest exit"))
    page.locator("#exits-table thead button").nth(at).click()
    cells = page.locator(f"#exits-table tbody td:nth-child({at + 1})").all_inner_texts()
    years = [re.findall(r"\d{4}", cell)[0] for cell in cells if re.search(r"\d{4}", cell)]
    assert len(years) > 20
    assert years == sorted(years)


def test_a_filter_keeps_the_rows_that_say_all_its_words(wide: Shown) -> None:
    page = wide.page
    page.fill("#exits-table-filter", "parking drummoyle")
    page.keyboard.press("Enter")
    assert "Parking permits and penalty notices" in first_cells(page, "exits-table")
    assert re.fullmatch(r"\d rows of 141\..*", page.inner_text(STATUS))
    page.fill("#exits-table-filter", "nothing says this")
    page.keyboard.press("Enter")
    assert page.inner_text(STATUS).startswith("No row says that.")
    page.fill("#exits-table-filter", "")
    page.keyboard.press("Enter")
    assert len(first_cells(page, "exits-table")) == 25


def downloaded(page: Any, caption: str, folder: Path) -> list[list[str]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(f"^Download as CSV: {caption}")).click()
    path = folder / "table.csv"
    waiting.value.save_as(path)
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_a_table_downloads_whole_as_it_is_sorted(wide: Shown, sample: Estate, tmp_path: Path) -> None:
    head, *body = downloaded(wide.page, "Every contract", tmp_path)
    assert head[0] == "Contract"
    assert len(body) == len(sample.records("contract"))
    assert all(len(row) == len(head) for row in body)
    assert [row[0] for row in body[:25]] == first_cells(wide.page, "exits-table")


def test_nothing_that_is_downloaded_runs_as_a_formula(show: Show, tmp_path: Path) -> None:
    made = rows()
    for name, system in zip((*NASTY, "+1+1", "@SUM(1)", "-2+3"), made["systems"].values(), strict=False):
        system["name"] = name
    path = tmp_path / "nasty.html"
    path.write_bytes(committee.write(estate(**made), settings_of.load()).encode())
    shown = show(path)
    body = downloaded(shown.page, "The legacy risk", tmp_path)
    assert not [cell for row in body for cell in row if re.match(r"[=+\-@\t\r](?![\d.,]+%?$)", cell)]
    assert {"'+1+1", "'@SUM(1)", "'-2+3"} <= {row[0] for row in body}
    assert shown.complaints == []


def test_rows_beyond_those_in_the_markup_are_there_all_the_same(show: Show, tmp_path: Path) -> None:
    made = random_rows(3, systems=260, integrations=300, suppliers=40, contracts=60, services=20)
    for number, system in enumerate(made["systems"].values()):
        system |= {"l1": 1 + number % 6, "functional_fit": 1 + number % 4, "technical_fit": 1 + number % 3}
    large = estate(**made)
    path = tmp_path / "large.html"
    told = committee.gather(large, settings_of.load())
    path.write_bytes(page(told).encode())
    shown = show(path)
    answered = question("legacy").answer(large, settings_of.load()).rows
    assert shown.page.evaluate("document.getElementById('legacy-table').dataset.table") == str(len(answered))
    for name, caption in (("candidates", "What to replace first"), ("legacy", "The legacy risk")):
        lines = next(each.figure.table.lines for each in told.sections if each.name == name and each.figure)
        body = downloaded(shown.page, caption, tmp_path)[1:]
        assert len(lines) > ROWS_IN_MARKUP
        for line, row in zip(lines, body, strict=True):
            assert row[:-1] == [" ".join(plain(text).split()) for text in (line.head, *line.cells)]
            (fold,) = line.how
            assert isinstance(fold, Fold)
            inside = fold.inside[: FOLDED if len(fold.inside) > FOLDED else None]
            assert row[-1].startswith(plain(inside).strip()), "the last cell as Python says it"
    assert sorted(row[0] for row in body) == sorted(row.system for row in answered)
    shown.page.fill("#legacy-table-filter", body[-1][0])
    shown.page.keyboard.press("Enter")
    shown.page.locator("#legacy-table tbody tr a").first.click()
    assert shown.page.inner_text("#card-name") == first_cells(shown.page, "legacy-table")[0]
    assert shown.complaints == []
