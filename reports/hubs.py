"""The systems that most others are connected through, and what stops when one of them does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from itmap import queries
from itmap.estate import Estate
from itmap.labels import labels
from itmap.readings import live_integrations
from itmap.reports.sources import Finder
from itmap.reports.tables import HOW, Heading, Line, Table, folded, how
from itmap.reports.words import capital, count, name
from itmap.settings import Settings

MOST = 10
FEWEST_INTEGRATIONS = 3  # below it a system is one of many


@dataclass(frozen=True)
class Hub:
    """A system (its id), how many integrations come from it or run through it, and the names of what stops with it."""

    system: str
    integrations: int
    systems: tuple[str, ...]
    systems_possibly: tuple[str, ...]
    services: tuple[str, ...]
    services_possibly: tuple[str, ...]
    rests_on: tuple[str, ...]


def hubs(estate: Estate, settings: Settings) -> list[Hub]:
    """The systems that give, or pass on, the most integrations, the most first."""
    integrations = estate.records("integration")
    through = Counter(
        system
        for id_ in live_integrations(estate)
        for system in {integrations[id_]["provider"], *integrations[id_]["via"]}
    )
    called = labels(estate)
    most = sorted(through, key=lambda system: (-through[system], called[system], system))[:MOST]
    return [_hub(system, through[system], estate, settings, called[system]) for system in most
            if through[system] >= FEWEST_INTEGRATIONS]  # fmt: skip


def _hub(system: str, integrations: int, estate: Estate, settings: Settings, called: str) -> Hub:
    rows = queries.question("impact").answer(estate, settings, f"system: {called}").rows

    def stopped(kind: str, *, certain: bool) -> tuple[str, ...]:
        return tuple(sorted(row.name for row in rows if row.kind == kind and row.certain is certain))

    return Hub(
        system,
        integrations,
        stopped("system", certain=True),
        stopped("system", certain=False),
        stopped("service", certain=True),
        stopped("service", certain=False),
        tuple(dict.fromkeys(id_ for row in rows for id_ in row.rests_on)),
    )


def hubs_table(found: list[Hub], estate: Estate) -> Table:
    """A row for every hub, in the order given."""
    finder = Finder(estate)
    lines = [
        Line(
            (name(estate, hub.system),),
            (
                (f"{hub.integrations:,}",),
                folded(finder.names("service", hub.services), "service", keep=1),
                folded(finder.names("service", hub.services_possibly), "service", keep=1),
                folded(finder.names("system", hub.systems), "system", keep=1),
                folded(finder.names("system", hub.systems_possibly), "system", keep=1),
            ),
            how(estate, hub.rests_on),
        )
        for hub in found
    ]
    headings = (
        Heading("System"),
        Heading("Connections from it or through it", "number"),
        Heading("Services that stop for certain"),
        Heading("Services that possibly stop as well"),
        Heading("Other systems that stop for certain"),
        Heading("Other systems that possibly stop as well"),
        Heading(HOW, "how"),
    )
    caption = f"What stops with one system: {capital(count(len(lines), 'system'))} with the most connections"
    return Table("hubs-table", caption, headings, tuple(lines))
