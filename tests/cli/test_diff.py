"""`itmap diff`: two days of one store, or two stores."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.desk import Desk


@pytest.fixture
def remembered(desk: Desk) -> Desk:
    """A store that saw a register on the first of January, and another one in March."""
    for day, rows in (
        ("2026-01-01", "C1,Housing,Alder Ltd,31/03/2027\nC2,Payroll,Birch Ltd,Rolling\n"),
        ("2026-03-01", "C1,Housing,Alder Ltd,31/03/2028\nC3,=1+1,In-house,TBC\n"),
    ):
        file = desk.file("contracts.csv", f"Reference,Title,Supplier,End date\n{rows}")
        result = desk.run("import", file, "--prune", "--as-of", day)
        assert result.exit_code == 0, result.output
    return desk


def test_two_days_of_one_store(remembered: Desk) -> None:
    result = remembered.run("diff", "2026-01-31", "2026-03-01", "--format", "json")
    told = json.loads(result.stdout)
    assert [(row["what"], row["name"], row["field"], row["old"], row["new"]) for row in told["rows"]] == [
        ("added", "=1+1", "", "", ""),
        ("updated", "Housing", "End date", "2027-03-31", "2028-03-31"),
        ("removed", "Payroll", "", "", ""),
    ]
    assert told["coverage"] == {"added": 1, "removed": 1, "updated": 1}
    assert json.loads(remembered.run("diff", "2026-03-01", "2026-03-02", "--format", "json").stdout)["rows"] == []


def test_two_stores_and_no_formula_in_their_csv(remembered: Desk) -> None:
    other = remembered.folder / "other.db"
    empty = Desk(remembered.folder)
    empty.store = other
    empty.run("import", remembered.file("contracts.csv", "Reference,Title\nC1,Housing\n"), "--as-of", "2026-03-01")
    result = remembered.run("diff", other, remembered.store, "--format", "csv", store=False)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["what"], row["name"]) for row in rows] == [
        ("added", "'=1+1"),
        ("updated", "Housing"),
        ("updated", "Housing"),
    ]
    assert [(row["field"], row["new"]) for row in rows[1:]] == [("Supplier", "Alder Ltd"), ("End date", "2028-03-31")]


def test_a_day_that_the_store_knows_nothing_of_is_said(remembered: Desk) -> None:
    result = remembered.run("diff", "2025-12-31", "2026-03-01")
    assert result.exit_code == 1
    assert "its first import was on 2026-01-01" in result.output


def test_the_later_day_first_is_a_wrong_command(remembered: Desk) -> None:
    assert remembered.run("diff", "2026-03-01", "2026-01-01").exit_code == 2


def test_what_looks_like_a_day_and_is_none_is_a_wrong_command(remembered: Desk) -> None:
    result = remembered.run("diff", "2026-02-30", "2026-03-01")
    assert (result.exit_code, "2026-02-30 is no day" in result.output) == (2, True)


def test_one_council_s_changes_are_told_to_it_alone(remembered: Desk) -> None:
    file = remembered.file("contracts.csv", "Reference,Title,Supplier\nC1,Cleaning,Alder Ltd\n")
    remembered.run("import", file, "--organisation", "North", "--as-of", "2026-04-01")
    asked = ("diff", "2026-03-01", "2026-04-01", "--format", "json", "--organisation")
    told = [json.loads(remembered.run(*asked, name).stdout)["rows"] for name in ("North", "This council")]
    assert [[row["name"] for row in rows] for rows in told] == [["Cleaning"], []]


def test_an_import_says_what_it_updated(remembered: Desk) -> None:
    file = remembered.file("contracts.csv", "Reference,Title,End date\nC1,Housing,Rolling\nC3,=1+1,TBC\n")
    told = json.loads(remembered.run("import", file, "--as-of", "2026-04-01", "--format", "json").stdout)
    assert told["changes"] == [
        {
            "register": "Contracts",
            "name": "Housing",
            "organisation": "This council",
            "field": field,
            "old": old,
            "new": new,
        }
        for field, old, new in (("End date", "2028-03-31", "Rolling"), ("Renewal", "", "rolling"))
    ]
    assert told["changed"] == {"added": 0, "updated": 1, "unchanged": 2, "removed": 0}
    text = remembered.run("import", file, "--as-of", "2026-04-02").stdout
    assert "Updated:" not in text


def test_what_a_word_implied_goes_with_the_word(remembered: Desk) -> None:
    """Rolling under End date says how the contract renews; a day in its place says so no longer."""
    for end in ("Rolling", "31/03/2030"):
        file = remembered.file("contracts.csv", f"Reference,Title,End date\nC1,Housing,{end}\n")
        told = json.loads(remembered.run("import", file, "--format", "json").stdout)
    changes = {change["field"]: (change["old"], change["new"]) for change in told["changes"]}
    assert changes == {"End date": ("Rolling", "2030-03-31"), "Renewal": ("rolling", "")}
