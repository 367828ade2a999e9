"""Practices that a text calls good, whose they are, and what is missing to say more."""

from __future__ import annotations

from collections import defaultdict

from graph.questions.given import Given
from graph.questions.question import RECALLED, Column, Question
from graph.questions.recommended import ON_THEME, by_tail, name_of, narrower
from graph.questions.recurring import Continents
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Node, Snapshot


def _missing(practice: Node) -> list[str]:
    """What would have to be known before one could recommend it elsewhere."""
    found = []
    if practice.get("start", "unknown") == "unknown":
        found.append("since when")
    if practice.get("end", "unknown") == "unknown":
        found.append("whether it goes on")
    if len(practice.get("sources", ())) < 2:
        found.append("a second source")
    found.append("an evaluation of its effects")
    return found


def _publisher(snapshot: Snapshot, source: str) -> str:
    node = snapshot.find(source)
    return str((node and node.get("publisher")) or source)


def _practices(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, continents = Sheet(), Continents(given)
    theme = given.text("theme")
    wanted = narrower(snapshot, theme) if theme else None
    makers, themes = by_tail(given, "MADE_BY"), by_tail(given, "ADDRESSES")
    on_theme: dict[str, list[Edge]] = defaultdict(list)
    taken = [p for p in snapshot.nodes("Practice") if given.trusts(p)]
    for practice in taken:
        for edge in themes[practice.id]:
            on_theme[edge.head].append(edge)
    for practice in taken:
        about = [e for e in themes[practice.id] if wanted is None or e.head in wanted]
        if not about:
            continue
        own = makers[practice.id]
        others = [e for one in about for e in on_theme[one.head] if e.tail != practice.id]
        theirs = [e for one in {edge.tail: edge for edge in others}.values()
                  for e in makers[one.tail]]
        regions = [set(continents.of(e.head)) for e in own]
        apart = any(continents.of(e.head) and all(continents.of(e.head).isdisjoint(r) for r in
                                                  regions if r) for e in theirs) and any(regions)
        mechanisms = [e.head for e in (*own, *theirs)]
        covers = {e.fact: e for m in mechanisms for e in continents.covers[m]} if theirs else {}
        sheet.add(
            practice, own, about, others, theirs, covers.values(),
            practice=practice.id, name=practice.name, description=practice.get("description"),
            made_by=sorted(e.head for e in own),
            themes=sorted(e.head for e in about),
            since=practice.get("start"),
            called_good_by=sorted({_publisher(snapshot, s) for s in snapshot.source_ids(practice)}),
            same_theme=sorted({e.tail for e in others}),
            shared_with=sorted({e.head for e in theirs}),
            other_region=apart,
            covers=[continents.said(m) for m in sorted(set(mechanisms))] if theirs else [],
            missing=_missing(practice),
        )
    sheet.note("Called good means that the source called it so, the mechanism's own source "
               "included; nobody has tested it here. Practices on one theme are not one practice.")
    held = sorted({name_of(snapshot, e.head) for p in taken for e in makers[p.id]})
    if held:
        sheet.note("Practices are held of " + ", ".join(held) + " only. "
                   "No documents were searched for practices: none held is no finding.")
    return sheet


PRACTICES = Question(
    name="practices",
    title="Which practices does a text call good, whose are they, and who shares their themes?",
    description="Each practice that a source calls good or effective, with other practices on the "
    "same theme, whether these are of another region, and what is missing to say more.",
    asked_by="GRCP organizers (8), q8-2-1, q8-2-2",
    parameters=(ON_THEME, RECALLED),
    columns=(
        Column("practice", "id", "Id of the practice"),
        Column("name", "text", "Its name"),
        Column("description", "text", "What it is, in our own words"),
        Column("made_by", "ids", "Whose it is"),
        Column("themes", "ids", "Its themes"),
        Column("since", "date", "Since when, where known"),
        Column("called_good_by", "texts", "Who published the sources that call it good"),
        Column("same_theme", "ids", "Other practices on one of its themes"),
        Column("shared_with", "ids", "Whose those are"),
        Column("other_region", "boolean", "Whether one of those covers none of the same regions "
               "of UN M49"),
        Column("covers", "texts", "What each covers, as stated, where others are named"),
        Column("missing", "texts", "What is not held and would be needed to say more"),
    ),
    answer=_practices,
    suffices="no",
    data="Few practices are held, with no report of what they achieved: the data do not "
    "suffice to say which practices work, nor which would work elsewhere.",
)
