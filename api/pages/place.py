"""The page of a State or territory: in which mechanisms, since when, and what it did there."""

from __future__ import annotations

from typing import Any

from api.pages.frame import FactRow, Frame, by_standing
from api.pages.mechanism import claims
from api.pages.meetings import INVITED, MeetingLine, by_year, meeting_line
from api.pages.render import Page
from api.routes import node_address
from graph.snapshot import Edge, Node

SHOWN_MEETINGS = 300
ROLES = (
    ("MEMBER_OF", "Member of", "side"), ("OBSERVER_OF", "Observer in", "right"),
    ("PARTICIPATES_IN", "Takes part in", ""),
)


def build(frame: Frame, node: Node) -> Page:
    """The page's data."""
    snapshot = frame.snapshot
    region = frame.regions().of(node.id)
    data: dict[str, Any] = {
        "node": node, "ref": frame.ref_to(node), "cites": frame.cites(node),
        "regions": [
            known.name for part in dict.fromkeys((region.nearest, region.region))
            if (known := frame.regions().node(part))
        ],
        "roles": roles_of(frame, node.id),
        "chairs": chairs(frame, node.id),
        "hosted": by_year(_lines(frame, snapshot.edges("HOSTED", tail=node.id))),
        **attended(frame, node.id),
        "belongs": by_standing(frame.rows(snapshot.edges("BELONGS_TO", tail=node.id), node.id)),
        "seats": frame.rows(snapshot.edges("SITS_IN", tail=node.id), node.id),
        "funds": frame.rows(snapshot.edges("FUNDS", tail=node.id), node.id),
        "claims": claims(frame, node.id),
    }
    return Page(
        "place.html.j2", frame.name_of(node), data, (("States", frame.links.page("states")),),
        node_address(node.label, node.id) or "", "states",
    )


def roles_of(frame: Frame, node: str) -> list[dict[str, Any]]:
    """The mechanisms it takes part in, by way of taking part and by level, then by standing."""
    found = []
    for edge_type, title, extra in ROLES:
        rows = frame.rows(frame.snapshot.edges(edge_type, tail=node), node, extra)
        if rows:
            found.append({"title": title, **by_standing(rows)})
    return found


def chairs(frame: Frame, node: str) -> list[FactRow]:
    """What it chaired, latest first."""
    edges = sorted(
        frame.snapshot.edges("CHAIRED", tail=node),
        key=lambda e: (e.get("from_min", 0), e.fact), reverse=True,
    )
    return [frame.row(edge, node, str(edge.get("title", ""))) for edge in edges]


def attended(frame: Frame, node: str) -> dict[str, Any]:
    """Meetings it is known to have attended, by mechanism; announced ones are no attendance."""
    edges = [e for e in frame.snapshot.edges("ATTENDED", tail=node) if e.get("as") != INVITED]
    shown = _lines(frame, edges[:SHOWN_MEETINGS])
    groups: dict[str, list[MeetingLine]] = {}
    for line in shown:
        held = frame.snapshot.edges("HELD_BY", tail=line.ref.id)
        for edge in held[:1]:
            groups.setdefault(frame.ref(edge.head).name, []).append(line)
        if not held:
            groups.setdefault("Other meetings", []).append(line)
    return {
        "attended": [
            (name, sorted(groups[name], key=lambda line: line.order, reverse=True))
            for name in sorted(groups)
        ],
        "attended_total": len({edge.head for edge in edges}),
        "attended_more": max(0, len(edges) - SHOWN_MEETINGS),
    }


def _lines(frame: Frame, edges: Any) -> list[MeetingLine]:
    meetings: dict[str, Edge] = {edge.head: edge for edge in edges}
    nodes = (frame.snapshot.find(meeting) for meeting in meetings)
    return [meeting_line(frame, node) for node in nodes if node is not None]
