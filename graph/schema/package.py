"""The Frictionless Data Package descriptor of a folder of tables, derived from the schema.

What Frictionless cannot express (lists of references, references into several tables, dates with
margins) is checked by the loaders; here such columns are strings with the pattern they follow.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from graph.schema.kinds import Kind, NodeKind, Property, Schema, Type

_DATE = r"\d{4}(-\d{2}(-\d{2})?)?[~?]?"
_PATTERNS = {
    Type.DATE: _DATE,
    Type.DAY_OR_YEAR: _DATE,
    Type.START: f"unknown|{_DATE}",
    Type.END: f"unknown|open|{_DATE}(/{_DATE})?",
}
_TYPES = {Type.INTEGER: "integer", Type.NUMBER: "number", Type.BOOLEAN: "boolean"}


def descriptor(
    schema: Schema,
    tables: Collection[str],
    *,
    name: str,
    title: str,
    description: str,
    version: str,
    created: str,
) -> dict[str, Any]:
    """The descriptor of a data set that has the tables named (file names)."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": title,
        "description": description,
        "version": version,
        "created": f"{created}T00:00:00Z",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
                "title": "Creative Commons Attribution 4.0",
            }
        ],
        "resources": [
            _resource(schema, table, kind, tables)
            for table, kind in schema.tables.items()
            if table in tables
        ],
    }


def to_json(package: dict[str, Any]) -> str:
    """As it is written: two spaces, one newline at the end."""
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(
    schema: Schema, table: str, kind: Kind, tables: Collection[str]
) -> dict[str, Any]:
    keys = ["id"] if isinstance(kind, NodeKind) else ["from", "to", "spell"]
    return {
        "name": table.removesuffix(".csv").replace("_", "-"),
        "type": "table",
        "path": table,
        "title": kind.name,
        "description": kind.description,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in kind.columns],
            "primaryKey": keys,
            "foreignKeys": _foreign_keys(schema, kind, table, tables),
        },
    }


def _field(column: Property) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.type, "string"),
        "description": column.description,
    }
    if column.example:
        field["example"] = column.example
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    pattern = column.pattern or _PATTERNS.get(column.type, "")
    if pattern and field["type"] == "string":  # a descriptor gives no patterns to numbers
        constraints["pattern"] = pattern
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_keys(
    schema: Schema, kind: Kind, table: str, tables: Collection[str]
) -> list[dict[str, Any]]:
    """For columns that refer to one table only; the others cannot be said in a descriptor."""
    keys = []
    for column in kind.columns:
        if column.type is not Type.REFERENCE or len(column.to) != 1:
            continue
        target = schema.node(column.to[0]).table
        if target in tables:
            resource = "" if target == table else target.removesuffix(".csv").replace("_", "-")
            keys.append(
                {
                    "fields": [column.name],
                    "reference": {"resource": resource, "fields": ["id"]},
                }
            )
    return keys


