"""By which ways could something pass from one mechanism to another on a day?"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import numpy as np

from graph.measures.routes import MILLIONTHS, cheapest_routes, ordered_costs, specificity
from graph.questions.given import Given
from graph.questions.links import (
    EXCHANGES,
    MEETINGS,
    OBSERVERS,
    ORGANIZATIONS,
    STATES,
    Links,
    evidence_of,
    frequent,
    how,
    left_out_note,
    links,
    told,
)
from graph.questions.question import DATED, A, B, Column, Parameter, Question
from graph.questions.sheet import Sheet
from graph.snapshot import Snapshot

VIA = (EXCHANGES, MEETINGS, OBSERVERS, ORGANIZATIONS, STATES)
"""In the order in which a hop's ways are told: documented exchanges first."""
COSTS = ("hops", "documented", "specificity")


def _routes(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, ends = Sheet(), (given.text("a"), given.text("b"))
    via = [kind for kind in VIA if kind in given.texts("via")]
    found = links(given, via, ends, given.flag("connectors"))
    for note in _notes(snapshot, given, found, ends):
        sheet.note(note)
    if not set(ends) <= set(found.mechanisms):
        return sheet
    place = {mechanism: number for number, mechanism in enumerate(found.mechanisms)}
    lengths, documented = _hops(found, place)
    costs = ordered_costs(lengths, documented, given.text("cost"))
    k = given.integer("k")
    routes = cheapest_routes(costs, place[ends[0]], place[ends[1]], k + 1, given.integer("longest"))
    for number, route in enumerate(routes[:k], 1):
        hops = list(pairwise(route.nodes))
        cost = {
            "hops": len(hops),
            "documented": sum(not documented[hop] for hop in hops),
            "specificity": sum(round(lengths[hop] * MILLIONTHS) for hop in hops) / MILLIONTHS,
        }[given.text("cost")]
        for step, (one, other) in enumerate(hops, 1):
            _tell(sheet, found, via, found.mechanisms[one], found.mechanisms[other],
                  {"route": number, "cost": round(float(cost), 4), "hop": step})
    for kind in found.carriers:
        used = {str(c) for row in sheet.rows if row.cells["via"] == kind
                for c in cast("list[str]", row.cells["carriers"])}
        for said in frequent(found, kind, used):
            sheet.note(f"{said}: a link through it says little.")
    if len(routes) > k:
        sheet.note(f"There are more routes of at most {given.integer('longest')} hops; these are "
                   "the first by cost, then by documented hops and rarer carriers.")
    if not routes:
        sheet.note("No route by what is held and stands on the day. That is no finding: links that "
                   "nobody told us of, or showed of late, carry none.")
    return sheet


def _hops(found: Links, place: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Mechanisms × mechanisms: ln(degree) of a hop's rarest carrier, and whether an exchange is
    documented. Meetings, observers and exchanges link two, as rare as a carrier can be."""
    n = len(place)
    lengths = specificity(
        ([place[m] for m in at if m in place]
         for carriers in found.carriers.values() for at in carriers.values()), n)
    documented = np.zeros((n, n), dtype=np.bool_)
    for kind, pairs in found.between.items():
        for one, other in pairs:
            if one in place and other in place:
                both = (place[one], place[other]), (place[other], place[one])
                for pair in both:
                    lengths[pair] = np.log(2)
                    documented[pair] |= kind == EXCHANGES
    return lengths, documented


def _tell(
    sheet: Sheet, found: Links, via: list[str], one: str, other: str, cells: dict[str, int | float]
) -> None:
    """One row for each kind of way that makes the hop."""
    for kind in via:
        if kind in found.carriers:
            shared = found.shared(kind, one, other)
            if shared:
                ways = [f"{how(here)} / {how(there)}" for here, there in shared.values()]
                sheet.add(evidence_of(shared), **cells, start=one, end=other, via=kind,
                          carriers=list(shared), since=ways)
        elif records := found.contacts(kind, one, other):
            meetings = sorted({record.at for record in records if record.at})
            sheet.add([e for record in records for e in record.evidence], **cells, start=one,
                      end=other, via=kind, carriers=meetings,
                      since=[told(record) for record in records])


def _notes(snapshot: Snapshot, given: Given, found: Links, ends: tuple[str, str]) -> list[str]:
    notes = [left_out_note(found)]
    for end in ends:
        if end not in found.mechanisms:
            notes.append(f"{snapshot.node(end).name} does not stand on the day in this reading.")
        elif not any(end in at for carried in found.carriers.values() for at in carried.values()):
            notes.append("No member State and no organization that serves "
                         f"{snapshot.node(end).name} is held for the day, or was shown of late; "
                         "that is no finding about it.")
    if found.stale:
        notes.append("Not passed through, since no source has shown them within five years before "
                     f"the day: {', '.join(found.stale)}.")
    return notes


ROUTES = Question(
    name="routes",
    title="By which routes could something travel between two mechanisms on a day?",
    description="Routes from mechanism to mechanism through States that are members of both, "
    "organizations that serve both, meetings of both, observerships and documented exchanges. A "
    "hop that several carry is one hop with all of them named. Only what stands on the day and "
    "has been shown within five years carries. A route says what could have travelled, never that "
    "anything did.",
    asked_by="GRCP organizers (6), policy officers (5); qb-2, q8-2-3",
    parameters=(
        A, B, *DATED,
        Parameter("via", "choices", "What may carry: exchanges (a source states that one observed, "
                  "presented to, modelled itself on or cited the other), meetings (held jointly, "
                  "or one at the other's), observers, organizations that serve both or host both "
                  "secretariats, member States and territories of both", "states,meetings",
                  ",".join(VIA), values=VIA),
        Parameter("cost", "choice", "What makes a route short. hops: few mechanisms; documented: "
                  "few hops without a documented exchange; specificity: carriers that link few "
                  "mechanisms, each hop counting ln(number of mechanisms its rarest carrier links)",
                  "documented", "hops", values=COSTS),
        Parameter("k", "integer", "How many routes at most", "3", "5", least=1, most=20),
        Parameter("longest", "integer", "How many hops a route may have", "2", "3",
                  least=1, most=4),
        Parameter("connectors", "boolean", "Whether States, organizations and mechanisms that link "
                  "nearly everything are taken along", "true", "false"),
    ),
    columns=(
        Column("route", "integer", "Number of the route, the shortest first; among equals those "
               "with documented exchanges first, then those with rarer carriers"),
        Column("cost", "number", "Its length by the cost asked for: hops, hops without a "
               "documented exchange, or the sum of natural logarithms"),
        Column("hop", "integer", "Number of the hop on the route"),
        Column("start", "id", "Mechanism from which the hop leads"),
        Column("end", "id", "Mechanism to which it leads"),
        Column("via", "text", "What carries it: exchanges, meetings, observers, organizations or "
               "states"),
        Column("carriers", "ids", "States, organizations or meetings that carry it"),
        Column("since", "texts", "For each carrier its part in the one / in the other mechanism "
               "and since when; for each contact when, and of what kind"),
    ),
    answer=_routes,
    suffices="in part",
    data="Members are held for most mechanisms, organizations and contacts in part: a missing "
    "route is not known to us, it is no finding.",
)
