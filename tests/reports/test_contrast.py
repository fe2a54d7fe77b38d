"""What stands out from what: WCAG 2.2, 1.4.3 (texts, 4.5 to 1) and 1.4.11 (marks and what lies beside them, 3 to 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from itmap import settings as settings_of
from itmap.reports import committee
from itmap.reports.charts import Chart
from itmap.scope import in_scope
from tests.reports.test_public import ambermere

SETTINGS = settings_of.load()
CSS = (Path(__file__).parents[2] / "reports" / "static" / "report.css").read_text(encoding="utf-8")
MAP = (Path(__file__).parents[2] / "reports" / "static" / "map.js").read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_wcags() -> None:
    assert contrast("#000", "#ffffff") == 21
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.005)  # the lightest grey that passes
    assert contrast("#fff", "#777777") < 4.5


@cache
def charts() -> Mapping[str, Chart]:
    """Every chart of the sample borough's report, by name."""
    report = committee.gather(in_scope(ambermere(), "it", SETTINGS.scope), SETTINGS)
    figures = [section.figure for section in report.sections if section.figure] + [report.gaps]
    pictures = [picture for section in report.sections for picture in section.more]
    return {each.name: each.chart for each in (*figures, *pictures) if each and each.chart}


def colours_of_text(at: Any, inside: str = "") -> Iterator[str]:
    """The colours of all fonts in a figure."""
    if isinstance(at, dict):
        for key, value in at.items():
            if key == "color" and inside in ("font", "textfont", "tickfont"):
                yield from [value] if isinstance(value, str) else value
            yield from colours_of_text(value, key)
    elif isinstance(at, list | tuple):
        for each in at:
            yield from colours_of_text(each, inside)


def test_every_text_of_a_chart_stands_out_from_its_ground() -> None:
    found = {colour for chart in charts().values() for colour in colours_of_text(chart.as_json())}
    found |= set(re.findall(r"(?:INK|QUIET) = \"(#\w+)\"", MAP))
    assert len(found) >= 2
    assert {colour: contrast(colour, "#fff") for colour in found if contrast(colour, "#fff") < 4.5} == {}
    assert all(chart.figure.layout[ground] == "#ffffff" for chart in charts().values() for ground in
               ("paper_bgcolor", "plot_bgcolor"))  # fmt: skip


def test_every_mark_stands_out_from_the_ground_and_from_the_marks_beside_it() -> None:
    """The key names the marks in the order in which they lie beside each other (MARKS in reports/figures.py says why
    that holds for a calendar, where bars lie under marks with a white edge)."""
    assert len(charts()) >= 11
    low = {}
    for name, chart in charts().items():
        marks = [colour for shape, colour, _ in chart.key]
        beside = [(one[1], other[1]) for one, other in pairwise(chart.key) if not _edged(chart, other[0])]
        lines = [shape.line.color for shape in chart.figure.layout.shapes if shape.line.dash]
        bars = {trace.marker.color for trace in chart.figure.data if trace.type == "bar"}
        pairs = [
            *beside,
            *((line, bar) for line in lines for bar in bars),
            *((mark, "#fff") for mark in (*marks, *bars, *lines)),
        ]
        low |= {(name, *pair): round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 3}
    assert low == {}


def _edged(chart: Chart, shape: str) -> bool:
    """Whether a key's last entry is a bar that lies under the marks of a calendar, each with a white edge."""
    marks = [trace for trace in chart.figure.data if trace.type == "scatter" and trace.mode == "markers"]
    return (
        shape == "bar"
        and bool(marks)
        and all(trace.marker.line.color == "#ffffff" and trace.marker.line.width >= 1.5 for trace in marks)
    )


def test_the_maps_lines_for_certain_and_possibly_stand_out_from_each_other_and_its_marks_are_opaque() -> None:
    (net, possible, certain, *marks) = charts()["map"].figure.data
    assert contrast(possible.line.color, certain.line.color) >= 3
    assert min(contrast(line.line.color, "#fff") for line in (possible, certain)) >= 3
    assert net.hoverinfo == "skip", "what is only ground"
    assert [trace.marker.opacity for trace in marks] == [1, 1, 1]


def test_the_texts_of_the_page_stand_out() -> None:
    named = dict(re.findall(r"--(\w+): (#\w+);", CSS))
    on = {"ink": ("#fff", "pale", "focus"), "quiet": ("#fff", "pale"), "blue": ("#fff", "pale")}
    ratios = {
        (text, ground): contrast(named[text], named.get(ground, ground)) for text, held in on.items() for ground in held
    }
    ratios["banner"] = contrast(*re.findall(r"\.banner \{[^}]*background: (#\w+); color: (#\w+)", CSS)[0])
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}
    assert {*re.findall(r"[;{ ]color: ([^;]+);", CSS)} <= {f"var(--{name})" for name in on} | {"#fff", "inherit"}
    assert contrast(named["ink"], named["focus"]) >= 3, "the focus ring's two colours"
