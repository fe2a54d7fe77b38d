"""How long the answers take: all of them for one council, and chokepoints for a nation beside a tenth of it."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable

from itmap import settings
from itmap.estate import Estate
from itmap.queries import question, questions
from tests.benchmarks.national import national_estate

SETTINGS = settings.load()
MOST_SECONDS_OF_A_COUNCIL = 3
MOST_GROWTH = 12  # ten times as many systems
NATION = {
    "councils": 400,
    "systems": 200_000,
    "integrations": 1_000_000,
    "contracts": 150_000,
    "groups": 3_000,
    "services": 40_000,
}


def seconds(names: Iterable[str], estate: Estate) -> float:
    """Processor seconds for these answers, one after the other in one process."""
    gc.collect()
    begun = time.process_time()
    for name in names:
        question(name).answer(estate, SETTINGS)
    return time.process_time() - begun


def test_all_questions_of_a_council_are_answered_at_once() -> None:
    sizes = {"systems": 500, "integrations": 1_500, "contracts": 600, "groups": 160, "services": 100}
    estate = national_estate(1, councils=1, **sizes)
    names = [each.name for each in questions() if not each.needs_subject]
    taken = {name: seconds([name], estate) for name in names}
    said = ", ".join(f"{name} {its:.2f}" for name, its in taken.items())
    print(f"\na council, all questions: {sum(taken.values()):.2f} s ({said})")  # noqa: T201 - what it is run for
    assert sum(taken.values()) <= MOST_SECONDS_OF_A_COUNCIL


def test_chokepoints_grow_little_faster_than_the_estate() -> None:
    tenth = {name: size if name == "groups" else size // 10 for name, size in NATION.items()}
    taken = [seconds(["chokepoints"], national_estate(1, **sizes)) for sizes in (tenth, NATION)]
    print(f"\nchokepoints: a tenth of a nation {taken[0]:.1f} s, a nation {taken[1]:.1f} s")  # noqa: T201
    assert taken[1] <= MOST_GROWTH * taken[0]
