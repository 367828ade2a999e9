"""What comes first when dates are only known as spans of days.

A span is `(first, last)`: the event fell on one day of it, both ends included, and nothing is known
of where. What follows is what holds for *every* choice of days ("must") or for *some* choice
("may"); no distribution over the days of a span is assumed. The orders are interval orders
(Fishburn 1970, Journal of Mathematical Psychology 7:144-149).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

Span = tuple[int, int]
Order = Literal["must", "may", "never"]

YEAR = 365.25
"""Days, for showing lags in years."""


def ordinal(day: int) -> int:
    """A day yyyymmdd as a number of days, so that two of them can be subtracted.

    >>> ordinal(20040301) - ordinal(20040228)
    2
    """
    return date(day // 10000, day // 100 % 100, day % 100).toordinal()


def precedes(one: Span, other: Span) -> Order:
    """Whether `one` comes on an earlier day than `other`: it must, it may, it never does.

    >>> precedes((1, 2), (3, 4)), precedes((1, 3), (3, 4)), precedes((3, 3), (3, 3))
    ('must', 'may', 'never')
    """
    if one[1] < other[0]:
        return "must"
    return "may" if one[0] < other[1] else "never"


def first_of(spans: Sequence[Span]) -> Span:
    """The span of the earliest of several events. Of none at all it cannot be told: ValueError."""
    return min(first for first, _ in spans), min(last for _, last in spans)


def possible_firsts(spans: Sequence[Span]) -> list[bool]:
    """Of each event, whether it may be the first or share the first place."""
    if not spans:
        return []
    soonest_last = min(last for _, last in spans)
    return [first <= soonest_last for first, _ in spans]


def lags(spans: Sequence[Span]) -> list[Span]:
    """Of each event, the least and the most days by which it came after the first of all.

    Tight: both are reached by some choice of days. O(n log n).
    """
    if len(spans) < 2:
        return [(0, 0) for _ in spans]
    by_first, by_last = sorted(f for f, _ in spans)[:2], sorted(last for _, last in spans)[:2]
    found = []
    for first, last in spans:
        # The others' earliest: drop one event's own value from the two smallest.
        others_first = by_first[1] if first == by_first[0] else by_first[0]
        others_last = by_last[1] if last == by_last[0] else by_last[0]
        found.append((max(0, first - others_last), max(0, last - others_first)))
    return found


def gap(one: Span, one_end: Span, other: Span, other_end: Span) -> Span:
    """The least and the most days between two stays of a day or more; 0 if they meet.

    `one` and `other` are the spans of the first days, `…_end` those of the last days.
    """
    least = max(0, other[0] - one_end[1], one[0] - other_end[1])
    most = max(0, other[1] - one_end[0], one[1] - other_end[0])
    return least, most
