"""Where a theme first appears, and with what lag elsewhere, as far as we have read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.dates import to_text
from graph.measures.order import YEAR, Span, first_of, lags, ordinal, possible_firsts
from graph.questions.given import Given
from graph.questions.question import LEVEL, RECALLED, RING, THEME, Column, Parameter, Question
from graph.questions.recommended import Looked, by_tail, narrower
from graph.questions.sheet import Sheet
from graph.schema.nodes import EXTENTS
from graph.snapshot import Edge, Node, Snapshot

_KINDS = {"DISCUSSED": "on the agenda", "ADDRESSES": "in a recommendation or text",
          "WORKS_ON": "stated as its field"}
_NARROWER = Parameter(
    "narrower", "boolean", "Whether themes narrower than the one named count as it", "true", "true"
)


@dataclass(frozen=True)
class _Sighting:
    """One place where a mechanism is seen to deal with the theme. low, high: yyyymmdd."""

    what: str
    kind: str
    low: int
    high: int
    facts: tuple[Node | Edge, ...]

    @property
    def span(self) -> Span:
        return ordinal(self.low), ordinal(self.high)


def _sightings(given: Given, themes: set[str]) -> dict[str, list[_Sighting]]:
    """All dated ones, by mechanism. A start that is not known dates nothing."""
    snapshot, found = given.snapshot, defaultdict(list)
    holders, makers = by_tail(given, "HELD_BY"), by_tail(given, "MADE_BY")
    for theme in sorted(themes):
        for edge in given.edges("DISCUSSED", head=theme):
            meeting = snapshot.node(edge.tail)
            if "start_min" in meeting.properties and given.trusts(meeting):
                low, high = meeting.get("start_min"), meeting.get("start_max")
                for holder in holders[edge.tail]:
                    found[holder.head].append(_Sighting(
                        meeting.id, "DISCUSSED", low, high, (edge, holder, meeting)))
        for edge in given.edges("ADDRESSES", head=theme):
            node = snapshot.node(edge.tail)
            if ("adopted_min" in node.properties and node.get("standing") not in
                    ("proposed", "unreviewed") and given.trusts(node)):
                low, high = node.get("adopted_min"), node.get("adopted_max")
                for maker in makers[edge.tail]:
                    found[maker.head].append(_Sighting(
                        node.id, "ADDRESSES", low, high, (edge, maker, node)))
        for edge in snapshot.edges("WORKS_ON", head=theme):
            if edge.get("start", "unknown") != "unknown" and given.trusts(edge):
                low, high = edge.get("from_min"), edge.get("from_max")
                found[edge.tail].append(_Sighting(edge.fact, "WORKS_ON", low, high, (edge,)))
    return found


@dataclass(frozen=True)
class _Held:
    """The earliest dated recommendations, texts and agendas that we hold of one mechanism."""

    since: int
    what: tuple[str, ...]
    facts: tuple[Node | Edge, ...]


def _held_since(given: Given) -> dict[str, _Held]:
    """By mechanism: a theme cannot be seen in what lies before the first thing that we hold."""
    snapshot = given.snapshot
    all_of: dict[str, list[tuple[int, Edge, Node]]] = defaultdict(list)
    with_agenda = {edge.tail for edge in snapshot.edges("DISCUSSED")}
    for edge_type, date in (("MADE_BY", "adopted_min"), ("HELD_BY", "start_min")):
        for edge in given.edges(edge_type):
            node = snapshot.node(edge.tail)
            if (date in node.properties and given.trusts(node)
                    and (edge_type == "MADE_BY" or edge.tail in with_agenda)):
                all_of[edge.head].append((node.get(date), edge, node))
    found = {}
    for mechanism, dated in all_of.items():
        since = min(day for day, _, _ in dated)
        first = [(edge, node) for day, edge, node in dated if day == since]
        found[mechanism] = _Held(since, tuple(sorted(node.id for _, node in first)),
                                 tuple(fact for pair in first for fact in pair))
    return found


def _theme_order(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, theme = Sheet(), given.text("theme")
    looked = [Looked(snapshot, of) for of in ("Recommendation", "Meeting")]
    themes = narrower(snapshot, theme) if given.flag("narrower") else {theme}
    sightings, held = _sightings(given, themes), _held_since(given)
    seen = {m.id: sightings[m.id] for m in given.mechanisms() if m.id in sightings}
    spans = {m: first_of([one.span for one in all_of]) for m, all_of in seen.items()}
    listed = list(spans.values())
    order = zip(spans, lags(listed), possible_firsts(listed), strict=True)
    for m, lag, may in sorted(order, key=lambda found: (spans[found[0]], found[0])):
        # Only what may have been the first bears on the row.
        first = [one for one in seen[m] if one.span[0] <= spans[m][1]]
        since = held.get(m)
        sheet.add(
            (fact for one in first for fact in one.facts),
            (fact for one in looked for fact in one.facts(m)), since.facts if since else (),
            mechanism=m, name=snapshot.node(m).name,
            earliest=to_text(min(one.low for one in seen[m])),
            latest=to_text(min(one.high for one in seen[m])),
            seen_in=sorted({one.what for one in first}),
            how=sorted({_KINDS[one.kind] for one in first}),
            themes=sorted({f"{one.what}: {f.head}" for one in first for f in one.facts
                           if isinstance(f, Edge) and f.head in themes}),
            may_be_first=may, lag_least=round(lag[0] / YEAR, 2), lag_most=round(lag[1] / YEAR, 2),
            held_since=to_text(since.since) if since else None,
            held_first=list(since.what) if since else [],
            recommendations_read=looked[0].said(m), meetings_read=looked[1].said(m),
        )
    complete = all(one.extent(m.id) == EXTENTS[0] for m in given.mechanisms() for one in looked)
    if not complete:
        sheet.note("This is the order of what we have read, not of adoption: an earlier mention "
                   "may stand in a document that nobody read. A mechanism that is not listed has "
                   "no dated mention among what was read; that is no finding about it.")
    sheet.note("Where a mechanism's first mention is also the first thing that we hold of it "
               "(held_since), it may well be older; and one that was founded later cannot have "
               "been earlier.")
    sheet.note("A lag is the time from the first mention as read, given the days between which "
               "both may lie. That one followed another is not said: both may answer to the same "
               "event, text or donor.")
    return sheet


THEME_ORDER = Question(
    name="theme-order",
    title="Where does a theme first appear among what was read, and how much later elsewhere?",
    description="For each mechanism the first dated mention of a theme that we have read: on the "
    "agenda of a meeting, in a recommendation or text, or as a field of work with a known start.",
    asked_by="analysts (10), qi-1-1",
    parameters=(THEME, _NARROWER, RING, LEVEL, RECALLED),
    columns=(
        Column("mechanism", "id", "Id of the mechanism"),
        Column("name", "text", "Its name"),
        Column("earliest", "date", "First day on which its first mention may lie"),
        Column("latest", "date", "Last day on which its first mention may lie"),
        Column("seen_in", "texts", "The mentions that may be its first: ids of meetings, "
               "recommendations, texts, or facts"),
        Column("how", "texts", "What kind of mention"),
        Column("themes", "texts", "Which theme each mentions: that asked for, or a narrower one"),
        Column("may_be_first", "boolean", "Whether it may be the first of all that was read"),
        Column("lag_least", "number", "Least years after the first of all as read"),
        Column("lag_most", "number", "Most years after the first of all as read"),
        Column("held_since", "date", "First day of the earliest recommendation, text or agenda "
               "that we hold of it, on whatever theme: before it nothing could be seen"),
        Column("held_first", "ids", "What that earliest is"),
        Column("recommendations_read", "text", "Documents read for its recommendations, and "
               "whether that is all"),
        Column("meetings_read", "text", "Documents read for its meetings, and whether that is all"),
    ),
    answer=_theme_order,
    suffices="in part",
    data="The data suffice for the order among the documents read; of no mechanism were all "
    "documents read, so they do not suffice to say where a theme began or how it spread.",
    cypher="""\
