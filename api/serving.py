"""What the web application is given: where the graph comes from, and how it may be served.

The application never opens a store. Whoever starts it hands in a `SnapshotSource`, which swaps the
snapshot whole when a new load completes, and the settings. What is derived from a snapshot alone
(a search index, for instance) is made once for each and forgotten with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from starlette.requests import Request

from graph.errors import StoreLoading
from graph.snapshot import Snapshot

LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")
STATE_KEY = "iscm.snapshot"
"""Under this key of the request's scope stands the snapshot that answers it."""

Made = TypeVar("Made")


class CypherAnswer(Protocol):
    """The table that a visitor's query gave."""

    @property
    def columns(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[Any]]: ...
    @property
    def truncated(self) -> bool: ...
    @property
    def seconds(self) -> float: ...


class SnapshotSource(Protocol):
    """Where the application takes the graph from; all methods may be called from any thread."""

    def ready(self) -> bool:
        """Whether there is a snapshot to serve."""
        ...

    def snapshot(self) -> Snapshot:
        """The graph as the last complete load left it."""
        ...

    def run_cypher(self, text: str, parameters: Mapping[str, Any]) -> CypherAnswer | None:
        """Run a visitor's query, read-only; None where Cypher is switched off."""
        ...


@dataclass(frozen=True)
class Settings:
    """How the application is served.

    cypher: None means as is fitting: on for oneself, off for the public.
    allowed_hosts: host names that requests may name; others are refused (DNS rebinding).
    """

    public: bool = False
    cypher: bool | None = None
    root_path: str = ""
    allowed_hosts: tuple[str, ...] = LOOPBACK
    cors_origins: tuple[str, ...] = ()

    @property
    def cypher_on(self) -> bool:
        return not self.public if self.cypher is None else self.cypher


def current_snapshot(request: Request) -> Snapshot:
    """The snapshot of this request: one for the whole of it, even if a load completes meanwhile."""
    kept = request.scope.get(STATE_KEY)
    if isinstance(kept, Snapshot):
        return kept
    source: SnapshotSource = request.app.state.source
    if not source.ready():
        raise StoreLoading("No data is loaded yet.", hint="Try again in a few seconds.")
    snapshot = source.snapshot()
    request.scope[STATE_KEY] = snapshot
    return snapshot


def per_snapshot(make: Callable[[Snapshot], Made]) -> Callable[[Snapshot], Made]:
    """Make something of a snapshot once; it must not itself hold on to the snapshot."""
    kept: WeakKeyDictionary[Snapshot, Made] = WeakKeyDictionary()
    turn = Lock()

    @wraps(make)
    def once(snapshot: Snapshot) -> Made:
        with turn:
            if snapshot not in kept:
                kept[snapshot] = make(snapshot)
            return kept[snapshot]

    return once
