"""What a map's page knows: everything shown, in words, as plain values for JSON.

Texts go in as they stand in the data; making them harmless in a page is left to the page, and
the picture itself (places, shapes) to map.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.dates import EARLIEST, LATEST, Bounds, Mode, to_day, to_text
from graph.drawing.regions import Regions
from graph.drawing.scope import Link, Scope, cited, meetings
from graph.drawing.wording import Words, day_words, spell_words
from graph.snapshot import Node, Snapshot
from graph.style import LINK_LOOKS, NODE_LOOKS

Record = dict[str, Any]

_TOLD = {
    "Mechanism": ("short_name", "level", "ring", "purpose", "status_stated"),
    "Organization": ("acronym", "actor_type"),
    "Structure": ("kind", "description"),
    "Territory": ("status",),
}
_TOLD_OF_LINKS = ("title", "role", "kind", "called", "side", "right", "name_as_in_source", "note")
_IN_WORDS = {"level": "level.", "ring": "ring."}
_FIRST_YEAR = 1940
"""Years before are taken for unknown: no mechanism is so old."""


class Telling:
    """Puts nodes and links of a snapshot into records, and gathers the sources they rest on."""

    def __init__(self, snapshot: Snapshot, say: Words, language: str, as_of: int) -> None:
        self.snapshot, self.say, self.language, self.as_of = snapshot, say, language, as_of
        self.regions = Regions(snapshot)
        self.cited: set[str] = set()
        self._coverage: dict[str, list[Node]] = {}
        for edge in snapshot.edges("COVERAGE_OF"):
            self._coverage.setdefault(edge.head, []).append(snapshot.node(edge.tail))

    def name(self, node: Node) -> str:
        """Its name in the reader's language, English where there is none."""
        return str(node.get(f"name_{self.language}") or node.name)

    def node(self, node: Node) -> Record:
        name = self.name(node)
        others = [node.get("name"), node.get("name_fr"), node.get("name_es")]
        others += [node.get("short_name"), node.get("acronym"), *node.get("aliases", [])]
        lies = self.regions.of(node.id)
        near = self.regions.node(lies.nearest)
        told = [
            [f"fact.{key}", self._value(key, node.get(key))]
            for key in _TOLD.get(node.label, ())
            if node.get(key)
        ]
        if node.get("open_to_all"):
            told.append(["fact.open_to_all", self.say["yes"]])
        if node.label in ("Mechanism", "Structure"):
            lifetime, _ = spell_words(node.properties, self.say, self.as_of)
            told += [["fact.lifetime", lifetime]] if lifetime else []
        if near:
            told.append(["fact.region", self.name(near)])
        record: Record = {
            "id": node.id,
            "kind": node.label,
            "name": name,
            "label": str(node.get("short_name") or node.get("acronym") or name),
            "also": list(dict.fromkeys(str(o) for o in others if o and o != name)),
            "told": told,
            "basis": node.get("basis", "read"),
            "sources": self._sources(cited(node)),
        }
        if lies.region:
            record["region"] = lies.region
        if note := node.get("designation_note"):
            record["note"] = note
        if "from_min" in node.properties and node.label in ("Mechanism", "Structure"):
            record["bounds"] = self._bounds(node)
        if node.label == "Mechanism":
            record["level"] = node.get("level")
            record["listed"] = node.get("ring") == "listed"
            record["covers"] = self.regions.covered(self.snapshot, node.id)
            record["open"] = bool(node.get("open_to_all"))
            record["coverage"] = [
                self._looked(c) for c in sorted(self._coverage.get(node.id, ()), key=lambda c: c.id)
            ]
        return record

    def link(self, link: Link) -> Record:
        edge = link.main
        if link.event:
            when, old = day_words(str(edge.get("date")), self.say), False
        else:
            when, old = spell_words(edge.properties, self.say, self.as_of)
        record: Record = {
            "id": link.id,
            "from": link.tail,
            "to": link.head,
            "type": link.type,
            "when": when,
            "basis": link.basis,
            "sources": self._sources(link.cited),
        }
        told = [[f"fact.{key}", str(edge.get(key))] for key in _TOLD_OF_LINKS if edge.get(key)]
        rules = sorted({str(e.get("rule")) for e in link.edges if e.get("rule")})
        if link.bounds:
            record["bounds"] = _six(link.bounds)
        for key, value in (("told", told), ("rule", ", ".join(rules)), ("event", link.event),
                           ("old", old)):
            if value:
                record[key] = value
        return record

    def meeting(self, meeting: Node) -> Record:
        start, end = meeting.get("start"), meeting.get("end")
        when = day_words(str(start), self.say) if start else ""
        if start and end and end != start:
            when = self.say["from_to"].format(start=when, end=day_words(str(end), self.say))
        country = self.snapshot.find(str(meeting.get("country", "")))
        place = [str(meeting.get("city", "")), self.name(country) if country else ""]
        return {
            "name": meeting.name,
            "when": when,
            "place": ", ".join(part for part in place if part),
            "basis": meeting.get("basis", "read"),
            "sources": self._sources(cited(meeting)),
        }

    def source_records(self) -> dict[str, Record]:
        """The sources named so far, by id."""
        found: dict[str, Record] = {}
        for source in sorted(self.cited):
            node = self.snapshot.find(source)
            if node:
                keys = ("publisher", "year", "symbol", "url", "read_on")
                found[source] = {"title": node.name} | {
                    key: node.get(key) for key in keys if node.get(key)
                }
        return found

    def _value(self, key: str, value: Any) -> str:
        if key in _IN_WORDS:
            return self.say.get(_IN_WORDS[key] + str(value), str(value))
        return str(value)

    def _looked(self, coverage: Node) -> list[str]:
        """What was looked for, how far, up to when, and what limits it."""
        of = str(coverage.get("of"))
        what = self.say.get(f"kinds.{of}") or self.say.get(f"link.{of}") or of
        extent = str(coverage.get("extent"))
        until = str(coverage.get("as_of", ""))
        return [
            what,
            self.say.get(f"extent.{extent}", extent),
            day_words(until, self.say) if until else "",
            str(coverage.get("note", "")),
        ]

    def _sources(self, pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
        found = [[source, locator] if locator else [source] for source, locator in pairs]
        self.cited.update(pair[0] for pair in found)
        return found

    @staticmethod
    def _bounds(node: Node) -> list[int]:
        names = ("from_min", "from_max", "to_min", "to_max", "standing_from", "standing_to")
        return [int(node.properties[name]) for name in names]


def _six(b: Bounds) -> list[int]:
    return [b.from_min, b.from_max, b.to_min, b.to_max, b.standing_from, b.standing_to]


def years(links: Iterable[Link], as_of: int) -> tuple[int, int]:
    """The first and the last year that the year filter offers."""
    found = [
        day // 10000
        for link in links
        if link.bounds
        for day in (link.bounds.from_min, link.bounds.from_max)
        if EARLIEST < day < LATEST
    ]
    last = as_of // 10000
    return min((y for y in found if y >= _FIRST_YEAR), default=last - 10), last


def describe(
    snapshot: Snapshot, scope: Scope, say: Words, *, language: str, as_of: str, mode: Mode
) -> Record:
    """Everything the page says of a scope, without places."""
    day = to_day(as_of)
    telling = Telling(snapshot, say, language, day)
    nodes = [telling.node(node) for node in scope.nodes]
    links = [telling.link(link) for link in scope.links]
    held = (
        [telling.meeting(m) for m in meetings(snapshot, scope.focus.id)]
        if scope.focus and scope.focus.label == "Mechanism"
        else []
    )
    focus = scope.focus
    kind = "State" if focus and focus.label == "Territory" else focus.label if focus else ""
    first, last = years(scope.links, day)
    labels = {node.label for node in scope.nodes}
    types = {link.type for link in scope.links}
    names = {record["id"]: record["name"] for record in nodes}
    return {
        "language": language,
        "title": say.get(f"title.{kind}", "{name}").format(name=names[focus.id])
        if focus
        else say["title"],
        "subtitle": say[f"subtitle.{kind}" if focus else "subtitle"],
        "focus": focus.id if focus else None,
        "as_of": day,
        "day": day_words(to_text(day), say),
        "mode": mode,
        "years": [first, last],
        "receipt": snapshot.receipt,
        "digest": snapshot.digest,
        "kinds": [
            {
                "label": look.label, "shape": look.shape, "colour": look.colour,
                "ink": look.ink, "size": look.size,
            }
            for look in NODE_LOOKS.values()
            if look.label in labels
        ],
        "types": [
            {"type": look.type, "colour": look.colour, "width": look.width}
            for look in LINK_LOOKS.values()
            if look.type in types
        ],
        "regions": [
            {"id": region.id, "name": telling.name(region)} for region in telling.regions.wide
        ],
        "groups": telling.regions.groups(
            [node for node in scope.nodes if node.label in ("State", "Territory")]
        ),
        "nodes": nodes,
        "links": links,
        "meetings": held,
        "sources": telling.source_records(),
        "notes": [
            {"id": record["id"], "name": record["name"], "note": record["note"]}
            for record in nodes
            if "note" in record
        ],
        "left_out": scope.left_out,
        "words": dict(say),
    }
