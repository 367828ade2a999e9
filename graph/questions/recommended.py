"""Recommendations with what belongs to them: who made them, where, when, about what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.dates import to_day, to_text
from graph.measures.order import Span, ordinal
from graph.questions.given import Given
from graph.questions.question import Parameter
from graph.schema.nodes import ACTIONS
from graph.snapshot import Edge, Node, Snapshot

STANDINGS = ("adopted", "reported", "proposed")
ANY = "any"

STANDING = Parameter(
    "standing", "choices", "adopted: text of the meeting; reported: someone's account of it; "
    "proposed: not shown to have been agreed; all: these three", "adopted",
    "adopted,reported", values=(*STANDINGS, "all"),
)
ACTION = Parameter(
    "action", "choice", "Only those that ask for this kind of action, by our own coding",
    "train", ANY, values=(ANY, *ACTIONS),
)
ON_THEME = Parameter(
    "theme", "id", "Only on this theme, or one narrower than it", "theme-return", "",
    labels=("Theme",),
)
BY_MECHANISM = Parameter(
    "mechanism", "id", "Only those that this mechanism made", "rcm", "", labels=("Mechanism",)
)
SINCE_YEAR = Parameter(
    "since", "integer", "First year; what has no date is then left out and counted in a note",
    "2016", "1900", least=1900, most=2100,
)


@dataclass(frozen=True, slots=True)
class Recommended:
    """One recommendation. makers: MADE_BY, of mechanisms in scope first of all; at: ADOPTED_AT."""

    node: Node
    makers: tuple[Edge, ...]
    themes: tuple[Edge, ...]
    at: tuple[Edge, ...]

    @property
    def id(self) -> str:
        return self.node.id

    @property
    def mechanisms(self) -> tuple[str, ...]:
        return tuple(edge.head for edge in self.makers)

    @property
    def action(self) -> str:
        return str(self.node.get("action", ""))

    @property
    def dated(self) -> bool:
        return "adopted_min" in self.node.properties

    @property
    def earliest(self) -> str | None:
        return to_text(self.node.get("adopted_min")) if self.dated else None

    @property
    def latest(self) -> str | None:
        return to_text(self.node.get("adopted_max")) if self.dated else None

    def span(self, given: Given) -> Span:
        """The days between which it was made, as numbers; undated: any up to the data's."""
        if self.dated:
            return ordinal(self.node.get("adopted_min")), ordinal(self.node.get("adopted_max"))
        return 1, ordinal(to_day(given.snapshot.as_of))

    def facts(self) -> Iterator[Node | Edge]:
        """The node and its edges, those to themes apart."""
        yield self.node
        yield from self.makers
        yield from self.at


def by_tail(given: Given, edge_type: str) -> dict[str, list[Edge]]:
    """Facts of a type that are taken, by where they start, each list sorted by fact."""
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in given.edges(edge_type):
        found[edge.tail].append(edge)
    return found


def recommended(given: Given, *, standings: Iterable[str] = STANDINGS) -> list[Recommended]:
    """The recommendations that mechanisms of the ring and level made, by id.

    What only an organization made, at whatever meeting, is no mechanism's and is not among them.
    """
    wanted = set(standings)
    if "all" in wanted:
        wanted = set(STANDINGS)
    scope = {node.id for node in given.mechanisms()}
    makers, themes, at = (by_tail(given, t) for t in ("MADE_BY", "ADDRESSES", "ADOPTED_AT"))
    found = []
    for node in given.snapshot.nodes("Recommendation"):
        made = tuple(edge for edge in makers[node.id] if edge.head in scope)
        if made and node.get("standing") in wanted and given.trusts(node):
            found.append(Recommended(node, made, tuple(themes[node.id]), tuple(at[node.id])))
    return found


def narrower(snapshot: Snapshot, theme: str) -> set[str]:
    """A theme and all that are narrower than it."""
    found, new = {theme}, [theme]
    while new:
        wider = new.pop()
        for edge in snapshot.edges("BROADER", head=wider):
            if edge.tail not in found:
                found.add(edge.tail)
                new.append(edge.tail)
    return found


def name_of(snapshot: Snapshot, node: str) -> str:
    """The short name where there is one."""
    found = snapshot.node(node)
    return str(found.get("short_name") or found.get("acronym") or found.name)


class Looked:
    """How far one looked for a kind of fact about each mechanism, to be said beside findings."""

    def __init__(self, snapshot: Snapshot, of: str) -> None:
        self._found: dict[str, tuple[Edge, Node]] = {}
        for edge in snapshot.edges("COVERAGE_OF"):
            node = snapshot.node(edge.tail)
            if node.get("of") == of:
                self._found[edge.head] = (edge, node)

    def extent(self, mechanism: str) -> str:
        found = self._found.get(mechanism)
        return str(found[1].get("extent")) if found else "not looked at"

    def documents(self, mechanism: str) -> int | None:
        """How many documents were read; None where that is not held."""
        found = self._found.get(mechanism)
        documents = found[1].get("documents_read") if found else None
        return int(documents) if documents is not None else None

    def complete_until(self, mechanism: str) -> str:
        """The date up to which everything was looked at, or ""."""
        if self.extent(mechanism) != "complete":
            return ""
        return str(self._found[mechanism][1].get("as_of", ""))

    def said(self, mechanism: str) -> str:
        """In a few words: `12 documents, partial`."""
        documents = self.documents(mechanism)
        if documents is None:
            return self.extent(mechanism)
        return f"{documents} document{'s' * (documents != 1)}, {self.extent(mechanism)}"

    def facts(self, *mechanisms: str) -> Iterator[Node | Edge]:
        for mechanism in mechanisms:
            yield from self._found.get(mechanism, ())
