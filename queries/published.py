"""The answers as properties of the records that they are about, for a store that people look into themselves.

A line in `_PUBLISHED` publishes a column: the first record that a row rests on is the one that it is about, and what is
about a supplier group stands on every supplier of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from itmap.estate import Estate
from itmap.quantities import Interval
from itmap.queries import question
from itmap.queries.answers import Later
from itmap.settings import Settings

# By question and column the name of the property; an interval is two of them, `_low` and `_high`.
_PUBLISHED: Mapping[str, Mapping[str, str]] = {
    "chokepoints": {
        "chokepoint": "chokepoint",
        "systems_stopped": "systems_stopped",
        "systems_possibly_stopped": "systems_possibly_stopped",
        "services_stopped": "services_stopped",
        "services_possibly_stopped": "services_possibly_stopped",
        "services_stopped_without_fallbacks": "services_stopped_without_fallbacks",
        "statutory_services_stopped": "statutory_services_stopped",
        "criticality_share": "criticality_share",
    },
    "lock-in": {"assessed": "lock_in_assessed", "score": "lock_in"},
    "exits": {
        "state": "state",
        "earliest_exit": "earliest_exit",
        "act_by": "act_by",
        "check_by": "check_by",
        "latest_safe_start": "latest_safe_start",
    },
    "legacy": {
        "likelihood": "legacy_likelihood",
        "impact": "legacy_impact",
        "overall": "legacy_overall",
        "legacy": "legacy",
        "red": "legacy_red",
    },
    "candidates": {"quadrant": "quadrant", "benefit": "benefit", "difficulty": "difficulty", "rank": "rank"},
}
_ABOUT = {"chokepoints": "supplier", "lock-in": "supplier", "exits": "contract"}  # all others: system


@dataclass(frozen=True)
class Property:
    """What is published of a question's column: on which register's records, under which name."""

    register: str
    name: str
    question: str
    column: str
    meaning: str


def properties() -> Iterator[Property]:
    """The columns that are published."""
    for name, columns in _PUBLISHED.items():
        meanings = {column.name: column.meaning for column in question(name).columns}
        for column, called in columns.items():
            yield Property(_ABOUT.get(name, "system"), called, name, column, meanings[column])


def published(estate: Estate, settings: Settings, method: str) -> dict[str, dict[str, Any]]:
    """Record id to properties: texts, numbers, truth values and days. `method` says which itmap worked them out.

    Every record with an answer carries what all of them hold for: the day, the method, the scope and the councils.
    """
    about = {
        "as_of": estate.as_of,
        "method": method,
        "scope": estate.scope,
        "organisations": list(estate.organisations),
    }
    found: dict[str, dict[str, Any]] = {
        supplier: {**about, "supplier_group": estate.groups.names[group]}
        for supplier, group in estate.groups.of.items()
    }
    for name, columns in _PUBLISHED.items():
        for row in question(name).answer(estate, settings).rows:
            values = dict(part for column, called in columns.items() for part in _parts(called, getattr(row, column)))
            for id_ in _subjects(row.rests_on[0], estate):
                found.setdefault(id_, dict(about)).update(values)
    return found


def _subjects(record: str, estate: Estate) -> list[str]:
    """The record; for a supplier all suppliers of its group."""
    group = estate.groups.of.get(record)
    return estate.groups.members(group) if group else [record]


def _parts(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A value as properties: an interval's ends, how many a list holds, nothing where it isn't known."""
    if isinstance(value, Interval) or (is_dataclass(value) and not isinstance(value, type)):
        for part in fields(value):
            yield from _parts(f"{name}_{part.name}", getattr(value, part.name))
    elif isinstance(value, tuple | Later):
        yield name, len(value)
    elif isinstance(value, Decimal):
        yield name, float(value)
    elif isinstance(value, str | bool | int | float | dt.date):
        yield name, value
