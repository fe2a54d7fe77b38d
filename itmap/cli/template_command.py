"""`itmap template`: the blank workbook."""

from __future__ import annotations

from pathlib import Path

import click

from itmap.cli.common import write_file


@click.command("template", epilog="Example: itmap template registers.xlsx")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Write the blank workbook: a sheet a register, a note on each heading, drop-down lists, an example row."""
    from itmap.importers.workbook import template

    write_file(file, template())
    click.echo(f"Blank workbook written: {file}", err=True)
