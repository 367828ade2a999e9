"""What mechanisms say they are for, and what they give priority to."""

from __future__ import annotations

from graph.questions.given import Given
from graph.questions.question import LEVEL, RING, SCOPE, Column, Question
from graph.questions.regions import SCHEME, WORLD, continents_covered, covering
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Snapshot


def _aims(snapshot: Snapshot, given: Given) -> Sheet:
    sheet = Sheet()
    for node in given.mechanisms():
        if node.get("purpose") or node.get("objectives"):
            sheet.add(node, mechanism=node.id, name=node.name, level=str(node.get("level")),
                      purpose=node.get("purpose"), objectives=list(node.get("objectives", ())))
    sheet.note("Purposes and aims are those that texts state, in our own words; motives that "
               "nobody states cannot be read from them.")
    return sheet


AIMS = Question(
    name="aims",
    title="What do mechanisms say they are for?",
    description="Stated purpose and aims, by mechanism and level.",
    asked_by="the IMP report of 2004 (qi-1-3), the Country Reporting System of 2005 (qc-2)",
    parameters=(RING, LEVEL),
    columns=(
        Column("mechanism", "id", "The mechanism"),
        Column("name", "text", "Its name"),
        Column("level", "text", "regional, interregional or global"),
        Column("purpose", "text", "What it is for, in our own words"),
        Column("objectives", "texts", "Aims it has stated, in our own words"),
    ),
    answer=_aims, suffices="in part",
    data="The data suffice for stated aims; the motives behind them are not in any table.",
    cypher="""\
MATCH (m:Mechanism)
WHERE m.ring = 'listed' AND (m.purpose IS NOT NULL OR m.objectives IS NOT NULL)
RETURN m.id AS mechanism, m.name AS name, m.level AS level, m.purpose AS purpose,
       coalesce(m.objectives, []) AS objectives
ORDER BY mechanism
""",
)


def _priorities(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, covered = Sheet(), continents_covered(snapshot)
    wanted = {node.id for node in given.mechanisms()}
    found: dict[str, dict[str, list[Edge]]] = {}
    for edge in given.edges("WORKS_ON"):
        for region in covered.get(edge.tail, {}) if edge.tail in wanted else ():
            if region != WORLD:
                found.setdefault(edge.head, {}).setdefault(region, []).append(edge)
    for theme, regions in sorted(found.items()):
        edges = [edge for here in regions.values() for edge in here]
        covers = [c for region, here in regions.items() for edge in here
                  for c in covered[edge.tail][region]]
        stated = [e for e in edges if e.get("standing") == "stated priority"]
        sheet.add(edges, covers, theme=theme, name=snapshot.node(theme).name,
                  regions=sorted(regions), mechanisms=sorted({e.tail for e in edges}),
                  stated_priority_of=sorted({e.tail for e in stated}), covering=covering(covers))
    sheet.note("A theme that stands in one region only is one that is known to us there alone: "
               "mechanisms whose texts we read more of have more themes. " + SCHEME)
    sheet.note("Mechanisms that cover the whole world are left out here.")
    return sheet


PRIORITIES_BY_REGION = Question(
    name="priorities-by-region",
    title="Which themes do mechanisms of several regions work on, and which those of one?",
    description="Each theme with the continents whose mechanisms work on it, and with those "
    "mechanisms that call it a priority themselves.",
    asked_by="the IMP report of 2004 (qi-1-4)",
    parameters=SCOPE,
    columns=(
        Column("theme", "id", "The theme"),
        Column("name", "text", "Its name"),
        Column("regions", "ids", "Continents covered by mechanisms that work on it"),
        Column("mechanisms", "ids", "These mechanisms"),
        Column("stated_priority_of", "ids", "Those of them that call it a priority"),
        Column("covering", "texts", "Which region each of them covers"),
    ),
    answer=_priorities, suffices="in part",
    data="The data suffice for themes that texts name; whether starting from common or from "
    "different priorities is more useful is a judgement that they leave to the reader.",
)
