"""The page of a source: what it is, and all that rests on it here."""

from __future__ import annotations

from typing import Any

from api.facts import resting_on
from api.pages.frame import Frame, web_address
from api.pages.render import Page
from api.routes import node_address
from api.words.facts import statement
from graph.snapshot import Node

SHOWN = 100
GRADES = {
    "A": "the mechanism's own, or an official document of the United Nations",
    "B": "secondary, by IOM or the United Nations",
    "C": "scholarship or press",
}


def build(frame: Frame, node: Node) -> Page:
    """The page's data."""
    data: dict[str, Any] = {
        "node": node, "ref": frame.ref_to(node), "grade": GRADES.get(str(node.get("grade")), ""),
        "url": web_address(node.get("url")), "rests": rests(frame, node.id),
    }
    return Page(
        "source.html.j2", frame.name_of(node), data, (("Sources", frame.links.page("sources")),),
        node_address(node.label, node.id) or "", "sources",
    )


def rests(frame: Frame, source: str) -> list[dict[str, Any]]:
    """What rests on it, by kind: nodes by name, facts as sentences."""
    snapshot, found = frame.snapshot, []
    for kind, keys in resting_on(snapshot, source).items():
        lines: list[dict[str, Any]] = []
        for key in keys[:SHOWN]:
            if "|" in key:
                text = statement(snapshot, snapshot.edge(key), frame.day)
                lines.append({"text": text, "href": frame.links.fact(key)})
            else:
                ref = frame.ref(key)
                lines.append({"text": ref.name, "href": ref.href})
        lines.sort(key=lambda line: line["text"])
        found.append({"kind": kind, "total": len(keys), "lines": lines})
    return found
