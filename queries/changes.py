"""Changes: what is different between two states of an estate. Asked by `itmap diff`, of two stores or two days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from itmap.changes import ADDED, REMOVED, UPDATED, Change, Side, compare
from itmap.estate import Estate
from itmap.queries.answers import Answer, Question, Row, column
from itmap.settings import Settings


@dataclass(frozen=True, kw_only=True)
class ChangeRow(Row):
    register: str = column("the register whose row it is")
    organisation: str = column("the council whose record it is; empty for a supplier, whom all councils share")
    name: str = column("what people call it")
    what: str = column(f"{ADDED}, {REMOVED}, or {UPDATED}")
    field: str = column("the heading of what was updated")
    old: str = column("what it said before")
    new: str = column("what it says now")


def changes(before: Estate, after: Estate) -> Answer:
    """What has changed from the one estate to the other, ready for every format."""
    found = compare(Side.of_estate(before), Side.of_estate(after))
    rows = tuple(_row(change) for change in found)
    councils = tuple(sorted({*before.organisations, *after.organisations}))
    return Answer(QUESTION, after.as_of, councils, rows, _counts(found))


def _row(change: Change) -> ChangeRow:
    return ChangeRow(
        register=change.register,
        organisation=change.organisation,
        name=change.name,
        what=change.what,
        field=change.field,
        old=change.old,
        new=change.new,
        rests_on=(change.record,),
    )


def _counts(found: list[Change]) -> dict[str, Any]:
    """How many records were added, removed and updated."""
    return {what: len({each.record for each in found if each.what == what}) for what in (ADDED, REMOVED, UPDATED)}


def _ask(estate: Estate, _settings: Settings, _subject: str) -> tuple[list[ChangeRow], dict[str, Any]]:
    return list(changes(estate, estate).rows), {}


QUESTION = Question(
    name="changes",
    question="What has changed?",
    method=(
        "Records that a row defines, matched by their ids, then by reference, then by name within one council; each "
        "field that differs, in words. What a cell says in the place of a value counts too."
    ),
    row=ChangeRow,
    needs=(),
    better_with=(),
    ask=_ask,
)
