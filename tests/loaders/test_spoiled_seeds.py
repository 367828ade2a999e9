"""Spoiled copies of the seeds: each refused, with the place named and nothing else blamed.

The real seeds where this checkout has them, else a small data set; one thing is spoiled at a time.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.errors import BadInput, Fault
from loaders.data_set import open_data_set
from loaders.seeds import SEEDS

Row = dict[str, str]


class Copy:
    """A copy of the seeds whose tables can be changed; tables are read when they are needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, table: str) -> list[Row]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: list[Row]) -> None:
        with (self.folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, table: str, fits: Callable[[Row], bool], **cells: str) -> int:
        """Change cells of the last row that fits; its number as a spreadsheet counts."""
        rows = self.rows(table)
        place = max(number for number, row in enumerate(rows) if fits(row))
        rows[place] |= {name: cell for name, cell in cells.items() if cell or name in rows[0]}
        self.write(table, rows)
        return place + 2


@dataclass(frozen=True)
class Expected:
    file: str
    row: int
    column: str
    found: str = ""
    nearest: str = ""


def any_row(_: Row) -> bool:
    return True


def read_row(row: Row) -> bool:
    return row["basis"] == "read"


def misspelt_state(seeds: Copy) -> Expected:
    state = seeds.rows("states")[-1]
    row = seeds.change("member_of", any_row, **{"from": state["name"]})
    return Expected("member_of.csv", row, "from", state["name"], state["id"])


def small_letters(seeds: Copy) -> Expected:
    row = seeds.change("member_of", any_row, **{"from": "blz"})
    return Expected("member_of.csv", row, "from", "blz", "BLZ")


def impossible_day(seeds: Copy) -> Expected:
    row = seeds.change("mechanisms", any_row, start="2004-02-30")
    return Expected("mechanisms.csv", row, "start", "2004-02-30")


def end_before_start(seeds: Copy) -> Expected:
    row = seeds.change("member_of", any_row, start="2004", end="2003", attested_first="",
                       attested_last="")
    return Expected("member_of.csv", row, "end", "2003")


def unknown_basis(seeds: Copy) -> Expected:
    row = seeds.change("states", any_row, basis="hearsay", rule="")
    return Expected("states.csv", row, "basis", "hearsay")


def rule_without_derivation(seeds: Copy) -> Expected:
    row = seeds.change("member_of", read_row, rule="group-spelled-out")
    return Expected("member_of.csv", row, "rule", "group-spelled-out")


def derivation_without_rule(seeds: Copy) -> Expected:
    row = seeds.change("member_of", any_row, rule="", basis="derived")
    return Expected("member_of.csv", row, "rule", "")


def read_without_source(seeds: Copy) -> Expected:
    row = seeds.change("member_of", read_row, sources="", locators="")
    return Expected("member_of.csv", row, "sources", "")


def unknown_source(seeds: Copy) -> Expected:
    row = seeds.change("held_by", any_row, sources="src-of-nothing-whatever", locators="")
    return Expected("held_by.csv", row, "sources", "src-of-nothing-whatever")


def locators_that_do_not_match(seeds: Copy) -> Expected:
    row = seeds.change("held_by", lambda row: bool(row["sources"]), locators="p. 1;p. 2;p. 3")
    return Expected("held_by.csv", row, "locators", "p. 1;p. 2;p. 3")


def doubled_state(seeds: Copy) -> Expected:
    rows = seeds.rows("states")
    seeds.write("states", [*rows, dict(rows[0])])
    return Expected("states.csv", len(rows) + 2, "id", rows[0]["id"])


def doubled_fact(seeds: Copy) -> Expected:
    rows = seeds.rows("held_by")
    seeds.write("held_by", [*rows, dict(rows[0])])
    return Expected("held_by.csv", len(rows) + 2, "spell", rows[0]["spell"])


def no_name(seeds: Copy) -> Expected:
    row = seeds.change("meetings", any_row, name="")
    return Expected("meetings.csv", row, "name", "")


def level_of_its_own(seeds: Copy) -> Expected:
    row = seeds.change("mechanisms", any_row, level="continental")
    return Expected("mechanisms.csv", row, "level", "continental")


