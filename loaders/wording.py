"""Fingerprints of the runs of eight words in a text, so that wording can be told apart from it.

    python -m loaders.wording TEXT… > runs.txt

Facts carry over from a source, sentences do not. The texts themselves are not kept: of each only
the fingerprints, from which it cannot be put together again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

RUN = 8
"""So many words in a row are a sentence taken over."""
_DIGITS = 12
_WORD = re.compile(r"\w+(?:['’]\w+)?")


def runs(text: str, length: int = RUN) -> Iterator[str]:
    """Every run of so many words, without case or punctuation, in order.

    >>> list(runs("One, two; THREE", 2))
    ['one two', 'two three']
    """
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    for at in range(len(words) - length + 1):
        yield " ".join(words[at : at + length])


def fingerprint(run: str) -> str:
    """The first twelve hexadecimal digits of its SHA-256: chance meets one in 2.8e14."""
    return sha256(run.encode()).hexdigest()[:_DIGITS]


def fingerprints(text: str) -> set[str]:
    """Those of all runs in a text."""
    return {fingerprint(run) for run in runs(text)}


if __name__ == "__main__":
    found: set[str] = set()
    for name in sys.argv[1:]:
        found |= fingerprints(Path(name).read_text(encoding="utf-8"))
    print("\n".join(sorted(found)))
