"""Every Cypher file, on a real server: Neo4j finds no fault with it, and its rows are those that Python finds."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import networkx as nx
import pytest

from itmap import model
from itmap import settings as settings_of
from itmap.blast_radius import blast_radii, shown
from itmap.dependencies import failures
from itmap.errors import StoreUnusable
from itmap.estate import Estate, same
from itmap.money import known_annual_value, pays
from itmap.quantities import Interval
from itmap.queries import NAMES, question
from itmap.queries.cypher_files import CypherFile, cypher_files
from itmap.readings import Reading, interfaces, live_systems, readings
from itmap.stores.shared import SharedStore
from tests import neo4j_server
from tests.estates import AS_OF, HOME, random_rows, records

FILES = cypher_files()
OTHER = "Council 2"
UNTIL = AS_OF + dt.timedelta(400)
EXAMPLES = {
    "as_of": AS_OF,
    "until": UNTIL,
    "system": "System 1",
    "supplier": "Supplier 1",
    "one": HOME,
    "other": OTHER,
    "product": "Suite",
    "good_fit": 3,
}
SETTINGS = settings_of.load()

Ask = Callable[..., list[dict[str, Any]]]


# What stands in a file.


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_a_file_opens_with_its_question_and_how_to_set_its_parameters(file: CypherFile) -> None:
    header, _, body = file.text.partition("\n\n")
    assert file.question.endswith("?")
    assert all(line.startswith("//") for line in header.splitlines())
    declared = [parameter.name for parameter in file.parameters]
    assert declared == re.findall(r"^//   :param (\w+) => \S", header, re.MULTILINE)
    assert set(declared) == set(re.findall(r"\$(\w+)", body))
    assert declared or "// Parameters: none." in header
    assert not re.search(r"\b(apoc|id\(|elementId|CREATE|MERGE|SET|DELETE|REMOVE)", body)


def test_every_question_has_a_file_of_its_name() -> None:
    lacking = sorted(f"queries/cypher/{name}.cypher" for name in set(NAMES) - set(FILES))
    assert not lacking, "each question is asked in Cypher too (step 4 of CONTRIBUTING.md)"


# What the server says of it.


@pytest.fixture(params=neo4j_server.releases())
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    return neo4j_server.clean(request.param, monkeypatch)


@pytest.fixture
def store(address: str) -> Iterator[SharedStore]:
    store = SharedStore(address, create=True)
    yield store
    store.close()


@pytest.mark.once
def test_neo4j_plans_every_file_without_a_warning(store: SharedStore, address: str) -> None:
    """No warning, no cartesian product, and nothing that reads every node there is."""
    put(store, fuller(0))
    with neo4j_server.session(address) as session:
        for field in {field.name for register in model.REGISTERS for field in register.fields}:
            session.run("CALL db.createProperty($name)", name=field).consume()  # else warned of as never seen
        versions = str(session.run("CALL dbms.components() YIELD versions").values())
    for file in FILES.values():
        for language in ("", "CYPHER 25 ") if "'20" in versions else ("",):
            with store._session() as session:
                summary = session.run(f"{language}EXPLAIN {file.text}", EXAMPLES).consume()
            notes = [status.status_description for status in summary.gql_status_objects if status.is_notification]
            assert not notes, (file.name, notes)
            steps = set(operators(summary.plan))
            assert not [step for step in steps if "Cartesian" in step or "AllNodes" in step], (file.name, steps)
            if "{id: " in file.text:
                assert any("NodeUniqueIndexSeek" in step for step in steps), (file.name, steps)


def operators(plan: Any) -> Iterator[str]:
    yield plan["operatorType"]
    for child in plan.get("children", ()):
        yield from operators(child)


def test_a_file_can_write_nothing(store: SharedStore) -> None:
    with pytest.raises(StoreUnusable, match="can only be read"):
        store.explore("CREATE (n:Mine) RETURN n", {})


# What it answers.


@pytest.mark.parametrize("seed", range(6))
def test_every_file_finds_what_python_finds(store: SharedStore, seed: int) -> None:
    assert set(ANSWERS) == set(FILES)
    put(store, fuller(seed))
    estate = Estate(store.tables(), AS_OF)
    for name, holds in ANSWERS.items():
        holds(estate, partial(asked, store, FILES[name]))


def asked(store: SharedStore, file: CypherFile, **parameters: Any) -> list[dict[str, Any]]:
    found = store.explore(file.text, parameters)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def put(store: SharedStore, rows: dict[str, Any]) -> None:
    integrations = {str(number): row for number, row in enumerate(rows["integrations"])}
    found = records(
        {**{register.name: rows[f"{register.name}s"] for register in model.REGISTERS}, "integration": integrations}
    )
    for council in rows["organisations"]:
        with store.change(f"organisation:{council}") as change:
            change.put(each for each in found if each.organisation in (None, f"organisation:{council}"))


def fuller(seed: int) -> dict[str, Any]:
    """The rows of two councils' random estate, with the fields that `random_rows` leaves out."""
    rows = random_rows(seed, systems=20, integrations=44, suppliers=12, contracts=60, services=8, councils=2)
    dice = random.Random(seed)

    def one(*choices: Any) -> Any:
        return dice.choice([None, *choices])

    for system in rows["systems"].values():
        system.update({name: dice.choice((1, 2, 3, 5)) for name in (*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT)})
        if dice.random() < 0.6:
            system[dice.choice([*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT])] = None
        system.update(
            functional_fit=one(1, 2, 3, 4),
            technical_fit=one(1, 2, 3, 4),
            api=one(*model.OPENNESS),
            data_export=one(*model.OPENNESS),
            substitutability=one(*model.SUBSTITUTABILITY),
            annual_cost=one(0, 100, Decimal("99.50")),
            capability=one("Case  work", "case work ", "Pay"),
            product=one("Open Suite", "open suite", "Ledger"),
            end_of_support=one(AS_OF, AS_OF - dt.timedelta(9)),
        )
    for contract in rows["contracts"].values():
        contract.update(
            renewal=dice.choice(("automatic", contract["renewal"])),
            notice_period=one("3 months", "90 days", "2+1 weeks", "1 year", "0 days"),
            renewal_period=one("12 months", "2+1+1 years", "0 months", "30 days"),
            irrevocable_until=one(None, AS_OF - dt.timedelta(30), AS_OF + dt.timedelta(200)),
            end_date=dice.choice((contract["end_date"], AS_OF - dt.timedelta(dice.randrange(4000)))),
            value=one(0, 1000, Decimal("12.34"), -5),
            value_basis=one("annual", "annual", "total"),
        )
    ring = sorted(rows["suppliers"])[: seed % 3]  # none, one that owns itself, or two that own each other
    for owner, owned in zip(ring, reversed(ring), strict=True):
        rows["suppliers"][owned]["parent"] = owner
    for register in ("suppliers", "services", "systems"):
        for row in rows[register].values():
            row["defined"] = dice.random() < 0.8
    return rows


