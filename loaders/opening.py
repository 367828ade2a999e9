"""Opens the store that is meant, filled: with the kept data sets, else with the seeds.

The store is a cache of data sets. Each one that is loaded into the embedded store is kept as files
beside it; a new schema or a new engine gets a new folder, filled from these files, and the old one
goes when the new load is complete.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from graph.errors import BadInput
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store.bolt import Store
from graph.store.books import Books
from graph.store.current import current_snapshot, embedded_folder, last_snapshot, open_store
from graph.store.loading import Incoming, LoadResult, Progress, load, nothing_moved, unchanged
from loaders.data_set import DataSet, data_set_name, open_data_set
from loaders.seeds import SEEDS
from loaders.tables import files_of, read
from loaders.writing import write_data_set

_REFERRED_TO = ("Mechanism", "State", "Territory", "Organization", "Theme", "Meeting", "Source")


def quiet(*_: object) -> None:
    """Tell nobody of the progress."""


def fill(store: Store, settings: Settings, progress: Progress = quiet) -> None:
    """Load the kept data sets, else the seeds, into a store that holds nothing of ours."""
    if not store.books().empty:
        return
    kept = sorted(_kept_folder(settings).iterdir()) if _keeps(store, settings) else []
    for folder in kept or [SEEDS]:
        load_path(store, settings, folder, folder.name if kept else None, progress=progress)
    if store.kind == "embedded":
        _remove_older(settings)


def _keeps(store: Store, settings: Settings) -> bool:
    return store.kind == "embedded" and _kept_folder(settings).is_dir()


def _kept_folder(settings: Settings) -> Path:
    return settings.home / "datasets"


def _remove_older(settings: Settings) -> None:
    current = embedded_folder(settings).name
    for folder in settings.home.glob("embedded-*"):
        if folder.name != current and not (folder / "engine.json").exists():
            shutil.rmtree(folder, ignore_errors=True)


def load_path(
    store: Store,
    settings: Settings,
    path: Path,
    name: str | None = None,
    *,
    replace_rows: bool = False,
    alongside: bool = False,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> LoadResult:
    """Load what stands at `path` as a data set; BadInput with every fault, and nothing loaded."""
    files_of(path)
    with store.turn():
        books = store.books()
        folder = read(path)
        chosen = data_set_name(folder, name)
        withdraws_more = replace_rows and folder.package is None  # than a load before it did
        if not withdraws_more and unchanged(store, books, chosen, folder.files_digest()):
            return nothing_moved(store, books, chosen, 0.0)
        others = _Others(store, settings, books, chosen)
        data_set = open_data_set(
            path, chosen, known=others.label_of, known_ids=others.ids,
            known_names=others.names,
            default_created=books.as_of,
        )
        if not data_set.whole and books.empty:
            raise BadInput(
                f"{path} has no datapackage.json: it adds to a graph, and there is none yet."
            )
        result = load(
            store,
            _incoming(data_set, others.element, replace_rows),
            alongside=alongside,
            dry_run=dry_run,
            progress=progress,
        )
        if not dry_run and store.kind == "embedded":
            _keep(store, settings, path, data_set, replace_rows)
        return result


def _incoming(
    data_set: DataSet, lookup: Callable[[str], Mapping[str, Any] | None], replace_rows: bool
) -> Incoming:
    return Incoming(
        name=data_set.name,
        about=data_set.about() | {"whole": "yes" if data_set.whole else ""},
        withdraw=data_set.whole or replace_rows,
        files_digest=data_set.files_digest,
        elements=data_set.elements(lookup),
    )


class _Others:
    """What other data sets state; their snapshot is opened only if it is asked for."""

    def __init__(self, store: Store, settings: Settings, books: Books, name: str) -> None:
        self._store = store
        self._settings = settings
        self._name = name
        self._any = bool(set(books.datasets) - {name})
        self._snapshot: Snapshot | None = None

    def element(self, node: str) -> Mapping[str, Any] | None:
        if not self._any:
            return None
        if self._snapshot is None:
            self._snapshot = current_snapshot(self._store, self._settings)
        found = self._snapshot.find(node)
        if found is None or set(found.properties["dataset"]) == {self._name}:
            return None
        return {**found.properties, "label": found.label}

    def label_of(self, node: str) -> str | None:
        found = self.element(node)
        return str(found["label"]) if found else None

    def ids(self) -> list[str]:
        return known_ids(self._snapshot) if self._snapshot else []

    def names(self) -> list[tuple[str, str]]:
        return known_names(self._snapshot) if self._snapshot else []


def known_ids(snapshot: Snapshot) -> list[str]:
    """Ids that a misspelt reference may have meant."""
    return [key for kind in _REFERRED_TO for key in snapshot.keys(kind)]


def known_names(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Every name, in any language, with the id that a reference by that name should have had."""
    return [
        (name, node.id)
        for kind in _REFERRED_TO
        for node in snapshot.nodes(kind)
        for name in (
            *(node.get(name) for name in ("name", "name_fr", "name_es", "short_name", "acronym")),
            *node.get("aliases", ()),
        )
        if name
    ]


def _keep(
    store: Store, settings: Settings, path: Path, data_set: DataSet, replace_rows: bool
) -> None:
    """Keep the data set's files beside the store, swapped in whole."""
    target = _kept_folder(settings) / data_set.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.resolve() == target.resolve():
        return
    fresh = Path(tempfile.mkdtemp(dir=settings.home))
    try:
        if data_set.whole:
            for file in files_of(path):
                shutil.copyfile(file, fresh / file.name)
        else:
            write_data_set(current_snapshot(store, settings), data_set.name, fresh, whole=False)
        old = fresh.with_suffix(".old")
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


__all__ = [
    "current_snapshot", "embedded_folder", "fill", "known_ids", "known_names", "last_snapshot",
    "load_path", "open_store",
]
