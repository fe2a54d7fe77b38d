"""The worked examples of docs/methods.md that stand in no other test, worked out anew: figures and words alike.

`EXAMPLES` names, for every question, the test that works its example out.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from itmap import model, settings
from itmap.quantities import Interval
from itmap.queries import questions
from itmap.queries.answers import Answer
from itmap.terms import spoken
from tests.estates import estate
from tests.make_docs import DOCS
from tests.worked_examples import methods_say

SETTINGS = settings.load()
HERE = Path(__file__).parent
EXAMPLES = {
    "chokepoints": "test_chokepoints.py:test_the_worked_example_of_the_methods_page",
    "impact": "test_worked_examples.py:test_impact",
    "single-points": "test_worked_examples.py:test_single_points",
    "what-if": "test_worked_examples.py:test_what_if",
    "exits": "test_worked_examples.py:test_exits",
    "calendar": "test_worked_examples.py:test_calendar",
    "together": "test_worked_examples.py:test_together",
    "lock-in": "test_lock_in.py:test_the_worked_example_of_the_methods",
    "candidates": "test_worked_examples.py:test_candidates",
    "legacy": "test_worked_examples.py:test_legacy",
    "concentration": "test_concentration.py:test_the_worked_example_of_the_methods",
    "overlaps": "test_worked_examples.py:test_overlaps",
    "coverage": "test_coverage.py:test_the_worked_example",
}


def test_every_question_has_every_part_of_its_page() -> None:
    """Its question, a worked example that a test works out, its limits, its source, and what not to claim by it."""
    sections = re.split(r"\n## ", (DOCS / "methods.md").read_text(encoding="utf-8"))
    for asked in questions():
        (section,) = (text for text in sections if f"`{asked.name}`" in text.splitlines()[0])
        for part in ("**Worked example", "**Limits.**", "**Source.**", "not use it to claim**"):
            assert part in " ".join(section.split()), (asked.name, part)
        file, _, test = EXAMPLES[asked.name].partition(":")
        assert f"def {test}(" in (HERE / file).read_text(encoding="utf-8"), asked.name


def ask(name: str, subject: str = "", **registers: Any) -> Answer:
    (asked,) = (each for each in questions() if each.name == name)
    return asked.answer(estate(**registers), SETTINGS, subject)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_impact() -> None:
    methods_say("Alder makes Housing; Finance needs Housing (hard); Payments runs on Finance.")
    held: dict[str, Any] = {
        "suppliers": {"Alder": {}},
        "systems": {"Housing": {"vendors": "Alder"}, "Finance": {}, "Housing Archive": {}},
        "integrations": [{"provider": "Housing", "consumer": "Finance", "dependence": "hard"}],
    }
    stops = ask("impact", "Alder", services={"Payments": {"systems": "Finance"}}, **held)
    found = {row.name for row in stops.rows if row.certain and row.kind != "integration"}
    assert found == {"Housing", "Finance", "Payments"}
    goes_on = {"systems": "Finance", "fallback_systems": "Finance > Housing Archive"}
    assert "Payments" not in {row.name for row in ask("impact", "Alder", services={"Payments": goes_on}, **held).rows}


def test_single_points() -> None:
    methods_say("Desk needs Post, hard and via Hub, and Advice runs on Desk.")
    rows = ask(
        "single-points",
        systems={"Post": {}, "Desk": {}, "Hub": {}},
        services={"Advice": {"systems": "Desk"}},
        integrations=[{"provider": "Post", "consumer": "Desk", "via": "Hub", "dependence": "hard"}],
    ).rows
    assert {row.name: (tuple(row.services_stopped), tuple(row.systems_stopped)) for row in rows} == {
        "Hub": (("Advice",), ("Desk",)),
        "Post": (("Advice",), ("Desk",)),
        "Post > Desk": (("Advice",), ("Desk",)),
        "Desk": (("Advice",), ()),
    }


def test_what_if() -> None:
    methods_say("and the statutory Payments run on Finance: 1 failure.")
    found = ask(
        "what-if",
        suppliers={"Alder": {}},
        systems={"Housing": {"vendors": "Alder"}, "Finance": {}, "Archive": {}},
        services={"Payments": {"systems": "Finance", "statutory": True}},
        integrations=[{"provider": "Housing", "consumer": "Finance", "dependence": "hard"}],
    )
    assert found.coverage["failures"] == 1
    sparing = {row.change: row.what for row in found.rows if row.statutory_failures_spared == 1}
    assert sparing["alternative"].startswith("a second way for Housing > Finance")
    assert sparing["soft interface"].startswith("Housing > Finance: its consumer can do without")
    assert sparing["stand-in"] == "Archive stands in in Payments"


def test_exits() -> None:
    terms = {"renewal": "automatic", "end_date": day("2026-04-30")}
    yearly = {"renewal_period": "12 months"}
    notice = {"notice_period": "3 months"}
    rows = {
        row.title: row
        for row in ask(
            "exits",
            contracts={
                "Known": {**terms, **yearly, **notice},
                "Without notice": {**terms, **yearly},
                "Without period": {**terms, **notice},
                "Options": {
                    "renewal": "none", "term": "2+1+1 years",
                    "start_date": day("2024-04-01"), "end_date": day("2027-03-31"),
                },
                "Decide": {**yearly, **notice, "renewal": "automatic", "end_date": day("2027-03-31")},
            },
        ).rows
    }  # fmt: skip
    known = rows["Known"]
    methods_say(
        "so it renews to 30 April 2027, and 30 January 2027 is the day to act by",
        "so the exit is 30 April 2026 or later",
        "the soonest whose notice day is left is 1 July 2026",
        "one option has been taken, and the one left leads to 31 March 2028",
        "Notice by 31 December 2026: announce the decision by 25 November 2026",
    )
    assert (known.earliest_exit, known.act_by) == (exactly("2027-04-30"), exactly("2027-01-30"))
    assert rows["Without notice"].earliest_exit == Interval(day("2026-04-30"), None)
    assert rows["Without period"].earliest_exit == Interval(day("2026-07-01"), None)
    assert rows["Options"].extension_dates == (day("2028-03-31"),)
    assert "after 1 taken" in rows["Options"].extensions
    assert (rows["Decide"].act_by, rows["Decide"].decide_by) == (exactly("2026-12-31"), exactly("2026-11-25"))


def exactly(text: str) -> Interval[dt.date]:
    return Interval.exactly(day(text))


def test_calendar() -> None:
    terms = {"renewal": "automatic", "renewal_period": "1 year", "notice_period": "3 months"}
    rows = ask("calendar", contracts={"Deal": {**terms, "end_date": day("2027-03-31")}}).rows
    methods_say("decide by 25 November 2026, give notice by 31 December 2026; nothing ends, as it renews")
    assert [(row.kind, spoken(row.day)) for row in rows] == [
        ("Decide by", "25 Nov 2026"),
        ("Give notice by", "31 Dec 2026"),
    ]


def test_together() -> None:
    methods_say(
        "A ends on 31 March 2027 and B on 30 September 2027, six months later: one window. With B on 1 October there is "
        "none, unless A has an option to extend."
    )

    def windows(b_ends: str, **a: Any) -> int:
        ends = {"suppliers": "Alder", "renewal": "none"}
        contracts = {
            "A": {**ends, "end_date": day("2027-03-31"), **a},
            "B": {**ends, "end_date": day(b_ends)},
        }
        return len(ask("together", suppliers={"Alder": {}}, contracts=contracts).rows)

    assert (windows("2027-09-30"), windows("2027-10-01")) == (1, 0)
    assert windows("2027-10-01", extension_options="1 year") == 1


def test_candidates() -> None:
    """Held for 18 months: the months of a year are twelfths of 365.25 days."""
    scores = dict.fromkeys(model.LITRAF_LIKELIHOOD, 4) | dict.fromkeys(model.LITRAF_IMPACT, 3)
    (row,) = (
        row
        for row in ask(
            "candidates",
            systems={
                "Desk": {"annual_cost": 100_000, "substitutability": "easily substitutable", **scores},
                "Other": {},
            },
            services={"A": {"systems": "Desk"}, "B": {"systems": "Desk"}, "C": {}, "D": {}},
            integrations=[
                {"provider": "Desk", "consumer": "Other", "dependence": "hard"},
                {"provider": "Desk", "consumer": "Other"},
            ],
            contracts={"Deal": {"renewal": "none", "end_date": day("2027-10-01"), "covers": "Desk"}},
        ).rows
        if row.system == "Desk"
    )
    methods_say(
        "has an overall legacy score of 12 (0.4)",
        f"benefit {row.benefit.low:.3f} to {row.benefit.high:.3f}.",
        f"difficulty {row.difficulty.low:.3f} to {row.difficulty.high:.3f}.",
        f"It is ranked by 0.325 - 0.233 = {row.benefit.low - row.difficulty.high:.3f}.",
    )


def test_legacy() -> None:
    scores = dict.fromkeys((*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT), 1) | {"l7": 3}
    rows = {
        row.system: row
        for row in ask("legacy", systems={"Scored": scores, "Dated": {"end_of_support": day("2026-03-31")}}).rows
    }
    scored, dated = rows["Scored"], rows["Dated"]
    methods_say(
        f"highest 3, likelihood {scored.likelihood:.2f}. C: all 1: impact {scored.impact:.0f}. "
        f"Overall {scored.overall:.2f}, legacy, not red."
    )
    assert (scored.legacy, scored.red) == (True, False)
    assert (dated.legacy, dated.legacy_by_date) == (None, True)


def test_overlaps() -> None:
    case = {"capability": "case management"}
    (row,) = ask(
        "overlaps",
        organisations={"South": {}},
        systems={
            "Desk": {**case, "annual_cost": 100},
            "Cases": {**case, "annual_cost": 250},
            "Files": {**case, "organisation": "South"},
        },
    ).rows
    methods_say("cost nobody recorded: three systems, 350 pounds or more")
    assert (len(row.systems), row.annual_cost) == (3, Interval(350, None))
