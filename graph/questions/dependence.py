"""On whom mechanisms rest, as far as is known, and which organizations join them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from graph.questions.given import Given
from graph.questions.looked import looked
from graph.questions.question import SCOPE, Column, Question
from graph.questions.sheet import Sheet
from graph.questions.ties import Tie, ties
from graph.snapshot import Edge, Node, Snapshot

_BASE = "secretariat", "host", "coordinator", "donor", "technical support"
"""Roles without which a mechanism would have to look for another: all but partner."""


# -- on whom a mechanism rests ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Funding:
    """One grant, budget or service in kind: who gives it to which mechanism."""

    funder: str
    resource: str
    mechanism: str
    evidence: tuple[Node | Edge, ...]
    stands: bool
    seen: bool


def _funding(given: Given) -> Iterator[_Funding]:
    snapshot = given.snapshot
    for edge in snapshot.edges("FUNDS"):
        resource = snapshot.node(edge.head)
        spell = resource.bounds
        if not (given.trusts(edge) and given.trusts(resource)):
            continue
        for of in snapshot.edges("RESOURCE_OF", tail=resource.id):
            for mechanism, through in _owners(given, of):
                dated: tuple[Node | Edge, ...] = (resource, *through)
                yield _Funding(
                    edge.tail, resource.id, mechanism, (edge, resource, of, *through),
                    stands=all(map(given.reading.stands, dated)),
                    seen=spell is None or spell.standing_from <= given.day,
                )


def _owners(given: Given, of: Edge) -> Iterator[tuple[str, tuple[Edge, ...]]]:
    """The mechanism that a resource is for, directly or through one of its structures."""
    if given.snapshot.label_of(of.head) == "Mechanism":
        yield of.head, ()
    else:
        for has in given.snapshot.edges("HAS_STRUCTURE", head=of.head):
            yield has.tail, (has,)


def _host_states(given: Given) -> Iterator[tuple[str, str, tuple[Edge, Edge]]]:
    """States that host a secretariat: with the mechanism and the facts."""
    snapshot = given.snapshot
    for host in given.edges("HOSTS_SECRETARIAT"):
        if snapshot.label_of(host.tail) != "Organization":
            for of in given.edges("SECRETARIAT_OF", tail=host.head):
                yield host.tail, of.head, (host, of)


def _dependence(snapshot: Snapshot, given: Given) -> Sheet:
    sheet = Sheet()
    tied: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties(given):
        if tie.serves and tie.stands:
            tied[tie.mechanism].append(tie)
    hosts: dict[str, list[tuple[str, tuple[Edge, Edge]]]] = defaultdict(list)
    for state, mechanism, pair in _host_states(given):
        hosts[mechanism].append((state, pair))
    funds: dict[str, list[_Funding]] = defaultdict(list)
    for one in _funding(given):
        funds[one.mechanism].append(one)
    for node in given.standing_mechanisms():
        mechanism = node.id
        own, far = tied[mechanism], looked(snapshot, mechanism, "SERVES")
        now = [one for one in funds[mechanism] if one.stands]
        before = [one for one in funds[mechanism] if one.seen and not one.stands]
        secretariat = sorted({t.organization for t in own if t.role == "secretariat"}
                             | {state for state, _ in hosts[mechanism]})
        base = sorted({t.organization for t in own if t.role in _BASE}
                      | set(secretariat) | {one.funder for one in now})
        sheet.add(
            (edge for tie in own for edge in tie.edges),
            (edge for _, pair in hosts[mechanism] for edge in pair),
            (e for one in (*now, *before) for e in one.evidence), *far.evidence,
            mechanism=mechanism, name=node.name, secretariat_hosts=secretariat,
            serves=[f"{t.organization}: {t.role}" for t in own if t.role != "secretariat"],
            funders=sorted({one.funder for one in now}),
            funded_before=sorted({one.funder for one in before}),
            resources=[f"{one.funder}: {one.resource}" for one in (*now, *before)],
            rests_on=_rests_on(len(base), far.extent),
            only_one=base[0] if len(base) == 1 else None,
            extent=far.noted, documents_read=far.documents,
        )
    _notes(sheet)
    return sheet


def _rests_on(number: int, extent: str) -> str:
    if number > 1:
        return "several"
    if extent == "complete":
        return ("none", "one")[number]
    if number == 1:
        return "one known to us"
    return "not looked at" if extent == "not looked at" else "none known to us"


def _notes(sheet: Sheet) -> None:
    one = sum(row.cells["only_one"] is not None for row in sheet.rows)
    sheet.note(f"Of {len(sheet.rows)} mechanisms, {one} have one body known to us as host of the "
               "secretariat, host, coordinator, donor, technical support and funder alike. That "
               "is what is known, not a finding that there is no other: what members pay and do "
               "themselves, the chair above all, is seldom written down.")
    sheet.note("A funder counts on a day on which its resource stands; whom a source shows "
               "earlier is named in funded_before.")


_MATCH_TIES = """\
MATCH (m:Mechanism)
WHERE m.ring = 'listed' AND m.standing_from <= $as_of AND $as_of <= m.standing_to
OPTIONAL MATCH (h)-[r:HOSTS_SECRETARIAT]->(:Secretariat)-[q:SECRETARIAT_OF]->(m)
WHERE r.standing_from <= $as_of AND $as_of <= r.standing_to
  AND q.standing_from <= $as_of AND $as_of <= q.standing_to
