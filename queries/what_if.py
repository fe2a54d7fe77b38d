"""What if: which one change would spare us the most? Every single change is tried, and worked out exactly.

A stand-in for a service, a second way for what a system needs, an interface that its consumer can do without: each is
tried by itself on both readings (`itmap.what_if`), for all supplier groups at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itmap.dependencies import coverage
from itmap.errors import CannotAnswer
from itmap.estate import Estate, same
from itmap.labels import labels
from itmap.queries.answers import Question, Row, column
from itmap.readings import HARD, SOFT, Group, Readings, hardest, interfaces, live_systems, places, readings
from itmap.settings import Settings
from itmap.what_if import WhatIf, worked_through

STAND_IN, ALTERNATIVE, SOFTER = "stand-in", "alternative", "soft interface"
_Change = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class WhatIfRow(Row):
    change: str = column(f"{STAND_IN}, {ALTERNATIVE} or {SOFTER}")
    what: str = column("what is changed, in words")
    failures_spared: int = column(
        "in how many cases a service that stops for certain with a supplier group would go on", "services"
    )
    failures_possibly_spared: int = column("the same for services that possibly stop", "services")
    statutory_failures_spared: int = column("those of the certain ones whose service is statutory", "services")
    services: tuple[str, ...] = column("the services that would go on")
    suppliers: tuple[str, ...] = column("the supplier groups without which they would")


def _ask(estate: Estate, _settings: Settings, _subject: str) -> tuple[list[WhatIfRow], dict[str, Any]]:
    if len(estate.organisations) > 1:
        raise CannotAnswer(
            "what-if tries every single change and is for one council: name it with --organisation. Here are: "
            f"{'; '.join(estate.organisations)}."
        )
    trying = _Trying(estate, readings(estate))
    rows = [row for row in trying.rows() if row.failures_spared or row.failures_possibly_spared]
    about = {
        "failures": trying.failures(trying.certain.services),
        "failures_possibly": trying.failures(trying.possible.services),
        "changes_tried": trying.tried,
    }
    return sorted(rows, key=_most_first), {**about, **coverage(estate)}


class _Trying:
    """The two readings, to try changes on. A failure is a service that stops with a supplier group."""

    def __init__(self, estate: Estate, read: Readings) -> None:
        self.estate, self.read, self.names = estate, read, labels(estate)
        worked = worked_through(estate)
        self.groups = worked.groups
        self.certain, self.possible = (WhatIf(done, worked.order) for done in (worked.certain, worked.possible))
        self.needed_by = read.possible.needed_by
        self.tried = 0

    def failures(self, services: Mapping[str, int]) -> int:
        return sum(its.bit_count() for its in services.values())

    def rows(self) -> Iterator[WhatIfRow]:
        yield from self._stand_ins()
        for consumer, links, dependences in interfaces(self.estate):
            if hardest(dependences) == SOFT:
                continue
            yield self._interface(consumer, links, None, ALTERNATIVE, f"a second way for {self._called(links)}", links)
            for link, dependence in zip(links, dependences, strict=True):
                if dependence != SOFT:
                    others = [it for other, it in zip(links, dependences, strict=True) if other != link]
                    left = hardest([*others, SOFT])
                    what = f"{self.names[link]}: its consumer can do without it for a time"
                    yield self._interface(consumer, links, None if left == SOFT else left, SOFTER, what, (link,))

    def _called(self, links: Group) -> str:
        return " and ".join(sorted(self.names[link] for link in links)) + ", that shares nothing with what is there"

    def _interface(
        self, consumer: str, links: Group, left: str | None, change: str, what: str, about: Group
    ) -> WhatIfRow:
        """What a group of alternatives that is only so hard any more would spare; None: it stops nothing any more."""

        def tried(trial: WhatIf, *, keeps: bool) -> _Change:
            if keeps or links not in trial.needs(consumer):
                return {}
            without = [group for group in trial.needs(consumer) if group != links]
            return trial.with_needs(consumer, without, self.needed_by)

        certain, possible = tried(self.certain, keeps=left == HARD), tried(self.possible, keeps=left is not None)
        return self._row(change, what, certain, possible, (*about, consumer))

    def _stand_ins(self) -> Iterator[WhatIfRow]:
        """For each service, and for each of its systems where it has several, the system that could best stand in."""
        live = sorted(live_systems(self.estate), key=lambda id_: (self.names[id_], id_))
        for service, its in self.read.possible.runs_on.items():
            for replaced in (None, *(its if len(its) > 1 else ())):
                best = [self._stand_in(service, replaced, stand_in) for stand_in in live if stand_in not in its]
                if best:
                    yield min(best, key=_most_first)

    def _stand_in(self, service: str, replaced: str | None, stand_in: str) -> WhatIfRow:
        def tried(trial: WhatIf) -> _Change:
            found = 0
            for system, stand_ins in self.read.possible.runs_on[service].items():
                shared = trial.systems.get(system, 0)
                for one in (*stand_ins, *((stand_in,) if replaced in (None, system) else ())):
                    shared &= trial.systems.get(one, 0)
                found |= shared
            return {} if found == trial.services[service] else {service: found}

        of = f" for {self.names[replaced]}" if replaced else ""
        what = f"{self.names[stand_in]} stands in{of} in {self.names[service]}"
        about = (service, stand_in, *((replaced,) if replaced else ()))
        return self._row(STAND_IN, what, tried(self.certain), tried(self.possible), about)

    def _row(self, change: str, what: str, certain: _Change, possible: _Change, about: Sequence[str]) -> WhatIfRow:
        self.tried += 1
        spared = {service: self.certain.services[service] & ~its for service, its in certain.items()}
        perhaps = {service: self.possible.services[service] & ~its for service, its in possible.items()}
        services = self.estate.records("service")
        which = {service for service, its in (*spared.items(), *perhaps.items()) if its}
        groups = {place for its in (*spared.values(), *perhaps.values()) for place in places(its)}
        return WhatIfRow(
            change=change,
            what=what,
            failures_spared=self.failures(spared),
            failures_possibly_spared=self.failures(perhaps),
            statutory_failures_spared=sum(
                its.bit_count() for service, its in spared.items() if services[service]["statutory"]
            ),
            services=tuple(sorted(self.names[service] for service in which)),
            suppliers=tuple(sorted(self.names[self.groups[place]] for place in groups)),
            rests_on=(*about, *sorted(which)),
        )


def _most_first(row: WhatIfRow) -> tuple[Any, ...]:
    return (
        -row.statutory_failures_spared,
        -row.failures_spared,
        -row.failures_possibly_spared,
        row.change,
        same(row.what),
        row.rests_on,
    )


QUESTION = Question(
    name="what-if",
    question="Which one stand-in, alternative or softer interface would spare us the most?",
    method=(
        "Every single change is tried by itself and worked out exactly by the rules of chokepoints, for one council. A "
        "failure is a service that stops with a supplier group. An alternative is one that shares nothing with what is "
        "there, so that it never fails with it; a stand-in is the best of the systems that exist, whatever they do."
    ),
    row=WhatIfRow,
    needs=("system", "supplier", "service"),
    better_with=("contract", "integration"),
    ask=_ask,
)
