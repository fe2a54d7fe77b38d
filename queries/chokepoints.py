"""Chokepoints: the supplier groups whose failure would stop systems and services, the worst first.

What stops follows the rules of `itmap.readings`, worked out for all groups at once by `itmap.dependencies`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from itmap.blast_radius import blast_radii, shown
from itmap.dependencies import BELOW_APPLICATIONS, Failures, StoppedBy, coverage, failures
from itmap.estate import Estate
from itmap.labels import labels
from itmap.quantities import Interval
from itmap.queries.answers import Later, Question, Row, column
from itmap.readings import behind, readings
from itmap.settings import Settings

Names = Sequence[str]
_APPLICATIONS, BELOW, _BOTH = "applications", "platforms and infrastructure", "both"
_BY = (_APPLICATIONS, BELOW, _BOTH)


@dataclass(frozen=True, kw_only=True)
class ChokepointRow(Row):
    supplier: str = column("the supplier group, by its ultimate owner")
    chokepoint: bool = column("whether it stops a service, or a system that it does not itself supply, for certain")
    systems_stopped: Names = column("systems that stop for certain")
    systems_possibly_stopped: Names = column("systems that stop when every unknown counts against us")
    services_stopped: Names | None = column("services that stop for certain; null without services")
    services_possibly_stopped: Names | None = column("services that stop when every unknown is against us")
    services_stopped_without_fallbacks: Names | None = column(
        "services that would stop for certain if no alternative and no stand-in worked"
    )
    statutory_services_stopped: Interval[int] | None = column("how many statutory services stop", "services")
    criticality_share: Interval[float] | None = column("criticality of the stopped over that of all services", "0-1")
    why: Mapping[str, tuple[str, ...]] | None = column(
        "for each service that stops, the shortest chain of names from the supplier to it"
    )
    by: str = column(f"what it itself supplies: {', '.join(_BY)}; a kind that nobody recorded counts as an application")
    services_stopped_by_applications: Names | None = column(
        "services that stop for certain with its applications alone, its platforms and infrastructure going on"
    )
    systems_stopped_without_alternatives: Names = column("systems that would stop for certain if no alternative worked")
    services_possibly_stopped_without_fallbacks: Names | None = column(
        "services that possibly stop if no alternative and no stand-in worked"
    )
    statutory_services_stopped_without_fallbacks: Interval[int] | None = column(
        "how many statutory services would stop if no alternative and no stand-in worked", "services"
    )
    departments_stopped: Names = column("departments recorded for the systems and services that stop for certain")
    departments_possibly_stopped: Names = column("departments recorded for those that possibly stop")
    users_stopped: Interval[int] | None = column(
        "users of the systems that stop, counted once a system; null where no system that possibly stops has any "
        "recorded, without an upper end where one has none",
        "users",
    )
    systems_possibly_stopped_without_alternatives: Names = column("systems that possibly stop if no alternative worked")
    departments_stopped_without_fallbacks: Names = column(
        "departments recorded for what would stop for certain if no alternative and no stand-in worked"
    )
    departments_possibly_stopped_without_fallbacks: Names = column(
        "departments recorded for what possibly stops if no alternative and no stand-in worked"
    )
    users_stopped_without_alternatives: Interval[int] | None = column(
        "users of the systems that would stop if no alternative worked, as users_stopped counts them", "users"
    )


def _ask(estate: Estate, _settings: Settings, _subject: str) -> tuple[list[ChokepointRow], dict[str, Any]]:
    telling = _Telling(estate, failures(estate))
    stopping = sorted(group for group, count in telling.failed.systems_possible.counts.items() if count)
    return sorted(map(telling.row, stopping), key=_worst_first), coverage(estate)


class _Telling:
    """What a row says of a supplier group. Counts for all groups at once; names when somebody looks at them."""

    def __init__(self, estate: Estate, failed: Failures) -> None:
        self.estate, self.failed, self.names = estate, failed, labels(estate)
        self.users = self.counted(failed.systems_certain, failed.systems_possible)
        self.users_alone = self.counted(
            failed.systems_without_alternatives, failed.systems_possible_without_alternatives
        )
        below = [kind in BELOW_APPLICATIONS for kind in estate.column("system", "kind")]
        self.below = failed.own_possible.weighed(below)

    def row(self, group: str) -> ChokepointRow:
        failed = self.failed
        beyond = failed.systems_certain.counts[group] - failed.own_certain.counts[group]
        return ChokepointRow(
            supplier=self.names[group],
            chokepoint=bool(failed.services_certain.counts[group] or beyond),
            systems_stopped=self.listed("system", failed.systems_certain, group),
            systems_possibly_stopped=self.listed("system", failed.systems_possible, group),
            services_stopped=self.services(failed.services_certain, group),
            services_possibly_stopped=self.services(failed.services_possible, group),
            services_stopped_without_fallbacks=self.services(failed.services_without_fallbacks, group),
            statutory_services_stopped=failed.statutory_services(group),
            criticality_share=failed.criticality_share(group),
            why=_Why(group, self.estate, failed, self.names) if failed.services else None,
            by=self.by(group),
            services_stopped_by_applications=self.services(failed.services_by_applications, group),
            systems_stopped_without_alternatives=self.listed("system", failed.systems_without_alternatives, group),
            services_possibly_stopped_without_fallbacks=self.services(
                failed.services_possible_without_fallbacks, group
            ),
            statutory_services_stopped_without_fallbacks=failed.statutory_services(group, without_fallbacks=True),
            departments_stopped=self.departments(failed.systems_certain, failed.services_certain, group),
            departments_possibly_stopped=self.departments(failed.systems_possible, failed.services_possible, group),
            users_stopped=self.users[group],
            systems_possibly_stopped_without_alternatives=self.listed(
                "system", failed.systems_possible_without_alternatives, group
            ),
            departments_stopped_without_fallbacks=self.departments(
                failed.systems_without_alternatives, failed.services_without_fallbacks, group
            ),
            departments_possibly_stopped_without_fallbacks=self.departments(
                failed.systems_possible_without_alternatives, failed.services_possible_without_fallbacks, group
            ),
            users_stopped_without_alternatives=self.users_alone[group],
            rests_on=Later(lambda: self.rests_on(group)),
        )

    def listed(self, register: str, stopped: StoppedBy, group: str) -> Names:
        def work() -> list[str]:
            return sorted(map(self.names.of(register).__getitem__, stopped[group]))

        return Later(work, stopped.counts[group])

    def services(self, stopped: StoppedBy, group: str) -> Names | None:
        return self.listed("service", stopped, group) if self.failed.services else None

    def by(self, group: str) -> str:
        own, below = self.failed.own_possible.counts[group], self.below[group]
        return _BOTH if 0 < below < own else BELOW if below else _APPLICATIONS

    def departments(self, systems: StoppedBy, services: StoppedBy, group: str) -> Names:
        def work() -> list[str]:
            told = department_names(self.estate)
            return sorted({told[id_] for id_ in (*systems[group], *services[group]) if id_ in told})

        return Later(work)

    def counted(self, certain: StoppedBy, possible: StoppedBy) -> Mapping[str, Interval[int] | None]:
        """The users of the systems that each group stops."""
        users = self.estate.column("system", "users")
        known = [count or 0 for count in users]
        least, most, unknown = (
            certain.weighed(known),
            possible.weighed(known),
            possible.weighed([count is None for count in users]),
        )
        return {
            group: None
            if missing == possible.counts[group]
            else Interval(least[group], None if missing else most[group])
            for group, missing in unknown.items()
        }

    def rests_on(self, group: str) -> Iterator[str]:
        failed = self.failed
        yield from self.estate.once(behind)[group]
        for stopped in (
            failed.systems_possible_without_alternatives,
            failed.through,
            failed.services_possible_without_fallbacks,
        ):
            yield from sorted(stopped[group])


def department_names(estate: Estate) -> dict[str, str]:
    """System or service to its department where it is recorded, with the council's name where there are several."""
    return estate.once(_department_names)


