"""One chromium for all tests of the browser, offline, and one report of the sample borough for it to show.

Skipped where chromium, axe-core or the Nu validator is missing, but where nothing may be skipped (tests/conftest.py).
`make build/browser/installed` fetches the two checkers, at the versions of package-lock.json.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from itmap.estate import Estate
from tests.browser.sample import report, sample_estate

BUILD = Path(__file__).parents[2] / "build" / "browser" / "node_modules"
CHECKERS = {"axe": BUILD / "axe-core" / "axe.min.js", "vnu": BUILD / "vnu-jar" / "build" / "dist" / "vnu.jar"}


def found(*names: str) -> str:
    """The path of the first of these programs that there is; skips the test where there is none."""
    for name in names:
        if path := shutil.which(name):
            return path
    pytest.skip(f"NOT TESTED IN A BROWSER: {' or '.join(names)} is missing (apt-get install chromium poppler-utils)")


def checker(name: str) -> Path:
    """The file of a checker that npm brings; skips the test where it is missing."""
    if not CHECKERS[name].exists():
        pytest.skip(f"NOT CHECKED: {CHECKERS[name]} is missing (make build/browser/installed, which needs npm)")
    return CHECKERS[name]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = found("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu", "--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Estate:
    return sample_estate(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def sample_report(sample: Estate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample borough's report, made once."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(report(sample).encode())
    return path


def until(page: Any, expression: str) -> None:
    """Waits for an expression to be true (Playwright's own way evaluates text, which the page's policy forbids)."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")


def printed(page: Any, folder: Path) -> list[str]:
    """The text of each page that comes out on paper; what stands on several lines there, on one."""
    path = folder / "paper.pdf"
    path.write_bytes(page.pdf(prefer_css_page_size=True))
    command = [found("pdftotext"), "-enc", "UTF-8", str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return [" ".join(each.split()) for each in text.split("\f")[:-1]]


@dataclass
class Shown:
    """A page, what it asked for besides itself, and what it complained of."""

    page: Any
    asked_for: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Show = Callable[..., Shown]


def opened(chromium: Any, path: Path, width: int = 1280, **words: Any) -> Shown:
    """A file in a window of its own without a network; `words` as Playwright's `new_context` has them."""
    size = {"width": width, "height": 900}
    context = chromium.new_context(viewport=size, is_mobile=width < 500, offline=True, **words)
    context.set_default_timeout(60_000)  # for a machine that does much else: nothing is measured by it
    shown = Shown(context.new_page())
    shown.page.on("request", lambda request: shown.asked_for.append(request.url))
    shown.page.on("console", lambda message: shown.complaints.append(message.text))
    shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    shown.page.goto(path.as_uri())
    until(shown.page, "document.documentElement.hasAttribute('data-ready')")
    shown.asked_for.remove(path.as_uri())
    return shown


@pytest.fixture
def show(chromium: Any) -> Iterator[Show]:
    """Opens a file of the test's own, as `opened` does."""
    shown: list[Shown] = []

    def show_(path: Path, **words: Any) -> Shown:
        shown.append(opened(chromium, path, **words))
        return shown[-1]

    yield show_
    for one in shown:
        one.page.context.close()


SCREENS: dict[str, dict[str, Any]] = {
    "wide": {"width": 1280},
    "phone": {"width": 375},
    "forced colours": {"width": 1280, "forced_colors": "active"},
    "phone, forced colours, reduced motion": {"width": 375, "forced_colors": "active", "reduced_motion": "reduce"},
}


@pytest.fixture(scope="session")
def screens(chromium: Any, sample_report: Path) -> Iterator[Callable[[str], Shown]]:
    """The sample's report on a screen of SCREENS, opened once for all tests: they leave it as they found it."""
    shown: dict[str, Shown] = {}

    def screen(name: str) -> Shown:
        if name not in shown:
            shown[name] = opened(chromium, sample_report, **SCREENS[name])
        return shown[name]

    yield screen
    for one in shown.values():
        one.page.context.close()


@pytest.fixture
def wide(screens: Callable[[str], Shown]) -> Shown:
    return screens("wide")
