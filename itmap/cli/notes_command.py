"""`itmap notes`: a file in which officers write what the committee paper leaves to them."""

from __future__ import annotations

from pathlib import Path

import click

from itmap.cli.common import write_file
from itmap.errors import TargetUnwritable


@click.command("notes", epilog="Example: itmap notes notes.md")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Begin the officers' notes for the committee paper.

    FILE is markdown with the paper's headings and, under each, a comment on what belongs there. `itmap report --notes`
    puts what stands in it into the paper. A file that is there already is never replaced.
    """
    from itmap.reports.notes import blank

    if file.suffix.lower() not in (".md", ".markdown", ".txt"):
        raise click.BadParameter(f"{file} would be markdown, whose name ends in .md: write {file.stem}.md")
    if file.exists():
        raise TargetUnwritable(f"{file} is there already: it may hold your words. Name another file, or move it away.")
    write_file(file, blank().encode())
    click.echo(f"Write in {file}, then: itmap report -o paper.docx --notes {file}", err=True)
