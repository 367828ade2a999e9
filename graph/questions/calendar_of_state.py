"""Meetings of a State's mechanisms, and meetings of two mechanisms close in place and time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations

from graph.dates import to_day, to_text
from graph.measures.order import gap, ordinal
from graph.questions.given import Given
from graph.questions.question import (
    AS_OF,
    LEVEL,
    MODE,
    RECALLED,
    RING,
    STATE,
    Column,
    Parameter,
    Question,
)
from graph.questions.recommended import BY_MECHANISM, Looked, by_tail
from graph.questions.sheet import Sheet
from graph.reading import Reading
from graph.snapshot import Edge, Node, Snapshot

LONGEST_STAY = 31
"""Days; what goes on for longer (a period of joint action, say) is no meeting to travel on from."""
TOOK_PART, NOT_KNOWN, NOT_LISTED = "took part", "not known to us", "not on the complete list"
_SINCE = Parameter("since", "day", "First day of the period", "2016-01-01", "1980-01-01")
_UNTIL = replace(AS_OF, name="until", description="Last day of the period; by default the date of "
                 "the data")
_HOW = Parameter(
    "attendance", "choice", "Only meetings that it attended, or those where that is not known",
    "not known", "all", values=("all", "took part", "not known"),
)


# -- of a State ------------------------------------------------------------------------------------


def _dates(meeting: Node) -> tuple[str | None, str | None]:
    """First and last possible day of its beginning; None where no date is held."""
    if "start_min" not in meeting.properties:
        return None, None
    return to_text(meeting.get("start_min")), to_text(meeting.get("start_max"))


def _member_then(given: Given, parts: list[Edge], meeting: Node) -> list[Edge]:
    """Memberships that stood on the days on which the meeting may have begun."""
    mode = given.reading.mode
    days = {meeting.get("start_min"), meeting.get("start_max")}
    return [edge for edge in parts
            if all(Reading(to_text(day), mode).stands(edge) for day in days)]


def _calendar(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, state = Sheet(), given.text("state")
    since, until = to_day(given.text("since")), to_day(given.text("until"))
    looked, holders = Looked(snapshot, "ATTENDED"), by_tail(given, "HELD_BY")
    scope = {node.id for node in given.mechanisms()}
    came: dict[str, list[Edge]] = defaultdict(list)
    for edge_type in ("ATTENDED", "HOSTED"):
        for edge in snapshot.edges(edge_type, tail=state):
            if given.trusts(edge):
                came[edge.head].append(edge)
    parts: dict[str, list[Edge]] = defaultdict(list)
    for edge in snapshot.edges("MEMBER_OF", tail=state):
        if given.trusts(edge):
            parts[edge.head].append(edge)
    listed = {edge.head for edge in snapshot.edges("ATTENDED")}
    rows, undated = [], 0
    for meeting in snapshot.nodes("Meeting"):
        own = [edge for edge in holders[meeting.id] if edge.head in scope]
        if not own or not given.trusts(meeting):
            continue
        mine = came[meeting.id]
        if "start_min" not in meeting.properties:
            undated += bool(mine)
            continue
        if meeting.get("start_max") < since or meeting.get("start_min") > until:
            continue
        there = [e for holder in own for e in _member_then(given, parts[holder.head], meeting)]
        if not mine and not there:
            continue
        attendance, facts = _attendance(looked, own, meeting, bool(mine), meeting.id in listed)
        if given.text("attendance") not in ("all", attendance) and not (
                given.text("attendance") == "not known" and attendance == NOT_KNOWN):
            continue
        rows.append((meeting, own, mine, [] if mine else there, attendance, facts))
    for meeting, own, mine, there, attendance, facts in sorted(
            rows, key=lambda row: (row[0].get("start_min"), row[0].id)):
        earliest, latest = _dates(meeting)
        sheet.add(
            meeting, own, mine, there, facts,
            meeting=meeting.id, name=meeting.name, mechanisms=sorted(e.head for e in own),
            earliest=earliest, latest=latest, city=meeting.get("city"),
            country=meeting.get("country"), attendance=attendance,
            capacity=sorted({_capacity(e) for e in mine}),
            member_of=sorted({e.head for e in there}),
            looked=[f"{e.head}: {looked.said(e.head)}" for e in sorted(
                own, key=lambda e: e.head)] if not mine else [],
        )
    if any(row[4] == NOT_KNOWN for row in rows):
        sheet.note("Not known to us: a list of those present was not read, or does not show who "
                   "all came. It does not mean absent, and must not be read so.")
    if undated:
        sheet.note(f"Meetings without a date that it attended, left out: {undated}.")
    sheet.note("Only meetings that we know of are listed; there may have been others.")
    return sheet


def _capacity(edge: Edge) -> str:
    return "hosted" if edge.type == "HOSTED" else str(edge.get("as", "attended"))


def _attendance(looked: Looked, own: list[Edge], meeting: Node, came: bool, has_list: bool
                ) -> tuple[str, list[Node | Edge]]:
    """What is known, and what says that more is not. Absence needs a complete list."""
    if came:
        return TOOK_PART, []
    facts = list(looked.facts(*(edge.head for edge in own)))
    last = to_text(meeting.get("start_max"))
    complete = has_list and all(
        (until := looked.complete_until(edge.head)) and until[:10] >= last[:len(until)]
        for edge in own
    )
    return (NOT_LISTED if complete else NOT_KNOWN), facts


CALENDAR = Question(
    name="calendar",
    title="Which meetings of its mechanisms do we know of, and at which was a State?",
    description="Meetings that a State or territory attended, in what capacity, and the other "
    "meetings that we know of in mechanisms of which it was a member on that day: whether it came "
    "is not known to us, unless the list of those present is held whole.",
    asked_by="policy officers (24)",
    parameters=(STATE, _SINCE, _UNTIL, _HOW, MODE, RING, LEVEL, RECALLED),
    columns=(
        Column("meeting", "id", "Id of the meeting"),
        Column("name", "text", "Its title"),
        Column("mechanisms", "ids", "Whose meeting it was"),
        Column("earliest", "date", "First day on which it may have begun"),
        Column("latest", "date", "Last day on which it may have begun"),
        Column("city", "text", "Where"),
        Column("country", "id", "In which State or territory"),
        Column("attendance", "text", f"{TOOK_PART}; {NOT_KNOWN}; or {NOT_LISTED} of those present"),
        Column("capacity", "texts", "In which capacity it came, or that it hosted the meeting"),
        Column("member_of", "ids", "Where that is not known: which of the mechanisms it was a "
               "member of then"),
        Column("looked", "texts", "Where that is not known: documents read on attendance"),
    ),
    answer=_calendar,
    suffices="in part",
    data="The data suffice to list what is known of who came; lists of those present are held for "
    "a part of the meetings, so they do not suffice to say who stayed away.",
    cypher="""\
