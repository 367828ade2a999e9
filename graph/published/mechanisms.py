"""Rules for published statements about the mechanisms: how many, since when, who serves them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from graph.dates import UNKNOWN
from graph.published.counting import (
    LISTED,
    NO_NAMES,
    RELATED,
    Answer,
    Asked,
    Finding,
    called_otherwise,
    claims_about,
    counted,
    level_of,
    many,
    mechanisms_on,
    names,
)
from graph.published.figures import names_of, years_of
from graph.snapshot import Node, Snapshot

GLOBAL_MEETINGS = "grcp"
"""The mechanism whose meetings are the global meetings of all mechanisms."""


# -- how many --------------------------------------------------------------------------------------


def active(asked: Asked) -> Answer:
    """Listed mechanisms that stood on the day, of the level that the property names."""
    snapshot, day, level = asked.snapshot, asked.day, asked.detail
    ids = mechanisms_on(snapshot, day, level)
    related = mechanisms_on(snapshot, day, level, RELATED)
    said = [
        _open(snapshot, ids - mechanisms_on(snapshot, day, level, mode="certain")),
        _dormant(snapshot, ids),
        _levels_differ(snapshot, mechanisms_on(snapshot, day), level),
        f"Related mechanisms, which no list of IOM that we read names, are not counted: "
        f"{len(related)} stood on that day." if related else "",
        NO_NAMES,
    ]
    words = _listed_words(len(ids), level)
    return counted(asked, ids, words, said if asked.contradicts(len(ids)) else ())


def _listed_words(number: int, level: str) -> str:
    return many(number, f"listed {level} mechanism" if level else "listed mechanism")


def _open(snapshot: Snapshot, unsure: set[str]) -> str:
    if not unsure:
        return ""
    they = "it" if len(unsure) == 1 else "they"
    return (f"For {names(snapshot, unsure)} the dates known leave open whether {they} ran on that "
            "day.")


def _dormant(snapshot: Snapshot, ids: Iterable[str]) -> str:
    """Those counted that some source calls dormant: whoever counts active ones leaves them out."""
    found = {
        node: str(snapshot.node(node).get("status_attested", ""))[:4] for node in ids
        if snapshot.node(node).get("status_stated") == "dormant"
    }
    said = [f"{names(snapshot, [node])} ({year})" if year else names(snapshot, [node])
            for node, year in sorted(found.items())]
    return f"Later stated to be dormant: {', '.join(said)}." if said else ""


def _levels_differ(snapshot: Snapshot, ids: Iterable[str], level: str) -> str:
    others = called_otherwise(snapshot, ids, level) if level else set()
    if not others:
        return ""
    return f"Sources place {names(snapshot, others)} among the {level} ones; here it is otherwise."


def listed(asked: Asked) -> Answer:
    """Listed mechanisms of a level that stood on the day, held against the list's own names."""
    snapshot, level = asked.snapshot, asked.detail
    ours = mechanisms_on(snapshot, asked.day, level)
    theirs: set[str] = set()
    for source in asked.claim.get("sources", ()):
        placed = claims_about(snapshot, "level", source)
        theirs |= {node for node, said in placed.items()
                   if any(claim.get("value") == level for claim in said)}
    parts = []
    if theirs and ours - theirs:
        parts.append(f"Counted here and not in what we read of the list: "
                     f"{names(snapshot, ours - theirs)}.")
    for level_here in sorted({level_of(snapshot, node) for node in theirs - ours} - {level}):
        aside = {node for node in theirs - ours if level_of(snapshot, node) == level_here}
        parts.append(f"In the list, but {level_here} here: {names(snapshot, aside)}.")
    gone = {node for node in theirs - ours if level_of(snapshot, node) == level}
    if gone:
        parts.append(f"In the list, but not standing here on that day: {names(snapshot, gone)}.")
    return counted(asked, ours, _listed_words(len(ours), level), parts or [NO_NAMES])


# -- since when ------------------------------------------------------------------------------------


def _founded(snapshot: Snapshot, ring: str = LISTED) -> dict[str, int]:
    """Mechanisms of a ring with a known founding, and its year."""
    return {
        node.id: int(str(node.get("start"))[:4]) for node in snapshot.nodes("Mechanism")
        if node.get("ring") == ring and node.get("start", UNKNOWN) != UNKNOWN
    }


def first_founded(asked: Asked) -> Answer:
    """The year in which the earliest listed mechanism was founded."""
    snapshot, years = asked.snapshot, _founded(asked.snapshot)
    if not years:
        return "No listed mechanism has a known founding."
    first = min(years.values())
    ids = [node for node, year in years.items() if year == first]
    said = []
    if asked.contradicts(first):
        said = [_rival_start(asked, ids, first) or _founded_then(asked, years)]
    earlier = {n: y for n, y in _founded(snapshot, RELATED).items() if y < first}
    if earlier:
        said.append(f"Earlier still, but not in a list of IOM that we read: "
                    f"{', '.join(f'{names(snapshot, [n])} ({y})' for n, y in earlier.items())}.")
    return counted(asked, ids, f"{first} ({names(snapshot, ids)})", said, first)


def _rival_start(asked: Asked, ids: Iterable[str], first: int) -> str:
    """Whether the same source gives another year for the very mechanism that is counted."""
    own = set(asked.claim.get("sources", ()))
    for node in ids:
        for claim in claims_about(asked.snapshot, "start").get(node, ()):
            same = "The same source" if own & set(claim.get("sources", ())) else "Another source"
            if str(claim.get("value", "")).startswith(asked.value):
                return (f"{same} gives {claim.get('value')} as the beginning of "
                        f"{names(asked.snapshot, [node])}; the graph follows those that give "
                        f"{first}.")
    return ""


