"""In which of the five regions of UN M49 each State lies, and the order of States in pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.snapshot import Node, Snapshot
from graph.style import REGION_ORDER

SUBREGION_ORDER = (
    "154", "155", "039", "151",  # Europe, from the north-west
    "143", "145", "034", "030", "035",  # Asia, from its centre
    "053", "054", "057", "061",  # Oceania
    "015", "014", "018", "017", "011",  # Africa, from the north, by the east and the south
    "005", "029", "013", "021", "003",  # Americas, from the south
)
"""Round the ring, clockwise, neighbours on the globe stay near one another."""


@dataclass(frozen=True, slots=True)
class Lies:
    """Where a State lies: the ids of the wide region and of the nearest one; empty if unknown."""

    region: str = ""
    nearest: str = ""


class Regions:
    """The regions of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._nodes = {node.id: node for node in snapshot.nodes("Region")}
        self._code = {node.id: str(node.get("m49", "")) for node in self._nodes.values()}
        self._wider: dict[str, list[str]] = {}
        for edge in snapshot.edges("BROADER"):
            self._wider.setdefault(edge.tail, []).append(edge.head)
        self._lies: dict[str, Lies] = {}
        for edge in snapshot.edges("IN_REGION"):
            found = self._found(edge.head)
            known = self._lies.get(edge.tail)
            if found and (known is None or self._rank(found.nearest) < self._rank(known.nearest)):
                self._lies[edge.tail] = found

    def of(self, state: str) -> Lies:
        """Where a State or territory lies."""
        return self._lies.get(state, Lies())

    @property
    def wide(self) -> list[Node]:
        """The five regions, as far as the snapshot has them, in the order of pictures."""
        wide = [self._nodes[i] for i, code in self._code.items() if code in REGION_ORDER]
        return sorted(wide, key=lambda node: REGION_ORDER.index(self._code[node.id]))

    def node(self, region: str) -> Node | None:
        return self._nodes.get(region)

    def covered(self, snapshot: Snapshot, mechanism: str) -> list[str]:
        """The States of the regions that a mechanism covers."""
        regions = {edge.head for edge in snapshot.edges("COVERS", tail=mechanism)}
        return [
            edge.tail
            for edge in snapshot.edges("IN_REGION")
            if regions.intersection(self._above(edge.head))
        ]

    def groups(self, places: Sequence[Node]) -> list[tuple[str, list[str]]]:
        """States and territories by wide region (id, or empty where none is known), in order."""
        order = {node.id: rank for rank, node in enumerate(self.wide)}
        ranked = sorted(
            places,
            key=lambda node: (
                order.get(self.of(node.id).region, len(order)),
                self._rank(self.of(node.id).nearest),
                node.label != "State",
                node.name,
                node.id,
            ),
        )
        groups: dict[str, list[str]] = {}
        for node in ranked:
            groups.setdefault(self.of(node.id).region, []).append(node.id)
        return list(groups.items())

    def _above(self, region: str) -> set[str]:
        """A region and all wider ones."""
        found, to_do = set[str](), [region]
        while to_do:
            at = to_do.pop()
            if at not in found:
                found.add(at)
                to_do += self._wider.get(at, ())
        return found

    def _rank(self, region: str) -> int:
        """Place of a nearest region in the order; a wide or unknown one comes last."""
        code = self._code.get(region, "")
        return SUBREGION_ORDER.index(code) if code in SUBREGION_ORDER else len(SUBREGION_ORDER)

    def _found(self, region: str) -> Lies | None:
        """The wide region above one, and the nearest of M49 on the way up to it."""
        nearest, at, seen = "", region, set[str]()
        while at not in seen:
            seen.add(at)
            code = self._code.get(at, "")
            if code in REGION_ORDER:
                return Lies(at, nearest or at)
            if not nearest and code in SUBREGION_ORDER:
                nearest = at
            above = sorted(self._wider.get(at, ()))
            if not above:
                return None
            at = above[0]
        return None
