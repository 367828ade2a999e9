"""Pages that list: States by region, organizations, themes, sources; and what a search found."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from api.pages.frame import Frame, Ref
from api.pages.render import Page
from api.search import SearchIndex, fold
from api.words.dates import date_words, event_words
from graph.snapshot import Node

SOURCES_A_PAGE = 4_000
FOUND_A_PAGE = 50
LABEL_WORDS = {
    "Mechanism": "Mechanism", "State": "State", "Territory": "Territory",
    "Organization": "Organization", "Meeting": "Meeting", "Recommendation": "Recommendation",
    "Theme": "Theme", "Source": "Source",
}


def states(frame: Frame) -> Page:
    """States by region and name; territories apart, only those a source names."""
    snapshot = frame.snapshot
    groups = _by_region(frame, list(snapshot.nodes("State")))
    territories = sorted(snapshot.nodes("Territory"), key=lambda node: node.name)
    data = {"groups": groups, "territories": [frame.ref_to(node) for node in territories]}
    return Page("states.html.j2", "States and territories", data, api="/api/states",
                section="states")


def _by_region(frame: Frame, nodes: list[Node]) -> list[tuple[str, list[Ref]]]:
    regions = frame.regions()
    found = []
    for region, ids in regions.groups(nodes):
        known = regions.node(region)
        refs = sorted((frame.ref(node) for node in ids), key=lambda ref: fold(ref.name))
        found.append((frame.name_of(known) if known else "Region not known", refs))
    return sorted(found)


def organizations(frame: Frame) -> Page:
    """Organizations by kind of actor and name."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for node in sorted(frame.snapshot.nodes("Organization"), key=lambda n: fold(n.name)):
        kind = str(node.get("actor_type", "")) or "kind not known"
        groups.setdefault(kind, []).append(
            {"ref": frame.ref_to(node), "acronym": str(node.get("acronym", ""))}
        )
    return Page("organizations.html.j2", "Organizations", {"groups": sorted(groups.items())},
                api="/api/organizations", section="organizations")


def themes(frame: Frame) -> Page:
    """The theme scheme: each wide theme with its narrower ones."""
    snapshot = frame.snapshot
    wider = {e.tail: e.head for e in snapshot.edges("BROADER") if e.tail.startswith("theme")}
    nodes = sorted(snapshot.nodes("Theme"), key=lambda node: fold(frame.name_of(node)))
    tops = [
        {
            "ref": frame.ref_to(top), "definition": str(top.get("definition", "")),
            "narrower": [frame.ref_to(n) for n in nodes if wider.get(n.id) == top.id],
        }
        for top in nodes if top.id not in wider
    ]
    return Page("themes.html.j2", "Themes", {"tops": tops}, api="/api/themes", section="themes")


def sources(frame: Frame) -> Page:
    """All sources by publisher and title."""
    groups: dict[str, list[dict[str, Any]]] = {}
    nodes = frame.snapshot.nodes("Source")
    for node in sorted(nodes, key=lambda n: (fold(n.name), n.id))[:SOURCES_A_PAGE]:
        publisher = str(node.get("publisher", "")) or "Publisher not known"
        groups.setdefault(publisher, []).append(
            {"ref": frame.ref_to(node), "year": str(node.get("year", ""))}
        )
    ordered = sorted(groups.items(), key=lambda group: fold(group[0]))
    return Page("sources.html.j2", "Sources",
                {"groups": ordered, "total": len(nodes),
                 "more": max(0, len(nodes) - SOURCES_A_PAGE)},
                api="/api/sources", section="sources")


def found(frame: Frame, index: SearchIndex, query: str, offset: int) -> Page:
    """What a search found."""
    results = index.find(query, FOUND_A_PAGE, offset)
    lines = []
    for hit in results.found:
        ref = frame.ref(hit.id)
        matched = hit.matched if hit.matched != ref.name else ""
        lines.append({"ref": ref, "label": LABEL_WORDS.get(ref.label, ref.label),
                      "matched": matched, "about": _about(frame, ref)})
    data = {
        "query": query, "lines": lines, "total": results.total, "offset": offset,
        "previous": max(0, offset - FOUND_A_PAGE) if offset else None,
        "next": offset + FOUND_A_PAGE if offset + FOUND_A_PAGE < results.total else None,
    }
    address = f"/api/search?{urlencode({'q': query})}" if query else ""
    return Page("search.html.j2", f"Search: {query}" if query else "Search", data,
                api=address, section="search")


def _about(frame: Frame, ref: Ref) -> str:
    """A word or two that tell like-named things apart."""
    node = frame.snapshot.node(ref.id)
    if ref.label == "Mechanism":
        return ", ".join(str(node.get(n)) for n in ("short_name", "level") if node.get(n))
    if ref.label == "Meeting":
        when = event_words(str(node.get("start", "")), str(node.get("end", "")))
        return ", ".join(part for part in (when, str(node.get("city", ""))) if part)
    if ref.label == "Source":
        return ", ".join(str(node.get(n)) for n in ("publisher", "year") if node.get(n))
    if ref.label == "Recommendation":
        return date_words(str(node.get("adopted"))) if node.get("adopted") else ""
    return str(node.get("acronym", ""))


def about(frame: Frame) -> Page:
    """Methods in short, how dates are read, what was not looked at, how to cite."""
    snapshot = frame.snapshot
    extents: dict[str, int] = {"complete": 0, "partial": 0, "not looked at": 0}
    for node in snapshot.nodes("Coverage"):
        extents[str(node.get("extent"))] += 1
    notes = [frame.ref_to(n) for label in ("State", "Territory")
             for n in snapshot.nodes(label) if n.get("designation_note")]
    data = {"extents": extents, "datasets": list(snapshot.meta.datasets), "noted": notes,
            "digest": snapshot.digest}
    return Page("about.html.j2", "About", data, section="about")
