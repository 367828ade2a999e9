"""Published figures: values computed by hand on made data, and an independent brute force."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests_small_data import Rows, small_rows

from graph.dates import parse, parse_span
from graph.elements import build
from graph.published import NO_RULE, NOT_HELD, RULES, Comparison, compare
from graph.published.counting import mechanisms_on, memberships
from graph.published.figures import Figure, figure_of, names_of, years_of
from graph.schema import SCHEMA
from graph.schema.rows import typed_row
from graph.snapshot import Meta, Snapshot

READ = {"basis": "read", "sources": "src-list"}


def snapshot_of(tables: Rows) -> Snapshot:
    rows: dict[str, list[Any]] = {}
    for table, texts in tables.items():
        kind = SCHEMA.tables[f"{table}.csv"]
        for text in texts:
            row, wrong = typed_row(kind, text)
            assert not wrong, (table, text, wrong)
            rows.setdefault(kind.name, []).append(row)
    return Snapshot.from_elements(build(SCHEMA, rows, "small"), Meta("2026-11-22"))


def claim(prop: str, value: str, fact: str = "network", **more: str) -> dict[str, str]:
    key = re.sub(r"[^a-z0-9]+", "-", f"claim {fact} {prop} {value} {more}".lower()).strip("-")
    return {"id": key, "name": prop, "fact": fact, "property": prop, "value": value, **READ, **more}


def edge(tail: str, head: str, **more: str) -> dict[str, str]:
    return {"from": tail, "to": head, "spell": "0", **READ, **more}


def dated(tail: str, head: str, start: str = "2000", end: str = "open", **more: str) -> Any:
    return edge(tail, head, start=start, end=end, **more)


def made(*claims: dict[str, str]) -> Snapshot:
    """The small data set with two more listed mechanisms, a host, contacts and attendance.

    Listed: rcm 1996 regional, forum 1985 interregional, late 2015 regional; related: old-talks.
    """
    tables = small_rows()
    tables["claims"] = list(claims)
    tables["mechanisms"] += [
        {"id": "forum", "name": "A forum", "level": "interregional", "ring": "listed",
         "start": "1985", "end": "open", **READ},
        {"id": "late", "name": "A late one", "level": "regional", "ring": "listed",
         "start": "2015", "end": "open", **READ},
    ]
    tables["territories"] = [{"id": "HKG", "name": "Hong Kong", "name_fr": "Hong Kong",
                              "name_es": "Hong Kong", "start": "unknown", "end": "open", **READ}]
    tables["member_of"] += [
        dated("BLZ", "forum"), dated("BLZ", "late", "2016"), dated("HKG", "forum"),
        dated("org-iom", "rcm", "1996"),
    ]
    tables["meetings"] += [
        {"id": f"forum-{year}", "name": f"Meeting of {year}", "start": f"{year}-05", **READ}
        for year in (2001, 2003, 2005, 2006)
    ]
    tables["held_by"] += [edge(f"forum-{year}", "forum") for year in (2001, 2003, 2005, 2006)]
    tables["attended"] += [
        edge("CRI", "rcm-2000", **{"as": "invited"}), edge("HKG", "rcm-2000"),
        edge("org-iom", "rcm-2000"), edge("forum", "rcm-2000"),
    ]
    tables["coverage"].append(
        {"id": "coverage-rcm-attended", "name": "Attendance", "mechanism": "rcm", "of": "ATTENDED",
         "extent": "partial", **READ}
    )
    tables["secretariats"] = [{"id": "secretariat-rcm", "name": "Secretariat", **READ}]
    tables["secretariat_of"] = [dated("secretariat-rcm", "rcm")]
    tables["hosts_secretariat"] = [dated("org-iom", "secretariat-rcm")]
    tables["serves"] = [dated("org-iom", "forum", "1999", "2012", role="partner")]
    tables["covers"] = [edge("rcm", "region-central")]
    return snapshot_of(tables)


def one(prop: str, value: str, fact: str = "network", **more: str) -> Comparison:
    (found,) = compare(made(claim(prop, value, fact, **more)))
    return found


# -- values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "figure"),
    [("31", Figure(31)), ("1,200", Figure(1200)), ("over 200", Figure(200, "over")),
     ("about 120", Figure(120, "about")), ("1980s", Figure(1980, "decade")),
     ("51 (25 African, 26 European)", Figure(51)), ("28 African and 30 European", None),
     ("most", None), ("", None), ("about 1980s", None)],
)
def test_figures_are_read(value: str, figure: Figure | None) -> None:
    assert figure_of(value) == figure


@pytest.mark.parametrize(
    ("value", "count", "agrees"),
    [("31", 31, True), ("31", 30, False), ("over 200", 200, False), ("over 200", 201, True),
     ("at least 3", 3, True), ("about 120", 126, True), ("about 120", 127, False),
     ("1980s", 1989, True), ("1980s", 1990, False)],
)
def test_figures_are_borne_out(value: str, count: int, agrees: bool) -> None:
    figure = figure_of(value)
    assert figure is not None and figure.borne_out(count) is agrees


def test_rhythms_and_names_are_read() -> None:
    assert (years_of("mostly two years"), years_of("1 year")) == ((2, True), (1, False))
    assert years_of("now and then") is None
    assert names_of("org-iom; org-las (examples)") == ["org-iom", "org-las"]


# -- rules, by hand --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prop", "value", "attested", "result", "found", "counted"),
    [
        ("active-iscms", "2", "2010", "matched", "2 listed mechanisms", "forum rcm"),
        ("active-iscms", "2", "2020", "explained", "3 listed mechanisms", "forum late rcm"),
        ("active-rcps", "1", "2010", "matched", "1 listed regional mechanism", "rcm"),
        ("listed-mechanisms:regional", "2", "2020", "matched", "2 listed regional mechanisms",
         "late rcm"),
        ("first-mechanism-founded", "1985", "2020", "matched", "1985 (A forum)", "forum"),
        ("first-mechanism-founded", "1990", "2020", "explained", "1985 (A forum)", "forum"),
        ("decade-of-first-mechanisms", "1980s", "2020", "matched", "1985 (A forum)", "forum"),
        ("majority-founded-since", "1996", "2020", "matched",
         "2 of 3 listed mechanisms with a known founding were founded in or after 1996",
         "late rcm"),
        ("majority-founded-since", "2000", "2020", "explained",
         "1 of 3 listed mechanisms with a known founding were founded in or after 2000", "late"),
        ("countries-and-territories-in-at-least-one", "over 2", "2020", "matched",
         "2 States; 1 territory", "BLZ CRI HKG"),
        ("countries-in-more-than-one", "most", "2020", "explained",
         "1 of 2 States that were in at least one", "BLZ"),
        ("max-mechanisms-per-country", "3", "2020", "matched", "3 listed mechanisms",
         "forum late rcm"),
        ("max-mechanisms-per-country", "3", "2014", "explained", "2 listed mechanisms",
         "forum rcm"),
        ("mechanisms-served-by:org-iom", "2", "2010", "matched",
         "1 mechanism by a secretariat, 1 otherwise", "forum rcm"),
        ("mechanisms-served-by:org-iom", "2", "2020", "explained",
         "1 mechanism by a secretariat, 0 otherwise", "rcm"),
        ("secretariat-hosts:regional", "org-iom (many)", "2020", "matched", "IOM: 1", "org-iom"),
        ("iom-active-in-mechanisms-since", "1990s", "2020", "matched",
         "1996 (Regional Conference)", "rcm"),
        ("regions-without-mechanism", "the Americas", "2020", "explained",
         "Americas: Regional Conference", "rcm"),
        ("regions-without-mechanism", "the Americas", "1990", "matched", "Americas: none", ""),
        ("mechanisms-at-meeting:rcm-2000", "1", "2000", "matched", "1 mechanism known by name",
         "forum"),
        ("mechanisms-at-meeting:rcm-2000", "9", "2000", "explained", "1 mechanism known by name",
         "forum"),
    ],
)
def test_by_hand(
    prop: str, value: str, attested: str, result: str, found: str, counted: str
) -> None:
    got = one(prop, value, attested=attested)
    assert (got.result, got.found, " ".join(got.counted)) == (result, found, counted)
    assert got.reason or got.result == "matched"


def test_a_meeting_counts_states_that_came() -> None:
    got = one("governments-at-meeting", "3", "rcm-2000")
    assert (got.result, got.found, got.counted) == ("explained", "1 State known by name", ("BLZ",))
    assert "1 territory attended: counted apart" in got.reason
    assert "known in part only" in got.reason and "not made up" in got.reason


def test_silence_is_no_count() -> None:
    got = one("governments-at-meeting", "40", "forum-2001")
    assert got.result == "not computable"
    assert "not noted. Silence is no finding." in got.reason
    got = one("mechanisms-at-meeting:nowhere", "4")
    assert got.reason == "There is no meeting nowhere in the graph."


def test_the_rhythm_of_the_global_meetings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.published.mechanisms.GLOBAL_MEETINGS", "forum")
    got = one("interval-of-global-meetings", "mostly two years", attested="2020")
    assert (got.result, got.found) == ("matched", "2 of 3 gaps between meetings: 2 years")
    assert one("interval-of-global-meetings", "two years", attested="2020").result == "explained"
    assert one("interval-of-global-meetings", "two years", attested="2005").result == "matched"


def test_a_study_covers_what_lists_of_its_year_name() -> None:
    listed = [claim("listed", "RCM", "rcm", attested="2010"),
              claim("listed", "Forum", "forum", attested="2010-06"),
              claim("listed", "Late", "late", attested="2013"),
              claim("listed", "By another", "late", attested="2010", sources="src-old")]
    figures = [claim("mechanisms-in-review:study-2010", "2"),
               claim("rcps-in-review:study-2010", "2"), claim("irfs-in-review:study-2012", "1")]
    found = {c.property: c for c in compare(made(*listed, *figures))}
    assert found["mechanisms-in-review:study-2010"].counted == ("forum", "rcm")
    assert found["mechanisms-in-review:study-2010"].title == "Mechanisms in the study STUDY (2010)"
    assert found["rcps-in-review:study-2010"].result == "explained"
    assert found["rcps-in-review:study-2010"].counted == ("rcm",)
    assert found["irfs-in-review:study-2012"].result == "not computable"
    assert len(found) == 3  # what lists name are no figures


def test_a_list_tells_its_names() -> None:
    placed = [claim("level", "regional", "forum"), claim("level", "regional", "rcm")]
    got = {c.property: c for c in compare(made(
        *placed, claim("listed-mechanisms:regional", "7"), claim("active-rcps", "7")
    ))}
    assert got["listed-mechanisms:regional"].reason == (
        "Counted here and not in what we read of the list: A late one. "
        "In the list, but interregional here: A forum."
    )
    assert "Sources place A forum among the regional ones" in got["active-rcps"].reason


def test_a_rival_start_is_the_reason() -> None:
    found = compare(made(claim("start", "1987", "forum"), claim("first-mechanism-founded", "1987")))
    assert [c.reason for c in found] == [
        "The same source gives 1987 as the beginning of A forum; the graph follows those that "
        "give 1985."
    ]


@pytest.mark.parametrize(
    ("prop", "value", "reason"),
    [("never-heard-of", "7", NO_RULE), ("never-heard-of:rcm", "7", NO_RULE),
     ("statement", "Talks help.", NOT_HELD["statement"][1]),
     ("participants-at-meeting:rcm-2000", "60", NOT_HELD["participants-at-meeting"][1]),
     ("mechanisms-served-by:org-none", "6", "There is no org-none in the graph."),
     ("active-iscms", "a few dozen", "The value is no single figure that a count could be held "
      "against: 3 listed mechanisms."),
     ("mechanisms-in-review:study-2010", "6",
      "No list of the mechanisms that this study covers is held.")],
)
def test_what_cannot_be_computed_says_why(prop: str, value: str, reason: str) -> None:
    got = one(prop, value)
    assert (got.result, got.found, got.counted, got.reason) == ("not computable", "", (), reason)


@pytest.mark.parametrize(
    ("more", "date", "dated_by"),
    [({"attested": "2019-04-05"}, "2019-04-05", "date of the statement"),
     ({"attested": "2019-02"}, "2019-02-28", "date of the statement"),
     ({"attested": "2030"}, "2026-11-22", "date of the statement"),
     ({}, "2019-12-31", "year of the source"),
     ({"sources": "src-old"}, "2004-05-17", "day on which the source was read"),
     ({"sources": "", "basis": "recalled"}, "2026-11-22", "date of the data")],
)
def test_each_is_computed_on_its_own_day(more: dict[str, str], date: str, dated_by: str) -> None:
    got = one("active-iscms", "2", **more)
    assert (got.date, got.dated_by) == (date, dated_by)


def test_values_are_shown_with_names() -> None:
    got = one("most-important-mechanisms", "rcm; org-iom (many); over 7")
    assert got.value == "rcm; org-iom (many); over 7"
    assert got.published == "Regional Conference; IOM (many); over 7"


def test_no_property_has_two_rules() -> None:
    assert not RULES.keys() & NOT_HELD.keys()


# -- an independent count --------------------------------------------------------------------------


def brute_standing(element: dict[str, str], day: int) -> bool:
    """The mode `standing` by the words of docs/dates.md, from the columns alone; both dated."""
    starts = parse(element["start"]).first
    ends = 99991231 if element["end"] == "open" else parse_span(element["end"]).last
    return starts <= day <= ends


def test_brute_force_over_every_year() -> None:
    snapshot = made()
    mechanisms = {e["id"]: e for e in snapshot.elements("Mechanism") if e["ring"] == "listed"}
    edges = list(snapshot.elements("MEMBER_OF"))
    doubtful = {(e["from"], e["to"]) for e in edges if "unknown" in (e["start"], e["end"])}
    seen = set()
    for year in range(1980, 2027):
        day = year * 10000 + 701
        running = {key for key, e in mechanisms.items() if brute_standing(e, day)}
        assert mechanisms_on(snapshot, day) == running
        pairs = {(e["from"], e["to"]) for e in edges
                 if (e["from"], e["to"]) not in doubtful
                 and e["to"] in running and brute_standing(e, day)}
        got = {(who, what) for who, several in memberships(snapshot, day).items()
               for what in several}
        assert got - doubtful == pairs
        seen |= pairs
    assert seen == {("BLZ", "forum"), ("BLZ", "late"), ("HKG", "forum"), ("org-iom", "rcm")}
