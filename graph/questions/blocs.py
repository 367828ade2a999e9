"""The member States of the European Union and of the African Union, as the graph's sources say.

They come into mechanisms together, because a source names the Union as a whole: two mechanisms
that share them share one voice, not dozens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.questions.given import Given
from graph.snapshot import Edge

BLOCS = ("org-au", "org-eu")
_SPELLED_OUT = "group-spelled-out"


@dataclass(frozen=True)
class Bloc:
    """A union of States with its members in the reading, each by the fact that shows it.

    listed_for: the mechanism for which a source names the union as a whole; "" where none is held
    that stands in the reading.
    """

    organization: str
    called: str
    members: Mapping[str, Edge] = field(default_factory=dict)
    listed_for: str = ""


def blocs(given: Given) -> tuple[Bloc, ...]:
    """Those that are nodes of this graph, with or without members in the reading."""
    return tuple(_bloc(given, one) for one in BLOCS if given.snapshot.find(one))


def _bloc(given: Given, organization: str) -> Bloc:
    """The latest list that stands, and whoever a fact of its own says belongs to the union.

    A list is the States that were spelled out from the union's name: on the side that bears this
    name in a mechanism, or, where the mechanism has no sides, as members of a mechanism whose
    formal parent the union is. Lists are not mixed: each is what one source meant at one time.
    """
    snapshot, node = given.snapshot, given.snapshot.node(organization)
    own = {
        edge.tail for edge in snapshot.edges("ASSOCIATED_WITH", head=organization)
        if edge.get("kind") == "formal parent"
    }
    lists: dict[str, dict[str, Edge]] = {}
    for edge in snapshot.edges("MEMBER_OF"):
        side = edge.get("side")
        if (
            edge.get("rule") == _SPELLED_OUT and given.reading.stands(edge)
            and snapshot.label_of(edge.tail) == "State"
            and (side == node.name or (side is None and edge.head in own))
        ):
            lists.setdefault(edge.head, {}).setdefault(edge.tail, edge)
    chosen = max(lists, key=lambda one: (_attested(lists[one]), len(lists[one]), one), default="")
    members = dict(lists.get(chosen, {}))
    for edge in snapshot.edges("BELONGS_TO", head=organization):
        if given.reading.stands(edge) and snapshot.label_of(edge.tail) == "State":
            members[edge.tail] = edge
    return Bloc(organization, str(node.get("acronym") or node.name), dict(sorted(members.items())),
                chosen)


def _attested(members: Mapping[str, Edge]) -> str:
    """When most of a list was last seen."""
    seen = Counter(str(edge.get("attested_last", "")) for edge in members.values())
    return max(seen, key=lambda day: (seen[day], day))


def voices(states: frozenset[str] | set[str], unions: tuple[Bloc, ...]) -> int:
    """How many voices some States are, if those of one union are one.

    >>> voices({"FRA", "DEU", "MAR"}, (Bloc("org-eu", "EU", {"DEU": None, "FRA": None}),))
    2
    """
    count = len(states)
    for union in unions:
        count -= max(0, len(states & union.members.keys()) - 1)
    return count
