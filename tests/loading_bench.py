"""A store to load into, for the tests of loading: on each server in turn, empty, with a home.

Used by the conftest files of tests/graph/store and tests/loaders. The constraints stay between
tests, only the data go: making a hundred of them anew for each test would take the whole time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import neo4j
import pytest
from tests_made_data import Rows, write
from tests_neo4j_server import VERSIONS

from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store.bolt import Store
from graph.store.loading import LoadResult
from loaders.opening import current_snapshot, load_path
from loaders.verifying import verify

SERVERS = ["embedded", *(f"neo4j-{version}" for version in VERSIONS)]


@dataclass
class Spy:
    """Counts the statements a store is sent: those that write data, and all of them."""

    writes: list[str] = field(default_factory=list)
    transactions: int = 0


class _SpiedTransaction:
    def __init__(self, tx: neo4j.ManagedTransaction, spy: Spy) -> None:
        self._tx = tx
        self._spy = spy

    def run(self, text: str, *arguments: Any, **parameters: Any) -> neo4j.Result:
        if "IscmTurn" not in text:
            self._spy.writes.append(text)
        return self._tx.run(text, *arguments, **parameters)


@dataclass
class Bench:
    """A store, the folder it keeps things in, and a place for tables."""

    server: Any
    store: Store
    settings: Settings
    scratch: Path

    def path(self, name: str) -> Path:
        return self.scratch / name

    def write(self, made: Rows, name: str = "iscm-seeds", **about: str) -> Path:
        """The tables of a whole data set, on disk."""
        return write(self.path(name), made, name=name, **about)

    def write_loose(self, made: Rows, name: str) -> Path:
        return write(self.path(name), made)

    def load(self, made: Rows, name: str = "iscm-seeds", **options: Any) -> LoadResult:
        """Load rows as a whole data set."""
        return load_path(self.store, self.settings, self.write(made, name), **options)

    def load_loose(self, made: Rows, name: str, **options: Any) -> LoadResult:
        """Load rows as loose tables."""
        return load_path(
            self.store, self.settings, self.write_loose(made, name), name, **options
        )

    def load_path(self, path: Path, name: str | None = None, **options: Any) -> LoadResult:
        """Load what stands at a path."""
        return load_path(self.store, self.settings, path, name, **options)

    def served(self) -> Snapshot:
        return current_snapshot(self.store, self.settings)

    def faults(self) -> list[list[str]]:
        return list(verify(self.store)["faults"])

    def content(self) -> list[str]:
        """Everything in the database but the turn's node, in an order of its own."""
        nodes = self.store.read(
            "MATCH (n) WHERE NOT n:IscmTurn RETURN labels(n) AS l, properties(n) AS p"
        )
        edges = self.store.read(
            "MATCH (a)-[r]->(b) RETURN type(r) AS t, a.id AS a, b.id AS b, properties(r) AS p"
        )
        return sorted(
            json.dumps(record.data(), sort_keys=True, default=str) for record in (*nodes, *edges)
        )

    @contextmanager
    def spied(self) -> Iterator[Spy]:
        """What is written meanwhile."""
        spy = Spy()
        write_plain = self.store.write

        def write(work: Callable[[Any], Any]) -> Any:
            spy.transactions += 1
            return write_plain(lambda tx: work(_SpiedTransaction(tx, spy)))

        self.store.write = write  # type: ignore[method-assign]
        try:
            yield spy
        finally:
            del self.store.write  # type: ignore[method-assign]


def store_on(server: Any, folder: Path) -> Store:
    """A store of ours on a server of the tests; it takes turns by a file in `folder`."""
    driver = neo4j.GraphDatabase.driver(
        server.uri, auth=(server.user, server.password), notifications_min_severity="OFF",
        max_transaction_retry_time=5,
    )
    lock = folder / "load.lock" if server.kind == "embedded" else None
    agent = driver.get_server_info().agent
    return Store(
        driver, server.database, server.kind, agent, endpoint=server.endpoint, lock_file=lock
    )


def emptied(server: Any) -> Any:
    """The server without its data; its constraints stay."""
    server.query("MATCH (n) DETACH DELETE n")
    return server


def _bench(server: Any, folder: Path) -> Iterator[Bench]:
    home = folder / "home"
    home.mkdir()
    store = store_on(emptied(server), home)
    yield Bench(server, store, Settings(home), folder / "tables")
    store.driver.close()  # not the store: its endpoint belongs to the server of the whole run


@pytest.fixture(params=SERVERS)
def bench(
    request: pytest.FixtureRequest, tmp_path: Path, _get_server: Callable[[str], Any]
) -> Iterator[Bench]:
    """Each server in turn, without data."""
    (tmp_path / "tables").mkdir()
    yield from _bench(_get_server(request.param), tmp_path)


@pytest.fixture
def benches(tmp_path: Path, _get_server: Callable[[str], Any]) -> Iterator[list[Bench]]:
    """All servers at once, without data."""
    made = []
    for name in SERVERS:
        folder = tmp_path / name
        (folder / "tables").mkdir(parents=True)
        made.append(_bench(_get_server(name), folder))
    yield [next(each) for each in made]
    for each in made:
        next(each, None)


@pytest.fixture
def embedded_bench(tmp_path: Path, _get_server: Callable[[str], Any]) -> Iterator[Bench]:
    """The embedded server alone, without data."""
    (tmp_path / "tables").mkdir()
    yield from _bench(_get_server("embedded"), tmp_path)


@pytest.fixture(params=SERVERS[1:])
def neo4j_bench(
    request: pytest.FixtureRequest, tmp_path: Path, _get_server: Callable[[str], Any]
) -> Iterator[Bench]:
    """Each Neo4j in turn, without data."""
    (tmp_path / "tables").mkdir()
    yield from _bench(_get_server(request.param), tmp_path)
