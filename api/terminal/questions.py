"""ask: the questions that the graph answers, listed or answered."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.markup import escape

from api.terminal.loading import Json
from api.terminal.opened import snapshot_opened
from api.terminal.printing import out, print_json, print_table, say
from api.terminal.writing import write_file
from graph.errors import BadInput
from graph.questions import QUESTIONS, Answer, Question, ask, question
from graph.questions.answer import MOST_ROWS, shown
from graph.questions.catalogue import catalogue

SHOWN_ROWS = 50
ANY_PARAMETER = {"allow_extra_args": True, "ignore_unknown_options": True}


def ask_question(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of a question; without one all are listed.")]
    = "",
    limit: Annotated[
        int | None, typer.Option(min=1, max=MOST_ROWS, help="How many rows at most.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A .csv to write.")
    ] = None,
    facts: Annotated[
        bool, typer.Option("--facts", help="With --json: the facts behind each row, too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Answer a question; its parameters are given as --name VALUE (iscm ask overlap --ring all)."""
    if not name:
        if context.args:
            raise BadInput(f"{context.args[0]} is given, but no question: `iscm ask` lists them.")
        _print_catalogue(as_json)
        return
    asked = question(name)
    given = _given(asked, context.args)
    with snapshot_opened() as snapshot:
        answer = ask(snapshot, name, given, limit=limit or MOST_ROWS)
    if output:
        write_file(output, answer.to_csv().encode())
        say(f"Wrote {output} ({len(answer.rows):,} rows).")
    if as_json:
        print_json(answer.as_json(facts=facts))
    elif not output:
        _print_answer(answer, limit or SHOWN_ROWS)


class _Options(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message[:1].upper()}{message[1:]}.", hint=self.epilog or "")


def _given(asked: Question, arguments: list[str]) -> Mapping[str, str]:
    """The parameters on the command line, as texts; only those that were given."""
    options = _Options(
        add_help=False, allow_abbrev=False,
        epilog=f"{asked.name} takes "
        + (", ".join(one.option for one in asked.parameters) or "no parameters") + ".",
    )
    for one in asked.parameters:
        options.add_argument(one.option, dest=one.name, default=argparse.SUPPRESS)
    return vars(options.parse_args(arguments))


def _print_catalogue(as_json: bool) -> None:
    if as_json:
        print_json(catalogue())
        return
    print_table(
        ("question", "title", "data", "parameters"),
        (
            (one.name, one.title, one.suffices, " ".join(p.option for p in one.parameters))
            for one in QUESTIONS
        ),
    )
    out.print(f"{len(QUESTIONS)} questions. `iscm ask NAME` answers one; parameters without a "
              "default have to be given.")


def _print_answer(answer: Answer, shown_rows: int) -> None:
    columns = [column.name for column in answer.columns]
    print_table(
        (*columns, "sources"),
        (
            (*map(shown, row), " ".join(ids)) for row, ids in
            zip(answer.rows[:shown_rows], answer.row_sources[:shown_rows], strict=True)
        ),
        title=answer.title,
    )
    more = len(answer.rows) - shown_rows
    if more > 0:
        out.print(f"{more:,} more rows; --limit, --json or -o FILE.csv gives them.")
    if not answer.rows:
        out.print("No row. That is what is known to us, and no finding about the world.")
    for note in answer.notes:
        out.print(escape(f"· {note}"))
    out.print(escape(f"Claim level {answer.claim_level}. Receipt {answer.digest[:12]}, "
                     f"version {answer.version}; {_said(answer.parameters)}"))


def _said(parameters: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in parameters.items()) or "no parameters"
