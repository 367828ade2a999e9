"""Could what one mechanism adopted have travelled to a meeting of another, and with whom?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from graph.errors import BadInput, Fault
from graph.measures.relays import Arrival, first_arrivals, surely_before
from graph.published.counting import many
from graph.questions.attending import ORGANIZATIONS, STATES, Attendance, attendance, ordinal
from graph.questions.contacts import CITED, Contact, contacts_on_record, of_pair
from graph.questions.given import Given
from graph.questions.question import AS_OF, RECALLED, A, B, Column, Parameter, Question
from graph.questions.sheet import Cell, Sheet
from graph.snapshot import Edge, Node, Snapshot

DAYS_A_YEAR = 365.25
NOT_ADOPTED = ("proposed", "unreviewed")
MUST, MAY = "must", "may"


@dataclass(frozen=True)
class Adopted:
    """What a meeting of the first mechanism adopted: ids, and the facts that say so."""

    meeting: str
    items: list[str]
    facts: list[Edge]


def adopted_by(given: Given, mechanism: str, only: str = "") -> tuple[list[Adopted], int]:
    """By meeting (sorted) what a mechanism adopted, and how much was but proposed there."""
    snapshot, found, proposed = given.snapshot, [], 0
    for held in snapshot.edges("HELD_BY", head=mechanism):
        facts = []
        for edge in snapshot.edges("ADOPTED_AT", head=held.tail):
            if only in ("", edge.tail) and given.trusts(edge):
                if snapshot.node(edge.tail).get("standing") in NOT_ADOPTED:
                    proposed += 1
                else:
                    facts.append(edge)
        if facts:
            items = sorted({edge.tail for edge in facts})
            found.append(Adopted(held.tail, items, [held, *facts]))
    return sorted(found, key=lambda one: one.meeting), proposed


def _relays(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, a, b = Sheet(), given.text("a"), given.text("b")
    adopted, proposed = adopted_by(given, a, given.text("recommendation"))
    if given.text("recommendation") and not adopted and not proposed:
        expected = f"what a meeting of {a} adopted"
        fault = Fault("", 0, "recommendation", given.text("recommendation"), expected)
        raise BadInput(f"recommendation: found {fault.found!r}, expected {expected}.",
                       faults=(fault,))
    known = attendance(given)
    number = 0
    for contact in of_pair(contacts_on_record(given), a, b):
        number += _documented(sheet, given, contact, adopted, number + 1)
    for one in adopted:
        if one.meeting in known.place:
            number += _travelled(sheet, given, known, one, number)
    for note in _notes(given, known, adopted, proposed):
        sheet.note(note)
    return sheet


# -- documented exchanges --------------------------------------------------------------------------


def _documented(
    sheet: Sheet, given: Given, contact: Contact, adopted: list[Adopted], number: int
) -> int:
    """A row for an exchange that a source states, with what had been adopted before it."""
    cites = contact.kind == CITED
    if not contact.documented or (cites and contact.active != given.text("b")):
        return 0
    cited = {e.head for e in contact.evidence if isinstance(e, Edge) and e.type == "CITES"}
    items: dict[str, list[Edge]] = {}
    orders = set()
    for one in adopted:
        named = set(one.items) if one.meeting in cited else cited & set(one.items)
        order = MUST if named else _order(given, one.meeting, contact)
        if order == MUST or (order == MAY and given.text("order") == MAY):
            orders.add(order)
            for item in sorted(named) or one.items:
                items[item] = [e for e in one.facts if e.tail in (item, one.meeting)]
    if cites and (exactly := [item for item in items if item in cited]):
        items = {item: items[item] for item in exactly}
    if not items:
        return 0
    cells: dict[str, Cell] = {
        "relay": number, "kind": contact.kind, "adopted": sorted(items), "step": 1, "start": None,
        "start_date": None, "carriers": [], "capacity": [], "end": contact.at,
        "end_date": contact.date, "order": MAY if MAY in orders else MUST, "waited": None,
        "what": contact.what,
    }
    sheet.add(*contact.evidence, [e for facts in items.values() for e in facts], **cells)
    return 1


def _order(given: Given, meeting: str, contact: Contact) -> str:
    """Whether a meeting must or may have ended before a contact, within the wait; else ""."""
    node = given.snapshot.node(meeting)
    if not contact.first or "start_min" not in node.properties:
        return ""
    ended = (int(node.get("end_min", node.get("start_min"))),
             int(node.get("end_max", node.get("start_max"))))
    if ordinal(contact.first) - ordinal(ended[1]) > _wait(given):
        return ""
    return MUST if ended[1] < contact.first else MAY if ended[0] < contact.last else ""


def _wait(given: Given) -> int:
    return int(given.integer("wait") * DAYS_A_YEAR)


# -- relays from meeting to meeting ----------------------------------------------------------------


def _travelled(sheet: Sheet, given: Given, known: Attendance, one: Adopted, number: int) -> int:
    """Rows for the first k meetings of the target that can be reached; how many relays."""
    surely = given.text("order") == MUST
    target = set(known.held.get(given.text("b"), ()))
    origin = known.place[one.meeting]
    found = [
        arrival for arrival in first_arrivals(
            known.times, _carried(given, known), origin, _wait(given), given.integer("between"),
            surely=surely)
        if arrival.meeting in target and origin not in target
    ]
    found.sort(key=lambda arrival: (int(known.times.start_min[arrival.meeting]), arrival.meeting))
    for arrival in found[:given.integer("k")]:
        number += 1
        _steps(sheet, given, known, one, arrival, number)
    if len(found) > given.integer("k"):
        sheet.note(f"Further meetings of {given.text('b')} could have been reached, later than "
                   "those shown; a larger k shows them.")
    return min(len(found), given.integer("k"))


def _carried(given: Given, known: Attendance) -> list[np.ndarray]:
    """Whom each carrier met: forums open to all lie between no two meetings unless asked for."""
    if given.flag("connectors"):
        return known.by_carrier
    ends = {given.text("a"), given.text("b")}
    snapshot = given.snapshot
    everywhere = {
        number for mechanism, numbers in known.held.items()
        if snapshot.node(mechanism).get("open_to_all") and mechanism not in ends
        for number in numbers
    } - {number for end in ends for number in known.held.get(end, ())}
    closed = np.array(sorted(everywhere), dtype=np.intp)
    return [np.setdiff1d(theirs, closed) for theirs in known.by_carrier]


def _steps(
    sheet: Sheet, given: Given, known: Attendance, one: Adopted, arrival: Arrival, number: int
) -> None:
    snapshot, times = given.snapshot, known.times
    target = known.meetings[arrival.meeting]
    held = list(snapshot.edges("HELD_BY", tail=target, head=given.text("b")))
    for step, (first, then) in enumerate(pairwise(arrival.path), 1):
        ends = known.meetings[first], known.meetings[then]
        nodes = [snapshot.node(meeting) for meeting in ends]
        carriers = known.both(first, then)
        facts = [[known.facts(carrier, meeting) for meeting in ends] for carrier in carriers]
        evidence: list[Node | Edge] = [edge for both in facts for side in both for edge in side]
        waited = max(0, int(times.start_min[then] - times.end_max[first])) / DAYS_A_YEAR
        sheet.add(
            evidence, one.facts, held, nodes, relay=number, kind="attended both",
            adopted=one.items, step=step, start=ends[0], start_date=nodes[0].get("start"),
            carriers=carriers, capacity=[
                " / ".join(", ".join(sorted(str(e.get("as", "there")) for e in side))
                           for side in both) for both in facts],
            end=ends[1], end_date=nodes[1].get("start"),
            order=MUST if surely_before(times, first, then) else MAY, waited=round(waited, 2),
            what=nodes[1].name,
        )


def _notes(
    given: Given, known: Attendance, adopted: list[Adopted], proposed: int
) -> list[str]:
    a, b = given.text("a"), given.text("b")
    notes = ["What could have travelled, by the dates and by who was there; not that it did."]
    who = " and ".join(given.texts("carriers")).replace(STATES, "States")
    notes += [
        f"For {len(known.held.get(m, ()))} of the {many(known.all_held.get(m, 0), 'meeting')} of "
        f"{m} on record some or all of the {who} that attended are known to us; of the others, "
        "and of meetings that we hold no record of, nothing is said." for m in (a, b)
    ]
    jointly = [one for one in adopted if known.place.get(one.meeting) in known.held.get(b, ())]
    unknown = [one for one in adopted if one.meeting not in known.place]
    for some, said in (
        (jointly, f"held by {b} too: nothing had to travel"),
        (unknown, "of which the date, or who attended, is not known to us: nothing is said of "
         "these"),
    ):
        if some:
            texts = many(sum(len(one.items) for one in some), "text")
            notes.append(f"{texts} adopted at {many(len(some), 'meeting')} {said}.")
    if proposed:
        notes.append(f"{many(proposed, 'recommendation')} proposed, not adopted: left out.")
    if known.universal:
        notes.append("Left out, since seen at meetings of more than 80 % of the mechanisms: "
                     f"{', '.join(known.universal)}. connectors=true takes them.")
    if given.integer("between") and not given.flag("connectors"):
        notes.append("Meetings of forums that are open to all States are not passed through; "
                     "connectors=true takes them.")
    return notes


WAIT = Parameter("wait", "integer", "Years that may pass at most between the end of one meeting "
                 "and the beginning of the next", "5", "10", least=1, most=30)
CARRIERS = Parameter("carriers", "choices", "Who may carry: states (and territories), "
                     "organizations; some organizations are at meetings of most mechanisms, so "
                     "that little follows from it",
                     "states,organizations", STATES, values=(STATES, ORGANIZATIONS))
BETWEEN = Parameter("between", "integer", "Through how many other meetings at most", "1", "0",
                    least=0, most=3)
CONNECTORS = Parameter("connectors", "boolean", "Whether who is seen nearly everywhere, and forums "
                       "open to all, are taken along", "true", "false")

RELAYS = Question(
    name="relays",
    title="By which dated relays could what one mechanism adopted have reached another?",
    description="Documented exchanges after the adoption first; then, for each meeting that "
    "adopted something, the earliest meetings of the other mechanism at which somebody was who "
    "had been there, or had been at a meeting in between with somebody who had. Only meetings "
    "whose attendance is known carry, and who was only invited was not there.",
    asked_by="policy officers (5), analysts (25); qb-2",
    parameters=(
        A, B,
        Parameter("recommendation", "id", "Only this recommendation or instrument of the first "
                  "mechanism; all that it adopted if none is given", "rabat-2006-r1", "",
                  labels=("Recommendation", "Instrument")),
        replace(AS_OF, description="Day up to which meetings are taken; by default that of the "
                "data"),
        WAIT,
        Parameter("order", "choice", "must: each meeting had surely ended before the next began; "
                  "may: by their dates it may have, all steps taken together", "may", MUST,
                  values=(MUST, MAY)),
        BETWEEN, CARRIERS,
        Parameter("k", "integer", "How many meetings of the other mechanism at most for each "
                  "meeting that adopted something, the earliest first", "5", "3",
                  least=1, most=20),
        CONNECTORS, RECALLED,
    ),
    columns=(
        Column("relay", "integer", "Number of the relay"),
        Column("kind", "text", "attended both; or the kind of the documented exchange"),
        Column("adopted", "ids", "Recommendations and instruments that could have travelled"),
        Column("step", "integer", "Number of the step"),
        Column("start", "id", "Meeting from which the step leads"),
        Column("start_date", "date", "When it began"),
        Column("carriers", "ids", "Who was at both"),
        Column("capacity", "texts", "For each of them, as what at the one / at the other"),
        Column("end", "id", "Meeting to which the step leads"),
        Column("end_date", "date", "When it began, or the date of the exchange"),
        Column("order", "text", "must: the first had surely ended before; may: it may have"),
        Column("waited", "number", "Years between the latest end of the first and the earliest "
               "beginning of the next; 0 where they may overlap"),
        Column("what", "text", "Name of the meeting reached, or what the source says"),
    ),
    answer=_relays,
    suffices="in part",
    data="Attendance is held for many meetings but seldom as a complete list: a relay that is not "
    "shown is not known to us, and one that is shows an opportunity, not a use of it.",
)
