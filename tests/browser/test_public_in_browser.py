"""What a browser makes of the page for the public: nothing exempt in any chart, card, download or answer of it, its
banner, and no fault for those who cannot see or use a mouse. The page for several councils too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from itmap.reports import committee
from itmap.reports.public_notes import BANNERS
from tests.browser.conftest import Shown, opened, printed
from tests.browser.test_accessible import invalid, violations
from tests.estates import random_estate
from tests.reports.test_public import ALL_BACK, EXEMPT, PRIVATE, SETTINGS, borough, found_in, page_of

pytestmark = pytest.mark.browser

Pages = Callable[[str], tuple[Shown, Path]]

# Everything that the charts were given and that Plotly made of it, typed arrays as lists.
CHARTS = """() => [...document.querySelectorAll('[data-chart]')].map(place => JSON.stringify(
    [place.data, place.layout, place._fullData.map(({_module, _extremes, _input, ...rest}) => rest)],
    function (key, value) {
        if (key.startsWith('_') && key !== '_fullData') return undefined;
        return ArrayBuffer.isView(value) ? [...value] : value;
    }))"""
# Every card as it reads, by the numbers of the records; then what is said of each supplier that is supposed to stop, and
# of each thing chosen on the map.
CARDS = """() => itmap.estate().records.map((_, number) => {
    location.hash = '#' + itmap.anchor(number);
    dispatchEvent(new PopStateEvent('popstate'));
    return document.getElementById('card').innerText;
})"""
CHOSEN = """() => [...document.querySelectorAll('#what-if-groups option')].map(option => {
    document.getElementById('what-if-name').value = option.value;
    document.getElementById('what-if-form').requestSubmit();
    return document.getElementById('what-if').innerText;
}).concat([...document.querySelectorAll('#map-pick option')].map(option => {
    const pick = document.getElementById('map-pick');
    pick.value = option.value;
    pick.dispatchEvent(new Event('change'));
    return pick.closest('figure').innerText;
}))"""


@pytest.fixture(scope="module")
def pages(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The page for the public by default, with all let back in but what is exempt, and the page of three councils."""
    folder = tmp_path_factory.mktemp("pages")
    shown: dict[str, Shown] = {}

    def made(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            if name == "councils":
                several = random_estate(3, councils=3, systems=24, integrations=40, contracts=24, services=15)
                path.write_bytes(committee.write(several, SETTINGS).encode())
            else:
                path.write_bytes(page_of(borough(), ALL_BACK if name == "all" else SETTINGS).encode())
        return path

    def page(name: str) -> tuple[Shown, Path]:
        if name not in shown:
            shown[name] = opened(chromium, made(name))
        return shown[name], made(name)

    yield page
    for one in shown.values():
        one.page.context.close()


@pytest.mark.parametrize("name", ["public", "all"])
def test_nothing_exempt_is_in_what_the_browser_makes_of_the_page(pages: Pages, name: str) -> None:
    """Charts, hover texts, the map, cards, what-if and downloads, as they are drawn and said."""
    shown, _ = pages(name)
    page = shown.page
    charts, tables = page.evaluate(CHARTS), page.evaluate("itmap.tables.map(table => table.csv())")
    with page.expect_download() as waiting:  # more than ten at once chromium asks a person about
        page.get_by_role("button", name="Download as CSV").first.click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8-sig") == tables[0].replace("\r\n", "\n")
    cards, chosen = page.evaluate(CARDS), page.evaluate(CHOSEN)
    page.keyboard.press("Escape")
    every = "\n".join([*charts, *tables, *cards, *chosen, page.content().partition("<body")[2]])
    every = "\n".join(part.partition("</script>")[2] for part in f"</script>{every}".split("<script>"))
    assert len(charts) >= 3
    assert len(tables) >= 4
    assert any("Annual cost" in card for card in cards)
    assert any("for certain" in said for said in chosen)
    assert "Birch Software Ltd" in "".join(charts), "the charts are read"
    assert [
        said for said in (*EXEMPT, *(PRIVATE if name == "public" else ())) if said.casefold() in every.casefold()
    ] == []
    assert found_in(every, Decimal(98765)) == []
    assert [url for url in shown.asked_for if not url.startswith("blob:")] == []
    assert shown.complaints == []


@pytest.mark.parametrize("name", ["public", "councils"])
def test_axe_and_the_validator_find_nothing_and_nothing_scrolls_sideways(pages: Pages, name: str) -> None:
    shown, path = pages(name)
    for width in (1280, 375):
        shown.page.set_viewport_size({"width": width, "height": 900})
        shown.page.wait_for_timeout(400)  # charts are drawn again for their width
        assert violations(shown.page, whole=False) == [], width
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= width
    shown.page.set_viewport_size({"width": 1280, "height": 900})
    assert invalid(path) == []
    assert shown.complaints == []


def test_each_printed_page_says_whom_it_is_for(pages: Pages, tmp_path: Path) -> None:
    paper = printed(pages("all")[0].page, tmp_path)
    assert len(paper) >= 5
    assert [number for number, text in enumerate(paper, 1) if BANNERS["public"] not in text] == []
    assert not any(BANNERS["committee"] in text for text in paper)
    assert [secret for secret in EXEMPT if any(secret in text for text in paper)] == []
