"""Whose texts could have reached whose meetings, and is it more than shuffled dates would give?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.measures.null_models import false_discovery
from graph.measures.relays import Meetings, reached, reached_by_squares, shared_carriers
from graph.published.counting import many
from graph.questions.attending import Attendance, attendance
from graph.questions.given import Given
from graph.questions.question import AS_OF, LEVEL, RECALLED, RING, A, B, Column, Parameter, Question
from graph.questions.relays import BETWEEN, CARRIERS, CONNECTORS, DAYS_A_YEAR, WAIT, adopted_by
from graph.questions.sheet import Sheet
from graph.snapshot import Snapshot

RANGE = (2.5, 97.5)
MOST_SQUARED = 4_000
"""With more meetings than this a table of meetings by meetings takes more than it saves."""


def _relay_table(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, known = Sheet(), attendance(given)
    names = [m.id for m in given.mechanisms() if known.held.get(m.id)]
    origins = _origins(given, known, names)
    sources = [name for number, name in enumerate(names) if origins[:, number].any()]
    origins = origins[:, [names.index(name) for name in sources]]
    if not sources:
        sheet.note("No meeting is held that adopted something and whose attendance is known.")
        return sheet
    held = np.zeros((len(known.meetings), len(names)), dtype=np.bool_)
    for column, name in enumerate(names):
        held[known.held[name], column] = True
    # What is adopted at a joint meeting need not travel: meetings held by both are no target.
    own = held[:, [names.index(name) for name in sources]]
    reach = _Reach(given, known, origins)
    real_there = reach.there(known.times)
    real = _counts(real_there, held, own)
    null = _shuffled(given, known, reach, held, own)
    p = _p(real, null)
    pairs = [
        (i, j) for i, a in enumerate(sources) for j, b in enumerate(names)
        if a != b and (real[i, j] or null[:, i, j].any())
    ]
    q = false_discovery(np.array([p[pair] for pair in pairs]))
    targets = (~own).astype(np.int64).T @ held
    low, high = np.percentile(null, RANGE, axis=0)
    for (i, j), corrected in zip(pairs, q, strict=True):
        a, b = sources[i], names[j]
        if given.text("a") in ("", a) and given.text("b") in ("", b):
            there = [known.meetings[m] for m in np.flatnonzero(
                real_there[:, i] & held[:, j] & ~own[:, i])]
            sheet.add(
                [edge for m in there for edge in snapshot.edges("HELD_BY", tail=m, head=b)],
                [snapshot.node(m) for m in there], a=a, b=b, meetings=int(targets[i, j]),
                reached=int(real[i, j]), share=_share(real[i, j], targets[i, j]),
                null_mean=_share(null[:, i, j].mean(), targets[i, j]),
                null_low=_share(low[i, j], targets[i, j]),
                null_high=_share(high[i, j], targets[i, j]),
                p=round(float(p[i, j]), 4), q=round(float(corrected), 4),
            )
    for note in _notes(given, known, real, null, len(pairs)):
        sheet.note(note)
    return sheet


def _share(number: float, whole: int) -> float:
    return round(float(number) / int(whole), 4) if whole else 0.0


def _origins(given: Given, known: Attendance, names: list[str]) -> NDArray[np.bool_]:
    """Meetings × mechanisms: where each adopted something."""
    origins = np.zeros((len(known.meetings), len(names)), dtype=np.bool_)
    for column, name in enumerate(names):
        for one in adopted_by(given, name)[0]:
            if one.meeting in known.place:
                origins[known.place[one.meeting], column] = True
    return origins


class _Reach:
    """Meetings × sources: what could have come where, for these dates or others."""

    def __init__(self, given: Given, known: Attendance, origins: NDArray[np.bool_]) -> None:
        self._known, self._origins = known, origins
        self._wait = int(given.integer("wait") * DAYS_A_YEAR)
        self._between = given.integer("between")
        few = len(known.meetings) <= MOST_SQUARED
        self._shared = shared_carriers(known.by_meeting) if few else None

    def there(self, times: Meetings) -> NDArray[np.bool_]:
        if self._shared is None:
            return reached(times, self._known.by_meeting, self._origins, self._wait, self._between)
        return reached_by_squares(times, self._shared, self._origins, self._wait, self._between)


def _counts(
    there: NDArray[np.bool_], held: NDArray[np.bool_], own: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Sources × mechanisms: how many meetings of each were reached."""
    counts: NDArray[np.int64] = (csr_array(held.T.astype(np.int64)) @ (there & ~own)).T
    return counts


