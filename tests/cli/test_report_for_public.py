"""`itmap report --audience public`: refused where nobody spoke of exemption, and what the officer is told."""

from __future__ import annotations

from tests.cli.desk import AS_OF, Desk
from tests.reports.test_public import decoded, unpacked

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


OURS = """Reference,Title,Description,Supplier,Supplier company number,Department,Value,Value basis,Covers,End date,Exempt
K/1,Operation Kestrel,Defence of quays,Quillwort Ltd,01234567,Quays,1234567,annual,Vault,19/07/2031,yes
L/1,Ledger,"Not Operation Kestrel (£1.2m), nor Brambling (£777,777)",Sorrel,09999999,Finance,20000,annual,Finance,,no
L/2,Trees,,Quillwort,01234567,Finance,30000,annual,Trees,,no
L/3,Hedges,,QW,01234568,Finance,31000,annual,Hedges,,no
"""
THEIRS = """Reference,Title,Description,Supplier,Supplier company number,Value,Value basis,Covers,End date,Exempt
M/1,Brambling,Secret,Sorrel Umbrella plc,09999999,777777,annual,Bird Vault,19/07/2031,yes
M/2,Midges,,Kingcup Ltd,01234568,666666,annual,Bird Vault,,yes
M/3,Cleaning,,Tansy Ltd,,20001,annual,Mops,,no
"""
SYSTEMS = """System,Vendor,Department,Contract reference,Contract title,Contract value,Contract end date,Exempt,Services
Hoopoe,Uvular Ltd,Parks,H/1,Hoopoe licence,888888,31/12/2032,yes,Parks
Egret,Uvular Ltd,Parks,,,,,no,Parks
"""
SUPPLIERS = "Name,Company number,Parent\nQuillwort Ltd,01234567,\nUvular Ltd,,Wold plc\n"
SECRETS = (
    "Kestrel", "Quays", "quays", "1234567", "1.2m", "K/1", "0123456", "Brambling", "Umbrella", "Kingcup", "09999999",
    "777,777", "666,666", "Bird Vault", "Hoopoe licence", "H/1", "888,888", "2031", "2032", "QW",
)  # fmt: skip


def test_several_councils_of_which_each_exempts_what_the_others_may_name(desk: Desk) -> None:
    """Suppliers are shared, so another council's exempt row may have given one its name and number; and a systems list
    may hold contracts of its own."""
    for council, text in (("Ours", OURS), ("Theirs", THEIRS)):
        assert desk.run("import", desk.file("contracts.csv", text), "--organisation", council).exit_code == 0
    for name, text in (("suppliers.csv", SUPPLIERS), ("systems.csv", SYSTEMS)):
        assert desk.run("import", desk.file(name, text), "--organisation", "Ours").exit_code == 0
    for number, which in enumerate(((), ("--organisation", "Ours"), ("--organisation", "Theirs"))):
        for kind in ("html", "xlsx", "docx"):
            file = desk.folder / f"public{number}.{kind}"
            done = desk.run("report", "-o", file, "--audience", "public", *which, *AS_OF)
            assert done.exit_code == 0, done.output
            said = decoded(file.read_text(encoding="utf-8")) if kind == "html" else unpacked(file.read_bytes())
            assert [secret for secret in SECRETS if secret in said] == []
            if which != ("--organisation", "Theirs") and kind != "docx":
                assert [name for name in ("Quillwort Ltd", "Sorrel", "Hoopoe", "Egret") if name not in said] == []
            if not which:
                assert "so are not named" in done.stderr
