"""The questions that the graph answers, and `ask`, which answers one.

A question stands in one file here and in one line of `QUESTIONS`; terminal, HTTP, CSV, notebooks
and the pages of documentation take it from there by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.errors import UnknownId
from graph.questions import (
    activity,
    brokers,
    communities,
    dependence,
    missing_partners,
    overlap,
    overlap_exact,
    overlap_history,
    structures,
    suggestions,
    survival,
    taking_part,
)
from graph.questions.answer import MOST_ROWS, Answer, answered
from graph.questions.given import given, nearest
from graph.questions.question import Question
from graph.snapshot import Snapshot

__all__ = ["QUESTIONS", "Answer", "Question", "ask", "question"]

QUESTIONS: tuple[Question, ...] = (
    taking_part.MECHANISMS_OF_STATE,
    taking_part.MEMBERS_OF_MECHANISM,
    taking_part.IN_BOTH,
    overlap.OVERLAP,
    overlap_exact.OVERLAP_EXACT,
    overlap_history.OVERLAP_HISTORY,
    structures.STRUCTURES,
    missing_partners.MISSING_PARTNERS,
    activity.ACTIVITY,
    dependence.DEPENDENCE,
    dependence.SHARED_SERVANTS,
    communities.COMMUNITIES,
    brokers.BROKER_ROLES,
    brokers.BROKER_ROLES_AGGREGATE,
    suggestions.PARTNER_SUGGESTIONS,
    survival.STRUCTURES_AND_ACTIVITY,
)


def question(name: str) -> Question:
    """The question of a name; UnknownId, with the nearest known name, if there is none."""
    known = {one.name: one for one in QUESTIONS}
    if name in known:
        return known[name]
    close = nearest(name, known)
    raise UnknownId(
        f"There is no question {name!r}.",
        hint=f"Nearest known: {close}." if close else "`iscm ask` lists them all.",
    )


def ask(
    snapshot: Snapshot, name: str, texts: Mapping[str, str] | None = None, *,
    limit: int = MOST_ROWS, **parameters: str,
) -> Answer:
    """Answer a question.

    Parameters are texts, as on the command line: `ask(snapshot, "in-both", a="rcm", b="sacm")`.
    limit: how many rows at most. UnknownId for an unknown question, BadInput for parameters that
    cannot be taken (every fault at once).
    """
    asked = question(name)
    taken = given(asked, snapshot, {**(texts or {}), **parameters})
    return answered(asked, taken, asked.answer(snapshot, taken), limit)
