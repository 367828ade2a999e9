"""What carries mechanisms: who pays, hosts and serves, and how organizations may take part."""

from __future__ import annotations

from collections.abc import Iterator

from graph.questions.given import Given
from graph.questions.outcomes import ANY_MECHANISM
from graph.questions.question import AS_OF, LEVEL, MODE, RECALLED, RING, SCOPE, Column, Question
from graph.questions.regions import SCHEME, continents_covered, covering
from graph.questions.sheet import Row, Sheet
from graph.schema.nodes import ACTOR_TYPES
from graph.snapshot import Edge, Node, Snapshot

Support = tuple[str, str, str, str, list[Node | Edge]]
"""Mechanism, kind of support, id of who gives it, what it is, and the facts."""


def _support(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, only = Sheet(), given.text("mechanism")
    wanted = {node.id for node in given.mechanisms()}
    found = [one for one in (*_resources(snapshot, given), *_served(snapshot, given))
             if one[0] in wanted and only in ("", one[0])]
    for mechanism, kind, giver, what, evidence in sorted(found, key=lambda one: one[:4]):
        sheet.add(evidence, mechanism=mechanism, kind=kind, given_by=giver or None, what=what)
    sheet.note("Amounts stand where a text gives them, in its currency; they cover different "
               "periods and are not to be added up or compared.")
    return sheet


def _resources(snapshot: Snapshot, given: Given) -> Iterator[Support]:
    for of in given.edges("RESOURCE_OF"):
        resource = snapshot.node(of.tail)
        if not given.takes(resource):
            continue
        via = list(given.edges("HAS_STRUCTURE", head=of.head))
        mechanisms = [edge.tail for edge in via] or [of.head]
        kind = str(resource.get("kind", "resource"))
        payers = list(given.edges("FUNDS", head=resource.id))
        for mechanism in mechanisms:
            held: list[Node | Edge] = [of, resource]
            held += [edge for edge in via if edge.tail == mechanism]
            for payer in payers:
                yield mechanism, kind, payer.tail, resource.name, [*held, payer]
            if not payers:
                yield mechanism, kind, "", resource.name, held


def _served(snapshot: Snapshot, given: Given) -> Iterator[Support]:
    for edge in given.edges("SECRETARIAT_OF"):
        hosts = list(given.edges("HOSTS_SECRETARIAT", head=edge.tail))
        for host in hosts:
            yield (edge.head, "secretariat", host.tail, snapshot.node(edge.tail).name,
                   [edge, host])
        if not hosts:
            yield edge.head, "secretariat", "", snapshot.node(edge.tail).name, [edge]
    for edge in given.edges("SERVES"):
        if edge.get("role") in ("donor", "host", "technical support", "coordinator"):
            yield edge.head, str(edge.get("role")), edge.tail, "", [edge]


SUPPORT = Question(
    name="support",
    title="Who hosts, pays for and serves each mechanism and its structures?",
    description="Secretariats and their hosts, grants, budgets and help in kind, donors and "
    "technical support that stand on the day.",
    asked_by="the 8th Global RCP Meeting (q8-3-2), GRCP organizers",
    parameters=(ANY_MECHANISM, *SCOPE),
    columns=(
        Column("mechanism", "id", "The mechanism"),
        Column("kind", "text", "secretariat, donor, grant, budget, in kind, hosting, …"),
        Column("given_by", "id", "State or organization that gives it, where known"),
        Column("what", "text", "Name of the secretariat or resource"),
    ),
    answer=_support, suffices="in part",
    data="The data suffice for support that texts name; budgets are seldom published, so that a "
    "gap here is no finding.",
)


# -- by kind of actor ------------------------------------------------------------------------------


def _by_region(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, covered = Sheet(), continents_covered(snapshot)
    wanted = {node.id for node in given.mechanisms()}
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in given.edges("SERVES"):
        kind = str(snapshot.node(edge.tail).get("actor_type", "other"))
        for region in covered.get(edge.head, {}) if edge.head in wanted else ():
            found.setdefault((region, kind), []).append(edge)
    for region in sorted({region for region, _ in found}):
        for kind in ACTOR_TYPES:
            edges = found.get((region, kind), [])
            covers = [c for m in sorted({e.head for e in edges}) for c in covered[m][region]]
            sheet.add(edges, covers, region=region, region_name=snapshot.node(region).name,
                      actor_type=kind, mechanisms=sorted({e.head for e in edges}),
                      partners=sorted({f"{e.head}: {e.tail} ({e.get('role')})" for e in edges}),
                      covering=covering(covers))
    sheet.note("An empty row says that no such partner is known to us in that region, not that "
               "there is none. " + SCHEME)
    return sheet


PARTNERS_BY_REGION = Question(
    name="partners-by-region",
    title="Which kinds of organization serve the mechanisms of each region?",
    description="By region covered and kind of actor: which mechanisms have such a partner, and "
    "which organizations they are.",
    asked_by="the 8th Global RCP Meeting (q8-4-3), GRCP organizers",
    parameters=SCOPE,
    columns=(
        Column("region", "id", "Continent, or the world, that the mechanisms cover"),
        Column("region_name", "text", "Its name"),
        Column("actor_type", "text", "Kind of actor, after the founding documents' list"),
        Column("mechanisms", "ids", "Mechanisms known to have such a partner"),
        Column("partners", "texts", "The partners, each after its mechanism and with its role"),
        Column("covering", "texts", "Which region each of them covers"),
    ),
    answer=_by_region, suffices="in part",
    data="The data suffice for partners that texts name. Which kinds of partnership the regions "
    "themselves identified at the global meetings is not held: no text at hand gives it.",
)

CIVIL = ("non-governmental", "private sector", "academia", "trade union")
CIVIL_STRUCTURES = ("civil society group", "business group", "consultation with partners")


def _civil(snapshot: Snapshot, given: Given) -> Sheet:
    sheet = Sheet()
    kind_of = {node.id: str(node.get("actor_type")) for node in snapshot.nodes("Organization")}
    for node in given.mechanisms():
        for edge in given.edges("HAS_STRUCTURE", tail=node.id):
            body = snapshot.node(edge.head)
            if body.get("kind") in CIVIL_STRUCTURES and given.takes(body):
                sheet.add(edge, body, mechanism=node.id, way="a body of their own",
                          who=body.id, name=body.name, actor_type=None, right=None)
        for edge_type, way in (("MEMBER_OF", "member"), ("OBSERVER_OF", "observer"),
                               ("SERVES", "")):
            for edge in given.edges(edge_type, head=node.id):
                if (kind := kind_of.get(edge.tail)) in CIVIL:
                    sheet.add(edge, mechanism=node.id, way=way or str(edge.get("role")),
                              who=edge.tail, name=snapshot.node(edge.tail).name,
                              actor_type=kind, right=edge.get("right"))
        sheet.rows.extend(_at_meetings(snapshot, given, node.id, kind_of))
    sheet.note("How far they were heard is not told by these facts. A mechanism that is not here "
               "may well consult them: nothing of it is known to us.")
    return sheet


def _at_meetings(
    snapshot: Snapshot, given: Given, mechanism: str, kind_of: dict[str, str]
) -> Iterator[Row]:
    """One row for each organization that attended meetings of a mechanism by the day asked for."""
    came: dict[str, list[Edge]] = {}
    for held in given.edges("HELD_BY", head=mechanism):
        meeting = snapshot.node(held.tail)
        if (meeting.get("start_min") or 0) > given.day:
            continue
        for edge in given.edges("ATTENDED", head=meeting.id):
            if kind_of.get(edge.tail) in CIVIL and edge.get("as") != "invited":
                came.setdefault(edge.tail, []).extend((edge, held))
    aside = Sheet()
    for who, edges in sorted(came.items()):
        meetings = sorted({e.head for e in edges if e.type == "ATTENDED"})
        aside.add(edges, mechanism=mechanism, way="attended " + ", ".join(meetings), who=who,
                  name=snapshot.node(who).name, actor_type=kind_of[who], right=None)
    yield from aside.rows


CIVIL_SOCIETY = Question(
    name="civil-society",
    title="How do civil society, business, academia and unions take part, and with what rights?",
    description="Bodies of their own, membership, observer status, roles in service of the "
    "mechanism, and meetings attended; with the right it carries, where a text gives one.",
    asked_by="the IMP report of 2004 (qi-4-1, qi-4-2)",
    parameters=(AS_OF, MODE, RING, LEVEL, RECALLED),
    columns=(
        Column("mechanism", "id", "The mechanism"),
        Column("way", "text", "In which way: a body of their own, a role, meetings attended"),
        Column("who", "id", "The organization or body"),
        Column("name", "text", "Its name"),
        Column("actor_type", "text", "Kind of actor"),
        Column("right", "text", "attend, speak, table, draft or vote, where a text says so"),
    ),
    answer=_civil, suffices="in part",
    data="The data suffice for taking part that texts name; rights of participation are seldom "
    "written down.",
)
