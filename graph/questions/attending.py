"""Who attended which dated meetings: the contacts of relays, read from whole columns.

Whoever was only invited was not there. Meetings without a date, or not begun by the day, are not
here either; `undated` and `of` tell how many of a mechanism's meetings are left.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow.compute as pc

from graph.measures.relays import Meetings, Numbers
from graph.questions.given import Given
from graph.schema.nodes import PLACES
from graph.snapshot import Edge, Node, Snapshot

STATES, ORGANIZATIONS = "states", "organizations"
LABELS = {STATES: PLACES, ORGANIZATIONS: ("Organization",)}
UNIVERSAL = 0.8
FEWEST = 10


@dataclass
class Attendance:
    """Meetings with a date and somebody known to have been there, and who was.

    meetings, carriers: ids, both sorted. by_carrier, by_meeting: numbers of the others.
    held: of each mechanism the numbers of these meetings that it held, also jointly.
    """

    snapshot: Snapshot
    meetings: list[str]
    times: Meetings
    carriers: list[str]
    by_carrier: list[Numbers]
    by_meeting: list[Numbers]
    held: dict[str, list[int]]
    all_held: dict[str, int]  # of each mechanism all meetings on record by the day, dated or not
    universal: list[str] = field(default_factory=list)
    recalled: bool = True

    @cached_property
    def place(self) -> dict[str, int]:
        return {meeting: number for number, meeting in enumerate(self.meetings)}

    def facts(self, carrier: str, meeting: str) -> list[Edge]:
        """By which facts somebody was at a meeting."""
        return [edge for edge in self.snapshot.edges("ATTENDED", tail=carrier, head=meeting)
                if edge.get("as") != "invited"
                and (self.recalled or edge.get("basis") != "recalled")]

    def both(self, one: int, other: int) -> list[str]:
        """Who was at both meetings."""
        shared = np.intersect1d(self.by_meeting[one], self.by_meeting[other])
        return [self.carriers[number] for number in shared]


def attendance(given: Given) -> Attendance:
    """Who attended what by the day, of the `carriers` asked for (states, organizations).

    Without `connectors`, carriers seen at meetings of nearly all mechanisms are left out.
    """
    snapshot = given.snapshot
    labels = {label for kind in given.texts("carriers") for label in LABELS[kind]}
    held_by: dict[str, list[str]] = defaultdict(list)
    all_held: dict[str, int] = defaultdict(int)
    nodes = {m.id: m for m in snapshot.nodes("Meeting") if int(m.get("start_min", 0)) <= given.day}
    for meeting, mechanism in _pairs(snapshot, "HELD_BY"):
        if meeting in nodes:
            held_by[meeting].append(mechanism)
            all_held[mechanism] += 1
    there = sorted({
        (carrier, meeting) for carrier, meeting in _attended(given)
        if meeting in nodes and "start_min" in nodes[meeting].properties
        and snapshot.label_of(carrier) in labels
    })
    universal = [] if given.flag("connectors") else _universal(there, held_by)
    there = [pair for pair in there if pair[0] not in universal]
    meetings = sorted({meeting for _, meeting in there})
    carriers = sorted({carrier for carrier, _ in there})
    place = {m: number for number, m in enumerate(meetings)}
    who = {c: number for number, c in enumerate(carriers)}
    by_carrier: list[list[int]] = [[] for _ in carriers]
    by_meeting: list[list[int]] = [[] for _ in meetings]
    for carrier, meeting in there:
        by_carrier[who[carrier]].append(place[meeting])
        by_meeting[place[meeting]].append(who[carrier])
    held: dict[str, list[int]] = defaultdict(list)
    for meeting in meetings:
        for mechanism in held_by[meeting]:
            held[mechanism].append(place[meeting])
    return Attendance(
        snapshot, meetings, _times([nodes[m] for m in meetings]), carriers,
        [np.array(sorted(t), dtype=np.intp) for t in by_carrier],
        [np.array(sorted(t), dtype=np.intp) for t in by_meeting],
        dict(held), dict(all_held), universal, bool(given.values.get("recalled", True)),
    )


def _pairs(snapshot: Snapshot, edge_type: str) -> list[tuple[str, str]]:
    table = snapshot.table(edge_type)
    return list(zip(table["from"].to_pylist(), table["to"].to_pylist(), strict=True))


def _attended(given: Given) -> list[tuple[str, str]]:
    """(carrier, meeting) of all who were there: a million and a half may have to be read."""
    table = given.snapshot.table("ATTENDED")
    table = table.filter(pc.not_equal(pc.fill_null(table["as"], ""), "invited"))
    if not given.values.get("recalled", True):
        known = pc.not_equal(pc.fill_null(table["basis"], ""), "recalled")
        left_out = table.num_rows - (kept := table.filter(known)).num_rows
        if left_out:
            given.recalled_left_out["ATTENDED"] += left_out
        table = kept
    return list(zip(table["from"].to_pylist(), table["to"].to_pylist(), strict=True))


def _universal(there: list[tuple[str, str]], held_by: dict[str, list[str]]) -> list[str]:
    seen: dict[str, set[str]] = defaultdict(set)
    for carrier, meeting in there:
        seen[carrier].update(held_by[meeting])
    mechanisms = {mechanism for at in seen.values() for mechanism in at}
    if len(mechanisms) < FEWEST:
        return []
    return sorted(c for c, at in seen.items() if len(at) > UNIVERSAL * len(mechanisms))


def _times(nodes: list[Node]) -> Meetings:
    """When the meetings were; one whose end is not held ended when it began."""
    rows = []
    for node in nodes:
        start = (int(node.get("start_min")), int(node.get("start_max")))
        end = (int(node.get("end_min", start[0])), int(node.get("end_max", start[1])))
        rows.append((*start, max(end[0], start[0]), max(end[1], start[1])))
    columns = list(zip(*rows, strict=True)) or [()] * 4
    return Meetings(*(np.array([ordinal(day) for day in c], dtype=np.int64) for c in columns))


def ordinal(day: int) -> int:
    """A day yyyymmdd as the number of days since the year 1.

    >>> ordinal(20040301) - ordinal(20040228)
    2
    """
    return date(day // 10000, day // 100 % 100, day % 100).toordinal()
