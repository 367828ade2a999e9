"""A part of a snapshot goes to a py2neo graph and comes back the same, on both real servers."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest

from graph.elements import build
from graph.errors import BadInput
from graph.schema import SCHEMA
from graph.schema.rows import Row
from graph.snapshot import Meta, Snapshot

ROOT = Path(__file__).parents[3]
LABELS = ("State", "Mechanism", "Source")
TYPES = ("MEMBER_OF", "SOURCED_FROM")

py2neo = pytest.importorskip("py2neo", reason="the extra [py2neo] is not installed")


@pytest.fixture
def snapshot() -> Snapshot:
    dated: Row = {"start": "2000", "end": "open", "sources": ["src-a"], "basis": "read"}
    names: Row = {"name": "Côte d'Ivoire", "name_fr": "x", "name_es": "\\u0027 }) //"}
    rows: dict[str, list[Row]] = {
        "Source": [{"id": "src-a", "name": "A source", "year": 2019, "basis": "read"}],
        "State": [{"id": "AAA", "aliases": ["a", "b"], **names, **dated},
                  {"id": "BBB", **names, **dated}],
        "Organization": [{"id": "org-a", "name": "A", "sources": ["src-a"], "basis": "read"}],
        "Mechanism": [{"id": "alpha", "name": "Alpha", "level": "regional", "ring": "listed",
                       "open_to_all": False, **dated}],
        "MEMBER_OF": [{"from": tail, "to": "alpha", "spell": 0, **dated}
                      for tail in ("AAA", "BBB", "org-a")],
        "HOSTED": [],
    }
    return Snapshot.from_elements(build(SCHEMA, rows, "small"), Meta(as_of="2026-01-02"))


@pytest.fixture
def graph(neo4j_server):  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # py2neo is older than some of what it uses
        yield py2neo.Graph(
            neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password),
            name=neo4j_server.database,
        )


def test_round_trip(snapshot: Snapshot, graph) -> None:  # type: ignore[no-untyped-def]
    from graph.store.py2neo_bridge import from_py2neo, part, to_py2neo

    to_py2neo(snapshot, graph, LABELS, TYPES)
    wanted = part(snapshot, LABELS, TYPES)
    assert [edge.tail for edge in wanted.edges("MEMBER_OF")] == ["AAA", "BBB"]
    assert wanted.count("Organization") == 0
    assert from_py2neo(graph, snapshot.as_of, LABELS, TYPES).digest == wanted.digest
    assert from_py2neo(graph, snapshot.as_of).digest == wanted.digest

    assert to_py2neo(snapshot, graph) == {**snapshot.counts()[0], **snapshot.counts()[1]}
    back = from_py2neo(graph, snapshot.as_of)
    assert back.digest == snapshot.digest == part(snapshot).digest
    for kind in SCHEMA.kinds:
        assert list(back.elements(kind.name)) == list(snapshot.elements(kind.name))

    graph.run("CREATE (:State {id: 'ZZZ', name: 'not ours'})")
    graph.run("MATCH (s:State {id: 'AAA'}) SET s.name = 'x', s.m49 = '000'")
    assert from_py2neo(graph, snapshot.as_of).digest != snapshot.digest
    to_py2neo(snapshot, graph)
    assert from_py2neo(graph, snapshot.as_of).digest == snapshot.digest
    assert graph.evaluate("MATCH (n) WHERE n.dataset IS NULL RETURN count(n)") == 1


def test_unknown_names_are_refused(snapshot: Snapshot) -> None:
    from graph.store.py2neo_bridge import part, to_py2neo

    with pytest.raises(BadInput, match="no Nothing"):
        part(snapshot, ["Nothing"])
    with pytest.raises(BadInput, match="no NOTHING"):
        to_py2neo(snapshot, None, types=["NOTHING"])


def test_nothing_else_imports_py2neo() -> None:
    importing = set()
    for folder in ("graph", "loaders", "api"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Import | ast.ImportFrom):
                    continue
                names = [alias.name for alias in node.names]
                names.append(str(getattr(node, "module", "")))
                if any(name.partition(".")[0] == "py2neo" for name in names):
                    importing.add(file.relative_to(ROOT).as_posix())
    assert importing == {"graph/store/py2neo_bridge.py"}
