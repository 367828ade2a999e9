"""What is disputed, what rests on one source only, what is merely recalled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph.errors import UnknownId
from graph.questions.given import Given
from graph.questions.question import Column, Parameter, Question
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Node, Snapshot

_WHAT = Parameter(
    "what", "choice", "disputed: sources give other values; single: one source only; recalled: "
    "general knowledge that no source at hand says", "single", "disputed",
    values=("disputed", "single", "recalled"),
)
_MECHANISM = Parameter(
    "mechanism", "id", "Only what is about this mechanism or ends there", "rcm", "",
    labels=("Mechanism",),
)
_PER_KIND = Parameter(
    "per_kind", "integer", "How many of each kind at most; the rest is counted in a note", "10",
    "50", least=1, most=1000,
)
_OF_NO_FACT = ("Coverage", "Claim", "Source", "Theme", "GcmObjective", "Region")
_DERIVED_EDGES = ("ABOUT", "STATED_IN", "COVERAGE_OF", "SOURCED_FROM", "BROADER", "ALIGNED_WITH",
                  "IN_REGION")
"""What holds by our own scheme or by a standard classification needs no second source."""
_PRESENCE = ("presence", "capacity", "role")


def _about(snapshot: Snapshot, key: str) -> Node | Edge | None:
    if "|" not in key:
        return snapshot.find(key)
    try:
        return snapshot.edge(key)
    except UnknownId:
        return None


def _rivals(snapshot: Snapshot, given: Given) -> Iterator[tuple[Node, Node | Edge]]:
    """Claims about a property that a fact or node holds otherwise, each with what it speaks of.

    Claims on the whole network, counts and listings are no rival values of a fact here.
    """
    for claim in snapshot.nodes("Claim"):
        element = _about(snapshot, str(claim.get("fact")))
        prop = str(claim.get("property", ""))
        if element is None:
            continue
        held = element.get(prop)
        if held is None and not (isinstance(element, Edge) and prop in _PRESENCE):
            continue
        if str(held) != str(claim.get("value")):
            yield claim, element


def _disputed(snapshot: Snapshot, given: Given) -> Iterator[tuple[str, str, list[Node | Edge],
                                                                  dict[str, str | None]]]:
    for claim, element in _rivals(snapshot, given):
        edge = isinstance(element, Edge)
        prop = str(claim.get("property"))
        held = element.get(prop)
        yield (element.type if isinstance(element, Edge) else element.label,
               element.fact if isinstance(element, Edge) else element.id, [claim, element],
               {"property": prop, "held": str(held) if held is not None else
                "stands" if edge else None, "rival": str(claim.get("value")),
                "attested": claim.get("attested")})


def _every(snapshot: Snapshot) -> Iterator[tuple[str, str, Node | Edge]]:
    for node_kind in snapshot.schema.nodes:
        if node_kind.label not in _OF_NO_FACT:
            for node in snapshot.nodes(node_kind.label):
                yield node_kind.label, node.id, node
    for edge_kind in snapshot.schema.edges:
        if edge_kind.type not in _DERIVED_EDGES:
            for edge in snapshot.edges(edge_kind.type):
                yield edge_kind.type, edge.fact, edge


def _weak(snapshot: Snapshot, what: str) -> Iterator[tuple[str, str, list[Node | Edge],
                                                           dict[str, str | None]]]:
    for kind, key, element in _every(snapshot):
        if what == "recalled":
            taken = element.get("basis") == "recalled"
        else:
            taken = len(element.get("sources", ())) == 1 and element.get("basis") == "read"
        if taken:
            yield kind, key, [element], {}


def _of_mechanism(snapshot: Snapshot, mechanism: str, element: Node | Edge) -> bool:
    ends = ((element.tail, element.head) if isinstance(element, Edge) else (element.id,))
    return not mechanism or mechanism in ends or any(
        edge.head == mechanism for end in ends
        for edge_type in ("HELD_BY", "MADE_BY") for edge in snapshot.edges(edge_type, tail=end)
    )


def _answer(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, what, mechanism = Sheet(), given.text("what"), given.text("mechanism")
    found = _disputed(snapshot, given) if what == "disputed" else _weak(snapshot, what)
    kinds: dict[str, int] = defaultdict(int)
    for kind, key, facts, cells in sorted(found, key=lambda row: (row[0], row[1], row[2][0].get(
            "id", ""))):
        if not _of_mechanism(snapshot, mechanism, facts[-1]):
            continue
        kinds[kind] += 1
        if kinds[kind] > given.integer("per_kind"):
            continue
        ends = ((facts[-1].tail, facts[-1].head) if isinstance(facts[-1], Edge)
                else (facts[-1].id,))
        sheet.add(facts, kind=kind, fact=key, ends=list(dict.fromkeys(ends)),
                  names=[snapshot.node(end).name for end in ends],
                  property=cells.get("property"), held=cells.get("held"),
                  rival=cells.get("rival"), attested=cells.get("attested"),
                  basis=facts[-1].get("basis"),
                  held_sources=list(facts[-1].get("sources", ())),
                  rival_sources=list(facts[0].get("sources", ())) if what == "disputed" else [])
    more = {kind: n - given.integer("per_kind") for kind, n in sorted(kinds.items())
            if n > given.integer("per_kind")}
    if more:
        sheet.note("Not shown, by kind: " + ", ".join(f"{kind} {n}" for kind, n in more.items())
                   + "; per_kind shows more.")
    if what == "disputed":
        sheet.note("The value held follows the newest, then the most official source; the rival "
                   "stands with its own. Neither is called wrong. Figures published about all "
                   "mechanisms together are held against the graph elsewhere "
                   "(`iscm check --claims`).")
    elif what == "single":
        sheet.note("One source is no fault: most lists are published once. It tells where a "
                   "second source would help. What follows by a rule is not listed.")
    return sheet


DISPUTED = Question(
    name="disputed",
    title="What is disputed, what rests on one source only, what is merely recalled?",
    description="Facts for which another source gives another value, with both; or facts with one "
    "source only; or facts from general knowledge, for which no source was read. By kind, and "
    "bounded.",
    asked_by="analysts (23)",
    parameters=(_WHAT, _MECHANISM, _PER_KIND),
    columns=(
        Column("kind", "text", "Kind of fact or node"),
        Column("fact", "text", "Key of the fact, or id of the node"),
        Column("ends", "ids", "What it is about: both ends of a fact, or the node itself"),
        Column("names", "texts", "Their names"),
        Column("property", "text", "What is disputed"),
        Column("held", "text", "What the graph holds; stands: the fact as such"),
        Column("rival", "text", "What another source says"),
        Column("attested", "date", "When the other source says so"),
        Column("basis", "text", "read: a source says it; derived: by a rule; recalled"),
        Column("held_sources", "ids", "Sources of what is held"),
        Column("rival_sources", "ids", "Sources of the rival value"),
    ),
    answer=_answer,
    cypher="""\
// What is disputed (the rival values), first about edges, then about nodes; all of each kind
MATCH (c:Claim)-[:ABOUT]->(a)
MATCH (a)-[r]->(b)
WHERE r.fact = c.fact
WITH c, r, a.id AS one, b.id AS other, r[c.property] AS held
WHERE (held IS NOT NULL OR c.property IN ['presence', 'capacity', 'role'])
  AND toString(coalesce(held, '')) <> c.value
  AND ($mechanism = '' OR one = $mechanism OR other = $mechanism)
RETURN type(r) AS kind, r.fact AS fact, c.property AS property, c.value AS rival,
       c.attested AS attested, r.basis AS basis
UNION
MATCH (c:Claim)-[:ABOUT]->(n)
WHERE n.id = c.fact
OPTIONAL MATCH (n)-[:HELD_BY|MADE_BY]->(m:Mechanism {id: $mechanism})
WITH c, n, n[c.property] AS held, coalesce(m.id, '') AS of
WHERE held IS NOT NULL AND toString(held) <> c.value AND (n.id = $mechanism OR of = $mechanism)
RETURN labels(n)[0] AS kind, n.id AS fact, c.property AS property, c.value AS rival,
       c.attested AS attested, n.basis AS basis
""",
)