def _founded_then(asked: Asked, years: dict[str, int]) -> str:
    then = [node for node, year in years.items() if not asked.contradicts(year)]
    if then:
        return f"Founded in {asked.value} here: {names(asked.snapshot, then)}."
    return f"No listed mechanism has {asked.value} as the year of its founding here."


def majority_since(asked: Asked) -> Answer:
    """Whether more than half of the listed mechanisms were founded in or after a year."""
    years, figure = _founded(asked.snapshot), asked.figure
    if figure is None or not years:
        return f"The value {asked.value!r} is no year to count from."
    since = tuple(sorted(node for node, year in years.items() if year >= figure.number))
    words = (f"{len(since)} of {many(len(years), 'listed mechanism')} with a known founding were "
             f"founded in or after {figure.number}")
    agrees = 2 * len(since) > len(years)
    return Finding(words, since, agrees, "" if agrees else "That is no more than half of them.")


def global_rhythm(asked: Asked) -> Answer:
    """The gaps, in years, between the global meetings of the mechanisms up to the day."""
    snapshot, rhythm = asked.snapshot, years_of(asked.value)
    found = (snapshot.find(e.tail) for e in snapshot.edges("HELD_BY", head=GLOBAL_MEETINGS))
    held = [node for node in found if node and 0 < node.get("start_min", 0) <= asked.day]
    years = sorted({int(node.get("start_min")) // 10000 for node in held})
    if rhythm is None or len(years) < 2:
        return "It takes a rhythm in years, and two dated meetings, to compare."
    wanted, mostly = rhythm
    gaps = Counter(later - earlier for earlier, later in pairwise(years))
    hit, total = gaps[wanted], sum(gaps.values())
    words = f"{hit} of {many(total, 'gap')} between meetings: {many(wanted, 'year')}"
    others = ", ".join(f"{many(n, 'gap')} of {many(gap, 'year')}"
                       for gap, n in sorted(gaps.items()) if gap != wanted)
    return Finding(words, tuple(sorted(node.id for node in held)),
                   2 * hit > total if mostly else hit == total,
                   f"Besides: {others}." if others else "")


# -- studies, regions ------------------------------------------------------------------------------


def in_review(asked: Asked) -> Answer:
    """Mechanisms that a list names for a study (`mrs45-2013`), of the property's level if any.

    The lists are the claims `listed` of that year by any source of a claim about a study.
    """
    level, _, study = asked.detail.partition("|")
    year, snapshot = study.rpartition("-")[2], asked.snapshot
    sources = {
        source for claim in snapshot.nodes("Claim") for source in claim.get("sources", ())
        if claim.get("fact") == "network" and "s-in-review:" in str(claim.get("property"))
    }
    every = {
        node for node, said in claims_about(snapshot, "listed").items() for claim in said
        if str(claim.get("attested", ""))[:4] == year and sources & set(claim.get("sources", ()))
    }
    if not every:
        return "No list of the mechanisms that this study covers is held."
    ids = {node for node in every if level in ("", level_of(snapshot, node))}
    figure, said = asked.figure, []
    if figure and asked.contradicts(len(ids)):
        if level:
            said = [_levels_differ(snapshot, every, level),
                    f"The lists name {len(every)} in all, and do not say which are "
                    f"{level}: their levels are those given here."]
        elif len(ids) < figure.number:
            said = ["The list that we read names no more for that year; names are not made up to "
                    "reach a count."]
        else:
            said = [NO_NAMES]
    return counted(asked, ids, _named_words(len(ids), level), said)


def _named_words(number: int, level: str) -> str:
    return f"{many(number, f'{level} mechanism'.strip())} named by a list"


def without_mechanism(asked: Asked) -> Answer:
    """Whether listed mechanisms that stood on the day covered the regions named, or parts."""
    snapshot, running = asked.snapshot, mechanisms_on(asked.snapshot, asked.day)
    regions = {node.name.casefold(): node for node in snapshot.nodes("Region")}
    covering: dict[str, set[str]] = {}
    unknown = []
    for name in names_of(asked.value):
        if node := regions.get(name.casefold()):
            covering[node.name] = running & {
                edge.tail for part in _parts(snapshot, node)
                for edge in snapshot.edges("COVERS", head=part)
            }
        else:
            unknown.append(name)
    if not covering:
        return "None of the regions named is in the graph under that name."
    words = "; ".join(
        f"{name}: {names(snapshot, ids) if ids else 'none'}"
        for name, ids in sorted(covering.items())
    )
    every = set().union(*covering.values())
    wider = {node for node in every if level_of(snapshot, node) != "regional"}
    said = []
    if every:
        said.append("A mechanism is counted here as soon as it covers a part of the region.")
    if wider:
        said.append(f"Not regional but wider: {names(snapshot, wider)}.")
    if unknown:
        said.append(f"Under these names the graph has no region: {', '.join(unknown)}.")
    return Finding(words, tuple(sorted(every)), not every, " ".join(said))


def _parts(snapshot: Snapshot, region: Node) -> set[str]:
    """A region and all that lie in it."""
    found, to_do = set[str](), [region.id]
    while to_do:
        at = to_do.pop()
        if at not in found:
            found.add(at)
            to_do += [edge.tail for edge in snapshot.edges("BROADER", head=at)]
    return found
