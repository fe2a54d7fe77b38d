"""itmap works from a wheel, in an environment of its own, from another folder."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.once
def test_the_demo_runs_from_a_wheel(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT],
        check=True,
    )
    (wheel,) = tmp_path.glob("itmap-*.whl")
    venv.create(tmp_path / "fresh", with_pip=True)
    scripts = tmp_path / "fresh" / ("Scripts" if sys.platform == "win32" else "bin")
    python = scripts / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", wheel], check=True)
    # The dependencies are those of this environment; the checkout itself must stay out of sight.
    packages = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    theirs = sysconfig.get_path("purelib")
    (Path(packages) / "zz_dependencies.pth").write_text(f"import sys; sys.path.append({theirs!r})\n", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = subprocess.run(
        [python, "-c", "import itmap.importers, itmap.queries, itmap.reports; print(itmap.queries.__file__)"],
        cwd=elsewhere,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert str(ROOT / "queries") not in where
    result = subprocess.run([scripts / "itmap", "demo"], cwd=elsewhere, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert (elsewhere / "itmap-demo" / "report.html").stat().st_size > 1_000_000
