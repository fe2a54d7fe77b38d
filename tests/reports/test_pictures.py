"""The matrix, the ranks and the map say what their tables say, and what they leave out."""

from __future__ import annotations

from functools import cache
from itertools import combinations

from itmap import settings as settings_of
from itmap.estate import Estate
from itmap.queries import question
from itmap.reports.carried import numbered
from itmap.reports.estate_map import estate_map
from itmap.reports.pictures import matrix, ranks
from tests.estates import estate, random_estate
from tests.reports.test_report import whole

SETTINGS = settings_of.load()


@cache
def some() -> Estate:
    return random_estate(5, systems=40, integrations=60, suppliers=30, contracts=60, services=40)


def test_the_matrix_marks_each_service_with_each_group_that_stops_it() -> None:
    answer = question("chokepoints").answer(some(), SETTINGS)
    drawn = matrix(answer, some(), SETTINGS)
    assert drawn is not None
    figure = drawn.chart.figure
    groups, services = figure.layout.xaxis.ticktext, figure.layout.yaxis.ticktext
    assert (len(groups), len(services)) == (10, 24)
    rows = {row.supplier: row for row in answer.rows}
    for trace, certain in zip(figure.data, (True, False), strict=True):
        marked = {(services[len(services) - y], groups[x]) for x, y in zip(trace.x, trace.y, strict=True)}
        for service in services:
            for group in groups:
                surely = service in rows[group].services_stopped
                wanted = surely if certain else service in rows[group].services_possibly_stopped and not surely
                assert ((service, group) in marked) is wanted
    assert "Not drawn" in drawn.sentence


def test_without_services_there_is_no_matrix() -> None:
    alone = estate(suppliers={"X": {}}, systems={"A": {"vendors": "X"}})
    assert matrix(question("chokepoints").answer(alone, SETTINGS), alone, SETTINGS) is None


def test_the_ranks_are_those_of_the_answer() -> None:
    answer = question("lock-in").answer(whole(), SETTINGS)
    drawn = ranks(answer, SETTINGS)
    assert drawn is not None
    first, ten, _ = drawn.chart.figure.data
    assessed = [row for row in answer.rows if row.assessed][: len(first.x)]
    for row, among_three, after in zip(assessed, first.x, ten.x, strict=True):
        assert abs(among_three / 100 - sum(row.rank_acceptability[:3])) < 1e-9
        assert abs(after / 100 - sum(row.rank_acceptability[3:10])) < 1e-9


def test_the_map_is_the_same_each_time_and_no_two_names_share_a_place() -> None:
    drawn, again = (estate_map(some(), numbered(some()), SETTINGS) for _ in range(2))
    assert drawn is not None
    assert again is not None
    assert drawn.chart.as_json() == again.chart.as_json()
    places = [(x, y) for trace in drawn.chart.figure.data[3:] for x, y in zip(trace.x, trace.y, strict=True)]
    assert len(places) > 60
    assert all(one[0] != other[0] or abs(one[1] - other[1]) >= 1 for one, other in combinations(places, 2))
    numbers = [number for trace in drawn.chart.figure.data[3:] for number in trace.customdata]
    assert len(set(numbers)) == len(places)


def test_what_a_system_needs_stands_to_its_left() -> None:
    chain = estate(
        systems={f"S{number:02}": {} for number in range(30)},
        integrations=[
            {"provider": f"S{number:02}", "consumer": f"S{number + 1:02}", "dependence": "hard"} for number in range(29)
        ],
    )
    drawn = estate_map(chain, numbered(chain), SETTINGS)
    assert drawn is not None
    at = dict(zip(drawn.chart.figure.data[4].customdata, drawn.chart.figure.data[4].x, strict=True))
    across = [at[number] for number in sorted(at)]
    assert across == sorted(across)
    assert len(set(across)) == 3


def test_a_large_map_says_how_much_it_leaves_out() -> None:
    large = random_estate(2, systems=420, integrations=900, suppliers=120, contracts=300, services=90)
    drawn = estate_map(large, numbered(large), SETTINGS)
    assert drawn is not None
    assert len(drawn.chart.figure.data[4].x) == 300
    assert "Only what has the most connections is drawn" in drawn.sentence


def test_an_estate_without_systems_has_no_map() -> None:
    assert estate_map(estate(contracts={"A": {}}), {}, SETTINGS) is None
