"""Where things stand on a map: rings and what lies inside them, the same place every time.

Numbers in, numbers out: it knows ids, regions and widths of labels, neither colours nor facts.
There is no chance in it and no clock; equal input gives equal places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HEIGHT = 1000.0
WIDTH = 1220.0
"""Half axes of the outer ring: an ellipse, since screens and slides are wider than high."""
ORGANIZATIONS = 0.855
REGIONAL = (0.57, 0.785)
WIDER = (0.0, 0.48)
"""Where things stand between the centre (0) and the outer ring (1)."""
INNER_LINE = 0.535
_LETTER = 27.0
_LINE = 78.0
"""Room a label takes, in units of the map, when the whole of it is on a screen."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place; outer ones carry the angle (radians, clockwise from the right) for their names."""

    x: int
    y: int
    angle: float | None = None


@dataclass(frozen=True, slots=True)
class Arc:
    """A stretch of the outer ring."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Inner:
    """Something inside the ring: the ids it is drawn to, the room its name takes, how far in."""

    id: str
    letters: int
    towards: Sequence[str]
    wide: bool = False


def _even_angles() -> tuple[Floats, Floats]:
    """Angles and the share of the ellipse's length that lies before each."""
    angles = np.linspace(0, 2 * np.pi, 8193)
    points = np.stack((WIDTH * np.cos(angles), HEIGHT * np.sin(angles)), axis=1)
    steps = np.hypot(*np.diff(points, axis=0).T)
    run = np.concatenate(([0.0], np.cumsum(steps)))
    return angles, run / run[-1]


_ANGLES, _RUN = _even_angles()


def _angle_at(share: Floats) -> Floats:
    turns = np.floor(share)
    return np.asarray(np.interp(share - turns, _RUN, _ANGLES) + 2 * np.pi * turns)


def _spot(angle: float, depth: float, outer: bool = False) -> Spot:
    return Spot(
        round(WIDTH * depth * float(np.cos(angle))),
        round(HEIGHT * depth * float(np.sin(angle))),
        round(float(angle) % (2 * np.pi), 4) if outer else None,
    )


def ring(
    groups: Sequence[tuple[str, Sequence[str]]],
    *,
    depth: float = 1.0,
    gap: float = 2.5,
    outer: bool = True,
    first_at_top: bool = True,
) -> tuple[dict[str, Spot], list[Arc]]:
    """Groups one after another round a ring, clockwise, evenly spaced, a gap after each.

    The middle of the first group is at the top.
    """
    filled = [(name, ids) for name, ids in groups if ids]
    total = sum(len(ids) for _, ids in filled) + gap * len(filled)
    spots: dict[str, Spot] = {}
    arcs: list[Arc] = []
    if not filled:
        return spots, arcs
    top = 0.75  # a quarter before the right, where the angle is 0 and the share 0 too
    at = top - (len(filled[0][1]) - 1) / 2 / total if first_at_top else 0.5 / total
    for name, ids in filled:
        shares = at + np.arange(len(ids)) / total
        angles = _angle_at(shares)
        for node, angle in zip(ids, angles, strict=True):
            spots[node] = _spot(float(angle), depth, outer)
        edge = 0.5 / total
        start, end = _angle_at(np.array([shares[0] - edge, shares[-1] + edge]))
        arcs.append(Arc(name, round(float(start), 4), round(float(end), 4)))
        at = float(shares[-1]) + (1 + gap) / total
    return spots, arcs


def _directions(things: Sequence[Inner], spots: Mapping[str, Spot]) -> tuple[Floats, Floats]:
    """The angle towards the middle of what each is drawn to, and how clear it is (0 to 1)."""
    angles, clear = np.zeros(len(things)), np.zeros(len(things))
    for row, thing in enumerate(things):
        ends = [spots[end] for end in thing.towards if end in spots]
        if ends:
            x = float(np.mean([end.x / WIDTH for end in ends]))
            y = float(np.mean([end.y / HEIGHT for end in ends]))
            angles[row], clear[row] = np.arctan2(y, x), np.hypot(x, y)
    return angles, clear


def _spaced(angles: Floats, room: float) -> Floats:
    """The angles moved apart round a circle until neighbours keep their distance."""
    count = len(angles)
    if count < 2:
        return angles
    order = np.argsort(angles, kind="stable")
    moved = angles[order].copy()
    room = min(room, 2 * np.pi / count * 0.98)
    for _ in range(400):
        short = room - np.diff(np.append(moved, moved[0] + 2 * np.pi))
        push = np.clip(short, 0, None) / 2
        if not push.any():
            break
        moved += np.roll(push, 1) - push
    result = np.empty(count)
    result[order] = moved
    return result


