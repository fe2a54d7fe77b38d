"""Everybody can use the report: axe-core, the Nu validator, and the keyboard alone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Show, checker, found

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Any) -> list[str]:
    """What axe-core finds on a page: the rule, and where."""
    page.evaluate(checker("axe").read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in result["violations"]]


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (1280, {}),
        (375, {}),
        (1280, {"forced_colors": "active"}),
        (375, {"forced_colors": "active", "reduced_motion": "reduce"}),
    ],
)
def test_axe_finds_nothing(show: Show, width: int, words: dict[str, str]) -> None:
    assert violations(show(width=width, **words).page) == []


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


def test_the_keyboard_reaches_and_leaves_everything_and_is_seen(show: Show) -> None:
    """Tab goes through all that can be used, once each, and out of the page at its end; focus is drawn and in view."""
    page = show().page
    usable = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
            .filter(at => !at.disabled && at.checkVisibility()).length"""
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
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


def test_the_skip_link_leads_past_the_contents(show: Show) -> None:
    page = show().page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
