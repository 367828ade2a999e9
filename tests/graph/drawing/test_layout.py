"""Places: the same every time, apart from one another, in the order of regions."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from graph.drawing import layout
from graph.drawing.layout import Inner, Spot


def groups(*sizes: int) -> list[tuple[str, list[str]]]:
    return [(f"g{i}", [f"s{i}-{j}" for j in range(size)]) for i, size in enumerate(sizes)]


def test_ring_places_are_evenly_spaced_on_the_ellipse() -> None:
    spots, arcs = layout.ring(groups(44, 48, 14, 54, 35))
    assert len(spots) == 195
    assert len({(spot.x, spot.y) for spot in spots.values()}) == 195
    for spot in spots.values():
        depth = math.hypot(spot.x / layout.WIDTH, spot.y / layout.HEIGHT)
        assert depth == pytest.approx(1, abs=2e-3)
    inside = [spots[f"s0-{j}"] for j in range(44)]
    steps = [math.dist((a.x, a.y), (b.x, b.y)) for a, b in pairwise(inside)]
    assert max(steps) - min(steps) < 0.1 * max(steps)
    assert [arc.name for arc in arcs] == ["g0", "g1", "g2", "g3", "g4"]


def test_groups_follow_one_another_clockwise_from_the_top() -> None:
    spots, arcs = layout.ring(groups(10, 10, 10))
    middle = spots["s0-5"]
    assert middle.y < -0.95 * layout.HEIGHT
    assert all(arc.start < arc.end for arc in arcs)
    assert all(a.end < b.start for a, b in pairwise(arcs))
    assert spots["s1-5"].x > 0 > spots["s2-5"].x


def test_empty_groups_take_no_room() -> None:
    assert layout.ring([("a", []), ("b", [])]) == ({}, [])
    assert layout.ring([("a", ["x"]), ("b", [])])[0].keys() == {"x"}


def test_inside_keeps_regional_and_wider_ones_in_their_bands_and_apart() -> None:
    ring, _ = layout.ring(groups(40, 40, 40))
    things = [
        Inner(f"m{i}", 8, [f"s{i % 3}-{j}" for j in range(i % 7, 30)], wide=i % 3 == 0)
        for i in range(60)
    ]
    spots = layout.inside(things, ring)
    for thing in things:
        spot = spots[thing.id]
        depth = math.hypot(spot.x / layout.WIDTH, spot.y / layout.HEIGHT)
        low, high = layout.WIDER if thing.wide else layout.REGIONAL
        assert low - 0.01 <= depth <= high + 0.01
    places = list(spots.values())
    nearest = [
        min(math.dist((a.x, a.y), (b.x, b.y)) for b in places if b is not a) for a in places
    ]
    assert min(nearest) > 25, "no two mechanisms lie on one another"
    assert layout.inside(things, ring) == spots


def test_things_that_are_drawn_to_the_same_place_or_nowhere_part() -> None:
    ring, _ = layout.ring(groups(10))
    things = [Inner("a", 5, ["s0-0"]), Inner("b", 5, ["s0-0"]), Inner("c", 5, []),
              Inner("d", 5, ["unknown"])]
    assert len(set(layout.inside(things, ring).values())) == 4
    assert len(set(layout.on_inner_ring(things, ring).values())) == 4
    assert layout.inside([], ring) == {}


def test_inner_ring_stands_near_what_it_is_drawn_to() -> None:
    ring, _ = layout.ring(groups(20, 20, 20, 20))
    spot = layout.on_inner_ring([Inner("org", 3, ["s1-9", "s1-10"])], ring)["org"]
    goal = ring["s1-10"]
    assert math.dist((spot.x, spot.y), (goal.x, goal.y)) < 250


def test_centred_has_the_focus_in_the_middle_and_rings_round_it() -> None:
    spots, arcs = layout.centred(
        "focus", [groups(5, 4), [("org", ["o1", "o2"])], [("none", [])], [("m", ["m1"])]]
    )
    assert spots["focus"] == Spot(0, 0)
    assert spots["s0-0"].angle is not None
    assert spots["o1"].angle is None
    depth = [math.hypot(spots[i].x / layout.WIDTH, spots[i].y / layout.HEIGHT)
             for i in ("s0-0", "o1", "m1")]
    assert depth == sorted(depth, reverse=True)
    assert [arc.name for arc in arcs] == ["g0", "g1"]
    assert layout.centred("alone", [])[0] == {"alone": Spot(0, 0)}
