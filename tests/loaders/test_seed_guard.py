"""What no seed may do, held against every row, and each check against a purpose-made defect.

An exception stands in a list here, with its reason. Anything else that is found is mended in the
seeds. That no sentence is a source's own is held by `test_wording.py`, for texts that were at hand.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

import pytest

from graph.elements import build
from graph.schema import SCHEMA
from graph.schema.rows import typed_row
from loaders.seeds import SEEDS

Row = dict[str, str]
Tables = dict[str, list[Row]]
Finding = tuple[str, str, str]
"""Table, key of the row, what is wrong with it."""
Check = Callable[[Tables], Iterator[Finding]]

HOMES_THAT_WILL_DO = {
    "src-cldr-territories": "a data set read in a library; the locator names the record",
    "src-ocha-countries": "a data set read in a library; the locator names the record",
}
ADDRESSED = {"news", "press", "press release", "news release", "web page", "article", "blog"}
"""Kinds of source that are nowhere without an address; a report without one is in libraries."""
HOSTS_ABROAD = {
    "COL|gfmd-2024-launch|0": "read again: the forum's page names its chair",
    "FRA|gfmd-14-2024|0": "read again: its own page says that it organized the summit",
    "NZL|bali-2024-disruption|0": "read again: the page of the meeting names it",
    "NZL|pidc-2017-apia|0": "read again: borne out by the communique",
    "POL|prague-2017-brussels|0": "read again: the page of the meeting names it",
}
NEED_A_NOTE = ("ESH", "HKG", "MAC", "PSE", "TWN", "XKX")
NAMED_IN_FULL = {
    "HKG": "the UN's name says whose special administrative region it is",
    "MAC": "the UN's name says whose special administrative region it is",
}
PARTS_TAKEN = ("member_of", "observer_of", "participates_in", "chaired", "serves", "sits_in",
               "belongs_to")
DATED = ("sources", "mechanisms", "states", "territories", "structures", "has_structure",
         "meetings", *PARTS_TAKEN)

_NAME = r"[A-ZÀ-Þ][\w’'-]+"
_TITLED = (
    # An honorific, or the holder of an office, and a name.
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|H\. ?E|HE|His Excellency|Hon"
    rf"|Her Excellency|Amb|Honou?rable|Sra?|Srta|Mme|Monsieur|Madame)\.? {_NAME}",
    r"(?:Minist(?:er|re|ro|ra)|President[ea]?|Ambassador|Commissioner|King|Queen|Prince|Princess"
    rf"|Pope|Chancell?or|Canciller|Sheikha?) (?!Pro\b|General\b|Office\b|Plan\b){_NAME}",
    # What follows these is as often the rest of a heading: two words make a name.
    r"(?:Secretary|Director)[- ]General " rf"{_NAME} {_NAME}",
    rf"(?:Foreign|State|Permanent|Executive) Secretary {_NAME} {_NAME}",
)
TITLED = re.compile(rf"(?<![\w.-])(?:{'|'.join(_TITLED)})")
NOT_A_PERSON = {
    "King Baudouin Foundation": "an organization",
    "Director General Attends XIX": "the title of a page",
    "Director General Commends South": "the title of a page",
}


def key_of(row: Mapping[str, Any]) -> str:
    return str(row.get("id") or "|".join(str(row[name]) for name in ("from", "to", "spell")))


def elements(tables: Tables, *names: str) -> dict[str, list[dict[str, Any]]]:
    """Rows as the graph has them, with their bounds, by table."""
    kinds = {name: SCHEMA.tables[f"{name}.csv"] for name in names}
    rows = {
        kind.name: [typed_row(kind, row)[0] for row in tables.get(name, ())]
        for name, kind in kinds.items()
    }
    built = build(SCHEMA, rows, "guard")
    return {name: built[kind.name] for name, kind in kinds.items()}


# --- the checks ---------------------------------------------------------------------------------


def what_is_read_stands_on_a_page(tables: Tables) -> Iterator[Finding]:
    """A site's home page shows something else tomorrow, and says nothing of one fact."""
    homes, nowhere = set(), set()
    for source in tables["sources"]:
        address = urlsplit(source["url"])
        if source["url"] and address.path in ("", "/") and not (address.query or address.fragment):
            homes.add(source["id"])
        if not source["url"] and not source["symbol"] and source["kind"] in ADDRESSED:
            nowhere.add(source["id"])
    for name in sorted(tables):
        for row in tables[name] if f"{name}.csv" in SCHEMA.tables else ():
            cited = [source for source in row["sources"].split(";") if source]
            if row["basis"] != "read" or not cited or not homes | nowhere >= set(cited):
                continue
            if not HOMES_THAT_WILL_DO.keys() & set(cited):
                yield name, key_of(row), f"rests on no page, only on {', '.join(cited)}"


