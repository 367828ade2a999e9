"""How many members two groups would share by their sizes alone, or by their sizes in each region.

The stochastic degree sequence model (SDSM) on the bipartite configuration model (BiCM): the random
matrix whose row and column sums are, on average, those seen, and which is otherwise as random as
can be. Stratified, the same within each block of rows (a region), so that a group has in each
block, on average, as many members as it was seen to have there.

Saracco, Di Clemente, Gabrielli & Squartini, Sci. Rep. 5 (2015) 10595 (BiCM); Neal, Domagalski &
Sagan, Sci. Rep. 11 (2021) 23929 (SDSM).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import false_discovery_control

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_MOST_STEPS = 300
_EXACT_ENOUGH = 1e-9  # members that an expected row or column sum may be off
_REFUSED = 1e-5
_AT_ONCE = 32_768  # cells of the tail's table worked at a time: they should stay in the cache


# -- the random matrix -----------------------------------------------------------------------------


def bicm(members: NDArray[np.bool_]) -> Floats:
    """The probability of each cell under the BiCM fitted to a members x groups matrix of truths.

    Rows and columns of the result sum to those of `members` within 1e-5 (as a rule 1e-9). Rows and
    columns that are empty or full are so in every matrix with these sums, and their cells are 0
    or 1. ArithmeticError if no fit is found.
    """
    fitted = members.astype(np.float64)
    rows, columns = np.arange(members.shape[0]), np.arange(members.shape[1])
    inner = members
    while inner.size:
        keep_rows = ~(inner.all(axis=1) | ~inner.any(axis=1))
        keep_columns = ~(inner.all(axis=0) | ~inner.any(axis=0))
        if keep_rows.all() and keep_columns.all():
            break
        rows, columns = rows[keep_rows], columns[keep_columns]
        inner = members[np.ix_(rows, columns)]
    if inner.size:
        fitted[np.ix_(rows, columns)] = _fit(inner)
    return fitted


def stratified(members: NDArray[np.bool_], strata: Sequence[int]) -> Floats:
    """The probability of each cell where the BiCM is fitted to each block of rows by itself.

    strata: the block of each row.
    """
    blocks = np.asarray(strata)
    fitted = np.zeros(members.shape)
    for block in np.unique(blocks):
        chosen = blocks == block
        fitted[chosen] = bicm(members[chosen])
    return fitted


def _fit(members: NDArray[np.bool_]) -> Floats:
    """BiCM without empty or full rows and columns: p = x y / (1 + x y) by Newton's method.

    Rows with one sum have one x, so the unknowns are as many as there are different sums. The
    likelihood is concave in log x and log y; where a matrix is the only one with its sums the
    maximum lies at infinity, and the steps go on until the sums are met as exactly as asked.
    """
    row_sums, row_of, row_many = _distinct(members.sum(axis=1))
    column_sums, column_of, column_many = _distinct(members.sum(axis=0))
    many = row_many[:, None] * column_many[None, :]
    total = members.sum()
    log_x, log_y = np.log(row_sums / np.sqrt(total)), np.log(column_sums / np.sqrt(total))

    def lost(x: Floats, y: Floats) -> float:
        return float((many * np.logaddexp(0.0, x[:, None] + y[None, :])).sum()
                     - (row_many * row_sums * x).sum() - (column_many * column_sums * y).sum())

    off = np.inf
    best = expit(log_x[:, None] + log_y[None, :])
    for _ in range(_MOST_STEPS):
        p = expit(log_x[:, None] + log_y[None, :])
        row_off, column_off = p @ column_many - row_sums, row_many @ p - column_sums
        now_off = max(np.abs(row_off).max(), np.abs(column_off).max())
        if now_off < off:
            off, best = now_off, p
        if off <= _EXACT_ENOUGH:
            break
        step_x, step_y = _newton(many * p * (1 - p), row_many * row_off, column_many * column_off)
        length, before = 1.0, lost(log_x, log_y)
        while length > 1e-6 and lost(log_x - length * step_x, log_y - length * step_y) > (
            before + 1e-12 * abs(before)
        ):
            length /= 2
        log_x, log_y = log_x - length * step_x, log_y - length * step_y
    if off > _REFUSED:
        raise ArithmeticError(f"no random matrix has these sums: {off:.2g} members off")
    return np.asarray(best[np.ix_(row_of, column_of)], dtype=np.float64)


def _newton(weights: Floats, rows: Floats, columns: Floats) -> tuple[Floats, Floats]:
    """Newton's step in log x and log y. weights: the second derivatives of the cells, summed."""
    of_rows, of_columns = weights.sum(axis=1), weights.sum(axis=0)
    curvature = np.block([[np.diag(of_rows), weights], [weights.T, np.diag(of_columns)]])
    # A constant may go from all log x to all log y without effect; the ridge picks one of these
    # solutions, and is relative to each unknown so that flat directions keep their steps.
    curvature[np.diag_indices_from(curvature)] *= 1 + 1e-10
    curvature[np.diag_indices_from(curvature)] += 1e-300
    step = np.linalg.solve(curvature, np.concatenate([rows, columns]))
    step = np.clip(step, -5.0, 5.0)
    return step[: len(rows)], step[len(rows):]


