"""The page of a mechanism: who is in it since when, who chairs, who serves, what it did."""

from __future__ import annotations

from typing import Any

from api.facts import claims_on, coverage_of
from api.pages.frame import FactRow, Frame, by_standing
from api.pages.meetings import by_year, meetings_of
from api.pages.render import Page
from api.pages.taking_part import chairs_of, roles_in
from api.pages.texts import recommendations, texts_of
from api.routes import node_address
from api.words.dates import date_words
from graph.dates import OPEN, UNKNOWN
from graph.snapshot import Node

LINKS_OUT = (
    ("PART_OF", "Part of"), ("SUCCEEDED", "Came after"), ("OBSERVER_OF", "Observes"),
    ("ASSOCIATED_WITH", "Formally tied to"), ("IN_CONTACT", "In contact with"),
)
LINKS_IN = (
    ("PART_OF", "Has as parts"), ("SUCCEEDED", "Was followed by"),
    ("IN_CONTACT", "In contact with"),
)
OF_WORDS = {
    "MEMBER_OF": "Members", "OBSERVER_OF": "Observers", "PARTICIPATES_IN": "Participants",
    "CHAIRED": "Chairs", "ATTENDED": "Attendance at meetings", "HOSTED": "Hosts of meetings",
    "SERVES": "Organizations that support it", "HAS_STRUCTURE": "Structures",
    "SECRETARIAT_OF": "Secretariat", "WORKS_ON": "Themes", "FUNDS": "Money",
    "IN_CONTACT": "Contacts with other mechanisms", "RESOURCE_OF": "Resources",
    "HOSTS_SECRETARIAT": "Hosts of the secretariat", "SITS_IN": "Seats in its structures",
    "Meeting": "Meetings", "Recommendation": "Recommendations", "Instrument": "Instruments",
    "Practice": "Practices", "Structure": "Structures", "Resource": "Resources",
    "Secretariat": "Secretariat",
}


def build(frame: Frame, node: Node) -> Page:
    """The page's data."""
    data: dict[str, Any] = {
        "node": node, "ref": frame.ref_to(node), "cites": frame.cites(node),
        "founded": began(node), "ended": ended(node),
        "roles": roles_in(frame, node.id),
        "chairs": chairs_of(frame, node.id),
        "secretariats": secretariats(frame, node.id),
        "serving": serving(frame, node.id), "structures": structures(frame, node.id),
        "regions": [frame.ref(e.head) for e in frame.snapshot.edges("COVERS", tail=node.id)],
        "years": by_year(meetings_of(frame, node.id)),
        "instruments": texts_of(frame, node.id, "Instrument"),
        **recommendations(frame, node.id),
        "practices": texts_of(frame, node.id, "Practice"),
        "themes": themes(frame, node.id), "ties": ties(frame, node.id),
        "coverage": coverage(frame, node.id), "claims": claims(frame, node.id),
    }
    return Page(
        "mechanism.html.j2", frame.name_of(node), data,
        (("Mechanisms", frame.links.page("mechanisms")),),
        node_address(node.label, node.id) or "", "mechanisms",
    )


def began(node: Node) -> str:
    """When it was founded, or that this is not known."""
    start = str(node.get("start", UNKNOWN))
    return "not known to us" if start == UNKNOWN else date_words(start)


def ended(node: Node) -> str:
    """When it ended, and why; nothing where no source gives an end."""
    end = str(node.get("end", UNKNOWN))
    if end in (OPEN, UNKNOWN):
        return ""
    reason = node.get("end_reason")
    return date_words(end) + (f" ({reason})" if reason else "")


def secretariats(frame: Frame, mechanism: str) -> list[dict[str, Any]]:
    """Each secretariat, since when, where, and who hosts or provides it."""
    found = []
    for edge in frame.snapshot.edges("SECRETARIAT_OF", head=mechanism):
        node = frame.snapshot.find(edge.tail)
        country = node.get("country") if node else None
        found.append({
            "row": frame.row(edge, mechanism),
            "city": str(node.get("city", "")) if node else "",
            "country": frame.ref(str(country)) if country else None,
            "hosts": frame.rows(
                frame.snapshot.edges("HOSTS_SECRETARIAT", head=edge.tail), edge.tail
            ),
        })
    order = {"now": 0, "future": 1, "perhaps": 2, "former": 3}
    return sorted(found, key=lambda one: (order[one["row"].standing], one["row"].order))


