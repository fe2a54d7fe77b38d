"""An estate in a Neo4j database, where several people share it.

Neo4j reads what is committed at each moment and keeps no picture of the whole, so a read that a change overtook is read
again. A change holds the lock of the Meta node from its first read to its commit, and is written in one transaction at
its end: what failed in passing can be written again, as long as nobody else was quicker.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import neo4j
import pandas as pd
from neo4j.exceptions import DriverError, Neo4jError

from itmap import model
from itmap.encoding import record_from_json
from itmap.errors import StoreMissing, StoreUnusable
from itmap.estate import Decision, Source, Version, tables_of
from itmap.stores import neo4j_schema as cypher
from itmap.stores.neo4j_change import Neo4jChange, decision_row
from itmap.stores.neo4j_connection import OLDEST, Address, Transaction, passes, run
from itmap.stores.neo4j_graph import Graph, day, read_everything, read_for_change, read_organisations, rows

BUSY_SECONDS = 60
CHANGE_SECONDS = 3_600  # after which the server takes the lock from a change whose machine has gone
ATTEMPTS = 5


class Neo4jStore:
    """See `itmap.stores.Store`."""

    def __init__(self, address: str, *, create: bool = False) -> None:
        """Connect; with `create`, prepare the database when it holds no store yet.

        Raises StoreMissing for a database without a store, and StoreUnusable for a server that can't be reached, a
        store of a newer itmap, and a database in which somebody else uses itmap's labels.
        """
        self.address = Address.parse(address)
        self._driver = self.address.connect()
        try:
            with self.address.mended():
                self._prepare(create)
        except BaseException:
            self._driver.close()
            raise

    def _prepare(self, create: bool) -> None:
        with self._session() as session:  # not retried: a wrong address is to be told at once
            result = run(session, cypher.READ_META)
            meta = result.single()
            server = result.consume().server
        if server.protocol_version < OLDEST:
            raise StoreUnusable(f"{self.address.text} is {server.agent}; itmap needs Neo4j 5 or later.")
        if meta is None and not create:
            raise StoreMissing(
                f"There is no store at {self.address.text}. "
                f"Make one with: itmap import FILES --store {self.address.text}"
            )
        if meta is None:
            self._make()
        elif meta[0] > model.SCHEMA_VERSION:
            raise StoreUnusable(
                f"The store {self.address.text} was written by a newer itmap (schema {meta[0]}; this one knows "
                f"{model.SCHEMA_VERSION}). Upgrade with: pip install --upgrade itmap"
            )

    def _make(self) -> None:
        """Constraints first, the Meta node last: what died on the way is made again."""
        with self._session() as session:
            session.execute_read(self._refuse_strangers, cypher.STRANGERS)
            for statement in cypher.schema():
                session.execute_write(_consume, statement)
            session.execute_write(_consume, cypher.MAKE_META, schema=model.SCHEMA_VERSION)

    def _refuse_strangers(self, transaction: Transaction, statement: str) -> None:
        for (labels,) in run(transaction, statement):
            raise StoreUnusable(
                f"The database of {self.address.text} holds nodes labelled {', '.join(labels)} that are not itmap's, "
                "and itmap writes nodes of that name. Give it a database of its own. Nothing was changed."
            )

    def organisations(self) -> dict[str, tuple[str, str | None]]:
        found = self._rows(cypher.ORGANISATIONS)
        return {
            id_: (name, reference)
            for id_, name, reference in sorted(found, key=lambda row: (row[1].casefold(), row[0]))
        }

    def tables(self, organisations: Collection[str] | None = None) -> dict[str, pd.DataFrame]:
        with self._whole():
            return tables_of(self._graph(organisations).records())

    def sources(self, organisations: Collection[str] | None = None) -> dict[str, tuple[Source, ...]]:
        with self._whole():
            if organisations is None:  # no need to read who refers to whom
                texts = dict(self._rows(cypher.SOURCES))
            else:
                found = self._graph(organisations, cypher.ROWS).nodes.items()
                texts = {id_: held["sources"] for id_, (_, held, _) in found}
            return {id_: rows(texts[id_]) for id_ in sorted(texts) if texts[id_]}

    def history(self, organisations: Collection[str] | None = None) -> tuple[Version, ...]:
        chosen = None if organisations is None else list(organisations)
        with self._whole():
            versions = [
                Version(record_from_json(id_, register, owner, day(since), content), until.to_native())
                for id_, register, owner, since, content, until in self._rows(cypher.HISTORY, organisations=chosen)
            ]
        return tuple(sorted(versions, key=lambda version: (version.record.id, version.until)))

    def decisions(self) -> tuple[Decision, ...]:
        return tuple(sorted(Decision(*row) for row in self._rows(cypher.DECISIONS)))

    def decide(self, decisions: Iterable[Decision]) -> None:
        decided = [decision_row(each) for each in decisions]
        with self.address.mended(), self._session() as session:
            session.execute_write(_consume, cypher.PUT_DECISIONS, rows=decided)

    @contextmanager
    def change(self, organisation: str) -> Iterator[Neo4jChange]:
        with self.address.mended(), self._session() as session:
            # Only a transaction as a whole has a limit: this one bounds the wait, and finds out dead connections.
            session.execute_write(neo4j.unit_of_work(timeout=BUSY_SECONDS)(_consume), cypher.WAIT)
            with closing(session.begin_transaction(timeout=CHANGE_SECONDS)) as transaction:
                number = self._lock(transaction)
                counts = dict(run(transaction, cypher.COUNTS).values())
                if counts.pop(cypher.RECORD) != sum(counts.values()):
                    self._refuse_strangers(transaction, cypher.CLASH)
                with self._whole():
                    change = Neo4jChange(organisation, read_for_change(transaction, organisation))
                yield change
                if change.discarded:
                    return
                try:
                    change.write(transaction)
                    transaction.commit()
                    return
                except (DriverError, Neo4jError) as error:
                    if not passes(error):
                        raise
            session.execute_write(self._write_again, change, number)

    def close(self) -> None:
        self._driver.close()

    # What the methods above are made of.

    def _session(self) -> neo4j.Session:
        return self._driver.session(
            database=self.address.database,
            bookmark_manager=self._driver.execute_query_bookmark_manager,  # on a cluster, read what was written
            fetch_size=5_000,
        )

    def _rows(self, statement: str, **parameters: Any) -> list[list[Any]]:
        with self.address.mended(), self._session() as session:
            return session.execute_read(lambda transaction: run(transaction, statement, **parameters).values())

    def _graph(self, organisations: Collection[str] | None, held: str = cypher.VALUES) -> Graph:
        """Everything, or `held` of what belongs to organisations, as no change has cut through it."""
        with self.address.mended(), self._session() as session:
            for _ in range(ATTEMPTS):
                before, graph, after = session.execute_read(_read_between, organisations, held)
                if before == after:
                    return graph
        raise StoreUnusable(f"The store {self.address.text} is being changed all the time. Try again later.")

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Say so where the database holds what itmap never writes."""
        try:
            yield
        except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
            raise StoreUnusable(
                f"The store {self.address.text} holds what itmap did not write ({error}). Restore it from a backup, or "
                "import the spreadsheets again into an empty database."
            ) from error

    def _lock(self, transaction: Transaction) -> int:
        """Take the lock that every change holds; the number of this change."""
        meta = run(transaction, cypher.LOCK, schema=model.SCHEMA_VERSION).single()
        if meta is None:
            raise StoreUnusable(f"{self.address.text} is no store any more: somebody has emptied it.")
        number: int = meta[0]
        return number

    def _write_again(self, transaction: Transaction, change: Neo4jChange, number: int) -> None:
        """Write a change whose transaction failed in passing, as long as no other has come between."""
        if self._lock(transaction) != number:
            raise StoreUnusable(
                f"The store {self.address.text} broke off, and somebody else has changed it since. "
                "Nothing was changed: run the command again."
            )
        change.write(transaction)


def _consume(transaction: Transaction, /, statement: str, **parameters: Any) -> None:
    run(transaction, statement, **parameters).consume()


def _read_between(transaction: Transaction, organisations: Collection[str] | None, held: str) -> tuple[int, Graph, int]:
    """What is read, between the numbers of the last change before it and after it."""
    before = _changes(transaction)
    if organisations is None:
        graph = read_everything(transaction)
    else:
        graph = read_organisations(transaction, organisations, held)
    return before, graph, _changes(transaction)


def _changes(transaction: Transaction) -> int:
    meta = run(transaction, cypher.READ_META).single()
    return meta[1] if meta else -1
