"""When each mechanism last met, as far as is known: never who is dormant."""

from __future__ import annotations

from datetime import date

from graph.measures.gaps import rhythm
from graph.questions.given import Given
from graph.questions.looked import looked
from graph.questions.question import AS_OF, LEVEL, RECALLED, RING, Column, Question
from graph.questions.sheet import Cell, Sheet
from graph.snapshot import Edge, Node, Snapshot

ENOUGH = 5
"""Meetings below which nothing is said of a mechanism's rhythm."""
_MONTH = 365.2425 / 12


def held(given: Given, mechanism: str) -> list[tuple[Node, Edge]]:
    """The dated meetings of a mechanism that may have begun by the day, the earliest first."""
    found = [(given.snapshot.node(edge.tail), edge)
             for edge in given.snapshot.edges("HELD_BY", head=mechanism) if given.trusts(edge)]
    return sorted(
        ((m, e) for m, e in found if m.get("start_min", 99991231) <= given.day
         and given.trusts(m)),
        key=lambda pair: (pair[0].get("start_max"), pair[0].get("start_min"), pair[0].id),
    )


def ordinal(day: int) -> int:
    """A day yyyymmdd as a number of days."""
    return date(day // 10000, day // 100 % 100, day % 100).toordinal()


def _activity(snapshot: Snapshot, given: Given) -> Sheet:
    sheet = Sheet()
    for mechanism in given.mechanisms():
        spell = mechanism.bounds
        if spell and spell.from_min > given.day:
            continue
        pairs = held(given, mechanism.id)
        far = looked(snapshot, mechanism.id, "Meeting")
        ended = bool(spell and spell.to_max < given.day)
        sheet.add(
            mechanism, *far.evidence, (part for pair in pairs for part in pair),
            mechanism=mechanism.id, name=mechanism.name, **_stated(mechanism, given.day),
            last_meeting=pairs[-1][0].id if pairs else None,
            last_met=pairs[-1][0].get("start") if pairs else None, meetings=len(pairs),
            **_rhythm([meeting for meeting, _ in pairs], given.day, ended),
            end=mechanism.get("end") if ended else None,
            end_reason=mechanism.get("end_reason") if ended else None,
            extent=far.noted, documents_read=far.documents,
        )
    sheet.note("A long time since the last meeting known to us says nothing of a mechanism by "
               "itself: the last document that we read may be older than its last meeting. What "
               "a source says of its activity stands first. A mandate fulfilled is an end, not a "
               "failure.")
    sheet.note("Usual gap: nine in ten of the gaps between its meetings known to us are no "
               "longer. Meetings whose day is not known count with the middle of what is known.")
    _undated(sheet, given)
    return sheet


def _stated(mechanism: Node, day: int) -> dict[str, Cell]:
    """What a source said of its activity, unless it said so after the day."""
    said = str(mechanism.get("status_attested", ""))
    if not said or int(said[:4]) > day // 10000 or int(said.replace("-", "").ljust(8, "0")) > day:
        return {"stated": None, "stated_on": None}
    return {"stated": mechanism.get("status_stated"), "stated_on": said}


def _rhythm(meetings: list[Node], day: int, ended: bool) -> dict[str, Cell]:
    none: dict[str, Cell] = {
        "months_since": None, "median_gap": None, "usual_gap": None, "times_median": None,
        "gaps_as_long": None, "verdict": "ended" if ended else "too few meetings held to tell",
    }
    if ended or not meetings:
        return none
    last = ordinal(min(day, max(m.get("start_max") for m in meetings)))
    silence = ordinal(day) - last
    none["months_since"] = round(silence / _MONTH, 1)
    middles = [(ordinal(m.get("start_min")) + ordinal(min(day, m.get("start_max")))) / 2
               for m in meetings]
    own = rhythm(middles, silence) if len(meetings) >= ENOUGH else None
    if own is None:
        return none
    return {
        "months_since": none["months_since"], "median_gap": round(own.median / _MONTH, 1),
        "usual_gap": round(own.usual / _MONTH, 1),
        "times_median": round(silence / own.median, 1) if own.median else None,
        "gaps_as_long": own.as_long,
        "verdict": "met within its usual gap" if silence <= own.usual else
        "longer than its usual gap since the last meeting known to us",
    }


def _undated(sheet: Sheet, given: Given) -> None:
    shown = {str(row.cells["mechanism"]) for row in sheet.rows}
    without = sorted({
        edge.head for edge in given.snapshot.edges("HELD_BY")
        if edge.head in shown and given.snapshot.node(edge.tail).get("start_min") is None
    })
    if without:
        sheet.note("Meetings without any date are left out, at " + ", ".join(without) + ".")


ACTIVITY = Question(
    name="activity",
    title="When did each mechanism last meet, as far as is known to us?",
    description="What a source last said of each mechanism's activity; its last meeting known to "
    "us; how long ago that is beside its own rhythm; and on how many meetings and documents that "
    "rests. In the order of ids. No mechanism is called dormant here.",
    asked_by="policy officers (19); the guiding questions on sustainability (q8-1-2, q8-3-3)",
    parameters=(AS_OF, RING, LEVEL, RECALLED),
    columns=(
        Column("mechanism", "id", "Id of the mechanism"),
        Column("name", "text", "Its name"),
        Column("stated", "text", "What a source says of its activity: active, dormant, concluded"),
        Column("stated_on", "date", "When that source said so"),
        Column("last_meeting", "id", "Its last meeting known to us"),
        Column("last_met", "date", "When that meeting began, as the source gives it"),
        Column("meetings", "integer", "Dated meetings known to us"),
        Column("months_since", "number", "Months since that meeting, at the least"),
        Column("median_gap", "number", "Median of the gaps between its meetings, in months"),
        Column("usual_gap", "number", "Nine in ten of the gaps are no longer, in months"),
        Column("times_median", "number", "Months since, in units of the median gap"),
        Column("gaps_as_long", "integer", "Gaps at least as long as the time since"),
        Column("verdict", "text", "met within its usual gap; longer than its usual gap since the "
               f"last meeting known to us; too few meetings held to tell (under {ENOUGH}); ended"),
        Column("end", "date", "When it ended, where it did"),
        Column("end_reason", "text", "Why, where a source says so: mandate fulfilled, merged …"),
        Column("extent", "text", "How far was looked for meetings: complete, partial, not looked "
               "at"),
        Column("documents_read", "integer", "Documents read on its meetings"),
    ),
    answer=_activity,
    suffices="in part",
    data="Records of meetings are partial for every mechanism; they tell when one was last seen "
    "to meet, not when it last met.",
    cypher="""\
MATCH (m:Mechanism)
WHERE m.ring = 'listed' AND m.from_min <= $as_of
OPTIONAL MATCH (e:Meeting)-[:HELD_BY]->(m)
WHERE e.start_min <= $as_of
WITH m, e ORDER BY e.start_max, e.start_min, e.id
WITH m, collect(e) AS held
RETURN m.id AS mechanism, m.name AS name, held[size(held) - 1].id AS last_meeting,
       held[size(held) - 1].start AS last_met, size(held) AS meetings
ORDER BY mechanism
""",
)
