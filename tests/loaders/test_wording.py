"""Statements are in our own words: no run of eight words of a source whose runs are kept."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from loaders.seeds import SEEDS
from loaders.wording import RUN, fingerprint, fingerprints, runs

KEPT = Path(__file__).parent / "source_runs"
OURS = {
    "mechanisms": ("purpose", "objectives"), "recommendations": ("name", "statement"),
    "claims": ("name", "value"), "structures": ("description",), "practices": ("description",),
    "resources": ("description",), "themes": ("definition",), "in_contact": ("note",),
    "cites": ("note",), "instruments": ("description",), "meetings": ("description",),
}
"""Columns that hold sentences of ours."""
WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=6), max_size=30)


@cache
def kept() -> Mapping[str, str]:
    """Fingerprint to the file it stands in."""
    return {
        line: file.stem for file in sorted(KEPT.glob("*.txt"))
        for line in file.read_text(encoding="utf-8").split()
    }


def taken_over(cells: Mapping[str, str]) -> list[str]:
    """Runs of a kept source in some cells, each with the cell it stands in."""
    return [
        f"{place}: “{run}” is in {kept()[mark]}"
        for place, text in cells.items() for run in runs(text)
        if (mark := fingerprint(run)) in kept()
    ]


def test_no_sentence_is_a_sources_own() -> None:
    cells = {}
    for table, columns in OURS.items():
        with (SEEDS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = row.get("id") or f"{row['from']}|{row['to']}|{row['spell']}"
                cells.update({f"{table} {key} {column}": row.get(column) or ""
                              for column in columns})
    assert len(cells) > 2_000
    assert taken_over(cells) == []


def test_a_sentence_taken_over_is_found() -> None:
    assert len(kept()) > 1_500
    told = "It is often hard to measure how far consultations led to progress in policy"
    mark = fingerprint(next(runs(told)))
    assert mark not in kept()
    with_it = {**kept(), mark: "made-up"}
    assert [m for m in fingerprints(f"As was said: {told.upper()}!") if m in with_it] == [mark]


@given(WORDS)
def test_runs_are_windows(words: list[str]) -> None:
    found = list(runs(" ".join(words)))
    assert found == [" ".join(words[i : i + RUN]) for i in range(max(0, len(words) - RUN + 1))]


@given(WORDS)
def test_case_and_punctuation_do_not_matter(words: list[str]) -> None:
    assert fingerprints(", ".join(words).upper()) == fingerprints(" ".join(words))
