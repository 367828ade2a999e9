"""A bounded part of the graph: what a map or a notebook asks for, with a hard cap.

Whole neighbourhoods are taken edge type by edge type in the schema's order, sorted by fact, until
the cap; what was left out is counted, so that a cut is never silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph.reading import Reading
from graph.snapshot import Edge, Snapshot

MAX_NODES = 1_500
MAX_LINKS = 5_000
OVERVIEW = (
    "MEMBER_OF", "OBSERVER_OF", "PARTICIPATES_IN", "CHAIRED", "SERVES", "ASSOCIATED_WITH",
    "PART_OF", "SUCCEEDED", "IN_CONTACT",
)
"""Edge types of a selection that names none: who takes part and who serves."""


@dataclass
class Selection:
    """Nodes and links, and how many more there would have been."""

    nodes: list[str] = field(default_factory=list)
    links: list[Edge] = field(default_factory=list)
    nodes_left_out: int = 0
    links_left_out: int = 0

    @property
    def cut(self) -> bool:
        return bool(self.nodes_left_out or self.links_left_out)


def select(
    snapshot: Snapshot, reading: Reading, about: Sequence[str] = (), types: Sequence[str] = ()
) -> Selection:
    """The links of these types that stand in the reading, around these nodes or all of them."""
    chosen: dict[str, None] = dict.fromkeys(about)
    left: set[str] = set()
    selection = Selection()
    for edge in _edges(snapshot, reading, about, types or OVERVIEW):
        new = [end for end in (edge.tail, edge.head) if end not in chosen]
        full = len(selection.links) >= MAX_LINKS
        if full or len(chosen) + len(new) > MAX_NODES:
            left.update(new)
            selection.links_left_out += 1
            continue
        chosen.update(dict.fromkeys(new))
        selection.links.append(edge)
    selection.nodes = sorted(chosen)
    selection.nodes_left_out = len(left - chosen.keys())
    return selection


def _edges(
    snapshot: Snapshot, reading: Reading, about: Sequence[str], types: Sequence[str]
) -> Iterator[Edge]:
    for kind in snapshot.schema.edges:
        if kind.type not in types:
            continue
        edges: dict[str, Edge] = {}
        if about:
            for node in about:
                edges |= {e.fact: e for e in snapshot.edges(kind.type, tail=node)}
                edges |= {e.fact: e for e in snapshot.edges(kind.type, head=node)}
            found: Sequence[Edge] = [edges[fact] for fact in sorted(edges)]
        else:
            found = snapshot.edges(kind.type)
        yield from (edge for edge in found if reading.stands(edge))
