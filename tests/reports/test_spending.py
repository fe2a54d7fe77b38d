"""The report's words on where the money goes say of how much of it they speak."""

from __future__ import annotations

from itmap import queries, settings
from itmap.reports.spending import concentration, money_words, parts_table
from itmap.reports.words import plain
from tests.estates import estate

SETTINGS = settings.load()


def test_how_the_spending_is_spread_says_that_what_several_share_is_left_out() -> None:
    terms = {"value_basis": "annual", "renewal": "rolling", "value": 100}
    alone = {"one": {**terms, "suppliers": "Alder"}, "two": {**terms, "suppliers": "Birch"}}
    for contracts, said in (
        (alone, "The spending is spread as if 2 suppliers of equal size shared it."),
        (
            {**alone, "three": {**terms, "suppliers": ("Alder", "Birch")}},
            "What goes to one supplier alone, by 2 of 3 contracts, is spread as if 2 suppliers of equal size shared it.",
        ),
    ):
        held = estate(suppliers={"Alder": {}, "Birch": {}}, contracts=contracts)
        answer = queries.question("concentration").answer(held, SETTINGS)
        assert said in plain(money_words(answer, held))


def test_nobody_is_named_as_paid_the_most_who_is_not_known_to_be() -> None:
    """Two lots of one value: who of Alder and Birch gets how much of it isn't recorded."""
    lot = {"reference": "L", "value_basis": "annual", "renewal": "rolling", "value": 100, "category": "48000000"}
    line = {**lot, "reference": "M", "value": 5, "category": "72000000"}
    held = estate(
        suppliers={"Alder": {}, "Birch": {}, "Cedar": {}, "Dogwood": {}},
        contracts={
            "one": {**lot, "suppliers": "Alder"},
            "two": {**lot, "suppliers": "Birch"},
            "three": {**line, "suppliers": "Cedar"},
            "four": {**line, "reference": "N", "suppliers": "Dogwood"},
        },
    )
    answer = queries.question("concentration").answer(held, SETTINGS)
    assert "By what we know, no supplier is paid more than every other." in plain(money_words(answer, held))
    assert concentration(answer, held, SETTINGS).title == "Several are paid the most that we know of: £5 a year each"
    table = parts_table(answer, held)
    assert table is not None
    assert {plain(line.head): plain(line.cells[3]) for line in table.lines} == {
        "Category: software (CPV 48)": "not known",
        "Category: IT services (CPV 72)": "not known",
    }
