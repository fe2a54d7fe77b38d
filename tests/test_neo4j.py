"""What is true of the Neo4j store alone: how an estate is drawn, whom it leaves alone, and what it says when it fails."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import neo4j.time
import pytest

from itmap import model
from itmap.errors import StoreMissing, StoreUnusable
from itmap.estate import Record, empty
from itmap.stores import Store, neo4j_connection, neo4j_graph, open_store
from itmap.stores import neo4j as neo4j_store
from itmap.stores import neo4j_schema as cypher
from itmap.stores.neo4j_schema import RELATIONSHIPS, schema
from tests import neo4j_server
from tests.cli.desk import Desk
from tests.contract.test_store import COUNCIL, a_full_estate, held, put, record
from tests.test_sqlite import council

# By field: how people who explore find it, the record whose field it is on the left.
DRAWN = {
    "organisation.successor": "Organisation -SUCCEEDED_BY> Organisation",
    "supplier.parent": "Supplier -OWNED_BY> Supplier",
    "contract.suppliers": "Contract <SUPPLIES- Supplier",
    "contract.covers": "Contract -COVERS> System",
    "system.vendors": "System <MAKES- Supplier",
    "system.hosts": "System <HOSTS- Supplier",
    "system.services": "System -SUPPORTS> Service",
    "service.systems": "Service <SUPPORTS- System",
    "service.fallback_systems": "Service <SUPPORTS- System",
    "integration.provider": "Integration -FROM> System",
    "integration.consumer": "Integration -TO> System",
    "integration.via": "Integration -VIA> System",
    "integration.contracts": "Integration <COVERS- Contract",
}


@pytest.fixture(params=neo4j_server.releases())
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    return neo4j_server.clean(request.param, monkeypatch)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    store = open_store(address, create=True)
    yield store
    store.close()


def asked(address: str, query: str, **parameters: Any) -> list[Any]:
    with neo4j_server.session(address) as session:
        return [row[0] if len(row) == 1 else tuple(row) for row in session.run(query, parameters).values()]


# How an estate is drawn.


def test_every_field_is_drawn_as_the_relationship_that_people_expect(store: Store, address: str) -> None:
    assert set(RELATIONSHIPS) == set(DRAWN)
    for number, (name, drawn) in enumerate(DRAWN.items()):
        register, field = name.split(".")
        of, arrow, to = drawn.split(" ")
        here, there = (record(f"{side}{number}", end.lower(), None if model.BY_NAME[end.lower()].shared else "o1",
                              **{"title" if end == "Contract" else "provider" if end == "Integration" else "name": "x"})
                       for side, end in (("a", of), ("b", to)))  # fmt: skip
        if register == "integration":
            here.values["provider"] = None
        kind = model.BY_NAME[register].field(field).kind
        here.values[field] = {
            model.Kind.NAME: there.id, model.Kind.NAMES: (there.id,), model.Kind.FALLBACKS: ((None, there.id),),
        }[kind]  # fmt: skip
        put(store, COUNCIL, there, here)
        left, right = ("-", "->") if arrow.endswith(">") else ("<-", "-")
        pattern = f"(:Itmap:{of} {{id: $here}}){left}[r:{arrow.strip('<>-')}]{right}(:Itmap:{to} {{id: $there}})"
        found = asked(address, f"MATCH {pattern} RETURN r.field, r.position", here=here.id, there=there.id)
        assert found == [(name, 0)], drawn


def test_types_are_kept_and_the_unknown_is_absent(store: Store, address: str) -> None:
    contract = record("c", "contract", title="C", end_date=dt.date(2027, 3, 31), value=Decimal("0.10"))
    put(store, COUNCIL, contract)
    ((held_values),) = asked(address, "MATCH (c:Contract) RETURN properties(c)")
    assert held_values["end_date"] == neo4j.time.Date(2027, 3, 31)
    assert held_values["value"] == "0.10"
    assert set(held_values) == {"id", "organisation", "title", "end_date", "value", "sources", "defined"}


def test_what_people_explore_is_kept_in_step_with_contracts_and_integrations(store: Store, address: str) -> None:
    dice = random.Random(1)
    systems = [record(f"s{n}", "system", name=f"S{n}") for n in range(5)]
    put(store, COUNCIL, *systems)
    for _ in range(25):
        some = [
            record(f"i{dice.randrange(12)}", "integration", provider=dice.choice(systems).id,
                   consumer=dice.choice(systems).id, dependence=dice.choice(["hard", "soft", None]),
                   alternative_group=dice.choice(["g", None]))
            for _ in range(dice.randrange(4))
        ]  # fmt: skip
        with store.change("o1") as change:
            change.put([*some, record(f"c{dice.randrange(4)}", "contract", title="C")])
            change.remove([id_ for id_ in change.records if id_[0] in "ic" and dice.random() < 0.2])
        expected = sorted(
            [row.consumer, row.provider, id_, row.dependence or "", row.alternative_group or ""]
            for id_, row in store.tables()["integration"].iterrows()
        )
        needs = (
            "MATCH (c:System)-[r:NEEDS]->(p:System) "
            "RETURN [c.id, p.id, r.integration, coalesce(r.dependence, ''), coalesce(r.alternative_group, '')]"
        )
        assert sorted(asked(address, needs)) == expected
        holds = asked(address, "MATCH (:Organisation {id: 'o1'})-[:HOLDS]->(c:Contract) RETURN c.id")
        assert sorted(holds) == list(store.tables()["contract"].index)


def test_an_estate_is_read_in_two_steps_however_large_it_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One for all of it, with what records refer to; two for a council's, with the owners of its suppliers too, though
    only another council's rows speak of them, and that in a ring."""
    read: list[str] = []
    run = neo4j_graph.run
    monkeypatch.setattr(neo4j_graph, "run", lambda to, what, **rest: (read.append(what), run(to, what, **rest))[1])
    owners = [
        Record(f"p{n}", "supplier", None, {**empty(model.SUPPLIERS), "name": f"P{n}", "parent": f"p{(n + 1) % 4}"})
        for n in range(4)
    ]
    put(store, *owners, record("o2", "organisation", None, name="South"), organisation="o2")
    for turn in range(2):
        put(store, *a_full_estate(turn), *council(turn)[1:], record("s", "supplier", None, name="S", parent="p2"))
        for reads in (store.tables, store.sources):
            for organisations, most in ((None, 1), (["o1"], 2)):
                read.clear()
                found = reads(organisations)
                assert len(read) <= most, (reads, organisations)
        assert {"s", "p0", "p1", "p2", "p3"} <= found.keys() | set(store.tables(["o1"])["supplier"].index)


