"""Elements to Arrow columns, by the schema: the layout of a snapshot's tables and of its file."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from graph.elements import Element
from graph.schema.kinds import EdgeKind, Kind, Type, stored_properties


def _arrow_type(kind: Kind, name: str) -> pa.DataType:
    columns = {column.name: column for column in kind.columns}
    if name in ("from", "to", "basis", "rule"):
        return pa.dictionary(pa.int32(), pa.string())
    if name == "digest":
        return pa.binary(16)
    if name in ("dataset", "statements"):
        return pa.list_(pa.string())
    if name not in columns:
        return pa.int32()  # a bound, yyyymmdd
    match columns[name].type:
        case Type.LIST | Type.REFERENCES:
            return pa.list_(pa.string())
        case Type.INTEGER:
            return pa.int64()
        case Type.NUMBER:
            return pa.float64()
        case Type.BOOLEAN:
            return pa.bool_()
    return pa.dictionary(pa.int32(), pa.string()) if columns[name].values else pa.string()


def arrow_schema(kind: Kind) -> pa.Schema:
    """The columns of a kind, in order; an edge's `fact` follows from the others and is none."""
    names = list(stored_properties(kind))
    if isinstance(kind, EdgeKind):
        names = ["from", "to", *(name for name in names if name != "fact")]
    return pa.schema([pa.field(name, _arrow_type(kind, name)) for name in names])


def to_table(kind: Kind, elements: Iterable[Element]) -> pa.Table:
    """Elements as columns, sorted by id or fact."""
    ordered = sorted(elements, key=lambda element: element[kind.key])
    return pa.table(
        [
            pa.array(
                [bytes.fromhex(e["digest"]) for e in ordered]
                if column.name == "digest"
                else [e.get(column.name) for e in ordered],
                type=column.type,
            )
            for column in arrow_schema(kind)
        ],
        schema=arrow_schema(kind),
    )


def to_ipc(table: pa.Table) -> bytes:
    """A table as the bytes of an Arrow file."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4", unify_dictionaries=True)
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
