"""Overlaps: what is run more than once, in one council or by several, so that one may be stopped or shared.

Two systems overlap where they have the same capability, or where nobody recorded one and they are the same product.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from itmap.estate import Estate, same
from itmap.labels import labels
from itmap.quantities import Interval
from itmap.queries.answers import Question, Row, column
from itmap.readings import live_systems
from itmap.settings import Settings


@dataclass(frozen=True, kw_only=True)
class OverlapRow(Row):
    capability: str = column("what they all let a council do, or the product that they all are")
    by: str = column("what they have in common: a capability, or a product where no capability is recorded")
    systems: tuple[str, ...] = column("the systems, planned and retired ones left out")
    organisations: tuple[str, ...] = column("the councils that run them")
    within_one: bool = column("whether one council runs two of them: what it could stop, not only share")
    annual_cost: Interval[Decimal] = column(
        "what they cost together by their own recorded costs; null at the upper end where one isn't recorded",
        "£ a year",
    )
    systems_with_cost: int = column("how many of them have a known annual cost")


def _ask(estate: Estate, _settings: Settings, _subject: str) -> tuple[list[OverlapRow], dict[str, Any]]:
    systems, live, alike = estate.records("system"), live_systems(estate), alike_of(estate)
    names = labels(estate)
    rows = [_row(by, ids, estate, names) for (by, _), ids in alike.items() if len(ids) > 1]
    coverage = {
        "systems": len(live),
        "systems_with_capability": sum(systems[id_]["capability"] is not None for id_ in live),
        "systems_with_capability_or_product": sum(map(len, alike.values())),
        "systems_with_annual_cost": sum(systems[id_]["annual_cost"] is not None for id_ in live),
    }
    return sorted(rows, key=_most_first), coverage


def alike_of(estate: Estate) -> Mapping[tuple[str, str], Sequence[str]]:
    """The live systems of each capability, and of each product where no capability is recorded, by id."""
    alike: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    systems = estate.records("system")
    for id_ in sorted(live_systems(estate)):
        said = [(by, systems[id_][by]) for by in ("capability", "product") if systems[id_][by]]
        if said:
            by, text = said[0]
            alike[by, same(text)].append(id_)
    return alike


def _row(by: str, ids: Sequence[str], estate: Estate, names: Mapping[str, str]) -> OverlapRow:
    rows = [estate.records("system")[id_] for id_ in ids]
    councils = [estate.name(row["organisation"]) for row in rows]
    costs = [row["annual_cost"] for row in rows if row["annual_cost"] is not None]
    return OverlapRow(
        capability=rows[0][by],
        by=by,
        systems=_sorted(names[id_] for id_ in ids),
        organisations=_sorted(set(councils)),
        within_one=len(set(councils)) < len(councils),
        annual_cost=Interval(sum(costs, Decimal(0)), sum(costs, Decimal(0)) if len(costs) == len(rows) else None),
        systems_with_cost=len(costs),
        rests_on=tuple(ids),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))


def _most_first(row: OverlapRow) -> tuple[Any, ...]:
    return not row.within_one, -len(row.systems), -(row.annual_cost.low or 0), row.capability.casefold(), row.rests_on


QUESTION = Question(
    name="overlaps",
    question="What do we run twice, alone or together with other councils?",
    method=(
        "Systems that are live or retiring and have the same capability in the register's own words, or, where no "
        "capability is recorded, are the same product. Alike in name is not alike in use: a prompt to compare, not a "
        "finding that one is superfluous. An unknown cost is anything from zero up."
    ),
    row=OverlapRow,
    needs=("system",),
    better_with=("organisation",),
    ask=_ask,
)
