"""The graph of the seeds, the same graph without one fact, and made-up small ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow.compute as pc
import pytest

from graph.elements import build
from graph.schema import SCHEMA
from graph.schema.rows import typed_row
from graph.snapshot import Meta, Snapshot
from loaders.seeds import open_seeds

STANDARD = {"basis": "read", "sources": "src-a", "spell": "0", "ring": "listed",
            "level": "regional"}
SPELL = {"start": "unknown", "end": "open"}


@pytest.fixture(scope="session")
def seeds() -> Snapshot:
    """The graph of the seeds that come with the product."""
    return open_seeds()


@pytest.fixture(scope="session")
def without() -> Callable[[Snapshot, str], Snapshot]:
    """without(snapshot, key): the same graph less one fact (its key) or one node (its id)."""

    def less(snapshot: Snapshot, key: str) -> Snapshot:
        parts = key.split("|")
        label = snapshot.label_of(key)
        kind = label or parts[0]
        table = snapshot.table(kind)
        if label:
            keep = pc.not_equal(table["id"], key)
        else:
            same = pc.and_(pc.equal(table["from"], parts[1]), pc.equal(table["to"], parts[2]))
            keep = pc.invert(pc.and_(same, pc.equal(table["spell"], int(parts[3]))))
        tables = {one.name: snapshot.table(one.name) for one in snapshot.schema.kinds}
        left = table.filter(keep)
        assert left.num_rows == table.num_rows - 1, key
        return Snapshot(tables | {kind: left}, snapshot.meta, snapshot.schema)

    return less


@pytest.fixture(scope="session")
def made() -> Callable[..., Snapshot]:
    """made(rows, as_of="2026-11-22"): a graph of rows of text, by kind name, as tables hold them.

    What every row needs is filled in: basis read from src-a, spell 0, unknown start, open end.
    """

    def make(rows: Mapping[str, list[dict[str, str]]], as_of: str = "2026-11-22") -> Snapshot:
        typed: dict[str, list[Any]] = {}
        for name, table in rows.items():
            kind = SCHEMA.kind(name)
            columns = {column.name for column in kind.columns}
            for given in table:
                called = given.get("name", given.get("id", "?"))
                raw = {**STANDARD, **(SPELL if kind.dated else {}), "name": called,
                       "name_fr": called, "name_es": called, **given}
                if raw["basis"] == "recalled" and "sources" not in given:
                    del raw["sources"]
                row, wrong = typed_row(kind, {k: v for k, v in raw.items() if k in columns})
                assert not wrong, (name, given, wrong)
                typed.setdefault(name, []).append(row)
        return Snapshot.from_elements(build(SCHEMA, typed, "made"), Meta(as_of=as_of))

    return make
