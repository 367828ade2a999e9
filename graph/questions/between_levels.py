"""What came up in regional mechanisms and later in global ones, and the reverse."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from graph.measures.flows import exceedance, ordered_pairs, shuffled_pairs
from graph.measures.order import Span, precedes
from graph.questions.given import Given
from graph.questions.question import RECALLED, RING, Column, Parameter, Question
from graph.questions.recommended import (
    ON_THEME,
    STANDING,
    Recommended,
    by_tail,
    narrower,
    recommended,
)
from graph.questions.sheet import Sheet
from graph.snapshot import Edge, Node, Snapshot

UP, DOWN, OPEN_ORDER = "upward", "downward", "order not known"
_DOCUMENTED, _SHARED = "documented", "same theme and action"
_INTERREGIONAL = Parameter(
    "interregional", "boolean", "Whether interregional mechanisms count beside the regional ones",
    "true", "true",
)
_LINK = Parameter(
    "link", "choice", "documented: a source says so; same theme and action: no more than that; "
    "all: both", _DOCUMENTED, "all", values=("all", _DOCUMENTED, _SHARED),
)
_SHUFFLES = Parameter("shuffles", "integer", "How many shuffles of dates", "200", "500", least=100,
                      most=2000)
_SEED = Parameter("seed", "integer", "Seed of the shuffles", "1", "1", least=0, most=1_000_000)


_Side = tuple[str, list[str]]
"""What stands on one side of a link, and whose it is."""


def _side(snapshot: Snapshot, what: str, owners: list[str]) -> list[str]:
    """A source tells of an act, of its own author or of another: the act's author is named."""
    return owners if snapshot.label_of(what) == "Source" else [what]


def _by(snapshot: Snapshot, what: str, owners: list[str]) -> list[str]:
    if snapshot.label_of(what) == "Source":
        return [f"{owner}: an act told in {what}" for owner in owners]
    return [f"{what}: {', '.join(sorted(owners))}"] if owners != [what] else []


class _Levels:
    """0 for a mechanism below, 1 for a global one or a body of the United Nations, else None."""

    def __init__(self, given: Given) -> None:
        lower = ("regional", "interregional") if given.flag("interregional") else ("regional",)
        self._of = {
            node.id: 1 if node.get("level") == "global" else 0 for node in given.mechanisms()
            if node.get("level") in (*lower, "global")
        }
        self._of |= {
            node.id: 1 for node in given.snapshot.nodes("Organization")
            if node.get("actor_type") == "UN agency"
        }

    def of(self, mechanisms: list[str]) -> int | None:
        """Of a text made by several: None where they are of both levels."""
        found = {self._of[m] for m in mechanisms if m in self._of}
        return found.pop() if len(found) == 1 else None


# -- documented ------------------------------------------------------------------------------------


def _documented(snapshot: Snapshot, given: Given, levels: _Levels, sheet: Sheet) -> None:
    makers = by_tail(given, "MADE_BY")
    holders = by_tail(given, "HELD_BY")

    def owners(node: str, edge: Edge) -> tuple[list[str], list[Edge]]:
        if snapshot.label_of(node) == "Source":
            return [str(edge.get("by", ""))], []  # whose act it tells of, not who wrote it
        if snapshot.label_of(node) == "Mechanism":
            return [node], []
        edges = makers[node] or holders[node]
        return [edge.head for edge in edges], edges

    rows: list[tuple[str, str, Edge, list[Edge], _Side, _Side]] = []
    for edge_type in ("CITES", "ECHOES", "IN_CONTACT"):
        for edge in given.edges(edge_type):
            if edge_type == "IN_CONTACT" and edge.get("kind") not in ("presented to",
                                                                      "modelled on"):
                continue  # who met or observed whom says not which way anything went
            # Presented: from the one who speaks. Cited, repeated, modelled on: from the older.
            tail, head = edge.tail, edge.head
            source, target = (tail, head) if edge.get("kind") == "presented to" else (head, tail)
            (below, facts), (above, more) = owners(source, edge), owners(target, edge)
            start, goal = levels.of(below), levels.of(above)
            if start is not None and goal is not None and start != goal:
                rows.append((UP if goal else DOWN, edge.fact, edge, [*facts, *more],
                             (source, below), (target, above)))
    for direction, _, edge, facts, (source, below), (target, above) in sorted(
            rows, key=lambda row: row[:2]):
        sheet.add(edge, facts, link=_DOCUMENTED, theme=None, action=None, direction=direction,
                  earlier=_side(snapshot, source, below), later=_side(snapshot, target, above),
                  made_by=[*_by(snapshot, source, below), *_by(snapshot, target, above)],
                  must=None, may=None,
                  what=str(edge.get("note") or edge.get("kind") or edge.type.lower()))


# -- same theme and action -------------------------------------------------------------------------


def _alike(given: Given, found: list[tuple[Recommended, int]], wanted: set[str] | None
           ) -> dict[tuple[str, str], list[tuple[Recommended, int, Edge]]]:
    """Recommendations by theme and action, where both levels have one."""
    groups: dict[tuple[str, str], list[tuple[Recommended, int, Edge]]] = defaultdict(list)
    for one, level in found:
        for about in one.themes:
            if one.action not in ("", "other") and (wanted is None or about.head in wanted):
                groups[about.head, one.action].append((one, level, about))
    return {key: group for key, group in sorted(groups.items())
            if {level for _, level, _ in group} == {0, 1}}


