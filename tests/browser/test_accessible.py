"""Everybody can use the report: axe-core, the Nu validator, and the keyboard alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import SCREENS, Show, Shown, checker, found

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Any, within: str = "html") -> list[str]:
    """What axe-core finds in a part of a page: the rule, and where."""
    page.evaluate(checker("axe").read_text(encoding="utf-8"))
    result = page.evaluate(
        "([within, rules]) => axe.run(within, {runOnly: rules, resultTypes: ['violations']})", [within, RULES]
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in result["violations"]]


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(screens: Callable[[str], Shown], name: str) -> None:
    assert violations(screens(name).page) == []


def test_the_markup_is_valid(sample_report: Path) -> None:
    command = [
        found("java"),
        "-Xss4m",
        "-jar",
        str(checker("vnu")),
        "--format",
        "json",
        "--errors-only",
        str(sample_report),
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    said = json.loads(done.stderr)["messages"]
    assert [f"{one['message']} … {one.get('extract', '')[:150]}" for one in said[:10]] == []


SEEN = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
    return {
        body: at === document.body,
        path: at.outerHTML.slice(0, 120),
        shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        place: [...document.querySelectorAll('*')].indexOf(at),
    };
}"""


def test_the_keyboard_reaches_and_leaves_everything_and_is_seen(show: Show, sample_report: Path) -> None:
    """Tab goes through all that can be used, once each, and out of the page at its end; focus is drawn and in view."""
    page = show(sample_report).page
    usable = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
            .filter(at => !at.disabled && at.checkVisibility()).length"""
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.evaluate("() => { document.activeElement.blur(); document.querySelector('.skip').focus(); }")
    seen = set()
    for _ in range(usable + 5):
        at = page.evaluate(SEEN)
        if at["body"]:
            break
        assert at["shown"], at["path"]
        assert at["inside"], at["path"]
        seen.add(at["place"])
        page.keyboard.press("Tab")
    assert len(seen) >= 0.95 * usable
    assert page.evaluate("document.activeElement === document.body"), "Tab leaves the page"
