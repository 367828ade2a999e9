"""What an export format is: its name, what a browser is told of it, and how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format. `write` puts the graph into an open binary stream: same graph, same bytes."""

    name: str
    suffix: str  # with its dot
    media_type: str
    description: str
    write: Callable[[Snapshot, BinaryIO], None]
