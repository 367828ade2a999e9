"""Calendars without blame, meetings close to each other, ties, disputes, and how far we looked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph.questions import ask
from graph.snapshot import Snapshot

Make = Callable[..., Snapshot]
Rows = dict[str, list[dict[str, str]]]


def forum(**more: list[dict[str, str]]) -> Rows:
    """CRI and MEX in m since 2000; it met in 2001 and 2005, at first with MEX."""
    rows: Rows = {
        "Mechanism": [{"id": "m"}, {"id": "n"}],
        "State": [{"id": "CRI"}, {"id": "MEX"}],
        "MEMBER_OF": [{"from": "CRI", "to": "m", "start": "2000"},
                      {"from": "MEX", "to": "m", "start": "2000", "end": "2003"}],
        "Meeting": [{"id": "m1", "start": "2001-05-01", "end": ""},
                    {"id": "m2", "start": "2005-05", "end": ""},
                    {"id": "m0", "start": "1999", "end": ""}],
        "HELD_BY": [{"from": one, "to": "m"} for one in ("m0", "m1", "m2")],
        "ATTENDED": [{"from": "MEX", "to": "m1", "as": "participant"}],
    }
    for kind, table in more.items():
        rows.setdefault(kind, []).extend(table)
    return rows


def told(snapshot: Snapshot, name: str, *columns: str, **given: str) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns) for row in ask(snapshot, name, given).as_dicts()]


def coverage(extent: str, as_of: str = "2002") -> list[dict[str, str]]:
    return [{"id": "cov", "mechanism": "m", "of": "ATTENDED", "extent": extent, "as_of": as_of,
             "documents_read": "3"}]


# -- of a State -----------------------------------------------------------------------------------


def test_only_while_a_member_and_only_what_is_known(made: Make) -> None:
    graph = made(forum())
    assert told(graph, "calendar", "meeting", "attendance", "member_of", state="MEX") == [
        ("m1", "took part", [])]
    assert told(graph, "calendar", "meeting", "attendance", "member_of", state="CRI") == [
        ("m1", "not known to us", ["m"]), ("m2", "not known to us", ["m"])]
    assert told(graph, "calendar", "meeting", state="CRI", until="2003-01-01") == [("m1",)]


@pytest.mark.parametrize("extent", ["partial", "not looked at"])
def test_it_is_never_absent_while_we_have_not_seen_everything(made: Make, extent: str) -> None:
    answer = ask(made(forum(Coverage=coverage(extent))), "calendar", state="CRI")
    assert {row["attendance"] for row in answer.as_dicts()} == {"not known to us"}
    assert any("does not mean absent" in note for note in answer.notes)
    assert "missed" not in str(answer.as_json())


def test_a_complete_list_says_more_and_only_for_its_period(made: Make) -> None:
    graph = made(forum(Coverage=coverage("complete")))
    assert told(graph, "calendar", "meeting", "attendance", state="CRI") == [
        ("m1", "not on the complete list"), ("m2", "not known to us")]
    later = made(forum(Coverage=coverage("complete", "2026")))  # but no list of m2 is held
    assert told(later, "calendar", "attendance", state="CRI")[1] == ("not known to us",)
    joint = made(forum(Coverage=coverage("complete"), HELD_BY=[{"from": "m1", "to": "n"}]))
    assert told(joint, "calendar", "attendance", state="CRI")[0] == ("not known to us",)


def test_no_state_of_the_seeds_is_said_to_have_stayed_away(seeds: Snapshot) -> None:
    for state in ("CRI", "CZE", "PHL"):
        answer = ask(seeds, "calendar", state=state, ring="all")
        assert {r["attendance"] for r in answer.as_dicts()} <= {"took part", "not known to us"}


def test_hosts_and_those_of_whom_no_more_is_known(made: Make) -> None:
    graph = made(forum(ATTENDED=[{"from": "CRI", "to": "m1", "as": "host"},
                                 {"from": "CRI", "to": "m2", "as": ""}],
                       HOSTED=[{"from": "CRI", "to": "m1"}]))
    assert told(graph, "calendar", "meeting", "capacity", state="CRI") == [
        ("m1", ["host", "hosted"]), ("m2", ["attended"])]


# -- back to back ---------------------------------------------------------------------------------


def two(start: str, other: str, **more: str) -> Rows:
    return {
        "Mechanism": [{"id": "a"}, {"id": "b"}], "State": [{"id": "PHL"}],
        "Meeting": [{"id": "m1", "start": start, "end": "", "city": "Manila", "country": "PHL"},
                    {"id": "m2", "start": other, "end": "", "city": "manila", "country": "PHL",
                     **more}],
        "HELD_BY": [{"from": "m1", "to": "a"}, {"from": "m2", "to": "b"}],
    }


def test_windows_are_of_days_over_ends_of_months(made: Make) -> None:
    graph = made(two("2004-02-28", "2004-03-01"))
    assert told(graph, "back-to-back", "a", "b", "days_least", "days_most") == [("a", "b", 2, 2)]
    assert told(graph, "back-to-back", "a", days="1") == []
    assert told(made(two("2004-12-31", "2005-01-01")), "back-to-back", "days_most") == [(1,)]


def test_doubtful_dates_are_left_out_unless_asked_for(made: Make) -> None:
    graph = made(two("2004-03-10", "2004-03"))
    assert told(graph, "back-to-back", "a") == []
    assert told(graph, "back-to-back", "days_least", "days_most", sure="false") == [(0, 21)]


def test_long_periods_and_joint_meetings_are_none(made: Make) -> None:
    assert told(made(two("2004-05-01", "2004-03-01", end="2004-09-01")), "back-to-back", "a") == []
    joint = two("2004-03-01", "2004-03-02")
    joint["HELD_BY"].append({"from": "m2", "to": "a"})
    assert told(made(joint), "back-to-back", "a") == []


def test_ties_of_the_two_are_named_even_when_over(made: Make) -> None:
    rows = two("2004-03-01", "2004-03-02")
    rows["IN_CONTACT"] = [{"from": "b", "to": "a", "date": "2010", "kind": "joint meeting"}]
    rows["PART_OF"] = [{"from": "a", "to": "b", "start": "2001", "end": "2005"}]
    assert told(made(rows), "back-to-back", "ties") == [(["joint meeting 2010", "part of"],)]


# -- ties, disputes, coverage ----------------------------------------------------------------------


def test_ties_are_listed_not_counted(seeds: Snapshot) -> None:
    answer = ask(seeds, "partnership-table", about="region-m49-013")
    assert not [c for c in answer.columns if c.type in ("integer", "number")]
    assert [row[0] for row in answer.rows] == sorted(row[0] for row in answer.rows)
    assert not {"State", "Territory"} & {seeds.label_of(r["partner"]) for r in answer.as_dicts()
                                         if r["tie"] in ("member", "observer")}
    members = ask(seeds, "partnership-table", about="rcm", members="true").as_dicts()
    names = {r["partner"] for r in members if r["tie"] == "member"}
    assert names >= {"BLZ", "CRI", "MEX"}


def test_a_tie_that_is_over_is_left_out(made: Make) -> None:
    rows: Rows = {
        "Mechanism": [{"id": "m"}], "Organization": [{"id": "o"}, {"id": "p"}],
        "SERVES": [{"from": "o", "to": "m", "role": "donor", "start": "2001", "end": "2004"},
                   {"from": "p", "to": "m", "role": "partner", "start": "2001",
                    "attested_last": "2010"}]}
    assert told(made(rows), "partnership-table", "partner", "long_unseen", about="m") == [
        ("p", True)]
    assert told(made(rows), "partnership-table", "partner", about="m", as_of="2003-01-01") == [
        ("o",), ("p",)]


def test_rivals_are_values_of_the_same_property(made: Make) -> None:
    rows = forum(
        Source=[{"id": "s"}],
        Claim=[{"id": "c1", "fact": "MEMBER_OF|CRI|m|0", "property": "start", "value": "1999"},
               {"id": "c2", "fact": "MEMBER_OF|CRI|m|0", "property": "start", "value": "2000"},
               {"id": "c3", "fact": "m", "property": "member-states", "value": "17"},
               {"id": "c4", "fact": "m1", "property": "start", "value": "2001-05-02"},
               {"id": "c5", "fact": "network", "property": "statement", "value": "x"}])
    assert told(made(rows), "disputed", "kind", "fact", "held", "rival") == [
        ("MEMBER_OF", "MEMBER_OF|CRI|m|0", "2000", "1999"),
        ("Meeting", "m1", "2001-05-01", "2001-05-02")]


def test_designations_go_with_disputed_facts(seeds: Snapshot) -> None:
    answer = ask(seeds, "disputed")
    assert "XKX" in {end for row in answer.as_dicts() for end in row["ends"]}
    note = str(seeds.node("XKX").get("designation_note"))
    assert any(note in one for one in answer.notes)


def test_each_kind_is_bounded_and_the_rest_counted(seeds: Snapshot) -> None:
    answer = ask(seeds, "disputed", what="single", per_kind="3")
    kinds = [row["kind"] for row in answer.as_dicts()]
    assert max(map(kinds.count, kinds)) == 3
    assert any("Not shown, by kind" in note for note in answer.notes)
    recalled = ask(seeds, "disputed", what="recalled", per_kind="1000")
    assert {row["basis"] for row in recalled.as_dicts()} == {"recalled"}


def test_coverage_is_told_for_each_mechanism_and_kind(seeds: Snapshot) -> None:
    answer = ask(seeds, "coverage", ring="all")
    assert len(answer.rows) == seeds.count("Coverage")
    assert [row[0] for row in answer.rows] == sorted(row[0] for row in answer.rows)  # no ranking
    assert any("silence about it is no finding" in note for note in answer.notes)
