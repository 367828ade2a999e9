"""The list of all questions: for programs, and as a page of documentation."""

from __future__ import annotations

from typing import Any

from graph.questions import QUESTIONS
from graph.questions.founding import FOUNDING
from graph.questions.question import Parameter, Question

_SUFFICES = {"yes": "The data suffice.", "in part": "The data suffice in part.",
             "no": "The data do not suffice."}


def catalogue() -> list[dict[str, Any]]:
    """Every question with its parameters, as `iscm ask --json` gives them."""
    return [entry(one) for one in QUESTIONS]


def entry(one: Question) -> dict[str, Any]:
    return {
        "name": one.name, "title": one.title, "description": one.description,
        "asked_by": one.asked_by, "parameters": [_parameter(p) for p in one.parameters],
        "columns": [{"name": c.name, "type": c.type, "description": c.description}
                    for c in one.columns],
        "claim_level": one.claim_level, "suffices": one.suffices, "data": one.data,
        "cypher": one.cypher,
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    return {
        "name": one.name, "type": one.type, "description": one.description,
        "default": one.default, "example": one.example, "values": list(one.values),
    }


def page() -> str:
    """docs/questions.md: every question, who asks it, its parameters, whether the data suffice."""
    lines = [_INTRODUCTION, *_founding_table(), ""]
    for one in QUESTIONS:
        lines += [f"## {one.name}", "", f"**{one.title}**", "", one.description, ""]
        lines += [f"- Asked by: {one.asked_by}."]
        lines += [f"- {_SUFFICES[one.suffices]} {one.data}".rstrip()]
        lines += [f"- Claim level: {one.claim_level}."]
        lines += [f"- `{p.option}` {_default(p)}: {p.description}." for p in one.parameters]
        lines += [f"- `iscm ask {one.name}{''.join(_example(p) for p in one.parameters)}`", ""]
    return "\n".join(lines).rstrip() + "\n"


def _founding_table() -> list[str]:
    """Each question of the founding documents with what answers it, and whether data suffice."""
    lines = ["## The founding documents' questions", "",
             "| number | question | ours | answered by | data |", "| --- | --- | --- | --- | --- |"]
    for one in FOUNDING:
        by = f"`{one.calls}`" + "".join(f" {k}={v}" for k, v in sorted(one.fixed.items()))
        suffices = "in part" if one.calls else "no"
        lines.append(f"| {one.number} | {one.title} | `{one.name}` | "
                     f"{by if one.calls else 'what is missing, and from whom'} | {suffices} |")
    return lines


def _default(one: Parameter) -> str:
    if one.default is None:
        return "(must be given)"
    return f"(by default {one.default})" if one.default else "(may be left out)"


def _example(one: Parameter) -> str:
    """Only what has to be given."""
    return f" {one.option} {one.example}" if one.default is None else ""


_INTRODUCTION = """\
# Questions

What the graph answers, one entry each: `iscm ask NAME` in the terminal, `/api/questions/NAME` over
HTTP (with `.csv` for a table), `ask(snapshot, "NAME", parameter="value")` in a notebook. Every
answer names the sources behind each row, says what was left out, and carries a receipt.

Claim levels: L0 counts and lists; L1 a distribution with its interval; L2 association; L3
association with time order and placebo; L4 a contribution told by documented links. That one thing
caused another (L5) is never claimed.

Generated (`python -m graph.questions.catalogue > docs/questions.md`).
"""

if __name__ == "__main__":
    print(page(), end="")
