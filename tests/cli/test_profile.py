"""`itmap import --explain`, `itmap profile`, and a profile of one's own on the command line."""

from __future__ import annotations

import tomllib

from tests.cli.desk import Desk

STRANGE = "Our agreement reference,Name of this contract,Name of our supplier,Date of its expiry\nA1,Housing,Alder,31/3/2027\n"


def test_explain_says_what_everything_is_and_imports_nothing(desk: Desk) -> None:
    path = desk.file("contracts.csv", "Title,Supplier,Colour\nHousing,Alder,red\n")
    result = desk.run("import", path, "--explain")
    assert result.exit_code == 0, result.output
    assert "'Title': Title, the workbook's own heading" in result.stdout
    assert "'Colour': no field of Contracts that itmap knows" in result.stdout
    assert not desk.store.exists()


def test_explain_speaks_of_what_is_no_register_instead_of_failing(desk: Desk) -> None:
    result = desk.run("import", desk.file("strange.csv", STRANGE), "--explain")
    assert result.exit_code == 0, result.output
    assert "strange.csv: no register." in result.stdout


def test_what_stands_below_a_heading_decides_between_a_day_and_words(desk: Desk) -> None:
    days, words = "31/3/2027", "to March"
    for below, field in ((days, "end_date"), (words, "title")):
        path = desk.file("strange.csv", f"Sys ref no,Contract finish\nA1,{below}\nA2,\n")
        assert f'# {field} = ["Contract finish"]' in desk.run("profile", path, store=False).stdout


def test_an_unknown_layout_is_refused_until_its_begun_profile_is_confirmed(desk: Desk) -> None:
    path = desk.file("strange.csv", STRANGE)
    refused = desk.run("import", path)
    assert refused.exit_code == 1
    assert "itmap profile" in refused.output
    begun = desk.run("profile", path, store=False)
    assert begun.exit_code == 0, begun.output
    mine = desk.file("mine.toml", begun.stdout)
    unconfirmed = desk.run("import", path, "--profile", mine)
    assert unconfirmed.exit_code == 1
    assert "register = one of" in unconfirmed.output
    assert not desk.store.exists()
    lines = [
        line.removeprefix("# ")
        if line.startswith("# ") and line.removeprefix("# ").split(" = ")[0].isidentifier()
        else line
        for line in begun.stdout.splitlines()
    ]
    confirmed = desk.file("mine.toml", "\n".join(lines))
    assert tomllib.loads(confirmed.read_text(encoding="utf-8"))["register"] == "Contracts"
    done = desk.run("import", path, "--profile", confirmed)
    assert done.exit_code == 0, done.output
    assert "1 row read = 1 landed" in done.output


def test_what_profile_cannot_begin_with_is_said(desk: Desk) -> None:
    for arguments in (
        ["missing.csv"],
        [desk.file("numbers.csv", "1,2\n3,4\n")],
        [desk.file("a.csv", STRANGE), "--sheet", "x"],
    ):
        result = desk.run("profile", *arguments, store=False)
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
        assert result.stdout == "" or result.stderr
