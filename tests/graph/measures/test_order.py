"""Orders of spans of days, held against every choice of days."""

from __future__ import annotations

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from graph.measures.order import (
    first_of,
    gap,
    lags,
    ordinal,
    possible_firsts,
    precedes,
)

spans = st.tuples(st.integers(0, 5), st.integers(0, 3)).map(lambda s: (s[0], s[0] + s[1]))


def days(span: tuple[int, int]) -> range:
    return range(span[0], span[1] + 1)


@given(spans, spans)
def test_must_and_may(one: tuple[int, int], other: tuple[int, int]) -> None:
    earlier = [a < b for a, b in product(days(one), days(other))]
    assert precedes(one, other) == ("must" if all(earlier) else "may" if any(earlier) else "never")


@given(st.lists(spans, min_size=1, max_size=4))
def test_firsts_and_lags_are_those_of_all_choices(given_spans: list[tuple[int, int]]) -> None:
    choices = list(product(*map(days, given_spans)))
    firsts = {min(choice) for choice in choices}
    assert first_of(given_spans) == (min(firsts), max(firsts))
    for at, (least, most) in enumerate(lags(given_spans)):
        seen = {choice[at] - min(choice) for choice in choices}
        assert (least, most) == (min(seen), max(seen))
        assert possible_firsts(given_spans)[at] == (0 in seen)


@given(spans, spans, spans, spans)
def test_gaps_are_those_of_all_choices(a: tuple[int, int], b: tuple[int, int],
                                       c: tuple[int, int], d: tuple[int, int]) -> None:
    one_end, other_end = (a[0] + b[0], a[1] + b[1]), (c[0] + d[0], c[1] + d[1])
    seen = set()
    for s, e, t, f in product(days(a), days(one_end), days(c), days(other_end)):
        if s <= e and t <= f:
            seen.add(max(0, t - e, s - f))
    least, most = gap(a, one_end, c, other_end)
    assert least <= min(seen)
    assert most >= max(seen)
    if a[0] == a[1] and c[0] == c[1] and one_end[0] == one_end[1] and other_end[0] == other_end[1]:
        assert {least, most} == seen


def test_days_are_subtracted_over_leap_years() -> None:
    assert ordinal(20240301) - ordinal(20240228) == 2
    assert ordinal(20041231) == date(2004, 12, 31).toordinal()


def test_nothing_is_first_of_nothing() -> None:
    assert possible_firsts([]) == []
    assert lags([]) == []
    assert lags([(3, 9)]) == [(0, 0)]