def _department_names(estate: Estate) -> dict[str, str]:
    several = len(estate.organisations) > 1
    found = {}
    for register in ("system", "service"):
        columns = (estate.column(register, name) for name in ("department", "organisation"))
        for id_, department, council in zip(estate.ids(register), *columns, strict=True):
            if department:
                found[id_] = f"{department} ({estate.name(council)})" if several else department
    return found


class _Why(Mapping[str, tuple[str, ...]]):
    """The services that a group stops, by name, and the chain to each: for certain where there is one.

    Worked out when it is first looked at: for all groups of a nation it would take longer than everything else.
    """

    def __init__(self, group: str, estate: Estate, failed: Failures, names: Mapping[str, str]) -> None:
        self._group, self._estate, self._failed, self._names = group, estate, failed, names

    @cached_property
    def _chains(self) -> Mapping[str, tuple[str, ...]]:
        read, group, names = readings(self._estate), self._group, self._names
        (_, surely), (_, perhaps) = (
            next(blast_radii(reading, {group: reading.own.get(group, ())}, names))
            for reading in (read.certain, read.possible)
        )
        found, stopped = {}, self._failed.services_certain[group]
        for service in self._failed.services_possible[group]:
            way = (surely if service in stopped else perhaps).way_to(service) or ()
            found[names[service]] = tuple(names[id_] for id_ in (group, *shown(way, read.possible)))
        return dict(sorted(found.items()))

    def __getitem__(self, service: str) -> tuple[str, ...]:
        return self._chains[service]

    def __iter__(self) -> Iterator[str]:
        return iter(self._chains)

    def __len__(self) -> int:
        return len(self._chains)


def _worst_first(row: ChokepointRow) -> tuple[Any, ...]:
    statutory = row.statutory_services_stopped or Interval(0, 0)
    return (
        *(-(count or 0) for count in (statutory.low, len(row.services_stopped or ()), statutory.high)),
        -len(row.services_possibly_stopped or ()),
        -len(row.systems_stopped),
        -len(row.systems_possibly_stopped),
        row.supplier,
        row.systems_possibly_stopped,  # looked at only where all else is equal
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