def _shared(given: Given, levels: _Levels, sheet: Sheet) -> None:
    found = []
    for one in recommended(given, standings=given.texts("standing")):
        level = levels.of(list(one.mechanisms))
        if level is not None:
            found.append((one, level))
    theme = given.text("theme")
    wanted = narrower(given.snapshot, theme) if theme else None
    groups = _alike(given, found, wanted)
    for (on, action), group in groups.items():
        rows: dict[str, dict[str, tuple[Recommended, Edge]]] = defaultdict(dict)
        sides: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        pairs: dict[str, int] = defaultdict(int)
        for low, level, about in group:
            for high, other, about_too in group:
                if level or not other:
                    continue
                a, b = low.span(given), high.span(given)
                direction = (UP if precedes(a, b) == "must" else
                             DOWN if precedes(b, a) == "must" else OPEN_ORDER)
                pairs[direction] += 1
                rows[direction] |= {low.id: (low, about), high.id: (high, about_too)}
                earlier, later = (high, low) if direction == DOWN else (low, high)
                sides[direction][0].add(earlier.id)
                sides[direction][1].add(later.id)
        for direction in sorted(rows):
            facts: list[Node | Edge] = []
            for one, about in rows[direction].values():
                facts += [one.node, *one.makers, about]
            sheet.add(facts, link=_SHARED, theme=on, action=action, direction=direction,
                      earlier=sorted(sides[direction][0]), later=sorted(sides[direction][1]),
                      made_by=[line for name, (one, _) in sorted(rows[direction].items())
                               for line in _by(given.snapshot, name, list(one.mechanisms))],
                      must=pairs[direction] if direction != OPEN_ORDER else 0,
                      may=pairs[direction] if direction == OPEN_ORDER else 0, what=None)
    _against_chance(given, groups, sheet)


def _against_chance(
    given: Given, groups: dict[tuple[str, str], list[tuple[Recommended, int, Edge]]],
    sheet: Sheet,
) -> None:
    """A note: how many pairs come in either order, and how many if dates fell by chance."""
    members = {one.id: (one, level) for group in groups.values() for one, level, _ in group}
    items = {name: at for at, name in enumerate(sorted(members))}
    pairs = sorted({
        (items[low.id], items[high.id]) for group in groups.values()
        for low, below, _ in group for high, above, _ in group if not below and above
    })
    occasions: dict[tuple[int, str], int] = {}
    dates: list[Span] = []
    strata: list[int] = []
    at: list[int] = []
    for name in sorted(members):
        one, level = members[name]
        # What was made on one occasion has one date; without a meeting each stands for itself.
        key = (level, f"{one.at[0].head if one.at else one.id} {one.span(given)}")
        if key not in occasions:
            occasions[key] = len(dates)
            dates.append(one.span(given))
            strata.append(level)
        at.append(occasions[key])
    if not pairs:
        sheet.note("No recommendations of the two levels share theme and action, as far as read.")
        return
    arrays = np.array(dates), np.array(at), np.array(pairs)
    up, down = ordered_pairs(*arrays)
    runs = given.integer("shuffles")
    chance = shuffled_pairs(*arrays, strata, runs, given.integer("seed"))
    for direction, observed, column in ((UP, up, 0), (DOWN, down, 1)):
        low, high = np.percentile(chance[:, column], [2.5, 97.5])
        p = min(1.0, 2 * exceedance(observed, chance[:, column]))
        sheet.note(
            f"Pairs in the {direction} order, whatever the theme: {observed}; if each level's "
            f"dates fell on its meetings by chance, {low:.0f} to {high:.0f} in 95 of 100 of "
            f"{runs} shuffles; p = {p:.3f} for as many or more, corrected for the two directions."
        )


def _up_and_down(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, levels, link = Sheet(), _Levels(given), given.text("link")
    if link in ("all", _DOCUMENTED):
        _documented(snapshot, given, levels, sheet)
    if link in ("all", _SHARED):
        _shared(given, levels, sheet)
        sheet.note("Sharing a theme and a kind of action is no flow: both levels may answer to "
                   "the same event, text or donor, and the documents read decide which came first "
                   "as read. Nothing here says that one reached the other.")
    return sheet


UPWARD_AND_DOWNWARD = Question(
    name="upward-and-downward",
    title="What came up in regional mechanisms and later in global ones, and the reverse?",
    description="Documented links between the levels first: a text that takes up another, a "
    "presentation. Then recommendations that share a theme and a kind of action with later ones of "
    "the other level, with how many pairs surely come in that order, and a test of the totals.",
    asked_by="analysts (25), q8-2-3, qb-3, qb-4, qi-1-1",
    parameters=(_LINK, ON_THEME, _INTERREGIONAL, STANDING,
                replace(RING, default="all"), _SHUFFLES, _SEED, RECALLED),
    columns=(
        Column("link", "text", "documented: a source says so; same theme and action: no more"),
        Column("theme", "id", "Id of the theme"),
        Column("action", "text", "Kind of action asked for, by our own coding"),
        Column("direction", "text", "upward: the regional one surely came first; downward: the "
               "global one did; or the dates do not tell"),
        Column("earlier", "ids", "Those that came first (regional ones where the order is not "
               "known)"),
        Column("later", "ids", "Those that came later"),
        Column("made_by", "texts", "Whose each of them is, or which document tells of the act"),
        Column("must", "integer", "Pairs that surely come in this order"),
        Column("may", "integer", "Pairs whose order the dates do not tell"),
        Column("what", "text", "What the source says of a documented link"),
    ),
    answer=_up_and_down,
    claim_level="L2",
    suffices="in part",
    data="Few recommendations of global processes are held, so the table shows what could be "
    "compared, not how much went up or down.",
)
