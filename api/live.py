"""The graph as it is served: swapped whole when a load completes, whoever ran that load.

While the store is still starting or loading, the snapshot kept from the last time is served, else
that of the seed files, which needs no database. What is served never goes back to being nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from graph.errors import IscmError, StoreLoading, StoreUnreachable
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store.bolt import Store
from graph.store.visitor import Turnstile, VisitorResult
from loaders.opening import current_snapshot, fill, last_snapshot, open_store
from loaders.seeds import open_seeds

LOOK_EVERY = 2.0  # seconds between looks at the store's books
TRY_AGAIN = 5.0  # seconds before a store that went away is tried again


class LiveGraph:
    """A snapshot that follows the store, and the visitors' way to its Cypher."""

    def __init__(
        self,
        settings: Settings,
        *,
        say: Callable[[str], None] = lambda _: None,
        look_every: float = LOOK_EVERY,
    ) -> None:
        self._settings = settings
        self._say = say
        self._look_every = look_every
        self._snapshot: Snapshot | None = None
        self._store: Store | None = None
        self._why_not: IscmError | None = None
        self._stop = threading.Event()
        self._turnstile = Turnstile()
        self._thread = threading.Thread(target=self._follow, name="follow-store", daemon=True)

    def start(self) -> None:
        """Have something to serve at once, then follow the store in the background."""
        self._snapshot = last_snapshot(self._settings) or open_seeds()
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def ready(self) -> bool:
        return self._snapshot is not None

    def snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise StoreLoading("No data is loaded yet.", hint="Try again in a few seconds.")
        return self._snapshot

    def run_cypher(self, text: str, parameters: Mapping[str, Any]) -> VisitorResult:
        """Run a visitor's query, read-only and within limits."""
        store = self._store
        if store is None:
            raise self._why_not or StoreLoading(
                "The database is still starting.", hint="Try again in a few seconds."
            )
        books = store.books()
        if books.loading:
            raise StoreLoading(f"The data set {books.loading} is being loaded.")
        with self._turnstile.turn():
            return store.visit(text, parameters)

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                with open_store(self._settings) as store:
                    self._watch(store)
            except IscmError as error:
                self._store = None
                if str(error) != str(self._why_not):
                    self._say(f"{error.title}: {error}")
                self._why_not = error
                if isinstance(error, StoreUnreachable) and not self._settings.neo4j_uri:
                    self._say("Pages are served from the files; queries have to wait.")
            self._store = None
            self._stop.wait(TRY_AGAIN)

    def _watch(self, store: Store) -> None:
        fill(store, self._settings)
        self._store, self._why_not = store, None
        while not self._stop.is_set():
            books = store.books()
            if books.digest and not books.loading and books.digest != self.snapshot().digest:
                self._snapshot = current_snapshot(store, self._settings)
                self._say(f"Serving the graph {self._snapshot.receipt}.")
            self._stop.wait(self._look_every)


