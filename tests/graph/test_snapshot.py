"""The snapshot: reading it, keeping it, handing it over; small tables and big ones alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_small_data import small_rows

import graph.snapshot as module
from graph.elements import build, fact_of
from graph.errors import BadInput, UnknownId
from graph.schema import SCHEMA
from graph.schema.rows import Row, typed_row
from graph.snapshot import Edge, Meta, Snapshot

META = Meta("2026-11-22", ({"name": "small", "created": "2026-11-22"},), {"id": "load-1"})
ROOT = Path(__file__).resolve().parents[2]


def typed() -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for table, texts in small_rows().items():
        kind = SCHEMA.tables[f"{table}.csv"]
        rows.setdefault(kind.name, []).extend(typed_row(kind, text)[0] for text in texts)
    return rows


def make() -> Snapshot:
    return Snapshot.from_elements(build(SCHEMA, typed(), "small"), META)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return make()


@pytest.fixture
def big(monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """The same, read as tables are that are too big to keep objects of."""
    monkeypatch.setattr(module, "_KEEP_OBJECTS", 0)
    return make()


# -- reading ---------------------------------------------------------------------------------------


def test_nodes_and_edges(snapshot: Snapshot) -> None:
    node = snapshot.node("rcm")
    assert (node.label, node.id, node.name) == ("Mechanism", "rcm", "Regional Conference")
    assert node.get("objectives") == ["one", "two", "three"]
    assert node.get("open_to_all") is False
    assert node.get("website") is None
    assert node.get("website", "none") == "none"
    edge = snapshot.edge("MEMBER_OF|CRI|rcm|1")
    assert (edge.type, edge.tail, edge.head, edge.spell) == ("MEMBER_OF", "CRI", "rcm", 1)
    assert edge.fact == "MEMBER_OF|CRI|rcm|1"
    assert snapshot.source_ids(edge) == ("src-list",)
    assert snapshot.source_ids(snapshot.node("structure-liaison")) == ()
    assert "from" not in edge.properties


def test_dates(snapshot: Snapshot) -> None:
    assert snapshot.as_of == "2026-11-22"
    edge = snapshot.edge("MEMBER_OF|BLZ|rcm|0")
    assert edge.bounds is not None
    assert edge.bounds.from_min == 19960101
    assert edge.holds(20261122)
    assert not edge.holds(20261122, "certain")
    undated = snapshot.edges("HELD_BY")[0]
    assert undated.bounds is None
    assert undated.holds(10102)


@pytest.mark.parametrize("node", ["", "RCM", "nobody", "MEMBER_OF|BLZ|rcm|0"])
def test_an_unknown_id(snapshot: Snapshot, node: str) -> None:
    with pytest.raises(UnknownId):
        snapshot.node(node)
    assert snapshot.find(node) is None
    assert snapshot.label_of(node) is None


@pytest.mark.parametrize(
    "fact",
    ["", "rcm", "MEMBER_OF|BLZ|rcm", "MEMBER_OF|BLZ|rcm|1", "MEMBER_OF|BLZ|rcm|00",
     "MEMBER_OF|BLZ|rcm|x", "MEMBER_OF|rcm|BLZ|0", "FRIEND_OF|BLZ|rcm|0", "State|BLZ|rcm|0",
     "MEMBER_OF|BLZ|rcm|0|", "MEMBER_OF|nobody|nowhere|0", "HOSTED|BLZ|rcm|0"],
)
def test_an_unknown_fact(snapshot: Snapshot, fact: str) -> None:
    with pytest.raises(UnknownId):
        snapshot.edge(fact)


def test_what_is_there_is_found(snapshot: Snapshot) -> None:
    for kind in SCHEMA.nodes:
        for node in snapshot.nodes(kind.label):
            assert snapshot.find(node.id) == node
            assert snapshot.label_of(node.id) == kind.label
    for edge_kind in SCHEMA.edges:
        for edge in snapshot.edges(edge_kind.type):
            assert snapshot.edge(edge.fact) == edge


def test_everything_is_sorted(snapshot: Snapshot) -> None:
    for kind in SCHEMA.kinds:
        keys = snapshot.keys(kind.name)
        assert keys == sorted(keys)


def test_counts_are_of_kinds_that_have_elements(snapshot: Snapshot) -> None:
    nodes, edges = snapshot.counts()
    assert nodes["State"] == 2
    assert edges["MEMBER_OF"] == 4
    assert "Territory" not in nodes
    assert "HOSTED" not in edges
    assert snapshot.count("Territory") == 0


def test_edges_of_a_node(snapshot: Snapshot) -> None:
    found = list(snapshot.edges_of("rcm"))
    expected = [edge for kind in SCHEMA.edges for edge in snapshot.edges(kind.type)
                if "rcm" in (edge.tail, edge.head)]
    assert sorted(e.fact for e in found) == sorted(e.fact for e in expected)
    assert [e.type for e in found] == [
        kind.type for kind in SCHEMA.edges for e in found if e.type == kind.type
    ]
    assert found[-1].type == "SOURCED_FROM"
    assert list(snapshot.edges_of("nobody")) == []


# -- digests and round trips -----------------------------------------------------------------------


def elements_of(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    return {kind.name: list(snapshot.elements(kind.name)) for kind in SCHEMA.kinds}


def test_elements_go_round(snapshot: Snapshot) -> None:
    assert elements_of(snapshot) == build(SCHEMA, typed(), "small")
    again = Snapshot.from_elements(elements_of(snapshot), META)
    assert again.digest == snapshot.digest
    assert again.table_digests == snapshot.table_digests
    assert all(again.table(k.name).equals(snapshot.table(k.name)) for k in SCHEMA.kinds)


def test_the_receipt_is_the_digests_beginning(snapshot: Snapshot) -> None:
    assert len(snapshot.digest) == 64
    assert snapshot.digest.startswith(snapshot.receipt)
    assert len(snapshot.receipt) == 12


def test_the_order_of_elements_makes_no_difference(snapshot: Snapshot) -> None:
    turned = {name: list(reversed(each)) for name, each in elements_of(snapshot).items()}
    again = Snapshot.from_elements(turned, META)
    assert again.digest == snapshot.digest
    assert elements_of(again) == elements_of(snapshot)


def test_what_a_snapshot_says_of_itself_is_not_in_its_digest(snapshot: Snapshot) -> None:
    again = Snapshot.from_elements(elements_of(snapshot), Meta("2000-01-01"))
    assert again.digest == snapshot.digest


def test_a_snapshot_without_anything() -> None:
    empty = Snapshot.from_elements({}, META)
    assert empty.counts() == ({}, {})
    assert list(empty.edges_of("rcm")) == []
    assert empty.edges("MEMBER_OF", tail="BLZ") == []
    assert list(empty.nodes("State")) == []
    assert empty.to_networkx().number_of_nodes() == 0
    assert empty.to_pandas() == {}


# -- the file --------------------------------------------------------------------------------------


def test_saved_and_loaded(snapshot: Snapshot, tmp_path: Path) -> None:
    path = snapshot.save(tmp_path / "new" / "folder")
    assert path.name == f"{snapshot.digest}.snapshot"
    assert [file.name for file in path.parent.iterdir()] == [path.name], "nothing half-made"
    again = Snapshot.load(path)
    assert again.digest == snapshot.digest
    assert again.meta == snapshot.meta
    assert elements_of(again) == elements_of(snapshot)
    assert Snapshot.from_elements(elements_of(again), META).digest == snapshot.digest
    assert again.save(tmp_path).read_bytes() == path.read_bytes()


def test_saving_fails_whole(snapshot: Snapshot, tmp_path: Path,
                            monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(module, "_write", full_disk)
    with pytest.raises(OSError, match="no space"):
        snapshot.save(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _rewritten(path: Path, **parts: bytes | None) -> Path:
    target = path.with_name("rewritten.snapshot")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = parts.get(name.partition(".")[0], old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    "parts",
    [
        {"meta": None}, {"meta": b"{"}, {"meta": b"[]"}, {"meta": b"{}"}, {"meta": b"3"},
        {"State": b"no columns"}, {"State": b""},
        {"meta": json.dumps({"format": 0}).encode()},
    ],
    ids=["no meta", "no JSON", "list", "empty", "number", "no table", "empty table", "version"],
)
def test_what_is_no_snapshot_is_refused(
    snapshot: Snapshot, tmp_path: Path, parts: dict[str, bytes | None]
) -> None:
    with pytest.raises(BadInput, match="snapshot"):
        Snapshot.load(_rewritten(snapshot.save(tmp_path), **parts))


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04"])
def test_what_is_no_file_of_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    for path in (tmp_path / "x", tmp_path / "nowhere", tmp_path):
        with pytest.raises(BadInput, match="no snapshot"):
            Snapshot.load(path)


def test_a_snapshot_that_was_cut_off_is_refused(snapshot: Snapshot, tmp_path: Path) -> None:
    path = snapshot.save(tmp_path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadInput):
        Snapshot.load(path)


_SAVE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from graph.snapshot import Snapshot
from loaders.seeds import open_seeds
print(open_seeds(Path(sys.argv[2])).save(Path(sys.argv[3])))
"""


