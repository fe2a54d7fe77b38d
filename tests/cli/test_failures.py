"""What goes wrong outside itmap: a full disk, a stopped or killed process, a console that lacks letters, a closed pipe."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from itmap.cli.common import write_file
from itmap.errors import TargetUnwritable
from itmap.stores import open_store
from tests.cli.desk import AS_OF, Desk

ROOT = Path(__file__).parents[2]

posix = pytest.mark.skipif(os.name == "nt", reason="limits, signals and /dev/full are POSIX")

# The command line in a process of its own; what stands before it prepares the process.
PROGRAM = "from itmap.cli import main; main()"
SMALL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "


def program(desk: Desk, code: str, *arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run a program with the command line's arguments in the desk's folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=desk.folder,
        capture_output="stdout" not in options,
        check=False,
        env=environment,
        **options,
    )


def said_once(stderr: bytes, *words: str) -> None:
    text = stderr.decode()
    assert text.startswith("Error: "), text
    assert "Traceback" not in text
    assert "Exception ignored" not in text
    for word in words:
        assert word in text


@posix
def test_a_disk_that_fills_up_during_an_import_leaves_the_store_as_it_was(full: Desk) -> None:
    systems = full.folder / "many.csv"
    systems.write_text(
        "Name,Users\n" + "".join(f"System {number},{number}\n" for number in range(2000)), encoding="utf-8"
    )
    before = full.run("query", "legacy", "--format", "json", *AS_OF).stdout
    result = program(full, SMALL_DISK + PROGRAM, "import", "many.csv")
    assert result.returncode == 1
    said_once(result.stderr, "itmap.db", "disk", "Nothing was changed")
    assert full.run("query", "legacy", "--format", "json", *AS_OF).stdout == before


@posix
def test_a_disk_that_fills_up_during_writing_leaves_the_old_file(full: Desk) -> None:
    report = full.folder / "report.html"
    report.write_text("the old one", encoding="utf-8")
    result = program(full, SMALL_DISK + PROGRAM, "report", "-o", "report.html", *AS_OF)
    assert result.returncode == 1
    said_once(result.stderr, "report.html")
    assert report.read_text(encoding="utf-8") == "the old one"
    assert not list(full.folder.glob(".*.part"))


@posix
def test_a_full_folder_of_temporary_files_is_said_when_a_workbook_is_made(full: Desk) -> None:
    smaller = SMALL_DISK.replace("20_000", "1_000")  # than the export's largest sheet
    result = program(full, smaller + PROGRAM, "export", "estate.xlsx", env={"PYTHONDONTWRITEBYTECODE": "1"})
    assert result.returncode == 1
    said_once(result.stderr, "temporary files", "TMPDIR")
    assert result.stderr.count(b"\n") == 1
    assert not (full.folder / "estate.xlsx").exists()


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="not every POSIX has a device that is always full")
def test_output_that_cant_be_written_is_said(full: Desk) -> None:
    with Path("/dev/full").open("wb") as device:
        result = program(full, PROGRAM, "query", "exits", stdout=device, stderr=subprocess.PIPE)
    assert result.returncode == 1
    said_once(result.stderr, "No space left")


@pytest.mark.parametrize("option", ["--rejects", "--review"])
def test_where_nothing_can_be_written_beside_an_import_nothing_lands(desk: Desk, option: str) -> None:
    register = desk.file("contracts.csv", "Title,End date\nHousing,some day\n")
    result = desk.run("import", register, option, desk.folder / "missing" / "out.xlsx")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "can't be written" in result.stderr
    assert desk.run("show").exit_code == 1  # no store was made


def test_a_file_is_written_through_a_link_and_keeps_no_leftovers(tmp_path: Path) -> None:
    target = tmp_path / "target.txt"
    target.write_bytes(b"old")
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    write_file(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    with pytest.raises(TargetUnwritable, match="can't be written"):
        write_file(tmp_path, b"a folder")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.txt", "target.txt"]


def test_a_template_never_overwrites_work(desk: Desk) -> None:
    book = desk.folder / "registers.xlsx"
    assert desk.run("template", book, store=False).exit_code == 0
    assert desk.run("template", book, store=False).exit_code == 0
    book.write_bytes(book.read_bytes() + b"work")
    result = desk.run("template", book, store=False)
    assert result.exit_code == 1
    assert "registers.xlsx" in result.stderr
    assert book.read_bytes().endswith(b"work")


@posix
def test_a_reader_who_has_enough_is_no_error(full: Desk) -> None:
    """As `itmap query exits | head -1`, with more to say than a pipe holds."""
    many = "Reference,Title\n" + "".join(f"R{number},Contract {number}\n" for number in range(600))
    assert full.run("import", full.file("contracts.csv", many)).exit_code == 0
    reading, writing = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "query", "exits", "--format", "json", *AS_OF],
        cwd=full.folder,
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        os.close(writing)
        os.read(reading, 10)
        os.close(reading)
        _, stderr = process.communicate()
    assert (process.returncode, stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_any_letter_survives_any_console_and_pipe(full: Desk, encoding: str) -> None:
    polish = full.file("żółw.csv", "Name,Users\nŻółw 漢字 system,4\n")
    result = program(full, PROGRAM, "import", polish.name, env={"PYTHONIOENCODING": encoding})
    assert result.returncode == 0, result.stderr
    shown = program(full, PROGRAM, "show", "Żółw 漢字 system", env={"PYTHONIOENCODING": encoding})
    assert "Żółw 漢字 system" in shown.stdout.decode("utf-8")


@posix
def test_stopping_says_so_in_one_line(full: Desk) -> None:
    stopping = (
        "import os, signal; signal.signal(signal.SIGINT, signal.default_int_handler); from itmap import importers; "
        "importers.read_files = lambda *_, **__: os.kill(os.getpid(), signal.SIGINT) or []; "
    )
    result = program(full, stopping + PROGRAM, "import", "systems.csv")
    assert result.returncode == 130
    assert result.stderr.count(b"\n") == 1
    assert b"Stopped" in result.stderr


@posix
@pytest.mark.once
def test_killed_at_any_moment_an_import_leaves_the_store_whole(full: Desk) -> None:
    """At twenty moments of an import that changes every record: before it, or after it, and the next import works."""
    texts = ["Name,Users\n" + "".join(f"System {number},{users}\n" for number in range(400)) for users in (1, 2)]
    assert full.run("import", full.file("many.csv", texts[0])).exit_code == 0
    ready = "import itmap.importers, pandas, sys; from itmap.importers import sheets, landing; from itmap.stores import sqlite; "
    code = ready + "print('ready', flush=True); " + PROGRAM
    seen = []
    length = 0.0
    for moment in range(21):  # the first runs to its end, to say how long it takes
        full.file("many.csv", texts[(moment + 1) % 2])
        process = subprocess.Popen(
            [sys.executable, "-c", code, "import", "many.csv"],
            cwd=full.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        process.stdout.readline()
        start = time.perf_counter()
        if moment:
            time.sleep(length * moment / 20)
            process.send_signal(signal.SIGKILL)
        process.stdout.read()
        process.wait()
        process.stdout.close()
        length = length or time.perf_counter() - start
        store = open_store(str(full.store))
        systems = store.tables()["system"]
        store.close()
        users = set(systems["users"][systems["name"].str.startswith("System ")])
        assert len(users) == 1, f"torn at moment {moment}: {users}"
        seen.append(users.pop())
    assert len(set(seen)) == 2, "no import landed, or none was killed before it landed"
