"""What came of consultations, as far as texts show: outcomes on record, and what took them up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from graph.dates import UNKNOWN, days_text
from graph.questions.given import FIRST_YEAR, Given
from graph.questions.question import (
    LEVEL,
    RECALLED,
    RING,
    THEME,
    Column,
    Parameter,
    Question,
)
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Node, Snapshot

ANY_MECHANISM = Parameter(
    "mechanism", "id", "Only of this mechanism", "rcm", "", labels=("Mechanism",)
)
ANY_THEME = replace(THEME, default="", description="Only what is about this theme")
SINCE = Parameter(
    "since", "integer", "Only from this year on", "2000", str(FIRST_YEAR), least=FIRST_YEAR,
    most=2100,
)
SILENCE = ("Where nothing is named as taking something up, nothing is known to us: we read some "
           "texts, not all that might.")


def made_by(given: Given, node: str) -> list[Edge]:
    """The MADE_BY facts that lead from something to mechanisms of the ring and level asked for."""
    wanted = {m.id for m in given.mechanisms()}
    return [edge for edge in given.edges("MADE_BY", tail=node) if edge.head in wanted]


def taken_up_by(given: Given, node: str) -> list[Edge]:
    """Facts that say that a later text takes something up: citations and confirmed echoes."""
    return [*given.edges("CITES", head=node), *given.edges("ECHOES", head=node)]


# -- outcomes --------------------------------------------------------------------------------------


def _outcomes(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, only, since = Sheet(), given.text("mechanism"), given.integer("since")
    wanted = {node.id for node in given.mechanisms()}
    for kind, node, edge, day in _made(snapshot, given):
        mechanism = edge.tail if edge.type == "HAS_STRUCTURE" else edge.head
        if mechanism not in wanted or only not in ("", mechanism):
            continue
        if since > FIRST_YEAR and (day is None or day // 10000 < since):
            continue
        later = taken_up_by(given, node.id)
        sheet.add(edge, node, later, mechanism=mechanism, kind=kind, outcome=node.id,
                  what=str(node.get("statement") or node.name), date=date_of(node),
                  taken_up_by=sorted({e.tail for e in later}))
    sheet.rows.sort(key=lambda row: tuple(str(row.cells[c]) for c in
                                          ("mechanism", "kind", "outcome")))
    sheet.note("What was adopted or set up is output; that it changed anything is not said here. "
               "No mechanism is to be judged by how many rows it has: archives differ in how much "
               "of them is open, and in how much of them we read.")
    sheet.note(SILENCE)
    return sheet


def _made(snapshot: Snapshot, given: Given) -> Iterator[tuple[str, Node, Edge, int | None]]:
    for edge in given.edges("MADE_BY"):
        node = snapshot.node(edge.tail)
        if not given.trusts(node):
            continue
        if node.label == "Instrument":
            yield str(node.get("kind", "instrument")), node, edge, node.get("adopted_min")
        elif node.label == "Recommendation" and node.get("standing") == "adopted":
            yield "adopted recommendation", node, edge, node.get("adopted_min")
        elif node.label == "Practice":
            yield "practice called good", node, edge, node.get("from_min")
    for edge in given.edges("HAS_STRUCTURE"):
        node = snapshot.node(edge.head)
        yield str(node.get("kind", "structure")), node, edge, node.get("from_min")


def date_of(node: Node) -> str | None:
    """When something was adopted, by default on the days of its meeting; or when it began."""
    if not node.get("adopted") and (first := node.get("adopted_min")):
        return days_text(first, int(node.get("adopted_max", first)))
    found = node.get("adopted") or node.get("start")
    return str(found) if found and found != UNKNOWN else None


OUTCOMES = Question(
    name="outcomes",
    title="What did each mechanism adopt or set up, and which later text took it up?",
    description="Declarations, plans, guidelines, adopted recommendations, structures and "
    "practices, each with its date and with the texts that cite it, where such are held.",
    asked_by="the IMP briefing of 2006 (qb-1), GRCP organizers",
    parameters=(ANY_MECHANISM, SINCE, RING, LEVEL, RECALLED),
    columns=(
        Column("mechanism", "id", "The mechanism"),
        Column("kind", "text", "What kind of outcome"),
        Column("outcome", "id", "Its id"),
        Column("what", "text", "What it is, in our own words where it is a statement"),
        Column("date", "date", "When it was adopted or set up, where known"),
        Column("taken_up_by", "ids", "Later texts known to us that cite it or repeat it"),
    ),
    answer=_outcomes, suffices="in part",
    data="The data suffice for what was adopted and set up, as far as texts were read, and not "
    "for what it changed.",
)


# -- followed up -----------------------------------------------------------------------------------


def _follow_up(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, only, theme = Sheet(), given.text("mechanism"), given.text("theme")
    since, undated = given.integer("since"), 0
    for node in snapshot.nodes("Recommendation"):
        if not given.trusts(node):
            continue
        day = node.get("adopted_min")
        if since > FIRST_YEAR and (not day or day // 10000 < since):
            undated += not day
            continue
        makers = [e for e in made_by(given, node.id) if only in ("", e.head)]
        about = list(given.edges("ADDRESSES", tail=node.id, head=theme)) if theme else []
        if not makers or (theme and not about):
            continue
        later = taken_up_by(given, node.id)
        sheet.add(makers, about, later, node, recommendation=node.id,
                  mechanisms=[e.head for e in makers], date=date_of(node),
                  statement=str(node.get("statement", node.name)),
                  standing=str(node.get("standing", "")),
                  taken_up_by=sorted({e.tail for e in later}),
                  follow_up="on record" if later else "none known to us")
    if undated:
        sheet.note(f"Recommendations without a date are left out: {undated}.")
    held = sum(1 for row in sheet.rows if row.cells["taken_up_by"])
    sheet.note(f"Of {len(sheet.rows)} recommendations, {held} are known to us to have been taken "
               "up by a later text. The rest is silence, not inaction: States' reports on what "
               "they did would have to say, and none is held.")
    return sheet


FOLLOW_UP = Question(
    name="follow-up",
    title="Which recommendations are known to have been taken up by a later text?",
    description="Recommendations with the later texts that cite or repeat them. Whether States "
    "acted on them is another matter, which only their own reports could say.",
    asked_by="the IMP report of 2004 (qi-2-1, qi-3-1), the Country Reporting System of 2005 (qc-1)",
    parameters=(ANY_MECHANISM, ANY_THEME, SINCE, RING, LEVEL, RECALLED),
    columns=(
        Column("recommendation", "id", "The recommendation"),
        Column("mechanisms", "ids", "Who made it"),
        Column("date", "date", "When it was adopted or reported"),
        Column("statement", "text", "What it says, in our own words"),
        Column("standing", "text", "adopted, reported or proposed"),
        Column("taken_up_by", "ids", "Later texts known to us that cite it or repeat it"),
        Column("follow_up", "text", "on record, or none known to us"),
    ),
    answer=_follow_up, suffices="in part",
    data="The data suffice for documented uptake as far as texts were read; reports of States on "
    "implementation are not held.",
    claim_level="L0",
)


# -- called for again and again --------------------------------------------------------------------


def _repeated(snapshot: Snapshot, given: Given) -> Sheet:
    sheet = Sheet()
    calls: dict[tuple[str, str], list[tuple[int, Node, Edge, list[Edge]]]] = defaultdict(list)
    for node in snapshot.nodes("Recommendation"):
        action, day = node.get("action"), node.get("adopted_min")
        makers = made_by(given, node.id)
        if not action or not day or not makers or not given.trusts(node):
            continue
        for edge in given.edges("ADDRESSES", tail=node.id):
            calls[edge.head, str(action)].append((day // 10000, node, edge, makers))
    for (theme, action), found in sorted(calls.items()):
        years = sorted({year for year, *_ in found})
        if len(years) < given.integer("years"):
            continue
        later = [e for _, node, _, _ in found for e in taken_up_by(given, node.id)]
        sheet.add(
            [n for _, n, _, _ in found], [e for _, _, e, _ in found],
            [e for *_, makers in found for e in makers], later,
            theme=theme, action=action, years=[str(year) for year in years],
            mechanisms=sorted({e.head for *_, makers in found for e in makers}),
            recommendations=sorted(n.id for _, n, _, _ in found),
            taken_up_by=sorted({e.tail for e in later}),
        )
    sheet.note("Theme and kind of action are our own coding of the texts; two calls in one row may "
               "still ask for different things. " + SILENCE)
    return sheet


REPEATED_CALLS = Question(
    name="repeated-calls",
    title="In which areas was the same kind of action called for again and again?",
    description="Themes and kinds of action that were recommended in several years, with who "
    "recommended them and what is known to have taken them up. Why nothing more is on record is "
    "not for these data to say.",
    asked_by="the IMP report of 2004 (qi-3-2)",
    parameters=(
        Parameter("years", "integer", "In at least so many different years", "4", "4", least=2,
                  most=40),
        RING, LEVEL, RECALLED,
    ),
    columns=(
        Column("theme", "id", "The theme"),
        Column("action", "text", "The kind of action called for"),
        Column("years", "texts", "Years in which it was called for"),
        Column("mechanisms", "ids", "By whom"),
        Column("recommendations", "ids", "The recommendations"),
        Column("taken_up_by", "ids", "Later texts known to us that cite or repeat one of them"),
    ),
    answer=_repeated, suffices="in part",
    data="The data suffice for what was called for, as far as texts were read, and not for what "
    "was done about it.",
)