MATCH (s {id: $state})
MATCH (e:Meeting)-[:HELD_BY]->(m:Mechanism)
WHERE m.ring = 'listed' AND e.start_max >= $since AND e.start_min <= $until
OPTIONAL MATCH (s)-[p:MEMBER_OF]->(m)
WHERE p.standing_from <= e.start_min AND e.start_min <= p.standing_to
  AND p.standing_from <= e.start_max AND e.start_max <= p.standing_to
WITH s, e, m, count(p) AS parts ORDER BY m.id
WITH s, e, collect(m.id) AS mechanisms, collect({id: m.id, parts: parts}) AS held
OPTIONAL MATCH (s)-[a:ATTENDED|HOSTED]->(e)
WITH e, mechanisms, held, CASE WHEN a IS NULL THEN 0 ELSE 1 END AS came,
     CASE WHEN a IS NULL THEN null WHEN type(a) = 'HOSTED' THEN 'hosted'
          ELSE coalesce(a.as, 'attended') END AS capacity
ORDER BY capacity
WITH e, mechanisms, held, max(came) AS came, collect(DISTINCT capacity) AS capacity
WITH e, mechanisms, came, capacity, [x IN held WHERE x.parts > 0 AND came = 0 | x.id] AS member_of
WHERE came = 1 OR size(member_of) > 0
WITH e, mechanisms, came, capacity, member_of,
     toString(e.start_min) AS low, toString(e.start_max) AS high
RETURN e.id AS meeting, e.name AS name, mechanisms,
       substring(low, 0, 4) + '-' + substring(low, 4, 2) + '-' + substring(low, 6, 2) AS earliest,
       substring(high, 0, 4) + '-' + substring(high, 4, 2) + '-' + substring(high, 6, 2) AS latest,
       e.city AS city, e.country AS country, capacity, member_of
