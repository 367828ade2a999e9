"""Which States are members of which mechanisms in a reading, and the fact that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.questions.given import Given
from graph.snapshot import Edge, Snapshot


@dataclass(frozen=True)
class Membership:
    """Mechanisms that stand, with their member States in the reading.

    facts: the MEMBER_OF fact by mechanism and State, both sorted by id; mechanisms of which no
    member State stands are in `without`. Territories and organizations are counted apart, and so
    are not here.
    """

    facts: Mapping[str, Mapping[str, Edge]]
    without: tuple[str, ...]

    @cached_property
    def mechanisms(self) -> tuple[str, ...]:
        return tuple(self.facts)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Every State that is a member of at least one of the mechanisms."""
        return tuple(sorted({state for members in self.facts.values() for state in members}))

    @cached_property
    def matrix(self) -> NDArray[np.bool_]:
        """States x mechanisms."""
        row = {state: number for number, state in enumerate(self.states)}
        table = np.zeros((len(self.states), len(self.mechanisms)), dtype=np.bool_)
        for column, members in enumerate(self.facts.values()):
            table[[row[state] for state in members], column] = True
        return table


def membership(given: Given) -> Membership:
    """The memberships of States in the mechanisms that stand in the reading."""
    standing = [node.id for node in given.standing_mechanisms()]
    found: dict[str, dict[str, Edge]] = {mechanism: {} for mechanism in standing}
    for edge in given.edges("MEMBER_OF"):
        if edge.head in found and given.snapshot.label_of(edge.tail) == "State":
            found[edge.head].setdefault(edge.tail, edge)
    return Membership(
        {mechanism: dict(sorted(found[mechanism].items()))
         for mechanism in standing if found[mechanism]},
        tuple(mechanism for mechanism in standing if not found[mechanism]),
    )


NOT_LOOKED_AT = "not looked at"


def list_extents(snapshot: Snapshot) -> dict[str, str]:
    """How far the list of members of each mechanism was looked at: by mechanism."""
    extents = {
        node.id: str(node.get("extent")) for node in snapshot.nodes("Coverage")
        if node.get("of") == "MEMBER_OF"
    }
    return {
        edge.head: extents[edge.tail] for edge in snapshot.edges("COVERAGE_OF")
        if edge.tail in extents
    }
