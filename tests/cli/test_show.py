"""`itmap show`: what a record is, which rows said so and when they were last seen, and what it was."""

from __future__ import annotations

import pytest

from tests.cli.desk import Desk


@pytest.fixture
def remembered(desk: Desk) -> Desk:
    """A register of the first of January, its next of February, and one of March that changes nothing."""
    later = "S1,Help desk,Birch Ltd,40\n"
    for day, rows in (
        ("2026-01-01", "S1,Desk,Alder Ltd,TBC\nS2,Ledger,Alder Ltd,3\n"),
        ("2026-02-01", later),
        ("2026-03-01", later),
    ):
        file = desk.file("systems.csv", f"Reference,Name,Vendor,Users\n{rows}")
        result = desk.run("import", file, "--prune", "--as-of", day)
        assert result.exit_code == 0, result.output
    return desk


def lines(desk: Desk, *arguments: str) -> list[str]:
    result = desk.run("show", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_a_record_tells_when_its_rows_were_last_seen_and_what_it_was(remembered: Desk) -> None:
    shown = lines(remembered, "S1")
    assert shown[: shown.index("  What it was:")] == [
        "Systems: Help desk",
        "  Reference: S1",
        "  Name: Help desk",
        "  Vendor: Birch Ltd",
        "  Users: 40",
        "  Rows that spoke of it:",
        "    systems.csv, row 2, last seen 2026-03-01",
    ]
    assert shown[shown.index("  What it was:") + 1 :] == [
        "    until 2026-02-01: Name: Desk",
        "    until 2026-02-01: Vendor: Alder Ltd",
        "    until 2026-02-01: Users: TBC",
    ]


def test_the_latest_change_is_told_first(remembered: Desk) -> None:
    file = remembered.file("systems.csv", "Reference,Name,Users\nS1,Help desk,50\n")
    remembered.run("import", file, "--as-of", "2026-04-01")
    told = [line.strip() for line in lines(remembered, "S1") if "until" in line]
    assert told[:2] == ["until 2026-04-01: Users: 40", "until 2026-02-01: Name: Desk"]


def test_what_was_removed_is_told_whole(remembered: Desk) -> None:
    assert lines(remembered, "ledger") == [
        "Systems: Ledger",
        "  Removed on 2026-02-01.",
        "  Rows that spoke of it:",
        "    systems.csv, row 3, last seen 2026-01-01",
        "  What it was:",
        "    until 2026-02-01: Reference: S2",
        "    until 2026-02-01: Name: Ledger",
        "    until 2026-02-01: Vendor: Alder Ltd",
        "    until 2026-02-01: Users: 3",
    ]


def test_what_went_and_came_again_tells_both(remembered: Desk) -> None:
    file = remembered.file("more.csv", "Reference,Name,Users\nS2,Ledger,4\n")
    remembered.run("import", file, "--register", "Systems", "--as-of", "2026-04-01")
    shown = lines(remembered, "S2")
    assert shown.index("  Users: 4") < shown.index("    until 2026-02-01: Users: 3")
    assert not any("Removed" in line for line in shown)


def test_what_a_row_came_to_define_was_known_only_by_name(remembered: Desk) -> None:
    file = remembered.file("suppliers.csv", "Name\nBirch Ltd\n")
    remembered.run("import", file, "--as-of", "2026-04-01")
    assert lines(remembered, "Birch Ltd")[-1] == "    until 2026-04-01: known only by name"


def test_the_overview_tells_the_days_that_are_remembered(remembered: Desk) -> None:
    assert "Imports that changed something: 2026-01-01, 2026-02-01" in lines(remembered)


def test_one_organisation_s_past_is_its_own(remembered: Desk) -> None:
    file = remembered.file("systems.csv", "Reference,Name\nS1,Theirs\n")
    remembered.run("import", file, "--organisation", "North", "--as-of", "2026-04-01")
    assert lines(remembered, "S1", "--organisation", "North") == [
        "Systems: Theirs",
        "  Reference: S1",
        "  Name: Theirs",
        "  Rows that spoke of it:",
        "    systems.csv, row 2, last seen 2026-04-01",
    ]
