"""`itmap diff`: what changed between two stores, or between two days of one."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itmap.cli.common import as_of_option, find_organisation, organisation_option, store_option
from itmap.cli.giving import format_of, format_option, give, output_option

if TYPE_CHECKING:
    from itmap.estate import Estate


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
    if _day(before) and _day(after) and before > after:
        raise click.UsageError(f"{before} comes after {after}: write the earlier day first.")
    answer = changes(*(_estate(each, store, as_of, organisation) for each in (before, after)))
    give(answer, form, output)


def _estate(address: str, store: str, as_of: dt.date, organisation: str | None) -> Estate:
    """The estate that A or B means: as it is, or as it was at the end of a day."""
    from itmap.estate import Estate
    from itmap.history import estate_on
    from itmap.stores import open_store

    day = _day(address)
    with closing(open_store(store if day else address)) as opened:
        ids = None if organisation is None else [find_organisation(opened, organisation)]
        if day:
            return estate_on(opened, day, ids)
        return Estate(opened.tables(ids), as_of, opened.sources(ids))


def _day(text: str) -> dt.date | None:
    """The day that a text is; None for the address of a store."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"{text} is no day of the calendar.") from error
