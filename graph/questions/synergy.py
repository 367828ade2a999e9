"""What two mechanisms have in common and what passes between them: a card of separate channels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from graph.published.counting import many
from graph.questions.contacts import DIRECT, contacts_on_record, of_pair
from graph.questions.given import Given
from graph.questions.links import (
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
from graph.questions.looked import Looked, looked
from graph.questions.pairs import Pair, pairs
from graph.questions.question import DATED, A, B, Column, Parameter, Question
from graph.questions.relations import EXPLAINED, Relation
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Node, Snapshot

LOOKED_FOR = ("IN_CONTACT", "ATTENDED")
"""The kinds of fact that have to have been looked for on both sides before silence is told."""


def themes_of(given: Given) -> dict[str, dict[str, Edge]]:
    """By mechanism and theme, sorted, the fact that the one works on the other."""
    found: dict[str, dict[str, Edge]] = {}
    for edge in given.edges("WORKS_ON"):
        found.setdefault(edge.tail, {}).setdefault(edge.head, edge)
    return {mechanism: dict(sorted(themes.items())) for mechanism, themes in found.items()}


def searched(snapshot: Snapshot, a: str, b: str) -> tuple[bool, str, list[Node | Edge]]:
    """Whether contacts were looked for on both sides, how far in words, and what says so."""
    found: dict[str, list[Looked]] = {
        mechanism: [looked(snapshot, mechanism, of) for of in LOOKED_FOR] for mechanism in (a, b)
    }
    said = "; ".join(
        f"{mechanism}: contacts {contacts.said}, attendance {attended.said}"
        for mechanism, (contacts, attended) in found.items()
    )
    both = all(one.at_all for sides in found.values() for one in sides)
    return both, said, [e for sides in found.values() for one in sides for e in one.evidence]


def told_relation(relation: Relation) -> str:
    """A relation in words; of a union, how many of its members the two share."""
    if relation.kind == "bloc":
        return f"{relation.text}: {many(len(relation.facts), 'common member')} of it"
    return relation.text


# -- the card --------------------------------------------------------------------------------------


def _synergy(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, a, b = Sheet(), given.text("a"), given.text("b")
    standing = [m for m in (a, b) if given.takes(snapshot.node(m))]
    for mechanism in (a, b):
        if mechanism not in standing:
            sheet.note(f"{snapshot.node(mechanism).name} does not stand on the day in this "
                       "reading: only contacts up to the day are told.")
    if len(standing) == 2:
        found = links(given, (STATES, ORGANIZATIONS), (a, b), given.flag("connectors"))
        pair = _pair(snapshot, given)
        for relation in pair.relations if pair else ():
            _add(sheet, "relation", told_relation(relation), facts=relation.facts)
        _carriers(sheet, snapshot, found, pair, a, b)
        _themes(sheet, given)
        _servants(sheet, found, a, b)
        found.left_out.pop("mechanisms", None)  # between two, none is passed through
        sheet.note(left_out_note(found))
        if pair:
            sheet.note(EXPLAINED)
    _contacts(sheet, snapshot, given)
    sheet.note("Channels stand beside one another and are not added up: no weights would be "
               "anything but ours. That nothing is held in a channel is no finding.")
    return sheet


def _add(
    sheet: Sheet, channel: str, what: str, *, facts: Iterable[Node | Edge], ids: Iterable[str] = (),
    since: Iterable[str] = (), pair: Pair | None = None,
) -> None:
    sheet.add(
        facts, channel=channel, what=what, ids=list(ids), since=list(since),
        q_size=float(f"{pair.size.q:.4g}") if pair else None,
        q_geo=float(f"{pair.geography.q:.4g}") if pair else None,
    )


def _pair(snapshot: Snapshot, given: Given) -> Pair | None:
    """The pair among all listed mechanisms, or, where one is not listed, among all."""
    a, b = sorted((given.text("a"), given.text("b")))
    listed = all(snapshot.node(m).get("ring") == "listed" for m in (a, b))
    scope = Given(snapshot, {**given.values, "ring": "listed" if listed else "all"}, Counter())
    return next((one for one in pairs(scope).pairs if (one.a, one.b) == (a, b)), None)


def _carriers(
    sheet: Sheet, snapshot: Snapshot, found: Links, pair: Pair | None, a: str, b: str
) -> None:
    shared = found.shared(STATES, a, b)
    for label, noun in (("State", "member State"), ("Territory", "territory")):
        some = {c: facts for c, facts in shared.items() if snapshot.label_of(c) == label}
        if not some:
            continue
        what = many(len(some), f"{noun} of both", f"{noun}s of both" if label == "State"
                    else "territories of both")
        states = label == "State" and pair is not None
        if states and pair is not None:
            what += (f"; {pair.size.expected:.1f} expected by the sizes of the two, "
                     f"{pair.geography.expected:.1f} by their sizes in each region")
        _add(sheet, "carriers", what, facts=evidence_of(some), ids=some, pair=pair if states
             else None, since=[f"{how(here)} / {how(there)}" for here, there in some.values()])
    for said in frequent(found, STATES, shared):
        sheet.note(f"{said}.")
    faded = [s for s in pair.states if s not in shared] if pair else []
    if faded:
        sheet.note(f"Shared too, but not shown by any source within five years before the day, or "
                   f"in nearly every mechanism: {', '.join(faded)}; the tests count them.")


def _themes(sheet: Sheet, given: Given) -> None:
    a, b = given.text("a"), given.text("b")
    works = themes_of(given)
    one, other = works.get(a, {}), works.get(b, {})
    spread = Counter(theme for themes in works.values() for theme in themes)

    def said(theme: str, *facts: Edge) -> str:
        standings = " / ".join(str(fact.get("standing", "topic")) for fact in facts)
        return f"{standings}; worked on by {spread[theme]} of {len(works)} mechanisms"

    groups = (
        ("themes shared", [t for t in one if t in other], "both work on"),
        (f"themes of {a} alone", [t for t in one if t not in other],
         f"only {a} is known to work on"),
        (f"themes of {b} alone", [t for t in other if t not in one],
         f"only {b} is known to work on"),
    )
    for channel, themes, text in groups:
        if themes:
            facts = [[side[t] for side in (one, other) if t in side] for t in themes]
            _add(sheet, channel, f"{many(len(themes), 'theme')} that {text}", ids=themes,
                 facts=[f for some in facts for f in some],
                 since=[said(t, *some) for t, some in zip(themes, facts, strict=True)])


def _servants(sheet: Sheet, found: Links, a: str, b: str) -> None:
    shared = found.shared(ORGANIZATIONS, a, b)
    if shared:
        _add(sheet, "servants", f"{many(len(shared), 'organization')} serving both, or hosting "
             "their secretariats", facts=evidence_of(shared), ids=shared,
             since=[f"{how(here)} / {how(there)}" for here, there in shared.values()])
    for said in frequent(found, ORGANIZATIONS, shared):
        sheet.note(f"{said}: that it serves both says little.")


def _contacts(sheet: Sheet, snapshot: Snapshot, given: Given) -> None:
    a, b = given.text("a"), given.text("b")
    records = of_pair(contacts_on_record(given), a, b)
    for one in sorted(records, key=lambda c: (c.strength != DIRECT, c.date or "", c.kind)):
        channel = "contact" if one.strength == DIRECT else "contact (both guests of a third)"
        _add(sheet, channel, f"{told(one)}: {one.what}", facts=one.evidence,
             ids=[one.at] if one.at else [], since=[one.date] if one.date else [])
    both, said, facts = searched(snapshot, a, b)
    if not records and both:
        _add(sheet, "gap", f"No contact on record in the documents read on both sides ({said})",
             facts=facts)
    elif not records:
        _add(sheet, "contact not known", f"Not known to us: contacts were not looked for on both "
             f"sides ({said})", facts=facts)


CONNECTORS = Parameter(
    "connectors", "boolean", "Whether States and organizations that link nearly all mechanisms "
    "are taken along", "true", "false",
)
SYNERGY = Question(
    name="synergy",
    title="What do two mechanisms have in common, and what contact between them is on record?",
    description="A card of separate channels: what ties the two by their make-up, the States that "
    "are members of both, the themes that both or only one works on, the organizations that serve "
    "both, and every contact on record, also as guests of one meeting. A gap is told only where "
    "contacts were looked for on both sides. There is no score.",
    asked_by="GRCP organizers (4, 6); q8-L-1, q8-2-2, qb-2",
    parameters=(A, B, *DATED, CONNECTORS),
    columns=(
        Column("channel", "text", "relation, carriers, themes, servants, contact; gap where none "
               "is on record and was looked for on both sides, contact not known where not"),
        Column("what", "text", "What is held, in words"),
        Column("ids", "ids", "The States, themes, organizations or meetings"),
        Column("since", "texts", "For each of them since when, or how, in the one / in the other"),
        Column("q_size", "number", "Carriers: chance of sharing as many or more States by sizes, "
               "corrected for the number of pairs (see `overlap`)"),
        Column("q_geo", "number", "The same by sizes in each region"),
    ),
    answer=_synergy,
    claim_level="L2",
    suffices="in part",
    data="Members and themes are held for most mechanisms; contacts were looked for in few "
    "documents, so that a gap is a question to the two secretariats rather than a finding.",
)
