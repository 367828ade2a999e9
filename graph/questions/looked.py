"""How far was looked: what the Coverage of a mechanism says, for answers that turn on absence."""

from __future__ import annotations

from dataclasses import dataclass

from graph.snapshot import Edge, Node, Snapshot

NOT_LOOKED = "not looked at"


@dataclass(frozen=True, slots=True)
class Looked:
    """What is held on how far was looked for one kind of fact about one mechanism."""

    extent: str  # complete, partial, not looked at; "" where nobody noted it
    documents: int
    evidence: tuple[Node | Edge, ...]

    @property
    def at_all(self) -> bool:
        """Whether anything was read for it: without that, silence says nothing whatever."""
        return self.extent == "complete" or (self.extent == "partial" and self.documents > 0)

    @property
    def noted(self) -> str:
        """The extent for a cell of a table."""
        return self.extent or "not noted"

    @property
    def none_found(self) -> str:
        """What may be said where nothing is held."""
        if self.extent == "complete":
            return "none"
        return "none known to us" if self.at_all else NOT_LOOKED

    @property
    def said(self) -> str:
        if self.extent == "complete":
            return "completely"
        if self.extent in ("", NOT_LOOKED):
            return self.noted
        return f"partly, in {self.documents} document{'s' * (self.documents != 1)}"


def looked(snapshot: Snapshot, mechanism: str, of: str) -> Looked:
    """How far was looked for the facts of a kind (`IN_CONTACT`, `ATTENDED` …) of a mechanism."""
    for edge in snapshot.edges("COVERAGE_OF", head=mechanism):
        node = snapshot.node(edge.tail)
        if node.get("of") == of:
            return Looked(str(node.get("extent", NOT_LOOKED)),
                          int(node.get("documents_read", 0)), (node, edge))
    return Looked("", 0, ())
