"""Relays from meeting to meeting through those who attended both: first arrivals, and who could.

Contacts are (carrier, meeting) pairs. What was adopted at one meeting could have travelled to
another if somebody attended the first and then the second. Time respects the interval of every
date: with `must` the first had surely ended before the second began, with `may` it may have.
Dates of several steps are taken together: a chain whose steps are possible one by one, but not all
at once, is none. After Holme and Saramäki, Physics Reports 519 (2012), time-respecting paths with
a maximal waiting time. "Could have" is all that this shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NEVER = np.int64(2) ** 40
Days = NDArray[np.int64]
Numbers = NDArray[np.intp]


@dataclass(frozen=True)
class Meetings:
    """When meetings were, in days (proleptic ordinals), one entry a meeting.

    A meeting began between start_min and start_max and ended between end_min and end_max.
    """

    start_min: Days
    start_max: Days
    end_min: Days
    end_max: Days

    def __len__(self) -> int:
        return len(self.start_min)

    def taken(self, places: Numbers) -> Meetings:
        """The same meetings with the dates of others."""
        return Meetings(self.start_min[places], self.start_max[places], self.end_min[places],
                        self.end_max[places])


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a meeting is first reached: the meetings on the way, the origin and itself included."""

    meeting: int
    path: tuple[int, ...]


def surely_before(meetings: Meetings, first: int, second: int) -> bool:
    """Whether the first had surely ended before the second began."""
    return bool(meetings.end_max[first] < meetings.start_min[second])


def first_arrivals(
    meetings: Meetings, attended: Sequence[Numbers], origin: int, wait: int, between: int,
    *, surely: bool = True,
) -> list[Arrival]:
    """The meetings that can be reached from one, each by the fewest meetings in between and, of
    these ways, by the one that is first there; sorted by meeting.

    attended: of each carrier the numbers of the meetings that it attended. wait: how many days at
    most lie between a meeting's latest end and the next one's earliest start. between: how many
    meetings at most lie in between. surely: must precede; else may precede.
    Time: for each carrier and round, the meetings reached times the meetings attended.
    """
    arrive, depart = _times(meetings, surely)
    best = np.full(len(meetings), NEVER, dtype=np.int64)  # earliest end so far, by any round
    best[origin] = depart[origin]
    came: list[dict[int, int]] = []  # of each round, from which meeting each was bettered
    first: dict[int, int] = {origin: -1}  # the round in which a meeting was reached first
    fresh = {origin}
    for round_number in range(between + 1):
        before, previous = best.copy(), fresh
        came.append({})
        for theirs in attended:
            departures = np.array([m for m in theirs.tolist() if m in previous], dtype=np.intp)
            if len(departures):
                _onward(meetings, arrive, depart, before, departures, theirs, wait, best,
                        came[-1])
        fresh = set(came[-1])
        for meeting in fresh:
            first.setdefault(meeting, round_number)
        if not fresh:
            break
    return [
        Arrival(meeting, _path(came, meeting, first[meeting]))
        for meeting in sorted(first) if meeting != origin
    ]


def _times(meetings: Meetings, surely: bool) -> tuple[Days, Days]:
    """By when one has to have come to a meeting (strictly before), and when one is free again."""
    if surely:
        return meetings.start_min, meetings.end_max
    return meetings.start_max, meetings.end_min


def _onward(
    meetings: Meetings, arrive: Days, depart: Days, before: Days, departures: Numbers,
    theirs: Numbers, wait: int, best: Days, came: dict[int, int],
) -> None:
    """Better the ends of the meetings that one carrier could go on to."""
    leaving = before[departures][:, None]
    gaps = meetings.start_min[theirs][None, :] - meetings.end_max[departures][:, None]
    ends = np.maximum(depart[theirs][None, :], leaving + 1)
    ends = np.where((leaving < arrive[theirs][None, :]) & (gaps <= wait), ends, NEVER)
    choice = ends.argmin(axis=0)
    for column, row in enumerate(choice.tolist()):
        end, meeting, source = int(ends[row, column]), int(theirs[column]), int(departures[row])
        if end < best[meeting] or (
            end == best[meeting] < NEVER and meeting in came and source < came[meeting]
        ):
            best[meeting] = end
            came[meeting] = source


def _path(came: list[dict[int, int]], meeting: int, round_number: int) -> tuple[int, ...]:
    """Back from a meeting that was reached in a round to the origin."""
    path = [meeting]
    for at in range(round_number, -1, -1):
        path.append(came[at][path[-1]])
    return tuple(reversed(path))


# -- the whole table in one pass -------------------------------------------------------------------


def reached(
    meetings: Meetings, attended: Sequence[Numbers], origins: NDArray[np.bool_], wait: int,
    between: int,
) -> NDArray[np.bool_]:
    """Meetings × sources: whether what a source adopted could have come there, dates `must`.

    attended: of each meeting the numbers of the carriers that were there. origins: meetings ×
    sources, whether the source adopted something there. wait, between: as in `first_arrivals`.
    One pass over the beginnings and ends of meetings in the order of time: who is at a meeting
    knows what those who come to it learnt at the end of an earlier one.
    Time: O((between + 1) · contacts · sources).
    """
    carriers = 1 + max((int(here.max()) for here in attended if len(here)), default=-1)
    layers = between + 2
    known = np.full((layers, carriers, origins.shape[1]), -NEVER, dtype=np.int64)  # latest end
    there = np.zeros((layers, *origins.shape), dtype=np.bool_)
    there[0] = origins
    for day, ends, meeting in _events(meetings):
        here = attended[meeting]
        if not len(here):
            continue
        if not ends:
            fresh = (known[:-1, here] >= day - wait).any(axis=1)
            there[1:, meeting] |= fresh
            continue
        for layer in range(layers - 1):
            learnt = np.flatnonzero(there[layer, meeting])
            known[layer, here[:, None], learnt[None, :]] = day
    anywhere: NDArray[np.bool_] = np.logical_or.reduce(there[1:], axis=0)
    return anywhere


def _events(meetings: Meetings) -> Iterable[tuple[int, bool, int]]:
    """(day, whether it is an end, meeting): on one day beginnings come first, for who learns
    something on a day carries it to no meeting of that day."""
    begins = [(int(day), False, m) for m, day in enumerate(meetings.start_min)]
    ends = [(int(day), True, m) for m, day in enumerate(meetings.end_max)]
    return sorted(begins + ends)


def shared_carriers(attended: Sequence[Numbers]) -> NDArray[np.bool_]:
    """Meetings × meetings: whether somebody attended both; attended as in `reached`."""
    carriers = 1 + max((int(here.max()) for here in attended if len(here)), default=-1)
    there = np.zeros((len(attended), carriers), dtype=np.float32)
    for meeting, here in enumerate(attended):
        there[meeting, here] = 1
    return there @ there.T > 0


def reached_by_squares(
    meetings: Meetings, shared: NDArray[np.bool_], origins: NDArray[np.bool_], wait: int,
    between: int,
) -> NDArray[np.bool_]:
    """The same as `reached`, for few meetings and many choices of dates: shared carriers need to
    be found only once. Time: O((between + 1) · meetings² · sources), in matrix products."""
    gaps = meetings.start_min[:, None] - meetings.end_max[None, :]  # later × earlier
    onward = (shared & (gaps > 0) & (gaps <= wait)).astype(np.float32)
    there, found = origins, np.zeros_like(origins)
    for _ in range(between + 1):
        there = onward @ there.astype(np.float32) > 0
        found |= there
    return found
