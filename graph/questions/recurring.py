"""Which recommendations recur across regions, in which order as far as we have read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations

from graph.measures.order import Span, first_of, possible_firsts
from graph.questions.given import Given
from graph.questions.question import (
    LEVEL,
    RECALLED,
    RING,
    Column,
    Parameter,
    Question,
)
from graph.questions.recommended import (
    ACTION,
    ANY,
    ON_THEME,
    STANDING,
    Looked,
    Recommended,
    by_tail,
    name_of,
    narrower,
    recommended,
)
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Node, Snapshot

ACROSS, TOUCHING, ONE = "across regions", "regions in common", "one mechanism or region"
_REACH = Parameter(
    "reach", "choice", f"{ACROSS}: two of the mechanisms have no region in common; {TOUCHING}: "
    f"several regions, but all of them share one; {ONE}; all: everything", ONE, ACROSS,
    values=(ACROSS, TOUCHING, ONE, "all"),
)
WORLD = "001"


@dataclass
class _Pair:
    """What is held of one theme and one kind of action."""

    recommendations: list[tuple[Recommended, Edge]] = field(default_factory=list)

    @property
    def by_mechanism(self) -> dict[str, list[Recommended]]:
        found: dict[str, list[Recommended]] = defaultdict(list)
        for one, _ in self.recommendations:
            for mechanism in one.mechanisms:
                found[mechanism].append(one)
        return dict(sorted(found.items()))


class Continents:
    """The regions that mechanisms cover, and in which of the five of UN M49 they lie."""

    def __init__(self, given: Given) -> None:
        snapshot = self._snapshot = given.snapshot
        self._wider = {
            e.tail: e.head for e in snapshot.edges("BROADER") if snapshot.label_of(e.tail)
            == "Region"
        }
        self.covers = by_tail(given, "COVERS")

    def of_region(self, region: str) -> str | None:
        """None for the world, and for a sea between several."""
        found = region
        while (wider := self._wider.get(found)) and not self._is_world(wider):
            found = wider
        node = self._snapshot.node(found)
        return found if node.get("m49") and not self._is_world(found) else None

    def _is_world(self, region: str) -> bool:
        return bool(self._snapshot.node(region).get("m49") == WORLD)

    def of(self, mechanism: str) -> frozenset[str]:
        found = {self.of_region(edge.head) for edge in self.covers[mechanism]}
        return frozenset(region for region in found if region)

    def said(self, mechanism: str) -> str:
        names = sorted(self._snapshot.node(e.head).name for e in self.covers[mechanism])
        return f"{mechanism}: {', '.join(names) or 'no region stated'}"


def reach_of(regions: list[frozenset[str]]) -> str:
    """How far what mechanisms with these regions recommend reaches; the worldwide have none."""
    placed = [one for one in regions if one]
    if any(not one & other for one, other in combinations(placed, 2)):
        return ACROSS
    return TOUCHING if len(frozenset().union(*placed)) > 1 and len(placed) > 1 else ONE


def _span_text(span: Span, days: dict[int, str]) -> str:
    first, last = (days.get(day, "unknown") for day in span)
    return first if first == last else f"{first}/{last}"


def _recurring(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, looked, continents = Sheet(), Looked(snapshot, "Recommendation"), Continents(given)
    theme, action, reach = given.text("theme"), given.text("action"), given.text("reach")
    wanted = narrower(snapshot, theme) if theme else None
    groups = by_tail(given, "IN_GROUP")
    pairs: dict[tuple[str, str], _Pair] = defaultdict(_Pair)
    for one in recommended(given, standings=given.texts("standing")):
        if one.action in ("", "other") or action not in (ANY, one.action):
            continue
        for about in one.themes:
            if wanted is None or about.head in wanted:
                pairs[about.head, one.action].recommendations.append((one, about))
    for (on, asked), pair in sorted(pairs.items()):
        by_mechanism = pair.by_mechanism
        reached = reach_of([continents.of(mechanism) for mechanism in by_mechanism])
        if reach not in ("all", reached):
            continue
        days = {
            ordinal: text for one, _ in pair.recommendations if one.dated
            for ordinal, text in zip(one.span(given), (str(one.earliest), str(one.latest)),
                                     strict=True)
        }
        spans = {m: first_of([one.span(given) for one in ones])
                 for m, ones in by_mechanism.items()}
        firsts = dict(zip(spans, possible_firsts(list(spans.values())), strict=True))
        mechanisms = sorted(spans, key=lambda m: (spans[m], m))
        facts: list[Node | Edge] = []
        for one, about in pair.recommendations:
            facts += [one.node, *one.makers, about]
        grouped = [e for one, _ in pair.recommendations for e in groups[one.id]]
        sheet.add(
            facts, (edge for m in mechanisms for edge in continents.covers[m]),
            looked.facts(*mechanisms), grouped,
            theme=on, theme_name=snapshot.node(on).name, action=asked, reach=reached,
            regions=sorted({name_of(snapshot, r) for m in mechanisms for r in continents.of(m)}),
            mechanisms=sorted(mechanisms),
            order=[f"{_span_text(spans[m], days)} {m} ({', '.join(o.id for o in by_mechanism[m])})"
                   for m in mechanisms],
            first_as_read=sorted(m for m in mechanisms if firsts[m] and len(mechanisms) > 1),
            surely_later=sorted(m for m in mechanisms if not firsts[m]),
            recommendations=sorted(one.id for one, _ in pair.recommendations),
            covers=[continents.said(m) for m in sorted(mechanisms)],
            looked=[f"{m}: {looked.said(m)}" for m in sorted(mechanisms)],
            groups=sorted({edge.head for edge in grouped}),
        )
    sheet.note("Regions are those that the mechanisms cover by their texts or members, taken "
               "together as the five regions of UN M49; a mechanism that covers the world counts "
               "for none. They are the mechanisms' regions: no text says for which region a "
               "recommendation speaks.")
    sheet.note("First means first among what we have read, never the first to adopt: of some "
               "mechanisms many more documents were read than of others (column looked).")
    sheet.note("Same theme and same kind of action, by our own coding, is not the same "
               "recommendation, and no sign that one took it from another; see `echo-candidates`.")
    return sheet


RECURRING_RECOMMENDATIONS = Question(
    name="recurring-recommendations",
    title="Which kinds of recommendation recur across regions, in which order, and which stay in "
    "one?",
    description="Recommendations that share a theme and a kind of action, with the mechanisms "
    "that made them, the regions these cover, and the order of their first dates as far as read: "
    "who may have been first, and who surely came later. Actions coded as other are left out.",
    asked_by="GRCP organizers (8), q8-2-1, q8-4-2, qi-1-2",
    parameters=(_REACH, ON_THEME, ACTION, STANDING, RING, LEVEL, RECALLED),
    columns=(
        Column("theme", "id", "Id of the theme"),
        Column("theme_name", "text", "Its name"),
        Column("action", "text", "Kind of action asked for, by our own coding"),
        Column("reach", "text", "Whether it recurs across regions"),
        Column("regions", "texts", "Regions of UN M49 that the mechanisms cover"),
        Column("mechanisms", "ids", "Mechanisms that made such a recommendation"),
        Column("order", "texts", "The days between which each one's first was made, as far as "
               "read, in the order of the earliest day, with its recommendations"),
        Column("first_as_read", "ids", "Those that may have been first among what we have read"),
        Column("surely_later", "ids", "Those whose first one surely came after another's"),
        Column("recommendations", "ids", "The recommendations"),
        Column("covers", "texts", "What each mechanism covers, as stated"),
        Column("looked", "texts", "How many documents were read for recommendations of each"),
        Column("groups", "ids", "Groups of recommendations that say the same, made by a steward"),
    ),
    answer=_recurring,
    suffices="in part",
    data="The data suffice to list what recurs in the documents that were read; not to say who "
    "began, nor that what is found in one region only is unknown in the others.",
    cypher="""\
