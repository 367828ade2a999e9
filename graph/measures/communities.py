"""Groups that share members among themselves more than with others, and who wavers between them.

Leiden (Traag, Waltman & van Eck 2019, Scientific Reports 9) maximizes modularity from many random
starts; where starts disagree, the things that change sides are what there is to be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import graspologic_native
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
_ITERATIONS = 10
_RANDOMNESS = 0.01
_MOST_ROUNDS = 20


def shared_weights(members: NDArray[np.bool_]) -> Floats:
    """Columns x columns: what each pair shares, a row counting 1/(its columns - 1) for each pair.

    A row in many columns is a thinner link than one in two (Newman 2001). So weighted, a column's
    links sum to its rows that are in another column too, and modularity in one mode keeps the
    groups of two modes (Guimera, Sales-Pardo & Amaral 2007, Physical Review E 76, 036102).
    """
    given = members[members.sum(axis=1) > 1].astype(np.float64)
    weights = given.T @ (given / (given.sum(axis=1, keepdims=True) - 1))
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights, dtype=np.float64)


def leiden(weights: Floats, resolution: float, seed: int) -> Integers:
    """One run: a group number for each thing; things without links have groups of their own."""
    first, second = np.nonzero(np.triu(weights, 1))
    groups = np.arange(len(weights), dtype=np.int64) + len(weights)
    if len(first):
        edges = [(str(a), str(b), float(weights[a, b]))
                 for a, b in zip(first, second, strict=True)]
        _, found = graspologic_native.leiden(
            edges, resolution=resolution, randomness=_RANDOMNESS, iterations=_ITERATIONS,
            use_modularity=True, seed=seed,
        )
        for thing, group in found.items():
            groups[int(thing)] = group
    return numbered(groups)


def numbered(groups: Integers) -> Integers:
    """The same groups, numbered from 0 in the order of their first things."""
    order = {group: at for at, group in enumerate(dict.fromkeys(groups.tolist()))}
    return np.array([order[group] for group in groups.tolist()], dtype=np.int64)


def modularity(weights: Floats, groups: Integers, resolution: float = 1.0) -> float:
    """Newman & Girvan's Q of a grouping, 0 where there is no link."""
    total = weights.sum()
    if not total:
        return 0.0
    strength = weights.sum(axis=1)
    same = groups[:, None] == groups[None, :]
    return float(((weights - resolution * np.outer(strength, strength) / total) * same).sum()
                 / total)


@dataclass(frozen=True, slots=True)
class Consensus:
    """groups: of each thing. stability: share of runs in which it is with its own group.

    elsewhere: share of runs in which it is with the group at the same place of `with_group`,
    the one other group that it is most often with (-1 for none).
    """

    groups: Integers
    stability: Floats
    elsewhere: Floats
    with_group: Integers


def together(runs: Integers) -> Floats:
    """things x things: the share of runs (runs x things) in which two are in one group."""
    return np.asarray((runs[:, :, None] == runs[:, None, :]).mean(axis=0), dtype=np.float64)


def consensus(runs: Integers, seed: int) -> Consensus:
    """One grouping of many (Lancichinetti & Fortunato 2012), and how each thing wavers.

    Things that are together in most runs are grouped again until every run says the same. In
    each run a thing is with the consensus group of which most (by share) are beside it.
    """
    agreed, rounds = together(runs), 0
    again = runs
    while rounds < _MOST_ROUNDS:
        weights = np.where(agreed > 0.5, agreed, 0.0)
        np.fill_diagonal(weights, 0.0)
        again = np.array([leiden(weights, 1.0, seed + at) for at in range(len(runs))])
        agreed = together(again)
        if np.isin(agreed, (0.0, 1.0)).all():
            break
        rounds += 1
    groups = numbered(again[0])
    return _wavering(runs, groups)


def _wavering(runs: Integers, groups: Integers) -> Consensus:
    things, count = np.arange(len(groups)), int(groups.max()) + 1
    times = np.zeros((len(groups), count))
    for run in runs:
        beside = run[:, None] == run[None, :]
        np.fill_diagonal(beside, False)
        shares = np.zeros((len(groups), count))
        for group in range(count):
            others = (groups == group)[None, :] & (things[:, None] != things[None, :])
            size = others.sum(axis=1)
            shares[:, group] = (beside & others).sum(axis=1) / np.maximum(size, 1)
        # Ties go to the own group: a thing alone in its group and in the run has not moved.
        shares[things, groups] += 1e-9
        times[things, shares.argmax(axis=1)] += 1
    times /= len(runs)
    own = times[things, groups]
    times[things, groups] = -1.0
    other = times.argmax(axis=1)
    elsewhere = np.maximum(times[things, other], 0.0)
    return Consensus(groups, own, elsewhere, np.where(elsewhere > 0, other, -1))
