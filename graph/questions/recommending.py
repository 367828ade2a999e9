"""What mechanisms recommended, and what they recommended about their own functioning."""

from __future__ import annotations

from collections.abc import Callable

from graph.questions.given import Given
from graph.questions.question import (
    LEVEL,
    RECALLED,
    RING,
    Column,
    Parameter,
    Question,
)
from graph.questions.recommended import (
    ACTION,
    ANY,
    BY_MECHANISM,
    ON_THEME,
    SINCE_YEAR,
    STANDING,
    Recommended,
    narrower,
    recommended,
)
from graph.questions.sheet import Cell, Sheet
from graph.snapshot import Edge, Snapshot

FUNCTIONING = ("mechanism", "all ISCMs", "secretariat", "presidency", "expert group")
"""To whom a recommendation about the working of mechanisms is addressed."""
_OBJECTIVE = Parameter(
    "objective", "integer", "Only on themes aligned with this objective of the Global Compact "
    "for Migration, 1 to 23; 0: any", "9", "0", least=0, most=23,
)
_ADDRESSED_TO = Parameter(
    "addressed_to", "choice", "Only those addressed to these", "secretariat", ANY,
    values=(ANY, *FUNCTIONING),
)
_SHARED = (
    Column("recommendation", "id", "Id of the recommendation"),
    Column("made_by", "ids", "Mechanisms that made it; organizations beside them are left out"),
    Column("meeting", "id", "Meeting at which it was made, where one is held"),
    Column("earliest", "date", "First day on which it may have been made"),
    Column("latest", "date", "Last day on which it may have been made"),
    Column("statement", "text", "What it says, in our own words"),
    Column("standing", "text", "adopted: text of the meeting; reported: someone's account; "
           "proposed: not shown to have been agreed"),
    Column("action", "text", "Kind of action that it asks for, by our own coding"),
    Column("addressed_to", "texts", "Whom it addresses"),
    Column("themes", "ids", "Themes asked for that it addresses; all of them if none was asked"),
)
_OWN_WORDS = (
    "Statements are our own words, not quotations; the source of each row has the text."
)


def _listed(
    given: Given, wanted: set[str] | None, aligned: dict[str, list[Edge]] | None,
    also: Callable[[Recommended], bool],
) -> Sheet:
    """The recommendations on wanted themes (None: on any), in the order of their dates.

    aligned: the facts by which a theme is among those wanted, if an objective was asked for.
    """
    sheet, undated, since = Sheet(), 0, given.integer("since")
    mechanism, action = given.text("mechanism"), given.text("action")
    found: list[tuple[Recommended, list[Edge]]] = []
    for one in recommended(given, standings=given.texts("standing")):
        about = [edge for edge in one.themes if wanted is None or edge.head in wanted]
        if (not about or mechanism not in ("", *one.mechanisms)
                or action not in (ANY, one.action) or not also(one)):
            continue
        if since > 1900:
            if not one.dated:
                undated += 1
                continue
            if int(str(one.latest)[:4]) < since:
                continue
        found.append((one, about))
    for one, about in sorted(found, key=lambda f: (f[0].earliest or "", f[0].id)):
        facts = [edge for theme in about for edge in (aligned or {}).get(theme.head, ())]
        sheet.add(one.facts(), about, facts, **_cells(one, about))
    if undated:
        sheet.note(f"Left out because no date is held: {undated}.")
    sheet.note(_OWN_WORDS)
    return sheet


def _cells(one: Recommended, about: list[Edge]) -> dict[str, Cell]:
    return {
        "recommendation": one.id, "made_by": sorted(one.mechanisms),
        "meeting": one.at[0].head if one.at else None,
        "earliest": one.earliest, "latest": one.latest,
        "statement": str(one.node.get("statement")), "standing": str(one.node.get("standing")),
        "action": one.action or None, "addressed_to": list(one.node.get("addressed_to", ())),
        "themes": sorted(edge.head for edge in about),
    }


# -- on a theme or objective ----------------------------------------------------------------------


def _on(given: Given) -> tuple[set[str] | None, dict[str, list[Edge]] | None]:
    """The themes asked for, and what aligns them with the objective asked for."""
    snapshot, theme, objective = given.snapshot, given.text("theme"), given.integer("objective")
    wanted = narrower(snapshot, theme) if theme else None
    if not objective:
        return wanted, None
    aligned: dict[str, list[Edge]] = {}
    for node in snapshot.nodes("GcmObjective"):
        if node.get("number") == objective:
            for edge in snapshot.edges("ALIGNED_WITH", head=node.id):
                aligned.setdefault(edge.tail, []).append(edge)
    return (set(aligned) if wanted is None else wanted & set(aligned)), aligned


