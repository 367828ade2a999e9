"""Runs a visitor's Cypher within limits, and gives back values that JSON can carry.

`run` has the guard look at the text first; a text that it refuses never reaches the data. Limits:
time (by the driver on Neo4j, by the engine's own setting on the embedded database, which hears no
other), rows, bytes, and with `Turnstile` how many run and wait at once. What the server says is
put in plain words. Query texts are neither logged nor kept.
"""

from __future__ import annotations

import base64
import json
import math
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import neo4j
from neo4j import exceptions as errors
from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point

from graph.errors import QueryLimit, QueryRefused
from graph.store.guard import Explain, Plan, ServerKind, check
from graph.store.plain_words import lost, plain
from graph.store.tokens import Tokens, tokenize


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one visitor's statement may take."""

    seconds: float = 30.0
    rows: int = 10_000
    bytes: int = 10_000_000


@dataclass(frozen=True, slots=True)
class VisitorResult:
    """The rows of one statement, or the first of them where `truncated`."""

    columns: list[str]
    rows: list[list[Any]]
    truncated: bool
    seconds: float


class Turnstile:
    """Lets a few statements run at once and a few more wait; turns the others away."""

    def __init__(self, running: int = 2, waiting: int = 8, patience: float = 60.0) -> None:
        self._places = running
        self._waiting_allowed = waiting
        self._patience = patience
        self._waiting = 0
        self._changed = threading.Condition()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a place while inside; QueryLimit where too many wait already, or for too long."""
        self._enter()
        try:
            yield
        finally:
            with self._changed:
                self._places += 1
                self._changed.notify()

    def _enter(self) -> None:
        with self._changed:
            if self._places and not self._waiting:
                self._places -= 1
                return
            if self._waiting >= self._waiting_allowed:
                raise QueryLimit(
                    f"{self._waiting} queries are waiting already.", hint="Try again in a minute."
                )
            self._waiting += 1
            try:
                if not self._changed.wait_for(lambda: self._places > 0, self._patience):
                    raise QueryLimit(
                        f"No place became free within {self._patience:g} s.",
                        hint="Try again in a minute.",
                    )
                self._places -= 1
            finally:
                self._waiting -= 1


def run(
    driver: neo4j.Driver,
    database: str,
    text: str,
    parameters: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    server: ServerKind = "neo4j",
) -> VisitorResult:
    """Check a statement, then run it in one reading transaction; tried once, never repeated."""
    limits = limits or Limits()
    began = time.monotonic()
    check(text, explainer(driver, database, limits), server=server)
    answer = _Answer()
    try:
        # Not `execute_read`: it would repeat a statement that ran out of memory for half a minute.
        with driver.session(
            database=database, default_access_mode=neo4j.READ_ACCESS, fetch_size=1000
        ) as session:
            _read(session, text, dict(parameters or {}), limits, server, answer)
    except errors.Neo4jError as error:
        raise plain(error, limits.seconds) from None
    except (errors.DriverError, OSError) as error:
        if not answer.hung_up:
            raise lost(driver, error, answer.began) from None
    columns = answer.columns or _columns(tokenize(text))
    seconds = round(time.monotonic() - began, 3)
    return VisitorResult(columns, answer.rows, answer.truncated, seconds)


@dataclass(slots=True)
class _Answer:
    columns: list[str] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    truncated: bool = False
    hung_up: bool = False
    began: bool = False


def explainer(driver: neo4j.Driver, database: str, limits: Limits) -> Explain:
    """How the guard asks this server for the plan of a text."""

    def explain(text: str, parameters: dict[str, Any]) -> Plan:
        try:
            with (
                driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session,
                session.begin_transaction(timeout=limits.seconds) as transaction,
            ):
                # On a line of its own, so that only the line has to be put right in an error.
                summary = transaction.run(f"EXPLAIN\n{text}", parameters).consume()
        except errors.Neo4jError as error:
            raise plain(error, limits.seconds, lines_before=1) from None
        except (errors.DriverError, OSError) as error:
            raise lost(driver, error) from None
        if summary.plan is None:
            raise QueryRefused("The server gives no plan for this text, so it cannot be checked.")
        return Plan(str(summary.query_type), summary.plan)

    return explain


def _read(
    session: neo4j.Session,
    text: str,
    parameters: dict[str, Any],
    limits: Limits,
    server: ServerKind,
    answer: _Answer,
) -> None:
    size = 0
    timeout = limits.seconds if server == "neo4j" else None
    with session.begin_transaction(timeout=timeout) as transaction:
        answer.began = True
        result = transaction.run(text, parameters)
        answer.columns = list(result.keys())
        for record in result:
            row = [json_safe(value) for value in record.values()]
            size += len(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"))
            if len(answer.rows) == limits.rows or size > limits.bytes:
                answer.truncated = True
                break
            answer.rows.append(row)
        if answer.truncated and server == "embedded":
            answer.hung_up = True
            _hang_up(session)


def _hang_up(session: neo4j.Session) -> None:
    """Leave the rest of an answer unread.

    Asked to discard it, the embedded database first computes all of it, up to its time limit.
    There is no public call to close one connection; without the private one it only takes longer.
    """
    with suppress(Exception):
        session._connection.kill()  # type: ignore[union-attr]


def json_safe(value: Any) -> Any:
    """A value of the driver as JSON can carry it: dates as ISO text, nodes as dictionaries."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Node):
        return {
            "id": value.get("id"),
            "labels": sorted(value.labels),
            "properties": json_safe(dict(value.items())),
        }
    if isinstance(value, Relationship):
        return {
            "type": value.type,
            "from": value.start_node.get("id") if value.start_node else None,
            "to": value.end_node.get("id") if value.end_node else None,
            "properties": json_safe(dict(value.items())),
        }
    if isinstance(value, Path):
        return {
            "nodes": [json_safe(node) for node in value.nodes],
            "relationships": [json_safe(edge) for edge in value.relationships],
        }
    if isinstance(value, Point):
        return {"srid": value.srid, "coordinates": [float(part) for part in value]}
    if isinstance(value, Mapping):
        return {str(key): json_safe(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(bytes(value)).decode("ascii")
    if hasattr(value, "iso_format"):
        return value.iso_format()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "to_native"):
        return json_safe(value.to_native())
    if isinstance(value, (list, tuple, set, frozenset)):
        return [json_safe(item) for item in value]
    return str(value)


def _columns(tokens: Tokens) -> list[str]:
    """The names of the columns, from the text: the embedded database names none without a row."""
    depth_zero = []
    index = 0
    while index < len(tokens.items):
        depth_zero.append(index)
        index = tokens.closing.get(index, index) + 1
    starts = [i for i in depth_zero if tokens.at(i).word == "RETURN"]
    if not starts:
        return []
    names: list[str] = []
    part: list[int] = []
    for i in [*(j for j in depth_zero if j > starts[-1]), len(tokens.items)]:
        token = tokens.at(i)
        ends = not token.text or token.is_symbol(";") or token.word in ("ORDER", "SKIP", "LIMIT")
        if token.is_symbol(",") or ends or token.word == "OFFSET":
            if part:
                names.append(_name(tokens, part))
            part = []
            if not token.is_symbol(","):
                break
        elif token.word != "DISTINCT" or part:
            part.append(i)
    return [] if "*" in names else names


def _name(tokens: Tokens, part: list[int]) -> str:
    if len(part) > 2 and tokens.at(part[-2]).word == "AS":
        return tokens.at(part[-1]).text.strip("`").replace("``", "`")
    last = tokens.at(tokens.closing.get(part[-1], part[-1]))
    return tokens.text[tokens.at(part[0]).start : last.start + len(last.text)]
