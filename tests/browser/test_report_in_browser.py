"""The report in a real chromium: charts drawn under the page's own policy, nothing requested, phones and paper too."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from tests.browser.conftest import Show, until

pytestmark = pytest.mark.browser

DRAWN = """() => [...document.querySelectorAll('[data-chart]')].map(place => {
    const svg = place.querySelector('svg.main-svg');
    return [place.dataset.chart, svg ? svg.querySelectorAll('path').length : 0, svg?.clientWidth, place.clientWidth];
})"""


@pytest.mark.parametrize("width", [1280, 375])
def test_every_chart_is_drawn_and_nothing_is_asked_for_or_complained_of(show: Show, width: int) -> None:
    shown = show(width=width)
    drawn = shown.page.evaluate(DRAWN)
    assert len(drawn) >= 6
    for name, paths, svg_width, place_width in drawn:
        assert paths > 3, name
        assert 0.97 * place_width < svg_width <= place_width, name
    assert shown.complaints == []
    assert shown.asked_for == []
    assert shown.page.evaluate("performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_the_page_never_scrolls_sideways(show: Show, width: int) -> None:
    """320 pixels are 1,280 at 400 %."""
    assert show(width=width).page.evaluate("document.documentElement.scrollWidth") <= width


def test_charts_are_drawn_again_when_the_window_narrows(show: Show) -> None:
    page = show().page
    page.set_viewport_size({"width": 375, "height": 900})
    until(
        page,
        "[...document.querySelectorAll('[data-chart]')].every("
        "place => place.querySelector('svg.main-svg').clientWidth <= place.clientWidth)",
    )


def test_the_script_runs_only_because_the_policy_knows_it(show: Show, sample_report: Path, tmp_path: Path) -> None:
    """The same page with one more script in it: the browser refuses that one, and says so."""
    changed = tmp_path / "changed.html"
    added = b"<script>document.title = 'taken over'</script></body>"
    changed.write_bytes(sample_report.read_bytes().replace(b"</body>", added))
    shown = show(changed)
    assert shown.page.title().startswith("What our IT depends on")
    (complaint,) = shown.complaints
    assert "Content Security Policy" in complaint


def test_it_prints_with_charts_that_fit_the_paper_and_headings_on_every_page_of_a_table(show: Show) -> None:
    page = show().page
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
