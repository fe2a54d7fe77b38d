"""One organisation's change of a Neo4j database: gathered first, then written in batches inside one transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from itmap import model
from itmap.encoding import plain, record_as_json
from itmap.errors import StoreUnusable
from itmap.estate import Decision, Record, Version
from itmap.stores import neo4j_schema as cypher
from itmap.stores.neo4j_connection import Transaction, run
from itmap.stores.neo4j_graph import row_text, rows_begin
from itmap.stores.neo4j_schema import RELATIONSHIPS, Relationship

BATCH = 5_000


class Neo4jChange:
    """See `itmap.stores.Change`. What is put is written at the end of the block."""

    def __init__(self, organisation: str, records: Mapping[str, Record]) -> None:
        self.records = records
        self.discarded = False
        self._organisation = organisation
        self._before = {id_: record.register for id_, record in records.items()}
        self._needed = {id_: _needed(record) for id_, record in records.items() if record.register == "integration"}
        self._put: dict[str, Record] = {}
        self._removed: dict[str, str] = {}
        self._versions: list[Version] = []

    def put(self, records: Iterable[Record]) -> None:
        for record in records:
            self._put[record.id] = record
            self._removed.pop(record.id, None)

    def remove(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            self._put.pop(id_, None)
            if id_ in self._before:
                self._removed[id_] = self._before[id_]

    def keep(self, versions: Iterable[Version]) -> None:
        self._versions.extend(versions)

    def discard(self) -> None:
        self.discarded = True

    def write(self, transaction: Transaction) -> None:
        """Write it all. Raises StoreUnusable where something would refer to nothing."""
        by_register: dict[str, list[Record]] = {}
        for record in self._put.values():
            by_register.setdefault(record.register, []).append(record)
        self._drop_links(transaction)
        for register, records in by_register.items():
            _each(
                transaction, cypher.put_nodes(register), map(self._node, records), mine=rows_begin(self._organisation)
            )
        for relationship in RELATIONSHIPS.values():
            links = _links(relationship, by_register.get(relationship.register.name, ()))
            _each(transaction, cypher.put_links(relationship), links, role=relationship.role)
        _each(transaction, cypher.PUT_HOLDS, map(_held, by_register.get("contract", ())))
        _each(transaction, cypher.PUT_NEEDS, map(_needed, by_register.get("integration", ())))
        self._drop_nodes(transaction)
        self._check(transaction)
        _each(transaction, cypher.PUT_VERSIONS, map(_version, self._versions))

    def _drop_links(self, transaction: Transaction) -> None:
        """Take away all relationships that rest on what the records to be renewed or removed said before."""
        stale: dict[str, list[str]] = {}
        for id_, register in self._before.items():
            if id_ in self._put or id_ in self._removed:
                stale.setdefault(register, []).append(id_)
        _each(transaction, cypher.DROP_NEEDS, (self._needed[id_] for id_ in stale.get("integration", ())))
        for relationship in RELATIONSHIPS.values():
            _each_id(transaction, cypher.drop_links(relationship), stale.get(relationship.register.name, ()))
        _each_id(transaction, cypher.DROP_HOLDS, [id_ for id_ in stale.get("contract", ()) if id_ in self._removed])

    def _node(self, record: Record) -> dict[str, Any]:
        held = {
            **{field.name: _kept(record.values.get(field.name)) for field in model.BY_NAME[record.register].columns},
            "said": json.dumps(dict(record.said), ensure_ascii=False) if record.said else None,
            "since": record.since,
        }
        if record.id not in self._before:  # nothing to clear
            held = {name: value for name, value in held.items() if value is not None}
        return {
            "id": record.id,
            "organisation": record.organisation,
            "held": held,
            "sources": list(dict.fromkeys(map(row_text, record.sources))),
        }

    def _drop_nodes(self, transaction: Transaction) -> None:
        removed = list(self._removed)
        for statement in (cypher.STILL_REFERRED_TO, cypher.STILL_REPLACED, cypher.STILL_HOLDING):
            for ids in _batches(removed):
                for gone, other in run(transaction, statement, ids=ids):
                    raise StoreUnusable(
                        f"{_called(gone)} can't be taken away: {_called(other)} still refers to it. "
                        "Nothing was changed."
                    )
        _each_id(transaction, cypher.DROP_NODES, removed)

    def _check(self, transaction: Transaction) -> None:
        """See that nothing that was put refers to nothing, before it is committed."""
        needed = {id_ for record in self._put.values() for id_ in (record.organisation, *record.targets()) if id_}
        for ids in _batches(sorted(needed - self._put.keys())):
            for (missing,) in run(transaction, cypher.MISSING, ids=ids):
                named_by = next(
                    record for record in self._put.values() if missing in (record.organisation, *record.targets())
                )
                raise StoreUnusable(
                    f"{_called(named_by.values)} refers to {missing}, which the store does not hold. "
                    "Nothing was changed."
                )


def decision_row(decision: Decision) -> dict[str, Any]:
    """What PUT_DECISIONS takes."""
    parts = (decision.register, decision.organisation, decision.one, decision.other)
    return {
        "key": _key(*parts),
        **dict(zip(("register", "organisation", "one", "other"), parts, strict=True)),
        "verdict": decision.verdict,
    }


def _links(relationship: Relationship, records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    for record in records:
        value = record.values.get(relationship.field.name)
        for position, item in enumerate((value,) if isinstance(value, str) else value or ()):
            replaces, target = (None, item) if isinstance(item, str) else item
            yield {"id": record.id, "target": target, "position": position, "replaces": replaces}


def _held(contract: Record) -> dict[str, Any]:
    return {"id": contract.id, "organisation": contract.organisation}


def _needed(integration: Record) -> dict[str, Any]:
    names = ("provider", "consumer", "dependence", "alternative_group")
    return {"id": integration.id, **{name: integration.values.get(name) for name in names}}


def _version(version: Version) -> dict[str, Any]:
    was = version.record
    return {
        "key": _key(was.id, version.until.isoformat()),
        "record": was.id,
        "register": was.register,
        "organisation": was.organisation,
        "since": was.since,
        "until": version.until,
        "content": record_as_json(was),
    }


def _key(*parts: str | None) -> str:
    """One short text for what must not be there twice: an index takes no long ones."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _kept(value: Any) -> Any:
    """A value as a property: a date stays one, an amount is a text so that it stays exact, nothing is absent."""
    return value if isinstance(value, dt.date) else plain(value) if value != () else None


def _called(held: Mapping[str, Any]) -> str:
    return next((str(held[name]) for name in ("name", "title", "reference", "id") if held.get(name)), "a node")


def _each(transaction: Transaction, statement: str, rows: Iterable[dict[str, Any]], **parameters: Any) -> None:
    for batch in _batches(rows):
        run(transaction, statement, rows=batch, **parameters).consume()


def _each_id(transaction: Transaction, statement: str, ids: Iterable[str]) -> None:
    for batch in _batches(ids):
        run(transaction, statement, ids=batch).consume()


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch
