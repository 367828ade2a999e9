"""Five routes between two mechanisms at x100, against networkx `shortest_simple_paths`.

`python -m bench.routes`. The links are drawn directly, in the sizes of `bench.generate`; nothing in
them is a fact. Each side starts from the lists of who links which mechanisms, and ends with five
routes for each of some pairs: ours by grouping parallel carriers into one hop, networkx on the same
grouped graph, and on the graph with every carrier as a node, which is what stands in the data.
Seconds are of the processor.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, pairwise

import networkx as nx
import numpy as np

from bench.report import machine, measure, table
from graph.measures.routes import NO_HOP, cheapest_routes, ordered_costs, specificity

MECHANISMS, STATES, ORGANIZATIONS, MEETINGS, OBSERVERS = 150, 249, 700, 75_000, 100
JOINT = 0.02
PAIRS, K, LONGEST = 10, 5, 3
MOST_PATHS = 200
"""So many paths networkx may try among single carriers before it is stopped: each shared State is a
path of its own there, and five paths are seldom five routes."""

Carriers = list[list[int]]


def drawn(seed: int = 1) -> tuple[Carriers, list[tuple[int, int]]]:
    """The mechanisms that each State and organization links, and the pairs that met or observe."""
    rng = np.random.default_rng(seed)
    sizes = np.minimum(rng.lognormal(3.2, 0.7, MECHANISMS).astype(int) + 2, STATES)
    linked: Carriers = [[] for _ in range(STATES + ORGANIZATIONS)]
    for mechanism, size in enumerate(sizes):
        for state in rng.choice(STATES, size, replace=False):
            linked[state].append(mechanism)
    for organization in range(ORGANIZATIONS):
        served = min(int(rng.zipf(1.8)), MECHANISMS)
        linked[STATES + organization] = sorted(rng.choice(MECHANISMS, served, replace=False))
    # Most joint meetings are of mechanisms that have met before.
    partners = [tuple(rng.choice(MECHANISMS, 2, replace=False)) for _ in range(200)]
    met = [partners[at] for at in rng.integers(0, len(partners), int(MEETINGS * JOINT))]
    observe = [tuple(rng.choice(MECHANISMS, 2, replace=False)) for _ in range(OBSERVERS)]
    return linked, [(int(one), int(other)) for one, other in met + observe]


def grouped(linked: Carriers, met: list[tuple[int, int]]) -> np.ndarray:
    lengths = specificity(linked, MECHANISMS)
    documented = np.zeros((MECHANISMS, MECHANISMS), dtype=np.bool_)
    for one, other in met:
        lengths[one, other] = lengths[other, one] = np.log(2)
        documented[one, other] = documented[other, one] = True
    return ordered_costs(lengths, documented, "hops")


def ours(linked: Carriers, met: list[tuple[int, int]], pairs: list[tuple[int, int]]) -> list:
    costs = grouped(linked, met)
    return [[r.cost for r in cheapest_routes(costs, *pair, K, LONGEST)] for pair in pairs]


def theirs(linked: Carriers, met: list[tuple[int, int]], pairs: list[tuple[int, int]]) -> list:
    costs = grouped(linked, met)
    network = nx.DiGraph()
    network.add_weighted_edges_from(
        (i, j, int(costs[i, j])) for i, j in np.argwhere(costs < NO_HOP).tolist())
    found = []
    for pair in pairs:
        routes = nx.shortest_simple_paths(network, *pair, weight="weight")
        within = (route for route in routes if len(route) - 1 <= LONGEST)
        found.append([sum(int(costs[hop]) for hop in pairwise(r)) for r in islice(within, K)])
    return found


def theirs_typed(linked: Carriers, met: list[tuple[int, int]], pairs: list) -> list:
    network = nx.Graph()
    for carrier, mechanisms in enumerate(linked):
        network.add_edges_from((f"c{carrier}", int(mechanism)) for mechanism in mechanisms)
    for meeting, both in enumerate(met):
        network.add_edges_from((f"m{meeting}", mechanism) for mechanism in both)
    return [_different(nx.shortest_simple_paths(network, *pair)) for pair in pairs]


def _different(paths: Iterable[list]) -> int:
    """How many routes through different mechanisms its first paths are, until there are enough."""
    seen: set[tuple] = set()
    for path in islice(paths, MOST_PATHS):
        seen.add(tuple(path[::2]))
        if len(seen) == K:
            break
    return len(seen)


def rows() -> list[tuple[object, ...]]:
    linked, met = drawn()
    rng = np.random.default_rng(2)
    pairs = [tuple(int(m) for m in rng.choice(MECHANISMS, 2, replace=False)) for _ in range(PAIRS)]
    works = {
        "ours, carriers grouped into hops": ours,
        "networkx shortest_simple_paths, on the same hops": theirs,
        "networkx shortest_simple_paths, every carrier a node": theirs_typed,
    }
    found = {}
    for name, work in works.items():
        first = measure(lambda work=work: work(linked, met, pairs[:1]))
        each = measure(lambda work=work: work(linked, met, pairs))
        found[name] = (first.cpu, each.cpu, each.result)
    names = list(found)
    assert found[names[0]][2] == found[names[1]][2], "the same five costs for every pair"
    base = found[names[0]]
    gave = [K, K, sum(found[names[2]][2]) / PAIRS]
    return [
        (name, f"{first * 1000:.0f} ms", f"{every / PAIRS * 1000:.1f} ms",
         f"{first / base[0]:.1f}", f"{every / base[1]:.1f}", f"{routes:.1f}")
        for (name, (first, every, _)), routes in zip(found.items(), gave, strict=True)
    ]


if __name__ == "__main__":
    machine("networkx", "numpy")
    table(f"Five routes between two of {MECHANISMS} mechanisms ({STATES} States, {ORGANIZATIONS} "
          f"organizations, {MEETINGS:,} meetings)",
          ("what", "one pair, from the lists", f"a pair, of {PAIRS} in one go", "times ours, one",
           "times ours, many", "routes found"), rows())
