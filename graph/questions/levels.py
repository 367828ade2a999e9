"""Regional, interregional and global: which mechanisms of each level stood, year by year."""

from __future__ import annotations

from graph.dates import OPEN
from graph.questions.given import FIRST_YEAR, Given
from graph.questions.question import MODE, RECALLED, RING, Column, Parameter, Question
from graph.questions.sheet import Sheet
from graph.reading import Reading
from graph.snapshot import Snapshot

LEVELS = ("regional", "interregional", "global")


def _by_year(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, mode = Sheet(), given.reading.mode
    last = min(given.integer("until"), int(snapshot.as_of[:4]))
    for year in range(given.integer("since"), last + 1):
        there = Reading(f"{year}-07-01", mode)
        for level in LEVELS:
            nodes = [node for node in given.mechanisms()
                     if node.get("level") == level and there.stands(node) and given.trusts(node)]
            begun = [node.id for node in nodes
                     if (bounds := node.bounds) and bounds.from_min // 10000 == year]
            sheet.add(nodes, year=year, level=level, mechanisms=sorted(n.id for n in nodes),
                      begun=sorted(begun))
    sheet.note("Each year is read on 1 July. The level is how sources class a mechanism now; some "
               "were classed otherwise before. Which forum suits better is no matter of numbers.")
    ended = any(n.get("end") != OPEN for n in given.mechanisms())
    sheet.note("That a mechanism is no longer listed may mean that its mandate was fulfilled."
               if ended else "")
    return sheet


LEVELS_BY_YEAR = Question(
    name="levels-by-year",
    title="Which regional, interregional and global mechanisms stood in each year?",
    description="Year by year and level by level the mechanisms that stood, and those that began.",
    asked_by="the IMP briefing of 2006 (qb-5), analysts",
    parameters=(
        Parameter("since", "integer", "First year", "1985", "1985", least=FIRST_YEAR, most=2100),
        Parameter("until", "integer", "Last year", "2026", "2100", least=FIRST_YEAR, most=2100),
        MODE, RING, RECALLED,
    ),
    columns=(
        Column("year", "integer", "The year, read on 1 July"),
        Column("level", "text", "regional, interregional or global"),
        Column("mechanisms", "ids", "Mechanisms of the level that stood"),
        Column("begun", "ids", "Those of them that can have begun in that year"),
    ),
    answer=_by_year, suffices="in part",
    data="The data suffice for when mechanisms began and ended; how far they reach is better seen "
    "from their members.",
)
