"""How fast an estate goes into Neo4j and out again, and what the client needs for it, in one run on one server.

The estates are councils of one size, whose suppliers all councils share. The server is one of the run's own, warmed by
a council that is not measured: a cold server would be measured instead of itmap.
"""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import neo4j
import pytest
from neo4j.exceptions import Neo4jError

from itmap import model, settings
from itmap.estate import Estate, Record, Source, empty
from itmap.queries import question
from itmap.queries.cypher_files import cypher_files
from itmap.stores import Store, neo4j_change, open_store
from tests import neo4j_server
from tests.estates import AS_OF

T = TypeVar("T")

MOST_TIMES_THE_DRIVER = 1.3
MOST_GIGABYTES = 1.5
SUPPLIERS = 1_350
PATIENCE = 300  # seconds for a walk in Cypher, after which it is printed as longer

# What each group's failure stops, as far as one pattern of Cypher can say it: along hard integrations from what a
# supplier makes or hosts. No alternatives, no stand-ins, no hubs, no contracts, no owners, nothing that is unknown.
WALK = (
    "MATCH (s:Supplier)-[:MAKES|HOSTS]->(first:System) "
    "MATCH (first)<-[needs:NEEDS*0..]-(stopped:System) WHERE all(need IN needs WHERE need.dependence = 'hard') "
    "RETURN s.id, count(DISTINCT stopped)"
)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The seconds that the work takes, garbage of earlier work collected before, and what it gives."""
    gc.collect()
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def say(text: str) -> None:
    print(f"\n{text}", flush=True)


# The estates.


def council(number: int, *, systems: int, integrations: int, contracts: int, services: int = 0) -> list[Record]:
    """A council's records, every one spoken of by a row of its own; its suppliers are some of those all councils share."""
    dice = random.Random(number)
    owner = f"organisation:{number}"
    rows: dict[str, int] = {}

    def record(register: str, key: str, **values: Any) -> Record:
        rows[register] = rows.get(register, 1) + 1
        id_ = f"{register}:{key}"
        source = Source(f"{register}s.xlsx", "Register", rows[register], register, owner, id_, AS_OF)
        shared = model.BY_NAME[register].shared
        return Record(
            id_,
            register,
            None if shared else owner,
            {**empty(model.BY_NAME[register]), **values},
            (source,),
            since=AS_OF,
        )

    def own(register: str, place: int) -> str:
        return f"{register}:{number}-{place}"

    def some(register: str, count: int) -> str:
        return own(register, dice.randrange(count))

    known = sorted(dice.sample(range(SUPPLIERS), 300))
    found = [record("organisation", str(number), name=f"Council {number}")]
    found += [record("supplier", str(each), name=f"Supplier {each} Ltd") for each in known]
    found += [
        record("system", f"{number}-{n}", reference=f"S{n}", name=f"System {n} of council {number}", status="live",
               vendors=(f"supplier:{dice.choice(known)}",), owner="Digital services", department="Resources",
               version=f"{n}.1", criticality=1 + n % 4, api="documented", users=n, go_live_date=AS_OF)
        for n in range(systems)
    ]  # fmt: skip
    found += [
        record("contract", f"{number}-{n}", reference=f"C{n}", title=f"Contract {n} of council {number}",
               suppliers=(f"supplier:{dice.choice(known)}",), role="supplies", status="live", start_date=AS_OF,
               end_date=AS_OF.replace(year=2030), renewal="none", covers=(some("system", systems),))
        for n in range(contracts)
    ]  # fmt: skip
    found += [
        record("service", f"{number}-{n}", reference=f"V{n}", name=f"Service {n}", systems=(some("system", systems),))
        for n in range(services)
    ]
    found += [
        record("integration", f"{number}-{n}", reference=f"I{n}", provider=some("system", systems),
               consumer=some("system", systems), method="API", data="Cases and people", frequency="daily",
               dependence=dice.choice(("hard", "soft", None)))
        for n in range(integrations)
    ]  # fmt: skip
    return found


def put(store: Store, records: list[Record]) -> None:
    (owner,) = (record.id for record in records if record.register == "organisation")
    with store.change(owner) as change:
        change.put(records)


@pytest.fixture(scope="module")
def server() -> Iterator[neo4j_server.Server]:
    neo4j_server.skip_without()
    server = neo4j_server.Server(next(iter(neo4j_server.JAVA_NEEDED)), java_options=["-Xmx2g"])
    server.start()
    yield server
    server.remove()