def called_in(estate: Estate) -> dict[str, str]:
    return {id_: estate.name(id_) for register in estate.tables for id_ in estate.ids(register)}


def alone(estate: Estate) -> Reading:
    """What is certain, with every hard integration as the only one, and nothing that stands in."""
    certain = readings(estate).certain
    needs: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for consumer, links, dependences in interfaces(estate):
        needs[consumer] += [(link,) for link, its in zip(links, dependences, strict=True) if its == "hard"]
    return replace(
        certain, needs=needs, runs_on={service: dict.fromkeys(its, ()) for service, its in certain.runs_on.items()}
    )


# For each file, what Python finds.


def chokepoints(estate: Estate, ask: Ask) -> None:
    read, names, found = alone(estate), estate.groups.names, {}
    called = called_in(estate)
    for group, radius in blast_radii(read, {group: read.own.get(group, ()) for group in names}, called):
        found[names[group]] = sorted(estate.name(system) for system in radius.rounds)
    rows = ask(as_of=AS_OF)
    assert {row["supplier"]: row["systems_stopped"] for row in rows} == {who: its for who, its in found.items() if its}
    services = {row["supplier"]: tuple(row["services_stopped"]) for row in rows}
    statutory = {estate.name(id_) for id_, row in estate.records("service").items() if row["statutory"]}
    for row in question("chokepoints").answer(estate, SETTINGS).rows:
        assert services.get(row.supplier, ()) == row.services_stopped_without_fallbacks
    assert all(row["statutory_services_stopped"] == len(statutory & {*row["services_stopped"]}) for row in rows)


