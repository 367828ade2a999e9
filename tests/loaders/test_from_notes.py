"""The record of what became of each research note: complete, and leading where it says.

The notes themselves are not part of the product: how many there were of each kind stands here.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from graph.schema import SCHEMA
from graph.schema.kinds import EdgeKind
from loaders.seeds import SEEDS

pytestmark = pytest.mark.skipif(
    not (SEEDS / "from_notes.csv").exists(), reason="this checkout has no seeds"
)

Row = dict[str, str]
COUNTS: dict[str, dict[str, int]] = {
    "africa.json": {
        "chairs": 46,
        "formal_association": 30,
        "links": 56,
        "mechanisms": 22,
        "meetings": 151,
        "members": 685,
        "open_questions": 34,
        "organizations": 151,
        "recommendations": 115,
        "region": 50,
        "secretariat": 18,
        "sources": 248,
        "structures": 53,
        "themes": 192,
    },
    "americas.json": {
        "chairs": 79,
        "formal_association": 10,
        "links": 29,
        "mechanisms": 12,
        "meetings": 138,
        "members": 220,
        "open_questions": 30,
        "organizations": 69,
        "recommendations": 124,
        "region": 28,
        "secretariat": 9,
        "sources": 209,
        "structures": 52,
        "themes": 131,
    },
    "asia.json": {
        "chairs": 53,
        "formal_association": 3,
        "links": 24,
        "mechanisms": 14,
        "meetings": 141,
        "members": 348,
        "open_questions": 20,
        "organizations": 108,
        "recommendations": 97,
        "region": 34,
        "secretariat": 10,
        "sources": 200,
        "structures": 57,
        "themes": 86,
    },
    "europe_global.json": {
        "chairs": 66,
        "formal_association": 10,
        "links": 53,
        "mechanisms": 19,
        "meetings": 112,
        "members": 255,
        "open_questions": 27,
        "organizations": 93,
        "recommendations": 47,
        "region": 27,
        "secretariat": 17,
        "sources": 177,
        "structures": 69,
        "themes": 122,
    },
    "seed_documents.json": {
        "chairs": 1,
        "documents": 5,
        "facts": 82,
        "formal_association": 5,
        "links": 15,
        "mechanisms": 11,
        "meetings": 19,
        "open_questions": 8,
        "organizations": 39,
        "questions": 34,
        "recommendations": 11,
        "region": 26,
        "required_answers": 34,
        "secretariat": 1,
        "sources": 6,
        "structures": 1,
        "themes": 51,
        "vocabularies": 5,
    },
    "supplement_attendance_africa_europe.json": {
        "attendance": 807,
        "chairs": 53,
        "meetings": 27,
        "open_questions": 20,
        "recommendations": 11,
        "resources": 43,
        "sources": 161,
        "spells": 68,
        "structures": 20,
    },
    "supplement_attendance_asia_americas.json": {
        "attendance": 1222,
        "chairs": 47,
        "meetings": 16,
        "open_questions": 24,
        "recommendations": 13,
        "resources": 19,
        "sources": 162,
        "spells": 54,
        "structures": 30,
    },
    "supplement_mechanisms.json": {
        "chairs": 38,
        "formal_association": 7,
        "links": 4,
        "listings": 19,
        "mechanisms": 18,
        "meetings": 81,
        "members": 79,
        "notes": 4,
        "open_questions": 22,
        "organizations": 30,
        "recommendations": 24,
        "region": 32,
        "secretariat": 3,
        "sources": 138,
        "structures": 15,
        "themes": 66,
    },
    "supplement_synergies.json": {
        "evaluations": 24,
        "exchanges": 29,
        "instruments": 37,
        "network_claims": 23,
        "open_questions": 18,
        "practices": 18,
        "recommendations": 33,
        "sources": 135,
        "uptakes": 25,
    },
}
FACT = re.compile(r"\b([A-Z][A-Za-z_]+)\|([^\s|,;:]+)(?:\|([^\s|,;:]+))?")
MERGED = re.compile(
    r"^merged into (?:the source |CHAIRED of )?([A-Za-z0-9][A-Za-z0-9-]*)(?=$|[\s,:;])"
)
PLAIN = re.compile(r"^[A-Za-z0-9-]+(?:[;,] ?[A-Za-z0-9-]+)*$")


def table(name: str) -> list[Row]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def notes() -> list[Row]:
    return table("from_notes.csv")


@pytest.fixture(scope="module")
def ids() -> set[str]:
    return {
        row["id"]
        for name, kind in SCHEMA.tables.items()
        if not isinstance(kind, EdgeKind) and (SEEDS / name).exists()
        for row in table(name)
    } | {"network"}


@pytest.fixture(scope="module")
def pairs() -> set[tuple[str, str, str]]:
    return {
        (kind.type, row["from"], row["to"])
        for name, kind in SCHEMA.tables.items()
        if isinstance(kind, EdgeKind) and (SEEDS / name).exists()
        for row in table(name)
    }


def test_every_note_is_counted(notes: list[Row]) -> None:
    told = Counter((row["file"], row["kind"]) for row in notes)
    assert told == {
        (file, kind): count for file, kinds in COUNTS.items() for kind, count in kinds.items()
    }


def test_every_note_stands_once(notes: list[Row]) -> None:
    twice = Counter((row["file"], row["kind"], row["record"]) for row in notes)
    assert [key for key, count in twice.items() if count > 1] == []


def test_what_became_of_a_note(notes: list[Row]) -> None:
    assert {row["became"] for row in notes} == {"row", "merged", "dropped"}
    assert [row for row in notes if not row["detail"].strip() or not row["record"].strip()] == []


def named(detail: str) -> Iterator[tuple[str, str, str]]:
    """Kind, from and to of each fact that a detail names; the kind is empty for a bare id."""
    for match in FACT.finditer(detail):
        yield match[1], match[2], match[3] or ""
    if "|" not in detail:
        if merged := MERGED.match(detail):
            yield "", merged[1], ""
        elif PLAIN.match(detail):
            for ident in re.split(r"[;,] ?", detail):
                yield "", ident, ""


def test_every_fact_named_is_in_the_seeds(
    notes: list[Row], ids: set[str], pairs: set[tuple[str, str, str]]
) -> None:
    types = {kind.type for kind in SCHEMA.edges}
    lost = []
    seen = 0
    for row in notes:
        if row["became"] == "dropped":
            continue
        for kind, tail, head in named(row["detail"]):
            seen += 1
            found = (kind, tail, head) in pairs if kind in types else tail in ids
            if not found:
                lost.append((row["file"], row["kind"], row["record"], row["detail"]))
    assert lost == []
    assert seen > 8000


def test_what_was_merely_invited_did_not_attend(notes: list[Row]) -> None:
    invited = [row for row in notes if row["kind"] == "attendance" and "invited" in row["detail"]]
    assert len(invited) > 100
    assert {row["became"] for row in invited} == {"dropped"}
