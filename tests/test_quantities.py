"""Durations keep their unit, months are clipped and counted from the original day, intervals keep what is unknown."""

from __future__ import annotations

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from itmap.quantities import Duration, Interval, add_months, months_between

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
DURATIONS = st.builds(
    lambda counts, unit: Duration(tuple(counts), unit),
    st.lists(st.integers(0, 60), min_size=1, max_size=4),
    st.sampled_from(["day", "week", "month", "year"]),
)


@given(DURATIONS)
@settings(deadline=None, derandomize=True)
def test_a_duration_reads_its_own_text(duration: Duration) -> None:
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    ("text", "counts", "unit"),
    [
        ("1 month", (1,), "month"),
        ("0 days", (0,), "day"),
        ("2+1+1 years", (2, 1, 1), "year"),
        ("1+1 years", (1, 1), "year"),
    ],
)
def test_canonical_text(text: str, counts: tuple[int, ...], unit: str) -> None:
    assert (Duration.parse(text), str(Duration(counts, unit))) == (Duration(counts, unit), text)


@pytest.mark.parametrize("text", ["", "3", "months", "3 fortnights", "-3 months", "3.5 months", "2+ years", " 3 days"])
def test_other_text_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        Duration.parse(text)


@pytest.mark.parametrize(("counts", "unit"), [((), "day"), ((-1,), "day"), ((3,), "days")])
def test_a_duration_has_counts_and_a_unit(counts: tuple[int, ...], unit: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        Duration(counts, unit)


@pytest.mark.parametrize(
    ("text", "start", "after"),
    [
        ("3 months", "2024-01-31", "2024-04-30"),
        ("2 months", "2024-01-31", "2024-03-31"),  # not through 29 February
        ("1 month", "2024-01-31", "2024-02-29"),
        ("1 month", "2023-01-31", "2023-02-28"),
        ("1 year", "2024-02-29", "2025-02-28"),
        ("4 years", "2024-02-29", "2028-02-29"),
        ("90 days", "2024-01-31", "2024-04-30"),
        ("90 days", "2023-01-31", "2023-05-01"),
        ("2 weeks", "2024-02-20", "2024-03-05"),
        ("2+1+1 years", "2024-04-01", "2028-04-01"),
        ("0 months", "2024-01-31", "2024-01-31"),
    ],
)
def test_days_that_lie_a_duration_on(text: str, start: str, after: str) -> None:
    assert Duration.parse(text).after(dt.date.fromisoformat(start)) == dt.date.fromisoformat(after)


def test_notice_is_counted_back_from_the_end() -> None:
    assert Duration.parse("3 months").before(dt.date(2024, 5, 31)) == dt.date(2024, 2, 29)
    assert Duration.parse("90 days").before(dt.date(2024, 5, 31)) == dt.date(2024, 3, 2)


def test_periods_are_counted_from_the_original_day() -> None:
    monthly = Duration.parse("1 month")
    assert monthly.after(dt.date(2024, 1, 31), 2) == dt.date(2024, 3, 31)
    assert monthly.after(monthly.after(dt.date(2024, 1, 31))) == dt.date(2024, 3, 29)


@given(DAYS, st.integers(-600, 600))
@settings(deadline=None, derandomize=True)
def test_months_as_another_library_counts_them(day: dt.date, months: int) -> None:
    assert add_months(day, months) == day + relativedelta(months=months)


@pytest.mark.parametrize(("day", "months"), [(dt.date.max, 1), (dt.date.min, -1), (dt.date(2024, 1, 1), 10**9)])
def test_months_off_the_calendar_are_refused(day: dt.date, months: int) -> None:
    with pytest.raises(OverflowError):
        add_months(day, months)


def test_lengths_in_years_and_months() -> None:
    assert Duration.parse("18 months").years == 1.5
    assert Duration.parse("2+1+1 years").years == 4
    assert Duration.parse("2+1+1 years").initial == Duration((2,), "year")
    assert Duration.parse("1461 days").years == pytest.approx(4)
    assert months_between(dt.date(2024, 1, 1), dt.date(2028, 1, 1)) == pytest.approx(48)
    assert months_between(dt.date(2028, 1, 1), dt.date(2024, 1, 1)) == pytest.approx(-48)


def test_an_interval_is_exact_only_when_both_ends_are_known_and_equal() -> None:
    assert Interval.exactly(3).exact
    assert not Interval(3, 4).exact
    assert not Interval(None, None).exact
    assert not Interval(3, None).exact


def test_a_rising_function_keeps_the_unknown_side() -> None:
    assert Interval(1, None).map(lambda number: number + 1) == Interval(2, None)
    assert Interval(None, 0).map(lambda number: number + 1) == Interval(None, 1)
