"""`itmap template`: the blank workbook, or one with the council's own estate in it to go on with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from itmap.cli.common import counted, open_estate, organisation_option, store_option, workbook_argument, write_file
from itmap.errors import TargetUnwritable


@click.command("template", epilog="Example: itmap template registers.xlsx")
@workbook_argument
@click.option("--from-store", is_flag=True, help="With the records of the store in it, to go on with; no example rows.")
@store_option
@organisation_option
def command(file: Path, store: str, organisation: str | None, *, from_store: bool) -> None:
    """Write the blank workbook.

    It has a sheet a register, a note on each heading, drop-down lists, and an example row that import skips. A FILE
    that is there already is left as it is.
    """
    from itmap import settings
    from itmap.importers.workbook import template

    if organisation and not from_store:
        raise click.UsageError("--organisation says whose records to write: it goes with --from-store.")
    estate = (
        open_estate(store, dt.date.min, organisation, "all", settings.load(), with_sources=True) if from_store else None
    )
    made = template(estate)
    if file.is_file() and file.read_bytes() != made:
        raise TargetUnwritable(f"{file} is there already and may hold your work. Name another file, or move it away.")
    write_file(file, made)
    held = "Blank workbook" if estate is None else counted(sum(map(len, estate.tables.values())), "record")
    click.echo(f"{held} written: {file}", err=True)
