"""The panel's codes, held against a reading of its own of every day, and against the seeds."""

from __future__ import annotations

import io
import time
import zipfile
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.elements import build
from graph.exports import EXPORTERS
from graph.exports.panel import write
from graph.exports.panel_codebook import COLUMNS, MEANING
from graph.schema import SCHEMA
from graph.schema.rows import Row
from graph.snapshot import Meta, Snapshot

FILES = ["codebook.md", "facts.csv", "mechanisms.csv", "panel.csv", "panel_wide.csv",
         "sources.csv", "states.csv"]


def packed(snapshot: Snapshot) -> bytes:
    stream = io.BytesIO()
    write(snapshot, stream)
    return stream.getvalue()


def tables(content: bytes) -> dict[str, pd.DataFrame]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name: pd.read_csv(archive.open(name), keep_default_na=False, dtype={"m49": str})
            for name in archive.namelist() if name.endswith(".csv")
        }


def codebook(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("codebook.md").decode()


def coded(snapshot: Snapshot) -> dict[tuple[str, str, int], tuple[int, str]]:
    panel = tables(packed(snapshot))["panel.csv"]
    return {
        (row.state, row.mechanism, row.year): (row.code, row.reason)
        for row in panel.itertuples(index=False)
    }


def made(rows: dict[str, list[Row]], as_of: str) -> Snapshot:
    return Snapshot.from_elements(build(SCHEMA, rows, "made"), Meta(as_of=as_of))


# -- a reading of its own: in dates of the calendar, day by day, from what the tables say ----------

def span(text: str) -> tuple[date, date]:
    first, _, last = text.partition("/")
    early, late = ([int(part) for part in one.split("-")] for one in (first, last or first))
    months = (*early[1:2], 1)[0], (*late[1:2], 12)[0]
    days = (*early[2:3], 1)[0], (*late[2:3], monthrange(late[0], months[1])[1])[0]
    return date(early[0], months[0], days[0]), date(late[0], months[1], days[1])


def years_on(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def readings(row: Row, within: Row | None, day: date) -> str:
    """`stands`, `possible` or `no`: shared/schema.md, "Reading modes at a date d"."""
    seen = row.get("attested_first"), row.get("attested_last")
    first = span(str(seen[0] or seen[1])) if any(seen) else None
    last = span(str(seen[1] or seen[0])) if any(seen) else None
    start = None if row["start"] == "unknown" else span(str(row["start"]))
    end = None if row["end"] in ("open", "unknown") else span(str(row["end"]))
    over = end[1] if end else date.max
    begun = start[0] if start else founded(within)
    if not start and first:
        begun = min(begun, first[1])
    if within and within["end"] not in ("open", "unknown"):
        over = min(over, span(str(within["end"]))[1])
    if not begun <= day <= over:
        return "no"
    if not start and (first is None or day < years_on(first[0], -5)):
        return "possible"
    if row["end"] == "unknown":
        shown = last or start
        if shown is None or day > years_on(shown[1], 5):
            return "possible"
    return "stands"


def founded(mechanism: Row | None) -> date:
    if mechanism is None or mechanism["start"] == "unknown":
        return date.min
    return span(str(mechanism["start"]))[0]


def status(rows: dict[str, list[Row]], state: Row, mechanism: Row, day: date) -> int:
    """The code of a State in a mechanism on one day."""
    of_mechanism = {
        kind: [row for row in rows[kind] if row["to"] == mechanism["id"]]
        for kind in ("MEMBER_OF", "OBSERVER_OF")
    }
    own = {
        kind: {readings(row, mechanism, day) for row in found if row["from"] == state["id"]}
        for kind, found in of_mechanism.items()
    }
    lives = {readings(state, None, day), readings(mechanism, None, day)}
    if "no" in lives:
        return -1
    if "stands" in own["MEMBER_OF"]:
        return 1
    if "stands" in own["OBSERVER_OF"]:
        return 3
    if "possible" in own["MEMBER_OF"] | own["OBSERVER_OF"] | lives:
        return -9
    looked = [row["extent"] for row in rows["Coverage"] if row["mechanism"] == mechanism["id"]]
    if mechanism.get("open_to_all") or (looked and set(looked) == {"not looked at"}):
        return -9
    members = (readings(row, mechanism, day) for row in of_mechanism["MEMBER_OF"])
    return 0 if "stands" in members else -9


def walked(rows: dict[str, list[Row]], first: int, last: date) -> Iterator[tuple[Any, int]]:
    """Every day from the first of January on; what is told on a year's last day is kept."""
    day = date(first, 1, 1)
    while day <= last:
        tomorrow = day + timedelta(days=1)
        if tomorrow.year != day.year or day == last:
            for state in rows["State"]:
                for mechanism in rows["Mechanism"]:
                    yield (
                        (state["id"], mechanism["id"], day.year),
                        status(rows, state, mechanism, day),
                    )
        day = tomorrow


DAYS = st.sampled_from(["2009", "2010-12-31", "2011-01-01", "2012-02-29", "2012-12", "2014",
                        "2016-07", "2017-12-30", "2018-11-21", "2018-12-31", "2021"])
ENDS = DAYS | st.sampled_from(["open", "unknown", "2011/2013", "2013-12/2016-02-29"])


@st.composite
def lives(draw: st.DrawFn) -> Row:
    row: Row = {"start": draw(DAYS | st.just("unknown")), "end": draw(ENDS), "basis": "recalled"}
    for name in ("attested_first", "attested_last"):
        if draw(st.booleans()):
            row[name] = draw(DAYS)
    return row


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[Row]]:
    names = {"name": "A", "name_fr": "A", "name_es": "A"}
    steady: Row = {"start": "2000", "end": "open", "basis": "recalled"}
    states: list[Row] = [
        {"id": "AAA", **names, **steady}, {"id": "BBB", **names, **draw(lives())},
        {"id": "CCC", **names, **draw(st.just(steady) | lives())},
    ]
    mechanisms: list[Row] = [
        {"id": name, "name": name, "level": "global", "ring": "listed",
         **({"open_to_all": draw(st.booleans())} if name == "gamma" else {}),
         **draw(st.just(steady) | lives())}
        for name in ("alpha", "beta", "gamma")
    ]
    rows: dict[str, list[Row]] = {
        "State": states, "Mechanism": mechanisms,
        "Organization": [{"id": "org-a", "name": "A", "basis": "recalled"}],
        "Territory": [{"id": "TTT", **names, **steady}],
        "Coverage": [
            {"id": f"coverage-{number}", "name": "x", "mechanism": mechanism, "of": "MEMBER_OF",
             "extent": draw(st.sampled_from(["complete", "partial", "not looked at"])),
             "basis": "recalled"}
            for number, mechanism in enumerate(
                draw(st.lists(st.sampled_from(["alpha", "beta", "gamma"]), max_size=3)))
        ],
    }
    for kind in ("MEMBER_OF", "OBSERVER_OF"):
        ends = st.tuples(st.sampled_from(["AAA", "BBB", "CCC", "org-a", "TTT"]),
                         st.sampled_from(["alpha", "beta", "gamma"]))
        rows[kind] = [
            {"from": tail, "to": head, "spell": spell, **draw(lives())}
            for spell, (tail, head) in enumerate(draw(st.lists(ends, max_size=6)))
        ]
    return rows


@settings(max_examples=60, deadline=None)
@given(graphs(), st.sampled_from(["2018-11-22", "2018-12-31", "2017-01-01"]))
def test_codes_are_those_of_a_walk_through_every_day(
    rows: dict[str, list[Row]], as_of: str
) -> None:
    last = date.fromisoformat(as_of)
    starts = [founded(row).year for row in rows["Mechanism"] if row["start"] != "unknown"]
    first = min([*starts, last.year])
    found = {cell: code for cell, (code, _) in coded(made(rows, as_of)).items()}
    assert found == dict(walked(rows, first, last))


# -- what is told apart ---------------------------------------------------------------------------


def one_mechanism(**mechanism: Any) -> dict[str, list[Row]]:
    steady: Row = {"start": "2000", "end": "open", "basis": "recalled"}
    names = {"name": "A", "name_fr": "A", "name_es": "A"}
    return {
        "State": [{"id": "AAA", **names, **steady}, {"id": "BBB", **names, **steady}],
        "Mechanism": [
            {"id": "alpha", "name": "A", "level": "global", "ring": "listed", **steady,
             **mechanism},
            {"id": "first", "name": "B", "level": "global", "ring": "listed", **steady},
        ],
        "MEMBER_OF": [{"from": "BBB", "to": "alpha", "spell": 0, **steady}],
    }


@pytest.mark.parametrize(
    ("mechanism", "fact", "expected"),
    [
        ({}, {}, (0, "not listed")),
        ({}, {"kind": "MEMBER_OF", "start": "2018-12-31"}, (1, "member")),
        ({}, {"kind": "MEMBER_OF", "start": "2019-01-01"}, (0, "not listed")),
        ({}, {"kind": "MEMBER_OF", "end": "2018-12-31"}, (1, "member")),
        ({}, {"kind": "MEMBER_OF", "end": "2018-12-30"}, (0, "not listed")),
        ({}, {"kind": "OBSERVER_OF"}, (3, "observer")),
        ({}, {"kind": "OBSERVER_OF", "start": "unknown"}, (-9, "may hold")),
        ({}, {"kind": "MEMBER_OF", "end": "unknown", "attested_last": "2013-12-31"},
         (1, "member")),
        ({}, {"kind": "MEMBER_OF", "end": "unknown", "attested_last": "2013-12-30"},
         (-9, "may hold")),
        ({"open_to_all": True}, {}, (-9, "no list")),
        ({"open_to_all": True}, {"kind": "MEMBER_OF"}, (1, "member")),
        ({"start": "2019-01-01"}, {"kind": "MEMBER_OF"}, (-1, "no mechanism")),
        ({"end": "2018-12-30"}, {"kind": "MEMBER_OF"}, (-1, "no mechanism")),
        ({"end": "2018/2019"}, {}, (0, "not listed")),
        ({"end": "unknown"}, {}, (-9, "existence unclear")),
        ({"end": "unknown"}, {"kind": "MEMBER_OF"}, (1, "member")),
    ],
)
def test_each_rule(mechanism: Row, fact: dict[str, str], expected: tuple[int, str]) -> None:
    rows = one_mechanism(**mechanism)
    rows["OBSERVER_OF"] = []
    if fact:
        row: Row = {"from": "AAA", "to": "alpha", "spell": 0, "start": "2000", "end": "open",
                    "basis": "recalled", **fact}
        rows[str(row.pop("kind"))].append(row)
    assert coded(made(rows, "2020-06-30"))["AAA", "alpha", 2018] == expected


def test_a_list_of_other_years_shows_no_0() -> None:
    rows = one_mechanism()
    rows["MEMBER_OF"][0]["end"] = "2010"
    cells = coded(made(rows, "2012-06-30"))
    assert cells["AAA", "alpha", 2010] == (0, "not listed")
    assert cells["AAA", "alpha", 2011] == (-9, "no list that day")
    assert cells["BBB", "alpha", 2011] == (-9, "no list that day")
    rows["MEMBER_OF"] = []
    assert set(coded(made(rows, "2012-06-30")).values()) == {(-9, "no list")}


def test_the_last_year_ends_on_the_day_of_the_data() -> None:
    rows = one_mechanism()
    rows["MEMBER_OF"] += [
        {"from": "AAA", "to": "alpha", "spell": 0, "start": "2012-07-01", "end": "open",
         "basis": "recalled"},
    ]
    assert coded(made(rows, "2012-06-30"))["AAA", "alpha", 2012] == (0, "not listed")
    assert coded(made(rows, "2012-07-01"))["AAA", "alpha", 2012] == (1, "member")
    rows["MEMBER_OF"][1] |= {"start": "2000", "end": "2012-07-01"}
    assert coded(made(rows, "2012-07-01"))["AAA", "alpha", 2012] == (1, "member")


@pytest.mark.parametrize(
    ("extents", "expected"),
    [
        ((), (0, "not listed")),
        (("partial",), (0, "not listed")),
        (("not looked at",), (-9, "no list")),
        (("not looked at", "partial"), (0, "not listed")),  # two data sets: one has looked
        (("complete", "not looked at"), (0, "not listed")),
    ],
)
def test_who_did_not_look_shows_no_0(extents: tuple[str, ...], expected: tuple[int, str]) -> None:
    rows = one_mechanism()
    rows["Coverage"] = [
        {"id": f"coverage-{number}", "name": "x", "mechanism": "alpha", "of": "MEMBER_OF",
         "extent": extent, "basis": "recalled"}
        for number, extent in enumerate(extents)
    ]
    snapshot = made(rows, "2012-06-30")
    cells = coded(snapshot)
    assert cells["AAA", "alpha", 2011] == expected
    assert cells["BBB", "alpha", 2011] == (1, "member")
    widest = [extent for extent in ("complete", "partial", "not looked at") if extent in extents]
    told = tables(packed(snapshot))["mechanisms.csv"].members_extent[0]
    assert told == (widest[0] if widest else "")


def test_a_member_who_observes_too_is_a_member_and_names_the_facts_that_decide() -> None:
    rows = one_mechanism()
    both: Row = {"to": "alpha", "end": "open", "basis": "recalled"}
    rows["MEMBER_OF"] += [
        {"from": "AAA", "spell": 0, "start": "2005", **both},
        {"from": "AAA", "spell": 3, "start": "2008", **both, "basis": "derived", "rule": "x"},
    ]
    rows["OBSERVER_OF"] = [{"from": "AAA", "spell": 1, "start": "2003", **both}]
    panel = tables(packed(made(rows, "2010-06-30")))["panel.csv"]
    told = panel[(panel.state == "AAA") & (panel.mechanism == "alpha")].set_index("year")
    assert told.code.to_dict() == {
        year: 0 if year < 2003 else 3 if year < 2005 else 1 for year in range(2000, 2011)
    }
    assert (told.facts[2002], told.basis[2002]) == ("", "")
    assert (told.facts[2004], told.basis[2004]) == ("OBSERVER_OF|AAA|alpha|1", "recalled")
    assert (told.facts[2005], told.basis[2005]) == ("MEMBER_OF|AAA|alpha|0", "recalled")
    assert told.facts[2009] == "MEMBER_OF|AAA|alpha|0;MEMBER_OF|AAA|alpha|3"
    assert told.basis[2009] == "derived"


def test_nothing_to_tell() -> None:
    content = packed(made({}, "2020-06-30"))
    assert all(len(table) == 0 for table in tables(content).values())
    assert "2020 to 2020" in codebook(content)


def test_odd_texts_come_back(hostile: Snapshot) -> None:
    found = tables(packed(hostile))
    assert found["states.csv"].name.tolist() == [node.name for node in hostile.nodes("State")]
    assert found["mechanisms.csv"].name.tolist() == [hostile.node("alpha").name]
    panel = found["panel.csv"]
    assert set(panel.code[panel.state == "AAA"]) == {1}
    assert set(panel.reason[panel.state == "BBB"]) == {"no list"}
    assert panel.facts[0].count(";") == hostile.count("MEMBER_OF") - 1


# -- the seeds ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def content(seeds: Snapshot) -> bytes:
    return packed(seeds)


@pytest.fixture(scope="module")
def found(content: bytes) -> dict[str, pd.DataFrame]:
    return tables(content)


def test_every_cell_is_there_once_and_the_same_in_both_forms(
    seeds: Snapshot, found: dict[str, pd.DataFrame]
) -> None:
    panel, wide = found["panel.csv"], found["panel_wide.csv"]
    years = range(panel.year.min(), int(seeds.as_of[:4]) + 1)
    assert len(panel) == seeds.count("State") * seeds.count("Mechanism") * len(years)
    keys = ["state", "mechanism", "year"]
    assert not panel.duplicated(keys).any()
    assert panel[keys].equals(panel[keys].sort_values(keys, ignore_index=True))
    assert not panel.isna().any(axis=None)
    turned = panel.pivot(index=["state", "year"], columns="mechanism", values="code")
    assert turned.reset_index().to_dict("list") == wide.to_dict("list")
    assert list(wide) == ["state", "year", *seeds.keys("Mechanism")]
    assert set(panel.code) == {1, 3, 0, -9, -1}
    assert set(zip(panel.code, panel.reason, strict=True)) <= {
        (code, reason) for code, reason, _ in MEANING.values()
    }
    founded_first = min(int(m.get("start")[:4]) for m in seeds.nodes("Mechanism")
                        if m.get("start") != "unknown")
    assert panel.year.min() == founded_first


def test_sums_are_those_of_the_graph(
    seeds: Snapshot, found: dict[str, pd.DataFrame]
) -> None:
    panel = found["panel.csv"]
    counted = panel[panel.code == 1].groupby(["mechanism", "year"]).size()
    assert counted["rcm", 2019] == 11
    now, day = int(seeds.as_of[:4]), int(seeds.as_of.replace("-", ""))
    for mechanism in seeds.keys("Mechanism"):
        members = {edge.tail for edge in seeds.edges("MEMBER_OF", head=mechanism)
                   if edge.holds(day) and seeds.label_of(edge.tail) == "State"}
        assert counted.get((mechanism, now), 0) == len(members), mechanism
    shown = set(panel[panel.code == 0].mechanism)
    assert not {"gfmd", "idm", "hld"} & shown  # open to all
    assert (panel[(panel.state == "SSD") & (panel.year < 2011)].code == -1).all()
    assert (panel[(panel.mechanism == "soderkoping") & (panel.year > 2011)].code == -1).all()


def test_each_cell_leads_to_its_facts_and_they_to_their_sources(
    seeds: Snapshot, found: dict[str, pd.DataFrame]
) -> None:
    panel, facts, sources = found["panel.csv"], found["facts.csv"], found["sources.csv"]
    assert (panel[panel.code.isin([1, 3])].facts != "").all()
    assert (panel[panel.code.isin([0, -1])].facts == "").all()
    assert ((panel.facts != "") == panel.reason.isin(["member", "observer", "may hold"])).all()
    mode = {1: "standing", 3: "standing", -9: "possible"}
    kind = {1: "MEMBER_OF", 3: "OBSERVER_OF"}
    last = int(seeds.as_of.replace("-", ""))
    edges = {edge.fact: edge for name in kind.values() for edge in seeds.edges(name)}
    for row in panel[panel.facts != ""].itertuples(index=False):
        for fact in row.facts.split(";"):
            edge = edges[fact]
            assert (edge.tail, edge.head) == (row.state, row.mechanism)
            assert edge.holds(min(row.year * 10000 + 1231, last), mode[row.code])
            assert kind.get(row.code, edge.type) == edge.type
    assert set(facts.fact) == {
        edge.fact for edge in edges.values() if seeds.label_of(edge.tail) == "State"
    }
    cited = {source for cell in facts.sources for source in cell.split(";") if source}
    assert cited == set(sources.id)
    assert (facts[facts.basis == "read"].sources != "").all()


def test_tables_beside_the_panel(seeds: Snapshot, found: dict[str, pd.DataFrame]) -> None:
    for name, table in found.items():
        if name != "panel_wide.csv":
            assert list(table) == list(COLUMNS[name])
    mechanisms, states = found["mechanisms.csv"], found["states.csv"]
    assert mechanisms.id.tolist() == seeds.keys("Mechanism")
    assert states.id.tolist() == seeds.keys("State")
    assert states.m49.str.fullmatch(r"\d{3}").all()
    assert int(mechanisms.member_facts.sum()) == (found["facts.csv"].type == "MEMBER_OF").sum()
    extents = Counter(
        node.get("extent") for node in seeds.nodes("Coverage") if node.get("of") == "MEMBER_OF"
    )
    assert Counter(mechanisms.members_extent[mechanisms.members_extent != ""]) == extents


def test_codebook_counts_what_is_there(
    seeds: Snapshot, content: bytes, found: dict[str, pd.DataFrame]
) -> None:
    text = codebook(content)
    counted = found["panel.csv"].groupby(["code", "reason"]).size()
    for code, reason, words in MEANING.values():
        assert f"| {code} | {reason} | {words} | {counted.get((code, reason), 0)} |" in text
    assert f"all | {len(found['panel.csv'])} |" in text
    for part in (seeds.receipt, seeds.digest, seeds.as_of, "CC BY 4.0", "1244 (1999)",
                 "| MEMBER_OF | Organization |", "`members_extent`"):
        assert part in text
    assert "{" not in text.replace('{"m49": str}', "")


def test_same_bytes_whatever_the_order_and_the_load(seeds: Snapshot, content: bytes) -> None:
    meta = Meta(seeds.meta.as_of, seeds.meta.datasets, {"id": 7, "finished": "2026-12-01"})
    again = Snapshot.from_elements(
        {k.name: list(seeds.elements(k.name))[::-1] for k in seeds.schema.kinds}, meta
    )
    assert packed(again) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == FILES
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_seeds_take_less_than_three_seconds(seeds: Snapshot, content: bytes) -> None:
    before = time.process_time()
    packed(seeds)
    assert time.process_time() - before < 3


def test_is_offered() -> None:
    assert [one.suffix for one in EXPORTERS if one.name == "panel"] == [".zip"]
