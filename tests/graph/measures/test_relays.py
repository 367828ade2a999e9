"""First arrivals and reachability against brute force: every chain, every choice of dates."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, permutations, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.measures.relays import (
    Meetings,
    first_arrivals,
    reached,
    reached_by_squares,
    shared_carriers,
)


@dataclass
class Case:
    meetings: Meetings
    attended: list[np.ndarray]  # by carrier

    def shares(self, one: int, other: int) -> bool:
        return any(one in theirs and other in theirs for theirs in self.attended)

    def choices(self, m: int) -> list[tuple[int, int]]:
        """Every beginning and end that a meeting may have had."""
        d = self.meetings
        return [(start, end)
                for start in range(d.start_min[m], d.start_max[m] + 1)
                for end in range(max(start, d.end_min[m]), d.end_max[m] + 1)]

    def in_order(self, chain: tuple[int, ...], surely: bool) -> bool:
        fits = [
            all(a[1] < b[0] for a, b in pairwise(days))
            for days in product(*(self.choices(m) for m in chain))
        ]
        return all(fits) if surely else any(fits)

    def possible(self, chain: tuple[int, ...], wait: int, surely: bool) -> bool:
        d = self.meetings
        steps = list(pairwise(chain))
        return (all(self.shares(*step) for step in steps)
                and all(d.start_min[b] - d.end_max[a] <= wait for a, b in steps)
                and self.in_order(chain, surely))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n = draw(st.integers(2, 5))
    rows = []
    for _ in range(n):
        start = draw(st.integers(0, 8))
        late = start + draw(st.integers(0, 2))
        end = max(start, draw(st.integers(start, late + 1)))
        rows.append((start, late, end, max(late, end + draw(st.integers(0, 1)))))
    attended = [
        np.array(sorted(draw(st.sets(st.integers(0, n - 1)))), dtype=np.intp)
        for _ in range(draw(st.integers(1, 4)))
    ]
    return Case(Meetings(*(np.array(c, dtype=np.int64) for c in zip(*rows, strict=True))), attended)


@settings(max_examples=200, deadline=None)
@given(cases(), st.integers(0, 6), st.integers(0, 2), st.booleans())
def test_first_arrivals_are_those_of_all_chains(
    case: Case, wait: int, between: int, surely: bool
) -> None:
    n = len(case.meetings)
    fewest: dict[int, int] = {}
    for length in range(2, between + 3):
        for chain in permutations(range(n), min(length, n)):
            if len(chain) == length and chain[0] == 0 and case.possible(chain, wait, surely):
                fewest.setdefault(chain[-1], length)
    found = first_arrivals(case.meetings, case.attended, 0, wait, between, surely=surely)
    assert {arrival.meeting: len(arrival.path) for arrival in found} == fewest
    for arrival in found:
        assert arrival.path[0] == 0 and arrival.path[-1] == arrival.meeting
        assert case.possible(arrival.path, wait, surely)


@settings(deadline=None)
@given(cases(), st.integers(0, 6), st.integers(0, 2))
def test_one_pass_finds_what_each_origin_finds(case: Case, wait: int, between: int) -> None:
    n = len(case.meetings)
    here = [np.array([c for c, theirs in enumerate(case.attended) if m in theirs], dtype=np.intp)
            for m in range(n)]
    origins = np.eye(n, dtype=np.bool_)
    found = reached(case.meetings, here, origins, wait, between)
    squared = reached_by_squares(case.meetings, shared_carriers(here), origins, wait, between)
    assert (found == squared).all()
    for origin in range(n):
        arrivals = first_arrivals(case.meetings, case.attended, origin, wait, between)
        assert set(np.flatnonzero(found[:, origin]).tolist()) == {a.meeting for a in arrivals}


def days(*bounds: tuple[int, int, int, int]) -> Meetings:
    return Meetings(*(np.array(column, dtype=np.int64) for column in zip(*bounds, strict=True)))


def test_steps_possible_one_by_one_are_no_chain_together() -> None:
    """0 may be before 1, and 1 before 2, but never both."""
    case = days((10, 20, 10, 20), (5, 12, 5, 12), (1, 11, 1, 11))
    attended = [np.array([0, 1]), np.array([1, 2])]
    found = first_arrivals(case, attended, 0, 100, 1, surely=False)
    assert [arrival.meeting for arrival in found] == [1]


def test_on_one_day_nothing_travels() -> None:
    case = days((1, 1, 3, 3), (3, 3, 4, 4), (4, 4, 4, 4), (5, 5, 5, 5))
    found = first_arrivals(case, [np.arange(4)], 0, 100, 0)
    assert [arrival.meeting for arrival in found] == [2, 3]
    assert [a.meeting for a in first_arrivals(case, [np.arange(4)], 0, 1, 0)] == [2]
