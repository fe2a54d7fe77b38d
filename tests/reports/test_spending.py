"""The report's words on where the money goes say of how much of it they speak."""

from __future__ import annotations

from itmap import queries, settings
from itmap.reports.spending import money_words
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
