"""What stops, rule by rule on estates that can be checked by hand, and against naive simulation on random ones."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection
from typing import Any

import networkx as nx
import pytest

from itmap.dependencies import Failures, coverage, failures, live_integrations, suppose
from itmap.estate import Estate
from itmap.model import CONTRACTS
from itmap.quantities import Interval
from itmap.readings import readings
from tests.estates import AS_OF, estate, random_estate, random_rows
from tests.failure_oracle import ALONE, CERTAIN, POSSIBLE, Oracle

SEEDS = range(200)
LIVE = {"role": "supplies", "renewal": "rolling"}  # a contract that counts for certain


def named(ids: Collection[str]) -> str:
    """The names of records, sorted and joined, without the register: short enough to read in a test."""
    return " ".join(sorted(id_.partition(":")[2] for id_ in ids))


def systems(found: Estate, group: str = "X") -> tuple[str, str]:
    """The systems that a group stops for certain, and possibly."""
    failed = failures(found)
    return named(failed.systems_certain[f"supplier:{group}"]), named(failed.systems_possible[f"supplier:{group}"])


def services(found: Estate, group: str = "X") -> tuple[str, str]:
    failed = failures(found)
    return named(failed.services_certain[f"supplier:{group}"]), named(failed.services_possible[f"supplier:{group}"])


def needs(consumer: str, provider: str, **fields: Any) -> dict[str, Any]:
    return {"consumer": consumer, "provider": provider, "dependence": "hard", **fields}


def of_supplier(*names: str, **others: dict[str, Any]) -> dict[str, Any]:
    """These systems made by X, and others."""
    return {**{name: {"vendors": "X"} for name in names}, **others}


# What does not exist


@pytest.mark.parametrize("status", ["planned", "retired"])
def test_what_is_planned_or_retired_neither_stops_nor_carries_nor_stands_in(status: str) -> None:
    gone = {"status": status}
    found = estate(
        suppliers={"X": {}},
        systems=of_supplier("A", Gone={**gone, "vendors": "X"}, B={}, C={}, D={}),
        integrations=[needs("B", "Gone"), needs("C", "A", via="Gone"), needs("Gone", "A"), needs("D", "A")],
        services={"S": {"systems": "A", "fallback_systems": "Gone"}, "T": {"systems": "Gone"}},
    )
    assert systems(found) == ("A D", "A D")
    assert services(found) == ("S", "S")
    assert live_integrations(found) == {"integration:4"}


@pytest.mark.parametrize("status", [None, "live", "retiring"])
def test_a_system_that_is_live_retiring_or_of_unknown_status_exists(status: str | None) -> None:
    assert systems(estate(suppliers={"X": {}}, systems={"A": {"vendors": "X", "status": status}})) == ("A", "A")


# What a supplier group stops by itself


def test_a_group_stops_what_it_makes_and_what_it_hosts() -> None:
    found = estate(suppliers={"X": {}}, systems={"A": {"vendors": "X"}, "B": {"hosts": "X"}, "C": {}})
    assert systems(found) == ("A B", "A B")


def test_everything_under_one_ultimate_parent_is_one_group() -> None:
    found = estate(
        suppliers={"X": {}, "Middle": {"parent": "X"}, "Low": {"parent": "Middle"}, "Other": {}},
        systems={"A": {"vendors": "Low"}, "B": {"vendors": "X"}, "C": {"vendors": "Other"}},
    )
    assert systems(found) == ("A B", "A B")
    assert set(failures(found).systems_certain) == {"supplier:X", "supplier:Other"}


def test_a_ring_of_parents_is_one_group_and_listed() -> None:
    found = estate(
        suppliers={"X": {"parent": "Y"}, "Y": {"parent": "X"}},
        systems={"A": {"vendors": "X"}, "B": {"vendors": "Y"}},
    )
    assert systems(found) == ("A B", "A B")
    assert coverage(found)["supplier_rings"] == [["X", "Y"]]


def test_any_one_of_a_contracts_suppliers_can_stop_what_it_covers() -> None:
    found = estate(
        suppliers={"X": {}, "Y": {}},
        systems={"A": {}},
        contracts={"Shared": {**LIVE, "suppliers": ("X", "Y"), "covers": "A"}},
    )
    assert systems(found, "X") == systems(found, "Y") == ("A", "A")


# Which contracts count

YESTERDAY, TOMORROW = AS_OF - dt.timedelta(1), AS_OF + dt.timedelta(1)


def contract_stops(**fields: Any) -> tuple[str, str]:
    contract = {"suppliers": "X", "covers": "A", **LIVE, **fields}
    return systems(estate(suppliers={"X": {}}, systems={"A": {}}, contracts={"Contract": contract}))


@pytest.mark.parametrize("role", ["supplies", "hosts", "licenses", "supports"])
@pytest.mark.parametrize(
    "terms",
    [
        {"renewal": "none", "end_date": AS_OF},
        {"renewal": "automatic", "end_date": YESTERDAY},
        {"renewal": "automatic", "end_date": YESTERDAY, "maximum_end_date": AS_OF},
        {"renewal": "rolling", "end_date": YESTERDAY},
        {"status": "unknown"},
        {"status": None, "start_date": AS_OF, "type": "call-off"},
    ],
)
def test_a_running_contract_in_a_supplying_role_counts_for_certain(role: str, terms: dict[str, Any]) -> None:
    assert contract_stops(role=role, **terms) == ("A", "A")


@pytest.mark.parametrize(
    "terms",
    [
        {"role": None},
        {"role": "unknown"},
        {"renewal": None, "end_date": TOMORROW},
        {"renewal": "unknown", "end_date": TOMORROW},
        {"renewal": "none"},
        {"renewal": "none", "end_date": YESTERDAY},
        {"renewal": "automatic", "end_date": YESTERDAY, "maximum_end_date": YESTERDAY},
    ],
)
def test_a_contract_of_unknown_role_or_state_or_out_of_contract_counts_possibly(terms: dict[str, Any]) -> None:
    assert contract_stops(**terms) == ("", "A")


@pytest.mark.parametrize(
    "terms",
    [
        *({"role": role} for role in ("resells", "consults")),
        *({"status": status} for status in ("pipeline", "ended", "withdrawn")),
        {"start_date": TOMORROW},
        *({"type": kind} for kind in ("framework", "DPS")),
    ],
)
def test_a_reseller_a_dead_contract_and_a_framework_do_not_count(terms: dict[str, Any]) -> None:
    assert contract_stops(**terms) == ("", "")
    assert contract_stops(**{"role": None, "renewal": None, **terms}) == ("", "")


# What an integration stops with


def test_an_integration_stops_with_its_provider_and_with_any_hub() -> None:
    for provider, hubs in (("X1", ()), ("P", ("X1",)), ("P", ("H", "X1"))):
        found = estate(
            suppliers={"X": {}},
            systems=of_supplier("X1", P={}, H={}, B={}),
            integrations=[needs("B", provider, via=hubs)],
        )
        assert systems(found) == ("B X1", "B X1")


@pytest.mark.parametrize("role", ["supports", "unknown", "resells"])
@pytest.mark.parametrize("named_by", ["integration", "contract"])
def test_an_integration_stops_with_a_counting_contract_that_names_it_or_that_it_names(role: str, named_by: str) -> None:
    contract = {**LIVE, "role": role, "suppliers": "X", "covers": "feed" if named_by == "contract" else ()}
    found = estate(
        suppliers={"X": {}},
        systems={"P": {}, "B": {}},
        contracts={"Contract": contract},
        integrations=[needs("B", "P", reference="feed", contracts="Contract" if named_by == "integration" else ())],
    )
    assert systems(found) == {"supports": ("B", "B"), "unknown": ("", "B"), "resells": ("", "")}[role]
    assert failures(found).own_possible["supplier:X"] == frozenset()


# Alternatives and dependence


@pytest.mark.parametrize(
    ("dependence", "expected"),
    [("hard", ("A B", "A B")), (None, ("A", "A B")), ("unknown", ("A", "A B")), ("soft", ("A", "A"))],
)
def test_only_hard_dependence_stops_for_certain_and_soft_never_does(
    dependence: str | None, expected: tuple[str, str]
) -> None:
    found = estate(
        suppliers={"X": {}}, systems=of_supplier("A", B={}), integrations=[needs("B", "A", dependence=dependence)]
    )
    assert systems(found) == expected


def test_one_working_alternative_keeps_a_system_going() -> None:
    links = [needs("B", "A", alternative_group="feed"), needs("B", "A2", alternative_group=" FEED ")]
    standing = estate(suppliers={"X": {}}, systems=of_supplier("A", A2={}, B={}), integrations=links)
    assert systems(standing) == ("A", "A")
    assert systems(estate(suppliers={"X": {}}, systems=of_supplier("A", "A2", B={}), integrations=links)) == (
        "A A2 B",
        "A A2 B",
    )


def test_alternatives_are_of_one_consumer() -> None:
    found = estate(
        suppliers={"X": {}},
        systems=of_supplier("A", P={}, B={}, C={}),
        integrations=[needs("B", "A", alternative_group="feed"), needs("C", "P", alternative_group="feed")],
    )
    assert systems(found) == ("A B", "A B")


def test_an_integration_without_a_group_is_a_group_of_one() -> None:
    for blank in (None, "", " "):
        found = estate(
            suppliers={"X": {}},
            systems=of_supplier("A", P={}, B={}),
            integrations=[needs("B", "A", alternative_group=blank), needs("B", "P", alternative_group=blank)],
        )
        assert systems(found) == ("A B", "A B")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (("hard", "soft"), ("A A2 B", "A A2 B")),
        (("hard", None), ("A A2 B", "A A2 B")),
        (("unknown", "soft"), ("A A2", "A A2 B")),
        (("soft", "soft"), ("A A2", "A A2")),
    ],
)
def test_a_group_is_as_hard_as_its_hardest_member(members: tuple[str, str], expected: tuple[str, str]) -> None:
    found = estate(
        suppliers={"X": {}},
        systems=of_supplier("A", "A2", B={}),
        integrations=[
            needs("B", provider, dependence=dependence, alternative_group="feed")
            for provider, dependence in zip(("A", "A2"), members, strict=True)
        ],
    )
    assert systems(found) == expected


def test_an_alternative_that_possibly_stops_is_no_help_in_the_possible_reading() -> None:
    found = estate(
        suppliers={"X": {}},
        systems=of_supplier("A", A2={}, B={}),
        integrations=[
            needs("B", "A", alternative_group="feed"),
            needs("B", "A2", alternative_group="feed"),
            needs("A2", "A", dependence=None),
        ],
    )
    assert systems(found) == ("A", "A A2 B")


def test_a_ring_stands_until_something_outside_stops_one() -> None:
    ring = [needs("B", "C"), needs("C", "D"), needs("D", "B")]
    outside = {"suppliers": {"X": {}}, "systems": of_supplier("A", B={}, C={}, D={})}
    assert systems(estate(**outside, integrations=ring)) == ("A", "A")
    assert systems(estate(**outside, integrations=[*ring, needs("C", "A")])) == ("A B C D", "A B C D")


def test_a_ring_of_alternatives_keeps_itself_going() -> None:
    """B lives on A or C, C lives on B: without A, B and C still have each other; causes only."""
    found = estate(
        suppliers={"X": {}},
        systems=of_supplier("A", B={}, C={}),
        integrations=[
            needs("B", "A", alternative_group="feed"),
            needs("B", "C", alternative_group="feed"),
            needs("C", "B"),
        ],
    )
    assert systems(found) == ("A", "A")


# Services


def test_a_service_stops_with_any_one_of_its_systems_whichever_register_says_so() -> None:
    found = estate(
        suppliers={"X": {}},
        systems=of_supplier("A", B={"vendors": "X", "services": "T"}, C={}),
        services={"S": {"systems": ("A", "C")}, "T": {"systems": "C"}, "U": {"systems": "C"}, "V": {}},
    )
    assert services(found) == ("S T", "S T")


@pytest.mark.parametrize(
    ("stand_ins", "stops"),
    [
        ("C", False),  # for the whole service
        ("A > C", False),  # for A
        ("B > C", True),  # for another system
        ("A", True),  # it stops itself
        ("A2", True),  # it stops too
        (("A2", "C"), False),  # any one that stands suffices
        (("A > A2", "A > C"), False),
        ("Retired", True),
    ],
)
def test_a_stand_in_that_stands_keeps_a_service_going(stand_ins: str, stops: bool) -> None:
    found = estate(
        suppliers={"X": {}},
        systems=of_supplier("A", "A2", B={}, C={}, Retired={"status": "retired"}),
        services={"S": {"systems": ("A", "B"), "fallback_systems": stand_ins}},
    )
    assert services(found) == (("S", "S") if stops else ("", ""))


def test_a_stand_in_that_possibly_stops_is_no_help_in_the_possible_reading() -> None:
    found = estate(
        suppliers={"X": {}},
        systems=of_supplier("A", C={}),
        integrations=[needs("C", "A", dependence=None)],
        services={"S": {"systems": "A", "fallback_systems": "C"}},
    )
    assert services(found) == ("", "S")


def test_without_fallbacks_every_hard_integration_is_alone_and_nothing_stands_in() -> None:
    found = estate(
        suppliers={"X": {}},
        systems=of_supplier("A", P={}, B={}, C={}, D={}),
        integrations=[
            needs("B", "A", alternative_group="feed"),
            needs("B", "P", alternative_group="feed"),
            needs("C", "A", dependence=None),
            # A hard group, but this member of it is soft by itself.
            needs("D", "A", dependence="soft", alternative_group="feed"),
            needs("D", "P", alternative_group="feed"),
        ],
        services={
            "Alternative": {"systems": "B"},
            "Stood in for": {"systems": "A", "fallback_systems": "P"},
            "Unknown": {"systems": "C"},
            "Soft": {"systems": "D"},
        },
    )
    failed = failures(found)
    assert named(failed.services_certain["supplier:X"]) == ""
    assert named(failed.services_possible["supplier:X"]) == "Unknown"
    assert named(failed.services_without_fallbacks["supplier:X"]) == "Alternative Stood in for"


# How much that is


def weighed(**extra: Any) -> Failures:
    """X stops S for certain and P possibly; O goes on."""
    found = estate(
        suppliers={"X": {}, "Idle": {}},
        systems=of_supplier("A", B={}, C={}),
        integrations=[needs("B", "A", dependence=None)],
        services={
            "S": {"systems": "A", "criticality": 3, "statutory": True, **extra.get("S", {})},
            "P": {"systems": "B", "criticality": 2, "statutory": True, **extra.get("P", {})},
            "O": {"systems": "C", "criticality": 1, **extra.get("O", {})},
        },
    )
    return failures(found)


def test_criticality_share_is_the_stopped_of_all() -> None:
    assert weighed().criticality_share("supplier:X") == Interval(3 / 6, 5 / 6)
    assert weighed().criticality_share("supplier:Idle") == Interval(0, 0)


def test_an_unknown_criticality_is_one_to_four() -> None:
    blank: dict[str, None] = {"criticality": None}
    # Lowest: S at 1 of 1 + 2 + 4. Highest: S at 4 and P at 2 of 4 + 2 + 1.
    assert weighed(S=blank, O=blank).criticality_share("supplier:X") == Interval(1 / 7, 6 / 7)
    # Lowest: S at 3 of 3 + 4 + 1. Highest: S at 3 and P at 4 of 3 + 4 + 1.
    assert weighed(P=blank).criticality_share("supplier:X") == Interval(3 / 8, 7 / 8)


def test_a_service_not_known_to_be_statutory_counts_only_at_the_high_end() -> None:
    assert weighed().statutory_services("supplier:X") == Interval(1, 2)
    assert weighed(S={"statutory": None}, P={"statutory": None}).statutory_services("supplier:X") == Interval(0, 2)
    assert weighed(S={"statutory": False}, P={"statutory": False}).statutory_services("supplier:X") == Interval(0, 0)


def test_without_services_shares_and_counts_are_unknown() -> None:
    failed = failures(estate(suppliers={"X": {}}, systems=of_supplier("A")))
    assert failed.criticality_share("supplier:X") is None
    assert failed.statutory_services("supplier:X") is None


def test_a_group_that_stops_nothing_has_empty_sets_and_an_unknown_group_none() -> None:
    failed = weighed()
    assert failed.systems_possible["supplier:Idle"] == frozenset()
    with pytest.raises(KeyError):
        failed.systems_possible["supplier:Nobody"]


# Against independent answers


@pytest.mark.parametrize("seed", SEEDS)
def test_all_groups_at_once_equal_the_simulation_of_each(seed: int) -> None:
    found = random_estate(seed, unknowns=(0.05, 0.3, 0.6)[seed % 3], councils=1 + seed % 2)
    failed = failures(found)
    readings = [Oracle(found, reading) for reading in (CERTAIN, POSSIBLE, ALONE)]
    names = set(found.records("system")), set(found.records("service"))
    owners = {group: readings[0].owner(group) for group in found.groups.names}
    assert len(set(owners.values())) == len(owners) == len({readings[0].owner(it) for it in found["supplier"].index})
    for group, owner in owners.items():
        certain, possible, alone = (oracle.stops(oracle.own(owner)) for oracle in readings)
        assert failed.own_certain[group] == readings[0].own(owner) & names[0]
        assert failed.own_possible[group] == readings[1].own(owner) & names[0]
        assert failed.systems_certain[group] == certain & names[0]
        assert failed.systems_possible[group] == possible & names[0]
        assert failed.services_certain[group] == certain & names[1]
        assert failed.services_possible[group] == possible & names[1]
        assert failed.services_without_fallbacks[group] == alone & names[1]


def test_the_random_estates_hold_what_the_rules_speak_of() -> None:
    """The comparison above would prove little on estates where the readings agree."""
    differing = {"systems": 0, "services": 0, "fallbacks": 0, "rings": 0}
    for seed in SEEDS:
        found = random_estate(seed, unknowns=(0.05, 0.3, 0.6)[seed % 3], councils=1 + seed % 2)
        failed = failures(found)
        differing["systems"] += dict(failed.systems_certain) != dict(failed.systems_possible)
        differing["services"] += dict(failed.services_certain) != dict(failed.services_possible)
        differing["fallbacks"] += dict(failed.services_certain) != dict(failed.services_without_fallbacks)
        graph = nx.DiGraph([(a, b) for a, held in readings(found).possible.needed_by.items() for b in held])
        differing["rings"] += any(len(ring) > 1 for ring in nx.strongly_connected_components(graph))
    assert min(differing.values()) > len(SEEDS) / 4, differing


@pytest.mark.parametrize("seed", SEEDS[:40])
def test_certain_lies_within_possible_and_within_the_reading_without_fallbacks(seed: int) -> None:
    failed = failures(random_estate(seed, systems=14, integrations=30))
    for group in failed.systems_certain:
        assert failed.own_certain[group] <= failed.systems_certain[group] <= failed.systems_possible[group]
        assert failed.own_certain[group] <= failed.own_possible[group] <= failed.systems_possible[group]
        assert failed.services_certain[group] <= failed.services_possible[group]
        assert failed.services_certain[group] <= failed.services_without_fallbacks[group]


@pytest.mark.parametrize("seed", SEEDS[:60])
def test_whatever_the_unknowns_turn_out_to_be_the_answer_lies_between(seed: int) -> None:
    rows = random_rows(seed)
    failed, dice = failures(estate(**rows)), random.Random(seed)
    for _ in range(4):
        known = failures(estate(**completed(rows, dice)))
        for group in failed.systems_certain:
            assert failed.systems_certain[group] <= known.systems_certain[group]
            assert known.systems_possible[group] <= failed.systems_possible[group]
            assert failed.services_certain[group] <= known.services_certain[group]
            assert known.services_possible[group] <= failed.services_possible[group]
            for quantity in ("criticality_share", "statutory_services"):
                whole, part = getattr(failed, quantity)(group), getattr(known, quantity)(group)
                assert whole.low <= part.low <= part.high <= whole.high


def completed(rows: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The rows with every unknown dependence, role, renewal, end, criticality and statutory duty made known."""
    choices = {
        "dependence": ("hard", "soft"),
        "role": CONTRACTS.field("role").choices[:-1],
        "renewal": ("none", "automatic", "rolling"),
        "end_date": (AS_OF - dt.timedelta(50), AS_OF + dt.timedelta(50)),
        "criticality": (1, 2, 3, 4),
        "statutory": (True, False),
    }

    def known(row: dict[str, Any]) -> dict[str, Any]:
        unknown = [name for name in choices if name in row and row[name] in (None, "unknown")]
        return {**row, **{name: dice.choice(choices[name]) for name in unknown}}

    return {
        **rows,
        "contracts": {name: known(row) for name, row in rows["contracts"].items()},
        "services": {name: known(row) for name, row in rows["services"].items()},
        "integrations": [known(row) for row in rows["integrations"]],
    }


