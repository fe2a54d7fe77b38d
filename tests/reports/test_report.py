"""The report as a file: whole whatever the registers hold, offline, safe against what cells say, true to its sources."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from itmap import settings as settings_of
from itmap.estate import Estate
from itmap.reports import committee
from itmap.scope import in_scope
from tests.estates import AS_OF, estate, random_rows
from tests.reports.pages import Element, read

SETTINGS = settings_of.load()
SECTIONS = ("findings", *committee.QUESTIONS, "what-if", "unknown", "paper", "methods", "sources")
NASTY = (
    "<script>alert(1)</script>",
    "</script><b>x",
    '=HYPERLINK("http://x","y")',
    "<!-- a",
    "a & b ' \" c",
    "{{ 7*7 }}",
)


def rows(**changes: Any) -> dict[str, Any]:
    """A borough with everything in it, gaps too, and scores and fits besides."""
    made = random_rows(7, systems=30, integrations=60, suppliers=40, contracts=50, services=14, unknowns=0.25)
    for number, system in enumerate(made["systems"].values()):
        system["capability"] = ("Planning", "Housing", None)[number % 3]
        system.update(functional_fit=1 + number % 4, technical_fit=1 + number % 3, api="documented")
        if number % 3 == 0:
            system.update({f"l{at}": 1 + (number + at) % 6 for at in range(1, 8)})
            system.update({f"c{at}": 1 + (number + at) % 5 for at in range(1, 7)})
            system["end_of_support"] = AS_OF + dt.timedelta(days=100 * (number - 15))
    for number, contract in enumerate(made["contracts"].values()):
        contract["notice_period"] = "3 months" if number % 2 else None
        contract.update(value=10_000 * number if number % 3 else None, value_basis="annual")
    return {**made, **changes}


@cache
def whole() -> Estate:
    return estate(**rows())


@cache
def page() -> Element:
    return read(committee.write(whole(), SETTINGS))


def only(register: str) -> Estate:
    """The estate that one register gives: its own rows, and what they name as stubs."""
    made = rows()
    kept = {
        "contracts": {"contracts", "suppliers"},
        "systems": {"systems", "suppliers", "services"},
        "integrations": {"integrations", "systems"},
    }[register]
    emptied: Mapping[str, Any] = {
        name: (made[name] if name == register else _stubs(made[name])) if name in kept else type(made[name])()
        for name in ("contracts", "suppliers", "systems", "services", "integrations")
    }
    for row in made["contracts"].values():
        row["covers"] = ()
    for row in made["integrations"]:
        row["contracts"] = ()
    return estate(**emptied)


def _stubs(register: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"defined": False} for name in register}


def test_the_page_has_every_section_in_order_with_headings_that_never_skip() -> None:
    headings = [each for each in page().walk() if re.fullmatch("h[1-6]", each.name)]
    levels = [int(each.name[1]) for each in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    places = [section.attributes["id"] for section in page().all("section")]
    assert places == list(SECTIONS)
    linked = {link.attributes["href"] for link in page().one("nav").all("a")}
    assert linked == {f"#{place}" for place in SECTIONS}


def test_every_id_is_one_things_and_every_link_leads_somewhere() -> None:
    ids = [each.attributes["id"] for each in page().walk() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    links = page().all("a")
    assert len(links) > 100
    assert {link.attributes["href"].removeprefix("#") for link in links} <= set(ids)
    for each in page().walk():
        for attribute in ("aria-labelledby", "data-chart"):
            assert each.attributes.get(attribute, ids[0]) in ids


def test_every_table_has_a_caption_and_headed_columns_and_rows() -> None:
    tables = page().all("table")
    assert len(tables) >= 7
    for table in tables:
        assert table.one("caption").text.strip()
        columns = table.one("thead").all("th", scope="col")
        assert all(column.text.strip() for column in columns)
        for row in table.one("tbody").all("tr"):
            assert len(row.all("th", scope="row")) == 1
            assert len(row.all("th")) + len(row.all("td")) == len(columns)
            assert all(cell.text.strip() for cell in row.all("td"))


def test_every_chart_has_its_sentence_its_name_and_its_table() -> None:
    figures = page().all("figure")
    assert len(figures) == len(committee.QUESTIONS) + 4  # what is not known, the matrix, the ranks, the map
    for figure in figures:
        chart = figure.one("div", role="img")
        assert chart.attributes["aria-label"]
        assert figure.all("p")[0].text.strip().endswith(".")
        assert figure.one("h3").text.strip()
        if "The table after it" not in chart.attributes["aria-label"]:
            assert re.search("The (table|cards) of .* hold", chart.attributes["aria-label"])
        else:
            assert figure.one("table").all("tr")
        data = json.loads(page().at(chart.attributes["data-chart"]).text)
        assert data["data"]
        assert data["layout"]["height"] > 0


def test_every_row_of_an_answer_leads_to_the_rows_of_files_that_it_rests_on() -> None:
    sources = page().at("sources")
    places = {each.attributes["id"]: each.text for each in sources.all("div") if "id" in each.attributes}
    for name in ("chokepoints", "lock-in", "exits", "candidates", "legacy", "single-points"):
        body = page().at(f"{name}-table").one("tbody")
        for row in body.all("tr"):
            own = row.one("th").all("a")[0].attributes["href"].removeprefix("#")
            assert "estate.xlsx, sheet " in places[own]
            last = row.all("td")[-1].all("a")
            assert last
            assert all("row" in places[link.attributes["href"].removeprefix("#")] for link in last)


def test_the_sources_name_file_sheet_and_row() -> None:
    entry = next(each for each in page().at("sources").all("div") if each.text.strip().startswith("Contract 7"))
    assert entry.one("dd").text == "estate.xlsx, sheet Contracts, row 9"


def test_nothing_is_loaded_from_anywhere() -> None:
    html = committee.write(whole(), SETTINGS)
    for each in page().walk():
        assert not {"src", "srcset", "poster", "action", "formaction", "background"} & set(each.attributes), each.name
        assert each.attributes.get("href", "#").startswith("#")
        assert not any(name.startswith("on") for name in each.attributes)
        assert each.name not in ("link", "iframe", "object", "embed", "img", "base")
    style = page().one("style").text
    assert "url(" not in style
    assert "@import" not in style
    policy = next(m.attributes["content"] for m in page().all("meta") if "http-equiv" in m.attributes)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy.split("style-src")[0]
    assert html.index("Content-Security-Policy") < html.index("<style>") < html.index("<script")


def test_what_a_spreadsheet_says_stays_text() -> None:
    """A name that is markup, a formula or a template comes out as the words it is, in the page and in the charts."""
    made = rows()
    for register in ("suppliers", "systems", "contracts", "services"):
        for name, row in zip(NASTY, made[register].values(), strict=False):
            row["title" if register == "contracts" else "name"] = name
    html = committee.write(estate(**made), SETTINGS)
    tree = read(html)
    clean = page()
    assert [each.name for each in tree.all("script")] == [each.name for each in clean.all("script")]
    assert not tree.all("b")
    said = {cell.text.strip() for cell in tree.all("th", scope="row")} | {
        each.text for each in tree.at("sources").all("dt")
    }
    assert set(NASTY) <= said
    for script in tree.all("script", type="application/json"):
        assert "<" not in script.text
        if not script.attributes["id"].endswith("-data") or script.attributes["id"] == "estate-data":
            continue  # what becomes text nodes, not labels
        for text in _label_texts(json.loads(script.text)):
            assert not re.search(r"<(?!/?b>|br>)", text), text


def _label_texts(value: Any) -> list[str]:
    """Every text of a chart, in which Plotly would read a tag as one."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _label_texts(item)]
    return [text for item in value for text in _label_texts(item)] if isinstance(value, list) else []


