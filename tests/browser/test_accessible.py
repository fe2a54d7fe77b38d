"""Everybody can use the report: axe-core, the Nu validator, and the keyboard alone."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import SCREENS, Show, Shown, checker, found

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


RUN = """async ([within, rules, whole]) => {
    const alike = whole ? [] : [...document.querySelectorAll('tbody tr:nth-child(n + 6)')].map(row => [row.parentNode, row]);
    alike.forEach(([_, row]) => row.remove());
    const found = await axe.run(within, {runOnly: rules, resultTypes: ['violations']});
    alike.forEach(([body, row]) => body.append(row));
    return found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)} (${one.nodes.length})`);
}"""


def violations(page: Any, within: str = "html", *, rules: Sequence[str] = RULES, whole: bool = True) -> list[str]:
    """What axe-core finds in a part of a page: the rule, and where; of each table the first rows, unless in the whole:
    those under them are made alike."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(checker("axe").read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN, [within, rules, whole])
    return found


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(screens: Callable[[str], Shown], name: str) -> None:
    """Forced colours and less motion change nothing but what is seen."""
    rules = ["cat.color", "cat.sensory-and-visual-cues"] if "forced" in name else RULES
    assert violations(screens(name).page, rules=rules, whole=name == "wide") == []


def test_the_markup_is_valid(sample_report: Path) -> None:
    assert invalid(sample_report) == []


def invalid(path: Path) -> list[str]:
    """What the Nu validator finds in a file."""
    command = [found("java"), "-Xss4m", "-jar", str(checker("vnu")), "--format", "json", "--errors-only", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    said = json.loads(done.stderr)["messages"]
    return [f"{one['message']} … {one.get('extract', '')[:150]}" for one in said[:10]]


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
    """Tab goes through all that can be used, once each, and out of the page at its end; focus is drawn and in view.

    Of each table the first rows: those under them are made as they are.
    """
    page = show(sample_report).page
    page.evaluate("document.querySelectorAll('tbody tr:nth-child(n + 4)').forEach(row => row.remove())")
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
    assert usable > 150
    assert len(seen) >= 0.95 * usable
    assert page.evaluate("document.activeElement === document.body"), "Tab leaves the page"
