"""info, connect, cypher, map, export: what reads and gives away."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from api.facts import coverage_of
from api.terminal.loading import Json
from api.terminal.opened import opened, snapshot_opened
from api.terminal.printing import out, print_json, print_table, say
from api.terminal.writing import write_file, writing
from graph.errors import BadInput
from graph.exports import EXPORTERS
from graph.schema.kinds import BASES
from graph.schema.nodes import EXTENTS
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.store.embedded import supported
from loaders.opening import current_snapshot
from loaders.seeds import open_seeds


def info(
    coverage: Annotated[
        bool, typer.Option("--coverage", help="How far we looked, mechanism by mechanism.")
    ] = False,
    as_json: Json = False,
) -> None:
    """What is in the graph: nodes, edges, data sets, the last load."""
    if coverage:
        with snapshot_opened() as snapshot:
            _print_coverage(snapshot, as_json)
        return
    settings = Settings.from_environment()
    if not settings.neo4j_uri and not supported():
        _print_info(open_seeds(), "seeds", "", as_json)
        return
    with opened() as (store, settings):
        _print_info(current_snapshot(store, settings), store.kind, store.agent, as_json)


def _print_info(snapshot: Snapshot, kind: str, agent: str, as_json: bool) -> None:
    nodes, edges = snapshot.counts()
    if as_json:
        print_json(
            {
                "store": kind, "server": agent, "digest": snapshot.digest,
                "nodes": nodes, "edges": edges,
                "datasets": [dict(data_set) for data_set in snapshot.meta.datasets],
                "load": dict(snapshot.meta.load),
            }
        )
        return
    out.print(escape(f"Store: {kind} {agent}  Data as of {snapshot.as_of}"))
    out.print(f"Digest {snapshot.digest}")
    basis = basis_counts(snapshot)
    for title, counts in (("Nodes", nodes), ("Edges", edges)):
        print_table(
            (title, "all", *BASES),
            ((name, n, *(basis[name].get(b, 0) for b in BASES)) for name, n in counts.items()),
        )


def _print_coverage(snapshot: Snapshot, as_json: bool) -> None:
    looked = coverage_rows(snapshot)
    if as_json:
        print_json({"digest": snapshot.digest, "as_of": snapshot.as_of, "coverage": looked})
        return
    kinds = [kind.name for kind in snapshot.schema.kinds]
    found = {str(row["of"]) for row in looked}
    columns = sorted(found, key=lambda of: (kinds.index(of) if of in kinds else len(kinds), of))
    cells: dict[str, dict[str, str]] = {}
    for row in looked:
        cells.setdefault(row["mechanism"], {})[row["of"]] = _looked(row)
    print_table(
        ("mechanism", *columns),
        ((mechanism, *(of.get(name, "") for name in columns)) for mechanism, of in cells.items()),
    )
    extents = Counter(row["extent"] for row in looked)
    out.print(", ".join(f"{extents[name]:,} {name}" for name in EXTENTS) + ".")
    out.print("A number is that of the documents read, partial where nothing is said; "
              "– is not looked at. Silence is no finding.")


def _looked(row: Mapping[str, Any]) -> str:
    """Short, as there is a column for each kind of fact."""
    documents = row["documents_read"]
    if row["extent"] == "not looked at":
        return "–"
    if row["extent"] == "partial" and documents is not None:
        return f"{documents:,}"
    return str(row["extent"]) + ("" if documents is None else f", {documents:,}")


def coverage_rows(snapshot: Snapshot) -> list[dict[str, Any]]:
    """How far we looked for each kind of fact about each mechanism, by mechanism."""
    return [
        {
            "mechanism": mechanism.id, "of": node.get("of"), "extent": node.get("extent"),
            "documents_read": node.get("documents_read"), "as_of": node.get("as_of", ""),
            "note": node.get("note", ""),
        }
        for mechanism in snapshot.nodes("Mechanism")
        for node in coverage_of(snapshot, mechanism.id)
    ]


def basis_counts(snapshot: Snapshot) -> dict[str, Counter[str]]:
    """How many elements of each kind are read, derived, recalled."""
    return {
        kind.name: Counter(snapshot.table(kind.name)["basis"].to_pylist())
        for kind in snapshot.schema.kinds
    }


_NOT_SHOWN = "the one you set in NEO4J_PASSWORD"
"""In place of a password that may write: it is not for screens, logs and pipes."""


def connect(
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the embedded database there until Ctrl+C.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Address and read-only credentials, for Neo4j Browser or a notebook.

    For a Neo4j of your own it is the login that you set, with its rights; the
    password is not shown.
    """
    with opened() as (store, settings):
        endpoint = store.endpoint
        given = {
            "uri": endpoint.uri if endpoint else settings.neo4j_uri,
            "username": endpoint.reader_user if endpoint else settings.neo4j_username,
            "password": endpoint.reader_password if endpoint else _NOT_SHOWN,
            "database": store.database,
        }
        if as_json:
            print_json(given)
        else:
            for name, value in given.items():
                out.print(escape(f"{name:9} {value}"))
        if keep:
            say("The database is there until Ctrl+C.")
            threading.Event().wait()
        elif endpoint and not as_json:
            say("The database ends about a minute after the last command; --keep holds it.")


def cypher(
    query: Annotated[str, typer.Argument(help="A reading Cypher statement.")],
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="name=value; the value as JSON.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Run a query, read-only and within limits."""
    with opened() as (store, _):
        result = store.visit(query, _parameters(param or []))
    if as_json:
        print_json(
            {
                "columns": list(result.columns), "rows": [list(row) for row in result.rows],
                "truncated": result.truncated, "seconds": round(result.seconds, 3),
            }
        )
        return
    print_table(result.columns, result.rows)
    rows = len(result.rows)
    more = "; there are more, narrow the query to see them" if result.truncated else ""
    say(f"{rows:,} {'row' if rows == 1 else 'rows'} in {result.seconds:.2f} s{more}.")


def _parameters(texts: list[str]) -> dict[str, Any]:
    parameters = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.isidentifier():
            raise BadInput(f"{text!r} is no parameter; expected name=value.")
        try:
            parameters[name] = json.loads(value)
        except ValueError:
            parameters[name] = value
    return parameters


def draw(
    output: Annotated[Path, typer.Option("-o", "--output", help="The .html to write.")],
    about: Annotated[
        str, typer.Option(help="Id of a mechanism, State or organization; everything.")
    ] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="A day, YYYY-MM-DD.")] = "",
) -> None:
    """Write the interactive map as one file that opens offline."""
    from graph.drawing.map import draw_map

    with snapshot_opened() as snapshot:
        html = draw_map(snapshot, about=about or None, as_of=as_of or None)
    write_file(output, html.encode())
    say(f"Wrote {output} ({len(html) / 1e6:.1f} MB).")


def export(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="Name of the format.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
) -> None:
    """Give the graph away in another format."""
    exporters = {exporter.name: exporter for exporter in EXPORTERS}
    if format_name not in exporters:
        raise BadInput(f"There is no format {format_name!r}; expected {', '.join(exporters)}.")
    with (
        snapshot_opened() as snapshot,
        writing(output) as partial,
        partial.open("wb") as stream,
    ):
        exporters[format_name].write(snapshot, stream)
    say(f"Wrote {output}.")
