"""What every request and answer passes through: headers that guard readers, limits on bodies.

Plain ASGI, so that an answer is never copied on its way. See `api.app` for the order.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, answer
from api.routes import served_under

MAX_BODY = 100_000
"""Bytes that a request's body may have."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class GuardHeaders:
    """Adds the headers to every answer; a page that brings a policy of its own keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in GUARDS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", PAGE_POLICY)
            await send(message)

        await self.app(scope, receive, guarded)


class KnownHosts:
    """Refuses requests that name another host (DNS rebinding), in the form of every other error.

    Starlette's middleware judges; the words are ours.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app = app
        self.names = list(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not await self._known(scope, receive):
            problem = Problem(400, "Bad Request", "This server does not go by that host name.")
            await answer(Request(scope), problem)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _known(self, scope: Scope, receive: Receive) -> bool:
        passed = False

        async def within(*_: object) -> None:
            nonlocal passed
            passed = True

        async def nowhere(_: Message) -> None: ...

        judge = TrustedHostMiddleware(within, self.names, www_redirect=False)
        await judge(scope, receive, nowhere)
        return passed


class RootPath:
    """Tells the path under which a proxy serves the application, whether it strips it or not."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self.app = app
        self.root_path = root_path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["root_path"] = self.root_path
            served_under.set(self.root_path)
        await self.app(scope, receive, send)


class BodyLimits:
    """Takes only JSON, and not much of it: whatever else carries a body is refused unread."""

    def __init__(self, app: ASGIApp, max_body: int = MAX_BODY) -> None:
        self.app = app
        self.max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        problem = self._refusal(Headers(scope=scope))
        body = b""
        while problem is None:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > self.max_body:
                problem = self._too_large()
            elif not message.get("more_body", False):
                break
        if problem:
            await answer(Request(scope), problem)(scope, receive, send)
        else:
            await self.app(scope, _replay(body, receive), send)

    def _refusal(self, headers: Headers) -> Problem | None:
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            return Problem(415, "Unsupported Media Type", "Send application/json.")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.max_body:
            return self._too_large()
        return None

    def _too_large(self) -> Problem:
        return Problem(413, "Content Too Large", f"At most {self.max_body:,} bytes are taken.")


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once, then whatever comes after it (the client's leaving)."""
    waiting: Iterable[Message] = iter(
        [{"type": "http.request", "body": body, "more_body": False}]
    )

    async def again() -> Message:
        for message in waiting:
            return message
        return await receive()

    return again
