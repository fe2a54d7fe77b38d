"""Where an estate is kept: one small protocol, a store a file beside it, opened by its address.

An address is a path, `sqlite:///path` or `neo4j://host:port/database`. Every store passes the same suite in
tests/contract/.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pandas as pd

from itmap.errors import StoreUnusable
from itmap.estate import Decision, Record, Source, Version


class Change(Protocol):
    """One organisation's records while they are being changed: as they stand now, and what is to become of them."""

    @property
    def records(self) -> Mapping[str, Record]:
        """The organisation's own records and all shared ones, by id, as they stood when the change began."""

    def put(self, records: Iterable[Record]) -> None:
        """Add records, or replace their values and this organisation's sources of them."""

    def remove(self, ids: Iterable[str]) -> None:
        """Take records away. Nothing may refer to them when the change ends."""

    def keep(self, versions: Iterable[Version]) -> None:
        """Keep what records were before this change."""

    def discard(self) -> None:
        """Leave everything as it was, whatever was put or removed before (a dry run)."""


class Store(Protocol):
    """Where estates are kept. Every method raises StoreUnusable with the way to mend what went wrong."""

    def organisations(self) -> dict[str, tuple[str, str | None]]:
        """The organisations that rows define or belong to: id to name and reference, in the order of their names."""

    def tables(self, organisations: Collection[str] | None = None) -> dict[str, pd.DataFrame]:
        """The tables of an Estate: all, or the records of these organisations (ids) and the shared ones they touch."""

    def sources(self, organisations: Collection[str] | None = None) -> dict[str, tuple[Source, ...]]:
        """Record id to the rows that spoke of it, sorted, for the records that `tables` gives.

        A shared record carries every organisation's rows: what it says may come from any of them.
        """

    def history(self, organisations: Collection[str] | None = None) -> tuple[Version, ...]:
        """What the records were: of all, or of these organisations (ids) and the shared ones; by id, then by day."""

    def decisions(self) -> tuple[Decision, ...]:
        """What was decided about names, sorted."""

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Remember decisions, all or none; names that were decided already are decided anew."""

    def change(self, organisation: str) -> AbstractContextManager[Change]:
        """One organisation (id), all or nothing: what is put lands at the end of the block, or not at all.

        A second change of any organisation waits for the first, and sees what it left.
        """

    def close(self) -> None: ...


def _sqlite(address: str, create: bool) -> Store:
    from itmap.stores.sqlite import SqliteStore

    if address.startswith("sqlite://") and not address.startswith("sqlite:///"):
        path = address.removeprefix("sqlite://")
        raise StoreUnusable(f"{address} lacks a stroke: write sqlite:///{path}, or the path alone: {path}")
    return SqliteStore(Path(address.removeprefix("sqlite:///").removeprefix("sqlite:")), create=create)


def _neo4j(address: str, create: bool) -> Store:
    from itmap.stores.neo4j import Neo4jStore

    return Neo4jStore(address, create=create)


_STORES: Mapping[str, Callable[[str, bool], Store]] = {
    "sqlite": _sqlite,
    **dict.fromkeys(("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"), _neo4j),
}


def open_store(address: str, *, create: bool = False) -> Store:
    """Open the store at an address. Raises StoreMissing unless `create`, StoreUnusable when it can't be used."""
    if not address.strip():
        raise StoreUnusable("The address of the store is empty. Give --store a path such as itmap.db.")
    scheme, colon, _ = address.partition(":")
    if not colon or len(scheme) == 1:  # a path, or one that begins with a Windows drive
        scheme = "sqlite"
    if scheme not in _STORES:
        raise StoreUnusable(
            f"{scheme}: stores can't be opened by this version of itmap. "
            "Give --store a path such as itmap.db, or neo4j://host:7687/database."
        )
    return _STORES[scheme](address, create)
