"""Every record that a row names is among those that it says it rests on, so that `--sources` leads to its row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest

from itmap import settings
from itmap.labels import labels
from itmap.queries import NAMES, question
from tests.estates import estate, random_estate

SETTINGS = settings.load()
NAMED: dict[str, dict[str, str]] = {
    "chokepoints": {
        "systems_possibly_stopped": "system",
        "systems_stopped_without_alternatives": "system",
        "services_possibly_stopped_without_fallbacks": "service",
    },
    "single-points": {"systems_possibly_stopped": "system", "services_possibly_stopped": "service"},
    "what-if": {"services": "service"},
    "exits": {"title": "contract", "frees": "system"},
    "calendar": {"contract": "contract"},
    "together": {"contracts": "contract"},
    "candidates": {
        "system": "system",
        "services": "service",
        "last_contracts": "contract",
        "same_capability": "system",
        "dominated_by": "system",
    },
    "legacy": {"system": "system"},
    "overlaps": {"systems": "system"},
    # Of these no column names records alone: chains, groups of suppliers, or whatever lacks a fact.
    **{name: {} for name in ("impact", "lock-in", "concentration", "coverage")},
}


def texts(value: Any) -> Iterable[str]:
    return [] if not value else [value] if isinstance(value, str) else list(value)


def test_of_every_question_it_is_said_which_columns_name_records() -> None:
    assert set(NAMED) == set(NAMES)


@pytest.mark.parametrize("name", [name for name, columns in NAMED.items() if columns])
@pytest.mark.parametrize("seed", range(4))
def test_every_record_that_a_row_names_is_among_its_sources(name: str, seed: int) -> None:
    held = random_estate(seed, systems=14, contracts=16, unknowns=0.1)
    called = labels(held)
    for row in question(name).answer(held, SETTINGS).rows:
        rests_on = set(row.rests_on)
        for column, register in NAMED[name].items():
            for text in texts(getattr(row, column)):
                ids = {id_ for id_ in held.ids(register) if text in (called[id_], held.name(id_))}
                assert ids & rests_on, (column, text)


def test_the_worked_example() -> None:
    """Both contracts cover Desk: the last to let go frees it, which the other one's row decides too."""
    ends = {"renewal": "none", "covers": "Desk"}
    held = estate(
        systems={"Desk": {}},
        contracts={
            "Early": {**ends, "end_date": dt.date(2026, 12, 31)},
            "Late": {**ends, "end_date": dt.date(2027, 12, 31)},
        },
    )
    rows = {row.title: row for row in question("exits").answer(held, SETTINGS).rows}
    assert rows["Late"].rests_on == ("contract:Late", "system:Desk", "contract:Early")
    assert rows["Early"].rests_on == ("contract:Early",)
