"""Backup and restore: the same graph and history on any server, and no zip taken on trust."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tests_made_data as made_data
from tests_loading_bench import Bench
from tests_made_data import Raw, Rows, copied

from graph.errors import BadInput, ForeignData, StoreError, StoreLoading
from loaders import archive
from loaders.opening import quiet


def state(identity: str) -> Raw:
    return {"id": identity, "name": identity, "name_fr": identity, "name_es": identity,
            "start": "unknown", "end": "open", "basis": "recalled"}


def theme(identity: str, broader: str = "") -> Raw:
    return {"id": identity, "name": identity, "name_fr": identity, "name_es": identity,
            "basis": "recalled", "broader": broader}


def loaded(bench: Bench) -> Bench:
    """Several loads of several data sets that share elements, with every kind of value."""
    base = made_data.rows(3)
    bench.load(base)
    changed = copied(base)
    changed["Resource"][0]["amount"] = "0.000001"
    changed["Resource"][1] |= {"amount": "123456789012345", "currency": "EUR"}
    changed["Mechanism"][0]["purpose"] = made_data.ODD_TEXT
    bench.load(changed)
    bench.load_loose(
        {"State": [state("SAA"), state("XAA")],
         # Stated by both: under another wider theme here, and under none there.
         "Theme": [theme("theme-0", "theme-2"), theme("theme-1"), theme("theme-x", "theme-0")],
         "MEMBER_OF": [{**base["MEMBER_OF"][0], "sources": "source-2", "locators": "p. 1",
                        "basis": "read"}]},
        "another.one",
    )
    return bench


def backed_up(bench: Bench, name: str = "backup.zip") -> Path:
    path = bench.scratch / name
    summary = archive.backup(bench.store, bench.served(), path)
    assert summary["digest"] == bench.store.books().digest
    return path


def restore(bench: Bench, path: Path) -> dict[str, Any]:
    return archive.restore(bench.store, bench.settings, path, quiet)


def test_any_server_takes_over_from_any_other(benches: list[Bench]) -> None:
    for number, bench in enumerate(benches):
        target = benches[(number + 1) % len(benches)]
        for each in (bench, target):
            each.server.query("MATCH (n) DETACH DELETE n")
        loaded(bench)
        history = bench.store.loads()
        path = backed_up(bench)
        assert path.read_bytes() == backed_up(bench, "again.zip").read_bytes()
        before = bench.store.books()
        target.server.query("MATCH (n) DETACH DELETE n")
        summary = restore(target, path)
        assert summary == {"digest": before.digest, "datasets": ["another.one", "iscm-seeds"]}
        assert target.store.snapshot().digest == before.digest
        assert target.faults() == []
        assert target.store.loads()[-len(history):] == history
        assert target.store.books().load > before.load
        assert target.served().as_of == bench.served().as_of
        # What was restored can be backed up in turn, to the same tables.
        with zipfile.ZipFile(path) as one, zipfile.ZipFile(backed_up(target)) as other:
            assert one.namelist() == other.namelist()
            for entry in one.namelist():
                if entry != archive.HISTORY:
                    assert one.read(entry) == other.read(entry), entry


def test_restored_data_sets_go_on_as_they_were(benches: list[Bench]) -> None:
    """Withdrawing one after a restore leaves what the other alone would have left."""
    source, target = benches[0], benches[1]
    path = backed_up(loaded(source))
    restore(target, path)
    results = [
        bench.load_loose({"State": [state("XAB")]}, "another.one", replace_rows=True)
        for bench in (source, target)
    ]
    assert results[0].digest == results[1].digest
    assert target.faults() == []


def test_restore_needs_an_empty_store(bench: Bench) -> None:
    bench.load(made_data.core(2))
    path = backed_up(bench)
    before = bench.content()
    with pytest.raises(BadInput, match="not empty"):
        restore(bench, path)
    assert bench.content() == before


def test_backup_of_a_graph_that_changed_meanwhile_is_not_written(bench: Bench) -> None:
    bench.load(made_data.core(2))
    old = bench.served()
    bench.load(made_data.core(3))
    with pytest.raises(StoreLoading):
        archive.backup(bench.store, old, bench.scratch / "backup.zip")
    assert not (bench.scratch / "backup.zip").exists()


def test_backup_that_cannot_be_written_leaves_nothing(embedded_bench: Bench) -> None:
    embedded_bench.load(made_data.core(2))
    path = embedded_bench.scratch / "no" / "such" / "folder.zip"
    with pytest.raises(StoreError, match="cannot be written"):
        archive.backup(embedded_bench.store, embedded_bench.served(), path)
    assert not list(embedded_bench.scratch.rglob("*.part"))


def test_restore_that_was_refused_can_be_tried_again(neo4j_bench: Bench) -> None:
    neo4j_bench.load(made_data.core(2))
    path = backed_up(neo4j_bench)
    digest = neo4j_bench.store.books().digest
    neo4j_bench.server.query("MATCH (n) DETACH DELETE n")
    neo4j_bench.server.query("CREATE (:State {name: 'theirs'})")
    for _ in range(2):
        with pytest.raises(ForeignData):
            restore(neo4j_bench, path)
    neo4j_bench.server.query("MATCH (n:State) DELETE n")
    assert restore(neo4j_bench, path)["digest"] == digest
    assert neo4j_bench.faults() == []


# -- no zip is taken on trust -------------------------------------------------------------------


def _renamed(change: Callable[[str], str]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def apply(entries: dict[str, bytes]) -> dict[str, bytes]:
        return {change(name): content for name, content in entries.items()}

    return apply


def _history(change: Callable[[Any], Any]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def apply(entries: dict[str, bytes]) -> dict[str, bytes]:
        history = json.loads(entries[archive.HISTORY])
        changed = change(history)
        history = history if changed is None else changed
        return {**entries, archive.HISTORY: json.dumps(history).encode()}

    return apply


def _named(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return _history(lambda history: history["datasets"].update({name: True}))


def _moved(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    """The data set's folder, and what the history calls it, under another name."""

    def apply(entries: dict[str, bytes]) -> dict[str, bytes]:
        entries = _renamed(lambda entry: entry.replace("iscm-seeds/", f"{name}/"))(entries)
        return _history(lambda history: history.update(datasets={name: True}))(entries)

    return apply


