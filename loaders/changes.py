"""What changed from one release of a data set to the next: NEW_FOLDER/CHANGES.md.

`python -m loaders.changes OLD_FOLDER NEW_FOLDER` writes it. Tables are compared as text, cell by
cell: an old release may follow an older schema, and a column that is new and empty is no change.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import BadInput
from graph.schema import SCHEMA
from graph.schema.kinds import BASES
from loaders.seeds import open_seeds
from loaders.tables import PACKAGE, outline

LISTED = 200
"""How many keys of a table are listed; the counts are always complete."""
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """What became of one table. changed: key to the columns that differ."""

    table: str
    before: Mapping[str, Cells]
    after: Mapping[str, Cells]
    removed: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.removed or self.changed or self.added)


def keyed(path: Path) -> dict[str, Cells]:
    """The rows of a table by id or from|to|spell, empty cells left out; none where it is not."""
    if not path.exists():
        return {}
    rows: dict[str, Cells] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            cells = {name: cell for name, cell in row.items() if name and cell}
            rows[_key(cells)] = cells
    return rows


def _key(cells: Cells) -> str:
    return cells.get("id") or "|".join(cells.get(name, "") for name in ("from", "to", "spell"))


def differences(old: Path, new: Path) -> list[Difference]:
    """Every table that stands in either folder, in the schema's order."""
    found = []
    for table in SCHEMA.tables:
        if (old / table).exists() or (new / table).exists():
            before, after = keyed(old / table), keyed(new / table)
            changed = {
                key: columns
                for key in sorted(before.keys() & after.keys())
                if (columns := _columns(before[key], after[key]))
            }
            removed, added = before.keys() - after.keys(), after.keys() - before.keys()
            found.append(
                Difference(table, before, after, sorted(removed), changed, sorted(added))
            )
    return found


def _columns(before: Cells, after: Cells) -> list[str]:
    names = dict.fromkeys((*after, *before))
    return [name for name in names if before.get(name) != after.get(name)]


def changes_text(old: Path, new: Path) -> str:
    """The page: both releases, counts by table and basis, then the keys.

    BadInput if the new one has faults, or either is none.
    """
    found = differences(old, new)
    return "\n".join([
        "# What changed", "",
        "From the release before to this one, row by row (`id`, or `from|to|spell`). Not edited by",
        "hand: `python -m loaders.changes OLD_FOLDER NEW_FOLDER` writes it.", "",
        *_releases(old, new, found), "",
        "## Rows", "",
        *_counts(found),
        *(line for one in found if one.any for line in _keys(one)),
        "",
    ])


def _releases(old: Path, new: Path, found: list[Difference]) -> Iterator[str]:
    rows = (sum(len(one.before) for one in found), sum(len(one.after) for one in found))
    digests = (_digest_if_any(old), f"`{open_seeds(new).digest}`")
    told = [
        {**_told(folder), "digest of the graph": digest, "rows": f"{count:,}"}
        for folder, digest, count in zip((old, new), digests, rows, strict=True)
    ]
    yield "| | before | after |"
    yield "| --- | --- | --- |"
    for name in told[0]:
        yield f"| {name} | {told[0][name]} | {told[1][name]} |"


def _told(folder: Path) -> dict[str, str]:
    given = outline(folder)
    package: Mapping[str, Any] = given.package or {}
    return {
        "version": str(package.get("version", "")),
        "date": str(package.get("created", ""))[:10],
        "digest of the files": f"`{given.files_digest()}`",
    }


def _digest_if_any(folder: Path) -> str:
    try:
        return f"`{open_seeds(folder).digest}`"
    except BadInput:
        return "none by the present schema"


def _counts(found: list[Difference]) -> Iterator[str]:
    yield f"| table | rows | removed | changed | added | {' | '.join(BASES)} |"
    yield "| --- |" + " ---: |" * (4 + len(BASES))
    for one in found:
        before, after = (
            Counter(row.get("basis", "") for row in rows.values())
            for rows in (one.before, one.after)
        )
        cells = [
            _moved(len(one.before), len(one.after)),
            *(f"{len(keys):,}" for keys in (one.removed, one.changed, one.added)),
            *(_moved(before[basis], after[basis]) for basis in BASES),
        ]
        yield f"| `{Path(one.table).stem}` | {' | '.join(cells)} |"


def _moved(before: int, after: int) -> str:
    return f"{after:,}" if before == after else f"{before:,} → {after:,}"


def _keys(one: Difference) -> Iterator[str]:
    """The keys of a table; what is gone comes first, as nothing else shows it."""
    left = LISTED
    yield ""
    yield f"## {Path(one.table).stem}"
    groups = {
        "Removed": [f"`{key}`" for key in one.removed],
        "Changed": [f"`{key}`: {', '.join(names)}" for key, names in one.changed.items()],
        "Added": [f"`{key}`" for key in one.added],
    }
    for word, lines in groups.items():
        if lines:
            yield ""
            yield f"{word} ({len(lines):,}):"
            yield ""
            yield from (f"- {line}" for line in lines[:left])
            if len(lines) > left:
                yield f"- … and {len(lines) - left:,} more"
            left = max(0, left - len(lines))


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m loaders.changes",
        description="Write NEW_FOLDER/CHANGES.md: what changed from one release to the next.",
    )
    parser.add_argument("old", type=Path, metavar="OLD_FOLDER", help="tables of the last release")
    parser.add_argument("new", type=Path, metavar="NEW_FOLDER", help="tables of this one")
    given = parser.parse_args()
    for folder in (given.old, given.new):
        if not (folder / PACKAGE).is_file():
            parser.error(f"{folder} holds no {PACKAGE}: no release of a data set")
    try:
        text = changes_text(given.old, given.new)
    except BadInput as error:
        parser.error(str(error))
    (given.new / "CHANGES.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
