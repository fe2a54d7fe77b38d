"""One chromium for all tests of the browser, offline, and one report of the sample borough for it to show.

Skipped where chromium, axe-core or the Nu validator is missing, but where nothing may be skipped (tests/conftest.py).
`make build/browser/installed` fetches the two checkers, at the versions of package-lock.json.
"""

from __future__ import annotations

import shutil
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
    pytest.skip(f"NOT TESTED IN A BROWSER: {' or '.join(names)} is missing (apt-get install chromium)")


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


@dataclass
class Shown:
    """A page, what it asked for besides itself, and what it complained of."""

    page: Any
    asked_for: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


Show = Callable[..., Shown]


@pytest.fixture
def show(chromium: Any, sample_report: Path) -> Iterator[Show]:
    """Opens a file (default: the sample's report) in a window of its own without a network.

    `width` in pixels; other words as Playwright's `new_context` has them (`forced_colors="active"`).
    """
    contexts = []

    def opened(path: Path = sample_report, width: int = 1280, height: int = 900, **words: Any) -> Shown:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, is_mobile=width < 500, offline=True, **words
        )
        contexts.append(context)
        shown = Shown(context.new_page())
        shown.page.set_default_timeout(10_000)
        shown.page.on("request", lambda request: shown.asked_for.append(request.url))
        shown.page.on("console", lambda message: shown.complaints.append(message.text))
        shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        shown.page.goto(path.as_uri())
        until(shown.page, "document.documentElement.hasAttribute('data-ready')")
        shown.asked_for.remove(path.as_uri())
        return shown

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def wide(chromium: Any, sample_report: Path) -> Iterator[Any]:
    """The sample's report opened once, for tests that only look at it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(sample_report.as_uri())
    until(page, "document.documentElement.hasAttribute('data-ready')")
    yield page
    context.close()
