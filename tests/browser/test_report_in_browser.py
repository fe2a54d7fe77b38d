"""The report in a real chromium: charts drawn under the page's own policy, nothing requested, phones and paper too."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from itmap import settings as settings_of
from itmap.reports import committee
from itmap.reports.public_notes import BANNERS
from tests.browser.conftest import Show, Shown, printed, until
from tests.reports.test_public import borough

pytestmark = pytest.mark.browser

DRAWN = """() => [...document.querySelectorAll('[data-chart]')].map(place => {
    const svg = place.querySelector('svg.main-svg');
    return [place.dataset.chart, svg ? svg.querySelectorAll('path').length : 0, svg?.clientWidth, place.clientWidth];
})"""


@pytest.mark.parametrize("name", ["wide", "phone"])
def test_every_chart_is_drawn_and_nothing_is_asked_for_or_complained_of(
    screens: Callable[[str], Shown], name: str
) -> None:
    shown = screens(name)
    drawn = shown.page.evaluate(DRAWN)
    assert len(drawn) >= 8
    for chart, paths, svg_width, place_width in drawn:
        assert paths > 3, chart
        assert 0.97 * place_width < svg_width <= place_width, chart
    assert shown.complaints == []
    assert [url for url in shown.asked_for if not url.startswith("blob:")] == []
    assert shown.page.evaluate("performance.getEntriesByType('resource').length") == 0


def test_the_page_never_scrolls_sideways_and_charts_are_drawn_again_for_their_width(
    wide: Shown,
) -> None:
    """320 pixels are 1,280 at 400 %."""
    shown = wide
    for width in (700, 375, 320, 1280):
        shown.page.set_viewport_size({"width": width, "height": 900})
        until(
            shown.page,
            "[...document.querySelectorAll('[data-chart]')].every("
            "place => Math.abs(place.querySelector('svg.main-svg').clientWidth - place.clientWidth) < 3)",
        )
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_script_runs_only_because_the_policy_knows_it(show: Show, tmp_path: Path) -> None:
    """The same page with one more script in it: the browser refuses that one, and says so."""
    changed = tmp_path / "changed.html"
    added = b"<script>document.title = 'taken over'</script></body>"
    changed.write_bytes(committee.write(borough(), settings_of.load()).encode().replace(b"</body>", added))
    shown = show(changed)
    assert shown.page.title().startswith("What our IT depends on")
    (complaint,) = shown.complaints
    assert "Content Security Policy" in complaint


# Words in the places that must come together on paper: at both ends of each chart, in the head and the rows of each table.
MARKED = """() => addEventListener('beforeprint', () => {
    const word = (text) => {
        const made = document.createElement('span');
        made.textContent = text;
        made.style.font = '1pt Arial';
        return made;
    };
    const places = [...document.querySelectorAll('[data-chart]')];
    document.title = places.map(place => place.querySelector('svg.main-svg').getAttribute('width')).join(' ');
    places.forEach((place, number) => {
        place.prepend(word(`top${number}chart `));
        place.append(word(`end${number}chart `));
    });
    [...document.querySelectorAll('table')].filter(table => table.checkVisibility()).forEach((table, number) => {
        table.tHead.rows[0].cells[0].prepend(word(`head${number}table `));
        for (const row of table.tBodies[0].rows) row.cells[0].prepend(word(`row${number}table `));
    });
})"""


def test_it_prints_with_whole_charts_and_the_headings_of_each_table_on_every_page(
    show: Show, sample_report: Path, tmp_path: Path
) -> None:
    page = show(sample_report).page
    page.evaluate(MARKED)
    pages = printed(page, tmp_path)
    assert set(page.title().split()) == {"660"}, "each chart was drawn for the width of the paper"
    assert 8 <= len(pages) <= 60
    assert [number for number, text in enumerate(pages, 1) if BANNERS["committee"] not in text] == []
    tops, ends = ([re.findall(rf"{end}(\d+)chart", text) for text in pages] for end in ("top", "end"))
    assert tops == ends, "no chart is cut"
    assert sum(map(len, tops)) >= 8
    tables = [({*re.findall(r"head(\d+)table", text)}, {*re.findall(r"row(\d+)table", text)}) for text in pages]
    assert [number for number, (heads, rows) in enumerate(tables, 1) if not rows <= heads] == []
    over_pages = [
        table for table in set().union(*(rows for _, rows in tables)) if sum(table in rows for _, rows in tables) > 1
    ]
    assert len(over_pages) >= 3
