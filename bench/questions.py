"""How long questions take, each against the peer that it is named after, in the same run.

`python -m bench.questions` runs all of `BENCHMARKS`; names after it run those alone. A benchmark is
a function of a seed that prints its table: a new one is one line of `BENCHMARKS`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
from networkx.algorithms import bipartite
from numpy.typing import NDArray

from bench import report
from graph.measures.null_models import bicm, stratified
from graph.measures.overlap import overlap
from graph.measures.significance import tested

STATES, MECHANISMS, REGIONS = 249, 400, 22
ROUNDS = 3


def members(seed: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """States x mechanisms by the distributions of the generated data, and each State's region."""
    rng = np.random.default_rng(seed)
    region = rng.integers(0, REGIONS, STATES)
    readiness = np.exp(rng.normal(0, 0.4, STATES))
    table = np.zeros((STATES, MECHANISMS), dtype=np.bool_)
    for column in range(MECHANISMS):
        if rng.random() < 0.05:
            size, elsewhere = round(0.9 * STATES), 1.0
        else:
            size = int(np.clip(np.exp(rng.normal(3.2, 0.7)), 3, STATES))
            elsewhere = 0.03 if rng.random() < 0.7 else 0.6
        home = rng.choice(REGIONS, 3, replace=False)
        weight = readiness * np.where(np.isin(region, home), 1.0, elsewhere)
        chosen = rng.choice(STATES, size, replace=False, p=weight / weight.sum())
        table[chosen, column] = True
    return table, region


def of_networkx(table: NDArray[np.bool_]) -> tuple[nx.Graph[Any], list[int]]:
    """The same as a networkx graph; making it is not timed."""
    network: nx.Graph[Any] = nx.Graph()
    columns = [-1 - column for column in range(table.shape[1])]
    network.add_nodes_from(range(len(table)))
    network.add_nodes_from(columns)
    network.add_edges_from((int(row), -1 - int(column)) for row, column in np.argwhere(table))
    return network, columns


def all_pairs(seed: int) -> None:
    """Overlap of all pairs, with both null tests, against networkx's projections alone."""
    table, region = members(seed)
    network, columns = of_networkx(table)
    strata = region.tolist()
    work: dict[str, Callable[[], Any]] = {
        "networkx: shared members": lambda: bipartite.weighted_projected_graph(network, columns),
        "networkx: Jaccard": lambda: bipartite.overlap_weighted_projected_graph(network, columns),
        "networkx: Newman": lambda: bipartite.collaboration_weighted_projected_graph(
            network, columns),
        "ours: shared, Jaccard, overlap, Newman": lambda: overlap(table),
        "ours: both random matrices fitted": lambda: (bicm(table), stratified(table, strata)),
        "ours: all of it with both tests": lambda: tested(table, strata),
    }
    best = {
        name: min((report.measure(each) for _ in range(ROUNDS)), key=lambda run: run.cpu)
        for name, each in work.items()
    }
    peer = best["networkx: shared members"].cpu
    three = sum(run.cpu for name, run in best.items() if name.startswith("networkx"))
    report.table(
        f"{MECHANISMS} mechanisms, {STATES} States, {int(table.sum()):,} memberships, "
        f"{MECHANISMS * (MECHANISMS - 1) // 2:,} pairs, best of {ROUNDS}",
        ("what", "seconds", "of them computing", "networkx's shared members / this",
         "networkx's three / this"),
        ((name, run.seconds, run.cpu, peer / run.cpu, three / run.cpu)
         for name, run in best.items()),
    )


BENCHMARKS: dict[str, Callable[[int], None]] = {"overlap": all_pairs}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=", ".join(BENCHMARKS))
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if unknown := set(given.names) - BENCHMARKS.keys():
        parser.error(f"there is no {min(unknown)}; there are {', '.join(BENCHMARKS)}")
    report.machine("networkx", "numpy", "scipy")
    for name in given.names or BENCHMARKS:
        BENCHMARKS[name](given.seed)


if __name__ == "__main__":
    main()
