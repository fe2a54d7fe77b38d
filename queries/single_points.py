"""Single points: the systems, hubs and integrations whose failing alone would stop services, the worst first.

The same rules and the same pass as for suppliers (`itmap.readings`, `itmap.single_points`), each thing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itmap.dependencies import coverage
from itmap.estate import Estate
from itmap.labels import labels
from itmap.quantities import Interval
from itmap.queries.answers import Later, Question, Row, column
from itmap.settings import Settings
from itmap.single_points import ByEach, SinglePoints, needed_for_certain, points_of

Names = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class SinglePointRow(Row):
    name: str = column("the system or integration")
    kind: str = column("hub (a system that integrations run through), system or integration")
    by: str | None = column("application, platform or infrastructure, as recorded; null for an integration")
    organisation: str = column("the council whose it is")
    suppliers: tuple[str, ...] = column("who makes or hosts it, as recorded")
    systems_stopped: Names = column("other systems that stop for certain")
    systems_possibly_stopped: Names = column("other systems that stop when every unknown counts against us")
    services_stopped: Names | None = column("services that stop for certain; null without services")
    services_possibly_stopped: Names | None = column("services that stop when every unknown is against us")
    statutory_services_stopped: Interval[int] | None = column("how many statutory services stop", "services")


def _ask(estate: Estate, _settings: Settings, _subject: str) -> tuple[list[SinglePointRow], dict[str, Any]]:
    points, links = points_of(estate), needed_for_certain(estate)
    telling = _Telling(estate, points)
    stopping = [id_ for id_ in points.systems_possible if telling.matters(id_, link=id_ in links)]
    rows = sorted(map(telling.row, sorted(stopping)), key=_worst_first)
    return rows, {"single_points": len(rows), **coverage(estate)}


class _Telling:
    """What a row says of one thing."""

    def __init__(self, estate: Estate, points: SinglePoints) -> None:
        self.estate, self.points, self.names = estate, points, labels(estate)
        self.hubs = {hub for via in estate.column("integration", "via") for hub in via}
        self.statutory = estate.column("service", "statutory")
        self.required_certain = points.services_certain.weighed([it is True for it in self.statutory])
        self.required_possible = points.services_possible.weighed([it is not False for it in self.statutory])
        fields = ("kind", "vendors", "hosts", "organisation")
        self.systems = _columns(estate, "system", fields)
        self.links = _columns(estate, "integration", ("organisation",))

    def matters(self, id_: str, *, link: bool) -> bool:
        """Whether it stops a service, or where services aren't known another system; an integration for certain."""
        points = self.points
        services, systems = (
            (points.services_certain, points.systems_certain)
            if link
            else (points.services_possible, points.systems_possible)
        )
        return bool(services.counts[id_] if self.statutory else systems.counts[id_] > (not link))

    def row(self, id_: str) -> SinglePointRow:
        points = self.points
        kind, vendors, hosts, council = self.systems.get(id_) or (None, (), (), *self.links.get(id_, ()))
        return SinglePointRow(
            name=self.names[id_],
            kind="integration" if id_ in self.links else "hub" if id_ in self.hubs else "system",
            by=kind,
            organisation=self.estate.name(council),
            suppliers=tuple(sorted({self.estate.name(who) for who in (*vendors, *hosts)})),
            systems_stopped=self.others(id_, points.systems_certain),
            systems_possibly_stopped=self.others(id_, points.systems_possible),
            services_stopped=self.services(id_, points.services_certain),
            services_possibly_stopped=self.services(id_, points.services_possible),
            statutory_services_stopped=self.required(id_),
            rests_on=Later(
                lambda: (id_, *sorted(points.systems_possible[id_] - {id_}), *sorted(points.services_possible[id_]))
            ),
        )

    def others(self, id_: str, stopped: ByEach) -> Names:
        def work() -> Iterable[str]:
            return sorted(map(self.names.of("system").__getitem__, stopped[id_] - {id_}))

        return Later(work, stopped.counts[id_] - (id_ in self.systems))

    def services(self, id_: str, stopped: ByEach) -> Names | None:
        def work() -> Iterable[str]:
            return sorted(map(self.names.of("service").__getitem__, stopped[id_]))

        return Later(work, stopped.counts[id_]) if self.statutory else None

    def required(self, id_: str) -> Interval[int] | None:
        if not self.statutory:
            return None
        return Interval(self.required_certain[id_], self.required_possible[id_])


def _columns(estate: Estate, register: str, fields: Sequence[str]) -> Mapping[str, tuple[Any, ...]]:
    values = zip(*(estate.column(register, name) for name in fields), strict=True)
    return dict(zip(estate.ids(register), values, strict=True))


def _worst_first(row: SinglePointRow) -> tuple[Any, ...]:
    statutory = row.statutory_services_stopped or Interval(0, 0)
    return (
        *(-(count or 0) for count in (statutory.low, len(row.services_stopped or ()), statutory.high)),
        -len(row.services_possibly_stopped or ()),
        -len(row.systems_stopped),
        -len(row.systems_possibly_stopped),
        row.name,
        row.organisation,
        row.kind,
    )


QUESTION = Question(
    name="single-points",
    question="Which one system, hub or integration would stop the most if it failed?",
    method=(
        "By the rules of chokepoints, suppose that one system or one integration alone stopped. A row for every system "
        "that possibly stops a service (without services: another system), and for every integration that stops one "
        "for certain. A hub is a system that integrations run through."
    ),
    row=SinglePointRow,
    needs=("system",),
    better_with=("integration", "service"),
    ask=_ask,
)
