"""Random matrices with exactly the row and column sums seen: the fixed degree sequence model.

Two groups trade: the members that only one of them has are dealt out anew, each group keeping its
number. Strona et al., Nat. Commun. 5 (2014) 4114 (curveball); Carstens, Berger & Strona, MethodsX
5 (2018) 943 (all groups trade at once, in random pairs). Neal, arXiv 2305.04937 (2023): five trades
for each group are too few, ten or more are needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Truths = NDArray[np.bool_]
Integers = NDArray[np.int64]

TRADES = 10
"""Trades between the matrix seen and a sample, for each group; each trade is of two groups."""
_TOGETHER = 4_000_000  # cells held at once


def samples(
    members: Truths, number: int, seed: int, strata: Sequence[int] | None = None
) -> Iterator[Truths]:
    """Batches of random matrices with the sums of `members` (members x groups).

    Each batch is members x samples x groups; every sample starts from the matrix seen. The same
    seed gives the same samples. strata: the block of each row; where given, the sums of the groups
    within each block are kept too.
    """
    rng = np.random.default_rng(seed)
    rows, groups = members.shape
    blocks = np.zeros(rows, dtype=np.int64) if strata is None else np.asarray(strata)
    batch = max(1, _TOGETHER // max(1, rows * groups))
    for begin in range(0, number, batch):
        many = min(batch, number - begin)
        state = np.repeat(members[:, None, :], many, axis=1).reshape(rows, many * groups)
        for block in np.unique(blocks):
            state[blocks == block] = traded(state[blocks == block], groups, rng)
        yield state.reshape(rows, many, groups)


def traded(state: Truths, groups: int, rng: np.random.Generator) -> Truths:
    """Matrices side by side (members x (matrices x groups)) after `TRADES` trades a group."""
    many = state.shape[1] // groups if groups else 0
    pairs = groups // 2
    if not many or not pairs:
        return state
    state = np.ascontiguousarray(state)
    begins = np.arange(many)[:, None] * groups
    for _ in range(-(-TRADES * groups // pairs)):
        order = begins + rng.permuted(np.tile(np.arange(groups), (many, 1)), axis=1)
        left, right = order[:, 0 : 2 * pairs : 2].ravel(), order[:, 1 : 2 * pairs : 2].ravel()
        one, other = state.take(left, axis=1), state.take(right, axis=1)
        _deal(one, other, rng)
        state[:, left], state[:, right] = one, other
    return state


def _deal(one: Truths, other: Truths, rng: np.random.Generator) -> None:
    """Deal out anew, in place, what only one of two columns has; both: members x pairs.

    Going down the members, each that can be traded goes to the left with the chance that the
    left's open places have among all that are still to be dealt: so every choice is equally likely.
    """
    tradable = one ^ other
    to_deal = tradable.sum(axis=0, dtype=np.float32)
    places = (one & tradable).sum(axis=0, dtype=np.float32)
    draws = rng.random(one.shape, dtype=np.float32)
    both = one & other
    for row, can in enumerate(tradable):
        goes = draws[row] * to_deal < places
        goes &= can
        one[row] = goes
        other[row] = can ^ goes
        places -= goes
        to_deal -= can
    one |= both
    other |= both


def at_least(
    members: Truths, first: Integers, second: Integers, number: int, seed: int,
    strata: Sequence[int] | None = None,
) -> Integers:
    """In how many of `number` random matrices each pair of columns shares at least what it does.

    The p-value is (1 + this) / (1 + number).
    """
    seen = (members[:, first] & members[:, second]).sum(axis=0)
    found = np.zeros(len(first), dtype=np.int64)
    for state in samples(members, number, seed, strata):
        for sample in state.transpose(1, 0, 2).astype(np.float32):
            found += (sample.T @ sample)[first, second] >= seen - 0.5
    return found
