"""The whole graph as one Cypher script, for cypher-shell and Neo4j Browser.

Running it twice changes nothing: constraints are made where they are missing, every element is
merged by its `id` or `fact` and gets exactly the properties of the export. What the script does
not name is left alone. The values stand in the text, since a script has no parameters; nothing
but `literal` puts data into a statement.
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

ROWS = 100
"""Rows a statement: enough to be quick, few enough for a server's parser."""

_HOW_TO = (
    "Running this script again changes nothing; what it does not name is left alone.",
    "In a terminal: cypher-shell -u neo4j -f FILE. In Neo4j Browser: drop the file on the editor,"
    " with the setting for several statements on.",
)
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TO_ESCAPE = re.compile(r"[\\'\n\r\t]")
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


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
    then = f"MERGE (n:{kind.label} {{id: row.id}}) SET n = row"
    for rows in _cut(map(literal, elements)):
        yield _statement(rows, then)


def _edges(kind: EdgeKind, snapshot: Snapshot) -> Iterator[str]:
    """One statement has ends of two labels only, so that both are found by their constraints."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for element in snapshot.elements(kind.type):
        tail, head = element.pop("from"), element.pop("to")
        labels = snapshot.label_of(tail), snapshot.label_of(head)
        if labels[0] is None or labels[1] is None:
            continue  # a part of the graph: an edge without both its ends is none
        rows = grouped.setdefault((labels[0], labels[1]), [])
        rows.append(literal([tail, head, element]))
    for (tail, head), rows in sorted(grouped.items()):
        then = (
            f"MATCH (a:{tail} {{id: row[0]}}) MATCH (b:{head} {{id: row[1]}}) "
            f"MERGE (a)-[r:{kind.type} {{fact: row[2].fact}}]->(b) SET r = row[2]"
        )
        for some in _cut(rows):
            yield _statement(some, then)


def _statement(rows: list[str], then: str) -> str:
    return "UNWIND [\n" + ",\n".join(rows) + f"\n] AS row {then};\n"


def _cut(rows: Iterable[str]) -> Iterator[list[str]]:
    some: list[str] = []
    for row in rows:
        some.append(row)
        if len(some) == ROWS:
            yield some
            some = []
    if some:
        yield some


def literal(value: Any) -> str:
    """A value as Cypher text.

    A backslash is always doubled: Neo4j reads a lone one before `u` as a character's number even
    outside of strings.

    >>> print(literal({"name": "Côte d'Ivoire", "number": 2, "aliases": ["a"]}))
    {name: 'Côte d\\'Ivoire', number: 2, aliases: ['a']}
    """
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
    if isinstance(value, dict) and all(map(_PLAIN_NAME.fullmatch, value)):
        return f"{{{', '.join(f'{name}: {literal(each)}' for name, each in value.items())}}}"
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
