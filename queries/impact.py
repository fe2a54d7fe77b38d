"""Impact: what stops, for certain or possibly, when one supplier, system or integration does, and by which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itmap.blast_radius import Way, blast_radii, shown
from itmap.dependencies import coverage
from itmap.estate import Estate
from itmap.labels import labels
from itmap.queries.answers import Question, Row, column
from itmap.queries.subjects import found
from itmap.readings import Reading, behind, live_systems, readings
from itmap.settings import Settings

_KINDS = ("supplier", "system", "integration")
_KINDS_SAID = 'A subject is the name of a supplier or a system, a reference, or "Provider > Consumer".'


@dataclass(frozen=True, kw_only=True)
class ImpactRow(Row):
    kind: str = column("system, integration or service")
    name: str = column("what stops")
    certain: bool = column("whether it stops for certain; otherwise when every unknown counts against us")
    distance: int = column("how many steps of dependence it is away", "steps")
    chain: tuple[str, ...] = column("the shortest chain of names from the subject to it")


def _ask(estate: Estate, _settings: Settings, subject: str) -> tuple[list[ImpactRow], dict[str, Any]]:
    names = labels(estate)
    kind, record = found(estate, subject, names, _KINDS, _KINDS_SAID)
    read = readings(estate)
    certain, possible = (_ways(reading, kind, record, names) for reading in (read.certain, read.possible))
    before, spoken = ((record,), behind(estate)[record]) if kind == "supplier" else ((), [record])
    rows = []
    for id_, way in {**possible, **certain}.items():
        chain = (*before, *shown(way, read.possible))
        rows.append(
            ImpactRow(
                kind=estate.register_of(id_),
                name=names[id_],
                certain=id_ in certain,
                distance=len(chain) - 1,
                chain=tuple(names[step] for step in chain),
                rests_on=(*spoken, *(step for step in way if step != record)),
            )
        )
    exists = kind == "supplier" or record in read.possible.rests_on or record in live_systems(estate)
    about = {"subject": names[record], "subject_kind": kind, "subject_exists": exists}
    return sorted(rows, key=_nearest_first), {**about, **coverage(estate)}


def _ways(reading: Reading, kind: str, record: str, names: Mapping[str, str]) -> dict[str, Way]:
    """Everything else that stops with the subject, by id, and the way to it."""
    own = reading.own.get(record, ()) if kind == "supplier" else (record,)
    _, radius = next(blast_radii(reading, {record: own}, names))
    ways = {id_: radius.way_to(id_) for id_ in (*radius.rounds, *reading.rests_on, *reading.runs_on)}
    return {id_: way for id_, way in ways.items() if way and id_ != record}


def _nearest_first(row: ImpactRow) -> tuple[Any, ...]:
    return not row.certain, row.distance, ("system", "integration", "service").index(row.kind), row.name, row.rests_on


QUESTION = Question(
    name="impact",
    question="What stops when this supplier, system or integration does?",
    method=(
        "A supposition, not a forecast: suppose that the subject stopped; a supplier with its whole group. What "
        "follows is worked out by the rules of chokepoints, for certain from what is known and possibly with every "
        "unknown against us. The distance is the number of steps after which a thing stops; of alternatives the last "
        "one counts."
    ),
    row=ImpactRow,
    needs=("system",),
    better_with=("supplier", "contract", "service", "integration"),
    ask=_ask,
    subject="supplier, system or integration",
)
