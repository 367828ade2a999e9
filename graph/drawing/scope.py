"""Which nodes and links a map shows: the whole network, or one thing and what is a step away.

A secretariat is folded into one link from who provides it to the mechanism. Every spell is kept,
whatever the date; leaving some out is the reader's business. How things look or where they stand
is left to the other files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graph.dates import Bounds
from graph.errors import BadInput
from graph.schema.kinds import BASES
from graph.snapshot import Edge, Node, Snapshot
from graph.style import PROVIDES_SECRETARIAT

OVERVIEW_LABELS = ("State", "Territory", "Mechanism", "Organization")
OVERVIEW_TYPES = (
    "MEMBER_OF", "OBSERVER_OF", "PARTICIPATES_IN", "CHAIRED", "SERVES", "ASSOCIATED_WITH",
    "IN_CONTACT", "SUCCEEDED", "PART_OF",
)
ABOUT_LABELS = ("Mechanism", "State", "Territory", "Organization")
ABOUT_TYPES = (*OVERVIEW_TYPES, "BELONGS_TO", "HAS_STRUCTURE", "SITS_IN")
PLACES = ("State", "Territory")


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the picture: one fact, or the two facts that make a secretariat's link."""

    type: str
    tail: str
    head: str
    edges: tuple[Edge, ...]
    bounds: Bounds | None
    event: bool = False
    """Whether its bounds are those of a dated event, not of something that lasted."""

    @property
    def id(self) -> str:
        return "+".join(edge.fact for edge in self.edges)

    @property
    def main(self) -> Edge:
        """The fact whose dates and properties are told."""
        return self.edges[0]

    @property
    def basis(self) -> str:
        """The weakest basis of its facts."""
        return max((str(edge.get("basis", "read")) for edge in self.edges), key=BASES.index)

    @property
    def cited(self) -> tuple[tuple[str, str], ...]:
        """Its sources with the place in each, none of them twice."""
        return tuple(dict.fromkeys(pair for edge in self.edges for pair in cited(edge)))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a map shows. left_out: organizations that none of its links touches."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    focus: Node | None = None
    left_out: int = 0


def cited(element: Node | Edge) -> Iterator[tuple[str, str]]:
    """Each source of an element with the place in it, which may be empty."""
    sources: list[str] = element.get("sources", [])
    locators: list[str] = element.get("locators") or [""] * len(sources)
    yield from zip(sources, locators, strict=False)


def overview(snapshot: Snapshot) -> Scope:
    """States, territories, mechanisms and organizations, and the links between them."""
    shown = {node.id for label in OVERVIEW_LABELS for node in snapshot.nodes(label)}
    links = [
        link
        for link in _links(snapshot, OVERVIEW_TYPES)
        if link.tail in shown and link.head in shown
    ]
    touched = {end for link in links for end in (link.tail, link.head)}
    nodes = [
        node
        for label in OVERVIEW_LABELS
        for node in snapshot.nodes(label)
        if label not in ("Organization", "Territory") or node.id in touched
    ]
    unlinked = sum(node.id not in touched for node in snapshot.nodes("Organization"))
    return Scope(tuple(nodes), tuple(links), left_out=unlinked)


def around(snapshot: Snapshot, about: str) -> Scope:
    """One thing and what is a step away, with the links among mechanisms, structures and
    organizations there; UnknownId or BadInput if there is no such map."""
    focus = snapshot.node(about)
    if focus.label not in ABOUT_LABELS:
        raise BadInput(
            f"No map can be drawn about {about!r} ({focus.label}).",
            hint="It can be a mechanism, a State, a territory or an organization.",
        )
    every = list(_links(snapshot, ABOUT_TYPES))
    near = {about} | {
        end for link in every if about in (link.tail, link.head) for end in (link.tail, link.head)
    }
    structures = {i for i in near if snapshot.label_of(i) == "Structure"}
    if focus.label == "Mechanism":  # those who sit in its structures without being members
        near |= {link.tail for link in every if link.head in structures}
    place = {i for i in near if snapshot.label_of(i) in PLACES}
    links = [
        link
        for link in every
        if {link.tail, link.head} <= near
        and (about in (link.tail, link.head) or link.head in structures or link.tail not in place)
        and (focus.label != "State" or link.type != "HAS_STRUCTURE" or link.head in structures)
    ]
    nodes = sorted((snapshot.node(i) for i in near), key=lambda node: (node.label, node.id))
    return Scope(tuple(nodes), tuple(links), focus)


def meetings(snapshot: Snapshot, mechanism: str) -> list[Node]:
    """The meetings a mechanism held, latest first, those without a date last."""
    held = {edge.tail for edge in snapshot.edges("HELD_BY", head=mechanism)}
    found = [snapshot.node(meeting) for meeting in held]
    return sorted(found, key=lambda m: (-int(m.get("start_min", 0)), m.name, m.id))


def _links(snapshot: Snapshot, types: Iterable[str]) -> Iterator[Link]:
    for edge_type in types:
        for edge in snapshot.edges(edge_type):
            dated = _event(edge)
            yield Link(
                edge_type, edge.tail, edge.head, (edge,), dated or edge.bounds, bool(dated)
            )
    for hosting in snapshot.edges("HOSTS_SECRETARIAT"):
        for serving in snapshot.edges("SECRETARIAT_OF", tail=hosting.head):
            both = _both(hosting.bounds, serving.bounds)
            if both is None or both.from_min <= both.to_max:
                yield Link(
                    PROVIDES_SECRETARIAT, hosting.tail, serving.head, (hosting, serving), both
                )


def _event(edge: Edge) -> Bounds | None:
    first: Any = edge.get("date_min")
    if first is None:
        return None
    last = edge.get("date_max", first)
    return Bounds(first, last, first, last, first, last)


def _both(one: Bounds | None, other: Bounds | None) -> Bounds | None:
    if one is None or other is None:
        return one or other
    return Bounds(
        from_min=max(one.from_min, other.from_min),
        from_max=max(one.from_max, other.from_max),
        to_min=min(one.to_min, other.to_min),
        to_max=min(one.to_max, other.to_max),
        standing_from=max(one.standing_from, other.standing_from),
        standing_to=min(one.standing_to, other.standing_to),
    )
