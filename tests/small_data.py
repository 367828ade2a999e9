"""A small whole data set, written as files, for tests that read, spoil and compare them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("iscm", deadline=None)  # the machine may be busy with other tests
settings.load_profile("iscm")

Rows = dict[str, list[dict[str, str]]]
"""Table name without its ending to rows of text."""

_READ = {"basis": "read", "sources": "src-list", "locators": "p. 1"}
_FOREVER = {"start": "unknown", "end": "open"}


def small_rows() -> Rows:
    """Rows of a small data set without faults."""
    return {
        "sources": [
            {"id": "src-list", "name": "List of members", "year": "2019", "grade": "B",
             "url": "https://example.org/list", "basis": "read"},
            {"id": "src-old", "name": "Statutes; first version", "read_on": "2004-05-17",
             "basis": "read"},
        ],
        "regions": [
            {"id": "region-americas", "name": "Americas", "name_fr": "Amériques",
             "name_es": "América", "m49": "019", **_READ},
            {"id": "region-central", "name": "Central America", "name_fr": "Amérique centrale",
             "name_es": "América Central", "m49": "013", "broader": "region-americas", **_READ},
        ],
        "states": [
            {"id": "BLZ", "name": "Belize", "name_fr": "Belize", "name_es": "Belice",
             "iso2": "BZ", "m49": "084", "aliases": "British Honduras", **_FOREVER, **_READ},
            {"id": "CRI", "name": "Costa Rica", "name_fr": "Costa Rica", "name_es": "Costa Rica",
             "iso2": "CR", "m49": "188", **_FOREVER, **_READ},
        ],
        "organizations": [
            {"id": "org-iom", "name": "International Organization for Migration",
             "acronym": "IOM", "seat": "CRI", **_READ},
        ],
        "themes": [
            {"id": "theme-return", "name": "Return", "name_fr": "Retour", "name_es": "Retorno",
             **_READ},
        ],
        "mechanisms": [
            {"id": "rcm", "name": "Regional Conference", "level": "regional", "ring": "listed",
             "purpose": "Talks, and\nmore talks", "objectives": "one;two; three",
             "open_to_all": "false", "start": "1996", "end": "open", **_READ},
            {"id": "old-talks", "name": "Old \"Talks\"", "level": "regional", "ring": "related",
             "start": "1990", "end": "2004-05-17", **_READ},
        ],
        "structures": [
            {"id": "structure-liaison", "name": "Liaison officers", **_FOREVER,
             "basis": "recalled"},
        ],
        "meetings": [
            {"id": "rcm-2000", "name": "Fifth meeting", "kind": "ministerial",
             "start": "2000-03-22", "end": "2000-03-24", "country": "CRI", "online": "false",
             **_READ},
        ],
        "recommendations": [
            {"id": "rcm-2000-r1", "name": "On return", "statement": "Return in dignity",
             "standing": "adopted", **_READ},
        ],
        "resources": [
            {"id": "resource-grant", "name": "A grant", "kind": "grant", "amount": "1250.5",
             "currency": "EUR", "start": "2018", "end": "2018/2020", **_READ},
        ],
        "coverage": [
            {"id": "coverage-rcm", "name": "Members", "mechanism": "rcm", "of": "MEMBER_OF",
             "extent": "partial", "documents_read": "12", "as_of": "2026-11-22", **_READ},
        ],
        "claims": [
            {"id": "claim-blz", "name": "Another start", "fact": "MEMBER_OF|BLZ|rcm|0",
             "property": "start", "value": "1997", "basis": "read", "sources": "src-old"},
        ],
        "member_of": [
            {"from": "BLZ", "to": "rcm", "spell": "0", "start": "unknown", "end": "open",
             "basis": "read", "sources": "src-list;src-old", "locators": ";annex"},
            {"from": "CRI", "to": "rcm", "spell": "0", "start": "1996", "end": "2001",
             "basis": "read", "sources": "src-old"},
            {"from": "CRI", "to": "rcm", "spell": "1", "start": "2005~", "end": "unknown",
             "basis": "derived", "rule": "group-spelled-out", "sources": "src-list"},
            {"from": "CRI", "to": "old-talks", "spell": "0", "start": "unknown",
             "end": "unknown", **_READ},
        ],
        "chaired": [
            {"from": "CRI", "to": "rcm", "spell": "0", "title": "president pro tempore",
             "start": "2000-01-01", "end": "2000-12-31", **_READ},
        ],
        "sits_in": [
            {"from": "BLZ", "to": "structure-liaison", "spell": "0", **_FOREVER, **_READ},
        ],
        "has_structure": [
            {"from": "rcm", "to": "structure-liaison", "spell": "0", **_FOREVER, **_READ},
        ],
        "held_by": [{"from": "rcm-2000", "to": "rcm", "spell": "0", **_READ}],
        "attended": [
            {"from": "BLZ", "to": "rcm-2000", "spell": "0", "as": "participant", **_READ},
            {"from": "BLZ", "to": "rcm-2000", "spell": "1", "as": "chair", **_READ},
        ],
        "adopted_at": [{"from": "rcm-2000-r1", "to": "rcm-2000", "spell": "0", **_READ}],
        "addresses": [{"from": "rcm-2000-r1", "to": "theme-return", "spell": "0", **_READ}],
        "in_region": [{"from": "BLZ", "to": "region-central", "spell": "0", **_READ}],
        "succeeded": [
            {"from": "rcm", "to": "old-talks", "spell": "0", "date": "2004", **_READ},
        ],
    }


def write_folder(folder: Path, tables: Rows, *, whole: bool = True) -> Path:
    """The tables as CSV, and a descriptor that names them if they are a whole data set."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    if whole:
        package = {"name": "small", "title": "Small", "version": "1", "created": "2026-11-22",
                   "resources": [{"path": f"{name}.csv"} for name in tables]}
        (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


@pytest.fixture
def small() -> Rows:
    """Rows of a small data set without faults; yours to change."""
    return small_rows()


@pytest.fixture
def folder(tmp_path: Path, small: Rows) -> Path:
    """The small data set as a whole folder; yours to spoil."""
    return write_folder(tmp_path / "small", small)


@pytest.fixture
def write() -> Callable[..., Path]:
    """write(folder, tables, whole=True): see `write_folder`."""
    return write_folder
