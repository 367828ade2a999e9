"""Visitors' Cypher: what does harm is refused, what is honest passes, on every server.

Each hostile text is first run as administrator, to show that it would do its harm there (or that
the server does not know it), and then as a visitor. `hostile.json` says what to expect where:
writes, schema, answers (it gives out what is not in the graph, or does more than read), requests
(it fetches an address), error, wrong (a wrong answer without an error), fine, limit.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

from graph.errors import QueryLimit, QueryRefused
from graph.store.guard import check, lint
from graph.store.visitor import Limits, explainer, run

HERE = Path(__file__).parent
GRAPH = (HERE / "small_graph.cypher").read_text(encoding="utf-8")
HOSTILE: list[dict[str, Any]] = json.loads((HERE / "hostile.json").read_text(encoding="utf-8"))
HONEST: list[dict[str, Any]] = json.loads((HERE / "honest.json").read_text(encoding="utf-8"))
PARAMETERS = {"id": "rcm", "ids": ["MEX", "ISL"], "map": {"low": 1, "high": [2, 3]}}
LIMITS = Limits(seconds=2)


def fingerprint(server) -> tuple[int, int, str]:
    """Counts and a hash of every node and edge, read as administrator."""
    nodes = server.query("MATCH (n) RETURN labels(n) AS l, properties(n) AS p")
    edges = server.query(
        "MATCH (a)-[r]->(b) RETURN a.id AS a, type(r) AS t, b.id AS b, properties(r) AS p"
    )
    lines = sorted(json.dumps(row, sort_keys=True, default=str) for row in nodes + edges)
    return len(nodes), len(edges), hashlib.sha256("\n".join(lines).encode()).hexdigest()


def schema(server) -> set[str]:
    names = {f"index {row['name']}" for row in server.query("SHOW INDEXES")}
    names |= {f"constraint {row['name']}" for row in server.query("SHOW CONSTRAINTS")}
    names |= {f"label {row['label']}" for row in server.query("CALL db.labels()")}
    if server.kind == "neo4j":
        names |= {f"key {row['propertyKey']}" for row in server.query("CALL db.propertyKeys()")}
    return names


def as_administrator(server, text: str) -> list[neo4j.Record]:
    with server.driver.session(database=server.database) as session:
        return list(session.run(neo4j.Query(text, timeout=10)))


def as_visitor(server, text: str, parameters: dict[str, Any] | None = None, limits=LIMITS):
    return run(server.reader_driver, server.database, text, parameters, limits, server.kind)


class CountingServer(http.server.ThreadingHTTPServer):
    requests: int = 0


class Handler(http.server.BaseHTTPRequestHandler):
    server: CountingServer

    def do_GET(self) -> None:
        self.server.requests += 1
        body = b"a,b\n1,2\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[CountingServer]:
    server = CountingServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def secret_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "secret.csv"
    path.write_text("user,password\nroot,secret\n", encoding="utf-8")
    return path


def fill(text: str, secret_file: Path, address: CountingServer) -> str:
    text = text.replace("{file}", secret_file.as_posix().lstrip("/"))
    return text.replace("{http}", f"http://127.0.0.1:{address.server_address[1]}/data.csv")


def expected(case: dict[str, Any], server) -> str:
    """What the file says for this server; a version of its own goes before the kind."""
    fitting = [key for key in case["harm"] if server.name.startswith(key)]
    return str(case["harm"][max(fitting, key=len)])


@pytest.mark.parametrize("case", HOSTILE, ids=[case["name"] for case in HOSTILE])
def test_hostile(case, server, secret_file, address):
    text = fill(case["text"], secret_file, address)
    harm = expected(case, server)
    if harm == "limit":
        server.query(GRAPH)
        before = fingerprint(server)
        with pytest.raises(QueryLimit, match=r"took longer than|more memory"):
            as_visitor(server, text)
        assert fingerprint(server) == before, "the server answers, and nothing has changed"
        return
    assert shown_harm(server, text, address) == harm

    server.wipe()
    server.query(GRAPH)
    before, schema_before = fingerprint(server), schema(server)
    requests_before = address.requests
    if harm == "fine":  # a text that only the embedded server answers wrongly
        assert as_visitor(server, text).rows
    else:
        with pytest.raises(QueryRefused) as refused:
            as_visitor(server, text)
        reason = str(refused.value)
        assert len(reason) > 15
        assert "Traceback" not in reason
    assert fingerprint(server) == before
    assert schema(server) == schema_before
    assert address.requests == requests_before


def shown_harm(server, text: str, address: CountingServer) -> str:
    """What the text does to a fresh graph when nobody stops it."""
    server.query(GRAPH)
    before, schema_before = fingerprint(server), schema(server)
    requests_before = address.requests
    try:
        rows = [list(record.values()) for record in as_administrator(server, text)]
    except neo4j.exceptions.Neo4jError:
        rows = None
    except neo4j.exceptions.DriverError:
        rows = None
    if address.requests > requests_before:
        return "requests"
    if fingerprint(server) != before:
        return "writes"
    if rows is None:
        return "error"
    if schema(server) != schema_before:
        return "schema"
    for case in HOSTILE:
        if case["text"] == text and {"wrong", "fine"} & set(case["harm"].values()):
            right = case["right"]
            return "fine" if json.loads(json.dumps(rows, default=str)) == right else "wrong"
    return "answers"


@pytest.mark.parametrize("case", HONEST, ids=[case["name"] for case in HONEST])
def test_honest(case, server):
    server.query(GRAPH)
    before = fingerprint(server)
    result = as_visitor(server, case["text"], PARAMETERS)
    assert result.columns == case["columns"]
    assert result.rows == case["rows"]
    assert not result.truncated
    assert fingerprint(server) == before


def test_there_are_enough_of_them():
    for kind in ("embedded", "neo4j"):
        assert sum(case["harm"][kind] != "fine" for case in HOSTILE) >= 60
    assert len(HONEST) >= 60


def test_the_reader_cannot_write_even_without_the_guard(embedded):
    embedded.query(GRAPH)
    before, schema_before = fingerprint(embedded), schema(embedded)
    tried = 0
    for case in HOSTILE:
        if case["harm"]["embedded"] not in ("writes", "schema"):
            continue
        tried += 1
        refused = contextlib.suppress(neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError)
        with refused, embedded.reader_driver.session(database=embedded.database) as session:
            session.run(case["text"]).consume()
        assert fingerprint(embedded) == before, case["name"]
    assert tried > 30
    assert schema(embedded) == schema_before


def test_on_neo4j_the_plan_alone_is_enough(neo4j_server, secret_file, address, monkeypatch):
    """The looks at the words are for the better reasons: without them nothing gets through."""
    for name in ("_words", "_procedures", "_functions", "_growing_reduce", "_one_statement"):
        monkeypatch.setattr(f"graph.store.guard.{name}", lambda *_: None)
    neo4j_server.query(GRAPH)
    explain = explainer(neo4j_server.reader_driver, neo4j_server.database, LIMITS)
    passed = []
    for case in HOSTILE:
        harm = case["harm"]["neo4j"]
        if harm in ("writes", "schema", "requests"):
            try:
                check(fill(case["text"], secret_file, address), explain, server="neo4j")
                passed.append(case["name"])
            except QueryRefused:
                pass
    assert passed == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MATCH (a)-[:T*]->(b) RETURN a", "upper bound"),
        ("MATCH (a)-[:T*2..]->(b) RETURN a", "upper bound"),
        ("MATCH (n) RETURN elementId(n) AS x", "property id"),
        ("MATCH (n) SET n:Label", "all labels"),
        ("MATCH p = SHORTEST 1 (a)-[]-+(b) RETURN p", "SHORTEST"),
        ("CYPHER 5 RETURN 1", "prefix"),
        ("CALL db.awaitIndexes()", "not on both"),
        ("RETURN apoc.text.join(['a'], '')", "not on both"),
        ("MATCH (n) RETURN n.id AS n ORDER BY n.x", "alias"),
        ("MATCH (n) RETURN NOT count(n) > 1 AS x", "aggregate"),
    ],
)
def test_lint_finds(text, found):
    assert any(found in message for message in lint(text))


def test_lint_passes_the_honest():
    unbounded = {"label test"}
    for case in HONEST:
        if case["name"] not in unbounded:
            assert lint(case["text"]) == [], case["name"]
