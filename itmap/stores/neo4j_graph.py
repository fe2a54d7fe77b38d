"""Records out of a Neo4j database: nodes in one read, relationships in another, never one for each record."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from itmap import model
from itmap.encoding import typed
from itmap.estate import Record, Source
from itmap.model import Field, Kind
from itmap.stores import neo4j_schema as cypher
from itmap.stores.neo4j_connection import Transaction, run
from itmap.stores.neo4j_schema import LABELS, RELATIONSHIPS

_REGISTERS = {label: register for register, label in LABELS.items()}
_OUTWARD = [name for name, each in RELATIONSHIPS.items() if each.outward]
_INWARD = [name for name, each in RELATIONSHIPS.items() if not each.outward]


@dataclass
class Graph:
    """What a read found: by record id the register and the node's properties, and what its fields refer to.

    `links` holds (place in the list, target, what a stand-in replaces) by record id and field.
    """

    nodes: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    links: dict[str, dict[str, list[tuple[int, str, str | None]]]] = field(default_factory=dict)

    def records(self) -> Iterator[Record]:
        """All of them, with the rows of every organisation. Raises what reading a foreign value does."""
        for id_, (register, held) in self.nodes.items():
            own = self.links.get(id_, {})
            values = {
                each.name: _linked(each, own.get(each.name, [])) if each.is_reference else _value(each, held)
                for each in model.BY_NAME[register].stored
            }
            said, since = json.loads(held.get("said", "{}")), day(held.get("since"))
            yield Record(id_, register, held.get("organisation"), values, rows(held["sources"]), said=said, since=since)


def read_everything(transaction: Transaction) -> Graph:
    """All records there are."""
    graph = Graph()
    _nodes(graph, transaction, cypher.ALL_NODES)
    _links(graph, transaction, cypher.ALL_LINKS)
    return graph


def read_organisations(transaction: Transaction, organisations: Collection[str]) -> Graph:
    """Their records and the shared ones that they touch: and, up the chain, the owners of those.

    Three reads, whatever they hold; more only for a record to which theirs refer though no row of theirs speaks of it,
    another organisation's among them: that comes with its organisation. An import never makes such a reference.
    """
    graph = Graph()
    new = _nodes(graph, transaction, cypher.NODES_OF, organisations=list(organisations))
    new |= _nodes(graph, transaction, cypher.SHARED_NODES_OF, mine=[rows_begin(each) for each in organisations])
    while new:
        named = _links_of(graph, transaction, new)
        named |= {owner for id_ in new if (owner := graph.nodes[id_][1].get("organisation"))}
        missing = sorted(named - graph.nodes.keys())
        new = _nodes(graph, transaction, cypher.NODES_BY_ID, ids=missing) if missing else set()
    return graph


def read_for_change(transaction: Transaction, organisation: str) -> dict[str, Record]:
    """An organisation's records and all shared ones; of their rows its own, of others that there are some."""
    graph = Graph()
    _nodes(graph, transaction, cypher.NODES_OF, organisations=[organisation])
    _nodes(graph, transaction, cypher.SHARED_NODES)
    _links_of(graph, transaction, graph.nodes)
    found = {}
    for record in sorted(graph.records(), key=lambda record: record.id):
        others = [row for row in record.sources if row.organisation != organisation]
        record.sources = tuple(row for row in record.sources if row.organisation == organisation)
        if record.organisation is None:
            record.elsewhere = bool(others)
            record.defined_elsewhere = any(row.by == record.id for row in others)
        found[record.id] = record
    return found


def rows(texts: Iterable[str]) -> tuple[Source, ...]:
    """The rows that spoke of a node, sorted, out of what `row_text` wrote."""
    found = map(json.loads, texts)
    return tuple(
        sorted(
            Source(file, sheet, row, register, organisation, by, seen and dt.date.fromisoformat(seen))
            for organisation, register, file, sheet, row, seen, by in found
        )
    )


def rows_begin(organisation: str) -> str:
    """How every row of an organisation begins, as `row_text` writes it."""
    return json.dumps([organisation], ensure_ascii=False)[:-1] + ","


def rows_end(id_: str) -> str:
    """How every row that defines a record ends."""
    return ", " + json.dumps([id_], ensure_ascii=False)[1:]


def row_text(source: Source) -> str:
    """A row as it stands at a node: the organisation first and what it defines last, so that Cypher can tell both."""
    seen = source.day and source.day.isoformat()
    parts = [source.organisation, source.register, source.file, source.sheet, source.row, seen, source.by]
    return json.dumps(parts, ensure_ascii=False)


def _nodes(graph: Graph, transaction: Transaction, statement: str, **parameters: Any) -> set[str]:
    """Add what a statement finds; the ids of what is new."""
    before = set(graph.nodes)
    for label, held in run(transaction, statement, labels=list(_REGISTERS), **parameters):
        graph.nodes[held["id"]] = (_REGISTERS[label], held)
    return graph.nodes.keys() - before


def _links(graph: Graph, transaction: Transaction, statement: str, **parameters: Any) -> set[str]:
    """Add what a statement finds; the ids that the records refer to."""
    targets = set()
    for name, start, end, position, replaces in run(transaction, statement, **parameters):
        relationship = RELATIONSHIPS[name]
        record, target = (start, end) if relationship.outward else (end, start)
        graph.links.setdefault(record, {}).setdefault(relationship.field.name, []).append((position, target, replaces))
        targets.add(target)
    return targets


def _links_of(graph: Graph, transaction: Transaction, ids: Iterable[str]) -> set[str]:
    return _links(graph, transaction, cypher.LINKS_BY_ID, ids=sorted(ids), outward=_OUTWARD, inward=_INWARD)


def day(value: Any) -> dt.date | None:
    """A date of Neo4j as Python's own."""
    native: dt.date | None = value and value.to_native()
    return native


def _value(of: Field, held: dict[str, Any]) -> Any:
    value = held.get(of.name)
    return day(value) if of.kind is Kind.DATE else typed(of, value)


def _linked(of: Field, links: list[tuple[int, str, str | None]]) -> Any:
    named = [(replaces, target) for _, target, replaces in sorted(links, key=lambda link: link[0])]
    if of.kind is Kind.FALLBACKS:
        return tuple(named)
    targets = tuple(target for _, target in named)
    return targets if of.is_list else next(iter(targets), None)
