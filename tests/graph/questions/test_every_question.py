"""What holds for every question: its example gives rows, rows rest on their facts, same bytes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from graph.errors import BadInput, UnknownId
from graph.questions import QUESTIONS, Answer, Question, ask
from graph.questions.cookbook import example
from graph.questions.founding import FOUNDING
from graph.questions.given import given
from graph.snapshot import Snapshot
from graph.store.lint import lint

FACTS_TAKEN_AWAY = 6
FOUNDING_NAMES = {one.name for one in FOUNDING}
OWN = [one for one in QUESTIONS if one.name not in FOUNDING_NAMES]
"""Those that do not call another: what those give is held against what they call."""
EVERY_OWN = pytest.mark.parametrize("one", OWN, ids=lambda one: one.name)
EVERY = pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.name)


@pytest.fixture(scope="session")
def answers(seeds: Snapshot) -> Callable[[Question], Answer]:
    kept: dict[str, Answer] = {}

    def answer(one: Question) -> Answer:
        if one.name not in kept:
            kept[one.name] = ask(seeds, one.name, example(one))
        return kept[one.name]

    return answer


def test_names_are_given_once() -> None:
    names = [one.name for one in QUESTIONS]
    assert len(names) == len(set(names))


@EVERY
def test_it_says_what_it_is(one: Question) -> None:
    assert one.title and one.description and one.asked_by
    assert one.suffices == "yes" or one.data.endswith(".")
    assert one.title[-1] in "?."
    for part in (*one.parameters, *one.columns):
        assert part.description and part.name.isidentifier() and part.name == part.name.lower()
    assert len({p.name for p in one.parameters}) == len(one.parameters)


@EVERY
def test_its_example_gives_rows(
    one: Question, answers: Callable[[Question], Answer], seeds: Snapshot
) -> None:
    answer = answers(one)
    assert answer.rows
    width = len(one.columns)
    assert all(len(row) == width for row in answer.rows)
    assert len(answer.rows) == len(answer.row_sources) == len(answer.row_facts)
    for facts, sources in zip(answer.row_facts, answer.row_sources, strict=True):
        elements = [seeds.edge(f) if "|" in f else seeds.node(f) for f in facts]
        assert set(sources) == {s for e in elements for s in e.get("sources", ())}
    assert set(answer.sources) == {s for sources in answer.row_sources for s in sources}
    assert answer.claim_level in ("L0", "L1", "L2", "L3", "L4")


@EVERY
def test_every_example_can_be_taken(one: Question, seeds: Snapshot) -> None:
    given(one, seeds, {p.name: p.example for p in one.parameters})


@EVERY
def test_cells_are_what_their_columns_say(
    one: Question, answers: Callable[[Question], Answer]
) -> None:
    kinds = {"id": str, "text": str, "date": str, "integer": int, "number": (int, float),
             "boolean": bool, "ids": list, "texts": list}
    for row in answers(one).rows:
        for column, cell in zip(one.columns, row, strict=True):
            assert cell is None or isinstance(cell, kinds[column.type]), (column.name, cell)
            if column.type == "integer":
                assert not isinstance(cell, bool)
            assert not (isinstance(cell, float) and cell != cell), column.name


@EVERY_OWN
def test_without_a_fact_its_row_is_another(
    one: Question, seeds: Snapshot, answers: Callable[[Question], Answer],
    without: Callable[[Snapshot, str], Snapshot],
) -> None:
    """No fact is named for a row that does not bear on it."""
    answer = answers(one)
    rng = random.Random(one.name)
    behind = sorted({(fact, at) for at, facts in enumerate(answer.row_facts)
                     for fact in facts if "|" in fact})
    for fact, at in rng.sample(behind, min(FACTS_TAKEN_AWAY, len(behind))):
        less = ask(without(seeds, fact), one.name, example(one))
        was = (answer.rows[at], answer.row_sources[at])
        same = [(r, s) for r, s in zip(less.rows, less.row_sources, strict=True) if (r, s) == was]
        before = [(r, s) for r, s in zip(answer.rows, answer.row_sources, strict=True)
                  if (r, s) == was]
        assert len(same) < len(before), f"{fact} bears on nothing in {was}"


@EVERY_OWN
def test_same_question_same_bytes(one: Question, answers: Callable[[Question], Answer],
                                  seeds: Snapshot) -> None:
    again = Snapshot({k.name: seeds.table(k.name) for k in seeds.schema.kinds}, seeds.meta)
    first = json.dumps(answers(one).as_json(facts=True))
    assert json.dumps(ask(again, one.name, example(one)).as_json(facts=True)) == first


@EVERY
def test_unknown_parameters_are_refused(one: Question, seeds: Snapshot) -> None:
    with pytest.raises(BadInput, match="no_such_parameter"):
        ask(seeds, one.name, {**example(one), "no_such_parameter": "1"})
    for p in one.parameters:
        if p.type in ("id", "ids"):
            with pytest.raises(BadInput, match=p.name):
                ask(seeds, one.name, {**example(one), p.name: "no-such-id-anywhere"})
        if p.type == "day":
            with pytest.raises(BadInput, match=p.name):
                ask(seeds, one.name, {**example(one), p.name: "1066-10-14"})
        if p.type in ("integer", "number"):
            assert p.least is not None and p.most is not None, "a number has limits"
            for wrong in (str(int(p.most) + 1), "many"):
                with pytest.raises(BadInput, match=p.name):
                    ask(seeds, one.name, {**example(one), p.name: wrong})


@EVERY
def test_one_cypher_text_for_both_servers(one: Question) -> None:
    if one.cypher:
        assert lint(one.cypher) == []


def test_a_question_that_is_none(seeds: Snapshot) -> None:
    with pytest.raises(UnknownId, match="Nearest known: in-both"):
        ask(seeds, "inn-both")


def test_the_same_mechanism_twice(seeds: Snapshot) -> None:
    with pytest.raises(BadInput, match="another mechanism"):
        ask(seeds, "in-both", a="rcm", b="rcm")


def test_rows_beyond_the_limit_are_counted(seeds: Snapshot) -> None:
    whole = ask(seeds, "members-of-mechanism", mechanism="rcm")
    part = ask(seeds, "members-of-mechanism", mechanism="rcm", limit=2)
    assert part.rows == whole.rows[:2]
    assert part.left_out == len(whole.rows) - 2
    assert any(str(part.left_out) in note for note in part.notes)