def random_links(seed: int, *, acyclic: bool, **fields: Any) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    pairs = {(dice.randrange(12), dice.randrange(12)) for _ in range(20)}
    return [needs(f"S{b}", f"S{a}", **fields) for a, b in sorted(pairs) if not acyclic or a < b]


def one_supplier_each(links: list[dict[str, Any]]) -> tuple[Failures, nx.DiGraph[str]]:
    """Twelve systems, each made by a supplier of its own, and the graph of who provides to whom."""
    names = [f"S{number}" for number in range(12)]
    found = estate(
        suppliers={name: {} for name in names},
        systems={name: {"vendors": name} for name in names},
        integrations=links,
    )
    graph = nx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from((link["provider"], link["consumer"]) for link in links)
    return failures(found), graph


@pytest.mark.parametrize("seed", SEEDS[:30])
def test_without_alternatives_what_stops_is_what_can_be_reached(seed: int) -> None:
    failed, graph = one_supplier_each(random_links(seed, acyclic=False))
    for name in graph:
        expected = {f"system:{it}" for it in nx.descendants(graph, name) | {name}}
        assert failed.systems_certain[f"supplier:{name}"] == expected


@pytest.mark.parametrize("seed", SEEDS[:30])
def test_with_nothing_but_alternatives_what_stops_is_what_is_dominated(seed: int) -> None:
    """Without rings; a ring of alternatives keeps itself going, which dominators know nothing of."""
    failed, graph = one_supplier_each(random_links(seed, acyclic=True, alternative_group="any"))
    graph.add_edges_from([("outside", name) for name in list(graph) if not graph.in_degree(name)])
    above = dict(nx.immediate_dominators(graph, "outside"))
    for name in set(graph) - {"outside"}:
        dominators, at = {name}, name
        while at != "outside":
            at = above[at]
            dominators.add(at)
        stoppers = {group for group, held in failed.systems_certain.items() if f"system:{name}" in held}
        assert stoppers == {f"supplier:{it}" for it in dominators - {"outside"}}