def _recommendations_on(snapshot: Snapshot, given: Given) -> Sheet:
    wanted, aligned = _on(given)
    sheet = _listed(given, wanted, aligned, lambda one: True)
    if aligned is not None:
        sheet.note("Which themes go with an objective of the Global Compact is our own reading; "
                   "few recommendations name one, and those made before 2018 could not.")
    return sheet


RECOMMENDATIONS_ON = Question(
    name="recommendations-on",
    title="What did mechanisms recommend on a theme or an objective of the Global Compact?",
    description="Each recommendation with its meeting, its date, how firmly it stands and whom it "
    "addresses; in the order of dates.",
    asked_by="policy officers (9), q8-1-1, qb-1, qi-3-1",
    parameters=(ON_THEME, _OBJECTIVE, BY_MECHANISM, SINCE_YEAR, STANDING, ACTION, RING, LEVEL,
                RECALLED),
    columns=_SHARED,
    answer=_recommendations_on,
    suffices="in part",
    data="Recommendations are held from the documents that were read, which is nowhere all of "
    "them: that none is listed for a mechanism says nothing about it (see `coverage`).",
    cypher="""\
MATCH (r:Recommendation)-[:MADE_BY]->(m:Mechanism)
WHERE m.ring = 'listed' AND (r.standing IN $standing OR 'all' IN $standing)
  AND r.standing <> 'unreviewed' AND ($action = 'any' OR r.action = $action)
  AND ($since = 1900 OR r.adopted_max >= $since * 10000)
WITH r, m ORDER BY m.id
WITH r, collect(m.id) AS made_by
WHERE $mechanism = '' OR $mechanism IN made_by
MATCH (r)-[:ADDRESSES]->(t:Theme)
OPTIONAL MATCH (t)-[:BROADER*1..4]->(wider:Theme {id: $theme})
OPTIONAL MATCH (t)-[:ALIGNED_WITH]->(g:GcmObjective {number: $objective})
WITH r, made_by, t, wider, g
WHERE ($theme = '' OR t.id = $theme OR wider.id = $theme)
  AND ($objective = 0 OR g.number = $objective)
WITH DISTINCT r, made_by, t.id AS theme ORDER BY theme
WITH r, made_by, collect(theme) AS themes
OPTIONAL MATCH (r)-[:ADOPTED_AT]->(e:Meeting)
WITH r, made_by, themes, e.id AS meeting,
     toString(r.adopted_min) AS low, toString(r.adopted_max) AS high
RETURN r.id AS recommendation, made_by, meeting,
       substring(low, 0, 4) + '-' + substring(low, 4, 2) + '-' + substring(low, 6, 2) AS earliest,
       substring(high, 0, 4) + '-' + substring(high, 4, 2) + '-' + substring(high, 6, 2) AS latest,
       r.statement AS statement, r.standing AS standing, r.action AS action,
       coalesce(r.addressed_to, []) AS addressed_to, themes
ORDER BY earliest, recommendation
""",
)


# -- on functioning -------------------------------------------------------------------------------


def _on_functioning(snapshot: Snapshot, given: Given) -> Sheet:
    theme, whom = given.text("theme"), given.text("addressed_to")
    wanted = narrower(given.snapshot, theme) if theme else None
    addressed = set(FUNCTIONING) if whom == ANY else {whom}
    sheet = _listed(given, wanted, None,
                    lambda one: bool(addressed & set(one.node.get("addressed_to", ()))))
    sheet.note("A recommendation belongs to the mechanism that made it. Which region it speaks "
               "for is not said by the texts, and no region is put to it here; the lists by "
               "region asked for at the eighth global meeting (2019) are not held.")
    return sheet


STATEMENTS_ON_FUNCTIONING = Question(
    name="statements-on-functioning",
    title="What do mechanisms recommend about their own functioning, and about synergies?",
    description="Recommendations addressed to a mechanism itself, to all such mechanisms, to a "
    "secretariat, a presidency or an expert group. With theme=theme-synergies, those on "
    "synergies among mechanisms.",
    asked_by="GRCP organizers (8), qb-6, q8-1-2, q8-L-1, q8-3-3, q8-4-1",
    parameters=(_ADDRESSED_TO, ON_THEME, ACTION, BY_MECHANISM, SINCE_YEAR, STANDING, RING, LEVEL,
                RECALLED),
    columns=_SHARED,
    answer=_on_functioning,
    suffices="in part",
    data="Held are the recommendations of the documents that were read. How widely one is shared "
    "is not counted, and no text that we hold gives the five recommendations of each region.",
)