MATCH (t:Theme)
OPTIONAL MATCH (t)-[:BROADER*1..4]->(wider:Theme {id: $theme})
WITH t, wider WHERE t.id = $theme OR ($narrower AND wider.id = $theme)
MATCH (x)-[a:DISCUSSED|ADDRESSES|WORKS_ON]->(t)
WITH x, a, t, CASE type(a) WHEN 'DISCUSSED' THEN x.start_min
       WHEN 'ADDRESSES' THEN x.adopted_min ELSE a.from_min END AS low,
     CASE type(a) WHEN 'DISCUSSED' THEN x.start_max
       WHEN 'ADDRESSES' THEN x.adopted_max ELSE a.from_max END AS high
WHERE low IS NOT NULL AND NOT coalesce(x.standing, '') IN ['proposed', 'unreviewed']
  AND (type(a) <> 'WORKS_ON' OR a.start <> 'unknown')
OPTIONAL MATCH (x)-[:MADE_BY|HELD_BY]->(holder:Mechanism)
WITH low, high, CASE type(a) WHEN 'WORKS_ON' THEN x ELSE holder END AS m
WHERE m.ring = 'listed'
WITH m, toString(min(low)) AS low, toString(min(high)) AS high
RETURN m.id AS mechanism, m.name AS name,
       substring(low, 0, 4) + '-' + substring(low, 4, 2) + '-' + substring(low, 6, 2) AS earliest,
       substring(high, 0, 4) + '-' + substring(high, 4, 2) + '-' + substring(high, 6, 2) AS latest
ORDER BY earliest, mechanism
""",
)
