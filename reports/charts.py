"""The charts of the report as Plotly figures: bars, ranges, a calendar, a plane of two scales.

What they share: names of rows are cut to fit and stand above their row on a narrow screen; values are written beside
what shows them; nothing is said by colour alone; text out of spreadsheets is escaped, because Plotly reads part of
HTML in its labels.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import plotly.graph_objects as go

from itmap.quantities import Interval
from itmap.reports.words import day, short

INK, GRID = "#0b0c0c", "#d6dade"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif"
_ROW, _ROW_NARROW = 30, 50  # pixels a row; the narrow one has its name above it
_NAME_WIDTH, _NARROW_NAME_WIDTH = 34, 44  # characters of a name beside its row, and above it


@dataclass(frozen=True)
class Chart:
    """A figure, its `kind` in words, and its key.

    `narrow` is what changes in its layout on a narrow screen: dotted paths to values. The key (shape, colour and
    meaning of each mark) stands outside the figure, where it wraps with the page.
    """

    kind: str
    figure: go.Figure
    narrow: Mapping[str, Any]
    key: tuple[tuple[str, str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What `Plotly.newPlot` draws, and the changes for a narrow screen."""
        figure = self.figure.to_plotly_json()
        return {"data": figure["data"], "layout": figure["layout"], "narrow": dict(self.narrow)}


class Palette:
    """The colours of the settings, by what they stand for; a short palette begins again."""

    def __init__(self, colours: Sequence[str]) -> None:
        self.main, self.second, self.third, self.strong, self.quiet, self.light = (
            colours[at % len(colours)] for at in range(6)
        )


@dataclass(frozen=True)
class Bar:
    """A row of bars: `certain`, and `possible` beyond it. `said` stands at its end, `more` shows on hovering."""

    label: str
    certain: float
    possible: float
    said: str
    more: str = ""


def bars(rows: Sequence[Bar], palette: Palette, unit: str, words: tuple[str, str], at_most: float = 0) -> Chart:
    """Bars from the top down. `words` name the two parts; without a second one the rows have one part."""
    places = places_of(rows)
    hover = [label_text(f"{row.label}: {row.more or row.said}") for row in rows]
    parts = [_bar(places, [row.certain for row in rows], words[0], palette.main, hover)]
    if words[1]:
        pattern = {"shape": "/", "fgcolor": "#ffffff", "fillmode": "replace", "size": 6, "solidity": 0.35}
        parts.append(_bar(places, [row.possible for row in rows], words[1], palette.second, hover, pattern))
    ends = [row.certain + row.possible for row in rows]
    parts.append(_words(ends, places, [row.said for row in rows]))
    most = max([*ends, 1])
    layout = rows_layout([row.label for row in rows], unit)
    layout["barmode"] = "stack"
    layout["xaxis"]["range"] = [0, at_most or most * 1.35]
    layout["xaxis"]["rangemode"] = "tozero"
    if most <= 10 and not at_most:
        layout["xaxis"]["dtick"] = 1 if most <= 5 else 2
    key = (("bar", palette.main, words[0]), ("striped", palette.second, words[1])) if words[1] else ()
    narrow = narrow_rows([row.label for row in rows], None if at_most else [0, most * 1.5])
    return Chart("Bar chart", go.Figure(parts, layout), narrow, key)


def _bar(
    places: list[int], values: list[float], name: str, colour: str, hover: list[str], pattern: Any = None
) -> go.Bar:
    marker: dict[str, Any] = {"color": colour, "line": {"color": colour, "width": 1}}
    if pattern:
        marker["pattern"] = {**pattern, "bgcolor": colour}
    return go.Bar(
        x=values, y=places, name=name, orientation="h", width=0.46, marker=marker, hovertext=hover, hoverinfo="text"
    )


def with_limit(chart: Chart, at: float, said: str, colour: str) -> Chart:
    """The chart with an upright line at a value, named at its top."""
    chart.figure.add_vline(x=at, line={"color": colour, "width": 2, "dash": "dash"})
    named = {"x": at, "y": 1, "yref": "paper", "yanchor": "bottom", "text": label_text(said), "showarrow": False}
    named["font"] = {"color": INK, "size": 13}
    chart.figure.add_annotation(named)
    chart.figure.update_layout(margin_t=28)
    return replace(chart, narrow={**chart.narrow, "annotations": [*chart.narrow["annotations"], named]})


@dataclass(frozen=True)
class Range:
    """A row from `low` to `high` with a mark at `mark`."""

    label: str
    low: float
    high: float
    mark: float
    said: str
    more: str


