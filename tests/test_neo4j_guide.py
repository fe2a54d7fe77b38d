"""docs/neo4j.md stays true, and so does the README's section: its tables are what the code draws and publishes, its commands run, its Cypher is sound."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest

from itmap import model, sample_data
from itmap.queries import question
from itmap.queries.published import properties
from itmap.stores.neo4j_schema import LABELS, RELATIONSHIPS
from itmap.stores.shared import PREFIX
from tests import neo4j_server
from tests.cli.desk import Desk
from tests.make_docs import DOCS

GUIDE = (DOCS / "neo4j.md").read_text(encoding="utf-8")
HERE = "neo4j://localhost:7687/neo4j"  # the address that the guide's commands name


def relationships() -> Iterator[str]:
    for each in sorted(RELATIONSHIPS.values(), key=lambda each: (each.type, each.name)):
        there = " or ".join(LABELS[register] for register in each.field.refers_to)
        ends = (LABELS[each.register.name], there) if each.outward else (there, LABELS[each.register.name])
        yield f"| `{each.type}` | {ends[0]} | {ends[1]} | {each.register.sheet}: {each.field.heading} |"


def answers() -> Iterator[str]:
    for each in properties():
        kind = str(get_type_hints(question(each.question).row)[each.column])
        ends = ("_low", "_high", "_mean") if "Score" in kind else ("_low", "_high") if "Interval" in kind else ("",)
        names = ", ".join(f"`{PREFIX}{each.name}{end}`" for end in ends)
        count = "how many: " if "tuple" in kind or "Sequence" in kind else ""
        yield f"| {LABELS[each.register]} | {names} | {count}{each.meaning} | {each.question} |"


@pytest.mark.parametrize("table", [relationships, answers])
def test_a_table_of_the_guide_is_what_the_code_says(table: object) -> None:
    assert callable(table)
    made = "\n".join(table())
    assert made in GUIDE, f"docs/neo4j.md should hold:\n{made}"


def test_the_guide_names_every_label() -> None:
    assert all(re.search(rf"\b{LABELS[register.name]}\b", GUIDE) for register in model.REGISTERS)


@pytest.fixture(params=neo4j_server.releases())
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    return neo4j_server.clean(request.param, monkeypatch)


def test_every_command_and_all_cypher_of_the_guide_run(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In the order in which they stand, on the sample borough's estate."""
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path)
    assert desk.run("import", *sample_data.FILES).exit_code == 0
    blocks = re.findall(r"```(console|cypher)\n(.*?)```", GUIDE, re.DOTALL)
    assert {kind for kind, _ in blocks} == {"console", "cypher"}
    for kind, text in blocks:
        if kind == "console":
            run_commands(desk, text, address)
        else:
            run_cypher(text, address)


def test_every_command_of_the_readme_s_section_runs(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path)
    assert desk.run("import", *sample_data.FILES).exit_code == 0
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```shell-session\n(.*?)```", readme, re.DOTALL)
    run_commands(desk, block, address)


def run_commands(desk: Desk, text: str, address: str) -> None:
    for line in text.splitlines():
        program, *words = shlex.split(line.removeprefix("$ ").replace(HERE, address))
        assert program == "itmap", line
        result = desk.run(*words, store=False)
        assert result.exit_code == 0, (line, result.output)


def run_cypher(text: str, address: str) -> None:
    """Each statement finds something: what it asks for is there."""
    with neo4j_server.session(address) as session:
        for statement in text.split(";"):
            if statement.strip():
                assert session.run(statement).peek(), statement
