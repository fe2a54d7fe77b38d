"""What each kind of cell is read as, and what is named as a problem instead of guessed; days: test_dates.py."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itmap import model
from itmap.importers import amounts, dates, lengths, values, words
from itmap.importers.tables import UNCALCULATED
from itmap.importers.values import (
    DAY_FIRST,
    MONTH_FIRST,
    UNCLEAR,
    Reading,
    Unreadable,
    at_a_glance,
    implied,
    plain_text,
    read_value,
)
from itmap.quantities import Duration
from tests.importers.cells import contract, read, unreadable


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
        ("free of charge", "0"),
        ("£(1,200.00)", "-1200"),
        ("\N{MINUS SIGN}£5", "-5"),
        ("1\N{NARROW NO-BREAK SPACE}200", "1200"),
        ("£34,000 pa", "34000"),
        ("£20k per annum", "20000"),
        ("34000 p.a. ex. VAT", "34000"),
        ("£34,000 (inc VAT)", "34000"),
        ("1.234m", "1234000"),
        (34.125, "34.125"),
        ("£20kpa", "20000"),
        ("£999bn", "999000000000"),
    ],
)
def test_an_amount_is_exact_and_zero_is_zero(cell: object, amount: str) -> None:
    assert contract("value", cell) == Decimal(amount)


@pytest.mark.parametrize("cell", [" £-   ", "-", "£ -", "TBC", "Refused - Section 43 commercially sensitive", "None"])
def test_a_dash_is_an_unknown_amount_not_zero(cell: str) -> None:
    assert contract("value", cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "c£77k pa", "15000-110000", "£10k to £20k", "1,2", "34.000", "34.000,00", "$5", "€5", True, "9" * 400, 1e300,
        float("inf"), 1e12, "£1,000bn", "£500 pcm", "£10,000 + £5,000", "1,00,000", "up to £5k", "£5,000 " * 100, "£34,000 ex VAT inc VAT",
        "£34,000" + " pa" * 50,
        "34,000-", "£34,000*", "VAT", "pa",
    ],
)  # fmt: skip
def test_an_amount_that_is_not_one_exact_amount_in_pounds_is_a_problem(cell: object) -> None:
    assert "34,000.00" in unreadable("value", cell)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("£10k-£20k", "a range from £10k to £20k"),
        ("between 15,000 and 110,000", "a range from 15,000 to 110,000"),
        ("10,000 – 20,000 pa", "a range from 10,000 to 20,000"),
        ("circa £34,000", "approximate"),
        ("£34k (est.)", "approximate"),
        ("max £34,000", "a bound"),
        ("£34,000+", "a bound"),
        ("£34,000/month", "each month"),
        ("£3 per user per year", "each user"),
        ("34,000 euros", "not in pounds"),
        ("34.000", "between thousands"),
    ],
)
def test_an_amount_that_is_refused_says_why(cell: str, why: str) -> None:
    assert why in unreadable("value", cell)


def test_the_cost_of_a_year_is_not_taken_from_a_total() -> None:
    assert read(model.SYSTEMS, "annual_cost", "£243,333 pa") == Decimal(243333)
    with pytest.raises(Unreadable, match="one year"):
        read(model.SYSTEMS, "annual_cost", "£34,000 in total")


AMOUNTS = st.decimals(0, 10**8, places=2)


@given(AMOUNTS, st.sampled_from(["{:.2f}", "£{:,.2f}", "£ {:,.2f}", "{:,.2f} GBP", "£{:,.2f} pa", "£{:.2f} + VAT"]))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_every_amount_is_read_back_from_every_spelling(amount: Decimal, spelling: str) -> None:
    assert contract("value", spelling.format(amount)) == amount
    assert contract("value", f"({spelling.format(amount).removesuffix(' pa').removesuffix(' + VAT')})") == -amount
    assert contract("value", float(amount)) == amount
    assert contract("value", f"£{amount}k") == amount * 1000


@given(AMOUNTS, AMOUNTS)
@settings(deadline=None, derandomize=True, max_examples=100)
def test_a_range_of_amounts_is_never_one_amount_and_names_both(low: Decimal, high: Decimal) -> None:
    for dash in ("-", " – ", " to "):
        assert f"from £{low:,} to £{high:,}," in unreadable("value", f"£{low:,}{dash}£{high:,}")


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
        ("3 years + 2 x 12 months extensions", "36+12+12 months"),
        ("3 + 2 x 1 years", "3+1+1 years"),
        ("24 months (+12)", "24+12 months"),
        ("2 years (+1+1)", "2+1+1 years"),
        ("4 years (2+1+1)", "2+1+1 years"),
        ("36 months (24+12)", "24+12 months"),
        ("2 years plus 1 year extension", "2+1 years"),
        ("2 years with an option to extend for a further 12 months", "24+12 months"),
        ("3 years (option to extend by 1+1)", "3+1+1 years"),
        ("initial 3 years, with an option for 12 months", "36+12 months"),
        ("3 years + 2 options of 1 year", "3+1+1 years"),
        ("2 years plus two extensions of 12 months", "24+12+12 months"),
        ("60 months (5 years)", "60 months"),
        ("2+1+1 years (48 months)", "2+1+1 years"),
        ("5 year fixed term", "5 years"),
        ("three (3) months", "3 months"),
        ("12 (twelve) months", "12 months"),
    ],
)
def test_a_duration_keeps_its_unit(cell: str, length: str) -> None:
    assert contract("term", cell) == Duration.parse(length)


@pytest.mark.parametrize(
    "cell",
    [
        "12", 12.0, "3-6 months", "3 to 5 years", "up to 3 months", "24+12+12", "4 hours", "2000 months",
        "9" * 400 + " days", "1+", "3 years + 12", "24 months + 2", "3 years + up to 2", "approx 3 years",
        "at least 3 months", "2 x 12 months", "3 years extension", "1 year + 1 day", "10 working days", "1 or 2 years",
        "1 month and " * 20 + "1 month",
    ],
)  # fmt: skip
def test_a_length_without_unit_or_bounds_is_a_problem(cell: object) -> None:
    assert "90 days" in unreadable("term", cell)


def test_parts_that_do_not_make_the_whole_are_a_problem() -> None:
    assert "5 years is not the same as 2+1+1 years" in unreadable("term", "5 years (2+1+1)")
    assert "90 days" in unreadable("term", "3 years + 2 extensions")  # of what length?
    assert "90 days" in unreadable("term", "3 years + 2 options to extend 1 year")
    assert "not one exact length" in unreadable("term", "up to 3 months")


def test_a_notice_is_the_least_that_must_be_given() -> None:
    for cell in ("at least 3 months", "minimum of 3 months' notice", "3 months prior to the expiry date"):
        assert contract("notice_period", cell) == Duration((3,), "month")
    assert "90 days" in unreadable("notice_period", "3 months before the anniversary")


def test_a_heading_may_give_the_unit() -> None:
    assert contract("term", 12.0, unit="month") == Duration((12,), "month")
    assert contract("term", "24+12", unit="month") == Duration((24, 12), "month")
    assert "90 days" in unreadable("term", "2+1+1", unit="month")  # the notation of years


@given(
    st.lists(st.integers(3, 10), min_size=1, max_size=4).map(tuple),
    st.sampled_from(["day", "week", "month", "year"]),
    st.sampled_from(["{} {}s", "{} {}", "{}{}s", "{} {}s' notice", "{}-{}"]),
)
@settings(deadline=None, derandomize=True, max_examples=200)
def test_every_length_is_read_back_from_every_spelling(counts: tuple[int, ...], unit: str, spelling: str) -> None:
    length = Duration(counts, unit)
    assert contract("notice_period", spelling.format("+".join(map(str, counts)), unit)) == length
    assert contract("term", " + ".join(f"{count} {unit}s" for count in counts)) == length
    if len(counts) > 1:
        assert contract("term", f"{counts[0]} {unit}s (+{'+'.join(map(str, counts[1:]))})") == length
        assert contract("term", f"{sum(counts)} {unit}s ({'+'.join(map(str, counts))})") == length


def test_whole_numbers_stay_on_their_scale() -> None:
    assert contract("bids_received", "1,200") == 1200
    assert contract("bids_received", 1200.0) == 1200
    for cell in ("1,2", "1-100", "50,000+", "3.5"):
        assert "whole number" in unreadable("bids_received", cell)
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
    assert contract("exempt", "Exempt") is True
    assert read(model.SUPPLIERS, "sme", "Non-SME") is False


def test_text_is_trimmed_and_decoded_and_whole_numbers_have_no_point_zero() -> None:
    assert contract("reference", 1234.0) == "1234"
    assert contract("title", " Parks &amp;amp; Trees&#039; \x07list\xa0") == "Parks & Trees' list"
    assert contract("category", 72000000.0) == "72000000"
    assert plain_text(dt.datetime(2024, 4, 1)) == "2024-04-01"  # noqa: DTZ001  (spreadsheets have no time zone)


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
        for text in ("#REF!", UNCALCULATED):
            with pytest.raises(Unreadable, match="formula"):
                read_value(field, text)


ANY_CELL = st.one_of(
    st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times()
)
FIELDS = [field for register in model.REGISTERS for field in register.fields]


@given(ANY_CELL, st.sampled_from(FIELDS), st.sampled_from([DAY_FIRST, MONTH_FIRST, UNCLEAR]), st.booleans())
@settings(deadline=None, derandomize=True, max_examples=400)
def test_any_cell_at_all_is_read_or_refused(cell: object, field: model.Field, order: str, odd: bool) -> None:
    reading = Reading(order, unit="month" if odd else None, epoch_1904=odd, doubtful_dates=odd)
    implied(field, cell, reading)
    with contextlib.suppress(Unreadable):
        read_value(field, cell, reading)


NEARLY_WORDS = [*words.UNKNOWN_WORDS, *words.REFUSAL_EXAMPLES, words.UNCLEAR, *values.FAILED, "none", "CW 43", "Oak"]


@given(
    st.one_of(st.text(max_size=30), st.lists(st.sampled_from([*NEARLY_WORDS, " ", ".", "&amp;", "\t"])).map("".join)),
    st.sampled_from([field for field in FIELDS if field.kind in (model.Kind.TEXT, model.Kind.NAME)]),
)
@settings(deadline=None, derandomize=True, max_examples=1_000)
def test_a_text_told_at_a_glance_reads_as_it_stands_and_says_nothing_else(text: str, field: model.Field) -> None:
    if text in at_a_glance(field.kind, [text]):
        assert (read_value(field, text), implied(field, text), plain_text(text)) == (text, {}, text)


@given(ANY_CELL, st.sampled_from([field for field in FIELDS if field.kind is model.Kind.MONEY]))
@settings(deadline=None, derandomize=True, max_examples=400)
def test_an_amount_told_at_a_glance_reads_so_and_says_nothing_else(cell: Any, field: model.Field) -> None:
    for value in at_a_glance(field.kind, [cell]).values():
        assert (repr(read_value(field, cell)), implied(field, cell)) == (repr(value), {})


def test_most_cells_are_told_at_a_glance_and_words_for_unknown_never() -> None:
    texts = ["CW000123", "Housing repairs, all areas (2024) works", "Adults", "Not a word"]
    assert list(at_a_glance(model.Kind.TEXT, texts)) == texts
    assert not at_a_glance(model.Kind.NAME, [*NEARLY_WORDS[:-1], "", "Alder ", "A & B", "A  B", "Tbc", "N/A", "Café"])
    assert at_a_glance(model.Kind.MONEY, [1e6, 12.5, 3, True, math.nan, 1e12]) == {1e6: 1_000_000, 12.5: 12.5, 3: 3}


def exported(field: model.Field, value: Any) -> object:
    """What the export of an estate puts into a cell for a value that was read."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Duration():
            return str(value)
        case tuple() if field.kind is model.Kind.FALLBACKS:
            return "; ".join(f"{replaced} > {stand_in}" if replaced else stand_in for replaced, stand_in in value)
        case tuple():
            return "; ".join(value)
        case _:
            return value


