"""Typed rows to elements: what the graph will hold, with bounds, attestations and digests.

An element is a mapping of property names to values as the graph keeps them; an edge's also holds
its ends under `from` and `to`. Nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any

from graph.dates import LATEST, Bounds, bounds, parse
from graph.digest import element_digest
from graph.schema.kinds import (
    SPELL_BOUNDS,
    EdgeKind,
    Kind,
    NodeKind,
    Property,
    Schema,
    Type,
)
from graph.schema.rows import Row

Element = dict[str, Any]
Elements = dict[str, list[Element]]
"""Kind name to its elements."""

_FROM_NAMES = ("from_min", "from_max", "standing_from")
_TO_NAMES = ("to_min", "to_max", "standing_to")


@dataclass
class Surroundings:
    """What rows may rest on beyond themselves: attestations of sources, lives of mechanisms.

    lookup gives the element of a node that another data set states, or None.
    """

    lookup: Callable[[str], Mapping[str, Any] | None] = lambda _: None
    attestation: dict[str, str] = field(default_factory=dict)  # source id to year or day
    life: dict[str, Bounds] = field(default_factory=dict)  # mechanism id to its bounds
    mechanisms_of: dict[str, set[str]] = field(default_factory=dict)  # structure, secretariat
    adopted: dict[str, tuple[int, int]] = field(default_factory=dict)  # by default the meeting's

    def attested(self, sources: Iterable[str]) -> list[str]:
        """When each source shows what rests on it: its year, else the day we read it."""
        seen = []
        for source in sources:
            if source not in self.attestation and (known := self.lookup(source)):
                self.attestation[source] = _attestation(known)
            if text := self.attestation.get(source, ""):
                seen.append(text)
        return seen

    def life_of(self, node: str) -> Bounds | None:
        """The life of the mechanism that a node is or belongs to, if any.

        What belongs to several has from the first founding to the last end.
        """
        mechanisms = self.mechanisms_of.get(node, {node})
        lives = [life for each in mechanisms if (life := self._life(each))]
        if len(lives) < 2:
            return lives[0] if lives else None
        return Bounds(
            **{name: min(getattr(life, name) for life in lives) for name in _FROM_NAMES},
            **{name: max(getattr(life, name) for life in lives) for name in _TO_NAMES},
        )

    def _life(self, mechanism: str) -> Bounds | None:
        if mechanism not in self.life:
            known = self.lookup(mechanism) or {}
            if all(name in known for name in SPELL_BOUNDS):
                self.life[mechanism] = Bounds(*(known[name] for name in SPELL_BOUNDS))
        return self.life.get(mechanism)

    def remember_adoptions(self, rows: Mapping[str, list[Row]]) -> None:
        """What was adopted at a meeting has its days, where no date of its own is given."""
        meetings = {str(row["id"]): row for row in rows.get("Meeting", ())}
        for row in rows.get("ADOPTED_AT", ()):
            days = _meeting_days(meetings.get(str(row["to"])) or self.lookup(str(row["to"])) or {})
            if days:
                adopted = str(row["from"])
                self.adopted[adopted] = min(days, self.adopted.get(adopted, days))


def _meeting_days(meeting: Mapping[str, Any]) -> tuple[int, int] | None:
    spans = [parse(str(meeting[name])) for name in ("start", "end") if meeting.get(name)]
    return (spans[0].first, spans[-1].last) if spans else None


def _attestation(source: Mapping[str, Any]) -> str:
    if year := source.get("year"):
        return f"{year:04d}"
    return str(source.get("read_on", ""))


def fact_of(edge_type: str, tail: str, head: str, spell: int) -> str:
    """The identity of an edge.

    >>> fact_of("MEMBER_OF", "BLZ", "rcm", 0)
    'MEMBER_OF|BLZ|rcm|0'
    """
    return f"{edge_type}|{tail}|{head}|{spell}"


def build(
    schema: Schema,
    rows: Mapping[str, list[Row]],
    data_set: str,
    lookup: Callable[[str], Mapping[str, Any] | None] = lambda _: None,
) -> Elements:
    """All elements that a data set's rows (kind name to rows) make, derived edges included."""
    around = Surroundings(lookup)
    for row in rows.get("Source", ()):
        around.attestation[str(row["id"])] = _attestation(row)
    for row in rows.get("HAS_STRUCTURE", ()):
        around.mechanisms_of.setdefault(str(row["to"]), set()).add(str(row["from"]))
    for row in rows.get("SECRETARIAT_OF", ()):
        around.mechanisms_of.setdefault(str(row["from"]), set()).add(str(row["to"]))
    around.remember_adoptions(rows)
    elements: Elements = {kind.name: [] for kind in schema.kinds}
    order = sorted(schema.nodes, key=lambda kind: kind.label != "Mechanism")
    kinds: tuple[Kind, ...] = (*order, *schema.edges)
    for kind in kinds:
        made = elements[kind.name]
        kept = [column for column in kind.columns if column.stored]
        for row in rows.get(kind.name, ()):
            element = _element(kind, kept, row, data_set, around)
            made.append(element)
            if kind.name == "Mechanism":
                around.life[element["id"]] = Bounds(*(element[n] for n in SPELL_BOUNDS))
            if isinstance(kind, NodeKind):
                for edge in _derived_edges(schema, kind, row, data_set):
                    elements[edge["fact"].partition("|")[0]].append(edge)
    for name in elements:
        key = schema.kind(name).key
        elements[name].sort(key=itemgetter(key))
    return elements


