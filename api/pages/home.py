"""The home page, the table of all mechanisms, and the numbers by kind and basis."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from api.facts import member_count
from api.pages.frame import Frame, Ref
from api.pages.render import PROJECT, Page
from api.reading import standing_of
from api.words.dates import date_words
from graph.snapshot import Node, Snapshot

LEVELS = (
    ("global", "Global processes"),
    ("interregional", "Interregional forums"),
    ("regional", "Regional consultative processes"),
)
WORLD = "001"
ASIDE = ("SOURCED_FROM", "STATED_IN", "ABOUT", "COVERAGE_OF")


@dataclass(frozen=True)
class MechanismLine:
    """A mechanism in the table."""

    ref: Ref
    short: str
    since: str
    status: str
    states: int
    possible: int  # States of which no source near the date says it
    others: str
    over: bool
    ring: str
    open_to_all: bool


def build(frame: Frame) -> Page:
    """The home page."""
    return Page(
        "home.html.j2", PROJECT,
        {"levels": levels(frame), "numbers": numbers(frame.snapshot)}, section="home",
    )


def build_list(frame: Frame) -> Page:
    """The table of mechanisms alone."""
    return Page(
        "mechanisms.html.j2", "Mechanisms", {"levels": levels(frame)}, api="/api/mechanisms",
        section="mechanisms",
    )


def levels(frame: Frame) -> list[tuple[str, list[tuple[str, list[MechanismLine]]]]]:
    """All mechanisms by level; regional ones by region of the world; each part by name."""
    found = []
    for level, title in LEVELS:
        parts: dict[str, list[MechanismLine]] = {}
        nodes = [n for n in frame.snapshot.nodes("Mechanism") if n.get("level") == level]
        for node in sorted(nodes, key=lambda node: (frame.name_of(node).casefold(), node.id)):
            heading = region_of(frame, node) if level == "regional" else ""
            parts.setdefault(heading, []).append(_line(frame, node))
        if parts:
            found.append((title, sorted(parts.items(), key=lambda part: _last(part[0]))))
    return found


SEVERAL, NOWHERE = "Several regions", "Region not known"


def _last(heading: str) -> tuple[bool, bool, str]:
    return heading == NOWHERE, heading == SEVERAL, heading


def region_of(frame: Frame, node: Node) -> str:
    """The region of the world it covers, by its own regions, else by its member States."""
    regions, snapshot = frame.regions(), frame.snapshot
    wide = {region.id for region in regions.wide}
    covered = {
        top for edge in snapshot.edges("COVERS", tail=node.id)
        if (top := _wide(frame, edge.head, wide))
    }
    if not covered:
        covered = {
            region for edge in snapshot.edges("MEMBER_OF", head=node.id)
            if edge.holds(frame.day) and (region := regions.of(edge.tail).region)
        }
    if len(covered) != 1:
        return SEVERAL if covered else NOWHERE
    known = regions.node(covered.pop())
    return frame.name_of(known) if known else NOWHERE


def _wide(frame: Frame, region: str, wide: set[str]) -> str:
    """The region of the world above a region, or it itself."""
    seen: set[str] = set()
    while region not in wide and region not in seen:
        seen.add(region)
        above = frame.snapshot.edges("BROADER", tail=region)
        if not above:
            return ""
        region = above[0].head
    return region if region in wide else ""


def _line(frame: Frame, node: Node) -> MechanismLine:
    count = member_count(frame.snapshot, node.id, frame.reading)
    over = standing_of(node, frame.day) == "former"
    start = str(node.get("start", ""))
    return MechanismLine(
        frame.ref_to(node), str(node.get("short_name", "")),
        date_words(start[:4] + start[4:].strip("-0123456789")) if start[:1].isdigit() else "",
        status_words(node, over), count["states"], _possible(frame, node), _others(count), over,
        str(node.get("ring", "")), bool(node.get("open_to_all")),
    )


def _possible(frame: Frame, node: Node) -> int:
    edges = [e for e in frame.snapshot.edges("MEMBER_OF", head=node.id)
             if frame.snapshot.label_of(e.tail) == "State"]
    perhaps = {e.tail for e in edges if standing_of(e, frame.day) == "perhaps"}
    return len(perhaps - {e.tail for e in edges if e.holds(frame.day)})


def _others(count: dict[str, int]) -> str:
    parts = []
    if n := count["territories"]:
        parts.append(f"{n} territor{'y' if n == 1 else 'ies'}")
    if n := count["organizations"]:
        parts.append(f"{n} organization{'s' * (n != 1)}")
    return " and ".join(parts)


def status_words(node: Node, over: bool) -> str:
    """Whether it goes on, as a source says, and when it said so."""
    if over:
        return f"ended {date_words(str(node.get('end')))}"
    stated, when = str(node.get("status_stated", "")), str(node.get("status_attested", ""))
    if not stated:
        return ""
    return f"{stated} ({when[:4]})" if when else stated


def numbers(snapshot: Snapshot) -> dict[str, Any]:
    """How many elements of each kind, by basis: no measure of anyone, a measure of the data."""
    rows = []
    for kind in snapshot.schema.kinds:
        total = snapshot.count(kind.name)
        if total and kind.name not in ASIDE:
            basis: Counter[str] = Counter()
            for pair in pc.value_counts(snapshot.table(kind.name)["basis"]).to_pylist():
                basis[str(pair["values"])] += pair["counts"]
            rows.append({
                "kind": kind.name, "description": kind.description, "total": total,
                **{name: basis[name] for name in ("read", "derived", "recalled")},
                "edge": kind.name.isupper(),
            })
    return {"nodes": [r for r in rows if not r["edge"]], "edges": [r for r in rows if r["edge"]]}
