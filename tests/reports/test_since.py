"""What has changed since an earlier state: counted in a sentence, listed in a table, for its audience alone."""

from __future__ import annotations

from typing import Any

from itmap import settings as settings_of
from itmap.estate import Estate
from itmap.reports import committee
from itmap.reports.public import published
from itmap.reports.sections import Section
from itmap.reports.since import since
from itmap.reports.words import plain
from itmap.scope import in_scope
from tests.estates import estate
from tests.reports.pages import read

SETTINGS = settings_of.load()
CALLED = "1 January 2026"


def borough(contracts: dict[str, Any]) -> Estate:
    return estate(contracts=contracts, suppliers={"A": {}}, systems={"Housing": {"vendors": ("A",)}})


BEFORE = {"Kept": {"notice_period": "3 months"}, "Gone": {}, "Grass": {"category": "Grounds", "title": "Grass"}}
AFTER = {"Kept": {"notice_period": "6 months"}, "Come": {}, "Grass": {"category": "Grounds", "title": "Mowing"}}


def section(before: Estate, after: Estate) -> tuple[Section, Estate]:
    shown = in_scope(after, "it", SETTINGS.scope)
    earlier = in_scope(before, "it", SETTINGS.scope).records("contract").keys()
    return since(CALLED, before, after, shown, earlier), shown


def lines(made: Section) -> list[list[str]]:
    (table,) = made.also
    return [[plain(cell) for cell in (line.head, *line.cells)] for line in table.lines]


def test_what_came_went_and_changed_is_counted_and_listed_in_the_scope_of_the_report() -> None:
    made, _ = section(borough(BEFORE), borough(AFTER))
    assert made.question == "What has changed since 1 January 2026?"
    assert plain(made.answer) == (
        "One contract has been added; one contract has gone; one contract has changed. "
        "What changed most often: Notice period (1)."
    )
    assert lines(made) == [
        ["Come", "Contract", "Added", "The whole record", "not there", "there"],
        ["Gone", "Contract", "Removed", "The whole record", "there", "not there"],
        ["Kept", "Contract", "Updated", "Notice period", "3 months", "6 months"],
    ]


def test_a_contract_that_left_the_scope_is_told_by_what_its_register_says_not_as_gone() -> None:
    before, after = borough({"Kept": {"category": "ICT"}}), borough({"Kept": {"category": "Grounds"}})
    made, _ = section(before, after)
    assert lines(made) == [["Kept", "Contract", "Updated", "Category", "ICT", "Grounds"]]


def test_the_same_twice_says_so_without_a_table() -> None:
    made, _ = section(borough(BEFORE), borough(BEFORE))
    assert made.also == ()
    assert plain(made.answer) == "The registers say what they said on 1 January 2026."


def test_it_stands_on_the_page_with_links_and_in_the_paper() -> None:
    made, shown = section(borough(BEFORE), borough(AFTER))
    report = committee.gather(shown, SETTINGS, changes=made)
    tree = read(committee.page(report))
    assert "1 January 2026" in tree.one("nav").text
    rows = tree.at("changes-table").one("tbody").all("tr")
    linked = [bool(row.one("th").all("a")) for row in rows]
    assert linked == [True, False, True]
    assert "One contract has been added" in tree.at("changes").text
    assert "One contract has been added" in tree.at("paper").text


def test_what_is_exempt_at_either_time_is_in_no_public_list_of_changes() -> None:
    before = borough({"Secret": {"exempt": False, "value": 98765}, "Kept": {"exempt": False}})
    after = borough({"Secret": {"exempt": True, "value": 54321}, "Kept": {"exempt": False, "title": "Renamed"}})
    shown = published(after, SETTINGS, "public", beside=[before])
    earlier = published(before, SETTINGS, "public", nothing_exempt=True, beside=[after])
    made, _ = section(earlier, shown)
    assert "Secret" not in str(made)
    assert "98765" not in str(made)
    assert [line[3] for line in lines(made)] == ["Title"]
