"""`itmap diff`: what changed between two stores, or between two days of one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from itmap.cli.common import as_of_option, day_of, estate_of, organisation_option, store_option
from itmap.cli.giving import format_of, format_option, give, output_option


@click.command("diff", epilog="Example: itmap diff 2026-01-01 2026-04-01 --store itmap.db")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@store_option
@as_of_option
@organisation_option
@format_option
@output_option
def command(
    before: str,
    after: str,
    store: str,
    as_of: dt.date,
    organisation: str | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Tell what changed from A to B.

    Each is a store, or a day (2026-04-01): what the store of --store held at the end of it. Records that came and went
    are named, and every field that says something else now, with what it said before.
    """
    from itmap.queries.changes import changes

    form = format_of(form, output)
    if day_of(before) and day_of(after) and before > after:
        raise click.UsageError(f"{before} comes after {after}: write the earlier day first.")
    answer = changes(*(estate_of(each, store, as_of, organisation) for each in (before, after)))
    give(answer, form, output)
