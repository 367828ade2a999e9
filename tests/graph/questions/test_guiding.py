"""The founding documents' questions: all there, each answered by a question or by what lacks."""

from __future__ import annotations

import pytest

from graph.questions import QUESTIONS, ask, question
from graph.questions.cookbook import example
from graph.questions.founding import FOUNDING
from graph.questions.guiding import Founding, Gap, guiding_questions
from graph.snapshot import Snapshot

NUMBERS = {
    *(f"q8-{n}" for n in ("1-1", "1-2", "2-1", "2-2", "2-3", "2-4", "L-1", "L-2", "3-1", "3-2",
                          "3-3", "4-1", "4-2", "4-3", "4-4")),
    *(f"qi-{n}" for n in ("1-1", "1-2", "1-3", "1-4", "2-1", "2-2", "3-1", "3-2", "3-3", "4-1",
                          "4-2")),
    *(f"qb-{n}" for n in range(1, 7)), "qc-1", "qc-2",
}
"""Every question of the founding documents, by its number."""


def test_every_founding_question_is_in_the_catalogue() -> None:
    assert {one.number for one in FOUNDING} == NUMBERS
    assert len(FOUNDING) == len(NUMBERS)
    listed = {one.name: one for one in QUESTIONS}
    for one in FOUNDING:
        assert one.number in listed[one.name].asked_by
        assert bool(one.calls) != bool(one.gaps)
    assert len(QUESTIONS) >= 40


@pytest.mark.parametrize("one", [f for f in FOUNDING if f.calls], ids=lambda one: one.name)
def test_it_gives_the_rows_of_the_question_it_calls(one: Founding, seeds: Snapshot) -> None:
    given = example(question(one.name))
    ours, theirs = ask(seeds, one.name, given), ask(seeds, one.calls, given | dict(one.fixed))
    assert (ours.rows, ours.row_sources, ours.columns) == (
        theirs.rows, theirs.row_sources, theirs.columns
    )
    assert any(one.calls in note for note in ours.notes)
    assert one.data in ours.notes


@pytest.mark.parametrize("one", [f for f in FOUNDING if f.gaps], ids=lambda one: one.name)
def test_what_lacks_is_said_and_no_state_is_named(one: Founding, seeds: Snapshot) -> None:
    answer = ask(seeds, one.name)
    assert question(one.name).suffices == "no"
    names = {node.name for node in seeds.nodes("State")} | {n.id for n in seeds.nodes("State")}
    for row in answer.as_dicts():
        assert row["missing"] and row["could_come_from"]
        assert question(str(row["meanwhile"]))
        assert not names & set(str(row).replace(",", " ").split())


def test_a_question_about_failure_lists_texts(seeds: Snapshot) -> None:
    answer = ask(seeds, "imp-causes-of-failure")
    sources = {node.id for node in seeds.nodes("Source")}
    assert answer.rows and {row[0] for row in answer.rows} <= sources


def test_a_call_that_leads_nowhere_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        guiding_questions((Founding("x", "q", "d", "?", "d.", calls="nowhere"),), QUESTIONS)
    with pytest.raises(KeyError):
        guiding_questions(
            (Founding("x", "q", "d", "?", "d.", calls="in-both", fixed={"z": "1"}),), QUESTIONS
        )
    with pytest.raises(KeyError):
        guiding_questions(
            (Founding("x", "q", "d", "?", "d.", gaps=(Gap("m", "w", "nowhere"),)),), QUESTIONS
        )
