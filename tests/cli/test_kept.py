"""What stands in a file that is to be written: a store or somebody's work is never replaced."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from itmap.cli.common import write_file
from itmap.errors import TargetUnwritable
from tests.cli.desk import AS_OF, Desk


@pytest.mark.parametrize(
    "command",
    [
        ("query", "exits", "--format", "csv", *AS_OF, "-o"),
        ("query", "exits", "--format", "csv", *AS_OF, "-o", "link.csv"),
        ("report", *AS_OF, "-o", "store.html"),
        ("export", "store.xlsx"),
        ("template", "store.xlsx", "--from-store"),
    ],
)
def test_a_store_is_never_replaced(full: Desk, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(full.folder)
    before = full.store.read_bytes()
    for name in ("store.xlsx", "store.html"):
        (full.folder / name).write_bytes(before)
    (full.folder / "link.csv").symlink_to(full.store)
    result = full.run(*command, *([full.store] if command[-1] == "-o" else []))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert full.store.read_bytes() == before
    assert all((full.folder / name).read_bytes() == before for name in ("store.xlsx", "store.html"))


@pytest.mark.parametrize("command", [("export",), ("query", "exits", *AS_OF, "-o")])
def test_a_register_of_the_council_s_own_is_never_replaced(full: Desk, command: tuple[str, ...]) -> None:
    book = Workbook()
    book.create_sheet("Contracts").append(["Title"])
    book.save(full.folder / "contracts.xlsx")
    before = (full.folder / "contracts.xlsx").read_bytes()
    result = full.run(*command, full.folder / "contracts.xlsx")
    assert result.exit_code == 1
    assert "contracts.xlsx is there already" in result.stderr
    assert (full.folder / "contracts.xlsx").read_bytes() == before


def test_an_export_is_replaced_until_somebody_works_in_it(full: Desk) -> None:
    path = full.folder / "estate.xlsx"
    assert full.run("export", path).exit_code == 0
    full.run("import", full.file("more.csv", "Name\nLettings\n"), "--register", "Systems")
    assert full.run("export", path).exit_code == 0
    book = openpyxl.load_workbook(path)
    assert "Lettings" in {cell.value for row in book["Systems"].iter_rows() for cell in row}
    book["Systems"].append(["typed in"])
    book.save(path)
    assert full.run("export", path).exit_code == 1
    assert openpyxl.load_workbook(path)["Systems"].max_row == book["Systems"].max_row


@pytest.mark.parametrize("there", [b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook"])
def test_a_workbook_that_cant_be_read_is_kept_too(tmp_path: Path, there: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(there)
    with pytest.raises(TargetUnwritable, match="may hold your work"):
        write_file(path, b"new")
    assert path.read_bytes() == there
    write_file(path, there)


def test_a_cell_too_long_for_a_workbook_is_named_with_its_record_and_heading(desk: Desk) -> None:
    long = "Long " * 8_000
    desk.run("import", desk.file("systems.csv", f"Reference,Name,Owner\nS1,Housing,{long}\n"))
    result = desk.run("export", desk.folder / "estate.xlsx")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "Error: Systems, This council, S1, Housing, Owner: a cell of a workbook holds 32,767"
    )
    desk.run("import", desk.file("systems.csv", f"Name\n{long}\n"), "--organisation", "Other")
    result = desk.run("query", "legacy", "--organisation", "Other", "-o", desk.folder / "legacy.xlsx", *AS_OF)
    assert result.exit_code == 1
    assert "\nError: legacy, Other, system: a cell" in result.stderr
    assert not (desk.folder / "legacy.xlsx").exists()
