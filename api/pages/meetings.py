"""Meetings as pages list them: by year, with place, and for how many attendance is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from api.pages.frame import Cite, Frame, Ref
from api.words.dates import event_words
from graph.snapshot import Node

INVITED = "invited"


@dataclass(frozen=True)
class MeetingLine:
    """One meeting in a list."""

    ref: Ref
    when: str
    year: str
    place: str
    country: Ref | None
    kind: str
    attendance: str
    basis: str
    cites: tuple[Cite, ...]
    held_by: tuple[Ref, ...]  # mechanisms, that of the page left out
    order: tuple[int, str]


def meeting_line(frame: Frame, meeting: Node, on_page_of: str = "") -> MeetingLine:
    """A meeting as a row of a list."""
    start, end = str(meeting.get("start", "")), str(meeting.get("end", ""))
    country = meeting.get("country")
    return MeetingLine(
        frame.ref_to(meeting), event_words(start, end) or "date not known", start[:4],
        place_words(meeting), frame.ref(str(country)) if country else None,
        str(meeting.get("kind", "")), attendance_words(frame, meeting.id),
        str(meeting.get("basis", "")), frame.cites(meeting),
        tuple(
            short_ref(frame, edge.head)
            for edge in frame.snapshot.edges("HELD_BY", tail=meeting.id)
            if edge.head != on_page_of
        ),
        (int(meeting.get("start_min", 0)), meeting.id),
    )


def short_ref(frame: Frame, mechanism: str) -> Ref:
    """A mechanism under its short name, where it has one."""
    ref, node = frame.ref(mechanism), frame.snapshot.find(mechanism)
    short = node.get("short_name") if node else None
    return replace(ref, name=str(short)) if short else ref


def place_words(meeting: Node) -> str:
    """The city, or that it was held online."""
    city = str(meeting.get("city", ""))
    if meeting.get("online"):
        return f"{city} and online" if city else "online"
    return city


def attendance_words(frame: Frame, meeting: str) -> str:
    """How many are known to have attended, States apart; nothing where none are."""
    states: set[str] = set()
    others: set[str] = set()
    for edge in frame.snapshot.edges("ATTENDED", head=meeting):
        if edge.get("as") != INVITED:
            is_state = frame.snapshot.label_of(edge.tail) == "State"
            (states if is_state else others).add(edge.tail)
    if not states and not others:
        return ""
    parts = []
    if states:
        parts.append(f"{len(states)} State" + "s" * (len(states) != 1))
    if others:
        parts.append(f"{len(others)} other" + "s" * (len(others) != 1))
    return "attendance known for " + " and ".join(parts)


def by_year(lines: Iterable[MeetingLine]) -> list[tuple[str, list[MeetingLine]]]:
    """Meetings by year, latest first; those without a date last."""
    years: dict[str, list[MeetingLine]] = {}
    for line in sorted(lines, key=lambda line: line.order, reverse=True):
        years.setdefault(line.year or "Date not known", []).append(line)
    return list(years.items())


def meetings_of(frame: Frame, mechanism: str) -> list[MeetingLine]:
    """Every meeting that a mechanism held."""
    edges = frame.snapshot.edges("HELD_BY", head=mechanism)
    nodes = (frame.snapshot.find(edge.tail) for edge in edges)
    return [meeting_line(frame, node, mechanism) for node in nodes if node is not None]
