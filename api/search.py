"""Finding a node by any of its names, in any language, with or without accents.

One index a snapshot. Ranked: the whole name, then its beginning, then beginnings of all words in
any order, then parts of words; within a rank mechanisms come first, then States. Numbers of
documents follow that order, so sorting numbers is ranking, and no score has to be explained.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from api.serving import per_snapshot
from graph.snapshot import Node, Snapshot

SEARCHED = (
    "Mechanism", "State", "Territory", "Organization", "Theme", "Meeting", "Recommendation",
    "Source",
)
"""Labels that are found, in the order in which equals are shown."""

_NAMES = ("name", "name_fr", "name_es", "short_name", "acronym", "aliases", "statement", "symbol")
_BESIDE = ("city", "outcome")
"""Properties whose words are found, but which are no names of the thing."""
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_WORD = re.compile(r"[^\W_]+")
_INITIALS_OF = ("Mechanism", "Organization")
_LAST = "\U0010ffff"
MIN_INSIDE = 3
"""Shorter words are not looked for inside others."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found, and the name it was found by where that is not its own."""

    id: str
    label: str
    matched: str


@dataclass(frozen=True, slots=True)
class Results:
    """What was found: the page asked for, and how many there are in all."""

    found: tuple[Found, ...]
    total: int


def fold(text: str) -> str:
    """Lower case without accents, words parted by single spaces.

    >>> fold("Côte d'Ivoire")
    'cote d ivoire'
    """
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return " ".join(_WORD.findall("".join(c for c in bare if not unicodedata.combining(c))))


def initials(name: str) -> str:
    """The initials of a name's longer words.

    >>> initials("Conferencia Regional sobre Migración")
    'CRM'
    """
    return "".join(word[0] for word in _WORD.findall(name) if word[0].isupper())


class SearchIndex:
    """All names of a snapshot, ready to be searched in a few milliseconds."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._ids: list[tuple[str, str]] = []  # id and label, by document number
        self._texts: list[tuple[str, ...]] = []  # the texts as written, by document number
        whole: list[tuple[str, int]] = []
        words: defaultdict[str, list[int]] = defaultdict(list)
        for number, node in enumerate(nodes):
            names = tuple(dict.fromkeys(_names(node)))
            beside = tuple(str(value) for name in _BESIDE if (value := node.get(name)))
            self._ids.append((node.id, node.label))
            self._texts.append((*names, *beside))
            folded = {fold(text) for text in (*names, node.id)}
            whole += [(text, number) for text in folded if text]
            folded.update(fold(text) for text in beside)
            for word in {word for text in folded for word in text.split()}:
                words[word].append(number)
        whole.sort()
        self._whole = [text for text, _ in whole]
        self._whole_at = np.array([number for _, number in whole], dtype=np.int64)
        self._words = sorted(words)
        self._postings = [np.array(words[word], dtype=np.int64) for word in self._words]

    def find(self, query: str, limit: int = 20, offset: int = 0) -> Results:
        """The nodes whose names match, best first; nothing for an empty query."""
        wanted = fold(query)[:200]
        if not wanted:
            return Results((), 0)
        ranked = _in_order(self._ranks(wanted))
        shown = ranked[offset : offset + limit]
        return Results(tuple(self._found(int(n), wanted) for n in shown), len(ranked))

    def _ranks(self, wanted: str) -> Iterator[np.ndarray]:
        """Document numbers, rank by rank, best first."""
        first = bisect_left(self._whole, wanted)
        equal = bisect_left(self._whole, wanted + "\0")
        last = bisect_left(self._whole, wanted + _LAST)
        yield np.unique(self._whole_at[first:equal])
        yield np.unique(self._whole_at[equal:last])
        words = wanted.split()[:12]
        yield _common([self._beginning(word) for word in words])
        yield _common([self._inside(word) for word in words])

    def _beginning(self, word: str) -> np.ndarray:
        first = bisect_left(self._words, word)
        return _union(self._postings[first : bisect_left(self._words, word + _LAST)])

    def _inside(self, word: str) -> np.ndarray:
        if len(word) < MIN_INSIDE:
            return self._beginning(word)
        hits = [self._postings[n] for n, known in enumerate(self._words) if word in known]
        return _union(hits)

    def _found(self, number: int, wanted: str) -> Found:
        node, label = self._ids[number]
        texts = self._texts[number]
        return Found(node, label, _matched(texts, wanted))


def _names(node: Node) -> Iterator[str]:
    for name in _NAMES:
        value = node.get(name)
        if isinstance(value, list):
            yield from value
        elif value:
            yield str(value)
    if node.label in ("State", "Territory"):
        yield str(node.get("iso2", "")) or node.id
    if node.label in _INITIALS_OF:
        names = [node.name, *node.get("aliases", ())]
        yield from (made for name in names if len(made := initials(name)) > 2)


def _matched(texts: tuple[str, ...], wanted: str) -> str:
    """The text that was found: the one that is it, begins with it, or has its words; or ""."""
    folded = [fold(text) for text in texts]
    for text, bare in zip(texts, folded, strict=True):
        if bare == wanted:
            return text
    for text, bare in zip(texts, folded, strict=True):
        if bare.startswith(wanted):
            return text
    words = wanted.split()
    for text, bare in zip(texts, folded, strict=True):
        if all(word in bare for word in words):
            return text
    return ""


def _union(postings: list[np.ndarray]) -> np.ndarray:
    if not postings:
        return np.empty(0, dtype=np.int64)
    return np.unique(np.concatenate(postings))


def _common(sets: list[np.ndarray]) -> np.ndarray:
    common = sets[0]
    for other in sets[1:]:
        common = np.intersect1d(common, other, assume_unique=True)
    return common


def _in_order(ranks: Iterator[np.ndarray]) -> np.ndarray:
    """All numbers, each at its best rank."""
    every = np.concatenate(list(ranks))
    _, firsts = np.unique(every, return_index=True)
    ordered: np.ndarray = every[np.sort(firsts)]
    return ordered


def _ordered(snapshot: Snapshot) -> Iterator[Node]:
    """Every node that can be found, in the order in which equals are shown."""
    for label in SEARCHED:
        nodes = snapshot.nodes(label)
        if label == "Mechanism":
            nodes = sorted(nodes, key=lambda node: (node.get("ring") != "listed", node.id))
        yield from nodes


@per_snapshot
def index_of(snapshot: Snapshot) -> SearchIndex:
    """The index of a snapshot, made at the first search."""
    return SearchIndex(_ordered(snapshot))
