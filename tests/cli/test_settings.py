"""`itmap settings`: what is printed can be given back, and marks what is the user's own."""

from __future__ import annotations

from tests.cli.desk import AS_OF, Desk


def test_what_is_printed_can_be_given_to_a_command_that_answers(full: Desk) -> None:
    mine = full.file("mine.toml", full.run("settings", store=False).stdout.replace("draws = 10000", "draws = 50"))
    told = full.run("settings", "--settings", mine, store=False).stdout
    assert "# Your own. The default: 10000\ndraws = 50\n" in told
    for command in (("query", "lock-in"), ("report", "-o", full.folder / "report.html")):
        assert full.run(*command, "--settings", mine, *AS_OF).exit_code == 0


def test_a_wrong_value_is_told_with_its_file_and_line(desk: Desk) -> None:
    mine = desk.file("mine.toml", "[lock_in]\n\ndraws = 'many'\n")
    result = desk.run("settings", "--settings", mine, store=False)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{mine}, line 3: lock_in.draws = 'many': must be a whole number above zero." in result.stderr
