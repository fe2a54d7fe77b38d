"""`itmap explore`: questions in Cypher, to run on a store in Neo4j or to take into its Browser."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from itmap.cli.common import as_of_option, store_option

if TYPE_CHECKING:
    from itmap.queries.cypher_files import CypherFile
    from itmap.stores.shared import Found

_WIDTH = 100


@click.command("explore", epilog="Example: itmap explore upstream --store neo4j://host:7687 --param system=Housing")
@click.argument("name", required=False)
@store_option
@as_of_option
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the file; as often as it has some. as_of comes from --as-of.",
)
@click.option("--print", "only_print", is_flag=True, help="Print the Cypher file instead, to paste into Neo4j Browser.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(
    name: str | None, store: str, as_of: dt.date, parameters: tuple[str, ...], form: str, *, only_print: bool
) -> None:
    """Run one of the Cypher files on a store in Neo4j, or list them.

    Without a NAME: their questions in plain words, and the parameters of each. They show what the graph holds; what
    follows from it, with all that isn't known, `itmap query` says.
    """
    from itmap.queries.cypher_files import cypher_files
    from itmap.stores.shared import open_shared

    files = cypher_files()
    if name is None:
        click.echo("\n".join(line for file in files.values() for line in _listed(file)))
        return
    if name not in files:
        raise click.UsageError(f"There is no file {name!r}. Files: {', '.join(files)}.")
    if only_print:
        click.echo(files[name].text, nl=False)
        return
    values = _values(files[name], parameters, as_of)
    with closing(open_shared(store)) as shared:
        found = shared.explore(files[name].text, values)
    click.echo(_as_json(found) if form == "json" else "\n".join(_as_table(files[name], found)))


def _listed(file: CypherFile) -> list[str]:
    lines = [file.name, f"  {file.question}"]
    return lines + [f"  --param {each.name}=…  {each.type}: {each.meaning}" for each in file.parameters]


def _values(file: CypherFile, parameters: tuple[str, ...], as_of: dt.date) -> dict[str, Any]:
    written = {"as_of": as_of.isoformat()} if any(each.name == "as_of" for each in file.parameters) else {}
    for parameter in parameters:
        key, equals, value = parameter.partition("=")
        if not equals:
            raise click.UsageError(f"--param {parameter} lacks its value: write --param {parameter}=…")
        written[key] = value
    try:
        return file.values(written)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _as_json(found: Found) -> str:
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=dt.date.isoformat)


def _as_table(file: CypherFile, found: Found) -> Iterator[str]:
    """A block a row, one line a column, as `itmap query` does it."""
    from itmap.reports import plain

    wide = max(map(len, found.columns)) + 2
    yield from (file.question, "")
    for row in found.rows:
        for place, (name, value) in enumerate(zip(found.columns, row, strict=True)):
            text = " > ".join(value) if name == "chain" else plain.words(value)
            first = f"{'  ' if place else '- '}{name + ':':<{wide}}"
            yield from textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=" " * (wide + 2))
    yield from ("", f"{len(found.rows):,} row{'' if len(found.rows) == 1 else 's'}")
