"""The report as one HTML file, with nothing to load: its template, style and scripts, and the data they work on."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Any

from itmap.reports.carried import ROWS_IN_MARKUP, rows_beyond
from itmap.reports.compact import compact
from itmap.reports.words import day

if TYPE_CHECKING:
    from itmap.reports.committee import Report

SCRIPTS = ("tables.js", "failure.js", "cards.js", "what_if.js", "map.js", "begin.js")
SOURCES_IN_MARKUP = 6_000  # records of one register: of a longer one only the cards show the sources


def page(report: Report) -> str:
    """The report as the text of one HTML file."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    figures = [figure for figure in (*(each.figure for each in report.sections), report.gaps) if figure]
    data = {f"{figure.name}-data": _json(figure.chart.as_json()) for figure in figures if figure.chart}
    more = [picture for each in report.sections for picture in each.more]
    data.update((f"{picture.name}-data", _json(picture.chart.as_json())) for picture in more)
    plotly = _plotly() if data else ""
    tables = [each for one in figures for each in (one.table,)] + [
        also for each in report.sections for also in each.also
    ]
    tables += [report.facts] if report.facts else []
    tables += report.councils.tables if report.councils else []
    names = [entry.name for held in report.entries.values() for entry in held]
    for table in tables:
        if len(table.lines) > ROWS_IN_MARKUP:
            data[f"{table.name}-rows"] = _json(compact(rows_beyond(table, report.numbers, names)))
    data["estate-data"] = _json(compact(report.carried))
    style = _static("report.css")
    charts, rest = ("\n".join(['"use strict";', *map(_static, names)]) for names in (("charts.js",), SCRIPTS))
    environment = Environment(
        loader=PackageLoader("itmap.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["anchor"] = report.anchors.__getitem__
    environment.globals["rows_in_markup"] = ROWS_IN_MARKUP
    return environment.get_template("report.html").render(
        report=report,
        as_of=day(report.as_of),
        data=data,
        sources_in_markup=SOURCES_IN_MARKUP,
        what_if=bool(report.carried["fails"]["own"]),
        style=style,
        drawing=[script for script in (plotly, charts) if script],
        rest=rest,
        policy=_policy([plotly, charts, rest]),
    )


def _static(name: str) -> str:
    return (resources("itmap.reports") / "static" / name).read_text(encoding="utf-8")


def _plotly() -> str:
    """plotly.js; the control characters in its strings, which HTML forbids even in a script, as escapes."""
    from plotly.offline import get_plotlyjs

    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", lambda found: f"\\x{ord(found[0]):02x}", get_plotlyjs())


def _policy(scripts: list[str]) -> str:
    """What the page may do: run these scripts, nothing from anywhere. Plotly sets styles on what it draws."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode('utf-8')).digest()).decode('ascii')}'"
        for script in scripts
        if script
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _json(data: Any) -> Any:
    """Data for a script block of the page: nothing in it can end the block or begin a comment."""
    from markupsafe import Markup

    said = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        said = said.replace(character, escape)
    return Markup(said)  # noqa: S704 - JSON with every character that means something in HTML escaped
