"""`itmap template`: the blank workbook."""

from __future__ import annotations

from pathlib import Path

import click

from itmap.cli.common import write_file
from itmap.errors import TargetUnwritable


@click.command("template", epilog="Example: itmap template registers.xlsx")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Write the blank workbook.

    It has a sheet a register, a note on each heading, drop-down lists, and an example row that import skips. A FILE
    that is there already is left as it is.
    """
    from itmap.importers.workbook import template

    blank = template()
    if file.is_file() and file.read_bytes() != blank:
        raise TargetUnwritable(f"{file} is there already and may hold your work. Name another file, or move it away.")
    write_file(file, blank)
    click.echo(f"Blank workbook written: {file}", err=True)
