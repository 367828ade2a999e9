"""One row of text to typed values: every type, what is refused, and that nothing ever raises."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.schema import SCHEMA
from graph.schema.kinds import LIST_SEPARATOR, EdgeKind, Kind, Type
from graph.schema.rows import Row, Value, typed_row

MEETING, MEMBER, STATE = SCHEMA.kind("Meeting"), SCHEMA.kind("MEMBER_OF"), SCHEMA.kind("State")
MECHANISM, SOURCE, CLAIM = SCHEMA.kind("Mechanism"), SCHEMA.kind("Source"), SCHEMA.kind("Claim")


def to_text(value: Value) -> str:
    """A value as a table holds it; a number as people write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def judged(kind: Kind, column: str, text: str) -> tuple[Value | None, str]:
    """The value of one cell and what was expected instead."""
    row, wrong = typed_row(kind, {"sources": "a;b", column: text})
    told = [expected for name, found, expected in wrong if name == column and found]
    return row.get(column), " ".join(told)


@pytest.mark.parametrize(
    ("kind", "column", "text", "value"),
    [
        (SOURCE, "year", "2022", 2022),
        (MEMBER, "spell", "0", 0),
        (MEMBER, "spell", "12", 12),
        (SCHEMA.kind("Resource"), "amount", "2300000", 2300000.0),
        (SCHEMA.kind("Resource"), "amount", "-0.25", -0.25),
        (MEETING, "online", "true", True),
        (MEETING, "online", "false", False),
        (MEETING, "start", "2004-05~", "2004-05~"),
        (MEMBER, "start", "unknown", "unknown"),
        (MEMBER, "end", "open", "open"),
        (MEMBER, "end", "2018/2023", "2018/2023"),
        (MEMBER, "sources", "a; b ;c", ["a", "b", "c"]),
        (MEMBER, "locators", ";p. 4", ["", "p. 4"]),
        (MEMBER, "locators", ";", ["", ""]),
        (STATE, "aliases", "British Honduras", ["British Honduras"]),
        (STATE, "m49", "084", "084"),
        (STATE, "id", "BLZ", "BLZ"),
        (MECHANISM, "id", "rcm-2", "rcm-2"),
        (MECHANISM, "purpose", "  two\r\nlines ", "two\nlines"),
        (MECHANISM, "purpose", "日本 😀 \u202b", "日本 😀 \u202b"),
        (MECHANISM, "website", "https://example.org/a?b=c", "https://example.org/a?b=c"),
        (MECHANISM, "level", "global", "global"),
    ],
)
def test_texts_become_values(kind: Kind, column: str, text: str, value: Value) -> None:
    found, expected = judged(kind, column, text)
    assert (found, expected) == (value, "")
    assert type(found) is type(value)


ARABIC_2022 = "\u0662\u0660\u0662\u0662"


@pytest.mark.parametrize(
    ("kind", "column", "text", "expected"),
    [
        (SOURCE, "year", "20222", "form"),
        (SOURCE, "year", "0", "form"),
        (SOURCE, "year", "-2022", "form"),
        (SOURCE, "year", ARABIC_2022, "form"),
        (SOURCE, "year", "2022.0", "form"),
        (MEMBER, "spell", "-1", "form"),
        (MEMBER, "spell", "1.0", "form"),
        (SCHEMA.kind("Coverage"), "documents_read", "many", "a whole number"),
        (SCHEMA.kind("Coverage"), "documents_read", "1" * 16, "a whole number"),
        (SCHEMA.kind("Resource"), "amount", "2,300,000", "a number"),
        (SCHEMA.kind("Resource"), "amount", "1e6", "a number"),
        (SCHEMA.kind("Resource"), "amount", "nan", "a number"),
        (SCHEMA.kind("Resource"), "amount", "0.1234567", "a number"),
        (SCHEMA.kind("Resource"), "currency", "Euro", "form"),
        (MEETING, "online", "yes", "true or false"),
        (MEETING, "online", "TRUE", "true or false"),
        (MEETING, "start", "2004-13", "a day that exists"),
        (MEETING, "start", "unknown", "a date"),
        (MEETING, "start", ARABIC_2022, "a date"),
        (MEMBER, "start", "open", "a date"),
        (MEMBER, "end", "2023/2018", "not before its first"),
        (MEMBER, "attested_last", "open", "a date"),
        (MEMBER, "sources", "a;;b", "none of them empty"),
        (MEMBER, "sources", "a;a", "without doubles"),
        (MEMBER, "locators", "p. 1;p. 2;p. 3", "as many items as sources has (2)"),
        (STATE, "m49", "84", "form"),
        (STATE, "m49", "\u0660\u0668\u0664", "form"),
        (STATE, "id", "blz", "form"),
        (MECHANISM, "id", "RCM", "form"),
        (MECHANISM, "id", "rcm|0", "form"),
        (MECHANISM, "id", "rcm--x", "form"),
        (MECHANISM, "purpose", "a\0b", "control characters"),
        (MECHANISM, "purpose", "a\x1bb", "control characters"),
        (MECHANISM, "purpose", "a\rb", "control characters"),
        (MECHANISM, "purpose", "a\ud800b", "control characters"),
        (MECHANISM, "website", "javascript:alert(1)", "an address"),
        (MECHANISM, "website", "https://a b", "an address"),
        (MECHANISM, "website", "www.example.org", "an address"),
        (MECHANISM, "level", "Global", "one of: regional, interregional, global"),
        (MECHANISM, "basis", "hearsay", "one of: read, derived, recalled"),
    ],
)
def test_what_does_not_fit_is_said(kind: Kind, column: str, text: str, expected: str) -> None:
    found, told = judged(kind, column, text)
    assert expected in told
    assert found is None or column == "locators"


