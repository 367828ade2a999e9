"""Counts the clients of the engine, and watches whether the engine still breathes.

A client is an open connection to the control port, so that the kernel says when it is gone.
"""

from __future__ import annotations

import contextlib
import secrets
import selectors
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from graph.store.arcade import Server


@dataclass(slots=True)
class _Client:
    connection: socket.socket
    received: bytes = b""
    known: bool = False
    long: bool = False
    since: float = field(default_factory=time.monotonic)


class Strangled(Exception):
    """The heap is full, and nothing but the garbage collector runs."""


class Breath:
    """Notices a JVM that does nothing but collect garbage.

    The engine's time limit is not looked at inside a list comprehension, so that one query can
    fill the heap and hold everybody up for over a minute. A new engine is there in four seconds.
    """

    SECONDS = 10.0
    SHARE = 0.7

    def __init__(self, server: Server) -> None:
        self._server = server
        self._samples: deque[tuple[float, float]] = deque()

    def check(self) -> None:
        now = time.monotonic()
        if self._samples and now - self._samples[-1][0] < 0.5:
            return
        self._samples.append((now, self._server.collecting_seconds()))
        while now - self._samples[0][0] > self.SECONDS:
            began, collected = self._samples.popleft()
            if self._samples and self._samples[-1][1] - collected > self.SHARE * (now - began):
                raise Strangled


class Control:
    """The port on which clients are counted: each holds a connection open for as long as it lives.

    A client sends its token and is answered `ok`; then it may send `long` and `short` around a
    statement of its own that needs more than the visitors' time. The kernel closes the connection
    of a killed client, which gives back both its place and its lease.
    """

    def __init__(self, token: str, idle_seconds: float, server: Server) -> None:
        self._token = token.encode()
        self._idle = idle_seconds
        self._server = server
        self._stop = threading.Event()
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ)
        self.port = int(self._listener.getsockname()[1])
        self._clients: dict[socket.socket, _Client] = {}
        self._long = False
        self._breath = Breath(server)

    def ask_to_stop(self, *_: object) -> None:
        self._stop.set()

    def serve(self) -> str:
        """Wait until nobody is left (or a signal says so); the reason is returned for the log."""
        last_seen = time.monotonic()
        while not self._stop.is_set():
            for key, _ in self._selector.select(timeout=0.5):
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._read(self._clients[key.fileobj])  # type: ignore[index]
            self._breath.check()
            now = time.monotonic()
            for client in [c for c in self._clients.values() if not c.known]:
                if now - client.since > 5:
                    self._drop(client)
            if any(client.known for client in self._clients.values()):
                last_seen = now
            elif now - last_seen > self._idle:
                return f"no client for {self._idle:g} s"
        return "asked to stop"

    def close(self) -> None:
        self._listener.close()
        for client in list(self._clients.values()):
            client.connection.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            connection, _ = self._listener.accept()
            connection.setblocking(False)
            self._clients[connection] = _Client(connection)
            self._selector.register(connection, selectors.EVENT_READ)

    def _read(self, client: _Client) -> None:
        try:
            received = client.connection.recv(1024)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self._drop(client)
            return
        *lines, client.received = (client.received + received).split(b"\n")
        for line in lines:
            if not self._obey(client, line):
                self._drop(client)
                return
        if len(client.received) > 1024:
            self._drop(client)

    def _obey(self, client: _Client, line: bytes) -> bool:
        if not client.known:
            if not secrets.compare_digest(line, self._token):
                return False
            client.known = True
        elif line in (b"long", b"short"):
            client.long = line == b"long"
            self._lease()
        else:
            return False
        try:
            client.connection.sendall(b"ok\n")
        except OSError:
            return False
        return True

    def _lease(self) -> None:
        wanted = any(client.long for client in self._clients.values())
        if wanted != self._long:
            self._long = wanted
            self._server.long_statements(wanted)

    def _drop(self, client: _Client) -> None:
        self._selector.unregister(client.connection)
        self._clients.pop(client.connection)
        client.connection.close()
        self._lease()
