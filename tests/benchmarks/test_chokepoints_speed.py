"""How long it takes to say what stops, beside reading the same estate from its store, in one run.

The estates are harder than real ones: a council's integrations join any two of its systems, so that most systems hang
together in rings. Printed: seconds to read the store, to work out all failures, and to answer the whole question.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from itmap import settings
from itmap.dependencies import failures
from itmap.estate import Estate
from itmap.queries import question
from itmap.stores.sqlite import SqliteStore
from tests.estates import AS_OF, random_rows, records

T = TypeVar("T")

MOST_TIMES_READING = 20


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The seconds that the work takes, garbage of earlier work collected before, and what it gives."""
    gc.collect()
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def stored(path: Path, rows: dict[str, Any]) -> SqliteStore:
    """A new store with the estate of these rows, a change an organisation."""
    store = SqliteStore(path, create=True)
    found = records(
        {name.removesuffix("s"): held for name, held in rows.items() if name != "integrations"}
        | {"integration": {str(number): row for number, row in enumerate(rows["integrations"])}}
    )
    shared = [record for record in found if record.organisation is None]
    for council in rows["organisations"]:
        own = [record for record in found if record.organisation == f"organisation:{council}"]
        with store.change(f"organisation:{council}") as change:
            change.put([*shared, *own])
        shared = []
    return store


def measured(path: Path, **sizes: int) -> tuple[float, float, float]:
    """Seconds to read the estate from its store, for `failures` of it, and for the whole answer to the question."""
    store = stored(path, random_rows(1, **sizes))
    reading, tables = timed(store.tables)
    store.close()
    estate = Estate(tables, AS_OF)
    failing, failed = timed(lambda: failures(estate))
    answering, _ = timed(lambda: question("chokepoints").answer(estate, settings.load()))
    groups = sum(bool(systems) for systems in failed.own_possible.values())
    print(
        f"\n{sizes['systems']:,} systems, {sizes['integrations']:,} integrations, {groups:,} supplier groups: "
        f"read {reading:.2f} s, failures {failing:.2f} s ({failing / reading:.1f} times), "
        f"chokepoints {answering:.2f} s ({answering / reading:.1f} times)"
    )
    return reading, failing, answering


def test_a_large_council_is_answered_in_the_time_of_reading_it(tmp_path: Path) -> None:
    sizes = {"systems": 1_000, "integrations": 3_000, "suppliers": 420, "contracts": 1_200, "services": 300}
    reading, failing, answering = measured(tmp_path / "council.db", **sizes)
    assert failing <= MOST_TIMES_READING * reading
    assert answering <= MOST_TIMES_READING * reading


def test_it_grows_no_faster_than_the_estate(tmp_path: Path) -> None:
    """Councils of one size, with the suppliers that all councils share: four times as many take about four times."""
    taken = [
        measured(
            tmp_path / f"{councils}.db",
            councils=councils,
            systems=500 * councils,
            integrations=1_500 * councils,
            suppliers=400,
            contracts=600 * councils,
            services=100 * councils,
        )[1]
        for councils in (2, 8)
    ]
    assert taken[1] <= 8 * taken[0]


def test_a_region_of_councils_takes_no_more_times_its_reading(tmp_path: Path) -> None:
    sizes = {"systems": 20_000, "integrations": 100_000, "suppliers": 1_350, "contracts": 20_000, "services": 4_000}
    reading, failing, _ = measured(tmp_path / "region.db", councils=40, **sizes)
    assert failing <= MOST_TIMES_READING * reading
