"""Ordered pairs against brute force; shuffles keep each level's calendar and are calibrated."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.measures.flows import exceedance, ordered_pairs, shuffled_pairs

TWO_LEVELS = st.integers(2, 6)


@given(st.data())
@settings(max_examples=50)
def test_pairs_are_counted_as_one_by_one(data: st.DataObject) -> None:
    occasions = data.draw(TWO_LEVELS)
    starts = data.draw(st.lists(st.integers(0, 9), min_size=occasions, max_size=occasions))
    dates = np.array([(s, s + data.draw(st.integers(0, 4))) for s in starts])
    items = data.draw(st.lists(st.integers(0, occasions - 1), min_size=2, max_size=6))
    pairs = data.draw(st.lists(st.tuples(st.integers(0, len(items) - 1),
                                         st.integers(0, len(items) - 1)), min_size=1, max_size=8))
    up = sum(dates[items[a]][1] < dates[items[b]][0] for a, b in pairs)
    down = sum(dates[items[b]][1] < dates[items[a]][0] for a, b in pairs)
    assert ordered_pairs(dates, np.array(items), np.array(pairs)) == (up, down)


def test_a_level_with_one_occasion_never_changes() -> None:
    dates = np.array([(1, 1), (5, 5), (9, 9)])
    at, pairs = np.array([0, 1, 2]), np.array([(0, 1), (0, 2)])
    found = shuffled_pairs(dates, at, pairs, [0, 1, 1], runs=20, seed=3)
    assert (found == [2, 0]).all()


def test_same_seed_same_shuffles() -> None:
    dates = np.array([(d, d) for d in range(8)])
    at, pairs = np.arange(8), np.array([(a, b) for a in range(4) for b in range(4, 8)])
    strata = [0, 0, 0, 0, 1, 1, 1, 1]
    one = shuffled_pairs(dates, at, pairs, strata, runs=5, seed=7)
    assert (one == shuffled_pairs(dates, at, pairs, strata, runs=5, seed=7)).all()


def test_what_is_by_chance_is_seldom_found_rare() -> None:
    """With no flow planted, a tail of 0.1 is met in a tenth of tables; planted, always."""
    rng = np.random.default_rng(11)
    strata = [0] * 12 + [1] * 12
    at = np.arange(24)
    rare = 0
    for _ in range(150):
        days = rng.permutation(240)[:24]
        dates = np.stack([days, days], axis=1)
        theme = rng.integers(0, 4, 24)
        pairs = np.array([(a, b) for a in range(12) for b in range(12, 24)
                          if theme[a] == theme[b]] or [(0, 12)])
        up, _ = ordered_pairs(dates, at, pairs)
        by_chance = shuffled_pairs(dates, at, pairs, strata, runs=99, seed=1)
        rare += exceedance(up, by_chance[:, 0]) <= 0.1
    assert rare / 150 < 0.17
    # Planted: each theme comes to the upper level just after the lower one.
    days = np.concatenate([np.arange(12) * 10, np.arange(12) * 10 + 1])
    pairs = np.stack([np.arange(12), np.arange(12) + 12], axis=1)
    dates = np.stack([days, days], axis=1)
    up, down = ordered_pairs(dates, at, pairs)
    assert (up, down) == (12, 0)
    by_chance = shuffled_pairs(dates, at, pairs, strata, runs=199, seed=1)
    assert exceedance(up, by_chance[:, 0]) == 1 / 200


def test_a_share_of_shuffles_is_never_nothing() -> None:
    assert exceedance(9, np.zeros(99)) == 1 / 100
    assert exceedance(0, np.zeros(99)) == 1.0
