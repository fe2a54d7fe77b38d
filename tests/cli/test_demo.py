"""`itmap demo`: the command that it names at its end is one that runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("itmap")


@pytest.mark.once
@pytest.mark.parametrize("start", [[str(PROGRAM)], [sys.executable, "-m", "itmap"]])
def test_the_command_that_the_demo_ends_with_runs_as_it_stands(start: list[str], tmp_path: Path) -> None:
    """In a folder whose name has a space, with itmap not on the path."""
    folder = tmp_path / "our demo"
    said = subprocess.run([*start, "demo", folder], capture_output=True, text=True, check=True, encoding="utf-8").stdout
    line = said.rstrip().rpartition(" or ask: ")[2]
    done = subprocess.run(line, shell=True, capture_output=True, cwd=tmp_path, check=False)  # noqa: S602  (a line for a shell)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Ostrane Holdings plc" in done.stdout


@pytest.mark.skipif(shutil.which("sh") is None, reason="the activation that the README gives is for a POSIX shell")
def test_the_demo_names_itmap_alone_where_a_shell_finds_it(tmp_path: Path) -> None:
    on_path = f'PATH="{PROGRAM.parent}:$PATH" && itmap demo demo'
    said = subprocess.run(on_path, shell=True, capture_output=True, text=True, cwd=tmp_path, check=True).stdout  # noqa: S602  (a line for a shell)
    assert " or ask: itmap query chokepoints --store " in said