SPOILT: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "no history": lambda entries: {n: c for n, c in entries.items() if n != archive.HISTORY},
    "history is no JSON": lambda entries: {**entries, archive.HISTORY: b"{"},
    "history is no UTF-8": lambda entries: {**entries, archive.HISTORY: b"\xff\xfe{}"},
    "history is a list": _history(lambda _: []),
    "history is null": _history(lambda _: 0),
    "data sets are a list": _history(lambda history: history.update(datasets=["iscm-seeds"])),
    "no digest": _history(lambda history: history.pop("digest") and None),
    "load is text": _history(lambda history: history.update(load="7")),
    "loads are texts": _history(lambda history: history.update(loads=["x"])),
    "a load is nested": _history(lambda history: history["loads"][0].update(id={"a": 1})),
    "a load holds no JSON": _history(lambda history: history["loads"][0].update(counts="{")),
    "name with a folder": _moved("a/b"),
    "name that climbs": _moved(".."),
    "name that climbs and falls": _moved("../iscm-seeds"),
    "name from the root": _moved("/tmp/iscm-seeds"),
    "name of another system": _moved("..\\iscm-seeds"),
    "name of a drive": _moved("c:iscm"),
    "name in capitals": _moved("ISCM"),
    "data set without tables": _named("missing"),
    "entry that climbs": lambda entries: {**entries, "iscm-seeds/../../evil.csv": b"x"},
    "entry from the root": lambda entries: {**entries, "/tmp/evil.csv": b"x"},
    "entry in a folder below": lambda entries: {**entries, "iscm-seeds/a/states.csv": b"x"},
    "entry of another kind": lambda entries: {**entries, "iscm-seeds/run.sh": b"x"},
    "table with a fault": lambda entries: {
        **entries, "iscm-seeds/states.csv": entries["iscm-seeds/states.csv"] + b"X,,,\n"
    },
}


