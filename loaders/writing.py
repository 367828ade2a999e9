"""A data set back to tables: what one data set states of a graph, as the files it could be from."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from graph.elements import Element
from graph.schema import SCHEMA
from graph.schema.kinds import LIST_SEPARATOR, Kind, NodeKind, Schema
from graph.schema.package import descriptor, to_json
from graph.snapshot import Snapshot
from graph.store.difference import own_version
from loaders.tables import PACKAGE


def write_data_set(
    snapshot: Snapshot, name: str, folder: Path, *, whole: bool, schema: Schema = SCHEMA
) -> None:
    """Write the tables of a data set, and its descriptor where it is a whole one."""
    folder.mkdir(parents=True, exist_ok=True)
    about = next((d for d in snapshot.meta.datasets if d["name"] == name), {})
    written = set()
    for table, kind in schema.tables.items():
        lines = sorted(_lines(snapshot, name, kind))
        if lines:
            write_table(folder / table, kind, lines)
            written.add(table)
    if whole:
        package = descriptor(
            schema,
            written,
            name=name,
            title=str(about.get("title") or name),
            description="A data set of ISCM Graph",
            version=str(about.get("version") or ""),
            created=str(about.get("created") or snapshot.as_of),
        )
        (folder / PACKAGE).write_text(to_json(package), encoding="utf-8")


def write_table(path: Path, kind: Kind, lines: Iterable[list[str]]) -> None:
    """One CSV table: the kind's columns, then the lines as given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in kind.columns])
        writer.writerows(lines)


def _lines(snapshot: Snapshot, name: str, kind: Kind) -> Iterable[list[str]]:
    for element in snapshot.elements(kind.name):
        if name not in element["dataset"]:
            continue
        stated = own_version(element, name)
        if stated is not None:
            yield _line(snapshot, name, kind, stated)


def _line(snapshot: Snapshot, name: str, kind: Kind, element: Element) -> list[str]:
    cells: Mapping[str, Any] = element
    if isinstance(kind, NodeKind):
        ends = {
            column.name: edge.head
            for column in kind.columns
            if column.edge
            for edge in snapshot.edges(column.edge, tail=element["id"])
            if name in edge.get("dataset")  # another data set may state another one
        }
        cells = {**element, **ends}
    return [_cell(cells.get(column.name)) for column in kind.columns]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, float):  # never with an exponent
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)
