"""How far was looked for something about a mechanism: what absence may be said to mean."""

from __future__ import annotations

from dataclasses import dataclass

from graph.snapshot import Edge, Node, Snapshot

NOT_LOOKED_AT = "not looked at"


@dataclass(frozen=True, slots=True)
class Looked:
    """extent: complete, partial, not looked at. documents: how many were read for it."""

    extent: str
    documents: int
    evidence: tuple[Node | Edge, ...]

    @property
    def at_all(self) -> bool:
        return self.extent != NOT_LOOKED_AT

    @property
    def none_found(self) -> str:
        """What may be said where nothing is held."""
        return {"complete": "none", NOT_LOOKED_AT: NOT_LOOKED_AT}.get(
            self.extent, "none known to us"
        )


def looked(snapshot: Snapshot, mechanism: str, of: str) -> Looked:
    """How far was looked for one kind of record (`SERVES`, `Meeting` …) of a mechanism.

    Where nobody noted it, nobody looked.
    """
    for edge in snapshot.edges("COVERAGE_OF", head=mechanism):
        note = snapshot.node(edge.tail)
        if note.get("of") == of:
            extent = str(note.get("extent"))
            return Looked(extent, int(note.get("documents_read", 0)), (edge, note))
    return Looked(NOT_LOOKED_AT, 0, ())
