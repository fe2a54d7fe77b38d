"""How an answer is given: as a table, CSV, JSON or a workbook, on the terminal or into a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itmap.cli.common import counted, write_file

if TYPE_CHECKING:
    from itmap.estate import Source
    from itmap.queries import Answer

_ENDINGS = {".csv": "csv", ".json": "json", ".xlsx": "xlsx", ".ics": "ics"}

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "xlsx", "ics"]),
    help="Default: what the name of the file to write ends in, else table. ics: exits and calendar only.",
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file."
)


def format_of(form: str | None, output: Path | None, *, has_days: bool = False) -> str:
    """The format that was asked for, or that the file's name says. Raises UsageError where the two disagree.

    `has_days`: whether the answer can be a file for calendar programs.
    """
    found = _format_of(form, output)
    if found == "ics" and not has_days:
        raise click.UsageError("A file for calendar programs holds days: only exits and calendar can be one.")
    return found


def _format_of(form: str | None, output: Path | None) -> str:
    if output is None:
        if form == "xlsx":
            raise click.UsageError("A workbook needs a file: add -o FILE.xlsx")
        return form or "table"
    ending = output.suffix.lower()
    said = _ENDINGS.get(ending)
    if form is None:
        if not said and ending not in ("", ".txt"):
            raise click.UsageError(f"{output} ends in none of .csv, .json, .xlsx, .ics and .txt: say the --format too.")
        return said or "table"
    if form != said and (said or form == "xlsx"):
        raise click.UsageError(f"{output} and --format {form} disagree: leave --format out, or mend the file's name.")
    return form


def give(
    answer: Answer, form: str, output: Path | None, sources: Mapping[str, tuple[Source, ...]] | None = None
) -> None:
    """Write an answer to its file, or on the terminal; with `sources`, each row with the rows of files it rests on."""
    content = _written(answer, form, sources)
    if output:
        write_file(output, content)
        click.echo(f"{counted(len(answer.rows), 'row')} in {output}", err=True)
    else:
        click.echo(content if form == "ics" else content.decode(), nl=False)  # its lines end as RFC 5545 says


def _written(answer: Answer, form: str, sources: Mapping[str, tuple[Source, ...]] | None) -> bytes:
    from itmap.reports import plain, workbook

    if form == "xlsx":
        return workbook.answer_workbook(answer, sources)
    if form == "ics":
        from itmap.reports import ics

        return ics.as_ics(answer)
    if form == "csv":
        return plain.as_csv(answer, sources).encode()
    if form == "json":
        return (json.dumps(answer.as_json(sources), ensure_ascii=False, indent=1) + "\n").encode()
    return plain.as_table(answer, sources).encode()
