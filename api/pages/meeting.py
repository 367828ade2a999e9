"""The page of a meeting: when, where, who is known to have attended, what it adopted."""

from __future__ import annotations

from typing import Any

from api.pages.frame import FactRow, Frame
from api.pages.mechanism import claims
from api.pages.meetings import INVITED, place_words
from api.pages.render import Page
from api.pages.taking_part import count_words, grouped
from api.pages.texts import lines, reviewed
from api.routes import node_address
from api.words.dates import event_words
from graph.snapshot import Node

_AS_WORDS = {"participant": "", "observer": "observer", "host": "host", "chair": "chair"}


def build(frame: Frame, node: Node) -> Page:
    """The page's data."""
    snapshot, cites = frame.snapshot, frame.cites(node)
    attendances = snapshot.edges("ATTENDED", head=node.id)
    came = [edge for edge in attendances if edge.get("as") != INVITED]
    rows = [frame.row(e, node.id, _AS_WORDS.get(str(e.get("as", "")), "")) for e in came]
    rows.sort(key=lambda row: row.order)
    texts = [edge.tail for edge in snapshot.edges("ADOPTED_AT", head=node.id)]
    checked, unchecked = reviewed(lines(frame, texts, "Recommendation"))
    country = node.get("country")
    data: dict[str, Any] = {
        "node": node, "ref": frame.ref_to(node), "cites": cites,
        "when": event_words(str(node.get("start", "")), str(node.get("end", ""))),
        "place": place_words(node), "country": frame.ref(str(country)) if country else None,
        "held_by": frame.rows(snapshot.edges("HELD_BY", tail=node.id), node.id),
        "series": frame.rows(snapshot.edges("IN_SERIES", tail=node.id), node.id),
        "hosts": frame.rows(snapshot.edges("HOSTED", head=node.id), node.id),
        "attendance": grouped(frame, rows), "attendance_count": count_words(rows),
        "invited": _invited(frame, node.id),
        "discussed": frame.rows(snapshot.edges("DISCUSSED", tail=node.id), node.id),
        "recommendations": checked, "unreviewed": unchecked,
        "instruments": lines(frame, texts, "Instrument"), "claims": claims(frame, node.id),
    }
    crumbs = [("Mechanisms", frame.links.page("mechanisms"))]
    crumbs += [(row.other.name, row.other.href or "") for row in data["held_by"][:1]]
    return Page(
        "meeting.html.j2", frame.name_of(node), data, tuple(crumbs),
        node_address(node.label, node.id) or "", "mechanisms",
    )


def _invited(frame: Frame, meeting: str) -> list[FactRow]:
    edges = frame.snapshot.edges("ATTENDED", head=meeting)
    return frame.rows([edge for edge in edges if edge.get("as") == INVITED], meeting)
