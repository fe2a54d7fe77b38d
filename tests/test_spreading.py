"""Failure as numbers: the parts of it that the answers rest on, each beside a plain way to say the same."""

from __future__ import annotations

import random
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from itmap import single_points, stopped_by
from itmap.dependencies import failures
from itmap.network import islands, network
from itmap.ragged import Ragged
from itmap.single_points import SinglePoints, points_of
from tests.estates import estate, random_estate

SEEDS = range(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_islands_are_what_hangs_together(seed: int) -> None:
    dice = random.Random(seed)
    pairs = [(dice.randrange(40), dice.randrange(40)) for _ in range(dice.randrange(60))]
    graph = nx.Graph(pairs)
    graph.add_nodes_from(range(40))
    first = islands(40, *np.array(pairs, np.int64).reshape(-1, 2).T)
    assert first.tolist() == [min(nx.node_connected_component(graph, node)) for node in range(40)]


def test_lists_of_numbers_are_given_in_the_order_asked_for() -> None:
    lists = Ragged.by_owner(np.array([2, 0, 2, 3]), np.array([5, 6, 7, 8]), 4)
    assert [lists.items[a:b].tolist() for a, b in pairwise(lists.starts)] == [
        [6],
        [],
        [5, 7],
        [8],
    ]
    items, begins = lists.some(np.array([3, 2]))
    assert (items.tolist(), begins.tolist()) == ([8, 5, 7], [0, 1])
    assert lists.owners.tolist() == [0, 2, 2, 3]


def counted(points: SinglePoints) -> list[dict[str, tuple[int, frozenset[str]]]]:
    return [
        {subject: (held.counts[subject], held[subject]) for subject in held}
        for held in (points.systems_certain, points.systems_possible, points.services_certain, points.services_possible)
    ]


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_how_many_go_at_once_changes_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {"systems": 40, "integrations": 90, "councils": 3, "services": 15, "unknowns": 0.1}
    together = random_estate(seed, **sizes)
    whole, by_groups, blocks = counted(points_of(together)), failures(together), len(set(network(together).block))
    monkeypatch.setattr(single_points, "_SUBJECTS_AT_ONCE", 3)
    monkeypatch.setattr(stopped_by, "_ROWS_AT_ONCE", 8)
    monkeypatch.setattr("itmap.network._TOGETHER", 1)  # a block for each island
    apart = random_estate(seed, **sizes)
    assert counted(points_of(apart)) == whole
    assert len(set(network(apart).block)) > blocks
    found = failures(apart)
    for name in ("systems_possible", "services_certain", "through", "own_certain"):
        one, other = getattr(found, name), getattr(by_groups, name)
        assert dict(one) == dict(other)
        assert one.counts == other.counts == {group: len(ids) for group, ids in one.items()}


def test_more_groups_than_a_word_has_bits_are_told_apart() -> None:
    names = [f"S{number}" for number in range(150)]
    found = estate(
        suppliers={name: {} for name in names},
        systems={name: {"vendors": name} for name in names},
        integrations=[{"provider": one, "consumer": other, "dependence": "hard"} for one, other in pairwise(names)],
    )
    stopped = failures(found).systems_certain
    assert [stopped.counts[f"supplier:S{number}"] for number in range(150)] == list(range(150, 0, -1))
    assert stopped["supplier:S140"] == {f"system:S{number}" for number in range(140, 150)}