def ranges(rows: Sequence[Range], palette: Palette, unit: str, words: tuple[str, str], at_most: float) -> Chart:
    """Ranges from the top down on a scale from 0. `words` name the range and the mark."""
    places = places_of(rows)
    hover = [label_text(f"{row.label}: {row.more}") for row in rows]
    line_x = [x for row in rows for x in (row.low, row.high, None)]
    line_y = [y for place in places for y in (place, place, None)]
    figure = go.Figure(
        [
            go.Scatter(
                x=line_x,
                y=line_y,
                mode="lines",
                name=words[0],
                line={"color": palette.main, "width": 9},
                hoverinfo="skip",
            ),
            go.Scatter(
                x=[row.mark for row in rows],
                y=places,
                mode="markers",
                name=words[1],
                marker={
                    "symbol": "diamond",
                    "size": 13,
                    "color": palette.second,
                    "line": {"color": "#ffffff", "width": 1.5},
                },
                hovertext=hover,
                hoverinfo="text",
            ),
            _words([row.high for row in rows], places, [row.said for row in rows]),
        ],
        rows_layout([row.label for row in rows], unit),
    )
    figure.update_xaxes(range=[0, at_most * 1.22], tickvals=[at_most * step / 5 for step in range(6)])
    key = (("bar", palette.main, words[0]), ("diamond", palette.second, words[1]))
    return Chart("Range chart", figure, narrow_rows([row.label for row in rows]), key)


SPAN = "From the earliest to the latest possible exit"


@dataclass(frozen=True)
class Event:
    """One mark on a calendar's row."""

    kind: str
    day: dt.date


@dataclass(frozen=True)
class CalendarRow:
    """A row of a calendar: its marks, and the span of days in which it may end (None on a side: no end known)."""

    label: str
    events: tuple[Event, ...]
    span: Interval[dt.date] | None
    more: str


def calendar(
    rows: Sequence[CalendarRow],
    palette: Palette,
    kinds: Mapping[str, tuple[str, str]],
    days: Interval[dt.date],
    span: str = SPAN,
) -> Chart:
    """Marks on a time line over the `days`, of which the first is the as-of day.

    Each kind of event has a shape and a colour: its name in the palette, as in `strong`. `span` says what a bar is.
    """
    as_of, until = days.low or dt.date.min, days.high or dt.date.max
    places = places_of(rows)
    parts = [_spans(rows, places, palette, until, span)]
    looks = {kind: (symbol, getattr(palette, colour)) for kind, (symbol, colour) in kinds.items()}
    for kind, (symbol, colour) in looks.items():
        marks = [
            (event.day.isoformat(), place, label_text(f"{row.label}: {kind.lower()} {day(event.day)}. {row.more}"))
            for row, place in zip(rows, places, strict=True)
            for event in row.events
            if event.kind == kind and event.day <= until
        ]
        parts.append(
            go.Scatter(
                x=[mark[0] for mark in marks],
                y=[mark[1] for mark in marks],
                hovertext=[mark[2] for mark in marks],
                hoverinfo="text",
                mode="markers",
                name=kind,
                marker={"symbol": symbol, "size": 12, "color": colour, "line": {"color": "#ffffff", "width": 1.5}},
                cliponaxis=False,
            )
        )
    figure = go.Figure(parts, rows_layout([row.label for row in rows], ""))
    before = as_of - dt.timedelta(days=20)
    figure.update_xaxes(
        type="date", range=[before.isoformat(), until.isoformat()], dtick="M6", tickformat="%b<br>%Y", tickangle=0
    )
    figure.add_vline(x=as_of.isoformat(), line={"color": INK, "width": 2})
    named = {
        "x": as_of.isoformat(),
        "y": 1,
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
    }
    named["text"] = day(as_of)
    figure.add_annotation(named)
    figure.update_layout(margin_t=28)
    marked = {event.kind for row in rows for event in row.events if event.day <= until}
    key = [(*look, kind) for kind, look in looks.items() if kind in marked]
    if parts[0]["x"]:
        key.append(("bar", palette.light, span))
    narrow = narrow_rows([row.label for row in rows])
    narrow |= {"annotations": [*narrow["annotations"], named], "xaxis.dtick": "M12"}
    return Chart("Calendar", figure, narrow, tuple(key))


def _spans(rows: Sequence[CalendarRow], places: list[int], palette: Palette, until: dt.date, name: str) -> go.Scatter:
    x: list[str | None] = []
    y: list[int | None] = []
    for row, place in zip(rows, places, strict=True):
        if row.span is None or row.span.low is None or row.span.exact or row.span.low > until:
            continue
        x += [row.span.low.isoformat(), min(row.span.high or until, until).isoformat(), None]
        y += [place, place, None]
    return go.Scatter(x=x, y=y, mode="lines", name=name, line={"color": palette.light, "width": 6}, hoverinfo="skip")


@dataclass(frozen=True)
class Point:
    """A numbered cross: `across` and `up` are all that its two values may be, 0-100."""

    number: int
    across: tuple[float, float]
    up: tuple[float, float]
    more: str

    @property
    def middle(self) -> tuple[float, float]:
        return sum(self.across) / 2, sum(self.up) / 2


