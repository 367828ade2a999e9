"""Regions of the United Nations' M49 standard: of States, and those that mechanisms cover."""

from __future__ import annotations

from graph.snapshot import Snapshot

WORLD = "001"
CONTINENTS = {"002": "Africa", "019": "Americas", "142": "Asia", "150": "Europe",
              "009": "Oceania"}
"""M49 codes of the widest regions below the world."""


def _wider(snapshot: Snapshot, region: str) -> list[str]:
    """The region and those around it, the nearest first."""
    found = [region]
    while edges := snapshot.edges("BROADER", tail=found[-1]):
        if edges[0].head in found:
            break
        found.append(edges[0].head)
    return found


def continent(snapshot: Snapshot, region: str) -> str:
    """The id of the continent that a region lies in, "" for the world and what spans several."""
    for one in _wider(snapshot, region):
        if snapshot.node(one).get("m49") in CONTINENTS:
            return one
    return ""


def of_state(snapshot: Snapshot, state: str, *, finest: bool) -> str:
    """The id of a State's region: the finest that it is placed in, or its continent; "" if none."""
    for edge in snapshot.edges("IN_REGION", tail=state):
        return edge.head if finest else continent(snapshot, edge.head)
    return ""


def macro_regions(snapshot: Snapshot, mechanism: str) -> list[str]:
    """The continents that a mechanism covers, by id; for the whole world the world's id."""
    found = set()
    for edge in snapshot.edges("COVERS", tail=mechanism):
        if snapshot.node(edge.head).get("m49") == WORLD:
            found.add(edge.head)
        elif place := continent(snapshot, edge.head):
            found.add(place)
    return sorted(found)
