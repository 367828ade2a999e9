"""An invented network of the size of the real one: TEST DATA, true of nobody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graph.elements import build
from graph.schema import SCHEMA
from graph.schema.rows import Row, typed_row
from graph.snapshot import Meta, Snapshot

Raw = dict[str, list[dict[str, str]]]
REGIONS = (("150", "Europe"), ("142", "Asia"), ("009", "Oceania"), ("002", "Africa"),
           ("019", "Americas"))
SIZES = (44, 48, 14, 54, 35)


def network(states: int = 195, mechanisms: int = 60, organizations: int = 120) -> Raw:
    """Tables as text, without chance: the same every time."""
    read = {"basis": "read", "sources": "src-test", "locators": "p. 4"}
    open_ = {"start": "unknown", "end": "open", **read}
    raw: Raw = {kind.name: [] for kind in SCHEMA.kinds}
    raw["Source"] = [
        {"id": "src-test", "name": "TEST DATA, invented", "publisher": "Nobody", "year": "2024",
         "url": "https://example.org/test?a=1&b=2", "basis": "read"},
        {"id": "src-bad", "name": "TEST DATA, second", "year": "2012", "basis": "read"},
    ]
    for code, name in REGIONS:
        raw["Region"].append({"id": f"region-m49-{code}", "name": name, "name_fr": name,
                              "name_es": name, "m49": code, "basis": "recalled"})
    codes = []
    total = sum(SIZES)
    for number in range(states):
        code = "".join(chr(65 + number // 26**power % 26) for power in (2, 1, 0))
        codes.append(code)
        at, region = number * total / states, 0
        while at >= SIZES[region]:
            at -= SIZES[region]
            region += 1
        raw["State"].append({"id": code, "name": f"Test State {number:03d}",
                             "name_fr": f"État d’essai {number:03d}",
                             "name_es": f"Estado de prueba {number:03d}", **open_})
        raw["IN_REGION"].append({"from": code, "to": f"region-m49-{REGIONS[region][0]}",
                                 "spell": "0", **read})
    raw["State"][3] |= {"name": "Côte d'Ivoire", "name_fr": "Côte d'Ivoire",
                        "name_es": "Côte d'Ivoire", "aliases": "Ivory Coast"}
    raw["State"][4] |= {"name": "Germany", "name_fr": "Allemagne", "name_es": "Alemania"}
    raw["Territory"].append(
        {"id": "ZZZ", "name": "Test Territory", "name_fr": "Territoire d’essai",
         "name_es": "Territorio de prueba", "status": "territory",
         "designation_note": "TEST NOTE: to be understood in the context of a test.", **open_})
    raw["IN_REGION"].append({"from": "ZZZ", "to": "region-m49-150", "spell": "0", **read})
    for number in range(mechanisms):
        level = "regional" if number % 3 else ("global" if number % 9 == 0 else "interregional")
        raw["Mechanism"].append(
            {"id": f"m-{number}", "name": f"Invented Dialogue on Migration number {number}",
             "short_name": f"DIALOGUE {number}", "level": level, "ring": "listed",
             "open_to_all": "true" if level == "global" else "false",
             "start": str(1990 + number % 30), "end": "2020" if number % 13 == 12 else "open",
             "purpose": "TEST DATA", **read})
        first = number * 17 % states
        size = 8 + number % 20 if level == "regional" else 35
        step = 1 if level == "regional" else 5
        for place in range(size):
            code = codes[(first + place * step) % states]
            kind = ("PARTICIPATES_IN" if level == "global" else
                    "OBSERVER_OF" if place % 5 == 4 else "MEMBER_OF")
            edge = {"from": code, "to": f"m-{number}", "spell": "0", "start": "unknown",
                    "end": "open", **read}
            if place % 7 == 3:
                edge |= {"start": str(1995 + place % 20), "end": "2019-01-29", "end_reason": "test"}
            if place % 11 == 10 or (number, place) == (1, 5):
                edge |= {"basis": "recalled", "sources": "", "locators": ""}
            raw[kind].append(edge)
            if kind == "MEMBER_OF" and place == 0:  # a parallel link
                raw["OBSERVER_OF"].append(edge | {"start": "1990", "end": "1994"})
    raw["Mechanism"][1] |= {"id": "m-1", "name": "Regional Conference on Migration",
                            "short_name": "RCM", "aliases": "Puebla Process;CRM;Conferencia "
                            "Regional sobre Migración", "end": "open"}
    raw["MEMBER_OF"].append({"from": "ZZZ", "to": "m-1", "spell": "0", **open_})
    for number in range(organizations):
        raw["Organization"].append(
            {"id": f"org-{number}", "name": f"Invented Organization number {number}",
             "acronym": f"ORG{number}", "actor_type": "UN agency", **read})
        for place in range(1 + number % 5):
            raw["SERVES"].append(
                {"from": f"org-{number}", "to": f"m-{(number * 7 + place * 11) % mechanisms}",
                 "spell": "0", "role": "partner", **open_})
    raw["Secretariat"].append({"id": "secretariat-1", "name": "TEST Secretariat", **read})
    raw["SECRETARIAT_OF"].append({"from": "secretariat-1", "to": "m-1", "spell": "0",
                                  "start": "2000", "end": "2010", **read})
    raw["HOSTS_SECRETARIAT"].append({"from": "org-1", "to": "secretariat-1", "spell": "0",
                                     "start": "2005", "end": "open", **read})
    raw["Structure"].append({"id": "structure-1", "name": "TEST Working Group",
                             "kind": "working group", **open_})
    raw["HAS_STRUCTURE"].append({"from": "m-1", "to": "structure-1", "spell": "0", **open_})
    raw["SITS_IN"].append({"from": codes[-1], "to": "structure-1", "spell": "0", **open_})
    raw["Meeting"].append({"id": "m-1-2000", "name": "TEST Meeting", "start": "2000-03-24",
                           "city": "Nowhere", "country": codes[3], **read})
    raw["HELD_BY"].append({"from": "m-1-2000", "to": "m-1", "spell": "0", **read})
    raw["IN_CONTACT"].append({"from": "m-1", "to": "m-2", "spell": "0", "date": "2005",
                              "kind": "joint meeting", **read})
    raw["SUCCEEDED"].append({"from": "m-4", "to": "m-12", "spell": "0", "date": "2011", **read})
    raw["Coverage"].append({"id": "coverage-1", "name": "TEST coverage", "mechanism": "m-1",
                            "of": "Meeting", "extent": "partial", "as_of": "2026-11-22",
                            "note": "TEST NOTE", **read})
    return raw


def snapshot_of(raw: Raw, title: str = "TEST DATA") -> Snapshot:
    rows: dict[str, list[Row]] = {}
    for kind in SCHEMA.kinds:
        rows[kind.name] = []
        for cells in raw[kind.name]:
            row, wrong = typed_row(kind, cells)
            assert not wrong, (kind.name, cells, wrong)
            rows[kind.name].append(row)
    about: dict[str, Any] = {"name": "test", "title": title, "version": "1"}
    return Snapshot.from_elements(build(SCHEMA, rows, "test"), Meta("2026-11-22", (about,)))


@pytest.fixture(scope="session")
def test_tables() -> Callable[..., Raw]:
    return network


@pytest.fixture(scope="session")
def as_snapshot() -> Callable[..., Snapshot]:
    return snapshot_of


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return snapshot_of(network())


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window; skipped where there is none, unless one is required."""
    path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    if not shutil.which(path):
        if os.environ.get("ISCM_REQUIRE_BROWSER") == "1":
            pytest.fail(f"no browser at {path}, and ISCM_REQUIRE_BROWSER=1")
        pytest.skip(f"no browser at {path}; set CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                  "--no-first-run", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync"],
        )
        yield started
        started.close()