def test_nothing_reads_all_records_to_find_some_even_where_it_was_planned_while_there_were_none(
    store: Store, address: str
) -> None:
    """All that is read of an organisation, and all that is written in batches."""
    relationships = RELATIONSHIPS.values()
    statements = [
        cypher.ORGANISATIONS, cypher.SHARED_NODES,
        *(read(cypher.VALUES) for read in (cypher.nodes_of, cypher.nodes_by_id, cypher.shared_nodes_of)),
        cypher.PUT_HOLDS, cypher.DROP_HOLDS, cypher.PUT_NEEDS, cypher.DROP_NEEDS, cypher.DROP_NODES,
        cypher.STILL_REFERRED_TO, cypher.STILL_HOLDING, cypher.MISSING, cypher.PUT_VERSIONS, cypher.PUT_DECISIONS,
        *map(cypher.put_nodes, model.BY_NAME), *map(cypher.put_links, relationships),
        *map(cypher.drop_links, relationships),
    ]  # fmt: skip
    parameters: dict[str, Any] = {
        name: [] for name in ("ids", "rows", "begin", "labels", "organisations", "outward", "inward")
    }
    with neo4j_server.session(address) as session:
        for statement in statements:
            plan = session.run(f"EXPLAIN {statement}", parameters | {"role": None, "mine": ""}).consume().plan
            for step, of in operators(plan):
                whole = "AllNodes" in step or ("LabelScan" in step and "Itmap" in of)
                assert not whole, (statement, step, of)


