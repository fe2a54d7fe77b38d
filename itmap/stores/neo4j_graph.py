"""Records out of a Neo4j database: each node in one row with what its fields refer to, many nodes in one read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from itmap import model
from itmap.encoding import typed
from itmap.estate import Record, Source, empty
from itmap.model import Field, Kind
from itmap.stores import neo4j_schema as cypher
from itmap.stores.neo4j_connection import Transaction, run
from itmap.stores.neo4j_schema import LABELS, RELATIONSHIPS
from itmap.uncollected import uncollected

_REGISTERS = {label: register for register, label in LABELS.items()}
_OUTWARD = [name for name, each in RELATIONSHIPS.items() if each.outward]
_INWARD = [name for name, each in RELATIONSHIPS.items() if not each.outward]
_COLUMNS = {register.name: {each.name: each for each in register.columns} for register in model.REGISTERS}

Link = tuple[str, int, str, str | None]  # the field, the place in its list, the target, what a stand-in replaces


@dataclass
class Graph:
    """What a read found: by record id the register, what was read of the node, and what its fields refer to."""

    nodes: dict[str, tuple[str, dict[str, Any], list[Link]]] = field(default_factory=dict)

    def records(self) -> Iterator[Record]:
        """All of them, with the rows that were read. Raises what reading a foreign value does."""
        for id_, (register, held, links) in self.nodes.items():
            columns = _COLUMNS[register]
            values = {name: _value(columns[name], value) for name, value in held.items() if name in columns}
            yield Record(
                id_,
                register,
                held.get("organisation"),
                {**empty(model.BY_NAME[register]), **values, **_linked(links)},
                rows(held["sources"] or ()),
                elsewhere=held.get("elsewhere", False),
                defined_elsewhere=held["defined"],
                said=json.loads(held.get("said", "{}")),
                since=day(held.get("since")),
            )


def read_everything(transaction: Transaction) -> Graph:
    """All records there are, without their rows."""
    graph = Graph()
    _read(graph, transaction, cypher.ALL_NODES)
    return graph


def read_organisations(transaction: Transaction, organisations: Collection[str], held: str = cypher.VALUES) -> Graph:
    """Their records and the shared ones that they touch, and, up the chain, the owners of those: `held` of each.

    Two reads, whatever they hold; more only for a record to which theirs refer though no row of theirs speaks of it,
    another organisation's among them: that comes with its organisation. An import never makes such a reference.
    """
    graph = Graph()
    new = _read(graph, transaction, cypher.nodes_of(held), organisations=list(organisations))
    new |= _read(graph, transaction, cypher.shared_nodes_of(held), begin=[rows_begin(each) for each in organisations])
    while new:
        named = {target for id_ in new for _, _, target, _ in graph.nodes[id_][2]}
        named |= {owner for id_ in new if (owner := graph.nodes[id_][1].get("organisation"))}
        missing = sorted(named - graph.nodes.keys())
        new = _read(graph, transaction, cypher.nodes_by_id(held), ids=missing) if missing else set()
    return graph


def read_for_change(transaction: Transaction, organisation: str) -> dict[str, Record]:
    """An organisation's records and all shared ones; of their rows its own, of others that there are some."""
    graph, own = Graph(), cypher.OWN_ROWS
    _read(graph, transaction, cypher.nodes_of(own), organisations=[organisation], mine=rows_begin(organisation))
    _read(graph, transaction, cypher.SHARED_NODES, mine=rows_begin(organisation))
    return {record.id: record for record in sorted(graph.records(), key=lambda record: record.id)}


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


def row_text(source: Source) -> str:
    """A row as it stands at a node: the organisation first and what it defines last, so that Cypher can tell both."""
    seen = source.day and source.day.isoformat()
    parts = [source.organisation, source.register, source.file, source.sheet, source.row, seen, source.by]
    return json.dumps(parts, ensure_ascii=False)


def _read(graph: Graph, transaction: Transaction, statement: str, **parameters: Any) -> set[str]:
    """Add what a statement finds; the ids of what is new."""
    before = set(graph.nodes)
    known = {"labels": list(_REGISTERS), "outward": _OUTWARD, "inward": _INWARD}
    with uncollected():
        for label, held, links in run(transaction, statement, **known, **parameters):
            graph.nodes[held["id"]] = (_REGISTERS[label], held, links)
    return graph.nodes.keys() - before


def day(value: Any) -> dt.date | None:
    """A date of Neo4j as Python's own."""
    native: dt.date | None = value and value.to_native()
    return native


def _value(of: Field, value: Any) -> Any:
    return day(value) if of.kind is Kind.DATE else typed(of, value)


def _linked(links: list[Link]) -> dict[str, Any]:
    """The fields that refer to something."""
    values: dict[str, Any] = {}
    for name, _, target, replaces in sorted(links, key=lambda link: link[:2]):
        of = RELATIONSHIPS[name].field
        if of.is_list:
            values.setdefault(of.name, []).append((replaces, target) if of.kind is Kind.FALLBACKS else target)
        else:
            values.setdefault(of.name, target)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
