"""The questions in Cypher: the analysts' cookbook, and the texts to be pasted.

A question's text names its parameters (`$mechanism`); days are integers yyyymmdd. Pasted, they
are replaced by values, since Neo4j Browser runs what is pasted as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.dates import to_day
from graph.errors import BadInput
from graph.questions import QUESTIONS
from graph.questions.given import Given, Value, given
from graph.questions.question import Question
from graph.snapshot import Snapshot

_NAMED = re.compile(r"\$(\w+)")


def parameters(question: Question, taken: Given) -> dict[str, str | int | float | bool | list[str]]:
    """The values that a question's text is run with: days as integers, lists as lists."""
    days = {one.name for one in question.parameters if one.type == "day"}
    named = set(_NAMED.findall(question.cypher or ""))
    return {
        name: to_day(str(value)) if name in days
        else list(value) if isinstance(value, tuple) else value
        for name, value in taken.values.items() if name in named
    }


def given_by_example(question: Question, snapshot: Snapshot) -> bool:
    """Whether the example's ids are in this graph: its text can be pasted as it stands."""
    try:
        given(question, snapshot, example(question))
    except BadInput:
        return False
    return True


def example(question: Question) -> dict[str, str]:
    """What has to be given, by its example."""
    return {one.name: one.example for one in question.parameters if one.default is None}


def pasted(question: Question, snapshot: Snapshot, texts: Mapping[str, str] | None = None) -> str:
    """The text with its values in place of the parameters; by default those of the example."""
    values = parameters(question, given(question, snapshot, example(question) | dict(texts or {})))
    return _NAMED.sub(lambda found: _literal(values[found[1]]), question.cypher or "")


def _literal(value: Value | list[str]) -> str:
    """A value as Cypher text.

    >>> _literal(["it's", "c"])
    "['it\\\\'s', 'c']"
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return str(value)


def page(snapshot: Snapshot) -> str:
    """docs/cookbook.md: every question that can be said in Cypher, ready to be pasted."""
    lines = [_INTRODUCTION]
    for one in QUESTIONS:
        if one.cypher:
            lines += [f"## {one.title}", "", one.description, "",
                      f"The same in the terminal: `iscm ask {one.name}`.", "",
                      "```cypher", pasted(one, snapshot).rstrip(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


_INTRODUCTION = """\
# The analysts' cookbook

Questions of the catalogue in Cypher, with example values: paste them into Neo4j Browser or
`iscm cypher`, and change the values. Each text gives the rows of `iscm ask` with the same
parameters, on Neo4j and on the embedded database; the tests hold it to that. Days are integers
(`20261122`), and what stands on a day is read as *standing* ([dates](dates.md)); facts of every
basis are taken. Where a State or territory carries a note on its designation
(`designation_note`), take it along wherever you take the name.

`iscm export queries -o queries.zip` writes these texts, with others, as a folder for Neo4j
Browser.

Generated (`python -m loaders.cookbook > docs/cookbook.md`).
"""