FULL = {"from": "BLZ", "to": "rcm", "spell": "0", "start": "2004", "end": "open",
        "basis": "read", "sources": "a"}


@pytest.mark.parametrize("column", ["from", "to", "spell", "start", "end", "basis"])
def test_a_required_cell_that_is_empty(column: str) -> None:
    for cell in ("", "  ", "\n"):
        _, wrong = typed_row(MEMBER, FULL | {column: cell})
        assert [(name, found) for name, found, _ in wrong] == [(column, "")]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"basis": "derived"}, "rule"),
        ({"rule": "group-spelled-out"}, "rule"),
        ({"basis": "recalled", "rule": "group-spelled-out"}, "rule"),
        ({"sources": ""}, "sources"),
        ({"locators": "p. 1;p. 2"}, "locators"),
        ({"sources": "", "basis": "recalled", "locators": "p. 1"}, "locators"),
        ({"start": "2004", "end": "2003"}, "end"),
        ({"start": "2004-05-17", "end": "2004-05-16"}, "end"),
        ({"attested_first": "2010", "attested_last": "2009-12-31"}, "attested_last"),
        ({"to": "BLZ"}, "to"),
    ],
)
def test_what_columns_say_against_each_other(change: dict[str, str], column: str) -> None:
    _, wrong = typed_row(MEMBER, FULL | change)
    assert [name for name, _, _ in wrong] == [column]


@pytest.mark.parametrize(
    "change",
    [
        {"basis": "derived", "rule": "group-spelled-out"},
        {"basis": "recalled", "sources": ""},
        {"basis": "recalled"},
        {"start": "2004", "end": "2004-01-01"},
        {"start": "2004~", "end": "2003"},
        {"start": "2004-05-17", "end": "2001/2010"},
        {"start": "unknown", "end": "1990"},
        {"sources": "a;b", "locators": ";p. 2"},
    ],
)
def test_what_columns_may_say_together(change: dict[str, str]) -> None:
    assert typed_row(MEMBER, FULL | change)[1] == []


def test_a_source_needs_no_source() -> None:
    assert typed_row(SOURCE, {"id": "src-x", "name": "X", "basis": "read"})[1] == []


def test_columns_that_are_not_the_kinds_are_left_out() -> None:
    row, wrong = typed_row(MEMBER, FULL | {"nonsense": "x"})
    assert wrong == []
    assert "nonsense" not in row


# -- any text in any cell --------------------------------------------------------------------------

_kinds = st.sampled_from(SCHEMA.kinds)
_texts = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "Nd", "Lu", "Zs", "Po"]), max_size=12),
    st.text(alphabet="0123456789-/~?.;|eE+ ", max_size=14),
    st.from_regex(r"\d{4}(-\d\d(-\d\d)?)?[~?]?(/\d{4})?", fullmatch=True),
    st.sampled_from(["", "unknown", "open", "true", "false", "read", "derived", "recalled",
                     "BLZ", "rcm", "a;b", ";", "2004", "0", "network", "http://x"]),
)


@st.composite
def _raw(draw: st.DrawFn) -> tuple[Kind, dict[str, Any]]:
    kind = draw(_kinds)
    columns = [column.name for column in kind.columns]
    return kind, draw(st.dictionaries(st.sampled_from([*columns, "other"]), _texts | st.none()))


@given(_raw())
def test_any_text_gives_a_value_or_what_is_wrong(given_row: tuple[Kind, dict[str, Any]]) -> None:
    kind, raw = given_row
    row, wrong = typed_row(kind, raw)
    told = {name for name, _, _ in wrong}
    columns = {column.name: column for column in kind.columns}
    assert row.keys() <= columns.keys()
    assert told <= columns.keys()
    for name, column in columns.items():
        filled = bool((raw.get(name) or "").strip())
        assert (name in row or name in told) if filled or column.required else name not in row
    for name, found, expected in wrong:
        assert isinstance(found, str), name
        assert expected, name


@given(_raw())
def test_values_go_back_to_text_and_come_again(given_row: tuple[Kind, dict[str, Any]]) -> None:
    kind, raw = given_row
    row, _ = typed_row(kind, raw)
    again, _ = typed_row(kind, {name: to_text(value) for name, value in row.items()})
    assert again == row


@given(_raw())
def test_what_passes_makes_an_element(given_row: tuple[Kind, dict[str, Any]]) -> None:
    """Whatever passes a row's judgement is taken by what comes after it, too."""
    from graph.columns import to_table
    from graph.elements import build

    kind, raw = given_row
    base = {column.name: column.example or (column.values or ("2004",))[0]
            for column in kind.columns if column.required}
    if isinstance(kind, EdgeKind):
        base |= {"from": "tail", "to": "head"}
        if kind.derived:
            return
    row, wrong = typed_row(kind, base | {"basis": "recalled"} | raw)
    if wrong:
        return
    rows: dict[str, list[Row]] = {kind.name: [row]}
    (element,) = build(SCHEMA, rows, "x")[kind.name]
    assert to_table(kind, [element]).num_rows == 1
    assert all(math.isfinite(v) for v in element.values() if isinstance(v, float))


def test_every_type_of_column_is_somewhere() -> None:
    """So that the tests above have met each."""
    assert {column.type for kind in SCHEMA.kinds for column in kind.columns} == set(Type)
