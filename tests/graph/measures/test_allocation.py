"""Resource allocation against every path of three ties; the hold-out; Wilson's interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graph.measures.allocation import best, hold_out, resource_allocation, through, wilson

TIES = st.tuples(st.integers(1, 7), st.integers(1, 6)).flatmap(
    lambda shape: arrays(np.bool_, shape))


@settings(max_examples=100, deadline=None)
@given(TIES)
def test_what_flows_is_the_sum_over_paths_of_three_ties(ties: np.ndarray) -> None:
    rows, columns = ties.shape
    found = resource_allocation(ties)
    for start in range(columns):
        for end in range(rows):
            expected = sum(
                1 / ties[a].sum() / ties[:, m].sum()
                for a in np.flatnonzero(ties[:, start]) for m in np.flatnonzero(ties[a])
                if ties[end, m]
            )
            assert found[end, start] == pytest.approx(expected)
        # Nothing is lost on the way: one unit for each row tied to the column.
        assert found[:, start].sum() == pytest.approx(ties[:, start].sum())


@settings(max_examples=60, deadline=None)
@given(TIES)
def test_reasons_are_the_paths(ties: np.ndarray) -> None:
    scores = resource_allocation(ties)
    for column in range(ties.shape[1]):
        for row in np.flatnonzero(~ties[:, column]):
            by, over = through(ties, column, int(row))
            paths = [(a, m) for a in np.flatnonzero(ties[:, column])
                     for m in np.flatnonzero(ties[row]) if m != column and ties[a, m]]
            assert sorted({a for a, _ in paths}) == list(by)
            assert sorted({m for _, m in paths}) == list(over)
            assert (scores[row, column] > 0) == bool(paths)


def test_by_hand() -> None:
    """UNHCR serves A and B, IOM serves A, B and C, a third body serves C only."""
    ties = np.array([[1, 1, 0], [1, 1, 1], [0, 0, 1]], dtype=bool)
    scores = resource_allocation(ties)[:, 2]  # for C: it is tied to IOM and the third body
    # IOM's unit goes in thirds to A, B and C; A and B give half of theirs to UNHCR.
    assert scores[0] == pytest.approx(1 / 3)
    assert best(scores, ~ties[:, 2], 5) == [0]


def test_suggestions_are_held_against_later_ties() -> None:
    """Rows 0 to 2 serve columns 0 and 1; row 2 comes to column 1 later, as suggested."""
    before = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=bool)
    after = np.array([[0, 0, 0], [0, 0, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)
    held = hold_out(before, after, 5)
    assert (held.made, held.true) == (1, 1)  # only row 2 is within reach of column 1
    assert (held.made_by_popularity, held.true_by_popularity) == (2, 1)
    assert hold_out(before, np.zeros_like(after), 5).made == 0


@pytest.mark.parametrize(("successes", "trials", "low", "high"), [
    (24, 50, 0.35, 0.61), (3, 7, 0.16, 0.75), (0, 10, 0.0, 0.28), (0, 0, 0.0, 1.0),
])
def test_wilsons_interval_by_published_figures(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert wilson(successes, trials) == (pytest.approx(low, abs=0.006),
                                         pytest.approx(high, abs=0.006))