def operators(plan: Any) -> Iterator[tuple[str, str]]:
    """The steps of a plan, each with what it works on."""
    yield plan["operatorType"], plan["args"].get("Details", "")
    for child in plan.get("children", ()):
        yield from operators(child)


# Whom it leaves alone.


def test_what_others_keep_in_the_database_is_left_as_it_is(store: Store, address: str) -> None:
    put(store, COUNCIL, record("a", "system", name="A", users=3), record("b", "system", name="B"))
    asked(address, "CREATE (:Person {id: 'a'})-[:SUPPORTS {since: 1}]->(:Team {id: 'b'})")
    asked(address, "MATCH (s:System {id: 'a'}), (p:Person) CREATE (p)-[:FROM {x: 1}]->(s) SET s.note = 'mine', s:Loved")
    before = asked(address, "MATCH (n:Person)-[r]->(m) RETURN properties(n), type(r), properties(r)")
    put(store, record("a", "system", name="A2"), record("i", "integration", provider="a", consumer="b"))
    assert asked(address, "MATCH (n:Person)-[r]->(m) RETURN properties(n), type(r), properties(r)") == before
    assert asked(address, "MATCH (s:Loved) RETURN s.name, s.note, s.users") == [("A2", "mine", None)]
    assert held(store)["i"]["provider"] == "a"
    with pytest.raises(StoreUnusable, match="still refers to it"), store.change("o1") as change:
        change.remove(["i", "a"])
    assert set(held(store)) == {"o1", "a", "b", "i"}


def test_a_database_whose_labels_clash_is_refused(address: str) -> None:
    asked(address, "CREATE (:Supplier:Vip {name: 'theirs'})")
    with pytest.raises(StoreUnusable, match="Supplier"):
        open_store(address, create=True)
    with pytest.raises(StoreMissing, match="itmap import"):
        open_store(address)
    assert asked(address, "MATCH (n) RETURN labels(n)") == [["Supplier", "Vip"]]


def test_labels_that_clash_later_stop_the_next_change(store: Store, address: str) -> None:
    put(store, COUNCIL)
    asked(address, "CREATE (:Service {name: 'theirs'})")
    with pytest.raises(StoreUnusable, match="Service"), store.change("o1") as change:
        change.put([record("a", "system", name="A")])
    assert set(held(store)) == {"o1"}


def test_two_organisations_at_once_both_land(store: Store, address: str) -> None:
    program = textwrap.dedent("""
        import sys
        from itmap.stores import open_store
        from tests.contract.test_store import record
        store, own = open_store(sys.argv[1]), sys.argv[2]
        for n in range(8):
            with store.change(own) as change:
                shared = change.records.get("s") or record("s", "supplier", None, name="Alder")
                shared.values["names_seen"] = (*shared.values["names_seen"], f"{own} {n}")
                change.put([record(own, "organisation", None, name=own), shared, record(f"{own}-{n}", "system", own,
                            name="A", vendors=("s",))])
        store.close()
    """)
    running = [
        subprocess.Popen([sys.executable, "-c", program, address, f"o{n}"], cwd=Path(__file__).parents[1])
        for n in range(3)
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    assert len(store.tables()["system"]) == 24
    assert len(held(store)["s"]["names_seen"]) == 24


# What it says when it fails.


@pytest.mark.parametrize(
    "address",
    ["neo4j://me:secret@host/db", "bolt+s://secret@host", "neo4j://host:secret@7687", "neo4j://me:sec/ret@host/db"],
)
def test_a_password_in_the_address_is_refused_and_not_shown(address: str) -> None:
    with pytest.raises(StoreUnusable, match="NEO4J_PASSWORD") as refused:
        open_store(address)
    assert "secret" not in str(refused.value)
    assert "ret" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    ["neo4j:", "bolt:///db", "neo4j://host/a/b", "neo4j://host:port/db", "bolt://host?policy=x", "bolt://h#x"],
)
def test_what_is_no_address_is_shown_one(address: str) -> None:
    with pytest.raises(StoreUnusable, match="neo4j://host:7687/database"):
        open_store(address)


