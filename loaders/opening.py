"""Opens the store that is meant, filled: with the kept data sets, else with the seeds.

The store is a cache of data sets. Each one that is loaded into the embedded store is kept as files
beside it; a new schema or a new engine gets a new folder, filled from these files, and the old one
goes when the new load is complete. The seeds that came with the program are followed: another
version of the program brings its own.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from graph.errors import BadInput, StoreBusy, StoreError, StoreLoading
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store.bolt import Store
from graph.store.books import Books
from graph.store.current import current_snapshot, embedded_folder, last_snapshot, open_store
from graph.store.difference import SEEDS_NAME, without
from graph.store.engine import LOCK
from graph.store.loading import Incoming, LoadResult, Progress, load, nothing_moved, unchanged
from loaders.data_set import DataSet, data_set_name, open_data_set
from loaders.seeds import SEEDS
from loaders.tables import PACKAGE, files_of, outline
from loaders.writing import write_data_set

FILL_SECONDS = 120.0
"""How long to wait while another process fills the store."""
_KEPT_FROM = "kept-from.txt"
"""In the folder of a kept data set: the digest of the files that it was kept from."""
_SHIPPED = "shipped.txt"
"""Beside it, where these files were the seeds that come with the program."""
_REFERRED_TO = ("Mechanism", "State", "Territory", "Organization", "Theme", "Meeting", "Source")


def quiet(*_: object) -> None:
    """Tell nobody of the progress."""


def fill(
    store: Store,
    settings: Settings,
    progress: Progress = quiet,
    say: Callable[[str], object] = quiet,
) -> None:
    """Load what the store lacks: the kept data sets, else, where it holds nothing, the seeds.

    A store that is being filled by another process is waited for. Newer seeds that turn out wrong
    are left alone where older ones stand; `iscm check` tells what is wrong.
    """
    deadline = time.monotonic() + FILL_SECONDS
    said = ""
    while lacking := _lacking(store, settings):
        names = ", ".join("the seeds" if name == SEEDS_NAME else name for name in sorted(lacking))
        if names != said:
            say(f"Loading {names}")
            said = names
        try:
            load_all(store, settings, lacking, progress)
        except BadInput:
            if not set(lacking) <= set(store.books().datasets):
                raise
            break
        except StoreBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
    if store.kind == "embedded":
        _remove_older(settings)


def _lacking(store: Store, settings: Settings) -> dict[str, Path]:
    """Data sets that the store should hold and does not, by name."""
    books = store.books()
    if store.kind == "embedded" and (kept := _kept(settings)):
        return {
            name: folder
            for name, folder in kept.items()
            if name not in books.datasets
            or (folder == SEEDS and _changed(folder, books.datasets[name]))
        }
    if books.datasets or books.loading not in ("", SEEDS_NAME):
        return {}
    return {SEEDS_NAME: SEEDS}


def _changed(folder: Path, entry: Mapping[str, Any]) -> bool:
    return outline(folder).files_digest() != entry.get("files_digest")


def load_all(
    store: Store, settings: Settings, folders: Mapping[str, Path], progress: Progress
) -> None:
    """Load data sets that may refer to one another: each as soon as what it refers to is there."""
    # A whole data set is what the others most likely refer to.
    waiting = sorted(folders, key=lambda name: (not (folders[name] / PACKAGE).exists(), name))
    while waiting:
        failed: dict[str, BadInput] = {}
        for name in waiting:
            try:
                load_path(store, settings, folders[name], name, progress=progress)
            except BadInput as error:
                failed[name] = error
        if len(failed) == len(waiting):
            raise failed[waiting[0]]
        waiting = list(failed)


def _kept_folder(settings: Settings) -> Path:
    return settings.home / "datasets"


def _kept(settings: Settings) -> dict[str, Path]:
    """The folders of the kept data sets by name; the shipped one for seeds that follow it."""
    folder = _kept_folder(settings)
    if not folder.is_dir():
        return {}
    for old in folder.glob(".*.old"):  # set aside by a process that ended before the new one stood
        target = folder / old.name[1 : -len(".old")]
        if not target.exists():
            old.rename(target)
    return {
        each.name: SEEDS if (each / _SHIPPED).exists() and SEEDS.is_dir() else each
        for each in sorted(folder.iterdir())
        if each.is_dir() and not each.name.startswith(".")
        # A data set that states nothing any more has no tables.
        and any(file.suffix.lower() in (".csv", ".xlsx") for file in each.iterdir())
    }


def _remove_older(settings: Settings) -> None:
    """Folders of other schema or engine versions, unless an engine still runs over them."""
    current = embedded_folder(settings).name
    for folder in sorted(settings.home.glob("embedded-*")):
        if folder.name != current:
            with suppress(Timeout, OSError), FileLock(folder / LOCK, timeout=0):
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
        folder = outline(path)
        chosen = data_set_name(folder, name)
        withdraws_more = replace_rows and folder.package is None  # than a load before it did
        if not withdraws_more and unchanged(store, books, chosen, folder.files_digest()):
            if not dry_run:
                _keep(store, settings, path, chosen)
            return nothing_moved(store, books, chosen, 0.0)
        withdraws = replace_rows or folder.package is not None
        others = _Others(store, settings, books, chosen if withdraws else None)
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
            # It is what is served while the load is under way, or has died.
            before_parts=lambda: current_snapshot(store, settings),
        )
        if not dry_run:
            _keep(store, settings, path, chosen)
        return result


def remove(
    store: Store,
    settings: Settings,
    name: str,
    *,
    dry_run: bool = False,
    progress: Progress = quiet,
) -> LoadResult:
    """Withdraw all that a data set states, and the data set itself; the others stay as they are."""
    with store.turn():
        books = store.books()
        if name not in books.datasets:
            held = ", ".join(sorted(books.datasets)) or "none"
            raise BadInput(f"There is no data set {name!r}; the store holds {held}.")
        result = load(
            store,
            Incoming(name, {}, withdraw=True, files_digest="", elements={}, remove=True),
            dry_run=dry_run,
            progress=progress,
            before_parts=lambda: current_snapshot(store, settings),
        )
        if not dry_run and store.kind == "embedded":
            shutil.rmtree(_kept_folder(settings) / name, ignore_errors=True)
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
    """What stands beside a load; its snapshot is opened only if it is asked for."""

    def __init__(
        self, store: Store, settings: Settings, books: Books, withdrawn: str | None
    ) -> None:
        """withdrawn: the data set that is stated anew and does not count; None: rows are added."""
        self._store = store
        self._settings = settings
        self._withdrawn = withdrawn
        self._any = bool(set(books.datasets) - {withdrawn})
        self._snapshot: Snapshot | None = None

    def element(self, node: str) -> Mapping[str, Any] | None:
        if not self._any:
            return None
        if self._snapshot is None:
            self._snapshot = self._read()
        found = self._snapshot.find(node)
        if found is None:
            return None
        stated: Mapping[str, Any] | None = found.properties
        if self._withdrawn is not None:
            stated = without(dict(found.properties), self._withdrawn)
        return {**stated, "label": found.label} if stated else None

    def _read(self) -> Snapshot:
        try:
            return current_snapshot(self._store, self._settings)
        except StoreLoading:
            # A load of this very data set died, and no earlier snapshot is kept here. What the
            # others state is whole, and what it states itself is not asked for.
            return self._store.snapshot(half_way=True)

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


def _keep(store: Store, settings: Settings, path: Path, name: str) -> None:
    """Keep a data set of the embedded store as files beside it, unless it is kept already.

    Done after each load, and again where the process ended between the load and this.
    """
    if store.kind != "embedded":
        return
    entry = store.books().datasets[name]
    kept_from = str(entry["files_digest"])
    target = _kept_folder(settings) / name
    fresh, old = (target.with_name(f".{name}.{end}") for end in ("new", "old"))
    try:
        if (target / _KEPT_FROM).is_file() and kept_from == (target / _KEPT_FROM).read_text():
            return
        if path.resolve() == target.resolve():
            (target / _KEPT_FROM).write_text(kept_from)
            return
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        if entry.get("whole"):
            for file in files_of(path):
                shutil.copyfile(file, fresh / file.name)
        else:
            write_data_set(current_snapshot(store, settings), name, fresh, whole=False)
        (fresh / _KEPT_FROM).write_text(kept_from)
        if path.resolve() == SEEDS.resolve():
            (fresh / _SHIPPED).touch()
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
            target.rename(old)
        fresh.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise StoreError(
            f"The data set is loaded, but cannot be kept in {target}: {error.strerror}.",
            hint="Free some space, then load it once more.",
        ) from error


__all__ = [
    "current_snapshot", "embedded_folder", "fill", "known_ids", "known_names", "last_snapshot",
    "load_all", "load_path", "open_store", "remove",
]
