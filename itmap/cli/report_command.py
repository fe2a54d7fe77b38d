"""`itmap report`: the one HTML file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

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


@click.command("report", epilog="Example: itmap report -o estate.html --as-of 2026-04-01")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write."
)
@store_option
@as_of_option
@organisation_option
@scope_option
@settings_option
@click.option(
    "--audience",
    type=click.Choice(["committee", "public"]),
    default="committee",
    show_default=True,
    help="Who reads it. The public version is not there yet.",
)
def command(
    output: Path,
    store: str,
    as_of: dt.date,
    organisation: str | None,
    scope: str,
    settings_file: Path | None,
    audience: str,
) -> None:
    """Write the report.

    It is one HTML file with everything in it, that opens without a network.
    """
    from itmap import settings as settings_of
    from itmap.reports import committee

    if output.suffix.lower() not in (".html", ".htm", ""):
        raise click.UsageError(f"The report is a page of HTML: write {output.stem}.html, not {output.name}")
    settings = settings_of.load(settings_file)
    estate = open_estate(store, as_of, organisation, scope, settings, with_sources=True)
    write_file(output, committee.write(estate, settings, audience=audience).encode())
    click.echo(f"Report written: {output}", err=True)
