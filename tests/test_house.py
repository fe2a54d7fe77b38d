"""The house is as it says: packages listed, siblings complete, nothing of any machine in it."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
from pathlib import Path

import pytest

from itmap.described import described
from itmap.queries import NAMES, question
from itmap.settings import load

ROOT = Path(__file__).parents[1]
CODE = ("itmap", "importers", "queries", "reports", "sample_data")

# What each answer's rows hold at least, as promised.
PROMISED = {
    "chokepoints": "supplier chokepoint systems_stopped systems_possibly_stopped services_stopped services_possibly_stopped "
    "services_stopped_without_fallbacks statutory_services_stopped criticality_share why",
    "single-points": "name kind by organisation systems_stopped systems_possibly_stopped services_stopped "
    "services_possibly_stopped statutory_services_stopped",
    "what-if": "change what failures_spared failures_possibly_spared statutory_failures_spared services suppliers",
    "coverage": "rank register record missing worth closes",
    "impact": "kind name certain distance chain",
    "exits": "organisation reference title supplier state earliest_exit practical_exit act_by latest_safe_start act_by_reason "
    "check_by formula decide_by extension_dates frees regime change_limits threshold section_24",
    "calendar": "day kind organisation reference contract supplier days overdue why",
    "together": "by name organisations contracts suppliers window begin_by annual_value ways others",
    "lock-in": "supplier assessed score criteria rank_acceptability coverage",
    "candidates": "system quadrant benefit difficulty rank first_step why coverage would_change dominated_by start_small "
    "start_small_reasons steps free_from same_capability reuse options",
    "legacy": "system likelihood impact overall legacy red missing legacy_by_date dated_reasons to_score",
    "concentration": "scope contracts contracts_with_value supplier annual_value share effective_suppliers",
    "overlaps": "capability systems organisations annual_cost",
}


def config() -> configparser.ConfigParser:
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf-8")
    return found


def test_every_folder_with_python_in_it_is_installed() -> None:
    folders = {path.parent.relative_to(ROOT) for top in CODE for path in (ROOT / top).rglob("*.py")}
    named = {".".join(folder.parts if folder.parts[0] == "itmap" else ("itmap", *folder.parts)) for folder in folders}
    assert named == set(config()["options"]["packages"].split())


def test_every_file_beside_the_code_is_installed_or_generated() -> None:
    patterns = {
        name.strip(): [pattern.strip() for pattern in said.split(",")]
        for name, said in config()["options.package_data"].items()
    }
    for package, globs in patterns.items():
        parts = package.split(".")
        folder = ROOT.joinpath(*(parts if len(parts) == 1 else parts[1:]))
        assert all(list(folder.glob(pattern)) for pattern in globs if "cypher" not in pattern), package


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_its_columns_and_its_test(name: str) -> None:
    asked = question(name)
    assert name in PROMISED, f"add the columns of {name} to PROMISED: they are what later versions keep"
    assert set(PROMISED[name].split()) <= {column.name for column in asked.columns}
    assert all(column.meaning for column in asked.columns)
    assert asked.question.endswith("?")
    assert (ROOT / "tests" / "queries" / f"test_{name.replace('-', '_')}.py").exists()


def test_every_setting_says_what_it_means_its_unit_and_its_source() -> None:
    lacking = [each.setting for each in described(load()) if not (each.meaning and each.unit and each.source)]
    assert not lacking, "write above the setting: # What it means.  # Unit: …. Source: …"


def test_every_module_says_what_it_is_for() -> None:
    for top in CODE:
        for path in (ROOT / top).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not text.strip() or ast.get_docstring(ast.parse(text)), path


def test_no_path_of_a_machine_is_in_the_tree() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, check=False, text=True).stdout.split()
    for name in files:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".cfg", ".html", ".css", ".js", "") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not re.search(r"(?<![\w.])/(?:root|home|work|farm)/", text), name
