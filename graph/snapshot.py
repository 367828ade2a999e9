"""The whole graph at one moment: read-only, in columns, equal from seeds and from either server.

A snapshot answers pages, maps, questions and exports; it knows nothing of databases or of files
of tables. It is kept in one file named by its digest.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.columns import arrow_schema, to_ipc, to_table
from graph.dates import Bounds, Mode, holds
from graph.digest import graph_digest, table_digest
from graph.elements import Element, fact_of
from graph.errors import BadInput, UnknownId
from graph.schema import SCHEMA
from graph.schema.kinds import SPELL_BOUNDS, Schema

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

FORMAT = 1
"""Version of the file's layout; a file of another version is not read but made anew."""

_KEEP_OBJECTS = 100_000
"""Kinds with at most so many elements are turned into objects once and kept."""
_NO_ROWS = np.empty(0, dtype=np.int64)


class _Dated:
    """What nodes and edges that may be dated have in common."""
    __slots__ = ()
    properties: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        return self.properties.get(name, default)

    @property
    def bounds(self) -> Bounds | None:
        """When it held; None where it is not dated."""
        given = self.properties
        return Bounds(*(given[name] for name in SPELL_BOUNDS)) if "from_min" in given else None

    def holds(self, day: int, mode: Mode = "standing") -> bool:
        """Whether it held on a day (yyyymmdd) in a reading mode; what is undated always does."""
        return (spell := self.bounds) is None or holds(spell, day, mode)


@dataclass(frozen=True, slots=True)
class Node(_Dated):
    """One node: its label, its id and its properties (absent ones are not in the mapping)."""

    label: str
    id: str
    properties: Mapping[str, Any]

    @property
    def name(self) -> str:
        return str(self.properties["name"])


@dataclass(frozen=True, slots=True)
class Edge(_Dated):
    """One edge, also called a fact: its type, ends, spell and properties."""

    type: str
    tail: str
    head: str
    spell: int
    properties: Mapping[str, Any]

    @property
    def fact(self) -> str:
        return fact_of(self.type, self.tail, self.head, self.spell)


@dataclass(frozen=True)
class Meta:
    """What a snapshot says of itself: its date, its data sets, the load it came from."""

    as_of: str  # YYYY-MM-DD: the default date of every question
    datasets: tuple[Mapping[str, Any], ...] = ()  # name, title, created, version
    load: Mapping[str, Any] = field(default_factory=dict)  # id, finished


