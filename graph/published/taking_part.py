"""Rules for published statements about who is a member, and who was at a meeting."""

from __future__ import annotations

from collections import Counter

from graph.published.counting import (
    NO_NAMES,
    Answer,
    Asked,
    Finding,
    counted,
    labelled,
    level_of,
    many,
    memberships,
    names,
)
from graph.published.serving import INVITED
from graph.snapshot import Snapshot

ATTENDED = "ATTENDED"
_EXTENTS = {
    "partial": "is known in part only, as lists break off (coverage: partial)",
    "not looked at": "was not looked at",
    "complete": "is noted as complete, and so the sources disagree",
}
NOT_MADE_UP = "names of those present are not made up to reach a count"


# -- members ---------------------------------------------------------------------------------------


def in_at_least_one(asked: Asked) -> Answer:
    """Who was a member of a listed mechanism on the day; States and territories apart."""
    snapshot, members = asked.snapshot, memberships(asked.snapshot, asked.day)
    states = labelled(snapshot, members, "State")
    territories = labelled(snapshot, members, "Territory")
    words = f"{many(len(states), 'State')}; {many(len(territories), 'territory', 'territories')}"
    return counted(asked, states | territories, words, (
        "The source counts countries and territories in one number; here they stand apart, and "
        "are added only to compare.",
        NO_NAMES if asked.contradicts(len(states | territories)) else "",
    ))


def in_more_than_one(asked: Asked) -> Answer:
    """States that were members of several listed mechanisms on the day."""
    snapshot, members = asked.snapshot, memberships(asked.snapshot, asked.day)
    states = labelled(snapshot, members, "State")
    several = {state for state in states if len(members[state]) > 1}
    words = f"{len(several)} of {many(len(states), 'State')} that were in at least one"
    if asked.value not in ("most", "the majority"):
        return counted(asked, several, words, (NO_NAMES,))
    agrees = 2 * len(several) > len(states)
    return Finding(words, tuple(sorted(several)), agrees,
                   f"“{asked.value.capitalize()}” is read as more than half.")


def most_of_one(asked: Asked) -> Answer:
    """The largest number of listed mechanisms that one State was a member of on the day.

    The mechanisms are given, and not the State: nobody is ranked.
    """
    snapshot, members = asked.snapshot, memberships(asked.snapshot, asked.day)
    states = sorted(labelled(snapshot, members, "State"))
    if not states:
        return "No State is known to have been a member on that day."
    top = max(states, key=lambda state: len(members[state]))
    ids = members[top]
    surely = memberships(snapshot, asked.day, "certain")
    certain = max((len(surely.get(state, ())) for state in states), default=0)
    said: list[str] = []
    if asked.contradicts(len(ids)):
        levels = Counter(level_of(snapshot, mechanism) for mechanism in ids)
        derived = sum(
            any(e.holds(asked.day) and e.get("basis") == "derived"
                for e in snapshot.edges("MEMBER_OF", tail=top, head=mechanism))
            for mechanism in ids
        )
        said = [
            f"By level: {', '.join(f'{n} {level}' for level, n in sorted(levels.items()))}.",
            f"{derived} of the {len(ids)} memberships follow by a rule, as where a source names a "
            "group as a whole." if derived else "",
            f"Counting only what was certain on that day, the largest number is {certain}.",
            NO_NAMES,
        ]
    return counted(asked, ids, many(len(ids), "listed mechanism"), said)


# -- at a meeting ----------------------------------------------------------------------------------


def present(snapshot: Snapshot, meeting: str, label: str) -> set[str]:
    """Who of a label is known to have attended; whoever was only invited did not."""
    came = {e.tail for e in snapshot.edges(ATTENDED, head=meeting) if e.get("as") != INVITED}
    return labelled(snapshot, came, label)


def governments_at(asked: Asked) -> Answer:
    """States known to have attended a meeting."""
    territories = present(asked.snapshot, asked.detail, "Territory")
    aside = many(len(territories), "territory", "territories")
    return _at(asked, "State", "State", f"Beside the States, {aside} attended: counted apart."
               if territories else "")


def mechanisms_at(asked: Asked) -> Answer:
    """Mechanisms known to have been represented at a meeting."""
    return _at(asked, "Mechanism", "mechanism", "")


def _at(asked: Asked, label: str, word: str, aside: str) -> Answer:
    snapshot, meeting = asked.snapshot, asked.detail
    if snapshot.label_of(meeting) != "Meeting":
        return f"There is no meeting {meeting} in the graph."
    ids = present(snapshot, meeting, label)
    if not ids:
        return (f"No {word} is known by name to have been there; {_coverage(snapshot, meeting)}. "
                "Silence is no finding.")
    figure, said = asked.figure, [aside]
    if figure and asked.contradicts(len(ids)):
        if len(ids) < figure.number:
            said.append(f"Only {many(len(ids), word)} can be named: "
                        f"{_coverage(snapshot, meeting)}, and {NOT_MADE_UP}.")
        else:
            said += ["The sources of the graph name more than this one counts.", NO_NAMES]
    return counted(asked, ids, f"{many(len(ids), word)} known by name", said)


def _coverage(snapshot: Snapshot, meeting: str) -> str:
    """How far attendance was looked for, as the notes on coverage of its mechanisms say."""
    extents: dict[str, set[str]] = {}
    for holder in snapshot.edges("HELD_BY", tail=meeting):
        for of in snapshot.edges("COVERAGE_OF", head=holder.head):
            note = snapshot.find(of.tail)
            if note and note.get("of") == ATTENDED:
                extents.setdefault(str(note.get("extent")), set()).add(holder.head)
    if not extents:
        return "how far attendance was looked for is not noted"
    said = [
        f"attendance at meetings of {names(snapshot, mechanisms)} "
        f"{_EXTENTS.get(extent, f'is noted as {extent}')}"
        for extent, mechanisms in sorted(extents.items())
    ]
    return "; ".join(said)
