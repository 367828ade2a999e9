"""How the overlap of two mechanisms went, year by year, as far as dates are known."""

from __future__ import annotations

from graph.dates import MODES, UNKNOWN, Mode
from graph.questions.given import Given
from graph.questions.membership import NOT_LOOKED_AT, list_extents
from graph.questions.pairs import ratio
from graph.questions.question import DATED, A, B, Column, Question
from graph.questions.sheet import Sheet
from graph.reading import Reading
from graph.snapshot import Edge, Snapshot

_FIRST_OF_JULY = 701
_MOST_YEARS = 80


def _history(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, two = Sheet(), (given.text("a"), given.text("b"))
    last = given.day // 10_000
    begins = [int(snapshot.node(one).get("from_min", 0)) // 10_000 for one in two]
    known = [
        int(edge.get("from_min", 0)) // 10_000 for one in two
        for edge in snapshot.edges("MEMBER_OF", head=one)
    ]
    first = max(min([year for year in (*begins, *known) if year > 1], default=last),
                last - _MOST_YEARS)
    for year in range(first, last + 1):
        _add_year(sheet, snapshot, given, two, year)
    _say(sheet, snapshot, given, two)
    return sheet


def _add_year(
    sheet: Sheet, snapshot: Snapshot, given: Given, two: tuple[str, str], year: int
) -> None:
    day = min(year * 10_000 + _FIRST_OF_JULY, given.day)
    modes = {mode: [_members(snapshot, given, one, day, mode) for one in two] for mode in MODES}
    asked = modes[given.reading.mode]
    shared = sorted(asked[0].keys() & asked[1].keys())
    sizes = [len(members) for members in asked]
    surely, perhaps = (
        [m[state] for state in sorted(modes[mode][0].keys() & modes[mode][1].keys())
         for m in modes[mode]]
        for mode in ("certain", "possible")
    )
    sheet.add(
        *(members.values() for members in asked), surely, perhaps,
        year=year, size_a=sizes[0], size_b=sizes[1], shared=len(shared), states=shared,
        jaccard=ratio(len(shared), sum(sizes) - len(shared)),
        shared_certain=len(surely) // 2, shared_possible=len(perhaps) // 2,
    )


def _members(
    snapshot: Snapshot, given: Given, mechanism: str, day: int, mode: Mode
) -> dict[str, Edge]:
    """Member States on a day, each with the fact that says so; none before there is a mechanism."""
    text = f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"
    reading, found = Reading(text, mode), dict[str, Edge]()
    if reading.stands(snapshot.node(mechanism)):
        for edge in snapshot.edges("MEMBER_OF", head=mechanism):
            if (
                snapshot.label_of(edge.tail) == "State" and given.trusts(edge)
                and reading.stands(edge)
            ):
                found.setdefault(edge.tail, edge)
    return found


def _say(sheet: Sheet, snapshot: Snapshot, given: Given, two: tuple[str, str]) -> None:
    extents = list_extents(snapshot)
    for one in two:
        starts = [edge.get("start") for edge in snapshot.edges("MEMBER_OF", head=one)
                  if snapshot.label_of(edge.tail) == "State"]
        sheet.note(
            f"{one}: of {len(starts)} spells of member States {starts.count(UNKNOWN)} have no "
            f"known start; list of members: {extents.get(one, NOT_LOOKED_AT)}."
        )
    sheet.note(
        "Read on the first of July of each year, the last year on the day asked for. A jump may be "
        "one of our sources and not of the mechanisms: a member whose start is unknown stands from "
        "five years before a source first shows it. Between shared_certain and shared_possible "
        "lies what the dates leave open."
    )


OVERLAP_HISTORY = Question(
    name="overlap-history",
    title="How did the overlap of two mechanisms go, year by year?",
    description="Members of each and of both, every year from the start of the earlier one, with "
    "what is certain and what is possible beside what stands.",
    asked_by="policy officers (2)",
    parameters=(A, B, *DATED),
    columns=(
        Column("year", "integer", "Year, read on its first of July"),
        Column("size_a", "integer", "Member States of the first"),
        Column("size_b", "integer", "Member States of the second"),
        Column("shared", "integer", "Member States of both"),
        Column("states", "ids", "These States"),
        Column("jaccard", "number", "Shared States by States in either, 0 to 1"),
        Column("shared_certain", "integer", "Member States that surely were in both"),
        Column("shared_possible", "integer", "Member States that may have been in both"),
    ),
    answer=_history,
    suffices="in part",
    data="Starts and ends of many memberships are unknown: enough to see the order of size of an "
    "overlap, not to date its changes.",
)
