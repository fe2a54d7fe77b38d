"""The report says how to begin: which start is small and why, in which order, and what else can be done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

from itmap import queries
from itmap import settings as settings_of
from itmap.estate import Estate
from itmap.reports.figures import worth_replacing
from itmap.reports.start_small import small_words, start_small_table
from itmap.reports.words import Fold, plain
from tests.estates import estate

SETTINGS = settings_of.load()


@cache
def desks() -> Estate:
    """Desk is unsound, open, cheap and free soon; Files is unsound, and nothing else is known of it."""
    return estate(
        systems={
            "Desk": {
                "functional_fit": 1,
                "technical_fit": 1,
                "data_export": "documented",
                "annual_cost": 10_000,
                "capability": "Cases",
            },
            "Files": {"functional_fit": 1, "technical_fit": 1},
            "Better": {"capability": "Cases", "functional_fit": 4, "technical_fit": 4, "api": "documented"},
        },
        services={"Repairs": {"systems": "Desk", "statutory": False}},
        contracts={
            "Deal": {
                "covers": "Desk", "renewal": "none", "end_date": dt.date(2026, 9, 30), "role": "supplies",
                "suppliers": "Alder Ltd",
            }
        },
        suppliers={"Alder Ltd": {}},
        integrations=[{"provider": "Better", "consumer": "Desk", "dependence": "soft"}],
    )  # fmt: skip


def worth() -> list[Any]:
    return [row for row in queries.question("candidates").answer(desks(), SETTINGS).rows if worth_replacing(row)]


def test_a_small_start_is_said_with_its_five_tests_and_doing_nothing_comes_first() -> None:
    desk, files = start_small_table(worth(), desks(), SETTINGS).lines
    assert plain(desk.head) == "Desk"
    assert [plain(cell) for cell in desk.cells] == [
        "Yes", "5 of 5 yes", "no order needed: 3 or fewer recorded", "Better", "3 options",
    ]  # fmt: skip
    (options,) = desk.cells[-1]
    assert isinstance(options, Fold)
    assert str(options.inside[0]).startswith("Do nothing: Deal ends on 30 Sep 2026")
    assert [plain(files.head), plain(files.cells[0])] == ["Files", "not known"]


def test_the_answer_counts_the_small_starts_and_those_nobody_can_tell() -> None:
    said = plain(small_words(worth(), desks()))
    assert "one is known to be a small start: Desk. For 1 too little is recorded to say." in said


def test_a_large_estate_shows_the_first_as_its_chart_does_and_says_so() -> None:
    first = replace(SETTINGS, report=replace(SETTINGS.report, rows_in_a_chart=1))
    table = start_small_table(worth(), desks(), first)
    assert len(table.lines) == 1
    assert table.caption == "How to begin with the first of 2 that are worth replacing"