def _distinct(sums: Integers) -> tuple[Floats, Integers, Floats]:
    """The different sums, which of them each row has, and how many rows have each."""
    values, places, many = np.unique(sums, return_inverse=True, return_counts=True)
    return values.astype(np.float64), places, many.astype(np.float64)


# -- what two groups share in it -------------------------------------------------------------------


def expected(p: Floats, first: Integers, second: Integers) -> Floats:
    """The expected number of shared members of each pair of columns."""
    return np.asarray((p.T @ p)[first, second], dtype=np.float64)


def upper_tail(p: Floats, first: Integers, second: Integers, shared: Integers) -> Floats:
    """P(X >= shared) for each pair of columns; X, the shared members, is Poisson-binomial.

    Exact: members are added one by one, and whatever reaches `shared` stays there, so that small
    tails are sums of positive terms and keep their digits. Pairs that share about as many are
    worked together, and pairs of equal columns once. Costs (pairs) x (shared) x (rows) steps.
    """
    alike = np.unique(p, axis=1, return_inverse=True)[1].ravel()
    one, other = np.minimum(alike[first], alike[second]), np.maximum(alike[first], alike[second])
    key = (one * p.shape[1] + other) * (len(p) + 1) + shared
    _, at, back = np.unique(key, return_index=True, return_inverse=True)
    return _tails(p, first[at], second[at], shared[at])[back]


def _tails(p: Floats, first: Integers, second: Integers, shared: Integers) -> Floats:
    tails = np.ones(len(shared))
    open_pairs = np.flatnonzero(shared > 0)
    widths = _width(shared[open_pairs])
    for width in np.unique(widths):
        alike = open_pairs[widths == width]
        at_once = max(1, _AT_ONCE // int(width))
        for begin in range(0, len(alike), at_once):
            part = alike[begin : begin + at_once]
            tails[part] = _tail(p[:, first[part]] * p[:, second[part]], shared[part], int(width))
    return np.minimum(tails, 1.0)


def _tail(chance: Floats, shared: Integers, width: int) -> Floats:
    """chance: rows x pairs, of being shared. In cell w of `at`, width - w are still missing."""
    pairs = chance.shape[1]
    at = np.zeros((width, pairs))
    at[width - shared, np.arange(pairs)] = 1.0
    reached = np.zeros(pairs)
    moved = np.empty_like(at)
    for each in chance[chance.any(axis=1)]:
        np.multiply(at, each, out=moved)
        at -= moved
        at[1:] += moved[:-1]
        reached += moved[-1]
    return reached


def _width(shared: Integers) -> Integers:
    """The width in which a pair is worked: shared, rounded up to one of few."""
    steps = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256]
    most = int(shared.max(initial=1))
    while steps[-1] < most:
        steps.append(2 * steps[-1])
    return np.asarray(steps)[np.searchsorted(steps, shared)]


def false_discovery(tails: Floats) -> Floats:
    """q-values of Benjamini & Hochberg (1995), in the order of the p-values."""
    return np.asarray(false_discovery_control(tails)) if len(tails) else np.empty(0)
