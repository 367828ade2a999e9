"""Which ties are missing, by resources that flow over paths of three ties; and how well it tells.

Zhou, Ren, Medo & Zhang 2007 (Physical Review E 76, 046115). A graph of tens of nodes: every
suggestion is explained by the paths it rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ties = NDArray[np.bool_]
Floats = NDArray[np.float64]
_Z = 1.959963984540054  # two-sided 95 %


def resource_allocation(ties: Ties) -> Floats:
    """What flows from each column over its rows, their columns, to all rows; rows x columns.

    Each row tied to the column holds 1, splits it evenly among its columns, and each of these
    splits what it gets evenly among its rows. A row reached over many columns that are not tied
    to everything gets much. Only rows not tied to the column are of interest.
    """
    given = ties.astype(np.float64)
    per_row = np.maximum(given.sum(axis=1, keepdims=True), 1)
    per_column = np.maximum(given.sum(axis=0, keepdims=True), 1)
    return np.asarray((given / per_column) @ (given.T @ (given / per_row)), dtype=np.float64)


def best(scores: Floats, allowed: NDArray[np.bool_], most: int) -> list[int]:
    """The places of the highest scores above 0 that are allowed; of equals the first."""
    order = np.argsort(-scores, kind="stable")
    return [int(place) for place in order if allowed[place] and scores[place] > 0][:most]


@dataclass(frozen=True, slots=True)
class Held:
    """How many suggestions were made and came true, by the method and by popularity alone."""

    made: int
    true: int
    made_by_popularity: int
    true_by_popularity: int


def hold_out(before: Ties, after: Ties, most: int) -> Held:
    """Suggest from the ties of one time, and count which came true later.

    before, after: rows x columns; ties that began up to a day, and after it. Only columns with
    ties of both times are judged, and only rows that had a tie before can be suggested.
    """
    scores = resource_allocation(before)
    popular = before.sum(axis=1).astype(np.float64)
    counts = [0, 0, 0, 0]
    for column in np.flatnonzero(before.any(axis=0) & (after & ~before).any(axis=0)):
        allowed = ~before[:, column] & before.any(axis=1)
        for at, by in ((0, scores[:, column]), (2, popular)):
            chosen = best(by, allowed, most)
            counts[at] += len(chosen)
            counts[at + 1] += int(after[chosen, column].sum())
    return Held(*counts)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) where nothing was tried.

    >>> [round(end, 2) for end in wilson(24, 50)]
    [0.35, 0.61]
    """
    if not trials:
        return 0.0, 1.0
    share, square = successes / trials, _Z * _Z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = (_Z / (1 + square / trials)
            * float(np.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))))
    return max(0.0, middle - half), min(1.0, middle + half)


def through(ties: Ties, column: int, row: int) -> tuple[Sequence[int], Sequence[int]]:
    """The rows and the columns by which a row is reached from a column over three ties."""
    reached = np.flatnonzero(ties[row] & (ties & ties[:, [column]]).any(axis=0))
    others = [int(place) for place in reached if place != column]
    rows = np.flatnonzero(ties[:, column] & ties[:, others].any(axis=1))
    return [int(place) for place in rows], others
