"""The card of two mechanisms, and pairs without contact: a gap only where it was looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from graph.questions import QUESTIONS, ask
from graph.snapshot import Snapshot

Made = Callable[..., Snapshot]


def coverage(mechanism: str, extent: str = "partial", read: str = "3") -> list[dict[str, str]]:
    return [
        {"id": f"cov-{mechanism}-{of}".lower().replace("_", "-"), "mechanism": mechanism, "of": of,
         "extent": extent, "as_of": "2026-11-22", "documents_read": read, "basis": "derived",
         "rule": "count-of-sources-cited", "sources": ""}
        for of in ("IN_CONTACT", "ATTENDED")
    ]


@pytest.fixture
def graph(made: Made) -> Callable[..., Snapshot]:
    def make(covered: Iterable[dict[str, str]] = (), **more: Any) -> Snapshot:
        states = [f"A{x}{x}" for x in "ABCD"]
        members = [f"{s} {m}" for s in states[:3] for m in "ab"] + ["ADD a", "ADD c", "AAA c"]
        covers = list(covered)
        rows: dict[str, list[dict[str, str]]] = {
            "Source": [{"id": "s"}],
            "Mechanism": [{"id": m, "start": "2000", "attested_last": "2026"} for m in "abc"],
            "State": [{"id": x, "iso2": x[:2], "m49": "004", "status": "un_member"}
                      for x in states],
            "Theme": [{"id": f"theme-{t}"} for t in "xyz"],
            "MEMBER_OF": [dict(zip(("from", "to"), pair.split(), strict=True), start="2005",
                               attested_last="2026") for pair in members],
            "WORKS_ON": [{"from": m, "to": f"theme-{t}", "standing": "topic", "start": "2005",
                          "attested_last": "2026"} for m, t in ("ax", "bx", "ay", "bz", "cz")],
            "Coverage": covers,
            "COVERAGE_OF": [{"from": c["id"], "to": c["mechanism"], "basis": "derived",
                             "rule": "count-of-sources-cited", "sources": ""} for c in covers],
        }
        rows |= more
        return made({kind: [{"sources": "s", **row} for row in table]
                     for kind, table in rows.items()})

    return make


def channels(graph: Snapshot, **given: str) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for row in ask(graph, "synergy", {"a": "a", "b": "b", **given}).as_dicts():
        found.setdefault(str(row["channel"]), []).append(row["ids"])  # type: ignore[arg-type]
    return found


def gaps(graph: Snapshot, **given: str) -> dict[tuple[Any, Any], Any]:
    return {(row["a"], row["b"]): row["gap"]
            for row in ask(graph, "synergy-gaps", given).as_dicts()}


def test_channels_stand_apart(graph: Callable[..., Snapshot]) -> None:
    found = channels(graph())
    assert found["carriers"] == [["AAA", "ABB", "ACC"]]
    assert found["themes shared"] == [["theme-x"]]
    assert found["themes of a alone"] == [["theme-y"]]
    assert found["themes of b alone"] == [["theme-z"]]
    names = {column.name for q in QUESTIONS if q.name.startswith("synergy") for column in q.columns}
    assert not {"score", "rank", "weight"} & names


def test_a_lapsed_member_is_no_carrier(graph: Callable[..., Snapshot]) -> None:
    shared = [{"from": s, "to": m, "start": "2005", "attested_last": seen}
              for s, m, seen in (("AAA", "a", "2026"), ("AAA", "b", "2026"),
                                 ("ABB", "a", "2026"), ("ABB", "b", "2010"))]
    one = graph(MEMBER_OF=shared)
    assert channels(one)["carriers"] == [["AAA"]]
    assert any("not shown by any source" in n and "ABB" in n
               for n in ask(one, "synergy", a="a", b="b").notes)


@pytest.mark.parametrize(("covered", "channel", "gap"), [
    ([], "contact not known", None),
    (coverage("a"), "contact not known", None),
    ([*coverage("a"), *coverage("b", "not looked at", "0")], "contact not known", None),
    ([*coverage("a"), *coverage("b", "partial", "0")], "contact not known", None),
    ([*coverage("a"), *coverage("b")[:1]], "contact not known", None),
    ([*coverage("a"), *coverage("b")], "gap", True),
])
def test_a_gap_only_where_it_was_looked_for_on_both_sides(
    graph: Callable[..., Snapshot], covered: list[dict[str, str]], channel: str, gap: bool | None,
) -> None:
    one = graph(covered, MEMBER_OF=[
        {"from": s, "to": m, "start": "2005", "attested_last": "2026"}
        for s, m in (("AAA", "a"), ("ABB", "a"), ("ACC", "a"), ("AAA", "b"), ("ABB", "b"),
                     ("ADD", "b"))])
    assert channel in channels(one)
    assert gaps(one) == {("a", "b"): gap}


@pytest.mark.parametrize("contact", [
    {"IN_CONTACT": [{"from": "a", "to": "b", "date": "2010", "kind": "observed"}]},
    {"Meeting": [{"id": "m", "start": "2010", "end": "", "kind": "technical"}],
     "HELD_BY": [{"from": "m", "to": "c"}],
     "ATTENDED": [{"from": x, "to": "m", "as": "participant"} for x in "ab"]},
])
def test_who_met_is_no_gap(graph: Callable[..., Snapshot], contact: dict[str, Any]) -> None:
    one = graph([*coverage("a"), *coverage("b")], **contact)
    found = channels(one)
    assert any(name.startswith("contact") for name in found) and "gap" not in found
    assert ("a", "b") not in gaps(one)
    assert ("a", "b") in gaps(one, as_of="2009-01-01"), "at that time they had not met"


def test_pairs_that_are_tied_are_set_apart(graph: Callable[..., Snapshot]) -> None:
    one = graph([*coverage("a"), *coverage("b")],
                PART_OF=[{"from": "b", "to": "a", "start": "2005", "attested_last": "2026"}])
    row = ask(one, "synergy-gaps").as_dicts()[0]
    assert "part of" in str(row["relation"]) and row["gap"] is None


def test_forums_open_to_all_share_with_everybody(graph: Callable[..., Snapshot]) -> None:
    open_forum = [{"id": m, "attested_last": "2026", "open_to_all": str(m == "b").lower()}
                  for m in "abc"]
    one = graph([*coverage("a"), *coverage("b")], Mechanism=open_forum)
    assert ("a", "b") not in gaps(one)
    assert any(note.startswith("Left out") and " b." in note
               for note in ask(one, "synergy-gaps").notes)
    assert ("a", "b") in gaps(one, connectors="true")


def test_the_order_is_by_name_and_not_by_number(seeds: Snapshot) -> None:
    pairs = list(gaps(seeds))
    assert pairs == sorted(pairs)


def test_most_pairs_of_the_seeds_are_not_known(seeds: Snapshot) -> None:
    verdicts = list(gaps(seeds).values())
    assert 0 < verdicts.count(True) < len(verdicts) / 4
    assert set(verdicts) == {True, None}, "that there was no contact is never said"
    assert ("khartoum", "rabat") not in gaps(seeds)


def test_a_mechanism_that_has_ended(seeds: Snapshot) -> None:
    answer = ask(seeds, "synergy", a="imp", b="rcm")
    assert {row["channel"] for row in answer.as_dicts()} <= {
        "contact", "gap", "contact not known", "contact (both guests of a third)"}
    assert any("does not stand" in note for note in answer.notes)
