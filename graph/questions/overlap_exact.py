"""The reference for the tests of overlap: random matrices with exactly the sizes seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.stats import binomtest

from graph.measures.curveball import TRADES, at_least
from graph.measures.null_models import false_discovery
from graph.questions.given import Given
from graph.questions.overlap import LEVEL_OF_Q, MIN_SHARED, digits, notes
from graph.questions.pairs import Pair, pairs, regions
from graph.questions.question import SCOPE, A, B, Column, Parameter, Question
from graph.questions.sheet import Sheet
from graph.snapshot import Snapshot

CONFIDENCE = 0.95


def _exact(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, found = Sheet(), pairs(given)
    number, seed = given.integer("samples"), given.integer("seed")
    first, second = np.triu_indices(len(found.members.mechanisms), 1)
    reached = [
        at_least(found.members.matrix, first, second, number, seed, strata)
        for strata in (None, regions(snapshot, found.members.states))
    ]
    corrected = [false_discovery((1 + each) / (1 + number)) for each in reached]
    for at, pair in enumerate(found.pairs):
        if _asked_for(pair, given):
            sheet.add(
                pair.facts, a=pair.a, b=pair.b, relation=pair.relation,
                shared=pair.weighed.shared, states=list(pair.states),
                p_size=digits(pair.size.p), **_sampled("fdsm", int(reached[0][at]), number),
                q_fdsm=digits(corrected[0][at]), p_geo=digits(pair.geography.p),
                **_sampled("fdsm_geo", int(reached[1][at]), number),
                q_fdsm_geo=digits(corrected[1][at]),
            )
    if not sheet.rows:
        sheet.note("No pair of this day is as asked for: a mechanism that does not stand on the "
                   "day, or of which no member State does, is in no pair.")
    passed = [int((each <= LEVEL_OF_Q).sum()) for each in corrected]
    sheet.note(
        f"{number:,} random matrices for each null, seed {seed}, {TRADES} trades for each "
        f"mechanism between the matrix seen and each of them; no p can be below "
        f"{1 / (number + 1):.2g}. Of all {len(found.pairs):,} pairs {passed[0]} have q_fdsm, and "
        f"{passed[1]} q_fdsm_geo, of at most {LEVEL_OF_Q}; with few samples none can pass."
    )
    for note in notes(given, found):
        sheet.note(note)
    return sheet


def _asked_for(pair: Pair, given: Given) -> bool:
    """One pair if both are named, all of a mechanism if one is, else those that share enough."""
    named = {given.text("a"), given.text("b")} - {""}
    return named <= {pair.a, pair.b} and (
        len(named) == 2 or pair.weighed.shared >= given.integer("min_shared")
    )


def _sampled(name: str, reached: int, number: int) -> dict[str, float]:
    """The p-value of a sample and the interval of the share that it estimates (Wilson)."""
    interval = binomtest(reached, number).proportion_ci(CONFIDENCE, method="wilson")
    return {
        f"p_{name}": digits((1 + reached) / (1 + number)),
        f"p_{name}_low": digits(float(interval.low)),
        f"p_{name}_high": digits(float(interval.high)),
    }


def _either(one: Parameter) -> Parameter:
    return replace(one, default="", description=f"{one.description}, to ask about its pairs alone")


SAMPLES = Parameter(
    "samples", "integer", "Random matrices for each of the two nulls", "200", "1000",
    least=100, most=10_000,
)
SEED = Parameter(
    "seed", "integer", "Where the random numbers begin: the same seed gives the same answer", "7",
    "1", least=0, most=2**31 - 1,
)

OVERLAP_EXACT = Question(
    name="overlap-exact",
    title="How likely is an overlap if every size is held exactly?",
    description="The reference for the two tests of `overlap`: random memberships in which each "
    "mechanism has as many members, and each State as many mechanisms, as seen; and the same with "
    "each mechanism's number of members in each region held too. For one pair, the pairs of one "
    "mechanism, or those that share enough.",
    asked_by="analysts (3)",
    parameters=(_either(A), _either(B), replace(MIN_SHARED, default="3"), *SCOPE, SAMPLES, SEED),
    columns=(
        Column("a", "id", "One mechanism"),
        Column("b", "id", "The other, later in the alphabet"),
        Column("relation", "text", "What ties the two by their make-up; empty where nothing known "
               "does"),
        Column("shared", "integer", "Member States of both"),
        Column("states", "ids", "These States"),
        Column("p_size", "number", "Chance of sharing as many or more by sizes on average (SDSM)"),
        Column("p_fdsm", "number", "The same with sizes held exactly (FDSM): (1 + samples that "
               "reach it) / (1 + samples)"),
        Column("p_fdsm_low", "number", "Least value that the samples leave it (95 %, Wilson)"),
        Column("p_fdsm_high", "number", "Greatest value that the samples leave it"),
        Column("q_fdsm", "number", "p_fdsm, corrected for the number of pairs "
               "(Benjamini-Hochberg)"),
        Column("p_geo", "number", "Chance of sharing as many or more by sizes in each region, on "
               "average"),
        Column("p_fdsm_geo", "number", "The same with sizes in each region held exactly"),
        Column("p_fdsm_geo_low", "number", "Least value that the samples leave it (95 %, Wilson)"),
        Column("p_fdsm_geo_high", "number", "Greatest value that the samples leave it"),
        Column("q_fdsm_geo", "number", "p_fdsm_geo, corrected for the number of pairs"),
    ),
    answer=_exact,
    claim_level="L2",
    suffices="in part",
    data="Membership lists are held for most mechanisms, none is noted as complete: the test is "
    "exact, the lists it is made on are not.",
)
