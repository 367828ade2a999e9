"""The whole graph as one Cypher script, for cypher-shell and Neo4j Browser.

Running it twice changes nothing: constraints are made where they are missing, every element is
merged by its `id` or `fact` and gets exactly the properties of the export. What the script does
not name is left alone. The values stand in the text, since a script has no parameters; nothing
but `literal` puts data into a statement.

The rows of a statement are the lines of one text, their values set apart by tabs, and the
properties are named once: a server plans that in no time, and a script of literal maps for minutes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from graph.elements import Element
from graph.exports.exporter import Exporter
from graph.exports.notices import notices
from graph.schema.kinds import EdgeKind, NodeKind
from graph.snapshot import Snapshot
from graph.store import statements

ROWS = 500
"""Rows a statement."""
_JOINT = "; "
"""Between the items of a list within a text."""
_FROM_TEXT = {int: "toInteger({})", float: "toFloat({})", bool: "toBoolean({})"}

_HOW_TO = (
    "Running this script again changes nothing; what it does not name is left alone.",
    "In a terminal: cypher-shell -u neo4j -f FILE. In Neo4j Browser: drop the file on the editor,"
    " with the setting for several statements on.",
)
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SEPARATES = re.compile(r"[\\\n\r\t]")
_TO_ESCAPE = re.compile(r"[\\'\n\r\t]")


def write(snapshot: Snapshot, stream: BinaryIO) -> None:
    """Write the script as UTF-8."""
    for part in _script(snapshot):
        stream.write(part.encode())


def _script(snapshot: Snapshot) -> Iterator[str]:
    for line in (*notices(snapshot), *_HOW_TO):
        yield comment(line)
    yield "\n"
    for text in (*statements.constraints(snapshot.schema), *statements.indexes(snapshot.schema)):
        yield f"{text};\n"
    for node in snapshot.schema.nodes:
        yield from _nodes(node, snapshot.elements(node.label))
    for edge in snapshot.schema.edges:
        yield from _edges(edge, snapshot)


def _nodes(kind: NodeKind, elements: Iterable[Element]) -> Iterator[str]:
    for some in _cut(elements):
        rows, properties = _rows(some, ("id",))
        yield f"{rows} MERGE (n:{kind.label} {{id: row[0]}}) SET n = {properties};\n"


def _edges(kind: EdgeKind, snapshot: Snapshot) -> Iterator[str]:
    """One statement has ends of two labels only, so that both are found by their constraints."""
    grouped: dict[tuple[str, str], list[Element]] = {}
    for element in snapshot.elements(kind.type):
        tail, head = snapshot.label_of(element["from"]), snapshot.label_of(element["to"])
        if tail is not None and head is not None:  # in a part of the graph an end may be missing
            grouped.setdefault((tail, head), []).append(element)
    for (tail, head), elements in sorted(grouped.items()):
        for some in _cut(elements):
            rows, properties = _rows(some, ("from", "to", "fact"))
            yield (
                f"{rows} MATCH (a:{tail} {{id: row[0]}}) MATCH (b:{head} {{id: row[1]}}) "
                f"MERGE (a)-[r:{kind.type} {{fact: row[2]}}]->(b) SET r = {properties};\n"
            )


def _rows(elements: list[Element], first: tuple[str, ...]) -> tuple[str, str]:
    """The rows under UNWIND, columns `first` first, and the map that names their values."""
    names = dict.fromkeys((*first, *(name for element in elements for name in element)))
    columns = {name: [element.get(name) for element in elements] for name in names}
    as_lines = _fits_a_line(elements[0])
    properties = [
        f"{name}: {_value(f'row[{place}]', values) if as_lines else f'row[{place}]'}"
        for place, (name, values) in enumerate(columns.items()) if name not in ("from", "to")
    ]
    rows = zip(*columns.values(), strict=True)
    if as_lines:  # each ends in a tab: a line's end that some editor changed falls into no value
        lines = "\n".join("".join(f"{_cell(value)}\t" for value in row) for row in rows)
        text = lines.replace("'", "\\'")
        unwound = f"UNWIND split('{text}', '\\n') AS line WITH split(line, '\\t') AS row"
    else:
        text = ",\n".join(literal(list(row)) for row in rows)
        unwound = f"UNWIND [\n{text}\n] AS row"
    return unwound, f"{{{', '.join(properties)}}}"


def _fits_a_line(element: Element) -> bool:
    """Whether an element's values come back from a line: nothing in them separates or escapes."""
    return all(
        bool(value) and not any(_SEPARATES.search(item) or ";" in item for item in value)
        if isinstance(value, list)
        else not isinstance(value, str) or (value != "" and not _SEPARATES.search(value))
        for value in element.values()
    )


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return _JOINT.join(value)
    return "" if value is None else value if isinstance(value, str) else literal(value)


def _value(cell: str, values: Iterable[Any]) -> str:
    """The value of a line's cell as Cypher; an empty cell stands for none."""
    kinds = {type(value) for value in values}
    for kind, text in _FROM_TEXT.items():
        if kind in kinds:
            return text.format(cell)
    if type(None) in kinds:
        cell = f"nullIf({cell}, '')"
    return f"split({cell}, '{_JOINT}')" if list in kinds else cell


def _cut(elements: Iterable[Element]) -> Iterator[list[Element]]:
    """Elements a statement; those that do not fit a line come in statements of their own."""
    some: dict[bool, list[Element]] = {True: [], False: []}
    for element in elements:
        group = some[_fits_a_line(element)]
        group.append(element)
        if len(group) == ROWS:
            yield group.copy()
            group.clear()
    yield from (group for group in some.values() if group)


def literal(value: Any) -> str:
    """A value as Cypher text.

    A backslash is always doubled: Neo4j reads a lone one before `u` as a character's number even
    outside of strings.

    >>> print(literal(["Côte d'Ivoire", 2, None]))
    ['Côte d\\'Ivoire', 2, null]
    """
    if value is None:
        return "null"
    if isinstance(value, str):
        return f"'{_TO_ESCAPE.sub(lambda found: _ESCAPES[found[0]], value)}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    raise TypeError(f"no Cypher literal for {value!r}")


def comment(text: str) -> str:
    """Text as comment lines that no content can end early.

    Without backslashes, as Neo4j would read a character's number, a line break's too, before it
    looks for comments. No line ends in `;`, where simple tools cut a script.
    """
    lines = text.replace("\\", "\N{SET MINUS}").splitlines() or [""]
    return "".join(f"// {line.strip().rstrip(';')}".rstrip() + "\n" for line in lines)


EXPORTER = Exporter(
    name="cypher",
    suffix=".cypher",
    media_type="application/x-cypher-query",
    description="A Cypher script that makes the whole graph in any Neo4j, and may be run again",
    write=write,
)
