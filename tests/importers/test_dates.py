"""What each spelling of a day is read as, which of day and month comes first, and what is named as a problem instead."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from itmap import model
from itmap.importers.reading import read_files
from itmap.importers.values import (
    DAY_FIRST,
    MONTH_FIRST,
    UNCLEAR,
    Reading,
    Unreadable,
    date_order,
    date_orders,
    doubtful_dates,
    read_value,
    span,
)
from tests.importers.cells import contract, unreadable


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1/4/24", "2024-04-01"),
        ("01-04-2024", "2024-04-01"),
        ("16.12 19", "2019-12-16"),
        ("1 April 2024", "2024-04-01"),
        ("1-Apr-24", "2024-04-01"),
        ("28th April 2019", "2019-04-28"),
        ("Mon 1st of April 2024", "2024-04-01"),
        ("April 1, 2024", "2024-04-01"),
        ("2014-06-30T00:00:00Z", "2014-06-30"),
        ("2024-04-01 23:59:59", "2024-04-01"),
        ("01/04/2024 12:00:00 AM", "2024-04-01"),
        ("20240401", "2024-04-01"),
        ("31/12/69", "2069-12-31"),
        ("31/12/70", "1970-12-31"),
        ("1 Apr '24", "2024-04-01"),
        ("2024-Apr-01", "2024-04-01"),
        ("Monday, 1 April 2024", "2024-04-01"),
        ("2024-04-01T00:00:00+01:00", "2024-04-01"),
        ("2024-06-30T23:59:59Z", "2024-06-30"),
        ("2024-12-01T23:00:00Z", "2024-12-01"),
        (20240401.0, "2024-04-01"),
        ("45383", "2024-04-01"),
        (45383.0, "2024-04-01"),
        (dt.date(2024, 4, 1), "2024-04-01"),
        (dt.datetime(2024, 4, 1, 9, 30), "2024-04-01"),  # noqa: DTZ001  (spreadsheets have no time zone)
    ],
)
def test_a_date_is_read_day_first_in_every_way_it_is_written(cell: object, day: str) -> None:
    assert contract("start_date", cell) == dt.date.fromisoformat(day)


def test_a_word_before_a_day_that_says_no_more_than_its_heading_is_passed_over() -> None:
    for cell in ("until 31/03/2027", "Expired 31 March 2027.", "extended to 31/3/27", "ends on Wednesday 31/03/2027"):
        assert contract("end_date", cell) == dt.date(2027, 3, 31)
    assert contract("start_date", "from 1 April 2024") == dt.date(2024, 4, 1)
    for name, cell in (("start_date", "until 31/03/2027"), ("end_date", "from 1/4/2024"), ("end_date", "expired")):
        assert "31/03/2027" in unreadable(name, cell)


@pytest.mark.parametrize("cell", ["October 2018", "Oct-18", "10/2018", "2018-10", "2018", "2018/19", "Q3 2018"])
def test_a_month_or_year_gets_no_invented_day(cell: str) -> None:
    assert "without its day" in unreadable("start_date", cell)


@pytest.mark.parametrize(
    "cell",
    [
        "7/31/2017", "29/2/2023", "31/12/9999", "01/01/1900", "three years", 2018.0, 1e300, True, "31/6/2024",
        "Tuesday 1 April 2024", "2024-06-30T23:00:00Z", "2024-03-31T23:00:00+00:00", 20241301.0, "20000-30000",
        "31/03/2027 to 01/04/2024", "31/03/2027 or 31/03/2028", "31 March 2027 " * 100,
    ],
)  # fmt: skip
def test_what_is_no_day_is_a_problem_with_an_example(cell: object) -> None:
    assert "31/03/2027" in unreadable("start_date", cell)


@pytest.mark.parametrize("cell", ["Ongoing", "rolling", "TBC", "Section 43", "s.43 exemption", "N/A", "-", "", "None"])
def test_a_date_that_nobody_gives_is_unknown_and_no_problem(cell: str) -> None:
    assert contract("end_date", cell) is None


def test_a_profile_may_say_that_the_month_comes_first() -> None:
    assert contract("start_date", "7/3/2017", date_order=MONTH_FIRST) == dt.date(2017, 7, 3)
    assert "31/03/2027" in unreadable("start_date", "13/1/2017", date_order=MONTH_FIRST)


def test_a_column_that_proves_the_month_first_is_read_so_and_one_with_both_is_unclear() -> None:
    assert date_order(["7/3/2017", "7/31/2017"]) == MONTH_FIRST
    assert date_order(["7/3/2017", "31/7/2017", "99/99/2017", "2017-07-31"]) == DAY_FIRST
    assert date_order(["7/3/2017", "7/45/2017"]) == DAY_FIRST
    assert date_order(["7/31/2017", "31/7/2017"]) == UNCLEAR
    assert date_order(["7/1/2017 - 7/31/2017", "48 months"]) == MONTH_FIRST
    assert date_order([dt.date(2017, 7, 31), 42947.0, ""]) == DAY_FIRST


def test_a_column_that_proves_nothing_is_unclear_beside_one_with_the_month_first() -> None:
    starts, ends, others = ["7/1/2017", "4/1/2018"], ["6/30/2018", "3/31/2019"], ["30/6/2018"]
    assert date_orders([starts, ends]) == [UNCLEAR, MONTH_FIRST]
    assert date_orders([starts, others]) == [DAY_FIRST, DAY_FIRST]
    assert date_orders([starts, ["7/31/2017", "31/7/2017"]]) == [UNCLEAR, UNCLEAR]


def test_a_slip_of_the_pen_turns_no_other_day_of_a_register() -> None:
    starts, ends = ["03/04/2024", "06/13/2024"], ["31/03/2027", "01/04/2027"]
    assert date_orders([starts, ends, ["05/06/2024"]]) == [UNCLEAR, DAY_FIRST, UNCLEAR]


def test_in_an_unclear_column_only_what_is_the_same_either_way_is_read() -> None:
    assert "can't be told apart" in unreadable("start_date", "7/3/2017", date_order=UNCLEAR)
    assert contract("start_date", "3/3/2017", date_order=UNCLEAR) == dt.date(2017, 3, 3)
    assert contract("start_date", "7/31/2017", date_order=UNCLEAR) == dt.date(2017, 7, 31)
    assert contract("start_date", "31/7/2017", date_order=UNCLEAR) == dt.date(2017, 7, 31)
    assert contract("start_date", "2017-07-03", date_order=UNCLEAR) == dt.date(2017, 7, 3)


def test_date_cells_beside_texts_of_the_other_order_may_be_swapped_and_are_not_trusted() -> None:
    texts = ["7/31/2017", "6/30/2018", "12/31/2018"]
    cells = [dt.date(2017, 7, 1), dt.date(2018, 4, 1), dt.date(2019, 2, 1)]
    assert doubtful_dates(Counter([*texts, *cells]))
    assert doubtful_dates(Counter(["31/7/2017", "30/6/2018", "31/12/2018", *cells]))
    assert not doubtful_dates(Counter([*texts, *cells, dt.date(2018, 4, 13)]))
    assert not doubtful_dates(Counter([*texts, *cells, "1/4/2018"]))
    assert not doubtful_dates(Counter([*texts[:2], *cells]))
    assert not doubtful_dates(Counter(texts))
    doubtful = Reading(doubtful_dates=True)
    start = model.CONTRACTS.field("start_date")
    with pytest.raises(Unreadable, match="swapped"):
        read_value(start, dt.date(2018, 4, 1), doubtful)
    assert read_value(start, dt.date(2018, 4, 4), doubtful) == dt.date(2018, 4, 4)
    assert read_value(start, "31/7/2017", doubtful) == dt.date(2017, 7, 31)


@pytest.mark.parametrize("name", ["mac.xlsx", "mac.xls"])
def test_a_workbook_that_counts_from_1904_is_read_by_its_own_count(tmp_path: Path, name: str) -> None:
    day, serial = dt.date(2024, 4, 1), 43921  # days after 1 January 1904
    path = tmp_path / name
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        book.epoch = CALENDAR_MAC_1904
        book.active.append(["Title", "Start date", "End date"])
        book.active.append(["Housing", day, serial])
        book.save(path)
    else:
        old = xlwt.Workbook()
        old.dates_1904 = True
        sheet = old.add_sheet("Contracts")
        for column, heading in enumerate(("Title", "Start date", "End date")):
            sheet.write(0, column, heading)
        sheet.write(1, 0, "Housing")
        sheet.write(1, 1, serial, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
        sheet.write(1, 2, serial)
        old.save(str(path))
    (read_sheet,) = read_files([path])
    assert read_sheet.rows[0].values == {"title": "Housing", "start_date": day, "end_date": day}


DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2149, 12, 31))
SPELLINGS = [
    "{d}/{m}/{y}", "{d:02}.{m:02}.{y}", "{d} {m} {y}", "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}{m:02}{d:02}",
    "{d} {month} {y}", "{d}th of {month}, {y}", "{month} {d}, {y}", "{weekday}, {d} {month} {y}", "{d}-{short}-{y}",
    "{y}-{m:02}-{d:02}T00:00:00", "{d:02}/{m:02}/{y} 12:00 AM",
]  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def written(day: dt.date, spelling: str) -> str:
    month = MONTHS[day.month - 1]
    return spelling.format(
        d=day.day, m=day.month, y=day.year, month=month, short=month[:3], weekday=WEEKDAYS[day.weekday()]
    )


@given(DAYS, st.sampled_from(SPELLINGS))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_every_day_is_read_back_from_every_spelling(day: dt.date, spelling: str) -> None:
    assert contract("start_date", written(day, spelling)) == day
    assert contract("start_date", written(day, spelling).upper()) == day


@given(DAYS, st.sampled_from(["{m}/{d}/{y}", "{m:02}-{d:02}-{y}", "{d} {month} {y}", "{y}-{m:02}-{d:02}"]))
@settings(deadline=None, derandomize=True, max_examples=100)
def test_every_day_is_read_back_with_the_month_first_or_not_at_all(day: dt.date, spelling: str) -> None:
    cell = written(day, spelling)
    assert contract("start_date", cell, date_order=MONTH_FIRST) == day
    with contextlib.suppress(Unreadable):
        assert contract("start_date", cell, date_order=UNCLEAR) == day


@given(st.lists(st.tuples(DAYS, st.booleans()), max_size=8))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_a_column_of_one_order_never_proves_the_other(days: list[tuple[dt.date, bool]]) -> None:
    first = [written(day, "{m}/{d}/{y}") for day, _ in days]
    later = [written(day, "{d}/{m}/{y}") for day, _ in days]
    proved = any(day.day > 12 for day, _ in days)
    assert date_order(first) == (MONTH_FIRST if proved else DAY_FIRST)
    assert date_order(later) == DAY_FIRST
    mixed = [month if month_first else day for month, day, (_, month_first) in zip(first, later, days, strict=True)]
    shows = {month_first for day, month_first in days if day.day > 12}
    assert date_order(mixed) == (UNCLEAR if len(shows) == 2 else MONTH_FIRST if shows == {True} else DAY_FIRST)


@given(DAYS, DAYS, st.sampled_from(SPELLINGS), st.sampled_from([" - ", " – ", " to ", "\nuntil ", " till "]))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_a_start_and_an_end_are_read_back_from_one_cell(one: dt.date, two: dt.date, spelling: str, to: str) -> None:
    start, end = sorted((one, two))
    cell = f"{written(start, spelling)}{to}{written(end, spelling)}"
    assert span(cell) == (start, end)
    assert contract("start_date", cell) == start
    assert span(f"{written(end, spelling)}{to}{written(start, spelling)}") == ((start, end) if start == end else None)