def serving(frame: Frame, mechanism: str) -> dict[str, list[FactRow]]:
    """Organizations that serve it, by standing, each with its role."""
    edges = frame.snapshot.edges("SERVES", head=mechanism)
    return by_standing(frame.rows(edges, mechanism, "role"))


def structures(frame: Frame, mechanism: str) -> list[dict[str, Any]]:
    """Its structures, those that stand first, each with who is known to sit in it."""
    found = []
    for row in frame.rows(frame.snapshot.edges("HAS_STRUCTURE", tail=mechanism), mechanism):
        node = frame.snapshot.find(row.other.id)
        if node is None:
            continue
        seats = frame.rows(frame.snapshot.edges("SITS_IN", head=node.id), node.id)
        found.append({
            "row": row, "kind": str(node.get("kind", "")), "seats": seats,
            "description": str(node.get("description", "")),
        })
    return sorted(found, key=lambda one: (one["row"].standing != "now", one["row"].order))


def themes(frame: Frame, mechanism: str) -> list[FactRow]:
    """What it works on, stated priorities first."""
    rows = frame.rows(frame.snapshot.edges("WORKS_ON", tail=mechanism), mechanism, "standing")
    return sorted(rows, key=lambda row: (row.extra != "stated priority", row.order))


def ties(frame: Frame, mechanism: str) -> list[tuple[str, list[FactRow]]]:
    """Links to other mechanisms and to organizations, under what each link says."""
    found: dict[str, list[FactRow]] = {}
    for edge_type, title in LINKS_OUT:
        extra = "kind" if edge_type in ("IN_CONTACT", "ASSOCIATED_WITH") else ""
        edges = frame.snapshot.edges(edge_type, tail=mechanism)
        found.setdefault(title, []).extend(frame.rows(edges, mechanism, extra))
    for edge_type, title in LINKS_IN:
        extra = "kind" if edge_type == "IN_CONTACT" else ""
        edges = frame.snapshot.edges(edge_type, head=mechanism)
        found.setdefault(title, []).extend(frame.rows(edges, mechanism, extra))
    return [(title, sorted(rows, key=lambda r: r.order)) for title, rows in found.items() if rows]


def coverage(frame: Frame, mechanism: str) -> list[dict[str, str]]:
    """How far we looked: what was not looked at first, then what is partial."""
    order = ("not looked at", "partial", "complete")
    lines = [
        {
            "of": OF_WORDS.get(str(node.get("of")), str(node.get("of", node.name))),
            "extent": str(node.get("extent", "")), "note": str(node.get("note", "")),
            "documents": str(node.get("documents_read", "")),
            "as_of": date_words(str(node.get("as_of"))) if node.get("as_of") else "",
        }
        for node in coverage_of(frame.snapshot, mechanism)
    ]
    return sorted(lines, key=lambda line: (order.index(line["extent"]), line["of"]))


def claims(frame: Frame, subject: str) -> list[dict[str, Any]]:
    """Rival values that sources give about it."""
    return [
        {
            "node": claim, "cites": frame.cites(claim), "on": _subject(frame, claim),
            "attested": date_words(str(claim.get("attested"))) if claim.get("attested") else "",
        }
        for claim in claims_on(frame.snapshot, subject)
    ]


def _subject(frame: Frame, claim: Node) -> dict[str, str] | None:
    """Of which fact a claim speaks, where it is one that has a page."""
    fact = str(claim.get("fact", ""))
    if fact.count("|") != 3:
        return None
    tail, head = fact.split("|")[1:3]
    return {
        "href": frame.links.fact(fact), "text": f"{frame.ref(tail).name} – {frame.ref(head).name}"
    }
