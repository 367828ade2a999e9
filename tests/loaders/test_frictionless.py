"""The seeds are a data package that a tool not ours reads and finds in order."""

from __future__ import annotations

import pytest

from loaders.seeds import SEEDS

frictionless = pytest.importorskip("frictionless")

pytestmark = [
    pytest.mark.skipif(not (SEEDS / "datapackage.json").exists(), reason="no seeds here"),
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
]


def test_frictionless_finds_no_fault() -> None:
    report = frictionless.validate(str(SEEDS / "datapackage.json"))
    assert report.flatten(["title", "rowNumber", "fieldName", "type", "note"]) == []
    assert report.valid


def test_every_table_is_in_the_package() -> None:
    package = frictionless.Package(str(SEEDS / "datapackage.json"))
    listed = {resource.path for resource in package.resources}
    beside = {"from_notes.csv", "read_again.csv", "retired.csv"}
    assert {path.name for path in SEEDS.glob("*.csv")} - listed <= beside
