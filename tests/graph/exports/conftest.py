"""Snapshots to export: the seeds, and a small graph whose texts try to break out of a script."""

from __future__ import annotations

import pytest

from graph.elements import build
from graph.schema import SCHEMA
from graph.schema.rows import Row
from graph.snapshot import Meta, Snapshot
from loaders.seeds import open_seeds

HOSTILE = (
    "it's",
    'a "quoted" name',
    "back\\slash",
    "trailing\\",
    "\\' }) DETACH DELETE n //",
    "'; MATCH (n) DETACH DELETE n; //",
    "\\u0027 + 'x",
    "line\nbreak; // no comment",
    "tab\tand carriage\rreturn",
    "`backticks` ${x} $x {y}",
    "*/ /* ; :param x => 1",
    ":use system",
    "Côte d’Ivoire, Türkiye, \N{RIGHT-TO-LEFT OVERRIDE}x, \N{LINE SEPARATOR}, \N{WORLD MAP}",
)


@pytest.fixture(scope="session")
def seeds() -> Snapshot:
    """The graph of the seeds that come with the product."""
    return open_seeds()


@pytest.fixture
def hostile() -> Snapshot:
    """A small graph with every kind of value, and texts that are code where they can be."""
    source: Row = {"id": "src-a", "name": "A source", "year": 2019, "basis": "read"}
    dated: Row = {"start": "2000", "end": "open", "sources": ["src-a"], "basis": "read"}
    state: Row = {
        "name": HOSTILE[0], "name_fr": HOSTILE[1], "name_es": HOSTILE[2],
        "aliases": list(HOSTILE), **dated,
    }
    mechanism: Row = {
        "id": "alpha", "name": HOSTILE[5], "level": "regional", "ring": "listed",
        "open_to_all": True, "objectives": list(HOSTILE[:3]), **dated,
    }
    resource: Row = {"id": "resource-a", "name": "Money", "amount": 2300000.5, **dated}
    note = "See\n\\u000a MATCH (n) DETACH DELETE n; // " + HOSTILE[5] + ";"
    members: list[Row] = [
        {"from": "AAA", "to": "alpha", "spell": spell, "name_as_in_source": text, **dated}
        for spell, text in enumerate(HOSTILE)
    ]
    rows: dict[str, list[Row]] = {
        "Source": [source],
        "State": [{"id": "AAA", "designation_note": note, **state}, {"id": "BBB", **state}],
        "Mechanism": [mechanism],
        "Resource": [resource],
        "MEMBER_OF": members,
        "RESOURCE_OF": [
            {"from": "resource-a", "to": "alpha", "spell": 0, "sources": ["src-a"],
             "locators": ["p. 1"], "basis": "read"},
        ],
    }
    about = {"name": "hostile", "title": "x\n; CREATE (n:Broken)", "version": "1",
             "created": "2026-01-02"}
    return Snapshot.from_elements(
        build(SCHEMA, rows, "hostile"), Meta(as_of="2026-01-02", datasets=(about,))
    )
