"""The comparison alone: no store, many small cases, and what several data sets state together."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.digest import element_digest
from graph.elements import Element
from graph.store.difference import SEEDS_NAME, Stored, combine, compare, own_version, without

NAMES = (SEEDS_NAME, "alpha", "zeta")


def node(identity: str, data_set: str, **properties: Any) -> Element:
    element: Element = {"id": identity, "basis": "read", **properties, "dataset": [data_set]}
    element["digest"] = element_digest(element)
    return element


def difference(
    name: str, incoming: list[Element], held: dict[str, Element], *, withdraw: bool = True
) -> tuple[Any, list[str]]:
    """The difference, and the keys that were read whole for it."""
    asked: list[str] = []

    def read(keys: list[str]) -> dict[str, Element]:
        asked.extend(keys)
        return {key: held[key] for key in keys}

    stored = {key: Stored(e["digest"], tuple(e["dataset"])) for key, e in held.items()}
    return compare("id", name, incoming, stored, read, withdraw=withdraw), asked


def test_new_changed_gone_and_same_are_told_apart() -> None:
    held = {i: node(i, "alpha", name=i) for i in ("same", "changed", "gone")}
    incoming = [node("same", "alpha", name="same"), node("changed", "alpha", name="other"),
                node("new", "alpha", name="new")]
    found, asked = difference("alpha", incoming, held)
    assert [e["id"] for e in found.created] == ["new"]
    assert [e["id"] for e in found.changed] == ["changed"]
    assert found.removed == ["gone"]
    assert found.unchanged == 1
    assert found.size == 3
    assert found.digests == {e["id"]: e["digest"] for e in incoming}
    assert asked == [], "nothing is read whole that one data set alone states"


def test_loose_tables_withdraw_nothing() -> None:
    held = {i: node(i, "alpha") for i in ("one", "two")}
    found, _ = difference("alpha", [node("one", "alpha")], held, withdraw=False)
    assert (found.size, found.unchanged) == (0, 2)
    assert found.digests == {i: e["digest"] for i, e in held.items()}


def test_elements_of_other_data_sets_are_neither_compared_nor_removed() -> None:
    held = {"theirs": node("theirs", "zeta")}
    found, asked = difference("alpha", [node("ours", "alpha")], held)
    assert [e["id"] for e in found.created] == ["ours"]
    assert (found.removed, found.unchanged, asked) == ([], 0, [])
    assert set(found.digests) == {"ours", "theirs"}


def test_second_data_set_adds_its_sources_and_leaving_restores_every_byte() -> None:
    alone = node("x", "alpha", name="X", sources=["one", "two"], locators=["", "p. 2"])
    joining = node("x", "zeta", name="Other", note="n", sources=["two", "three"],
                   locators=["p. 9", "p. 3"])
    found, asked = difference("zeta", [joining], {"x": alone})
    assert asked == ["x"]
    (shared,) = found.changed
    assert shared["name"] == "X", "the first by name keeps its values"
    assert shared["note"] == "n", "filled up from the other"
    assert shared["sources"] == ["one", "two", "three"]
    assert shared["locators"] == ["", "p. 2", "p. 3"]
    assert shared["dataset"] == ["alpha", "zeta"]
    assert own_version(shared, "zeta") == joining
    assert without(shared, "zeta") == alone
    back, _ = difference("zeta", [], {"x": shared})
    assert back.changed == [alone]
    assert json.dumps(back.changed[0], sort_keys=True) == json.dumps(alone, sort_keys=True)
    assert (back.removed, back.digests) == ([], {"x": alone["digest"]})


def test_same_statement_of_a_shared_element_changes_nothing() -> None:
    versions = {name: node("x", name, name=name) for name in ("alpha", "zeta")}
    shared = combine(versions)
    found, _ = difference("zeta", [versions["zeta"]], {"x": shared})
    assert (found.size, found.unchanged) == (0, 1)


def test_seeds_come_first_whatever_the_names() -> None:
    versions = {name: node("x", name, name=name) for name in ("alpha", SEEDS_NAME)}
    assert combine(versions)["name"] == SEEDS_NAME


def test_best_basis_counts_and_a_rule_stays_with_derived_alone() -> None:
    derived = node("x", "alpha", rule="r") | {"basis": "derived"}
    read = node("x", "zeta")
    recalled = node("x", SEEDS_NAME) | {"basis": "recalled"}
    assert combine({"alpha": derived, SEEDS_NAME: recalled})["rule"] == "r"
    merged = combine({"alpha": derived, "zeta": read})
    assert merged["basis"] == "read" and "rule" not in merged


def test_nothing_is_left_without_the_only_data_set() -> None:
    assert without(node("x", "alpha"), "alpha") is None
    assert own_version(node("x", "alpha"), "zeta") is None


# -- any sequence of loads against a plain model ------------------------------------------------

contents = st.dictionaries(
    st.sampled_from("abcd"),
    st.fixed_dictionaries(
        {"name": st.sampled_from(["n", "m"])},
        optional={"note": st.sampled_from(["1", "2"]),
                  "sources": st.lists(st.sampled_from(["s", "t"]), min_size=1, unique=True)},
    ),
)
steps = st.lists(st.tuples(st.sampled_from(NAMES), contents, st.booleans()), max_size=8)


@given(steps)
def test_any_sequence_of_loads_ends_where_the_last_of_each_data_set_says(
    loads: list[tuple[str, dict[str, dict[str, Any]], bool]]
) -> None:
    held: dict[str, Element] = {}
    model: dict[str, dict[str, Element]] = {}
    for name, content, withdraw in loads:
        incoming = [node(key, name, **properties) for key, properties in content.items()]
        found, _ = difference(name, incoming, held, withdraw=withdraw)
        assert not {e["id"] for e in found.created} & held.keys()
        assert {e["id"] for e in found.changed} | set(found.removed) <= held.keys()
        for element in (*found.created, *found.changed):
            held[element["id"]] = element
        for key in found.removed:
            del held[key]
        kept = {} if withdraw else model.get(name, {})
        model[name] = {**kept, **{e["id"]: e for e in incoming}}
        assert found.digests == {key: e["digest"] for key, e in held.items()}
        own = sum(name in e["dataset"] for e in held.values())
        touched = {e["id"] for e in (*found.created, *found.changed)} & model[name].keys()
        assert found.unchanged == own - len(touched)
        again, _ = difference(name, incoming, held, withdraw=withdraw)
        assert again.size == 0
    keys = {key for version in model.values() for key in version}
    assert held == {
        key: combine({n: version[key] for n, version in model.items() if key in version})
        for key in keys
    }
    for element in held.values():
        assert element_digest(element) == element["digest"]
