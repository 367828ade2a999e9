"""Pairs of recommendations in which the later may repeat the earlier: for a steward to judge."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

from graph.measures.order import precedes
from graph.measures.wording import Wordings
from graph.questions.given import Given
from graph.questions.question import LEVEL, RECALLED, RING, Column, Parameter, Question
from graph.questions.recommended import (
    ACTION,
    ANY,
    BY_MECHANISM,
    ON_THEME,
    STANDING,
    Recommended,
    by_tail,
    narrower,
    recommended,
)
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Node, Snapshot

COMMON_TEXTS = {
    "Global Compact for Migration": r"global compact (?:for|on) (?:safe|migration)|\bGCM\b|"
    r"\bthe (?:global )?compact\b|Marrakesh",
    "New York Declaration": r"New York Declaration",
    "2030 Agenda": r"2030 Agenda|sustainable development goals?|\bSDGs?\b",
    "Palermo Protocols": r"Palermo|transnational organi[sz]ed crime|UNTOC|"
    r"protocols? (?:against|on|to prevent) (?:the )?(?:smuggling|trafficking)",
    "Refugee Convention": r"1951|refugee convention|1967 protocol|Cartagena Declaration",
    "Migrant Workers Convention": r"convention on (?:the protection of )?.{0,30}migrant workers",
    "ILO conventions": r"\bILO\b.{0,40}(?:convention|standard|instrument|principle)",
    "Sendai Framework": r"Sendai",
    "Berne Initiative's agenda": r"Berne Initiative|International Agenda for Migration Management",
    "Valletta action plan": r"Valletta|\bJVAP\b|Joint Action Plan",
}
"""Texts that many may have followed, and how recommendations name them."""
_COMMON_THEMES = {"theme-gcm": "Global Compact for Migration", "theme-sdgs": "2030 Agenda"}
_NAMED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in COMMON_TEXTS.items()}

_SHARE = Parameter(
    "share", "number", "A theme that more than this share of all recommendations address is too "
    "general to make a pair", "0.02", "0.03", least=0.001, most=1,
)
_WORDING = Parameter(
    "wording", "number", "Least wording in common, 0 to 1; only an aid, since statements are our "
    "own words", "0.2", "0", least=0, most=1,
)
_APART = Parameter(
    "common_source", "boolean", "Whether pairs with a common source are listed too, set apart",
    "false", "true",
)


class _Sources:
    """What two recommendations may both go back to."""

    def __init__(self, given: Given) -> None:
        self._cites = by_tail(given, "CITES")

    def of(self, one: Recommended) -> tuple[set[str], list[Edge]]:
        """Names of common texts and ids of what is cited, and the facts that say so."""
        text = f"{one.node.name} {one.node.get('statement')}"
        found = {name for name, pattern in _NAMED.items() if pattern.search(text)}
        found |= {_COMMON_THEMES[e.head] for e in one.themes if e.head in _COMMON_THEMES}
        facts = self._cites[one.id]
        return found | {edge.head for edge in facts}, facts


def _kin(given: Given) -> set[frozenset[str]]:
    """Pairs of mechanisms of which one is a part of the other or came after it."""
    return {frozenset((edge.tail, edge.head)) for edge_type in ("PART_OF", "SUCCEEDED")
            for edge in given.snapshot.edges(edge_type)}


def _echoes(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, sources, kin = Sheet(), _Sources(given), _kin(given)
    # Rarity and wording are weighed among all recommendations, not among those asked for.
    everything = recommended(given, standings=given.texts("standing"))
    wordings = Wordings([str(one.node.get("statement")) for one in everything])
    place = {one.id: at for at, one in enumerate(everything)}
    on_theme: dict[str, list[tuple[Recommended, Edge]]] = defaultdict(list)
    for one in everything:
        for edge in one.themes:
            on_theme[edge.head].append((one, edge))
    most = given.number("share") * len(everything)
    general = sorted(theme for theme, found in on_theme.items() if len(found) > most)
    theme, action = given.text("theme"), given.text("action")
    wanted = narrower(snapshot, theme) if theme else None
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in sorted(set(on_theme) - set(general)):
        if wanted is None or name in wanted:
            for (one, _), (other, _) in combinations(on_theme[name], 2):
                if one.action == other.action and one.action not in ("", "other"):
                    shared[one.id, other.id].append(name)
    confirmed = {(edge.tail, edge.head): edge for edge in snapshot.edges("ECHOES")}
    by_id = {one.id: one for one in everything}
    rows = []
    for pair, themes in shared.items():
        one, other = (by_id[name] for name in pair)
        if not (one.dated and other.dated) or action not in (ANY, one.action):
            continue
        if precedes(other.span(given), one.span(given)) == "must":
            one, other = other, one
        elif precedes(one.span(given), other.span(given)) != "must":
            continue
        mechanisms = {*one.mechanisms, *other.mechanisms}
        if set(one.mechanisms) & set(other.mechanisms) or any(
                frozenset(two) in kin for two in combinations(sorted(mechanisms), 2)):
            continue
        if given.text("mechanism") not in ("", *mechanisms):
            continue
        likeness = wordings.likeness(place[one.id], place[other.id])
        if likeness >= given.number("wording"):
            rows.append((one, other, themes, round(likeness, 3)))
    set_apart = 0
    found = []
    for one, other, themes, likeness in rows:
        (first, facts), (second, more) = sources.of(one), sources.of(other)
        common = sorted(first & second)
        documents = sorted(set(one.node.get("sources", ())) & set(other.node.get("sources", ())))
        apart = bool(common or documents)
        set_apart += apart
        if apart and not given.flag("common_source"):
            continue
        echo = confirmed.get((other.id, one.id))
        evidence: list[Node | Edge] = [
            one.node, other.node, *one.makers, *other.makers,
            *(e for r in (one, other) for e in r.themes if e.head in themes),
            *(e for e in (*facts, *more) if e.head in common), *([echo] if echo else []),
        ]
        cells = {
            "later": other.id, "later_by": sorted(other.mechanisms), "later_on": other.earliest,
            "later_statement": str(other.node.get("statement")),
            "earlier": one.id, "earlier_by": sorted(one.mechanisms), "earlier_on": one.latest,
            "earlier_statement": str(one.node.get("statement")),
            "action": one.action, "themes": sorted(themes), "wording": likeness,
            "common_source": common, "same_document": documents, "confirmed": echo is not None,
        }
        found.append((apart, -likeness, other.id, one.id, evidence, cells))
    for *_, evidence, cells in sorted(found, key=lambda row: row[:4]):
        sheet.add(evidence, **cells)
    sheet.note("These are candidates, for a person to judge with both texts at hand: sharing a "
               "theme and a kind of action, by our own coding, shows no echo. Wording is that of "
               "our own paraphrases: it says little.")
    if set_apart:
        sheet.note(f"With a common source (both name or cite the same text, or both were read "
                   f"from the same document): {set_apart}; they stand at the end, since two that "
                   "follow one text need not know of each other.")
    if general:
        sheet.note("Themes too general to make a pair: " + ", ".join(general) + ".")
    return sheet


ECHO_CANDIDATES = Question(
    name="echo-candidates",
    title="Which recommendations may repeat an earlier one of another mechanism?",
    description="Pairs of recommendations of different mechanisms that ask for the same kind of "
    "action on the same specific theme, the later surely after the earlier. A steward who has "
    "read both enters an echo in the table `echoes.csv`; common sources are looked for first.",
    asked_by="GRCP organizers (8), q8-2-4, q8-4-2, qb-2",
    parameters=(ON_THEME, ACTION, BY_MECHANISM, _SHARE, _WORDING, _APART, STANDING, RING, LEVEL,
                RECALLED),
    columns=(
        Column("later", "id", "The later recommendation"),
        Column("later_by", "ids", "Who made it"),
        Column("later_on", "date", "First day on which it may have been made"),
        Column("later_statement", "text", "What it says, in our own words"),
        Column("earlier", "id", "The earlier recommendation"),
        Column("earlier_by", "ids", "Who made it"),
        Column("earlier_on", "date", "Last day on which it may have been made"),
        Column("earlier_statement", "text", "What it says, in our own words"),
        Column("action", "text", "Kind of action that both ask for, by our own coding"),
        Column("themes", "ids", "Specific themes that both address"),
        Column("wording", "number", "Wording in common, 0 to 1 (cosine of runs of 3 to 5 "
               "characters); an aid, never a finding"),
        Column("common_source", "texts", "Texts that both name or cite"),
        Column("same_document", "ids", "Documents from which both were read"),
        Column("confirmed", "boolean", "Whether a steward has made it a fact (ECHOES)"),
    ),
    answer=_echoes,
    suffices="no",
    data="Statements are held in our own words, so that no reuse of wording can be shown; the "
    "pairs are leads for reading, and none of them is a finding.",
)
