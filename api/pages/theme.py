"""The page of a theme: what it means, who works on it, what was recommended about it."""

from __future__ import annotations

from typing import Any

from api.pages.frame import Frame, by_standing
from api.pages.meetings import meeting_line
from api.pages.render import Page
from api.pages.texts import lines, reviewed
from api.routes import node_address
from graph.snapshot import Node

SHOWN = 200


def build(frame: Frame, node: Node) -> Page:
    """The page's data."""
    snapshot = frame.snapshot
    texts = [edge.tail for edge in snapshot.edges("ADDRESSES", head=node.id)]
    meetings = [
        meeting_line(frame, found)
        for edge in snapshot.edges("DISCUSSED", head=node.id)[:SHOWN]
        if (found := snapshot.find(edge.tail))
    ]
    checked, unchecked = reviewed(lines(frame, texts[: 5 * SHOWN], "Recommendation"))
    data: dict[str, Any] = {
        "node": node, "ref": frame.ref_to(node), "cites": frame.cites(node),
        "broader": frame.rows(snapshot.edges("BROADER", tail=node.id), node.id),
        "narrower": frame.rows(snapshot.edges("BROADER", head=node.id), node.id),
        "objectives": frame.rows(snapshot.edges("ALIGNED_WITH", tail=node.id), node.id),
        "works": by_standing(
            frame.rows(snapshot.edges("WORKS_ON", head=node.id), node.id, "standing")
        ),
        "recommendations": checked[:SHOWN], "unreviewed": unchecked[:SHOWN],
        "instruments": lines(frame, texts, "Instrument"),
        "practices": lines(frame, texts, "Practice"),
        "meetings": sorted(meetings, key=lambda line: line.order, reverse=True),
    }
    return Page(
        "theme.html.j2", frame.name_of(node), data, (("Themes", frame.links.page("themes")),),
        node_address(node.label, node.id) or "", "themes",
    )