def test_credentials_come_from_the_environment_or_a_prompt(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    password = os.environ["NEO4J_PASSWORD"]
    monkeypatch.delenv("NEO4J_PASSWORD")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(StoreUnusable, match="Set NEO4J_PASSWORD"):
        open_store(address, create=True)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda _: password)
    open_store(address, create=True).close()
    monkeypatch.setattr(getpass, "getpass", lambda _: "wrong")
    with pytest.raises(StoreUnusable, match="does not know that user name and password"):
        open_store(address)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_that_is_not_there_is_said_at_once(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "x")
    begun = time.monotonic()
    address = f"{scheme}://127.0.0.1:{neo4j_server._free_port()}/neo4j"
    result = Desk(tmp_path).run("query", "exits", "--store", address, store=False)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: The store {address} does not answer.")
    assert time.monotonic() - begun < 10


def test_a_database_that_is_not_there_is_said(address: str) -> None:
    with pytest.raises(StoreUnusable, match="no database elsewhere"):
        open_store(address.rpartition("/")[0] + "/elsewhere", create=True)


def test_the_routing_scheme_reaches_the_same_store(store: Store, address: str) -> None:
    put(store, COUNCIL)
    routed = open_store(address.replace("bolt:", "neo4j:"))
    assert set(held(routed)) == {"o1"}
    routed.close()


def test_a_newer_store_is_refused_and_an_older_one_goes_on(store: Store, address: str) -> None:
    asked(address, "MATCH (m:ItmapMeta) SET m.schema = $schema", schema=model.SCHEMA_VERSION + 1)
    with pytest.raises(StoreUnusable, match="pip install --upgrade itmap"):
        open_store(address)
    asked(address, "MATCH (m:ItmapMeta) SET m.schema = $schema", schema=model.SCHEMA_VERSION - 1)
    older = open_store(address)
    put(older, COUNCIL)
    older.close()
    assert asked(address, "MATCH (m:ItmapMeta) RETURN m.schema") == [model.SCHEMA_VERSION]


def test_who_waits_too_long_is_told_that_somebody_else_writes(
    store: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_store, "BUSY_SECONDS", 1)
    second = open_store(address)
    with store.change("o1") as change:
        with pytest.raises(StoreUnusable, match="somebody else"), second.change("o2"):
            pass
        change.put([COUNCIL])
    assert set(held(second)) == {"o1"}
    second.close()


def test_a_read_that_a_change_overtakes_is_read_again(
    store: Store, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, COUNCIL, record("a", "system", name="A"))
    other = open_store(address)
    run = neo4j_graph.run
    turns = iter(["change"])

    def overtaken(*rest: Any, **parameters: Any) -> Any:
        found = list(run(*rest, **parameters))
        if next(turns, None):
            put(other, record("b", "system", name="B"), record("i", "integration", provider="a", consumer="b"))
        return found

    monkeypatch.setattr(neo4j_graph, "run", overtaken)
    assert set(held(store)) == {"o1", "a", "b", "i"}
    other.close()


@pytest.mark.parametrize(
    "damage",
    [
        "MATCH (n:System) SET n.users = 'many', n.go_live_date = 'soon'",
        "MATCH (n:System) SET n.sources = ['x']",
        "MATCH (n:System) REMOVE n:System",
        "MATCH (n:System) REMOVE n.id",
        "MATCH (n:System) SET n.annual_cost = 'much'",
    ],
)
def test_what_itmap_never_wrote_is_said(store: Store, address: str, damage: str) -> None:
    put(store, COUNCIL, record("a", "system", name="A"))
    asked(address, damage)
    with pytest.raises(StoreUnusable, match="itmap did not write"):
        store.tables(), store.sources()


