"""Values are said as people say them, and what is not known is said to be so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from itmap.quantities import Interval
from itmap.reports import words

MARCH, MAY = dt.date(2027, 3, 31), dt.date(2027, 5, 1)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Interval(MARCH, MARCH), "31 March 2027"),
        (Interval(MARCH, MAY), "between 31 March 2027 and 1 May 2027"),
        (Interval(MARCH, None), "from 31 March 2027 on; latest not known"),
        (Interval(None, MAY), "earliest not known; by 1 May 2027 at the latest"),
        (Interval(None, None), "not known"),
        (None, "not known"),
    ],
)
def test_days(value: Interval[dt.date] | None, said: str) -> None:
    assert words.days(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Interval(0.55, 0.55), "55"),
        (Interval(0.551, 0.719), "between 55 and 72"),
        (Interval(0.1993, 0.1993), "20"),  # known to the last digit: 19 to 20 would look like a doubt
        (Interval(0.0, 1.0), "not known"),
        (None, "not known"),
        (Interval(0.0, 0.0), "0"),
    ],
)
def test_points_are_whole_and_never_narrower_than_what_is_known(value: Interval[float] | None, said: str) -> None:
    assert words.points(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Interval(1.731, 4.321), "between 1.7 and 4.4"),
        (Interval(2.0, 2.0), "2"),
        (Interval(1.47, 1.47), "1.5"),
        (Interval(1.0, 1.96), "between 1 and 2"),
    ],
)
def test_tenths_are_never_narrower_than_what_is_known(value: Interval[float], said: str) -> None:
    assert words.tenths(value) == said


def test_points_in_a_cell_are_shorter() -> None:
    assert words.span(Interval(0.55, 0.72)) == "55 to 72"
    assert words.short_numbers(Interval(2, 7)) == "2 to 7"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (0.004, "less than 1%"), (0.496, "50%"), (0.998, "more than 99%"), (1, "100%")],
)
def test_what_is_neither_none_nor_all_never_reads_so(share: float, said: str) -> None:
    assert words.percent(share) == said


def test_counts_read_as_english() -> None:
    said = [words.count(number, "system") for number in (0, 1, 2, 1200)]
    assert said == ["no systems", "one system", "2 systems", "1,200 systems"]
    assert words.of_all(0, 40, "service") == "none of 40 services"
    assert words.of_all(3, 40, "service") == "3 of 40 services"
    assert words.of_all(40, 40, "service") == "all 40 services"
    assert words.of_all(1, 1, "service") == "the only service"
    assert words.counts(Interval(2, 7), "service") == "between 2 and 7 services"
    assert words.counts(Interval(1, 1), "service") == "one service"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C"], "A, B and C"),
        (list("ABCDE"), "A, B, C and 2 more"),
    ],
)
def test_lists(names: list[str], said: str) -> None:
    assert words.listed(names) == said
    assert words.plain(words.listed_names([words.Name(name, name) for name in names])) == said


@pytest.mark.parametrize(("pounds", "said"), [("24000", "£24,000"), ("1234567", "£1.2 million"), ("0", "£0")])
def test_money(pounds: str, said: str) -> None:
    assert words.money(Decimal(pounds)) == said


def test_a_long_name_is_cut_for_a_chart_only_when_it_must_be() -> None:
    assert words.short("Housing", 7) == "Housing"
    assert words.short("Housing repairs", 9) == "Housing…"


def test_folded_parts_say_their_heading() -> None:
    parts: Any = ("On ", words.Fold("3 records", ("hidden",)), ".")
    assert words.plain(parts) == "On 3 records."
