"""Every error raised on purpose, as one small tree; each knows its exit code and HTTP status.

IscmError
├── BadInput            what was handed in cannot be taken (exit 2)
├── UnknownId           an id that is in no table (exit 2)
├── QueryRefused        a visitor's Cypher that is not allowed to run (exit 2)
├── QueryLimit          a visitor's Cypher that ran into a limit (exit 2)
└── StoreError          the database did not do its part (exit 1)
    ├── StoreUnreachable  no server, wrong password, server too old (exit 3)
    ├── StoreBusy         another load holds the store (exit 3)
    ├── StoreLoading      a load is under way or died half-way (exit 3)
    └── ForeignData       the database holds other people's nodes (exit 2)
"""

from __future__ import annotations

from dataclasses import dataclass


class IscmError(Exception):
    """Root of the errors that are shown to users without a traceback."""

    exit_code = 1
    status = 500
    title = "Something failed on our side"

    def __init__(self, detail: str, *, hint: str = "") -> None:
        super().__init__(detail if not hint else f"{detail} {hint}")
        self.detail = detail
        self.hint = hint


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with an input: where it stands, what was found, what was expected."""

    file: str  # "" where it is a parameter, and no file, that is wrong
    row: int  # as a spreadsheet counts: the header is row 1; 0 where no row is meant
    column: str
    found: str
    expected: str
    sheet: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        place = self.file + (f" [{self.sheet}]" if self.sheet else "")
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        text = f"{place}: found {self.found!r}, expected {self.expected}"
        return text + (f"; nearest known: {self.nearest}" if self.nearest else "")


class BadInput(IscmError):
    """What was handed in cannot be taken; carries every fault found, not only the first."""

    exit_code = 2
    status = 422
    title = "The input cannot be taken"

    def __init__(self, detail: str, *, faults: tuple[Fault, ...] = (), hint: str = "") -> None:
        super().__init__(detail, hint=hint)
        self.faults = faults


class UnknownId(IscmError):
    """An id that stands in no table."""

    exit_code = 2
    status = 404
    title = "Not known"


class QueryRefused(IscmError):
    """A visitor's Cypher that may not run; the text says why and what to write instead."""

    exit_code = 2
    status = 403
    title = "This query may not run here"


class QueryLimit(IscmError):
    """A visitor's query that ran into a limit of time, rows, bytes or places."""

    exit_code = 2
    status = 429
    title = "This query ran into a limit"


class StoreError(IscmError):
    """The database did not do its part."""

    status = 503
    title = "The store failed"


class StoreUnreachable(StoreError):
    """No server answers, the password is wrong, or the server is too old."""

    exit_code = 3
    title = "The store cannot be reached"


class StoreBusy(StoreError):
    """Another load holds the store; loads take turns."""

    exit_code = 3
    title = "Another load is under way"


class StoreLoading(StoreError):
    """A load is under way, or died half-way and waits for the next one to repair it."""

    exit_code = 3
    title = "The store is being loaded"


class ForeignData(StoreError):
    """The database holds other people's nodes under our labels."""

    exit_code = 2
    title = "The database is not ours alone"