def impact(estate: Estate, ask: Ask) -> None:
    read, by_itself = readings(estate), alone(estate)
    subjects = {id_: (id_,) for id_ in live_systems(estate)}
    for subject, radius in blast_radii(by_itself, subjects, called_in(estate)):
        ways = {id_: radius.way_to(id_) for id_ in (*radius.rounds, *by_itself.runs_on)}
        rows = ask(system=estate.name(subject).upper())
        assert {(row["kind"], row["name"]): row["distance"] for row in rows} == {
            (estate.register_of(id_), estate.name(id_)): len(shown(way, read.possible)) - 1
            for id_, way in ways.items()
            if way and id_ != subject
        }
        assert all((row["chain"][0], row["chain"][-1]) == (estate.name(subject), row["name"]) for row in rows)
        assert all(row["distance"] == len(row["chain"]) - 1 for row in rows)
        certain = question("impact").answer(estate, SETTINGS, f"system: {estate.name(subject)}").rows
        stops = {row.name for row in certain if row.certain and row.kind != "integration"}
        assert stops <= {row["name"] for row in rows}


def exits(estate: Estate, ask: Ask) -> None:
    rows = {row["title"]: row for row in ask(as_of=AS_OF)}
    answered = question("exits").answer(estate, SETTINGS).rows
    assert len(rows) == len(answered)
    for row in answered:
        its, contract = rows[row.title], estate.records("contract")[row.rests_on[0]]
        assert (its["state"], its["organisation"], "; ".join(its["suppliers"])) == (
            row.state, row.organisation, "; ".join(sorted(row.supplier.split("; "))),
        )  # fmt: skip
        for column in ("earliest_exit", "act_by"):
            exact = getattr(row, column)
            known = exact is not None and exact.exact and exact.high != dt.date.max
            if its[column] is not None:
                assert exact == Interval.exactly(its[column]), (row.title, column)
            elif known:
                period = contract["renewal_period"]  # one of nothing is not known
                assert contract["notice_period"] is None or not (period and period.counts[0]), row.formula


def notice_due(estate: Estate, ask: Ask) -> None:
    found = []
    for row in question("exits").answer(estate, SETTINGS).rows:
        contract = estate.records("contract")[row.rests_on[0]]
        notice, period, end = (contract[name] for name in ("notice_period", "renewal_period", "end_date"))
        if row.act_by is None or notice is None or row.status in ("pipeline", "ended", "withdrawn"):
            continue
        rolls = period is not None and period.counts[0] > 0
        if (rolls or notice.before(end) >= AS_OF) and row.act_by.low <= UNTIL:
            found.append((row.act_by.low, row.earliest_exit.low, row.title))
    assert [(row["act_by"], row["ends"], row["title"]) for row in ask(as_of=AS_OF, until=UNTIL)] == sorted(
        found, key=lambda row: (row[0], row[2])
    )


def lock_in(estate: Estate, ask: Ask) -> None:
    many = 1000
    settings = replace(SETTINGS, lock_in=replace(SETTINGS.lock_in, entangled_integrations=many, draws=10))
    answered = {row.supplier: row for row in question("lock-in").answer(estate, settings).rows}
    own, systems = failures(estate).own_certain, estate.records("system")
    rows = {row["supplier"]: row for row in ask(as_of=AS_OF)}
    assert set(rows) == {who for who, row in answered.items() if row.coverage["systems"]}
    for group, who in estate.groups.names.items():
        if who not in rows:
            continue
        row, held = rows[who], [systems[id_] for id_ in own[group]]
        entanglement = answered[who].criteria["entanglement"]
        hard, unknown = row["hard_integrations_with_others"], row["integrations_of_unknown_dependence"]
        assert (hard / many, (hard + unknown) / many) == (entanglement.low, entanglement.high)
        assert row["systems"] == answered[who].coverage["systems"]
        closed = [{"proprietary", "none"} & {its["api"], its["data_export"]} for its in held]
        assert row["closed_systems"] == sum(map(bool, closed))
        hard_to_replace = ("highly complex", "not substitutable")
        assert row["hard_to_replace_systems"] == sum(its["substitutability"] in hard_to_replace for its in held)


def candidates(estate: Estate, ask: Ask) -> None:
    joined: defaultdict[str, int] = defaultdict(int)
    for row in estate.records("integration").values():
        for system in {row["provider"], row["consumer"], *row["via"]}:
            joined[estate.name(system)] += 1
    assert {row["system"]: (row["quadrant"], row["services"], row["integrations"]) for row in ask(good_fit=3)} == {
        row.system: (row.quadrant, list(row.services), joined[row.system])
        for row in question("candidates").answer(estate, SETTINGS).rows
    }