def test_the_same_estate_gives_the_same_bytes_whatever_order_its_rows_came_in() -> None:
    made = rows()
    turned = {name: dict(reversed(held.items())) if isinstance(held, dict) else held for name, held in made.items()}
    again = estate(**turned)
    again = dataclasses.replace(again, sources=whole().sources)
    assert committee.write(again, SETTINGS) == committee.write(whole(), SETTINGS)


@pytest.mark.parametrize(
    ("register", "answered", "lacking"),
    [
        ("contracts", {"exits", "lock-in"}, {"chokepoints", "candidates", "legacy"}),
        ("systems", {"chokepoints", "lock-in", "candidates", "legacy"}, {"exits"}),
        ("integrations", {"candidates", "legacy"}, {"chokepoints", "lock-in", "exits"}),
    ],
)
def test_one_register_alone_answers_what_it_can_and_the_rest_says_what_it_lacks(
    register: str, answered: set[str], lacking: set[str]
) -> None:
    tree = read(committee.write(only(register), SETTINGS))
    for name in answered:
        assert tree.at(name).all("p", class_="answer"), name
    for name in lacking:
        section = tree.at(name)
        assert section.one("p", class_="lacks").text.startswith("Needs the "), name
        assert not [figure for figure in section.all("figure") if figure.all("table")]


