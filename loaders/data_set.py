"""A data set: typed rows that stand together, checked as a whole before anything is loaded.

Every fault is found and listed at once. What one row can show is judged by `graph.schema.rows`;
here it is doubles, dangling references and what must not be missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any

from graph.elements import Element, Elements, build, claim_subjects, fact_of
from graph.errors import BadInput, Fault
from graph.schema import SCHEMA
from graph.schema.kinds import EdgeKind, NodeKind, Schema, Type
from graph.schema.rows import Row, typed_row
from loaders.tables import Folder, Table, read

Known = Callable[[str], str | None]
"""Id of a node that another data set states to its label, or None."""


@dataclass(frozen=True)
class DataSet:
    """Checked rows by kind, and what the data set says of itself."""

    name: str
    title: str
    created: str
    version: str
    whole: bool
    rows: Mapping[str, list[Row]]
    files_digest: str
    warnings: tuple[Fault, ...] = ()

    def elements(
        self,
        lookup: Callable[[str], Mapping[str, Any] | None] = lambda _: None,
        schema: Schema = SCHEMA,
    ) -> Elements:
        """What these rows make in the graph."""
        return build(schema, self.rows, self.name, lookup)

    def about(self) -> dict[str, str]:
        """What is kept of it beside its elements."""
        return {
            "name": self.name,
            "title": self.title,
            "created": self.created,
            "version": self.version,
        }


MOST_GUESSES = 200  # a guess at what was meant looks at every id
_NAMES = ("name", "name_fr", "name_es", "short_name", "acronym")
DATA_SET_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


def data_set_name(folder: Folder, given: str | None) -> str:
    """The name a data set goes by: as given, else its package's, else its folder's."""
    name = given or str((folder.package or {}).get("name") or "")
    if not name:
        name = re.sub(r"[^a-z0-9._-]+", "-", folder.path.resolve().stem.lower()).strip("-._")
    if not DATA_SET_NAME.fullmatch(name):  # it names a folder, too
        raise BadInput(
            f"{name!r} cannot be the name of a data set.",
            hint="Expected small letters, digits, dots, hyphens; --dataset gives another.",
        )
    return name


def open_data_set(
    path: Path,
    name: str | None = None,
    *,
    known: Known = lambda _: None,
    known_ids: Callable[[], Iterable[str]] = lambda: (),
    known_names: Callable[[], Iterable[tuple[str, str]]] = lambda: (),
    default_created: str = "",
    schema: Schema = SCHEMA,
) -> DataSet:
    """Read and check what stands at `path`; BadInput with every fault if anything is wrong.

    name: the data set's name, by default that of its datapackage.json, else of the folder.
    known, known_ids: nodes of other data sets that its rows may refer to.
    known_names: their names with their ids, for guessing what was meant.
    """
    folder = read(path, schema)
    package = folder.package or {}
    chosen = data_set_name(folder, name)
    check = _Check(folder, known, known_ids, known_names, schema)
    rows = check.run()
    faults = sorted({*folder.faults, *check.faults})
    if faults:
        raise BadInput(
            f"{path} holds {len(faults)} {'fault' if len(faults) == 1 else 'faults'};"
            " nothing was loaded.",
            faults=tuple(faults),
        )
    return DataSet(
        name=chosen,
        title=str(package.get("title") or chosen),
        created=str(package.get("created") or default_created)[:10],
        version=str(package.get("version") or ""),
        whole=folder.package is not None,
        rows=rows,
        files_digest=folder.files_digest(),
        warnings=tuple(sorted(check.warnings)),
    )


class _Check:
    """One pass over a folder's tables; collects typed rows, faults and warnings."""

    def __init__(
        self,
        folder: Folder,
        known: Known,
        known_ids: Callable[[], Iterable[str]],
        known_names: Callable[[], Iterable[tuple[str, str]]],
        schema: Schema,
    ) -> None:
        self.folder = folder
        self.known = known
        self.known_ids = known_ids
        self.known_names = known_names
        self.schema = schema
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.label_of: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}
        self.pools: dict[tuple[str, ...], list[str]] = {}
        self.guesses: dict[tuple[str, tuple[str, ...]], str] = {}
        self.places: list[tuple[Table, int, Row]] = []

    def run(self) -> dict[str, list[Row]]:
        rows: dict[str, list[Row]] = {}
        told = {(f.file, f.sheet, f.row, f.column) for f in self.folder.faults}
        for table in self.folder.tables:
            for line in table.lines:
                row, wrong = typed_row(table.kind, line.cells)
                for column, found, expected in wrong:
                    if (table.file, table.sheet, line.number, column) in told:
                        continue
                    self._fault(table, line.number, column, found, expected)
                self.places.append((table, line.number, row))
                rows.setdefault(table.kind.name, []).append(row)
        self._ids()
        self._facts()
        for table, number, row in self.places:
            self._references(table, number, row)
        if self.folder.package is not None:
            self._nothing_missing(rows)
        self._chairs()
        return rows

    def _fault(
        self, table: Table, row: int, column: str, found: str, expected: str, near: str = ""
    ) -> None:
        self.faults.append(Fault(table.file, row, column, found, expected, table.sheet, near))

    def _ids(self) -> None:
        first: dict[str, tuple[Table, int]] = {}
        for table, number, row in self.places:
            if not isinstance(table.kind, NodeKind) or "id" not in row:
                continue
            node = str(row["id"])
            if node in first:
                other, at = first[node]
                self._fault(table, number, "id", node,
                            f"an id of its own ({other.file}, row {at} has it)")
                continue
            first[node] = (table, number)
            elsewhere = self.known(node)
            if elsewhere not in (None, table.kind.label):
                self._fault(table, number, "id", node,
                            f"an id that is not yet that of a {elsewhere}")
            self.label_of[node] = table.kind.label
            aliases = row.get("aliases", [])
            assert isinstance(aliases, list)
            for name in (*aliases, *(row[column] for column in _NAMES if column in row)):
                self.names.setdefault(str(name).casefold(), []).append(node)

    def _facts(self) -> None:
        first: dict[str, tuple[Table, int]] = {}
        for table, number, row in self.places:
            if not isinstance(table.kind, EdgeKind) or not {"from", "to", "spell"} <= row.keys():
                continue
            fact = fact_of(table.kind.type, str(row["from"]), str(row["to"]), int(row["spell"]))  # type: ignore[arg-type]
            if fact in first:
                other, at = first[fact]
                self._fault(table, number, "spell", str(row["spell"]),
                            f"another number: {other.file}, row {at} states the same fact")
            first.setdefault(fact, (table, number))

    def _label(self, node: str) -> str | None:
        return self.label_of.get(node) or self.known(node)

    def _may_be(self, node: str, labels: tuple[str, ...]) -> bool:
        """Whether a node that is not there may stand in a table or row that could not be read."""
        unread = self.folder.unread
        if unread is None or node in self.folder.lost:
            return True
        return not unread.isdisjoint(labels or {kind.label for kind in self.schema.nodes})

    def _references(self, table: Table, number: int, row: Row) -> None:
        for column in table.kind.columns:
            if column.type not in (Type.REFERENCE, Type.REFERENCES) or column.name not in row:
                continue
            value = row[column.name]
            for node in value if isinstance(value, list) else [str(value)]:
                label = self._label(node)
                expected = " or ".join(column.to) or "node"
                if label is None and not self._may_be(node, column.to):
                    self._fault(table, number, column.name, node, f"the id of a {expected}",
                                self._nearest(node, column.to))
                elif label is not None and column.to and label not in column.to:
                    self._fault(table, number, column.name, f"{node} (a {label})",
                                f"the id of a {expected}")
        if table.kind.name == "Claim" and "fact" in row:
            fact = str(row["fact"])
            expected = "`network`, a node's id, or a fact between known nodes"
            if "|" in fact and fact.partition("|")[0] not in {k.type for k in self.schema.edges}:
                self._fault(table, number, "fact", fact, expected)
                return
            for node in claim_subjects(fact):
                if self._label(node) is None and not self._may_be(node, ()):
                    self._fault(table, number, "fact", fact, expected, self._nearest(node, ()))

    def _nearest(self, text: str, labels: tuple[str, ...]) -> str:
        """The id that was most likely meant, of one of the labels; guessed a few hundred times."""
        if (text, labels) not in self.guesses and len(self.guesses) < MOST_GUESSES:
            self.guesses[text, labels] = self._guess(text, labels)
        return self.guesses.get((text, labels), "")

    def _guess(self, text: str, labels: tuple[str, ...]) -> str:
        if labels not in self.pools:
            if not self.pools:
                for name, node in self.known_names():
                    self.names.setdefault(name.casefold(), []).append(node)
            pool = [*self.label_of, *self.known_ids()]
            self.pools[labels] = [n for n in pool if not labels or self._label(n) in labels]
        pool, plain = self.pools[labels], text.casefold()
        meant: list[str] = [*self.names.get(plain, ()), text.upper(), text.lower()]
        for node in meant:
            if node in pool:
                return node
        if near := get_close_matches(text, pool, n=1, cutoff=0.7):
            return near[0]
        for name in get_close_matches(plain, self.names, n=5, cutoff=0.8):
            for node in self.names[name]:
                if node in pool:
                    return node
        return ""

    def _nothing_missing(self, rows: Mapping[str, list[Row]]) -> None:
        """A meeting is held by a mechanism; a recommendation is about a theme."""
        for label, edge_type in (("Meeting", "HELD_BY"), ("Recommendation", "ADDRESSES")):
            if self.folder.unread is None or edge_type in self.folder.unread:
                continue
            having = {str(row.get("from")) for row in rows.get(edge_type, ())}
            for table, number, row in self.places:
                if table.kind.name == label and "id" in row and str(row["id"]) not in having:
                    self._fault(table, number, "id", str(row["id"]),
                                f"at least one {edge_type} from it")

    def _chairs(self) -> None:
        """Two who surely chaired on the same day, with no title that allows it: a warning."""
        if self.faults:
            return
        terms: dict[str, list[tuple[Table, int, Element]]] = {}
        for table, number, row in self.places:
            if table.kind.name == "CHAIRED" and row.get("title") in (None, "chair",
                                                                     "president pro tempore"):
                element = build(self.schema, {"CHAIRED": [row]}, "check")["CHAIRED"][0]
                terms.setdefault(element["to"], []).append((table, number, element))
        for mechanism, held in sorted(terms.items()):
            held.sort(key=lambda item: item[2]["from_max"])
            for (_, _, one), (table, number, other) in pairwise(held):
                if one["from"] != other["from"] and one["to_min"] > other["from_max"]:
                    self.warnings.append(
                        Fault(table.file, number, "start", str(other.get("start")),
                              f"a term after that of {one['from']} in {mechanism}, "
                              "or the title co-chair", table.sheet)
                    )
