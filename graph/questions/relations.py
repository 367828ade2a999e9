"""What ties two mechanisms by their make-up, before anything is made of the members they share.

A pair may share members because one is part of the other, followed it, lies within it, because a
union of States joined both as a whole, or because one body stands behind both. Each relation comes
with the facts that say so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from graph.questions.blocs import Bloc
from graph.questions.given import Given
from graph.snapshot import Edge

Kind = Literal[
    "part of", "successor", "same members", "nested", "bloc", "secretariat", "parent"
]
A_GROUP = 2
"""A mechanism of which one member alone is known lies within nothing."""
NEARLY_NESTED = 0.8
"""So large a share of the smaller mechanism's members, at the least, is in the other."""
NEARLY_ALL = 0.9
"""So large a share of the common members, at the least, belongs to the union…"""
MOST_OF_A_BLOC = 0.5
"""… and so large a share of the union's members is common: it is there as a whole."""
EXPLAINED = (
    "Relations are told first: part of, or successor of, another mechanism; nested (all member "
    "States of the first, two or more, are in the second), nearly nested (four in five or more "
    "are), or the same member States; bloc (nine in ten or more of the common States belong to "
    "one union, the European or the African, and at least half of its members are common); "
    "one secretariat, or secretariats with one host; one formal parent, or one organization to "
    "which both are tied, as parent or as framework. Where one holds, common members are no "
    "discovery; none is told where our sources tell none."
)


@dataclass(frozen=True)
class Relation:
    """One relation of a pair; facts: what it rests on beside the memberships."""

    kind: Kind
    text: str
    facts: tuple[Edge, ...] = ()


class Relations:
    """The relations of any pair of mechanisms in a reading.

    members: the fact of membership by mechanism and State. unions: the blocs in the same reading.
    """

    def __init__(
        self, given: Given, members: Mapping[str, Mapping[str, Edge]], unions: tuple[Bloc, ...]
    ) -> None:
        self._members = {one: frozenset(states) for one, states in members.items()}
        self._unions = unions
        self._given = given
        self._links: dict[frozenset[str], list[Relation]] = defaultdict(list)
        for edge in given.edges("PART_OF"):
            self._link(edge, Relation("part of", f"{edge.tail} part of {edge.head}", (edge,)))
        for edge in given.edges("SUCCEEDED"):
            self._link(edge, Relation("successor", f"{edge.tail} successor of {edge.head}",
                                      (edge,)))
        self._secretariats = self._at("SECRETARIAT_OF")
        self._hosts: dict[str, dict[str, tuple[Edge, Edge]]] = defaultdict(dict)
        hosting = self._at("HOSTS_SECRETARIAT")
        for mechanism, served in self._secretariats.items():
            for secretariat, edge in served.items():
                for host, fact in hosting.get(secretariat, {}).items():
                    self._hosts[mechanism].setdefault(host, (edge, fact))
        self._parents: dict[str, dict[str, Edge]] = defaultdict(dict)
        for edge in given.edges("ASSOCIATED_WITH"):
            self._parents[edge.tail].setdefault(edge.head, edge)

    def of(self, a: str, b: str) -> tuple[Relation, ...]:
        """Of a pair, in the order in which they are told."""
        return (
            *self._links.get(frozenset((a, b)), ()), *self._by_members(a, b),
            *self._by_secretariat(a, b), *self._by_parent(a, b),
        )

    def _link(self, edge: Edge, relation: Relation) -> None:
        self._links[frozenset((edge.tail, edge.head))].append(relation)

    def _at(self, edge_type: str) -> dict[str, dict[str, Edge]]:
        """Edges of a type by where they lead and by where they come from."""
        found: dict[str, dict[str, Edge]] = defaultdict(dict)
        for edge in self._given.edges(edge_type):
            found[edge.head].setdefault(edge.tail, edge)
        return found

    def _by_members(self, a: str, b: str) -> Iterator[Relation]:
        one, other = self._members.get(a, frozenset()), self._members.get(b, frozenset())
        if not one or not other:
            return
        shared, fewer = one & other, min(len(one), len(other))
        inner, outer = (a, b) if len(one) <= len(other) else (b, a)
        if fewer >= A_GROUP and one == other:
            yield Relation("same members", "the same member States")
        elif fewer >= A_GROUP and len(shared) == fewer:
            yield Relation("nested", f"nested ({inner} within {outer})")
        elif fewer >= A_GROUP and len(shared) >= NEARLY_NESTED * fewer:
            part = f"{len(shared)} of {fewer} of {inner} within {outer}"
            yield Relation("nested", f"nearly nested ({part})")
        for union in self._unions:
            common = shared & union.members.keys()
            if (
                common and len(common) >= NEARLY_ALL * len(shared)
                and len(common) >= MOST_OF_A_BLOC * len(union.members)
            ):
                yield Relation("bloc", f"bloc ({union.called})",
                               tuple(union.members[state] for state in sorted(common)))

    def _by_secretariat(self, a: str, b: str) -> Iterator[Relation]:
        one, other = self._secretariats.get(a, {}), self._secretariats.get(b, {})
        for secretariat in sorted(one.keys() & other.keys()):
            yield Relation("secretariat", "one secretariat",
                           (one[secretariat], other[secretariat]))
        hosts, others = self._hosts.get(a, {}), self._hosts.get(b, {})
        common = [host for host in sorted(hosts.keys() & others.keys())
                  if hosts[host][0].tail != others[host][0].tail]  # else it is one, said already
        if common:
            yield Relation(
                "secretariat", f"secretariats hosted by {self._named(common)}",
                tuple(fact for host in common for fact in (*hosts[host], *others[host])),
            )

    def _by_parent(self, a: str, b: str) -> Iterator[Relation]:
        one, other = self._parents.get(a, {}), self._parents.get(b, {})
        formal: list[str] = []
        looser: list[str] = []
        for body in sorted(one.keys() & other.keys()):
            kinds = {one[body].get("kind"), other[body].get("kind")}
            (formal if kinds == {"formal parent"} else looser).append(body)
        for bodies, said in (
            (formal, "one formal parent"), (looser, "tied to one organization"),
        ):
            if bodies:
                yield Relation("parent", f"{said} ({self._named(bodies)})",
                               tuple(fact for body in bodies for fact in (one[body], other[body])))

    def _named(self, ids: list[str]) -> str:
        nodes = (self._given.snapshot.node(one) for one in ids)
        called = sorted(str(node.get("acronym") or node.name) for node in nodes)
        return called[0] if len(called) == 1 else f"{', '.join(called[:-1])} and {called[-1]}"
