"""What every store remembers: the estate as it stood on each day on which something was imported."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from itmap.errors import SubjectUnknown
from itmap.estate import Estate
from itmap.history import days, estate_on
from itmap.importers import import_sheets
from itmap.stores import Store
from tests.importers.test_landing import contract, sheet

FIRST = dt.date(2026, 1, 1)


def rows(dice: random.Random) -> list[dict[str, Any]]:
    """A council's contracts as somebody kept them on a day: some gone, some changed, some with words for values."""
    return [
        contract(
            f"C{number}",
            dice.choice(("Housing", "Payroll", None)),
            *dice.sample(("Alder Ltd", "Birch Ltd", "In-house"), dice.choice((0, 1, 1, 2))),
            end_date=dice.choice((None, dt.date(2027, 3, 31), dt.date(2028, 3, 31))),
            covers=tuple(dice.sample(("Desk", "Ledger"), dice.choice((0, 1)))),
        )
        for number in dice.sample(range(5), 3)
    ]


def compared(estate: Estate) -> dict[str, dict[str, Any]]:
    """Everything but the days, which the present knows better than the past."""
    return {
        id_: {name: value for name, value in values.items() if name != "since"}
        for table in estate.tables.values()
        for id_, values in table.to_dict("index").items()
    }


@pytest.mark.parametrize("seed", range(6))
def test_each_day_comes_back_as_it_was(store: Store, seed: int) -> None:
    """Two councils that share suppliers, several imports on one day, and pruning; a copy taken each evening."""
    dice = random.Random(seed)
    evenings = {}
    for turn in range(8):
        day = FIRST + dt.timedelta(days=turn // 2 * 3)
        found = [sheet("contract", *rows(dice))]
        if dice.random() < 0.4:
            found.append(sheet("system", {"name": "Desk", "vendors": ("Alder Limited",)}))
        import_sheets(store, found, organisation=dice.choice("NS"), prune=dice.random() < 0.5, day=day)
        evenings[day] = compared(Estate(store.tables(), day))
    for day, evening in evenings.items():
        assert compared(estate_on(store, day)) == evening
        assert compared(estate_on(store, day + dt.timedelta(days=1))) == evening
    assert set(days(store)) <= set(evenings)
    with pytest.raises(SubjectUnknown, match="first import was on 2026-01-01"):
        estate_on(store, FIRST - dt.timedelta(days=1))


def test_an_import_without_a_day_keeps_nothing(store: Store) -> None:
    import_sheets(store, [sheet("contract", contract("C1", "One"))], organisation="N")
    import_sheets(store, [sheet("contract", contract("C1", "Another"))], organisation="N")
    assert (store.history(), days(store)) == ((), [])
