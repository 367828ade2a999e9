"""Digests: content decides and nothing else does."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.digest import element_digest, graph_digest, table_digest

_values = st.one_of(
    st.text(), st.integers(-(10**15), 10**15), st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False), st.lists(st.text(), max_size=3),
)
_elements = st.dictionaries(st.text(min_size=1).filter(lambda n: n != "digest"), _values)
_hex = st.text(alphabet="0123456789abcdef", min_size=32, max_size=32)
_tables = st.dictionaries(st.text(alphabet="ABC_", min_size=1), _hex, max_size=6)


def test_known_digests_stay_what_they_are() -> None:
    """Receipts and stores of other machines rest on them: a change is a new format."""
    element = {"id": "rcm", "name": "Conférence", "objectives": ["a", "b"], "open_to_all": False,
               "amount": 1250.5, "from_min": 19960101}
    assert element_digest(element) == "d7ea43219a24be256f79f92945a1215b"
    assert table_digest([("rcm", "00"), ("aaa", "ff")]) == (
        "793f5254fbb80bfab9d810c62ab60213be5801865ee3e8b4640a363eeadf4545"
    )
    assert graph_digest({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(_elements, st.randoms())
def test_the_order_of_properties_does_not_matter(element: dict[str, Any], chance: Any) -> None:
    names = list(element)
    chance.shuffle(names)
    assert element_digest({name: element[name] for name in names}) == element_digest(element)


@given(_elements, _hex)
def test_an_elements_own_digest_does_not_count(element: dict[str, Any], digest: str) -> None:
    assert element_digest(element | {"digest": digest}) == element_digest(element)
    assert len(element_digest(element)) == 32


@given(_elements, _elements)
def test_other_content_has_another_digest(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (element_digest(one) == element_digest(other)) == same


def test_kinds_of_value_are_told_apart() -> None:
    values: list[Any] = [1, 1.5, "1", True, ["1"], "true", ["1", ""], "", []]
    assert len({element_digest({"x": value}) for value in values}) == len(values)
    assert element_digest({"a": "b"}) != element_digest({"ab": ""})
    assert element_digest({"x": ["a", "b"]}) != element_digest({"x": ["b", "a"]})


@given(_tables, st.randoms())
def test_the_order_of_elements_does_not_matter(table: dict[str, str], chance: Any) -> None:
    pairs = list(table.items())
    chance.shuffle(pairs)
    assert table_digest(pairs) == table_digest(table.items())
    assert (table_digest(pairs) == "") == (not pairs)


@given(_tables, _tables)
def test_other_elements_make_another_table(one: dict[str, str], other: dict[str, str]) -> None:
    assert (table_digest(one.items()) == table_digest(other.items())) == (one == other)


@given(_tables)
def test_tables_without_elements_do_not_count(tables: dict[str, str]) -> None:
    assert graph_digest(tables | {"EMPTY": "", "NONE": ""}) == graph_digest(tables)
    assert graph_digest(dict(reversed(tables.items()))) == graph_digest(tables)
    if tables:
        assert graph_digest(tables) != graph_digest({})
