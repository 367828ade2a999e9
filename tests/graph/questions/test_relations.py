"""What ties two mechanisms by their make-up is told, from facts that bear on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.questions import Answer, ask
from graph.questions.blocs import blocs, voices
from graph.questions.given import Given
from graph.questions.pairs import pairs
from graph.snapshot import Snapshot

Rows = dict[str, list[dict[str, str]]]


def code(letter: str) -> str:
    return 3 * letter


def world(members: dict[str, str], **more: list[dict[str, str]]) -> Rows:
    """Mechanisms by name, with their members as letters: State AAA, BBB …"""
    states = sorted(set("".join(members.values())))
    rows: Rows = {
        "Source": [{"id": "src", "kind": "web page", "grade": "A"}],
        "State": [{"id": code(s)} for s in states],
        "Mechanism": [{"id": m} for m in members],
        "MEMBER_OF": [{"from": code(s), "to": m} for m, group in members.items() for s in group],
        **more,
    }
    for row in (row for table in rows.values() for row in table):
        row.setdefault("sources", "src")
        row.setdefault("start", "1999")
    return rows


def edges(*pairs: tuple[str, ...]) -> list[dict[str, str]]:
    return [dict(zip(("from", "to", "kind"), pair, strict=False)) for pair in pairs]


def relation(answer: Answer, a: str, b: str) -> str:
    [row] = [row for row in answer.as_dicts() if (row["a"], row["b"]) == (a, b)]
    return str(row["relation"])


def facts(answer: Answer, a: str, b: str) -> set[str]:
    [at] = [n for n, row in enumerate(answer.as_dicts()) if (row["a"], row["b"]) == (a, b)]
    return set(answer.row_facts[at])


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        ("AB", "ABC", "nested (m1 within m2)"),
        ("ABC", "AB", "nested (m2 within m1)"),
        ("AB", "AB", "the same member States"),
        ("ABCDE", "ABCDFGH", "nearly nested (4 of 5 of m1 within m2)"),
        ("ABCD", "ABCFGH", ""),
        ("A", "ABC", ""),  # one member alone is no group
        ("AB", "CD", ""),
    ],
)
def test_members_within_members(
    made: Callable[..., Snapshot], one: str, two: str, said: str
) -> None:
    answer = ask(made(world({"m1": one, "m2": two})), "overlap")
    assert relation(answer, "m1", "m2") == said


def test_part_successor_and_their_facts(made: Callable[..., Snapshot]) -> None:
    graph = made(world({"m1": "AB", "m2": "CD", "m3": "EF"},
                       PART_OF=edges(("m2", "m1")), SUCCEEDED=edges(("m3", "m1"))))
    answer = ask(graph, "overlap")
    assert relation(answer, "m1", "m2") == "m2 part of m1"
    assert facts(answer, "m1", "m2") == {"PART_OF|m2|m1|0"}
    assert relation(answer, "m1", "m3") == "m3 successor of m1"
    assert relation(answer, "m2", "m3") == "" and facts(answer, "m2", "m3") == set()


def test_secretariats_and_parents(made: Callable[..., Snapshot]) -> None:
    graph = made(world(
        {"m1": "AB", "m2": "CD", "m3": "EF", "m4": "GH"},
        Secretariat=[{"id": "sec1"}, {"id": "sec3"}],
        Organization=[{"id": "org-x", "acronym": "X"}, {"id": "org-y", "name": "Why"}],
        SECRETARIAT_OF=edges(("sec1", "m1"), ("sec1", "m2"), ("sec3", "m3")),
        HOSTS_SECRETARIAT=edges(("org-x", "sec1"), ("org-x", "sec3")),
        ASSOCIATED_WITH=edges(("m1", "org-y", "formal parent"), ("m2", "org-y", "formal parent"),
                              ("m4", "org-y", "framework")),
    ))
    answer = ask(graph, "overlap")
    assert relation(answer, "m1", "m2") == "one secretariat, one formal parent (Why)"
    assert relation(answer, "m1", "m3") == "secretariats hosted by X"
    assert facts(answer, "m1", "m3") == {
        "SECRETARIAT_OF|sec1|m1|0", "SECRETARIAT_OF|sec3|m3|0", "HOSTS_SECRETARIAT|org-x|sec1|0",
        "HOSTS_SECRETARIAT|org-x|sec3|0",
    }
    assert relation(answer, "m2", "m4") == "tied to one organization (Why)"
    assert relation(answer, "m3", "m4") == ""


def test_what_has_ended_ties_no_longer(made: Callable[..., Snapshot]) -> None:
    part = {"from": "m2", "to": "m1", "start": "1999", "end": "2008"}
    graph = made(world({"m1": "AB", "m2": "CD"}, PART_OF=[part]))
    assert relation(ask(graph, "overlap"), "m1", "m2") == ""
    assert relation(ask(graph, "overlap", as_of="2004-07-01"), "m1", "m2") == "m2 part of m1"


# -- unions of States ------------------------------------------------------------------------------

UNION = "ABCDEFGHIJ"


def with_union(members: dict[str, str], listed: str = UNION) -> Rows:
    """A European Union of ten, spelled out as one side of m1 from 2010 on, J until 2020."""
    rows = world(members, Organization=[{"id": "org-eu", "name": "European Union",
                                         "acronym": "EU"}])
    for row in rows["MEMBER_OF"]:
        if row["to"] == "m1" and row["from"][0] in listed:
            row |= {"side": "European Union", "basis": "derived", "rule": "group-spelled-out",
                    "start": "2010", "attested_last": "2025"}
            row |= {"end": "2020-01-31"} if row["from"] == "JJJ" else {}
    return rows


def test_a_union_that_joined_as_a_whole(made: Callable[..., Snapshot]) -> None:
    graph = made(with_union({"m1": UNION + "XY", "m2": UNION + "ZW", "m3": "ABXVUTSR"}))
    answer = ask(graph, "overlap")
    [row] = [r for r in answer.as_dicts() if (r["a"], r["b"]) == ("m1", "m2")]
    assert row["relation"] == "nearly nested (9 of 11 of m1 within m2), bloc (EU)"
    assert row["shared"] == 9 and row["shared_blocs"] == 1  # J has left m1, and so the union
    assert row["jaccard_blocs"] == round(1 / (3 + 4 - 1), 4)  # m2: the union, J, Z, W
    assert row["newman_blocs"] == 0.5 and row["newman"] < 9  # the union is in three mechanisms
    # Three common States, two of the union's: they came one by one.
    assert "bloc" not in relation(answer, "m1", "m3")
    assert any("EU: 9 member States" in note and "m1" in note for note in answer.notes)


def test_most_but_not_of_the_union(made: Callable[..., Snapshot]) -> None:
    """Half of the union and one in ten others: a bloc; fewer, or more others: none."""
    at_the_border = made(with_union({"m1": UNION + "XY", "m2": "ABCDE"}))
    assert "bloc (EU)" in relation(ask(at_the_border, "overlap"), "m1", "m2")
    fewer = made(with_union({"m1": UNION + "XY", "m2": "ABCD"}))
    assert "bloc" not in relation(ask(fewer, "overlap"), "m1", "m2")
    others = made(with_union({"m1": UNION + "XY", "m2": "ABCDEX"}))
    assert "bloc" not in relation(ask(others, "overlap"), "m1", "m2")


def test_the_union_is_read_at_the_day(made: Callable[..., Snapshot]) -> None:
    graph = made(with_union({"m1": UNION, "m2": UNION}))
    then = Given(graph, {"as_of": "2015-07-01", "mode": "standing"})
    assert "JJJ" in blocs(then)[0].members
    before = ask(graph, "overlap", as_of="2005-07-01", mode="standing")
    assert any("EU: no list" in note for note in before.notes)


def test_belonging_said_outright_counts(made: Callable[..., Snapshot]) -> None:
    rows = with_union({"m1": UNION, "m2": UNION + "K"})
    rows["BELONGS_TO"] = [{"from": "KKK", "to": "org-eu", "start": "2024",
                           "sources": "src"}]
    [eu] = blocs(Given(made(rows), {"as_of": "2026-11-22", "mode": "standing"}))
    assert sorted(eu.members) == [code(letter) for letter in "ABCDEFGHIK"]
    assert voices({"AAA", "BBB", "KKK", "QQQ"}, (eu,)) == 2


def test_unions_of_the_seeds(seeds: Snapshot) -> None:
    def size(day: str) -> dict[str, int]:
        given = Given(seeds, {"as_of": day, "mode": "standing"})
        return {union.called: len(union.members) for union in blocs(given)}

    assert size("2026-11-22") == {"AU": 54, "EU": 27}
    # Before Croatia came, with both, before the United Kingdom left, after.
    assert [size(day)["EU"] for day in ("2012-07-01", "2014-07-01", "2019-07-01", "2021-07-01")] \
        == [27, 28, 28, 27]


def test_ties_of_the_seeds(seeds: Snapshot) -> None:
    answer = ask(seeds, "overlap", ring="all")
    assert relation(answer, "afml", "asean-acmw").startswith("afml part of asean-acmw")
    assert "one formal parent (ASEAN)" in relation(answer, "afml", "asean-acmw")
    assert "nearly nested" in relation(answer, "add", "colombo")
    assert "bloc (EU)" in relation(answer, "eappm", "rabat")
    assert "nested (ocam within rcm)" in relation(answer, "ocam", "rcm")
    given = Given(seeds, {"as_of": seeds.as_of, "mode": "standing", "ring": "all"})
    for pair in pairs(given).pairs:
        for tie in pair.relations:
            assert tie.kind in ("nested", "same members") or tie.facts, (pair.a, pair.b, tie.text)