@given(
    st.one_of(
        ANY_CELL,
        st.sampled_from(
            [
                *dates.EXAMPLES,
                *lengths.EXAMPLES,
                *amounts.EXAMPLES,
                *words.RENEWAL_EXAMPLES,
                *values.TWO_IN_ONE_EXAMPLES,
            ]
        ),
    ),
    st.sampled_from([field for field in FIELDS if field.heading]),
)
@settings(deadline=None, derandomize=True, max_examples=600)
def test_what_was_read_is_read_again_from_what_export_writes(cell: object, field: model.Field) -> None:
    try:
        value = read_value(field, cell)
    except Unreadable:
        return
    if value is not None and value != ():
        again = exported(field, value)
        assert read_value(field, again) == value
        assert implied(field, again) == {}


@pytest.mark.parametrize(
    ("name", "examples", "refused"),
    [
        ("start_date", dates.EXAMPLES, dates.REFUSED),
        ("term", lengths.EXAMPLES, lengths.REFUSED),
        ("value", amounts.EXAMPLES, amounts.REFUSED),
    ],
)
def test_the_examples_of_the_guide_are_read_and_its_refusals_refused(
    name: str, examples: tuple[object, ...], refused: tuple[object, ...]
) -> None:
    for cell in examples:
        contract(name, cell)
    for cell in refused:
        unreadable(name, cell)
