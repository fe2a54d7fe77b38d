"""Each figure says what its answer holds: bars, marks, sentence and table agree, by estates small enough to check."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from itmap import queries
from itmap import settings as settings_of
from itmap.estate import Estate
from itmap.quantities import Interval
from itmap.reports import charts, coverage, figures
from itmap.reports.decisions import CHECK, DECIDE, EXIT, NOTICE, START, decisions, due, status
from itmap.reports.figures import FIGURES, Figure
from itmap.reports.findings import Finding, findings
from itmap.reports.words import plain
from tests.estates import AS_OF, estate, random_estate

SETTINGS = settings_of.load()


def drawn(name: str, asked: Estate, rows_in_a_chart: int = 20) -> Figure:
    settings = replace(SETTINGS, report=replace(SETTINGS.report, rows_in_a_chart=rows_in_a_chart))
    return FIGURES[name](queries.question(name).answer(asked, settings), asked, settings)


def traces(figure: Figure) -> dict[str, Any]:
    assert figure.chart is not None
    return {trace.get("name", str(at)): trace for at, trace in enumerate(figure.chart.as_json()["data"])}


def cells(figure: Figure) -> dict[str, list[str]]:
    return {plain(line.head): [plain(cell) for cell in line.cells] for line in figure.table.lines}


def found(asked: Estate) -> list[Finding]:
    names = [name for name in FIGURES if all(asked.records(need) for need in queries.question(name).needs)]
    answers = {name: queries.question(name).answer(asked, SETTINGS) for name in names}
    if asked.records("system"):
        answers["single-points"] = queries.question("single-points").answer(asked, SETTINGS)
    return findings(answers, asked)


def two_names_one_owner() -> Estate:
    """Owner has two trading names; each makes a system that a statutory service runs on, and one more only perhaps."""
    return estate(
        suppliers={"Owner": {}, "Red": {"parent": "Owner"}, "Blue": {"parent": "Owner"}, "Other": {}},
        systems={"Rents": {"vendors": "Red"}, "Planning": {"vendors": "Blue"}, "Maps": {"vendors": "Other"}, "Web": {}},
        services={
            "Housing": {"systems": "Rents", "statutory": True},
            "Building control": {"systems": "Planning", "statutory": True},
            "Website": {"systems": "Web", "statutory": False},
        },
        integrations=[
            {"provider": "Rents", "consumer": "Web"},
            {"provider": "Maps", "consumer": "Planning", "dependence": "hard"},
        ],
    )


def test_bars_count_what_stops_for_certain_and_what_may_as_well() -> None:
    figure = drawn("chokepoints", two_names_one_owner())
    bars = traces(figure)
    assert list(bars["For certain"]["x"]) == [2, 1]
    assert list(bars["Possibly as well"]["x"]) == [0, 0]
    assert figure.title == "Owner could stop 2 statutory services"
    assert cells(figure)["Owner"][:3] == ["2", "2 services", "Website"]
    assert cells(figure)["Other"][:2] == ["1", "Building control"]


def test_without_services_the_bars_count_systems() -> None:
    figure = drawn("chokepoints", estate(suppliers={"S": {}}, systems={"A": {"vendors": "S"}, "B": {}}))
    assert figure.title == "S could stop 1 system"
    assert cells(figure)["S"][0] == "not known"


def test_the_opening_finding_names_the_trading_names_behind_one_owner() -> None:
    first = found(two_names_one_owner())[0]
    assert first.figure == "2"
    assert plain(first.sentence).startswith(
        "2 statutory services depend on Owner: Building control and Housing would stop"
    )
    assert "under the names Blue and Red, so no single contract shows this" in plain(first.sentence)
    assert first.sure.startswith("Every step")


def test_a_finding_that_the_data_does_not_hold_is_not_made() -> None:
    bare = estate(
        suppliers={"S": {}},
        systems={"A": {}, "B": {}},
        services={"X": {}},
        contracts={"C": {"suppliers": "S", "covers": "A"}},
        integrations=[{"provider": "A", "consumer": "B"}],
    )
    assert found(bare) == []


CONTRACTS: Mapping[str, Mapping[str, Any]] = {
    "Notice": {"end_date": dt.date(2026, 12, 31), "renewal": "automatic", "renewal_period": "1 year",
               "notice_period": "3 months"},
    "Ends": {"end_date": dt.date(2028, 3, 31), "renewal": "none", "notice_period": "0 days"},
    "Ends soon": {"end_date": dt.date(2026, 6, 30), "renewal": "none", "notice_period": "0 days"},
    "Silent": {"end_date": dt.date(2027, 6, 30)},
    "Past": {"end_date": dt.date(2025, 6, 30), "renewal": "none"},
    "Rolls": {"renewal": "rolling", "notice_period": "1 month"},
    "Dead": {"end_date": dt.date(2026, 12, 31), "renewal": "automatic", "renewal_period": "1 year",
             "notice_period": "3 months", "status": "ended"},
}  # fmt: skip


def test_what_is_due_about_a_contract_is_said_with_its_day() -> None:
    asked = estate(suppliers={"S": {}}, contracts={name: {"suppliers": "S", **row} for name, row in CONTRACTS.items()})
    answer = queries.question("exits").answer(asked, SETTINGS)
    said = {row.title: due(row, status(row, asked), AS_OF) for row in answer.rows}
    assert said == {
        "Notice": "Give notice by 30 September 2026, or it renews; a key decision is to be announced by 25 August 2026",
        "Ends": "Begin buying its replacement between 31 March 2027 and 30 September 2027",
        "Ends soon": "Buying its replacement should have begun by 30 December 2025",
        "Silent": "Look up its terms by 30 June 2026",
        "Past": "Decide whether to end, extend or replace it: it has run past its end",
        "Rolls": "Nothing is due: notice can be given on any day",
        "Dead": "Nothing: it has ended",
    }
    marks = {row.title: [(e.kind, e.day) for e in decisions(row, status(row, asked), AS_OF)] for row in answer.rows}
    assert marks == {
        "Notice": [(DECIDE, dt.date(2026, 8, 25)), (NOTICE, dt.date(2026, 9, 30))],
        "Ends": [(START, dt.date(2027, 3, 31))],
        "Ends soon": [(START, AS_OF)],
        "Silent": [(CHECK, dt.date(2026, 6, 30))],
        "Past": [],
        "Rolls": [],
        "Dead": [],
    }


def test_a_break_says_from_when_and_what_happens_if_nobody_uses_it() -> None:
    terms = {"suppliers": "S", "notice_period": "6 months"}
    contracts = {
        "Break": {
            **terms,
            "renewal": "none",
            "end_date": dt.date(2028, 12, 31),
            "irrevocable_until": dt.date(2026, 1, 31),
        },
        "Rolls": {**terms, "renewal": "rolling", "irrevocable_until": dt.date(2026, 9, 30)},
    }
    answer = queries.question("exits").answer(estate(suppliers={"S": {}}, contracts=contracts), SETTINGS)
    assert {row.title: due(row, row.status, AS_OF) for row in answer.rows} == {
        "Break": "Begin buying its replacement between 31 December 2027 and 30 June 2028. "
        "If nobody acts it ends on 31 December 2028",
        "Rolls": "Nothing is due: notice can run from 30 September 2026 on",
    }
    figure = drawn("exits", estate(suppliers={"S": {}}, contracts=contracts))
    (spans, *_) = traces(figure).values()
    assert list(spans["x"]) == ["2026-10-01", "2028-12-31", None], "it can be left on any day between"


def test_the_calendar_shows_what_is_due_and_the_table_every_contract() -> None:
    figure = drawn("exits", estate(suppliers={"S": {}}, contracts=CONTRACTS))
    marks = traces(figure)
    assert list(marks[DECIDE]["x"]) == ["2026-08-25"]
    assert list(marks[NOTICE]["x"]) == ["2026-09-30"]
    assert sorted(marks[START]["x"]) == ["2026-04-01", "2027-03-31"]
    assert list(marks[CHECK]["x"]) == ["2026-06-30"]
    assert len(marks[EXIT]["x"]) == 4
    assert figure.title == "3 contracts to decide on by 1 April 2029"
    assert set(cells(figure)) == set(CONTRACTS)
    assert cells(figure)["Silent"][1] == "not known"


def test_a_chart_shows_the_first_rows_and_says_how_many_more_the_table_holds() -> None:
    figure = drawn("exits", estate(suppliers={"S": {}}, contracts=CONTRACTS), rows_in_a_chart=3)
    assert figure.sentence.endswith(" The table holds all 7 contracts.")
    assert figure.chart is not None
    assert len(figure.chart.as_json()["layout"]["yaxis"]["tickvals"]) == 3
    assert len(figure.table.lines) == len(CONTRACTS)


def test_a_contract_that_renewed_by_itself_lately_is_a_finding() -> None:
    row = {"end_date": dt.date(2026, 3, 14), "renewal": "automatic", "renewal_period": "2 years",
           "notice_period": "90 days"}  # fmt: skip
    (finding,) = found(estate(suppliers={"S": {}}, contracts={"Parking": {"suppliers": "S", **row}}))
    assert "Parking renewed by itself on 14 March 2026; we can next be out on 14 March 2028." in plain(finding.sentence)


SCORES = {f"l{number}": 4 for number in range(1, 8)} | {f"c{number}": 4 for number in range(1, 7)}


def test_legacy_draws_only_what_is_scored_and_counts_the_rest() -> None:
    asked = estate(
        systems={
            "Old": {**SCORES, "end_of_support": dt.date(2023, 10, 31)},
            "Young": dict.fromkeys(SCORES, 1),
            "Who knows": {"l1": 5},
        }
    )
    figure = drawn("legacy", asked)
    assert list(traces(figure)["Legacy risk"]["x"]) == [16.0, 1.0]
    assert "One system is not in the chart" in figure.sentence
    assert figure.title == "1 of 2 scored systems is at or over the red line"
    assert cells(figure)["Old"][:4] == ["16", "Red", "Yes", "Ended on 31 October 2023"]
    assert cells(figure)["Who knows"][:3] == ["not scored", "not scored", "Yes"]
    (finding,) = found(asked)
    assert plain(finding.sentence) == (
        "One system is no longer supported by the maker: Old. "
        "One system is at or over the red line for legacy risk (16 of 30), Old."
    )


def test_candidates_that_fit_badly_are_drawn_with_their_place_in_the_table() -> None:
    fits = {"Bad": (1, 1), "Wrong": (3, 1), "Good": (4, 4)}
    asked = estate(
        systems={
            **{name: {"functional_fit": what, "technical_fit": how} for name, (what, how) in fits.items()},
            "Unseen": {},
        }
    )
    figure = drawn("candidates", asked)
    assert figure.title == "2 systems worth a look, Bad first"
    assert figure.chart is not None
    labels = figure.chart.as_json()["layout"]["annotations"]
    assert [label["text"] for label in labels] == ["<b>1</b>", "<b>2</b>"]
    table = cells(figure)
    assert table["Bad"][0] == "1"
    assert table["Bad"][1] == "It scores 1 of 4 for what it does and 1 of 4 for how sound it is."
    assert table["Unseen"][1] == "Nobody has scored how well it fits."


@pytest.mark.parametrize("seed", range(5))
def test_numbers_in_the_plane_cover_no_other_number(seed: int) -> None:
    dice = random.Random(seed)
    points = [
        charts.Point(number, (x := dice.uniform(20, 60), x), (y := dice.uniform(20, 60), y), "")
        for number in range(1, 21)
    ]
    chart = charts.plane(points, charts.Palette(SETTINGS.report.palette), "", "")
    for labels, across in ((chart.as_json()["layout"]["annotations"], 6.2), (chart.narrow["annotations"], 2.6)):
        at = [(label["x"] * across + label["ax"], -label["y"] * 4.2 + label["ay"]) for label in labels]
        for first in range(len(at)):
            for second in range(first):
                dx, dy = (abs(one - other) for one, other in zip(at[first], at[second], strict=True))
                assert dx >= 20 or dy >= 18


def test_nobody_is_said_to_be_the_hardest_to_leave_unless_nine_in_ten_weightings_say_so() -> None:
    """Of two, one is held by its term and one by closed systems: which is worse is a matter of opinion."""
    known = {"substitutability": "medium complexity"}
    held: dict[str, Any] = {
        "suppliers": {"Alder": {}, "Birch": {}},
        "systems": {
            "A": {"vendors": "Alder", "api": "open standard", "data_export": "open standard", **known},
            "B": {"vendors": "Birch", "api": "none", "data_export": "none", **known},
        },
        "contracts": {
            "Long": {"suppliers": "Alder", "role": "supplies", "renewal": "none", "end_date": dt.date(2032, 1, 1)},
            "Short": {"suppliers": "Birch", "role": "supplies", "renewal": "none", "end_date": dt.date(2026, 5, 1)},
        },
    }
    figure = drawn("lock-in", estate(**held))
    assert "comes out as the hardest to leave most often, in" in figure.title
    (finding,) = (each for each in found(estate(**held)) if "hardest" in plain(each.sentence))
    assert "hardest to leave most often, in" in plain(finding.sentence)
    held["contracts"]["Long"] |= {"end_date": dt.date(2026, 5, 1), "value": 1, "value_basis": "annual"}
    held["contracts"]["Short"] |= {"end_date": dt.date(2034, 1, 1), "value": 99, "value_basis": "annual"}
    held["services"] = {"Advice": {"systems": "B"}}
    assert drawn("lock-in", estate(**held)).title.startswith("Birch looks the hardest to leave")


def test_lock_in_draws_those_assessed_and_lists_the_others() -> None:
    asked = random_estate(5, systems=25, integrations=50, suppliers=15, contracts=30, services=8, unknowns=0.1)
    answer = queries.question("lock-in").answer(asked, SETTINGS)
    figure = drawn("lock-in", asked)
    assessed = [row for row in answer.rows if row.assessed]
    assert 0 < len(assessed) < len(answer.rows), "the estate should have both"
    marks = traces(figure)["Average over the unknowns"]
    assert list(marks["x"]) == [row.score.mean * 100 for row in assessed]
    table = cells(figure)
    assert {name for name, row in table.items() if row[0] == "not assessed"} == {
        row.supplier for row in answer.rows if not row.assessed
    }


def test_labels_are_escaped_because_plotly_reads_tags() -> None:
    name = "<b>Bold</b> & <a href='http://x'>more</a>"
    figure = drawn("chokepoints", estate(suppliers={name: {}}, systems={"A": {"vendors": name}}))
    assert figure.chart is not None
    layout = figure.chart.as_json()["layout"]
    assert layout["yaxis"]["ticktext"][0].startswith("&lt;b&gt;Bold&lt;/b&gt; &amp; ")
    assert figure.chart.narrow["annotations"][0]["text"].startswith("&lt;b&gt;")
    assert not any("<b>" in text for trace in traces(figure).values() for text in trace.get("hovertext") or ())


def test_coverage_counts_what_somebody_filled_in() -> None:
    asked = estate(
        suppliers={"S": {}},
        systems={"A": {"vendors": "S", "services": "X", "api": "unknown"}, "B": {}},
        services={"X": {}, "Y": {}},
        contracts={"C": {"renewal": "none"}, "D": {"renewal": "unknown"}},
    )
    shares = {(each.register, each.heading): (each.filled, each.records) for each in coverage.coverage(asked)}
    assert shares["Contracts", "Renewal"] == (1, 2)
    assert shares["Systems", "Vendor"] == (1, 2)
    assert shares["Systems", "API"] == (0, 2), "the word unknown fills nothing"
    assert shares["Services", "Systems"] == (1, 2), "a system that names the service says the same"
    assert figures.known(asked, SETTINGS).table.lines


def test_the_reach_of_a_figure_is_that_of_its_answer() -> None:
    """The widths of the bars, added up, are the answer's own counts, on estates with everything odd in them."""
    for seed in range(6):
        asked = random_estate(seed)
        answer = queries.question("chokepoints").answer(asked, SETTINGS)
        figure = FIGURES["chokepoints"](answer, asked, SETTINGS)
        one = figures.what_stops(answer)
        reached = [figures.reach(row, one) for row in answer.rows]
        if figure.chart is None:
            assert not any(most for _, most in reached)
            continue
        bars = traces(figure)
        certain, more = bars["For certain"]["x"], bars["Possibly as well"]["x"]
        assert [(a, a + b) for a, b in zip(certain, more, strict=True)] == [pair for pair in reached if pair[1]]


def test_the_red_line_and_the_names_survive_on_a_narrow_screen() -> None:
    figure = drawn("legacy", estate(systems={"Old": SCORES}))
    assert figure.chart is not None
    assert [note["text"] for note in figure.chart.narrow["annotations"]] == ["Old", "red from 16"]


def test_a_range_without_an_end_is_drawn_to_the_edge() -> None:
    palette = charts.Palette(SETTINGS.report.palette)
    row = charts.CalendarRow("C", (), Interval(dt.date(2026, 5, 1), None), "")
    chart = charts.calendar([row], palette, figures.MARKS, Interval(AS_OF, dt.date(2029, 4, 1)))
    assert list(chart.as_json()["data"][0]["x"]) == ["2026-05-01", "2029-04-01", None]
