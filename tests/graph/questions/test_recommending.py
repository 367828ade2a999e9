"""What was recommended, what recurs, what came first as read: on made graphs, and on the seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from graph.questions import Answer, ask
from graph.questions.recurring import ACROSS, ONE, TOUCHING, reach_of
from graph.snapshot import Snapshot

Rows = dict[str, list[dict[str, str]]]
Make = Callable[..., Snapshot]

REGIONS: Rows = {
    "Region": [{"id": "world", "m49": "001"}, {"id": "africa", "m49": "002", "broader": "world"},
               {"id": "asia", "m49": "142", "broader": "world"},
               {"id": "horn", "broader": "africa"}, {"id": "sea", "broader": "world"}],
}


def mechanism(name: str, region: str, **more: str) -> Rows:
    return {"Mechanism": [{"id": name, **more}], "COVERS": [{"from": name, "to": region}]}


def said(name: str, by: str, adopted: str, theme: str = "theme-t", action: str = "train",
         **more: str) -> Rows:
    """A recommendation on a theme, made by mechanisms."""
    return {
        "Recommendation": [{"id": name, "statement": f"Do {name}.", "standing": "adopted",
                            "action": action, "adopted": adopted, **more}],
        "MADE_BY": [{"from": name, "to": one} for one in by.split()],
        "ADDRESSES": [{"from": name, "to": one} for one in theme.split()],
    }


def joined(*parts: Mapping[str, list[dict[str, str]]]) -> Rows:
    found: Rows = {"Theme": [{"id": "theme-t"}, {"id": "theme-u", "broader": "theme-t"}],
                   **{k: list(v) for k, v in REGIONS.items()}}
    for part in parts:
        for kind, rows in part.items():
            found.setdefault(kind, []).extend(rows)
    return found


def told(answer: Answer, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns) for row in answer.as_dicts()]


# -- what was recommended --------------------------------------------------------------------------


def test_what_only_an_organization_made_is_no_mechanisms(made: Make) -> None:
    graph = made(joined(mechanism("m", "africa"), said("r1", "m", "2004"), said("r2", "o", "2004"),
                        {"Organization": [{"id": "o"}]}))
    assert told(ask(graph, "recommendations-on"), "recommendation") == [("r1",)]


def test_standings_narrower_themes_and_years(made: Make) -> None:
    graph = made(joined(
        mechanism("m", "africa"), said("r1", "m", "2004", "theme-u"),
        said("r2", "m", "2010", standing="proposed"), said("r3", "m", "", "theme-u"),
        said("r4", "m", "2011", standing="unreviewed")))
    assert told(ask(graph, "recommendations-on", theme="theme-t"), "recommendation") == [
        ("r3",), ("r1",)]
    everything = ask(graph, "recommendations-on", standing="all")
    assert {row[0] for row in everything.rows} == {"r1", "r2", "r3"}
    late = ask(graph, "recommendations-on", standing="all", since="2005")
    assert told(late, "recommendation", "earliest", "latest") == [
        ("r2", "2010-01-01", "2010-12-31")]
    assert any("no date is held: 1" in note for note in late.notes)


def test_objectives_of_the_compact(seeds: Snapshot) -> None:
    answer = ask(seeds, "recommendations-on", objective="9", since="2016")
    aligned = {e.tail for e in seeds.edges("ALIGNED_WITH", head="gcm-09")}
    assert answer.rows
    for row in answer.as_dicts():
        assert row["themes"]
        assert set(row["themes"]) <= aligned
    assert any("our own reading" in note for note in answer.notes)


def test_functioning_puts_no_region_to_a_recommendation(seeds: Snapshot) -> None:
    answer = ask(seeds, "statements-on-functioning", theme="theme-synergies", ring="all")
    assert answer.rows
    assert not [c.name for c in answer.columns if "region" in c.name or "cover" in c.name]
    assert any("no region is put to it" in note for note in answer.notes)
    regions = {n.name for n in seeds.nodes("Region")} | {n.id for n in seeds.nodes("Region")}
    shown = {str(c) for row in answer.rows for cell in row
             for c in (cell if isinstance(cell, list) else [cell])}
    assert not regions & shown


# -- what recurs -----------------------------------------------------------------------------------


def test_reach() -> None:
    africa, asia, both, world = (frozenset(r) for r in (["f"], ["a"], ["f", "a"], []))
    assert reach_of([africa, asia]) == ACROSS
    assert reach_of([africa, both]) == TOUCHING
    assert reach_of([both]) == ONE  # one interregional mechanism is no recurrence
    assert reach_of([africa, africa]) == ONE
    assert reach_of([africa, world]) == ONE  # nor is the world another region
    assert reach_of([world, world]) == ONE


def test_what_recurs_and_in_which_order(made: Make) -> None:
    graph = made(joined(
        mechanism("a", "horn"), mechanism("b", "asia"), mechanism("c", "sea"),
        said("r1", "a", "2004"), said("r2", "b", "2004-05"), said("r3", "b", "2001-02"),
        said("r4", "c", "1990"), said("r5", "a", "2000", "theme-u", "fund"),
        {"Coverage": [{"id": "cov", "mechanism": "a", "of": "Recommendation", "extent": "partial",
                       "documents_read": "7"}]}))
    (row,) = ask(graph, "recurring-recommendations").as_dicts()
    assert (row["regions"], row["mechanisms"]) == (["africa", "asia"], ["a", "b", "c"])
    assert row["order"] == ["1990-01-01/1990-12-31 c (r4)", "2001-02-01/2001-02-28 b (r2, r3)",
                            "2004-01-01/2004-12-31 a (r1)"]
    assert (row["first_as_read"], row["surely_later"]) == (["c"], ["a", "b"])
    assert row["looked"] == ["a: 7 documents, partial", "b: not looked at", "c: not looked at"]
    (one,) = ask(graph, "recurring-recommendations", reach=ONE).as_dicts()
    assert one["recommendations"] == ["r5"]


def test_what_has_no_date_may_always_be_first(made: Make) -> None:
    graph = made(joined(mechanism("a", "africa"), mechanism("b", "asia"),
                        said("r1", "a", ""), said("r2", "b", "1999-05-17")))
    (row,) = ask(graph, "recurring-recommendations").as_dicts()
    assert row["first_as_read"] == ["a", "b"]
    assert row["order"][0] == "unknown a (r1)"


FIRST = date(2004, 1, 1)
SPANS = st.tuples(st.integers(0, 40), st.sampled_from([0, 0, 30]))


def text_and_days(start: int, length: int) -> tuple[str, set[date]]:
    """A day, or the month it is in."""
    day = FIRST + timedelta(days=start)
    if not length:
        return day.isoformat(), {day}
    first = day.replace(day=1)
    days = {first + timedelta(days=n) for n in range(31)}
    return day.isoformat()[:7], {d for d in days if d.month == first.month}


@settings(max_examples=15, deadline=None, suppress_health_check=[
    HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@drawn(st.lists(SPANS, min_size=2, max_size=3))
def test_firsts_are_those_of_every_choice_of_days(
    made: Make, spans: list[tuple[int, int]]
) -> None:
    texts = [text_and_days(*one) for one in spans]
    parts = [mechanism(f"m{n}", "africa" if n else "asia") for n in range(len(texts))]
    parts += [said(f"r{n}", f"m{n}", text) for n, (text, _) in enumerate(texts)]
    graph = made(joined(*parts))
    (row,) = ask(graph, "recurring-recommendations").as_dicts()
    ordered = ask(graph, "theme-order", theme="theme-t").as_dicts()
    may, lags = set(), {n: set() for n in range(len(texts))}
    for choice in product(*(sorted(days) for _, days in texts)):
        for n, day in enumerate(choice):
            lags[n].add((day - min(choice)).days)
            may |= {f"m{n}"} if day == min(choice) else set()
    assert set(row["first_as_read"]) == may
    assert {r["mechanism"] for r in ordered if r["may_be_first"]} == may
    for r in ordered:
        seen = lags[int(r["mechanism"][1:])]
        assert r["lag_least"] == round(min(seen) / 365.25, 2)
        assert r["lag_most"] == round(max(seen) / 365.25, 2)


# -- where a theme first appears -------------------------------------------------------------------


def test_first_is_first_as_read(made: Make) -> None:
    graph = made(joined(
        mechanism("a", "africa"), mechanism("b", "asia"), mechanism("c", "asia"),
        said("r1", "a", "2004"), said("r0", "a", "1999", "theme-other"),
        said("r2", "b", "1990", standing="proposed"),
        {"Theme": [{"id": "theme-other"}],
         "Meeting": [{"id": "b1", "start": "2003-05-01", "end": ""},
                     {"id": "b2", "start": "2009", "end": ""}],
         "HELD_BY": [{"from": "b1", "to": "b"}, {"from": "b2", "to": "b"}],
         "DISCUSSED": [{"from": "b1", "to": "theme-u"}, {"from": "b2", "to": "theme-t"}],
         "WORKS_ON": [{"from": "c", "to": "theme-t", "start": "unknown"}]}))
    answer = ask(graph, "theme-order", theme="theme-t")
    assert told(answer, "mechanism", "seen_in", "may_be_first", "held_since", "held_first") == [
        ("b", ["b1"], True, "1990-01-01", ["r2"]), ("a", ["r1"], False, "1999-01-01", ["r0"])]
    assert any("not of adoption" in note for note in answer.notes)
    assert not any(word in " ".join((answer.title, *answer.notes)).lower()
                   for word in ("first to adopt", "pioneer", "led to", "caused"))
    alone = ask(graph, "theme-order", theme="theme-t", narrower="false")
    assert told(alone, "mechanism", "seen_in") == [("a", ["r1"]), ("b", ["b2"])]


@pytest.mark.parametrize("name", ["recurring-recommendations", "theme-order"])
def test_documents_read_stand_beside_who_came_first(seeds: Snapshot, name: str) -> None:
    more = {"theme": "theme-trafficking"} if name == "theme-order" else {}
    answer = ask(seeds, name, more)
    columns = {c.name for c in answer.columns}
    assert columns & {"looked", "recommendations_read"}
    assert any("what we have read" in note for note in answer.notes)
