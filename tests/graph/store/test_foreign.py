"""A Neo4j that other people use, too: what is theirs is counted, named, and never touched."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import tests_made_data as made_data
from tests_loading_bench import Bench
from tests_made_data import Rows, copied, without_node

from graph.errors import ForeignData
from graph.store import loading, sending


@pytest.fixture
def base() -> Rows:
    return made_data.core(3)


@pytest.fixture
def shared(neo4j_bench: Bench) -> Iterator[Bench]:
    """A database with a hundred foreign States, with ids and without, and edges between them."""
    neo4j_bench.server.query(
        "UNWIND range(0, 99) AS i CREATE (s:State {owner: 'them', number: i, dataset: 'theirs'}) "
        "SET s.id = CASE WHEN i % 2 = 0 THEN 'theirs-' + toString(i) END"
    )
    neo4j_bench.server.query(
        "MATCH (a:State), (b:State) WHERE b.number = a.number + 1 "
        "CREATE (a)-[:MEMBER_OF {since: a.number}]->(b) CREATE (a)-[:KNOWS]->(b) "
        "MERGE (c:Club {name: 'theirs'}) CREATE (a)-[:MEMBER_OF]->(c)"
    )
    yield neo4j_bench
    neo4j_bench.server.query("MATCH (n) DETACH DELETE n")


def theirs(bench: Bench) -> list[str]:
    """Everything that is not ours, as it stands."""
    nodes = bench.server.query(
        "MATCH (n) WHERE n.owner = 'them' OR n:Club RETURN labels(n) AS l, properties(n) AS p"
    )
    edges = bench.server.query(
        "MATCH (a)-[r]->(b) WHERE r.digest IS NULL RETURN type(r) AS t, properties(r) AS p, "
        "coalesce(a.number, a.id) AS a, coalesce(b.number, b.id, b.name) AS b"
    )
    return sorted(json.dumps(row, sort_keys=True) for row in (*nodes, *edges))


def test_refused_with_counts_unless_said_otherwise(shared: Bench, base: Rows) -> None:
    before = theirs(shared)
    for _ in range(2):
        with pytest.raises(ForeignData, match="100 State") as caught:
            shared.load(base)
        assert "--alongside" in caught.value.hint
        assert caught.value.exit_code == 2
    assert theirs(shared) == before
    assert shared.store.books().empty
    with pytest.raises(ForeignData):
        shared.load(base, dry_run=True)


def test_theirs_survive_loading_reloading_changing_and_removal(shared: Bench, base: Rows) -> None:
    before = theirs(shared)
    assert len(before) > 300
    first = shared.load(base, alongside=True)
    assert theirs(shared) == before
    assert shared.store.books().alongside
    # Said once, it holds for later loads.
    assert shared.load(base).moved == 0
    changed = copied(base)
    changed["State"][0]["name"] = "Changed"
    assert shared.load(changed).moved == 1
    assert shared.load(without_node(changed, "SAB")).moved > 1
    assert shared.load(base).digest == first.digest
    assert theirs(shared) == before
    assert shared.faults() == []
    assert {node.id for node in shared.store.snapshot().nodes("State")} == {"SAA", "SAB", "SAC"}


def test_alongside_holds_for_the_repair_of_a_load_that_died(
    shared: Bench, base: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "ONE_TRANSACTION", 10)
    monkeypatch.setattr(sending, "BATCH", 5)
    before = theirs(shared)

    def progress(what: str, done: int, total: int) -> None:
        if what == "Writing" and done > total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shared.load(base, alongside=True, progress=progress)
    shared.load(base)
    assert theirs(shared) == before
    assert shared.faults() == []


def test_edge_of_theirs_at_a_node_of_ours_stays_or_stops_the_load(
    shared: Bench, base: Rows
) -> None:
    first = shared.load(base, alongside=True)
    shared.server.query(
        "MATCH (a:State {number: 1}), (b:State {id: 'SAB'}) "
        "CREATE (a)-[:KNOWS {since: 1}]->(b)-[:MEMBER_OF {theirs: true}]->(a)"
    )
    before = theirs(shared)
    changed = copied(base)
    changed["State"][0]["name"] = "Changed"
    shared.load(changed)
    assert theirs(shared) == before
    content = shared.content()
    relabelled = copied(base)
    state = relabelled["State"].pop(1)
    state.pop("official_status", None)
    relabelled["Territory"].append(state)
    relabelled["FUNDS"] = [row for row in relabelled["FUNDS"] if row["from"] != "SAB"]
    for going in (without_node(base, "SAB"), relabelled):
        for dry_run in (True, False):
            with pytest.raises(ForeignData, match="KNOWS at SAB"):
                shared.load(going, dry_run=dry_run)
        assert shared.content() == content
    shared.load(base)
    assert theirs(shared) == before
    shared.server.query("MATCH (:State {id: 'SAB'})-[r]-() WHERE r.digest IS NULL DELETE r")
    shared.load(without_node(base, "SAB"))
    assert shared.load(base).digest == first.digest


def test_node_of_theirs_with_an_id_of_ours_is_named(shared: Bench, base: Rows) -> None:
    shared.server.query("MATCH (s:State {number: 7}) SET s.id = 'SAB'")
    before = shared.content()
    for dry_run in (True, False):
        with pytest.raises(ForeignData, match="State SAB") as caught:
            shared.load(base, alongside=True, dry_run=dry_run)
        assert "never touched" in caught.value.hint
        assert shared.content() == before
    shared.server.query("MATCH (s:State {number: 7}) SET s.id = 'other'")
    shared.load(base, alongside=True)
    assert shared.faults() == []


def test_theirs_that_come_later_are_refused_until_said(neo4j_bench: Bench, base: Rows) -> None:
    neo4j_bench.load(base)
    neo4j_bench.server.query("CREATE (:Mechanism {name: 'theirs'})")
    assert neo4j_bench.load(base).moved == 0
    changed = copied(base)
    changed["State"][0]["name"] = "Changed"
    with pytest.raises(ForeignData, match="1 Mechanism"):
        neo4j_bench.load(changed)
    assert neo4j_bench.load(changed, alongside=True).moved == 1


def test_index_of_theirs_on_what_must_be_unique_is_said_plainly(
    neo4j_bench: Bench, base: Rows
) -> None:
    neo4j_bench.server.wipe()
    neo4j_bench.server.query("CREATE (:Club), (:State {id: 'x'}), (:State {id: 'x'})")
    with pytest.raises(Exception, match="State") as caught:
        neo4j_bench.load(base, alongside=True)
    assert type(caught.value).__name__ in ("ForeignData", "StoreError")
    neo4j_bench.server.wipe()
