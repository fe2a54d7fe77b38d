"""What a store in Neo4j offers people who look into it themselves: questions in Cypher, and answers on its nodes.

Answers stand beside what the estate holds, as properties whose names begin with `answer_`. Reading an estate takes the
model's fields alone and never sees them; an import leaves them as they are, and `answer_as_of` says how old they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import neo4j
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date

from itmap.errors import StoreUnusable
from itmap.stores.neo4j import BUSY_SECONDS, CHANGE_SECONDS, Neo4jStore
from itmap.stores.neo4j_connection import run
from itmap.stores.neo4j_schema import META, RECORD

PREFIX = "answer_"
BATCH = 5_000

_HELD = f"MATCH (n:{RECORD}) UNWIND keys(n) AS name WITH DISTINCT name WHERE name STARTS WITH $prefix RETURN name"
_CLEAR = f"MATCH (n:{RECORD}) WHERE any(name IN $names WHERE n[name] IS NOT NULL) SET n += $nothing RETURN count(n)"
_PUT = (
    f"UNWIND $rows AS row MATCH (n:{RECORD} {{id: row.id}}) USING INDEX SEEK n:{RECORD}(id) "
    "SET n += row.answers RETURN count(n)"
)
_COUNT_AS_CHANGE = f"MATCH (m:{META} {{id: 'itmap'}}) SET m.changes = m.changes + 1"


@dataclass(frozen=True)
class Found:
    """What a statement in Cypher returns: days and texts as Python has them, a path and a node as a text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def open_shared(address: str) -> SharedStore:
    """Open a store in Neo4j. Raises StoreUnusable for any other, StoreMissing where there is none."""
    if not re.match(r"(neo4j|bolt)(\+s|\+ssc)?:", address):
        raise StoreUnusable(
            f"{address} is no store in Neo4j, and only that can be explored in Cypher and carry answers. Copy it into "
            f"one with: itmap copy {address} neo4j://host:7687/database"
        )
    return SharedStore(address)


class SharedStore(Neo4jStore):
    """See `itmap.stores.Store`; beside it, what only Neo4j has."""

    def explore(self, statement: str, parameters: Mapping[str, Any]) -> Found:
        """Run a statement that reads; the server refuses one that writes."""

        def found(transaction: neo4j.ManagedTransaction) -> Found:
            result = run(transaction, statement, **parameters)
            return Found(tuple(result.keys()), tuple(tuple(map(_plain, row.values())) for row in result))

        with self.address.mended(), self._session() as session:
            return session.execute_read(found)

    def publish(self, answers: Mapping[str, Mapping[str, Any]]) -> int:
        """Write answers onto records, by id and name without the prefix, in place of all that were published before.

        The number of records that carry answers then. All or nothing.
        """
        rows = [
            {"id": id_, "answers": {f"{PREFIX}{name}": value for name, value in held.items()}}
            for id_, held in answers.items()
        ]

        def written(transaction: neo4j.ManagedTransaction) -> int:
            _clear(transaction)
            batches = (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
            return sum(run(transaction, _PUT, rows=batch).single(strict=True)[0] for batch in batches)

        return self._in_turn(written)

    def unpublish(self) -> int:
        """Take all answers away; the number of records that carried some."""
        return self._in_turn(_clear)

    def _in_turn(self, work: Callable[[neo4j.ManagedTransaction], int]) -> int:
        """Write after whoever changes the store is done, and wait for that a minute, not for ever."""
        with self.address.mended(), self._session() as session:
            session.execute_write(neo4j.unit_of_work(timeout=BUSY_SECONDS)(_lock))
            return session.execute_write(neo4j.unit_of_work(timeout=CHANGE_SECONDS)(work))


def _lock(transaction: neo4j.ManagedTransaction) -> None:
    """Take the lock that every change holds; who reads meanwhile reads again."""
    run(transaction, _COUNT_AS_CHANGE).consume()


def _clear(transaction: neo4j.ManagedTransaction) -> int:
    """Take away what was published, by whichever version of itmap."""
    _lock(transaction)
    names = run(transaction, _HELD, prefix=PREFIX).value()
    count: int = run(transaction, _CLEAR, names=names, nothing=dict.fromkeys(names)).single(strict=True)[0]
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, Date):
        return value.to_native()
    if isinstance(value, Path):
        return _way(value)
    if isinstance(value, Node):
        return _called(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _way(path: Path) -> str:
    """`Alder Ltd -MAKES-> Housing <-FROM- I-1`."""
    text = _called(path.start_node)
    at: Node | None = path.start_node
    for step in path.relationships:
        other = _other(step, at)
        text += f" -{step.type}-> {_called(other)}" if step.start_node == at else f" <-{step.type}- {_called(other)}"
        at = other
    return text


def _other(step: Relationship, node: Node | None) -> Node | None:
    return step.end_node if step.start_node == node else step.start_node


def _called(node: Node | None) -> str:
    names = (node.get(name) for name in ("name", "title", "reference", "id")) if node else ()
    return next((str(name) for name in names if name), "?")
