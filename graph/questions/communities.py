"""Which mechanisms share their members among themselves, and which stand between such groups."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from graph.measures.agreement import shuffled_agreement
from graph.measures.communities import (
    Consensus,
    consensus,
    leiden,
    modularity,
    shared_weights,
)
from graph.questions.blocs import blocs
from graph.questions.given import Given
from graph.questions.membership import Membership, membership
from graph.questions.question import SCOPE, Column, Parameter, Question
from graph.questions.regions import macro_regions
from graph.questions.relations import Relations
from graph.questions.sheet import Sheet
from graph.questions.universal import without_universal
from graph.snapshot import Snapshot

STRADDLES = 0.2
"""A mechanism that is with another group in more than one run of five stands between the two."""
LEFT_OUT = 0.1
"""Share of the States that a run leaves out, so that no grouping hangs on a few of them."""
_SHUFFLES = 1000
_NAMED = 8

RUNS = Parameter("runs", "integer", "How many runs, each from another random start and less "
                 "another tenth of the States", "50", "50", least=10, most=200)
RESOLUTION = Parameter("resolution", "number", "How fine the groups are: 1 is the usual "
                       "modularity, more gives smaller groups", "1.5", "1", least=0.2, most=5)
SEED = Parameter("seed", "integer", "Seed of the random draws: the same gives the same answer",
                 "2", "1", least=0, most=1_000_000)


def _communities(snapshot: Snapshot, given: Given) -> Sheet:
    sheet = Sheet()
    members, universal = without_universal(membership(given))
    names = members.mechanisms
    if len(names) < 2:
        sheet.note("Fewer than two mechanisms have members in this reading.")
        return sheet
    weights = shared_weights(members.matrix)
    found = _found(members, given)
    number = _numbers(found, [bool(row.any()) for row in weights])
    regions = [macro_regions(snapshot, mechanism) for mechanism in names]
    for at, mechanism in enumerate(names):
        node = snapshot.node(mechanism)
        other = int(found.with_group[at])
        straddles = number[at] is not None and found.elsewhere[at] > STRADDLES and other >= 0
        sheet.add(
            members.facts[mechanism].values(),
            mechanism=mechanism, name=node.name, community=number[at],
            stability=round(float(found.stability[at]), 2) if number[at] is not None else None,
            straddles_with=_number_of(found, number, other) if straddles else None,
            runs_there=round(float(found.elsewhere[at]), 2) if straddles else None,
            members=len(members.facts[mechanism]), level=node.get("level"), regions=regions[at],
        )
    placed = [at for at, one in enumerate(number) if one is not None]
    labels = [int(found.groups[at]) for at in placed]
    _what_it_is(sheet, len(set(labels)), modularity(weights, found.groups), universal)
    compared: tuple[tuple[str, list[Hashable]], ...] = (
        ("United Nations regions covered", [tuple(regions[at]) for at in placed]),
        ("level", [snapshot.node(names[at]).get("level") for at in placed]),
    )
    for called, other_labels in compared:
        sheet.note(_agreement(called, labels, other_labels, given.integer("seed")))
    _explained(sheet, given, members, number)
    if members.without:
        sheet.note("No member State stands in this reading, and so no group, for "
                   + ", ".join(members.without) + ".")
    return sheet


def _found(members: Membership, given: Given) -> Consensus:
    """The consensus of runs that each leave out some States and start elsewhere."""
    rng = np.random.default_rng(given.integer("seed"))
    states, runs = len(members.states), given.integer("runs")
    kept = max(1, round(states * (1 - LEFT_OUT)))
    groupings = []
    for run in range(runs):
        chosen = np.sort(rng.permutation(states)[:kept])
        groupings.append(leiden(shared_weights(members.matrix[chosen]),
                                given.number("resolution"), given.integer("seed") + run))
    return consensus(np.array(groupings), given.integer("seed"))


def _numbers(found: Consensus, linked: Iterable[bool]) -> list[int | None]:
    """Groups numbered from 1 in the order of their first mechanisms; who shares nobody has none."""
    numbers: dict[int, int] = {}
    given: list[int | None] = []
    for group, has_links in zip(found.groups.tolist(), linked, strict=True):
        given.append(numbers.setdefault(group, len(numbers) + 1) if has_links else None)
    return given


def _number_of(found: Consensus, number: list[int | None], group: int) -> int | None:
    return next((one for one, its in zip(number, found.groups.tolist(), strict=True)
                 if its == group and one is not None), None)


def _what_it_is(sheet: Sheet, groups: int, quality: float, universal: list[str]) -> None:
    sheet.note(
        f"{groups} groups; modularity {quality:.2f} (0: as by chance). Two mechanisms are linked "
        "by the States that are members of both, a State that is in k mechanisms counting "
        "1/(k - 1); groups are found by the Leiden method in runs that each leave out a tenth of "
        f"the States. A mechanism straddles if it is with another group in more than "
        f"{STRADDLES:.0%} of the runs. The numbers carry no order."
    )
    sheet.note("A group says who shares members, and no more: not who works together, nor who "
               "should. It turns on the resolution asked for, and on lists of members that are "
               "known in part.")
    if universal:
        sheet.note("Left out, since more than four in five States are in it: "
                   + ", ".join(universal) + ".")


def _agreement(
    called: str, groups: list[int], labels: Sequence[Hashable], seed: int
) -> str:
    """Adjusted mutual information, with what shuffled labels reach."""
    found, shuffled = shuffled_agreement(groups, labels, _SHUFFLES, seed)
    return (f"Agreement of the groups with the {called} (adjusted mutual information; 0: as by "
            f"chance, 1: the same): {found:.2f}; of {_SHUFFLES:,} shufflings nineteen in twenty "
            f"stay below {shuffled[int(0.95 * _SHUFFLES)]:.2f}.")


def _explained(
    sheet: Sheet, given: Given, members: Membership, number: list[int | None]
) -> None:
    """Names the pairs within a group that belong together by their making."""
    relations = Relations(given, members.facts, blocs(given))
    names, said = members.mechanisms, []
    for i, a in enumerate(names):
        for j in range(i + 1, len(names)):
            if number[i] is not None and number[i] == number[j]:
                kinds = {one.kind for one in relations.of(a, names[j])}
                if kinds & {"part of", "successor", "same members", "nested", "bloc"}:
                    said.append(f"{a} and {names[j]}")
    if said:
        sheet.note(
            f"{len(said)} pairs within a group share members by their making (one is part of, "
            "successor to or nested in the other, or the members of a union joined both; "
            "`overlap` tells which): " + "; ".join(said[:_NAMED]) +
            (f" and {len(said) - _NAMED} more." if len(said) > _NAMED else ".")
        )


COMMUNITIES = Question(
    name="communities",
    title="Which mechanisms share their members among themselves, which stand between groups, "
    "and is it the map of UN regions again?",
    description="Groups of mechanisms by common member States, how firmly each belongs to its "
    "group, which other group it wavers towards, and how far the groups agree with the regions "
    "that mechanisms cover and with their level.",
    asked_by="GRCP organizers (20)",
    parameters=(*SCOPE, RUNS, RESOLUTION, SEED),
    columns=(
        Column("mechanism", "id", "Id of the mechanism"),
        Column("name", "text", "Its name"),
        Column("community", "integer", "Number of its group, in the order of the first id of "
               "each; empty where it shares no State with another"),
        Column("stability", "number", "Share of runs in which it is with its group, 0 to 1"),
        Column("straddles_with", "integer", "The other group that it is with in more than one run "
               "of five"),
        Column("runs_there", "number", "Share of runs in which it is with that group"),
        Column("members", "integer", "Member States counted"),
        Column("level", "text", "regional, interregional or global"),
        Column("regions", "ids", "United Nations regions that it covers: continents of M49"),
    ),
    answer=_communities,
    claim_level="L1",
    suffices="in part",
    data="Lists of members are partial for most mechanisms, and forums without lists have no "
    "group.",
)
