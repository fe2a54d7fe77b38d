"""Options to extend, checked by hand and against every way in which options can have been taken."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from itmap.estate import empty
from itmap.extensions import Extensions, extensions, read_options
from itmap.model import CONTRACTS
from itmap.quantities import Duration, add_months


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def read(**terms: object) -> Extensions:
    dates = {
        name: d(value) if name.endswith("date") and isinstance(value, str) else value for name, value in terms.items()
    }
    if isinstance(dates.get("term"), str):
        dates["term"] = Duration.parse(str(dates["term"]))
    return extensions({**empty(CONTRACTS), **dates})


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("2+1+1", "2 years, 1 year, 1 year"),
        ("1 + 1 years", "1 year, 1 year"),
        ("2 x 12 months", "12 months, 12 months"),
        ("2 periods of 12 months", "12 months, 12 months"),
        ("two further extensions of 1 year each", ""),
        ("three further years", "3 years"),
        ("Option to extend for 12 months plus 6 months", "12 months, 6 months"),
        ("Yes", ""),
        ("2", ""),
        ("12+12", ""),
        ("1 + 12 months and 1 year", ""),
        ("up to ten years", ""),
        ("two years to 30/09/2026", ""),
    ],
)
def test_what_is_written_is_read_or_left(text: str, lengths: str) -> None:
    assert ", ".join(map(str, read_options(text))) == lengths


def test_a_term_of_2_1_1_gives_the_day_to_which_each_option_leads() -> None:
    found = read(term="2+1+1 years", start_date="2024-04-01", end_date="2026-03-31")
    assert found.dates == (d("2027-03-31"), d("2028-03-31"))
    assert found.said == "2 options left of 2+1+1 years: to 31 Mar 2027, 31 Mar 2028."


def test_an_option_that_the_dates_show_to_be_taken_is_not_left() -> None:
    taken = read(term="2+1+1 years", start_date="2024-04-01", end_date="2027-03-31")
    assert taken.dates == (d("2028-03-31"),)
    assert "after 1 taken" in taken.said
    by_last = read(term="2+1+1 years", end_date="2027-03-31", maximum_end_date="2028-03-31")
    assert by_last.dates == (d("2028-03-31"),)
    over = read(term="2+1+1 years", start_date="2024-04-01", end_date="2028-03-31")
    assert (over.dates, over.said) == ((), "All options (2+1+1 years) have been taken.")


def test_extension_options_stand_beside_the_term_or_hold_it() -> None:
    beside = read(extension_options="1+1", term="3 years", start_date="2024-04-01", end_date="2027-03-31")
    assert beside.dates == (d("2028-03-31"), d("2029-03-31"))
    held = read(extension_options="2+1+1", end_date="2027-03-31")
    assert held.dates == (d("2028-03-31"), d("2029-03-31"))
    assert held.said.endswith("if none has been taken yet.")
    last = read(extension_options="1+1", end_date="2027-03-31", maximum_end_date="2029-03-31")
    assert last.dates == (d("2028-03-31"), d("2029-03-31"))
    assert "if none" not in last.said


def test_months_are_counted_from_the_end_itself() -> None:
    found = read(extension_options="1 month + 1 month", end_date="2027-01-31", maximum_end_date="2027-03-31")
    assert found.dates == (d("2027-02-28"), d("2027-03-31"))


def test_what_is_not_settled_is_said() -> None:
    assert (
        read(extension_options="Yes", end_date="2027-03-31").said
        == "Extension options say 'Yes': look up how long each is."
    )
    assert read(extension_options="None", end_date="2027-03-31").said == "No option to extend."
    assert read(end_date="2027-03-31") == Extensions((), "")
    assert read(end_date="2027-03-31", maximum_end_date="2029-03-31", renewal="none").dates == (d("2029-03-31"),)
    assert read(end_date="2027-03-31", maximum_end_date="2029-03-31", renewal="automatic").dates == ()
    odd = read(term="2+1+1 years", start_date="2024-04-01", end_date="2026-12-31")
    assert odd.dates == ()
    assert "no dates that fit" in odd.said
    assert "no End" in read(term="2+1 years").said


@pytest.mark.parametrize("lengths", list(itertools.product((1, 2, 3), repeat=3)))
def test_each_way_in_which_options_can_have_been_taken_is_found_again(lengths: tuple[int, ...]) -> None:
    """Oracle: the end after each option, by months from the start."""
    start = d("2020-02-29")
    months = [12 * sum(lengths[: count + 1]) for count in range(3)]
    ends = [add_months(start, count) - dt.timedelta(1) for count in months]
    term = f"{'+'.join(map(str, lengths))} years"
    for place, end in enumerate(ends):
        found = read(term=term, start_date="2020-02-29", end_date=end.isoformat())
        assert len(found.dates) == 2 - place
        for day, promised in zip(found.dates, ends[place + 1 :], strict=True):
            assert abs(day - promised) <= dt.timedelta(1)  # a 28th or 29th of February
