"""Verify: whatever was changed behind the store's back is found and named."""

from __future__ import annotations

import tests_made_data as made_data
from tests_loading_bench import Bench

from loaders.verifying import verify

FACT = "MEMBER_OF|SAA|mechanism-1|0"
EDGE = f"MATCH (a)-[r:MEMBER_OF {{fact: '{FACT}'}}]->(b) "

SPOILS: dict[str, tuple[str, tuple[str, str, str]]] = {
    "a property changed": (
        "MATCH (n:State {id: 'SAA'}) SET n.name = 'Other'",
        ("State", "SAA", "its content is not what its digest says"),
    ),
    "a property added": (
        "MATCH (n:Mechanism {id: 'mechanism-1'}) SET n.note = 'x'",
        ("Mechanism", "mechanism-1", "its content is not what its digest says"),
    ),
    "a property taken away": (
        "MATCH (n:Mechanism {id: 'mechanism-0'}) REMOVE n.purpose",
        ("Mechanism", "mechanism-0", "its content is not what its digest says"),
    ),
    "a number turned into another type": (
        "MATCH (n:Resource {id: 'resource-0'}) SET n.amount = toString(n.amount)",
        ("Resource", "resource-0", "its content is not what its digest says"),
    ),
    "an edge's property changed": (
        EDGE + "SET r.called = 'Other'", ("MEMBER_OF", FACT, "its content is not what its digest"),
    ),
    "content and digest changed together": (
        "MATCH (n:State {id: 'SAA'}) SET n.digest = 'ffffffffffffffffffffffffffffffff'",
        ("State", "", "the table is not what the books say"),
    ),
    "a node deleted": (
        "MATCH (n:Organization {id: 'organization-1'}) DETACH DELETE n",
        ("Organization", "", "the table is not what the books say"),
    ),
    "an edge deleted": (EDGE + "DELETE r", ("MEMBER_OF", "", "the table is not what the books")),
    "an edge hung elsewhere": (
        EDGE + "WITH a, b, r, properties(r) AS p DELETE r WITH a, p "
        "MATCH (c:Mechanism {id: 'mechanism-2'}) CREATE (a)-[s:MEMBER_OF]->(c) SET s = p",
        ("MEMBER_OF", FACT, "it hangs on other nodes than it states"),
    ),
    "an edge that looks like ours": (
        "MATCH (a:State {id: 'SAA'}), (b:Mechanism {id: 'mechanism-2'}) "
        "CREATE (a)-[:MEMBER_OF {start: '2004'}]->(b)",
        ("MEMBER_OF", "", "1 stand among ours and are not ours"),
    ),
    "an edge with marks like ours": (
        "MATCH (a:State {id: 'SAA'}), (b:Mechanism {id: 'mechanism-2'}) "
        "CREATE (a)-[:MEMBER_OF {fact: 'x', digest: 'y', dataset: ['iscm-seeds']}]->(b)",
        ("MEMBER_OF", "x", "it hangs on other nodes than it states"),
    ),
    "a node that looks like ours": (
        "CREATE (:Mechanism {id: 'another', name: 'Another'})",
        ("Mechanism", "", "1 stand among ours and are not ours"),
    ),
    "a node with marks like ours": (
        "CREATE (:Mechanism {id: 'another', name: 'A', digest: 'y', dataset: ['iscm-seeds']})",
        ("Mechanism", "another", "its content is not what its digest says"),
    ),
    "a digest taken away": (
        "MATCH (n:State {id: 'SAB'}) REMOVE n.digest",
        ("State", "", "the table is not what the books say"),
    ),
    "the books changed": (
        "MATCH (b:IscmStore) SET b.digest = 'x'", ("", "", "the graph is not what the books say"),
    ),
    "a load that died": (
        "MATCH (b:IscmStore) SET b.loading = 'extra'", ("", "extra", "died half-way"),
    ),
}


def test_nothing_wrong_with_what_was_loaded(bench: Bench) -> None:
    result = bench.load(made_data.rows(2))
    report = verify(bench.store)
    assert report["faults"] == []
    assert report["digest"] == result.digest
    assert report["elements"] == result.nodes["created"] + result.edges["created"]


def test_empty_store_has_no_elements(bench: Bench) -> None:
    assert verify(bench.store)["elements"] == 0


def test_everything_changed_behind_our_back_is_found(bench: Bench) -> None:
    bench.load(made_data.core(3))
    assert bench.faults() == []
    missed = {}
    for what, (statement, (kind, key, text)) in SPOILS.items():
        bench.server.query("MATCH (n) DETACH DELETE n")
        bench.load(made_data.core(3))
        bench.server.query(statement)
        found = bench.faults()
        if not any(f[0] == kind and f[1] == key and text in f[2] for f in found):
            missed[what] = found[:5]
    assert missed == {}


def test_report_is_sorted_and_repeatable(embedded_bench: Bench) -> None:
    embedded_bench.load(made_data.core(3))
    embedded_bench.server.query("MATCH (n:State) SET n.name = 'x'")
    embedded_bench.server.query("MATCH (n:Meeting) DETACH DELETE n")
    one, two = verify(embedded_bench.store), verify(embedded_bench.store)
    assert one == two
    assert one["faults"] == sorted(one["faults"])
    assert len(one["faults"]) > 5
