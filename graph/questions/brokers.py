"""Between whom a State stands: for one's own State, and over all States without their names.

Never a list of States by a measure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from graph.measures.brokerage import ROLES, by_chance, exceeding, measured, percentile
from graph.questions.blocs import blocs
from graph.questions.communities import SEED
from graph.questions.given import Given
from graph.questions.membership import Membership, membership
from graph.questions.question import SCOPE, STATE, Column, Parameter, Question
from graph.questions.regions import of_state
from graph.questions.sheet import Cell, Sheet
from graph.questions.universal import without_universal
from graph.reading import stale_since
from graph.snapshot import Snapshot

BETWEEN = {
    "coordinator": "two States of its own region",
    "consultant": "two States of one other region",
    "gatekeeper": "a State of its own region and one of another",
    "liaison": "States of two other regions",
    "participation": "how evenly its fellow members spread over regions, 0 to 1",
}
_MEASURES = (*ROLES, "participation")

SAMPLES = Parameter("samples", "integer", "How many random tables are drawn for each test",
                    "100", "200", least=50, most=2000)
REGIONS = Parameter(
    "regions", "choice", "Regions between which is asked: continents of the United Nations' M49 "
    "standard, or the finest regions that it has", "subregion", "continent",
    values=("continent", "subregion"),
)
ONE_STATE = replace(STATE, description="ISO 3166-1 alpha-3 code of a State", labels=("State",))

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Figures:
    """The measures of all States (rows x 5), and the draws of both tests (draws x rows x 5)."""

    members: Membership
    universal: list[str]
    seen: Floats
    size: Floats
    geography: Floats


def _figures(given: Given) -> _Figures | None:
    members, universal = without_universal(membership(given))
    if len(members.mechanisms) < 2:
        return None
    fine = _number([of_state(given.snapshot, s, finest=True) for s in members.states])
    groups = fine if given.text("regions") == "subregion" else _number(
        [of_state(given.snapshot, s, finest=False) for s in members.states])
    table, number, seed = members.matrix, given.integer("samples"), given.integer("seed")
    one = tuple([0] * len(groups))
    return _Figures(
        members, universal, measured(table, groups),
        *(_drawn(table.tobytes(), table.shape, tuple(groups.tolist()), strata, number, seed)
          for strata in (one, tuple(fine.tolist()))),
    )


@lru_cache(maxsize=8)
def _drawn(
    table: bytes, shape: tuple[int, int], groups: tuple[int, ...], strata: tuple[int, ...],
    number: int, seed: int,
) -> Floats:
    """Kept, since the draws serve whichever State is asked for."""
    members = np.frombuffer(table, dtype=np.bool_).reshape(shape)
    return by_chance(members, np.array(groups), np.array(strata), number, seed)


def _number(labels: list[str]) -> NDArray[np.int64]:
    place = {label: at for at, label in enumerate(sorted(set(labels)))}
    return np.array([place[label] for label in labels], dtype=np.int64)


# -- of one State ----------------------------------------------------------------------------------


def _of_state(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, state, found = Sheet(), given.text("state"), _figures(given)
    if found is None or state not in found.members.states:
        sheet.note(f"{snapshot.node(state).name} is a member of none of the mechanisms in this "
                   "reading that other States are in too; so nothing is computed for it.")
        return sheet
    at = found.members.states.index(state)
    own = {one: facts[state] for one, facts in found.members.facts.items() if state in facts}
    for column, role in enumerate(_MEASURES):
        seen = found.seen[at, column]
        sheet.add(
            own.values(), role=role, between=BETWEEN[role], seen=_shown(seen),
            **_against(seen, found.size[:, at, column], "size"),
            **_against(seen, found.geography[:, at, column], "geo"), mechanisms=list(own),
        )
    sheet.note(
        f"Counted are the {len(own)} mechanisms of which {snapshot.node(state).name} is a member "
        "as far as is known to us; being an observer or a chair is not counted. A State stands "
        "between two others if it shares a mechanism with each and they share none. Of five "
        "figures up to one State in four shows one beyond its 95th percentile by chance alone."
    )
    for union in blocs(given):
        if state in union.members:
            sheet.note(f"It belongs to {union.called}, whose members came into several mechanisms "
                       "together; the random tables know nothing of that, so its figures are in "
                       "part those of the union.")
    _notes(sheet, found, given)
    return sheet


def _shown(value: float) -> float:
    return round(float(value), 4)


def _against(seen: float, drawn: Floats, test: str) -> dict[str, Cell]:
    low, high = np.quantile(drawn, [0.025, 0.975])
    varies = bool(np.ptp(drawn) > 1e-9)
    return {
        f"expected_{test}": round(float(drawn.mean()), 3), f"low_{test}": round(float(low), 3),
        f"high_{test}": round(float(high), 3),
        f"percentile_{test}": round(percentile(seen, drawn), 1) if varies else None,
    }


def _notes(sheet: Sheet, found: _Figures, given: Given) -> None:
    sheet.note(
        f"Two tests, {given.integer('samples')} random tables each. By size: each State keeps how "
        "many mechanisms it is in, each mechanism how many members it has. By geography: each "
        "mechanism also keeps how many members it has of each finest region of the United "
        "Nations' M49 standard; only this one asks which State of a region takes the seat "
        "between regions. The first finds again that neighbours meet."
    )
    sheet.note("To stand between two others is to be able to carry something, not to have done "
               "so; and lists of members are partial, so that two who share no mechanism known to "
               "us may share one.")
    old = sum(bool(stale_since(fact, given.day))
              for facts in found.members.facts.values() for fact in facts.values())
    if old:
        total = int(found.members.matrix.sum())
        sheet.note(f"{old} of {total} memberships counted have an open end and were last shown "
                   "more than five years before the day.")
    if found.universal:
        sheet.note("Left out, since more than four in five States are in it: "
                   + ", ".join(found.universal) + ".")
    if found.members.without:
        sheet.note("No member State stands for " + ", ".join(found.members.without) + ".")


def _columns(test: str, said: str) -> tuple[Column, ...]:
    return (
        Column(f"expected_{test}", "number", f"Mean of random tables, {said}"),
        Column(f"low_{test}", "number", "95 in 100 of these tables give at least this …"),
        Column(f"high_{test}", "number", "… and at most this"),
        Column(f"percentile_{test}", "number", "How many in 100 of these tables give less, equal "
               "ones counting half; empty where all give the same"),
    )


BROKER_ROLES = Question(
    name="broker-roles",
    title="Between which regions does a State stand, and is it more than its number of "
    "mechanisms explains?",
    description="The roles of one State between States that share no mechanism with each other "
    "(Gould and Fernandez), and how evenly its fellow members spread over regions, each beside "
    "what random tables of members give. For the State that is asked for; States are not ranked.",
    asked_by="analysts (7)",
    parameters=(ONE_STATE, *SCOPE, REGIONS, SAMPLES, SEED),
    columns=(
        Column("role", "text", "coordinator, consultant, gatekeeper (or representative: sharing a "
               "mechanism has no direction), liaison; participation coefficient"),
        Column("between", "text", "Between whom"),
        Column("seen", "number", "Pairs of States between which it stands; for participation a "
               "number from 0 to 1"),
        *_columns("size", "sizes kept"),
        *_columns("geo", "sizes in each region kept"),
        Column("mechanisms", "ids", "The mechanisms of which it is counted as a member"),
    ),
    answer=_of_state,
    claim_level="L2",
    suffices="in part",
    data="Lists of members are partial for most mechanisms, and several forums publish none.",
)


# -- of all States ---------------------------------------------------------------------------------


def _of_all(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, found = Sheet(), _figures(given)
    if found is None:
        sheet.note("Fewer than two mechanisms have members in this reading.")
        return sheet
    facts = [fact for one in found.members.facts.values() for fact in one.values()]
    for column, role in enumerate(_MEASURES):
        seen = found.seen[:, column]
        low, middle, high = np.quantile(seen, [0.1, 0.5, 0.9])
        sheet.add(
            facts, role=role, between=BETWEEN[role], states=len(seen), memberships=len(facts),
            tenth=_shown(low), median=_shown(middle), nine_tenths=_shown(high),
            **_above(seen, found.size[:, :, column], "size"),
            **_above(seen, found.geography[:, :, column], "geo"),
        )
    _notes(sheet, found, given)
    return sheet


def _above(seen: Floats, drawn: Floats, test: str) -> dict[str, int | float]:
    above, by_luck = exceeding(seen, drawn)
    low, high = np.quantile(by_luck, [0.025, 0.975])
    return {f"above_{test}": above, f"by_chance_{test}": round(float(by_luck.mean()), 1),
            f"low_{test}": round(float(low), 1), f"high_{test}": round(float(high), 1)}


def _above_columns(test: str, said: str) -> tuple[Column, ...]:
    return (
        Column(f"above_{test}", "integer", "States above the 95th percentile of their own random "
               f"tables, {said}"),
        Column(f"by_chance_{test}", "number", "How many are in the random tables themselves"),
        Column(f"low_{test}", "number", "In 95 of 100 of these tables at least so many …"),
        Column(f"high_{test}", "number", "… and at most so many"),
    )


BROKER_ROLES_AGGREGATE = Question(
    name="broker-roles-aggregate",
    title="Do some States stand between regions more than their number of mechanisms explains?",
    description="The same measures over all States, without their names: how they spread, and "
    "how many States lie above the 95th percentile of random tables beside how many would by "
    "chance.",
    asked_by="analysts (7)",
    parameters=(*SCOPE, REGIONS, SAMPLES, SEED),
    columns=(
        Column("role", "text", "coordinator, consultant, gatekeeper, liaison; participation "
               "coefficient"),
        Column("between", "text", "Between whom"),
        Column("states", "integer", "States counted: members of at least one mechanism"),
        Column("memberships", "integer", "Memberships counted"),
        Column("tenth", "number", "One State in ten has no more than this"),
        Column("median", "number", "Half of the States have no more than this"),
        Column("nine_tenths", "number", "Nine in ten have no more than this"),
        *_above_columns("size", "sizes kept"),
        *_above_columns("geo", "sizes in each region kept"),
    ),
    answer=_of_all,
    claim_level="L2",
    suffices="in part",
    data="Lists of members are partial for most mechanisms, and several forums publish none.",
)
