"""Where the nodes of a map stand: what is shown, handed to the layout that fits it."""

from __future__ import annotations

from graph.drawing import layout
from graph.drawing.map_data import Record
from graph.drawing.scope import Scope


def places(
    scope: Scope, payload: Record, today: int
) -> tuple[dict[str, layout.Spot], list[layout.Arc]]:
    """Each node's place by id, and the stretches of the outer ring. today: the data's date."""
    groups: list[tuple[str, list[str]]] = payload["groups"]
    towards: dict[str, list[str]] = {}
    for link in scope.links:
        towards.setdefault(link.head, []).append(link.tail)
        towards.setdefault(link.tail, []).append(link.head)
    on_ring = {state for _, ids in groups for state in ids}
    inner = {
        label: [
            layout.Inner(
                record["id"],
                # What stands no more leaves the room to what does, at whatever date is asked.
                min(len(record["label"]), 28) if _stands(record, today) else 0,
                _drawn_to(record, towards.get(record["id"], []), on_ring),
                record.get("level") in ("interregional", "global"),
            )
            for record in payload["nodes"]
            if record["kind"] == label
        ]
        for label in ("Mechanism", "Organization")
    }
    if scope.focus is None:
        spots, arcs = layout.ring(groups)
        spots |= layout.inside(inner["Mechanism"], spots)
        spots |= layout.on_inner_ring(inner["Organization"], spots)
        return spots, arcs
    focus = scope.focus.id
    ordered = sorted(payload["nodes"], key=lambda r: (r["label"].casefold(), r["id"]))
    by_kind = [
        [(label, [r["id"] for r in ordered if r["kind"] == label and r["id"] != focus])]
        for label in ("Organization", "Mechanism", "Structure")
    ]
    around_it = [(region, [i for i in ids if i != focus]) for region, ids in groups]
    return layout.centred(focus, [around_it, *by_kind])


def _drawn_to(record: Record, linked: list[str], places: set[str]) -> list[str]:
    """Those it is linked to; where no State is among them, the States of the regions it covers."""
    return linked if places.intersection(linked) else [*linked, *record.get("covers", ())]


def _stands(record: Record, day: int) -> bool:
    bounds = record.get("bounds")
    return bounds is None or bool(bounds[4] <= day <= bounds[5])
