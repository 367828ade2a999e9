"""When mechanisms last met: what is known, beside their own rhythm; nobody is called dormant."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.measures.gaps import rhythm
from graph.questions import ask
from graph.snapshot import Snapshot

Made = Callable[..., Snapshot]
VERDICTS = {"met within its usual gap", "too few meetings held to tell", "ended",
            "longer than its usual gap since the last meeting known to us"}


def asked(
    made: Made, meetings: list[str], as_of: str = "2026-11-22", **more: str
) -> dict[str, Any]:
    graph = made({
        "Mechanism": [{"id": "alpha", "start": "1985", "attested_last": "2026", **more}],
        "Meeting": [{"id": f"alpha-{n}", "start": start, "end": start}
                    for n, start in enumerate(meetings)],
        "HELD_BY": [{"from": f"alpha-{n}", "to": "alpha"} for n in range(len(meetings))],
    })
    rows = ask(graph, "activity", as_of=as_of).as_dicts()
    assert len(rows) == 1 and rows[0]["verdict"] in VERDICTS
    return rows[0]


def test_two_meetings_of_forty_years_say_nothing(made: Made) -> None:
    row = asked(made, ["1985", "2006"])
    assert row["verdict"] == "too few meetings held to tell"
    assert (row["meetings"], row["median_gap"], row["usual_gap"]) == (2, None, None)


def test_silence_is_held_against_its_own_rhythm(made: Made) -> None:
    yearly = [f"{year}-06-01" for year in range(2015, 2027)]
    row = asked(made, yearly)
    assert (row["verdict"], row["median_gap"]) == ("met within its usual gap", 12.0)
    assert row["months_since"] == 5.7 and row["times_median"] == 0.5 and row["gaps_as_long"] == 11
    row = asked(made, yearly[:8])
    assert row["verdict"] == "longer than its usual gap since the last meeting known to us"
    assert row["gaps_as_long"] == 0 and row["last_met"] == "2022-06-01"


def test_what_was_not_yet_held_or_said_on_the_day_is_not_told(made: Made) -> None:
    row = asked(made, [f"{year}-06-01" for year in range(2000, 2027)], as_of="2010-01-01",
                status_stated="active", status_attested="2026")
    assert (row["meetings"], row["last_met"]) == (10, "2009-06-01")
    assert (row["stated"], row["stated_on"]) == (None, None)


def test_a_meeting_of_a_year_was_held_at_its_end_at_the_latest(made: Made) -> None:
    assert asked(made, ["2024"])["months_since"] == 22.7
    assert asked(made, ["2026"])["months_since"] == 0.0


def test_a_mandate_fulfilled_has_ended_and_has_not_failed(made: Made) -> None:
    row = asked(made, [f"{year}-06-01" for year in range(2000, 2006)], end="2006",
                end_reason="mandate fulfilled", status_stated="concluded", status_attested="2006")
    assert (row["verdict"], row["end_reason"]) == ("ended", "mandate fulfilled")
    assert row["months_since"] is None


def test_no_meeting_known_is_said_as_such(made: Made) -> None:
    row = asked(made, [])
    assert (row["verdict"], row["last_met"]) == ("too few meetings held to tell", None)
    assert row["extent"] == "not noted"


def test_the_seeds_are_told_in_the_order_of_ids(seeds: Snapshot) -> None:
    answer = ask(seeds, "activity", ring="all")
    ids = [row["mechanism"] for row in answer.as_dicts()]
    assert ids == sorted(ids)
    assert {row["verdict"] for row in answer.as_dicts()} <= VERDICTS
    assert any("says nothing of a mechanism by itself" in note for note in answer.notes)


@settings(deadline=None)
@given(st.lists(st.integers(0, 4000), min_size=2, max_size=30), st.integers(0, 4000))
def test_gaps_by_hand(days: list[int], silence: int) -> None:
    found = rhythm(days, silence)
    ordered = sorted(days)
    gaps = [b - a for a, b in pairwise(ordered)]
    assert found is not None
    assert found.median == median(gaps) and found.gaps == len(gaps)
    assert found.as_long == sum(gap >= silence for gap in gaps)
    assert found.usual == pytest.approx(float(np.percentile(gaps, 90)))
