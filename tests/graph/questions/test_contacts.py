"""Contact on record between mechanisms: what counts, what does not, and since when."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.errors import BadInput
from graph.questions import ask
from graph.snapshot import Snapshot

Made = Callable[..., Snapshot]


def test_two_processes_that_met_often(seeds: Snapshot) -> None:
    rows = ask(seeds, "contacts", a="rabat", b="khartoum").as_dicts()
    assert {(row["a"], row["b"]) for row in rows} == {("khartoum", "rabat")}
    luxor = [row for row in rows if row["date"] == "2017-11-08"]
    assert {row["kind"] for row in luxor} == {"held jointly", "reported: joint meeting"}
    assert ask(seeds, "contacts", a="khartoum", b="rabat").rows == ask(
        seeds, "contacts", a="rabat", b="khartoum").rows


def test_guests_of_the_global_meeting_of_2009(seeds: Snapshot) -> None:
    rows = ask(seeds, "contacts", a="pidc").as_dicts() + ask(seeds, "contacts", a="apc").as_dicts()
    at_bangkok = [row for row in rows if row["at"] == "grcp-2-2009" and row["a"] == "apc"]
    assert {row["strength"] for row in at_bangkok if "grcp" not in (row["a"], row["b"])} == {
        "co-attendance"}


@pytest.fixture
def graph(made: Made) -> Snapshot:
    meeting = {"kind": "ministerial", "start": "", "end": ""}
    rows = {
        "Source": [{"id": "s"}],
        "Mechanism": [{"id": m} for m in ("a", "b", "c", "d")],
        "Meeting": [
            meeting | {"id": "joint", "start": "2010-01-01"},
            meeting | {"id": "of-c", "start": "2012-05"},
            meeting | {"id": "undated"},
            meeting | {"id": "later", "start": "2030-01-01"},
        ],
        "HELD_BY": [
            {"from": "joint", "to": "a"}, {"from": "joint", "to": "b"},
            {"from": "of-c", "to": "c"}, {"from": "later", "to": "a"}, {"from": "later", "to": "c"},
            {"from": "undated", "to": "d"},
        ],
        "ATTENDED": [
            {"from": "a", "to": "joint", "as": "host"},
            {"from": "a", "to": "of-c", "as": "participant"},
            {"from": "b", "to": "of-c", "as": "observer"},
            {"from": "d", "to": "of-c", "as": "invited"},
            {"from": "c", "to": "undated", "as": "participant"},
        ],
    }
    return made({k: [{"sources": "s", **row} for row in table] for k, table in rows.items()})


def kinds(graph: Snapshot, **given: str) -> set[tuple[object, ...]]:
    return {(row["a"], row["b"], row["kind"], row["active"])
            for row in ask(graph, "contacts", **given).as_dicts()}


def test_who_was_only_invited_had_no_contact(graph: Snapshot) -> None:
    assert kinds(graph) == {
        ("a", "b", "held jointly", None),
        ("a", "c", "attended", "a"),
        ("b", "c", "attended", "b"),
        ("a", "b", "at the same meeting", None),
        ("c", "d", "attended", "c"),
    }


def test_what_came_after_the_day_is_not_on_record(graph: Snapshot) -> None:
    assert ("a", "c", "held jointly", None) in kinds(graph, as_of="2031-01-01")
    assert kinds(graph, as_of="2011-01-01") == {
        ("a", "b", "held jointly", None), ("c", "d", "attended", "c")}


def test_one_mechanism_is_no_pair(seeds: Snapshot) -> None:
    with pytest.raises(BadInput, match="another mechanism"):
        ask(seeds, "contacts", a="rcm", b="rcm")


def test_silence_is_said_to_be_no_finding(seeds: Snapshot) -> None:
    answer = ask(seeds, "contacts", a="midsa", b="afml")
    assert not answer.rows
    assert any("nobody looked" in note and "midsa" in note for note in answer.notes)
