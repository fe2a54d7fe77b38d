"""`itmap demo`: the sample borough, imported and reported."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click

from itmap.cli.common import open_estate, write_file
from itmap.errors import TargetUnwritable


@click.command("demo", epilog="Example: itmap demo")
@click.argument(
    "folder", metavar="[DIR]", required=False, default="itmap-demo", type=click.Path(path_type=Path, file_okay=False)
)
def command(folder: Path) -> None:
    """Try itmap on a fictional borough.

    Its spreadsheets are imported and its report is written into DIR (default: itmap-demo here).
    """
    from itmap import sample_data
    from itmap import settings as settings_of
    from itmap.importers import import_files
    from itmap.reports import committee
    from itmap.stores import open_store

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TargetUnwritable(f"{folder} can't be made: {error.strerror}. Name a folder you may write to.") from error
    path = folder / "itmap.db"
    store = open_store(str(path), create=True)
    try:
        outcome = import_files(store, sample_data.FILES, organisation=sample_data.ORGANISATION)
    finally:
        store.close()
    click.echo(outcome.as_text())
    settings = settings_of.load()
    estate = open_estate(str(path), sample_data.AS_OF, None, "it", settings, with_sources=True)
    report = folder / "report.html"
    write_file(report, committee.write(estate, settings).encode())
    day = sample_data.AS_OF.isoformat()
    ask = _line([*_program(), "query", "chokepoints", "--store", str(path), "--as-of", day])
    click.echo(
        f"\n{sample_data.ORGANISATION} is invented; its findings are true on {day}.\n"
        f"Store:  {path}\nReport: {report.resolve()}\n\n"
        f"Open the report in a browser, or ask: {ask}"
    )


def _program() -> list[str]:
    """The words that start this program again: its name where a shell finds it, else its path."""
    started = Path(sys.argv[0])
    if started.stem != "itmap":
        return [sys.executable, "-m", "itmap"]
    found = shutil.which("itmap")
    by_name = found is not None and Path(found).with_suffix("").resolve() == started.with_suffix("").resolve()
    return ["itmap" if by_name else str(started)]


def _line(words: list[str]) -> str:
    """The words as a line for the platform's shell."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
