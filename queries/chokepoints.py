"""Chokepoints: the supplier groups whose failure would stop systems and services, the worst first.

What stops follows the rules of `itmap.readings`, worked out for all groups at once by `itmap.dependencies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itmap.blast_radius import blast_radii, shown
from itmap.dependencies import Failures, coverage, failures
from itmap.estate import Estate
from itmap.labels import labels
from itmap.quantities import Interval
from itmap.queries.answers import Question, Row, column
from itmap.readings import behind
from itmap.settings import Settings


@dataclass(frozen=True, kw_only=True)
class ChokepointRow(Row):
    supplier: str = column("the supplier group, by its ultimate owner")
    chokepoint: bool = column("whether it stops a service, or a system that it does not itself supply, for certain")
    systems_stopped: tuple[str, ...] = column("systems that stop for certain")
    systems_possibly_stopped: tuple[str, ...] = column("systems that stop when every unknown counts against us")
    services_stopped: tuple[str, ...] | None = column("services that stop for certain; null without services")
    services_possibly_stopped: tuple[str, ...] | None = column("services that stop when every unknown is against us")
    services_stopped_without_fallbacks: tuple[str, ...] | None = column(
        "services that would stop for certain if no alternative and no stand-in worked"
    )
    statutory_services_stopped: Interval[int] | None = column("how many statutory services stop", "services")
    criticality_share: Interval[float] | None = column("criticality of the stopped over that of all services", "0-1")
    why: Mapping[str, tuple[str, ...]] | None = column(
        "for each service that stops, the shortest chain of names from the supplier to it"
    )


def _ask(estate: Estate, _settings: Settings, _subject: str) -> tuple[list[ChokepointRow], dict[str, Any]]:
    failed, names = failures(estate), labels(estate)
    stopping = sorted(group for group, systems in failed.systems_possible.items() if systems)
    spoken = behind(estate)
    rows = [_row(group, failed, names, why, spoken[group]) for group, why in _chains(failed, stopping, names)]
    return sorted(rows, key=_worst_first), coverage(estate, failed.read)


def _row(
    group: str, failed: Failures, names: Mapping[str, str], why: Mapping[str, tuple[str, ...]], rests_on: Iterable[str]
) -> ChokepointRow:
    def listed(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(names[id_] for id_ in ids))

    def services(ids: Iterable[str]) -> tuple[str, ...] | None:
        return listed(ids) if failed.services else None

    systems, possible = failed.systems_certain[group], failed.systems_possible[group]
    certain, maybe = failed.services_certain[group], failed.services_possible[group]
    return ChokepointRow(
        supplier=names[group],
        chokepoint=bool(certain or systems - failed.own_certain[group]),
        systems_stopped=listed(systems),
        systems_possibly_stopped=listed(possible),
        services_stopped=services(certain),
        services_possibly_stopped=services(maybe),
        services_stopped_without_fallbacks=services(failed.services_without_fallbacks[group]),
        statutory_services_stopped=failed.statutory_services(group),
        criticality_share=failed.criticality_share(group),
        why=why if failed.services else None,
        rests_on=(*rests_on, *sorted(possible), *sorted(failed.through[group]), *sorted(maybe)),
    )


def _chains(
    failed: Failures, groups: Sequence[str], names: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    """Each group with the names of the services it stops, and the chain to each: for certain where there is one."""
    certain, possible = (
        blast_radii(reading, {group: reading.own.get(group, ()) for group in groups}, names)
        for reading in (failed.read.certain, failed.read.possible)
    )
    for (group, surely), (_, perhaps) in zip(certain, possible, strict=True):
        found, stopped = {}, failed.services_certain[group]
        for service in failed.services_possible[group]:
            way = (surely if service in stopped else perhaps).way_to(service) or ()
            found[names[service]] = tuple(names[id_] for id_ in (group, *shown(way, failed.read.possible)))
        yield group, dict(sorted(found.items()))


def _worst_first(row: ChokepointRow) -> tuple[Any, ...]:
    statutory = row.statutory_services_stopped or Interval(0, 0)
    return (
        *(-(count or 0) for count in (statutory.low, len(row.services_stopped or ()), statutory.high)),
        -len(row.services_possibly_stopped or ()),
        -len(row.systems_stopped),
        -len(row.systems_possibly_stopped),
        row.supplier,
        row.rests_on,
    )


QUESTION = Question(
    name="chokepoints",
    question="Which suppliers' failure would stop the most, and how?",
    method=(
        "A supposition, not a forecast: suppose that everything a supplier group makes, hosts or runs for us under a "
        "contract that counts stopped. A system stops when every member of one of its hard groups of alternative "
        "integrations stops; a service when one of its systems stops and nothing stands in. Certain takes only what is "
        "known; possible turns every unknown against us. Failure spreads to the least fixpoint, so that a ring of "
        "systems stands until something outside stops one: the directed AND/OR form of a dominator (Lengauer and "
        "Tarjan, A fast algorithm for finding dominators in a flowgraph, 1979)."
    ),
    row=ChokepointRow,
    needs=("system", "supplier"),
    better_with=("contract", "service", "integration"),
    ask=_ask,
)
