"""Answers kept as bytes, and the ETag: both follow from the graph's digest and the address.

Pages and readings are functions of the snapshot, so the same address under the same digest always
gives the same bytes. Old digests are not dropped by hand: the least recently used go first.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.routes import route_path
from api.serving import STATE_KEY, SnapshotSource

KEPT_BYTES = 64_000_000
LARGEST_ENTRY = 4_000_000
_NEVER = ("/api/cypher", "/api/openapi.json", "/health", "/ready", "/static/")

__all__ = ["AnswerCache", "KeptAnswers", "etag_of"]


@dataclass(frozen=True)
class Kept:
    """A whole answer: its headers and its body."""

    headers: list[tuple[bytes, bytes]]
    body: bytes


class KeptAnswers:
    """Answers by key, bounded in bytes; the least recently used leave first."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def get(self, key: str) -> Kept | None:
        if found := self._kept.get(key):
            self._kept.move_to_end(key)
            return found
        return None

    def put(self, key: str, answer: Kept) -> None:
        if len(answer.body) > min(LARGEST_ENTRY, self.limit) or key in self._kept:
            return
        self._kept[key] = answer
        self.size += len(answer.body)
        while self.size > self.limit:
            _, oldest = self._kept.popitem(last=False)
            self.size -= len(oldest.body)

    def __len__(self) -> int:
        return len(self._kept)


def etag_of(digest: str, representation: str) -> str:
    """A strong ETag: the graph's digest, and what of it in which form."""
    return f'"{digest[:16]}-{sha256(representation.encode()).hexdigest()[:16]}"'


class AnswerCache:
    """Answers from memory where it can, 304 where the reader already has it."""

    def __init__(self, app: ASGIApp, source: SnapshotSource, software: str) -> None:
        self.app = app
        self.source = source
        self.software = software
        self.kept = KeptAnswers()
        self._under_way: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":  # what GET says, without a body
            scope, send = {**scope, "method": "GET"}, _bodiless(send)
        if not self._may_keep(scope):
            await self.app(scope, receive, send)
            return
        snapshot = self.source.snapshot()
        scope[STATE_KEY] = snapshot
        headers = Headers(scope=scope)
        etag = etag_of(snapshot.digest, self._representation(scope, headers))
        if _names(headers.get("if-none-match", ""), etag):
            await _send(send, 304, [(b"etag", etag.encode()), *_REVALIDATE], b"")
            return
        if etag in self._under_way:  # fifty readers of a new page cost one rendering
            await self._under_way[etag].wait()
        if found := self.kept.get(etag):
            await _send(send, 200, found.headers, found.body)
        else:
            await self._make(scope, receive, send, etag)

    async def _make(self, scope: Scope, receive: Receive, send: Send, etag: str) -> None:
        """Let the application answer, and keep what it says; others wait for it meanwhile."""
        done = asyncio.Event()
        first = self._under_way.setdefault(etag, done) is done
        try:
            await self.app(scope, receive, _keeper(send, etag, self.kept.put))
        finally:
            if first:
                del self._under_way[etag]
                done.set()

    def _may_keep(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and not route_path(scope).startswith(_NEVER)
            and self.source.ready()
        )

    def _representation(self, scope: Scope, headers: Headers) -> str:
        """All that the bytes depend on beside the digest."""
        query = scope["query_string"].decode("latin-1")
        packed = "gzip" in headers.get("accept-encoding", "")
        return f"{self.software} {route_path(scope)}?{query} {packed}"


_REVALIDATE = [(b"cache-control", b"no-cache"), (b"vary", b"Accept-Encoding")]


def _names(if_none_match: str, etag: str) -> bool:
    return etag in (item.strip().removeprefix("W/") for item in if_none_match.split(","))


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


def _bodiless(send: Send) -> Send:
    async def passing(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return passing


def _keeper(send: Send, etag: str, keep: Callable[[str, Kept], None]) -> Send:
    """Pass an answer on with its ETag, and keep it if it is a whole one."""
    start: Message = {}
    parts: list[bytes] = []

    async def passing(message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 200:
                start.update(message)
                headers = MutableHeaders(scope=message)
                headers["ETag"] = etag
                headers.setdefault("Cache-Control", "no-cache")
                headers.add_vary_header("Accept-Encoding")
                start["headers"] = list(message["headers"])
        elif message["type"] == "http.response.body" and start:
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                keep(etag, Kept(start["headers"], b"".join(parts)))
        await send(message)

    return passing
