"""Documents that cite or take up what mechanisms recommended, adopted, discussed."""

from __future__ import annotations

from graph.questions.given import Given
from graph.questions.question import RECALLED, Column, Parameter, Question
from graph.questions.recommended import by_tail
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Snapshot

_ALL = "all"
_CITED = Parameter(
    "cited", "choice", "What is cited", "Mechanism", _ALL,
    values=(_ALL, "Recommendation", "Instrument", "Meeting", "Series", "Mechanism"),
)
_ACTS = Parameter(
    "acts_only", "boolean", "Only where the source says whose act it is (a State's, an "
    "organization's, a mechanism's), leaving out studies and comment", "true", "false",
)
_CITING = Parameter(
    "citing", "choice", "Only what texts of mechanisms, or what other documents cite", "Instrument",
    _ALL, values=(_ALL, "Source", "Instrument", "Recommendation"),
)


def _taken_up(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, makers = Sheet(), by_tail(given, "MADE_BY")
    acts, cited, citing = given.flag("acts_only"), given.text("cited"), given.text("citing")
    for edge in given.edges("CITES"):
        document, target = snapshot.node(edge.tail), snapshot.node(edge.head)
        made: list[Edge] = makers[edge.tail]
        if cited not in (_ALL, target.label) or citing not in (_ALL, document.label):
            continue
        if acts and not (made or edge.get("by")):
            continue
        sheet.add(
            edge, document, made,
            document=edge.tail, title=document.name,
            kind=document.get("kind") if document.label == "Source" else document.label.lower(),
            symbol=document.get("symbol"), year=document.get("year"),
            made_by=sorted(e.head for e in made), whose_act=edge.get("by"),
            cited=edge.head, cited_name=target.name, cited_kind=target.label,
            what=edge.get("note"), locator=edge.get("locator"), basis=edge.get("basis"),
        )
    sheet.note("A document that assesses a mechanism is listed too: it speaks of it and takes "
               "nothing up. acts_only=true leaves such documents out.")
    sheet.note("A link stands where a document says so, or where another source says it of the "
               "document (then the row's source is not the document). That the act would not "
               "have come about otherwise is said by none.")
    return sheet


TAKEN_UP = Question(
    name="taken-up",
    title="Which documents cite or take up what mechanisms recommended, adopted or discussed?",
    description="Every documented link from a document of the United Nations, a State, a study or "
    "another mechanism to a recommendation, text, meeting, series or mechanism, with whose act it "
    "is where a source says so.",
    asked_by="analysts (14), q8-2-3, q8-2-4, qc-1, qi-2-1, qi-3-1",
    parameters=(_CITED, _CITING, _ACTS, RECALLED),
    columns=(
        Column("document", "id", "The document, text or recommendation that cites"),
        Column("title", "text", "Its title"),
        Column("kind", "text", "Kind of document"),
        Column("symbol", "text", "Document symbol"),
        Column("year", "integer", "Year of publication"),
        Column("made_by", "ids", "Mechanisms or organizations whose text it is, where held"),
        Column("whose_act", "id", "State or organization whose act the source tells of"),
        Column("cited", "id", "What is cited or taken up"),
        Column("cited_name", "text", "Its name"),
        Column("cited_kind", "text", "Kind of thing"),
        Column("what", "text", "What the source says, in our own words"),
        Column("locator", "text", "Where in the document"),
        Column("basis", "text", "read: a source says it; derived: by a rule; recalled"),
    ),
    answer=_taken_up,
    claim_level="L4",
    suffices="in part",
    data="Listed is what was come upon; no body of documents was searched through for citations, "
    "so that none is listed for a mechanism is no finding.",
    cypher="""\
MATCH (d)-[c:CITES]->(x)
WHERE ($cited = 'all' OR $cited IN labels(x)) AND ($citing = 'all' OR $citing IN labels(d))
OPTIONAL MATCH (d)-[:MADE_BY]->(m)
WITH d, c, x, m.id AS maker ORDER BY maker
WITH d, c, x, collect(maker) AS made_by
WHERE NOT $acts_only OR size(made_by) > 0 OR c.by IS NOT NULL
RETURN d.id AS document, d.name AS title, d.symbol AS symbol, d.year AS year, made_by,
       c.by AS whose_act, x.id AS cited, x.name AS cited_name, c.note AS what,
       c.locator AS locator, c.basis AS basis
ORDER BY document, cited, c.spell
""",
)
