"""The page of published figures: each beside what the graph gives, and the rival values."""

from __future__ import annotations

from typing import Any

from api.pages.frame import Frame
from api.pages.render import Page
from api.search import fold
from api.words.dates import date_words
from api.words.names import capital
from graph.errors import UnknownId
from graph.published import NETWORK, Comparison, compare, is_figure
from graph.snapshot import Node

RESULT_WORDS = {
    "differs": ("Differs", "The graph gives another value, and nothing in its data tells why."),
    "explained": ("Explained", "The graph gives another value, mostly because it holds only what "
                  "can be named; the reason follows from its data."),
    "matched": ("Matched", "The graph bears the figure out. It need not count the same ones: "
                "few statements name what they count."),
    "not computable": ("Not computable", "The graph does not hold what it would take."),
}
COUNTED_SHOWN = 250
OFTEN, OTHER = 4, "Other"
"""A property of so many rival values has a part of its own."""
FEW = 15
"""So many of what was counted are named outright, more behind a summary."""


def build(frame: Frame) -> Page:
    """The page's data."""
    figures = compare(frame.snapshot)
    groups = [
        {"result": result, "title": title, "note": note,
         "lines": [_line(frame, one) for one in figures if one.result == result]}
        for result, (title, note) in RESULT_WORDS.items()
    ]
    data: dict[str, Any] = {
        "groups": [group for group in groups if group["lines"]], "total": len(figures),
        "rivals": rivals(frame), "other": OTHER,
    }
    return Page("published.html.j2", "Published figures, recomputed", data, section="published")


def _line(frame: Frame, one: Comparison) -> dict[str, Any]:
    """A published figure; what was counted is named, up to a number."""
    about = frame.ref(one.about) if one.about != NETWORK else None
    return {
        "claim": one.claim, "title": one.title, "about": about, "value": one.published,
        "found": one.found, "reason": capital(one.reason), "as_of": date_words(one.date),
        "dated_by": one.dated_by,
        "cites": tuple(frame.cite(source) for source in one.sources),
        "counted": sorted(
            (frame.ref(node) for node in one.counted[:COUNTED_SHOWN]), key=lambda r: fold(r.name)
        ),
        "total": len(one.counted), "few": len(one.counted) <= FEW,
    }


def rivals(frame: Frame) -> list[tuple[str, list[dict[str, Any]]]]:
    """Claims about single facts and nodes, by what they are about; what is rare comes last."""
    found: dict[str, list[dict[str, Any]]] = {}
    for claim in frame.snapshot.nodes("Claim"):
        if not is_figure(frame.snapshot, claim):
            found.setdefault(str(claim.get("property", "")), []).append(_rival(frame, claim))
    often = {prop: lines for prop, lines in found.items() if prop and len(lines) >= OFTEN}
    rare = [line for prop, lines in found.items() if prop not in often for line in lines]
    groups = [(_words(prop), lines) for prop, lines in often.items()]
    groups.sort(key=lambda group: fold(group[0]))
    if rare:
        groups.append((OTHER, rare))
    for _, lines in groups:
        lines.sort(key=lambda line: (fold(line["text"]), line["property"], line["value"]))
    return groups


def _words(prop: str) -> str:
    return capital(prop.replace("_", " ").replace("-", " "))


def _rival(frame: Frame, claim: Node) -> dict[str, Any]:
    """A rival value; a fact that has gone since keeps its names, and no link."""
    fact = str(claim.get("fact", ""))
    ends = fact.split("|")[1:3] if fact.count("|") == 3 else [fact]
    refs = [frame.ref(end) for end in ends]
    return {
        "property": _words(str(claim.get("property", ""))), "refs": refs,
        "text": " – ".join(ref.name for ref in refs),
        "href": frame.links.fact(fact) if len(refs) == 2 and _is_fact(frame, fact) else "",
        "value": str(claim.get("value", "")), "cites": frame.cites(claim),
        "attested": date_words(str(claim.get("attested"))) if claim.get("attested") else "",
    }


def _is_fact(frame: Frame, fact: str) -> bool:
    try:
        frame.snapshot.edge(fact)
    except UnknownId:
        return False
    return True
