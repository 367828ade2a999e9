"""The data dictionary (docs/data-dictionary.md), derived from the schema."""

from __future__ import annotations

from collections.abc import Iterator

from graph.schema.kinds import SPELL_BOUNDS, EdgeKind, Kind, Property, Schema

_INTRODUCTION = """\
# Data dictionary

Generated from `graph/schema/`; do not edit by hand (`make derive` writes it anew).

Every kind of node and edge, its table in `seeds/` and its columns. Lists are separated by `;`.
Columns marked **required** are never empty. In the graph every element also has `dataset` (the
data sets that state it), `digest` (over its content) and, where several data sets state it,
`statements` (each one's own version). Edges carry `fact` (`TYPE|from|to|spell`) and do not repeat
their ends. A date `x` has integer bounds `x_min` and `x_max` (yyyymmdd) beside it; a dated element
has {bounds}.
"""


def dictionary(schema: Schema) -> str:
    """The whole page as Markdown."""
    bounds = ", ".join(f"`{name}`" for name in SPELL_BOUNDS)
    lines = [_INTRODUCTION.format(bounds=bounds), "## Nodes", ""]
    for node in schema.nodes:
        lines += _section(f"{node.label}", f"`{node.table}`. {node.description}.", node)
    lines += ["## Edges", ""]
    for edge in schema.edges:
        table = "Follows from a column of its nodes" if edge.derived else f"`{edge.table}`"
        text = f"{_arrow(edge)}<br>{table}. The tail {edge.description} the head."
        lines += _section(edge.type, text, edge)
    return "\n".join(lines).rstrip() + "\n"


def _arrow(edge: EdgeKind) -> str:
    tails = "\\|".join(edge.sources) or "any"
    heads = "\\|".join(edge.targets) or "any"
    return f"`(:{tails})-[:{edge.type}]->(:{heads})`".replace("\\|", "|")


def _section(title: str, text: str, kind: Kind) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    yield text + (" Dated." if kind.dated else "")
    yield ""
    if isinstance(kind, EdgeKind) and kind.derived:
        return
    yield "| column | what | type | example |"
    yield "| --- | --- | --- | --- |"
    for column in kind.columns:
        yield f"| `{column.name}` | {_what(column)} | {_type(column)} | {_cell(column.example)} |"
    yield ""


def _what(column: Property) -> str:
    parts = [column.description.rstrip(".")]
    if column.required:
        parts.append("**required**")
    if column.values:
        parts.append("one of " + ", ".join(f"`{value}`" for value in column.values))
    if column.edge:
        parts.append(f"becomes `{column.edge}`")
    return "; ".join(_cell(part) for part in parts)


def _type(column: Property) -> str:
    if column.to:
        return f"{column.type} to {', '.join(column.to)}"
    return str(column.type)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


