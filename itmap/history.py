"""The past: an estate as it stood on an earlier day, and what a record was before each day that changed it.

Both come from what the store kept of every record that was changed since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from itmap import model
from itmap.changes import Side, compare
from itmap.errors import SubjectUnknown
from itmap.estate import BESIDE, Estate, Record, empty, same, tables_of
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
    records |= {id_: now for id_, now in _records(store).items() if now.since is None or now.since <= day}
    kept = {id_: records[id_] for id_ in (records if organisations is None else _touched(records, organisations))}
    return Estate(tables_of(kept.values()), day, {id_: record.sources for id_, record in kept.items()})


def _records(store: Store) -> dict[str, Record]:
    """All that the store holds now."""
    estate = Estate(store.tables(), dt.date.min, store.sources())
    return {
        id_: Record(
            id_,
            register,
            values["organisation"],
            {name: value for name, value in values.items() if name not in BESIDE},
            estate.sources.get(id_, ()),
            defined_elsewhere=values["defined"],
            said=values["said"],
            since=values["since"],
        )
        for register in estate.tables
        for id_, values in estate.records(register).items()
    }


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


@dataclass(frozen=True)
class Past:
    """What records were.

    `versions` holds, by record id, the day until which and the record, the latest first; `present` all that the store
    holds now, by id. What a record referred to is called as it is now, or as it was last.
    """

    versions: Mapping[str, Sequence[tuple[dt.date, Record]]]
    present: Mapping[str, Record]

    @cached_property
    def _all(self) -> dict[str, Record]:
        return {**{id_: versions[0][1] for id_, versions in self.versions.items()}, **self.present}

    def name(self, id_: str) -> str:
        return Side.of_records((), self._all).name(id_)

    def gone(self, name: str) -> list[str]:
        """The ids of the records of that name or reference that are no more."""
        gone = (id_ for id_ in self.versions if id_ not in self.present)
        return [id_ for id_ in gone if same(name) in (same(self.name(id_)), same(self._reference(id_)))]

    def _reference(self, id_: str) -> str:
        return self._all[id_].values.get("reference") or ""

    def texts(self, id_: str) -> list[tuple[dt.date, str]]:
        """What a record said until each day, the latest first: the fields that changed then, all where it went."""
        found: list[tuple[dt.date, str]] = []
        following = self.present.get(id_)
        for until, record in self.versions.get(id_, ()):
            if following is None or following.since != until:  # it went, though it may have come again later
                following = replace(record, values=empty(model.BY_NAME[record.register]), said={})
            changes = compare(*(Side.of_records([each], self._all) for each in (record, following)))
            found += [(until, f"{change.field}: {change.old or 'nothing'}") for change in changes]
            if record.defined != following.defined:
                found.append((until, "defined by a row" if record.defined else "known only by name"))
            following = record
        return found


def past_of(store: Store, organisations: Collection[str] | None = None) -> Past:
    """What the records of all, or of these organisations (ids), and the shared ones were."""
    versions: dict[str, list[tuple[dt.date, Record]]] = {}
    for version in store.history(organisations):
        versions.setdefault(version.record.id, []).insert(0, (version.until, version.record))
    return Past(versions, _records(store))
