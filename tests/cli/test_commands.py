"""The commands as a user runs them: from spreadsheets to answers, and messages that say how to mend what went wrong."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

import openpyxl
import pytest
from click.testing import CliRunner, Result

from itmap.cli import cli
from itmap.queries import NAMES, question
from tests.cli.desk import AS_OF, CONTRACTS, SYSTEMS, Desk


def test_import_accounts_for_every_row(desk: Desk) -> None:
    contracts = desk.file("contracts.csv", CONTRACTS)
    result = desk.run("import", contracts, "--format", "json")
    (sheet,) = json.loads(result.stdout)["sheets"]
    assert (sheet["rows_read"], sheet["landed"], sheet["merged"], sheet["rejected"]) == (4, 3, 0, 1)
    assert sheet["register"] == "Contracts"
    assert sheet["header_row"] == 1
    problems = {(problem["row"], problem["column"], problem["severity"]) for problem in sheet["problems"]}
    assert problems == {(4, "", "row"), (5, "End date", "cell")}


def test_strict_ends_with_one_when_a_row_was_rejected(desk: Desk) -> None:
    assert desk.run("import", desk.file("contracts.csv", CONTRACTS), "--strict").exit_code == 1


def test_the_same_files_twice_change_nothing(full: Desk) -> None:
    files = [full.folder / name for name in ("contracts.csv", "systems.csv", "integrations.csv")]
    changed = json.loads(full.run("import", *files, "--format", "json").stdout)["changed"]
    assert (changed["added"], changed["updated"], changed["removed"]) == (0, 0, 0)


def test_a_dry_run_makes_no_store(desk: Desk) -> None:
    assert desk.run("import", desk.file("systems.csv", SYSTEMS), "--dry-run").exit_code == 0
    assert not desk.store.exists()


def test_export_imported_again_changes_nothing(full: Desk) -> None:
    book = full.folder / "estate.xlsx"
    assert full.run("export", book).exit_code == 0
    first = book.read_bytes()
    result = full.run("import", book, "--format", "json")
    outcome = json.loads(result.stdout)
    assert (outcome["changed"]["added"], outcome["changed"]["updated"]) == (0, 0)
    assert [problem["value"] for sheet in outcome["sheets"] for problem in sheet["problems"]] == ["soon"]
    assert full.run("export", book).exit_code == 0
    assert book.read_bytes() == first


def test_an_export_of_two_councils_says_whose_every_row_is(desk: Desk) -> None:
    suppliers = desk.file("suppliers.csv", "Name,Company number\nAlder Ltd,01234567\n")
    for council in ("North", "South"):
        assert (
            desk.run("import", suppliers, desk.file("systems.csv", SYSTEMS), "--organisation", council).exit_code == 0
        )
    book = desk.folder / "estate.xlsx"
    assert desk.run("export", book).exit_code == 0
    rows = list(openpyxl.load_workbook(book)["Suppliers"].iter_rows(min_row=2, max_col=3, values_only=True))
    assert rows == [("North", "Alder Ltd", "01234567"), ("South", "Alder Ltd", "01234567")]
    changed = json.loads(desk.run("import", book, "--format", "json").stdout)["changed"]
    assert (changed["added"], changed["updated"]) == (0, 0)


def test_text_from_a_spreadsheet_is_never_a_formula(full: Desk) -> None:
    book = full.folder / "estate.xlsx"
    full.run("export", book)
    cells = [cell for row in openpyxl.load_workbook(book)["Contracts"].iter_rows() for cell in row]
    assert any(cell.value == "=HYPERLINK(1)" for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)
    answer = full.run("query", "exits", "--format", "csv", *AS_OF).stdout
    assert "'=HYPERLINK(1)" in [cell for row in csv.reader(io.StringIO(answer)) for cell in row]


def test_the_template_imports_as_nothing(desk: Desk) -> None:
    book = desk.folder / "blank.xlsx"
    assert desk.run("template", book, store=False).exit_code == 0
    outcome = json.loads(desk.run("import", book, "--format", "json").stdout)
    assert [sheet["rows_read"] for sheet in outcome["sheets"]] == [0] * 6
    assert [sheet["register"] for sheet in outcome["sheets"]] == [sheet["sheet"] for sheet in outcome["sheets"]]
    assert all(None not in sheet["columns"].values() for sheet in outcome["sheets"])
    assert sum(outcome["changed"].values()) == 0


@pytest.mark.parametrize("name", [name for name in NAMES if not question(name).needs_subject])
def test_every_question_answers_in_every_format(full: Desk, name: str) -> None:
    full.run(
        "import", full.file("more.csv", "Name,Capability\nLettings,Homes\nTenancies,Homes\n"), "--register", "Systems"
    )
    ends = "Reference,Title,Supplier,Role,End date,Renewal\nC7,Lettings,Birch Ltd,supports,30/06/2026,none\n"
    full.run("import", full.file("ends.csv", ends), "--register", "Contracts")
    answer = full.asked(name)
    assert answer["query"] == name
    assert answer["as_of"] == "2026-04-01"
    assert answer["rows"], "give this test a register for which the question has a row"
    heads = [column["name"] for column in answer["columns"]]
    assert all(set(row) == set(heads) for row in answer["rows"])
    with_sources = full.asked(name, "--sources")
    assert all({"file", "sheet", "row"} <= source.keys() for row in with_sources["rows"] for source in row["sources"])
    assert full.run("query", name, *AS_OF).exit_code == 0
    book = full.folder / "answer.xlsx"
    assert full.run("query", name, "--format", "xlsx", "-o", book, *AS_OF).exit_code == 0
    assert openpyxl.load_workbook(book)[name].max_row == len(answer["rows"]) + 1


def test_impact_says_what_stops_with_a_supplier(full: Desk) -> None:
    rows = full.asked("impact", "Alder Ltd")["rows"]
    assert {(row["kind"], row["name"]) for row in rows if row["certain"]} >= {
        ("system", "Housing"),
        ("system", "Finance"),
        ("service", "Repairs"),
        ("service", "Payments"),
    }


def test_a_copy_answers_alike(full: Desk) -> None:
    other = full.folder / "copy.db"
    assert full.run("copy", full.store, other, store=False).exit_code == 0
    assert Desk(full.folder).run("query", "exits", "--format", "json", *AS_OF).stdout == (
        CliRunner().invoke(cli, ["query", "exits", "--format", "json", *AS_OF, "--store", str(other)]).stdout
    )


def test_show_tells_what_is_there_and_where_it_came_from(full: Desk) -> None:
    overview = full.run("show").output
    assert "Contracts: 3" in overview
    one = full.run("show", "housing").output
    assert "Vendor: Alder Ltd" in one
    assert "systems.csv, row 2" in one
    missing = full.run("show", "Hosing")
    assert missing.exit_code == 1
    assert "Housing" in missing.output


def test_query_without_a_name_lists_the_questions_and_what_they_lack(desk: Desk) -> None:
    desk.run("import", desk.file("contracts.csv", CONTRACTS))
    listed = desk.run("query").output
    assert "exits\n  Which contract lets us out, when, and by which day must we say so?\n  can be answered\n" in listed
    assert "which has nobody looked at?\n  can be answered in part: Systems are known only by name\n" in listed
    desk.store.unlink()
    desk.run("import", desk.file("systems.csv", SYSTEMS))
    assert "must we say so?\n  can't be answered: the store has no Contracts\n" in desk.run("query").output


def test_a_wrong_command_line_ends_with_two(desk: Desk) -> None:
    assert desk.run("query", "nonsense").exit_code == 2
    assert desk.run("query", "impact").exit_code == 2
    assert desk.run("query", "legacy", "Housing").exit_code == 2
    assert desk.run("query", "--format", "json").exit_code == 2
    assert desk.run("query", "-o", desk.folder / "list.txt").exit_code == 2
    assert desk.run("show", "--organisation", " ").exit_code == 2
    assert desk.run("import").exit_code == 2
    assert desk.run("nonsense", store=False).exit_code == 2


def failed(result: Result, *words: str) -> None:
    """One message that names what is wrong, status 1, no traceback."""
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    assert result.output.startswith("Error: ")
    assert result.stdout == "" or result.stderr
    for word in words:
        assert word in result.output


def test_bad_files_are_named_and_the_store_stays_as_it_was(full: Desk) -> None:
    before = full.store.read_bytes()
    empty = full.folder / "nothing"
    empty.mkdir()
    protected = full.folder / "protected.xlsx"
    protected.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 2000)
    page = full.file("page.xls", "<html><body><table><tr><td>Contracts</td></tr></table></body></html>")
    corrupt = full.file("corrupt.xlsx", "PK\x03\x04 not really a workbook")
    binary = full.folder / "binary.csv"
    binary.write_bytes(bytes(range(256)) * 8)
    strange = full.file("strange.csv", "Colour,Weight\nred,3\n")
    for path in (
        full.folder / "missing.csv",
        empty,
        full.file("empty.csv", ""),
        protected,
        page,
        corrupt,
        binary,
        strange,
    ):
        failed(full.run("import", full.folder / "systems.csv", path), path.name)
    assert full.store.read_bytes() == before


def test_what_is_no_store_or_a_newer_one_is_refused(full: Desk) -> None:
    failed(CliRunner().invoke(cli, ["show", "--store", str(full.folder / "none.db")]), "none.db", "itmap import")
    text = full.file("text.db", "not a store at all, but long enough to be read as one" * 40)
    failed(CliRunner().invoke(cli, ["show", "--store", str(text)]), "text.db")
    with sqlite3.connect(full.store) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    failed(full.run("show"), "newer", "pip install --upgrade itmap")


def test_a_target_that_cant_be_written_is_named(full: Desk) -> None:
    failed(full.run("export", full.folder / "no such folder" / "estate.xlsx"), "no such folder")
    failed(full.run("query", "exits", "-o", full.folder / "no such folder" / "a.csv", *AS_OF), "no such folder")