@pytest.fixture
def address(server: neo4j_server.Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty store."""
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.USER)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.PASSWORD)
    address = f"{server.uri}/neo4j"
    empty_out(address)
    open_store(address, create=True).close()
    return address


def empty_out(address: str) -> None:
    with neo4j_server.session(address) as session:
        session.run("MATCH (n:!ItmapMeta) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()


# What is measured.


def test_loading_takes_little_longer_than_the_driver_alone(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """20,000 systems, 100,000 integrations and 20,000 contracts of 20 councils, a change each.

    The driver alone sends the rows that itmap sent, in the same batches and transactions: what is compared is all that
    itmap does besides, among it reading what the store holds and checking what was put.
    """
    councils = [council(number, systems=1_000, integrations=5_000, contracts=1_000) for number in range(20)]
    sent: list[list[tuple[str, dict[str, Any]]]] = []
    run = neo4j_change.run

    def remembered(transaction: Any, statement: str, **parameters: Any) -> Any:
        if "rows" in parameters:
            sent[-1].append((statement, parameters))
        return run(transaction, statement, **parameters)

    def load(store: Store) -> None:
        for each in councils:
            sent.append([])
            put(store, each)

    def replay() -> None:
        with neo4j_server.session(address) as session:
            for batches in sent:
                with session.begin_transaction() as transaction:
                    for statement, parameters in batches:
                        transaction.run(statement, parameters).consume()
                    transaction.commit()

    shared, file = open_store(address), open_store(str(tmp_path / "same.db"), create=True)
    put(shared, council(-1, systems=1_000, integrations=5_000, contracts=1_000))
    empty_out(address)
    with monkeypatch.context() as watched:
        watched.setattr(neo4j_change, "run", remembered)
        itmap, _ = timed(lambda: load(shared))
    empty_out(address)
    alone, _ = timed(replay)
    empty_out(address)
    again, _ = timed(lambda: load(shared))
    sqlite, _ = timed(lambda: load(file))
    shared.close()
    file.close()
    ratio = min(itmap, again) / alone
    say(
        f"20,000 systems, 100,000 integrations, 20,000 contracts: the driver alone {alone:.0f} s, itmap {itmap:.0f} s "
        f"before it and {again:.0f} s after it ({ratio:.2f} times), into SQLite {sqlite:.0f} s"
    )
    assert ratio <= MOST_TIMES_THE_DRIVER


@pytest.mark.parametrize("systems", [300, 1_000, 3_000])
def test_chokepoints_beside_what_cypher_can_walk(address: str, systems: int) -> None:
    """Printed, not held: the Cypher answers less. See docs/performance.md for what it can't express."""
    store = open_store(address)
    put(store, council(0, systems=systems, integrations=3 * systems, contracts=systems, services=systems // 4))

    def answer() -> int:
        estate = Estate(store.tables(), AS_OF)
        return len(question("chokepoints").answer(estate, settings.load()).rows)

    itmap, groups = timed(answer)
    walks = [
        f"{name} {walked(address, text)}"
        for name, text in {"a walk along NEEDS": WALK, "chokepoints.cypher": cypher_files()["chokepoints"].text}.items()
    ]
    store.close()
    say(f"{systems:,} systems, {groups:,} supplier groups: itmap, reading included, {itmap:.1f} s; {'; '.join(walks)}")


def walked(address: str, statement: str) -> str:
    """How long a statement takes, planning not counted."""
    with neo4j_server.session(address) as session:
        session.run(f"EXPLAIN {statement}", as_of=AS_OF).consume()
        query = neo4j.Query(statement, timeout=PATIENCE)
        try:
            taken, rows = timed(lambda: len(session.run(query, as_of=AS_OF).values()))
        except Neo4jError as error:
            if "TimedOut" not in (error.code or ""):
                raise
            return f"more than {PATIENCE} s"
        return f"{taken:.1f} s ({rows:,} rows)"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no account of a process's highest memory")
def test_a_nation_is_copied_in_little_memory(address: str, tmp_path: Path) -> None:
    """200,000 systems and 1,000,000 integrations of 200 councils, by `itmap copy` in a process of its own.

    ITMAP_BENCH_COUNCILS copies fewer of them.
    """
    councils = int(os.environ.get("ITMAP_BENCH_COUNCILS", "200"))
    source = open_store(str(tmp_path / "nation.db"), create=True)
    for number in range(councils):
        put(source, council(number, systems=1_000, integrations=5_000, contracts=500))
    source.close()
    program = (
        "import resource, sys; from itmap.cli import cli; cli(sys.argv[1:], standalone_mode=False); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    copying = [sys.executable, "-c", program, "copy", str(tmp_path / "nation.db"), address]
    taken, done = timed(lambda: subprocess.run(copying, check=True, stdout=subprocess.PIPE, text=True))
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    gigabytes = int(done.stdout) * unit / 1e9
    say(f"{councils} councils, {councils}×1,000 systems copied in {taken:.0f} s, at most {gigabytes:.2f} GB of memory")
    assert gigabytes <= MOST_GIGABYTES
