"""A report on several councils says how many they are, sets them side by side, and speaks of each by itself."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from itmap import sample_data
from itmap import settings as settings_of
from itmap.alone import alone, holders
from itmap.estate import Estate
from itmap.importers import import_files
from itmap.reports import committee, standing
from itmap.reports.columns import with_council, without_empty
from itmap.reports.docx import docx
from itmap.reports.tables import Heading, Line, Table
from itmap.reports.words import plain
from itmap.reports.workbook import report_workbook
from itmap.stores import open_store
from tests.estates import estate
from tests.reports.pages import Element, read
from tests.reports.test_public import public

SETTINGS = settings_of.load()
ENDS = {"renewal": "none", "notice_period": "0 days", "role": "supplies"}


@cache
def three() -> Estate:
    """Two councils that share Alder, whom they could leave together, and one that recorded nothing but a name."""
    return estate(
        organisations={"East": {}, "West": {}},
        suppliers={"Alder": {}, "Birch": {}},
        systems={
            "Rents": {"vendors": "Alder"},
            "Bins": {"vendors": "Alder", "organisation": "East"},
            "Maps": {"vendors": "Birch", "organisation": "East"},
            "Diary": {"organisation": "West"},
        },
        services={
            "Housing": {"systems": "Rents", "statutory": True},
            "Waste": {"systems": "Bins", "statutory": True, "organisation": "East"},
        },
        contracts={
            "Rents": {**ENDS, "suppliers": "Alder", "end_date": dt.date(2026, 12, 31), "covers": "Rents", "exempt": False},
            "Bins": {**ENDS, "suppliers": "Alder", "end_date": dt.date(2027, 3, 31), "organisation": "East", "exempt": False},
        }
        | {"Desk": {"suppliers": "Birch", "organisation": "East", "value": 1200, "value_basis": "annual"}},
    )  # fmt: skip


@cache
def page() -> Element:
    return read(committee.write(three(), SETTINGS))


def cells(table: Element) -> dict[str, list[str]]:
    rows = table.one("tbody").all("tr")
    return {row.one("th").text.strip(): [cell.text.strip() for cell in row.all("td")] for row in rows}


def test_the_heading_counts_the_councils_and_each_has_a_part() -> None:
    assert page().one("p", class_="council").text == "3 councils"
    parts = [section for section in page().all("section") if section.attributes["id"].startswith("council-")]
    assert [part.one("h2").text for part in parts] == ["Borough", "East", "West"]
    assert "One statutory service depends on Alder: Housing" in parts[0].text
    assert "Waste" not in parts[0].text
    assert "One statutory service depends on Alder: Waste" in parts[1].text
    assert "The registers hold too little for a finding." in parts[2].text


def test_the_councils_stand_side_by_side_with_what_each_recorded() -> None:
    table = cells(page().at("councils-table"))
    assert table["Borough"][:5] == ["1", "1", "1", "the only contract", "the only system"]
    assert table["East"][:5] == ["2", "2", "2", "1 of 2 contracts", "all 2 systems"]
    assert table["West"][:5] == ["1", "0", "0", "no contract", "none of one system"]
    assert table["West"][6] == "none: too little is recorded"
    assert [table[council][5] for council in ("Borough", "East", "West")] == ["1", "1; 1 not known", "not known"]


def test_it_opens_with_what_councils_share() -> None:
    first, together, *_, silent = [finding.text for finding in page().at("findings").all("li")]
    assert "Alder serves 2 of 3 councils: Borough and East." in first
    assert "2 services of theirs would stop" in first
    assert "2 councils could leave Alder together: Borough and East." in together
    assert "The registers of 1 of 3 councils hold too little for a finding: West." in silent
    assert cells(page().at("shared-table"))["Alder"][:4] == ["2", "Borough and East", "2", "2"]


def test_tables_of_records_say_whose_they_are() -> None:
    assert cells(page().at("exits-table"))["Desk"][0] == "East"
    assert cells(page().at("single-points-table"))["Bins"][0] == "East"


def test_a_part_says_what_the_councils_own_report_says() -> None:
    report = committee.gather(three(), SETTINGS)
    assert report.councils is not None
    own = committee.gather(alone(three(), "organisation:East"), SETTINGS)
    (part,) = [part for part in report.councils.parts if part.name == "East"]
    assert [plain(each.sentence) for each in part.findings] == [plain(each.sentence) for each in own.findings]
    assert own.council == "East"
    assert own.councils is None


def test_the_paper_and_the_workbook_speak_of_each_council() -> None:
    report = committee.gather(three(), SETTINGS)
    book = load_workbook(io.BytesIO(report_workbook(report)))
    assert [cell.value for cell in book["Councils"]["A"]] == ["Council", "Borough", "East", "West"]
    assert {cell.value for cell in book["Findings by council"]["A"]} == {"Council", "Borough", "East"}
    (section,) = [each for each in report.paper.sections if each.heading == "What the registers show"]
    words = [plain(block.text) for block in section.blocks if hasattr(block, "text")]
    assert words.index("Borough") < words.index("East")
    assert "West" not in words
    assert docx(report.paper)[0]


def test_the_public_sees_no_days_to_act_side_by_side() -> None:
    tree = read(committee.write(public(three()), SETTINGS))
    headings = [heading.text for heading in tree.at("councils-table").one("thead").all("th")]
    assert not [heading for heading in headings if "decide" in heading]
    assert "could leave" not in tree.one("main").text
    assert not [each for each in tree.all("table") if each.attributes["id"].endswith(("exits-table", "lock-in-table"))]


def test_what_an_exempt_contract_of_one_council_says_makes_no_difference_to_the_public() -> None:
    def with_secret(supplier: str, title: str, end: dt.date, value: int) -> str:
        secret = {"suppliers": supplier, "title": title, "end_date": end, "value": value, "exempt": True}
        made = estate(
            organisations={"East": {}, "West": {}},
            suppliers={"Alder Ltd": {}, "Birch Ltd": {}},
            systems={"Rents": {"vendors": "Alder Ltd"}, "Maps": {"vendors": "Birch Ltd", "organisation": "East"}},
            contracts={
                "Rents": {**ENDS, "suppliers": "Alder Ltd", "end_date": dt.date(2026, 12, 31), "exempt": False},
                "Maps": {**ENDS, "suppliers": "Birch Ltd", "organisation": "East", "exempt": False},
                "Secret": {**ENDS, **secret, "organisation": "West"},
                "Open": {**ENDS, "organisation": "West", "exempt": False},
            },
        )
        return committee.write(public(made), SETTINGS)

    first = with_secret("Alder Ltd", "Project Kestrel", dt.date(2027, 3, 31), 71_234_567)
    assert "3 councils" in first
    assert first == with_secret("Birch Ltd", "Operation Wuzzle", dt.date(2026, 6, 30), 82_345_678)


def test_rows_that_named_no_council_are_said_to_have_named_none() -> None:
    unnamed = estate(organisations={"This council": {}}, systems={"A": {}, "B": {"organisation": "This council"}})
    assert standing.gaps(unnamed)[0].startswith("What stands under This council came from rows that name no council")
    assert not any("This council" in said for said in standing.gaps(three()))


def test_one_council_has_no_parts() -> None:
    assert committee.gather(estate(systems={"A": {}}), SETTINGS).councils is None


# One council of several, as a store gives it.


def test_one_of_several_is_what_a_store_gives_for_it(tmp_path: Path) -> None:
    with closing(open_store(str(tmp_path / "two.db"), create=True)) as store:
        for name in ("North", "South"):
            import_files(store, sample_data.FILES, organisation=name)
        whole = Estate(store.tables(None), sample_data.AS_OF, store.sources(None))
        for id_ in holders(whole):
            stored, ours = store.tables([id_]), alone(whole, id_).tables
            for register, table in stored.items():
                pd.testing.assert_frame_equal(ours[register], table)


def test_what_belongs_to_others_comes_along_only_where_it_is_referred_to() -> None:
    made = estate(
        organisations={"East": {}, "West": {}},
        suppliers={"S": {"parent": "Owner"}, "Owner": {}, "Other": {}},
        systems={
            "A": {"vendors": "S"},
            "B": {"organisation": "East"},
            "C": {"organisation": "West", "vendors": "Other"},
        },
        integrations=[{"provider": "B", "consumer": "A"}],
    )
    own = alone(replace(made, sources={}), "organisation:Borough")
    held: Mapping[str, Any] = {register: own.ids(register) for register in ("organisation", "supplier", "system")}
    assert held == {
        "organisation": ["organisation:Borough", "organisation:East"],
        "supplier": ["supplier:Owner", "supplier:S"],
        "system": ["system:A", "system:B"],
    }


# Columns.


def table(*rows: tuple[str, ...]) -> Table:
    headings = tuple(map(Heading, ("Name", "Known", "Blank", "How we know")))
    lines = tuple(Line((name,), ((known,), (blank,)), ("one record",)) for name, known, blank in rows)
    return Table("it", "It", headings, lines)


def test_a_column_of_which_nothing_is_known_is_left_out_and_named() -> None:
    shown = without_empty(table(("A", "1", "not known"), ("B", "not known", "not assessed")))
    assert [heading.text for heading in shown.headings] == ["Name", "Known", "How we know"]
    assert [[plain(cell) for cell in line.cells] for line in shown.lines] == [["1"], ["not known"]]
    assert shown.note == "Columns left out, because nothing is known of any row: Blank."


@pytest.mark.parametrize("rows", [(("A", "1", "2"),), (("A", "not known", "not known"),), ()])
def test_no_column_goes_where_none_is_blank_or_all_are(rows: tuple[tuple[str, ...], ...]) -> None:
    assert without_empty(table(*rows)) == table(*rows)


def test_a_table_of_no_records_has_no_council() -> None:
    assert with_council(table(("A", "1", "2")), three()) == table(("A", "1", "2"))
