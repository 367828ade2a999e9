"""Writes generated test data in the seeds' own format, at three sizes; nothing in it is a fact.

`python -m bench.generate FOLDER --scale 100` writes a whole data set that passes every check.
Sizes and distributions follow measured ones of international organizations (members a mechanism,
delays of accession, meetings, attendance); States have codes that ISO 3166-1 leaves to users.
The same scale and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.draws import LAST_YEAR, Draws
from graph.schema import SCHEMA
from graph.schema.package import descriptor, to_json
from loaders.writing import write_table


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; `dated` counts all edges that have a start and an end."""

    states: int
    territories: int
    mechanisms: int
    organizations: int
    meetings: int
    recommendations: int
    dated: int
    attended: int
    structures: int
    sources: int


SIZES = {
    1: Size(193, 7, 30, 60, 750, 1_500, 4_000, 16_000, 150, 150),
    10: Size(193, 27, 60, 200, 7_500, 15_000, 30_000, 160_000, 1_500, 1_500),
    100: Size(193, 56, 150, 700, 75_000, 150_000, 250_000, 1_600_000, 15_000, 15_000),
}
REGIONS = 8
THEMES = 60
AS_OF = "2026-11-22"


@dataclass(slots=True)
class Mechanism:
    """What later tables need to know of a mechanism."""

    id: str
    founded: int
    members: list[str]
    pool: list[str]  # who may come to its meetings
    weights: np.ndarray  # how readily each of the pool comes
    sources: list[str]


