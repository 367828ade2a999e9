"""One row of a table, text to typed values, or what is wrong with it.

What a single row can show is checked here; what takes several rows or tables (doubles, dangling
references) is left to the loaders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from graph.dates import OPEN, UNKNOWN, parse, parse_span
from graph.schema.kinds import LIST_SEPARATOR, EdgeKind, Kind, Property, Type

Value = str | int | float | bool | list[str]
Row = dict[str, Value]
Wrong = tuple[str, str, str]
"""Column, what was found, what was expected."""

_URL = re.compile(r"https?://[^\s<>\"]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def typed_row(kind: Kind, raw: Mapping[str, str]) -> tuple[Row, list[Wrong]]:
    """The typed values of a row (empty cells left out), and everything wrong with it."""
    row: Row = {}
    wrong: list[Wrong] = []
    for name, column, seen in _readers(kind):
        cell = raw.get(name) or ""
        value = seen.get(cell)
        if value is not None:
            row[name] = value[:] if isinstance(value, list) else value
            continue
        text = cell.replace("\r\n", "\n").strip()
        if not text:
            if column.required:
                wrong.append((name, "", f"a value ({column.description})"))
            continue
        try:
            row[name] = value = _typed(column, text)
        except ValueError as error:  # a BadDate is one
            wrong.append((name, text, str(error)))
            continue
        if len(seen) < _REMEMBERED and len(cell) < _SHORT:
            seen[cell] = value[:] if isinstance(value, list) else value
    wrong += _across_columns(kind, row)
    return row, wrong


_REMEMBERED, _SHORT = 20_000, 80
"""Cells of a column that are remembered with their value: most are repeated in many rows."""
_Reader = tuple[str, Property, dict[str, Value]]
_kept_readers: dict[int, tuple[Kind, tuple[_Reader, ...]]] = {}


def _readers(kind: Kind) -> tuple[_Reader, ...]:
    """A kind's columns, each with what its cells have held; by identity, as a hash is slow."""
    kept = _kept_readers.get(id(kind))
    if kept is None or kept[0] is not kind:
        kept = kind, tuple((column.name, column, {}) for column in kind.columns)
        _kept_readers[id(kind)] = kept
    return kept[1]


def _typed(column: Property, text: str) -> Value:
    if _CONTROL.search(text):
        raise ValueError("text without control characters")
    if column.values and text not in column.values:
        raise ValueError("one of: " + ", ".join(column.values))
    if column.pattern and not re.fullmatch(column.pattern, text, re.ASCII):
        raise ValueError(f"text of the form {column.pattern}")
    match column.type:
        case Type.LIST | Type.REFERENCES:
            return _items(column, text)
        case Type.INTEGER:
            if not re.fullmatch(r"-?\d{1,15}", text, re.ASCII):
                raise ValueError("a whole number")
            return int(text)
        case Type.NUMBER:
            if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", text, re.ASCII):
                raise ValueError("a number such as 2300000 or 0.5")
            return float(text)
        case Type.BOOLEAN:
            if text not in ("true", "false"):
                raise ValueError("true or false")
            return text == "true"
        case Type.DATE | Type.DAY_OR_YEAR:
            parse(text)
        case Type.START:
            if text != UNKNOWN:
                parse(text)
        case Type.END:
            if text not in (OPEN, UNKNOWN):
                parse_span(text)
        case Type.URL:
            if not _URL.fullmatch(text):
                raise ValueError("an address that begins with http:// or https://")
    return text


@cache
def _cached_items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(LIST_SEPARATOR))


def _items(column: Property, text: str) -> list[str]:
    items = list(_cached_items(text))
    if column.name == "locators":
        return items  # parallel to sources: an empty place is meant
    if not all(items):
        raise ValueError(f"items separated by {LIST_SEPARATOR}, none of them empty")
    if len(set(items)) < len(items):
        raise ValueError("a list without doubles")
    return items


def _across_columns(kind: Kind, row: Row) -> Iterator[Wrong]:
    sources, locators = row.get("sources", []), row.get("locators", [])
    assert isinstance(sources, list) and isinstance(locators, list)
    if locators and len(locators) != len(sources):
        yield (
            "locators",
            LIST_SEPARATOR.join(locators),
            f"as many items as sources has ({len(sources)}); empty ones are allowed",
        )
    if row.get("basis") == "derived" and "rule" not in row:
        yield ("rule", "", "the name of the rule, since basis is derived")
    if "basis" in row and row["basis"] != "derived" and "rule" in row:
        yield ("rule", str(row["rule"]), "nothing, since basis is not derived")
    if row.get("basis") == "read" and not sources and kind.name != "Source":
        yield ("sources", "", "at least one source, since basis is read")
    if "start" in row:
        yield from _order(row, "start", "end")
    if "attested_first" in row:
        yield from _order(row, "attested_first", "attested_last")
    if isinstance(kind, EdgeKind) and row.get("from") == row.get("to") and "from" in row:
        yield ("to", str(row["to"]), "another end than from")
    for column in kind.columns:
        if column.edge and row.get(column.name, "") == row.get("id"):
            yield (column.name, str(row["id"]), f"the id of another {kind.name}")


def _order(row: Row, first: str, last: str) -> Iterator[Wrong]:
    start, end = row.get(first), row.get(last)
    if start in (None, UNKNOWN) or end in (None, UNKNOWN, OPEN):
        return
    if parse_span(str(end)).last < parse(str(start)).first:
        yield (last, str(end), f"a date not before {first} ({start})")
