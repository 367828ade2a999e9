"""Hands a part of a snapshot to a py2neo graph, and reads such a part back.

For notebooks that work with py2neo already (`pip install iscm-graph[py2neo]`). The only file that
imports py2neo, which has had no release since 2023: the store itself speaks through the official
driver. Only Neo4j is reached this way, not the embedded database. See docs/py2neo.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from py2neo import Graph
from py2neo.bulk import merge_nodes, merge_relationships

from graph.columns import arrow_schema
from graph.digest import element_digest
from graph.elements import Element
from graph.errors import BadInput
from graph.schema import SCHEMA
from graph.schema.kinds import EdgeKind, Kind, NodeKind, Schema, stored_properties
from graph.snapshot import Meta, Snapshot
from graph.store import statements

BATCH = 5_000


def part(
    snapshot: Snapshot,
    labels: Collection[str] | None = None,
    types: Collection[str] | None = None,
) -> Snapshot:
    """The nodes of these labels, and between them the edges of these types; None: all of them."""
    nodes, edges = _kinds(snapshot.schema, labels, types)
    elements: dict[str, Iterable[Element]] = {
        kind.label: snapshot.elements(kind.label) for kind in nodes
    }
    for kind in edges:
        elements[kind.type] = [
            element for element, _ in _edges_between(snapshot, kind, {n.label for n in nodes})
        ]
    return Snapshot.from_elements(elements, snapshot.meta, snapshot.schema)


def to_py2neo(
    snapshot: Snapshot,
    graph: Graph,
    labels: Collection[str] | None = None,
    types: Collection[str] | None = None,
) -> dict[str, int]:
    """Merge a part of a snapshot into a py2neo graph; how many elements of each kind were sent.

    labels: node labels to take, None for all. types: edge types to take, None for all; edges go
    with both their ends or not at all. Elements that are there already get the snapshot's values;
    nothing is deleted.
    """
    nodes, edges = _kinds(snapshot.schema, labels, types)
    for text in statements.constraints(Schema(nodes, edges)):  # without them a merge is a scan
        graph.run(text)
    sent: dict[str, int] = {}
    for node in nodes:
        rows = (_row(node, element) for element in snapshot.elements(node.label))
        for batch in _batches(rows):
            merge_nodes(graph.auto(), batch, (node.label, "id"))
            sent[node.label] = sent.get(node.label, 0) + len(batch)
    for edge in edges:
        grouped: dict[tuple[str, str], list[Any]] = {}
        for element, ends in _edges_between(snapshot, edge, {node.label for node in nodes}):
            row = (element["from"], _row(edge, element), element["to"])
            grouped.setdefault(ends, []).append(row)
        for (tail, head), group in sorted(grouped.items()):
            for batch in _batches(group):
                merge_relationships(
                    graph.auto(), batch, (edge.type, "fact"), (tail, "id"), (head, "id")
                )
                sent[edge.type] = sent.get(edge.type, 0) + len(batch)
    return sent


def from_py2neo(
    graph: Graph,
    as_of: str,
    labels: Collection[str] | None = None,
    types: Collection[str] | None = None,
    schema: Schema = SCHEMA,
) -> Snapshot:
    """Read what is ours of a py2neo graph: elements with `dataset`, under the schema's names.

    as_of: the day of the data, YYYY-MM-DD, which the graph itself does not hold. Digests are made
    of what was read, so that what was changed by hand shows.
    """
    nodes, edges = _kinds(schema, labels, types)
    elements: dict[str, list[Element]] = {}
    known: set[str] = set()
    for node in nodes:
        elements[node.label] = list(_read(graph, node))
        known.update(element["id"] for element in elements[node.label])
    for edge in edges:
        elements[edge.type] = [
            element for element in _read(graph, edge)
            if element["from"] in known and element["to"] in known
        ]
    return Snapshot.from_elements(elements, Meta(as_of=as_of), schema)


def _kinds(
    schema: Schema, labels: Collection[str] | None, types: Collection[str] | None
) -> tuple[tuple[NodeKind, ...], tuple[EdgeKind, ...]]:
    known = {kind.label for kind in schema.nodes} | {kind.type for kind in schema.edges}
    unknown = {*(labels or ()), *(types or ())} - known
    if unknown:
        raise BadInput(f"The schema has no {', '.join(sorted(unknown))}.")
    return (
        tuple(kind for kind in schema.nodes if labels is None or kind.label in labels),
        tuple(kind for kind in schema.edges if types is None or kind.type in types),
    )


def _edges_between(
    snapshot: Snapshot, kind: EdgeKind, labels: Collection[str]
) -> Iterator[tuple[Element, tuple[str, str]]]:
    for element in snapshot.elements(kind.type):
        tail, head = snapshot.label_of(element["from"]), snapshot.label_of(element["to"])
        if tail in labels and head in labels:
            yield element, (str(tail), str(head))


def _row(kind: Kind, element: Mapping[str, Any]) -> dict[str, Any]:
    """Every property the kind may have: py2neo's merge adds, and only a null takes away."""
    return {name: element.get(name) for name in stored_properties(kind)}


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _read(graph: Graph, kind: Kind) -> Iterator[Element]:
    own = {"id", "fact", *arrow_schema(kind).names} - {"from", "to"}
    for (rows,) in graph.run(statements.read_all(kind, "properties(x)")):
        for properties in rows:
            element = {name: value for name, value in properties.items() if name in own}
            if isinstance(kind, EdgeKind):
                _, element["from"], element["to"], _ = element["fact"].split("|")
            element["digest"] = element_digest(element)
            yield element
