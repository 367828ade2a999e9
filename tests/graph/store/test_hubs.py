"""Many edges at one node are changed and removed in one load, on every server."""

from __future__ import annotations

from typing import Any

from graph.schema import SCHEMA
from graph.schema.kinds import stored_properties
from graph.store import statements

MEETINGS = 2_000


def test_edges_of_a_hub_are_changed_and_removed(server: Any) -> None:
    kind = SCHEMA.edge("ATTENDED")
    server.query("CREATE CONSTRAINT s IF NOT EXISTS FOR (n:State) REQUIRE n.id IS UNIQUE")
    server.query("CREATE CONSTRAINT m IF NOT EXISTS FOR (n:Meeting) REQUIRE n.id IS UNIQUE")
    server.query(
        "CREATE CONSTRAINT f IF NOT EXISTS FOR ()-[r:ATTENDED]-() REQUIRE r.fact IS UNIQUE"
    )
    server.query("UNWIND ['AAA', 'BBB'] AS id CREATE (n:State {id: id})")
    server.query(f"UNWIND range(1, {MEETINGS}) AS i CREATE (n:Meeting {{id: 'm' + toString(i)}})")
    rows: list[dict[str, Any]] = [
        {"tail": tail, "head": f"m{number}", "fact": f"ATTENDED|{tail}|m{number}|0",
         "properties": {"fact": f"ATTENDED|{tail}|m{number}|0", "as": "participant"}}
        for tail in ("AAA", "BBB") for number in range(1, MEETINGS + 1)
    ]
    count = "MATCH ()-[r:ATTENDED]->() RETURN r.as AS what, count(r) AS n ORDER BY what"

    names = stored_properties(kind)
    created = [
        [row["tail"], row["head"], *(row["properties"].get(name) for name in names)]
        for row in rows
    ]
    server.query(statements.create_edges(kind, "State", "Meeting"), rows=created)
    changed = [{**row, "properties": {**row["properties"], "as": "host"}} for row in rows[::2]]
    server.query(statements.change_edges(kind, "State", "Meeting"), rows=changed)
    assert server.query(count) == [{"what": "host", "n": MEETINGS},
                                   {"what": "participant", "n": MEETINGS}]
    # One after the other from the same node: the second must not stumble over the first's place.
    server.query(statements.remove_edges(kind, "State", "Meeting"), rows=rows[:MEETINGS])
    assert sum(row["n"] for row in server.query(count)) == MEETINGS
    server.query(statements.remove_edges(kind, "State", "Meeting"), rows=rows[MEETINGS:])
    assert server.query(count) == []
