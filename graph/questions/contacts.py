"""Contact on record between mechanisms: who met, observed, presented to or cited whom, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from graph.dates import UNKNOWN
from graph.questions.given import Given
from graph.questions.looked import looked
from graph.questions.question import AS_OF, RECALLED, RING, A, B, Column, Question
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Node, Snapshot

REPORTED = "reported: "
"""Kinds that a source states as such (IN_CONTACT) are led by this."""
JOINT, ATTENDED, SAME = "held jointly", "attended", "at the same meeting"
OBSERVER, CITED = "observer", "cited"
DIRECT, CO_ATTENDANCE = "direct", "co-attendance"


@dataclass(frozen=True, slots=True)
class Contact:
    """One record of contact between two mechanisms, `a` before `b` in the alphabet of ids.

    active: the one that observed, presented, attended or cited; "" where both did the same.
    first: the earliest day it can have been, yyyymmdd; 0 where no date is held.
    """

    a: str
    b: str
    date: str | None
    first: int
    last: int
    kind: str
    strength: str
    active: str
    at: str | None
    what: str
    evidence: tuple[Node | Edge, ...]

    @property
    def documented(self) -> bool:
        """Whether a document says that something passed between the two, not only that both met."""
        return self.kind.startswith(REPORTED) or self.kind == CITED


def contacts_on_record(given: Given) -> list[Contact]:
    """Every contact dated on or before the day (or not dated), sorted by pair, date and kind."""
    snapshot, day = given.snapshot, given.day
    found = [
        one for make in (_reported, _meetings, _observers, _citations)
        for one in make(snapshot, given) if one.first <= day and one.a != one.b
    ]
    return sorted(found, key=lambda c: (c.a, c.b, c.date or "", c.kind, c.at or "", c.what))


def _contact(
    one: str, other: str, date: str | None, days: tuple[int, int], kind: str,
    *evidence: Node | Edge, what: str, strength: str = DIRECT, active: str = "",
    at: str | None = None,
) -> Contact:
    a, b = sorted((one, other))
    return Contact(a, b, date, *days, kind, strength, active, at, what, evidence)


def _reported(snapshot: Snapshot, given: Given) -> Iterator[Contact]:
    for edge in snapshot.edges("IN_CONTACT"):
        if given.trusts(edge):
            kind = str(edge.get("kind"))
            both = kind.startswith("joint")
            yield _contact(
                edge.tail, edge.head, edge.get("date"),
                (int(edge.get("date_min", 0)), int(edge.get("date_max", 0))), REPORTED + kind, edge,
                what=str(edge.get("note", "")), active="" if both else edge.tail,
            )


def _meetings(snapshot: Snapshot, given: Given) -> Iterator[Contact]:
    """Held by both; held by one and attended by the other; attended by both as guests."""
    came: dict[str, list[Edge]] = defaultdict(list)
    for mechanism in _mechanisms_that_came(snapshot):
        for edge in snapshot.edges("ATTENDED", tail=mechanism):
            if edge.get("as") != "invited" and given.trusts(edge):
                came[edge.head].append(edge)
    for meeting in sorted(joint_meetings(snapshot) | set(came)):
        node = snapshot.node(meeting)
        hosts = [edge for edge in snapshot.edges("HELD_BY", tail=meeting) if given.trusts(edge)]
        holders = {edge.head for edge in hosts}
        days = (int(node.get("start_min", 0)), int(node.get("start_max", 0)))
        guests = [edge for edge in came[meeting] if edge.tail not in holders]
        for one, other in combinations(hosts, 2):
            yield _contact(one.head, other.head, node.get("start"), days, JOINT, one, other,
                           what=node.name, at=meeting)
        for guest in guests:
            for host in hosts:
                yield _contact(guest.tail, host.head, node.get("start"), days, ATTENDED, guest,
                               host, what=node.name, at=meeting, active=guest.tail)
        for one, other in combinations(guests, 2):
            yield _contact(one.tail, other.tail, node.get("start"), days, SAME, one, other,
                           what=node.name, at=meeting, strength=CO_ATTENDANCE)


def joint_meetings(snapshot: Snapshot) -> set[str]:
    """Ids of the meetings held by several: counted in the column, for most meetings are not."""
    counts = snapshot.table("HELD_BY")["from"].value_counts()
    several = pc.greater(counts.field("counts"), 1)
    return set(counts.field("values").filter(several).to_pylist())


def _mechanisms_that_came(snapshot: Snapshot) -> list[str]:
    """Those that attended any meeting: sought in the column, for attendances are many."""
    came = snapshot.table("ATTENDED")["from"].cast(pa.string())
    known = pa.array([node.id for node in snapshot.nodes("Mechanism")], type=pa.string())
    return sorted(came.filter(pc.is_in(came, value_set=known)).unique().to_pylist())


def _observers(snapshot: Snapshot, given: Given) -> Iterator[Contact]:
    """Observerships, whether they still stand or not: once on record, there was contact."""
    for edge in snapshot.edges("OBSERVER_OF"):
        if snapshot.label_of(edge.tail) == "Mechanism" and given.trusts(edge):
            start = edge.get("start")
            date = edge.get("attested_first") if start == UNKNOWN else start
            days = (int(edge.properties["from_min"]), int(edge.properties["to_max"]))
            yield _contact(
                edge.tail, edge.head, date, days, OBSERVER, edge, active=edge.tail,
                what=f"{snapshot.node(edge.tail).name} as observer",
            )


def _citations(snapshot: Snapshot, given: Given) -> Iterator[Contact]:
    """What one mechanism made cites the other, its meeting, or what it made."""
    for edge in snapshot.edges("CITES"):
        if snapshot.label_of(edge.tail) == "Source" or not given.trusts(edge):
            continue
        citing = snapshot.node(edge.tail)
        days = (int(citing.get("adopted_min", 0)), int(citing.get("adopted_max", 0)))
        for maker in _makers(snapshot, given, edge.tail):
            for cited in _behind(snapshot, given, edge.head):
                owner = cited.head if cited else edge.head
                yield _contact(
                    maker.head, owner, citing.get("adopted"), days, CITED, edge, maker,
                    *([cited] if cited else []), active=maker.head,
                    what=f"{citing.name} cites {snapshot.node(edge.head).name}",
                )


def _makers(snapshot: Snapshot, given: Given, made: str) -> list[Edge]:
    return [
        edge for edge in snapshot.edges("MADE_BY", tail=made)
        if snapshot.label_of(edge.head) == "Mechanism" and given.trusts(edge)
    ]


def _behind(snapshot: Snapshot, given: Given, cited: str) -> list[Edge] | list[None]:
    """The edges from what is cited to the mechanisms it is of; [None] where it is one itself."""
    if snapshot.label_of(cited) == "Mechanism":
        return [None]
    if snapshot.label_of(cited) == "Meeting":
        return [edge for edge in snapshot.edges("HELD_BY", tail=cited) if given.trusts(edge)]
    return _makers(snapshot, given, cited)


def of_pair(found: list[Contact], one: str, other: str) -> list[Contact]:
    """Those between two mechanisms, whatever their order."""
    pair = tuple(sorted((one, other)))
    return [contact for contact in found if (contact.a, contact.b) == pair]


# -- the question ----------------------------------------------------------------------------------


def _contacts(snapshot: Snapshot, given: Given) -> Sheet:
    sheet = Sheet()
    wanted = {one for one in (given.text("a"), given.text("b")) if one}
    scope = {node.id for node in given.mechanisms()} | wanted
    for one in contacts_on_record(given):
        if {one.a, one.b} <= scope and wanted <= {one.a, one.b}:
            sheet.add(*one.evidence, a=one.a, b=one.b, date=one.date, kind=one.kind,
                      strength=one.strength, active=one.active or None, at=one.at, what=one.what)
    asked = sorted(wanted or scope)
    silent = [m for m in asked if not looked(snapshot, m, "IN_CONTACT").at_all]
    if silent:
        named = f": {', '.join(silent)}" if wanted else ""
        sheet.note(f"For {len(silent)} of {len(asked)} mechanisms nobody looked for contacts as "
                   f"such{named}; what is shown of them follows from attendance alone.")
    sheet.note("Rows are records, not events: one meeting can be told of by several.")
    return sheet


_OPTIONAL = "; of all mechanisms if none is given"
CONTACTS = Question(
    name="contacts",
    title="Which contacts between mechanisms are on record, of what kind and when?",
    description="Every record of contact up to the day: contacts that a source states as such, "
    "meetings held jointly, one mechanism at the other's meeting, both as guests at a third's "
    "meeting, observerships, and one citing what the other made. Who was only invited is not "
    "counted as there.",
    asked_by="GRCP organizers (4), policy officers (5); qb-2",
    parameters=(
        replace(A, default="", description="Only contacts of this mechanism" + _OPTIONAL),
        replace(B, default="", description="Only contacts with this one" + _OPTIONAL),
        AS_OF, replace(RING, default="all"), RECALLED,
    ),
    columns=(
        Column("a", "id", "One mechanism"),
        Column("b", "id", "The other, later in the order of ids"),
        Column("date", "date", "When, as the source gives it; of an observership since when, or "
               "when it was first shown"),
        Column("kind", "text", "reported: a source states the contact; held jointly; attended: "
               "one was at the other's meeting; at the same meeting, of a third; observer; cited"),
        Column("strength", "text", "direct: between the two; co-attendance: both were guests of a "
               "third, which is no more than a chance to meet"),
        Column("active", "id", "The one that observed, presented, attended or cited"),
        Column("at", "id", "The meeting, where it is held as one"),
        Column("what", "text", "The meeting's name, or what the source says"),
    ),
    answer=_contacts,
    suffices="in part",
    data="Contacts are held where a document that was read tells of one: that none stands here "
    "does not show that there was none.",
    cypher="""\
