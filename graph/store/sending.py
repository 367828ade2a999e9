"""A difference as batches of rows under one statement each, in an order that holds together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.elements import Element, Elements
from graph.schema.kinds import EdgeKind, Kind, stored_properties
from graph.store import statements
from graph.store.bolt import Store
from graph.store.difference import TableDifference

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to be sent under one statement, as its $rows."""

    text: str
    rows: list[Any]


def batches(
    store: Store, differences: Mapping[str, TableDifference], elements: Elements
) -> Iterator[Batch]:
    """Edges go before the nodes they hang on, and come after them."""
    labels = {
        element["id"]: kind.label
        for kind in store.schema.nodes
        for element in elements.get(kind.label, [])
    }
    edges = [(kind, differences[kind.type]) for kind in store.schema.edges
             if kind.type in differences]
    nodes = [(kind, differences[kind.label]) for kind in store.schema.nodes
             if kind.label in differences]
    gone = {
        identity: kind.label for kind, difference in nodes for identity in difference.removed
    }
    ends = {
        end
        for _, difference in edges
        for element in (*difference.created, *difference.changed)
        for end in (element["from"], element["to"])
        if end not in labels
    }
    ends |= {
        end
        for _, difference in edges
        for fact in difference.removed
        for end in fact.split("|")[1:3]
        if end not in labels and end not in gone
    }
    labels.update(store.labels_of(ends))
    before = {**labels, **gone}  # where an edge that goes still hangs
    for kind, difference in edges:
        yield from _edge_batches(statements.remove_edges, kind, difference.removed, _ends, before)
    for node, difference in nodes:
        yield from _cut(statements.remove_nodes(node), difference.removed)
    for node, difference in nodes:
        for batch in _cut(statements.create_nodes(node), difference.created):
            yield Batch(batch.text, _values(node, batch.rows))
        yield from _cut(statements.change_nodes(node), difference.changed)
    for kind, difference in edges:
        yield from _edge_batches(
            statements.create_edges, kind, difference.created, partial(_values, kind), labels
        )
        yield from _edge_batches(
            statements.change_edges, kind, difference.changed, _edge_rows, labels
        )


def _ends(facts: list[str]) -> list[Any]:
    rows = []
    for fact in facts:
        _, tail, head, _ = fact.split("|")
        rows.append({"tail": tail, "head": head, "fact": fact})
    return rows


def _values(kind: Kind, elements: list[Element]) -> list[Any]:
    ends = ("from", "to") if isinstance(kind, EdgeKind) else ()
    names = (*ends, *stored_properties(kind))
    return [[element.get(name) for name in names] for element in elements]


def _edge_rows(elements: list[Element]) -> list[Any]:
    return [
        {"tail": element["from"], "head": element["to"], "fact": element["fact"],
         "properties": {k: v for k, v in element.items() if k not in ("from", "to")}}
        for element in elements
    ]


def _edge_batches(
    text: Callable[[EdgeKind, str, str], str],
    kind: EdgeKind,
    edges: Iterable[Any],
    to_rows: Callable[[list[Any]], list[Any]],
    labels: Mapping[str, str],
) -> Iterator[Batch]:
    """`edges` are facts or elements; they become rows a batch at a time, to spare memory."""
    grouped: dict[tuple[str, str], list[Any]] = {}
    for edge in edges:
        _, tail, head, _ = (edge if isinstance(edge, str) else edge["fact"]).split("|")
        grouped.setdefault((labels[tail], labels[head]), []).append(edge)
    for (tail, head), group in sorted(grouped.items()):
        for batch in _cut(text(kind, tail, head), group):
            yield Batch(batch.text, to_rows(batch.rows))


def _cut(text: str, rows: list[Any]) -> Iterator[Batch]:
    for start in range(0, len(rows), BATCH):
        yield Batch(text, rows[start : start + BATCH])
