"""`itmap publish`: the answers onto the nodes of a store in Neo4j, so that its Browser and Bloom can show them."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itmap.cli.common import (
    as_of_option,
    find_organisation,
    organisation_option,
    scope_option,
    settings_option,
    store_option,
)

if TYPE_CHECKING:
    from itmap.estate import Estate
    from itmap.settings import Settings
    from itmap.stores import Store


@click.command("publish", epilog="Example: itmap publish --store neo4j://host:7687 --as-of 2026-04-01")
@store_option
@as_of_option
@organisation_option
@scope_option
@settings_option
@click.option("--remove", is_flag=True, help="Take all published answers away instead.")
def command(
    store: str, as_of: dt.date, organisation: str | None, scope: str, settings_file: Path | None, *, remove: bool
) -> None:
    """Write the answers onto the nodes of a store in Neo4j.

    They are properties whose names begin with answer_, for Neo4j Browser and Bloom to show and to colour by. Publishing
    again replaces all of them. The estate itself stays as it is, and an import leaves them: answer_as_of says of which
    day they are. Nothing exempt is left out: they are for those who share the store, not for the public.
    """
    from itmap import settings as settings_of
    from itmap.queries.published import published
    from itmap.stores.shared import open_shared

    settings = settings_of.load(settings_file)
    with closing(open_shared(store)) as shared:
        if remove:
            click.echo(f"Answers taken off {shared.unpublish():,} records.", err=True)
            return
        estate = _estate(shared, as_of, organisation, scope, settings)
        count = shared.publish(published(estate, settings, f"itmap {version('itmap')}"))
    click.echo(f"Answers as of {as_of} written onto {count:,} records, as properties answer_…", err=True)


def _estate(store: Store, as_of: dt.date, organisation: str | None, scope: str, settings: Settings) -> Estate:
    from itmap.estate import Estate
    from itmap.scope import in_scope

    ids = None if organisation is None else [find_organisation(store, organisation)]
    return in_scope(Estate(store.tables(ids), as_of), scope, settings.scope)
