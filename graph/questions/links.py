"""What links mechanisms on a day: shared States, organizations serving both, meetings, exchanges.

Only what stands on the day carries, and no open end that nobody has shown within five years.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.dates import UNKNOWN
from graph.questions import contacts
from graph.questions.contacts import Contact, contacts_on_record
from graph.questions.given import Given
from graph.reading import stale_since
from graph.schema.nodes import PLACES
from graph.snapshot import Edge, Node

STATES, ORGANIZATIONS, MEETINGS, OBSERVERS, EXCHANGES = (
    "states", "organizations", "meetings", "observers", "exchanges"
)
UNIVERSAL = 0.8
FREQUENT = 0.25
"""Who links a larger share than this is named beside the routes it carries."""
FEWEST = 10
"""A share of the opposite side means nothing where that side has fewer than so many."""


@dataclass
class Links:
    """Who links which mechanisms, and by which facts.

    carriers: by kind (states, organizations), carrier and mechanism, the facts by which it is in
    or serves the mechanism. between: by kind (meetings, observers, exchanges) and pair of
    mechanisms in order, the contacts.
    """

    mechanisms: list[str]
    carriers: dict[str, dict[str, dict[str, list[Edge]]]] = field(default_factory=dict)
    between: dict[str, dict[tuple[str, str], list[Contact]]] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)  # by kind, or `mechanisms`
    stale: list[str] = field(default_factory=list)

    def shared(self, kind: str, one: str, other: str) -> dict[str, tuple[list[Edge], list[Edge]]]:
        """The carriers that link two mechanisms, with their facts at either."""
        return {
            carrier: (at[one], at[other])
            for carrier, at in sorted(self.carriers.get(kind, {}).items())
            if one in at and other in at
        }

    def contacts(self, kind: str, one: str, other: str) -> list[Contact]:
        pair = (one, other) if one < other else (other, one)
        return self.between.get(kind, {}).get(pair, [])


def links(given: Given, via: Iterable[str], ends: tuple[str, str], connectors: bool) -> Links:
    """The links of the given kinds between the mechanisms that stand on the day.

    ends: are kept even where they are universal or not shown of late. connectors: whether who
    links nearly everything is taken along.
    """
    asked = (given.snapshot.node(end) for end in ends)
    standing = sorted(
        {m.id: m for m in (*given.standing_mechanisms(), *filter(given.takes, asked))}.values(),
        key=lambda m: m.id,
    )
    stale = [m.id for m in standing if stale_since(m, given.day) and m.id not in ends]
    found = Links([m.id for m in standing if m.id not in stale], stale=stale)
    for kind in via:
        if kind in (STATES, ORGANIZATIONS):
            found.carriers[kind] = _carriers(given, kind, found.mechanisms)
        else:
            found.between[kind] = {}
    if found.between:
        _between(given, found)
    if not connectors:
        _leave_out(given, found, ends)
    return found


def _carriers(
    given: Given, kind: str, mechanisms: list[str]
) -> dict[str, dict[str, list[Edge]]]:
    at: dict[str, dict[str, list[Edge]]] = defaultdict(lambda: defaultdict(list))
    known = set(mechanisms)
    if kind == STATES:
        for edge in given.edges("MEMBER_OF", attested=True):
            if edge.head in known and given.snapshot.label_of(edge.tail) in PLACES:
                at[edge.tail][edge.head].append(edge)
        return at
    for edge in given.edges("SERVES", attested=True):
        if edge.head in known:
            at[edge.tail][edge.head].append(edge)
    for role in given.edges("SECRETARIAT_OF", attested=True):
        for host in given.edges("HOSTS_SECRETARIAT", head=role.tail, attested=True):
            if role.head in known and given.snapshot.label_of(host.tail) == "Organization":
                at[host.tail][role.head] += [host, role]
    return at


_KINDS = {contacts.JOINT: MEETINGS, contacts.ATTENDED: MEETINGS, contacts.OBSERVER: OBSERVERS}


def _between(given: Given, found: Links) -> None:
    known = set(found.mechanisms)
    for one in contacts_on_record(given):
        kind = EXCHANGES if one.documented else _KINDS.get(one.kind)
        if kind not in found.between or not {one.a, one.b} <= known:
            continue
        if kind == OBSERVERS and not all(
            given.takes(edge) and not stale_since(edge, given.day) for edge in one.evidence
        ):
            continue
        found.between[kind].setdefault((one.a, one.b), []).append(one)


def _leave_out(given: Given, found: Links, ends: tuple[str, str]) -> None:
    """Leave out and name who links nearly all of the opposite side."""
    for kind, carriers in found.carriers.items():
        linked = {mechanism for at in carriers.values() for mechanism in at}
        most = UNIVERSAL * len(linked)
        universal = sorted(c for c, at in carriers.items() if len(at) > most)
        if len(linked) >= FEWEST and universal:
            found.left_out[kind] = universal
            for carrier in universal:
                del carriers[carrier]
    states = found.carriers.get(STATES, {})
    counts: dict[str, int] = defaultdict(int)
    for at in states.values():
        for mechanism in at:
            counts[mechanism] += 1
    nodes = {m: given.snapshot.node(m) for m in found.mechanisms}
    everywhere = [
        m for m in found.mechanisms if m not in ends and (
            nodes[m].get("open_to_all")
            or (len(states) >= FEWEST and counts[m] > UNIVERSAL * len(states)))
    ]
    if everywhere:
        found.left_out["mechanisms"] = everywhere
        found.mechanisms = [m for m in found.mechanisms if m not in everywhere]


# -- in words --------------------------------------------------------------------------------------


def how(edges: Iterable[Edge]) -> str:
    """In what way, and since when, a carrier is in a mechanism or serves it."""
    return ", ".join(_one_way(edge) for edge in edges if edge.type != "SECRETARIAT_OF")


def _one_way(edge: Edge) -> str:
    role = {"MEMBER_OF": "member", "HOSTS_SECRETARIAT": "hosts the secretariat"}.get(
        edge.type, str(edge.get("role", "partner")))
    start = edge.get("start", UNKNOWN)
    if start != UNKNOWN:
        return f"{role} since {start}"
    return f"{role}, last seen {edge.get('attested_last')}" if edge.get("attested_last") else role


def told(one: Contact) -> str:
    """A contact in a few words: when, of what kind, by whom."""
    return " ".join(
        part for part in (one.date or "undated", one.kind, f"by {one.active}" * bool(one.active))
        if part
    )


def evidence_of(carriers: Mapping[str, tuple[list[Edge], list[Edge]]]) -> list[Node | Edge]:
    return [edge for both in carriers.values() for facts in both for edge in facts]


def frequent(found: Links, kind: str, carriers: Iterable[str]) -> list[str]:
    """Of carriers that were taken along, those that link many: each with its number, in words."""
    linked = len({m for at in found.carriers.get(kind, {}).values() for m in at})
    numbers = {one: len(found.carriers[kind][one]) for one in sorted(set(carriers))}
    return [
        f"{one} links {number} of the {linked} mechanisms that {kind} link"
        for one, number in numbers.items() if linked >= FEWEST and number > FREQUENT * linked
    ]


LEFT_OUT = {
    STATES: "States in more than 80 % of the mechanisms",
    ORGANIZATIONS: "organizations that serve more than 80 % of the mechanisms",
    "mechanisms": "mechanisms open to all, or with more than 80 % of the States",
}


def left_out_note(found: Links) -> str:
    """What was left out as linking nearly everything, or "" ."""
    if not found.left_out:
        return ""
    said = "; ".join(
        f"{LEFT_OUT[kind]}: {', '.join(found.left_out[kind])}" for kind in sorted(found.left_out)
    )
    return f"Left out, since a link through them says little: {said}. connectors=true takes them."
