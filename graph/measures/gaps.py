"""The rhythm of dated events, and how a silence compares with it. Days are ordinals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

USUAL = 0.9
"""A gap is usual if nine in ten of the gaps are no longer (linear between order statistics)."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """gaps: how many. median, usual: in days. as_long: gaps at least as long as the silence."""

    gaps: int
    median: float
    usual: float
    as_long: int


def rhythm(days: Sequence[float], silence: float) -> Rhythm | None:
    """The gaps between events, in any order, beside a silence in days; None for under two."""
    gaps = np.diff(np.sort(np.asarray(days, dtype=np.float64)))
    if not len(gaps):
        return None
    return Rhythm(len(gaps), float(np.median(gaps)), float(np.quantile(gaps, USUAL)),
                  int((gaps >= silence).sum()))
