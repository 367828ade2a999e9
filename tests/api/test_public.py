"""What a server in public must hold to: hosts, content types, sizes, headers, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.safety import MAX_BODY
from api.serving import Settings

HERE = ("testserver",)
QUERY = {"query": "MATCH (n) RETURN n", "parameters": {"id": "rcm"}}


def _client(source: Any, **settings: object) -> TestClient:
    made = Settings(**{"allowed_hosts": HERE, **settings})  # type: ignore[arg-type]
    return TestClient(create_app(source, made), follow_redirects=False)


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "", "127.0.0.1"])
def test_other_hosts_are_refused(source: Any, host: str) -> None:
    client = _client(source)
    assert client.get("/en/", headers={"Host": host}).status_code == 400
    refused = client.post("/api/cypher", json=QUERY, headers={"Host": host})
    assert refused.status_code == 400
    assert refused.headers["content-type"] == "application/problem+json"
    assert "host name" in refused.json()["detail"]
    assert source.asked == []


def test_loopback_names_are_taken_by_default(source: Any) -> None:
    app = create_app(source)
    for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
        answer = TestClient(app).get("/health", headers={"Host": host})
        assert answer.status_code == 200, host


def test_cypher_answers_by_default_and_hands_parameters_on(source: Any) -> None:
    answer = _client(source).post("/api/cypher", json=QUERY)
    assert answer.json() == {"columns": ["n"], "rows": [[1]], "truncated": False, "seconds": 0.001}
    assert source.asked == [("MATCH (n) RETURN n", {"id": "rcm"})]
    assert "ETag" not in answer.headers


def test_a_refused_query_is_a_problem(source: Any) -> None:
    answer = _client(source).post("/api/cypher", json={"query": "MATCH (n) DELETE n"})
    assert (answer.status_code, answer.json()["detail"]) == (403, "It writes.")


def test_cypher_is_off_in_public_unless_asked_for(source: Any) -> None:
    assert _client(source, public=True).post("/api/cypher", json=QUERY).status_code == 403
    assert source.asked == []
    asked = _client(source, public=True, cypher=True).post("/api/cypher", json=QUERY)
    assert asked.status_code == 200


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_only_json_is_taken(source: Any, content_type: str) -> None:
    answer = _client(source).post(
        "/api/cypher", content=b'{"query": "RETURN 1"}', headers={"Content-Type": content_type}
    )
    assert answer.status_code == 415
    assert answer.headers["content-type"] == "application/problem+json"
    assert source.asked == []


def test_bodies_are_limited_whether_announced_or_not(source: Any) -> None:
    client, big = _client(source), b'{"query": "' + b"x" * MAX_BODY + b'"}'
    json = {"Content-Type": "application/json"}
    assert client.post("/api/cypher", content=big, headers=json).status_code == 413
    parts = (big[n : n + 10_000] for n in range(0, len(big), 10_000))
    assert client.post("/api/cypher", content=parts, headers=json).status_code == 413
    assert source.asked == []


def _routes(routes: Any) -> Iterator[tuple[str, set[str]]]:
    """Every route of the application, those of included routers too."""
    for route in routes:
        if inner := getattr(route, "original_router", None):
            yield from _routes(inner.routes)
        else:
            yield route.path, set(getattr(route, "methods", None) or {"GET"})


def test_nothing_writes(source: Any) -> None:
    app = create_app(source, Settings(allowed_hosts=HERE))
    routes = list(_routes(app.routes))
    assert len(routes) > 20
    writing = {path for path, methods in routes if methods - {"GET", "HEAD"}}
    assert writing == {"/api/cypher"}
    described = TestClient(app).get("/api/openapi.json").json()["paths"]
    asked = [
        (path, method) for path, methods in described.items() for method in methods
        if method != "get"
    ]
    assert asked == [("/api/cypher", "post")]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
@pytest.mark.parametrize("path", ["/api/mechanisms/rcm", "/en/mechanisms/rcm", "/en/"])
def test_other_methods_are_refused(source: Any, method: str, path: str) -> None:
    answer = _client(source).request(method, path, json={})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "path", ["/en/", "/api/mechanisms", "/en/none", "/api/none", "/static/style.css", "/health"]
)
def test_guarding_headers(source: Any, path: str) -> None:
    client = _client(source)
    for answer in (client.get(path), client.get(path)):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers


def test_no_other_origin_unless_configured(source: Any) -> None:
    origin = {"Origin": "https://else.example"}
    closed = _client(source).get("/api/mechanisms", headers=origin)
    assert "access-control-allow-origin" not in closed.headers
    open_to = _client(source, cors_origins=("https://else.example",))
    for _ in range(2):
        answer = open_to.get("/api/mechanisms", headers=origin)
        assert answer.headers["access-control-allow-origin"] == "https://else.example"
    other = open_to.get("/api/mechanisms", headers={"Origin": "https://third.example"})
    assert "access-control-allow-origin" not in other.headers


def test_behind_a_proxy_under_a_path(source: Any) -> None:
    client = _client(source, root_path="/iscm")
    for path in ("/iscm/en/mechanisms/rcm", "/en/mechanisms/rcm"):
        page = client.get(path).text
        assert 'href="../../en/states/BLZ"' in page
    assert client.get("/iscm/api/mechanisms/rcm").status_code == 200
    assert client.get("/iscm/mechanisms/rcm").headers["location"] == "../en/mechanisms/rcm"
    told = client.get("/iscm/api/mechanisms", params={"limit": 1}).json()
    assert told["next"].startswith("/iscm/api/mechanisms?")
    assert told["items"][0]["href"].startswith("/iscm/api/mechanisms/")
    one = client.get("/iscm/api/mechanisms/rcm").json()
    fact = one["facts"][0]["facts"][0]
    assert client.get(fact["href"]).json()["fact"]["href"] == fact["href"]
    assert client.get(fact["other"]["href"]).status_code == 200


@pytest.mark.parametrize("path", ["/en/", "/api/mechanisms", "/en/none", "/health"])
def test_head_says_what_get_would_without_a_body(source: Any, path: str) -> None:
    client = _client(source)
    before_kept = client.head(path)
    got = client.get(path)
    for head in (before_kept, client.head(path)):
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["content-length"] == got.headers["content-length"]
        assert head.headers.get("etag") == got.headers.get("etag")


def test_static_files_do_not_lead_out(source: Any) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert _client(source).get(path).status_code == 404


def test_addresses_with_odd_bytes_are_only_unknown(source: Any) -> None:
    client = _client(source)
    for path in ("/en/mechanisms/%00", "/en/mechanisms/%ff", "/en/%2e%2e/x", "/%0d%0aX: y",
                 "/en/facts/%7C%7C%7C", "/en/search?q=%00%ff", "//evil.example/mechanisms"):
        assert client.get(path).status_code in (200, 307, 404)
