"""How long the command line takes to answer, beside the least it could take: importing click."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest


def seconds(*command: str, cwd: Path | None = None) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=cwd)
    return time.perf_counter() - begun


def test_help_answers_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [(seconds("-m", "itmap", "--help"), seconds("-c", "import click")) for _ in range(15)]
    ratio = median(ours / theirs for ours, theirs in pairs)
    with capsys.disabled():
        print(f"\nitmap --help takes {ratio:.2f} times `import click` (goal 2.5)")  # noqa: T201
    assert ratio <= 2.5


def test_the_demo_takes_seconds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = seconds("-m", "itmap", "demo", str(tmp_path / "demo"))
    with capsys.disabled():
        print(f"\nitmap demo takes {taken:.1f} s (goal 10)")  # noqa: T201
    assert taken <= 10
