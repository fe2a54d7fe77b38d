"""The committee paper: numbered, drafted from the registers alone, and open where only officers can speak."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

import pytest

from itmap import settings as settings_of
from itmap.reports import committee
from itmap.reports.paper import SECTIONS, TO_COMPLETE, Block, Grid, Paper, Paragraph, Subheading
from itmap.reports.paper import paper as paper_of
from itmap.reports.words import plain
from tests.estates import AS_OF, HOME, estate
from tests.reports.pages import read
from tests.reports.test_report import page, whole

SETTINGS = settings_of.load()
IMPLICATIONS = ("Financial", "Legal", "Risk", "Equality")


@cache
def drafted() -> Paper:
    return committee.gather(whole(), SETTINGS).paper


def section(paper: Paper, heading: str) -> tuple[Block, ...]:
    return next(each.blocks for each in paper.sections if each.heading == heading)


def said(paper: Paper, heading: str) -> list[str]:
    return [plain(block.text) for block in section(paper, heading) if isinstance(block, Paragraph)]


def test_sections_and_paragraphs_are_numbered_in_order() -> None:
    assert [each.heading for each in drafted().sections] == [place.heading for place in SECTIONS]
    for number, each in enumerate(drafted().sections, 1):
        assert each.number == number
        numbers = [block.number for block in each.blocks if isinstance(block, Paragraph) and block.number]
        assert numbers == [f"{number}.{at}" for at in range(1, len(numbers) + 1)]


def test_recommendations_are_marked_as_drafts_and_implications_are_left_to_officers() -> None:
    first, *others = section(drafted(), "Recommendations")
    assert isinstance(first, Paragraph)
    assert plain(first.text).startswith("Drafts ")
    assert len(others) >= 4
    assert all(isinstance(each, Paragraph) and plain(each.text).startswith("That ") for each in others)
    for each in IMPLICATIONS:
        assert said(drafted(), f"{each} implications") == [f"{TO_COMPLETE}."]


def test_doing_nothing_is_the_first_option_and_no_option_is_recommended_or_priced() -> None:
    headings = [plain(block.text) for block in section(drafted(), "Options") if isinstance(block, Subheading)]
    assert headings[0] == "Option 1: do nothing"
    assert len(headings) >= 3
    words = said(drafted(), "Options")
    assert sum(each.endswith("for officers to complete.") for each in words) == len(headings)
    assert not any("£" in each or "recommend" in each for each in words)


def test_a_contract_to_decide_on_stands_in_the_table_by_its_day() -> None:
    made = estate(
        contracts={
            "Ends soon": {
                "suppliers": ("A",),
                "end_date": dt.date(2026, 12, 31),
                "renewal": "none",
                "role": "supplies",
            },
            "Renews": {
                "suppliers": ("B",),
                "end_date": dt.date(2026, 9, 30),
                "renewal": "automatic",
                "renewal_period": "12 months",
                "notice_period": "3 months",
                "role": "supplies",
            },
            "Far off": {"suppliers": ("A",), "end_date": dt.date(2031, 12, 31), "renewal": "none", "role": "supplies"},
        },
        suppliers={"A": {}, "B": {}},
    )
    its = committee.gather(made, SETTINGS).paper
    (table,) = [block for block in section(its, "Dates to decide by") if isinstance(block, Grid)]
    lines = [[plain(cell) for cell in line] for line in table.lines]
    assert [line[:3] for line in lines] == [
        ["Now, by 30 June 2026 at the latest", "Ends soon", "A"],
        ["Announce by 25 May 2026, for notice by 30 June 2026", "Renews", "B"],
    ]
    assert lines[1][3] == "Give notice, or it renews"
    assert said(its, "Decision sought")[0].startswith("The committee is asked to decide what is done about 2 contracts")


def test_of_several_councils_the_table_says_whose_each_contract_is() -> None:
    ends = {"suppliers": ("A",), "end_date": dt.date(2026, 12, 31), "renewal": "none", "role": "supplies"}
    contracts = {"One": ends, "Two": {**ends, "organisation": "Another"}}
    made = estate(contracts=contracts, suppliers={"A": {}}, organisations={"Another": {}})
    (table,) = [b for b in section(committee.gather(made, SETTINGS).paper, "Dates to decide by") if isinstance(b, Grid)]
    assert [plain(heading) for heading in table.headings][1] == "Council"
    assert {plain(line[1]) for line in table.lines} == set(made.organisations) == {HOME, "Another"}


def test_an_empty_store_makes_a_paper_that_proposes_nothing() -> None:
    its = committee.gather(estate(), SETTINGS).paper
    assert said(its, "Recommendations") == [f"{TO_COMPLETE}."]
    assert said(its, "Decision sought") == [f"{TO_COMPLETE}."]
    assert "nothing that would happen by itself" in " ".join(said(its, "Options"))


def test_officers_words_take_the_place_of_proposals_and_follow_what_was_counted() -> None:
    drafts = {
        "Recommendations": [Paragraph(("That a draft stands here.",))],
        "What is not known": [Paragraph(("It is not known.",))],
    }
    own = (Paragraph(("Officers say this.",)),)
    notes = {"Recommendations": own, "What is not known": own, "Report to": (Paragraph(("Cabinet",)),)}
    its = paper_of("A council", AS_OF, drafts, notes)
    assert said(its, "Recommendations") == ["Officers say this."]
    assert said(its, "What is not known") == ["It is not known.", "Officers say this."]
    assert dict(its.facts)["Report to"] == ("Cabinet",)


def test_the_page_holds_the_paper_word_for_word() -> None:
    shown = page().at("paper")
    text = re.sub(r"\s+", " ", shown.text)
    for each in drafted().sections:
        assert f"{each.number}. {each.heading}" in [heading.text for heading in shown.all("h3")]
        for block in each.blocks:
            if isinstance(block, Paragraph):
                assert re.sub(r"\s+", " ", f"{block.number} {plain(block.text)}").strip() in text


@pytest.mark.parametrize("nasty", ["<script>alert(1)</script>", "</p></section><h1>x"])
def test_officers_words_stay_text_in_the_page(nasty: str) -> None:
    notes = {"Financial implications": (Paragraph((nasty,)),)}
    tree = read(committee.write(whole(), SETTINGS, notes=notes))
    assert nasty in tree.at("paper").text
    assert len(tree.all("h1")) == 1
    assert len(tree.all("script")) == len(page().all("script"))
