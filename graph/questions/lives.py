"""How long each mechanism was seen to be alive, in years from its founding: for survival curves."""

from __future__ import annotations

from dataclasses import dataclass

from graph.dates import LATEST, parse, parse_span
from graph.questions.activity import held, ordinal
from graph.questions.given import Given
from graph.snapshot import Edge, Node

_YEAR = 365.2425
FELL_SILENT, LAPSED = "fell silent in our records", "lapsed"
_STILL_SEEN = "still seen"


@dataclass(frozen=True, slots=True)
class Life:
    """years: from founding to the end, or the last sign known. ended: whether that is a failure.

    evidence: the mechanism, and the fact of the meeting that was the last sign, where one was.
    """

    mechanism: str
    founded: int  # number of the day
    years: float
    ended: bool
    how: str
    evidence: tuple[Node | Edge, ...]


def lives(given: Given, silence: int) -> tuple[list[Life], list[str]]:
    """Of every mechanism founded by the day; and the ids of those of which the founding is unknown.

    A mandate fulfilled, a merger, an end for a reason that no source tells and a successor are no
    failures: the life is then only known to have lasted that long. What lapsed failed; what gave
    no sign for more than `silence` years fell silent, as far as our records go.
    """
    found, unknown = [], []
    for mechanism in given.mechanisms():
        spell = mechanism.bounds
        if spell is None or mechanism.get("start") == "unknown":
            unknown.append(mechanism.id)
        elif spell.from_max <= given.day:
            founded = _middle(spell.from_min, spell.from_max)
            last, ended, how, signs = _last(given, mechanism, silence)
            found.append(Life(mechanism.id, founded, max(0.0, (last - founded) / _YEAR), ended,
                              how, (mechanism, *signs)))
    return found, unknown


def years_after(founded: int, first: int, last: int) -> float:
    """Years from the founding to the middle of two days; 0 where that is earlier."""
    return max(0.0, (_middle(first, last) - founded) / _YEAR)


def _last(
    given: Given, mechanism: Node, silence: int
) -> tuple[int, bool, str, tuple[Node | Edge, ...]]:
    spell = mechanism.bounds
    assert spell is not None
    if spell.to_max <= given.day:
        reason = str(mechanism.get("end_reason", "reason not told"))
        span = parse_span(str(mechanism.get("end"))) if _dated(mechanism) else None
        first, last = (span.first, span.last) if span else (spell.to_min, spell.to_max)
        return _middle(first, last), reason == LAPSED, reason, ()
    sign, evidence = _last_sign(given, mechanism)
    for edge in given.snapshot.edges("SUCCEEDED", head=mechanism.id):
        return sign, False, f"succeeded by {edge.tail}", (*evidence, edge)
    if mechanism.get("status_stated") == "concluded":
        return sign, False, "concluded, no day told", evidence
    silent = ordinal(given.day) - sign > silence * _YEAR
    return sign, silent, FELL_SILENT if silent else _STILL_SEEN, evidence


def _dated(mechanism: Node) -> bool:
    return str(mechanism.get("end")) not in ("open", "unknown")


def _last_sign(given: Given, mechanism: Node) -> tuple[int, tuple[Node | Edge, ...]]:
    """The latest day by the day asked for on which anything shows it at work."""
    spell = mechanism.bounds
    assert spell is not None
    signs = [_middle(spell.from_min, spell.from_max)]
    told = [mechanism.get("attested_last")]
    if mechanism.get("status_stated") == "active":
        told.append(mechanism.get("status_attested"))
    for text in told:
        if text and (day := parse(str(text)).first) <= given.day:
            signs.append(ordinal(day))
    best = max(signs)
    meetings = held(given, mechanism.id)
    if meetings:
        meeting, edge = meetings[-1]
        day = ordinal(min(given.day, meeting.get("start_max", LATEST)))
        if day > best:
            return day, (meeting, edge)
    return best, ()


def _middle(first: int, last: int) -> int:
    return (ordinal(first) + ordinal(last)) // 2
