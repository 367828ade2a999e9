"""What may be in the graph: each kind of node and edge declared once, everything else derived."""

from graph.schema.edges import EDGES
from graph.schema.kinds import Schema
from graph.schema.nodes import NODES

SCHEMA = Schema(NODES, EDGES)

__all__ = ["SCHEMA"]
