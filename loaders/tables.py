"""Folders and files of tables, CSV or XLSX, to rows of text with their place.

Only what a table looks like is judged here (names, columns, encoding); what its cells may hold is
judged by `loaders.data_set`.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any

from graph.dates import BadDate, to_day
from graph.errors import BadInput, Fault
from graph.schema import SCHEMA
from graph.schema.kinds import Kind, Schema
from loaders.spreadsheets import Unreadable, sheets

PACKAGE = "datapackage.json"
NOT_SHEETS = frozenset({"read me", "readme", "values"})
NOT_TABLES = frozenset({"from_notes.csv", "read_again.csv", "retired.csv"})
"""Files of a data set's folder that say how it was made; they hold no elements."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of text: its number as a spreadsheet counts (the header is row 1), its cells."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """The rows of one kind in one file or sheet."""

    kind: Kind
    file: str
    sheet: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Folder:
    """What was handed in: tables, and what its datapackage.json says, where it has one.

    unread: kinds whose tables should be there and could not be read; None: there may be any.
    lost: ids (first cells) of single rows that could not be read.
    """

    path: Path
    tables: tuple[Table, ...]
    package: Mapping[str, Any] | None
    faults: tuple[Fault, ...]
    files: tuple[Path, ...] = field(default=())
    unread: frozenset[str] | None = frozenset()
    lost: frozenset[str] = frozenset()

    def files_digest(self) -> str:
        """Over the bytes of every file read: equal bytes need not be read again."""
        hasher = hashlib.sha256()
        for path in self.files:
            hasher.update(path.name.encode() + b"\0")
            with path.open("rb") as file:
                hasher.update(hashlib.file_digest(file, "sha256").digest())
        return hasher.hexdigest()


def files_of(path: Path) -> tuple[Path, ...]:
    """The files that make up what is handed in, sorted; BadInput if there is nothing."""
    if not path.exists():
        raise BadInput(f"There is no {path}.")
    if not path.is_dir():
        found = [path]
    else:
        found = sorted(
            file
            for file in path.iterdir()
            if file.suffix.lower() in (".csv", ".xlsx") and not file.name.startswith(("~", "."))
            and file.name not in NOT_TABLES
        )
        if (path / PACKAGE).is_file():
            found = [path / PACKAGE, *found]
    if not found or (not path.is_dir() and path.suffix.lower() not in (".csv", ".xlsx")):
        raise BadInput(f"{path} holds no tables: expected .csv or .xlsx files.")
    return tuple(found)


def outline(path: Path) -> Folder:
    """What is handed in, its tables not yet read: enough to tell whether it is loaded already."""
    files = files_of(path)
    packages = [_package(file, []) for file in files if file.name == PACKAGE]
    return Folder(path, (), packages[0] if packages else None, (), files)


def read(path: Path, schema: Schema = SCHEMA) -> Folder:
    """Every table of a folder, or of one CSV or XLSX file. Faults are collected, not raised."""
    files = files_of(path)
    found = _Found()
    tables: list[Table] = []
    package: Mapping[str, Any] | None = None
    for file in files:
        if file.name == PACKAGE:
            package = _package(file, found.faults)
        elif file.suffix.lower() == ".csv":
            tables += _csv(file, schema, found)
        else:
            tables += _workbook(file, schema, found)
    if package is not None:
        present = {file.name for file in files}
        for resource in package["resources"]:
            if resource["path"] not in present | NOT_TABLES:
                found.fault(resource["path"], 0, "", "no such file", f"the table {PACKAGE} names")
                found.misses(_kind_of(Path(resource["path"]).stem, schema))
    return Folder(
        path,
        tuple(tables),
        package,
        tuple(found.faults),
        files,
        None if found.all_unread else frozenset(found.unread),
        frozenset(found.lost),
    )


@dataclass
class _Found:
    """What is wrong with the files, and what is not known for it."""

    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    all_unread: bool = False

    def fault(
        self, file: str, row: int, column: str, found: str, expected: str, sheet: str = "",
        nearest: str = "",
    ) -> None:
        self.faults.append(Fault(file, row, column, found, expected, sheet, nearest))

    def misses(self, kind: Kind | None) -> None:
        """The rows of a kind could not be read; None: nobody knows of which."""
        if kind is None:
            self.all_unread = True
        else:
            self.unread.add(kind.name)


def _package(file: Path, faults: list[Fault]) -> Mapping[str, Any] | None:
    try:
        package = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        faults.append(Fault(file.name, 0, "", str(error), "a Data Package descriptor (JSON)"))
        return None
    if not isinstance(package, dict):
        faults.append(Fault(file.name, 0, "", type(package).__name__, "a JSON object"))
        return None
    before = len(faults)
    for key in ("name", "created", "resources"):
        if not package.get(key):
            faults.append(Fault(file.name, 0, key, "", "a value"))
    try:
        to_day(str(package.get("created"))[:10])
    except BadDate:
        if package.get("created"):
            faults.append(
                Fault(file.name, 0, "created", str(package["created"]), "a day, as YYYY-MM-DD")
            )
    resources = package.get("resources") or []
    if not isinstance(resources, list) or not all(
        isinstance(each, dict) and isinstance(each.get("path"), str) for each in resources
    ):
        faults.append(Fault(file.name, 0, "resources", "", "a list of tables, each with its path"))
    return package if len(faults) == before else None


