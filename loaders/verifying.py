"""Reads a store back, element by element, and holds it against its own digests."""

from __future__ import annotations

from typing import Any

from graph.digest import element_digest, graph_digest, table_digest
from graph.schema.kinds import EdgeKind
from graph.store.bolt import Store


def verify(store: Store) -> dict[str, Any]:
    """`elements` read, the graph's `digest`, and `faults` as [kind, key, what is wrong]."""
    books = store.books()
    faults: list[tuple[str, str, str]] = []
    tables: dict[str, str] = {}
    total = 0
    ids: set[str] = set()
    if books.loading:
        faults.append(("", books.loading, "a load of this data set died half-way; load it again"))
    with store.long_statements():
        for kind in store.schema.kinds:
            pairs = []
            for element in store.read_elements(kind):
                key = element[kind.key]
                total += 1
                if element_digest(element) != element["digest"]:
                    faults.append((kind.name, key, "its content is not what its digest says"))
                if isinstance(kind, EdgeKind):
                    faults += [
                        (kind.name, key, f"its end {end} is not there")
                        for end in (element["from"], element["to"])
                        if end not in ids
                    ]
                else:
                    ids.add(key)
                pairs.append((key, element["digest"]))
            if isinstance(kind, EdgeKind):
                faults += [
                    (kind.name, fact, "it hangs on other nodes than it states")
                    for fact in store.misplaced(kind)
                ]
            tables[kind.name] = table_digest(pairs)
            if tables[kind.name] != books.tables.get(kind.name, ""):
                faults.append((kind.name, "", "the table is not what the books say"))
            if not books.alongside and (strangers := store.count_strangers(kind)):
                faults.append((kind.name, "", f"{strangers} stand among ours and are not ours"))
    digest = graph_digest(tables)
    if digest != (books.digest or graph_digest({})):  # nothing was ever loaded
        faults.append(("", "", "the graph is not what the books say"))
    return {"elements": total, "digest": digest, "faults": [list(f) for f in sorted(faults)]}
