"""State x mechanism x year, coded in the manner of the Correlates of War tables of IGOs.

A zip of CSV tables and their codebook. A cell that rests on facts names them.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np

from graph.dates import UNKNOWN, Bounds, holds, to_day
from graph.exports.exporter import Exporter
from graph.exports.panel_codebook import COLUMNS, MEANING, Figures, Outcome, codebook
from graph.schema.kinds import BASES, LIST_SEPARATOR
from graph.schema.nodes import EXTENTS
from graph.snapshot import Edge, Node, Snapshot

_STANDING = {"MEMBER_OF": Outcome.MEMBER, "OBSERVER_OF": Outcome.OBSERVER}


class Panel:
    """The outcome of every cell, and the facts it rests on."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.states = snapshot.nodes("State")
        self.mechanisms = snapshot.nodes("Mechanism")
        last = to_day(snapshot.as_of)
        founded = [int(m.get("from_min")) for m in self.mechanisms if m.get("start") != UNKNOWN]
        self.years = range(min([*founded, last]) // 10000, last // 10000 + 1)
        self._days = [min(year * 10000 + 1231, last) for year in self.years]
        self._coverage = {mechanism.id: self._looked(mechanism.id) for mechanism in self.mechanisms}
        self.facts = [edge for kind in _STANDING for edge in snapshot.edges(kind)
                      if snapshot.label_of(edge.tail) == "State"]
        self._said = {edge.fact: self._of_fact(edge) for edge in self.facts}

        claimed = self._claimed()
        lives = np.maximum(
            self._lives(self.states, Outcome.NO_STATE)[:, None, :],
            self._lives(self.mechanisms, Outcome.NO_MECHANISM)[None, :, :],
        )
        self.cells = np.maximum(np.maximum(claimed, self._lists()[None, :, :]), lives)
        stands = claimed >= Outcome.OBSERVER
        self.figures = Figures(
            years=self.years,
            cells={outcome: int((self.cells == outcome).sum()) for outcome in Outcome},
            extents=self._extents(),
            left_out=Counter(
                (kind, snapshot.label_of(edge.tail) or "")
                for kind in _STANDING for edge in snapshot.edges(kind)
                if snapshot.label_of(edge.tail) != "State"
            ),
            overruled=int((stands & (lives >= Outcome.NO_STATE)).sum()),
            in_doubt=int((stands & (lives == Outcome.UNCLEAR)).sum()),
        )

    # -- what each cell says --------------------------------------------------------------------

    def _read(
        self, life: Bounds | None, stands: Outcome, possible: Outcome, otherwise: Outcome
    ) -> list[Outcome]:
        """One outcome a year: whether something with these bounds stands, may hold, or neither."""
        assert life is not None  # all that is asked here is dated
        return [
            stands if holds(life, day, "standing")
            else possible if holds(life, day, "possible") else otherwise
            for day in self._days
        ]

    def _of_fact(self, edge: Edge) -> list[Outcome]:
        return self._read(
            edge.bounds, _STANDING[edge.type], Outcome.MAY_HOLD, Outcome.NOT_LISTED
        )

    def _claimed(self) -> np.ndarray:
        """What the facts alone say: the strongest of each pair, a year."""
        states = {state.id: row for row, state in enumerate(self.states)}
        mechanisms = {mechanism.id: row for row, mechanism in enumerate(self.mechanisms)}
        claimed = np.zeros((len(states), len(mechanisms), len(self.years)), dtype=np.int8)
        for edge in self.facts:
            cells = claimed[states[edge.tail], mechanisms[edge.head]]
            np.maximum(cells, np.array(self._said[edge.fact], dtype=np.int8), out=cells)
        return claimed

    def _lives(self, nodes: Iterable[Node], missing: Outcome) -> np.ndarray:
        said = [self._read(node.bounds, Outcome.NOT_LISTED, Outcome.UNCLEAR, missing)
                for node in nodes]
        return np.array(said, dtype=np.int8).reshape(-1, len(self.years))

    def _lists(self) -> np.ndarray:
        """Whether a list could show, in a year, that a State is not on it."""
        said = [self._list_of(mechanism) for mechanism in self.mechanisms]
        return np.array(said, dtype=np.int8).reshape(-1, len(self.years))

    def _list_of(self, mechanism: Node) -> list[Outcome]:
        members = self._snapshot.edges("MEMBER_OF", head=mechanism.id)  # of whomever: it is a list
        looked = self._coverage[mechanism.id].get("MEMBER_OF")
        unknown = looked is not None and looked.get("extent") == "not looked at"
        if mechanism.get("open_to_all") or unknown or not members:
            return [Outcome.NO_LIST] * len(self.years)
        return [
            Outcome.NOT_LISTED if any(edge.holds(day) for edge in members)
            else Outcome.NO_LIST_THEN
            for day in self._days
        ]

    def _looked(self, mechanism: str) -> dict[str, Node]:
        """How far was looked, by what for; where several data sets answer, the widest."""
        found: dict[str, Node] = {}
        notes = [self._snapshot.node(edge.tail)
                 for edge in self._snapshot.edges("COVERAGE_OF", head=mechanism)]
        for note in sorted(notes, key=lambda note: EXTENTS.index(str(note.get("extent")))):
            found.setdefault(str(note.get("of")), note)
        return found

    def _extents(self) -> dict[str, int]:
        looked = (self._coverage[mechanism.id].get("MEMBER_OF") for mechanism in self.mechanisms)
        counted = Counter(str(note.get("extent")) if note else "not noted" for note in looked)
        return {extent: counted[extent] for extent in (*EXTENTS, "not noted")}

    # -- its tables -----------------------------------------------------------------------------

    def long(self) -> Iterator[str]:
        """Every cell as a line, by State, mechanism and year.

        Lines are put together here, since csv.writer would take as long again as all the rest:
        nothing in ids, reasons and bases needs quotes, and most pairs tell the same of each year.
        """
        facts: dict[tuple[str, str], list[Edge]] = {}
        for edge in self.facts:
            facts.setdefault((edge.tail, edge.head), []).append(edge)
        known: dict[bytes, list[str]] = {}
        for state, of_state in zip(self.states, self.cells, strict=True):
            for mechanism, outcomes in zip(self.mechanisms, of_state, strict=True):
                pair = f"{state.id},{mechanism.id},"
                if grounds := facts.get((state.id, mechanism.id)):
                    ends = self._line_ends(outcomes.tolist(), grounds)
                elif (key := outcomes.tobytes()) in known:
                    ends = known[key]
                else:
                    ends = known[key] = self._line_ends(outcomes.tolist(), ())
                yield pair + pair.join(ends)

    def _line_ends(self, outcomes: Sequence[int], facts: Sequence[Edge]) -> list[str]:
        """For each year all that follows State and mechanism, with the facts that decide."""
        ends = []
        for at, (year, outcome) in enumerate(zip(self.years, outcomes, strict=True)):
            code, reason, _ = MEANING[Outcome(outcome)]
            used = [
                edge for edge in facts
                if self._said[edge.fact][at] == outcome != Outcome.NOT_LISTED
            ]
            basis = min((str(edge.get("basis")) for edge in used), key=BASES.index, default="")
            named = LIST_SEPARATOR.join(edge.fact for edge in used)
            ends.append(f"{year},{code},{reason},{basis},{named}\n")
        return ends

    def wide(self) -> Iterator[Sequence[object]]:
        """The codes, a row for each State and year."""
        codes = np.array([MEANING[outcome][0] for outcome in Outcome], dtype=np.int8)[self.cells]
        for state, of_state in zip(self.states, codes, strict=True):
            for year, row in zip(self.years, of_state.T.tolist(), strict=True):
                yield state.id, year, *row

    def named(self) -> dict[str, Iterable[Mapping[str, Any]]]:
        """The tables whose columns are named after properties."""
        cited = {source for edge in self.facts for source in self._snapshot.source_ids(edge)}
        return {
            "facts.csv": (
                {**edge.properties, "fact": edge.fact, "type": edge.type, "state": edge.tail,
                 "mechanism": edge.head}
                for edge in self.facts
            ),
            "mechanisms.csv": self._described(),
            "sources.csv": (
                source.properties for source in self._snapshot.nodes("Source")
                if source.id in cited
            ),
            "states.csv": (state.properties for state in self.states),
        }

    def _described(self) -> Iterator[Mapping[str, Any]]:
        counted = Counter((edge.type, edge.head) for edge in self.facts)
        for mechanism in self.mechanisms:
            looked = self._coverage[mechanism.id]
            members = looked["MEMBER_OF"].properties if "MEMBER_OF" in looked else {}
            observers = looked["OBSERVER_OF"].properties if "OBSERVER_OF" in looked else {}
            yield {
                **mechanism.properties,
                "member_facts": counted["MEMBER_OF", mechanism.id],
                "observer_facts": counted["OBSERVER_OF", mechanism.id],
                "members_extent": members.get("extent"),
                "members_as_of": members.get("as_of"),
                "members_documents": members.get("documents_read"),
                "members_note": members.get("note"),
                "observers_extent": observers.get("extent"),
            }


def write(snapshot: Snapshot, stream: BinaryIO) -> None:
    """Write the zip; the same bytes for the same snapshot."""
    panel = Panel(snapshot)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with _entry(archive, "codebook.md") as text:
            text.writelines(f"{line}\n" for line in codebook(snapshot, panel.figures))
        named = panel.named()
        for name, columns in COLUMNS.items():
            with _entry(archive, name) as text:
                table = csv.writer(text, lineterminator="\n")
                if name == "panel_wide.csv":
                    table.writerow(["state", "year", *(m.id for m in panel.mechanisms)])
                    table.writerows(panel.wide())
                    continue
                table.writerow(columns)
                if name == "panel.csv":
                    text.writelines(panel.long())
                else:
                    table.writerows([_cell(row.get(c)) for c in columns] for row in named[name])


def _entry(archive: zipfile.ZipFile, name: str) -> io.TextIOWrapper:
    """A text to write into the zip; no clock and no platform shows in it."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    return io.TextIOWrapper(archive.open(entry, "w"), encoding="utf-8", newline="")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return LIST_SEPARATOR.join(value) if isinstance(value, list) else str(value)


EXPORTER = Exporter(
    name="panel",
    suffix=".zip",
    media_type="application/zip",
    description="Which State is in which mechanism in which year, coded as the Correlates of War"
    " code IGOs: CSV tables and their codebook in a zip",
    write=write,
)
