"""Pictures of the sample borough's report, to look at before it is shown: `make screenshots`.

Written into build/screenshots: wide, phone, forced colours, paper (also as PDF), a card and the map. The two that the
README shows go into docs/.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.conftest import until
from tests.browser.sample import report, sample_estate

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "screenshots"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SHOWN = {"wide.png": "report.png", "phone.png": "report-phone.png"}  # in build/screenshots, and in docs


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = Path(folder) / "report.html"
        page.write_bytes(report(sample_estate(Path(folder))).encode())
        path = next(found for found in map(shutil.which, CHROMIUM) if found)
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu", "--no-sandbox"])
        _screen(browser, page, "phone", width=375)
        _screen(browser, page, "forced", width=1280, forced_colors="active")
        wide = _screen(browser, page, "wide", width=1280)
        wide.locator("figure:has(.map)").screenshot(path=FOLDER / "map.png")
        wide.locator("#findings a").first.click()
        wide.screenshot(path=FOLDER / "card.png")
        wide.keyboard.press("Escape")
        wide.emulate_media(media="print")
        wide.set_viewport_size({"width": 700, "height": 990})
        wide.screenshot(path=FOLDER / "paper-whole.png", full_page=True)
        wide.pdf(path=FOLDER / "paper.pdf", prefer_css_page_size=True)
        browser.close()
    for made, name in SHOWN.items():
        shutil.copy(FOLDER / made, ROOT / "docs" / name)


def _screen(browser: Any, file: Path, name: str, width: int, **words: Any) -> Any:
    """The opening of the page, and the whole of it, as pictures; the page stays open."""
    context = browser.new_context(viewport={"width": width, "height": 900}, is_mobile=width < 500, **words)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(file.as_uri())
    until(page, "document.documentElement.hasAttribute('data-ready')")
    page.screenshot(path=FOLDER / f"{name}.png")
    page.screenshot(path=FOLDER / f"{name}-whole.png", full_page=True)
    return page


if __name__ == "__main__":
    main()
