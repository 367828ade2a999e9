"""The overlap of every pair of groups with both of its tests: by sizes, and by sizes by region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.measures.null_models import bicm, expected, false_discovery, stratified, upper_tail
from graph.measures.overlap import Overlap, overlap

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Null:
    """What a null model says of each pair: the members it expects to be shared, p and q."""

    expected: Floats
    p: Floats
    q: Floats


@dataclass(frozen=True)
class Tested:
    """The overlap of every pair, and both tests: all arrays run in parallel."""

    overlap: Overlap
    size: Null
    geography: Null


def tested(members: NDArray[np.bool_], strata: Sequence[int]) -> Tested:
    """Overlap and tests of every pair of columns of a members x groups matrix.

    strata: the region of each row. q-values are corrected over all pairs (Benjamini-Hochberg).
    """
    found = overlap(members)
    return Tested(
        found, _null(bicm(members), found), _null(stratified(members, strata), found)
    )


def _null(p: Floats, found: Overlap) -> Null:
    tails = upper_tail(p, found.first, found.second, found.shared)
    return Null(expected(p, found.first, found.second), tails, false_discovery(tails))
