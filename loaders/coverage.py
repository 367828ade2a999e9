"""How far we looked, counted from the tables themselves: the rows of coverage.csv.

A count of the documents that rows cite says that we looked, never that we saw everything: no count
makes a row `complete`. Whoever knows more states it in a row of their own (`basis` read), which
stands in place of the counted one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from graph.errors import BadInput
from graph.schema.kinds import LIST_SEPARATOR
from loaders.tables import PACKAGE, read

Cells = Mapping[str, str]
Tables = Mapping[str, Sequence[Cells]]
"""Kind name to its rows of text, with a cell (empty, where nothing stands) for every column."""

COVERED = ("MEMBER_OF", "CHAIRED", "Meeting", "ATTENDED", "Recommendation", "IN_CONTACT",
           "HAS_STRUCTURE", "SERVES")
RULE = "count-of-sources-cited"
NO_RECORD = "No record is held; that is no finding."

_ENDS = {"MEMBER_OF": ("to",), "CHAIRED": ("to",), "SERVES": ("to",), "HAS_STRUCTURE": ("from",),
         "IN_CONTACT": ("from", "to")}
"""Which ends of an edge are the mechanisms that it tells of."""
_THROUGH = {"Meeting": ("id", "HELD_BY"), "ATTENDED": ("to", "HELD_BY"),
            "Recommendation": ("id", "MADE_BY")}
"""What tells of a mechanism through another edge: its column, and the edge that leaves from it."""


def tables_of(folder: Path) -> dict[str, list[Cells]]:
    """The rows of text of every table in a folder, by kind; BadInput if one cannot be read.

    What is wrong with the descriptor is no matter here: it is derived, too, and may be stale.
    """
    given = read(folder)
    tables = {file.name for file in folder.iterdir()} - {PACKAGE}
    if wrong := tuple(fault for fault in given.faults if fault.file in tables):
        raise BadInput(f"Some tables in {folder} cannot be read.", faults=wrong)
    found: dict[str, list[Cells]] = {}
    for table in given.tables:
        names = [column.name for column in table.kind.columns]
        found.setdefault(table.kind.name, []).extend(
            {name: line.cells.get(name, "").strip() for name in names} for line in table.lines
        )
    return found


def coverage(tables: Tables, as_of: str) -> list[dict[str, str]]:
    """A row for each mechanism and kind of fact, sorted by id."""
    stated = {row["id"]: dict(row) for row in tables.get("Coverage", ()) if row["rule"] != RULE}
    replaced = {(row["mechanism"], row["of"]) for row in stated.values()}
    held: Counter[tuple[str, str]] = Counter()
    cited: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for what in COVERED:
        for row, mechanism in _told(tables, what):
            held[mechanism, what] += 1
            sources = (source.strip() for source in row["sources"].split(LIST_SEPARATOR))
            cited[mechanism, what].update(filter(None, sources))
    rows = list(stated.values())
    for node in tables.get("Mechanism", ()):
        for what in COVERED:
            key = (node["id"], what)
            if key not in replaced:
                rows.append(_row(node, what, as_of, held[key], len(cited[key])))
    return sorted(rows, key=lambda row: row["id"])


def _told(tables: Tables, what: str) -> list[tuple[Cells, str]]:
    """Each row of a kind with each mechanism that it tells of."""
    rows = tables.get(what, ())
    if what in _ENDS:
        return [(row, row[end]) for row in rows for end in _ENDS[what]]
    column, edge_type = _THROUGH[what]
    mechanisms = defaultdict(set)
    for edge in tables.get(edge_type, ()):
        mechanisms[edge["from"]].add(edge["to"])
    return [(row, each) for row in rows for each in mechanisms[row[column]]]


def _row(mechanism: Cells, what: str, as_of: str, held: int, documents: int) -> dict[str, str]:
    return {
        "id": f"coverage-{mechanism['id']}-{what.lower().replace('_', '-')}",
        "name": f"{mechanism['short_name'] or mechanism['name']}: {what}",
        "mechanism": mechanism["id"], "of": what,
        "extent": "partial" if held else "not looked at",
        "as_of": as_of, "documents_read": str(documents), "note": "" if held else NO_RECORD,
        "sources": "", "locators": "", "basis": "derived", "rule": RULE,
    }
