"""What a rule is asked and what it finds; which mechanisms and members stood on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.dates import Mode
from graph.published.figures import Figure, figure_of
from graph.snapshot import Node, Snapshot

LISTED, RELATED = "listed", "related"
NO_NAMES = (
    "All that is held of the statement is its number: which ones it counts, and which it leaves "
    "out, cannot be told."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One claim, and the day on which the graph is read for it."""

    snapshot: Snapshot
    claim: Node
    detail: str  # what follows the colon of the property, or the meeting claimed about
    day: int

    @property
    def value(self) -> str:
        return str(self.claim.get("value", ""))

    @property
    def figure(self) -> Figure | None:
        return figure_of(self.value)

    def contradicts(self, count: int) -> bool:
        """Whether the value is a figure that a count does not bear out: then reasons are due."""
        return self.figure is not None and not self.figure.borne_out(count)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the graph gives, what was counted for it, and what is to be said about it."""

    found: str
    counted: tuple[str, ...]
    agrees: bool
    said: str = ""


Answer = Finding | str
"""A text says why nothing can be computed."""


def counted(
    asked: Asked, ids: Iterable[str], words: str, said: Iterable[str], count: int | None = None
) -> Answer:
    """An answer for a value that is a figure; count: what is compared, if not the number of ids."""
    figure, kept = asked.figure, tuple(sorted(ids))
    if figure is None:
        return f"The value is no single figure that a count could be held against: {words}."
    agrees = figure.borne_out(len(kept) if count is None else count)
    return Finding(words, kept, agrees, " ".join(part for part in said if part))


def many(number: int, one: str, more: str = "") -> str:
    """A number with its noun.

    >>> many(1, "territory", "territories"), many(2, "State")
    ('1 territory', '2 States')
    """
    return f"{number} {one if number == 1 else more or one + 's'}"


def names(snapshot: Snapshot, ids: Iterable[str]) -> str:
    """Names in a sentence, short ones where there are any, in alphabetical order."""
    nodes = (snapshot.find(node) or Node("", node, {"name": node}) for node in ids)
    known = sorted(
        {str(node.get("short_name") or node.get("acronym") or node.name) for node in nodes},
        key=str.casefold,
    )
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}"


def mechanisms_on(
    snapshot: Snapshot, day: int, level: str = "", ring: str = LISTED, mode: Mode = "standing"
) -> set[str]:
    """The mechanisms of a ring, and of a level where one is named, that stood on a day."""
    return {
        node.id for node in snapshot.nodes("Mechanism")
        if node.get("ring") == ring and level in ("", node.get("level")) and node.holds(day, mode)
    }


def memberships(snapshot: Snapshot, day: int, mode: Mode = "standing") -> dict[str, set[str]]:
    """Who was a member of which listed mechanisms on a day, whatever kind of member it is."""
    running = mechanisms_on(snapshot, day, mode=mode)
    found: dict[str, set[str]] = {}
    for edge in snapshot.edges("MEMBER_OF"):
        if edge.head in running and edge.holds(day, mode):
            found.setdefault(edge.tail, set()).add(edge.head)
    return found


def labelled(snapshot: Snapshot, ids: Iterable[str], label: str) -> set[str]:
    """Those of a label."""
    return {node for node in ids if snapshot.label_of(node) == label}


def claims_about(snapshot: Snapshot, prop: str, source: str = "") -> dict[str, list[Node]]:
    """What claims with a property say, by the fact they speak of; of one source if it is named."""
    found: dict[str, list[Node]] = {}
    for claim in snapshot.nodes("Claim"):
        if claim.get("property") == prop and source in ("", *claim.get("sources", ())):
            found.setdefault(str(claim.get("fact")), []).append(claim)
    return found


def level_of(snapshot: Snapshot, mechanism: str) -> str:
    node = snapshot.find(mechanism)
    return str(node.get("level", "")) if node else ""


def called_otherwise(snapshot: Snapshot, ids: Iterable[str], level: str) -> set[str]:
    """Those of another level here that some source places at this level."""
    placed = claims_about(snapshot, "level")
    return {
        node for node in ids
        if level_of(snapshot, node) != level
        and any(claim.get("value") == level for claim in placed.get(node, ()))
    }