def test_a_store_that_somebody_emptied_is_said(store: Store, address: str) -> None:
    asked(address, "MATCH (n) DETACH DELETE n")
    with pytest.raises(StoreUnusable, match="emptied"), store.change("o1"):
        pass


@pytest.mark.parametrize("statements", [0, 2, 5])
def test_what_died_while_it_was_made_can_be_made_again(statements: int, monkeypatch: pytest.MonkeyPatch) -> None:
    address = neo4j_server.clean(neo4j_server.releases()[0], monkeypatch, bare=True)

    def dying() -> Iterator[str]:
        yield from list(schema())[:statements]
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(neo4j_store.cypher, "schema", dying)
        open_store(address, create=True)
    with pytest.raises(StoreMissing):
        open_store(address)
    store = open_store(address, create=True)
    put(store, *council(7))
    assert set(store.tables()["system"]["users"]) == {7}
    store.close()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_killed_at_any_moment_it_holds_the_old_or_the_new(store: Store, address: str) -> None:
    program = textwrap.dedent("""
        import sys
        from itmap.stores import open_store
        from tests.test_sqlite import council
        store, number = open_store(sys.argv[1]), int(sys.argv[2])
        print("ready", flush=True)
        while True:
            number += 1
            with store.change("o1") as change:
                change.put(council(number))
    """)
    number = 0
    for moment in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", program, address, str(number)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[1],
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05 + moment * 0.1)
        process.kill()
        process.wait()
        process.stdout.close()
        users = set(store.tables()["system"]["users"])
        assert len(users) <= 1, f"torn at moment {moment}: {users}"
        number = max(users, default=0)
        put(store, *council(number))  # nothing to mend, nobody to wait for
    assert number > 0, "no change ever landed: the moments were all too early"


# A server of one's own: ended, cut off, and set up otherwise than the others.


@pytest.fixture(scope="module")
def server() -> Iterator[neo4j_server.Server]:
    """One with little memory for a transaction, and TLS for who asks for it, with a certificate of another name."""
    neo4j_server.skip_without()
    server = neo4j_server.Server(next(iter(neo4j_server.JAVA_NEEDED)))
    folder = server.home / "certificates" / "bolt"
    folder.mkdir(parents=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=other.example",
         "-addext", "subjectAltName=DNS:other.example", "-keyout", folder / "private.key",
         "-out", folder / "public.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    server.settings |= {
        "db.memory.transaction.max": "8m",
        "server.bolt.tls_level": "OPTIONAL",
        "dbms.ssl.policy.bolt.enabled": "true",
        "dbms.ssl.policy.bolt.base_directory": str(folder),
        "dbms.ssl.policy.bolt.client_auth": "NONE",
    }
    server.start()
    yield server
    server.remove()


@pytest.fixture
def line(server: neo4j_server.Server) -> Iterator[neo4j_server.Line]:
    line = neo4j_server.Line(server.port)
    yield line
    line.close()


