"""Charts that show the figures of a table in a second way: which services hang on whom, and how sure an order is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from itmap.estate import Estate
from itmap.labels import labels
from itmap.queries import Answer
from itmap.reports import charts
from itmap.reports.charts import GRID, INK, Bar, Chart, Palette, label_text, narrow_rows, places_of, rows_layout
from itmap.reports.words import capital, count, percent, short
from itmap.settings import Settings

_SERVICES, _GROUPS = 24, 10  # rows and columns of the matrix: what an A4 page can show with names that can be read
_RANKED = 12


@dataclass(frozen=True)
class Picture:
    """A chart whose figures stand in another table of its section or on the cards. `map`: one that keeps its width."""

    name: str
    title: str
    sentence: str
    chart: Chart
    held: str
    map: bool = False


def matrix(answer: Answer, estate: Estate, settings: Settings) -> Picture | None:
    """Which services stop with which supplier groups, for certain and possibly. None where no service would."""
    groups = [row for row in answer.rows if row.services_possibly_stopped][:_GROUPS]
    if not groups:
        return None
    called = labels(estate)
    statutory = {called[id_] for id_, row in estate.records("service").items() if row["statutory"]}
    certain = {(service, row.supplier) for row in groups for service in row.services_stopped or ()}
    possible = {(service, row.supplier) for row in groups for service in row.services_possibly_stopped or ()} - certain
    every = sorted(
        {service for service, _ in certain | possible},
        key=lambda service: (
            service not in statutory,
            -sum((service, row.supplier) in certain for row in groups),
            -sum((service, row.supplier) in possible for row in groups),
            service,
        ),
    )
    shown = every[:_SERVICES]
    chart = _marks(shown, [row.supplier for row in groups], certain, possible, Palette(settings.report.palette))
    several = [service for service in every if sum((service, row.supplier) in certain for row in groups) > 1]
    title = f"{capital(count(len(several), 'service'))} would stop with any one of several suppliers, for certain"
    if not several:
        title = "No service is known to stop with more than one supplier"
    by_law = sum(service in statutory for service in shown)
    said = f" ({'all' if by_law == len(shown) else f'the first {by_law:,}'} statutory)" if by_law else ""
    left_out = []
    if len(every) > len(shown):
        left_out.append(f"{len(every) - len(shown):,} services")
    others = sum(bool(row.services_possibly_stopped) for row in answer.rows) - len(groups)
    if others:
        left_out.append(count(others, "supplier group"))
    sentence = (
        f"Each row is a service{said}, each column a supplier group, the furthest reaching at the left. "
        "A filled square: the service stops for certain if everything the group supplies stops. An open circle: it may."
        + (f" Not drawn: {' and '.join(left_out)}." if left_out else "")
    )
    return Picture("matrix", title, sentence, chart, "The table of supplier groups holds the same")


def _marks(
    services: Sequence[str],
    groups: Sequence[str],
    certain: set[tuple[str, str]],
    possible: set[tuple[str, str]],
    palette: Palette,
) -> Chart:
    places = places_of(services)

    def marks(pairs: set[tuple[str, str]], said: str, marker: dict[str, Any]) -> go.Scatter:
        found = [
            (across, place, f"{service}: {said} with {group}")
            for service, place in zip(services, places, strict=True)
            for across, group in enumerate(groups)
            if (service, group) in pairs
        ]
        return go.Scatter(
            x=[one[0] for one in found],
            y=[one[1] for one in found],
            hovertext=[label_text(one[2]) for one in found],
            hoverinfo="text",
            mode="markers",
            name=said,
            marker=marker,
        )

    layout = rows_layout(list(services), "")
    figure = go.Figure(
        [
            marks(certain, "stops for certain", {"symbol": "square", "size": 15, "color": palette.main}),
            marks(
                possible,
                "possibly stops",
                {"symbol": "circle", "size": 12, "color": "#ffffff", "line": {"color": palette.second, "width": 2.5}},
            ),
        ],
        layout,
    )
    figure.update_layout(height=len(services) * 27 + 210)
    figure.update_xaxes(
        range=[-0.6, len(groups) + 0.9],
        tickvals=list(range(len(groups))),
        ticktext=[label_text(short(group, 26)) for group in groups],
        tickangle=-60,
        side="top",
        gridcolor=GRID,
        tickfont={"size": 13, "color": INK},
    )
    figure.update_yaxes(showgrid=True, gridcolor=GRID)
    key = (("square", palette.main, "Stops for certain"), ("ring", palette.second, "Possibly stops"))
    narrow = {**narrow_rows(list(services)), "height": len(services) * 46 + 220, "xaxis.tickangle": -90}
    return Chart("Matrix", figure, narrow, key)


def ranks(answer: Answer, settings: Settings) -> Picture | None:
    """How often each supplier group came among the first in all weightings; None where fewer than four are ranked."""
    assessed = [row for row in answer.rows if row.assessed]
    if len(assessed) < 4:
        return None
    shown = assessed[:_RANKED]
    bars = []
    for row in shown:
        first = min(1.0, sum(row.rank_acceptability[:3]))
        ten = min(1.0, sum(row.rank_acceptability[:10])) - first
        said = f"{percent(first)} first three"
        more = f"{said}, {percent(first + ten)} first ten"
        bars.append(Bar(row.supplier, first * 100, ten * 100, said, more))
    sure = [row for row in assessed if sum(row.rank_acceptability[:3]) >= 0.5]
    title = f"{capital(count(len(sure), 'supplier group'))} came among the three hardest to leave in most weightings"
    sentence = (
        "How sure is that order? The six things were weighed in many ways, and what is not known was filled in many "
        "ways. The dark part is how often a group came among the three hardest to leave, the striped part how often it "
        "came fourth to tenth."
    )
    words = ("Among the first three", "Fourth to tenth")
    chart = charts.bars(bars, Palette(settings.report.palette), "Per cent of weightings", words, 150)
    chart.figure.update_xaxes(tickvals=[0, 20, 40, 60, 80, 100])
    return Picture("ranks", title, sentence, chart, "The table of what holds us holds the places")
