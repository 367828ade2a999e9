"""Questions that the founding documents put, each in the catalogue under a name of its own.

Where data answer it, it calls another question with values fixed; where none do, its rows say what
is missing, from whom it could come, and which question helps meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.questions.given import Given, given
from graph.questions.question import Column, Question, Suffices
from graph.questions.sheet import Sheet
from graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no table holds: what it is, who could give it, and what helps meanwhile."""

    missing: str
    from_whom: str
    meanwhile: str  # name of a question


@dataclass(frozen=True, slots=True)
class Founding:
    """One question of a founding document, by the document's own number.

    calls: name of the question that answers it, with the values in `fixed`; else there are gaps.
    """

    name: str
    number: str
    document: str
    title: str
    data: str
    calls: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    suffices: Suffices = "in part"

    @property
    def asked_by(self) -> str:
        return f"{self.document} ({self.number})"


def guiding_questions(
    founding: Sequence[Founding], others: Sequence[Question]
) -> tuple[Question, ...]:
    """Each founding question as a question of the catalogue; KeyError if one calls an unknown."""
    known = {one.name: one for one in others}
    for one in founding:
        for gap in one.gaps:
            known[gap.meanwhile]  # a name that leads nowhere is a fault of ours
    return tuple(
        _calling(one, known[one.calls]) if one.calls else _lacking(one) for one in founding
    )


def _calling(one: Founding, called: Question) -> Question:
    unknown = one.fixed.keys() - {parameter.name for parameter in called.parameters}
    if unknown:
        raise KeyError(f"{called.name} has no parameter {', '.join(sorted(unknown))}")

    def answer(snapshot: Snapshot, asked: Given) -> Sheet:
        texts = {name: asked.as_given(name) for name in asked.values}
        inner = given(called, snapshot, {**texts, **one.fixed})
        inner.recalled_left_out = asked.recalled_left_out
        sheet = called.answer(snapshot, inner)
        fixed = "".join(f", {name}={value}" for name, value in sorted(one.fixed.items()))
        sheet.note(f"Answered by the question {called.name}{fixed}.")
        return sheet

    return Question(
        name=one.name, title=one.title, description=called.description, asked_by=one.asked_by,
        parameters=tuple(p for p in called.parameters if p.name not in one.fixed),
        columns=called.columns, answer=answer, claim_level=called.claim_level,
        suffices=one.suffices, data=one.data,
    )


def _lacking(one: Founding) -> Question:
    def answer(snapshot: Snapshot, asked: Given) -> Sheet:
        sheet = Sheet()
        for gap in one.gaps:
            sheet.add(missing=gap.missing, could_come_from=gap.from_whom, meanwhile=gap.meanwhile)
        return sheet

    return Question(
        name=one.name, title=one.title, asked_by=one.asked_by, parameters=(),
        description="The data held do not answer this. The rows say what would have to be known, "
        "who could tell, and which question of the catalogue helps until then.",
        columns=(
            Column("missing", "text", "What would have to be known"),
            Column("could_come_from", "text", "Who could tell"),
            Column("meanwhile", "text", "A question of the catalogue that helps until then"),
        ),
        answer=answer, suffices="no", data=one.data,
    )
