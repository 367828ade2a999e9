"""Which mechanisms share member States, what ties them anyway, what sizes and regions explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from graph.questions.blocs import Bloc
from graph.questions.given import Given
from graph.questions.membership import NOT_LOOKED_AT, list_extents
from graph.questions.pairs import Pairs, pairs
from graph.questions.question import SCOPE, Column, Parameter, Question
from graph.questions.relations import EXPLAINED
from graph.questions.sheet import Sheet
from graph.reading import stale_since
from graph.snapshot import Snapshot

LEVEL_OF_Q = 0.05
_NAMED_AT_MOST = 8


def _overlap(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, found = Sheet(), pairs(given)
    least = given.integer("min_shared")
    for pair in found.pairs:
        if pair.weighed.shared >= least:
            sheet.add(
                pair.facts, a=pair.a, b=pair.b, relation=pair.relation,
                shared=pair.weighed.shared, states=list(pair.states),
                size_a=pair.weighed.sizes[0], size_b=pair.weighed.sizes[1],
                jaccard=pair.weighed.jaccard, overlap=pair.weighed.coefficient,
                newman=digits(pair.weighed.newman), shared_blocs=pair.voices.shared,
                jaccard_blocs=pair.voices.jaccard, overlap_blocs=pair.voices.coefficient,
                newman_blocs=digits(pair.voices.newman),
                expected_size=digits(pair.size.expected), p_size=digits(pair.size.p),
                q_size=digits(pair.size.q), expected_geo=digits(pair.geography.expected),
                p_geo=digits(pair.geography.p), q_geo=digits(pair.geography.q),
            )
    for note in notes(given, found):
        sheet.note(note)
    if least and len(sheet.rows) < len(found.pairs):
        sheet.note(f"{len(found.pairs) - len(sheet.rows)} pairs that share fewer than {least} are "
                   "not shown; the tests are corrected over all pairs.")
    return sheet


def digits(value: float) -> float:
    """A computed figure as it is shown: four significant digits."""
    return float(f"{value:.4g}")


def notes(given: Given, found: Pairs) -> list[str]:
    """What is to be said beside any figure on pairs in a reading."""
    return [
        _said_of_tests(found), EXPLAINED, _said_of_regions(given.snapshot, found),
        *_said_of_unions(found.unions), _said_of_lists(given.snapshot, found),
        _said_of_age(given, found), _said_of_lapsed(given, found), _said_of_left_out(found),
        "Common members are no contact: what the graph holds of contacts between mechanisms "
        "stands in its IN_CONTACT facts.",
    ]


def _said_of_tests(found: Pairs) -> str:
    over_size = [one for one in found.pairs if one.size.q <= LEVEL_OF_Q]
    over_geo = [one for one in found.pairs if one.geography.q <= LEVEL_OF_Q]
    tied = sum(bool(one.relations) for one in over_size)
    return (
        f"Two tests of {len(found.pairs):,} pairs, corrected for that many. More than their sizes "
        f"explain (q_size of at most {LEVEL_OF_Q}): {len(over_size)}, of which {tied} have a "
        "relation. More than their sizes in each region explain (q_geo): "
        f"{len(over_geo)}. The first finds neighbours again; the second asks what geography leaves "
        "over. Both hold sizes on average only and so err on the side of finding nothing, the "
        "second strongly; overlap-exact holds them exactly. With so few mechanisms few pairs or "
        "none can pass, and a pair that does not pass is not shown to be chance."
    )


def _said_of_regions(snapshot: Snapshot, found: Pairs) -> str:
    placed = {edge.tail for edge in snapshot.edges("IN_REGION")}
    without = [state for state in found.members.states if state not in placed]
    return (
        "Regions are those of the United Nations' M49 standard in which States are placed here, "
        "the finest it has (such as Western Africa), since mechanisms are built on these; a "
        "region of one or two States leaves the second test little to vary."
        + (f" {len(without)} States without a region are taken as one." if without else "")
    )


def _said_of_unions(unions: tuple[Bloc, ...]) -> list[str]:
    return [
        f"{union.called}: {len(union.members)} member States, as spelled out where a source names "
        f"it as a whole for {union.listed_for}; one voice in the columns that end in _blocs."
        if union.listed_for else
        f"{union.called}: {len(union.members)} member States by what is held of its members; one "
        "voice in the columns that end in _blocs." if union.members else
        f"{union.called}: no list of its member States that is held stands on this day; its "
        "members are counted one by one."
        for union in unions
    ]


def _said_of_lists(snapshot: Snapshot, found: Pairs) -> str:
    looked = list_extents(snapshot)
    extents = Counter(looked.get(one, NOT_LOOKED_AT) for one in found.members.facts)
    complete = extents.get("complete", 0)
    return (
        f"Lists of members: complete for {complete} of {len(found.members.facts)} mechanisms, "
        f"partial for {extents.get('partial', 0)}. A State that is not listed is not known to us "
        "as a member; that is not to say that it is none."
    )


def _said_of_lapsed(given: Given, found: Pairs) -> str:
    """Mechanisms of whose members only a remnant stands: their sizes mislead."""
    remnants = []
    for mechanism, members in found.members.facts.items():
        ever = {e.tail for e in given.snapshot.edges("MEMBER_OF", head=mechanism)
                if given.snapshot.label_of(e.tail) == "State"}
        if 2 * len(members) < len(ever):
            remnants.append(f"{mechanism} ({len(members)} of {len(ever)})")
    return (f"Of {_some(remnants)} fewer than half of the member States ever known stand in this "
            "reading: the others had not joined or had left, or no source near the day shows "
            "them." if remnants else "")


def _said_of_left_out(found: Pairs) -> str:
    return (f"In no pair, since no member State stands on the day (a forum open to all has no list "
            f"of members): {_some(found.members.without)}." if found.members.without else "")


def _said_of_age(given: Given, found: Pairs) -> str:
    """Memberships that stand only because nobody has said that they ended."""
    held = [edge for members in found.members.facts.values() for edge in members.values()]
    old = sum(bool(stale_since(edge, given.day)) for edge in held)
    return (f"{old} of {len(held):,} memberships stand by an open end that no source has shown for "
            "more than five years; mode=certain leaves them out, and others." if old else "")


def _some(ids: Iterable[str]) -> str:
    kept = list(ids)
    more = len(kept) - _NAMED_AT_MOST
    return ", ".join(kept[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


MIN_SHARED = Parameter(
    "min_shared", "integer", "Only pairs that share at least so many member States", "3", "0",
    least=0, most=250,
)

OVERLAP = Question(
    name="overlap",
    title="Which mechanisms share member States, and is it more than sizes and regions explain?",
    description="Every pair of mechanisms with a member State on a day, those that share none "
    "too: what ties the two anyway, the States they share, how much that is, and two tests "
    "against chance, of which one knows the mechanisms' sizes and one also where their members "
    "lie.",
    asked_by="GRCP organizers (3)",
    parameters=(*SCOPE, MIN_SHARED),
    columns=(
        Column("a", "id", "One mechanism"),
        Column("b", "id", "The other, later in the alphabet"),
        Column("relation", "text", "What ties the two by their make-up; empty where nothing known "
               "does"),
        Column("shared", "integer", "Member States of both"),
        Column("states", "ids", "These States"),
        Column("size_a", "integer", "Member States of the first"),
        Column("size_b", "integer", "Member States of the second"),
        Column("jaccard", "number", "Shared States by States in either, 0 to 1"),
        Column("overlap", "number", "Shared States by the members of the smaller, 0 to 1"),
        Column("newman", "number", "Sum of 1 / (k - 1) over shared States, k the mechanisms that "
               "a State is in: who is in many is a thinner link"),
        Column("shared_blocs", "integer", "Shared, the States of the European Union as one voice "
               "and those of the African Union as one"),
        Column("jaccard_blocs", "number", "Jaccard with these voices"),
        Column("overlap_blocs", "number", "Overlap with these voices"),
        Column("newman_blocs", "number", "Newman's sum with these voices"),
        Column("expected_size", "number", "States that two such mechanisms would share by their "
               "sizes and by how many mechanisms each State is in"),
        Column("p_size", "number", "Chance of sharing as many or more by sizes (SDSM on the BiCM)"),
        Column("q_size", "number", "The same, corrected for the number of pairs "
               "(Benjamini-Hochberg)"),
        Column("expected_geo", "number", "States that two such mechanisms would share by their "
               "sizes in each region"),
        Column("p_geo", "number", "Chance of sharing as many or more by sizes in each region"),
        Column("q_geo", "number", "The same, corrected"),
    ),
    answer=_overlap,
    claim_level="L2",
    suffices="in part",
    data="Membership lists are held for most mechanisms, none is noted as complete, and dates of "
    "joining are often unknown: enough to see who shares members with whom, not to tell how an "
    "overlap came about.",
    cypher="""\
MATCH (s:State)-[r:MEMBER_OF]->(m:Mechanism)
WHERE m.ring = 'listed' AND m.standing_from <= $as_of AND $as_of <= m.standing_to
  AND r.standing_from <= $as_of AND $as_of <= r.standing_to
WITH DISTINCT m.id AS id, s.id AS state ORDER BY id, state
WITH id, collect(state) AS states ORDER BY id
WITH collect({id: id, states: states}) AS mechanisms
UNWIND mechanisms AS x
UNWIND mechanisms AS y
WITH x, y WHERE x.id < y.id
WITH x.id AS a, y.id AS b, [state IN x.states WHERE state IN y.states] AS states,
     size(x.states) AS size_a, size(y.states) AS size_b
WITH a, b, states, size_a, size_b, size(states) AS shared,
     size_a + size_b - size(states) AS either,
     CASE WHEN size_a < size_b THEN size_a ELSE size_b END AS smaller
WHERE shared >= $min_shared
RETURN a, b, shared, states, size_a, size_b,
       ((20000 * shared + either) / (2 * either)) / 10000.0 AS jaccard,
       ((20000 * shared + smaller) / (2 * smaller)) / 10000.0 AS overlap
ORDER BY a, b
""",
)
