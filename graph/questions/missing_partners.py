"""Which kinds of actor a mechanism works with, and which its peers work with."""

from __future__ import annotations

from collections import defaultdict

from graph.questions.given import Given
from graph.questions.looked import looked
from graph.questions.question import DATED, MECHANISM, RING, Column, Question
from graph.questions.sheet import Sheet
from graph.questions.structures import peers_of
from graph.questions.ties import Tie, ties
from graph.schema.nodes import ACTOR_TYPES
from graph.snapshot import Edge, Node, Snapshot

GROUPS = {"civil society group": "non-governmental", "business group": "private sector"}
"""Structures through which actors of a kind take part without being named one by one."""


def _missing(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, asked = Sheet(), given.text("mechanism")
    far = looked(snapshot, asked, "SERVES")
    peers = peers_of(given, asked)
    seen = {node.id: far_there for node in peers
            if (far_there := looked(snapshot, node.id, "SERVES")).at_all}
    by_type: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties(given):
        by_type[str(snapshot.node(tie.organization).get("actor_type"))].append(tie)
    for actor_type in ACTOR_TYPES:
        found = by_type[actor_type]
        own = [tie for tie in found if tie.mechanism == asked]
        now = [tie for tie in own if tie.stands]
        before = [tie for tie in own if tie.seen and not tie.stands]
        theirs = [tie for tie in found if tie.stands and tie.mechanism in seen]
        groups = _groups(given, asked, actor_type)
        with_one = sorted({tie.mechanism for tie in theirs})
        known = ("known to us" if now or groups else
                 "seen before, not known to us on the day" if before else far.none_found)
        sheet.add(
            (edge for tie in (*now, *before, *theirs) for edge in tie.edges),
            (snapshot.node(tie.organization) for tie in (*now, *before, *theirs)),
            (e for pair in groups for e in pair), *far.evidence,
            (e for one in seen.values() for e in one.evidence),
            actor_type=actor_type, known=known,
            organizations=sorted({tie.organization for tie in now}),
            roles=[f"{tie.organization}: {tie.role}" for tie in now],
            groups=sorted(structure.id for _, structure in groups),
            seen_before=[f"{tie.organization}: {tie.role}" for tie in before],
            documents_read=far.documents, peers_with=with_one, peer_ties=len(theirs),
            peers_looked_at=len(seen),
        )
    level = snapshot.node(asked).get("level")
    sheet.note(f"Peers: the {len(seen)} of {len(peers)} other {level} mechanisms for which the "
               f"organizations that serve were looked for: {', '.join(sorted(seen)) or 'none'}.")
    if any(one.extent != "complete" for one in seen.values()):
        sheet.note("Lists that are not complete are among them: a peer may have more.")
    if not far.at_all:
        sheet.note(f"Nobody has looked yet for the organizations that serve {asked}; what stands "
                   "here was met by the way.")
    return sheet


def _groups(given: Given, mechanism: str, actor_type: str) -> list[tuple[Edge, Node]]:
    pairs = [(edge, given.snapshot.node(edge.head))
             for edge in given.edges("HAS_STRUCTURE", tail=mechanism)]
    return [(edge, node) for edge, node in pairs
            if GROUPS.get(str(node.get("kind"))) == actor_type]


_TYPES = ", ".join(f"'{one}'" for one in ACTOR_TYPES)

MISSING_PARTNERS = Question(
    name="missing-partners",
    title="Which kinds of actor does a mechanism work with, and which do its peers?",
    description="For each of the ten kinds of actor, the organizations that serve a mechanism, "
    "host its secretariat, observe it or are members of it, and which other mechanisms of its "
    "level have such a tie. That a kind is missing among what we know is not that it is missing.",
    asked_by="GRCP organizers (15); the guiding questions on partnerships (q8-L-2, q8-4-4)",
    parameters=(MECHANISM, *DATED, RING),
    columns=(
        Column("actor_type", "text", "Kind of actor"),
        Column("known", "text", "known to us; seen before, not known to us on the day; none known "
               "to us (records are partial); none (records are complete); not looked at"),
        Column("organizations", "ids", "Organizations of this kind with a tie on the day"),
        Column("roles", "texts", "In what role: partner, donor, coordinator, technical support, "
               "host, secretariat, observer or member"),
        Column("groups", "ids", "Structures in which such actors meet with the mechanism"),
        Column("seen_before", "texts", "Ties that a source shows earlier and none near the day"),
        Column("documents_read", "integer", "Documents read on who serves this mechanism"),
        Column("peers_with", "ids", "Peers with a tie to an organization of this kind"),
        Column("peer_ties", "integer", "How many such ties of theirs are known"),
        Column("peers_looked_at", "integer", "Peers for which we looked"),
    ),
    answer=_missing,
    suffices="in part",
    data="Who serves a mechanism is known in part for some and was not looked for at others; the "
    "data tell which kinds of actor are known, not which are absent.",
    cypher=f"""\
MATCH (me:Mechanism {{id: $mechanism}})
MATCH (o:Organization)-[r:SERVES|OBSERVER_OF|MEMBER_OF|HOSTS_SECRETARIAT]->(x)
WHERE r.standing_from <= $as_of AND $as_of <= r.standing_to
OPTIONAL MATCH (x)-[q:SECRETARIAT_OF]->(served:Mechanism)
WHERE q.standing_from <= $as_of AND $as_of <= q.standing_to
WITH me, o, coalesce(served, x) AS m
OPTIONAL MATCH (c:Coverage {{of: 'SERVES'}})-[:COVERAGE_OF]->(m)
WITH me, o.actor_type AS actor_type, o.id AS organization, m.id AS mechanism,
     m.id <> me.id AND m.ring = 'listed' AND m.level = me.level
     AND m.standing_from <= $as_of AND $as_of <= m.standing_to
     AND c.extent <> 'not looked at' AS peer
ORDER BY organization
WITH me, actor_type, mechanism, peer, collect(DISTINCT organization) AS organizations
ORDER BY mechanism
WITH me, collect({{actor_type: actor_type, mechanism: mechanism, peer: peer,
                  organizations: organizations}}) AS ties
UNWIND [{_TYPES}] AS actor_type
WITH actor_type, ties, me, [t IN ties WHERE t.actor_type = actor_type] AS found
RETURN actor_type,
       coalesce(head([t IN found WHERE t.mechanism = me.id | t.organizations]), [])
           AS organizations,
       [t IN found WHERE t.peer | t.mechanism] AS peers_with
""",
)
