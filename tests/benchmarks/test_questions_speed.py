"""How long the answers take: all of them for one council, and for a nation; its chokepoints beside those of a tenth."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Iterable, Mapping

from itmap import settings
from itmap.estate import Estate
from itmap.queries import question, questions
from tests.benchmarks.national import national_estate

SETTINGS = settings.load()
MOST_SECONDS_OF_A_COUNCIL = 3
MOST_SECONDS_OF_A_NATION = 120
MOST_SECONDS_OF_ITS_CHOKEPOINTS = 10
MOST_GIGABYTES = 3
MOST_GROWTH = 12  # for ten times as many systems
NATION = {
    "councils": 400,
    "systems": 200_000,
    "integrations": 1_000_000,
    "contracts": 150_000,
    "groups": 3_000,
    "services": 40_000,
}


def seconds(names: Iterable[str], estate: Estate) -> dict[str, float]:
    """Processor seconds of each of these answers, one after the other in one process, of one estate: what one works
    out, the next need not."""
    taken = {}
    for name in names:
        gc.collect()
        begun = time.process_time()
        question(name).answer(estate, SETTINGS)
        taken[name] = time.process_time() - begun
    return taken


def said(taken: Mapping[str, float]) -> str:
    return f"{sum(taken.values()):.1f} s ({', '.join(f'{name} {its:.2f}' for name, its in taken.items())})"


def gigabytes() -> float:
    """The most memory that this process has had; 0 on Windows, which keeps no account of it."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9


def test_all_questions_of_a_council_are_answered_at_once() -> None:
    sizes = {"systems": 500, "integrations": 1_500, "contracts": 600, "groups": 160, "services": 100}
    estate = national_estate(1, councils=1, **sizes)
    taken = seconds([each.name for each in questions() if not each.needs_subject], estate)
    print(f"\na council, all questions: {said(taken)}")
    assert sum(taken.values()) <= MOST_SECONDS_OF_A_COUNCIL


def test_a_nation_is_answered() -> None:
    """All questions but `impact`, which is about a subject, and `what-if`, which is about one council."""
    tenth = {name: size if name == "groups" else size // 10 for name, size in NATION.items()}
    of_a_tenth = statistics.median(
        seconds(["chokepoints"], national_estate(seed, **tenth))["chokepoints"] for seed in (1, 2, 3)
    )
    estate = national_estate(1, **NATION)
    taken = seconds(["chokepoints"], estate)
    print(
        f"\nchokepoints: a tenth of a nation {of_a_tenth:.1f} s, a nation {taken['chokepoints']:.1f} s "
        f"({taken['chokepoints'] / of_a_tenth:.1f} times) and {gigabytes():.2f} GB, with the estate"
    )
    assert gigabytes() <= MOST_GIGABYTES
    others = [each.name for each in questions() if not each.needs_subject and each.name not in (*taken, "what-if")]
    taken |= seconds(others, estate)
    print(f"a nation, all questions: {said(taken)}, {gigabytes():.2f} GB")
    assert taken["chokepoints"] <= MOST_SECONDS_OF_ITS_CHOKEPOINTS
    assert taken["chokepoints"] <= MOST_GROWTH * of_a_tenth
    assert sum(taken.values()) <= MOST_SECONDS_OF_A_NATION
