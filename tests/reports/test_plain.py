"""Answers as CSV and as a table: headings that never change, nothing left out, and words that people can read."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest

from itmap import settings
from itmap.estate import Estate
from itmap.quantities import Interval
from itmap.queries import NAMES, Answer, question
from itmap.reports.plain import as_csv, as_table, words
from tests.estates import estate, random_estate

WITHOUT_SUBJECT = [name for name in NAMES if not question(name).needs_subject]


def answer(name: str, asked: Estate) -> Answer:
    return question(name).answer(asked, settings.load())


def rows_of_csv(found: Answer) -> tuple[list[str], list[dict[str, str]]]:
    heads, *rows = csv.reader(io.StringIO(as_csv(found)))
    return heads, [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", WITHOUT_SUBJECT)
def test_the_headings_are_the_same_whatever_the_rows_hold(name: str) -> None:
    heads = {tuple(rows_of_csv(answer(name, each))[0]) for each in (estate(), random_estate(1), random_estate(2))}
    assert len(heads) == 1


@pytest.mark.parametrize("name", [name for name in WITHOUT_SUBJECT if name != "chokepoints"])
def test_csv_holds_all_that_json_does(name: str) -> None:
    two = {system: {"capability": "Homes", "annual_cost": 12} for system in ("Lettings", "Tenancies")}
    found = answer(name, estate(systems=two) if name == "overlaps" else random_estate(3, contracts=40, unknowns=0.1))
    assert found.rows, "give this test an estate for which the question has a row"
    for told, cells in zip(found.as_json()["rows"], rows_of_csv(found)[1], strict=True):
        for path, value in flat(told).items():
            assert cells.pop(path).removeprefix("'") == value, path
        assert not any(cells.values())


def flat(value: Any, path: str = "") -> dict[str, str]:
    """What JSON says, by the heading that CSV has for it, without what is null."""
    if isinstance(value, dict):
        return {
            key: text for name, item in value.items() for key, text in flat(item, f"{path}_{name}".strip("_")).items()
        }
    if value is None:
        return {}
    if isinstance(value, bool):
        return {path: "yes" if value else "no"}
    return {path: "; ".join(map(str, value)) if isinstance(value, list) else str(value)}


def test_lock_in_has_a_column_for_each_end_of_each_criterion() -> None:
    heads, _ = rows_of_csv(answer("lock-in", estate()))
    assert heads[2:7] == [
        "score_low",
        "score_high",
        "score_mean",
        "criteria_committed_term_low",
        "criteria_committed_term_high",
    ]
    assert "coverage_contracts_counting" in heads


def test_coverage_stands_a_line_a_figure_with_its_sentences_apart() -> None:
    lines = as_table(answer("chokepoints", estate(systems={"Housing": {}}))).split("Coverage:\n")[1].splitlines()
    assert "  systems: 1" in lines
    assert "  supplier rings: none" in lines
    sentences = lines[lines.index("  not known:") + 1 :]
    assert sentences[0].startswith("    ")
    assert sum(line.startswith("    No ") for line in sentences) == 3


def test_a_chain_reads_from_one_name_to_the_next() -> None:
    asked = estate(
        suppliers={"Alder": {}},
        systems={"Housing": {"vendors": "Alder"}},
        services={"Repairs": {"systems": "Housing"}, "Rents": {"systems": "Housing"}},
    )
    table = " ".join(as_table(answer("chokepoints", asked)).split())
    assert "why: Rents: Alder > Housing > Rents; Repairs: Alder > Housing > Repairs" in table
    impact = question("impact").answer(asked, settings.load(), "Alder")
    assert "chain: Alder > Housing > Rents" in " ".join(as_table(impact).split())


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("333.0310702074310462730795532"), "333.03"),
        (Decimal(1_620_000), "1,620,000"),
        ((), "none"),
        ({}, "none"),
        (None, "not known"),
        (Interval(0.1171, 0.1172), "0.117"),
        (Interval(dt.date(2026, 4, 1), None), "from 2026-04-01, no latest known"),
        (Interval(100, None), "100 or more"),
        ({"a_key": 2, "b": ("x", "y")}, "a key: 2; b: x > y"),
    ],
)
def test_values_are_said_for_people(value: object, said: str) -> None:
    assert words(value) == said


def test_none_and_not_known_are_told_apart() -> None:
    asked = estate(
        systems={
            "Housing": {
                **dict.fromkeys([f"l{n}" for n in range(1, 8)], 1),
                **dict.fromkeys([f"c{n}" for n in range(1, 7)], 1),
            }
        }
    )
    table = " ".join(as_table(answer("legacy", asked)).split())
    assert "missing: none end_of_support: not known" in table
