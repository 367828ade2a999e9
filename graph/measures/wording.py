"""How much two short texts share in wording: near-verbatim reuse, never likeness of meaning.

Cosine of counts of runs of characters, weighted by how rare each run is among the texts (char
TF-IDF). It finds text that was copied (Linder and others 2020, Policy Studies Journal 48:546-574)
and is weak on paraphrases: of what is said in other words it knows nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import fsum, log, sqrt

SHORTEST, LONGEST = 3, 5
"""Lengths of the runs of characters."""


def runs(text: str) -> Counter[str]:
    """How often each run of characters occurs, words apart, in lower case, padded by a space.

    >>> sorted(runs("to"))
    [' to', ' to ', 'to ']
    """
    found: Counter[str] = Counter()
    for word in "".join(c if c.isalnum() else " " for c in text.casefold()).split():
        padded = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            found.update(padded[at : at + size] for at in range(len(padded) - size + 1))
    return found


class Wordings:
    """The texts of a collection, weighted once; `likeness` compares two of them by their places."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [runs(text) for text in texts]
        in_texts = Counter(run for count in counts for run in count)
        self._weights: list[dict[str, float]] = []
        for count in counts:
            weighted = {
                run: n * (log((1 + len(texts)) / (1 + in_texts[run])) + 1)
                for run, n in count.items()
            }
            length = sqrt(fsum(w * w for w in weighted.values())) or 1.0
            self._weights.append({run: w / length for run, w in weighted.items()})

    def likeness(self, one: int, other: int) -> float:
        """0: no run in common; 1: the same wording."""
        a, b = self._weights[one], self._weights[other]
        if len(b) < len(a):
            a, b = b, a
        # Summed without rounding on the way, so that the order of the two does not show.
        return min(1.0, fsum(weight * b[run] for run, weight in a.items() if run in b))