class Generator:
    """Fills tables kind by kind; each row is a mapping of columns to texts."""

    def __init__(self, size: Size, seed: int) -> None:
        self.size = size
        self.draws = Draws(seed)
        self.tables: dict[str, list[list[str]]] = {}
        self.columns = {
            kind.name: {column.name: place for place, column in enumerate(kind.columns)}
            for kind in SCHEMA.tables.values()
        }
        self.mechanisms: list[Mechanism] = []

    def add(self, kind: str, row: dict[str, str], sources: Iterable[str] = ()) -> None:
        columns = self.columns[kind]
        line = [""] * len(columns)
        for name, text in row.items():
            line[columns[name]] = text
        listed = ";".join(sources)
        line[columns["sources"]] = listed
        line[columns["basis"]] = "read" if listed or kind == "Source" else "recalled"
        self.tables.setdefault(kind, []).append(line)

    def edge(
        self, kind: str, tail: str, head: str, sources: Iterable[str] = (), spell: int = 0,
        **row: str,
    ) -> None:
        self.add(kind, {"from": tail, "to": head, "spell": str(spell), **row}, sources)

    def count_dated(self) -> int:
        return sum(len(self.tables.get(k.type, ())) for k in SCHEMA.edges if k.dated)

    # -- the parts ------------------------------------------------------------------------------

    def run(self) -> None:
        self.places()
        self.scheme()
        self.sources()
        self.organizations()
        for number in range(self.size.mechanisms):
            self.mechanism(number)
        self.structures()
        self.meetings()

    def places(self) -> None:
        for region in range(REGIONS):
            name = f"Generated region {region}"
            self.add("Region", {"id": f"region-g{region}", "name": name, "name_fr": name,
                                "name_es": name})
        self.states: list[str] = []
        self.region_of: list[int] = []
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for number in range(self.size.states + self.size.territories):
            code = f"X{letters[number // 26]}{letters[number % 26]}"
            is_state = number < self.size.states
            kind = "State" if is_state else "Territory"
            name = f"Generated {kind} {number:03d}"
            row = {"id": code, "name": name, "name_fr": name, "name_es": name,
                   "start": "unknown", "end": "open", "attested_last": "2026"}
            if not is_state and number % 10 == 0:
                row["designation_note"] = f"Generated note on the designation of {name}."
            self.add(kind, row)
            self.edge("IN_REGION", code, f"region-g{number % REGIONS}")
            self.states.append(code)
            self.region_of.append(number % REGIONS)
        self.sociable = np.exp(0.4 * self.draws.random.standard_normal(len(self.states)))
        self.readiness = 0.75 * self.draws.random.beta(6, 2, len(self.states))

    def scheme(self) -> None:
        for number in range(23):
            name = f"Generated objective {number + 1}"
            self.add("GcmObjective", {"id": f"gcm-{number + 1:02d}", "name": name,
                                      "name_fr": name, "name_es": name, "number": str(number + 1)})
        self.themes = [f"theme-g{number:02d}" for number in range(THEMES)]
        for number, theme in enumerate(self.themes):
            name = f"Generated theme {number:02d}"
            row = {"id": theme, "name": name, "name_fr": name, "name_es": name,
                   "definition": f"Generated definition {number}"}
            if number >= 12:
                row["broader"] = self.themes[number % 12]
            self.add("Theme", row)
            self.edge("ALIGNED_WITH", theme, f"gcm-{number % 23 + 1:02d}")

    def sources(self) -> None:
        self.all_sources = [f"src-g{number:06d}" for number in range(self.size.sources)]
        for number, source in enumerate(self.all_sources):
            self.add("Source", {
                "id": source, "name": f"Generated source {number}", "publisher": "Nobody",
                "year": str(1990 + self.draws.below(LAST_YEAR - 1989)), "kind": "generated",
                "grade": "ABC"[self.draws.below(3)], "language": "en", "read_on": AS_OF,
                "url": f"https://example.invalid/{number}",
            })

    def organizations(self) -> None:
        self.orgs = [f"org-g{number:04d}" for number in range(self.size.organizations)]
        for number, org in enumerate(self.orgs):
            self.add("Organization", {
                "id": org, "name": f"Generated organization {number}", "acronym": f"GO{number}",
                "actor_type": "other", "seat": self.states[self.draws.below(self.size.states)],
            }, [self.all_sources[self.draws.below(len(self.all_sources))]])
        for state in self.states:
            for org in self.draws.some(self.orgs[:20], 2):
                self.edge("BELONGS_TO", state, org, [self.all_sources[0]],
                          start=str(1950 + self.draws.below(70)), end="open")

    def spell(self, first: int) -> dict[str, str]:
        """From the founding year in two of three cases, later otherwise; 5 % unknown."""
        draws = self.draws
        late = 0 if draws.chance(0.66) else math.ceil(-6 / math.log(2) * math.log(
            1 - 0.999 * float(draws.random.random_sample())))
        start = min(first + late, LAST_YEAR - 1)
        row = {"start": "unknown" if draws.chance(0.05) else draws.date(start), "end": "open",
               "attested_last": str(start + draws.below(LAST_YEAR - start))}
        if draws.chance(0.06) and row["start"] != "unknown":
            row["end"] = str(int(row["attested_last"]) + 1)
        elif draws.chance(0.1):
            row["end"] = "unknown"
        return row

    def cite(self, sources: list[str]) -> list[str]:
        """One source; two for every tenth fact."""
        count = 2 if self.draws.chance(0.1) and len(sources) > 1 else 1
        first = self.draws.below(len(sources))
        return [sources[(first + step) % len(sources)] for step in range(count)]

    def mechanism(self, number: int) -> None:
        draws, size = self.draws, self.size
        identity, founded = f"gen-m{number:03d}", draws.founding()
        mine = self.all_sources[number :: size.mechanisms]
        wide = draws.chance(0.05)
        regional = draws.chance(0.7)
        home = draws.below(REGIONS)
        members = int(np.clip(np.exp(3.2 + 0.7 * draws.random.standard_normal()), 4, 120))
        members = int(0.9 * len(self.states)) if wide else members
        leak = 0.03 if regional else 0.4
        near = np.array([1.0 if region == home else leak for region in self.region_of])
        chosen = draws.some(self.states, members, self.sociable * (1.0 if wide else near))
        self.add("Mechanism", {
            "id": identity, "name": f"Generated mechanism {number}", "short_name": f"GM{number}",
            "level": "global" if wide else "regional" if regional else "interregional",
            "ring": "related" if draws.chance(0.3) else "listed",
            "purpose": f"Generated purpose {number}", "open_to_all": str(wide).lower(),
            "start": str(founded), "end": "open", "attested_last": "2026",
        }, self.cite(mine))
        self.edge("COVERS", identity, f"region-g{home}", self.cite(mine))
        for member in chosen:
            row = self.spell(founded)
            self.edge("MEMBER_OF", member, identity, self.cite(mine), **row)
            if row["end"].isdigit() and int(row["end"]) < LAST_YEAR - 2 and draws.chance(0.33):
                self.edge("MEMBER_OF", member, identity, self.cite(mine), 1,
                          start=str(int(row["end"]) + 2), end="open")
        others = [state for state in self.states if state not in set(chosen)]
        for observer in draws.some(others, min(len(others), members // 5)):
            self.edge("OBSERVER_OF", observer, identity, self.cite(mine), **self.spell(founded))
        for year in range(founded, LAST_YEAR):
            self.edge("CHAIRED", chosen[year % len(chosen)], identity, self.cite(mine),
                      (year - founded) // len(chosen), start=str(year), end=str(year),
                      title="chair")
        for theme in sorted({self.themes[draws.zipf(THEMES)] for _ in range(6)}):
            self.edge("WORKS_ON", identity, theme, self.cite(mine), **self.spell(founded))
        helping = draws.some(self.orgs, 6)
        for org in helping:
            self.edge("SERVES", org, identity, self.cite(mine), role="partner",
                      **self.spell(founded))
        secretariat = f"secretariat-{identity}"
        self.add("Secretariat", {"id": secretariat, "name": f"Generated secretariat {number}",
                                 "country": chosen[0]}, self.cite(mine))
        self.edge("SECRETARIAT_OF", secretariat, identity, self.cite(mine), start="unknown",
                  end="open")
        self.edge("HOSTS_SECRETARIAT", helping[0], secretariat, self.cite(mine), start="unknown",
                  end="open")
        pool = [*chosen, *draws.some(others, min(len(others), 30)), *helping]
        places = {state: place for place, state in enumerate(self.states)}
        ready = [float(self.readiness[places[each]]) if each in places else 0.5 for each in pool]
        ready[len(chosen) :] = [0.2 * each for each in ready[len(chosen) :]]
        self.mechanisms.append(
            Mechanism(identity, founded, chosen, pool, np.array(ready), mine)
        )

    def structures(self) -> None:
        owners = [self.mechanisms[number % len(self.mechanisms)]
                  for number in range(self.size.structures)]
        seats = self.size.dated - self.count_dated() - len(owners)
        caps = [len(owner.pool) for owner in owners]
        counts = self.draws.spread(seats, [len(owner.members) for owner in owners], caps)
        for number, (owner, count) in enumerate(zip(owners, counts, strict=True)):
            identity = f"structure-g{number:05d}"
            kept = self.spell(owner.founded)
            self.add("Structure", {"id": identity, "name": f"Generated structure {number}",
                                   "kind": "working group", **kept}, self.cite(owner.sources))
            self.edge("HAS_STRUCTURE", owner.id, identity, self.cite(owner.sources), **kept)
            for seat in self.draws.some(owner.pool, count, owner.weights):
                self.edge("SITS_IN", seat, identity, self.cite(owner.sources),
                          **self.spell(owner.founded))

    def meetings(self) -> None:
        draws, size = self.draws, self.size
        years = [LAST_YEAR - each.founded for each in self.mechanisms]
        each = draws.spread(size.meetings, years, least=1)
        owners = [owner for owner, count in zip(self.mechanisms, each, strict=True)
                  for _ in range(count)]
        present = draws.spread(
            size.attended,
            [float(owner.weights[: len(owner.members)].sum()) + 2 for owner in owners],
            [len(owner.pool) for owner in owners], 1,
        )
        adopting = [0.0 if draws.chance(0.4) else 1e-9 + draws.random.poisson(3.3) for _ in owners]
        adopted = draws.spread(size.recommendations, adopting)
        earlier: list[tuple[str, list[str], int]] = []  # a copy leads back in time
        for number, owner in enumerate(owners):
            year = owner.founded + draws.below(LAST_YEAR - owner.founded)
            meeting, start = f"{owner.id}-{year}-{number:05d}", draws.date(year)
            cited = self.cite(owner.sources)
            row = {"id": meeting, "name": f"Generated meeting {number}",
                   "kind": ("ministerial", "senior officials", "technical")[number % 3],
                   "country": owner.members[0]}
            if not draws.chance(0.05):
                row |= {"start": start, "end": start}
            self.add("Meeting", row, cited)
            self.edge("HELD_BY", meeting, owner.id, cited)
            self.edge("HOSTED", draws.some(owner.members, 1)[0], meeting, cited)
            self.edge("DISCUSSED", meeting, self.themes[draws.zipf(THEMES)], cited)
            for comer in draws.some(owner.pool, present[number], owner.weights):
                self.edge("ATTENDED", comer, meeting, cited, **{"as": "participant"})
            for place in range(adopted[number]):
                self.recommendation(f"{meeting}-r{place}", meeting, owner, year, cited, earlier)

    def recommendation(
        self, identity: str, meeting: str, owner: Mechanism, year: int, cited: list[str],
        earlier: list[tuple[str, list[str], int]],
    ) -> None:
        draws = self.draws
        words = draws.sentence()
        if earlier and draws.chance(0.15):
            model, model_words, model_year = earlier[draws.below(len(earlier))]
            if model_year < year:
                words = draws.mutated(model_words)
                self.edge("ECHOES", identity, model, cited, method="planted by the generator")
        earlier.append((identity, words, year))
        text = " ".join(words)
        standing = ("adopted", "reported", "proposed", "unreviewed")[min(draws.zipf(4), 3)]
        self.add("Recommendation", {
            "id": identity, "name": f"Generated: {text[:60]}".strip(),
            "statement": f"Generated text: {text}", "standing": standing,
        }, cited)
        self.edge("ADOPTED_AT", identity, meeting, cited)
        self.edge("MADE_BY", identity, owner.id, cited)
        count = 1 + draws.chance(0.3)
        for theme in sorted({self.themes[draws.zipf(THEMES)] for _ in range(count)}):
            self.edge("ADDRESSES", identity, theme, cited)


def generate(folder: Path, scale: int = 1, seed: int = 1) -> dict[str, int]:
    """Write the data set into `folder`; how many rows each table has."""
    made = Generator(SIZES[scale], seed)
    made.run()
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    for table, kind in SCHEMA.tables.items():
        rows = made.tables.pop(kind.name, [])
        if rows:
            write_table(folder / table, kind, sorted(rows))
            counts[table] = len(rows)
    package: dict[str, Any] = descriptor(
        SCHEMA, counts, name=f"iscm-generated-x{scale}",
        title=f"GENERATED TEST DATA x{scale}: no facts", version=f"seed {seed}", created=AS_OF,
        description="Made by bench/generate.py for tests and benchmarks. Nothing in it is true.",
    )
    (folder / "datapackage.json").write_text(to_json(package), encoding="utf-8")
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=int, choices=sorted(SIZES), default=1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.monotonic()
    counts = generate(given.folder, given.scale, given.seed)
    for table, count in counts.items():
        print(f"{table:28}{count:>12,}")
    print(f"{sum(counts.values()):,} rows in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