// Those that recur across regions
MATCH (r:Recommendation)-[:MADE_BY]->(m:Mechanism), (r)-[:ADDRESSES]->(t:Theme)
WHERE m.ring = 'listed' AND r.action <> 'other' AND r.standing <> 'unreviewed'
  AND (r.standing IN $standing OR 'all' IN $standing)
  AND ($action = 'any' OR r.action = $action)
OPTIONAL MATCH (t)-[:BROADER*1..4]->(wider:Theme {id: $theme})
WITH r, m, t, wider WHERE $theme = '' OR t.id = $theme OR wider.id = $theme
OPTIONAL MATCH (m)-[:COVERS]->(:Region)-[:BROADER*0..4]->(c:Region)-[:BROADER]->(w:Region)
WHERE w.m49 = '001' AND c.m49 IS NOT NULL
WITH t, r.action AS action, m, collect(DISTINCT c.name) AS names, collect(DISTINCT r.id) AS ids
ORDER BY m.id
WITH t, action, collect({id: m.id, names: names, ids: ids}) AS found
WITH t, action, found, [x IN found WHERE size(x.names) > 0] AS placed
WITH t, action, found, [x IN placed WHERE size([y IN placed
       WHERE size([n IN y.names WHERE n IN x.names]) = 0]) > 0] AS apart
WHERE size(apart) > 0
UNWIND found AS x
UNWIND x.ids AS id
WITH t, action, [y IN found | y.id] AS mechanisms, id ORDER BY id
WITH t, action, mechanisms, collect(DISTINCT id) AS recommendations
RETURN t.id AS theme, t.name AS theme_name, action, 'across regions' AS reach, mechanisms,
       recommendations
ORDER BY theme, action
""",
)