def legacy(estate: Estate, ask: Ask) -> None:
    columns = ("organisation", "likelihood", "impact", "overall", "legacy", "red", "end_of_support")
    assert {
        row["system"]: ([row[column] for column in columns], sorted(row["missing"])) for row in ask()
    } == {
        row.system: ([getattr(row, column) for column in columns], sorted(row.missing))
        for row in question("legacy").answer(estate, SETTINGS).rows
    }  # fmt: skip


def concentration(estate: Estate, ask: Ask) -> None:
    paid: defaultdict[str, list[Decimal]] = defaultdict(list)
    for row in estate.records("contract").values():
        groups = {estate.groups.of[supplier] for supplier in row["suppliers"]}
        value = known_annual_value(row)
        if len(groups) == 1 and row["value_basis"] == "annual" and value and pays(row, AS_OF) == "certain":
            paid[estate.groups.names[groups.pop()]].append(value.low or Decimal(0))
    whole = float(sum(map(sum, paid.values())))
    assert {row["supplier"]: (row["contracts"], row["annual_value"], row["share"]) for row in ask(as_of=AS_OF)} == {
        who: (len(its), pytest.approx(float(sum(its))), pytest.approx(float(sum(its)) / whole) if whole else None)
        for who, its in paid.items()
    }


def overlaps(estate: Estate, ask: Ask) -> None:
    def high(value: Any) -> Any:
        return None if value is None else pytest.approx(float(value))

    assert {
        (row["by"], same(row["capability"])): (
            sorted(row["systems"]), sorted(row["organisations"]), row["within_one"],
            row["annual_cost_low"], row["annual_cost_high"],
        )
        for row in ask()
    } == {
        (row.by, same(row.capability)): (
            sorted(row.systems), sorted(row.organisations), row.within_one,
            high(row.annual_cost.low), high(row.annual_cost.high),
        )
        for row in question("overlaps").answer(estate, SETTINGS).rows
    }  # fmt: skip


def supplier_reach(estate: Estate, ask: Ask) -> None:
    systems, services = estate.records("system"), estate.records("service")
    for supplier in estate.records("supplier"):
        touched = set()
        for member in estate.groups.members(estate.groups.of[supplier]):
            things = {id_ for id_, row in systems.items() if member in (*row["vendors"], *row["hosts"])}
            for id_, row in estate.records("contract").items():
                if member in row["suppliers"]:
                    named = {link for link, its in estate.records("integration").items() if id_ in its["contracts"]}
                    things |= {id_, *row["covers"], *named}
            for id_, row in services.items():
                runs_on = {*row["systems"], *(stand_in for _, stand_in in row["fallback_systems"])}
                runs_on |= {system for system, its in systems.items() if id_ in its["services"]}
                if runs_on & things:
                    things |= {id_}
            touched |= {
                (estate.name(member), estate.register_of(id_).capitalize(), called(estate, id_)) for id_ in things
            }
        rows = ask(supplier=estate.name(supplier).lower())
        assert {(row["supplier"], row["kind"], row["name"]) for row in rows} == touched
        assert all(row["path"].startswith(row["supplier"]) and row["path"].endswith(row["name"]) for row in rows)


def called(estate: Estate, id_: str) -> str:
    integration = estate.records("integration").get(id_)
    reference: str = integration["reference"] if integration else ""
    return reference or estate.name(id_)


def walked(estate: Estate, ask: Ask, *, upstream: bool) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(map(estate.name, estate.records("system")))
    for row in estate.records("integration").values():
        graph.add_edge(estate.name(row["consumer"]), estate.name(row["provider"]))
    graph = graph if upstream else graph.reverse()
    for system in graph:
        reached = nx.single_source_shortest_path_length(graph, system)
        rows = ask(system=system)
        assert {row["system"]: row["distance"] for row in rows} == {
            other: steps for other, steps in reached.items() if other != system
        }
        for row in rows:
            assert nx.is_path(graph, row["chain"])
            assert (row["chain"][0], row["chain"][-1], len(row["chain"]) - 1) == (
                system,
                row["system"],
                row["distance"],
            )


def systems_without_contract(estate: Estate, ask: Ask) -> None:
    covered = {
        thing
        for row in estate.records("contract").values()
        if row["status"] not in ("ended", "withdrawn")
        for thing in row["covers"]
    }
    assert {row["system"] for row in ask()} == {estate.name(id_) for id_ in live_systems(estate) - covered}


def contracts_without_system(estate: Estate, ask: Ask) -> None:
    resting = {id_ for row in estate.records("integration").values() for id_ in row["contracts"]}
    assert {row["title"] for row in ask()} == {
        row["title"]
        for id_, row in estate.records("contract").items()
        if row["status"] not in ("ended", "withdrawn") and not row["covers"] and id_ not in resting
    }


