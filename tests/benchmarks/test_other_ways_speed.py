"""What stops with every supplier group, beside two other ways to ask: etcion's impact analysis, and plain networkx.

Both answer less. etcion takes an element out of an ArchiMate model and says what is near it; networkx says what can be
reached from it. Neither knows alternatives, stand-ins, contracts or unknowns, so that only their times are compared.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

import networkx as nx
import pytest

from itmap import settings
from itmap.dependencies import failures
from itmap.estate import Estate
from itmap.queries import question
from itmap.readings import Reading, readings
from tests.benchmarks.national import national_estate

SETTINGS = settings.load()
LEAST_TIMES_FASTER = 100  # for what works out the failures
DEPTH = 2
TIMES = 11  # that what takes hundredths of a second is measured, the median of them taken
ETCION = "etcion is not installed: pip install --ignore-requires-python 'etcion[xml,graph]'"


def estate_of(systems: int) -> Estate:
    """Five integrations a system, in councils of 500 systems."""
    return national_estate(
        1,
        councils=max(1, systems // 500),
        systems=systems,
        integrations=5 * systems,
        contracts=systems * 3 // 4,
        groups=min(3_000, max(100, systems // 10)),
        services=systems // 5,
    )


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds: others may use the machine meanwhile."""
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def worked_out(estate: Estate) -> float:
    """Seconds to work out how many systems and services stop with every group, for certain and possibly, of an estate
    of which nothing is worked out yet."""
    fresh = Estate(estate.tables, estate.as_of)

    def work() -> None:
        found = failures(fresh)
        for stopped in (
            found.systems_certain,
            found.systems_possible,
            found.services_certain,
            found.services_possible,
        ):
            assert stopped.counts

    return seconds(work)


def answered(estate: Estate) -> float:
    """Seconds of the whole question, names, intervals and order included."""
    fresh = Estate(estate.tables, estate.as_of)
    return seconds(lambda: question("chokepoints").answer(fresh, SETTINGS))


def edges(reading: Reading) -> list[tuple[str, str]]:
    """From each supplier group and each provider or hub to what it may stop."""
    supplied = [(group, id_) for group, its in reading.own.items() for id_ in its if id_ not in reading.rests_on]
    return supplied + [(cause, consumer) for cause, its in reading.needed_by.items() for consumer in its]


def test_all_groups_are_answered_far_faster_than_etcion_removes_a_thousand_nodes() -> None:
    impact = pytest.importorskip("etcion.impact", reason=ETCION)
    component, model_, relationships = (
        pytest.importorskip(f"etcion.metamodel.{name}") for name in ("application", "model", "relationships")
    )
    estate = estate_of(1_000)
    reading = readings(estate).possible
    components = {id_: component.ApplicationComponent(name=id_) for id_ in estate.ids("system")}
    model = model_.Model()
    for each in components.values():
        model.add(each)
    for cause, its in reading.needed_by.items():
        for consumer in its:
            model.add(relationships.Flow(name="", source=components[cause], target=components[consumer]))

    def remove_each() -> None:
        for each in components.values():
            impact.analyze_impact(model, remove=each, max_depth=DEPTH)

    removing = seconds(remove_each)
    failing, answering = (statistics.median(work(estate) for _ in range(TIMES)) for work in (worked_out, answered))
    print(
        f"\n1,000 systems: etcion removing each {removing:.2f} s, failures {failing:.3f} s "
        f"({removing / failing:.0f} times), chokepoints {answering:.3f} s ({removing / answering:.0f} times)"
    )
    assert removing >= LEAST_TIMES_FASTER * failing


@pytest.mark.parametrize("systems", [1_000, 10_000, 100_000])
def test_beside_one_call_of_networkx_a_supplier_group(systems: int) -> None:
    estate = estate_of(systems)
    graph = nx.DiGraph(edges(readings(estate).possible))
    groups = sorted(readings(estate).possible.own)
    walking = seconds(lambda: [len(nx.descendants(graph, group)) for group in groups if group in graph])
    failing, answering = worked_out(estate), answered(estate)
    print(
        f"\n{systems:,} systems, {len(groups):,} groups: networkx {walking:.2f} s, failures {failing:.2f} s "
        f"({walking / failing:.1f} times), chokepoints {answering:.2f} s ({walking / answering:.1f} times)"
    )
    assert graph.number_of_edges() >= systems
