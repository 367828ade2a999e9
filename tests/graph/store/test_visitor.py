"""Limits, errors in plain words, values for JSON, and the turnstile."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import neo4j
import pytest

from graph.errors import QueryLimit, QueryRefused, StoreUnreachable
from graph.store.visitor import Limits, Turnstile, run

GRAPH = (Path(__file__).parent / "small_graph.cypher").read_text(encoding="utf-8")


GOING_WRONG = "RETURN date('Zanzibarword') AS d"


def ask(server, text, parameters=None, limits=None):
    return run(server.reader_driver, server.database, text, parameters, limits, server=server.kind)


def test_rows_are_cut_at_the_limit_and_it_says_so(server):
    result = ask(server, "UNWIND range(1, 50) AS i RETURN i", limits=Limits(rows=20))
    assert result.rows == [[i] for i in range(1, 21)]
    assert result.truncated
    exactly = ask(server, "UNWIND range(1, 20) AS i RETURN i", limits=Limits(rows=20))
    assert len(exactly.rows) == 20
    assert not exactly.truncated


def test_bytes_are_cut_at_the_limit(server):
    text = "UNWIND range(1, 50) AS i RETURN 'x' + toString(i) AS t, range(1, 100) AS l"
    result = ask(server, text, limits=Limits(bytes=5_000))
    assert result.truncated
    assert 1 < len(result.rows) < 20


def test_the_rest_of_a_long_answer_is_not_waited_for(server):
    began = time.monotonic()
    result = ask(
        server,
        "UNWIND range(1, 100000) AS i UNWIND range(1, 100000) AS j RETURN i, j",
        limits=Limits(seconds=30, rows=100),
    )
    assert result.truncated
    assert len(result.rows) == 100
    assert time.monotonic() - began < 4.5, "the embedded server's own limit is five seconds"
    assert ask(server, "RETURN 1 AS x").rows == [[1]]


def test_the_time_limit_says_how_to_narrow(server):
    with pytest.raises(QueryLimit, match=r"longer than [25] s .* LIMIT"):
        ask(
            server,
            "UNWIND range(1, 100000) AS i UNWIND range(1, 100000) AS j RETURN sum(i * j) AS x",
            limits=Limits(seconds=2),
        )
    assert ask(server, "RETURN 1 AS x").rows == [[1]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("RETURN 1 +", r"line 1, column 1[01]"),
        ("MATCH (n)\nRETURN m", r"m. (is )?not defined"),
        ("RETURN $nowhere AS x", r"parameter.*nowhere"),
        ("RETURN 1 / 0 AS x", r"by zero"),
        ("RETURN date('x') AS d", r"[Dd]ate"),
        ("RETURN nosuch(1) AS x", r"nosuch is not open"),
        ("RETURN 'a' - 1 AS x", r"String"),
    ],
)
def test_errors_are_plain(server, text, says):
    with pytest.raises(QueryRefused, match=says) as refused:
        ask(server, text)
    words = str(refused.value)
    assert "\n" not in words
    assert "neo4j_code" not in words
    assert "gql_status" not in words
    assert len(words) < 400


def test_the_place_of_an_error_is_as_in_the_text(neo4j_server):
    with pytest.raises(QueryRefused, match=r"line 2, column 8"):
        ask(neo4j_server, "MATCH (n)\nRETURN m")


def test_values_are_json(server):
    server.query(GRAPH)
    text = (
        "MATCH p = (a:Region {id: 'latin'})-[r:BROADER]->(b) RETURN a, r, p,"
        " date('2004-05-17') AS d, datetime('2020-01-02T03:04:05Z') AS t,"
        " duration({days: 3}) AS s, point({x: 1, y: 2}) AS g, 1.0 / 0 AS inf,"
        " {b: [1, null], a: 'é'} AS m, $blob AS blob"
    )
    row = ask(server, text, {"blob": b"\x00\xff"}).rows[0]
    json.dumps(row, allow_nan=False)
    node, edge, path, date, moment, span, place, infinite, mapping, blob = row
    assert node == {
        "id": "latin",
        "labels": ["Region"],
        "properties": {"id": "latin", "name": "Latin America"},
    }
    assert edge["type"] == "BROADER"
    assert edge["properties"] == {"fact": "b1"}
    assert [n["id"] for n in path["nodes"]] == ["latin", "americas"]
    assert path["relationships"][0]["from"] == "latin"
    assert path["relationships"][0]["to"] == "americas"
    assert date == "2004-05-17"
    assert moment.startswith("2020-01-02T03:04:05")
    assert span == "P3D"
    assert place["coordinates"] == [1.0, 2.0]
    assert infinite == "inf"
    assert mapping == {"a": "é", "b": [1, None]}
    assert blob == "AP8="


def test_columns_are_named_even_without_rows(server):
    text = "MATCH (n:Nobody) RETURN DISTINCT n.id AS id, n.name, {a: n.x, b: 1}.a AS `a b` LIMIT 3"
    assert ask(server, text).columns == ["id", "n.name", "a b"]


def test_texts_are_not_logged(embedded):
    embedded.query("CREATE (:Kept)")
    for text in ("RETURN 'Zanzibarword' +", "MATCH (z) SET z.x = 'Zanzibarword'", GOING_WRONG):
        failing = pytest.raises((neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError))
        with failing, embedded.reader_driver.session(database=embedded.database) as session:
            session.run(text).consume()
    folder = embedded.endpoint.handle.home
    for log in [folder / "engine.log", *folder.glob("log/*"), *folder.glob("server/log/*")]:
        assert "Zanzibarword" not in log.read_text(encoding="utf-8", errors="replace"), log


def test_no_server(tmp_path):
    with neo4j.GraphDatabase.driver("bolt://127.0.0.1:9", auth=("a", "b")) as driver:
        with pytest.raises(StoreUnreachable):
            run(driver, "x", "RETURN 1 AS x", server="embedded")
        with pytest.raises(StoreUnreachable):
            run(driver, "x", "RETURN 1 AS x", server="neo4j")


def test_two_run_and_the_next_wait():
    stile = Turnstile(running=2, waiting=3)
    go = threading.Event()
    inside: list[int] = []
    done: list[int] = []

    def one(number: int) -> None:
        with stile.turn():
            inside.append(number)
            go.wait(10)
            done.append(number)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    assert sorted(inside) == [0, 1]
    with pytest.raises(QueryLimit, match="3 queries are waiting"), stile.turn():
        pass
    go.set()
    for thread in threads:
        thread.join(10)
    assert sorted(done) == [0, 1, 2, 3, 4]
    with stile.turn():
        inside.append(9)
    assert inside[-1] == 9


def test_the_next_in_line_is_let_in_when_one_fails():
    stile = Turnstile(running=1, waiting=1)
    with pytest.raises(ValueError, match="mine"), stile.turn():
        raise ValueError("mine")
    with stile.turn():
        pass


def test_nobody_waits_for_ever():
    stile = Turnstile(running=1, waiting=1, patience=0.05)
    with stile.turn(), pytest.raises(QueryLimit, match="No place became free"), stile.turn():
        pass
