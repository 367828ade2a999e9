"""Routes: what carries, what does not, what is left out and named, what comes first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from graph.errors import BadInput
from graph.questions import ask
from graph.snapshot import Snapshot

Made = Callable[..., Snapshot]
Rows = Mapping[str, list[dict[str, str]]]
NODES = {
    "Source": [{"id": "s"}],
    "Mechanism": [{"id": m, "start": "2000", "attested_last": "2026"} for m in "abc"],
    "State": [{"id": x, "iso2": x[:2], "m49": "004", "status": "un_member"}
              for x in ("AAA", "BBB", "CCC")],
}


@pytest.fixture
def graph(made: Made) -> Callable[[Rows], Snapshot]:
    def make(rows: Rows) -> Snapshot:
        everything = {**NODES, **rows}
        return made({kind: [{"sources": "s", **row} for row in table]
                     for kind, table in everything.items()})

    return make


def members(*pairs: str, **more: str) -> list[dict[str, str]]:
    """`AAA a` says that AAA is a member of a."""
    shown = {"start": "2005", "attested_last": "2026"} | more
    return [dict(zip(("from", "to"), pair.split(), strict=True), **shown) for pair in pairs]


def hops(graph: Snapshot, **given: str) -> list[tuple[Any, ...]]:
    rows = ask(graph, "routes", {"a": "a", "b": "b", **given}).as_dicts()
    return [(r["route"], r["start"], r["end"], r["via"], r["carriers"]) for r in rows]


def test_a_hop_names_all_who_carry_it(graph: Callable[[Rows], Snapshot]) -> None:
    one = graph({"MEMBER_OF": members("AAA a", "AAA b", "BBB a", "BBB b", "CCC a", "CCC c")})
    assert hops(one) == [(1, "a", "b", "states", ["AAA", "BBB"])]


@pytest.mark.parametrize("lapsed", [
    {"end": "2015"},  # it left
    {"end": "open", "attested_last": "2012"},  # presented as going on, fourteen years ago
    {"end": "unknown", "attested_last": "2012"},
])
def test_who_lapsed_carries_nothing(
    graph: Callable[[Rows], Snapshot], lapsed: dict[str, str]
) -> None:
    one = graph({"MEMBER_OF": [*members("AAA a"), *members("AAA b", **lapsed)]})
    assert hops(one) == []
    assert hops(one, as_of="2012-06-01") == [(1, "a", "b", "states", ["AAA"])]
    assert any("no finding" in note for note in ask(one, "routes", a="a", b="b").notes)


def test_no_way_through_a_mechanism_nobody_has_shown(graph: Callable[[Rows], Snapshot]) -> None:
    rows: dict[str, Any] = {"MEMBER_OF": members("AAA a", "AAA c", "BBB c", "BBB b")}
    assert [hop[1:3] for hop in hops(graph(rows))] == [("a", "c"), ("c", "b")]
    rows["Mechanism"] = [*NODES["Mechanism"][:2],
                         {"id": "c", "start": "2000", "attested_last": "2011"}]
    answer = ask(graph(rows), "routes", a="a", b="b")
    assert not answer.rows and any(note.endswith("before the day: c.") for note in answer.notes)


def test_exchanges_to_come_carry_nothing(graph: Callable[[Rows], Snapshot]) -> None:
    one = graph({"IN_CONTACT": [{"from": "a", "to": "b", "date": "2025-03-01",
                                 "kind": "modelled on"}]})
    assert hops(one) == [(1, "a", "b", "exchanges", [])]
    assert hops(one, as_of="2025-02-28") == []
    assert hops(one, via="states") == []


def test_documented_exchanges_come_first(graph: Callable[[Rows], Snapshot]) -> None:
    one = graph({
        "MEMBER_OF": members("AAA a", "AAA b", "BBB a", "BBB c", "BBB b"),
        "IN_CONTACT": [{"from": x, "to": y, "date": "2010", "kind": "observed"}
                       for x, y in ("ac", "cb")],
    })
    assert [hop[:4] for hop in hops(one, cost="documented")] == [
        (1, "a", "c", "exchanges"), (1, "a", "c", "states"),
        (1, "c", "b", "exchanges"), (1, "c", "b", "states"), (2, "a", "b", "states")]
    assert {hop[0] for hop in hops(one)[:1]} == {1} and hops(one)[0][1:3] == ("a", "b")


def test_who_links_nearly_all_is_left_out_and_named(made: Made) -> None:
    names = [f"m{number}" for number in range(12)]
    dated = {"sources": "s", "start": "2005", "attested_last": "2026"}
    everyone = made({
        "Source": [{"id": "s", "sources": "s"}],
        "Mechanism": [{"id": m, **dated} for m in names],
        "State": [{**x, "sources": "s"} for x in NODES["State"]],
        "MEMBER_OF": [{"from": "AAA", "to": m, **dated} for m in names]
        + [{"from": "BBB", "to": m, **dated} for m in names[:2]],
    })
    answer = ask(everyone, "routes", a="m0", b="m1")
    assert [row["carriers"] for row in answer.as_dicts()] == [["BBB"]]
    assert any("more than 80 %" in note and "AAA" in note for note in answer.notes)
    taken = ask(everyone, "routes", a="m0", b="m1", connectors="true", k="1")
    assert [row["carriers"] for row in taken.as_dicts()] == [["AAA", "BBB"]]


def test_a_mechanism_without_members_is_said(seeds: Snapshot, graph: Any) -> None:
    one = graph({"MEMBER_OF": members("AAA a")})
    notes = ask(one, "routes", a="a", b="b").notes
    assert any("No member State" in note and " b " in note for note in notes)
    over = ask(seeds, "routes", a="imp", b="rcm")
    assert not over.rows and any("does not stand on the day" in note for note in over.notes)


@pytest.mark.parametrize(("wrong", "said"), [
    ({"k": "21"}, "from 1 to 20"), ({"longest": "5"}, "from 1 to 4"), ({"b": "a"}, "another"),
    ({"via": "bilateral"}, "one of"), ({"cost": "euros"}, "one of"),
])
def test_what_cannot_be_taken(
    graph: Callable[[Rows], Snapshot], wrong: dict[str, str], said: str
) -> None:
    one = graph({"MEMBER_OF": members("AAA a", "AAA b")})
    with pytest.raises(BadInput, match=said):
        ask(one, "routes", {"a": "a", "b": "b", **wrong})


def test_open_forums_are_no_way_through(seeds: Snapshot) -> None:
    answer = ask(seeds, "routes", a="rcm", b="bali", k="20", longest="2")
    assert not {"gfmd", "imrf", "gcm"} & {row["end"] for row in answer.as_dicts()}
    assert any("open to all" in note and "gfmd" in note for note in answer.notes)
