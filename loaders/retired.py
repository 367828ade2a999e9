"""Ids that were given up: a cited address still leads somewhere, or says why not.

`seeds/retired.csv` has the columns id, successor (the id that took its place; empty where none
did). It is no table of the graph.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from graph.errors import BadInput, Fault
from loaders.seeds import SEEDS

COLUMNS = ["id", "successor"]


def read_retired(path: Path) -> dict[str, str]:
    """Each retired id with its successor, "" where there is none; no file, no ids."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if rows.fieldnames != COLUMNS:
            raise BadInput(f"{path} has the columns {rows.fieldnames}, expected {COLUMNS}.")
        found: dict[str, str] = {}
        for number, row in enumerate(rows, 2):
            if not row["id"] or row["id"] in found:
                raise BadInput(
                    f"{path} cannot be taken.",
                    faults=(Fault(path.name, number, "id", row["id"], "an id told once"),),
                )
            found[row["id"]] = row["successor"] or ""
    return found


@cache
def retired() -> dict[str, str]:
    """The retired ids of the seeds that come with the program."""
    return read_retired(SEEDS / "retired.csv")


def successor_of(identity: str, ids: dict[str, str] | None = None) -> str | None:
    """The id in use for a retired one, "" where nothing took its place; None if never retired."""
    ids = retired() if ids is None else ids
    seen: set[str] = set()
    while identity in ids and identity not in seen:
        seen.add(identity)
        identity = ids[identity]
    return identity if seen else None
