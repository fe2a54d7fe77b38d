"""`itmap export`: the estate as the workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from itmap.cli.common import counted, open_estate, organisation_option, store_option, workbook_argument, write_file


@click.command("export", epilog="Example: itmap export estate.xlsx")
@workbook_argument
@store_option
@organisation_option
def command(file: Path, store: str, organisation: str | None) -> None:
    """Write the estate as the workbook.

    Importing it again changes nothing. A FILE that is there already is replaced only where it is as itmap wrote it.
    """
    from itmap import settings
    from itmap.importers.workbook import export

    estate = open_estate(store, dt.date.min, organisation, "all", settings.load(), with_sources=True)
    write_file(file, export(estate))
    click.echo(f"{counted(sum(map(len, estate.tables.values())), 'record')} in {file}", err=True)
