"""How far two ways of sorting the same things into groups agree, beyond what chance would do."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Counts = NDArray[np.int64]


def adjusted_mutual_information(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """(MI - E MI) / (mean of the entropies - E MI): 1 for the same groups, about 0 by chance.

    E MI is exact, over all ways of dealing the things out to groups of these sizes (Vinh, Epps &
    Bailey 2010, JMLR 11). Two sortings into one group each, or into single things each, agree.
    """
    return shuffled_agreement(one, other, 0, 0)[0]


def shuffled_agreement(
    one: Sequence[Hashable], other: Sequence[Hashable], shuffles: int, seed: int
) -> tuple[float, list[float]]:
    """The adjusted mutual information, and what it is with the second labels shuffled, sorted."""
    first, second = _numbered(one), _numbered(other)
    table = _table(first, second)
    rows, columns, many = table.sum(axis=1), table.sum(axis=0), int(table.sum())
    if max(len(rows), len(columns)) == 1 or len(rows) == len(columns) == many:
        return 1.0, [1.0] * shuffles
    by_chance = expected_mutual_information(rows, columns)
    most = (_entropy(rows) + _entropy(columns)) / 2 - by_chance

    def adjusted(counts: Counts) -> float:
        return (_mutual_information(counts) - by_chance) / most if most > 1e-15 else 0.0

    rng = np.random.default_rng(seed)
    dealt = (_table(first, second[rng.permutation(many)]) for _ in range(shuffles))
    return adjusted(table), sorted(map(adjusted, dealt))


def expected_mutual_information(rows: Counts, columns: Counts) -> float:
    """The mean of the mutual information (nats) of random tables with these sums."""
    many, total = int(rows.sum()), 0.0
    for a in rows:
        for b in columns:
            n = np.arange(max(1, a + b - many), min(a, b) + 1)
            chance = np.exp(
                gammaln(a + 1) + gammaln(b + 1) + gammaln(many - a + 1) + gammaln(many - b + 1)
                - gammaln(many + 1) - gammaln(n + 1) - gammaln(a - n + 1) - gammaln(b - n + 1)
                - gammaln(many - a - b + n + 1)
            )
            total += float((n / many * np.log(many * n / (a * b)) * chance).sum())
    return total


def _numbered(labels: Sequence[Hashable]) -> Counts:
    number = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    return np.array([number[label] for label in labels], dtype=np.int64)


def _table(first: Counts, second: Counts) -> Counts:
    table = np.zeros((first.max() + 1, second.max() + 1), dtype=np.int64)
    np.add.at(table, (first, second), 1)
    return table


def _mutual_information(table: Counts) -> float:
    many = table.sum()
    outer = table.sum(axis=1)[:, None] * table.sum(axis=0)[None, :]
    held = table > 0
    return float((table[held] / many * np.log(many * table[held] / outer[held])).sum())


def _entropy(sums: Counts) -> float:
    shares = sums[sums > 0] / sums.sum()
    return float(-(shares * np.log(shares)).sum())
