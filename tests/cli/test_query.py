"""`itmap query`: what it says beside an answer, how a question may be written, and what a file to write is called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.desk import AS_OF, Desk


def test_a_question_that_cant_be_answered_says_so_before_the_answer(desk: Desk) -> None:
    desk.run("import", desk.file("systems.csv", "Name\nHousing\n"))
    result = desk.run("query", "exits", "--format", "json", *AS_OF)
    assert result.stderr == "exits can't be answered: the store has no Contracts\n"
    assert json.loads(result.stdout)["rows"] == []
    assert result.exit_code == 0


def test_an_answer_in_part_says_what_is_lacking_and_a_whole_one_says_nothing(full: Desk) -> None:
    result = full.run("query", "concentration", *AS_OF)
    assert result.stderr == "concentration can be answered in part: Suppliers, Services are known only by name\n"
    assert full.run("query", "legacy", *AS_OF).stderr == ""


def test_a_store_without_an_organisation_says_so(desk: Desk) -> None:
    desk.run("import", desk.file("suppliers.csv", "Name\n"), "--register", "Suppliers")
    assert "As of 2026-04-01. no organisation\n" in desk.run("query", "exits", *AS_OF).stdout


@pytest.mark.parametrize("name", ["lock-in", "lock_in", "Lock-In"])
def test_a_question_is_found_however_it_is_written(full: Desk, name: str) -> None:
    assert full.asked(name)["query"] == "lock-in"


def test_a_subject_where_none_is_asked_for_is_refused(full: Desk) -> None:
    result = full.run("query", "chokepoints", "Alder Ltd", *AS_OF)
    assert result.exit_code == 2
    assert "not about 'Alder Ltd'" in result.stderr


def test_deep_asks_which_one_change_would_spare_the_most(full: Desk) -> None:
    assert (
        json.loads(full.run("query", "chokepoints", "--deep", "--format", "json", *AS_OF).stdout)["query"] == "what-if"
    )
    result = full.run("query", "exits", "--deep", *AS_OF)
    assert result.exit_code == 2
    assert "--deep goes with chokepoints" in result.stderr


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
@pytest.mark.parametrize("command", [("query", "exits"), ("report", "-o", "report.html")])
def test_a_day_off_the_calendar_s_ends_is_refused(full: Desk, command: tuple[str, ...], day: str) -> None:
    result = full.run(*command, "--as-of", day)
    assert result.exit_code == 2
    assert f"{day} is no day of the years 1900 to 2200." in result.stderr


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
def test_the_farthest_days_have_answers(full: Desk, day: str) -> None:
    assert full.run("report", "-o", full.folder / "report.html", "--as-of", day).exit_code == 0


@pytest.mark.parametrize(
    ("file", "begins"),
    [("a.csv", b"organisation,"), ("a.JSON", b"{"), ("a.xlsx", b"PK"), ("a.txt", b"Which contract"), ("a", b"Which")],
)
def test_the_name_of_the_file_says_the_format(full: Desk, file: str, begins: bytes) -> None:
    assert full.run("query", "exits", "-o", full.folder / file, *AS_OF).exit_code == 0
    assert (full.folder / file).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("file", "form"), [("a.csv", "json"), ("a.xlsx", "csv"), ("a.json", "table"), ("a.xls", "xlsx"), ("a.ods", "")]
)
def test_a_name_and_a_format_that_disagree_are_refused(full: Desk, file: str, form: str) -> None:
    result = full.run("query", "exits", "-o", full.folder / file, *(("--format", form) if form else ()), *AS_OF)
    assert result.exit_code == 2
    assert file in result.stderr
    assert not (full.folder / file).exists()


@pytest.mark.parametrize(
    "command", [("export", "estate.csv"), ("template", "registers"), ("report", "-o", "estate.pdf")]
)
def test_a_file_whose_name_says_another_kind_is_refused(
    full: Desk, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(full.folder)
    result = full.run(*command)
    assert result.exit_code == 2
    assert ("estate.html" if "report" in command else f"{Path(command[1]).stem}.xlsx") in result.stderr
    assert not (full.folder / command[-1]).exists()


def test_one_is_not_said_as_many(desk: Desk) -> None:
    desk.run("import", desk.file("systems.csv", "Name\nHousing\n"))
    assert "\n1 row in " in "\n" + desk.run("query", "legacy", "-o", desk.folder / "a.csv").stderr
    copied = desk.run("copy", desk.store, desk.folder / "copy.db", store=False).stderr
    assert copied.startswith("2 records of 1 organisation copied and compared")


def test_stores_that_cant_be_meant_are_said_with_the_way_to_mend_them(desk: Desk) -> None:
    elsewhere = desk.folder / "nowhere" / "itmap.db"
    for address, said in {
        str(elsewhere): f"The folder {elsewhere.parent} isn't there",
        "sqlite://itmap.db": "write sqlite:///itmap.db",
        " ": "The address of the store is empty",
        "": "The address of the store is empty",
    }.items():
        result = desk.run("show", "--store", address, store=False)
        assert result.exit_code == 1
        assert result.stderr.startswith("Error: ")
        assert said in result.stderr
        assert "itmap import" not in result.stderr


def test_the_days_of_the_exits_are_a_file_for_calendar_programs(full: Desk) -> None:
    written = full.folder / "days.ics"
    assert full.run("query", "exits", "-o", written, *AS_OF).exit_code == 0
    assert written.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    shown = full.run("query", "calendar", "--format", "ics", *AS_OF).stdout_bytes
    assert shown == written.read_bytes()
    refused = full.run("query", "legacy", "--format", "ics", *AS_OF)
    assert refused.exit_code == 2
    assert "only exits and calendar" in refused.stderr