def _csv(file: Path, schema: Schema, found: _Found) -> Iterator[Table]:
    kind = _kind_of(file.stem, schema)
    if kind is None:
        _unknown_table(file.name, "", file.stem, schema, found)
        return
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = _rows_in(raw[: error.start].decode("utf-8-sig") + "?")
        found.fault(file.name, row, "", f"byte {raw[error.start]:#04x}", "text in UTF-8")
        found.misses(kind)
        return
    lines: list[Line] = []
    header: list[str] = []
    number = 1
    try:
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        header = _without_end(next(reader, []))
        if not _columns_fit(kind, header, file.name, "", found):
            return
        for cells in reader:
            number += 1
            if not any(cells):
                continue
            if len(cells) < len(header) or any(cells[len(header) :]):
                found.fault(file.name, number, "", f"{len(cells)} cells",
                            f"{len(header)}, as many as the header has")
                found.lost.add(cells[0].strip())
                continue
            lines.append(Line(number, dict(zip(header, cells, strict=False))))
    except csv.Error as error:
        found.fault(file.name, number + bool(header), "", str(error), "a CSV file")
        found.misses(kind)
    yield Table(kind, file.name, "", tuple(lines))


def _rows_in(text: str) -> int:
    try:
        return sum(1 for _ in csv.reader(StringIO(text, newline="")))
    except csv.Error:
        return 0  # then the file alone is named


def _workbook(file: Path, schema: Schema, found: _Found) -> Iterator[Table]:
    try:
        book = sheets(file)
    except Unreadable as error:
        found.fault(file.name, 0, "", error.found, error.expected)
        found.misses(None)
        return
    for sheet in book:
        if sheet.title.strip().lower() in NOT_SHEETS:
            continue
        kind = _kind_of(sheet.title, schema)
        if kind is None:
            _unknown_table(file.name, sheet.title, sheet.title, schema, found)
            continue
        header = _without_end(list(sheet.rows[0]) if sheet.rows else [])
        if not _columns_fit(kind, header, file.name, sheet.title, found):
            continue
        for number, place, stands in sheet.blanks:
            column = header[place] if place < len(header) else ""
            expected = "a value; a formula has none before the workbook was saved by a program " \
                       "that computes it"
            found.fault(file.name, number, column, stands,
                        "a value" if stands.startswith("#") else expected, sheet.title)
        lines: list[Line] = []
        for number, cells in enumerate(sheet.rows[1:], start=2):
            if any(cells[len(header) :]):
                found.fault(file.name, number, "", f"{len(_without_end(list(cells)))} cells",
                            f"{len(header)}, as many as the header has", sheet.title)
                found.lost.add(cells[0])
            elif any(cells):
                lines.append(Line(number, dict(zip(header, cells, strict=False))))
        yield Table(kind, file.name, sheet.title, tuple(lines))


def _without_end(cells: list[str]) -> list[str]:
    """Cells without the empty ones at the end, which spreadsheets leave behind."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _kind_of(name: str, schema: Schema) -> Kind | None:
    return schema.tables.get(name.strip().lower().replace(" ", "_") + ".csv")


def _unknown_table(file: str, sheet: str, name: str, schema: Schema, found: _Found) -> None:
    known = [table.removesuffix(".csv") for table in schema.tables]
    near = (get_close_matches(name.lower(), known, n=1) or [""])[0]
    found.fault(file, 0, "", name, "the name of a table", sheet, near)
    found.misses(_kind_of(near, schema))


def _columns_fit(kind: Kind, header: list[str], file: str, sheet: str, found: _Found) -> bool:
    """Whether the rows can be read: what else is wrong with the header does not hinder that."""
    if not header:
        found.fault(file, 1, "", "nothing", "a row of column names", sheet)
    elif len(header) == 1 and ";" in header[0]:
        found.fault(file, 1, "", header[0], "columns separated by commas", sheet)
        header = []
    names = [column.name for column in kind.columns]
    for name in header:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            found.fault(file, 1, name, name, f"a column of {kind.table}", sheet,
                        near[0] if near else "")
    for doubled in sorted({name for name in header if header.count(name) > 1}):
        found.fault(file, 1, doubled, "twice", "each column once", sheet)
    missing = [column.name for column in kind.columns
               if column.required and column.name not in header]
    for name in missing if header else ():
        found.fault(file, 1, name, "no such column", "this column", sheet)
    if missing:
        found.misses(kind)
    return not missing
