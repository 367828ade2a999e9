"""Cypher generated from the schema: the same text for Neo4j and for the embedded server.

Labels and types come from the schema alone, never from data; everything else is a parameter.
Every statement on edges matches through both ends: by `fact` alone the embedded server would scan.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.schema.kinds import EdgeKind, Kind, NodeKind, Schema, stored_properties

STATE_LABEL = "IscmStore"
LOAD_LABEL = "IscmLoad"
TURN_LABEL = "IscmTurn"
"""Labels of our bookkeeping; they are in no schema and in no digest."""


def constraints(schema: Schema) -> Iterator[str]:
    """Uniqueness of ids and facts: identity, and the guard against a CREATE sent twice."""
    for node in schema.nodes:
        yield (
            f"CREATE CONSTRAINT iscm_{node.label.lower()}_id IF NOT EXISTS "
            f"FOR (n:{node.label}) REQUIRE n.id IS UNIQUE"
        )
    for edge in schema.edges:
        yield (
            f"CREATE CONSTRAINT iscm_{edge.type.lower()}_fact IF NOT EXISTS "
            f"FOR ()-[r:{edge.type}]-() REQUIRE r.fact IS UNIQUE"
        )
    for label in (STATE_LABEL, LOAD_LABEL):  # not TURN_LABEL: a load holds that node locked
        yield (
            f"CREATE CONSTRAINT iscm_{label.lower()}_id IF NOT EXISTS "
            f"FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        )


def indexes(schema: Schema) -> Iterator[str]:
    """Range indexes on what questions look up: names, and the dates of meetings."""
    for node in schema.nodes:
        names = ["name"]
        names += [bound for column in node.columns for bound in column.bounds[:1]]
        for name in names:
            yield (
                f"CREATE INDEX iscm_{node.label.lower()}_{name} IF NOT EXISTS "
                f"FOR (n:{node.label}) ON (n.{name})"
            )


def create_nodes(kind: NodeKind) -> str:
    """$rows: a list for each node, its values in the order of `stored_properties`.

    Lists are half the size of maps, and what is created whole is written once: with a SET after it
    the embedded server writes each element twice. A null makes no property.
    """
    return f"UNWIND $rows AS row CREATE (n:{kind.label} {{{_values(kind, 0)}}})"


def change_nodes(kind: NodeKind) -> str:
    """$rows: properties of each node, `id` among them; what is not named goes."""
    return f"UNWIND $rows AS row MATCH (n:{kind.label} {{id: row.id}}) SET n = row"


def remove_nodes(kind: NodeKind) -> str:
    """$rows: ids. Without DETACH: an edge of somebody else's is an error, not a loss."""
    return f"UNWIND $rows AS id MATCH (n:{kind.label} {{id: id}}) DELETE n"


def create_edges(kind: EdgeKind, tail: str, head: str) -> str:
    """$rows: a list for each edge: tail and head, of these two labels, then as for a node."""
    return (
        f"UNWIND $rows AS row MATCH (a:{tail} {{id: row[0]}}) MATCH (b:{head} {{id: row[1]}}) "
        f"CREATE (a)-[:{kind.type} {{{_values(kind, 2)}}}]->(b)"
    )


def _values(kind: Kind, first: int) -> str:
    names = stored_properties(kind)
    return ", ".join(f"{name}: row[{place}]" for place, name in enumerate(names, first))


def change_edges(kind: EdgeKind, tail: str, head: str) -> str:
    """$rows: {tail, head, fact, properties}."""
    return f"{_matched_edges(kind, tail, head)} SET r = row.properties"


def remove_edges(kind: EdgeKind, tail: str, head: str) -> str:
    """$rows: {tail, head, fact}."""
    return f"{_matched_edges(kind, tail, head)} DELETE r"


def _matched_edges(kind: EdgeKind, tail: str, head: str) -> str:
    """Both ends first, then the edge between them.

    In one pattern, the embedded server walks all edges of the tail for each row (minutes at a node
    with thousands), and fails when the walk meets one that an earlier row has deleted.
    """
    return (
        f"UNWIND $rows AS row MATCH (a:{tail} {{id: row.tail}}) "
        f"MATCH (b:{head} {{id: row.head}}) MATCH (a)-[r:{kind.type} {{fact: row.fact}}]->(b)"
    )


def count_ours(kind: Kind) -> str:
    """How many elements of a kind are ours."""
    return f"MATCH {_pattern(kind)} WHERE {_ours(kind)} RETURN count(x) AS n"


def count_foreign(kind: NodeKind) -> str:
    """How many nodes under our label are not ours."""
    return f"MATCH (x:{kind.label}) WHERE NOT ({_ours(kind)}) RETURN count(x) AS n"


