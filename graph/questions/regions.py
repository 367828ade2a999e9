"""Which continents a mechanism covers: by the regions that sources give it, in the UN's M49 scheme.

Regions of a mechanism's own naming lie in one of M49's by the tables. Nothing is read from where
its members lie unless the tables do so (and then say by which rule).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.snapshot import Edge, Snapshot

SCHEME = "Regions are those of the United Nations' M49 standard; the choice of a scheme is ours."
WORLD = "region-m49-001"
CONTINENTS = ("region-m49-002", "region-m49-009", "region-m49-019", "region-m49-142",
              "region-m49-150")
"""Africa, Oceania, the Americas, Asia, Europe."""


def continents_covered(snapshot: Snapshot) -> Mapping[str, Mapping[str, tuple[Edge, ...]]]:
    """For each mechanism the continents it covers, each with the COVERS facts that say so.

    What covers the world as a whole stands under WORLD, and under no continent.
    """
    wider = _wider(snapshot)
    found: dict[str, dict[str, tuple[Edge, ...]]] = {}
    for edge in snapshot.edges("COVERS"):
        region = continent(edge.head, wider)
        here = found.setdefault(edge.tail, {})
        here[region] = (*here.get(region, ()), edge)
    return {m: dict(sorted(regions.items())) for m, regions in found.items()}


def macro_regions(snapshot: Snapshot, mechanism: str) -> list[str]:
    """The continents that a mechanism covers, by id; for the whole world the world's id."""
    wider = _wider(snapshot)
    found = {continent(edge.head, wider) for edge in snapshot.edges("COVERS", tail=mechanism)}
    return sorted(found & {*CONTINENTS, WORLD})


def of_state(snapshot: Snapshot, state: str, *, finest: bool) -> str:
    """The id of a State's region: the finest that it is placed in, or its continent; "" if none."""
    for edge in snapshot.edges("IN_REGION", tail=state):
        return edge.head if finest else continent(edge.head, _wider(snapshot))
    return ""


def _wider(snapshot: Snapshot) -> dict[str, str]:
    """Each region's next wider one."""
    return {edge.tail: edge.head for edge in snapshot.edges("BROADER")}


def covering(edges: Iterable[Edge]) -> list[str]:
    """COVERS facts in words: `rcm: region-m49-013`."""
    return sorted({f"{edge.tail}: {edge.head}" for edge in edges})


def continent(region: str, wider: Mapping[str, str]) -> str:
    """The continent a region lies in; WORLD for the world, the region itself where none is known.

    >>> continent("b", {"b": "region-m49-002", "region-m49-002": WORLD})
    'region-m49-002'
    """
    here, seen = region, {region}
    while here not in (*CONTINENTS, WORLD):
        above = wider.get(here)
        if above is None or above in seen:
            return region
        here = above
        seen.add(here)
    return here
