"""The store that the environment means, and its current snapshot, kept in files.

A snapshot's file is named by its digest and lies under ISCM_HOME/snapshots, with a pointer to the
one last read from each server. Filling an empty store is left to the loaders.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from graph.digest import graph_digest
from graph.errors import BadInput, StoreError, StoreLoading
from graph.schema import SCHEMA
from graph.schema.kinds import stored_properties
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store.bolt import Store
from graph.store.connecting import connect_embedded, connect_neo4j
from graph.store.embedded import installed_version, supported

KEPT_SNAPSHOTS = 5


def open_snapshot(path: Path | str | None = None) -> Snapshot:
    """The graph, in one line: from a snapshot's file, else as the store of the environment has it.

    StoreLoading where nothing has been loaded yet: any `iscm` command that reads does that.
    """
    if path is not None:
        return Snapshot.load(Path(path))
    settings = Settings.from_environment()
    with open_store(settings) as store:
        return current_snapshot(store, settings)


def open_store(settings: Settings, *, on_start: Callable[[str], None] = lambda _: None) -> Store:
    """The Neo4j that NEO4J_URI names, else the embedded store under ISCM_HOME. Not yet filled."""
    if settings.neo4j_uri:
        return connect_neo4j(
            settings.neo4j_uri,
            settings.neo4j_username,
            settings.neo4j_password,
            settings.neo4j_database,
        )
    return connect_embedded(embedded_folder(settings), on_start=on_start)


def embedded_folder(settings: Settings) -> Path:
    """One folder a schema and engine version: another of either is filled anew."""
    engine = installed_version() if supported() else "none"
    return settings.home / f"embedded-{engine}-{_schema_name()}"


@cache
def _schema_name() -> str:
    return graph_digest({k.name: ",".join(stored_properties(k)) for k in SCHEMA.kinds})[:8]


def current_snapshot(store: Store, settings: Settings) -> Snapshot:
    """The graph as of the last complete load: from its file, else from the store."""
    books = store.books()
    if books.digest:
        path = settings.home / "snapshots" / f"{books.digest}.snapshot"
        if path.exists():
            try:
                snapshot = Snapshot.load(path)
            except BadInput:  # cut off, or of another version: made anew
                path.unlink(missing_ok=True)
            else:
                snapshot.meta = books.meta()
                _point_to(settings, books.digest)
                return snapshot
    if books.empty:
        raise StoreLoading("The store is empty.", hint="`iscm load` fills it with the seeds.")
    if books.loading:
        raise StoreLoading(
            f"The data set {books.loading} is being loaded, and no earlier snapshot is kept here."
        )
    snapshot = store.snapshot()
    if snapshot.digest != books.digest and store.books().load == books.load:
        raise StoreError(
            "The store's content is not what its books say.",
            hint="`iscm verify` lists what differs; loading the data sets again repairs it.",
        )
    folder = settings.home / "snapshots"
    try:
        snapshot.save(folder)
        _point_to(settings, snapshot.digest)
        _prune(folder)
    except OSError as error:
        raise StoreError(
            f"The snapshot cannot be kept in {folder}: {error.strerror}.",
            hint="Name another folder with ISCM_HOME.",
        ) from error
    return snapshot


def last_snapshot(settings: Settings) -> Snapshot | None:
    """What was last read from this very server, as long as its file is still there."""
    try:
        digest = _pointer(settings).read_text(encoding="utf-8").strip()
        return Snapshot.load(settings.home / "snapshots" / f"{digest}.snapshot")
    except (OSError, BadInput):
        return None


def _pointer(settings: Settings) -> Path:
    target = f"{settings.neo4j_uri}/{settings.neo4j_database}" if settings.neo4j_uri else ""
    name = hashlib.sha256(target.encode()).hexdigest()[:8] if target else "embedded"
    return settings.home / "snapshots" / f"last-{name}"


def _point_to(settings: Settings, digest: str) -> None:
    """Only a convenience for the next start: a disk that takes no more must not end this one."""
    with contextlib.suppress(OSError):
        _pointer(settings).write_text(digest, encoding="utf-8")


def _prune(folder: Path) -> None:
    files = sorted(folder.glob("*.snapshot"), key=lambda f: f.stat().st_mtime, reverse=True)
    for file in files[KEPT_SNAPSHOTS:]:
        file.unlink(missing_ok=True)