def one_chair_at_a_time(tables: Tables) -> Iterator[Finding]:
    """The day of a handover belongs to both; no other day does, unless they share the chair."""
    terms = defaultdict(list)
    for term in elements(tables, "sources", "mechanisms", "chaired")["chaired"]:
        if term.get("title") not in ("co-chair", "troika"):
            terms[term["to"]].append(term)
    for held in terms.values():
        for one, other in combinations(sorted(held, key=lambda term: term["from_max"]), 2):
            if other["from_max"] < min(one["to_min"], other["to_min"]):
                yield "chaired", key_of(other), f"chairs while {key_of(one)} surely does"


def nobody_takes_part_before_there_is_anything(tables: Tables) -> Iterator[Finding]:
    built = elements(tables, *DATED)
    lives = {e["id"]: e for name in DATED for e in built[name] if "id" in e and "from_min" in e}
    for name in PARTS_TAKEN:
        for part in built[name]:
            if part["from_max"] > part["to_min"]:
                continue  # on no day for certain
            for node in (lives[end] for end in (part["from"], part["to"]) if end in lives):
                if part["from_max"] < node["from_min"]:
                    yield name, key_of(part), f"before {node['id']} was there ({node['start']})"
                elif part["to_min"] > node["to_max"]:
                    yield name, key_of(part), f"after {node['id']} was there ({node['end']})"


def hosts_are_at_home(
    tables: Tables, abroad: Mapping[str, str] = HOSTS_ABROAD
) -> Iterator[Finding]:
    countries = {row["id"] for name in ("states", "territories") for row in tables[name]}
    meetings = {row["id"]: row for row in tables["meetings"]}
    hosts = defaultdict(list)
    for row in tables["hosted"]:
        hosts[row["to"]].append(row)
    for meeting, rows in hosts.items():
        country = meetings[meeting]["country"]
        for row in rows:
            if row["rule"] == "host-from-place" and row["from"] != country:
                yield "hosted", key_of(row), f"follows from the place, which is in {country}"
            elif (
                len(rows) == 1 and row["from"] in countries and country not in ("", row["from"])
                and meetings[meeting]["online"] != "true" and key_of(row) not in abroad
            ):
                yield "hosted", key_of(row), f"the only host of a meeting in {country}"


def contested_names_go_with_a_note(tables: Tables) -> Iterator[Finding]:
    for name in ("states", "territories"):
        for row in tables[name]:
            if row["id"] not in NEED_A_NOTE or row["designation_note"]:
                continue
            in_full = row["id"] in NAMED_IN_FULL and "Special Administrative Region" in row["name"]
            if not in_full:
                yield name, row["id"], f"no designation_note, named {row['name']}"


def there_are_no_persons(tables: Tables) -> Iterator[Finding]:
    for name, rows in tables.items():
        for number, row in enumerate(rows, start=2):
            for cell in row.values():
                for found in TITLED.finditer(cell):
                    if not any(cell.startswith(other, found.start()) for other in NOT_A_PERSON):
                        known = row.keys() & {"id", "spell"}
                        key = key_of(row) if known else f"row {number}"
                        yield name, key, f"names a person: {found[0]}"


CHECKS: list[Check] = [
    what_is_read_stands_on_a_page, one_chair_at_a_time, nobody_takes_part_before_there_is_anything,
    hosts_are_at_home, contested_names_go_with_a_note, there_are_no_persons,
]


