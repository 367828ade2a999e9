"""Every pair of mechanisms in a reading: what ties the two, what they share, and both tests of it.

What questions on overlap, and others that ask what two mechanisms have in common, build on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graph.measures.overlap import Overlap, as_voices
from graph.measures.significance import Null, Tested, tested
from graph.questions.blocs import Bloc, blocs
from graph.questions.given import Given
from graph.questions.membership import Membership, membership
from graph.questions.relations import Relation, Relations
from graph.snapshot import Edge, Snapshot

NO_REGION = ""


def ratio(part: int, whole: int) -> float:
    """part / whole to four places, halves up: in whole numbers, so that every server agrees.

    >>> ratio(1, 32), ratio(2, 3), ratio(0, 0)
    (0.0313, 0.6667, 0.0)
    """
    return (20_000 * part + whole) // (2 * whole) / 10_000 if whole else 0.0


@dataclass(frozen=True)
class Weighed:
    """Shared members of a pair, and three ways to weigh them (`graph.measures.overlap`)."""

    shared: int
    sizes: tuple[int, int]
    newman: float

    @property
    def jaccard(self) -> float:
        return ratio(self.shared, sum(self.sizes) - self.shared)

    @property
    def coefficient(self) -> float:
        return ratio(self.shared, min(self.sizes))


@dataclass(frozen=True)
class Under:
    """A pair under a null model: shared members expected, P(as many or more), corrected."""

    expected: float
    p: float
    q: float


@dataclass(frozen=True)
class Pair:
    """Two mechanisms, a before b, and what is to be said of the States that they share.

    voices: the same as `weighed` with the EU and the AU each as one voice. size, geography: the
    two tests. facts: the memberships of the shared States in both, and what the relations rest on.
    """

    a: str
    b: str
    relations: tuple[Relation, ...]
    states: tuple[str, ...]
    weighed: Weighed
    voices: Weighed
    size: Under
    geography: Under
    facts: tuple[Edge, ...]

    @property
    def relation(self) -> str:
        """The relations in words, "" where none is known."""
        return ", ".join(one.text for one in self.relations)


@dataclass(frozen=True)
class Pairs:
    """Every pair of mechanisms with a member State in the reading, by a and b."""

    pairs: tuple[Pair, ...]
    members: Membership
    unions: tuple[Bloc, ...]


def pairs(given: Given) -> Pairs:
    """Every pair in the reading, of the ring and level asked for; p and q are over all of them."""
    members, unions = membership(given), blocs(given)
    matrix, names = members.matrix, members.mechanisms
    if len(names) < 2:
        return Pairs((), members, unions)
    strata = regions(given.snapshot, members.states)
    found = _tested(matrix.tobytes(), matrix.shape, strata)
    single = as_voices(
        matrix, found.overlap,
        [np.array([state in union.members for state in members.states]) for union in unions],
    )
    relations = Relations(given, members.facts, unions)
    made = []
    for at, (i, j) in enumerate(zip(found.overlap.first, found.overlap.second, strict=True)):
        a, b = names[i], names[j]
        states = tuple(s for s in members.facts[a] if s in members.facts[b])
        ties = relations.of(a, b)
        made.append(Pair(
            a=a, b=b, relations=ties, states=states,
            weighed=_weighed(found.overlap, at), voices=_weighed(single, at),
            size=_under(found.size, at), geography=_under(found.geography, at),
            facts=(*(members.facts[m][s] for s in states for m in (a, b)),
                   *(fact for tie in ties for fact in tie.facts)),
        ))
    return Pairs(tuple(made), members, unions)


def _weighed(found: Overlap, at: int) -> Weighed:
    sizes = (int(found.sizes[found.first[at]]), int(found.sizes[found.second[at]]))
    return Weighed(int(found.shared[at]), sizes, float(found.newman[at]))


def _under(null: Null, at: int) -> Under:
    return Under(float(null.expected[at]), float(null.p[at]), float(null.q[at]))


@lru_cache(maxsize=16)
def _tested(matrix: bytes, shape: tuple[int, int], strata: tuple[int, ...]) -> Tested:
    """Kept, since several questions ask for the same pairs."""
    return tested(np.frombuffer(matrix, dtype=np.bool_).reshape(shape), strata)


def regions(snapshot: Snapshot, states: Iterable[str]) -> tuple[int, ...]:
    """A number for the region of each State; States without one form a region of their own."""
    of = {edge.tail: edge.head for edge in reversed(snapshot.edges("IN_REGION"))}
    found = [of.get(state, NO_REGION) for state in states]
    number = {region: at for at, region in enumerate(sorted(set(found)))}
    return tuple(number[region] for region in found)