def on_inner_ring(things: Sequence[Inner], spots: Mapping[str, Spot]) -> dict[str, Spot]:
    """Small things on the ring inside the outer one, near what they are drawn to."""
    angles, clear = _directions(things, spots)
    loose = np.flatnonzero(clear < 1e-9)
    angles[loose] = np.linspace(0, 2 * np.pi, len(loose), endpoint=False)
    moved = _spaced(angles, 0.055)
    return {
        thing.id: _spot(float(angle), ORGANIZATIONS)
        for thing, angle in zip(things, moved, strict=True)
    }


def inside(things: Sequence[Inner], spots: Mapping[str, Spot]) -> dict[str, Spot]:
    """Mechanisms near those who take part: regional ones outside, wider ones in the middle."""
    if not things:
        return {}
    angles, clear = _directions(things, spots)
    wide = np.array([thing.wide for thing in things])
    low = np.where(wide, WIDER[0], REGIONAL[0])
    high = np.where(wide, WIDER[1], REGIONAL[1])
    for chosen in (np.flatnonzero(wide), np.flatnonzero(~wide)):
        # Those drawn to nowhere in particular fill the places that the others leave.
        loose = chosen[clear[chosen] < 0.05]
        angles[loose] = np.linspace(0, 2 * np.pi, len(loose), endpoint=False) + 0.4
        angles[chosen] = _spaced(angles[chosen], 2 * np.pi / max(len(chosen), 1) * 0.75)
    # Neighbours start at different depths, so that names beside one another find room.
    share = np.empty(len(things))
    for some, steps in ((wide, (0.95, 0.3, 0.65)), (~wide, (0.1, 0.9))):
        chosen = np.flatnonzero(some)
        order = chosen[np.argsort(angles[chosen], kind="stable")]
        share[order] = np.resize(steps, len(order))
    depth = low + (high - low) * share
    home = np.stack((np.cos(angles) * depth * WIDTH, np.sin(angles) * depth * HEIGHT), axis=1)
    room = np.array([[max(thing.letters, 2) * _LETTER + 44, _LINE] for thing in things])
    placed = _apart(home, room, low, high)
    return {
        thing.id: Spot(round(float(x)), round(float(y)))
        for thing, (x, y) in zip(things, placed, strict=True)
    }


def _apart(home: Floats, room: Floats, low: Floats, high: Floats) -> Floats:
    """Boxes pushed apart, each kept near its home and between its two rings."""
    at = home.copy()
    # Equal places would never part: a fixed small turn of each one's own breaks the tie.
    turn = np.arange(len(at)) * 2.399963
    at += np.stack((np.cos(turn), np.sin(turn)), axis=1)
    wanted = (room[:, None, :] + room[None, :, :]) / 2
    axes = np.array([WIDTH, HEIGHT])
    others = ~np.eye(len(at), dtype=np.bool_)
    for step in range(500):
        away = at[:, None, :] - at[None, :, :]
        overlap = wanted - np.abs(away)
        hit = (overlap > 0).all(axis=2) & others
        sideways = overlap[:, :, 0] < overlap[:, :, 1]
        push = np.zeros_like(at)
        for axis, chosen in ((0, hit & sideways), (1, hit & ~sideways)):
            force = np.where(chosen, np.sign(away[:, :, axis]) * overlap[:, :, axis], 0)
            push[:, axis] = np.clip(force.sum(axis=1) * 0.3, -60, 60)
        pull = (home - at) * (0.02 if step < 300 else 0.002)
        at = at + push + pull
        unit = at / axes
        depth = np.hypot(*unit.T)
        kept = np.clip(depth, low, high)
        at = at * (kept / np.maximum(depth, 1e-9))[:, None]
    return at


def centred(
    focus: str, rings: Sequence[Sequence[tuple[str, Sequence[str]]]]
) -> tuple[dict[str, Spot], list[Arc]]:
    """One thing in the middle, rings of groups round it, the outermost first."""
    filled = [groups for groups in rings if any(ids for _, ids in groups)]
    spots: dict[str, Spot] = {}
    arcs: list[Arc] = []
    depths = np.linspace(1, 0.36, len(filled) + 1)[:-1]
    for number, (groups, depth) in enumerate(zip(filled, depths, strict=True)):
        made, found = ring(
            groups, depth=float(depth), gap=1 if number else 2.5, outer=number == 0,
            first_at_top=number == 0,
        )
        spots |= made
        if number == 0:
            arcs = found
    spots[focus] = Spot(0, 0)
    return spots, arcs