def _element(
    kind: Kind, kept: Iterable[Property], row: Row, data_set: str, around: Surroundings
) -> Element:
    element: Element = {}
    for column in kept:
        value = row.get(column.name)
        if value is None or (isinstance(value, list) and not any(value)):
            continue
        element[column.name] = value
        if column.type is Type.DATE:
            span = parse(str(value))
            element[column.bounds[0]], element[column.bounds[1]] = span.first, span.last
    if "adopted" not in row and (days := around.adopted.get(str(row.get("id")))):
        element["adopted_min"], element["adopted_max"] = days
    if kind.dated:
        element.update(_dated(kind, row, around))
    if isinstance(kind, EdgeKind):
        element["fact"] = fact_of(
            kind.type, element["from"], element["to"], element["spell"]
        )
    element["dataset"] = [data_set]
    element["digest"] = element_digest(element)
    return element


def _dated(kind: Kind, row: Row, around: Surroundings) -> Iterator[tuple[str, str | int]]:
    sources = row.get("sources", [])
    assert isinstance(sources, list)
    seen = around.attested(sources)
    first = str(row.get("attested_first") or row.get("attested_last") or "")
    last = str(row.get("attested_last") or row.get("attested_first") or "")
    first = first or min(seen, key=lambda text: parse(text).first, default="")
    last = last or max(seen, key=lambda text: parse(text).last, default="")
    within = None
    if isinstance(kind, EdgeKind) and kind.hangs_on:
        within = around.life_of(str(row[kind.hangs_on]))
    elif kind.name == "Structure":
        within = around.life_of(str(row["id"]))
    spell = _bounds(str(row["start"]), str(row["end"]), first, last, within)
    if first:
        yield "attested_first", first
    if last:
        yield "attested_last", last
    for name in SPELL_BOUNDS:
        yield name, getattr(spell, name)


@lru_cache(maxsize=100_000)
def _bounds(start: str, end: str, first: str, last: str, within: Bounds | None) -> Bounds:
    return bounds(
        start, end, attested_first=first or None, attested_last=last or None, within=within
    )


def _derived_edges(
    schema: Schema, kind: NodeKind, row: Row, data_set: str
) -> Iterator[Element]:
    """The edges that follow from a node's columns: BROADER, COVERAGE_OF, ABOUT, SOURCED_FROM …"""
    node = str(row["id"])
    origin: dict[str, Any] = {
        name: value
        for name in ("sources", "locators", "basis", "rule")
        if (value := row.get(name)) is not None
        and (not isinstance(value, list) or any(value))
    }
    targets: list[tuple[str, str, Mapping[str, Any]]] = []
    for column in kind.properties:
        if column.edge and column.name in row:
            targets.append((column.edge, str(row[column.name]), origin))
    sources = row.get("sources", [])
    assert isinstance(sources, list)
    locators = row.get("locators") or [""] * len(sources)
    assert isinstance(locators, list)
    for source, locator in zip(sources, locators, strict=True):
        own: dict[str, Any] = {"sources": [source], "basis": row["basis"]}
        own |= {"locators": [locator]} if locator else {}
        own |= {"rule": row["rule"]} if "rule" in row else {}
        targets.append(("SOURCED_FROM", source, own))
        if kind.name == "Claim":
            targets.append(("STATED_IN", source, own))
    if kind.name == "Claim":
        subjects = dict.fromkeys(claim_subjects(str(row["fact"])))
        targets += [("ABOUT", end, origin) for end in subjects]
    for edge_type, head, properties in targets:
        if edge_type not in schema:
            continue
        edge: Element = {
            "fact": fact_of(edge_type, node, head, 0),
            "from": node,
            "to": head,
            "spell": 0,
            **properties,
            "dataset": [data_set],
        }
        edge["digest"] = element_digest(edge)
        yield edge


def claim_subjects(fact: str) -> tuple[str, ...]:
    """The nodes a claim speaks of: both ends of a fact, the node itself, none for `network`.

    >>> claim_subjects("MEMBER_OF|BLZ|rcm|0")
    ('BLZ', 'rcm')
    """
    if fact == "network":
        return ()
    parts = fact.split("|")
    return (parts[1], parts[2]) if len(parts) == 4 else (fact,)


def still_runs(element: Mapping[str, Any]) -> bool:
    """Whether a dated element's end is open: no source gives one."""
    return bool(element.get("to_max", 0) == LATEST)
