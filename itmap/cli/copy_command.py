"""`itmap copy`: one store into another."""

from __future__ import annotations

import click

from itmap.errors import StoreUnusable


@click.command("copy", epilog="Example: itmap copy itmap.db backup.db")
@click.argument("source")
@click.argument("destination")
def command(source: str, destination: str) -> None:
    """Copy every organisation of the store SOURCE into DESTINATION, sources and all.

    An organisation that DESTINATION already holds is replaced, all or nothing.
    """
    from itmap.stores import open_store

    original = open_store(source)
    target = open_store(destination, create=True)
    try:
        held = original.organisations()
        for id_ in held:
            with original.change(id_) as reading, target.change(id_) as change:
                records = {key: record for key, record in reading.records.items() if record.sources or key == id_}
                gone = [
                    key
                    for key, record in change.records.items()
                    if key not in records and record.sources and not record.elsewhere
                ]
                change.put(records.values())
                change.remove(gone)
                reading.discard()
        theirs, ours = original.tables(list(held)), target.tables(list(held))
        for register, table in theirs.items():
            if not table.equals(ours[register]):
                raise StoreUnusable(f"{destination} does not hold the same {register}s as {source}. Copy again.")
    finally:
        original.close()
        target.close()
    count = sum(len(table) for table in theirs.values())
    click.echo(f"{count} records of {len(held)} organisations copied and compared.", err=True)
