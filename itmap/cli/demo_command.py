"""`itmap demo`: the sample borough, imported and reported."""

from __future__ import annotations

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
    click.echo(
        f"\n{sample_data.ORGANISATION} is invented; its findings are true on {day}.\n"
        f"Store:  {path}\nReport: {report.resolve()}\n\n"
        f"Open the report in a browser, or ask: itmap query chokepoints --store {path} --as-of {day}"
    )
