"""One digest for the graph: of an element, of a table over its elements, of the graph over tables.

The same elements give the same digest whether they come from seed files, from the embedded store
or from Neo4j. It is the ETag, the name of the snapshot's file, the proof that two stores are
equal, and the receipt printed on answers and pictures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

ELEMENT_BYTES = 16
_canonical = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


def element_digest(element: Mapping[str, Any]) -> str:
    """32 hexadecimal digits over an element's properties and ends, its own digest left out."""
    content = element
    if "digest" in element:
        content = {name: value for name, value in element.items() if name != "digest"}
    return hashlib.sha256(_canonical(content).encode()).hexdigest()[: 2 * ELEMENT_BYTES]


def table_digest(pairs: Iterable[tuple[str, str]]) -> str:
    """Over (key, element digest) of every element of a kind, in any order; "" for none."""
    hasher = hashlib.sha256()
    empty = True
    for key, digest in sorted(pairs):
        hasher.update(f"{key}\t{digest}\n".encode())
        empty = False
    return "" if empty else hasher.hexdigest()


def graph_digest(tables: Mapping[str, str]) -> str:
    """Over the digests of all tables (kind name to table digest); empty tables do not count."""
    hasher = hashlib.sha256()
    for name in sorted(tables):
        if tables[name]:
            hasher.update(f"{name}\t{tables[name]}\n".encode())
    return hasher.hexdigest()
