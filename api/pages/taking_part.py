"""Who takes part in a mechanism: now, formerly, perhaps; States by region, others apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.pages.frame import FactRow, Frame, by_standing

KINDS = (
    ("MEMBER_OF", "Members"),
    ("OBSERVER_OF", "Observers"),
    ("PARTICIPATES_IN", "Participants known to us"),
)


@dataclass(frozen=True)
class Group:
    """Rows under a heading."""

    title: str
    rows: list[FactRow]


@dataclass(frozen=True)
class Role:
    """One way of taking part: who does now, and the others apart."""

    type: str
    title: str
    count: str
    groups: list[Group]
    former: list[FactRow]
    future: list[FactRow]
    perhaps: list[FactRow]

    @property
    def summary(self) -> str:
        """How many there are; where none stands, how many are possible."""
        if not self.perhaps:
            return self.count
        known = self.count if self.groups else "none attested lately"
        return f"{known}; possible: {count_words(self.perhaps)}"


def roles_in(frame: Frame, mechanism: str) -> list[Role]:
    """Every way of taking part that anyone is known to have."""
    roles = []
    for edge_type, title in KINDS:
        edges = frame.snapshot.edges(edge_type, head=mechanism)
        if edges:
            rows = frame.rows(edges, mechanism, _extra(edge_type))
            roles.append(_role(frame, edge_type, title, rows))
    return roles


def _extra(edge_type: str) -> str:
    return {"OBSERVER_OF": "right", "MEMBER_OF": "side"}.get(edge_type, "")


def _role(frame: Frame, edge_type: str, title: str, rows: list[FactRow]) -> Role:
    apart = by_standing(rows)
    return Role(
        edge_type, title, count_words(apart["now"]), grouped(frame, apart["now"]),
        apart["former"], apart["future"], apart["perhaps"],
    )


def count_words(rows: list[FactRow]) -> str:
    """States, territories and organizations counted apart.

    >>> count_words([])
    'none known'
    """
    names: dict[str, set[str]] = {}
    for row in rows:
        names.setdefault(row.other.label, set()).add(row.other.id)
    forms = {
        "State": ("State", "States"), "Territory": ("territory", "territories"),
        "Organization": ("organization", "organizations"),
        "Mechanism": ("mechanism", "mechanisms"),
    }
    parts = [
        f"{len(names[label])} {forms[label][len(names[label]) != 1]}"
        for label in forms if label in names
    ]
    return ", ".join(parts) or "none known"


def grouped(frame: Frame, rows: list[FactRow]) -> list[Group]:
    """States by region of the world, then territories, organizations and mechanisms."""
    regions = frame.regions()
    ordered: dict[str, list[FactRow]] = {}
    states = [row for row in rows if row.other.label == "State"]
    places = [frame.snapshot.node(row.other.id) for row in states]
    for region, ids in regions.groups(places):
        known = regions.node(region)
        title = frame.name_of(known) if known else "Region not known"
        inside = set(ids)
        ordered[title] = [row for row in states if row.other.id in inside]
    for label, title in (
        ("Territory", "Territories"), ("Organization", "Organizations"),
        ("Mechanism", "Mechanisms"),
    ):
        if found := [row for row in rows if row.other.label == label]:
            ordered[title] = found
    return [Group(title, found) for title, found in ordered.items()]


def chairs_of(frame: Frame, mechanism: str) -> dict[str, Any]:
    """Who chairs now, and the sequence of chairs, latest first."""
    edges = sorted(
        frame.snapshot.edges("CHAIRED", head=mechanism),
        key=lambda e: (e.get("from_min", 0), e.get("to_max", 0), e.fact), reverse=True,
    )
    rows = [frame.row(edge, mechanism, str(edge.get("title", ""))) for edge in edges]
    return {"now": [row for row in rows if row.standing == "now"], "all": rows}
