"""One organisation of an estate that holds several: its own records, and the shared ones that these speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace

from itmap import model
from itmap.estate import Estate, Values


def holders(estate: Estate) -> dict[str, list[str]]:
    """Organisation to the ids of its records, those without any left out."""
    return estate.once(_holders)


def _holders(estate: Estate) -> dict[str, list[str]]:
    held: defaultdict[str, list[str]] = defaultdict(list)
    for register in model.REGISTERS:
        if not register.shared:
            owners = estate.column(register.name, "organisation")
            for id_, organisation in zip(estate.ids(register.name), owners, strict=True):
                if organisation:
                    held[organisation].append(id_)
    return dict(held)


def alone(estate: Estate, organisation: str) -> Estate:
    """The estate of one organisation, as a store gives it that is asked for no other.

    Suppliers whom only its own suppliers register names are there when `estate.sources` is filled. The scope stays that
    of the whole, and isn't counted anew.
    """
    kept = {organisation, *holders(estate).get(organisation, ()), *estate.once(_rows_of).get(organisation, ())}
    kept = _reached(estate, kept)
    owners = estate.once(_owners)
    if others := {owners[id_] for id_ in kept if id_ in owners} - kept:
        kept = _reached(estate, kept | others)
    tables = {name: table.loc[[id_ for id_ in table.index if id_ in kept]] for name, table in estate.tables.items()}
    return replace(estate, tables=tables, left_out=0)


def _rows_of(estate: Estate) -> dict[str, set[str]]:
    """Organisation to the suppliers that its rows speak of."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for id_ in estate.ids("supplier"):
        for source in estate.sources.get(id_, ()):
            found[source.organisation].add(id_)
    return dict(found)


def _owners(estate: Estate) -> dict[str, str]:
    return {id_: organisation for organisation, ids in holders(estate).items() for id_ in ids}


def _reached(estate: Estate, ids: Collection[str]) -> set[str]:
    """These records and all that they refer to, from one to the next."""
    reached, new = set(ids), set(ids)
    while new:
        new = {target for id_ in new for target in _targets(estate, id_)} - reached
        reached |= new
    return reached


def _targets(estate: Estate, record: str) -> Iterator[str]:
    for register in model.REGISTERS:
        row: Values | None = estate.records(register.name).get(record)
        for field in register.references if row else ():
            value = row[field.name] if row else None
            for item in (value,) if isinstance(value, str) else value or ():
                yield from (item,) if isinstance(item, str) else filter(None, item)
