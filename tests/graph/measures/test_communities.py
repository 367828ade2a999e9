"""Groups against networkx, agreement against published figures and brute force."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graph.measures.agreement import (
    adjusted_mutual_information,
    expected_mutual_information,
    shuffled_agreement,
)
from graph.measures.communities import (
    consensus,
    leiden,
    modularity,
    numbered,
    shared_weights,
    together,
)

MEMBERS = st.tuples(st.integers(2, 10), st.integers(2, 8)).flatmap(
    lambda shape: arrays(np.bool_, shape))


@settings(max_examples=60, deadline=None)
@given(MEMBERS)
def test_weights_are_newmans_collaboration_weights(members: np.ndarray) -> None:
    columns = members.shape[1]
    two_mode = nx.Graph()
    two_mode.add_nodes_from(range(columns), bipartite=0)
    two_mode.add_edges_from((columns + s, m) for s, m in np.argwhere(members))
    other = nx.bipartite.collaboration_weighted_projected_graph(two_mode, range(columns))
    weights = shared_weights(members)
    for a in range(columns):
        for b in range(columns):
            expected = other[a][b]["weight"] if other.has_edge(a, b) else 0.0
            assert weights[a, b] == pytest.approx(expected)
    shared = members[members.sum(axis=1) > 1]
    assert np.allclose(weights.sum(axis=1), shared.sum(axis=0))


@settings(max_examples=60, deadline=None)
@given(MEMBERS, st.integers(0, 1000))
def test_quality_is_that_of_networkx(members: np.ndarray, seed: int) -> None:
    weights = shared_weights(members)
    groups = leiden(weights, 1.0, seed)
    graph = nx.from_numpy_array(weights)
    parts = [{at for at, g in enumerate(groups) if g == group} for group in set(groups.tolist())]
    expected = nx.community.modularity(graph, parts) if graph.number_of_edges() else 0.0
    assert modularity(weights, groups) == pytest.approx(expected, abs=1e-9)


def test_leiden_is_as_good_as_louvain_and_the_best_of_all() -> None:
    """On the karate club the best modularity known is 0.4198 (unweighted)."""
    graph = nx.karate_club_graph()
    weights = nx.to_numpy_array(graph, weight=None)
    best = max(modularity(weights, leiden(weights, 1.0, seed)) for seed in range(20))
    assert best == pytest.approx(0.4198, abs=5e-4)
    louvain = nx.community.louvain_communities(graph, weight=None, seed=1)
    assert best >= nx.community.modularity(graph, louvain, weight=None) - 1e-9


def test_one_seed_gives_one_grouping() -> None:
    weights = shared_weights(np.random.default_rng(1).random((40, 25)) < 0.2)
    assert leiden(weights, 1.0, 7).tolist() == leiden(weights, 1.0, 7).tolist()


def test_numbers_follow_the_first_things() -> None:
    assert numbered(np.array([7, 7, 3, 9, 3])).tolist() == [0, 0, 1, 2, 1]


def test_who_wavers_between_two_groups_is_seen() -> None:
    """Things 0 to 2 and 3 to 5 stay; thing 6 is with the first in 6 of 10 runs."""
    runs = np.array([[0, 0, 0, 1, 1, 1, 0 if run < 6 else 1] for run in range(10)])
    assert together(runs)[0, 6] == pytest.approx(0.6)
    found = consensus(runs, 1)
    assert found.groups.tolist() == [0, 0, 0, 1, 1, 1, 0]
    assert found.stability.tolist() == pytest.approx([1, 1, 1, 1, 1, 1, 0.6])
    assert (found.with_group[6], found.elsewhere[6]) == (1, pytest.approx(0.4))
    assert (found.with_group[0], found.elsewhere[0]) == (-1, 0)


def test_things_without_links_stay_alone() -> None:
    found = consensus(np.array([leiden(np.zeros((3, 3)), 1.0, seed) for seed in range(10)]), 1)
    assert found.groups.tolist() == [0, 1, 2] and found.stability.tolist() == [1, 1, 1]


# -- agreement -------------------------------------------------------------------------------------

ONE = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3]
OTHER = [1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 3, 1, 3, 3, 3, 2, 2]
"""The worked example of scikit-learn's own tests: E MI 0.15042, AMI (arithmetic mean) 0.27821."""


def test_published_figures_of_agreement() -> None:
    sums = np.array([6, 6, 5]), np.array([OTHER.count(k) for k in (1, 2, 3)])
    assert expected_mutual_information(*sums) == pytest.approx(0.15042, abs=5e-6)
    assert adjusted_mutual_information(ONE, OTHER) == pytest.approx(0.27821, abs=5e-6)


def test_the_same_groups_agree_and_one_group_says_nothing() -> None:
    assert adjusted_mutual_information("aabb", [3, 3, 1, 1]) == pytest.approx(1.0)
    assert adjusted_mutual_information([0, 0, 0, 0], [0, 1, 2, 3]) == pytest.approx(0.0)


def plain_information(one: list[int], other: list[int]) -> float:
    n = len(one)
    return sum(
        joint / n * np.log(joint * n / (one.count(a) * other.count(b)))
        for a in set(one) for b in set(other)
        if (joint := sum(x == a and y == b for x, y in zip(one, other, strict=True)))
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=6))
def test_chance_is_the_mean_over_every_shuffling(pairs: list[tuple[int, int]]) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    every = [plain_information(one, list(order)) for order in permutations(other)]
    sums = [np.array([labels.count(k) for k in sorted(set(labels))]) for labels in (one, other)]
    assert expected_mutual_information(*sums) == pytest.approx(np.mean(every), abs=1e-9)
    assert adjusted_mutual_information(one, other) == pytest.approx(
        adjusted_mutual_information(other, one))


def test_shuffled_labels_agree_by_chance_only() -> None:
    rng = np.random.default_rng(4)
    found, shuffled = shuffled_agreement(
        [int(x) for x in rng.integers(0, 4, 60)], [int(x) for x in rng.integers(0, 5, 60)], 400, 1)
    assert abs(np.mean(shuffled)) < 0.02 and abs(found) < 0.15
