"""The map of the estate: supplier groups at the left, systems between, services at the right, and what depends on what.

Laid out here, without chance: systems go into columns by how many steps they stand from what needs nothing, and within
a column to where their neighbours are (the barycentre rule of Sugiyama, Tagawa and Toda, 1981). The page's script draws
the chain of whatever is chosen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import plotly.graph_objects as go

from itmap.estate import Estate
from itmap.fixpoint import causes_first
from itmap.readings import Reading, readings
from itmap.reports.charts import INK, Chart, Palette, base_layout, label_text
from itmap.reports.pictures import Picture
from itmap.reports.words import capital, count, listed, of_all, short
from itmap.settings import Settings

_SYSTEMS, _OTHERS = 300, 75  # so many systems, and so many groups and services each, can still be read
_ROW = 17  # pixels a name
_COLUMNS = 4  # of systems
_NAME = 18  # characters

Edge = tuple[str, str]
Places = dict[str, tuple[float, float]]


def estate_map(estate: Estate, numbers: Mapping[str, int], settings: Settings) -> Picture | None:
    """The map; of a large estate what has the most connections. None without systems."""
    read = readings(estate).possible
    edges = list(dict.fromkeys(_edges(read)))
    touching = Counter(end for edge in edges for end in edge)
    every = {
        "supplier": [group for group in read.own if touching[group]],
        "system": sorted({id_ for ids in read.own.values() for id_ in ids if id_ not in read.rests_on} | _joined(read)),
        "service": list(read.runs_on),
    }
    if not every["system"]:
        return None
    kept = {
        kind: _most(ids, touching, estate, _SYSTEMS if kind == "system" else _OTHERS) for kind, ids in every.items()
    }
    shown = {id_ for ids in kept.values() for id_ in ids}
    edges = [edge for edge in edges if shown.issuperset(edge)]
    columns = _columns(kept, edges, read)
    places = {id_: (float(x), float(-y)) for x, column in enumerate(columns) for y, id_ in enumerate(column)}
    _spread(places, columns)
    needing = len({system for system in read.needs if system in set(every["system"])})
    left_out = [
        count(len(every[kind]) - len(kept[kind]), one)
        for kind, one in (("supplier", "supplier group"), ("system", "system"), ("service", "service"))
        if len(every[kind]) > len(kept[kind])
    ]
    sentence = (
        "Supplier groups stand at the left, systems between, services at the right; what depends on something stands "
        "to the right of it where that can be. Choose a name, or click one, to see what it depends on and what depends "
        "on it: black lines for certain, dotted orange ones possibly."
    )
    if left_out:
        sentence += f" Only what has the most connections is drawn, without {listed(left_out, 3)}."
    need = "needs" if needing == 1 else "need"
    title = f"{capital(of_all(needing, len(every['system']), 'system'))} {need} another one to run, or may"
    if not estate.records("integration"):
        title = "Who supplies what, and what runs on it: no connection between systems is recorded"
    chart = _chart(kept, places, edges, estate, numbers, settings)
    return Picture("map", title, sentence, chart, "The cards of the names hold the same", map=True)


def _most(ids: Iterable[str], touching: Counter[str], estate: Estate, at_most: int) -> list[str]:
    """Those with the most connections."""
    return sorted(ids, key=lambda id_: (-touching[id_], estate.name(id_), id_))[:at_most]


def _edges(read: Reading) -> Iterable[Edge]:
    """Who makes, hosts or runs what; what gives to what; what serves what."""
    for group, own in read.own.items():
        for record in sorted(own):
            system = read.consumer.get(record, record)
            if record not in read.rests_on or record in read.consumer:
                yield group, system
    for system, groups in read.needs.items():
        for link in (link for group in groups for link in group):
            for cause in read.rests_on[link]:
                yield cause, system
    for service, its in read.runs_on.items():
        for system in its:
            yield system, service


def _joined(read: Reading) -> set[str]:
    """The systems that need one, are needed, or that a service runs on."""
    causes = {
        cause for groups in read.needs.values() for group in groups for link in group for cause in read.rests_on[link]
    }
    return causes | set(read.needs) | {system for its in read.runs_on.values() for system in its}


def _columns(kept: Mapping[str, Sequence[str]], edges: Sequence[Edge], read: Reading) -> list[list[str]]:
    """The groups; the systems in columns of one length, from what needs little to what needs much; the services."""
    level: dict[str, int] = {}
    for component in causes_first(read):
        below = {
            cause
            for system in component
            for group in read.needs.get(system, ())
            for link in group
            for cause in read.rests_on[link]
        }
        level.update(dict.fromkeys(component, 1 + max((level.get(cause, 0) for cause in below), default=0)))
    degree = Counter(end for edge in edges for end in edge)
    systems = sorted(kept["system"], key=lambda id_: (level.get(id_, 0), -degree[id_], id_))
    many = max(1, min(_COLUMNS, -(-len(systems) // 12)))
    length = -(-len(systems) // many)
    columns = [
        list(kept["supplier"]),
        *(systems[at : at + length] for at in range(0, len(systems), length)),
        list(kept["service"]),
    ]
    neighbours: defaultdict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        neighbours[one].append(other)
        neighbours[other].append(one)
    for _ in range(8):
        for column in columns:
            at = {id_: place / len(each) for each in columns for place, id_ in enumerate(each)}
            column.sort(key=lambda id_: (_middle([at[it] for it in neighbours[id_]], at[id_]), at[id_]))
    return columns


def _middle(places: Sequence[float], own: float) -> float:
    return sum(places) / len(places) if places else own


def _spread(places: Places, columns: Sequence[Sequence[str]]) -> None:
    """Short columns take the whole height, so that lines run level where they can."""
    longest = max(map(len, columns))
    for column in columns:
        room = (longest - 1) / max(1, len(column) - 1) if len(column) > 1 else 1.0
        for at, id_ in enumerate(column):
            places[id_] = (places[id_][0], -(at * room if len(column) > 1 else longest / 2))


def _chart(
    kept: Mapping[str, Sequence[str]],
    places: Places,
    edges: Sequence[Edge],
    estate: Estate,
    numbers: Mapping[str, int],
    settings: Settings,
) -> Chart:
    palette = Palette(settings.report.palette)
    looks = {
        "supplier": ("square", palette.second, "Supplier group"),
        "system": ("circle", palette.main, "System"),
        "service": ("diamond", palette.third, "Service"),
    }
    rows = max(-y for _, y in places.values()) + 1
    layout = base_layout(height=round(rows * _ROW + 60))
    columns = max(x for x, _ in places.values())
    layout["xaxis"] |= {"visible": False, "range": [-0.05, columns + 0.85]}
    layout["yaxis"] |= {"visible": False, "range": [-rows, 1]}
    layout["margin"] = {"l": 8, "r": 8, "t": 4, "b": 4}
    figure = go.Figure(
        [
            _lines([(places[one], places[other]) for one, other in edges], {"color": "#e6e8ea", "width": 0.7}),
            _lines([], {"color": palette.second, "width": 1.5, "dash": "dot"}),
            _lines([], {"color": INK, "width": 2}),
            *(_nodes(kept[kind], places, estate, numbers, *looks[kind]) for kind in looks),
        ],
        layout,
    )
    key = tuple((symbol, colour, said) for symbol, colour, said in looks.values())
    return Chart("Map", figure, {}, key)


def _lines(ends: Iterable[tuple[tuple[float, float], tuple[float, float]]], line: dict[str, object]) -> go.Scatter:
    x, y = list[float | None](), list[float | None]()
    for one, other in ends:
        x += [one[0], other[0], None]
        y += [round(one[1], 2), round(other[1], 2), None]
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip")


def _nodes(
    ids: Sequence[str], places: Places, estate: Estate, numbers: Mapping[str, int], symbol: str, colour: str, said: str
) -> go.Scatter:
    return go.Scatter(
        x=[places[id_][0] for id_ in ids],
        y=[round(places[id_][1], 2) for id_ in ids],
        mode="markers+text",
        name=said,
        text=[f" {label_text(short(estate.name(id_), _NAME))}" for id_ in ids],
        textposition="top right",
        textfont={"size": 11, "color": INK},
        hovertext=[label_text(f"{said}: {estate.name(id_)}") for id_ in ids],
        hoverinfo="text",
        customdata=[numbers[id_] for id_ in ids],
        # of several sizes, Plotly would draw them so thin that they no longer stand out
        marker={"symbol": symbol, "size": 9, "color": colour, "opacity": 1, "line": {"color": "#ffffff", "width": 1}},
        cliponaxis=False,
    )