def theme_for_a_mechanism(seeds: Copy) -> Expected:
    theme = seeds.rows("themes")[0]["id"]
    row = seeds.change("member_of", any_row, to=theme, spell="99")
    return Expected("member_of.csv", row, "to", f"{theme} (a Theme)")


def meeting_of_nobody(seeds: Copy) -> Expected:
    rows = seeds.rows("meetings")
    seeds.write("meetings", [*rows, rows[0] | {"id": "a-meeting-of-nobody"}])
    return Expected("meetings.csv", len(rows) + 2, "id", "a-meeting-of-nobody")


def renamed_column(seeds: Copy) -> Expected:
    file = seeds.folder / "states.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("iso2", "iso_2", 1), encoding="utf-8")
    return Expected("states.csv", 1, "iso_2", "iso_2", "iso2")


def missing_table(seeds: Copy) -> Expected:
    (seeds.folder / "states.csv").unlink()
    return Expected("states.csv", 0, "", "no such file")


def misnamed_table(seeds: Copy) -> Expected:
    file = seeds.folder / "held_by.csv"
    shutil.copyfile(file, file.with_name("heldby.csv"))
    return Expected("heldby.csv", 0, "", "heldby", "held_by")


def short_row(seeds: Copy) -> Expected:
    rows = len(seeds.rows("themes"))
    with (seeds.folder / "themes.csv").open("a", encoding="utf-8") as file:
        file.write("theme-short,Short\n")
    return Expected("themes.csv", rows + 2, "", "2 cells")


def other_encoding(seeds: Copy) -> Expected:
    file = seeds.folder / "states.csv"
    rows = len(seeds.rows("states"))
    file.write_bytes(file.read_bytes() + "XKX,Kosovo\u00e9".encode("cp1252"))
    return Expected("states.csv", rows + 2, "", "byte 0xe9")


def no_descriptor_worth_the_name(seeds: Copy) -> Expected:
    (seeds.folder / "datapackage.json").write_text("{", encoding="utf-8")
    return Expected("datapackage.json", 0, "")


def released_yesterday(seeds: Copy) -> Expected:
    file = seeds.folder / "datapackage.json"
    package = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(package | {"created": "yesterday"}), encoding="utf-8")
    return Expected("datapackage.json", 0, "created", "yesterday")


SPOILERS = [
    misspelt_state, small_letters, impossible_day, end_before_start, unknown_basis,
    rule_without_derivation, derivation_without_rule, read_without_source, unknown_source,
    locators_that_do_not_match, doubled_state, doubled_fact, no_name, level_of_its_own,
    theme_for_a_mechanism, meeting_of_nobody, renamed_column, missing_table, misnamed_table,
    short_row, other_encoding, no_descriptor_worth_the_name, released_yesterday,
]


def refused(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        open_data_set(folder)
    assert f"holds {len(caught.value.faults)} fault" in caught.value.detail
    assert caught.value.exit_code == 2
    return caught.value.faults


def check(folder: Path, spoil: Callable[[Copy], Expected]) -> None:
    expected = spoil(Copy(folder))
    faults = refused(folder)
    (fault,) = faults
    assert (fault.file, fault.row, fault.column) == (expected.file, expected.row, expected.column)
    if expected.found:
        assert fault.found == expected.found
    if expected.nearest:
        assert fault.nearest == expected.nearest
    assert fault.expected


@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda spoil: spoil.__name__)
def test_a_spoiled_copy_of_a_small_data_set(
    folder: Path, spoil: Callable[[Copy], Expected]
) -> None:
    with (folder / "member_of.csv").open("a", encoding="utf-8") as file:
        file.write("org-iom,rcm,0,1996,open,read,src-list,,\n")
    check(folder, spoil)


@pytest.mark.skipif(
    not (SEEDS / "mechanisms.csv").exists(), reason="this checkout has no seeds"
)
@pytest.mark.parametrize("spoil", SPOILERS[::2], ids=lambda spoil: spoil.__name__)
def test_a_spoiled_copy_of_the_seeds(
    tmp_path: Path, spoil: Callable[[Copy], Expected]
) -> None:
    folder = tmp_path / "seeds"
    folder.mkdir()
    for file in SEEDS.iterdir():
        if file.suffix in (".csv", ".json"):
            shutil.copyfile(file, folder / file.name)
    check(folder, spoil)
