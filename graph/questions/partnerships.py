"""The table behind a partnership diagram: which ties a mechanism, or those of a region, have."""

from __future__ import annotations

from collections.abc import Iterator

from graph.questions.given import Given
from graph.questions.question import DATED, LEVEL, RING, Column, Parameter, Question
from graph.questions.recommended import by_tail
from graph.questions.sheet import Sheet
from graph.reading import stale_since
from graph.snapshot import Edge, Node, Snapshot

_ABOUT = Parameter(
    "about", "id", "Id of a region or of a mechanism", "region-m49-013",
    labels=("Region", "Mechanism"),
)
_MEMBERS = Parameter(
    "members", "boolean", "Whether member and observer States are listed too, each by name",
    "true", "false",
)
_OUT = {
    "ASSOCIATED_WITH": "formal tie", "PART_OF": "part of", "SUCCEEDED": "succeeded",
    "OBSERVER_OF": "observer of", "IN_CONTACT": "contact",
}
_IN = {
    "SERVES": "support", "OBSERVER_OF": "observer", "MEMBER_OF": "member",
    "PART_OF": "wider than", "SUCCEEDED": "succeeded by", "IN_CONTACT": "contact",
}
_SEEN_FROM_THE_OTHER = {
    "observed": "observed by", "presented to": "presentation by", "modelled on": "model for",
}
_PLACES = ("State", "Territory")


def _within(snapshot: Snapshot, region: str) -> set[str]:
    """A region and those that lie in it."""
    found, new = {region}, [region]
    while new:
        for edge in snapshot.edges("BROADER", head=new.pop()):
            if edge.tail not in found:
                found.add(edge.tail)
                new.append(edge.tail)
    return found


def _ties(given: Given, mechanism: str) -> Iterator[tuple[str, str, list[Node | Edge], Edge]]:
    """What kind of tie, with whom, the facts, and which of them carries the dates."""
    for edge_type, word in _OUT.items():
        for edge in given.edges(edge_type, tail=mechanism):
            yield str(edge.get("kind") or word), edge.head, [edge], edge
    for edge_type, word in _IN.items():
        for edge in given.edges(edge_type, head=mechanism):
            of_a_place = given.snapshot.label_of(edge.tail) in _PLACES
            if not of_a_place or given.flag("members"):
                said = str(edge.get("role") or edge.get("kind") or word)
                yield _SEEN_FROM_THE_OTHER.get(said, said), edge.tail, [edge], edge
    for own in given.edges("SECRETARIAT_OF", head=mechanism):
        hosts = list(given.edges("HOSTS_SECRETARIAT", head=own.tail))
        for host in hosts:
            yield "provides the secretariat", host.tail, [own, host], host
        if not hosts:
            yield "secretariat", own.tail, [own], own


def _partnerships(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, about = Sheet(), given.text("about")
    covers = by_tail(given, "COVERS")
    if snapshot.label_of(about) == "Region":
        wanted = _within(snapshot, about)
        chosen = {m.id: [e for e in covers[m.id] if e.head in wanted]
                  for m in given.standing_mechanisms()}
        chosen = {m: edges for m, edges in chosen.items() if edges}
        sheet.note("Mechanisms are those whose texts or members cover the region or a part of it; "
                   "those that cover the whole world, or a wider region as one, are not listed.")
    else:
        chosen = {about: []}
    for mechanism, edges in sorted(chosen.items()):
        ties = sorted(_ties(given, mechanism), key=lambda tie: (tie[0], tie[1], tie[3].fact))
        for word, partner, facts, dated in ties:
            node = snapshot.node(partner)
            sheet.add(
                edges, facts, mechanism=mechanism, name=snapshot.node(mechanism).name,
                covers=sorted(snapshot.node(e.head).name for e in edges),
                tie=word, partner=partner, partner_name=node.name, partner_kind=str(
                    node.get("actor_type") or node.label.lower()),
                since=dated.get("date") or dated.get("start"), until=dated.get("end"),
                last_seen=dated.get("attested_last"),
                long_unseen=bool(stale_since(dated, given.day)), basis=dated.get("basis"),
            )
        if not ties:
            sheet.note(f"No tie is held of {mechanism}; that is no finding about it.")
    sheet.note("That a kind of partner is not listed says nothing: partners were looked for in "
               "some mechanisms only (see `coverage`).")
    return sheet


PARTNERSHIP_TABLE = Question(
    name="partnership-table",
    title="Which partnerships does a mechanism have, or those that cover a region?",
    description="Each tie with its dates: formal parent or framework, wider mechanism, "
    "predecessor, secretariat and who provides it, organizations by role, observers, contacts "
    "between mechanisms. Which, never how many.",
    asked_by="GRCP organizers (22), q8-2-2, q8-4-3",
    parameters=(_ABOUT, _MEMBERS, *DATED, RING, LEVEL),
    columns=(
        Column("mechanism", "id", "Id of the mechanism"),
        Column("name", "text", "Its name"),
        Column("covers", "texts", "Which parts of the region asked for it covers, as stated"),
        Column("tie", "text", "What kind of tie, seen from the mechanism, or the partner's role"),
        Column("partner", "id", "With whom"),
        Column("partner_name", "text", "Its name"),
        Column("partner_kind", "text", "What kind of actor"),
        Column("since", "date", "Since when, or on which date, as the source gives it"),
        Column("until", "date", "Until when; open: still so when last seen"),
        Column("last_seen", "date", "Last date on which a source shows it"),
        Column("long_unseen", "boolean", "Whether its end stands open but no source has shown it "
               "for over five years"),
        Column("basis", "text", "read: a source says it; derived: by a rule; recalled"),
    ),
    answer=_partnerships,
    suffices="in part",
    data="Formal ties and secretariats are held for most mechanisms; partners, donors and "
    "observers only where a document that was read names them.",
)
