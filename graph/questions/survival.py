"""Which structures go with staying active: curves, a test, and why neither shows a cause."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.dates import parse
from graph.measures.null_models import false_discovery
from graph.measures.survival import kaplan_meier, permuted_log_rank
from graph.questions.communities import SEED
from graph.questions.given import Given
from graph.questions.lives import FELL_SILENT, LAPSED, Life, lives, years_after
from graph.questions.looked import Looked, looked
from graph.questions.question import AS_OF, LEVEL, RECALLED, RING, Column, Parameter, Question
from graph.questions.sheet import Cell, Sheet
from graph.snapshot import Edge, Node, Snapshot

WITH_AT_LEAST = 3
"""Mechanisms with a kind of structure under which it is only named."""
TESTED_FROM = 5
"""Mechanisms with it, and ends in all, from which on a test is made."""

SILENCE = Parameter("silence", "integer", "Years without any sign after which a mechanism counts "
                    "as fallen silent", "4", "5", least=2, most=20)
YEARS = Parameter("years", "integer", "Age at which the share still active is told", "15", "10",
                  least=1, most=40)
RUNS = Parameter("runs", "integer", "Permutations of the test", "500", "2000", least=100,
                 most=20_000)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Sample:
    """Mechanisms whose lives and structures were looked at. since: age by kind, then mechanism."""

    lives: list[Life]
    far: dict[str, Looked]
    since: dict[str, dict[str, float]]
    structures: dict[str, dict[str, list[tuple[Edge, Node]]]]
    undated: dict[str, set[str]]


def _survival(snapshot: Snapshot, given: Given) -> Sheet:
    sheet = Sheet()
    sample, unknown, unseen = _sample(snapshot, given)
    rare, tested = [], []
    for kind in sorted(sample.since):
        if len(sample.since[kind]) < WITH_AT_LEAST:
            rare.append(kind)
        else:
            tested.append((kind, _fill(sheet, sample, kind, given)))
    _correct(sheet, dict(tested))
    _notes(sheet, sample, given, unknown, unseen)
    if rare:
        sheet.note(f"Too few mechanisms (under {WITH_AT_LEAST}) to tell anything of: "
                   + ", ".join(rare) + ".")
    return sheet


def _sample(snapshot: Snapshot, given: Given) -> tuple[_Sample, list[str], list[str]]:
    every, unknown = lives(given, given.integer("silence"))
    far = {life.mechanism: looked(snapshot, life.mechanism, "HAS_STRUCTURE") for life in every}
    unseen = [one for one, seen in far.items() if not seen.at_all]
    kept = [life for life in every if far[life.mechanism].at_all and life.years > 0]
    since: dict[str, dict[str, float]] = defaultdict(dict)
    every_one: dict[str, dict[str, list[tuple[Edge, Node]]]] = defaultdict(
        lambda: defaultdict(list))
    undated: dict[str, set[str]] = defaultdict(set)
    for life in kept:
        for edge in snapshot.edges("HAS_STRUCTURE", tail=life.mechanism):
            if not given.trusts(edge):
                continue
            structure = snapshot.node(edge.head)
            kind, age = str(structure.get("kind")), _age(edge, life, given.day)
            if age is None:
                undated[kind].add(life.mechanism)
            elif age < life.years:
                since[kind][life.mechanism] = min(age, since[kind].get(life.mechanism, np.inf))
                every_one[kind][life.mechanism].append((edge, structure))
    return _Sample(kept, far, dict(since), every_one, undated), unknown, unseen


def _age(edge: Edge, life: Life, day: int) -> float | None:
    """Age of a mechanism at which a structure was there: begun, or first shown; None if unknown."""
    spell = edge.bounds
    if edge.get("start") != "unknown" and spell is not None:
        return years_after(life.founded, spell.from_min, spell.from_max)
    if shown := edge.get("attested_first") or edge.get("attested_last"):
        span = parse(str(shown))
        return years_after(life.founded, span.first, span.last)
    return None


def _fill(sheet: Sheet, sample: _Sample, kind: str, given: Given) -> float | None:
    """The two rows of a kind; p where a test is made."""
    has = sample.since[kind]
    used = [one for one in sample.lives
            if one.mechanism in has or one.mechanism not in sample.undated[kind]]
    leave = np.array([one.years for one in used])
    ended = np.array([one.ended for one in used])
    since = np.array([has.get(one.mechanism, np.inf) for one in used])
    p = None
    if len(has) >= TESTED_FROM and ended.sum() >= TESTED_FROM:
        p = permuted_log_rank(leave, ended, since, given.integer("runs"), given.integer("seed"))
    for group, inside, begin, end, failed in (
        ("with it", since < leave, since, leave, ended),
        ("none known", since > 0, np.zeros_like(leave), np.minimum(since, leave),
         ended & (since >= leave)),
    ):
        chosen = [one for one, kept in zip(used, inside, strict=True) if kept]
        structures = [pair for one in chosen
                      for pair in sample.structures[kind].get(one.mechanism, ())]
        sheet.add(
            (part for pair in structures for part in pair),
            (part for one in chosen
             for part in (*one.evidence, *sample.far[one.mechanism].evidence)),
            kind=kind, group=group, mechanisms=len(chosen), structures=len(structures),
            years_seen=round(float((end - begin)[inside].sum()), 1),
            ended=int(failed[inside].sum()),
            **_curve(begin[inside], end[inside], failed[inside], given.integer("years")),
            p=None if p is None else round(p, 4), q=None,
        )
    return p


def _curve(enter: Floats, leave: Floats, ended: NDArray[np.bool_], age: int) -> dict[str, Cell]:
    """The share still active at an age, where somebody was seen at that age."""
    at_risk = int(((enter < age) & (leave >= age)).sum())
    none: dict[str, Cell] = {"still_active": None, "low": None, "high": None, "at_risk": at_risk}
    if not at_risk:
        return none
    share, low, high = kaplan_meier(leave, ended, enter).at(age)
    certain = 1 - 0.025 ** (1 / at_risk)  # where all or none are left: the exact binomial end
    low, high = (1 - certain if share == 1 else low), (certain if share == 0 else high)
    return {"still_active": round(share, 4), "low": round(low, 4), "high": round(high, 4),
            "at_risk": at_risk}


def _correct(sheet: Sheet, p_of: dict[str, float | None]) -> None:
    """Benjamini-Hochberg over the kinds that were tested."""
    tested = {kind: p for kind, p in p_of.items() if p is not None}
    corrected = false_discovery(np.array(list(tested.values())))
    q_of = dict(zip(tested, corrected.tolist(), strict=True))
    for row in sheet.rows:
        q = q_of.get(str(row.cells["kind"]))
        row.cells["q"] = None if q is None else round(q, 4)


def _notes(
    sheet: Sheet, sample: _Sample, given: Given, unknown: list[str], unseen: list[str]
) -> None:
    silent = [one.mechanism for one in sample.lives if one.how == FELL_SILENT]
    lapsed = [one.mechanism for one in sample.lives if one.how == LAPSED]
    other = sum(one.ended is False and one.how != "still seen" for one in sample.lives)
    sheet.note(
        f"Of {len(sample.lives)} mechanisms, {len(lapsed)} lapsed and {len(silent)} gave no sign "
        f"known to us for more than {given.integer('silence')} years; {other} ended otherwise "
        "(mandate fulfilled, merged, succeeded, or no reason told), which is no failure: their "
        "lives count as far as they went. What fell silent in our records may be at work."
    )
    sheet.note(
        "This does not show that a structure keeps a mechanism going. Whoever is active makes "
        "structures and is written about; of whom more was read, more structures and later signs "
        "are known; and a mechanism must last to acquire a structure: so years count as years "
        "with it only from the first day on which a source shows it, and the test gives it only "
        "to mechanisms that were still seen at that age."
    )
    sheet.note(f"With {len(lapsed) + len(silent)} ends in all, only very large differences could "
               "be told from chance; that none is told does not mean that there is none.")
    if unseen:
        sheet.note("Not counted, since nobody has looked for their structures: "
                   + ", ".join(unseen) + ".")
    if unknown:
        sheet.note("Not counted, since their founding is not known: " + ", ".join(unknown) + ".")


STRUCTURES_AND_ACTIVITY = Question(
    name="structures-and-activity",
    title="Which structures go with staying active, and could the data tell?",
    description="Years from the founding to the last sign of activity (Kaplan-Meier), for "
    "mechanisms while they have a kind of structure and while none is known, with a permutation "
    "log-rank test. A mandate fulfilled is no failure.",
    asked_by="analysts (18); the guiding questions on structures (q8-3-1, q8-3-3)",
    parameters=(AS_OF, RING, LEVEL, RECALLED, SILENCE, YEARS, RUNS, SEED),
    columns=(
        Column("kind", "text", "Kind of structure"),
        Column("group", "text", "Mechanisms while they have it, or while none is known"),
        Column("mechanisms", "integer", "How many; one that acquired it is in both groups, at "
               "different ages"),
        Column("structures", "integer", "Structures of this kind that they ever had"),
        Column("years_seen", "number", "Years for which they were seen in this state, added up"),
        Column("ended", "integer", "How many lapsed or fell silent in it"),
        Column("still_active", "number", "Share still active at the age asked for, 0 to 1"),
        Column("low", "number", "95 % interval of that share (Greenwood; exact where all or none "
               "are left): from …"),
        Column("high", "number", "… to"),
        Column("at_risk", "integer", "Mechanisms seen at that age, on which the share rests"),
        Column("p", "number", "Permutation log-rank test of the two groups, two-sided; empty where "
               f"fewer than {TESTED_FROM} have it or ended"),
        Column("q", "number", "The same, corrected for the number of kinds (Benjamini-Hochberg)"),
    ),
    answer=_survival,
    claim_level="L2",
    suffices="no",
    data="Too few mechanisms are known to have lapsed, the first day of most structures is "
    "unknown, and the last sign of activity is the last that was read.",
)
