"""What programs get: lists, details, facts, selections, errors, and answers kept by digest."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import selection
from api.app import create_app
from api.caching import AnswerCache, Kept, KeptAnswers
from graph.exports import EXPORTERS

FACT = "/api/facts/MEMBER_OF%7CBLZ%7Crcm%7C0"
READABLE = [
    "/api/mechanisms", "/api/mechanisms/rcm", "/api/states", "/api/states/BLZ",
    "/api/states/HKG", "/api/organizations", "/api/organizations/org-iom", "/api/meetings",
    "/api/meetings/rcm-1996-puebla", "/api/recommendations", "/api/recommendations/rcm-1996-r1",
    "/api/themes", "/api/themes/theme-return", "/api/sources", "/api/sources/iom-puebla", FACT,
    "/api/search?q=cote", "/api/graph", "/api/exports",
]


def _get(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("path", READABLE)
def test_is_answered_with_an_etag_that_gives_304(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200, first.text
    etag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    kept = client.get(path)
    assert (kept.content, kept.headers["ETag"]) == (first.content, etag)


def test_a_new_graph_has_a_new_etag_and_is_served_at_once(
    client: TestClient, source: Any, small: Any
) -> None:
    before = client.get("/api/mechanisms")
    source.current = small.snapshot(
        {**small.raw, "IN_CONTACT": [], "Mechanism": small.raw["Mechanism"][:1],
         "HELD_BY": small.raw["HELD_BY"][:1], "MEMBER_OF": small.raw["MEMBER_OF"][:-1]}
    )
    after = client.get("/api/mechanisms", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json()["total"] == before.json()["total"] - 1


def test_lists_are_paged_and_say_where_to_go_on(client: TestClient) -> None:
    first = _get(client, "/api/states?limit=2")
    assert (first["total"], len(first["items"])) == (6, 2)
    seen = [item["id"] for item in first["items"]]
    while "next" in first:
        first = _get(client, first["next"])
        seen += [item["id"] for item in first["items"]]
    assert seen == ["BLZ", "CIV", "DEU", "MEX", "XKX", "HKG"]
    assert first["items"][-1]["label"] == "Territory"


def test_lists_are_filtered_by_closed_lists(client: TestClient) -> None:
    assert _get(client, "/api/mechanisms?ring=listed")["total"] == 1
    assert _get(client, "/api/states?label=Territory")["total"] == 1
    page = _get(client, "/api/recommendations?standing=adopted&limit=1")
    assert [item["id"] for item in page["items"]] == ["rcm-1996-r1"]


def test_members_are_counted_apart_and_at_the_date(client: TestClient) -> None:
    now = _get(client, "/api/mechanisms/rcm")["node"]["members"]
    assert now == {"states": 3, "territories": 1, "organizations": 1}
    then = _get(client, "/api/mechanisms/rcm?as_of=2005-06-01")["node"]["members"]
    assert then == {"states": 3, "territories": 1, "organizations": 1}
    certain = _get(client, "/api/mechanisms/rcm?as_of=2005-06-01&mode=certain")
    assert certain["node"]["members"]["states"] == 2


def test_a_detail_holds_all_that_speaks_for_it(client: TestClient, small: Any) -> None:
    detail = _get(client, "/api/mechanisms/rcm")
    groups = {(g["type"], g["direction"]): g for g in detail["facts"]}
    members = groups["MEMBER_OF", "in"]
    assert members["total"] == 7
    fact = next(f for f in members["facts"] if f["other"]["id"] == "BLZ")
    assert fact["fact"] == "MEMBER_OF|BLZ|rcm|0"
    assert fact["bounds"]["from_min"] == 19960101
    assert (fact["start"], fact["end"], fact["basis"], fact["stands"]) == (
        "1996", "open", "read", True
    )
    assert fact["sources"] == [{"id": "iom-puebla", "locator": "p. 4"}]
    assert "SOURCED_FROM" not in {g["type"] for g in detail["facts"]}
    assert [claim["id"] for claim in detail["claims"]] == ["claim-blz"]
    assert detail["coverage"][0]["extent"] == "partial"
    assert "XKX" in detail["designation_notes"]
    assert {"iom-puebla", "src-2004"} <= detail["sources"].keys()
    assert detail["receipt"]["as_of"] == small.as_of


def test_groups_are_bounded_with_a_way_on(client: TestClient) -> None:
    detail = _get(client, "/api/mechanisms/rcm?type=MEMBER_OF&direction=in&limit=3")
    group = detail["facts"][0]
    seen = [fact["fact"] for fact in group["facts"]]
    while "next" in group:
        group = _get(client, group["next"])["facts"][0]
        seen += [fact["fact"] for fact in group["facts"]]
    assert len(seen) == len(set(seen)) == group["total"] == 7


def test_a_fact_has_both_ends_and_its_rivals(client: TestClient) -> None:
    answer = _get(client, FACT)
    assert answer["fact"]["statement"] == (
        "Belize is a member State of the Regional Conference on Migration."
    )
    assert (answer["fact"]["tail"]["id"], answer["fact"]["head"]["id"]) == ("BLZ", "rcm")
    assert answer["claims"][0]["value"].startswith("1997")


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/api/mechanisms?as_of=2019", "as_of"), ("/api/mechanisms?as_of=2019-02-30", "as_of"),
        ("/api/mechanisms/rcm?mode=perhaps", "mode"), ("/api/states?limit=201", "limit"),
        ("/api/states?offset=-1", "offset"), ("/api/states?nonsense=1", "nonsense"),
        ("/api/mechanisms?level=local", "level"), ("/api/search", "q"),
        ("/api/graph?as_of=yesterday", "as_of"),
    ],
)
def test_bad_values_are_refused_by_name(client: TestClient, path: str, parameter: str) -> None:
    answer = client.get(path)
    problem = answer.json()
    assert answer.status_code == problem["status"] == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert parameter in [error["parameter"] for error in problem["errors"]]


@pytest.mark.parametrize(
    "path",
    ["/api/mechanisms/none", "/api/states/rcm", "/api/facts/MEMBER_OF%7CBLZ%7Crcm%7C9",
     "/api/facts/nonsense", "/api/graph?about=none", "/api/graph?types=NONE", "/api/nothing",
     "/api/exports/none", "/api/mechanisms/rcm?type=NONE"],
)
def test_the_unknown_is_said_to_be_unknown(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["title"] and answer.headers["content-type"] == "application/problem+json"
    assert "ETag" not in answer.headers


def test_a_selection_around_a_node(client: TestClient) -> None:
    answer = _get(client, "/api/graph?about=rcm&types=MEMBER_OF&as_of=2026-11-22")
    assert {link["tail"] for link in answer["links"]} == {"BLZ", "DEU", "HKG", "XKX", "org-iom"}
    assert {node["id"] for node in answer["nodes"]} == {
        "rcm", *(link["tail"] for link in answer["links"])
    }
    assert answer["cut"] is False


def test_a_selection_says_when_it_cut(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "MAX_LINKS", 2)
    answer = _get(client, "/api/graph?types=MEMBER_OF&mode=any")
    assert (len(answer["links"]), answer["cut"]) == (2, True)
    assert answer["left_out"]["links"] == 6


def test_exports_are_those_of_the_terminal(client: TestClient, small: Any) -> None:
    offered = _get(client, "/api/exports")["formats"]
    assert [one["name"] for one in offered] == sorted(exporter.name for exporter in EXPORTERS)
    answer = client.get("/api/exports/cypher")
    assert b"MERGE" in answer.content
    assert small.as_of in answer.headers["content-disposition"]


def test_alive_without_data_but_not_ready(small: Any) -> None:
    client = TestClient(create_app(small.source(None)), base_url="http://localhost")
    assert client.get("/health").json() == {"status": "ok"}
    for path in ("/ready", "/api/mechanisms", "/en/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_ready_with_data(client: TestClient, source: Any) -> None:
    assert _get(client, "/ready")["digest"] == source.snapshot().digest


def test_a_failure_of_ours_tells_nothing_of_itself(source: Any) -> None:
    app = create_app(source)

    @app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("secret")

    app.router.routes.insert(0, app.router.routes.pop())
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    answer = client.get("/api/broken")
    assert (answer.status_code, answer.json()["status"]) == (500, 500)
    assert "secret" not in answer.text


def test_kept_answers_are_bounded() -> None:
    kept = KeptAnswers(limit=10)
    kept.put("a", Kept([], b"12345"))
    kept.put("b", Kept([], b"12345"))
    assert kept.get("a")
    kept.put("c", Kept([], b"12345"))
    assert kept.get("b") is None
    assert kept.get("a")
    assert kept.get("c")
    kept.put("d", Kept([], b"x" * 11))
    assert (kept.get("d"), len(kept), kept.size) == (None, 2, 10)


def test_many_who_ask_for_the_same_cost_one_making(small: Any) -> None:
    made: list[str] = []

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        made.append(scope["path"])
        await asyncio.sleep(0.05)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"whole"})

    cache = AnswerCache(slow, small.source(small.snapshot()), "1")
    bodies: list[bytes] = []

    async def ask() -> None:
        async def send(message: Any) -> None:
            bodies.append(message.get("body", b""))

        scope = {"type": "http", "method": "GET", "path": "/en/", "query_string": b"",
                 "headers": []}
        await cache(scope, None, send)  # type: ignore[arg-type]

    async def all_at_once() -> None:
        await asyncio.gather(*(ask() for _ in range(20)))

    asyncio.run(all_at_once())
    assert made == ["/en/"]
    assert bodies.count(b"whole") == 20


def test_head_has_no_body(client: TestClient) -> None:
    client.get("/api/mechanisms")
    answer = client.head("/api/mechanisms")
    assert answer.content == b""