def shared_suppliers(estate: Estate, ask: Ask) -> None:
    held: dict[str, defaultdict[str, set[str]]] = {HOME: defaultdict(set), OTHER: defaultdict(set)}
    for register, fields in (("contract", ("suppliers",)), ("system", ("vendors", "hosts"))):
        for id_, row in estate.records(register).items():
            for supplier in (who for field in fields for who in row[field]):
                group = estate.groups.names[estate.groups.of[supplier]]
                held[estate.name(row["organisation"])][group].add(estate.name(id_))
    assert {row["supplier"]: (row["in_one"], row["in_other"]) for row in ask(one=HOME.lower(), other=OTHER)} == {
        group: (sorted(its), sorted(held[OTHER][group])) for group, its in held[HOME].items() if group in held[OTHER]
    }


def supplier_to_service(estate: Estate, ask: Ask) -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for row in estate.records("integration").values():
        if row["dependence"] == "hard":
            graph.add_edges_from((cause, row["consumer"]) for cause in (row["provider"], *row["via"]))
    systems = estate.records("system")
    for id_, row in systems.items():
        graph.add_edges_from((who, id_) for who in (*row["vendors"], *row["hosts"]))
        graph.add_edges_from((id_, service) for service in row["services"])
    for row in estate.records("contract").values():
        graph.add_edges_from((who, thing) for who in row["suppliers"] for thing in row["covers"] if thing in systems)
    for id_, row in estate.records("service").items():
        graph.add_edges_from((system, id_) for system in row["systems"])
    statutory = {id_ for id_, row in estate.records("service").items() if row["statutory"]}
    for supplier in estate.records("supplier"):
        rows = ask(supplier=estate.name(supplier))
        assert {(row["supplier"], row["service"]) for row in rows} == {
            (estate.name(member), estate.name(service))
            for member in estate.groups.members(estate.groups.of[supplier])
            if member in graph
            for service in statutory & nx.descendants(graph, member)
        }
        assert all((row["chain"][0], row["chain"][-1]) == (row["supplier"], row["service"]) for row in rows)


def who_runs(estate: Estate, ask: Ask) -> None:
    assert {row["system"] for row in ask(product="Suite")} == {
        estate.name(id_) for id_, row in estate.records("system").items() if "suite" in (row["product"] or "").lower()
    }
    assert [row["organisation"] for row in ask(product="system 1")] == sorted(
        estate.name(row["organisation"]) for row in estate.records("system").values() if "System 1" in row["name"]
    )


def services_without_stand_in(estate: Estate, ask: Ask) -> None:
    alone = {
        estate.name(service): sorted(estate.name(system) for system, stand_ins in its.items() if not stand_ins)
        for service, its in readings(estate).certain.runs_on.items()
    }
    rows = ask()
    assert {row["service"]: row["systems"] for row in rows} == {service: its for service, its in alone.items() if its}
    order = [{True: 0, None: 1, False: 2}[row["statutory"]] for row in rows]
    assert order == sorted(order)


def hubs(estate: Estate, ask: Ask) -> None:
    links = estate.records("integration").values()
    found = {}
    for id_ in estate.records("system"):
        via, source = ([row for row in links if id_ in row["via"]], [row for row in links if id_ == row["provider"]])
        if via or source:
            served = {row["consumer"] for row in (*via, *source)}
            found[estate.name(id_)] = (len(via), len(source), len(served))
    columns = ("integrations_via", "integrations_from", "systems_served")
    assert {row["system"]: tuple(row[column] for column in columns) for row in ask()} == found


def only_named(estate: Estate, ask: Ask) -> None:
    joined: defaultdict[str, set[str]] = defaultdict(set)
    for register, field in model.reference_fields():
        for id_, row in estate.records(register.name).items():
            value = row[field.name]
            for item in (value,) if isinstance(value, str) else value or ():
                target = item if isinstance(item, str) else item[1]
                joined[id_].add(target)
                joined[target].add(id_)
    assert {(row["kind"], row["name"]): row["named_by"] for row in ask()} == {
        (register.name.capitalize(), estate.name(id_)): len(joined[id_])
        for register in model.REGISTERS
        for id_, row in estate.records(register.name).items()
        if not row["defined"] and register.name != "organisation"
    }


