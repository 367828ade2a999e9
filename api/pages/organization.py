"""The page of an organization: which mechanisms it serves, in which role, and its own members."""

from __future__ import annotations

from typing import Any

from api.pages.frame import FactRow, Frame, by_standing
from api.pages.mechanism import claims
from api.pages.place import attended, chairs, roles_of
from api.pages.render import Page
from api.pages.taking_part import grouped
from api.pages.texts import recommendations
from api.routes import node_address
from graph.snapshot import Node


def build(frame: Frame, node: Node) -> Page:
    """The page's data."""
    snapshot = frame.snapshot
    seat = node.get("seat")
    data: dict[str, Any] = {
        "node": node, "ref": frame.ref_to(node), "cites": frame.cites(node),
        "seat": frame.ref(str(seat)) if seat else None,
        "secretariats": secretariats(frame, node.id),
        "serves": by_standing(
            frame.rows(snapshot.edges("SERVES", tail=node.id), node.id, "role")
        ),
        "tied": frame.rows(snapshot.edges("ASSOCIATED_WITH", head=node.id), node.id, "kind"),
        "roles": roles_of(frame, node.id), "chairs": chairs(frame, node.id),
        **attended(frame, node.id),
        **members(frame, node.id),
        "funds": frame.rows(snapshot.edges("FUNDS", tail=node.id), node.id),
        **recommendations(frame, node.id),
        "claims": claims(frame, node.id),
    }
    return Page(
        "organization.html.j2", frame.name_of(node), data,
        (("Organizations", frame.links.page("organizations")),),
        node_address(node.label, node.id) or "", "organizations",
    )


def secretariats(frame: Frame, organization: str) -> list[tuple[FactRow, list[FactRow]]]:
    """Secretariats it hosts or provides, each with the mechanisms it serves."""
    edges = frame.snapshot.edges("HOSTS_SECRETARIAT", tail=organization)
    return [
        (
            frame.row(edge, organization),
            frame.rows(frame.snapshot.edges("SECRETARIAT_OF", tail=edge.head), edge.head),
        )
        for edge in edges
    ]


def members(frame: Frame, organization: str) -> dict[str, Any]:
    """Its member States and territories: those now by region, the others apart."""
    edges = frame.snapshot.edges("BELONGS_TO", head=organization)
    apart = by_standing(frame.rows(edges, organization))
    return {"members": apart, "member_groups": grouped(frame, apart["now"])}
