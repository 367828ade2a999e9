"""How far we looked: for each mechanism and kind of fact."""

from __future__ import annotations

from graph.questions.given import Given
from graph.questions.question import LEVEL, RING, Column, Parameter, Question
from graph.questions.recommended import BY_MECHANISM
from graph.questions.sheet import Sheet
from graph.schema.nodes import EXTENTS
from graph.snapshot import Snapshot

_ALL = "all"
_OF = Parameter(
    "of", "choice", "Only for this kind of fact", "ATTENDED", _ALL,
    values=(_ALL, "ATTENDED", "CHAIRED", "HAS_STRUCTURE", "IN_CONTACT", "MEMBER_OF", "Meeting",
            "Recommendation", "SERVES"),
)
_EXTENT = Parameter("extent", "choice", "Only where one looked so far", "not looked at", _ALL,
                    values=(_ALL, *EXTENTS))


def _coverage(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, only = Sheet(), given.text("mechanism")
    of, extent = given.text("of"), given.text("extent")
    for mechanism in given.mechanisms():
        if only not in ("", mechanism.id):
            continue
        held = [(snapshot.node(edge.tail), edge)
                for edge in snapshot.edges("COVERAGE_OF", head=mechanism.id)]
        for node, edge in sorted(held, key=lambda pair: str(pair[0].get("of"))):
            if of in (_ALL, node.get("of")) and extent in (_ALL, node.get("extent")):
                sheet.add(node, edge, mechanism=mechanism.id, name=mechanism.name,
                          of=node.get("of"), extent=node.get("extent"),
                          documents_read=node.get("documents_read"),
                          as_of=node.get("as_of"), note=node.get("note"))
    sheet.note("Not looked at means that nobody looked: silence about it is no finding. Partial: "
               "there is more than we read. The number of documents tells how much we read, not "
               "how active a mechanism is.")
    return sheet


COVERAGE = Question(
    name="coverage",
    title="How far did we look, for each mechanism and kind of fact?",
    description="For each mechanism and kind of fact (who takes part, meetings, attendance, "
    "recommendations …) whether everything was looked at, some of it or nothing, and how many "
    "documents were read for it.",
    asked_by="analysts (23), GRCP organizers (8), policy officers (24)",
    parameters=(BY_MECHANISM, _OF, _EXTENT, RING, LEVEL),
    columns=(
        Column("mechanism", "id", "Id of the mechanism"),
        Column("name", "text", "Its name"),
        Column("of", "text", "Kind of fact"),
        Column("extent", "text", "complete, partial, not looked at"),
        Column("documents_read", "integer", "Documents read for it"),
        Column("as_of", "date", "Up to which date"),
        Column("note", "text", "What limits it"),
    ),
    answer=_coverage,
    cypher="""\
MATCH (c:Coverage)-[:COVERAGE_OF]->(m:Mechanism)
WHERE m.ring = 'listed' AND ($mechanism = '' OR m.id = $mechanism)
  AND ($of = 'all' OR c.of = $of) AND ($extent = 'all' OR c.extent = $extent)
RETURN m.id AS mechanism, m.name AS name, c.of AS of, c.extent AS extent,
       c.documents_read AS documents_read, c.as_of AS as_of, c.note AS note
ORDER BY mechanism, of
""",
)
