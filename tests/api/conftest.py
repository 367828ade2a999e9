"""A small graph and the application over it, for the tests of everything that is served.

The facts are shortened or made up; names carry marks-up that must never come through as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.serving import Settings
from graph.elements import build
from graph.errors import QueryRefused
from graph.schema import SCHEMA
from graph.schema.rows import typed_row
from graph.snapshot import Meta, Snapshot

PAYLOAD = '<img src=x onerror="window.__xss=1"></script><script>window.__xss=1</script>'
AS_OF = "2026-11-22"

PAGES = [
    "/en/", "/en/mechanisms", "/en/mechanisms/rcm", "/en/mechanisms/evil", "/en/states",
    "/en/states/BLZ", "/en/states/XKX", "/en/states/HKG", "/en/organizations",
    "/en/organizations/org-iom", "/en/organizations/org-evil", "/en/meetings/rcm-1996-puebla",
    "/en/meetings/rcm-evil", "/en/recommendations/rcm-1996-r1",
    "/en/recommendations/rcm-1996-r2", "/en/themes", "/en/themes/theme-return", "/en/sources",
    "/en/sources/iom-puebla", "/en/sources/src-bad", "/en/search?q=img", "/en/search",
    "/en/facts/MEMBER_OF%7CBLZ%7Crcm%7C0", "/en/facts/MEMBER_OF%7Corg-evil%7Cevil%7C0",
    "/en/facts/IN_CONTACT%7Crcm%7Cevil%7C0", "/en/about",
    "/en/published",
]
"""Every kind of page, and those on which names carry marks-up."""


def _read(**values: str) -> dict[str, str]:
    return {"basis": "read", "sources": "iom-puebla", **values}


def _edge(tail: str, head: str, **values: str) -> dict[str, str]:
    return _read(**{"from": tail, "to": head, "spell": "0", **values})


def _dated(tail: str, head: str, start: str = "unknown", end: str = "open", **values: str) -> Any:
    return _edge(tail, head, start=start, end=end, **values)


def _state(iso3: str, en: str, fr: str, es: str, **values: str) -> dict[str, str]:
    return _read(id=iso3, name=en, name_fr=fr, name_es=es, start="unknown", end="open", **values)


RAW: dict[str, list[dict[str, str]]] = {
    "Source": [
        {"id": "iom-puebla", "name": "Puebla Process", "publisher": "IOM", "year": "2022",
         "url": "https://www.iom.int/puebla-process", "grade": "B", "basis": "read"},
        {"id": "src-2004", "name": "Old report", "year": "2004", "basis": "read"},
        {"id": "src-bad", "name": PAYLOAD, "publisher": PAYLOAD, "basis": "read"},
    ],
    "Region": [
        _read(id="region-m49-019", name="Americas", name_fr="Amériques", name_es="América",
              m49="019"),
        _read(id="region-m49-013", name="Central America", name_fr="Amérique centrale",
              name_es="América Central", m49="013", broader="region-m49-019"),
    ],
    "State": [
        _state("BLZ", "Belize", "Belize", "Belice"),
        _state("MEX", "Mexico", "Mexique", "México"),
        _state("CIV", "Côte d'Ivoire", "Côte d'Ivoire", "Côte d'Ivoire", aliases="Ivory Coast"),
        _state("DEU", "Germany", "Allemagne", "Alemania"),
        _state("XKX", "Kosovo", "Kosovo", "Kosovo",
               designation_note="In the context of Security Council resolution 1244 (1999)."),
    ],
    "Territory": [_state("HKG", "Hong Kong", "Hong Kong", "Hong Kong")],
    "Organization": [
        _read(id="org-iom", name="International Organization for Migration", acronym="IOM",
              seat="DEU", actor_type="UN agency"),
        _read(id="org-evil", name=PAYLOAD, aliases=PAYLOAD.replace(";", ","),
              actor_type="other"),
    ],
    "Theme": [
        _read(id="theme-return", name="Return", name_fr="Retour", name_es="Retorno",
              definition="Going back."),
        _read(id="theme-voluntary-return", name="Voluntary return", name_fr="Retour volontaire",
              name_es="Retorno voluntario", broader="theme-return"),
    ],
    "GcmObjective": [_read(id="gcm-21", name="Safe return", name_fr="Retour sûr",
                           name_es="Retorno seguro", number="21")],
    "Mechanism": [
        _read(id="rcm", name="Regional Conference on Migration", short_name="RCM",
              aliases="Puebla Process;Conferencia Regional sobre Migración", level="regional",
              ring="listed", purpose="A place to talk.", start="1996", end="open",
              status_stated="active", status_attested="2022", called="Member Country"),
        _read(id="evil", name=PAYLOAD, short_name=PAYLOAD, level="global", ring="related",
              purpose=PAYLOAD, start="2001", end="2011", called=PAYLOAD,
              website="https://example.org/?a=%22onload"),
    ],
    "Secretariat": [_read(id="secretariat-rcm", name="Executive Secretariat", city="San José")],
    "Structure": [
        _read(id="structure-rcm-lo", name="Liaison Officers", kind="network", start="unknown",
              end="open"),
    ],
    "Meeting": [
        _read(id="rcm-1996-puebla", name="First Conference", start="1996-03-13",
              end="1996-03-14", city="Puebla", country="MEX", kind="vice-ministerial"),
        _read(id="rcm-evil", name=PAYLOAD, city=PAYLOAD, outcome=PAYLOAD),
    ],
    "Recommendation": [
        _read(id="rcm-1996-r1", name="Exchange information", statement="Exchange information.",
              standing="adopted"),
        _read(id="rcm-1996-r2", name="Unread", statement=PAYLOAD, standing="unreviewed"),
    ],
    "Instrument": [_read(id="instrument-puebla", name="Communiqué", kind="declaration",
                         adopted="1996-03-14")],
    "Coverage": [_read(id="coverage-rcm-meeting", name="Meetings", mechanism="rcm", of="Meeting",
                       extent="partial", documents_read="12", note=PAYLOAD)],
    "Claim": [_read(id="claim-blz", name="Since 1997", fact="MEMBER_OF|BLZ|rcm|0",
                    property="start", value="1997 " + PAYLOAD)],
    "MEMBER_OF": [
        _dated("BLZ", "rcm", "1996", locators="p. 4"),
        _dated("MEX", "rcm", "1996", "2020"),
        _dated("CIV", "rcm", "2004", "unknown", sources="src-2004"),
        _dated("XKX", "rcm", "unknown", basis="recalled"),
        _dated("HKG", "rcm", "2001", sources="src-2004"),
        _dated("DEU", "rcm", "2010", basis="derived", rule="group-spelled-out"),
        _dated("org-iom", "rcm", "1996"),
        _dated("org-evil", "evil", "2001", side=PAYLOAD, sources="src-bad"),
    ],
    "CHAIRED": [
        _dated("MEX", "rcm", "1996", "1997", title="president pro tempore"),
        _dated("BLZ", "rcm", "2026", "2026", title="president pro tempore"),
    ],
    "BELONGS_TO": [_dated("DEU", "org-iom", "1954")],
    "ATTENDED": [
        {**_edge("BLZ", "rcm-1996-puebla"), "as": "participant"},
        {**_edge("org-iom", "rcm-1996-puebla"), "as": "observer"},
        {**_edge("DEU", "rcm-1996-puebla"), "as": "invited"},
    ],
    "HOSTED": [_edge("MEX", "rcm-1996-puebla")],
    "HELD_BY": [_edge("rcm-1996-puebla", "rcm"), _edge("rcm-evil", "evil")],
    "ADOPTED_AT": [_edge("rcm-1996-r1", "rcm-1996-puebla"),
                   _edge("instrument-puebla", "rcm-1996-puebla")],
    "MADE_BY": [_edge("rcm-1996-r1", "rcm"), _edge("rcm-1996-r2", "rcm"),
                _edge("instrument-puebla", "rcm")],
    "ADDRESSES": [_edge("rcm-1996-r1", "theme-return")],
    "WORKS_ON": [_dated("rcm", "theme-return", standing="stated priority")],
    "SERVES": [_dated("org-iom", "rcm", role="partner")],
    "SECRETARIAT_OF": [_dated("secretariat-rcm", "rcm", "2001")],
    "HOSTS_SECRETARIAT": [_dated("org-iom", "secretariat-rcm", "2001")],
    "HAS_STRUCTURE": [_dated("rcm", "structure-rcm-lo")],
    "IN_CONTACT": [_edge("rcm", "evil", date="2008", kind="joint meeting", note=PAYLOAD)],
    "IN_REGION": [_edge("BLZ", "region-m49-013"), _edge("MEX", "region-m49-013")],
    "COVERS": [_edge("rcm", "region-m49-013")],
    "ALIGNED_WITH": [_edge("theme-return", "gcm-21")],
}


def small_snapshot(raw: Mapping[str, list[dict[str, str]]] = RAW, as_of: str = AS_OF) -> Snapshot:
    """A snapshot of raw rows; a row with a fault fails the test."""
    rows: dict[str, list[Any]] = {}
    for kind in SCHEMA.kinds:
        for values in raw.get(kind.name, []):
            row, wrong = typed_row(kind, values)
            assert not wrong, (kind.name, values, wrong)
            rows.setdefault(kind.name, []).append(row)
    data_set = {"name": "seeds", "title": "Test data", "created": as_of, "version": "1"}
    return Snapshot.from_elements(build(SCHEMA, rows, "seeds"), Meta(as_of, (data_set,)))


@dataclass
class Table:
    """What a query gave."""

    columns: list[str] = field(default_factory=lambda: ["n"])
    rows: list[list[Any]] = field(default_factory=lambda: [[1]])
    truncated: bool = False
    seconds: float = 0.001


@dataclass
class SourceForTests:
    """A source of snapshots without any store."""

    current: Snapshot | None
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def ready(self) -> bool:
        return self.current is not None

    def snapshot(self) -> Snapshot:
        assert self.current is not None
        return self.current

    def run_cypher(self, text: str, parameters: Mapping[str, Any]) -> Table | None:
        self.asked.append((text, parameters))
        if "DELETE" in text:
            raise QueryRefused("It writes.")
        return Table()


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return small_snapshot()


@pytest.fixture
def source(snapshot: Snapshot) -> SourceForTests:
    return SourceForTests(snapshot)


@pytest.fixture
def client(source: SourceForTests) -> Iterator[TestClient]:
    app = create_app(source, Settings(allowed_hosts=("testserver", "localhost", "127.0.0.1")))
    with TestClient(app, follow_redirects=False) as client:
        yield client


@dataclass(frozen=True)
class Small:
    """What tests make graphs and sources of: there are no packages here to import it from."""

    raw = RAW
    as_of = AS_OF
    payload = PAYLOAD
    snapshot = staticmethod(small_snapshot)
    source = SourceForTests
    pages = PAGES


@pytest.fixture(scope="session")
def small() -> Small:
    return Small()


@pytest.fixture(params=PAGES)
def page_path(request: pytest.FixtureRequest) -> str:
    """The address of each page in turn."""
    return str(request.param)