"""

DEPENDENCE = Question(
    name="dependence",
    title="On whom does each mechanism rest, as far as is known, and where do we know of one "
    "body only?",
    description="For each mechanism who hosts its secretariat, who serves it in what role, and "
    "who funds it on the day; and whether all that is known to us comes to one organization or "
    "State. In the order of ids.",
    asked_by="GRCP organizers (21); the guiding questions on commitments and resources (q8-3-2, "
    "q8-3-3)",
    parameters=SCOPE,
    columns=(
        Column("mechanism", "id", "Id of the mechanism"),
        Column("name", "text", "Its name"),
        Column("secretariat_hosts", "ids", "Who hosts its secretariat: organizations or States"),
        Column("serves", "texts", "Other organizations that serve it, each with its role"),
        Column("funders", "ids", "Who funds something of it on the day"),
        Column("funded_before", "ids", "Who funded something of it earlier"),
        Column("resources", "texts", "Which grants, budgets and services each of these funded"),
        Column("rests_on", "text", "several; one known to us, or one where records are complete; "
               "none known to us; none; not looked at. Partners are not counted here"),
        Column("only_one", "id", "The one body, where one is known"),
        Column("extent", "text", "How far was looked for who serves it: complete, partial, not "
               "looked at"),
        Column("documents_read", "integer", "Documents read for that"),
    ),
    answer=_dependence,
    suffices="in part",
    data="Hosts of secretariats are mostly known; donors and members' own contributions are known "
    "where a source that was read happens to name them, so that one known body does not mean "
    "there is one.",
    cypher=_MATCH_TIES + """\
WITH m, h.id AS host ORDER BY host
WITH m, collect(DISTINCT host) AS secretariat_hosts
OPTIONAL MATCH (o:Organization)-[s:SERVES]->(m)
WHERE s.standing_from <= $as_of AND $as_of <= s.standing_to
WITH m, secretariat_hosts, o.id + ': ' + s.role AS role ORDER BY role
RETURN m.id AS mechanism, m.name AS name, secretariat_hosts, collect(role) AS serves
ORDER BY mechanism
""",
)


# -- which organizations join mechanisms -----------------------------------------------------------


def _shared(snapshot: Snapshot, given: Given) -> Sheet:
    sheet = Sheet()
    wanted = {node.id for node in given.standing_mechanisms()}
    by_organization: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties(given):
        if tie.serves and tie.stands and tie.mechanism in wanted:
            by_organization[tie.organization].append(tie)
    served = {one: {tie.mechanism for tie in found} for one, found in by_organization.items()}
    servants: dict[tuple[str, str], list[str]] = defaultdict(list)
    for organization in sorted(served):
        for pair in combinations(sorted(served[organization]), 2):
            servants[pair].append(organization)
    for organization in sorted(served):
        pairs = list(combinations(sorted(served[organization]), 2))
        if pairs:
            alone = sum(servants[pair] == [organization] for pair in pairs)
            sheet.add((edge for tie in by_organization[organization] for edge in tie.edges),
                      organization=organization, name=snapshot.node(organization).name,
                      mechanisms=sorted(served[organization]),
                      roles=[f"{t.mechanism}: {t.role}" for t in by_organization[organization]],
                      pairs=len(pairs), pairs_through_it_alone=alone)
    together = len(servants)
    sheet.note(f"Of {len(wanted)} mechanisms, {len(set().union(*served.values()))} have a known "
               f"servant on the day, and {together} pairs of them share one or more. Records of "
               "who serves are partial: a pair may share others that are not known to us."
               if served else "No organization is known to serve on the day; that is no finding.")
    return sheet


SHARED_SERVANTS = Question(
    name="shared-servants",
    title="Which organizations serve several mechanisms, and how many pairs would share no known "
    "servant without them?",
    description="Organizations that serve at least two mechanisms or host their secretariats: a "
    "way by which practice may pass, and one that closes if the organization withdraws. In the "
    "order of ids.",
    asked_by="GRCP organizers (21)",
    parameters=SCOPE,
    columns=(
        Column("organization", "id", "Id of the organization"),
        Column("name", "text", "Its name"),
        Column("mechanisms", "ids", "The mechanisms that it serves on the day"),
        Column("roles", "texts", "In what role: partner, donor, coordinator, technical support, "
               "host, or secretariat"),
        Column("pairs", "integer", "Pairs of mechanisms that it serves both of"),
        Column("pairs_through_it_alone", "integer", "Those of them that share no other known "
               "servant"),
    ),
    answer=_shared,
    suffices="in part",
    data="Who serves is known in part, so pairs may share servants that are not known to us.",
)
