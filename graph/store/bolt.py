"""The one store: the official neo4j driver, speaking to Neo4j or to the embedded server.

Reads whole tables, keeps the books (which data sets, which load, which digests) and takes turns.
What a load changes is worked out in `difference.py` and sent by `loading.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Literal

import neo4j
from filelock import FileLock, Timeout
from neo4j.exceptions import DriverError, Neo4jError

from graph.elements import Element
from graph.errors import StoreBusy, StoreError, StoreLoading, StoreUnreachable
from graph.schema import SCHEMA
from graph.schema.kinds import EdgeKind, Kind, NodeKind, Schema
from graph.snapshot import Snapshot
from graph.store import statements
from graph.store.books import Books
from graph.store.difference import Stored
from graph.store.embedded import EmbeddedEndpoint, full_disk
from graph.store.visitor import Limits, VisitorResult
from graph.store.visitor import run as run_visitor

PAGE = 100_000
"""Elements read in one statement; a larger table is read in pages by key."""
_LOCK_SECONDS = 2.0


class Store:
    """A graph database that holds our graph. Close it, or use it in a `with` statement."""

    def __init__(
        self,
        driver: neo4j.Driver,
        database: str,
        kind: Literal["embedded", "neo4j"],
        agent: str,
        *,
        endpoint: EmbeddedEndpoint | None = None,
        lock_file: Path | None = None,
        schema: Schema = SCHEMA,
    ) -> None:
        self.driver = driver
        self.database = database
        self.kind = kind
        self.agent = agent
        self.endpoint = endpoint
        self.schema = schema
        self._lock_file = lock_file
        self._reader: neo4j.Driver | None = None

    def close(self) -> None:
        if self._reader:
            self._reader.close()
        self.driver.close()
        if self.endpoint:
            self.endpoint.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- statements -----------------------------------------------------------------------------

    def write(self, work: Callable[[neo4j.ManagedTransaction], Any]) -> Any:
        """Run `work` in one managed transaction: all of it or nothing."""
        with self._failures(), self.driver.session(database=self.database) as session:
            return session.execute_write(work)

    def read(self, text: str, **parameters: Any) -> list[neo4j.Record]:
        """The records of one reading statement of ours."""

        def work(tx: neo4j.ManagedTransaction) -> list[neo4j.Record]:
            return list(tx.run(text, parameters))

        with self._failures(), self.driver.session(database=self.database) as session:
            return session.execute_read(work)

    def prepare(self) -> None:
        """Constraints and indexes; they must stand before the first load."""
        standing = {
            record["name"]
            for text in ("SHOW CONSTRAINTS", "SHOW INDEXES")
            for record in self.read(text)
        }
        lacking = [
            text
            for text in (*statements.constraints(self.schema), *statements.indexes(self.schema))
            if text.split()[2] not in standing
        ]

        def create(tx: neo4j.ManagedTransaction) -> None:
            for text in lacking:
                tx.run(text).consume()

        if lacking:
            # Together, but with nothing else: Neo4j does not mix schema changes with data.
            self.write(create)
            if self.kind == "neo4j":
                self.read("CALL db.awaitIndexes()")

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except Neo4jError as error:
            # The embedded server does not say that it is the disk.
            hint = full_disk(self.endpoint.handle.home) if self.endpoint else ""
            raise StoreError(
                f"The database refused a statement: {error.message}", hint=hint
            ) from error
        except DriverError as error:
            raise StoreUnreachable(f"The database does not answer: {error}.") from error

    # -- visitors -------------------------------------------------------------------------------

    def visit(
        self, text: str, parameters: Mapping[str, Any], limits: Limits | None = None
    ) -> VisitorResult:
        """Run a visitor's statement: read-only, within limits; as the reader where there is one."""
        if self._reader is None and self.endpoint is not None:
            self._reader = neo4j.GraphDatabase.driver(
                self.endpoint.uri,
                auth=(self.endpoint.reader_user, self.endpoint.reader_password),
                connection_timeout=10,
                notifications_min_severity="OFF",
            )
        reader = self._reader or self.driver
        return run_visitor(reader, self.database, text, parameters, limits, server=self.kind)

    # -- books ----------------------------------------------------------------------------------

    def books(self) -> Books:
        """What the store says of itself now."""
        found = self.read(
            f"MATCH (b:{statements.STATE_LABEL} {{id: 'iscm'}}) RETURN properties(b) AS p"
        )
        return Books.of(found[0]["p"]) if found else Books()

    def loads(self, limit: int = 50) -> list[dict[str, Any]]:
        """The latest loads, newest first, each with what it changed."""
        found = self.read(
            f"MATCH (l:{statements.LOAD_LABEL}) WITH l ORDER BY l.id DESC LIMIT $limit "
            "RETURN properties(l) AS p ORDER BY p.id DESC",
            limit=limit,
        )
        return [
            {**record["p"], "counts": json.loads(record["p"]["counts"]),
             "difference": json.loads(record["p"]["difference"])}
            for record in found
        ]

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the store for a load; StoreBusy where another load holds it.

        The embedded store is held by a file lock, Neo4j by a write lock on a node that a
        transaction keeps open: both are given back when this process dies.
        """
        if self._lock_file is not None:
            lock = FileLock(self._lock_file)
            try:
                self._lock_file.parent.mkdir(parents=True, exist_ok=True)
                lock.acquire(timeout=_LOCK_SECONDS)
            except Timeout:
                raise StoreBusy("Another load is under way; try again when it is done.") from None
            except OSError as error:
                raise StoreError(f"{self._lock_file} cannot be held: {error.strerror}.") from error
            try:
                yield
            finally:
                lock.release()
            return
        # The node must be there, or there is nothing to lock.
        self.write(lambda tx: tx.run("MERGE (l:IscmTurn {id: 'iscm'})").consume())
        # The server may go away while the turn is held: giving it back fails then, too.
        with self._failures(), self.driver.session(database=self.database) as session:
            waiting = session.begin_transaction(timeout=_LOCK_SECONDS)
            try:
                waiting.run("MATCH (l:IscmTurn {id: 'iscm'}) SET l.held = true").consume()
            except Neo4jError:
                raise StoreBusy("Another load is under way; try again when it is done.") from None
            finally:
                waiting.close()
            # The first transaction shows that the lock is free; it would be ended by its own
            # time limit, so the lock is held by a second one that has none.
            holding = session.begin_transaction()
            try:
                holding.run("MATCH (l:IscmTurn {id: 'iscm'}) SET l.held = true").consume()
                yield
            finally:
                holding.close()

    def long_statements(self) -> AbstractContextManager[None]:
        """Our own long statements are not stopped by the visitors' time limit."""
        return self.endpoint.long_statements() if self.endpoint else nullcontext()

    # -- tables ---------------------------------------------------------------------------------

    def read_stored(self, kind: Kind) -> dict[str, Stored]:
        """Key, digest and data sets of every element of a kind."""
        what = f"[x.{kind.key}, x.digest, x.dataset]"
        return {
            key: Stored(digest, tuple(datasets))
            for key, digest, datasets in self._pages(kind, what)
        }

    def read_elements(self, kind: Kind) -> Iterator[Element]:
        """Every element of a kind, whole."""
        for properties in self._pages(kind, "properties(x)"):
            yield self._element(kind, properties)

    def read_some(self, kind: Kind, keys: list[str]) -> dict[str, Element]:
        """The elements of these keys."""
        found: dict[str, Element] = {}
        for text, asked in self._asked(kind, keys):
            for start in range(0, len(asked), 5_000):
                rows = self.read(text, keys=asked[start : start + 5_000])
                for properties in rows[0]["rows"]:
                    element = self._element(kind, properties)
                    found[element[kind.key]] = element
        return found

    def _asked(self, kind: Kind, keys: list[str]) -> Iterator[tuple[str, list[Any]]]:
        """The statements that find these keys by an index, each with what it is given."""
        if isinstance(kind, NodeKind):
            yield statements.read_some_nodes(kind), keys
            return
        ends = [key.split("|")[1:3] for key in keys]
        labels = self.labels_of(end for pair in ends for end in pair)
        grouped: dict[tuple[str, str], list[Any]] = {}
        for key, (tail, head) in zip(keys, ends, strict=True):
            if tail in labels and head in labels:
                row = {"fact": key, "tail": tail, "head": head}
                grouped.setdefault((labels[tail], labels[head]), []).append(row)
        for pair, rows in sorted(grouped.items()):
            yield statements.read_some_edges(kind, *pair), rows

    def labels_of(self, ids: Iterable[str]) -> dict[str, str]:
        """Label of each of these ids that is a node of ours."""
        wanted = sorted(set(ids))
        labels: dict[str, str] = {}
        for kind in self.schema.nodes if wanted else ():
            rows = self.read(statements.labels_of(kind), ids=wanted)
            labels.update(dict.fromkeys(rows[0]["ids"], kind.label))
        return labels

    def count_foreign(self) -> dict[str, int]:
        """Nodes under our labels that are not ours, by label."""
        counts = {
            kind.label: self.read(statements.count_foreign(kind))[0]["n"]
            for kind in self.schema.nodes
        }
        return {label: count for label, count in counts.items() if count}

    def count_strangers(self, kind: Kind) -> int:
        """How many elements look like this kind, among ours, without being ours."""
        return int(self.read(statements.count_strangers(kind))[0]["n"])

    def misplaced(self, kind: EdgeKind) -> list[str]:
        """Facts of edges of ours that do not hang on the ends that they state."""
        return sorted(self.read(statements.misplaced(kind))[0]["facts"])

    def foreign_ids(self, kind: NodeKind, ids: list[str]) -> list[str]:
        """Which of these ids nodes under our label have that are not ours."""
        return sorted(self.read(statements.foreign_ids(kind), ids=ids)[0]["ids"])

    def attached(self, kind: NodeKind, ids: list[str]) -> list[Mapping[str, Any]]:
        """Every edge at these nodes: the node, type, fact, dataset, and whether it is ours."""
        found: list[Mapping[str, Any]] = []
        for start in range(0, len(ids), 5_000):
            rows = self.read(statements.attached(kind), ids=ids[start : start + 5_000])
            found += rows[0]["rows"]
        return sorted(found, key=lambda row: (row["id"], row["type"], str(row["fact"])))

    @staticmethod
    def _element(kind: Kind, properties: Mapping[str, Any]) -> Element:
        element = dict(properties)
        if isinstance(kind, EdgeKind):
            # A fact that was spoilt behind our back has no ends; `verify` says so.
            ends = str(element["fact"]).split("|")[1:3]
            element["from"], element["to"] = ends if len(ends) == 2 else ("", "")
        return element

    def _pages(self, kind: Kind, what: str) -> Iterator[Any]:
        if self.read(statements.count_ours(kind))[0]["n"] <= PAGE:
            yield from self.read(statements.read_all(kind, what))[0]["rows"]
        elif isinstance(kind, NodeKind):
            after = ""
            while True:
                found = self.read(
                    statements.read_node_page(kind, what), after=after, size=PAGE
                )[0]
                yield from found["rows"]
                if len(found["rows"]) < PAGE:
                    return
                after = found["last"]
        else:
            labels = kind.sources or tuple(node.label for node in self.schema.nodes)
            for label in labels:
                for low, high in self._tail_ranges(kind, label):
                    yield from self.read(
                        statements.read_edge_page(kind, label, what), low=low, high=high
                    )[0]["rows"]

    def _tail_ranges(self, kind: EdgeKind, label: str) -> Iterator[tuple[str, str]]:
        """Ranges of ids that together carry about PAGE edges each."""
        found = self.read(statements.count_edges_by_tail(kind, label))[0]
        low, held = "", 0
        for node, count in zip(found["ids"], found["ns"], strict=True):
            low = low or node
            held += count
            if held >= PAGE:
                yield low, node
                low, held = "", 0
        if held:
            yield low, found["ids"][-1]

    # -- snapshot -------------------------------------------------------------------------------

    def snapshot(self, *, half_way: bool = False) -> Snapshot:
        """The whole graph as of the last complete load; StoreLoading where one is under way.

        half_way: as it stands, for who holds the turn and knows what a load has left half-done.
        """
        before = self.books()
        if before.loading and not half_way:
            raise StoreLoading(f"The data set {before.loading} is being loaded.")
        with self.long_statements():
            snapshot = Snapshot.from_elements(
                {kind.name: self.read_elements(kind) for kind in self.schema.kinds},
                before.meta(),
                self.schema,
            )
        after = self.books()
        if (after.load, after.loading) != (before.load, before.loading):
            raise StoreLoading("The graph was being loaded while it was read; read it again.")
        return snapshot
