"""What every page shares: names with their notes, source markers, rows of facts, the foot.

A `Frame` is made for one page and collects, in order of first use, the sources and the notes on
designations that the page must print at its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

from api.pages.links import Links
from api.reading import Standing, standing_of
from api.serving import per_snapshot
from api.words.dates import date_words, spell_words
from api.words.facts import statement
from graph.dates import to_day
from graph.drawing.regions import Regions
from graph.reading import Reading, stale_since
from graph.snapshot import Edge, Node, Snapshot


@dataclass(frozen=True, slots=True)
class Ref:
    """A node's name as a page shows it."""

    id: str
    name: str
    label: str
    href: str | None
    mark: str = ""  # letter of the note on its designation


@dataclass(frozen=True, slots=True)
class Cite:
    """A source marker: its number on this page, its title, where in it."""

    number: int
    title: str
    href: str
    locator: str = ""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact as a row of a list: the other end, when, how sure, by whom."""

    other: Ref
    when: str
    href: str  # page of the fact
    statement: str
    standing: Standing
    basis: str
    rule: str = ""
    stale: str = ""  # last attestation of an open end, where long ago
    extra: str = ""  # title of the office, role, capacity
    cites: tuple[Cite, ...] = ()
    order: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in the list at the end of a page."""

    number: int
    title: str
    href: str
    publisher: str
    year: str
    url: str


@dataclass
class Frame:
    """One page in the making."""

    snapshot: Snapshot
    links: Links
    _numbers: dict[str, int] = field(default_factory=dict)
    _letters: dict[str, str] = field(default_factory=dict)

    @property
    def reading(self) -> Reading:
        return Reading(self.snapshot.as_of)

    @property
    def day(self) -> int:
        return to_day(self.snapshot.as_of)

    # -- names ----------------------------------------------------------------------------------

    def ref(self, node: str) -> Ref:
        """A node by its id; one that is in no table keeps its id as its name."""
        found = self.snapshot.find(node)
        return Ref(node, node, "", None) if found is None else self.ref_to(found)

    def ref_to(self, node: Node) -> Ref:
        mark = ""
        if node.get("designation_note"):
            mark = self._letters.setdefault(node.id, _letter(len(self._letters)))
        return Ref(
            node.id, self.name_of(node), node.label, self.links.node(node.label, node.id), mark
        )

    def name_of(self, node: Node) -> str:
        """The name in the page's language, in English where there is none."""
        if self.links.language == "en":
            return node.name
        return str(node.get(f"name_{self.links.language}") or node.name)

    # -- sources --------------------------------------------------------------------------------

    def cites(self, element: Node | Edge) -> tuple[Cite, ...]:
        """Markers for the sources of an element, numbered as the page goes."""
        sources = self.snapshot.source_ids(element)
        locators = list(element.get("locators", ())) + [""] * len(sources)
        return tuple(
            self.cite(source, locator) for source, locator in zip(sources, locators, strict=False)
        )

    def cite(self, source: str, locator: str = "") -> Cite:
        number = self._numbers.setdefault(source, len(self._numbers) + 1)
        found = self.snapshot.find(source)
        title = found.name if found else source
        return Cite(number, title, self.links.node("Source", source) or "", locator)

    def source_lines(self) -> list[SourceLine]:
        """Every source cited so far, by number."""
        return [self._source_line(number, source) for source, number in self._numbers.items()]

    def _source_line(self, number: int, source: str) -> SourceLine:
        found = self.snapshot.find(source)
        if found is None:
            return SourceLine(number, source, "", "", "", "")
        return SourceLine(
            number, found.name, self.links.node("Source", source) or "",
            str(found.get("publisher", "")), str(found.get("year", "")),
            web_address(found.get("url")),
        )

    def designations(self) -> list[tuple[str, Ref, str]]:
        """Letter, name and note of each designation named so far."""
        lines = []
        for node, letter in self._letters.items():
            found = self.snapshot.node(node)
            lines.append((letter, self.ref_to(found), str(found.get("designation_note"))))
        return lines

    # -- facts ----------------------------------------------------------------------------------

    def row(self, edge: Edge, seen_from: str, extra: str = "") -> FactRow:
        """A fact as a row, seen from one of its ends."""
        other = edge.head if seen_from == edge.tail else edge.tail
        ref = self.ref(other)
        when = spell_words(edge)
        if not when and (date := edge.get("date")):
            when = date_words(str(date))
        return FactRow(
            ref, when, self.links.fact(edge.fact),
            statement(self.snapshot, edge, self.day), standing_of(edge, self.day),
            str(edge.get("basis", "")), str(edge.get("rule", "")),
            _seen(stale_since(edge, self.day)), extra, self.cites(edge),
            (ref.name, edge.get("from_min", 0), edge.spell),
        )

    def rows(self, edges: Iterable[Edge], seen_from: str, extra: str = "") -> list[FactRow]:
        """Facts as rows by the other end's name; extra: a property to show."""
        made = [self.row(edge, seen_from, _text(edge, extra)) for edge in edges]
        return sorted(made, key=lambda row: row.order)

    def regions(self) -> Regions:
        return regions_of(self.snapshot)


def _seen(text: str) -> str:
    return date_words(text) if text else ""


def _text(edge: Edge, name: str) -> str:
    return str(edge.get(name, "")) if name else ""


def _letter(number: int) -> str:
    """a, b … z, aa, ab …"""
    letters = ascii_lowercase[number % 26]
    return letters if number < 26 else ascii_lowercase[number // 26 - 1] + letters


def web_address(url: Any) -> str:
    """The address if it is one that a reader may safely follow, else nothing."""
    text = str(url or "")
    return text if text.startswith(("https://", "http://")) else ""


def by_standing(rows: Iterable[FactRow]) -> dict[str, list[FactRow]]:
    """Rows apart: those that stand now, former ones, those that are no more than possible."""
    apart: dict[str, list[FactRow]] = {"now": [], "former": [], "future": [], "perhaps": []}
    for row in rows:
        apart[row.standing].append(row)
    return apart


@per_snapshot
def regions_of(snapshot: Snapshot) -> Regions:
    """Where each State lies, worked out once."""
    return Regions(snapshot)