def plane(points: Sequence[Point], palette: Palette, across: str, up: str) -> Chart:
    """Crosses on two scales of 0-100, each with its number placed where it covers no other number or middle."""
    middles = [point.middle for point in points]
    figure = go.Figure(
        go.Scatter(
            x=[x for x, _ in middles],
            y=[y for _, y in middles],
            mode="markers",
            marker={"size": 9, "color": palette.main},
            error_x=_whisker([point.across for point in points], palette),
            error_y=_whisker([point.up for point in points], palette),
            hovertext=[label_text(point.more) for point in points],
            hoverinfo="text",
        ),
        base_layout(height=520),
    )
    axis = {"range": [-4, 104], "tickvals": [0, 25, 50, 75, 100]}
    figure.update_xaxes(title={"text": across, "font": {"size": 14}}, gridcolor=GRID, **axis)
    figure.update_yaxes(title={"text": up, "font": {"size": 14}}, gridcolor=GRID, **axis)
    wide = _labels(points, (6.2, 4.2))
    narrow = _labels(points, (2.6, 4.2))
    figure.update_layout(annotations=wide)
    return Chart("Scatter chart", figure, {"annotations": narrow, "height": 520})


def _whisker(ends: list[tuple[float, float]], palette: Palette) -> dict[str, Any]:
    half = [(high - low) / 2 for low, high in ends]
    return {"type": "data", "array": half, "color": palette.light, "thickness": 1.2, "width": 0}


def _labels(points: Sequence[Point], pixels: tuple[float, float]) -> list[dict[str, Any]]:
    """A number beside every point, the nearest free place first. `pixels`: how many a point of the scale takes."""
    taken = [(x * pixels[0], -y * pixels[1], 7.0, 7.0) for x, y in (point.middle for point in points)]
    labels = []
    for point in points:
        x, y = point.middle[0] * pixels[0], -point.middle[1] * pixels[1]
        offsets = sorted(product(range(-60, 61, 12), repeat=2), key=lambda at: (at[0] ** 2 + at[1] ** 2, at))
        near = [(dx, dy) for dx, dy in offsets if dx * dx + dy * dy >= 300]
        dx, dy = next((at for at in near if _free((x + at[0], y + at[1], 11, 10), taken)), near[0])
        taken.append((x + dx, y + dy, 11, 10))
        labels.append(
            {
                "x": point.middle[0], "y": point.middle[1], "ax": dx, "ay": dy, "text": f"<b>{point.number}</b>",
                "showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": INK,
                "bgcolor": "#ffffff", "borderpad": 1, "font": {"size": 13, "color": INK},
            }
        )  # fmt: skip
    return labels


def _free(box: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]]) -> bool:
    """Whether a box (centre, half width, half height) touches none of the others."""
    x, y, width, height = box
    return not any(abs(x - x2) < width + width2 and abs(y - y2) < height + height2 for x2, y2, width2, height2 in taken)


def places_of(rows: Sequence[Any]) -> list[int]:
    """Where the rows of a chart stand, from the top down."""
    return list(range(len(rows), 0, -1))


def _words(x: Sequence[float], y: Sequence[int], said: Sequence[str]) -> go.Scatter:
    """What stands at the end of each row."""
    return go.Scatter(
        x=list(x),
        y=list(y),
        mode="text",
        text=[f" {label_text(text)}" for text in said],
        textposition="middle right",
        textfont={"color": INK, "size": 13},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def base_layout(height: int, **more: Any) -> dict[str, Any]:
    """What every figure's layout begins with: a fixed size, the page's type, nothing that zooms."""
    return {
        "template": {},
        "height": height,
        "autosize": False,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": INK, "font": {"color": INK, "size": 13}, "align": "left"},
        "xaxis": {"fixedrange": True, "automargin": True, "zeroline": False},
        "yaxis": {"fixedrange": True, "automargin": True, "zeroline": False},
        **more,
    }


def rows_layout(labels: Sequence[str], unit: str) -> dict[str, Any]:
    """A layout of one row a label, names at the left."""
    layout = base_layout(height=len(labels) * _ROW + 70)
    layout["xaxis"] |= {"title": {"text": unit, "font": {"size": 14}}, "gridcolor": GRID}
    layout["yaxis"] |= {
        "tickvals": places_of(labels),
        "ticktext": [label_text(short(label, _NAME_WIDTH)) for label in labels],
        "range": [0.4, len(labels) + 0.6],
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": "#ffffff",
    }
    return layout


def narrow_rows(labels: Sequence[str], widest: list[float] | None = None) -> dict[str, Any]:
    """Names above their rows, so that the marks keep the whole width of a phone. `widest`: the range across."""
    names = [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "y": place, "yshift": 20, "showarrow": False,
            "text": label_text(short(label, _NARROW_NAME_WIDTH)),
        }
        for place, label in zip(places_of(labels), labels, strict=True)
    ]  # fmt: skip
    changes = {
        "height": len(labels) * _ROW_NARROW + 80,
        "annotations": names,
        "yaxis.showticklabels": False,
        "yaxis.range": [0.5, len(labels) + 0.9],
        "margin.l": 4,
        "font.size": 13,
    }
    return {**changes, "xaxis.range": widest} if widest else changes


def label_text(text: str) -> str:
    """Text for a label: Plotly reads part of HTML in it."""
    return html.escape(text, quote=False)
