"""`itmap copy`: one store into another."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itmap.cli.common import counted, find_organisation, organisation_option
from itmap.errors import StoreUnusable

if TYPE_CHECKING:
    from itmap.estate import Record
    from itmap.stores import Change, Store


@click.command("copy", epilog="Example: itmap copy itmap.db backup.db")
@click.argument("source")
@click.argument("destination")
@organisation_option
def command(source: str, destination: str, organisation: str | None) -> None:
    """Copy one store into another, of any kind.

    Every organisation of SOURCE goes into DESTINATION, or the one that is named, with the rows that spoke of its
    records, what they were on earlier days, and what was decided about names. An organisation that DESTINATION already
    holds is replaced, all or nothing. At the end DESTINATION is read again and compared with what was read of SOURCE,
    by the number of records and a hash of all that they hold.
    """
    from itmap.stores import open_store

    if source == destination or (Path(destination).is_file() and Path(destination).resolve() == Path(source).resolve()):
        raise StoreUnusable(f"{destination} is the store to be copied itself. Name another DESTINATION.")
    with closing(open_store(source)) as original, closing(open_store(destination, create=True)) as target:
        held = [find_organisation(original, organisation)] if organisation else list(original.organisations())
        copied = _Content()
        for id_ in held:
            records = _records(original, id_)
            copied.add(records)
            with target.change(id_) as change:
                change.put(records.values())
                change.keep(original.history([id_]))
                _forget(change, id_, records)
        target.decide(each for each in original.decisions() if each.organisation in (None, *held))
        there = _Content()
        for id_ in held:
            there.add(_records(target, id_))
        if there.said() != copied.said():
            raise StoreUnusable(f"{destination} does not hold the same as {source}. Copy again.")
    count, digest = copied.said()
    click.echo(
        f"{counted(count, 'record')} of {counted(len(held), 'organisation')} copied and compared (sha256 {digest}).",
        err=True,
    )


class _Content:
    """How many records organisations have, shared ones among them, and a digest of all that they hold.

    Told an organisation at a time, so that a national store fits into memory.
    """

    def __init__(self) -> None:
        self._own = 0
        self._shared: set[str] = set()
        self._digest = hashlib.sha256()

    def add(self, records: Mapping[str, Record]) -> None:
        """The records of one organisation more."""
        from itmap.encoding import record_as_json

        shared = {id_ for id_, record in records.items() if record.organisation is None}
        self._own += len(records) - len(shared)
        self._shared |= shared
        for id_, record in sorted(records.items()):
            held = (id_, record.register, record.organisation, str(record.since), record_as_json(record))
            self._digest.update(repr(held).encode())

    def said(self) -> tuple[int, str]:
        return self._own + len(self._shared), self._digest.hexdigest()


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
