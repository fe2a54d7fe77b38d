"""How long itmap takes to say what it can do, beside importing click alone, pair by pair in one run; and the demo."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

PAIRS = 15
MOST_TIMES_CLICK = 2.5
MOST_SECONDS_OF_DEMO = 10


def seconds(*arguments: str, folder: Path) -> float:
    """The seconds that a Python of its own takes for these arguments."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=folder)
    return time.perf_counter() - start


def test_help_comes_at_once(tmp_path: Path) -> None:
    ratios = [
        seconds("-m", "itmap", "--help", folder=tmp_path) / seconds("-c", "import click", folder=tmp_path)
        for _ in range(PAIRS)
    ]
    ratio = statistics.median(ratios)
    print(f"\nitmap --help: {ratio:.2f} times `import click` (median of {PAIRS} pairs)")
    assert ratio <= MOST_TIMES_CLICK


def test_the_demo_is_quick(tmp_path: Path) -> None:
    taken = seconds("-m", "itmap", "demo", folder=tmp_path)
    print(f"\nitmap demo: {taken:.1f} s")
    assert taken <= MOST_SECONDS_OF_DEMO