def test_the_files_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    from tests_small_data import write_folder

    folder = write_folder(tmp_path / "small", small_rows())
    saved = []
    for seed in ("0", "4711"):
        done = subprocess.run(
            [sys.executable, "-c", _SAVE, str(ROOT), str(folder), str(tmp_path / seed)],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        saved.append(Path(done.stdout.strip()))
    assert saved[0].name == saved[1].name
    assert saved[0].read_bytes() == saved[1].read_bytes()


# -- handing over ----------------------------------------------------------------------------------


def test_to_networkx(snapshot: Snapshot) -> None:
    network = snapshot.to_networkx()
    nodes, edges = snapshot.counts()
    assert network.number_of_nodes() == sum(nodes.values())
    assert network.number_of_edges() == sum(edges.values())
    assert network.nodes["BLZ"]["label"] == "State"
    assert network.nodes["BLZ"]["iso2"] == "BZ"
    edge = network.edges["CRI", "rcm", "MEMBER_OF|CRI|rcm|1"]
    assert (edge["type"], edge["start"]) == ("MEMBER_OF", "2005~")
    assert network.graph == {"digest": snapshot.digest, "as_of": "2026-11-22"}


def test_to_networkx_in_part(snapshot: Snapshot) -> None:
    network = snapshot.to_networkx("State", "Mechanism", "MEMBER_OF", "SECRETARIAT_OF")
    assert set(network) == {"BLZ", "CRI", "rcm", "old-talks"}
    assert {d["type"] for _, _, d in network.edges(data=True)} == {"MEMBER_OF"}
    assert snapshot.to_networkx("State", "MEMBER_OF").number_of_edges() == 0, "no invented ends"


def test_to_pandas(snapshot: Snapshot) -> None:
    frames = snapshot.to_pandas()
    nodes, edges = snapshot.counts()
    assert {name: len(frame) for name, frame in frames.items()} == nodes | edges
    members = frames["MEMBER_OF"].set_index(["from", "to", "spell"])
    assert members.loc[("CRI", "rcm", 0), "to_max"] == 20011231
    assert list(members.loc[("BLZ", "rcm", 0), "sources"]) == ["src-list", "src-old"]


def test_tables_are_columns_of_the_types_declared(snapshot: Snapshot) -> None:
    members = snapshot.table("MEMBER_OF")
    assert members.schema.field("from").type == pa.dictionary(pa.int32(), pa.string())
    assert members.schema.field("from_min").type == pa.int32()
    assert members.schema.field("spell").type == pa.int64()
    assert snapshot.table("Resource").schema.field("amount").type == pa.float64()
    assert snapshot.table("Mechanism").schema.field("objectives").type == pa.list_(pa.string())


# -- big tables ------------------------------------------------------------------------------------


def test_big_tables_read_like_small_ones(snapshot: Snapshot, big: Snapshot) -> None:
    for kind in SCHEMA.nodes:
        assert list(big.nodes(kind.label)) == list(snapshot.nodes(kind.label))
        for node in snapshot.nodes(kind.label):
            assert big.node(node.id) == node
            assert list(big.edges_of(node.id)) == list(snapshot.edges_of(node.id))
    for edge_kind in SCHEMA.edges:
        assert list(big.edges(edge_kind.type)) == list(snapshot.edges(edge_kind.type))
        for edge in snapshot.edges(edge_kind.type):
            assert big.edge(edge.fact) == edge


def test_objects_of_small_tables_are_kept(snapshot: Snapshot) -> None:
    assert snapshot.nodes("State") is snapshot.nodes("State")
    assert snapshot.node("BLZ") is snapshot.node("BLZ")


def test_objects_of_big_tables_are_not(big: Snapshot) -> None:
    assert big.nodes("State") is not big.nodes("State")


NODE_IDS = [f"m{n}" for n in range(6)]
_pairs = st.lists(
    st.tuples(st.sampled_from(NODE_IDS), st.sampled_from(NODE_IDS), st.integers(0, 2)),
    unique=True, max_size=25,
)


def random_graph(pairs: list[tuple[str, str, int]], ids: list[str]) -> Snapshot:
    def element(**properties: Any) -> dict[str, Any]:
        return {**properties, "basis": "recalled", "dataset": ["x"], "digest": "00" * 16}

    return Snapshot.from_elements(
        {
            "Mechanism": [element(id=node, name=node) for node in ids],
            "PART_OF": [
                element(**{"from": tail, "to": head}, spell=spell,
                        fact=fact_of("PART_OF", tail, head, spell))
                for tail, head, spell in pairs
            ],
        },
        META,
    )


@settings(max_examples=40)
@given(_pairs, st.integers(0, 100_000).map(lambda n: n % 2), st.sets(st.sampled_from(NODE_IDS)))
def test_edges_by_their_ends_are_what_a_search_through_all_gives(
    pairs: list[tuple[str, str, int]], kept: int, missing: set[str]
) -> None:
    """In graphs of any shape, with ends that are not there too, with and without kept objects."""
    before, module._KEEP_OBJECTS = module._KEEP_OBJECTS, 1000 * kept
    try:
        graph = random_graph(pairs, [node for node in NODE_IDS if node not in missing])
        every = list(graph.edges("PART_OF"))
        assert [e.fact for e in every] == sorted(fact_of("PART_OF", *pair) for pair in pairs)
        for tail in (None, *NODE_IDS[:3], "nobody"):
            for head in (None, *NODE_IDS[1:4], "nobody"):
                if (tail in missing) or (head in missing):
                    continue
                found: list[Edge] = list(graph.edges("PART_OF", tail=tail, head=head))
                assert found == [
                    e for e in every if tail in (None, e.tail) and head in (None, e.head)
                ]
    finally:
        module._KEEP_OBJECTS = before
