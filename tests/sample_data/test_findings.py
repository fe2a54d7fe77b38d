"""The planted findings are found by running the commands, and FINDINGS.md says what is so.

The page is read as a user reads it: every command on it is run, every quoted line looked for, every row looked up.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from itmap.cli import cli
from itmap.sample_data import AS_OF, FILES, FOLDER, ORGANISATION

PAGE = (FOLDER / "FINDINGS.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n\$ (itmap .+?)\n(.*?)```", PAGE, re.DOTALL)
ROWS = re.findall(r"^\| ([\w.]+) \| ([\w ]*?) ?\| (\d+) \| (.+) \|$", PAGE, re.MULTILINE)

Ask = Callable[..., dict[str, Any]]


def run(*arguments: str) -> str:
    done = CliRunner().invoke(cli, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("sample") / "sample.db")
    run("import", *map(str, FILES), "--organisation", ORGANISATION, "--store", path)
    return path


@pytest.fixture(scope="module")
def ask(store: str) -> Ask:
    def asked(*question: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(
            run("query", *question, "--store", store, "--as-of", AS_OF.isoformat(), "--format", "json")
        )
        return answer

    return asked


# The findings


def test_one_supplier_group_stops_the_most_statutory_services(ask: Ask) -> None:
    first, second, *_ = ask("chokepoints")["rows"]
    assert first["supplier"] == "Ostrane Holdings plc"
    assert first["statutory_services_stopped"] == {"low": 12, "high": 25}
    assert second["statutory_services_stopped"]["low"] == 3
    assert set(first["services_stopped_without_fallbacks"]) - set(first["services_stopped"]) == {
        "Food safety",
        "Noise and nuisance",
    }


def test_most_integrations_run_through_one_hub_and_most_could_stop_with_it(ask: Ask) -> None:
    def stopped(system: str) -> tuple[int, int, int]:
        rows = ask("impact", system)["rows"]
        through = sum(row["kind"] == "integration" and row["distance"] == 1 for row in rows)
        systems = [row["certain"] for row in rows if row["kind"] == "system"]
        return through, sum(systems), len(systems)

    assert stopped("Crossweir") == (135, 5, 66)
    for rival in ("Placelode Gazetteer", "Zenbarrow Sign-on", "Bexwold CRM", "Server farm", "Gridleaf Maps"):
        through, certain, possible = stopped(rival)
        assert through < 135 / 4
        assert certain < 5
        assert possible < 66


def test_a_contract_renewed_by_itself_last_month(ask: Ask) -> None:
    last_month = (AS_OF.replace(day=1) - dt.timedelta(days=1)).isoformat()[:7]
    renewed = [row for row in ask("exits")["rows"] if (row["last_renewed"] or "").startswith(last_month)]
    assert [row["title"] for row in renewed] == ["Parking permits and penalty notices"]
    assert renewed[0]["state"] == "renews automatically"
    assert renewed[0]["earliest_exit"] == {"low": "2028-03-14", "high": "2028-03-14"}


def test_the_first_notice_day_that_is_known_is_forty_days_away(ask: Ask) -> None:
    known = [
        (dt.date.fromisoformat(row["act_by"]["low"]), row["title"])
        for row in ask("exits")["rows"]
        if row["act_by"] and row["act_by"]["low"] == row["act_by"]["high"]
    ]
    assert min(known) == (AS_OF + dt.timedelta(days=40), "Leisure management system")


def test_an_easy_replacement_comes_first(ask: Ask) -> None:
    first = ask("candidates")["rows"][0]
    assert (first["system"], first["rank"], first["quadrant"]) == ("Roomlark", 1, "eliminate")
    assert first["why"]


def test_one_system_is_out_of_support_and_red(ask: Ask) -> None:
    rows = ask("legacy")["rows"]
    assert [row["system"] for row in rows if row["red"]] == ["Callharrow"]
    callguard = next(row for row in rows if row["system"] == "Callharrow")
    assert callguard["legacy"] is True
    assert callguard["overall"] == pytest.approx((33 / 7 + 6) / 2 * (22 / 6 + 5) / 2)


# The page


@pytest.mark.parametrize(("command", "quoted"), CONSOLE, ids=[command.split(" --")[0] for command, _ in CONSOLE])
def test_the_page_quotes_what_the_commands_print(command: str, quoted: str, store: str, tmp_path: Path) -> None:
    files = {path.name: str(path) for path in FILES}
    at = store if " query " in command else str(tmp_path / "sample.db")
    words = [at if word == "sample.db" else files.get(word, word) for word in shlex.split(command)]
    rest = _spaced(run(*words[1:]))
    for passage in filter(None, map(_spaced, re.split(r"^\.\.\.$", quoted, flags=re.MULTILINE))):
        assert passage in rest
        rest = rest.partition(passage)[2]


@pytest.mark.parametrize(("file", "sheet", "row", "says"), ROWS, ids=[f"{row[0]}-{row[1]}-{row[2]}" for row in ROWS])
def test_the_page_names_rows_that_say_what_it_says(file: str, sheet: str, row: str, says: str) -> None:
    cells = _cells(FOLDER / file, sheet, int(row))
    for said in says.split(" / "):
        heading, _, value = said.partition(": ")
        assert cells[heading] == value


def test_the_page_counts_what_import_counts(store: str) -> None:
    held = run("show", "--store", store)
    for register, number in (("Contracts", 150), ("Systems", 120), ("Integrations", 300), ("Services", 40)):
        assert f"{register}: {number}" in held
        assert f"{number} {register.lower()}" in _spaced(PAGE)
    assert "Suppliers: 70, 4 of them only by name" in held


def test_the_page_names_the_rows_that_import_rejects(tmp_path: Path) -> None:
    address = str(tmp_path / "other.db")
    done = json.loads(
        run("import", *map(str, FILES), "--organisation", ORGANISATION, "--store", address, "--format", "json")
    )
    rejected = {
        (sheet["file"], problem["row"])
        for sheet in done["sheets"]
        for problem in sheet["problems"]
        if problem["severity"] == "row"
    }
    assert rejected == {("contracts.xlsx", 94), ("contracts.xlsx", 156), ("systems.xlsx", 29), ("integrations.csv", 62)}
    assert sum(sheet["merged"] for sheet in done["sheets"]) == 3
    cells = [problem for sheet in done["sheets"] for problem in sheet["problems"] if problem["severity"] == "cell"]
    assert len(cells) > 12
    assert [cell["column"] for cell in cells if cell["value"] == "Zoë Marrable"] == ["Contract manager"]


def test_the_page_speaks_of_six_findings_in_order() -> None:
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", PAGE, re.MULTILINE)]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert len(CONSOLE) == 7
    assert len(ROWS) == PAGE.count("\n| contracts.xlsx") + PAGE.count("\n| systems.xlsx") + PAGE.count(
        "\n| integrations"
    )


def _spaced(text: str) -> str:
    """Text with its lines joined and its runs of spaces as one: how a terminal wraps is not part of the promise."""
    return " ".join(text.split())


def _cells(path: Path, sheet: str, row: int) -> dict[str, str]:
    """The cells of a row by their headings, dates as the sheet shows them."""
    if path.suffix == ".csv":
        with path.open(encoding="cp1252", newline="") as file:
            lines: list[tuple[Any, ...]] = [tuple(line) for line in csv.reader(file)]
    else:
        lines = list(load_workbook(path)[sheet].iter_rows(values_only=True))
    headings = next(line for line in lines if sum(cell is not None for cell in line) > 1)
    shown = (f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else str(cell or "").strip() for cell in lines[row - 1])
    return dict(zip(map(str, headings), shown, strict=True))
