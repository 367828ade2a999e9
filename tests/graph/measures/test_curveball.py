"""Samples with exact sums: every matrix as likely as any other, and near the other null."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chisquare

from graph.measures.curveball import at_least, samples, traded
from graph.measures.null_models import bicm, upper_tail
from graph.measures.overlap import overlap

Truths = NDArray[np.bool_]


def all_with_these_sums(members: Truths) -> list[Truths]:
    """Every matrix with the row and column sums of a small one."""
    rows, columns = members.shape
    choices = [list(combinations(range(columns), int(many))) for many in members.sum(axis=1)]
    found = []
    for chosen in product(*choices):
        table = np.zeros((rows, columns), dtype=np.bool_)
        for row, places in enumerate(chosen):
            table[row, list(places)] = True
        if (table.sum(axis=0) == members.sum(axis=0)).all():
            found.append(table)
    return found


@pytest.mark.parametrize(
    ("members", "many"),
    [
        # 4 x 4 with two in each row and column: 90 of them (OEIS A001499).
        ([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]], 90),
        ([[1, 1, 0], [1, 0, 1], [0, 1, 0], [0, 0, 1]], 15),
        ([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]], 0),
    ],
)
def test_every_matrix_is_as_likely(members: list[list[int]], many: int) -> None:
    table = np.array(members, dtype=np.bool_)
    possible = all_with_these_sums(table)
    assert len(possible) == many or not many
    seen: Counter[bytes] = Counter()
    for batch in samples(table, 9_000, seed=1):
        seen.update(batch[:, number].tobytes() for number in range(batch.shape[1]))
    assert set(seen) == {np.ascontiguousarray(one).tobytes() for one in possible}
    assert chisquare(list(seen.values())).pvalue > 0.001


def test_sums_are_kept_and_seeds_repeat() -> None:
    rng = np.random.default_rng(0)
    members = rng.random((40, 9)) < 0.3
    first = np.concatenate(list(samples(members, 30, seed=5)), axis=1)
    again = np.concatenate(list(samples(members, 30, seed=5)), axis=1)
    assert (first == again).all()
    assert (first != np.concatenate(list(samples(members, 30, seed=6)), axis=1)).any()
    assert (first.sum(axis=0) == members.sum(axis=0)).all()
    assert (first.sum(axis=2) == members.sum(axis=1)[:, None]).all()
    assert (first != members[:, None, :]).any(axis=(0, 2)).all()


def test_exact_p_values() -> None:
    """Over all matrices with these sums, and as sampled."""
    rng = np.random.default_rng(8)
    members = rng.random((5, 4)) < 0.5
    found = overlap(members)
    possible = [overlap(one).shared for one in all_with_these_sums(members)]
    exact = np.mean([one >= found.shared for one in possible], axis=0)
    sampled = at_least(members, found.first, found.second, 4_000, seed=2) / 4_000
    assert np.abs(exact - sampled).max() < 0.035


def test_near_the_null_with_average_sums() -> None:
    """Neal, Domagalski & Sagan (2021): SDSM is near FDSM, and on the careful side of it."""
    rng = np.random.default_rng(11)
    members = rng.random((120, 14)) < np.outer(rng.random(120) + 0.2, rng.random(14) * 0.5)
    found = overlap(members)
    exact = (1 + at_least(members, found.first, found.second, 1_500, seed=3)) / 1_501
    average = upper_tail(bicm(members), found.first, found.second, found.shared)
    assert np.corrcoef(exact, average)[0, 1] > 0.95
    unlikely = exact < 0.5
    assert unlikely.any() and (average[unlikely] >= exact[unlikely] - 0.03).all()


def test_false_positives_are_nominal() -> None:
    """200 matrices drawn from sizes, and 200 from sizes and regions: 5 % of pairs have p <= 0.05.

    The matrix seen is one more sample: its rank among 39, ties broken by lot, is uniform.
    """
    rng = np.random.default_rng(2027)
    runs, number, rows, groups = 200, 39, 48, 8
    regions = np.repeat(np.arange(4), rows // 4)
    first, second = np.triu_indices(groups, 1)
    for by_region in (False, True):
        log_odds = rng.normal(0, 0.6, (rows, runs, 1)) + rng.normal(-1, 0.6, (1, runs, groups))
        if by_region:
            home = rng.integers(0, 4, (1, runs, groups))
            log_odds = log_odds + np.where(regions[:, None, None] == home, 1.8, -1.2)
        seen = rng.random(log_odds.shape) < 1 / (1 + np.exp(-log_odds))
        rate = {}
        for kept in ("sizes", "sizes by region"):
            state = np.repeat(seen, number, axis=1).reshape(rows, -1)
            for block in range(4) if kept != "sizes" else (slice(None),):
                part = regions == block if kept != "sizes" else block
                state[part] = traded(state[part], groups, rng)
            table = state.reshape(rows, runs, number, groups)
            drawn = (table[..., first] & table[..., second]).sum(axis=0, dtype=np.int16)
            true = (seen[..., first] & seen[..., second]).sum(axis=0, dtype=np.int16)[:, None]
            more, same = (drawn > true).sum(axis=1), (drawn == true).sum(axis=1)
            rank = more + rng.integers(0, same + 1)
            rate[kept] = ((1 + rank) / (1 + number) <= 0.05).mean()
        assert rate["sizes by region"] == pytest.approx(0.05, abs=0.01)
        if by_region:
            assert rate["sizes"] > 0.1
        else:
            assert rate["sizes"] == pytest.approx(0.05, abs=0.01)


def test_who_has_everybody_shares_what_it_must() -> None:
    rng = np.random.default_rng(0)
    members = rng.random((30, 4)) < 0.4
    members[:, 0] = True
    found = at_least(members, np.array([0, 0, 0]), np.array([1, 2, 3]), 50, seed=0)
    assert found.tolist() == [50, 50, 50]


def test_nothing_to_trade() -> None:
    for shape in ((0, 0), (3, 0), (3, 1), (1, 3)):
        members = np.ones(shape, dtype=np.bool_)
        [batch] = samples(members, 4, seed=0) if shape[0] else [np.ones((0, 4, 0))]
        assert batch.shape == (shape[0], 4, shape[1]) and batch.all()
