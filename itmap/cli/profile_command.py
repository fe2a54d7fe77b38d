"""`itmap profile`: a profile to begin with, for a layout that itmap doesn't know."""

from __future__ import annotations

from pathlib import Path

import click

from itmap.cli.import_command import REGISTERS


@click.command("profile", epilog="Example: itmap profile register.xlsx > ours.toml")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", metavar="NAME", help="Which sheet of a workbook. Default: the first that holds anything.")
@click.option(
    "--register",
    type=click.Choice(REGISTERS, case_sensitive=False),
    metavar="REGISTER",
    help=f"What the sheet is: {', '.join(REGISTERS)}.",
)
def command(file: Path, sheet: str | None, register: str | None) -> None:
    """Begin a profile for a spreadsheet whose headings itmap doesn't know.

    Writes TOML: what is understood, and for each heading that isn't, what it may mean, as a comment. Nothing counts
    until you take its # away; then import with --profile. docs/profiles.md says what a profile may say.
    """
    from itmap import model
    from itmap.importers.started import started_profile

    click.echo(started_profile(file, sheet, model.BY_SHEET[register] if register else None), nl=False)
