"""The Cypher script makes the very graph it was written from, and cannot be broken by its data."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest

from graph.digest import element_digest
from graph.exports.cypher import ROWS, comment, literal, write
from graph.snapshot import Snapshot


def script(snapshot: Snapshot) -> str:
    stream = io.BytesIO()
    write(snapshot, stream)
    return stream.getvalue().decode()


def statements(text: str) -> Iterator[str]:
    """Cut as cypher-shell cuts: at `;` outside of strings and comments."""
    start = index = 0
    while index < len(text):
        if text.startswith("//", index):
            index = text.index("\n", index)
            if not text[start:index].replace("/", "").strip():
                start = index
        elif text[index] == "'":
            index += 1
            while text[index] != "'":
                index += 2 if text[index] == "\\" else 1
        elif text[index] == ";":
            yield text[start:index].strip()
            start = index + 1
        index += 1
    assert not text[start:].strip()


def run(server, text: str) -> dict[str, int]:  # type: ignore[no-untyped-def]
    """What the whole script created."""
    created = {"nodes": 0, "edges": 0}
    for statement in statements(text):
        summary = server.driver.execute_query(statement, database_=server.database).summary
        created["nodes"] += summary.counters.nodes_created
        created["edges"] += summary.counters.relationships_created
    return created


def check_same(stored: Snapshot, snapshot: Snapshot) -> None:
    assert stored.digest == snapshot.digest
    for kind in snapshot.schema.kinds:
        for element in stored.elements(kind.name):
            assert element["digest"] == element_digest(element), element


def test_script_makes_the_graph_and_may_be_run_again(  # type: ignore[no-untyped-def]
    hostile: Snapshot, neo4j_server, store_of
) -> None:
    text = script(hostile)
    store = store_of(neo4j_server)
    neo4j_server.query("CREATE (:State {id: 'ZZZ', name: 'not ours'}), (:Other {id: 'AAA'})")
    nodes, edges = hostile.counts()
    assert run(neo4j_server, text) == {"nodes": sum(nodes.values()), "edges": sum(edges.values())}
    check_same(store.snapshot(), hostile)
    assert run(neo4j_server, text) == {"nodes": 0, "edges": 0}
    check_same(store.snapshot(), hostile)

    neo4j_server.query("MATCH (n:State {id: 'AAA'}) SET n.name = 'x', n.extra = 1")
    neo4j_server.query("MATCH ()-[r:MEMBER_OF {spell: 1}]->() SET r.digest = 'ff', r.extra = 1")
    neo4j_server.query("MATCH ()-[r:MEMBER_OF {spell: 2}]->() DELETE r")
    assert run(neo4j_server, text) == {"nodes": 0, "edges": 1}
    check_same(store.snapshot(), hostile)

    # An editor may have changed the ends of its lines.
    neo4j_server.query("MATCH (n) WHERE n.dataset IS NOT NULL DETACH DELETE n")
    run(neo4j_server, text.replace("\n", "\r\n"))
    check_same(store.snapshot(), hostile)
    assert neo4j_server.query("MATCH (n) WHERE n.dataset IS NULL RETURN count(n) AS n") == [
        {"n": 2}
    ]


def test_script_makes_the_graph_of_the_seeds(  # type: ignore[no-untyped-def]
    seeds: Snapshot, neo4j_server, store_of
) -> None:
    run(neo4j_server, script(seeds))
    check_same(store_of(neo4j_server).snapshot(), seeds)


def test_any_text_comes_back_as_it_was(neo4j_server) -> None:  # type: ignore[no-untyped-def]
    chance = random.Random(7)
    alphabet = "\\\\\\''\"u0027ab;/*{}$`\n\r\t é\u2028\u0085\U0001f5fa"
    texts = ["".join(chance.choices(alphabet, k=chance.randint(0, 30))) for _ in range(500)]
    for start in range(0, len(texts), 100):
        some = texts[start : start + 100]
        assert neo4j_server.query(f"RETURN {literal(some)} AS texts") == [{"texts": some}]


def test_same_bytes_for_the_same_graph(seeds: Snapshot) -> None:
    again = Snapshot.from_elements(
        {k.name: list(seeds.elements(k.name))[::-1] for k in seeds.schema.kinds}, seeds.meta
    )
    assert script(seeds) == script(again)


def test_header_says_where_the_data_come_from(seeds: Snapshot) -> None:
    header = script(seeds).split("\n\n")[0]
    assert all(line.startswith("//") for line in header.splitlines())
    for part in (seeds.receipt, seeds.digest, seeds.as_of, "CC BY 4.0", "1244 (1999)"):
        assert part in header


def test_no_note_ends_its_comment(hostile: Snapshot) -> None:
    header = script(hostile).split("\n\n")[0]
    assert "\\" not in header
    assert all(line.startswith("// ") and line[-1] != ";" for line in header.splitlines())
    assert comment("a\n\x85b;\u2028\\u000ac\r;") == (
        "// a\n//\n// b\n// \N{SET MINUS}u000ac\n//\n"
    )


def test_statements_stay_small(seeds: Snapshot) -> None:
    assert max(text.count("\n") for text in statements(script(seeds))) <= ROWS + 2


def test_literals() -> None:
    assert literal([True, 1, 2.5, "x", None]) == "[true, 1, 2.5, 'x', null]"
    for wrong in (float("nan"), {"a": 1}, b"x"):
        with pytest.raises(TypeError):
            literal(wrong)
