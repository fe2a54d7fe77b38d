"""What the words of registers mean: unknown, a choice, how a contract renews; and what a cell says of other columns."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itmap import model
from itmap.importers import words
from itmap.importers.values import Reading, Unreadable, implied, read_value
from itmap.model import Kind
from itmap.quantities import Duration
from tests.importers.cells import contract

APRIL, MARCH = dt.date(2024, 4, 1), dt.date(2027, 3, 31)
YEARLY = {"renewal": "automatic", "renewal_period": Duration((1,), "year")}


def says(name: str, cell: object, **reading: str) -> dict[str, object]:
    return implied(model.CONTRACTS.field(name), cell, Reading(**reading))


@pytest.mark.parametrize("word", words.UNKNOWN_WORDS)
def test_a_word_for_unknown_is_no_value_in_any_cell_and_no_error(word: str) -> None:
    for field in model.CONTRACTS.headed:
        unknown = (model.UNKNOWN, None) if model.UNKNOWN in field.choices else (None, ())
        assert read_value(field, f" {word.upper()} ") in unknown
        assert implied(field, word) == {}


@pytest.mark.parametrize("word", words.NO_VALUE_WORDS)
def test_a_word_that_may_be_a_name_is_kept_in_a_text_and_unknown_elsewhere(word: str) -> None:
    assert contract("title", word) == word
    for name in ("start_date", "term", "value", "bids_received"):
        assert contract(name, word) is None


@pytest.mark.parametrize("word", words.REFUSAL_EXAMPLES)
def test_a_refusal_to_tell_is_unknown(word: str) -> None:
    assert contract("end_date", word) is None
    assert contract("value", word) is None


def test_every_other_word_is_of_a_field_that_has_its_choice() -> None:
    fields = [field for register in model.REGISTERS for field in register.headed]
    for name, choices in words.OTHER_WORDS.items():
        offered = {choice for field in fields if field.name == name for choice in field.choices}
        assert set(choices) <= offered, name
    for name, said in words.YES_NO_WORDS.items():
        (field,) = (field for field in fields if field.name == name)
        assert field.kind is Kind.YES_NO
        assert {word: read_value(field, word.title()) for word in said} == said


@pytest.mark.parametrize("name", ["end_date", "maximum_end_date", "term", "notice_period"])
@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Rolling", {"renewal": "rolling"}),
        ("rolling contract.", {"renewal": "rolling"}),
        ("Evergreen", {"renewal": "rolling"}),
        ("On a rolling basis until terminated", {"renewal": "rolling"}),
        ("TBC - rolling", {"renewal": "rolling"}),
        ("auto renews", {"renewal": "automatic"}),
        ("Auto-renewal annually", YEARLY),
        ("Automatic renewal (annual)", YEARLY),
        ("annual auto-renewal unless notice is given", YEARLY),
        ("renews automatically each month", {"renewal": "automatic", "renewal_period": Duration((1,), "month")}),
        ("Ongoing", {}),
        ("open ended", {}),
        ("TBC", {}),
        ("annual rolling", {}),  # by the year, or on any day?
    ],
)
def test_a_word_for_renewal_leaves_its_own_cell_unknown_and_says_how_it_renews(
    name: str, cell: str, said: dict[str, object]
) -> None:
    assert contract(name, cell) is None
    assert says(name, cell) == said


def test_words_for_renewal_may_follow_a_day_or_a_length() -> None:
    for cell in ("31/03/2027 then rolling", "31 March 2027 (rolling)", "31/3/27, thereafter rolling monthly"):
        assert (contract("end_date", cell), says("end_date", cell)) == (MARCH, {"renewal": "rolling"})
    assert says("end_date", "31/03/2027 - auto renews annually") == YEARLY
    assert contract("term", "3 years then rolling") == Duration((3,), "year")
    assert says("term", "3 years then rolling") == {"renewal": "rolling"}


@pytest.mark.parametrize(
    "cell", ["does not auto renew", "31/03/2027, does not auto renew", "not rolling", "31/03/2027 no auto renewal"]
)
def test_what_says_that_it_does_not_renew_is_not_taken_for_the_opposite(cell: str) -> None:
    assert says("end_date", cell) == {}
    with pytest.raises(Unreadable):
        contract("end_date", cell)


def test_a_length_that_rolls_may_mean_either_and_is_refused() -> None:
    for cell in ("12 months rolling", "rolling 12 months", "3 months (rolling)"):
        assert says("term", cell) == {}
        with pytest.raises(Unreadable, match="rolling"):
            contract("term", cell)
    with pytest.raises(Unreadable, match="Renewal period"):
        contract("renewal", "annual rolling")


def test_what_is_longer_than_a_cell_of_a_register_is_a_remark_and_says_nothing() -> None:
    for cell in (f"31/03/2027{' ' * 120}rolling", f"36 months{' ' * 100}from 1/4/2024", f"1/4/24{' ' * 100}- 31/3/27"):
        assert says("end_date", cell) == {}
        with pytest.raises(Unreadable):
            contract("end_date", cell)


def test_behind_a_maximum_end_words_for_renewal_say_nothing_of_the_end_before_it() -> None:
    assert says("maximum_end_date", "31/03/2027 then rolling") == {}
    with pytest.raises(Unreadable):
        contract("maximum_end_date", "31/03/2027 then rolling")


def test_the_renewal_column_reads_the_same_words_and_gives_the_period() -> None:
    assert contract("renewal", "Auto-renews annually") == "automatic"
    assert says("renewal", "Auto-renews annually") == {"renewal_period": Duration((1,), "year")}
    assert contract("renewal", "Does not auto-renew") == "none"
    assert says("renewal", "Does not auto-renew") == {}


@pytest.mark.parametrize(
    "cell",
    ["01/04/2024 - 31/03/2027", "1/4/24-31/3/27", "1 April 2024 to 31 March 2027", "from 2024-04-01 until 2027-03-31"],
)
def test_a_start_and_an_end_in_one_cell_fill_both(cell: str) -> None:
    assert (contract("start_date", cell), says("start_date", cell)) == (APRIL, {"end_date": MARCH})
    assert (contract("end_date", cell), says("end_date", cell)) == (MARCH, {"start_date": APRIL})
    assert (contract("maximum_end_date", cell), says("maximum_end_date", cell)) == (MARCH, {"start_date": APRIL})
    assert (contract("term", cell), says("term", cell)) == (None, {"start_date": APRIL, "end_date": MARCH})
    assert says("review_date", cell) == {}


@pytest.mark.parametrize("cell", ["36 months from 1/4/2024", "1 April 2024 for 36 months", "from 1/4/24 for 36 months"])
def test_a_start_and_a_length_in_one_cell_fill_both_and_invent_no_end(cell: str) -> None:
    length = Duration((36,), "month")
    assert (contract("start_date", cell), says("start_date", cell)) == (APRIL, {"term": length})
    assert (contract("term", cell), says("term", cell)) == (length, {"start_date": APRIL})
    assert says("end_date", cell) == {"start_date": APRIL, "term": length}
    with pytest.raises(Unreadable, match="31/03/2027"):
        contract("end_date", cell)


def test_behind_an_end_may_stand_how_the_contract_can_be_extended() -> None:
    for cell, options in (("31/03/2027 + 1 + 1", "+ 1 + 1"), ("31 March 2027 (+2 years)", "+2 years")):
        assert (contract("end_date", cell), says("end_date", cell)) == (MARCH, {"extension_options": options})
    last = {"maximum_end_date": dt.date(2029, 3, 31)}
    for cell in ("31/03/2027 (with option to extend to 31/03/2029)", "31/3/27, extendable until 31 March 2029"):
        assert (contract("end_date", cell), says("end_date", cell)) == (MARCH, last)
    for cell in ("31/03/2027 (option to extend to March 2029)", "March 2027 + 1", "31/03/2027 (option to extend)"):
        assert says("end_date", cell) == {}
        with pytest.raises(Unreadable):
            contract("end_date", cell)


@pytest.mark.parametrize("cell", ["3/4/2024 - 31/3/2027", "3/4/2024 for 3 years"])
def test_a_term_in_one_cell_is_not_guessed_where_the_order_is_unclear(cell: str) -> None:
    assert says("term", cell, date_order="unclear") == {}
    assert says("start_date", cell, date_order="unclear") == {}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("£34,000 ex VAT pa", {"vat": "excluded", "value_basis": "annual"}),
        ("34000 per annum + VAT", {"vat": "excluded", "value_basis": "annual"}),
        ("£20k (inc. VAT)", {"vat": "included"}),
        ("£1.2m in total", {"value_basis": "total"}),
        ("£34k/yr", {"value_basis": "annual"}),
        ("£34,000", {}),
        (34000.0, {}),
        ("c£34k pa", {}),
        ("£34,000 ex VAT inc VAT", {}),
    ],
)
def test_words_beside_an_amount_say_its_vat_and_basis(cell: object, said: dict[str, str]) -> None:
    assert says("value", cell) == said


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(
            st.sampled_from(
                ["31/03/2027", "1 April 2024", "48 months", "2+1+1", "rolling", "auto renews", "annually", "then", "from",
                 "for", "to", "-", "(", ")", "+", "+1+1", "extendable to", "not", "TBC", "£34k", "pa", "ex VAT", "unless", "until", ",", "12"]
            ),
            max_size=6,
        ).map(" ".join),
    ),
    st.sampled_from([field for register in model.REGISTERS for field in register.headed]),
)  # fmt: skip
@settings(deadline=None, derandomize=True, max_examples=500)
def test_what_a_cell_says_of_others_is_what_their_own_cells_may_hold(cell: str, field: model.Field) -> None:
    for name, value in implied(field, cell).items():
        assert name != field.name
        other = model.CONTRACTS.field(name)
        written = value.isoformat() if isinstance(value, dt.date) else str(value)
        assert read_value(other, written) == value
