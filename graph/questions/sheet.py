"""What a question fills in: rows, each with the facts it rests on, and what is to be said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.snapshot import Edge, Node

Cell = str | int | float | bool | list[str] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row, by column name, and the facts and nodes that it rests on: no more, no fewer.

    Taking away any of them would change the row or its sources.
    """

    cells: dict[str, Cell]
    evidence: tuple[Node | Edge, ...]


@dataclass
class Sheet:
    """Rows in the order in which they are to be read, and notes beside them."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *evidence: Node | Edge | Iterable[Node | Edge], **cells: Cell) -> None:
        """A row with the elements it rests on, given one by one or as iterables."""
        found: list[Node | Edge] = []
        for one in evidence:
            if isinstance(one, (Node, Edge)):
                found.append(one)
            else:
                found.extend(one)
        unique = {(e.fact if isinstance(e, Edge) else e.id): e for e in found}
        self.rows.append(Row(cells, tuple(unique[key] for key in sorted(unique))))

    def note(self, text: str) -> None:
        """Something to be said beside the rows: once, however often it comes up."""
        if text and text not in self.notes:
            self.notes.append(text)
