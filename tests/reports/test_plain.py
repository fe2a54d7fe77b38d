"""Answers as tables and CSV: the same columns whatever the rows hold, and words that people read."""

from __future__ import annotations

import csv
import io

import pytest

from itmap.queries import NAMES, question
from itmap.reports.plain import as_csv, as_table
from itmap.settings import load
from tests.estates import estate, random_estate

PLAIN = [name for name in NAMES if not question(name).subject]


@pytest.mark.parametrize("name", PLAIN)
def test_the_columns_of_csv_are_the_same_whatever_is_known(name: str) -> None:
    heads = {
        as_csv(question(name).answer(held, load())).partition("\n")[0]
        for held in (estate(), estate(systems={"Desk": {}}), random_estate(1), random_estate(2, unknowns=0.9))
    }
    assert len(heads) == 1


def test_an_interval_and_a_mapping_with_known_keys_take_a_column_a_part() -> None:
    text = as_csv(question("lock-in").answer(random_estate(1), load()))
    row = next(csv.DictReader(io.StringIO(text)))
    assert {"score_low", "score_high", "score_mean", "criteria_openness_low", "criteria_openness_high"} <= row.keys()
    assert 0 <= float(row["score_low"]) <= float(row["score_mean"]) <= float(row["score_high"]) <= 1
    assert row["coverage_criteria"] == "6"


def test_the_chain_to_each_service_can_be_told_from_the_next() -> None:
    held = estate(
        suppliers={"Alder": {}},
        systems={"Desk": {"vendors": "Alder"}, "Ledger": {}},
        services={"Repairs": {"systems": "Desk"}, "Payments": {"systems": "Ledger"}},
        integrations=[{"provider": "Desk", "consumer": "Ledger", "dependence": "hard"}],
    )
    text = " ".join(as_table(question("chokepoints").answer(held, load())).split())
    assert "Payments: Alder > Desk > Ledger > Payments; Repairs: Alder > Desk > Repairs" in text


def test_what_is_empty_is_none_and_what_nobody_knows_is_not_known() -> None:
    held = estate(suppliers={"Alder": {}}, systems={"Desk": {"vendors": "Alder"}})
    text = as_table(question("chokepoints").answer(held, load()))
    assert "services_stopped:" in text
    assert "not known" in text
    assert "supplier rings: none" in text


def test_amounts_are_rounded_for_people() -> None:
    contract = {"suppliers": "Alder", "value": 1000, "value_basis": "total", "term": "3 years", "renewal": "rolling"}
    held = estate(suppliers={"Alder": {}}, contracts={"One": contract})
    lines = as_table(question("concentration").answer(held, load())).splitlines()
    assert [line.split()[1:] for line in lines if "annual_value:" in line] == [["333.33"]]