def calendar(estate: Estate, ask: Ask) -> None:
    named = {
        "end": "end_date", "end after every extension": "maximum_end_date",
        "irrevocable until": "irrevocable_until", "review": "review_date",
    }  # fmt: skip
    found = {(row["kind"], row["title"], row["day"]) for row in ask(as_of=AS_OF, until=UNTIL)}
    assert found == {
        (kind, contract["title"], contract[field])
        for contract in estate.records("contract").values()
        for kind, field in named.items()
        if contract["status"] not in ("ended", "withdrawn") and contract[field] and AS_OF <= contract[field] <= UNTIL
    }
    fixed = {row.rests_on[0]: row for row in question("exits").answer(estate, SETTINGS).rows}
    for row in question("calendar").answer(estate, SETTINGS).rows:
        terms = fixed[row.rests_on[0]]
        ends = estate.records("contract")[row.rests_on[0]]["end_date"]
        if terms.state == "fixed term" and row.day == ends <= UNTIL:
            assert ("end", row.contract, row.day) in found


def together(estate: Estate, ask: Ask) -> None:
    ending: defaultdict[str, list[str]] = defaultdict(list)
    for contract in estate.records("contract").values():
        if contract["status"] not in ("ended", "withdrawn") and contract["end_date"]:
            for supplier in contract["suppliers"] if AS_OF <= contract["end_date"] <= UNTIL else ():
                ending[estate.name(supplier)].append(contract["title"])
    assert {row["supplier"]: sorted(row["contracts"]) for row in ask(as_of=AS_OF, until=UNTIL)} == {
        who: sorted(titles) for who, titles in ending.items() if len(titles) > 1
    }


def single_points(estate: Estate, ask: Ask) -> None:
    read, found = alone(estate), {}
    services = {service: [*its] for service, its in read.runs_on.items()}
    for system, radius in blast_radii(read, {id_: (id_,) for id_ in live_systems(estate)}, called_in(estate)):
        stopped = sorted(estate.name(id_) for id_, its in services.items() if set(its) & set(radius.rounds))
        if stopped:
            found[estate.name(system)] = (len(radius.rounds) - 1, stopped)
    rows = ask()
    assert {row["system"]: (row["other_systems_stopped"], row["services_stopped"]) for row in rows} == found
    for row in question("single-points").answer(estate, SETTINGS).rows:
        if row.kind != "integration":
            assert set(row.services_stopped) <= set(found.get(row.name, (0, []))[1])


def coverage(estate: Estate, ask: Ask) -> None:
    for row in ask():
        values = estate.column(row["kind"].lower(), row["field"])
        assert (row["unknown"], row["records"]) == (sum(value in (None, "unknown") for value in values), len(values))
        said = question("coverage").answer(estate, SETTINGS).coverage
        heading = model.BY_NAME[row["kind"].lower()].field(row["field"]).heading
        blank = said.get(f"{row['kind'].lower()}s_without", {}).get(heading, f"0 of {len(values)}")
        assert blank == f"{row['unknown']} of {row['records']}"


def what_if(estate: Estate, ask: Ask) -> None:
    links, read = estate.records("integration"), readings(estate)
    found = []
    for groups in read.certain.needs.values():
        for (link,) in (group for group in groups if len(group) == 1):
            consumer = links[link]["consumer"]
            runs = sorted(estate.name(service) for service, its in read.certain.runs_on.items() if consumer in its)
            if runs and links[link]["dependence"] == "hard":
                found.append((estate.name(consumer), estate.name(links[link]["provider"]), runs))
    assert sorted((row["system"], row["needs"], row["services"]) for row in ask()) == sorted(found)


ANSWERS: dict[str, Callable[[Estate, Ask], None]] = {
    "calendar": calendar,
    "candidates": candidates,
    "chokepoints": chokepoints,
    "concentration": concentration,
    "contracts-without-system": contracts_without_system,
    "coverage": coverage,
    "downstream": partial(walked, upstream=False),
    "exits": exits,
    "hubs": hubs,
    "impact": impact,
    "legacy": legacy,
    "lock-in": lock_in,
    "notice-due": notice_due,
    "only-named": only_named,
    "overlaps": overlaps,
    "services-without-stand-in": services_without_stand_in,
    "shared-suppliers": shared_suppliers,
    "single-points": single_points,
    "supplier-reach": supplier_reach,
    "supplier-to-service": supplier_to_service,
    "systems-without-contract": systems_without_contract,
    "together": together,
    "upstream": partial(walked, upstream=True),
    "what-if": what_if,
    "who-runs": who_runs,
}
