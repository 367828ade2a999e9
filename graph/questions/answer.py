"""The one shape of every answer: columns, rows, the sources behind each row, notes, a receipt."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any

from graph.questions.given import Given, as_text
from graph.questions.question import Column, Question
from graph.questions.sheet import Cell, Row, Sheet
from graph.release import software_version
from graph.schema.nodes import PLACES
from graph.snapshot import Edge, Snapshot

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 10_000
SHOWN_IN_NOTEBOOK = 60
_TOLD_OF_SOURCE = ("name", "publisher", "year", "url", "symbol", "kind", "grade", "language")
_LIST_SEPARATOR = "; "


@dataclass(frozen=True)
class Answer:
    """What a question gives. `rows`, `row_sources` and `row_facts` run in parallel.

    row_facts: keys of the facts (and ids of the nodes) that each row rests on.
    left_out: how many further rows there are.
    """

    question: str
    title: str
    parameters: Mapping[str, str]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_sources: tuple[tuple[str, ...], ...]
    row_facts: tuple[tuple[str, ...], ...]
    sources: Mapping[str, Mapping[str, Any]]
    notes: tuple[str, ...]
    claim_level: str
    digest: str
    version: str
    left_out: int = 0

    @property
    def receipt(self) -> dict[str, str]:
        """What, with the question and its parameters, makes the same answer again."""
        return {"digest": self.digest, "version": self.version}

    def as_json(self, *, facts: bool = False) -> dict[str, Any]:
        """The shape of `iscm ask NAME --json`; with `row_facts` if asked for."""
        shape: dict[str, Any] = {
            "question": self.question, "title": self.title, "parameters": dict(self.parameters),
            "columns": [
                {"name": c.name, "type": c.type, "description": c.description}
                for c in self.columns
            ],
            "rows": [list(row) for row in self.rows],
            "sources": {key: dict(value) for key, value in self.sources.items()},
            "row_sources": [list(ids) for ids in self.row_sources],
            "notes": list(self.notes), "claim_level": self.claim_level, "receipt": self.receipt,
        }
        if facts:
            shape["row_facts"] = [list(keys) for keys in self.row_facts]
        return shape

    def as_dicts(self) -> list[dict[str, Cell]]:
        """Rows by column name."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """A DataFrame of the rows, with `sources` (lists of ids) as its last column.

        Title, notes and receipt are in `.attrs`.
        """
        import pandas as pd

        frame = pd.DataFrame(self.as_dicts(), columns=[column.name for column in self.columns])
        frame["sources"] = [list(ids) for ids in self.row_sources]
        frame.attrs.update(
            title=self.title, notes=list(self.notes), claim_level=self.claim_level,
            receipt=self.receipt,
        )
        return frame

    def to_csv(self) -> str:
        """The rows as CSV, lists joined by `; `, sources as the last column.

        A cell that a spreadsheet would take for a formula is led by an apostrophe.
        """
        text = StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([*(column.name for column in self.columns), "sources"])
        for row, ids in zip(self.rows, self.row_sources, strict=True):
            writer.writerow([*map(_plain, row), _LIST_SEPARATOR.join(ids)])
        return text.getvalue()

    def _repr_html_(self) -> str:
        """For notebooks: the rows with their sources, the notes, the receipt."""
        head = "".join(f'<th title="{escape(c.description)}">{escape(c.name)}</th>'
                       for c in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(shown(cell))}</td>" for cell in row)
            + f"<td>{self._links(ids)}</td></tr>"
            for row, ids in zip(self.rows[:SHOWN_IN_NOTEBOOK],
                                self.row_sources[:SHOWN_IN_NOTEBOOK], strict=True)
        )
        more = len(self.rows) - SHOWN_IN_NOTEBOOK + self.left_out
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return (
            f"<div><p><b>{escape(self.title)}</b></p>"
            f"<table><thead><tr>{head}<th>sources</th></tr></thead><tbody>{body}</tbody></table>"
            + (f"<p>{more:,} more rows.</p>" if more > 0 else "")
            + f"<ul>{notes}</ul><p><small>Claim level {self.claim_level}. Receipt "
            f"{self.digest[:12]}, version {escape(self.version)}.</small></p></div>"
        )

    def _links(self, ids: tuple[str, ...]) -> str:
        return ", ".join(self._link(one) for one in ids)

    def _link(self, one: str) -> str:
        source = self.sources.get(one, {})
        title, url = escape(str(source.get("name", one))), str(source.get("url", ""))
        if not url.startswith(("https://", "http://")):
            return f'<span title="{title}">{escape(one)}</span>'
        return f'<a href="{escape(url)}" title="{title}">{escape(one)}</a>'


def answered(question: Question, given: Given, sheet: Sheet, limit: int = MOST_ROWS) -> Answer:
    """The answer that a filled sheet makes; rows beyond the limit are counted and left out."""
    snapshot = given.snapshot
    kept = sheet.rows[:limit]
    left_out = len(sheet.rows) - len(kept)
    row_sources = tuple(_sources(row) for row in kept)
    cited = sorted({source for ids in row_sources for source in ids})
    names = [column.name for column in question.columns]
    return Answer(
        question=question.name, title=question.title,
        parameters={name: as_text(value) for name, value in sorted(given.values.items())},
        columns=question.columns,
        rows=tuple(tuple(row.cells[name] for name in names) for row in kept),
        row_sources=row_sources,
        row_facts=tuple(
            tuple(e.fact if isinstance(e, Edge) else e.id for e in row.evidence) for row in kept
        ),
        sources={one: _source(snapshot, one) for one in cited},
        notes=(*sheet.notes, *_notes(question, given, kept, left_out)),
        claim_level=question.claim_level, digest=snapshot.digest, version=software_version(),
        left_out=left_out,
    )


def _notes(question: Question, given: Given, kept: list[Row], left_out: int) -> Iterator[str]:
    """What is to be said beside any answer: recall, what was left out, designations."""
    recalled = sum(any(e.get("basis") == "recalled" for e in row.evidence) for row in kept)
    if recalled:
        verb = "rows rest" if recalled > 1 else "row rests"
        leave = "; recalled=false leaves them out" if question.parameter("recalled") else ""
        yield (f"{recalled} {verb} in part on facts recalled from general knowledge, which no "
               f"source at hand says{leave}.")
    if given.recalled_left_out:
        said = ", ".join(f"{n} {kind}" for kind, n in sorted(given.recalled_left_out.items()))
        yield f"Facts recalled from general knowledge were left out: {said}."
    if left_out:
        yield f"{left_out} more rows are not shown; a higher limit shows them."
    yield from _designations(given.snapshot, question, kept)
    if question.data:
        yield question.data


def _designations(snapshot: Snapshot, question: Question, kept: list[Row]) -> Iterator[str]:
    """The note of every place that is named in the rows and whose designation carries one."""
    columns = [column.name for column in question.columns if column.type in ("id", "ids")]
    named: set[str] = set()
    for cell in (row.cells[column] for row in kept for column in columns):
        if isinstance(cell, (str, list)):
            named.update([cell] if isinstance(cell, str) else cell)
    for label in PLACES:
        for place in snapshot.nodes(label):
            if place.id in named and (note := place.get("designation_note")):
                yield f"{place.name}: {note}"


def _sources(row: Row) -> tuple[str, ...]:
    return tuple(sorted({source for e in row.evidence for source in e.get("sources", ())}))


def _source(snapshot: Snapshot, source: str) -> dict[str, Any]:
    node = snapshot.find(source)
    if node is None:
        return {"name": source}
    return {name: node.get(name) for name in _TOLD_OF_SOURCE if name in node.properties}


def shown(cell: Cell) -> str:
    """A cell as a reader sees it."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        return _LIST_SEPARATOR.join(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return repr(cell)
    text = shown(cell)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
