"""Between whom a State stands, and which mechanisms group: no rank, nothing made of one seat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graph.errors import BadInput
from graph.measures.brokerage import ROLES, roles
from graph.questions import ask
from graph.snapshot import Snapshot

Made = Callable[..., Snapshot]
FAST = {"samples": "50"}
EUROPE, AFRICA, ASIA = "region-m49-150", "region-m49-002", "region-m49-142"
CODES = {EUROPE: "150", AFRICA: "002", ASIA: "142"}


def world(members: dict[str, str], where: dict[str, str], **more: Any) -> dict[str, Any]:
    """Mechanisms with members (three-letter codes), and the region of each State."""
    return {
        "Mechanism": [{"id": one, "start": "2000", "attested_last": "2026",
                       **more.get(one, {})} for one in members],
        "State": [{"id": one, "iso2": one[:2], "m49": "004", "status": "un_member"}
                  for one in sorted(where)],
        "Region": [{"id": one, "m49": code} for one, code in CODES.items()],
        "IN_REGION": [{"from": one, "to": region} for one, region in where.items()],
        "MEMBER_OF": [
            {"from": one, "to": mechanism, "attested_first": "2025", "attested_last": "2025"}
            for mechanism, states in members.items() for one in states.split()
        ],
    }


WHERE = {"AAA": EUROPE, "BBB": EUROPE, "CCC": AFRICA, "DDD": AFRICA, "EEE": ASIA}


def test_the_role_of_who_sits_in_both(made: Made) -> None:
    """AAA meets BBB in one forum and CCC and EEE, who meet, in another."""
    graph = made(world({"alpha": "AAA BBB", "beta": "AAA CCC EEE"}, WHERE))
    rows = {r["role"]: r for r in ask(graph, "broker-roles", state="AAA", **FAST).as_dicts()}
    assert [rows[role]["seen"] for role in ROLES] == [0, 0, 2, 0]
    assert rows["participation"]["seen"] == pytest.approx(1 - 3 / 9, abs=1e-4)
    assert rows["gatekeeper"]["mechanisms"] == ["alpha", "beta"]
    # BBB sits in one forum: it stands between nobody.
    assert all(row["seen"] == 0 for row in
               ask(graph, "broker-roles", state="BBB", **FAST).as_dicts())


def test_a_seat_that_lapsed_carries_nothing(made: Made) -> None:
    rows = world({"alpha": "AAA BBB", "beta": "AAA CCC", "gamma": "BBB CCC"}, WHERE)
    for edge in rows["MEMBER_OF"]:
        if (edge["from"], edge["to"]) == ("AAA", "beta"):
            edge.update(end="2019", attested_first="2010", attested_last="2015")
    answer = ask(made(rows), "broker-roles", state="AAA", **FAST)
    assert all(row["mechanisms"] == ["alpha"] for row in answer.as_dicts())


def test_a_forum_of_nearly_all_is_left_out_and_named(made: Made) -> None:
    graph = made(world({"alpha": "AAA BBB", "beta": "AAA CCC", "gamma": "DDD EEE",
                        "all": "AAA BBB CCC DDD EEE"}, WHERE))
    answer = ask(graph, "broker-roles", state="AAA", **FAST)
    assert any("Left out" in note and "all." in note for note in answer.notes)
    assert {r["role"]: r["seen"] for r in answer.as_dicts()}["gatekeeper"] == 1


def test_a_state_without_a_seat_gets_a_note_and_a_territory_is_refused(
    made: Made, seeds: Snapshot
) -> None:
    graph = made(world({"alpha": "AAA BBB", "beta": "AAA CCC"}, WHERE))
    answer = ask(graph, "broker-roles", state="EEE", **FAST)
    assert not answer.rows and any("nothing is computed" in note for note in answer.notes)
    with pytest.raises(BadInput, match="state"):
        ask(seeds, "broker-roles", state="HKG")


def test_no_state_is_named_over_all_states(seeds: Snapshot) -> None:
    answer = ask(seeds, "broker-roles-aggregate", **FAST)
    states = {node.id for node in seeds.nodes("State")}
    for row in answer.as_dicts():
        assert not any(cell in states for cell in row.values())
        assert row["low_geo"] <= row["by_chance_geo"] <= row["high_geo"]
    assert not any(column.type in ("id", "ids") for column in answer.columns)


def test_one_state_of_the_seeds_by_hand(seeds: Snapshot) -> None:
    """The roles again, from the list of members, by a loop over triads."""
    answer = ask(seeds, "broker-roles", state="MAR", regions="subregion", **FAST)
    listed = [m.id for m in seeds.nodes("Mechanism")
              if m.get("ring") == "listed" and m.holds(20261122)]
    seats: dict[str, set[str]] = {}
    for edge in seeds.edges("MEMBER_OF"):
        if edge.head in listed and edge.holds(20261122) and seeds.label_of(edge.tail) == "State":
            seats.setdefault(edge.tail, set()).add(edge.head)
    region = {edge.tail: edge.head for edge in seeds.edges("IN_REGION")}
    near = sorted(s for s in seats if s != "MAR" and seats[s] & seats["MAR"])
    counts = dict.fromkeys(ROLES, 0)
    for at, a in enumerate(near):
        for c in near[at + 1:]:
            if not seats[a] & seats[c]:
                same = region[a] == region[c]
                own = (region[a] == region["MAR"]) + (region[c] == region["MAR"])
                counts["coordinator" if own == 2 else "consultant" if same else
                       "gatekeeper" if own else "liaison"] += 1
    assert {r["role"]: r["seen"] for r in answer.as_dicts() if r["role"] in ROLES} == counts


# -- groups ----------------------------------------------------------------------------------------


def two_groups(made: Made, **more: str) -> Snapshot:
    members = {
        "alpha": "AAA BBB CCC DDD", "beta": "AAA BBB CCC", "gamma": "BBB CCC DDD",
        "delta": "EEE FFF GGG HHH", "epsilon": "EEE FFF GGG", "zeta": "FFF GGG HHH",
        "eta": "III", **more,
    }
    where = {one: EUROPE if one[0] < "E" else ASIA
             for states in members.values() for one in states.split()}
    rows = world(members, where)
    rows["COVERS"] = [{"from": m, "to": EUROPE if m in ("alpha", "beta", "gamma") else ASIA}
                      for m in members]
    return made(rows)


def test_two_groups_and_one_that_shares_with_nobody(made: Made) -> None:
    answer = ask(two_groups(made), "communities")
    groups = {row["mechanism"]: row["community"] for row in answer.as_dicts()}
    assert groups == {"alpha": 1, "beta": 1, "gamma": 1, "delta": 2, "epsilon": 2, "zeta": 2,
                      "eta": None}
    assert any("United Nations regions covered" in note and "1.00" in note
               for note in answer.notes)
    assert any("beta" in note and "by their making" in note for note in answer.notes)


def test_who_sits_with_both_straddles(made: Made) -> None:
    graph = two_groups(made, both="AAA BBB EEE FFF")
    row = next(r for r in ask(graph, "communities").as_dicts() if r["mechanism"] == "both")
    assert row["straddles_with"] in (1, 2) and row["straddles_with"] != row["community"]
    assert 0.2 < row["runs_there"] <= 1 - row["stability"] + 1e-9


def test_groups_of_the_seeds_are_found_again_with_other_seeds(seeds: Snapshot) -> None:
    one = {r["mechanism"]: r for r in ask(seeds, "communities").as_dicts()}
    other = {r["mechanism"]: r for r in ask(seeds, "communities", seed="99").as_dicts()}
    firm = [m for m, row in one.items() if row["stability"] > 0.9]
    assert len(firm) > 20
    pairs = [(a, b) for a in firm for b in firm]
    same = [(one[a]["community"] == one[b]["community"])
            == (other[a]["community"] == other[b]["community"]) for a, b in pairs]
    assert np.mean(same) > 0.95
    assert list(one) == sorted(one)


def test_a_mechanism_without_a_list_has_no_group(seeds: Snapshot) -> None:
    answer = ask(seeds, "communities")
    assert "gfmd" not in {row["mechanism"] for row in answer.as_dicts()}
    assert any("gfmd" in note for note in answer.notes)


def test_roles_are_blind_to_the_order_of_states() -> None:
    rng = np.random.default_rng(1)
    members, groups = rng.random((12, 5)) < 0.4, rng.integers(0, 3, 12)
    order = rng.permutation(12)
    assert np.array_equal(roles(members, groups)[order], roles(members[order], groups[order]))
