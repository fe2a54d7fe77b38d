"""Every name leads to a card, and what the page works out by itself is what Python works out."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from itmap.dependencies import suppose
from itmap.estate import Estate
from itmap.readings import readings
from itmap.reports.carried import numbered
from tests.browser.conftest import Shown
from tests.browser.test_accessible import violations

pytestmark = pytest.mark.browser

SUPPOSE = """chosen => chosen.map(groups => {
    const found = itmap.suppose(groups);
    return ['certain', 'possible'].map(reading =>
        [[...found[reading].systems].sort((a, b) => a - b), [...found[reading].services].sort((a, b) => a - b)]);
})"""


def test_the_page_supposes_what_python_supposes(wide: Shown, sample: Estate) -> None:
    """Every supplier group of the sample alone, and 200 random pairs of them."""
    numbers, read = numbered(sample), readings(sample)
    groups = sorted(read.possible.own)
    pairs = random.Random(1).sample(list(combinations(groups, 2)), 200)
    chosen = [(group,) for group in groups] + pairs
    assert len(groups) > 30
    found = wide.page.evaluate(SUPPOSE, [[numbers[group] for group in some] for some in chosen])
    for some, its in zip(chosen, found, strict=True):
        wanted = [
            [sorted(numbers[id_] for id_ in ids) for ids in suppose(reading, some)]
            for reading in (read.certain, read.possible)
        ]
        assert its == wanted, some


def test_what_if_adds_suppliers_up_and_takes_them_out_by_keyboard(wide: Shown) -> None:
    page = wide.page
    page.focus("#what-if-name")
    for name in ("Ostrane Holdings plc", "vellmark software ltd ", "Nobody Ltd"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    assert "called Nobody Ltd" in page.inner_text("#what-if-said")
    page.fill("#what-if-name", "Kestwyn Group Ltd")
    page.keyboard.press("Enter")
    assert len(page.locator("#what-if-chosen li").all()) == 2, "a supplier stands for its group"
    both = page.inner_text("#what-if-said")
    assert both.startswith("For certain ")
    page.get_by_role("button", name="Take out Kestwyn Group Ltd").press("Enter")
    assert page.inner_text("#what-if-said") != both
    assert page.evaluate("document.activeElement.id") == "what-if-name"
    assert violations(page, "#what-if") == []
    page.locator("#what-if-chosen button").click()


def test_a_name_opens_its_card_and_escape_leads_back_to_the_name(wide: Shown) -> None:
    page = wide.page
    name = page.locator("#findings a", has_text="Ostrane Holdings plc").first
    name.focus()
    page.keyboard.press("Enter")
    card = page.locator("#card")
    assert page.evaluate("document.activeElement.id") == "card-name"
    for said in (
        "Company number",
        "99400137",
        "Services that stop for certain: 12",
        "systems.xlsx, sheet Suppliers, row",
    ):
        assert said in card.inner_text()
    assert violations(page, "#card") == []
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Ostrane Holdings plc"
    assert page.evaluate("location.hash") == ""


def test_cards_lead_to_cards_and_back(wide: Shown) -> None:
    page = wide.page
    page.locator("#findings a", has_text="Ostrane Holdings plc").first.click()
    page.locator("#card a", has_text="Blue badges").first.click()
    assert page.inner_text("#card-name") == "Blue badges"
    page.get_by_text("If one of these stopped, it would stop for certain").wait_for()
    assert "Ostrane Holdings plc" in page.inner_text("#card")
    page.go_back()
    assert page.inner_text("#card-name") == "Ostrane Holdings plc"
    page.locator("#card").get_by_role("button", name="Close").click()
    assert not page.locator("#card").is_visible()


@pytest.mark.parametrize(
    ("register", "shows"),
    [("contract", "Earliest exit"), ("system", "What stops with it"), ("service", "Suppliers it depends on")],
)
def test_each_kind_of_record_has_a_card_with_its_sources(wide: Shown, register: str, shows: str) -> None:
    wide.page.evaluate(
        "hash => { location.hash = hash; dispatchEvent(new PopStateEvent('popstate')) }", f"#{register}-3"
    )
    assert shows in wide.page.inner_text("#card")
    assert "Where this comes from" in wide.page.inner_text("#card")
    assert ", row" in wide.page.inner_text("#card")
    wide.page.keyboard.press("Escape")


def test_names_that_are_markup_stay_words_on_a_card(wide: Shown) -> None:
    """Cards are made of text nodes alone: nothing in the script writes markup."""
    script = wide.page.evaluate("[...document.scripts].at(-1).textContent")
    assert "innerHTML" not in script
    assert "insertAdjacentHTML" not in script
    assert "document.write" not in script


def test_the_map_shows_the_chain_of_what_is_chosen_by_keyboard_or_click(wide: Shown) -> None:
    page = wide.page
    page.focus("#map-pick")
    said = page.locator("#map-pick + p")
    before = said.inner_text()
    assert before.startswith("Ostrane Holdings plc: 24 systems and services depend on it for certain")
    page.keyboard.press("ArrowDown")
    assert said.inner_text() != before
    lines = page.evaluate("document.querySelector(\"[data-chart='map-data']\").data[2].x.length")
    point = page.locator("[data-chart='map-data'] .trace.scatter").nth(4).locator(".point").first
    page.evaluate("document.querySelector(\"[data-chart='map-data']\").scrollIntoView()")
    box = point.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.locator("#map-pick option:checked").inner_text() in said.inner_text()
    assert page.evaluate("document.querySelector(\"[data-chart='map-data']\").data[2].x.length") != lines
