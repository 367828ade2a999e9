"""Which addresses there are and whom they serve; the addresses of nodes and facts for programs.

Addresses for readers are made in `api.pages.links`, relative to the page that names them.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import quote

from starlette._utils import get_route_path

RESOURCES: dict[str, str] = {
    "Mechanism": "mechanisms",
    "State": "states",
    "Territory": "states",
    "Organization": "organizations",
    "Meeting": "meetings",
    "Recommendation": "recommendations",
    "Theme": "themes",
    "Source": "sources",
}
"""Label to the part of the address under which nodes of it are served."""


served_under: ContextVar[str] = ContextVar("served_under", default="")
"""The root path of the request that is being answered."""


def as_served(path: str) -> str:
    """An address as an answer names it: with the root path under which this server is reached."""
    return served_under.get() + path


def route_path(scope: MutableMapping[str, Any]) -> str:
    """The path of a request below the root path, never empty."""
    return get_route_path(scope) or "/"


def for_programs(path: str) -> bool:
    """Whether an address is asked by programs rather than by readers."""
    return path == "/api" or path.startswith(("/api/", "/health", "/ready"))


def node_address(label: str, node: str) -> str | None:
    """Where a node is served for programs, below the root path; None for kinds without an address.

    >>> node_address("Mechanism", "rcm")
    '/api/mechanisms/rcm'
    """
    resource = RESOURCES.get(label)
    return f"/api/{resource}/{quote(node, safe='')}" if resource else None


def served_node(label: str, node: str) -> str | None:
    """Where an answer says that a node is served; None for kinds without an address."""
    address = node_address(label, node)
    return as_served(address) if address else None


def fact_address(fact: str) -> str:
    """Where a fact is served for programs, below the root path.

    >>> fact_address("MEMBER_OF|BLZ|rcm|0")
    '/api/facts/MEMBER_OF%7CBLZ%7Crcm%7C0'
    """
    return f"/api/facts/{quote(fact, safe='')}"
