"""What mechanisms adopted, as pages list it: recommendations, instruments, practices.

Recommendations that have not been held against their source again stand apart, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.pages.frame import Cite, Frame, Ref
from api.words.dates import date_words
from graph.snapshot import Node, Snapshot

STANDING_WORDS = {
    "adopted": "adopted",
    "reported": "reported by a third party",
    "proposed": "proposed, not adopted",
    "unreviewed": "not yet checked against its source again",
}


@dataclass(frozen=True)
class TextLine:
    """A recommendation, instrument or practice in a list."""

    ref: Ref
    words: str
    when: str
    kind: str
    standing: str
    meeting: Ref | None
    themes: list[Ref]
    basis: str
    cites: tuple[Cite, ...]
    order: tuple[int, str]


def text_line(frame: Frame, node: Node) -> TextLine:
    """A text as a row of a list."""
    meeting = _meeting_of(frame.snapshot, node.id)
    adopted = str(node.get("adopted") or (meeting.get("start", "") if meeting else ""))
    day = node.get("adopted_min") or (meeting.get("start_min", 0) if meeting else 0)
    themes = [frame.ref(edge.head) for edge in frame.snapshot.edges("ADDRESSES", tail=node.id)]
    return TextLine(
        frame.ref_to(node), str(node.get("statement") or node.get("description") or node.name),
        date_words(adopted) if adopted else "", str(node.get("kind") or node.get("action", "")),
        str(node.get("standing", "")), frame.ref_to(meeting) if meeting else None, themes,
        str(node.get("basis", "")), frame.cites(node), (int(day), node.id),
    )


def _meeting_of(snapshot: Snapshot, text: str) -> Node | None:
    for edge in snapshot.edges("ADOPTED_AT", tail=text):
        if found := snapshot.find(edge.head):
            return found
    return None


def texts_of(frame: Frame, maker: str, label: str) -> list[TextLine]:
    """The texts of a label that a mechanism or organization made, latest first."""
    edges = frame.snapshot.edges("MADE_BY", head=maker)
    return lines(frame, [edge.tail for edge in edges], label)


def lines(frame: Frame, ids: Iterable[str], label: str) -> list[TextLine]:
    """These texts, those of the label, latest first."""
    nodes = (frame.snapshot.find(node) for node in dict.fromkeys(ids))
    made = [text_line(frame, node) for node in nodes if node is not None and node.label == label]
    return sorted(made, key=lambda line: line.order, reverse=True)


def reviewed(made: list[TextLine]) -> tuple[list[TextLine], list[TextLine]]:
    """Those that were checked against their source, and those that were not yet."""
    return (
        [line for line in made if line.standing != "unreviewed"],
        [line for line in made if line.standing == "unreviewed"],
    )


def recommendations(frame: Frame, maker: str) -> dict[str, list[TextLine]]:
    """What a mechanism or organization recommended, the unreviewed apart."""
    checked, unchecked = reviewed(texts_of(frame, maker, "Recommendation"))
    return {"recommendations": checked, "unreviewed": unchecked}
