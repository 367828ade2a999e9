"""The page of a recommendation: who made it, where, about what, and what repeats it."""

from __future__ import annotations

from typing import Any

from api.pages.frame import Frame
from api.pages.mechanism import claims
from api.pages.render import Page
from api.pages.texts import STANDING_WORDS, text_line
from api.routes import node_address
from graph.snapshot import Node


def build(frame: Frame, node: Node) -> Page:
    """The page's data."""
    snapshot = frame.snapshot
    makers = frame.rows(snapshot.edges("MADE_BY", tail=node.id), node.id)
    data: dict[str, Any] = {
        "node": node, "ref": frame.ref_to(node), "line": text_line(frame, node),
        "standing": STANDING_WORDS.get(str(node.get("standing")), str(node.get("standing", ""))),
        "makers": makers,
        "adopted_at": frame.rows(snapshot.edges("ADOPTED_AT", tail=node.id), node.id),
        "themes": frame.rows(snapshot.edges("ADDRESSES", tail=node.id), node.id),
        "groups": frame.rows(snapshot.edges("IN_GROUP", tail=node.id), node.id),
        "earlier": frame.rows(snapshot.edges("ECHOES", tail=node.id), node.id, "method"),
        "later": frame.rows(snapshot.edges("ECHOES", head=node.id), node.id, "method"),
        "cited_by": frame.rows(snapshot.edges("CITES", head=node.id), node.id, "locator"),
        "claims": claims(frame, node.id),
    }
    crumbs = [("Mechanisms", frame.links.page("mechanisms"))]
    crumbs += [(row.other.name, row.other.href or "") for row in makers[:1]]
    return Page(
        "recommendation.html.j2", frame.name_of(node), data, tuple(crumbs),
        node_address(node.label, node.id) or "", "mechanisms",
    )
