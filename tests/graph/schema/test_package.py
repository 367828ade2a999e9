"""The descriptor of a data set, and the data dictionary: derived from the schema, whole, valid."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_small_data import small_rows

from graph.dates import BadDate, parse, parse_span
from graph.schema import SCHEMA
from graph.schema.dictionary import dictionary
from graph.schema.kinds import EdgeKind, Kind
from graph.schema.package import descriptor, to_json

ABOUT = {"name": "small", "title": "Small", "description": "x", "version": "1",
         "created": "2026-11-22"}


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    return descriptor(SCHEMA, SCHEMA.tables, **ABOUT)


def test_every_table_is_described(package: dict[str, Any]) -> None:
    assert [r["path"] for r in package["resources"]] == list(SCHEMA.tables)
    assert len({r["name"] for r in package["resources"]}) == len(SCHEMA.tables)
    for resource in package["resources"]:
        kind = SCHEMA.tables[resource["path"]]
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == [column.name for column in kind.columns]
        assert [bool(f.get("constraints", {}).get("required")) for f in fields] == [
            column.required for column in kind.columns
        ]
        assert resource["schema"]["primaryKey"] == (
            ["from", "to", "spell"] if isinstance(kind, EdgeKind) else ["id"]
        )


def test_only_tables_that_are_there_are_described() -> None:
    package = descriptor(SCHEMA, {"meetings.csv", "held_by.csv"}, **ABOUT)
    held_by, = (r for r in package["resources"] if r["path"] == "held_by.csv")
    assert len(package["resources"]) == 2
    assert held_by["schema"]["foreignKeys"] == [
        {"fields": ["from"], "reference": {"resource": "meetings", "fields": ["id"]}}
    ], "no reference to a table that is not there"


def test_patterns_are_given_to_texts_only(package: dict[str, Any]) -> None:
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            if "pattern" in field.get("constraints", {}):
                assert field["type"] == "string", (resource["path"], field["name"])


def test_the_text_is_json_with_one_newline_and_always_the_same(package: dict[str, Any]) -> None:
    text = to_json(package)
    assert json.loads(text) == package
    assert text.endswith("}\n")
    assert text == to_json(descriptor(SCHEMA, set(SCHEMA.tables), **ABOUT))


def _field_pattern(package: dict[str, Any], path: str, name: str) -> str:
    resource = next(r for r in package["resources"] if r["path"] == path)
    field = next(f for f in resource["schema"]["fields"] if f["name"] == name)
    return str(field["constraints"]["pattern"])


DATE_PATTERNS = {
    (path, name): _field_pattern(descriptor(SCHEMA, SCHEMA.tables, **ABOUT), path, name)
    for path, name in (("meetings.csv", "start"), ("member_of.csv", "end"),
                       ("member_of.csv", "start"), ("member_of.csv", "attested_last"))
}


@settings(max_examples=60)
@given(text=st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}[~?]?(/[0-9]{4}[~?]?)?|[a-z0-9/~?-]{0,9}",
                          fullmatch=True))
def test_patterns_let_through_whatever_the_rules_let_through(text: str) -> None:
    for (path, name), pattern in DATE_PATTERNS.items():
        try:
            (parse_span if name == "end" else parse)(text)
        except BadDate:
            continue
        assert re.fullmatch(pattern, text), (path, name)


def test_frictionless_takes_a_data_set_that_we_take(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    tables = small_rows()
    for table, rows in tables.items():
        columns = [column.name for column in SCHEMA.tables[f"{table}.csv"].columns]
        lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
        (tmp_path / f"{table}.csv").write_text(
            "\n".join(",".join('"' + c.replace('"', '""') + '"' for c in cells) for cells in lines)
            + "\n", encoding="utf-8",
        )
    package = descriptor(SCHEMA, {f"{table}.csv" for table in tables}, **ABOUT)
    (tmp_path / "datapackage.json").write_text(to_json(package), encoding="utf-8")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


@pytest.mark.parametrize("kind", SCHEMA.kinds, ids=lambda kind: kind.name)
def test_the_dictionary_says_all_of_a_kind(kind: Kind) -> None:
    page = dictionary(SCHEMA)
    section = page.split(f"\n### {kind.name}\n")[1].split("\n### ")[0]
    assert kind.description in section
    assert ("Dated." in section) == kind.dated
    if isinstance(kind, EdgeKind) and kind.derived:
        assert "Follows from a column" in section
        return
    assert f"`{kind.table}`" in section
    found = re.findall(r"^\| `([a-z_0-9]+)` \|", section, re.M)
    assert found == [column.name for column in kind.columns]
    for line in section.splitlines():
        if line.startswith("| `"):
            assert len(re.findall(r"(?<!\\)\|", line)) == 5, line
