"""Who takes part: the mechanisms of a State, the members of a mechanism, who is in two of them."""

from __future__ import annotations

from graph.questions.given import Given
from graph.questions.question import (
    DATED,
    LEVEL,
    MECHANISM,
    RING,
    STATE,
    A,
    B,
    Column,
    Question,
)
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Snapshot

ROLES = {
    "MEMBER_OF": "member", "OBSERVER_OF": "observer", "PARTICIPATES_IN": "participant",
    "CHAIRED": "chair",
}
"""Edge types by which a State has a part in a mechanism, and what each is called."""
_DATES = (
    Column("since", "date", "Since when, as the source gives it"),
    Column("until", "date", "Until when; open: still so when last seen"),
    Column("last_seen", "date", "Last date on which a source shows it"),
    Column("basis", "text", "read: a source says it; derived: by a rule; recalled"),
)


def _dates(edge: Edge) -> dict[str, str | None]:
    return {
        "since": edge.get("start"), "until": edge.get("end"),
        "last_seen": edge.get("attested_last"), "basis": edge.get("basis"),
    }


def _role(edge: Edge) -> str:
    return str(edge.get("title") or ROLES[edge.type])


# -- of a State ------------------------------------------------------------------------------------


def _of_a_state(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, state = Sheet(), given.text("state")
    wanted = {node.id: node for node in given.mechanisms()}
    for edge_type in ROLES:
        for edge in given.edges(edge_type, tail=state):
            if mechanism := wanted.get(edge.head):
                sheet.add(edge, mechanism=edge.head, name=mechanism.name, role=_role(edge),
                          called=edge.get("called"), **_dates(edge))
    sheet.rows.sort(key=lambda row: (str(row.cells["mechanism"]), str(row.cells["role"])))
    return sheet


MECHANISMS_OF_STATE = Question(
    name="mechanisms-of-state",
    title="Which mechanisms is a State in on a day, in what role, and who says so?",
    description="Every part that a State or territory has: member, observer, chair, or taking "
    "part in a forum that is open to all and publishes no list.",
    asked_by="policy officers (1)",
    parameters=(STATE, *DATED, RING, LEVEL),
    columns=(
        Column("mechanism", "id", "Id of the mechanism"),
        Column("name", "text", "Its name"),
        Column("role", "text", "member, observer, participant, or the title of the chair"),
        Column("called", "text", "What the mechanism calls it, where that is held"),
        *_DATES,
    ),
    answer=_of_a_state,
    cypher="""\
MATCH (s {id: $state})-[r:MEMBER_OF|OBSERVER_OF|PARTICIPATES_IN|CHAIRED]->(m:Mechanism)
WHERE r.standing_from <= $as_of AND $as_of <= r.standing_to AND m.ring = 'listed'
RETURN m.id AS mechanism, m.name AS name,
       CASE type(r) WHEN 'MEMBER_OF' THEN 'member' WHEN 'OBSERVER_OF' THEN 'observer'
            WHEN 'PARTICIPATES_IN' THEN 'participant' ELSE coalesce(r.title, 'chair') END AS role,
       r.called AS called, r.start AS since, r.end AS until, r.attested_last AS last_seen,
       r.basis AS basis
ORDER BY mechanism, role, since
""",
)


# -- of a mechanism --------------------------------------------------------------------------------


def _of_a_mechanism(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, mechanism = Sheet(), given.text("mechanism")
    for edge in snapshot.edges("MEMBER_OF", head=mechanism):
        if given.trusts(edge):
            sheet.add(edge, member=edge.tail, name=snapshot.node(edge.tail).name,
                      spell=edge.spell, **_dates(edge), end_reason=edge.get("end_reason"),
                      stands=given.reading.stands(edge))
    if not sheet.rows:
        sheet.note("No member is held for this mechanism; that is no finding about it.")
    return sheet


MEMBERS_OF_MECHANISM = Question(
    name="members-of-mechanism",
    title="Who joined, left or came back to a mechanism, and when?",
    description="Every spell of membership with its dates as the sources give them; who came "
    "back has several.",
    asked_by="policy officers (2)",
    parameters=(MECHANISM, *DATED),
    columns=(
        Column("member", "id", "State, territory or organization"),
        Column("name", "text", "Its name"),
        Column("spell", "integer", "Number of the spell"),
        *_DATES,
        Column("end_reason", "text", "Why it ended, where a source says so"),
        Column("stands", "boolean", "Whether it stands on the day asked for"),
    ),
    answer=_of_a_mechanism,
    cypher="""\
MATCH (s)-[r:MEMBER_OF]->(:Mechanism {id: $mechanism})
RETURN s.id AS member, s.name AS name, r.spell AS spell, r.start AS since, r.end AS until,
       r.attested_last AS last_seen, r.basis AS basis, r.end_reason AS end_reason,
       r.standing_from <= $as_of AND $as_of <= r.standing_to AS stands
ORDER BY member, spell
""",
)


# -- of two ----------------------------------------------------------------------------------------


def _of_both(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, one, other = Sheet(), given.text("a"), given.text("b")
    for first in given.edges("MEMBER_OF", head=one):
        for second in given.edges("MEMBER_OF", tail=first.tail, head=other):
            chairs = [e for m in (one, other) for e in given.edges("CHAIRED", tail=first.tail,
                                                                   head=m)]
            sheet.add(first, second, chairs, member=first.tail,
                      name=snapshot.node(first.tail).name,
                      since_in_a=first.get("start"), since_in_b=second.get("start"),
                      chairs=sorted({edge.head for edge in chairs}))
    return sheet


IN_BOTH = Question(
    name="in-both",
    title="Who sits in both of two mechanisms, and chairs either now?",
    description="Common members on a day. Common members say nothing by themselves: neighbours "
    "share mechanisms by where they lie (see `overlap`).",
    asked_by="GRCP organizers (6)",
    parameters=(A, B, *DATED),
    columns=(
        Column("member", "id", "State, territory or organization"),
        Column("name", "text", "Its name"),
        Column("since_in_a", "date", "Member of the first since"),
        Column("since_in_b", "date", "Member of the second since"),
        Column("chairs", "ids", "Which of the two it chairs on the day"),
    ),
    answer=_of_both,
    cypher="""\
MATCH (:Mechanism {id: $a})<-[r:MEMBER_OF]-(s)-[q:MEMBER_OF]->(:Mechanism {id: $b})
WHERE r.standing_from <= $as_of AND $as_of <= r.standing_to
  AND q.standing_from <= $as_of AND $as_of <= q.standing_to
OPTIONAL MATCH (s)-[c:CHAIRED]->(m:Mechanism)
WHERE m.id IN [$a, $b] AND c.standing_from <= $as_of AND $as_of <= c.standing_to
WITH s, r, q, m.id AS chaired ORDER BY chaired
RETURN s.id AS member, s.name AS name, r.start AS since_in_a, q.start AS since_in_b,
       collect(DISTINCT chaired) AS chairs
ORDER BY member, since_in_a, since_in_b
""",
)
