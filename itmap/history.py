"""An estate as it stood on an earlier day, from what the store kept of every record that was changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from itmap.errors import SubjectUnknown
from itmap.estate import BESIDE, Estate, Record, tables_of
from itmap.stores import Store

_DAYS_SHOWN = 10


def estate_on(store: Store, day: dt.date, organisations: Collection[str] | None = None) -> Estate:
    """The estate at the end of that day. Raises SubjectUnknown for a day before the first that the store knows."""
    known = days(store)
    if known and day < known[0]:
        raise SubjectUnknown(
            f"The store knows nothing of {day.isoformat()}: its first import was on {known[0].isoformat()}. "
            f"It remembers what changed on: {_listed(known)}."
        )
    records = {
        version.record.id: version.record
        for version in store.history()
        if (version.record.since is None or version.record.since <= day) and day < version.until
    }
    sources = store.sources()
    now = Estate(store.tables(), day)
    for name in now.tables:
        for id_, row in now.records(name).items():
            if row["since"] is None or row["since"] <= day:
                values = {key: value for key, value in row.items() if key not in BESIDE}
                records[id_] = Record(
                    id_,
                    name,
                    row["organisation"],
                    values,
                    sources.get(id_, ()),
                    defined_elsewhere=row["defined"],
                    said=row["said"],
                    since=row["since"],
                )
    kept = {id_: records[id_] for id_ in (records if organisations is None else _touched(records, organisations))}
    return Estate(tables_of(kept.values()), day, {id_: record.sources for id_, record in kept.items()})


def _listed(known: list[dt.date]) -> str:
    """The first days and the last one, where they are many."""
    shown = [day.isoformat() for day in known]
    return ", ".join(shown) if len(shown) <= _DAYS_SHOWN else f"{', '.join(shown[: _DAYS_SHOWN - 1])} ... {shown[-1]}"


def _touched(records: Mapping[str, Record], organisations: Collection[str]) -> set[str]:
    """The records of these organisations, and the shared ones that their rows speak of or their records lead to.

    What they touched on that day may be another's present record, so that the whole estate is needed to find it.
    """
    reached = {
        id_
        for id_, record in records.items()
        if record.organisation in organisations
        or id_ in organisations
        or (record.organisation is None and any(row.organisation in organisations for row in record.sources))
    }
    ahead = reached
    while ahead:
        ahead = {target for id_ in ahead for target in records[id_].targets() & records.keys()} - reached
        reached |= ahead
    return reached


def days(store: Store) -> list[dt.date]:
    """The days of the imports that changed anything, as far as the store remembers them, the first first.

    Empty where something was imported on a day that it doesn't know.
    """
    begun = {since for table in store.tables().values() for since in table["since"]}
    begun |= {version.record.since for version in store.history()}
    ended = {version.until for version in store.history()}
    return [] if None in begun else sorted({day for day in begun | ended if day})


def versions_of(store: Store, organisations: Collection[str] | None = None) -> dict[str, list[tuple[dt.date, Record]]]:
    """Record id to what it was: the day until which, and the record; the latest first."""
    found: dict[str, list[tuple[dt.date, Record]]] = {}
    for version in store.history(organisations):
        found.setdefault(version.record.id, []).insert(0, (version.until, version.record))
    return found
