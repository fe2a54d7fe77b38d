"""What is run twice: by capability, else by product, in one council or in several."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from itmap.quantities import Interval
from itmap.queries import overlaps
from itmap.settings import load
from tests.estates import estate


def ask(**systems: Any) -> Any:
    found = estate(organisations={"South": {}, "North": {}}, systems=systems)
    return overlaps.QUESTION.answer(found, load())


def test_systems_of_one_capability_are_told_with_their_councils_and_cost() -> None:
    answer = ask(
        Desk={"capability": "Case management", "annual_cost": Decimal(100)},
        Cases={"capability": "case  management", "annual_cost": Decimal(250)},
        Files={"capability": "Case management", "organisation": "South"},
        Ledger={"capability": "Finance"},
    )
    (row,) = answer.rows
    assert (row.systems, row.organisations, row.within_one) == (("Cases", "Desk", "Files"), ("Borough", "South"), True)
    assert (row.annual_cost, row.systems_with_cost) == (Interval(Decimal(350), None), 2)
    assert answer.coverage["systems_with_capability"] == 4


def test_a_product_counts_only_where_no_capability_is_recorded() -> None:
    answer = ask(
        One={"product": "Acme Suite"},
        Two={"product": "ACME Suite", "organisation": "South"},
        Three={"product": "Acme Suite", "capability": "Finance"},
    )
    (row,) = answer.rows
    assert (row.by, row.systems, row.within_one) == ("product", ("One", "Two"), False)


def test_what_is_gone_or_not_there_yet_is_no_overlap() -> None:
    answer = ask(
        One={"capability": "Maps"},
        Two={"capability": "Maps", "status": "retired"},
        Three={"capability": "Maps", "status": "planned"},
    )
    assert answer.rows == ()


def test_what_one_council_could_stop_comes_before_what_several_could_share() -> None:
    answer = ask(
        A={"capability": "Maps"},
        B={"capability": "Maps", "organisation": "South"},
        C={"capability": "Maps", "organisation": "North"},
        D={"capability": "Mail"},
        E={"capability": "Mail"},
    )
    assert [row.capability for row in answer.rows] == ["Mail", "Maps"]
