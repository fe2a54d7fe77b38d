"""`itmap report`: the one HTML file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itmap.cli.common import (
    as_of_option,
    counted,
    open_estate,
    organisation_option,
    scope_option,
    settings_option,
    store_option,
    write_file,
)

if TYPE_CHECKING:
    from itmap.estate import Estate
    from itmap.settings import Settings


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
    help="Who reads it: officers and members, or everybody, without what is exempt from publication.",
)
@click.option(
    "--nothing-exempt",
    is_flag=True,
    help="For the public, where no register says which contracts are exempt: confirm that none is.",
)
def command(
    output: Path,
    store: str,
    as_of: dt.date,
    organisation: str | None,
    scope: str,
    settings_file: Path | None,
    audience: str,
    nothing_exempt: bool,
) -> None:
    """Write the report.

    It is one HTML file with everything in it, that opens without a network.
    """
    from itmap import settings as settings_of
    from itmap.reports import committee
    from itmap.reports.public import published
    from itmap.scope import in_scope

    if output.suffix.lower() not in (".html", ".htm", ""):
        raise click.UsageError(f"The report is a page of HTML: write {output.stem}.html, not {output.name}")
    settings = settings_of.load(settings_file)
    whole = open_estate(store, as_of, organisation, "all", settings, with_sources=True)
    shown = published(whole, settings, audience, nothing_exempt=nothing_exempt)
    if audience == "public":
        _say(whole, settings, confirmed=nothing_exempt)
    estate = in_scope(shown, scope, settings.scope)
    write_file(output, committee.write(estate, settings).encode())
    click.echo(f"Report written: {output}", err=True)


def _say(whole: Estate, settings: Settings, *, confirmed: bool) -> None:
    """What the officer who publishes should look at: what was taken as not exempt, and who as a person."""
    from itmap.reports.public_exempt import silent_contracts
    from itmap.reports.public_people import people

    silent = silent_contracts(whole)
    if silent and not confirmed:
        click.echo(f"{counted(silent, 'contract')} without a word on exemption: taken as not exempt.", err=True)
    if not settings.public.individuals:
        names = [whole.name(supplier) for supplier in people(whole)]
        if names:
            click.echo(
                "Suppliers that may be people, and so are not named. Give the company number of one that is not: "
                f"{'; '.join(sorted(names))}",
                err=True,
            )
