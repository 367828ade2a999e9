"""Shared members and their weights, against plain loops, networkx and a printed table."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from networkx.algorithms import bipartite
from numpy.typing import NDArray

from graph.measures.overlap import as_voices, overlap

Truths = NDArray[np.bool_]


def matrices(most: int = 9) -> st.SearchStrategy[Truths]:
    side = st.integers(0, most)
    return st.tuples(side, side).flatmap(lambda shape: arrays(np.bool_, shape))


def by_hand(members: Truths) -> list[tuple[int, int, int, float, float, float]]:
    """i, j, shared, Jaccard, overlap coefficient and Newman's sum, in sets and loops."""
    groups = [set(np.flatnonzero(column)) for column in members.T]
    many = [sum(member in group for group in groups) for member in range(len(members))]
    rows = []
    for i, one in enumerate(groups):
        for j in range(i + 1, len(groups)):
            both, either = one & groups[j], one | groups[j]
            fewer = min(len(one), len(groups[j]))
            rows.append((
                i, j, len(both), len(both) / len(either) if either else 0.0,
                len(both) / fewer if fewer else 0.0, sum(1 / (many[s] - 1) for s in both),
            ))
    return rows


@given(matrices())
@settings(max_examples=150, deadline=None)
def test_as_by_hand(members: Truths) -> None:
    found = overlap(members)
    expected = by_hand(members)
    assert list(zip(found.first, found.second, found.shared, strict=True)) == [
        row[:3] for row in expected
    ]
    for at, row in enumerate(expected):
        assert (found.jaccard[at], found.coefficient[at], found.newman[at]) == pytest.approx(
            row[3:], abs=1e-12
        )


@given(matrices(6), st.data())
@settings(max_examples=100, deadline=None)
def test_voices_as_by_hand(members: Truths, data: st.DataObject) -> None:
    """The rows of a union replaced, pair by pair, by one."""
    union = np.array(data.draw(st.lists(
        st.booleans(), min_size=len(members), max_size=len(members))), dtype=np.bool_)
    found = as_voices(members, overlap(members), [union])
    alone = members[~union]
    in_union = int(members[union].any(axis=0).sum())
    for at, (i, j) in enumerate(zip(found.first, found.second, strict=True)):
        shared = alone[:, i] & alone[:, j]
        single = bool((members[union, i] & members[union, j]).any())
        either = (alone[:, i] | alone[:, j]).sum() + 2 * 0
        # The union is a voice of a column that has any of its members.
        sizes = [alone[:, k].sum() + members[union, k].any() for k in (i, j)]
        assert found.shared[at] == shared.sum() + single
        assert [found.sizes[i], found.sizes[j]] == sizes
        assert found.shared[at] <= overlap(members).shared[at] and either <= sum(sizes)
        weights = [1 / (row.sum() - 1) for row in alone[shared]]
        expected = sum(weights) + (1 / (in_union - 1) if single else 0)
        assert found.newman[at] == pytest.approx(expected, abs=1e-9)
        assert found.jaccard[at] == pytest.approx(
            found.shared[at] / max(1, sum(sizes) - found.shared[at]))


def projections(members: Truths) -> dict[str, nx.Graph[int]]:
    """networkx's own: columns are -1, -2 …"""
    graph: nx.Graph[int] = nx.Graph()
    columns = [-1 - column for column in range(members.shape[1])]
    graph.add_nodes_from(range(len(members)))
    graph.add_nodes_from(columns)
    graph.add_edges_from((int(row), -1 - int(col)) for row, col in np.argwhere(members))
    return {
        "shared": bipartite.weighted_projected_graph(graph, columns),
        "jaccard": bipartite.overlap_weighted_projected_graph(graph, columns, jaccard=True),
        "coefficient": bipartite.overlap_weighted_projected_graph(graph, columns, jaccard=False),
        "newman": bipartite.collaboration_weighted_projected_graph(graph, columns),
    }


@pytest.mark.parametrize("seed", range(5))
def test_as_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    members = rng.random((60, 25)) < rng.random(25) * 0.6
    found = overlap(members)
    for name, projected in projections(members).items():
        ours = getattr(found, name)
        for at, (i, j) in enumerate(zip(found.first, found.second, strict=True)):
            theirs = projected.get_edge_data(-1 - int(i), -1 - int(j), {"weight": 0})["weight"]
            assert ours[at] == pytest.approx(theirs), (name, i, j)


def test_a_printed_table() -> None:
    """Women by women of the Southern Women (Breiger, Social Forces 53, 1974): Evelyn's row.

    With Laura 6, Theresa 7, Brenda 6, Charlotte 3, Frances 4, Eleanor, Pearl and Ruth 3 events.
    """
    davis = nx.davis_southern_women_graph()
    women, events = davis.graph["top"], davis.graph["bottom"]
    table = bipartite.biadjacency_matrix(davis, events, women).toarray().astype(np.bool_)
    found = overlap(table)
    first = dict(zip(found.second[found.first == 0], found.shared[found.first == 0], strict=True))
    assert [women[0], women[1], women[2], women[8]] == [
        "Evelyn Jefferson", "Laura Mandeville", "Theresa Anderson", "Ruth DeSand",
    ]
    assert [first[other] for other in range(1, 9)] == [6, 7, 6, 3, 4, 3, 3, 3]
