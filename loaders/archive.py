"""A backup: one zip with every data set as tables, and the history of loads."""

from __future__ import annotations

import json
import os
import re
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

from graph.errors import BadInput, StoreError, StoreLoading
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store import statements
from graph.store.bolt import Store
from graph.store.books import Books
from graph.store.loading import Progress
from loaders.data_set import DATA_SET_NAME
from loaders.opening import load_all
from loaders.writing import write_data_set

HISTORY = "loads.json"
_LARGEST = 4_000_000_000  # bytes unpacked; a larger archive is not one of ours
_FILE_NAME = re.compile(r"[a-z0-9_]+\.csv|datapackage\.json")
_BROKEN = (
    OSError, KeyError, ValueError, TypeError, AttributeError, EOFError, RuntimeError,
    zipfile.BadZipFile, zlib.error,
)
"""What reading an archive raises that is none, is cut off, is locked, or holds something else."""


def backup(store: Store, snapshot: Snapshot, output: Path) -> dict[str, Any]:
    """Write the zip; it is there whole or not at all. Same data, same bytes."""
    books = store.books()
    if snapshot.digest != books.digest:
        raise StoreLoading("A load ended meanwhile, or is under way; try again when it is done.")
    history: dict[str, Any] = {
        "loads": [
            {**one, "counts": json.dumps(one["counts"]),
             "difference": json.dumps(one["difference"])}
            for one in store.loads(1_000_000)
        ],
        "digest": books.digest,
        "load": books.load,
        "datasets": {},
    }
    partial = output.with_name(output.name + ".part")
    try:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(
            partial, "w", zipfile.ZIP_DEFLATED
        ) as archive:
            for name in sorted(books.datasets):
                target = Path(folder) / name
                whole = bool(books.datasets[name].get("whole"))
                write_data_set(snapshot, name, target, whole=whole)
                if not any(target.glob("*.csv")):
                    continue  # it states nothing any more
                history["datasets"][name] = whole
                for file in sorted(target.iterdir()):
                    _add(archive, f"{name}/{file.name}", file.read_bytes())
            _add(archive, HISTORY, json.dumps(history, sort_keys=True, indent=1).encode())
        os.replace(partial, output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StoreError(f"{output} cannot be written: {error.strerror}.") from error
    return {"digest": books.digest, "datasets": sorted(history["datasets"])}


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def restore(
    store: Store, settings: Settings, path: Path, progress: Progress
) -> dict[str, Any]:
    """Load what a backup holds into an empty store, history first."""
    if not store.books().empty:
        raise BadInput(
            "The store is not empty.",
            hint="Name another folder with ISCM_HOME, or another NEO4J_DATABASE.",
        )
    with tempfile.TemporaryDirectory() as folder:
        history = _unpack(path, Path(folder))
        names = sorted(history["datasets"])
        with store.turn():
            _write_history(store, history)
        load_all(store, settings, {name: Path(folder) / name for name in names}, progress)
    books = store.books()
    if books.digest != history["digest"]:
        raise StoreError(
            f"The restored graph has the digest {books.digest}, the backup {history['digest']}."
        )
    return {"digest": books.digest, "datasets": names}


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    """What a backup says of itself; its tables go into `folder`. BadInput if it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise BadInput(f"{path} unpacks to more than {_LARGEST:,} bytes.")
            history = _checked(json.loads(archive.read(HISTORY)))
            for name in history["datasets"]:
                if not DATA_SET_NAME.fullmatch(name):
                    raise ValueError(f"it names a data set {name!r}")
                if not any(entry.startswith(f"{name}/") for entry in archive.namelist()):
                    raise ValueError(f"it holds no tables of the data set {name}")
            for entry in archive.namelist():
                data_set, _, file = entry.partition("/")
                if entry != HISTORY and (
                    data_set not in history["datasets"] or not _FILE_NAME.fullmatch(file)
                ):
                    raise ValueError(f"it holds {entry!r}")
            archive.extractall(folder)
    except BadInput:
        raise
    except _BROKEN as error:
        raise BadInput(f"{path} is no backup of ours: {error}.") from error
    return history


def _checked(history: Any) -> dict[str, Any]:
    if not (
        isinstance(history, dict)
        and isinstance(history["datasets"], dict)
        and isinstance(history["digest"], str)
        and isinstance(history["load"], int)
        and isinstance(history["loads"], list)
    ):
        raise ValueError(f"{HISTORY} is not what `iscm backup` writes")
    for one in history["loads"]:
        json.loads(one["counts"]), json.loads(one["difference"])
        if not all(isinstance(value, (str, int)) for value in one.values()) or one["id"] < 1:
            raise ValueError(f"{HISTORY} holds a load that is none")
    return history


def _write_history(store: Store, history: dict[str, Any]) -> None:
    """The loads before the backup. Written anew where a restore before this one has failed."""
    store.prepare()

    def write(tx: Any) -> None:
        tx.run(f"MATCH (l:{statements.LOAD_LABEL}) DELETE l").consume()
        tx.run(
            f"UNWIND $loads AS one CREATE (l:{statements.LOAD_LABEL}) SET l = one",
            loads=history["loads"],
        ).consume()
        tx.run(
            f"MERGE (b:{statements.STATE_LABEL} {{id: 'iscm'}}) SET b = $p",
            p=Books(load=history["load"]).to_properties(),
        ).consume()

    store.write(write)
