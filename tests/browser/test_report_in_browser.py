"""The report in a real chromium: charts drawn under the page's own policy, nothing requested, phones and paper too.

Skipped where chromium or its driver is missing, but where nothing may be skipped (tests/conftest.py).
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itmap import settings as settings_of
from itmap.reports import committee
from tests.reports.test_report import rows

pytestmark = pytest.mark.browser

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def found(*names: str) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    message = f"NOT TESTED IN A BROWSER: {' or '.join(names)} is missing (apt-get install chromium chromium-driver)"
    pytest.skip(message)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = found("chromium", "chromium-browser", "google-chrome")
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(found("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.estates import estate

    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(committee.write(estate(**rows()), settings_of.load()).encode())
    return path


def show(browser: Any, report: Path, width: int) -> None:
    """The report in a window of that width, with nothing in the logs but what it causes itself."""
    browser.get("about:blank")
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(report.as_uri())


def asked_for(browser: Any) -> list[str]:
    """What the page requested, itself excepted."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    sent = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    return [url for url in sent if not url.startswith("file:")]


@pytest.mark.parametrize("width", [1280, 375])
def test_every_chart_is_drawn_and_nothing_is_asked_for_or_complained_of(browser: Any, report: Path, width: int) -> None:
    show(browser, report, width)
    drawn = browser.execute_script(
        "return [...document.querySelectorAll('[data-chart]')].map(place => {"
        " const svg = place.querySelector('svg.main-svg');"
        " return [place.dataset.chart, !!svg && svg.querySelectorAll('path').length, svg && svg.clientWidth,"
        " place.clientWidth]})"
    )
    assert len(drawn) == 6
    for name, paths, svg_width, place_width in drawn:
        assert paths > 3, name
        assert 0.97 * place_width < svg_width <= place_width, name
    assert browser.get_log("browser") == []
    assert asked_for(browser) == []
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0


@pytest.mark.parametrize("width", [1280, 375])
def test_the_page_never_scrolls_sideways(browser: Any, report: Path, width: int) -> None:
    show(browser, report, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_charts_are_drawn_again_when_the_window_narrows(browser: Any, report: Path) -> None:
    from selenium.webdriver.support.ui import WebDriverWait

    show(browser, report, 1280)
    size = {"width": 375, "height": 900, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    widths = (
        "return [...document.querySelectorAll('[data-chart]')].every("
        "place => place.querySelector('svg.main-svg').clientWidth <= place.clientWidth)"
    )
    WebDriverWait(browser, 5).until(lambda driver: driver.execute_script(widths))
    # On a phone the names stand above their rows, where there is room for them.
    assert browser.execute_script("return document.querySelectorAll('.ytick text').length") < 20


def test_the_script_runs_only_because_the_policy_knows_it(browser: Any, report: Path) -> None:
    """The same page with one more script in it: the browser refuses that one, and says so."""
    changed = report.with_name("changed.html")
    added = b"<script>document.title = 'taken over'</script></body>"
    changed.write_bytes(report.read_bytes().replace(b"</body>", added))
    show(browser, changed, 1280)
    assert browser.title.startswith("What our IT depends on")
    (complaint,) = browser.get_log("browser")
    assert "Content Security Policy" in complaint["message"]


def test_a_link_into_the_sources_opens_them(browser: Any, report: Path) -> None:
    show(browser, report, 1280)
    browser.execute_script("document.querySelector('#exits-table tbody th a').click()")
    opened = (
        "const at = document.querySelector(':target'); return !!at && at.closest('details').open"
        " && at.getBoundingClientRect().top >= 0 && at.getBoundingClientRect().top < innerHeight"
    )
    assert browser.execute_script(opened)


def test_the_keyboard_reaches_the_report_first(browser: Any, report: Path) -> None:
    from selenium.webdriver.common.keys import Keys

    show(browser, report, 1280)
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to the report"
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert browser.execute_script("return location.hash") == "#main"


def test_it_prints_with_charts_that_fit_and_the_banner_on_every_page(browser: Any, report: Path) -> None:
    show(browser, report, 1280)
    browser.execute_script(
        "window.addEventListener('beforeprint', () => {"
        " document.title = [...document.querySelectorAll('[data-chart]')].map(place =>"
        "  place.querySelector('svg.main-svg').getAttribute('width')).join(' ')})"
    )
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pdf = base64.b64decode(printed["data"])
    assert pdf.startswith(b"%PDF")
    assert browser.title == "660 660 660 660 660 660", "each chart was drawn for the width of the paper"
    pages = len(re.findall(rb"/Type\s*/Page\b", _inflated(pdf)))
    assert 8 <= pages <= 40
    assert browser.get_log("browser") == []


def _inflated(pdf: bytes) -> bytes:
    """A PDF with its compressed streams in the open beside it."""
    opened = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"".join(opened)
