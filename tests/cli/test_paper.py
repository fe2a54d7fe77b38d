"""The paper from the command line: the end of a name decides, officers' words and work are never lost."""

from __future__ import annotations

from pathlib import Path

import docx as word
import openpyxl
import pytest

from tests.cli.desk import AS_OF, CONTRACTS, Desk


def test_officers_begin_notes_and_find_their_words_in_the_paper_and_on_the_page(full: Desk) -> None:
    path = full.folder / "notes.md"
    assert full.run("notes", path, store=False).exit_code == 0
    text = path.read_text(encoding="utf-8").replace("## Legal implications\n", "## Legal implications\n\nNone known.\n")
    path.write_text(text, encoding="utf-8")
    for name in ("paper.docx", "page.html"):
        result = full.run("report", "-o", full.folder / name, "--notes", path, *AS_OF)
        assert result.exit_code == 0, result.output
    assert "None known." in [line.text for line in word.Document(str(full.folder / "paper.docx")).paragraphs]
    assert "None known." in (full.folder / "page.html").read_text(encoding="utf-8")


def test_notes_that_are_there_are_never_replaced(desk: Desk) -> None:
    path = desk.file("notes.md", "mine")
    result = desk.run("notes", path, store=False)
    assert (result.exit_code, path.read_text(encoding="utf-8")) == (1, "mine")
    assert "may hold your words" in result.output


def test_a_paper_that_officers_have_worked_on_is_not_replaced(full: Desk) -> None:
    path = full.folder / "paper.docx"
    for _ in range(2):  # as itmap wrote it, it may be written again
        assert full.run("report", "-o", path, *AS_OF).exit_code == 0
    document = word.Document(str(path))
    document.core_properties.modified = document.core_properties.modified.replace(year=2027)
    document.save(str(path))
    before = path.read_bytes()
    result = full.run("report", "-o", path, *AS_OF)
    assert (result.exit_code, path.read_bytes()) == (1, before)
    assert "may hold your work" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-o", "report.pdf"), "ends in none of .html"),
        (("-o", "report.doc"), "ends in none of .html"),
        (("-o", "report.html", "--template", "t.docx"), "goes with -o FILE.docx"),
        (("-o", "report.xlsx", "--notes", "notes.md"), "which no workbook holds"),
        (("-o", "report.html", "--notes", "notes.md", "--audience", "public"), "holds no committee paper"),
    ],
)
def test_what_does_not_go_together_is_a_wrong_command(full: Desk, words: tuple[str, ...], message: str) -> None:
    result = full.run("report", *words, *AS_OF)
    assert result.exit_code == 2
    assert message in result.output.replace("\n", " ")
    assert not Path(words[1]).exists()


@pytest.mark.parametrize(
    ("option", "name", "content", "message"),
    [
        ("--notes", "notes.md", b"## Finances\n\nx", "no heading 'Finances'"),
        ("--notes", "notes.md", b"\xff\xfe", "is not UTF-8 text"),
        ("--notes", "notes.md", None, "notes.md can't be read"),
        ("--template", "council.docx", b"PK", "council.docx is no Word document"),
    ],
)
def test_what_can_not_be_used_is_said_and_nothing_is_written(
    full: Desk, option: str, name: str, content: bytes | None, message: str
) -> None:
    path = full.folder / name
    if content is not None:
        path.write_bytes(content)
    result = full.run("report", "-o", full.folder / "paper.docx", option, path, *AS_OF)
    assert result.exit_code == 1
    assert message in result.output
    assert not (full.folder / "paper.docx").exists()


def test_changes_since_another_store_are_in_every_form_of_the_report(full: Desk) -> None:
    old = full.folder / "old.db"
    assert full.run("copy", full.store, old, store=False).exit_code == 0
    changed = full.file("contracts.csv", CONTRACTS.replace("3 months", "6 months"))
    assert full.run("import", changed).exit_code == 0
    for name in ("page.html", "paper.docx", "tables.xlsx"):
        result = full.run("report", "-o", full.folder / name, "--since", old, *AS_OF)
        assert result.exit_code == 0, result.output
    said = "One contract has changed. What changed most often: Notice period (1)."
    assert said in (full.folder / "page.html").read_text(encoding="utf-8")
    assert "old.db" not in (full.folder / "page.html").read_text(encoding="utf-8")
    assert any(said in line.text for line in word.Document(str(full.folder / "paper.docx")).paragraphs)
    sheet = openpyxl.load_workbook(full.folder / "tables.xlsx")["Changes"]
    assert [cell.value for cell in sheet[2]][3:6] == ["Notice period", "3 months", "6 months"]


def test_a_day_after_that_of_the_report_is_a_wrong_command(full: Desk) -> None:
    result = full.run("report", "-o", full.folder / "page.html", "--since", "2026-04-02", *AS_OF)
    assert result.exit_code == 2
    assert "comes after 2026-04-01" in result.output