def foreign_ids(kind: NodeKind) -> str:
    """$ids: which of them nodes of this label have that are not ours."""
    return (
        f"UNWIND $ids AS id MATCH (x:{kind.label} {{id: id}}) WHERE NOT ({_ours(kind)}) "
        "RETURN collect(x.id) AS ids"
    )


def attached(kind: NodeKind) -> str:
    """$ids: every edge at these nodes of ours, whosever it is; `rows` of maps."""
    return (
        f"UNWIND $ids AS id MATCH (n:{kind.label} {{id: id}})-[x]-() "
        "RETURN collect({id: id, type: type(x), fact: x.fact, dataset: x.dataset, "
        "ours: x.dataset IS NOT NULL AND x.digest IS NOT NULL AND x.fact IS NOT NULL}) AS rows"
    )


def read_all(kind: Kind, what: str) -> str:
    """`rows`: one list of `what` for every element of ours."""
    return f"MATCH {_pattern(kind)} WHERE {_ours(kind)} RETURN collect({what}) AS rows"


def read_node_page(kind: NodeKind, what: str) -> str:
    """$after, $size: the next nodes by id; `rows` and the last id."""
    return (
        f"MATCH (x:{kind.label}) WHERE {_ours(kind)} AND x.id > $after "
        "WITH x ORDER BY x.id LIMIT $size "
        f"RETURN collect({what}) AS rows, max(x.id) AS last"
    )


def count_edges_by_tail(kind: EdgeKind, tail: str) -> str:
    return (
        f"MATCH (a:{tail})-[x:{kind.type}]->() WHERE {_ours(kind)} "
        "WITH a.id AS id, count(x) AS n ORDER BY id RETURN collect(id) AS ids, collect(n) AS ns"
    )


def read_edge_page(kind: EdgeKind, tail: str, what: str) -> str:
    """$low, $high: edges whose tail's id lies between, both included."""
    return (
        f"MATCH (a:{tail})-[x:{kind.type}]->() "
        f"WHERE a.id >= $low AND a.id <= $high AND {_ours(kind)} "
        f"RETURN collect({what}) AS rows"
    )


def read_some_nodes(kind: NodeKind) -> str:
    """$keys: ids; `rows`: their properties."""
    return (
        f"UNWIND $keys AS id MATCH (x:{kind.label} {{id: id}}) "
        f"WHERE {_ours(kind)} RETURN collect(properties(x)) AS rows"
    )


def read_some_edges(kind: EdgeKind, tail: str, head: str) -> str:
    """$keys: {tail, head, fact}, all with ends of these two labels; `rows`: their properties."""
    return (
        f"UNWIND $keys AS key MATCH (a:{tail} {{id: key.tail}})"
        f"-[x:{kind.type} {{fact: key.fact}}]->(b:{head} {{id: key.head}}) "
        f"WHERE {_ours(kind)} RETURN collect(properties(x)) AS rows"
    )


def labels_of(kind: NodeKind) -> str:
    """$ids: which of them are nodes of this label (ours)."""
    return (
        f"UNWIND $ids AS id MATCH (x:{kind.label} {{id: id}}) WHERE {_ours(kind)} "
        "RETURN collect(x.id) AS ids"
    )


def count_strangers(kind: Kind) -> str:
    """How many elements look like this kind, among ours, without being ours."""
    if isinstance(kind, NodeKind):
        return count_foreign(kind)
    return (
        f"MATCH (a)-[x:{kind.type}]->(b) WHERE NOT ({_ours(kind)}) "
        "AND a.dataset IS NOT NULL AND a.digest IS NOT NULL "
        "AND b.dataset IS NOT NULL AND b.digest IS NOT NULL RETURN count(x) AS n"
    )


def misplaced(kind: EdgeKind) -> str:
    """`facts`: edges of ours that do not hang on the ends that they state."""
    return (
        f"MATCH (a)-[x:{kind.type}]->(b) WHERE {_ours(kind)} AND NOT x.fact STARTS WITH "
        f"('{kind.type}|' + coalesce(a.id, '') + '|' + coalesce(b.id, '') + '|') "
        "RETURN collect(x.fact) AS facts"
    )


def _ours(kind: Kind) -> str:
    """What marks an element as ours: `dataset` alone may well be a property of somebody else's."""
    return f"x.dataset IS NOT NULL AND x.digest IS NOT NULL AND x.{kind.key} IS NOT NULL"


def _pattern(kind: Kind) -> str:
    return f"(x:{kind.label})" if isinstance(kind, NodeKind) else f"()-[x:{kind.type}]->()"
