"""What a published value says in numbers, and whether a count of ours bears it out."""

from __future__ import annotations

import re
from dataclasses import dataclass

ABOUT = 20
"""A value given as "about" is borne out by a count within a twentieth of it."""

_FIGURE = re.compile(
    r"(?:(about|around|some|nearly|almost|over|more than|at least)\s+)?(\d[\d,]*)(s?)"
    r"(?:\s*\(.*\))?"
)
_ABOVE = ("over", "more than")
_WORDS = "zero one two three four five six seven eight nine ten".split()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the words that soften it."""

    number: int
    hedge: str = ""  # about, over, at least … or `decade`

    def borne_out(self, count: int) -> bool:
        """Whether a count agrees with it."""
        if self.hedge == "decade":
            return count // 10 * 10 == self.number
        if self.hedge in _ABOVE:
            return count > self.number
        if self.hedge == "at least":
            return count >= self.number
        if self.hedge:
            return abs(count - self.number) * ABOUT <= self.number
        return count == self.number


def figure_of(value: str) -> Figure | None:
    """The figure that a value gives; None where it gives none, or several.

    >>> figure_of("over 200"), figure_of("1980s"), figure_of("28 African and 30 European")
    (Figure(number=200, hedge='over'), Figure(number=1980, hedge='decade'), None)
    """
    found = _FIGURE.fullmatch(value.strip())
    if not found:
        return None
    hedge, number, decade = found.groups()
    if decade and hedge:
        return None
    return Figure(int(number.replace(",", "")), "decade" if decade else hedge or "")


def years_of(value: str) -> tuple[int, bool] | None:
    """A rhythm in years, and whether it holds only mostly.

    >>> years_of("mostly two years"), years_of("3 years"), years_of("often")
    ((2, True), (3, False), None)
    """
    found = re.fullmatch(r"(mostly )?(\w+) years?", value.strip())
    if not found:
        return None
    word = found[2]
    if word.isdecimal():
        return int(word), bool(found[1])
    return (_WORDS.index(word), bool(found[1])) if word in _WORDS else None


def names_of(value: str) -> list[str]:
    """The names of a value that lists some, without what stands in brackets.

    >>> names_of("org-iom (many); central and eastern Africa; the Caribbean")
    ['org-iom', 'central Africa', 'eastern Africa', 'Caribbean']
    """
    names = []
    for part in value.split(";"):
        plain = re.sub(r"\(.*?\)", "", part).strip().removeprefix("the ")
        shared = re.fullmatch(r"(\w+) and (\w+) (\w+)", plain)
        names += [f"{shared[1]} {shared[3]}", f"{shared[2]} {shared[3]}"] if shared else [plain]
    return [name for name in names if name]
