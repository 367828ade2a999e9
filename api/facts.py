"""Facts as answers for programs: one fact, the facts at a node in groups, what speaks for them.

All of it is a function of a snapshot and a reading; nothing here knows of HTTP.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow.compute as pc

from api.routes import as_served, fact_address, served_node
from api.words.facts import statement
from graph.reading import Reading
from graph.schema.kinds import SPELL_BOUNDS, EdgeKind
from graph.snapshot import Edge, Node, Snapshot

GROUP_SIZE = 200
ASIDE = ("SOURCED_FROM", "ABOUT", "COVERAGE_OF", "STATED_IN")
"""Edge types whose content an answer gives in another way: as sources, claims and coverage."""

_DATES = ("start", "end", "end_reason", "attested_first", "attested_last")
Item = dict[str, Any]


def node_item(snapshot: Snapshot, node: Node, reading: Reading) -> Item:
    """A node with its properties, as the shapes in `api.responses` say."""
    item: Item = {"label": node.label, **node.properties}
    item.pop("statements", None)
    if address := served_node(node.label, node.id):
        item["href"] = address
    if snapshot.schema.node(node.label).dated:
        item["stands"] = reading.stands(node)
    if node.label == "Mechanism":
        item["members"] = member_count(snapshot, node.id, reading)
    return item


def member_count(snapshot: Snapshot, mechanism: str, reading: Reading) -> dict[str, int]:
    """Members at the reading's date: States, territories and organizations counted apart."""
    found: dict[str, set[str]] = {"State": set(), "Territory": set(), "Organization": set()}
    for edge in snapshot.edges("MEMBER_OF", head=mechanism):
        label = snapshot.label_of(edge.tail)
        if label in found and reading.stands(edge):
            found[label].add(edge.tail)
    return {
        "states": len(found["State"]),
        "territories": len(found["Territory"]),
        "organizations": len(found["Organization"]),
    }


def end_item(snapshot: Snapshot, node: str) -> Item:
    """One end of a fact; an end that is in no table keeps its id alone."""
    found = snapshot.find(node)
    if found is None:
        return {"id": node}
    item = {"id": node, "label": found.label, "name": found.name}
    if address := served_node(found.label, node):
        item["href"] = address
    if note := found.get("designation_note"):
        item["designation_note"] = note
    return item


def fact_item(snapshot: Snapshot, edge: Edge, reading: Reading, seen_from: str = "") -> Item:
    """A fact; seen from one of its ends it names the other one, else both."""
    item: Item = {
        "fact": edge.fact, "type": edge.type, "spell": edge.spell,
        "statement": statement(snapshot, edge, reading.day),
        "stands": reading.stands(edge), "sources": source_refs(edge),
        "href": as_served(fact_address(edge.fact)),
    }
    kind = snapshot.schema.edge(edge.type)
    if kind.dated:
        item.update({name: edge.get(name) for name in _DATES if name in edge.properties})
        item["bounds"] = {name: edge.properties[name] for name in SPELL_BOUNDS}
    item.update({name: edge.get(name) for name in ("basis", "rule") if name in edge.properties})
    if own := _own(kind, edge):
        item["properties"] = own
    if seen_from:
        item["other"] = end_item(snapshot, edge.head if seen_from == edge.tail else edge.tail)
    else:
        item |= {"tail": end_item(snapshot, edge.tail), "head": end_item(snapshot, edge.head)}
    return item


def _own(kind: EdgeKind, edge: Edge) -> Item:
    names = [name for column in kind.properties for name in (column.name, *column.bounds)]
    return {name: edge.properties[name] for name in names if name in edge.properties}


def source_refs(element: Node | Edge) -> list[Item]:
    """Its sources, each with where in it."""
    sources = list(element.get("sources", ()))
    locators = list(element.get("locators", ())) or [""] * len(sources)
    return [
        {"id": source, **({"locator": locator} if locator else {})}
        for source, locator in zip(sources, locators, strict=False)
    ]


