"""A backup: one zip with every data set as tables, and the history of loads."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from graph.errors import BadInput, StoreError
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store import statements
from graph.store.bolt import Store
from graph.store.books import Books
from graph.store.loading import Progress
from loaders.opening import load_path
from loaders.writing import write_data_set

HISTORY = "loads.json"
_LARGEST = 4_000_000_000  # bytes unpacked; a larger archive is not one of ours


def backup(store: Store, snapshot: Snapshot, output: Path) -> dict[str, Any]:
    """Write the zip; it is there whole or not at all. Same data, same bytes."""
    books = store.books()
    history = {
        "loads": [
            {**one, "counts": json.dumps(one["counts"]),
             "difference": json.dumps(one["difference"])}
            for one in store.loads(1_000_000)
        ],
        "digest": books.digest,
        "load": books.load,
        "datasets": {name: bool(kept.get("whole")) for name, kept in books.datasets.items()},
    }
    partial = output.with_name(output.name + ".part")
    try:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(
            partial, "w", zipfile.ZIP_DEFLATED
        ) as archive:
            _add(archive, HISTORY, json.dumps(history, sort_keys=True, indent=1).encode())
            for name in sorted(books.datasets):
                target = Path(folder) / name
                whole = bool(books.datasets[name].get("whole"))
                write_data_set(snapshot, name, target, whole=whole)
                for file in sorted(target.iterdir()):
                    _add(archive, f"{name}/{file.name}", file.read_bytes())
        os.replace(partial, output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StoreError(f"{output} cannot be written: {error.strerror}.") from error
    return {"digest": books.digest, "datasets": sorted(books.datasets)}


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def restore(
    store: Store, settings: Settings, path: Path, progress: Progress
) -> dict[str, Any]:
    """Load what a backup holds into an empty store, history first."""
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise BadInput(f"{path} unpacks to more than {_LARGEST:,} bytes.")
            history = json.loads(archive.read(HISTORY))
            archive.extractall(folder)  # zipfile itself keeps names inside the folder
            _write_history(store, history)
            # A whole data set may be what the others refer to: it goes first.
            names = sorted(history["datasets"], key=lambda n: (not history["datasets"][n], n))
            for name in names:
                if "/" in name or "\\" in name:
                    raise BadInput(f"{path} is no backup of ours: it names {name!r}.")
                load_path(store, settings, Path(folder) / name, name, progress=progress)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadInput(f"{path} is no backup of ours: {error}") from error
    books = store.books()
    if books.digest != history["digest"]:
        raise StoreError(
            f"The restored graph has the digest {books.digest}, the backup {history['digest']}."
        )
    return {"digest": books.digest, "datasets": names}


def _write_history(store: Store, history: dict[str, Any]) -> None:
    store.prepare()

    def write(tx: Any) -> None:
        tx.run(
            f"UNWIND $loads AS one CREATE (l:{statements.LOAD_LABEL}) SET l = one",
            loads=history["loads"],
        ).consume()
        tx.run(
            f"MERGE (b:{statements.STATE_LABEL} {{id: 'iscm'}}) SET b = $p",
            p=Books(load=history["load"]).to_properties(),
        ).consume()

    store.write(write)
