"""What a question says in Cypher gives the rows of its answer, on every server."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph.questions import QUESTIONS, ask
from graph.questions.cookbook import example, page, parameters, pasted
from graph.questions.given import given
from graph.snapshot import Snapshot
from graph.store.loading import Incoming, load

DOCS = Path(__file__).parents[3] / "docs" / "cookbook.md"
IN_CYPHER = [one for one in QUESTIONS if one.cypher]


def counted(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(json.dumps(row, sort_keys=True, default=str) for row in rows)


@pytest.mark.slow
def test_same_rows_as_the_answer_on_all_servers(  # type: ignore[no-untyped-def]
    seeds: Snapshot, servers, store_of
) -> None:
    elements = {kind.name: list(seeds.elements(kind.name)) for kind in seeds.schema.kinds}
    about = {k: str(v) for k, v in seeds.meta.datasets[0].items()}
    for server in servers:
        load(store_of(server), Incoming(about["name"], about, True, "", elements))
    wrong = []
    for one in IN_CYPHER:
        answer = ask(seeds, one.name, example(one))
        values = parameters(one, given(one, seeds, example(one)))
        for server in servers:
            rows = server.query(one.cypher, **values)
            columns = list(rows[0]) if rows else []
            known = [column.name for column in one.columns]
            assert set(columns) <= set(known), (one.name, columns)
            expected = [
                {name: cell for name, cell in row.items() if name in columns}
                for row in answer.as_dicts()
            ]
            if counted(rows) != counted(expected):
                less, more = counted(expected) - counted(rows), counted(rows) - counted(expected)
                wrong.append(f"{one.name} on {server.name}: {len(rows)} rows for {len(expected)}; "
                             f"missing {list(less)[:2]}, not expected {list(more)[:2]}")
            elif counted(rows) != counted(server.query(pasted(one, seeds))):
                wrong.append(f"{one.name} on {server.name}: pasted, it gives other rows")
    assert not wrong, "\n".join(wrong)


def test_the_cookbook_is_fresh(seeds: Snapshot) -> None:
    assert DOCS.read_text(encoding="utf-8") == page(seeds)
