"""What every command prints alike: JSON alone on standard output, the rest on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from graph.errors import BadInput, IscmError

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

LISTED_FAULTS = 200
"""How many faults are printed for a reader; with --json all are."""


def print_json(value: Any) -> None:
    """One JSON text and a newline on standard output, as UTF-8 whatever the terminal's locale."""
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> None:
    """A table for reading; every cell is text, none is taken for markup."""
    table = Table(title=escape(title) or None, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(escape(str(column)), overflow="fold")
    for row in rows:
        table.add_row(*(escape(_text(value)) for value in row))
    out.print(table)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def problem(error: IscmError) -> dict[str, Any]:
    """Problem details (RFC 9457) of an error."""
    details: dict[str, Any] = {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": str(error),
    }
    if isinstance(error, BadInput) and error.faults:
        details["faults"] = [
            {
                "file": f.file, "sheet": f.sheet, "row": f.row, "column": f.column,
                "found": f.found, "expected": f.expected, "nearest": f.nearest,
            }
            for f in error.faults
        ]
    return details


def print_error(error: IscmError, *, as_json: bool) -> None:
    """An error on standard error: for a reader, or as problem details."""
    if as_json:
        sys.stderr.write(json.dumps(problem(error), ensure_ascii=False) + "\n")
        return
    err.print(f"[bold red]{escape(error.title)}.[/] {escape(str(error))}")
    if isinstance(error, BadInput):
        in_files = [fault for fault in error.faults if fault.file]
        for fault in in_files[:LISTED_FAULTS]:
            err.print("  " + escape(str(fault)))
        if len(in_files) > LISTED_FAULTS:
            err.print(f"  … and {len(in_files) - LISTED_FAULTS} more; --json lists all.")


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error; gives the function that moves it. Silent where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def move(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield move


def say(text: str) -> None:
    """A line for the reader, on standard error."""
    err.print(escape(text))


def counted(counts: Mapping[str, int]) -> str:
    """Counts in words: `3 created, 1 changed`."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())
