"""The documents stay true: generated pages equal what the code makes, and every command in the README runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from itmap import sample_data
from itmap.cli import cli
from itmap.queries import questions
from tests.make_docs import DOCS, drifted

ROOT = DOCS.parent


def test_the_pages_are_what_the_code_makes() -> None:
    assert drifted() == [], "run `make docs`"


def test_every_question_has_its_section_in_the_methods() -> None:
    methods = (DOCS / "methods.md").read_text(encoding="utf-8")
    for question in questions():
        assert f"`{question.name}`" in methods, f"docs/methods.md has no section on {question.name}"


@pytest.mark.once
def test_every_command_in_the_readme_runs(tmp_path: Path) -> None:
    """The blocks marked console are run in order, in one folder that holds the sample's files as a council's own."""
    for path in sample_data.FILES:
        shutil.copy(path, tmp_path)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [
        line.removeprefix("$ ")
        for block in re.findall(r"```console\n(.*?)```", readme, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("$ ")
    ]
    assert len(lines) >= 8
    for line in lines:
        words = shlex.split(line)
        assert words[0] == "itmap", line
        result = subprocess.run(
            [Path(sys.executable).with_name("itmap"), *words[1:]],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert result.returncode == 0, (line, result.stderr.decode())


def test_the_rejected_rows_in_the_readme_are_what_import_says(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (quoted,) = re.findall(r"```text\n(contracts\.xlsx.*?)```", readme, re.DOTALL)
    words = [
        "import",
        *map(str, sample_data.FILES),
        "--dry-run",
        "--organisation",
        "Ours",
        "--store",
        str(tmp_path / "a"),
    ]
    assert quoted in CliRunner().invoke(cli, words).stdout
    assert len(re.findall(r"^  row \d+: ", quoted, re.MULTILINE)) == int(re.findall(r"(\d+) rejected", quoted)[0])


def test_links_between_the_documents_lead_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), *DOCS.glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)