MATCH (x:Mechanism)-[r:IN_CONTACT]->(y:Mechanism)
WHERE r.date_min <= $as_of
RETURN CASE WHEN x.id < y.id THEN x.id ELSE y.id END AS a,
       CASE WHEN x.id < y.id THEN y.id ELSE x.id END AS b, r.date AS date,
       'reported: ' + r.kind AS kind, 'direct' AS strength,
       CASE WHEN r.kind STARTS WITH 'joint' THEN null ELSE x.id END AS active,
       null AS at, coalesce(r.note, '') AS what
UNION ALL
MATCH (x:Mechanism)<-[:HELD_BY]-(m:Meeting)-[:HELD_BY]->(y:Mechanism)
WHERE x.id < y.id AND coalesce(m.start_min, 0) <= $as_of
RETURN x.id AS a, y.id AS b, m.start AS date, 'held jointly' AS kind, 'direct' AS strength,
       null AS active, m.id AS at, m.name AS what
UNION ALL
MATCH (x:Mechanism)-[r:ATTENDED]->(m:Meeting)-[:HELD_BY]->(y:Mechanism)
WHERE r.as <> 'invited' AND NOT (m)-[:HELD_BY]->(x) AND coalesce(m.start_min, 0) <= $as_of
RETURN CASE WHEN x.id < y.id THEN x.id ELSE y.id END AS a,
       CASE WHEN x.id < y.id THEN y.id ELSE x.id END AS b, m.start AS date,
       'attended' AS kind, 'direct' AS strength, x.id AS active, m.id AS at, m.name AS what
