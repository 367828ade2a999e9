"""The store and the snapshot as commands need them: opened, filled, closed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.terminal.printing import progress_bar, say
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store.bolt import Store
from graph.store.embedded import supported
from loaders.opening import current_snapshot, fill, open_store
from loaders.seeds import open_seeds


@contextmanager
def opened(*, filled: bool = True) -> Iterator[tuple[Store, Settings]]:
    """The store that the environment names; with the seeds in it, where it was empty."""
    settings = Settings.from_environment()
    with open_store(settings, on_start=lambda text: say(text + " …")) as store:
        if filled:
            with progress_bar() as progress:
                fill(store, settings, progress, lambda text: say(text + " …"))
        yield store, settings


@contextmanager
def snapshot_opened() -> Iterator[Snapshot]:
    """The current snapshot; of the seeds alone where there is no database for this platform."""
    settings = Settings.from_environment()
    if not settings.neo4j_uri and not supported():
        yield open_seeds()
        return
    with opened() as (store, settings):
        yield current_snapshot(store, settings)