def groups_at(
    snapshot: Snapshot, node: str, reading: Reading, address: str,
    *, only: str = "", direction: str = "", offset: int = 0, limit: int = GROUP_SIZE,
) -> list[Item]:
    """The facts at a node by edge type and direction, each group bounded with a link onwards."""
    groups: list[Item] = []
    for kind in snapshot.schema.edges:
        if kind.type in ASIDE or (only and kind.type != only):
            continue
        for way in ("out", "in"):
            if direction and way != direction:
                continue
            edges = _edges(snapshot, kind.type, node, way)
            if not edges:
                continue
            shown = edges[offset : offset + limit]
            group: Item = {
                "type": kind.type, "direction": way, "description": kind.description,
                "total": len(edges),
                "facts": [fact_item(snapshot, edge, reading, node) for edge in shown],
            }
            if offset + limit < len(edges):
                group["next"] = (
                    f"{as_served(address)}?type={kind.type}&direction={way}&offset={offset + limit}"
                    f"&limit={limit}&as_of={reading.as_of}&mode={reading.mode}"
                )
            groups.append(group)
    return groups


def _edges(snapshot: Snapshot, edge_type: str, node: str, way: str) -> Sequence[Edge]:
    if way == "out":
        return snapshot.edges(edge_type, tail=node)
    return snapshot.edges(edge_type, head=node)


def claims_on(snapshot: Snapshot, subject: str) -> list[Node]:
    """Rival values about a fact or a node; for a node, those about its facts too."""
    near = subject.split("|")[1] if "|" in subject else subject
    found = (snapshot.find(edge.tail) for edge in snapshot.edges("ABOUT", head=near))
    claims = {claim.id: claim for claim in found if claim is not None}
    if "|" in subject:
        claims = {key: claim for key, claim in claims.items() if claim.get("fact") == subject}
    return [claims[key] for key in sorted(claims)]


def coverage_of(snapshot: Snapshot, mechanism: str) -> list[Node]:
    """How far we looked for each kind of fact about a mechanism, in its table's order."""
    edges = snapshot.edges("COVERAGE_OF", head=mechanism)
    return [node for edge in edges if (node := snapshot.find(edge.tail)) is not None]


def sources_named(snapshot: Snapshot, *parts: Iterable[Item]) -> list[Node]:
    """Every source that these items rest on, sorted by id."""
    ids: set[str] = set()
    for item in (item for part in parts for item in part):
        for source in item.get("sources", ()):
            ids.add(source if isinstance(source, str) else source["id"])
    found = (snapshot.find(source) for source in sorted(ids))
    return [node for node in found if node is not None]


def designation_notes(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, str]:
    """The notes that go with the names of these nodes."""
    notes = {}
    for node in sorted(set(ids)):
        if (found := snapshot.find(node)) and (note := found.get("designation_note")):
            notes[node] = str(note)
    return notes


def resting_on(snapshot: Snapshot, source: str) -> dict[str, list[str]]:
    """Keys of all that rests on a source, by kind: ids of nodes, keys of facts."""
    found: dict[str, list[str]] = {}
    for kind in snapshot.schema.kinds:
        if kind.name in ASIDE or not snapshot.count(kind.name):
            continue
        column = snapshot.table(kind.name)["sources"].combine_chunks()
        rows = pc.list_parent_indices(column)
        hit = rows.filter(pc.equal(pc.list_flatten(column), source))
        if len(hit):
            found[kind.name] = _keys(snapshot, kind.name, hit)
    return found


def _keys(snapshot: Snapshot, kind: str, rows: Any) -> list[str]:
    table = snapshot.table(kind).take(rows)
    if "from" not in table.column_names:
        return [str(node) for node in table["id"].to_pylist()]
    ends = (table[name].to_pylist() for name in ("from", "to", "spell"))
    return [f"{kind}|{tail}|{head}|{spell}" for tail, head, spell in zip(*ends, strict=True)]