@pytest.fixture
def own(server: neo4j_server.Server, line: neo4j_server.Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store on it, reached by the line."""
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.USER)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.PASSWORD)
    monkeypatch.setattr(neo4j_connection, "RETRY_SECONDS", 2)
    store = open_store(f"bolt://127.0.0.1:{line.port}/neo4j", create=True)
    put(store, *council(1))
    yield store
    store.close()


def users(store: Store) -> set[int]:
    return set(store.tables()["system"]["users"])


def test_a_connection_lost_in_a_change_is_taken_up_again(line: neo4j_server.Line, own: Store) -> None:
    with own.change("o1") as change:
        change.put(council(3))
        line.cut()
    assert users(own) == {3}


def test_a_change_that_another_overtook_while_the_connection_was_lost_is_not_written(
    server: neo4j_server.Server, line: neo4j_server.Line, own: Store
) -> None:
    with pytest.raises(StoreUnusable, match="somebody else has changed it"), own.change("o1") as change:
        change.put(council(4))
        line.cut()
        other = open_store(f"{server.uri}/neo4j")
        put(other, *council(5))
        other.close()
    assert users(own) == {5}


def test_a_connection_lost_in_the_middle_of_a_read_is_said_or_taken_up_again(
    line: neo4j_server.Line, own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, cuts = neo4j_graph.run, iter([line.cut])

    def lost(*rest: Any, **parameters: Any) -> Any:
        found = run(*rest, **parameters)
        for cut in cuts:
            cut()
        return found

    monkeypatch.setattr(neo4j_graph, "run", lost)
    assert users(own) == {1}
    cuts = iter([line.close])
    with pytest.raises(StoreUnusable, match="does not answer"):
        own.tables()


def test_a_change_over_the_memory_limit_is_said_and_changes_nothing(own: Store) -> None:
    large = council(9)
    for each in large[1:]:
        each.values["name"] = "x" * 60_000
    with pytest.raises(StoreUnusable, match="too little memory"):
        put(own, *large)
    assert users(own) == {1}


def test_a_certificate_of_another_name_is_refused_with_the_reason(
    server: neo4j_server.Server, own: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{server.uri}/neo4j"
    open_store(address.replace("bolt", "neo4j+ssc")).close()
    with pytest.raises(StoreUnusable, match=r"can.t be trusted .self-signed"):
        open_store(address.replace("bolt", "bolt+s"))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.home / "certificates" / "bolt" / "public.crt"))
    with pytest.raises(StoreUnusable, match=r"not valid for .127\.0\.0\.1"):
        open_store(address.replace("bolt", "bolt+s"))
    with pytest.raises(StoreUnusable, match="certificate"):  # the older driver doesn't tell more when it routes
        open_store(address.replace("bolt", "neo4j+s"))


def test_a_server_without_tls_is_said(address: str) -> None:
    for scheme in ("bolt+ssc", "bolt+s", "neo4j+s"):
        with pytest.raises(StoreUnusable, match=r"TLS|certificate"):
            open_store(address.replace("bolt", scheme))


# The last ones end the server itself, which takes long to start again.


def test_a_server_that_comes_back_in_time_gets_the_whole_change(server: neo4j_server.Server, own: Store) -> None:
    with own.change("o1") as change:
        change.put(council(3))
        server.kill()
        server.start()
    assert users(own) == {3}


def test_a_server_that_dies_in_a_change_leaves_what_was_and_one_that_cant_be_written_can_be_read(
    server: neo4j_server.Server, own: Store, tmp_path: Path
) -> None:
    """As a reader's role has it, which the community edition can't make: here the whole database can only be read."""
    with pytest.raises(StoreUnusable, match="does not answer"), own.change("o1") as change:
        change.put(council(2))
        server.kill()
    server.settings["server.databases.default_to_read_only"] = "true"
    server.start()
    with pytest.raises(StoreUnusable, match="write permission"):
        put(own, *council(2))
    assert users(own) == {1}
    desk, there = Desk(tmp_path), ("--store", f"{server.uri}/neo4j")
    for command in (("query", "legacy"), ("report", "-o", tmp_path / "estate.html"), ("explore", "legacy"), ("show",)):
        result = desk.run(*command, *there, store=False)
        assert result.exit_code == 0, result.output
    systems = desk.file("systems.csv", "Name\nLettings\n")
    for command in (("import", systems), ("publish",), ("publish", "--remove")):
        result = desk.run(*command, *there, store=False)
        assert (result.exit_code, result.stderr.count("write permission")) == (1, 1), result.output
