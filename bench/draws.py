"""Seeded draws for the generator: counts that add up, choices without repetition, dates, texts.

`RandomState` is numpy's frozen generator: the same seed gives the same bytes in later versions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LAST_YEAR = 2026
_WORDS = (
    "agree border capacity children consular cooperation coordinate data develop dialogue diaspora"
    " document encourage exchange expert fair family fund guide health host identify implement"
    " inform integrate invite labour law legal market meet mobility monitor national network offer"
    " partner pathway plan policy practice prevent promote protect publish recruit region register"
    " remit report return review rights route share skill smuggling standard state strengthen"
    " study support survey technical traffic train transit update victim visa welcome worker"
).split()


class Draws:
    """One stream of chance; every method takes from it in the order in which it is called."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.RandomState(seed)
        self._zipf: dict[tuple[int, float], np.ndarray] = {}

    def spread(
        self,
        total: int,
        weights: Sequence[float],
        caps: Sequence[int] | None = None,
        least: int = 0,
    ) -> list[int]:
        """Whole numbers around `weights` that add up to `total`, none above its cap."""
        wanted = np.asarray(weights, dtype=float)
        top = np.full(len(wanted), total) if caps is None else np.asarray(caps)
        if top.sum() < total:
            raise ValueError(f"{total} do not fit into {top.sum()} places")
        counts = np.floor(wanted * total / wanted.sum()).astype(int)
        counts = np.minimum(np.maximum(counts, least), top)
        while (missing := total - int(counts.sum())) != 0:
            free = np.flatnonzero(counts < top) if missing > 0 else np.flatnonzero(counts > least)
            some = free[self.random.permutation(len(free))[: abs(missing)]]
            counts[some] += 1 if missing > 0 else -1
        return [int(count) for count in counts]

    def some(self, pool: Sequence[str], count: int, weights: np.ndarray | None = None) -> list[str]:
        """`count` of the pool, none twice, the heavier the likelier; in the pool's order."""
        keys = self.random.random_sample(len(pool))
        if weights is not None:
            keys = keys ** (1.0 / np.maximum(weights, 1e-9))
        chosen = np.sort(np.argsort(-keys, kind="stable")[:count])
        return [pool[index] for index in chosen]

    def chance(self, share: float) -> bool:
        return bool(self.random.random_sample() < share)

    def below(self, limit: int) -> int:
        return int(self.random.random_sample() * limit)

    def zipf(self, size: int, exponent: float = 1.1) -> int:
        """A rank below `size`, the first the likeliest."""
        if (size, exponent) not in self._zipf:
            self._zipf[size, exponent] = np.cumsum(1.0 / np.arange(1, size + 1) ** exponent)
        shares = self._zipf[size, exponent]
        return int(np.searchsorted(shares, self.random.random_sample() * shares[-1]))

    def founding(self) -> int:
        """35 % in 1985-1999, 45 % in 2000-2009, the rest since."""
        u = self.random.random_sample()
        first, length = (1985, 15) if u < 0.35 else (2000, 10) if u < 0.8 else (2010, 14)
        return first + self.below(length)

    def date(self, year: int) -> str:
        """A day of the year; in 15 of 100 cases only the year."""
        month, day = 1 + self.below(12), 1 + self.below(28)
        return f"{year}" if self.chance(0.15) else f"{year}-{month:02d}-{day:02d}"

    def sentence(self, length: int = 14) -> list[str]:
        places = (self.random.random_sample(length) ** 1.5 * len(_WORDS)).astype(int)
        return [_WORDS[place] for place in places]

    def mutated(self, words: list[str], share: float = 0.4) -> list[str]:
        """The sentence with a share of its words exchanged."""
        other = self.sentence(len(words))
        kept = self.random.random_sample(len(words)) >= share
        return [mine if keep else new for mine, new, keep in zip(words, other, kept, strict=True)]
