"""Random matrices with exactly the row and column sums seen: the fixed degree sequence model.

Two groups trade: the members that only one of them has are dealt out anew, each keeping its
number. Strona et al., Nat. Commun. 5 (2014) 4114 (curveball); Carstens, Berger & Strona, MethodsX
5 (2018) 943 (all groups trade at once, in random pairs). Neal, arXiv 2305.04937 (2023): five trades
a group are too few, ten or more are needed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

TRADES = 10
"""Trades of each group between the matrix seen and a sample."""
_TOGETHER = 4_000_000  # cells held at once


def samples(
    members: NDArray[np.bool_], number: int, seed: int, trades: int = TRADES
) -> Iterator[NDArray[np.bool_]]:
    """Batches of random matrices with the sums of `members` (members x groups).

    Each batch is members x samples x groups; every sample starts from the matrix seen. The same
    seed gives the same samples. trades: how many each group takes part in, at the least.
    """
    rng = np.random.default_rng(seed)
    rows, groups = members.shape
    batch = max(1, _TOGETHER // max(1, rows * groups))
    rounds = trades + (trades if groups % 2 else 0)  # of an odd number one sits out each round
    for begin in range(0, number, batch):
        many = min(batch, number - begin)
        state = np.repeat(members[:, None, :], many, axis=1)
        for _ in range(rounds if groups > 1 else 0):
            order = rng.permuted(np.tile(np.arange(groups), (many, 1)), axis=1)
            _trade(state, order[:, 0 : groups - groups % 2 : 2], order[:, 1::2], rng)
        yield state


def _trade(
    state: NDArray[np.bool_], left: Integers, right: Integers, rng: np.random.Generator
) -> None:
    """Deal out anew what only one of `left` and `right` has, in place; both: samples x pairs."""
    sample = np.arange(state.shape[1])[:, None]
    one, other = state[:, sample, left], state[:, sample, right]
    tradable = one ^ other
    to_deal = tradable.sum(axis=0, dtype=np.int32)
    wanted = (one & tradable).sum(axis=0, dtype=np.int32)
    # Going down the members, each that can be traded goes to the left with the chance that the
    # left's open places have among those still to be dealt: every choice is equally likely.
    for row, can in enumerate(tradable):
        goes = can & (rng.random(can.shape, dtype=np.float32) * to_deal < wanted)
        one[row] = np.where(can, goes, one[row])
        other[row] = np.where(can, ~goes, other[row])
        wanted -= goes
        to_deal -= can
    state[:, sample, left] = one
    state[:, sample, right] = other


def at_least(
    members: NDArray[np.bool_], first: Integers, second: Integers, number: int, seed: int,
    trades: int = TRADES,
) -> Integers:
    """In how many of `number` random matrices each pair of columns shares at least what it does.

    The p-value is (1 + this) / (1 + number).
    """
    seen = (members[:, first] & members[:, second]).sum(axis=0)
    found = np.zeros(len(first), dtype=np.int64)
    for state in samples(members, number, seed, trades):
        for sample in state.transpose(1, 0, 2).astype(np.float32):
            found += (sample.T @ sample)[first, second] >= seen - 0.5
    return found
