"""Organizations that a mechanism could approach, why, and how far that is to be trusted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.measures.allocation import best, hold_out, resource_allocation, through, wilson
from graph.questions.given import Given
from graph.questions.looked import looked
from graph.questions.membership import membership
from graph.questions.question import (
    AS_OF,
    LEVEL,
    MECHANISM,
    MODE,
    RECALLED,
    RING,
    Column,
    Parameter,
    Question,
)
from graph.questions.sheet import Cell, Sheet
from graph.questions.ties import Tie, ties
from graph.reading import stale_since
from graph.schema.nodes import ACTOR_TYPES
from graph.snapshot import Snapshot

MOST = 5
ENOUGH = 20
"""Suggestions that a test needs at the least: under that its interval says nothing."""
ANY = "any"
WORLDWIDE = "UN agency"
AT_HOME, WIDER = 1 / 2, 2
"""See `_Neighbourhood`."""

ACTOR_TYPE = Parameter("actor_type", "choice", "Only organizations of this kind", "UN agency", ANY,
                       values=(ANY, *ACTOR_TYPES))
UNTIL = Parameter("until", "integer", "Year up to which ties are used to test the method on those "
                  "that began later", "2012", "2015", least=1980, most=2100)


@dataclass(frozen=True)
class _Network:
    """Organizations x mechanisms, and the ties behind each cell."""

    organizations: list[str]
    mechanisms: list[str]
    table: NDArray[np.bool_]
    behind: dict[tuple[str, str], list[Tie]]


def _network(found: list[Tie]) -> _Network:
    organizations = sorted({tie.organization for tie in found})
    mechanisms = sorted({tie.mechanism for tie in found})
    row = {one: at for at, one in enumerate(organizations)}
    column = {one: at for at, one in enumerate(mechanisms)}
    table = np.zeros((len(row), len(column)), dtype=np.bool_)
    behind: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in found:
        table[row[tie.organization], column[tie.mechanism]] = True
        behind[tie.organization, tie.mechanism].append(tie)
    return _Network(organizations, mechanisms, table, behind)


def _suggestions(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, asked = Sheet(), given.text("mechanism")
    wanted = {node.id for node in given.standing_mechanisms()} | {asked}
    everything = [tie for tie in ties(given) if tie.mechanism in wanted]
    known = {tie.organization for tie in everything if tie.mechanism == asked and tie.seen}
    current = [tie for tie in everything if tie.stands
               and not any(stale_since(edge, given.day) for edge in tie.edges)]
    network = _network(current)
    tested = _tested(everything, given.integer("until"))
    if asked in network.mechanisms:
        _fill(sheet, given, network, known, tested)
    if not sheet.rows:
        sheet.note("Nothing to suggest: no tie of this mechanism that a source has shown within "
                   "five years leads to another organization. That is for lack of records.")
    far = looked(snapshot, asked, "SERVES")
    sheet.note(
        f"What is suggested rests on {len(current)} ties of organizations to mechanisms that "
        "stand and that a source has shown within five years (serving, hosting a secretariat, "
        f"observing, being a member). For those that serve {asked}, coverage: {far.noted}, "
        f"{far.documents} documents: an organization suggested may well be there already."
    )
    _said_of_test(sheet, everything, tested)
    return sheet


def _fill(
    sheet: Sheet, given: Given, network: _Network, known: set[str], tested: dict[str, Cell]
) -> None:
    snapshot, asked = given.snapshot, given.text("mechanism")
    column, kind = network.mechanisms.index(asked), given.text("actor_type")
    scores = resource_allocation(network.table)[:, column]
    far, neighbourhood = [], _Neighbourhood(given)
    allowed = np.zeros(len(network.organizations), dtype=np.bool_)
    for at, organization in enumerate(network.organizations):
        of_kind = kind in (ANY, snapshot.node(organization).get("actor_type"))
        if of_kind and organization not in known and scores[at] > 0:
            tied = [network.mechanisms[one] for one in np.flatnonzero(network.table[at])]
            reached = [network.mechanisms[one] for one in through(network.table, column, at)[1]]
            allowed[at] = neighbourhood.has(organization, tied, reached)
            if not allowed[at]:
                far.append(organization)
    for at in best(scores, allowed, MOST):
        organization = network.organizations[at]
        rows, columns = through(network.table, column, at)
        shared = [network.organizations[row] for row in rows]
        others = [network.mechanisms[other] for other in columns]
        cells = [(one, asked) for one in shared] + [(organization, other) for other in others] + [
            (one, other) for one in shared for other in others if (one, other) in network.behind]
        evidence = [tie for cell in cells for tie in network.behind[cell]]
        sheet.add(
            (edge for tie in evidence for edge in tie.edges),
            organization=organization, name=snapshot.node(organization).name,
            actor_type=snapshot.node(organization).get("actor_type"), through=shared,
            works_with=others, ties=len(evidence), share=round(float(scores[at]), 4), **tested,
        )
    if far:
        sheet.note(
            f"{len(far)} organizations within reach are left out: what is known of them is not "
            f"near {asked}. Near is who is tied to mechanisms at most twice as wide that hold "
            "half of its member States or more, and an agency of the United Nations that is "
            "reached by two mechanisms or more."
        )


class _Neighbourhood:
    """Whether an organization is at home where a mechanism is: a body of one region is of no use
    to another, however many partners they share."""

    def __init__(self, given: Given) -> None:
        self._asked = given.text("mechanism")
        self._members = {one: set(facts) for one, facts in membership(given).facts.items()}
        self._snapshot = given.snapshot

    def has(self, organization: str, tied: list[str], reached: list[str]) -> bool:
        """tied: its mechanisms; reached: those of them that share an organization with this one.

        At home is who is tied to mechanisms not much wider than this one that hold half of its
        member States or more; and an agency of the United Nations that is reached twice.
        """
        if self._snapshot.node(organization).get("actor_type") == WORLDWIDE and len(reached) > 1:
            return True
        own = self._members.get(self._asked, set())
        near = [self._members[one] for one in tied
                if one in self._members and len(self._members[one]) <= WIDER * len(own)]
        return bool(own) and len(own & set().union(*near)) >= AT_HOME * len(own)


# -- the test --------------------------------------------------------------------------------------


def _tested(found: list[Tie], until: int) -> dict[str, Cell]:
    """Suggestions from ties up to a year, held against those that began later."""
    none: dict[str, Cell] = {"tested": "cannot be tested: no dates", "precision": None,
                             "low": None, "high": None, "precision_by_popularity": None}
    network = _network(found)
    before, after = np.zeros_like(network.table), np.zeros_like(network.table)
    for (organization, mechanism), behind in network.behind.items():
        cell = (network.organizations.index(organization), network.mechanisms.index(mechanism))
        before[cell] = any(_began_by(tie, until) for tie in behind)
        after[cell] = not before[cell] and any(_began_after(tie, until) for tie in behind)
    held = hold_out(before, after, MOST)
    if held.made < ENOUGH:
        return none
    low, high = wilson(held.true, held.made)
    return {
        "tested": f"{held.true} of {held.made} came true",
        "precision": _share(held.true, held.made), "low": round(low, 4), "high": round(high, 4),
        "precision_by_popularity": _share(held.true_by_popularity, held.made_by_popularity),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _began_by(tie: Tie, year: int) -> bool:
    """Surely by the end of the year: it began by then, or a source showed it by then."""
    return all(edge.bounds is not None and edge.bounds.from_max <= year * 10000 + 1231
               for edge in tie.edges)


def _began_after(tie: Tie, year: int) -> bool:
    """Surely later: only a known first day says so; a first mention does not."""
    return any(edge.get("start") != "unknown" and edge.bounds is not None
               and edge.bounds.from_min > year * 10000 + 1231 for edge in tie.edges)


def _said_of_test(sheet: Sheet, everything: list[Tie], tested: dict[str, Cell]) -> None:
    dated = sum(all(edge.get("start") != "unknown" for edge in tie.edges) for tie in everything)
    if tested["precision"] is None:
        sheet.note(f"How often such suggestions come true cannot be tested: no dates. The first "
                   f"day is known of {dated} of {len(everything)} ties; a test needs at least "
                   f"{ENOUGH} suggestions made from earlier ties. Take them as a list to think "
                   "about.")
    else:
        sheet.note(f"Tested on ties that began later: {tested['tested']}; the popularity of "
                   f"organizations alone gives {tested['precision_by_popularity']}. The first day "
                   f"is known of {dated} of {len(everything)} ties.")


PARTNER_SUGGESTIONS = Question(
    name="partner-suggestions",
    title="Which organizations could a mechanism approach, why, and how far is that to be trusted?",
    description="At most five organizations that work with mechanisms which share an organization "
    "with this one, by how much flows to them over such paths (two-mode resource allocation), "
    "with the paths as reasons and a test on later ties beside each.",
    asked_by="GRCP organizers (16); the guiding questions on partnerships (q8-4-4)",
    parameters=(MECHANISM, ACTOR_TYPE, AS_OF, MODE, RECALLED, UNTIL,
                Parameter(RING.name, RING.type, RING.description, RING.example, "all",
                          values=RING.values), LEVEL),
    columns=(
        Column("organization", "id", "Id of the organization"),
        Column("name", "text", "Its name"),
        Column("actor_type", "text", "Kind of actor"),
        Column("through", "ids", "Organizations tied to this mechanism by which it is reached"),
        Column("works_with", "ids", "Mechanisms by which it is reached: tied to it and to these"),
        Column("ties", "integer", "Ties that the suggestion rests on"),
        Column("share", "number", "What flows to it, of one unit for each organization tied to "
               "this mechanism: of use for the order only"),
        Column("tested", "text", "How many of such suggestions came true later, or that it cannot "
               "be tested"),
        Column("precision", "number", "Share that came true"),
        Column("low", "number", "95 % interval of that share (Wilson): from …"),
        Column("high", "number", "… to"),
        Column("precision_by_popularity", "number", "The same share if the most tied organizations "
               "are suggested to everybody"),
    ),
    answer=_suggestions,
    claim_level="L1",
    suffices="no",
    data="The first day of most ties is not known and who serves is known in part, so that "
    "suggestions can be made and explained but not tested.",
)
