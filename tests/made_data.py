"""Data sets made for the tests of loading: every kind of the schema, every property, any size.

Made from the schema itself, so that a kind or a property added to it is loaded by the tests at
once. Nothing here touches a store.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path

from graph.schema import SCHEMA
from graph.schema.kinds import EdgeKind, Kind, NodeKind, Property, Type
from graph.schema.package import descriptor, to_json

Raw = dict[str, str]
Rows = dict[str, list[Raw]]
"""Kind name to rows of text, as a table holds them."""

ODD_TEXT = 'Été «à» 日本 "quoted", it\'s\na second line \\ {$row} 😀'
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BY_TYPE = {
    Type.INTEGER: "7",
    Type.NUMBER: "2300000.5",
    Type.BOOLEAN: "true",
    Type.DATE: "2000-03~",
    Type.DAY_OR_YEAR: "2019",
    Type.START: "2004-05",
    Type.END: "2012/2014",
    Type.LIST: "one;two",
    Type.URL: "https://example.org/page?a=1&b=2",
}


def node_id(kind: NodeKind, number: int) -> str:
    """The id of the node of a kind with a number."""
    if kind.id_pattern == r"[A-Z]{3}":
        first = {"State": "S", "Territory": "T"}[kind.label]
        return first + _LETTERS[number // 26] + _LETTERS[number % 26]
    return f"{kind.label.lower()}-{number}"


def rows(size: int = 3) -> Rows:
    """`size` (two at least) nodes of every kind and as many edges for every pair of ends.

    Every other one has all properties, the rest only what they must have.
    """
    made: Rows = {}
    for kind in SCHEMA.nodes:
        made[kind.label] = [
            _node(kind, number, full=number % 2 == 0) for number in range(size)
        ]
    for edge in SCHEMA.edges:
        if not edge.derived:
            made[edge.type] = list(_edges(edge, size))
    return made


CORE = (
    "Source", "State", "Territory", "Organization", "Theme", "Mechanism", "Meeting", "Resource",
    "MEMBER_OF", "CHAIRED", "ATTENDED", "HELD_BY", "IN_CONTACT", "FUNDS",
)


def core(size: int = 3) -> Rows:
    """A few kinds of each sort, for tests that load often: dated or not, with and without ends."""
    made = {name: table for name, table in rows(size).items() if name in CORE}
    ids = {row["id"] for table in made.values() for row in table if "id" in row}
    for table in made.values():
        table[:] = [row for row in table if {row.get("from"), row.get("to")} <= {None, *ids}]
    return made


def _node(kind: NodeKind, number: int, *, full: bool) -> Raw:
    row: Raw = {"id": node_id(kind, number)}
    for column in kind.columns[1:]:
        if column.name in ("sources", "locators", "basis", "rule"):
            continue
        if full or column.required:
            row[column.name] = _value(kind, column, number)
    return {**row, **_origin(kind, number)}


def _edges(kind: EdgeKind, size: int) -> list[Raw]:
    made = []
    every = tuple(node.label for node in SCHEMA.nodes)
    for tail, head in product(kind.sources or every, kind.targets or every):
        for number in range(size):
            ends = {
                "from": node_id(SCHEMA.node(tail), number),
                "to": node_id(SCHEMA.node(head), (number + 1) % size),
            }
            row = {**ends, "spell": "0"}
            for column in kind.columns[3:]:
                if column.name in ("sources", "locators", "basis", "rule"):
                    continue
                if number % 2 == 0 or column.required:
                    row[column.name] = _value(kind, column, number)
            made.append({**row, **_origin(kind, number)})
    return made


def _origin(kind: Kind, number: int) -> Raw:
    if kind.name == "Source":
        return {"basis": "read"}
    basis = ("read", "derived", "recalled")[number % 3]
    origin = {"sources": "source-0;source-1", "locators": "p. 4;", "basis": basis}
    if basis == "recalled":
        return {"basis": basis}
    return origin | ({"rule": "group-spelled-out"} if basis == "derived" else {})


def _value(kind: Kind, column: Property, number: int) -> str:
    if column.name == "fact":
        # Of both kinds of end, and of none.
        return ("MEMBER_OF|SAA|mechanism-1|0", "mechanism-0", "network")[number % 3]
    if column.name == "of":
        return "MEMBER_OF"
    if column.type in (Type.REFERENCE, Type.REFERENCES):
        label = column.to[0]
        # `broader` leads to another of its own kind.
        return node_id(SCHEMA.node(label), int(label == kind.name and number == 0))
    if column.values:
        return column.values[number % len(column.values)]
    if column.pattern:
        return column.example
    if column.type in (Type.START, Type.END) and number % 3 == 1:
        return "unknown" if column.type is Type.START else "open"
    if column.name == "attested_last":
        return "2022"
    if column.type is Type.TEXT:
        return f"{column.name} {number} {ODD_TEXT}"
    return _BY_TYPE[column.type]


def write(
    folder: Path,
    made: Mapping[str, list[Raw]],
    *,
    name: str = "",
    created: str = "2026-11-22",
    version: str = "1",
) -> Path:
    """Write tables; with a name also the datapackage.json that makes them a whole data set."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    tables = []
    for kind_name in sorted(made):
        kind = SCHEMA.kind(kind_name)
        if not made[kind_name]:
            continue
        tables.append(kind.table)
        columns = [column.name for column in kind.columns]
        with (folder / kind.table).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(made[kind_name])
    if name:
        package = descriptor(
            SCHEMA, tables, name=name, title=f"The data set {name}", description="For tests",
            version=version, created=created,
        )
        (folder / "datapackage.json").write_text(to_json(package), encoding="utf-8")
    return folder


def copied(made: Rows) -> Rows:
    """Rows that can be changed without changing those they came from."""
    result: Rows = json.loads(json.dumps(made))
    return result


def without_node(made: Rows, node: str) -> Rows:
    """Rows without a node and whatever refers to it."""
    kept: Rows = {}
    for kind_name, table in made.items():
        kept[kind_name] = [
            row for row in table
            if node not in (row.get("id"), row.get("from"), row.get("to"))
            and node not in row.get("fact", "").split("|")
        ]
    return kept
