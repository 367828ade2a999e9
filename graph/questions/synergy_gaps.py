"""Which pairs share States and themes but have no contact on record, and was it looked for?"""

from __future__ import annotations

from collections import Counter, defaultdict

from graph.published.counting import many
from graph.questions.contacts import contacts_on_record
from graph.questions.given import Given
from graph.questions.links import FEWEST, UNIVERSAL
from graph.questions.overlap import LEVEL_OF_Q
from graph.questions.pairs import Pair, Pairs, pairs
from graph.questions.question import SCOPE, Column, Parameter, Question
from graph.questions.relations import EXPLAINED
from graph.questions.sheet import Sheet
from graph.questions.synergy import searched, themes_of, told_relation
from graph.reading import stale_since
from graph.snapshot import Snapshot


def _gaps(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, found = Sheet(), pairs(given)
    works = themes_of(given)
    met = {(one.a, one.b) for one in contacts_on_record(given)}
    everywhere = [] if given.flag("connectors") else _everywhere(snapshot, found)
    verdicts: Counter[str] = Counter()
    kept = [
        pair for pair in found.pairs
        if pair.weighed.shared >= given.integer("min_shared")
        and not {pair.a, pair.b} & set(everywhere)
    ]
    shared = {
        (p.a, p.b): [t for t in works.get(p.a, {}) if t in works.get(p.b, {})] for p in kept
    }
    for pair in kept:
        themes = shared[pair.a, pair.b]
        if len(themes) < given.integer("min_themes"):
            continue
        if (pair.a, pair.b) in met:
            verdicts["in contact"] += 1
            continue
        both, said, coverage = searched(snapshot, pair.a, pair.b)
        fresh = _fresh(given, found, pair)
        gap = True if both and fresh and not pair.relations else None
        verdicts["gap" if gap else "tied" if pair.relations else "not known"] += 1
        verdicts["beyond sizes"] += bool(gap and pair.size.q <= LEVEL_OF_Q)
        verdicts["beyond regions"] += bool(gap and pair.geography.q <= LEVEL_OF_Q)
        sheet.add(
            [found.members.facts[m][s] for s in pair.states for m in (pair.a, pair.b)],
            [works[m][t] for t in themes for m in (pair.a, pair.b)],
            [fact for relation in pair.relations for fact in relation.facts], coverage,
            a=pair.a, b=pair.b, relation="; ".join(map(told_relation, pair.relations)) or None,
            shared=pair.weighed.shared, states=list(pair.states), fresh=fresh, themes=themes,
            q_size=float(f"{pair.size.q:.4g}"), q_geo=float(f"{pair.geography.q:.4g}"),
            looked=said, gap=gap,
        )
    for note in _notes(found, verdicts, everywhere):
        sheet.note(note)
    return sheet


def _fresh(given: Given, found: Pairs, pair: Pair) -> int:
    """Shared States whose part in both has been shown within five years before the day."""
    return sum(
        not any(stale_since(found.members.facts[m][state], given.day) for m in (pair.a, pair.b))
        for state in pair.states
    )


def _everywhere(snapshot: Snapshot, found: Pairs) -> list[str]:
    """Mechanisms open to all, or with nearly all of the States: they share with every other."""
    sizes: dict[str, int] = defaultdict(int) | {m: len(s) for m, s in found.members.facts.items()}
    states = len(found.members.states)
    return [
        m for m in found.members.mechanisms
        if snapshot.node(m).get("open_to_all")
        or (states >= FEWEST and sizes[m] > UNIVERSAL * states)
    ]


def _notes(found: Pairs, verdicts: Counter[str], everywhere: list[str]) -> list[str]:
    kinds = ("in contact", "tied", "not known", "gap")
    pairs_found = sum(verdicts[kind] for kind in kinds)
    notes = [
        f"Of {many(pairs_found, 'pair')} that share States and themes, "
        f"{verdicts['in contact']} have a contact on record (also as guests of one meeting) and "
        f"are not listed. Of those listed, {verdicts['tied']} are tied by their make-up, "
        f"{verdicts['not known']} are not known to us, since contacts were not looked for on both "
        "sides or the shared members were not shown of late, and "
        f"{verdicts['gap']} are gaps: in the documents read on either side no contact is told. "
        f"Of the gaps {verdicts['beyond sizes']} share more States than sizes explain (q_size of "
        f"at most {LEVEL_OF_Q}), {verdicts['beyond regions']} more than sizes in each region "
        "explain (q_geo).",
        "Looked for means that documents that tell of the one's contacts with others, and of who "
        "attended its meetings, were read; how many stands in each row. None was read completely, "
        "so that a gap is a question to the two secretariats rather than a finding.",
        EXPLAINED,
    ]
    if everywhere:
        notes.append("Left out, since they share members with nearly every other: "
                     f"{', '.join(everywhere)}. connectors=true takes them.")
    return notes


SYNERGY_GAPS = Question(
    name="synergy-gaps",
    title="Which mechanisms share States and themes but have no contact on record?",
    description="Pairs of mechanisms with common member States and common themes, and no contact "
    "on record of any kind, not even as guests of one meeting. A gap is flagged only where "
    "contacts were looked for on both sides, nothing ties the two by their make-up, and shared "
    "members were shown of late; elsewhere it is not known to us.",
    asked_by="GRCP organizers (4); q8-L-1, qb-2",
    parameters=(
        *SCOPE,
        Parameter("min_shared", "integer", "Only pairs that share at least so many member States",
                  "5", "2", least=1, most=250),
        Parameter("min_themes", "integer", "Only pairs that share at least so many themes", "3",
                  "1", least=1, most=100),
        Parameter("connectors", "boolean", "Whether mechanisms that are open to all, or have "
                  "nearly all States, are taken along", "true", "false"),
    ),
    columns=(
        Column("a", "id", "One mechanism"),
        Column("b", "id", "The other, later in the order of ids"),
        Column("relation", "text", "What ties the two by their make-up; empty where nothing known "
               "does"),
        Column("shared", "integer", "Member States of both"),
        Column("states", "ids", "These States"),
        Column("fresh", "integer", "How many of them were shown in both within five years before "
               "the day, or have an end that is known"),
        Column("themes", "ids", "Themes on which both work"),
        Column("q_size", "number", "Chance of sharing as many or more States by sizes, corrected "
               "for the number of pairs (see `overlap`)"),
        Column("q_geo", "number", "The same by sizes in each region"),
        Column("looked", "text", "How far contacts and attendance were looked for on either side"),
        Column("gap", "boolean", "yes: looked for on both sides and none on record; empty: not "
               "known to us, or tied by make-up"),
    ),
    answer=_gaps,
    claim_level="L2",
    suffices="in part",
    data="Members and themes are held for most mechanisms; for most pairs nobody looked for "
    "contacts on both sides, and these stay without a verdict.",
    cypher="""\
MATCH (x:Mechanism)<-[r:MEMBER_OF]-(s:State)-[q:MEMBER_OF]->(y:Mechanism)
WHERE x.id < y.id AND x.ring = 'listed' AND y.ring = 'listed'
  AND x.standing_from <= $as_of AND $as_of <= x.standing_to
  AND y.standing_from <= $as_of AND $as_of <= y.standing_to
  AND r.standing_from <= $as_of AND $as_of <= r.standing_to
  AND q.standing_from <= $as_of AND $as_of <= q.standing_to
  AND coalesce(x.open_to_all, false) = false AND coalesce(y.open_to_all, false) = false
WITH DISTINCT x, y, s.id AS state ORDER BY state
WITH x, y, count(state) AS shared, collect(state) AS states
WHERE shared >= $min_shared
MATCH (x)-[u:WORKS_ON]->(t:Theme)<-[v:WORKS_ON]-(y)
WHERE u.standing_from <= $as_of AND $as_of <= u.standing_to
  AND v.standing_from <= $as_of AND $as_of <= v.standing_to
WITH DISTINCT x, y, shared, states, t.id AS theme ORDER BY theme
WITH x, y, shared, states, collect(theme) AS themes, count(theme) AS number
WHERE number >= $min_themes
  AND NOT EXISTS { MATCH (x)-[c:IN_CONTACT]-(y) WHERE c.date_min <= $as_of }
  AND NOT EXISTS { MATCH (x)-[c:OBSERVER_OF]-(y) WHERE c.from_min <= $as_of }
  AND NOT EXISTS { MATCH (x)<-[:HELD_BY]-(m:Meeting)-[:HELD_BY]->(y)
                   WHERE coalesce(m.start_min, 0) <= $as_of }
  AND NOT EXISTS { MATCH (x)-[c:ATTENDED]->(m:Meeting)-[:HELD_BY]->(y)
                   WHERE c.as <> 'invited' AND coalesce(m.start_min, 0) <= $as_of }
  AND NOT EXISTS { MATCH (y)-[c:ATTENDED]->(m:Meeting)-[:HELD_BY]->(x)
                   WHERE c.as <> 'invited' AND coalesce(m.start_min, 0) <= $as_of }
  AND NOT EXISTS { MATCH (x)-[c:ATTENDED]->(m:Meeting)<-[d:ATTENDED]-(y)
                   WHERE c.as <> 'invited' AND d.as <> 'invited'
                     AND coalesce(m.start_min, 0) <= $as_of }
  AND NOT EXISTS { MATCH (x)<-[:MADE_BY]-(p)-[:CITES]-(o)-[:MADE_BY|HELD_BY]->(y)
                   WHERE coalesce(p.adopted_min, 0) <= $as_of }
RETURN x.id AS a, y.id AS b, shared, states, themes
ORDER BY a, b
""",
)
