"""The report says which facts to find out first, and what would loosen a supplier's hold, as the questions say it."""

from __future__ import annotations

from dataclasses import replace

from itmap import queries
from itmap import settings as settings_of
from itmap.estate import Withheld
from itmap.queries.missing import ANSWERS
from itmap.reports.facts import ABOUT, facts_table
from itmap.reports.tables import lock_in_table
from itmap.reports.words import plain
from tests.estates import estate, random_rows

SETTINGS = settings_of.load()
ESTATE = estate(**random_rows(7, systems=12, integrations=20, suppliers=8, contracts=12, services=6, unknowns=0.3))


def test_the_facts_worth_most_stand_in_order_with_what_they_would_narrow() -> None:
    table = facts_table(ESTATE, SETTINGS)
    asked = queries.question("coverage").answer(ESTATE, SETTINGS).rows
    assert table is not None
    assert [plain(line.head) for line in table.lines] == [row.record for row in asked]
    assert len(asked) == 10
    assert all("by " in plain(line.cells[1]) for line in table.lines)
    assert "_" not in "".join(plain(cell) for line in table.lines for cell in line.cells)


def test_there_are_words_for_every_answer_that_a_fact_may_narrow() -> None:
    assert list(ABOUT) == list(ANSWERS)


def test_the_public_is_not_told_what_the_council_does_not_know() -> None:
    withheld = Withheld(audience="public", questions=frozenset({"coverage"}))
    assert facts_table(replace(ESTATE, withheld=withheld), SETTINGS) is None


def test_an_estate_with_nothing_in_it_has_no_fact_to_find_out() -> None:
    assert facts_table(estate(), SETTINGS) is None


def test_every_supplier_has_its_place_and_what_would_loosen_it_most() -> None:
    rows = queries.question("lock-in").answer(ESTATE, SETTINGS).rows
    for row, line in zip(rows, lock_in_table(rows, ESTATE).lines, strict=True):
        _, place, driver, act, *_ = (plain(cell) for cell in line.cells)
        assert act == (row.act or "Nothing is known to hold us.")
        assert place.casefold() == (row.rank_in_words.replace(" %", "%") if row.assessed else "not assessed")
        assert ("points" in driver) == (row.driver is not None)
