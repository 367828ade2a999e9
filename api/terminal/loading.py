"""load, check, changes, verify, backup, restore: what brings data in and looks after them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from api.terminal.claiming import check_claims
from api.terminal.opened import opened
from api.terminal.printing import counted, out, print_json, print_table, progress_bar, say
from graph.errors import BadInput
from graph.settings import Settings
from graph.store.embedded import supported
from graph.store.loading import LoadResult
from loaders import archive
from loaders.data_set import open_data_set
from loaders.opening import current_snapshot, known_ids, known_names, load_path
from loaders.opening import remove as remove_data_set
from loaders.seeds import SEEDS
from loaders.tables import PACKAGE
from loaders.verifying import verify as verify_store

Json = Annotated[bool, typer.Option("--json", help="JSON on standard output, nothing else.")]


def load(
    path: Annotated[
        Path | None, typer.Argument(help="A folder of tables, a .csv or an .xlsx; the seeds.")
    ] = None,
    dataset: Annotated[str, typer.Option(help="Name of the data set; the folder's.")] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Withdraw what the data set no longer states.")
    ] = False,
    alongside: Annotated[
        bool, typer.Option("--alongside", help="Into a Neo4j that holds others' nodes too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Load a data set: only what is new, changed or gone is sent."""
    # Tables without a datapackage.json add to a graph: the seeds have to be in it first.
    whole = path is None or (path / PACKAGE).exists()
    with opened(filled=not whole) as (store, settings):
        with progress_bar() as progress:
            result = load_path(
                store, settings, path or SEEDS, dataset or None, replace_rows=replace,
                alongside=alongside, dry_run=dry_run, progress=progress,
            )
        _print_result(result, dry_run, as_json)


def remove(
    dataset: Annotated[str, typer.Argument(help="Name of the data set; `iscm info` lists them.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change; change nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take a data set out of the graph again; what others state stays."""
    with opened(filled=False) as (store, settings):
        with progress_bar() as progress:
            result = remove_data_set(store, settings, dataset, dry_run=dry_run, progress=progress)
        _print_result(result, dry_run, as_json)


def check(
    path: Annotated[
        Path | None, typer.Argument(help="A folder of tables, a .csv or an .xlsx; the seeds.")
    ] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="Recompute published figures from the graph instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check tables: everything wrong is listed at once, nothing is loaded. Exit code 2 if any."""
    if claims:
        if path is not None:
            raise BadInput("--claims reads what is loaded; no path goes with it.")
        check_claims(as_json)
        return
    target = path or SEEDS
    whole = (target / PACKAGE).exists()
    settings = Settings.from_environment()
    if whole or not (settings.neo4j_uri or supported()):
        data_set = open_data_set(target)
    else:
        with opened() as (store, settings):
            graph_now = current_snapshot(store, settings)
            data_set = open_data_set(
                target,
                known=graph_now.label_of,
                known_ids=lambda: known_ids(graph_now),
                known_names=lambda: known_names(graph_now),
                default_created=graph_now.as_of,
            )
    counts = {name: len(rows) for name, rows in sorted(data_set.rows.items())}
    warnings = [str(warning) for warning in data_set.warnings]
    if as_json:
        print_json({"rows": counts, "warnings": warnings})
        return
    for warning in warnings:
        say(f"Look at this: {warning}")
    out.print(f"{sum(counts.values()):,} rows in {len(counts)} tables: nothing wrong with them.")


def changes(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many loads.")] = 10,
    as_json: Json = False,
) -> None:
    """What changed with each load, newest first."""
    with opened() as (store, _):
        loads = store.loads(limit)
    if as_json:
        print_json(loads)
        return
    for one in loads:
        out.print(
            f"[bold]Load {one['id']}[/] of {escape(one['dataset'])}, {one['finished']}: "
            f"nodes {counted(one['counts']['nodes'])}; edges {counted(one['counts']['edges'])}"
        )
        if one["id"] > 1:
            for what, kind, key in one["difference"][:20]:
                out.print(f"  {what} {kind} {escape(key)}")
            if len(one["difference"]) > 20:
                out.print(f"  … and {len(one['difference']) - 20:,} more; --json lists them.")


def verify(as_json: Json = False) -> None:
    """Read everything back and hold it against the digests in the store's books."""
    with opened() as (store, _):
        report = verify_store(store)
    if as_json:
        print_json(report)
    elif not report["faults"]:
        out.print(f"{report['elements']:,} elements, digest {report['digest']}: as they should be.")
    else:
        print_table(("kind", "key", "what is wrong"), report["faults"][:200])
    if report["faults"]:
        raise typer.Exit(1)


def backup(
    output: Annotated[Path, typer.Option("-o", "--output", help="The .zip to write.")],
    as_json: Json = False,
) -> None:
    """Write every data set and the history of loads into one zip file."""
    with opened() as (store, settings):
        summary = archive.backup(store, current_snapshot(store, settings), output)
    _said(summary, as_json, f"Wrote {output}")


def restore(
    path: Annotated[Path, typer.Argument(help="A zip file that `iscm backup` wrote.")],
    as_json: Json = False,
) -> None:
    """Load a backup into an empty store."""
    with opened(filled=False) as (store, settings):
        if not store.books().empty:
            raise BadInput(
                "The store is not empty.",
                hint="Name another folder with ISCM_HOME, or another NEO4J_DATABASE.",
            )
        with progress_bar() as progress:
            summary = archive.restore(store, settings, path, progress)
    _said(summary, as_json, f"Restored {path}")


def _said(summary: dict[str, Any], as_json: bool, text: str) -> None:
    if as_json:
        print_json(summary)
    else:
        names = ", ".join(summary["datasets"])
        out.print(escape(f"{text}: {names}; digest {summary['digest']}."))


def _print_result(result: LoadResult, dry_run: bool, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "nodes": dict(result.nodes), "edges": dict(result.edges),
                "load": result.load, "digest": result.digest,
                "seconds": round(result.seconds, 3),
                "overruled": [list(one) for one in result.overruled],
            }
        )
        return
    if not result.moved:
        out.print("Nothing to move: the store holds this already.")
    would_be = ", would be" if dry_run else ""
    out.print(f"Nodes{would_be}: {counted(result.nodes)}")
    out.print(f"Edges{would_be}: {counted(result.edges)}")
    if dry_run:
        print_table(("what", "kind", "key"), result.listed[:200])
        if len(result.listed) > 200:
            out.print(f"… and {len(result.listed) - 200:,} more.")
    if result.overruled:
        facts = "fact" if len(result.overruled) == 1 else "facts"
        out.print(
            f"{len(result.overruled):,} {facts} another data set states with other values, "
            "which stand:"
        )
        print_table(("kind", "key"), result.overruled[:20])
    out.print(f"Digest {result.digest}, load {result.load}, {result.seconds:.1f} s.")