def test_integrations_alone_still_show_what_much_runs_through() -> None:
    tree = read(committee.write(only("integrations"), SETTINGS))
    assert tree.at("single-points-table").one("tbody").all("tr")


def test_an_empty_store_makes_a_page_that_says_so_and_claims_nothing() -> None:
    html = committee.write(estate(), SETTINGS)
    tree = read(html)
    assert not tree.all("li", class_="finding")
    assert not tree.at("findings").all("ol")
    assert len(tree.all("p", class_="lacks")) == len(committee.QUESTIONS)
    assert not tree.all("figure")
    assert len(html) < 100_000, "plotly.js is left out where nothing is drawn"


def test_findings_are_few_numbered_sure_and_lead_to_their_evidence() -> None:
    findings = page().at("findings").one("ol").all("li")
    assert 4 <= len(findings) <= 6
    ids = {each.attributes["id"] for each in page().walk() if "id" in each.attributes}
    for finding in findings:
        assert re.search(r"\d", finding.one("p", class_="figure").text)
        assert finding.one("p", class_="finding").text.strip().endswith(".")
        assert finding.one("p", class_="sure").text.strip().endswith(".")
        assert finding.one("p", class_="evidence").one("a").attributes["href"].removeprefix("#") in ids


def test_the_opening_says_whose_it_is_of_which_day_and_from_what() -> None:
    header = page().one("header").text
    assert "Borough" in header
    assert "1 April 2026" in header
    assert "50 contracts, 30 systems, 14 services, 60 connections and 40 suppliers" in header
    assert "of one file: estate.xlsx." in header
    assert "estate.xlsx, sheet Contracts: 50 rows" in page().at("sources").text


def test_the_banner_stands_on_the_page_and_on_paper() -> None:
    banner = "May contain exempt information (Local Government Act 1972, Schedule 12A, paragraph 3)"
    assert page().all("p", class_="banner")[0].text.startswith(banner)
    assert banner in page().one("style").text


def test_contracts_left_out_of_scope_are_counted_and_said() -> None:
    made = estate(contracts={"Grass": {"category": "Grounds"}, "Servers": {"category": "ICT"}})
    tree = read(committee.write(in_scope(made, "it", SETTINGS.scope), SETTINGS))
    assert "One contract is left out" in tree.at("unknown").text
    assert "Grass" not in tree.text


def test_no_score_stands_there_bare() -> None:
    """Points are of 100 or said in words: nothing in a table is a decimal between 0 and 1."""
    for table in page().all("table"):
        if table.attributes.get("id"):
            for cell in table.one("tbody").all("td"):
                assert not re.fullmatch(r"\s*0?\.\d+\s*", cell.text), cell.text


def test_what_is_not_scored_never_looks_fine() -> None:
    body = page().at("legacy-table").one("tbody")
    unscored = [row for row in body.all("tr") if "not scored" in row.text]
    assert unscored
    for row in unscored:
        assert row.all("span", class_="unknown")
        assert "Below the red line" not in row.text
