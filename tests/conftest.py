"""Fixtures shared by all tests: the embedded database and two real Neo4j servers.

A server is started when the first test asks for it and kept for the run; each test that uses the
fixture `server` (or `embedded`, `neo4j_server`) finds it empty.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import neo4j
import pytest

from graph.store.bolt import Store
from graph.store.embedded import EmbeddedEndpoint, open_embedded, supported

# One statement may take this long on the tests' embedded server; runaway queries wait it out.
EMBEDDED_STATEMENT_SECONDS = 5.0


def _load(name: str) -> ModuleType:
    """A module beside this file: there are no packages under tests/ to import it from."""
    spec = importlib.util.spec_from_file_location(
        f"tests_{name}", Path(__file__).with_name(f"{name}.py")
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


neo4j_server_module = _load("neo4j_server")
SERVERS = ["embedded", *(f"neo4j-{version}" for version in neo4j_server_module.VERSIONS)]


@dataclass
class ServerForTests:
    """One database server, with an administrator and a reader."""

    name: str
    kind: Literal["embedded", "neo4j"]
    uri: str
    user: str
    password: str
    database: str
    reader: tuple[str, str]
    endpoint: EmbeddedEndpoint | None = None
    _drivers: dict[str, neo4j.Driver] = field(default_factory=dict, repr=False)

    @property
    def driver(self) -> neo4j.Driver:
        """As administrator; closed at the end of the run."""
        return self._driver("administrator", (self.user, self.password))

    @property
    def reader_driver(self) -> neo4j.Driver:
        """As a visitor: the read-only user on the embedded server, READ mode on Neo4j."""
        return self._driver("reader", self.reader)

    def query(self, text: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """Run as administrator in a managed transaction; rows as dictionaries."""
        result = self.driver.execute_query(text, parameters, database_=self.database)
        return [record.data() for record in result.records]

    def wipe(self) -> None:
        """Delete every node, constraint and index."""
        # By parts: the whole of the seeds at once takes longer than a busy server's time limit.
        part = "MATCH (n) WITH n LIMIT 2000 DETACH DELETE n RETURN count(n) AS gone"
        while self.query(part)[0]["gone"]:
            pass
        for row in self.query("SHOW CONSTRAINTS"):
            if "PROPERTY_TYPE" in row["type"]:
                continue  # on the embedded server a property of an index has a type, for good
            self.query(f"DROP CONSTRAINT `{row['name']}` IF EXISTS")
        for row in self.query("SHOW INDEXES"):
            if row["type"] != "LOOKUP" and not row.get("owningConstraint"):
                self.query(f"DROP INDEX `{row['name']}` IF EXISTS")

    def close(self) -> None:
        for driver in self._drivers.values():
            driver.close()

    def _driver(self, role: str, auth: tuple[str, str]) -> neo4j.Driver:
        if role not in self._drivers:
            self._drivers[role] = neo4j.GraphDatabase.driver(
                self.uri, auth=auth, notifications_min_severity="OFF"
            )
        return self._drivers[role]


@pytest.fixture(scope="session")
def _get_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], ServerForTests]]:
    started: dict[str, ServerForTests | str] = {}
    closing: list[Callable[[], None]] = []

    def get(name: str) -> ServerForTests:
        if name not in started:
            try:
                server, close = _start(name, tmp_path_factory)
                started[name] = server
                closing.extend([close, server.close])
            except neo4j_server_module.Unavailable as reason:
                started[name] = f"no {name} here: {reason}"
        found = started[name]
        if isinstance(found, str):
            print(found)
            if os.environ.get("ISCM_REQUIRE_NEO4J") == "1" and "NEO4J_TEST_URI" not in os.environ:
                pytest.fail(f"{found} (and ISCM_REQUIRE_NEO4J=1)")
            pytest.skip(found)
        return found

    yield get
    for close in reversed(closing):
        close()


def _start(name: str, folders: pytest.TempPathFactory) -> tuple[ServerForTests, Callable[[], None]]:
    if name == "embedded":
        if not supported():
            pytest.skip("no embedded database for this platform")
        endpoint = open_embedded(
            folders.mktemp("embedded"),
            idle_seconds=2,
            statement_seconds=EMBEDDED_STATEMENT_SECONDS,
        )
        server = ServerForTests(
            name=name,
            kind="embedded",
            uri=endpoint.uri,
            user=endpoint.user,
            password=endpoint.password,
            database=endpoint.database,
            reader=(endpoint.reader_user, endpoint.reader_password),
            endpoint=endpoint,
        )
        return server, endpoint.close
    running = neo4j_server_module.start(name.removeprefix("neo4j-"))
    server = ServerForTests(
        name=name,
        kind="neo4j",
        uri=running.uri,
        user=running.user,
        password=running.password,
        database=running.database,
        reader=(running.user, running.password),
    )
    return server, running.stop


@pytest.fixture
def embedded(_get_server: Callable[[str], ServerForTests]) -> ServerForTests:
    """The embedded database, empty."""
    server = _get_server("embedded")
    server.wipe()
    return server


@pytest.fixture(params=SERVERS[1:])
def neo4j_server(
    request: pytest.FixtureRequest, _get_server: Callable[[str], ServerForTests]
) -> ServerForTests:
    """A real Neo4j, empty; once for each version."""
    server = _get_server(request.param)
    server.wipe()
    return server


@pytest.fixture(params=SERVERS)
def server(
    request: pytest.FixtureRequest, _get_server: Callable[[str], ServerForTests]
) -> ServerForTests:
    """Each of the servers in turn, empty."""
    server = _get_server(request.param)
    server.wipe()
    return server


@pytest.fixture
def servers(_get_server: Callable[[str], ServerForTests]) -> list[ServerForTests]:
    """All servers at once, empty: for tests that compare their answers."""
    found = [_get_server(name) for name in SERVERS]
    for each in found:
        each.wipe()
    return found


@pytest.fixture
def store_of(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A server of the tests as the product's store."""

    def make(server) -> Store:  # type: ignore[no-untyped-def]
        agent = server.driver.get_server_info().agent
        return Store(server.driver, server.database, server.kind, agent,
                     endpoint=server.endpoint, lock_file=tmp_path / f"{server.name}.lock")

    return make
