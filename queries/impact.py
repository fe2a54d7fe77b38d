"""Impact: what stops, for certain or possibly, when one supplier, system or integration does, and by which way."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from itmap.blast_radius import Way, blast_radii, shown
from itmap.dependencies import coverage
from itmap.errors import SubjectUnknown
from itmap.estate import Estate, same
from itmap.labels import labels
from itmap.queries.answers import Question, Row, column
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
    kind, record = _found(estate, subject, names)
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
    return sorted(rows, key=_nearest_first), {**about, **coverage(estate, read)}


def _ways(reading: Reading, kind: str, record: str, names: Mapping[str, str]) -> dict[str, Way]:
    """Everything else that stops with the subject, by id, and the way to it."""
    own = reading.own.get(record, ()) if kind == "supplier" else (record,)
    _, radius = next(blast_radii(reading, {record: own}, names))
    ways = {id_: radius.way_to(id_) for id_ in (*radius.rounds, *reading.rests_on, *reading.runs_on)}
    return {id_: way for id_, way in ways.items() if way and id_ != record}


def _nearest_first(row: ImpactRow) -> tuple[Any, ...]:
    return not row.certain, row.distance, ("system", "integration", "service").index(row.kind), row.name, row.rests_on


def _found(estate: Estate, subject: str, names: Mapping[str, str]) -> tuple[str, str]:
    """The kind and id of the record that the subject calls; for a supplier the id of its whole group.

    Raises SubjectUnknown when nothing is called so, with what comes close, or when several records are.
    """
    calls: dict[str, dict[tuple[str, str], str]] = {}
    for kind, id_, call in _calls(estate, names):
        whole = estate.groups.of[id_] if kind == "supplier" else id_
        calls.setdefault(same(call), {})[kind, whole] = f'"{kind}: {names[whole]}"'
    wanted = same(subject)
    found = calls.get(wanted, {})
    if len(found) == 1:
        return next(iter(found))
    if found:
        raise SubjectUnknown(f'"{subject}" is the name of several. Say which: {"; ".join(sorted(found.values()))}.')
    close = [call for call in calls if len(wanted) > 2 and wanted in call]
    close += difflib.get_close_matches(wanted, calls, 5)
    near = sorted({said for call in close for said in calls[call].values()})[:5]
    hint = f" Did you mean {'; '.join(near)}?" if near else ""
    raise SubjectUnknown(f'Nothing here is called "{subject}".{hint} {_KINDS_SAID}')


def _calls(estate: Estate, names: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Kind, id and every name by which people may call a supplier, a system or an integration."""
    for kind in _KINDS:
        for id_, values in estate.records(kind).items():
            told = [names[id_], f"{kind}: {names[id_]}", estate.name(id_), values.get("reference")]
            told += [values.get("company_number"), *values.get("also_known_as", ()), *values.get("names_seen", ())]
            yield from ((kind, id_, call) for call in told if call)


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