def test_the_order_of_rows_changes_nothing() -> None:
    found = random_estate(7, systems=15, integrations=40)
    shuffled = Estate({name: table.sample(frac=1, random_state=1) for name, table in found.tables.items()}, AS_OF)
    one, other = failures(found), failures(shuffled)
    assert list(shuffled["system"].index) != list(found["system"].index)
    for name in ("systems_certain", "systems_possible", "services_certain", "services_possible", "through"):
        assert dict(getattr(one, name)) == dict(getattr(other, name))


@pytest.mark.parametrize("seed", SEEDS[:60])
def test_several_groups_supposed_at_once_stop_what_simulation_says(seed: int) -> None:
    read = readings(random_estate(seed, suppliers=5))
    for reading in (read.certain, read.possible):
        groups = sorted(reading.own)[: 1 + seed % 3]
        own = {record for group in groups for record in reading.own[group]}
        stopped = own - reading.rests_on.keys()
        more = stopped
        while more:
            fallen = {link for link, causes in reading.rests_on.items() if link in own or stopped.intersection(causes)}
            failing = {it for it, needs in reading.needs.items() if any(fallen.issuperset(group) for group in needs)}
            more = failing - stopped
            stopped = stopped | more
        ended = {
            service
            for service, its in reading.runs_on.items()
            if any(stopped.issuperset((system, *others)) for system, others in its.items())
        }
        assert suppose(reading, groups) == (stopped, ended)


def test_two_groups_together_may_stop_what_neither_stops_alone() -> None:
    found = estate(
        suppliers={"X": {}, "Y": {}},
        systems={"A": {"vendors": "X"}, "B": {"vendors": "Y"}, "C": {}},
        integrations=[needs("C", "A", alternative_group="main"), needs("C", "B", alternative_group="main")],
    )
    read = readings(found).certain
    assert [named(suppose(read, groups)[0]) for groups in (["supplier:X"], ["supplier:Y"])] == ["A", "B"]
    assert named(suppose(read, ["supplier:X", "supplier:Y"])[0]) == "A B C"
