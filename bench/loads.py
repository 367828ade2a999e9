"""Loads and snapshots: first, again, changed; from the store and from a file; against py2neo.

`python -m bench.loads --scale 1` measures the embedded store and a Neo4j of its own (or the one
that NEO4J_TEST_URI names, which must be empty). Edges with ten properties go through our store and
through py2neo.bulk in turns, on the same server, the same rows in the same batches.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

from bench import report
from bench.generate import SIZES, generate
from graph.elements import Element
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store.bolt import Store
from graph.store.connecting import connect_embedded, connect_neo4j
from graph.store.difference import TableDifference
from graph.store.sending import BATCH, batches
from loaders.data_set import open_data_set
from loaders.opening import load_path

EDGE = "ATTENDED"  # the kind of which there are most
FILLED_UP: dict[str, Any] = {
    "name_as_in_source": "Generated name", "locators": ["p. 1"], "rule": "generated",
}
"""What an attendance may have, and generated ones lack: with these it has ten properties."""
PROPERTIES = ("fact", "spell", "as", "sources", "basis", "dataset", "digest", *FILLED_UP)
ROUNDS = 3


@contextmanager
def opened(kind: str, version: str, home: Path) -> Iterator[tuple[Store, Any]]:
    """A store of that kind, empty, and for Neo4j how to reach it otherwise."""
    if kind == "embedded":
        with connect_embedded(home / "embedded") as store:
            yield store, None
        return
    server = report.neo4j_for_tests().start(version)
    try:
        with connect_neo4j(server.uri, server.user, server.password, server.database) as store:
            yield store, server
    finally:
        server.stop()


def loads(kind: str, version: str, folder: Path, home: Path) -> None:
    """The life of a data set in one store."""
    settings = replace(Settings.from_environment(), home=home)
    rows: list[tuple[object, ...]] = []
    with opened(kind, version, home) as (store, _):

        def step(name: str, work: Callable[[], Any], count: Callable[[Any], int]) -> Any:
            done = report.measure(work)
            number = count(done.result)
            first = rows[0][2] if rows else done.seconds
            rows.append((name, number, done.seconds, number / done.seconds, done.cpu,
                         done.peak_mb, float(first) / done.seconds))  # type: ignore[arg-type]
            print(f"  {kind}: {name}, {number:,} in {done.seconds:.1f} s", file=sys.stderr)
            return done.result

        def moved(result: Any) -> int:
            return int(result.moved)

        step("first load", lambda: load_path(store, settings, folder), moved)
        step("the same again", lambda: load_path(store, settings, folder), moved)
        changed = home / "changed"
        copytree(folder, changed)
        _change(changed / "member_of.csv")
        step("one row changed", lambda: load_path(store, settings, changed), moved)
        snapshot = step("snapshot from the store", store.snapshot, elements_in)
        path = step("to a file", lambda: snapshot.save(home), lambda _: elements_in(snapshot))
        agent = store.agent
    done = subprocess.run(
        [sys.executable, "-m", "bench.loads", "--read-snapshot", str(path)],
        check=True, capture_output=True, text=True,
    )
    seconds, peak = map(float, done.stdout.split())
    rows.append(("snapshot from its file (own process)", elements_in(snapshot), seconds,
                 elements_in(snapshot) / seconds, seconds, peak, float(rows[0][2]) / seconds))  # type: ignore[arg-type]
    report.table(
        f"{agent}: {folder.name}",
        ("what", "elements", "s", "a second", "s of our CPU", "peak MB", "first load / this"), rows,
    )


def elements_in(snapshot: Snapshot) -> int:
    return sum(sum(counts.values()) for counts in snapshot.counts())


def _change(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    lines[1][lines[0].index("called")] = "changed"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def edges(kind: str, version: str, folder: Path, home: Path, most: int) -> None:
    """Edges with ten properties a second: ours, and on Neo4j py2neo's, in turns."""
    everything = open_data_set(folder).elements()
    made: list[Element] = [
        {name: FILLED_UP.get(name) or edge[name] for name in ("from", "to", *PROPERTIES)}
        for edge in everything[EDGE][:most]
    ]
    ends = {end for edge in made for end in (edge["from"], edge["to"])}
    labels = ("State", "Territory", "Organization", "Meeting")
    nodes = {
        label: [node for node in everything[label] if node["id"] in ends] for label in labels
    }
    del everything
    best: dict[str, float] = {}
    with opened(kind, version, home) as (store, server):
        store.prepare()
        _send(store, {k: TableDifference(created=v) for k, v in nodes.items()}, nodes)
        ways: dict[str, Callable[[], None]] = {
            "ours (UNWIND, CREATE)": lambda: _send(
                store, {EDGE: TableDifference(created=made)}, {**nodes, EDGE: made}
            )
        }
        if server is not None:
            ways |= _peer_ways(server, made, nodes)
        for _ in range(ROUNDS):
            for name, way in ways.items():
                seconds = report.measure(way).seconds
                found = store.read(
                    f"MATCH ()-[r:{EDGE}]->() RETURN count(r) AS n, sum(size(keys(r))) AS keys"
                )[0]
                assert found["n"] == len(made), (name, found)
                assert found["keys"] == len(made) * len(PROPERTIES), (name, found)
                best[name] = max(best.get(name, 0), len(made) / seconds)
                _delete(store, made, nodes)
        agent = store.agent
    report.table(
        f"{agent}: {len(made):,} edges with ten properties, batches of {BATCH:,}, "
        f"best of {ROUNDS} rounds",
        ("way", "edges a second", "ours / this"),
        ((name, rate, best["ours (UNWIND, CREATE)"] / rate) for name, rate in best.items()),
    )


