"""What answers at the address of a node that is not there: never was, has moved, is gone."""

from __future__ import annotations

from collections.abc import Callable

from graph.errors import UnknownId
from graph.snapshot import Node, Snapshot
from loaders.retired import successor_of


class Moved(UnknownId):
    """An id that was given up for another one."""

    status = 301
    title = "Moved"

    def __init__(self, text: str, address: str) -> None:
        super().__init__(text)
        self.address = address


class Gone(UnknownId):
    """An id that was given up, and nothing took its place."""

    status = 410
    title = "No longer in use"


def missing(
    snapshot: Snapshot, node: str, said: str, address_of: Callable[[Node], str | None]
) -> UnknownId:
    """The error to raise for a node that is not there. said: for an id that never was.

    address_of: where the node that took its place is served.
    """
    successor = successor_of(node)
    if successor is None:
        return UnknownId(said)
    found = snapshot.find(successor) if successor else None
    address = address_of(found) if found else None
    if address:
        return Moved(f"{node!r} is now {successor!r}.", address)
    return Gone(f"{node!r} is no longer in use, and nothing took its place.")
