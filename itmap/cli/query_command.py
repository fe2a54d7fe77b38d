"""`itmap query`: one question, or the list of questions."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itmap.cli.common import (
    as_of_option,
    open_estate,
    organisation_option,
    scope_option,
    settings_option,
    store_option,
    write_file,
)

if TYPE_CHECKING:
    from itmap.estate import Estate
    from itmap.queries import Answer, Question


@click.command("query", epilog="Example: itmap query exits --as-of 2026-04-01 --format csv -o exits.csv")
@click.argument("name", required=False)
@click.argument("subject", required=False, default="")
@store_option
@as_of_option
@organisation_option
@scope_option
@settings_option
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "xlsx"]), default="table", show_default=True
)
@click.option("--sources", "with_sources", is_flag=True, help="Say for each row which rows of files it rests on.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
def command(
    name: str | None,
    subject: str,
    store: str,
    as_of: dt.date,
    organisation: str | None,
    scope: str,
    settings_file: Path | None,
    form: str,
    output: Path | None,
    *,
    with_sources: bool,
) -> None:
    """Ask one question, or list the questions.

    Without a NAME: the questions in plain words, and what the store can answer of them. JSON and CSV are UTF-8; CSV and
    workbooks hold text as text, never as a formula.
    """
    from itmap import settings as settings_of
    from itmap.queries import NAMES, question, questions

    if name is not None and name not in NAMES:
        raise click.UsageError(f"There is no question {name!r}. Questions: {', '.join(NAMES)}.")
    if form == "xlsx" and output is None:
        raise click.UsageError("A workbook needs a file: add -o FILE.xlsx")
    asked = question(name) if name else None
    if asked and asked.subject and not subject:
        raise click.UsageError(f"{name} asks about one {asked.subject}: itmap query {name} NAME")
    settings = settings_of.load(settings_file)
    estate = open_estate(store, as_of, organisation, scope, settings, with_sources=with_sources)
    if asked is None:
        click.echo("\n".join(line for each in questions() for line in _what_it_can_answer(each, estate)))
        return
    answer = asked.answer(estate, settings, subject)
    content = _written(answer, form, estate if with_sources else None)
    if output:
        write_file(output, content)
        click.echo(f"{len(answer.rows)} rows in {output}", err=True)
    else:
        click.echo(content.decode(), nl=False)


def _written(answer: Answer, form: str, estate: Estate | None) -> bytes:
    from itmap.reports import plain, workbook

    sources = estate.sources if estate else None
    if form == "xlsx":
        return workbook.answers_workbook([answer], sources)
    if form == "csv":
        return plain.as_csv(answer, sources).encode()
    if form == "json":
        return (json.dumps(answer.as_json(sources), ensure_ascii=False, indent=1) + "\n").encode()
    return plain.as_table(answer, sources).encode()


def _what_it_can_answer(asked: Question, estate: Estate) -> list[str]:
    from itmap import model

    def empty(registers: tuple[str, ...]) -> str:
        return ", ".join(model.BY_NAME[name].sheet for name in registers if estate[name].empty)

    lacks, poorer = empty(asked.needs), empty(asked.better_with)
    if lacks:
        state = f"can't be answered: the store has no {lacks}"
    elif poorer:
        state = f"answered in part: the store has no {poorer}"
    else:
        state = "can be answered"
    return [f"{asked.name}{' SUBJECT' if asked.subject else ''}", f"  {asked.question}", f"  {state}"]
