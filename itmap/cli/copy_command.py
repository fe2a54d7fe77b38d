"""`itmap copy`: one store into another."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import TYPE_CHECKING

import click

from itmap.cli.common import counted
from itmap.errors import StoreUnusable

if TYPE_CHECKING:
    from itmap.estate import Record
    from itmap.stores import Change, Store


@click.command("copy", epilog="Example: itmap copy itmap.db backup.db")
@click.argument("source")
@click.argument("destination")
def command(source: str, destination: str) -> None:
    """Copy one store into another.

    Every organisation of SOURCE goes into DESTINATION, with the rows that spoke of its records. An organisation that
    DESTINATION already holds is replaced, all or nothing.
    """
    from itmap.stores import open_store

    with closing(open_store(source)) as original, closing(open_store(destination, create=True)) as target:
        held = list(original.organisations())
        for id_ in held:
            records = _records(original, id_)
            with target.change(id_) as change:
                change.put(records.values())
                change.keep(original.history([id_]))
                _forget(change, id_, records)
        target.decide(original.decisions())
        theirs, ours = original.tables(held), target.tables(held)
    for register, table in theirs.items():
        # Whether a row defines it may rest on an organisation that only the destination holds.
        if not table.drop(columns="defined").equals(ours[register].drop(columns="defined")):
            raise StoreUnusable(f"{destination} does not hold the same {register}s as {source}. Copy again.")
    count = sum(len(table) for table in theirs.values())
    click.echo(f"{counted(count, 'record')} of {counted(len(held), 'organisation')} copied and compared.", err=True)


def _records(store: Store, organisation: str) -> dict[str, Record]:
    """An organisation's records and the shared ones that they touch, with the rows in which it spoke of them."""
    from itmap.estate import BESIDE, Estate, Record

    estate = Estate(store.tables([organisation]), dt.date.min, store.sources([organisation]))
    return {
        id_: Record(
            id_,
            register,
            values["organisation"],
            {name: value for name, value in values.items() if name not in BESIDE},
            tuple(source for source in estate.sources.get(id_, ()) if source.organisation == organisation),
            said=values["said"],
            since=values["since"],
        )
        for register in estate.tables
        for id_, values in estate.records(register).items()
    }


def _forget(change: Change, organisation: str, copied: dict[str, Record]) -> None:
    """Take away what the organisation held before and the copy doesn't; what others still speak of stays."""
    from dataclasses import replace

    before = {id_: record for id_, record in change.records.items() if id_ not in copied}
    gone = {
        id_
        for id_, record in before.items()
        if record.organisation == organisation or (record.sources and not record.elsewhere)
    }
    kept = [*copied.values(), *(record for id_, record in before.items() if id_ not in gone)]
    while needed := gone & {target for record in kept for target in record.targets()}:
        gone -= needed
        kept = [before[id_] for id_ in needed]
    change.put(replace(record, sources=()) for id_, record in before.items() if record.sources and id_ not in gone)
    change.remove(gone)
