"""What a load must not harm: edges of other data sets, and other people's nodes and edges.

A node that changes its label is made anew, and so are all edges at it, whoever of us states them.
A node that goes for good may not leave an edge without an end. What other people keep in the same
database is counted and named in the error, and never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.elements import Element
from graph.errors import BadInput, ForeignData
from graph.schema.kinds import EdgeKind
from graph.store.bolt import Store
from graph.store.difference import TableDifference

_NAMED = 5
"""How many ids or facts an error names before it says how many more there are."""


def refuse_foreign_nodes(store: Store) -> None:
    """ForeignData where other people's nodes stand under our labels, with their counts."""
    foreign = store.count_foreign()
    if foreign:
        listed = ", ".join(f"{count} {label}" for label, count in sorted(foreign.items()))
        raise ForeignData(
            f"The database already holds nodes under our labels that are not ours: {listed}.",
            hint="Use another database, or --alongside: theirs are never touched.",
        )


def refuse_taken_ids(store: Store, differences: Mapping[str, TableDifference]) -> None:
    """ForeignData where somebody else's node of the same label has an id that is to be made."""
    taken = [
        f"{node.label} {identity}"
        for node in store.schema.nodes
        if (difference := differences.get(node.label)) and difference.created
        for identity in store.foreign_ids(node, [e["id"] for e in difference.created])
    ]
    if taken:
        raise ForeignData(
            f"Nodes that are not ours have ids of ours: {_some(taken)}.",
            hint="Give theirs other ids, or use another database: theirs are never touched.",
        )


def settle_attached(
    store: Store, name: str, differences: dict[str, TableDifference]
) -> None:
    """Have the edges at relabelled nodes made anew; refuse to leave others' edges without an end.

    name: the data set that is loaded.
    """
    created = {
        element["id"]
        for node in store.schema.nodes
        if (difference := differences.get(node.label))
        for element in difference.created
    }
    anew: dict[str, dict[str, None]] = {}  # edge type to facts, in order
    for node in store.schema.nodes:
        difference = differences.get(node.label)
        if not difference or not difference.removed:
            continue
        attached = store.attached(node, difference.removed)
        _refuse_foreign_edges(attached)
        leaving = [row for row in attached if row["id"] not in created]
        _refuse_dangling(leaving, differences)
        for row in attached:
            if row["id"] in created:
                anew.setdefault(row["type"], {})[row["fact"]] = None
    for edge in store.schema.edges:
        if edge.type in anew:
            _make_anew(store, name, edge, list(anew[edge.type]), differences)


def _refuse_foreign_edges(attached: list[Mapping[str, Any]]) -> None:
    foreign = [f"{row['type']} at {row['id']}" for row in attached if not row["ours"]]
    if foreign:
        raise ForeignData(
            "Relationships that are not ours hang on nodes that would have to go:"
            f" {_some(foreign)}.",
            hint="Take them away first: theirs are never touched.",
        )


def _refuse_dangling(
    attached: list[Mapping[str, Any]], differences: Mapping[str, TableDifference]
) -> None:
    going = {fact for difference in differences.values() for fact in difference.removed}
    staying = [row for row in attached if row["fact"] not in going]
    if staying:
        names = sorted({name for row in staying for name in row["dataset"]})
        raise BadInput(
            f"{_some(sorted({str(row['id']) for row in staying}))} cannot be withdrawn: the data"
            f" sets {', '.join(names)} refer to it"
            f" ({_some(sorted({str(row['fact']) for row in staying}))}).",
            hint="Withdraw what refers to it first.",
        )


def _make_anew(
    store: Store,
    name: str,
    edge: EdgeKind,
    facts: list[str],
    differences: dict[str, TableDifference],
) -> None:
    difference = differences.get(edge.type)
    if difference is None:
        stored = store.read_stored(edge)
        difference = TableDifference(
            digests={fact: known.digest for fact, known in stored.items()},
            unchanged=sum(1 for known in stored.values() if name in known.datasets),
        )
        differences[edge.type] = difference
    going = set(difference.removed)
    changed: dict[str, Element] = {e["fact"]: e for e in difference.changed}
    facts = [fact for fact in facts if fact not in going]
    unchanged = store.read_some(edge, [fact for fact in facts if fact not in changed])
    difference.changed = [e for e in difference.changed if e["fact"] not in set(facts)]
    for fact in facts:
        difference.removed.append(fact)
        difference.created.append(changed.get(fact) or unchanged[fact])
        if fact not in changed and name in unchanged[fact]["dataset"]:
            difference.unchanged -= 1


def _some(named: list[str]) -> str:
    more = len(named) - _NAMED
    return ", ".join(named[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")