@pytest.fixture(scope="module")
def seeds() -> Tables:
    tables = {}
    for file in sorted(SEEDS.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as handle:
            tables[file.stem] = list(csv.DictReader(handle))
    return tables


@pytest.fixture(scope="module")
def findings(seeds: Tables) -> Callable[[Check], set[Finding]]:
    """What a check finds in the seeds as they are; each is run once."""
    return cache(lambda check: set(check(seeds)))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_seeds(findings: Callable[[Check], set[Finding]], check: Check) -> None:
    found = sorted(findings(check))
    assert not found, "mend them in seeds/:\n" + "\n".join(" ".join(each) for each in found)


def test_no_exception_is_stale(seeds: Tables) -> None:
    abroad = {key for _, key, _ in hosts_are_at_home(seeds, abroad={})}
    assert abroad >= HOSTS_ABROAD.keys()
    assert {row["id"] for row in seeds["sources"]} >= HOMES_THAT_WILL_DO.keys()


# --- each check against a defect ----------------------------------------------------------------


def spoiled(
    seeds: Tables, table: str, fits: Callable[[Row], bool], cells: Row
) -> tuple[Tables, Row]:
    """A copy with one row changed, the first that fits, and that row."""
    place = next(number for number, row in enumerate(seeds[table]) if fits(row))
    row = seeds[table][place] | cells
    rows = [*seeds[table][:place], row, *seeds[table][place + 1 :]]
    return {**seeds, table: rows}, row


def row_with(**cells: str) -> Callable[[Row], bool]:
    return lambda row: all(row[name] == cell for name, cell in cells.items())


ONE = {"spell": "0"}
DEFECTS: list[tuple[Check, str, Callable[[Row], bool], Row, str]] = [
    (what_is_read_stands_on_a_page, "meetings", row_with(basis="read"),
     {"sources": "riam-site"}, ""),
    (what_is_read_stands_on_a_page, "sources", row_with(id="pidc-2017"),
     {"url": "http://pidcsec.org"}, "pidc-2017-apia"),
    (what_is_read_stands_on_a_page, "sources", row_with(id="pidc-2017"),
     {"url": "", "kind": "news"}, "pidc-2017-apia"),
    (one_chair_at_a_time, "chaired", row_with(**{"from": "IDN", "to": "colombo", **ONE}),
     {"end": "2012"}, "BGD|colombo|0"),
    (one_chair_at_a_time, "chaired", row_with(**{"from": "BGD", "to": "colombo", **ONE}),
     {"start": "2009-12-11"}, ""),
    (nobody_takes_part_before_there_is_anything, "member_of",
     row_with(**{"from": "MEX", "to": "rcm", **ONE}), {"start": "1988"}, ""),
    (nobody_takes_part_before_there_is_anything, "states", row_with(id="MEX"),
     {"start": "2026-11"}, "MEX|rcm|0"),
    (nobody_takes_part_before_there_is_anything, "chaired",
     row_with(**{"from": "IDN", "to": "colombo", **ONE}), {"start": "1999"}, ""),
    (hosts_are_at_home, "meetings", row_with(id="5plus5-2002-tunis"), {"country": "MAR"},
     "TUN|5plus5-2002-tunis|0"),
    (hosts_are_at_home, "hosted", row_with(rule="host-from-place"), {"from": "org-iom"}, ""),
    (contested_names_go_with_a_note, "territories", row_with(id="XKX"),
     {"designation_note": ""}, "XKX"),
    (contested_names_go_with_a_note, "territories", row_with(id="HKG"),
     {"name": "Hong Kong"}, "HKG"),
    (there_are_no_persons, "meetings", row_with(basis="read"),
     {"outcome": "Address by Ms Jane Doe"}, ""),
    (there_are_no_persons, "recommendations", row_with(),
     {"statement": "As H.E. Doe asked, agree on data"}, ""),
    (there_are_no_persons, "sources", row_with(id="pidc-2017"),
     {"name": "Opening by Minister Jean Dupont"}, ""),
    (there_are_no_persons, "claims", row_with(), {"value": "so said President Doe"}, ""),
    (there_are_no_persons, "from_notes", row_with(), {"detail": "named: Dr. Jane Doe"}, "row 2"),
]


@pytest.mark.parametrize(
    ("check", "table", "fits", "cells", "named"), DEFECTS,
    ids=[f"{check.__name__}-{table}-{'-'.join(cells)}" for check, table, _, cells, _ in DEFECTS],
)
def test_a_defect_is_named(
    seeds: Tables, findings: Callable[[Check], set[Finding]], check: Check, table: str,
    fits: Callable[[Row], bool], cells: Row, named: str,
) -> None:
    copy, row = spoiled(seeds, table, fits, cells)
    new = set(check(copy)) - findings(check)
    assert (named or key_of(row)) in {key for _, key, _ in new}
