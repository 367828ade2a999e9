"""The seeds that come with the product: they have no fault, and what is derived is not stale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.schema import SCHEMA
from loaders import derive
from loaders.data_set import DataSet, open_data_set
from loaders.seeds import SEEDS, open_seeds, snapshot_of

there = pytest.mark.skipif(
    not (SEEDS / "mechanisms.csv").exists(), reason="this checkout has no seeds"
)


@pytest.fixture(scope="module")
def seeds() -> DataSet:
    try:
        return open_data_set(SEEDS)
    except BadInput as error:
        pytest.fail("\n".join(map(str, error.faults[:30])))


@there
def test_the_seeds_have_no_fault(seeds: DataSet) -> None:
    assert seeds.whole
    assert seeds.name == "iscm-seeds"
    assert (seeds.created, seeds.version) == (derive.CREATED, derive.RELEASE)


@there
def test_the_seeds_make_a_graph(seeds: DataSet) -> None:
    snapshot = snapshot_of(seeds)
    nodes, edges = snapshot.counts()
    assert nodes["Mechanism"] > 10
    assert nodes["State"] > 190
    assert edges["MEMBER_OF"] > 300
    assert snapshot.as_of == derive.CREATED
    for kind in SCHEMA.edges:
        for edge in snapshot.edges(kind.type):
            assert snapshot.label_of(edge.tail), edge.fact
            assert snapshot.label_of(edge.head), edge.fact


@there
def test_the_tables_that_all_others_rest_on_have_rows(seeds: DataSet) -> None:
    for name in ("Mechanism", "State", "Source", "Theme", "MEMBER_OF", "Meeting", "HELD_BY"):
        assert seeds.rows.get(name), name


@there
def test_tables_are_utf_8_with_plain_line_ends() -> None:
    for table in SCHEMA.tables:
        file = SEEDS / table
        if file.exists():
            raw = file.read_bytes()
            assert b"\r" not in raw, table
            assert raw.endswith(b"\n"), table
            assert not raw.startswith(b"\xef\xbb\xbf"), table


def test_the_descriptor_is_not_stale() -> None:
    assert (SEEDS / "datapackage.json").read_text(encoding="utf-8") == derive.package_text(), (
        "run `python -m loaders.derive`"
    )


@there
def test_the_coverage_is_not_stale(tmp_path: Path) -> None:
    derive.write_coverage(SEEDS, tmp_path / "coverage.csv")
    derived = (tmp_path / "coverage.csv").read_text(encoding="utf-8")
    if (SEEDS / "coverage.csv").read_text(encoding="utf-8") != derived:  # a diff would take minutes
        pytest.fail("run `python -m loaders.derive`")


def test_the_data_dictionary_is_not_stale() -> None:
    page = SEEDS.parent / "docs" / "data-dictionary.md"
    assert page.read_text(encoding="utf-8") == derive.dictionary_text(), (
        "run `python -m loaders.derive`"
    )


def test_the_small_data_set_makes_a_graph(folder: Path) -> None:
    snapshot = open_seeds(folder)
    assert snapshot.as_of == "2026-11-22"
    assert [about["name"] for about in snapshot.meta.datasets] == ["small"]
    assert snapshot.counts()[0]["State"] == 2


def test_opening_twice_gives_the_same_digest(folder: Path) -> None:
    assert open_seeds(folder).digest == open_seeds(folder).digest


def test_the_order_of_rows_and_files_makes_no_difference(folder: Path) -> None:
    before = open_seeds(folder).digest
    for file in folder.glob("*.csv"):
        if b'"' in file.read_bytes():
            continue
        header, *rows = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_text())
    package["resources"].reverse()
    (folder / "datapackage.json").write_text(json.dumps(package))
    assert open_seeds(folder).digest == before
