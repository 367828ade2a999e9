"""How long things last where some have not ended yet and a condition may set in on the way.

Lives are in years from the founding. A condition that sets in at some age counts from that age on
only: a thing must last to acquire it, and counting the years before as years with it would make
it look protective (immortal time; Snapinn et al. 2005, The American Statistician 59).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_Z = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Curve:
    """A Kaplan-Meier curve: one entry for each age at which something ended."""

    ages: Floats
    at_risk: NDArray[np.int64]
    ended: NDArray[np.int64]
    share: Floats  # still going after that age
    lower: Floats
    upper: Floats

    def at(self, age: float) -> tuple[float, float, float]:
        """Share still going at an age, with its 95 % interval; (1, 1, 1) before the first end."""
        place = int(np.searchsorted(self.ages, age, side="right")) - 1
        if place < 0:
            return 1.0, 1.0, 1.0
        return float(self.share[place]), float(self.lower[place]), float(self.upper[place])


def kaplan_meier(leave: ArrayLike, ended: ArrayLike, enter: ArrayLike | None = None) -> Curve:
    """The product-limit estimate (Kaplan & Meier 1958), with later entries.

    leave: ages at which each was last under observation; ended: whether it ended then; enter:
    ages at which observation began, by default 0. At risk at an age: enter < age <= leave.
    Intervals by Greenwood's variance on the scale log(-log), which keeps them within 0 and 1;
    where all have ended the interval is (0, 0), where none has (1, 1).
    """
    out = np.asarray(leave, dtype=np.float64)
    event = np.asarray(ended, dtype=bool)
    into = np.zeros_like(out) if enter is None else np.asarray(enter, dtype=np.float64)
    ages = np.unique(out[event])
    at_risk = ((into[:, None] < ages) & (ages <= out[:, None])).sum(axis=0)
    ends = (event[:, None] & (out[:, None] == ages)).sum(axis=0)
    share = np.cumprod(1 - ends / np.maximum(at_risk, 1))
    lower, upper = share.copy(), share.copy()
    inside = (share > 0) & (share < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(ends / (at_risk * (at_risk - ends)))
        width = _Z * np.sqrt(variance) / np.abs(np.log(share))
        lower[inside] = (share ** np.exp(width))[inside]
        upper[inside] = (share ** np.exp(-width))[inside]
    return Curve(ages, at_risk.astype(np.int64), ends.astype(np.int64), share, lower, upper)


def log_rank(leave: ArrayLike, ended: ArrayLike, since: ArrayLike) -> float:
    """The log-rank statistic z of those with a condition against those without.

    since: age at which the condition set in; infinite where it never did. At each end, who has
    the condition is who acquired it before. Negative: fewer ends with it than expected. 0 where
    nothing can be compared. z squared is the usual chi-squared on one degree of freedom.
    """
    return float(_z(*_table(np.asarray(leave, dtype=np.float64), np.asarray(ended, dtype=bool),
                            np.asarray(since, dtype=np.float64)[None, :]))[0])


def permuted_log_rank(
    leave: ArrayLike, ended: ArrayLike, since: ArrayLike, runs: int, seed: int
) -> float:
    """Two-sided p of the log-rank statistic, by giving the condition to others.

    At each age at which one acquired the condition, it is given instead to one drawn from all
    that were still under observation then and had not got it yet, so that nobody gets it after
    the end: p = (1 + runs at least as far from 0) / (1 + runs). Where a run has nobody left to
    give it to, it is dropped.
    """
    out = np.asarray(leave, dtype=np.float64)
    event, own = np.asarray(ended, dtype=bool), np.asarray(since, dtype=np.float64)
    rng = np.random.default_rng(seed)
    drawn = np.full((runs, len(out)), np.inf)
    for age in np.sort(own[own < out]):
        chances = np.where((out > age) & np.isinf(drawn), rng.random(drawn.shape), -1.0)
        chosen = chances.argmax(axis=1)
        possible = np.flatnonzero(chances.max(axis=1) >= 0)
        drawn[possible, chosen[possible]] = age
    observed = abs(log_rank(out, event, own))
    others = np.abs(_z(*_table(out, event, drawn)))
    return float((1 + (others >= observed - 1e-9).sum()) / (1 + runs))


def _table(
    leave: Floats, ended: NDArray[np.bool_], since: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """At each age of an end: at risk, at risk with it, ended, ended with it. since: runs x n."""
    ages = np.unique(leave[ended])
    at_risk = (leave[:, None] >= ages).astype(np.float64)
    ends = (ended[:, None] & (leave[:, None] == ages)).astype(np.float64)
    with_it = (since[:, :, None] < ages).astype(np.float64)
    return (at_risk.sum(axis=0), np.einsum("rna,na->ra", with_it, at_risk),
            ends.sum(axis=0), np.einsum("rna,na->ra", with_it, ends))


def _z(n: Floats, n_with: Floats, d: Floats, d_with: Floats) -> Floats:
    share = n_with / np.maximum(n, 1)
    off = (d_with - d * share).sum(axis=1)
    spread = (d * share * (1 - share) * (n - d) / np.maximum(n - 1, 1)).sum(axis=1)
    z: Floats = np.zeros(len(off))
    np.divide(off, np.sqrt(spread), out=z, where=spread > 1e-12)
    return z
