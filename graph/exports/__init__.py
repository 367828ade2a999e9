"""The graph as files to take away, one format a file; `EXPORTERS` lists them by name.

A format sees a snapshot only. Where the bytes go (a file, an answer over HTTP) is the caller's.
"""

from __future__ import annotations

from graph.exports import cypher, panel, queries
from graph.exports.exporter import Exporter

EXPORTERS: tuple[Exporter, ...] = (cypher.EXPORTER, panel.EXPORTER, queries.EXPORTER)

__all__ = ["EXPORTERS", "Exporter"]
