"""The report in a real chromium: charts drawn under the page's own policy, nothing requested, phones and paper too."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Show, Shown, opened, until

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
    chromium: Any, sample_report: Path
) -> None:
    """320 pixels are 1,280 at 400 %."""
    shown = opened(chromium, sample_report)
    for width in (1280, 700, 375, 320):
        shown.page.set_viewport_size({"width": width, "height": 900})
        until(
            shown.page,
            "[...document.querySelectorAll('[data-chart]')].every("
            "place => Math.abs(place.querySelector('svg.main-svg').clientWidth - place.clientWidth) < 3)",
        )
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    shown.page.context.close()


def test_the_script_runs_only_because_the_policy_knows_it(show: Show, sample_report: Path, tmp_path: Path) -> None:
    """The same page with one more script in it: the browser refuses that one, and says so."""
    changed = tmp_path / "changed.html"
    added = b"<script>document.title = 'taken over'</script></body>"
    changed.write_bytes(sample_report.read_bytes().replace(b"</body>", added))
    shown = show(changed)
    assert shown.page.title().startswith("What our IT depends on")
    (complaint,) = shown.complaints
    assert "Content Security Policy" in complaint


def test_it_prints_with_charts_that_fit_the_paper(show: Show, sample_report: Path) -> None:
    page = show(sample_report).page
    page.evaluate(
        """() => addEventListener('beforeprint', () => {
            document.title = [...document.querySelectorAll('[data-chart]')].map(
                place => place.querySelector('svg.main-svg').getAttribute('width')).join(' ')})"""
    )
    pdf = page.pdf(prefer_css_page_size=True)
    assert set(page.title().split()) == {"660"}, "each chart was drawn for the width of the paper"
    pages = len(re.findall(rb"/Type\s*/Page\b", _inflated(pdf)))
    assert 8 <= pages <= 60


def _inflated(pdf: bytes) -> bytes:
    """A PDF with its compressed streams in the open beside it."""
    opened = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(opened)
