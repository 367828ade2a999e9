"""Search finds things by any of their names, best first, fast enough to answer while one types."""

from __future__ import annotations

import time

import pytest

from api.search import SearchIndex, fold, index_of, initials
from graph.snapshot import Node, Snapshot


def _first(snapshot: Snapshot, query: str) -> str:
    return index_of(snapshot).find(query).found[0].id


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cote", "CIV"), ("Côte d’Ivoire", "CIV"), ("ivory coast", "CIV"), ("COTE D'IVOIRE", "CIV"),
        ("allem", "DEU"), ("alemania", "DEU"), ("puebla", "rcm"), ("CRM", "rcm"),
        ("Conferencia Regional", "rcm"), ("migration regional", "rcm"), ("rcm", "rcm"),
        ("iom", "org-iom"), ("DEU", "DEU"), ("retorno", "theme-return"),
    ],
)
def test_finds_by_any_name(snapshot: Snapshot, query: str, found: str) -> None:
    assert _first(snapshot, query) == found


def test_whole_names_come_before_beginnings_and_those_before_parts() -> None:
    nodes = [
        Node("State", "AAA", {"name": "Unreturned"}), Node("Theme", "t1", {"name": "Return aid"}),
        Node("Theme", "t2", {"name": "Voluntary return"}), Node("Source", "s1", {"name": "Return"}),
    ]
    ids = [found.id for found in SearchIndex(nodes).find("return").found]
    assert ids == ["s1", "t1", "t2", "AAA"]


def test_equals_keep_the_order_given() -> None:
    nodes = [Node("Mechanism", "m", {"name": "Dialogue"}), Node("State", "s", {"name": "Dialogue"})]
    assert [found.id for found in SearchIndex(nodes).find("dialogue").found] == ["m", "s"]


def test_a_city_is_no_name_of_its_meetings(snapshot: Snapshot) -> None:
    found = index_of(snapshot).find("puebla").found
    assert [one.id for one in found[:2]] == ["rcm", "iom-puebla"]
    assert "rcm-1996-puebla" in {one.id for one in found}


def test_says_by_which_name(snapshot: Snapshot) -> None:
    assert index_of(snapshot).find("ivory").found[0].matched == "Ivory Coast"


@pytest.mark.parametrize("query", ["", "  ", "'", "%", "\x00", "zzzzzz", "a" * 5000])
def test_odd_queries_find_nothing_and_do_no_harm(snapshot: Snapshot, query: str) -> None:
    assert index_of(snapshot).find(query).total == 0


def test_pages_of_results_join_up(snapshot: Snapshot) -> None:
    index = index_of(snapshot)
    whole = [found.id for found in index.find("re", limit=50).found]
    parts = [index.find("re", limit=2, offset=n).found for n in range(0, len(whole), 2)]
    assert [found.id for part in parts for found in part] == whole


def test_the_index_is_made_once(snapshot: Snapshot) -> None:
    assert index_of(snapshot) is index_of(snapshot)


def test_ten_thousand_names_are_searched_quickly() -> None:
    words = ["migration", "return", "border", "labour", "forum", "dialogue", "process"]
    nodes = [
        Node("Meeting", f"m{n}", {"name": f"{words[n % 7]} {words[n // 7 % 7]} meeting {n}"})
        for n in range(10_000)
    ]
    index = SearchIndex(nodes)
    began = time.perf_counter()
    assert index.find("return meeting").total > 1000
    assert time.perf_counter() - began < 1  # generous: the machine may be busy


def test_folding_and_initials() -> None:
    assert fold("Łódź – Ærø, Türkiye") == "lodz aero turkiye"
    assert initials("Migration Dialogue for Southern Africa") == "MDSA"
