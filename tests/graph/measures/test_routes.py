"""The k cheapest routes against networkx, and against all simple routes there are."""

from __future__ import annotations

from itertools import islice, pairwise
from math import log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.routes import NO_HOP, cheapest_routes, ordered_costs, specificity


def graph_of(costs: np.ndarray) -> nx.DiGraph:
    network = nx.DiGraph()
    network.add_nodes_from(range(len(costs)))
    network.add_weighted_edges_from(
        (i, j, int(costs[i, j])) for i, j in np.argwhere(costs < NO_HOP).tolist())
    return network


def length(costs: np.ndarray, nodes: tuple[int, ...]) -> int:
    return sum(int(costs[i, j]) for i, j in pairwise(nodes))


@st.composite
def small_graphs(draw: st.DrawFn) -> np.ndarray:
    n = draw(st.integers(2, 7))
    hops = st.one_of(st.none(), st.integers(0, 4))
    costs = np.full((n, n), NO_HOP, dtype=np.int64)
    for i in range(n):
        for j in range(n):
            if i != j and (cost := draw(hops)) is not None:
                costs[i, j] = cost
    return costs


@given(small_graphs(), st.integers(1, 20), st.integers(1, 4))
def test_they_are_the_cheapest_of_all(costs: np.ndarray, k: int, longest: int) -> None:
    target = len(costs) - 1
    everything = sorted(
        (length(costs, tuple(nodes)), tuple(nodes))
        for nodes in nx.all_simple_paths(graph_of(costs), 0, target, cutoff=longest)
    )
    found = cheapest_routes(costs, 0, target, k, longest)
    assert [(route.cost, route.nodes) for route in found] == everything[:k]


@given(small_graphs(), st.integers(1, 20))
def test_yen_in_networkx_finds_the_same_costs(costs: np.ndarray, k: int) -> None:
    """Without a bound on hops: a simple route has fewer hops than there are nodes."""
    n = len(costs)
    try:
        theirs = [length(costs, tuple(nodes)) for nodes in islice(
            nx.shortest_simple_paths(graph_of(costs), 0, n - 1, weight="weight"), k)]
    except nx.NetworkXNoPath:
        theirs = []
    assert [route.cost for route in cheapest_routes(costs, 0, n - 1, k, n)] == theirs


def test_more_routes_than_there_are_is_no_fault() -> None:
    costs = np.array([[NO_HOP, 1], [1, NO_HOP]], dtype=np.int64)
    assert [route.nodes for route in cheapest_routes(costs, 0, 1, 20, 4)] == [(0, 1)]
    with pytest.raises(ValueError, match="different ends"):
        cheapest_routes(costs, 1, 1, 1, 4)


def test_the_rarest_carrier_counts() -> None:
    lengths = specificity([(0, 1, 2, 3), (1, 2), (3,)], 4)
    assert lengths[1, 2] == log(2) and lengths[0, 3] == log(4)
    assert np.isinf(np.diag(lengths)).all()


def test_what_is_documented_comes_first() -> None:
    long, short = log(9), log(2)
    lengths = np.array([[np.inf, long, short], [long, np.inf, short], [short, short, np.inf]])
    documented = np.zeros((3, 3), dtype=bool)
    documented[0, 2] = documented[2, 1] = True
    routes = {}
    for cost in ("hops", "documented", "specificity"):
        found = cheapest_routes(ordered_costs(lengths, documented, cost), 0, 1, 2, 3)
        routes[cost] = [route.nodes for route in found]
    assert routes == {"hops": [(0, 1), (0, 2, 1)], "documented": [(0, 2, 1), (0, 1)],
                      "specificity": [(0, 2, 1), (0, 1)]}
