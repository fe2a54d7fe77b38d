"""Whatever is in a file: a message that says how to mend it, or every row of it. No traceback, no hang, no lost row."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itmap.errors import FileUnreadable
from itmap.importers.sheets import RawTable, read_tables
from tests.importers import mutants
from tests.importers.files import write_ods, write_xls, write_xlsx

ROOT = Path(__file__).parents[2]
MUTANTS = {".xlsx": 600, ".xlsm": 100, ".xls": 600, ".ods": 500, ".csv": 100, ".tsv": 50, ".json": 150}


def test_two_thousand_files_are_damaged_of_every_kind() -> None:
    assert sum(MUTANTS.values()) >= 2000
    assert set(MUTANTS) == set(mutants.KINDS)


@pytest.mark.parametrize("ending", MUTANTS)
def test_a_sound_file_is_read_whole(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"sound{ending}"
    path.write_bytes(mutants.sound(ending, tmp_path))
    mutants.read(path, land=True)
    read = [row for table in read_tables(path) for row in table.rows if any(row)]
    assert len(read) == {".csv": 10, ".tsv": 10, ".json": 4}.get(ending, 13)
    if ending != ".json":
        assert read[1] == mutants.CONTRACTS[1]


@pytest.mark.parametrize("ending", MUTANTS)
def test_a_damaged_file_gives_a_message_or_every_row(ending: str, tmp_path: Path) -> None:
    # A library may end the process outright on a damaged file, so the files are read in one of their own.
    run = subprocess.run(
        [sys.executable, "-m", "tests.importers.mutants", ending, "0", str(MUTANTS[ending]), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        timeout=300,
        check=False,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    last = run.stdout.splitlines()[-1:]
    assert last == ["all read"], f"it ended at {last}:\n{run.stderr[-3000:]}"


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_the_damage_leaves_enough_files_to_read(ending: str, tmp_path: Path) -> None:
    """Files that are all refused at the door would test nothing behind it."""
    content = mutants.sound(ending, tmp_path)
    path = tmp_path / f"mutant{ending}"
    read = 0
    for number in range(60):
        path.write_bytes(mutants.mutant(ending, number, content))
        read += isinstance(tables_or_message(path), list)
    assert 12 <= read <= 48


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    ending=st.sampled_from(mutants.KINDS),
    content=st.binary(max_size=300) | st.text(alphabet=" ab1,;\t|\r\n\"'\0é£=", max_size=120).map(str.encode),
)
@example(ending=".csv", content=b'"\0')
@example(ending=".xls", content=bytes.fromhex("D0CF11E0A1B11AE1") + b"\xff" * 600)
@example(ending=".xlsx", content=b"PK\x05\x06" + b"\0" * 18)
def test_any_bytes_give_tables_or_a_message(ending: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        path.write_bytes(content)
        answer = tables_or_message(path)
    assert isinstance(answer, list) or answer.startswith(f"{path}: ")


def tables_or_message(path: Path) -> list[RawTable] | str:
    try:
        return read_tables(path)
    except FileUnreadable as refused:
        return str(refused)


CELLS = st.text(alphabet=" abé£,;\t|\"'=\n", max_size=6) | st.sampled_from(["Title", "12", "#REF!", "a & b"])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=2, max_size=6))
@example(rows=[["", "", "\t"], ["", ";"]])
@example(rows=[["", ""], ["", ";"]])
@example(rows=[["", "\n\t"], ["", "", "\n\t;"]])
@example(rows=[[""] * 4, ["", "", "", "'"]])
def test_what_a_csv_says_is_what_is_read(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([["Title", "Supplier", "Value", "Notes"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(written.getvalue().encode())
        (table,) = read_tables(path)
    assert len(table.rows) == 1 + len(rows)
    if all(len(row) == 4 for row in rows):
        guarded = [
            [cell[1:] if cell[:1] == "'" and cell.lstrip("'")[:1] in tuple("=+-@\t\r") else cell for cell in row]
            for row in rows
        ]
        assert table.rows[1:] == guarded


WORKBOOK_CELLS = st.sampled_from(["", "", "Title", "é & <b>", 12, 0.5, mutants.CONTRACTS[2][3], "#N/A"])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(rows=st.lists(st.lists(WORKBOOK_CELLS, min_size=1, max_size=4), min_size=1, max_size=6))
def test_every_kind_of_workbook_says_the_same_at_the_same_place(rows: list[list[object]]) -> None:
    said = {(row, column): cell for row, cells in enumerate(rows) for column, cell in enumerate(cells) if cell != ""}
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("a.xlsx", write_xlsx), ("a.xls", write_xls), ("a.ods", write_ods)):
            (table,) = read_tables(write(Path(folder) / name, {"S": rows}))
            read = {(row, column): cell for row, cells in enumerate(table.rows) for column, cell in enumerate(cells)}
            assert {place: cell for place, cell in read.items() if cell != ""} == said