def _shuffled(
    given: Given, known: Attendance, reach: _Reach, held: NDArray[np.bool_],
    own: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Samples × sources × mechanisms: the same counts, with the dates of the meetings of each
    mechanism dealt out anew among them; a joint meeting goes with the first that held it."""
    rng = np.random.default_rng(given.integer("seed"))
    first: dict[int, str] = {}
    for mechanism in sorted(known.held):
        for meeting in known.held[mechanism]:
            first.setdefault(meeting, mechanism)
    groups = [
        np.array(sorted(m for m, holder in first.items() if holder == mechanism), dtype=np.intp)
        for mechanism in sorted(set(first.values()))
    ]
    samples = []
    for _ in range(given.integer("samples")):
        places = np.arange(len(known.meetings))
        for group in groups:
            places[group] = rng.permutation(group)
        samples.append(_counts(reach.there(known.times.taken(places)), held, own))
    return np.array(samples)


def _p(real: NDArray[np.int64], null: NDArray[np.int64]) -> NDArray[np.float64]:
    """Chance under the null of a number as far out, on either side (Phipson and Smyth 2010)."""
    samples = len(null)
    more = (1 + (null >= real).sum(axis=0)) / (1 + samples)
    fewer = (1 + (null <= real).sum(axis=0)) / (1 + samples)
    both: NDArray[np.float64] = np.minimum(1.0, 2 * np.minimum(more, fewer))
    return both


def _notes(
    given: Given, known: Attendance, real: NDArray[np.int64], null: NDArray[np.int64], pairs: int
) -> list[str]:
    whole, dealt = int((real > 0).sum()), (null > 0).sum(axis=(1, 2))
    low, high = (round(float(end), 1) for end in np.percentile(dealt, RANGE))
    least = 2 / (1 + given.integer("samples"))
    notes = [
        "What could have travelled, by the dates and by who was there; not that it did.",
        f"In all {many(whole, 'ordered pair')} of mechanisms could have been bridged; with the "
        "dates of each mechanism's meetings dealt out anew among them "
        f"{dealt.mean():.1f} on average, 95 % between {low:g} and {high:g}. Dealing out changes "
        "the order of meetings, never who attended.",
        f"p and q are two-sided, q corrected over {many(pairs, 'pair')} (Benjamini-Hochberg); with "
        f"{given.integer('samples')} samples no p can be below {least:.4f}"
        + (", so that a pair alone cannot pass after correction: read the whole, or take more "
           "samples." if least * pairs > 0.05 else "."),
        f"Known attendance: {many(len(known.meetings), 'meeting')} of "
        f"{many(len(known.held), 'mechanism')}.",
    ]
    if known.universal:
        notes.append("Left out, since seen at meetings of more than 80 % of the mechanisms: "
                     f"{', '.join(known.universal)}. connectors=true takes them.")
    return notes


_OPTIONAL = "; all if none is given"
RELAY_TABLE = Question(
    name="relay-table",
    title="Whose recommendations could have reached whose meetings, beyond what dates would give?",
    description="For each ordered pair of mechanisms how many meetings of the second somebody "
    "attended who had, within the years allowed, attended a meeting of the first that adopted "
    "something; and how many it would be if each mechanism had held its meetings in another "
    "order. Dates must precede.",
    asked_by="analysts (5, 25); qb-2, qi-1-1",
    parameters=(
        replace(A, default="", description="Only what this mechanism adopted" + _OPTIONAL),
        replace(B, default="", description="Only meetings of this mechanism" + _OPTIONAL),
        replace(AS_OF, description="Day up to which meetings are taken; by default that of the "
                "data"),
        RING, LEVEL, WAIT, BETWEEN, CARRIERS, CONNECTORS,
        Parameter("samples", "integer", "How often the dates are dealt out anew", "100", "200",
                  least=20, most=1000),
        Parameter("seed", "integer", "Where the dealing begins: the same gives the same", "2",
                  "1", least=0, most=1_000_000),
        RECALLED,
    ),
    columns=(
        Column("a", "id", "Mechanism that adopted something"),
        Column("b", "id", "Mechanism whose meetings could have been reached"),
        Column("meetings", "integer", "Meetings of the second with known attendance, those held "
               "with the first left out"),
        Column("reached", "integer", "Those of them that could have been reached"),
        Column("share", "number", "The same as a share, 0 to 1"),
        Column("null_mean", "number", "Share with dates dealt out anew, mean over the samples"),
        Column("null_low", "number", "The same, lower end of 95 % of the samples"),
        Column("null_high", "number", "The same, upper end"),
        Column("p", "number", "Chance of a share as far out with dates dealt out anew, two-sided"),
        Column("q", "number", "The same, corrected for the number of pairs"),
    ),
    answer=_relay_table,
    claim_level="L2",
    suffices="in part",
    data="Attendance is held for some meetings of most mechanisms: shares are of these alone, and "
    "say nothing of meetings whose attendance is not known to us.",
)
