"""What each kind of cell is read as, and what is named as a problem instead of guessed."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itmap import model
from itmap.importers.values import MONTH_FIRST, UNCLEAR, Reading, Unreadable, date_order, plain_text, read_value
from itmap.quantities import Duration


def read(register: model.Register, name: str, cell: object, **reading: str) -> object:
    return read_value(register.field(name), cell, Reading(**reading))  # type: ignore[arg-type]


def contract(name: str, cell: object, **reading: str) -> object:
    return read(model.CONTRACTS, name, cell, **reading)


def unreadable(name: str, cell: object, **reading: str) -> str:
    with pytest.raises(Unreadable) as refused:
        contract(name, cell, **reading)
    return str(refused.value)


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
        ("45383", "2024-04-01"),
        (45383.0, "2024-04-01"),
        (dt.date(2024, 4, 1), "2024-04-01"),
        (dt.datetime(2024, 4, 1, 9, 30), "2024-04-01"),  # noqa: DTZ001  (spreadsheets have no time zone)
    ],
)
def test_a_date_is_read_day_first_in_every_way_it_is_written(cell: object, day: str) -> None:
    assert contract("start_date", cell) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("cell", ["October 2018", "10/2018", "2018-10", "2018"])
def test_a_month_or_year_gets_no_invented_day(cell: str) -> None:
    assert "without its day" in unreadable("start_date", cell)


@pytest.mark.parametrize(
    "cell", ["7/31/2017", "29/2/2023", "31/12/9999", "01/01/1900", "three years", 2018.0, 1e300, True, "31/6/2024"]
)
def test_what_is_no_day_is_a_problem_with_an_example(cell: object) -> None:
    assert "31/03/2027" in unreadable("start_date", cell)


@pytest.mark.parametrize("cell", ["Ongoing", "rolling", "TBC", "Section 43", "s.43 exemption", "N/A", "-", "", "None"])
def test_a_date_that_nobody_gives_is_unknown_and_no_problem(cell: str) -> None:
    assert contract("end_date", cell) is None


def test_a_profile_may_say_that_the_month_comes_first() -> None:
    assert contract("start_date", "7/3/2017", date_order=MONTH_FIRST) == dt.date(2017, 7, 3)
    assert "31/03/2027" in unreadable("start_date", "13/1/2017", date_order=MONTH_FIRST)


def test_where_one_date_has_the_month_first_the_ambiguous_ones_are_not_guessed() -> None:
    assert date_order(["7/3/2017", "7/31/2017"]) == UNCLEAR
    assert date_order(["7/3/2017", "31/7/2017", "99/99/2017"]) == "day first"
    assert "can't be told apart" in unreadable("start_date", "7/3/2017", date_order=UNCLEAR)
    assert contract("start_date", "3/3/2017", date_order=UNCLEAR) == dt.date(2017, 3, 3)
    assert contract("start_date", "2017-07-03", date_order=UNCLEAR) == dt.date(2017, 7, 3)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2149, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"]))
@settings(deadline=None, derandomize=True, max_examples=100)
def test_every_day_is_read_back_from_its_text(day: dt.date, form: str) -> None:
    assert contract("start_date", day.strftime(form)) == day


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("£34,000.00", "34000"),
        ("34000.50", "34000.5"),
        (34000.5, "34000.5"),
        ("1.2m", "1200000"),
        ("77k", "77000"),
        ("£4.5 million", "4500000"),
        ("1.2E+05", "120000"),
        ("(1,234)", "-1234"),
        ("(£1,234.50)", "-1234.5"),
        ("-£5", "-5"),
        ("1 200 000", "1200000"),
        ("24,000 GBP", "24000"),
        ("0", "0"),
        (0.0, "0"),
        ("nil", "0"),
    ],
)
def test_an_amount_is_exact_and_zero_is_zero(cell: object, amount: str) -> None:
    assert contract("value", cell) == Decimal(amount)


@pytest.mark.parametrize("cell", [" £-   ", "-", "£ -", "TBC", "Refused - Section 43 commercially sensitive", "None"])
def test_a_dash_is_an_unknown_amount_not_zero(cell: str) -> None:
    assert contract("value", cell) is None


@pytest.mark.parametrize(
    "cell",
    ["c£77k pa", "15000-110000", "£10k to £20k", "1,2", "34.000,00", "$5", "€5", True, "9" * 400, 1e300, float("inf")],
)
def test_an_amount_that_is_not_one_exact_amount_in_pounds_is_a_problem(cell: object) -> None:
    assert "34,000.00" in unreadable("value", cell)


@pytest.mark.parametrize(
    ("cell", "length"),
    [
        ("3 months", "3 months"),
        ("48 Months", "48 months"),
        ("6-month", "6 months"),
        ("2+1+1", "2+1+1 years"),
        ("2 + 1 + 1 years", "2+1+1 years"),
        ("3 years + 1 + 1", "3+1+1 years"),
        ("24+12+12 months", "24+12+12 months"),
        ("3 years + 12 months", "36+12 months"),
        ("90 days' notice", "90 days"),
        ("P3M", "3 months"),
        ("P1Y6M", "18 months"),
        ("three months", "3 months"),
        ("twenty-four months", "24 months"),
        ("1.5 years", "18 months"),
        ("1 year and 6 months", "18 months"),
        ("48 hours", "2 days"),
        ("annual", "1 year"),
        ("0", "0 days"),
    ],
)
def test_a_duration_keeps_its_unit(cell: str, length: str) -> None:
    assert contract("term", cell) == Duration.parse(length)


@pytest.mark.parametrize(
    "cell",
    ["12", 12.0, "3-6 months", "up to 3 months", "24+12+12", "4 hours", "2000 months", "9" * 400 + " days", "1+"],
)
def test_a_length_without_unit_or_bounds_is_a_problem(cell: object) -> None:
    assert "90 days" in unreadable("term", cell)


def test_a_heading_may_give_the_unit() -> None:
    assert contract("term", 12.0, unit="month") == Duration((12,), "month")


def test_whole_numbers_stay_on_their_scale() -> None:
    assert contract("bids_received", "1,200") == 1200
    assert contract("bids_received", 1200.0) == 1200
    assert read(model.SYSTEMS, "criticality", "4") == 4
    for cell in (5.0, "0", "high", "3.5", "-1", True):
        with pytest.raises(Unreadable, match="from 1 to 4"):
            read(model.SYSTEMS, "criticality", cell)


@pytest.mark.parametrize(
    ("name", "cell", "choice"),
    [
        ("status", "Active", "live"),
        ("status", "EXPIRED", "ended"),
        ("renewal", "Auto-renew", "automatic"),
        ("renewal", "None", "none"),
        ("renewal", "unknown", "unknown"),
        ("renewal", "not known", "unknown"),
        ("renewal", "TBC", None),
        ("type", "Call off", "call-off"),
        ("type", "None", None),
        ("vat", "ex. VAT", "excluded"),
        ("vat", "Incl", "included"),
    ],
)
def test_a_choice_is_read_by_its_word_or_a_common_other_one(name: str, cell: str, choice: str | None) -> None:
    assert contract(name, cell) == choice


def test_every_choice_is_read_back_from_its_own_word() -> None:
    for register in model.REGISTERS:
        for field in register.fields:
            assert all(read_value(field, choice.upper()) == choice for choice in field.choices)


def test_a_word_that_is_no_choice_lists_the_choices() -> None:
    assert "none, automatic, rolling or unknown" in unreadable("renewal", "perhaps")
    assert "included, excluded" in unreadable("vat", "yes")  # yes to what?


def test_yes_and_no_in_their_spellings() -> None:
    assert [contract("exempt", cell) for cell in ("Y", "yes", True, 1.0, "TRUE")] == [True] * 5
    assert [contract("exempt", cell) for cell in ("N", "no", False, 0, "false")] == [False] * 5
    assert "yes" in unreadable("exempt", "partly")


def test_text_is_trimmed_and_decoded_and_whole_numbers_have_no_point_zero() -> None:
    assert contract("reference", 1234.0) == "1234"
    assert contract("title", " Parks &amp;amp; Trees&#039; \x07list\xa0") == "Parks & Trees' list"
    assert contract("category", 72000000.0) == "72000000"
    assert plain_text(dt.datetime(2024, 4, 1)) == "2024-04-01"  # noqa: DTZ001


@pytest.mark.parametrize("cell", ["Commercial", "Various", "Section 42 enquiries", "S106 agreements", "Rolling stock"])
def test_a_text_that_only_looks_like_a_refusal_is_kept(cell: str) -> None:
    assert contract("title", cell) == cell


def test_names_are_cut_at_semicolons_but_suppliers_are_left_whole() -> None:
    assert contract("covers", "Alder; Birch ;; Alder") == ("Alder", "Birch")
    assert contract("suppliers", "Alder Ltd; Birch plc") == ("Alder Ltd; Birch plc",)
    assert contract("suppliers", "Information not held") == ()


def test_stand_ins_say_what_they_stand_in_for() -> None:
    assert read(model.SERVICES, "fallback_systems", "Cedar; Birch > Alder") == ((None, "Cedar"), ("Birch", "Alder"))
    with pytest.raises(Unreadable, match="B > C"):
        read(model.SERVICES, "fallback_systems", "Birch >")


def test_a_failed_formula_is_a_problem_in_every_kind_of_cell() -> None:
    for field in model.CONTRACTS.fields:
        with pytest.raises(Unreadable, match="formula"):
            read_value(field, "#REF!")


@given(
    st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times()),
    st.sampled_from([field for register in model.REGISTERS for field in register.fields]),
)
@settings(deadline=None, derandomize=True, max_examples=400)
def test_any_cell_at_all_is_read_or_refused(cell: object, field: model.Field) -> None:
    with contextlib.suppress(Unreadable):
        read_value(field, cell)  # type: ignore[arg-type]
