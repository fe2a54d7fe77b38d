"""Write the pages of docs/ that are made from the code: `make docs`. A test fails when one of them drifts."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from itmap import model
from itmap.cli import cli
from itmap.importers import cells_guide
from itmap.model import Field, Kind

DOCS = Path(__file__).parents[1] / "docs"
MADE = "<!-- Made from the code by `make docs`: don't edit. -->\n"


def data_dictionary() -> str:
    lines = [
        "# The data dictionary",
        "",
        MADE,
        "Every register, heading and scale of the workbook, from `itmap/model.py`.",
        "",
    ]
    lines += [
        "A row without what its register needs is rejected; every other cell may be empty. Every sheet may carry an "
        f"`{model.ORGANISATION_COLUMN.heading}` column: {model.ORGANISATION_COLUMN.meaning}.",
        "",
    ]
    for register in model.REGISTERS:
        lines += [f"## {register.sheet}", "", f"{register.meaning} A row needs: {register.required}.", ""]
        lines += ["| heading | holds | values | also recognised as |", "|---|---|---|---|"]
        lines += [
            f"| {field.heading} | {field.meaning} | {_values(field)} | {', '.join(field.synonyms)} |"
            for field in register.headed
        ]
        lines.append("")
    return "\n".join(lines)


def _values(field: Field) -> str:
    if field.choices:
        return ", ".join(field.choices)
    if field.kind is Kind.WHOLE:
        return f"whole number, {field.low} to {field.high}" if field.high is not None else "whole number"
    if field.is_reference:
        sheets = " or ".join(model.BY_NAME[name].sheet for name in field.refers_to)
        return f"{field.kind.value} ({sheets})"
    return field.kind.value


def commands() -> str:
    lines = ["# The commands", "", MADE]
    context = click.Context(cli, info_name="itmap", max_content_width=100)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        with click.Context(command, info_name=name, parent=context, max_content_width=100) as inner:
            lines += [f"## itmap {name}", "", "```text", command.get_help(inner), "```", ""]
    return "\n".join(lines)


def cells() -> str:
    return cells_guide.page(MADE)


PAGES = {"data-dictionary.md": data_dictionary, "commands.md": commands, "cells.md": cells}


def drifted() -> list[str]:
    """The pages that are not what the code makes."""
    return [page for page, made in PAGES.items() if (DOCS / page).read_text(encoding="utf-8") != made()]


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(f"Not what the code makes; run `make docs`: {', '.join(drifted())}" if drifted() else 0)
    for page, made in PAGES.items():
        (DOCS / page).write_text(made(), encoding="utf-8", newline="\n")
