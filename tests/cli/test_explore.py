"""`itmap explore`: the files listed, printed and run, and messages for what can't be."""

from __future__ import annotations

import json

import pytest

from itmap.queries.cypher_files import cypher_files
from tests import neo4j_server
from tests.cli.desk import AS_OF, CONTRACTS, INTEGRATIONS, SYSTEMS, Desk


@pytest.fixture(params=neo4j_server.releases())
def shared(request: pytest.FixtureRequest, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a store in Neo4j that holds the desk's registers."""
    address = neo4j_server.clean(request.param, monkeypatch)
    texts = {"contracts.csv": CONTRACTS, "systems.csv": SYSTEMS, "integrations.csv": INTEGRATIONS}
    files = [desk.file(name, text) for name, text in texts.items()]
    assert desk.run("import", *files, "--store", address, store=False).exit_code == 0
    return address


def test_without_a_name_every_file_is_listed_with_its_question_and_parameters(desk: Desk) -> None:
    result = desk.run("explore", store=False)
    assert result.exit_code == 0
    for file in cypher_files().values():
        assert f"{file.name}\n  {file.question}\n" in result.stdout
        assert all(f"--param {each.name}=…  {each.type}: {each.meaning}" in result.stdout for each in file.parameters)


@pytest.mark.parametrize("name", cypher_files())
def test_a_file_is_printed_as_it_is(desk: Desk, name: str) -> None:
    result = desk.run("explore", name, "--print", store=False)
    assert (result.exit_code, result.stdout) == (0, cypher_files()[name].text)


def test_a_walk_runs_and_shows_its_way(desk: Desk, shared: str) -> None:
    result = desk.run("explore", "downstream", "--param", "system=housing", "--store", shared, store=False)
    assert result.exit_code == 0, result.output
    assert "Housing > Finance" in result.stdout
    assert "Housing <-NEEDS- Finance" in result.stdout
    assert result.stdout.endswith("\n1 row\n")


def test_days_come_from_as_of_and_leave_as_iso_dates(desk: Desk, shared: str) -> None:
    arguments = ("exits", "--format", "json", *AS_OF, "--store", shared)
    result = desk.run("explore", *arguments, store=False)
    assert result.exit_code == 0, result.output
    rows = {row["reference"]: row for row in json.loads(result.stdout)}
    assert (rows["C1"]["earliest_exit"], rows["C1"]["act_by"]) == ("2027-03-31", "2026-12-31")
    assert rows["C3"]["earliest_exit"] is None
    due = ("notice-due", "--param", "until=2026-12-31", "--format", "json", *AS_OF, "--store", shared)
    assert [row["reference"] for row in json.loads(desk.run("explore", *due, store=False).stdout)] == ["C1"]


def test_what_a_user_writes_is_never_part_of_the_statement(desk: Desk, shared: str) -> None:
    text = "system=x' OR true //"
    result = desk.run("explore", "upstream", "--param", text, "--format", "json", "--store", shared, store=False)
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), "There is no file 'nothing'. Files: calendar, "),
        (("upstream",), "upstream needs --param system=…, its name or reference."),
        (("upstream", "--param", "system"), "--param system lacks its value"),
        (("upstream", "--param", "sistem=x"), "upstream has no parameter 'sistem'. It has: system."),
        (("legacy", "--param", "x=1"), "legacy has no parameter 'x'. It has: none."),
        (("notice-due", "--param", "until=soon"), "until is 'soon', which is not a day such as 2026-04-01"),
        (("candidates", "--param", "good_fit=high"), "good_fit is 'high', which is not a whole number"),
    ],
)
def test_a_wrong_command_line_says_what_is_right(desk: Desk, arguments: tuple[str, ...], said: str) -> None:
    result = desk.run("explore", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_runs_in_neo4j_alone_and_the_message_says_how_to_get_there(full: Desk) -> None:
    result = full.run("explore", "legacy")
    assert result.exit_code == 1
    assert f"itmap copy {full.store} neo4j://" in result.stderr
