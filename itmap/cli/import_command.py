"""`itmap import`: spreadsheets into the store."""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itmap.cli.common import as_of_option, check_folder, counted, settings_option, store_option, write_file

if TYPE_CHECKING:
    from itmap.importers.outcome import Outcome
    from itmap.importers.reading import ReadSheet
    from itmap.settings import Limits

REGISTERS = ["Organisations", "Suppliers", "Contracts", "Systems", "Services", "Integrations"]


@click.command(
    "import",
    epilog="Example: itmap import contracts.xlsx systems.xlsx integrations.csv --organisation 'Our Council'",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@store_option
@as_of_option
@settings_option
@click.option("--organisation", metavar="NAME", help="Whose rows these are, where the rows don't say.")
@click.option(
    "--register",
    type=click.Choice(REGISTERS, case_sensitive=False),
    metavar="REGISTER",
    help=f"What every sheet is: {', '.join(REGISTERS)}.",
)
@click.option("--profile", metavar="NAME or FILE", help="A known layout, instead of the one that is recognised.")
@click.option("--explain", is_flag=True, help="Say how the register and every heading are understood; import nothing.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--prune", is_flag=True, help="Remove what these registers no longer hold.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a copy of each file that has problems, as .xlsx, with every problem marked and listed.",
)
@click.option(
    "--review",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the names that may mean one thing to an .xlsx, to decide; import it again when it is filled in.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="End with status 1 when a row was rejected.")
def command(
    files: tuple[Path, ...],
    store: str,
    as_of: dt.date,
    settings_file: Path | None,
    organisation: str | None,
    register: str | None,
    profile: str | None,
    *,
    explain: bool,
    dry_run: bool,
    prune: bool,
    rejects: Path | None,
    review: Path | None,
    form: str,
    strict: bool,
) -> None:
    """Bring the rows of spreadsheets into the store.

    FILES are .xlsx, .xlsm, .xls, .ods, .csv, .tsv and .json (open contracting data) files, or folders of them. Every
    row lands, is merged with another, or is rejected with the reason; the rows of an organisation land all or not at
    all. The same files twice change nothing. The store remembers on which day they came, so that `itmap diff` can tell
    what has changed since.
    """
    from itmap import model
    from itmap import settings as settings_of
    from itmap.importers import import_sheets, read_files
    from itmap.importers.sheets import find_files
    from itmap.stores import open_store

    if organisation is not None and not organisation.strip():
        raise click.UsageError("--organisation is empty: give the council's name.")
    limits = settings_of.load(settings_file).limits
    if explain:
        _explain(files, register, profile, limits)
        return
    for target in filter(None, (rejects, review)):
        check_folder(target)
    of = model.BY_SHEET[register] if register else None
    read = []
    for path in find_files(files):
        _say(f"Reading {path.name}")
        read.append((path, list(read_files([path], of, profile, limits))))
    sheets = [sheet for _, its_sheets in read for sheet in its_sheets]
    with tempfile.TemporaryDirectory() as nowhere:
        if dry_run and not _exists(store):  # a dry run makes no store
            store = str(Path(nowhere) / "itmap.db")
        opened = open_store(store, create=True)
        try:
            outcome = import_sheets(
                opened,
                sheets,
                organisation=organisation,
                dry_run=dry_run,
                prune=prune,
                day=as_of,
                progress=_progress,
            )
        finally:
            opened.close()
    if form == "json":
        click.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=1))
    else:
        click.echo(outcome.as_text())
    if rejects:
        _give_back(read, rejects, limits)
    if review:
        _write_review(review, outcome)
    if strict and outcome.rejected:
        raise click.exceptions.Exit(1)


def _explain(files: tuple[Path, ...], register: str | None, profile: str | None, limits: Limits) -> None:
    from itmap import model
    from itmap.importers.explain import explain

    for line in explain(files, model.BY_SHEET[register] if register else None, profile, limits):
        click.echo(line)


def _give_back(read: Sequence[tuple[Path, Sequence[ReadSheet]]], target: Path, limits: Limits) -> None:
    """Write the marked copies. What stands there already may hold mended cells, and is left as it is."""
    from itmap.errors import TargetUnwritable
    from itmap.importers.rejects import marked_copies

    copies = marked_copies(read, target, limits)
    for copy in copies:
        if copy.path.is_file() and copy.path.read_bytes() != copy.content:
            raise TargetUnwritable(
                f"{copy.path} is there already and may hold your work: the problems of {copy.source} were not written "
                "to it. Name another file, or move it away."
            )
        write_file(copy.path, copy.content)
        click.echo(f"{copy.source}: {counted(copy.problems, 'problem')} marked in {copy.path}", err=True)
        for warning in copy.warnings:
            click.echo(f"  {warning}", err=True)
    if not copies:
        click.echo(f"No problems: {target} was not written.", err=True)


def _write_review(target: Path, outcome: Outcome) -> None:
    """Write the names to decide. What stands there already may hold decisions, and is left as it is."""
    from itmap.errors import TargetUnwritable
    from itmap.importers.review import write_review

    content = write_review(outcome.suggestions)
    if target.is_file() and target.read_bytes() != content:
        raise TargetUnwritable(
            f"{target} is there already and may hold your decisions: the names to decide were not written to it. "
            "Import it first, name another file, or move it away."
        )
    write_file(target, content)
    click.echo(f"{counted(len(outcome.suggestions), 'pair')} of names to decide in {target}", err=True)


def _exists(store: str) -> bool:
    from itmap.errors import StoreMissing
    from itmap.stores import open_store

    try:
        open_store(store).close()
    except StoreMissing:
        return False
    return True


def _progress(what: str, done: int, of: int) -> None:
    _say(f"Landing {what} ({done + 1} of {of})")


def _say(text: str) -> None:
    """Show progress on a terminal; a pipe gets the results alone."""
    if sys.stderr.isatty():
        click.echo(text, err=True)