ORDER BY earliest, meeting
""",
)


# -- close in place and time -----------------------------------------------------------------------

_DAYS = Parameter("days", "integer", "How many days at most between the end of one and the start "
                  "of the other", "7", "7", least=0, most=90)
_SURE = Parameter("sure", "boolean", "Only where the dates held leave no doubt; false: also where "
                  "they may be so close", "false", "true")


def _stay(meeting: Node) -> tuple[tuple[int, int], tuple[int, int]]:
    """Spans of the first and the last day; where no end is held the first day stands for it."""
    start = meeting.get("start_min"), meeting.get("start_max")
    end = meeting.get("end_min", start[0]), meeting.get("end_max", start[1])
    return (ordinal(start[0]), ordinal(start[1])), (ordinal(end[0]), ordinal(end[1]))


def _longest(meeting: Node) -> int:
    first, last = _stay(meeting)
    return last[1] - first[0] if "end_min" in meeting.properties else 0


def _back_to_back(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, days, only = Sheet(), given.integer("days"), given.text("mechanism")
    scope = {node.id for node in given.mechanisms()}
    holders = by_tail(given, "HELD_BY")
    ties: dict[frozenset[str], list[Edge]] = defaultdict(list)
    for edge_type in ("IN_CONTACT", "PART_OF", "SUCCEEDED"):
        for edge in snapshot.edges(edge_type):  # a tie that has ended was one then
            if given.trusts(edge):
                ties[frozenset((edge.tail, edge.head))].append(edge)
    places: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for meeting in snapshot.nodes("Meeting"):
        if (meeting.get("city") and "start_min" in meeting.properties
                and not meeting.get("online") and given.trusts(meeting)
                and _longest(meeting) <= LONGEST_STAY):
            place = str(meeting.get("country", "")), str(meeting.get("city")).casefold()
            places[place].append(meeting)
    rows: list[tuple[Node, Node, Edge, Edge, int, int]] = []
    for place in sorted(places):
        for one, other in combinations(places[place], 2):
            least, most = gap(*_stay(one), *_stay(other))
            if (most if given.flag("sure") else least) > days:
                continue
            held = {m.id: [e for e in holders[m.id] if e.head in scope] for m in (one, other)}
            shared = {e.head for e in held[one.id]} & {e.head for e in held[other.id]}
            for own in held[one.id]:
                for their in held[other.id]:
                    if not shared and only in ("", own.head, their.head):
                        rows.append((one, other, own, their, least, most)
                                    if own.head < their.head
                                    else (other, one, their, own, least, most))
    for one, other, own, their, least, most in sorted(
            rows, key=lambda row: (row[2].head, row[3].head, row[0].get("start_min"), row[0].id,
                                   row[1].id)):
        a, b = own.head, their.head
        known = ties[frozenset((a, b))]
        sheet.add(
            one, other, own, their, known,
            a=a, b=b, city=one.get("city"), country=one.get("country"),
            meeting_a=one.id, start_a=one.get("start"), meeting_b=other.id,
            start_b=other.get("start"), days_least=least, days_most=most,
            ties=sorted(f"{e.get('kind') or e.type.lower().replace('_', ' ')} "
                        f"{e.get('date') or ''}".strip() for e in known),
        )
    sheet.note("These met close together in the past, by the dates and cities that we hold; "
               "nothing says that it was arranged. Dates of meetings to come are not held.")
    sheet.note("An empty cell under ties means that we know of none.")
    return sheet


BACK_TO_BACK = Question(
    name="back-to-back",
    title="Which two mechanisms have met in the same city within days of each other?",
    description="Pairs of meetings of different mechanisms in one city, with the least and the "
    "most days between them that their dates allow, and what ties the two mechanisms already.",
    asked_by="policy officers (24), GRCP organizers (8)",
    parameters=(_DAYS, _SURE, BY_MECHANISM, RING, LEVEL, RECALLED),
    columns=(
        Column("a", "id", "One mechanism"),
        Column("b", "id", "The other"),
        Column("city", "text", "Where both met"),
        Column("country", "id", "In which State or territory"),
        Column("meeting_a", "id", "Meeting of the first"),
        Column("start_a", "date", "When it began, as the source gives it"),
        Column("meeting_b", "id", "Meeting of the other"),
        Column("start_b", "date", "When it began, as the source gives it"),
        Column("days_least", "integer", "Least days between them; 0: they met on the same day"),
        Column("days_most", "integer", "Most days between them"),
        Column("ties", "texts", "Joint meetings, other contacts and kinship of the two, as known"),
    ),
    answer=_back_to_back,
    suffices="in part",
    data="The data suffice for past meetings whose day and city are held; where processes could "
    "meet next cannot be told, since no dates to come are held.",
)