UNION ALL
MATCH (x:Mechanism)-[r:ATTENDED]->(m:Meeting)<-[q:ATTENDED]-(y:Mechanism)
WHERE x.id < y.id AND r.as <> 'invited' AND q.as <> 'invited' AND NOT (m)-[:HELD_BY]->(x)
  AND NOT (m)-[:HELD_BY]->(y) AND coalesce(m.start_min, 0) <= $as_of
RETURN x.id AS a, y.id AS b, m.start AS date, 'at the same meeting' AS kind,
       'co-attendance' AS strength, null AS active, m.id AS at, m.name AS what
UNION ALL
MATCH (x:Mechanism)-[r:OBSERVER_OF]->(y:Mechanism)
WHERE r.from_min <= $as_of
RETURN CASE WHEN x.id < y.id THEN x.id ELSE y.id END AS a,
       CASE WHEN x.id < y.id THEN y.id ELSE x.id END AS b,
       CASE WHEN r.start = 'unknown' THEN r.attested_first ELSE r.start END AS date,
       'observer' AS kind, 'direct' AS strength, x.id AS active, null AS at,
       x.name + ' as observer' AS what
UNION ALL
MATCH (x:Mechanism)<-[:MADE_BY]-(p)-[:CITES]->(q)-[:MADE_BY|HELD_BY]->(y:Mechanism)
WHERE x.id <> y.id AND coalesce(p.adopted_min, 0) <= $as_of
RETURN CASE WHEN x.id < y.id THEN x.id ELSE y.id END AS a,
       CASE WHEN x.id < y.id THEN y.id ELSE x.id END AS b, p.adopted AS date,
       'cited' AS kind, 'direct' AS strength, x.id AS active, null AS at,
       p.name + ' cites ' + q.name AS what
""",
)
