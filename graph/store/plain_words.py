"""What a database server says about a visitor's statement, put in words for who wrote it."""

from __future__ import annotations

import re
from contextlib import suppress

import neo4j
from neo4j import exceptions as errors

from graph.errors import IscmError, QueryLimit, QueryRefused, StoreUnreachable

NARROW = "Start from fewer nodes (an id, a label), bound the paths, or add LIMIT."

_TIME = re.compile(
    r"TransactionTimedOut|LockClientStopped|arcadedb\.command\.timeout", re.IGNORECASE
)
_MEMORY = re.compile(
    r"OutOfMemory|MemoryPool|memory pool|heap budget|Limit of allowed elements"
    r"|exceeding the maximum of|QueryHeapBudget|Java heap space",
    re.IGNORECASE,
)
_WRITING = re.compile(
    r"Security\.Forbidden|AccessMode|read access mode|is not allowed to|not idempotent"
    r"|Transaction not begun",
    re.IGNORECASE,
)


def plain(error: errors.Neo4jError, seconds: float, *, lines_before: int = 0) -> IscmError:
    """The server's error in words for the person who wrote the query."""
    code = str(error.code or "")
    message = re.sub(
        r"\(line (\d+),", lambda m: f"(line {int(m[1]) - lines_before},", str(error.message or "")
    )
    both = f"{code} {message}"
    if _TIME.search(both):
        found = re.search(r"timeout of (\d+)ms", message)
        seconds = int(found.group(1)) / 1000 if found else seconds
        return QueryLimit(f"The query took longer than {seconds:g} s and was stopped.", hint=NARROW)
    if _MEMORY.search(both):
        return QueryLimit("The query needs more memory than one query may have.", hint=NARROW)
    if code.startswith("Neo.ClientError.Security.Auth") or isinstance(error, errors.AuthError):
        return StoreUnreachable("The store did not accept the password.")
    if _WRITING.search(both):
        return QueryRefused("Visitors may read only; the server refused to do more.")
    if code.startswith("Neo.TransientError"):
        return QueryLimit("The store is busy.", hint="Try again in a minute.")
    return QueryRefused(f"The server cannot run this query: {_first_lines(message)}")


def _first_lines(message: str) -> str:
    """The message without the picture of the query under it, its place in one way of saying it."""
    line = message.strip().splitlines()[0].strip() if message.strip() else "no reason was given"
    line = re.sub(r"Syntax error at line (\d+):(\d+) - ", r"line \1, column \2: ", line)
    line = re.sub(r" \(offset: \d+\)", "", line)
    line = re.sub(
        r"expected:? (one of )?.{120,}?(\(line|$)", r"something else was expected here \2", line
    )
    return line.strip().rstrip(".") + "."


def lost(driver: neo4j.Driver, error: Exception, began: bool = False) -> IscmError:
    """The connection broke: the query was too big for the server, or there is no server."""
    if isinstance(error, errors.ServiceUnavailable | errors.SessionExpired | OSError):
        with suppress(errors.Neo4jError, errors.DriverError, OSError):
            driver.verify_connectivity()
            return QueryLimit("The query needs more memory than one query may have.", hint=NARROW)
        if began:
            return StoreUnreachable(
                "The store ended while it ran this query, which may need too much memory.",
                hint=NARROW,
            )
        return StoreUnreachable("The store does not answer.")
    return QueryRefused(f"The query cannot be sent: {error}")
