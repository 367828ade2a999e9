"""Kaplan-Meier and log-rank against the 6-MP trial and against statsmodels; immortal time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.measures.survival import kaplan_meier, log_rank, permuted_log_rank

# Freireich et al. 1963: weeks in remission, with 6-MP and with a placebo; + still in remission.
DRUG = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split()
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23".split()


def read(times: list[str]) -> tuple[list[float], list[bool]]:
    return [float(t.rstrip("+")) for t in times], [not t.endswith("+") for t in times]


def test_the_published_curve_of_the_6mp_trial() -> None:
    """Kalbfleisch & Prentice; Kleinbaum & Klein, table 2.3."""
    curve = kaplan_meier(*read(DRUG))
    assert curve.ages.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.ended.tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert curve.share.tolist() == pytest.approx(
        [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=1e-4)
    # R's survfit with conf.type = "log-log" gives 0.620 to 0.952 at 6 weeks, 0.268 to 0.747 last.
    assert curve.at(6)[1:] == (pytest.approx(0.620, abs=1e-3), pytest.approx(0.952, abs=1e-3))
    assert curve.at(0.5) == (1.0, 1.0, 1.0)
    placebo = kaplan_meier(*read(PLACEBO))
    assert placebo.at(8)[0] == pytest.approx(8 / 21)  # nobody was censored: a plain share
    assert placebo.at(30) == (0.0, 0.0, 0.0)


def test_the_published_test_of_the_6mp_trial() -> None:
    """Log-rank chi-squared 16.79 on one degree of freedom."""
    times, ended = (a + b for a, b in zip(read(DRUG), read(PLACEBO), strict=True))
    since = [0.0] * 21 + [np.inf] * 21
    z = log_rank(times, ended, since)
    assert z**2 == pytest.approx(16.79, abs=0.01) and z < 0
    assert permuted_log_rank(times, ended, since, 500, 1) < 0.01


LIVES = st.lists(st.tuples(st.integers(1, 12), st.booleans(), st.integers(0, 14)),
                 min_size=2, max_size=25)


@settings(max_examples=60, deadline=None)
@given(LIVES)
def test_curves_and_later_entries_by_counting(lives: list[tuple[int, bool, int]]) -> None:
    known = [(min(enter, leave - 1), leave, ended) for leave, ended, enter in lives]
    curve = kaplan_meier([one[1] for one in known], [one[2] for one in known],
                         [one[0] for one in known])
    share = 1.0
    for at, age in enumerate(curve.ages):
        risk = sum(enter < age <= leave for enter, leave, _ in known)
        ends = sum(ended and leave == age for _, leave, ended in known)
        share *= 1 - ends / risk
        assert (curve.at_risk[at], curve.ended[at]) == (risk, ends)
        assert curve.share[at] == pytest.approx(share)
        assert 0 <= curve.lower[at] <= curve.share[at] <= curve.upper[at] <= 1


def test_statsmodels_gives_the_same() -> None:
    duration = pytest.importorskip("statsmodels.duration.survfunc")
    rng = np.random.default_rng(1)
    enter = rng.integers(0, 5, 80)
    leave = enter + rng.integers(1, 15, 80)
    ended = rng.random(80) < 0.6
    other = duration.SurvfuncRight(leave, ended.astype(int), entry=enter)
    curve = kaplan_meier(leave, ended, enter)
    shares = dict(zip(other.surv_times, other.surv_prob, strict=True))
    for age, share in zip(curve.ages, curve.share, strict=True):
        assert share == pytest.approx(shares[age])
    group = np.arange(80) % 2
    chi2, _ = duration.survdiff(leave, ended.astype(int), group)
    assert log_rank(leave, ended, np.where(group == 1, 0.0, np.inf)) ** 2 == pytest.approx(chi2)


def test_immortal_time_does_not_protect() -> None:
    """A condition that does nothing, acquired at a random age by whoever lasts so long.

    Counted from the founding it looks protective nearly always; from the age at which it was
    acquired, and dealt out among those who lasted so long, one test in twenty finds something.
    """
    found = naive = 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        leave = rng.exponential(10, 60)
        ended = np.ones(60, dtype=bool)
        age = rng.uniform(0, 20, 60)
        since = np.where(age < leave, age, np.inf)
        found += permuted_log_rank(leave, ended, since, 200, seed) <= 0.05
        naive += log_rank(leave, ended, np.where(np.isinf(since), np.inf, -1.0)) < -1.96
    assert naive > 100
    assert found <= 14  # 6 expected; more than 14 of 120 has a chance under 1 in 500


def test_where_nothing_can_be_compared_there_is_no_difference() -> None:
    assert log_rank([3, 4], [True, True], [np.inf, np.inf]) == 0.0
    assert permuted_log_rank([3, 4], [True, True], [np.inf, np.inf], 100, 1) == 1.0
