"""How long an import takes beside calamine, which reads the same workbook and does nothing with it; and how much memory.

Times are of the process, so that others at work on the machine count for little; each is taken in a Python of its own,
the three of a round one after the other, and of all rounds the least counts.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.registers import rows, write

ROWS = 50_000
ROUNDS = 4
MOST_GIGABYTES = 1.5
COUNCILS, ROWS_OF_A_COUNCIL = 400, 100

CALAMINE = """
import sys, time
from python_calamine import CalamineWorkbook
start = time.process_time()
book = CalamineWorkbook.from_path(sys.argv[1])
rows = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
print(time.process_time() - start)
"""
READING = """
import sys, time
from pathlib import Path
from itmap.importers import read_files
start = time.process_time()
sheets = list(read_files([Path(sys.argv[1])]))
print(time.process_time() - start)
"""
IMPORT = """
import sys, time
from pathlib import Path
from itmap.importers import import_files
from itmap.stores import open_store
start = time.process_time()
store = open_store(sys.argv[2], create=True)
outcome = import_files(store, [Path(sys.argv[1])])
store.close()
print(time.process_time() - start)
print(sum(sheet.landed for sheet in outcome.sheets))
"""
MEMORY = """
import resource
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(most / (1_000_000_000 if sys.platform == "darwin" else 1_000_000))
"""


def measured(program: str, *arguments: Path) -> list[float]:
    """The figures that a program prints, run in a Python of its own."""
    words = [sys.executable, "-c", program, *map(str, arguments)]
    return [
        float(figure) for figure in subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    ]


def test_fifty_thousand_rows_beside_calamine(tmp_path: Path) -> None:
    workbook = write(tmp_path / "contracts.xlsx", rows(ROWS))
    rounds: list[tuple[float, ...]] = []
    for turn in range(ROUNDS):
        importing, landed = measured(IMPORT, workbook, tmp_path / f"{turn}.db")
        rounds.append((measured(CALAMINE, workbook)[0], measured(READING, workbook)[0], importing))
        assert landed == ROWS
    calamine, reading, importing = map(min, zip(*rounds, strict=True))
    print(
        f"\n{ROWS:,} rows: calamine {calamine:.2f} s, reading {reading:.1f} s ({reading / calamine:.1f} times), "
        f"import {importing:.1f} s ({importing / calamine:.1f} times; the goal is 6)"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts a process's memory in another way")
def test_the_memory_of_two_hundred_thousand_rows(tmp_path: Path) -> None:
    workbook = write(tmp_path / "contracts.xlsx", rows(4 * ROWS))
    seconds, landed, gigabytes = measured(IMPORT + MEMORY, workbook, tmp_path / "itmap.db")
    print(f"\n{4 * ROWS:,} rows: import {seconds:.0f} s, {gigabytes:.2f} GB (the goal is {MOST_GIGABYTES})")
    assert landed == 4 * ROWS


def test_a_folder_of_councils_beside_the_same_rows_in_one_file(tmp_path: Path) -> None:
    """Every council's file has its name in it; a landed row is one of the one file, too."""
    folder = tmp_path / "councils"
    folder.mkdir()
    tables = {
        f"Council {number}": list(rows(ROWS_OF_A_COUNCIL, f"Council {number}", seed=number))
        for number in range(COUNCILS)
    }
    for name, table in tables.items():
        write(folder / f"{name}.csv", iter(table))
    one = write(tmp_path / "all.csv", (row for table in tables.values() for row in table))
    whole, landed = measured(IMPORT, one, tmp_path / "one.db")
    apart, landed_apart = measured(IMPORT, folder, tmp_path / "folder.db")
    print(
        f"\n{COUNCILS} councils of {ROWS_OF_A_COUNCIL} rows: one file {whole:.0f} s, "
        f"a folder of files {apart:.0f} s ({apart / whole:.1f} times)"
    )
    assert landed == landed_apart
