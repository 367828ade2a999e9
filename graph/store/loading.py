"""Brings the store from what it holds to what a data set states, touching nothing else.

A load compares table digests, then element digests, and sends only what is new, changed or gone.
Up to `ONE_TRANSACTION` changes it is there whole or not at all; above that the store is marked as
loading until it is done, and the next load repairs one that died.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import neo4j

from graph.digest import graph_digest, table_digest
from graph.elements import Elements
from graph.errors import StoreLoading
from graph.schema.kinds import stored_properties
from graph.store import statements
from graph.store.bolt import Store
from graph.store.books import Books
from graph.store.difference import TableDifference, compare
from graph.store.others import refuse_foreign_nodes, refuse_taken_ids, settle_attached
from graph.store.sending import Batch, batches

ONE_TRANSACTION = 50_000
LISTED_CHANGES = 10_000
"""How many changes of a load are kept by name for `iscm changes`; the counts are always kept."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A data set ready to be loaded."""

    name: str
    about: Mapping[str, str]
    withdraw: bool  # what it no longer states goes
    files_digest: str
    elements: Elements = field(repr=False)
    remove: bool = False  # the data set itself goes, too


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load changed (or would change)."""

    nodes: Mapping[str, int]
    edges: Mapping[str, int]
    load: int
    digest: str
    seconds: float
    dry_run: bool = False
    listed: tuple[tuple[str, str, str], ...] = ()  # what happened, kind, key
    overruled: tuple[tuple[str, str], ...] = ()
    """Kind and key of what it states otherwise than a data set before it, whose values stand."""

    @property
    def moved(self) -> int:
        moving = ("created", "changed", "removed")
        return sum(self.nodes[name] + self.edges[name] for name in moving)


def unchanged(store: Store, books: Books, name: str, files_digest: str) -> bool:
    """Whether these very files are what the store holds of this data set already."""
    kept = books.datasets.get(name)
    return bool(
        kept
        and not books.loading
        and kept.get("files_digest") == files_digest
        and books.schema == schema_digest(store)
    )


def schema_digest(store: Store) -> str:
    """Names what elements look like: another one means that all tables are compared anew."""
    return graph_digest(
        {kind.name: ",".join(stored_properties(kind)) for kind in store.schema.kinds}
    )[:16]


def nothing_moved(store: Store, books: Books, name: str, seconds: float) -> LoadResult:
    """The result of loading files that are there already."""
    own = books.datasets[name].get("counts", {"nodes": 0, "edges": 0})
    zero = {"created": 0, "changed": 0, "removed": 0}
    return LoadResult(
        nodes={**zero, "unchanged": own["nodes"]},
        edges={**zero, "unchanged": own["edges"]},
        load=books.load,
        digest=books.digest,
        seconds=seconds,
    )


def load(
    store: Store,
    incoming: Incoming,
    *,
    alongside: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda *_: None,
    before_parts: Callable[[], object] = lambda: None,
) -> LoadResult:
    """Load a data set; the caller holds `store.turn()`.

    before_parts: done before a load that takes several transactions, while the graph is whole.
    """
    began = time.monotonic()
    books = store.books()
    if books.loading and books.loading != incoming.name:
        raise StoreLoading(
            f"A load of the data set {books.loading} died half-way.",
            hint=f"Load {books.loading} again first; it repairs what is there.",
        )
    if store.kind == "neo4j" and not (alongside or books.alongside):
        refuse_foreign_nodes(store)
    if not dry_run and (books.empty or books.schema != schema_digest(store)):
        store.prepare()  # an older version may have filled it, which knew other kinds
    differences = _compare(store, books, incoming, progress)
    if store.kind == "neo4j" and (alongside or books.alongside):
        refuse_taken_ids(store, differences)
    tables = dict(books.tables)
    for name, difference in differences.items():
        tables[name] = table_digest(difference.digests.items())
    result = _result(store, incoming, differences, graph_digest(tables), books, dry_run)
    if dry_run:
        return replace(result, seconds=time.monotonic() - began)
    after = _books_after(store, books, incoming, tables, result, alongside)
    if result.moved or books.loading or _said(after) != _said(books):
        _send(store, differences, incoming, after, result, books, progress, before_parts)
    elif after.datasets != books.datasets:  # other bytes that say the same: no load of its own
        after = replace(after, load=books.load, finished=books.finished)
        store.write(lambda tx: _keep_books(tx, after))
    else:
        after = books
    return replace(result, load=after.load, seconds=time.monotonic() - began)


def _said(books: Books) -> dict[str, dict[str, Any]]:
    """What the books say of each data set, without how it stood in its files."""
    return {
        name: {key: value for key, value in kept.items() if key not in ("files_digest", "tables")}
        for name, kept in books.datasets.items()
    }


def _compare(
    store: Store, books: Books, incoming: Incoming, progress: Progress
) -> dict[str, TableDifference]:
    """The difference of every table whose digest is not what the store has of this data set."""
    trusted = not books.loading and books.schema == schema_digest(store)
    kept = books.datasets.get(incoming.name, {}).get("tables", {}) if trusted else {}
    fresh = books.empty
    differences: dict[str, TableDifference] = {}
    kinds = store.schema.kinds
    own = _own_tables(store, incoming)
    for number, kind in enumerate(kinds):
        progress("Comparing", number, len(kinds))
        elements = incoming.elements.get(kind.name, [])
        if trusted and own.get(kind.name, "") == kept.get(kind.name, "") and not fresh:
            continue
        if not elements and not incoming.withdraw and trusted:
            continue
        stored = {} if fresh else store.read_stored(kind)
        differences[kind.name] = compare(
            kind.key,
            incoming.name,
            elements,
            stored,
            lambda keys, kind=kind: store.read_some(kind, keys),  # type: ignore[misc]
            withdraw=incoming.withdraw,
        )
    progress("Comparing", len(kinds), len(kinds))
    settle_attached(store, incoming.name, differences)
    return differences


def _own_tables(store: Store, incoming: Incoming) -> dict[str, str]:
    return {
        kind.name: table_digest((e[kind.key], e["digest"]) for e in elements)
        for kind in store.schema.kinds
        if (elements := incoming.elements.get(kind.name))
    }


def _result(
    store: Store,
    incoming: Incoming,
    differences: Mapping[str, TableDifference],
    digest: str,
    books: Books,
    dry_run: bool,
) -> LoadResult:
    counts = {}
    listed: list[tuple[str, str, str]] = []
    overruled: list[tuple[str, str]] = []
    for group, kinds in (("nodes", store.schema.nodes), ("edges", store.schema.edges)):
        total = {"created": 0, "changed": 0, "removed": 0, "unchanged": 0}
        for kind in kinds:
            difference = differences.get(kind.name)
            if difference is None:
                total["unchanged"] += len(incoming.elements.get(kind.name, []))
                continue
            total["created"] += len(difference.created)
            total["changed"] += len(difference.changed)
            total["removed"] += len(difference.removed)
            total["unchanged"] += difference.unchanged
            listed += [("created", kind.name, e[kind.key]) for e in difference.created]
            listed += [("changed", kind.name, e[kind.key]) for e in difference.changed]
            listed += [("removed", kind.name, key) for key in difference.removed]
            overruled += [(kind.name, key) for key in difference.overruled]
        counts[group] = total
    return LoadResult(
        counts["nodes"], counts["edges"], books.load, digest, 0.0, dry_run,
        tuple(sorted(listed)), tuple(sorted(overruled)),
    )


def _books_after(
    store: Store,
    books: Books,
    incoming: Incoming,
    tables: Mapping[str, str],
    result: LoadResult,
    alongside: bool,
) -> Books:
    before = books.datasets.get(incoming.name, {})
    own = _own_tables(store, incoming)
    if not incoming.withdraw:  # rows were added to what the data set already had
        own = dict.fromkeys({*before.get("tables", {}), *own}, "added to") if before else own
    data_set = {
        **incoming.about,
        "files_digest": incoming.files_digest,
        "tables": own,
        "counts": {
            "nodes": sum(result.nodes[k] for k in ("created", "changed", "unchanged")),
            "edges": sum(result.edges[k] for k in ("created", "changed", "unchanged")),
        },
    }
    datasets = {**books.datasets, incoming.name: data_set}
    if incoming.remove:
        del datasets[incoming.name]
    created = [str(kept.get("created", "")) for kept in datasets.values()]
    return Books(
        digest=result.digest,
        load=books.load + 1,
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        as_of=max(created, default=""),
        loading="",
        schema=schema_digest(store),
        alongside=books.alongside or alongside,
        tables={name: digest for name, digest in sorted(tables.items()) if digest},
        datasets=datasets,
    )


def _send(
    store: Store,
    differences: Mapping[str, TableDifference],
    incoming: Incoming,
    after: Books,
    result: LoadResult,
    books: Books,
    progress: Progress,
    before_parts: Callable[[], object],
) -> None:
    sent = batches(store, differences, incoming.elements)
    total = sum(difference.size for difference in differences.values())
    record = {
        "id": after.load,
        "dataset": incoming.name,
        "finished": after.finished,
        "digest": after.digest,
        "counts": json.dumps({"nodes": dict(result.nodes), "edges": dict(result.edges)}),
        "difference": json.dumps(result.listed[:LISTED_CHANGES]),
    }
    with store.long_statements():
        if total <= ONE_TRANSACTION:
            whole = list(sent)  # the driver may run the work again
            store.write(lambda tx: _run(tx, whole, progress, 0, total, (after, record)))
            return
        if books.digest and not books.loading:
            before_parts()
        marked = replace(books, loading=incoming.name, alongside=after.alongside)
        store.write(lambda tx: _keep_books(tx, marked))
        done = 0
        for batch in sent:
            store.write(lambda tx, b=batch, d=done: _run(tx, [b], progress, d, total))  # type: ignore[misc]
            done += len(batch.rows)
        store.write(lambda tx: _run(tx, [], progress, total, total, (after, record)))


def _run(
    tx: neo4j.ManagedTransaction,
    sent: Iterable[Batch],
    progress: Progress,
    done: int,
    total: int,
    books: tuple[Books, Mapping[str, Any]] | None = None,
) -> None:
    for batch in sent:
        progress("Writing", done, total)
        tx.run(batch.text, rows=batch.rows).consume()
        done += len(batch.rows)
    if books is not None:
        _keep_books(tx, books[0])
        tx.run(
            f"CREATE (l:{statements.LOAD_LABEL}) SET l = $record",
            record=books[1],
        ).consume()
    progress("Writing", done, total)


def _keep_books(tx: neo4j.ManagedTransaction, books: Books) -> None:
    tx.run(
        f"MERGE (b:{statements.STATE_LABEL} {{id: 'iscm'}}) SET b = $p",
        p=books.to_properties(),
    ).consume()
