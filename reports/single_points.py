"""The single systems, hubs and connections whose failing alone would stop services: a few, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from itmap.dependencies import BELOW_APPLICATIONS
from itmap.estate import Estate
from itmap.queries import Answer
from itmap.readings import live_integrations
from itmap.reports.sources import Finder
from itmap.reports.tables import HOW, Heading, Line, Table, folded, how, stops
from itmap.reports.words import Part, count, name, short_numbers
from itmap.settings import Settings

_KINDS = {"hub": "System that others are connected through", "system": "System", "integration": "Connection"}


def connections(estate: Estate) -> Counter[str]:
    """How many connections come from each system, or run through it."""
    integrations = estate.records("integration")
    return Counter(
        system
        for id_ in live_integrations(estate)
        for system in {integrations[id_]["provider"], *integrations[id_]["via"]}
    )


def single_points_tables(answer: Answer, estate: Estate, settings: Settings) -> tuple[Table, ...]:
    """The first rows; platforms and infrastructure in a table of their own, which would else hide the rest."""
    below = [row for row in answer.rows if row.by in BELOW_APPLICATIONS]
    rows = [row for row in answer.rows if row.by not in BELOW_APPLICATIONS]
    most = settings.report.rows_in_a_chart
    return (
        _table("single-points-table", "What stops with one system or connection", rows, most, estate),
        _table("platforms-table", "What stops with one platform or piece of infrastructure", below, most, estate),
    )


def _table(table: str, about: str, rows: Sequence[Any], most: int, estate: Estate) -> Table:
    finder, through = Finder(estate), connections(estate)
    shown = rows[:most]
    lines = tuple(
        Line(
            (name(estate, row.rests_on[0]),),
            (
                (_KINDS[row.kind],),
                (f"{through[row.rests_on[0]]:,}" if row.kind != "integration" else "itself",),
                (short_numbers(row.statutory_services_stopped),),
                stops(finder, "service", row.services_stopped),
                stops(finder, "service", row.services_possibly_stopped, row.services_stopped),
                stops(finder, "system", row.systems_stopped),
                stops(finder, "system", row.systems_possibly_stopped, row.systems_stopped),
                folded(finder.names("supplier", row.suppliers), "supplier") if row.suppliers else ("not known",),
            ),
            how(estate, row.rests_on),
        )
        for row in shown
    )
    headings = (
        Heading("If this alone failed"),
        Heading("What it is"),
        Heading("Connections from it or through it", "number"),
        Heading("Statutory services that stop", "number"),
        Heading("Services that stop for certain"),
        Heading("Services that possibly stop as well"),
        Heading("Other systems that stop for certain"),
        Heading("Other systems that possibly stop as well"),
        Heading("Who makes or hosts it"),
        Heading(HOW, "how"),
    )
    caption = about if len(shown) == len(rows) else f"{about}: the first {len(shown):,} of {len(rows):,}"
    return Table(table, caption, headings, lines)


def single_points_words(answer: Answer, estate: Estate) -> list[Part]:
    """Which one system or connection stops the most by itself."""
    first = next((row for row in answer.rows if row.by not in BELOW_APPLICATIONS), None)
    if first is None or not first.services_stopped:
        return []
    certain = len(first.services_stopped)
    return [
        " Of single systems and connections ",
        name(estate, first.rests_on[0]),
        f" stops the most by itself: {count(certain, 'service')} for certain.",
    ]
