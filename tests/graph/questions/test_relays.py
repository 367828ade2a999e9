"""Relays: who could have carried what where, when, and what is known of neither end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph.errors import BadInput
from graph.questions import ask
from graph.snapshot import Snapshot

Made = Callable[..., Snapshot]
Rows = dict[str, list[dict[str, str]]]


@pytest.fixture
def graph(made: Made) -> Callable[..., Snapshot]:
    """Meetings by id and date, the mechanism being their first letter; R adopted at the first."""

    def make(dates: dict[str, str], came: str, **more: Any) -> Snapshot:
        rows: Rows = {
            "Source": [{"id": "s"}],
            "Theme": [{"id": "theme-x"}],
            "Mechanism": [{"id": m} for m in "abc"],
            "State": [{"id": x, "iso2": x[:2], "m49": "004", "status": "un_member"}
                      for x in ("AAA", "BBB")],
            "Organization": [{"id": "org-o", "actor_type": "other intergovernmental"}],
            "Meeting": [{"id": m, "start": start, "end": "", "kind": "ministerial"}
                        for m, start in dates.items()],
            "HELD_BY": [{"from": m, "to": m[0]} for m in dates],
            "Recommendation": [{"id": "r", "statement": "Do.", "standing": "adopted"}],
            "ADDRESSES": [{"from": "r", "to": "theme-x"}],
            "ADOPTED_AT": [{"from": "r", "to": next(iter(dates))}],
            "ATTENDED": [
                dict(zip(("from", "to", "as"), one.split(), strict=True))
                for one in came.split(", ")
            ],
        }
        rows |= more
        return made({kind: [{"sources": "s", **row} for row in table]
                     for kind, table in rows.items()})

    return make


def steps(graph: Snapshot, **given: str) -> list[tuple[Any, ...]]:
    rows = ask(graph, "relays", {"a": "a", "b": "b", **given}).as_dicts()
    return [(r["start"], r["end"], r["carriers"], r["order"]) for r in rows]


WAS = "participant"


def test_who_was_at_both_could_have_carried_it(graph: Callable[..., Snapshot]) -> None:
    one = graph({"a1": "2010-05-01", "b1": "2012-06-01"}, f"AAA a1 {WAS}, AAA b1 {WAS}, "
                f"BBB b1 {WAS}")
    assert steps(one) == [("a1", "b1", ["AAA"], "must")]
    assert steps(one, wait="2") == []
    notes = ask(one, "relays", a="a", b="b").notes
    assert any("could have travelled" in note and "not that it did" in note for note in notes)


@pytest.mark.parametrize("came", [
    f"AAA a1 {WAS}, AAA b1 invited", f"AAA a1 invited, AAA b1 {WAS}", f"AAA b1 {WAS}",
])
def test_nothing_without_attendance_at_both_ends(
    graph: Callable[..., Snapshot], came: str
) -> None:
    one = graph({"a1": "2010-05-01", "b1": "2012-06-01"}, came)
    answer = ask(one, "relays", a="a", b="b")
    assert not answer.rows
    assert any("of the 1 meeting of" in note for note in answer.notes)


def test_what_may_precede_is_asked_for(graph: Callable[..., Snapshot]) -> None:
    """2012 may lie before or after June 2012."""
    one = graph({"a1": "2012", "b1": "2012-06-01"}, f"AAA a1 {WAS}, AAA b1 {WAS}")
    assert steps(one) == []
    assert steps(one, order="may") == [("a1", "b1", ["AAA"], "may")]
    same_day = graph({"a1": "2012-06-01", "b1": "2012-06-01"}, f"AAA a1 {WAS}, AAA b1 {WAS}")
    assert steps(same_day, order="may") == []


def test_through_a_meeting_in_between(graph: Callable[..., Snapshot]) -> None:
    one = graph({"a1": "2010-05-01", "b1": "2012-06-01", "c1": "2011"},
                f"AAA a1 {WAS}, AAA c1 {WAS}, BBB c1 {WAS}, BBB b1 {WAS}")
    assert steps(one) == []
    assert steps(one, between="1") == [
        ("a1", "c1", ["AAA"], "must"), ("c1", "b1", ["BBB"], "must")]


def test_organizations_only_where_asked_for(graph: Callable[..., Snapshot]) -> None:
    one = graph({"a1": "2010-05-01", "b1": "2012-06-01"}, f"org-o a1 {WAS}, org-o b1 {WAS}")
    assert steps(one) == []
    assert steps(one, carriers="states,organizations") == [("a1", "b1", ["org-o"], "must")]


def test_open_forums_are_not_passed_through(graph: Callable[..., Snapshot]) -> None:
    came = f"AAA a1 {WAS}, AAA c1 {WAS}, BBB c1 {WAS}, BBB b1 {WAS}"
    dates = {"a1": "2010-05-01", "b1": "2012-06-01", "c1": "2011"}
    one = graph(dates, came, Mechanism=[{"id": "a"}, {"id": "b"},
                                        {"id": "c", "open_to_all": "true"}])
    assert steps(one, between="1") == []
    assert len(steps(one, between="1", connectors="true")) == 2


def test_documented_exchanges_come_first(graph: Callable[..., Snapshot]) -> None:
    one = graph(
        {"a1": "2010-05-01", "b1": "2012-06-01"}, f"AAA a1 {WAS}, AAA b1 {WAS}",
        IN_CONTACT=[{"from": "b", "to": "a", "date": date, "kind": "modelled on"}
                    for date in ("2015", )])
    rows = ask(one, "relays", a="a", b="b").as_dicts()
    assert [row["kind"] for row in rows] == ["reported: modelled on", "attended both"]
    assert rows[0]["adopted"] == ["r"]


def test_an_exchange_before_the_adoption_carried_nothing(graph: Callable[..., Snapshot]) -> None:
    one = graph({"a1": "2010-05-01", "b1": "2012-06-01"}, f"AAA a1 {WAS}",
                IN_CONTACT=[{"from": "a", "to": "b", "date": "2009", "kind": "presented to"}])
    assert steps(one) == []


def test_proposals_were_not_adopted(graph: Callable[..., Snapshot]) -> None:
    one = graph({"a1": "2010-05-01", "b1": "2012-06-01"}, f"AAA a1 {WAS}, AAA b1 {WAS}",
                Recommendation=[{"id": "r", "statement": "Do.", "standing": "proposed"}])
    answer = ask(one, "relays", a="a", b="b")
    assert not answer.rows and any("proposed, not adopted" in note for note in answer.notes)


def test_a_citation_is_told_in_its_own_direction(seeds: Snapshot) -> None:
    """The RCM's guide of 2016 builds on the Nansen Initiative's agenda, not the reverse."""
    first = ask(seeds, "relays", a="nansen", b="rcm").as_dicts()[0]
    assert (first["kind"], first["adopted"]) == ("cited", ["instrument-nansen-protection-agenda"])
    assert "cited" not in {row["kind"] for row in ask(seeds, "relays", a="rcm", b="nansen",
                                                       wait="30").as_dicts()}


def test_south_american_observers_in_washington(seeds: Snapshot) -> None:
    """Four States observed the RCM in March 2000 and met in Buenos Aires two months later."""
    rows = ask(seeds, "relays", a="rcm", b="sacm", recommendation="rcm-2000-r1").as_dicts()
    step = next(row for row in rows if row["end"] == "sacm-2000-buenosaires")
    assert step["start"] == "rcm-2000-washington"
    assert {"ARG", "COL", "ECU", "PER"} <= set(step["carriers"]) and step["order"] == "must"


def test_a_text_of_another_is_refused(seeds: Snapshot) -> None:
    with pytest.raises(BadInput, match="what a meeting of rabat adopted"):
        ask(seeds, "relays", a="rabat", b="khartoum", recommendation="rcm-2000-r1")


# -- the table -------------------------------------------------------------------------------------


def test_the_table_agrees_with_the_relays(seeds: Snapshot) -> None:
    row = ask(seeds, "relay-table", a="rcm", b="sacm", samples="20").as_dicts()[0]
    relays = ask(seeds, "relays", a="rcm", b="sacm", k="20", carriers="states").as_dicts()
    reached = {r["end"] for r in relays if r["kind"] == "attended both" and "joint" not in r["end"]}
    assert row["reached"] == len(reached) > 0, "meetings held by both are no target of the table"
    assert 0 <= row["null_low"] <= row["null_mean"] <= row["null_high"] <= 1
    assert 0 < row["p"] <= row["q"] <= 1


def test_an_order_that_no_shuffle_betters(graph: Callable[..., Snapshot]) -> None:
    """The one meeting of each can be dealt no other date: the null gives what is."""
    one = graph({"a1": "2010-05-01", "b1": "2012-06-01"}, f"AAA a1 {WAS}, AAA b1 {WAS}")
    row = ask(one, "relay-table", samples="20").as_dicts()
    assert [(r["a"], r["b"], r["share"], r["null_mean"], r["p"]) for r in row] == [
        ("a", "b", 1.0, 1.0, 1.0)]


def test_a_seed_gives_the_same(seeds: Snapshot) -> None:
    rows = [ask(seeds, "relay-table", a="rcm", samples="20", seed=seed).rows
            for seed in ("1", "1", "2")]
    assert rows[0] == rows[1] != rows[2]
