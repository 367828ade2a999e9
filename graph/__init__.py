"""ISCM Graph: the knowledge graph of inter-State consultation mechanisms on migration.

`from graph import open_snapshot` is a notebook's first line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from graph.store.current import open_snapshot

__all__ = ["Snapshot", "open_snapshot"]


def __getattr__(name: str) -> Any:
    """Imported when asked for: a part of this package does not load the database driver."""
    if name == "open_snapshot":
        from graph.store.current import open_snapshot

        return open_snapshot
    if name == "Snapshot":
        from graph.snapshot import Snapshot

        return Snapshot
    raise AttributeError(name)