def _send(store: Store, differences: dict[str, TableDifference], elements: Any) -> None:
    with store.long_statements():
        for batch in batches(store, differences, elements):
            store.write(lambda tx, b=batch: tx.run(b.text, rows=b.rows).consume())


def _delete(store: Store, made: list[Element], nodes: dict[str, list[Element]]) -> None:
    gone = TableDifference(removed=[edge["fact"] for edge in made])
    _send(store, {EDGE: gone}, nodes)


def _peer_ways(
    server: Any, made: list[Element], nodes: dict[str, list[Element]]
) -> dict[str, Callable[[], None]]:
    try:
        from py2neo import Graph
        from py2neo.bulk import create_relationships, merge_relationships
    except ImportError:
        print("py2neo is not installed: pip install 'iscm-graph[py2neo]'", file=sys.stderr)
        return {}
    graph = Graph(server.uri, auth=(server.user, server.password), name=server.database)
    label_of = {node["id"]: label for label, some in nodes.items() for node in some}
    grouped: dict[tuple[str, str], list[Any]] = {}
    for edge in made:
        pair = label_of[edge["from"]], label_of[edge["to"]]
        detail = {name: edge[name] for name in PROPERTIES}
        grouped.setdefault(pair, []).append((edge["from"], detail, edge["to"]))

    def run(bulk: Callable[..., None], key: Any) -> None:
        for (tail, head), rows in grouped.items():
            for start in range(0, len(rows), BATCH):
                bulk(graph.auto(), rows[start : start + BATCH], key, (tail, "id"), (head, "id"))

    return {
        "py2neo.bulk.create_relationships": lambda: run(create_relationships, EDGE),
        "py2neo.bulk.merge_relationships": lambda: run(merge_relationships, (EDGE, "fact")),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", type=int, choices=sorted(SIZES), default=1)
    parser.add_argument("--store", choices=("embedded", "neo4j"), action="append")
    parser.add_argument("--version", default="5.26.16", help="of Neo4j")
    parser.add_argument("--data", type=Path, help="a folder of generated data that is there")
    parser.add_argument("--edges", type=int, default=50_000,
                        help="most edges against py2neo; --scale 10 has as many")
    parser.add_argument("--only", choices=("loads", "edges"))
    parser.add_argument("--read-snapshot", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read_snapshot:
        done = report.measure(lambda: Snapshot.load(given.read_snapshot).digest)
        print(done.seconds, done.peak_mb)
        return
    report.machine("neo4j", "neo4j-rust-ext", "arcadedb-embedded", "py2neo", "pyarrow")
    with tempfile.TemporaryDirectory(prefix="iscm-bench-") as name:
        folder = given.data or Path(name) / f"x{given.scale}"
        if not folder.exists():
            generate(folder, given.scale)
        for kind in given.store or ("embedded", "neo4j"):
            for part in ("edges", "loads") if given.only is None else (given.only,):
                home = Path(name) / f"{kind}-{part}"
                home.mkdir()
                if part == "edges":
                    edges(kind, given.version, folder, home, given.edges)
                else:
                    loads(kind, given.version, folder, home)


if __name__ == "__main__":
    main()