def _zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return path


def _unzip(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as made:
        return {name: made.read(name) for name in made.namelist()}


def test_spoilt_zips_are_refused_and_leave_nothing(
    embedded_bench: Bench, tmp_path: Path
) -> None:
    embedded_bench.load(made_data.core(2))
    good = backed_up(embedded_bench)
    digest = embedded_bench.store.books().digest
    embedded_bench.server.query("MATCH (n) DETACH DELETE n")
    before = sorted(tmp_path.rglob("*"))
    for what, spoil in SPOILT.items():
        with pytest.raises(BadInput) as caught:
            restore(embedded_bench, _zip(good.with_name("spoilt.zip"), spoil(_unzip(good))))
        assert str(caught.value), what
        assert embedded_bench.store.books().empty, what
        left = embedded_bench.store.read("MATCH (n) RETURN DISTINCT labels(n) AS l ORDER BY l")
        assert all(row["l"][0].startswith("Iscm") for row in left), what
    (good.with_name("spoilt.zip")).unlink()
    assert sorted(tmp_path.rglob("*")) == before, "nothing was written anywhere"
    assert not Path("/tmp/evil.csv").exists()
    assert restore(embedded_bench, good)["digest"] == digest


def _flipped(content: bytes) -> bytes:
    """One byte of the packed data of the largest entry is another."""
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        entry = max(made.infolist(), key=lambda info: info.compress_size)
    at = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    return content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]


def _locked(content: bytes) -> bytes:
    """Every entry says that it needs a password."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(changed)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"", lambda _: b"id,name\n", lambda content: content[:200],
        lambda content: content[: len(content) // 2], lambda content: content[300:],
        _flipped, _locked,
    ],
    ids=["empty", "text", "head", "half", "tail", "flipped", "locked"],
)
def test_damaged_files_are_refused(
    embedded_bench: Bench, damage: Callable[[bytes], bytes]
) -> None:
    embedded_bench.load(made_data.core(2))
    path = backed_up(embedded_bench)
    embedded_bench.server.query("MATCH (n) DETACH DELETE n")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(BadInput, match="no backup of ours"):
        restore(embedded_bench, path)
    assert embedded_bench.content() == []


def test_missing_file_and_bomb_are_refused(
    embedded_bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match="no backup of ours"):
        restore(embedded_bench, tmp_path / "missing.zip")
    monkeypatch.setattr(archive, "_LARGEST", 1000)
    bomb = _zip(tmp_path / "bomb.zip", {"iscm-seeds/states.csv": b"0" * 2000})
    with pytest.raises(BadInput, match="unpacks to more than"):
        restore(embedded_bench, bomb)


def test_other_tables_than_the_history_says_are_not_taken_for_them(
    embedded_bench: Bench,
) -> None:
    embedded_bench.load(made_data.core(2))
    path = backed_up(embedded_bench)
    embedded_bench.server.query("MATCH (n) DETACH DELETE n")
    entries = _unzip(path)
    name = "iscm-seeds/states.csv"
    entries[name] = entries[name].replace(b"SAA,", b"SZZ,")
    for other in entries:
        if other.endswith(".csv"):
            entries[other] = entries[other].replace(b"SAA", b"SZZ")
    with pytest.raises(StoreError, match="has the digest"):
        restore(embedded_bench, _zip(path, entries))


def test_rows_are_written_as_they_were_read(embedded_bench: Bench) -> None:
    """A data set that is alone comes back as the very tables that it was loaded from."""
    rows: Rows = made_data.rows(3)
    path = embedded_bench.write(rows)
    embedded_bench.load_path(path)
    entries = _unzip(backed_up(embedded_bench))
    for table in sorted(path.glob("*.csv")):
        assert f"iscm-seeds/{table.name}" in entries
    assert json.loads(entries["iscm-seeds/datapackage.json"])["created"].startswith("2026-11-22")
