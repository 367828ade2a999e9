"""What texts say of all mechanisms together: a list of sources, never of those spoken of."""

from __future__ import annotations

from graph.questions.given import Given
from graph.questions.question import Column, Parameter, Question
from graph.questions.sheet import Sheet
from graph.snapshot import Snapshot

NETWORK, STATEMENT = "network", "statement"


def _said(snapshot: Snapshot, given: Given) -> Sheet:
    sheet, words = Sheet(), given.texts("about")
    for claim in snapshot.nodes("Claim"):
        text = str(claim.get("value", ""))
        if claim.get("fact") != NETWORK or claim.get("property") != STATEMENT:
            continue
        if words and not any(word.casefold() in text.casefold() for word in words):
            continue
        for source in claim.get("sources", ()):
            node = snapshot.node(source)
            sheet.add(claim, source=source, title=node.name, publisher=node.get("publisher"),
                      year=node.get("year"), says=text, locator=claim.get("locator"))
    sheet.rows.sort(key=lambda row: (str(row.cells["source"]), str(row.cells["says"])))
    sheet.note("These are statements of the texts, in our own words; the graph neither bears them "
               "out nor contradicts them. No State is named by them.")
    return sheet


STATEMENTS = Question(
    name="statements",
    title="What do texts say of the mechanisms as a whole?",
    description="Statements about all mechanisms together, for instance on what stands in the way "
    "of implementation: the texts, and what each says.",
    asked_by="the IMP report of 2004 (qi-3-3)",
    parameters=(
        Parameter("about", "texts", "Only statements with one of these words, separated by "
                  "commas", "resources,will,obligations", ""),
    ),
    columns=(
        Column("source", "id", "The text"),
        Column("title", "text", "Its title"),
        Column("publisher", "text", "Who published it"),
        Column("year", "integer", "Year of publication, where known"),
        Column("says", "text", "What it says, in our own words"),
        Column("locator", "text", "Where in it"),
    ),
    answer=_said, suffices="in part",
    data="The data suffice for what the texts at hand say; they are few.",
)
