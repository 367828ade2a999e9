"""Gould and Fernandez's roles by brute force and by hand; participation; the random tables."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graph.measures.brokerage import (
    ROLES,
    by_chance,
    exceeding,
    measured,
    participation,
    percentile,
    roles,
)

TABLES = st.tuples(st.integers(1, 9), st.integers(1, 6)).flatmap(
    lambda shape: st.tuples(
        arrays(np.bool_, shape),
        arrays(np.int64, shape[0], elements=st.integers(0, 2)),
    )
)


def brute_force(members: np.ndarray, groups: np.ndarray) -> list[list[int]]:
    """Every pair of every row's neighbours on the projected graph, one by one."""
    rows = len(members)
    two_mode = nx.Graph()
    two_mode.add_nodes_from(range(rows))
    two_mode.add_edges_from((s, rows + m) for s, m in np.argwhere(members))
    meets = nx.bipartite.projected_graph(two_mode, range(rows))
    found = []
    for b in range(rows):
        counts = dict.fromkeys(ROLES, 0)
        for a, c in combinations(sorted(meets[b]), 2):
            if not meets.has_edge(a, c):
                x, y, z = groups[a], groups[b], groups[c]
                if x == y == z:
                    role = "coordinator"
                elif x == z:
                    role = "consultant"
                elif y in (x, z):
                    role = "gatekeeper"
                else:
                    role = "liaison"
                counts[role] += 1
        found.append([counts[role] for role in ROLES])
    return found


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_roles_are_those_of_every_triad(table: tuple[np.ndarray, np.ndarray]) -> None:
    members, groups = table
    assert roles(members, groups).tolist() == brute_force(members, groups)


def test_the_roles_by_hand() -> None:
    """b sits in three forums; its fellow members share none with each other.

    b and its first two fellows are of group 0, the others of 1, 1 and 2.
    """
    members = np.array([
        [1, 1, 1, 1, 1],  # b, of group 0
        [1, 0, 0, 0, 0],  # group 0
        [0, 1, 0, 0, 0],  # group 0
        [0, 0, 1, 0, 0],  # group 1
        [0, 0, 0, 1, 0],  # group 1
        [0, 0, 0, 0, 1],  # group 2
    ], dtype=bool)
    groups = np.array([0, 0, 0, 1, 1, 2])
    # coordinator: the one pair within 0; consultant: the one within 1; gatekeeper: two of 0 with
    # three others; liaison: two of 1 with the one of 2. Ten pairs of five in all.
    assert roles(members, groups)[0].tolist() == [1, 1, 6, 2]
    assert roles(members, groups)[1:].sum() == 0
    # Five fellow members: two, two and one of three groups.
    assert participation(members, groups)[0] == pytest.approx(1 - (4 + 4 + 1) / 25)


def test_a_forum_of_all_leaves_nothing_to_broker() -> None:
    members = np.ones((5, 2), dtype=bool)
    assert roles(members, np.arange(5)).sum() == 0


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_participation_row_by_row(table: tuple[np.ndarray, np.ndarray]) -> None:
    members, groups = table
    for s, value in enumerate(participation(members, groups)):
        met = [groups[t] for m in np.flatnonzero(members[s])
               for t in np.flatnonzero(members[:, m]) if t != s]
        shares = [met.count(g) / len(met) for g in set(met)]
        assert value == pytest.approx(1 - sum(x * x for x in shares) if met else 0.0)


def test_random_tables_keep_what_they_are_to_keep() -> None:
    rng = np.random.default_rng(3)
    members = rng.random((20, 8)) < 0.4
    groups = rng.integers(0, 3, 20)
    drawn = by_chance(members, groups, groups, 40, 5)
    assert drawn.shape == (40, 20, 5)
    assert np.array_equal(drawn, by_chance(members, groups, groups, 40, 5))
    # Each column keeps its rows of each group: fellow members by group keep their sum.
    assert not np.array_equal(drawn[0], drawn[1])
    # With every row a stratum of its own nothing can move: every draw is what was seen.
    fixed = by_chance(members, groups, np.arange(20), 3, 5)
    assert np.allclose(fixed, measured(members, groups))


def test_what_is_drawn_from_the_null_is_seldom_beyond_it() -> None:
    """Held against itself, a random table has about five rows in a hundred above."""
    rng = np.random.default_rng(0)
    members = rng.random((60, 10)) < 0.3
    groups = rng.integers(0, 4, 60)
    one = np.zeros(60, dtype=np.int64)
    drawn = by_chance(members, groups, one, 200, 1)
    above, by_luck = exceeding(drawn[0, :, 3], drawn[1:, :, 3])
    assert 0 <= above <= 12 and 1.5 <= by_luck.mean() <= 4.5


def test_a_planted_broker_stands_out_against_its_number_of_forums() -> None:
    """Two groups of forums, each of one region; one State of sixty sits in both kinds."""
    members = np.zeros((121, 8), dtype=bool)
    rng = np.random.default_rng(2)
    for s in range(60):
        members[s, rng.choice(4, 2, replace=False)] = True
        members[60 + s, 4 + rng.choice(4, 2, replace=False)] = True
    members[120, [0, 4]] = True
    groups = np.array([0] * 60 + [1] * 60 + [0])
    seen, drawn = measured(members, groups), by_chance(members, groups, groups, 200, 1)
    gatekeeper = ROLES.index("gatekeeper")
    assert percentile(seen[120, gatekeeper], drawn[:, 120, gatekeeper]) > 95


def test_percentile_counts_ties_half() -> None:
    assert percentile(2.0, np.array([1.0, 2.0, 2.0, 3.0])) == 50.0
    assert percentile(0.0, np.zeros(7)) == 50.0
