"""Saved queries answer the same on all servers, and find something in the seeds."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from graph.exports import EXPORTERS
from graph.exports.queries import FOLDER, page, saved_queries, write
from graph.questions import QUESTIONS
from graph.snapshot import Snapshot
from graph.store.lint import lint
from graph.store.loading import Incoming, load

DOCS = Path(__file__).parents[3] / "docs" / "queries.md"


def written(snapshot: Snapshot) -> dict[str, str]:
    stream = io.BytesIO()
    write(snapshot, stream)
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_same_rows_on_all_servers(  # type: ignore[no-untyped-def]
    seeds: Snapshot, servers, store_of
) -> None:
    elements = {kind.name: list(seeds.elements(kind.name)) for kind in seeds.schema.kinds}
    about = {k: str(v) for k, v in seeds.meta.datasets[0].items()}
    wrong = []
    for server in servers:
        incoming = Incoming(about["name"], about, True, "", elements)
        load(store_of(server), incoming)
    for query in saved_queries():
        text = query.on(seeds.as_of).cypher
        answers = {server.name: server.query(text) for server in servers}
        first = next(iter(answers.values()))
        if not first:
            wrong.append(f"{query.name}: nothing found")
        wrong += [
            f"{query.name}: {name} differs in {_first_difference(first, rows)}"
            for name, rows in answers.items() if rows != first
        ]
    assert not wrong, "\n".join(wrong)


def _first_difference(one: list, other: list) -> str:  # type: ignore[type-arg]
    pairs = zip(one, other, strict=False)
    return next(
        (f"row {at}: {json.dumps([a, b])}" for at, (a, b) in enumerate(pairs) if a != b),
        f"length: {len(one)}, {len(other)}",
    )


@pytest.mark.parametrize("query", saved_queries(), ids=lambda query: query.name)
def test_one_text_for_both_servers(query) -> None:  # type: ignore[no-untyped-def]
    assert lint(query.cypher) == []
    assert "ORDER BY" in query.cypher.splitlines()[-1]
    assert query.title
    assert query.explanation.endswith(".")


def test_places_never_go_without_their_designation() -> None:
    for query in saved_queries():
        named = any(f" {who}.name AS" in query.cypher for who in "pshca")
        of_places = "State" in query.cypher or "(p)" in query.cypher or "(c)" in query.cypher
        if named and of_places and "(a:Mechanism)" not in query.cypher:
            sources_only = any(
                text in query.cypher for text in ("Source {id", "(s:Source)", "(s:Structure)")
            )
            assert "designation_note AS designation" in query.cypher or sources_only, query.name


def test_zip_holds_a_folder_of_texts(seeds: Snapshot) -> None:
    files = written(seeds)
    asked = {one.name for one in QUESTIONS if one.cypher}
    assert {Path(name).stem for name in files if "/questions/" in name} == asked
    assert len(files) == len(saved_queries()) + 1 + len(asked) >= 34
    for query in saved_queries():
        text = files[f"{FOLDER}/{query.name}.cypher"]
        assert text.startswith(f"// {query.title}\n// ")
    assert seeds.receipt in files[f"{FOLDER}/README.txt"]
    assert "1244 (1999)" in files[f"{FOLDER}/README.txt"]
    assert written(seeds) == files


def test_days_become_that_of_the_data(hostile: Snapshot) -> None:
    text = written(hostile)[f"{FOLDER}/members-of-a-mechanism.cypher"]
    assert "WITH 'rcm' AS mechanism, 20260102 AS day\n" in text


def test_docs_list_them() -> None:
    assert DOCS.read_text(encoding="utf-8") == page()


def test_formats_are_registered() -> None:
    assert {exporter.name for exporter in EXPORTERS} >= {"cypher", "queries"}
    for exporter in EXPORTERS:
        assert exporter.suffix.startswith(".") and "/" in exporter.media_type
