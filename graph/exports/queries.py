"""Saved queries for analysts: one text a file under `saved/`, the same for both servers.

Handed out as a zip with a folder of `.cypher` files, each with its title in the first line, as
Neo4j Browser takes them in. The values to look for stand at the top of each text, since a saved
query has no parameters; days become the day of the data. `docs/queries.md` lists them all.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import BinaryIO

from graph.dates import to_day
from graph.exports.cypher import comment
from graph.exports.exporter import Exporter
from graph.exports.notices import notices
from graph.questions import QUESTIONS
from graph.questions.cookbook import given_by_example, pasted
from graph.snapshot import Snapshot

FOLDER = "iscm-graph"
_DAY = re.compile(r"\b\d{8} AS day\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query kept in a file: the file's name, its first line, the lines under it, its text."""

    name: str
    title: str
    explanation: str
    cypher: str

    def on(self, as_of: str) -> SavedQuery:
        """The same query, asking about the day `as_of` (YYYY-MM-DD) where it asks about one."""
        text = _DAY.sub(f"{to_day(as_of)} AS day", self.cypher)
        return SavedQuery(self.name, self.title, self.explanation, text)


def saved_queries() -> tuple[SavedQuery, ...]:
    """All of them, by name."""
    found = [file for file in files("graph.exports").joinpath("saved").iterdir()
             if file.name.endswith(".cypher")]
    return tuple(
        _read(file.name.removesuffix(".cypher"), file.read_text(encoding="utf-8"))
        for file in sorted(found, key=lambda file: file.name)
    )


def _read(name: str, text: str) -> SavedQuery:
    lines = text.splitlines()
    head = [line.removeprefix("//").strip() for line in lines if line.startswith("//")]
    body = "\n".join(line for line in lines if not line.startswith("//"))
    return SavedQuery(name, head[0], " ".join(head[1:]), body + "\n")


def write(snapshot: Snapshot, stream: BinaryIO) -> None:
    """Write the zip; the same bytes for the same snapshot."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "README.txt", "".join(f"{line}\n" for line in _read_me(snapshot)))
        for query in saved_queries():
            text = comment(query.title) + comment(query.explanation)
            text += query.on(snapshot.as_of).cypher
            _add(archive, f"{query.name}.cypher", text)
        for one in QUESTIONS:
            if one.cypher and given_by_example(one, snapshot):
                text = comment(one.title) + comment(one.description) + pasted(one, snapshot)
                _add(archive, f"questions/{one.name}.cypher", text)


def _read_me(snapshot: Snapshot) -> Iterator[str]:
    yield from notices(snapshot)
    yield ""
    yield "Saved queries for Neo4j Browser: drop this folder on its list of saved Cypher."
    yield "Each text begins with the values it looks for; change them there."
    yield "Those under questions/ give the rows of `iscm ask`; their values stand in the text."


def _add(archive: zipfile.ZipFile, name: str, content: str) -> None:
    entry = zipfile.ZipInfo(f"{FOLDER}/{name}", (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content.encode())


def page() -> str:
    """docs/queries.md: every query with its title, what it tells, and its text."""
    lines = [_INTRODUCTION]
    for query in saved_queries():
        lines += [f"## {query.title}", "", query.explanation, ""]
        lines += [f"`{query.name}.cypher`", "", "```cypher", query.cypher.rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


_INTRODUCTION = """\
# Saved queries

Cypher to begin with, for Neo4j Browser, `iscm cypher`, or a notebook. `iscm export queries -o
queries.zip` writes them as a folder of `.cypher` files; drop the folder on the list of saved
Cypher in Neo4j Browser. Each text begins with the values it looks for (`WITH 'rcm' AS mechanism,
20261122 AS day`): change them there. In the exported files the day is that of the data.

The texts are the same for Neo4j and for the embedded database. Names of labels, types and
properties are in the [data dictionary](data-dictionary.md), dates and what `standing` means in
[dates](dates.md). Where a State or territory carries a note on its designation, the column
`designation` holds it: take it along wherever you take the name.

The folder `questions/` of the export holds the texts of [the cookbook](cookbook.md), too.

Generated from `graph/exports/saved/` (`python -m graph.exports.queries > docs/queries.md`).
"""


EXPORTER = Exporter(
    name="queries",
    suffix=".zip",
    media_type="application/zip",
    description="Saved Cypher queries for Neo4j Browser, a folder of .cypher files in a zip",
    write=write,
)

if __name__ == "__main__":
    print(page(), end="")
