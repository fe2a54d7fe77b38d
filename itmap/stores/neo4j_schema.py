"""What an estate is in Neo4j: labels, relationships, constraints and the statements that write them, from the model.

Every record is a node labelled `Itmap` and with its register: Supplier, Contract, System. What is known of it are the
node's properties; what it refers to are relationships that carry the field, the place in the field's list and, for a
stand-in, what it replaces. HOLDS and NEEDS follow from contracts and integrations, for people who explore.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from itmap import model
from itmap.model import Field, Register

RECORD, META, VERSION, DECISION = "Itmap", "ItmapMeta", "ItmapVersion", "ItmapDecision"
LABELS = {register.name: register.name.capitalize() for register in model.REGISTERS}
SHARED = [LABELS[register.name] for register in model.REGISTERS if register.shared]


@dataclass(frozen=True)
class Relationship:
    """How a field that refers to other records is drawn: the type, its direction, and what else it says.

    `outward`: it leads from the record whose field it is to what the field names.
    """

    register: Register
    field: Field
    type: str
    outward: bool
    role: str | None = None

    @property
    def name(self) -> str:
        return f"{self.register.name}.{self.field.name}"

    @property
    def pattern(self) -> str:
        """From `a`, whose field it is, to `b`."""
        arrow = f"-[r:{self.type} {{field: '{self.name}'}}]-"
        return f"(a){arrow}>(b)" if self.outward else f"(a)<{arrow}(b)"


# By the record's field: the type of the relationship, whether it leads away from the record, and the role it plays.
_DRAWN: dict[str, tuple[str, bool, str | None]] = {
    "organisation.successor": ("SUCCEEDED_BY", True, None),
    "supplier.parent": ("OWNED_BY", True, None),
    "contract.suppliers": ("SUPPLIES", False, None),
    "contract.covers": ("COVERS", True, None),
    "system.vendors": ("MAKES", False, None),
    "system.hosts": ("HOSTS", False, None),
    "system.services": ("SUPPORTS", True, "primary"),
    "service.systems": ("SUPPORTS", False, "primary"),
    "service.fallback_systems": ("SUPPORTS", False, "fallback"),
    "integration.provider": ("FROM", True, None),
    "integration.consumer": ("TO", True, None),
    "integration.via": ("VIA", True, None),
    "integration.contracts": ("COVERS", False, None),
}
RELATIONSHIPS: dict[str, Relationship] = {
    f"{register.name}.{field.name}": Relationship(register, field, *_DRAWN[f"{register.name}.{field.name}"])
    for register, field in model.reference_fields()
}


def schema() -> Iterator[str]:
    """The statements that prepare a database; none of them touches a label that isn't itmap's own.

    The labels that people explore by have no constraint: ids are unique over all of them, and other programs may have
    nodes of those labels one day.
    """
    for label, key in ((RECORD, "id"), (META, "id"), (VERSION, "key"), (DECISION, "key")):
        yield (f"CREATE CONSTRAINT {label.lower()}_{key} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE")
    yield f"CREATE INDEX itmap_organisation IF NOT EXISTS FOR (n:{RECORD}) ON (n.organisation)"


# Reading and writing below name the index where they look a record up, and the label where they read all of a kind: a
# plan that Neo4j made while the database was empty, and keeps for a while, would else read everything.


def _by_id(variable: str, id_: str) -> str:
    return f"MATCH ({variable}:{RECORD} {{id: {id_}}}) USING INDEX SEEK {variable}:{RECORD}(id)"


# Reading. Each gives rows of a node and of what its fields refer to, of which the answers that were published on it
# are no part. A node says what is read of it: its values without its rows, its rows alone, or, for a change, its values
# with the rows of the one organisation, and of those of others whether there are some and whether they define it.

# As `row_text` writes which record a row defines, by an id in which nothing is written otherwise in JSON.
_DEFINES = "source ENDS WITH ', \"' + n.id + '\"]'"

VALUES = "n {.*, sources: null}"
ROWS = "n {.id, .organisation, .sources}"
_OTHERS = "any(source IN n.sources WHERE NOT source STARTS WITH $mine"
OWN_ROWS = (
    "n {.*, sources: [source IN n.sources WHERE source STARTS WITH $mine], "
    f"elsewhere: {_OTHERS}), defined: {_OTHERS} AND {_DEFINES})}}"
)
_OUTWARD, _INWARD = (
    "|".join(sorted({each.type for each in RELATIONSHIPS.values() if each.outward is outward}))
    for outward in (True, False)
)
_LINK = "[r.field, r.position, other.id, r.replaces]"


def _found(held: str) -> str:
    return (
        f"RETURN [label IN labels(n) WHERE label IN $labels][0] AS label, {held} AS held, "
        f"[(n)-[r:{_OUTWARD}]->(other:{RECORD}) WHERE r.field IN $outward | {_LINK}] + "
        f"[(n)<-[r:{_INWARD}]-(other:{RECORD}) WHERE r.field IN $inward | {_LINK}] AS links"
    )


def nodes_of(held: str) -> str:
    """The records of organisations, and the organisations themselves."""
    return f"MATCH (n:{RECORD}) WHERE n.organisation IN $organisations OR n.id IN $organisations {_found(held)}"


def nodes_by_id(held: str) -> str:
    """The records of these ids."""
    return f"UNWIND $ids AS id {_by_id('n', 'id')} {_found(held)}"


def shared_nodes_of(held: str) -> str:
    """The shared records that rows of an organisation speak of, by how those rows begin; up the chain, their owners.

    What shared records refer to: every one to one other at most.
    """
    up = "|".join(sorted({each.type for each in RELATIONSHIPS.values() if each.register.shared}))
    return " UNION ALL ".join(
        f"MATCH (m:{label}) USING SCAN m:{label} "
        f"WHERE m:{RECORD} AND any(row IN m.sources WHERE any(begin IN $begin WHERE row STARTS WITH begin)) "
        f"MATCH (m)-[up:{up}*0..]->(n:{RECORD}) WHERE all(step IN up WHERE step.field IS NOT NULL) "
        f"WITH DISTINCT n {_found(held)}"
        for label in SHARED
    )


ALL_NODES = f"MATCH (n:{RECORD}) {_found(VALUES)}"
SHARED_NODES = " UNION ALL ".join(
    f"MATCH (n:{label}) USING SCAN n:{label} WHERE n:{RECORD} {_found(OWN_ROWS)}" for label in SHARED
)
SOURCES = f"MATCH (n:{RECORD}) RETURN n.id, n.sources"
ORGANISATIONS = (
    f"MATCH (n:{LABELS['organisation']}) USING SCAN n:{LABELS['organisation']} "
    f"WHERE n:{RECORD} AND (n.defined OR EXISTS {{ MATCH (:{RECORD} {{organisation: n.id}}) }}) "
    "RETURN n.id, n.name, n.reference"
)
HISTORY = (
    f"MATCH (n:{VERSION}) WHERE $organisations IS NULL OR n.organisation IS NULL OR n.organisation IN $organisations "
    "RETURN n.record, n.register, n.organisation, n.since, n.content, n.until"
)
DECISIONS = f"MATCH (n:{DECISION}) RETURN n.register, n.organisation, n.one, n.other, n.verdict"

# Somebody else's nodes under the labels that itmap writes. To find that there are none takes as long as there are
# nodes; to count both kinds takes no time, as the database keeps count of each label.
COUNTS = " UNION ALL ".join(
    f"MATCH (n:{label}) WITH count(n) AS count RETURN '{label}' AS label, count" for label in (RECORD, *LABELS.values())
)
CLASH = f"MATCH (n:{'|'.join(LABELS.values())}) WHERE NOT n:{RECORD} RETURN labels(n) LIMIT 1"
STRANGERS = f"MATCH (n:{'|'.join((*LABELS.values(), RECORD, META, VERSION, DECISION))}) RETURN labels(n) LIMIT 1"

# The Meta node: `changes` counts them, and whoever changes the store holds the lock of this node until the end.
READ_META = f"MATCH (m:{META} {{id: 'itmap'}}) RETURN m.schema, m.changes"
MAKE_META = f"MERGE (m:{META} {{id: 'itmap'}}) ON CREATE SET m.schema = $schema, m.changes = 0"
WAIT = f"MATCH (m:{META} {{id: 'itmap'}}) SET m.changes = m.changes"
LOCK = f"MATCH (m:{META} {{id: 'itmap'}}) SET m.changes = m.changes + 1, m.schema = $schema RETURN m.changes"


# Writing, in batches of $rows or $ids.


def put_nodes(register: str) -> str:
    """Add or renew nodes: the rows of other organisations that spoke of them stay."""
    return (
        f"UNWIND $rows AS row MERGE (n:{RECORD} {{id: row.id}}) "
        f"ON CREATE SET n:{LABELS[register]}, n.organisation = row.organisation "
        "SET n += row.held, n.sources = row.sources + "
        "[old IN coalesce(n.sources, []) WHERE NOT old STARTS WITH $mine AND NOT old IN row.sources] "
        f"SET n.defined = any(source IN n.sources WHERE {_DEFINES})"
    )


def put_links(relationship: Relationship) -> str:
    """Add what one field of the records in the batch refers to."""
    return (
        f"UNWIND $rows AS row {_by_id('a', 'row.id')} {_by_id('b', 'row.target')} "
        f"CREATE {relationship.pattern} SET r.position = row.position, r.replaces = row.replaces, r.role = $role"
    )


def drop_links(relationship: Relationship) -> str:
    """Take away all that one field of records referred to."""
    return f"UNWIND $ids AS id {_by_id('a', 'id')} WITH a MATCH {relationship.pattern} DELETE r"


PUT_HOLDS = f"UNWIND $rows AS row {_by_id('o', 'row.organisation')} {_by_id('c', 'row.id')} MERGE (o)-[:HOLDS]->(c)"
DROP_HOLDS = f"UNWIND $ids AS id {_by_id('c', 'id')} WITH c MATCH (:{RECORD})-[r:HOLDS]->(c) DELETE r"
PUT_NEEDS = (
    f"UNWIND $rows AS row {_by_id('c', 'row.consumer')} {_by_id('p', 'row.provider')} "
    "CREATE (c)-[r:NEEDS]->(p) SET r.integration = row.id, r.dependence = row.dependence, "
    "r.alternative_group = row.alternative_group"
)
DROP_NEEDS = (
    f"UNWIND $rows AS row {_by_id('c', 'row.consumer')} {_by_id('p', 'row.provider')} "
    "WITH row, c, p MATCH (c)-[r:NEEDS {integration: row.id}]->(p) DELETE r"
)
DROP_NODES = f"UNWIND $ids AS id {_by_id('n', 'id')} DELETE n"
PUT_VERSIONS = f"UNWIND $rows AS row MERGE (n:{VERSION} {{key: row.key}}) SET n += row"
PUT_DECISIONS = f"UNWIND $rows AS row MERGE (n:{DECISION} {{key: row.key}}) SET n += row"

# What may not be: each gives the first that is, and what it would leave without what it refers to.
STILL_REFERRED_TO = (
    f"UNWIND $ids AS id {_by_id('n', 'id')} WITH n MATCH (n)--(other) RETURN properties(n), properties(other) LIMIT 1"
)
STILL_REPLACED = (
    f"MATCH (n:{RECORD})<-[r:SUPPORTS {{role: 'fallback'}}]-() WHERE r.replaces IN $ids "
    "RETURN {name: r.replaces}, properties(n) LIMIT 1"
)
STILL_HOLDING = (
    f"MATCH (n:{RECORD}) WHERE n.organisation IN $ids RETURN {{name: n.organisation}}, properties(n) LIMIT 1"
)
MISSING = f"UNWIND $ids AS id OPTIONAL {_by_id('n', 'id')} WITH id, n WHERE n IS NULL RETURN id LIMIT 1"
