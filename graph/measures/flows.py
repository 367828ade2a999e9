"""How many pairs of a lower and an upper level come in either order, and by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def ordered_pairs(
    dates: Ints, at: Ints, pairs: Ints
) -> tuple[int, int]:
    """How many pairs must come in the order (left, right), and how many in the other.

    dates: (d, 2) spans of days of the d occasions. at: (n,) the occasion of each of n items.
    pairs: (p, 2) items that are alike, the lower level's on the left. Occasions may be shared.
    """
    spans = dates[at]
    left, right = spans[pairs[:, 0]], spans[pairs[:, 1]]
    up = int(np.count_nonzero(left[:, 1] < right[:, 0]))
    down = int(np.count_nonzero(right[:, 1] < left[:, 0]))
    return up, down


def shuffled_pairs(
    dates: Ints, at: Ints, pairs: Ints, strata: Sequence[int], runs: int, seed: int
) -> Ints:
    """`ordered_pairs` after each of `runs` shuffles of the dates of occasions within their stratum.

    strata: (d,) of each occasion, here its level. Whole occasions change places, since what was
    said at one meeting has one date; and only within a level, so that each level keeps its own
    calendar: what is left to chance is which theme came up when. Returns (runs, 2).
    """
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(np.asarray(strata) == one) for one in sorted(set(strata))]
    found = np.empty((runs, 2), dtype=np.int64)
    for run in range(runs):
        moved = dates.copy()
        for group in groups:
            moved[group] = dates[rng.permutation(group)]
        found[run] = ordered_pairs(moved, at, pairs)
    return found


def exceedance(observed: int, by_chance: Ints) -> float:
    """The share of shuffles that give at least as many, the observation counted among them.

    Never 0 (Phipson and Smyth 2010, Statistical Applications in Genetics 9:39).
    """
    return float((1 + np.count_nonzero(by_chance >= observed)) / (1 + len(by_chance)))
