"""The structures of a mechanism beside those of its peers."""

from __future__ import annotations

from graph.questions.given import Given
from graph.questions.looked import looked
from graph.questions.question import DATED, MECHANISM, RING, Column, Question
from graph.questions.sheet import Sheet
from graph.reading import stale_since
from graph.snapshot import Node, Snapshot


def peers_of(given: Given, mechanism: str) -> list[Node]:
    """The other mechanisms of its level that stand in the reading, in the ring asked for."""
    level = given.snapshot.node(mechanism).get("level")
    return [node for node in given.standing_mechanisms()
            if node.id != mechanism and node.get("level") == level]


def _structures(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, asked = Sheet(), given.text("mechanism")
    level = snapshot.node(asked).get("level")
    peers = peers_of(given, asked)
    for mechanism in (asked, *(node.id for node in peers)):
        for edge in given.edges("HAS_STRUCTURE", tail=mechanism):
            structure = snapshot.node(edge.head)
            sheet.add(edge, structure, kind=structure.get("kind"), mechanism=mechanism,
                      asked=mechanism == asked, structure=structure.id, name=structure.name,
                      since=edge.get("start"), until=edge.get("end"),
                      last_seen=edge.get("attested_last"), basis=edge.get("basis"),
                      long_unseen=bool(stale_since(edge, given.day)))
    sheet.rows.sort(key=lambda row: (str(row.cells["kind"]), not row.cells["asked"],
                                     str(row.cells["mechanism"]), str(row.cells["structure"])))
    held = sum(map(given.trusts, snapshot.edges("HAS_STRUCTURE", tail=asked)))
    own = sum(bool(row.cells["asked"]) for row in sheet.rows)
    if held > own:
        sheet.note(f"Of {held} structures held of {asked}, {own} stand on the day asked for; for "
                   "the others no source near it shows them, or they ended: mode=any gives all.")
    far = looked(snapshot, asked, "HAS_STRUCTURE")
    if far.at_all:
        sheet.note(f"What is held of the structures of {asked} rests on {far.documents} documents "
                   f"(coverage: {far.noted}); a kind that is missing is one not known to us.")
    else:
        sheet.note(f"For structures of {asked} nobody has looked yet: that none stands here is no "
                   "finding.")
    unseen = [n.id for n in peers if not looked(snapshot, n.id, "HAS_STRUCTURE").at_all]
    if unseen:
        sheet.note(f"For {len(unseen)} of {len(peers)} peers ({level}) nobody has looked for "
                   f"structures yet, so they cannot be compared: {', '.join(unseen)}.")
    return sheet


STRUCTURES = Question(
    name="structures",
    title="What structures does a mechanism have, since when, and what do its peers have?",
    description="Working groups, steering committees, focal points and the like of a mechanism, "
    "and of the other mechanisms of its level, by kind. Secretariats and chairs are told "
    "elsewhere (`dependence`, `members-of-mechanism`).",
    asked_by="policy officers (17); the guiding questions on structures (q8-3-1, q8-3-2)",
    parameters=(MECHANISM, *DATED, RING),
    columns=(
        Column("kind", "text", "Kind of structure"),
        Column("mechanism", "id", "Mechanism that has it"),
        Column("asked", "boolean", "Whether this is the mechanism asked for, not a peer"),
        Column("structure", "id", "Id of the structure"),
        Column("name", "text", "Its name"),
        Column("since", "date", "Since when, as the source gives it"),
        Column("until", "date", "Until when; open: still so when last seen"),
        Column("last_seen", "date", "Last date on which a source shows it"),
        Column("basis", "text", "read: a source says it; derived: by a rule; recalled"),
        Column("long_unseen", "boolean", "Whether no source has shown it for five years"),
    ),
    answer=_structures,
    suffices="in part",
    data="Structures were noted where a source that was read names them, mostly without their "
    "first day: the rows tell what is known, not all there is.",
    cypher="""\
MATCH (me:Mechanism {id: $mechanism})
MATCH (m:Mechanism)-[h:HAS_STRUCTURE]->(s:Structure)
WHERE h.standing_from <= $as_of AND $as_of <= h.standing_to
  AND (m.id = $mechanism OR m.ring = 'listed' AND m.level = me.level
       AND m.standing_from <= $as_of AND $as_of <= m.standing_to)
RETURN s.kind AS kind, m.id AS mechanism, m.id = $mechanism AS asked, s.id AS structure,
       s.name AS name, h.start AS since, h.end AS until, h.attested_last AS last_seen,
       h.basis AS basis
ORDER BY kind, asked DESC, mechanism, structure
""",
)
