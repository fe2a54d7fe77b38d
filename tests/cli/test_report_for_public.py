"""`itmap report --audience public`: refused where nobody spoke of exemption, and what the officer is told."""

from __future__ import annotations

from tests.cli.desk import AS_OF, Desk

CONTRACTS = """Reference,Title,Supplier,Value,Value basis,Exempt
C1,Operation Falcon,Alder Ltd,98765,annual,yes
C2,Ledger,Birch Ltd,20000,annual,no
C3,Trees,Jane Roe,Section 43,annual,
C4,Hedges,John Doe,500,annual,
"""


def test_a_register_that_says_nothing_of_exemption_is_refused_until_confirmed(full: Desk) -> None:
    page = full.folder / "public.html"
    refused = full.run("report", "-o", page, "--audience", "public", *AS_OF)
    assert refused.exit_code == 1
    assert "--nothing-exempt" in refused.stderr
    assert not page.exists()
    confirmed = full.run("report", "-o", page, "--audience", "public", "--nothing-exempt", *AS_OF)
    assert confirmed.exit_code == 0, confirmed.output
    said = page.read_text(encoding="utf-8")
    assert "For the public" in said
    assert "May contain exempt information" not in said


def test_what_is_marked_is_left_out_and_the_officer_is_told_what_was_guessed(desk: Desk) -> None:
    assert desk.run("import", desk.file("contracts.csv", CONTRACTS), "--organisation", "Ours").exit_code == 0
    page, paper = desk.folder / "public.html", desk.folder / "public.docx"
    done = desk.run("report", "-o", page, "--audience", "public", *AS_OF)
    assert done.exit_code == 0, done.output
    said = page.read_text(encoding="utf-8")
    assert "Ledger" in said
    assert [
        name for name in ("Falcon", "Alder", "98,765", "Trees", "Jane Roe", "John Doe", "contracts.csv") if name in said
    ] == []
    assert "1 contract without a word on exemption" in done.stderr
    assert "John Doe" in done.stderr
    assert desk.run("report", "-o", paper, "--audience", "public", *AS_OF).exit_code == 0
    notes = desk.file("notes.md", "# Options\n\nDo nothing about Operation Falcon.\n")
    refused = desk.run("report", "-o", paper, "--audience", "public", "--notes", str(notes), *AS_OF)
    assert refused.exit_code == 1
    assert "notes.md, line 3" in refused.stderr


def test_words_of_exemption_in_a_column_that_is_not_read_count_whatever_exempt_says(desk: Desk) -> None:
    rows = "Title,Supplier,Value,Value basis,Exempt,Our remarks\nFalcon,Alder Ltd,54321,annual,No,Section 43 applies\n"
    file = desk.file("contracts.csv", rows + "Ledger,Birch Ltd,20000,annual,No,\n")
    for _ in range(2):  # importing again changes nothing of it
        assert desk.run("import", file, "--organisation", "Ours").exit_code == 0
    page = desk.folder / "public.html"
    assert desk.run("report", "-o", page, "--audience", "public", *AS_OF).exit_code == 0
    said = page.read_text(encoding="utf-8")
    assert "Ledger" in said
    assert [name for name in ("Falcon", "Alder", "54321", "54,321") if name in said] == []