class Snapshot:
    """The graph at one moment. Elements come as Node and Edge, tables as pyarrow columns."""

    def __init__(self, tables: Mapping[str, pa.Table], meta: Meta, schema: Schema = SCHEMA):
        self._tables = dict(tables)
        self.meta = meta
        self.schema = schema
        self._objects: dict[str, Sequence[Node] | Sequence[Edge]] = {}
        self._ends: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {}

    # -- making ---------------------------------------------------------------------------------

    @classmethod
    def from_elements(
        cls, elements: Mapping[str, Iterable[Element]], meta: Meta, schema: Schema = SCHEMA
    ) -> Snapshot:
        """From elements by kind, as `graph.elements.build` makes them or a store returns them."""
        tables = {kind.name: to_table(kind, elements.get(kind.name, ())) for kind in schema.kinds}
        return cls(tables, meta, schema)

    @cached_property
    def table_digests(self) -> dict[str, str]:
        """Kind name to the digest of its table."""
        return {
            kind.name: table_digest(
                zip(self.keys(kind.name), self.digests(kind.name), strict=True)
            )
            for kind in self.schema.kinds
        }

    @cached_property
    def digest(self) -> str:
        """The digest of the whole graph, 64 hexadecimal digits."""
        return graph_digest(self.table_digests)

    @property
    def receipt(self) -> str:
        """The short form of the digest that is printed under answers and pictures."""
        return self.digest[:12]

    @property
    def as_of(self) -> str:
        return self.meta.as_of

    # -- reading --------------------------------------------------------------------------------

    def table(self, kind: str) -> pa.Table:
        """The columns of a kind (for edges without `fact`, which follows from the others)."""
        return self._tables[kind]

    def count(self, kind: str) -> int:
        return int(self._tables[kind].num_rows)

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Nodes by label and edges by type, kinds without elements left out."""
        return (
            {k.label: self.count(k.label) for k in self.schema.nodes if self.count(k.label)},
            {k.type: self.count(k.type) for k in self.schema.edges if self.count(k.type)},
        )

    def keys(self, kind: str) -> list[str]:
        """Ids or facts of a kind, in the table's order (sorted)."""
        table = self._tables[kind]
        if kind in self._node_labels:
            return list(table["id"].to_pylist())
        return [
            fact_of(kind, tail, head, spell)
            for tail, head, spell in zip(
                table["from"].to_pylist(), table["to"].to_pylist(), table["spell"].to_pylist(),
                strict=True,
            )
        ]

    def digests(self, kind: str) -> list[str]:
        return [value.hex() for value in self._tables[kind]["digest"].to_pylist()]

    def nodes(self, label: str) -> Sequence[Node]:
        """All nodes of a label, sorted by id."""
        return self._kept(label)  # type: ignore[return-value]

    def edges(
        self, edge_type: str, *, tail: str | None = None, head: str | None = None
    ) -> Sequence[Edge]:
        """Edges of a type, all or those that leave `tail` and lead to `head`, sorted by fact."""
        if tail is None and head is None:
            return self._kept(edge_type)  # type: ignore[return-value]
        rows: np.ndarray | None = None
        for column, node in (("from", tail), ("to", head)):
            if node is not None:
                found = self._rows_at(edge_type, column, node)
                rows = found if rows is None else np.intersect1d(rows, found)
        assert rows is not None
        return self._pick(edge_type, rows)  # type: ignore[return-value]

    def edges_of(self, node: str) -> Iterator[Edge]:
        """Every edge at a node, by type in the schema's order; SOURCED_FROM comes last."""
        for kind in self.schema.edges:
            if self.count(kind.type):
                yield from self.edges(kind.type, tail=node)
                yield from self.edges(kind.type, head=node)

    def node(self, node: str) -> Node:
        """The node of an id; UnknownId if there is none."""
        try:
            label, row = self._place[node]
        except KeyError:
            raise UnknownId(f"There is no {node!r} in this graph.") from None
        return self._pick(label, np.array([row]))[0]  # type: ignore[return-value]

    def find(self, node: str) -> Node | None:
        """The node of an id, or None."""
        return self.node(node) if node in self._place else None

    def label_of(self, node: str) -> str | None:
        """The label of an id, or None where there is no such node."""
        place = self._place.get(node)
        return place[0] if place else None

    def edge(self, fact: str) -> Edge:
        """The edge of a fact key; UnknownId if there is none."""
        parts = fact.split("|")
        if len(parts) == 4 and parts[0] in self.schema and parts[0] not in self._node_labels:
            for edge in self.edges(parts[0], tail=parts[1], head=parts[2]):
                if str(edge.spell) == parts[3]:
                    return edge
        raise UnknownId(f"There is no fact {fact!r} in this graph.")

    def source_ids(self, element: Node | Edge) -> tuple[str, ...]:
        """Ids of the sources an element rests on."""
        return tuple(element.get("sources", ()))

    # -- handing over ---------------------------------------------------------------------------

    def elements(self, kind: str) -> Iterator[Element]:
        """Every element of a kind as the store keeps it, edges with `fact`, `from`, `to`."""
        for batch in self._tables[kind].to_batches(max_chunksize=20_000):
            for raw in batch.to_pylist():
                element = {k: v for k, v in raw.items() if v is not None}
                element["digest"] = element["digest"].hex()
                if kind not in self._node_labels:
                    element["fact"] = fact_of(
                        kind, element["from"], element["to"], element["spell"]
                    )
                yield element

    def to_networkx(self, *kinds: str) -> nx.MultiDiGraph[str]:
        """A networkx MultiDiGraph: nodes with `label`, edges keyed by fact with `type`.

        kinds: labels and edge types to take; all if none is named.
        """
        import networkx as nx

        wanted = set(kinds) or {kind.name for kind in self.schema.kinds}
        network: nx.MultiDiGraph[str] = nx.MultiDiGraph(digest=self.digest, as_of=self.as_of)
        for node_kind in self.schema.nodes:
            if node_kind.label in wanted:
                for element in self.elements(node_kind.label):
                    network.add_node(element["id"], label=node_kind.label, **element)
        for edge_kind in self.schema.edges:
            if edge_kind.type in wanted:
                for element in self.elements(edge_kind.type):
                    tail, head = element.pop("from"), element.pop("to")
                    if tail in network and head in network:
                        network.add_edge(
                            tail, head, key=element["fact"], type=edge_kind.type, **element
                        )
        return network

    def to_pandas(self) -> dict[str, pd.DataFrame]:
        """A pandas DataFrame for each kind that has elements, by its name."""
        return {
            name: table.drop_columns(["digest"]).to_pandas()
            for name, table in self._tables.items()
            if table.num_rows
        }

    def save(self, folder: Path) -> Path:
        """Keep it in `folder` under its digest; the file is there whole or not at all."""
        path = folder / f"{self.digest}.snapshot"
        folder.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
                head = {
                    "format": FORMAT,
                    "digest": self.digest,
                    "tables": self.table_digests,
                    "as_of": self.meta.as_of,
                    "datasets": [dict(d) for d in self.meta.datasets],
                    "load": dict(self.meta.load),
                }
                _write(archive, "meta.json", json.dumps(head, sort_keys=True).encode())
                for name in sorted(self._tables):
                    if self._tables[name].num_rows:
                        _write(archive, f"{name}.arrow", to_ipc(self._tables[name]))
            os.replace(partial, path)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
        return path

    @classmethod
    def load(cls, path: Path, schema: Schema = SCHEMA) -> Snapshot:
        """Read a snapshot's file; BadInput if it is none, or of another version or schema."""
        try:
            with zipfile.ZipFile(path) as archive:
                head = json.loads(archive.read("meta.json"))
                if head["format"] != FORMAT:
                    raise BadInput(f"{path.name} is a snapshot of another version.")
                tables = {}
                for kind in schema.kinds:
                    name = f"{kind.name}.arrow"
                    wanted = arrow_schema(kind)
                    if name in archive.namelist():
                        table = pa.ipc.open_file(pa.BufferReader(archive.read(name))).read_all()
                        if table.schema != wanted:
                            raise BadInput(f"{path.name} follows another schema.")
                    else:
                        table = wanted.empty_table()
                    tables[kind.name] = table
        except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
            raise BadInput(f"{path} is no snapshot: {error}") from error
        meta = Meta(head["as_of"], tuple(head["datasets"]), head["load"])
        snapshot = cls(tables, meta, schema)
        snapshot.__dict__["table_digests"] = head["tables"]
        snapshot.__dict__["digest"] = head["digest"]
        return snapshot

    # -- inside ---------------------------------------------------------------------------------

    @cached_property
    def _node_labels(self) -> frozenset[str]:
        return frozenset(kind.label for kind in self.schema.nodes)

    @cached_property
    def _place(self) -> dict[str, tuple[str, int]]:
        place: dict[str, tuple[str, int]] = {}
        for kind in self.schema.nodes:
            for row, node in enumerate(self._tables[kind.label]["id"].to_pylist()):
                place[node] = (kind.label, row)
        return place

    def _kept(self, kind: str) -> Sequence[Node] | Sequence[Edge]:
        if kind not in self._objects:
            everything = np.arange(self.count(kind))
            made = self._make(kind, everything)
            if self.count(kind) > _KEEP_OBJECTS:
                return made
            self._objects[kind] = made
        return self._objects[kind]

    def _pick(self, kind: str, rows: np.ndarray) -> Sequence[Node] | Sequence[Edge]:
        if self.count(kind) > _KEEP_OBJECTS:
            return self._make(kind, rows)
        kept = self._kept(kind)
        return [kept[row] for row in rows]

    def _make(self, kind: str, rows: np.ndarray) -> Sequence[Node] | Sequence[Edge]:
        table = self._tables[kind]
        chosen = table if len(rows) == table.num_rows else table.take(pa.array(rows))
        present = [
            {k: v for k, v in raw.items() if v is not None} for raw in chosen.to_pylist()
        ]
        for properties in present:
            properties["digest"] = properties["digest"].hex()
        if kind in self._node_labels:
            return tuple(Node(kind, p["id"], p) for p in present)
        return tuple(
            Edge(kind, p.pop("from"), p.pop("to"), p["spell"], p) for p in present
        )

    def _rows_at(self, edge_type: str, column: str, node: str) -> np.ndarray:
        if (edge_type, column) not in self._ends:
            self._ends[edge_type, column] = self._index(edge_type, column)
        order, firsts = self._ends[edge_type, column]
        place = self._number.get(node)
        if place is None or len(order) == 0:
            return _NO_ROWS
        return np.sort(order[firsts[place] : firsts[place + 1]])

    @cached_property
    def _number(self) -> dict[str, int]:
        return {node: number for number, node in enumerate(self._place)}

    def _index(self, edge_type: str, column: str) -> tuple[np.ndarray, np.ndarray]:
        """Rows ordered by the node at one end, and where each node's rows begin."""
        values = self._tables[edge_type][column].combine_chunks()
        known = pa.array(self._place, type=pa.string())
        if isinstance(values, pa.ChunkedArray):
            values = values.combine_chunks()
        places = pc.index_in(values.cast(pa.string()), value_set=known)
        numbers = places.to_numpy(zero_copy_only=False)
        order = np.argsort(numbers, kind="stable")
        firsts = np.searchsorted(numbers[order], np.arange(len(self._place) + 1))
        return order, firsts


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)


__all__ = ["Edge", "Meta", "Node", "Snapshot"]
