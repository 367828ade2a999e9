"""What ties an organization to a mechanism: serving it, hosting its secretariat, a part in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.questions.given import Given
from graph.snapshot import Edge

SECRETARIAT = "secretariat"
_PARTS = {"OBSERVER_OF": "observer", "MEMBER_OF": "member"}


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie, and the facts that make it. `seen`: whether it had begun by the day asked for."""

    organization: str
    mechanism: str
    role: str
    edges: tuple[Edge, ...]
    stands: bool
    seen: bool

    @property
    def serves(self) -> bool:
        """Whether the organization does something for the mechanism, rather than sitting in it."""
        return self.role not in _PARTS.values()


def ties(given: Given) -> list[Tie]:
    """Every tie of an organization to a mechanism that is trusted, by mechanism and organization.

    Those that do not stand in the reading are among them, and say so.
    """
    found = [*_serving(given), *_hosting(given), *_taking_part(given)]
    return sorted(found, key=lambda tie: (tie.mechanism, tie.organization, tie.role,
                                          [edge.fact for edge in tie.edges]))


def _serving(given: Given) -> Iterator[Tie]:
    for edge in given.snapshot.edges("SERVES"):
        if given.trusts(edge):
            yield _tie(given, edge.tail, edge.head, str(edge.get("role")), edge)


def _hosting(given: Given) -> Iterator[Tie]:
    snapshot = given.snapshot
    for host in snapshot.edges("HOSTS_SECRETARIAT"):
        if snapshot.label_of(host.tail) == "Organization" and given.trusts(host):
            for of in snapshot.edges("SECRETARIAT_OF", tail=host.head):
                if given.trusts(of):
                    yield _tie(given, host.tail, of.head, SECRETARIAT, host, of)


def _taking_part(given: Given) -> Iterator[Tie]:
    for edge_type, role in _PARTS.items():
        for edge in given.snapshot.edges(edge_type):
            if given.snapshot.label_of(edge.tail) == "Organization" and given.trusts(edge):
                yield _tie(given, edge.tail, edge.head, role, edge)


def _tie(given: Given, organization: str, mechanism: str, role: str, *edges: Edge) -> Tie:
    spells = [spell for edge in edges if (spell := edge.bounds)]
    return Tie(
        organization, mechanism, role, edges,
        stands=all(map(given.reading.stands, edges)),
        seen=all(spell.standing_from <= given.day for spell in spells),
    )
