"""The page of a fact: the statement, its dates and what they mean, who says so, and who differs."""

from __future__ import annotations

from typing import Any

from api.pages.frame import Frame, web_address
from api.pages.mechanism import claims
from api.pages.render import PROJECT, Page
from api.reading import standing_of
from api.routes import fact_address
from api.words.dates import date_words, day_words, end_sentence, start_sentence
from api.words.facts import statement
from graph.snapshot import Edge

BASIS_WORDS = {
    "read": "Read: the sources below say this.",
    "derived": "Derived: it follows from what the sources say, by a rule.",
    "recalled": "Recalled: general knowledge that no source read here has confirmed yet.",
}
RULE_WORDS = {
    "group-spelled-out": "A source names a group as a whole; its members are spelled out here.",
    "since-founding": "Sources show it from the beginning; the founding gives its start.",
    "host-from-place": "The place of the meeting gives its host.",
}
STANDING_WORDS = {
    "now": "It stands",
    "former": "It is over",
    "future": "It has not begun",
    "perhaps": "It may hold, but no source shows it near that day",
}


def build(frame: Frame, edge: Edge) -> Page:
    """The page's data."""
    snapshot = frame.snapshot
    text = statement(snapshot, edge, frame.day)
    row = frame.row(edge, edge.tail)
    sources = [
        {"cite": cite, "node": (known := snapshot.find(source)),
         "url": web_address(known.get("url")) if known else ""}
        for cite, source in zip(frame.cites(edge), snapshot.source_ids(edge), strict=True)
    ]
    data: dict[str, Any] = {
        "edge": edge, "fact": edge.fact, "statement": text, "row": row,
        "ends": (frame.ref(edge.tail), frame.ref(edge.head)),
        "standing": STANDING_WORDS[standing_of(edge, frame.day)],
        "dates": dates(edge), "own": own_values(frame, edge), "sources_of": sources,
        "basis": BASIS_WORDS.get(str(edge.get("basis")), ""),
        "rule": rule_words(str(edge.get("rule", ""))), "claims": claims(frame, edge.fact),
        "others": [
            frame.row(other, edge.tail)
            for other in snapshot.edges(edge.type, tail=edge.tail, head=edge.head)
            if other.fact != edge.fact
        ],
        "citation": citation(frame, text),
    }
    data["sources_inline"] = not data["claims"] and not data["others"]
    crumbs = tuple((ref.name, ref.href) for ref in (row.other, frame.ref(edge.tail)) if ref.href)
    return Page(
        "fact.html.j2", text.rstrip("."), data, crumbs[:1], fact_address(edge.fact), ""
    )


def rule_words(rule: str) -> str:
    """A rule in words; one without words of its own is named."""
    return RULE_WORDS.get(rule, f"Rule: {rule.replace('-', ' ')}." if rule else "")


def dates(edge: Edge) -> dict[str, Any] | None:
    """What is known of beginning and end, in words and as bounds; None if it has no dates."""
    spell = edge.bounds
    if spell is None:
        return None
    return {
        "start": start_sentence(edge), "end": end_sentence(edge),
        "bounds": (
            ("Began at the earliest", day_words(spell.from_min)),
            ("Began at the latest", day_words(spell.from_max)),
            ("Ended at the earliest", day_words(spell.to_min)),
            ("Ended at the latest", day_words(spell.to_max)),
        ),
    }


def own_values(frame: Frame, edge: Edge) -> list[tuple[str, str]]:
    """What the fact says beyond its ends and dates, each under the schema's description."""
    return [
        (column.description, _value(edge.get(column.name)))
        for column in frame.snapshot.schema.edge(edge.type).properties
        if edge.get(column.name) is not None
    ]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else str(value)


def citation(frame: Frame, text: str) -> str:
    """How to cite the fact."""
    snapshot = frame.snapshot
    return (
        f"{PROJECT}, “{text.rstrip('.')}”, data of {date_words(snapshot.as_of)}, "
        f"receipt {snapshot.receipt}."
    )
