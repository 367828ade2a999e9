"""Makes sure that the embedded database runs, and holds a client's place in it.

The engine is a process of its own (`engine.py`): the first client starts it, detached; later
clients join it; about a minute after the last one has let go it ends. A client's place is an open
connection, so that the kernel gives it back even after a `kill -9`.

This file knows nothing of what is in the graph, and speaks no Cypher: `bolt.py` does.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from graph.errors import StoreError, StoreUnreachable
from graph.store.engine import KEYS, LOG, PACKAGE, STATE, read_state

IDLE_SECONDS = 60.0
STATEMENT_SECONDS = 30.0
_START_SECONDS = 120.0

# Engines started by this process. Kept so that an engine that has ended is not left as a zombie.
_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class EmbeddedEndpoint:
    """Where the embedded database listens, and as whom to speak to it."""

    uri: str
    user: str
    password: str = field(repr=False)
    reader_user: str = field(repr=False)
    reader_password: str = field(repr=False)
    database: str
    agent: str
    engine_version: str
    created_with: str  # the engine version that made this folder's database
    pid: int
    handle: EngineHandle = field(repr=False, compare=False)

    def close(self) -> None:
        """Let go of the engine; it ends by itself when nobody holds it any more."""
        self.handle.close()

    def reopen(self) -> EmbeddedEndpoint:
        """The same store after its engine has died: joins the new engine, or starts one."""
        return self.handle.reopen()

    def long_statements(self) -> contextlib.AbstractContextManager[None]:
        """For the owner: statements started inside may take half an hour instead of seconds."""
        return self.handle.long_statements()

    def __enter__(self) -> EmbeddedEndpoint:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class EngineHandle:
    """One client's place in the engine: an open connection to its control port."""

    def __init__(
        self, home: Path, connection: socket.socket, start: Callable[[], EmbeddedEndpoint]
    ) -> None:
        self.home = home
        self._connection = connection
        self._start = start
        self._lock = threading.Lock()
        self._leases = 0

    @property
    def alive(self) -> bool:
        """Whether the engine still holds its end of the connection."""
        with self._lock:
            try:
                self._connection.setblocking(False)
                try:
                    return bool(self._connection.recv(1, socket.MSG_PEEK))
                finally:
                    self._connection.settimeout(10)
            except BlockingIOError:
                return True
            except OSError:
                return False

    def close(self) -> None:
        self._connection.close()

    def reopen(self) -> EmbeddedEndpoint:
        self.close()
        return self._start()

    @contextlib.contextmanager
    def long_statements(self) -> Iterator[None]:
        self._lease(+1)
        try:
            yield
        finally:
            self._lease(-1)

    def _lease(self, step: int) -> None:
        with self._lock:
            before, self._leases = self._leases, self._leases + step
            if (before == 0) == (self._leases == 0):
                return
            with contextlib.suppress(OSError):  # a dead engine: the statement itself will say so
                _ask(self._connection, "long" if self._leases else "short")


def supported() -> bool:
    """Whether the embedded database is installed; there is no build of it for every platform."""
    return importlib.util.find_spec("arcadedb_embedded") is not None


def installed_version() -> str:
    """The engine that would be started now."""
    return version(PACKAGE)


def created_with(home: Path) -> str:
    """The engine version that made this folder's database; empty where there is none yet."""
    return str(read_state(home / KEYS).get("created_with", ""))


def open_embedded(
    home: Path,
    *,
    on_start: Callable[[str], None] | None = None,
    idle_seconds: float = IDLE_SECONDS,
    statement_seconds: float = STATEMENT_SECONDS,
) -> EmbeddedEndpoint:
    """Join the engine of this folder, or start it; `on_start` is told when one has to be started.

    The two times hold for an engine that this call starts; a running one keeps its own.
    """
    home = home.expanduser().resolve()

    def start() -> EmbeddedEndpoint:
        return open_embedded(
            home,
            on_start=on_start,
            idle_seconds=idle_seconds,
            statement_seconds=statement_seconds,
        )

    joined = _join(home, start)
    if joined is not None:
        return joined
    _require(home)
    try:
        with FileLock(home / "start.lock", timeout=2 * _START_SECONDS):
            # Another client may have started it while this one waited for the lock.
            joined = _join(home, start)
            if joined is not None:
                return joined
            if on_start is not None:
                on_start("Starting the embedded database")
            _start_engine(home, idle_seconds, statement_seconds)
            joined = _join(home, start)
    except Timeout:
        raise StoreUnreachable(
            f"Another process has been starting the embedded database in {home} for minutes.",
            hint="End that process, or name another folder with ISCM_HOME.",
        ) from None
    if joined is None:
        raise StoreUnreachable(
            f"The embedded database in {home} started, but ended again at once.",
            hint=f"Its log is {home / LOG}.",
        )
    return joined


def _require(home: Path) -> None:
    if not supported():
        raise StoreUnreachable(
            "There is no embedded database for this platform.",
            hint="Set NEO4J_URI to use a Neo4j server; everything but Cypher works without either.",
        )
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = home / f".writable.{os.getpid()}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise StoreError(
            f"The folder of the embedded database cannot be written: {home}"
            f" ({error.strerror or error}).",
            hint="Free some space or change its permissions, or name another with ISCM_HOME.",
        ) from None


def _ask(connection: socket.socket, line: str) -> None:
    connection.sendall(line.encode() + b"\n")
    answer = b""
    while not answer.endswith(b"\n"):
        received = connection.recv(16)
        if not received:
            raise ConnectionError("the engine closed the connection")
        answer += received


def _join(home: Path, start: Callable[[], EmbeddedEndpoint]) -> EmbeddedEndpoint | None:
    """A place in the running engine; None where none runs, whatever the state file says."""
    state = read_state(home / STATE)
    if "token" not in state:
        return None
    connection = None
    try:
        connection = socket.create_connection(("127.0.0.1", state["control_port"]), timeout=10)
        # Only the engine that wrote this file knows the token: a stranger on a reused port, or
        # an engine that is just ending, does not answer.
        _ask(connection, str(state["token"]))
    except OSError:
        if connection is not None:
            connection.close()
        return None
    return EmbeddedEndpoint(
        uri=f"bolt://127.0.0.1:{state['bolt_port']}",
        user=state["user"],
        password=state["password"],
        reader_user=state["reader_user"],
        reader_password=state["reader_password"],
        database=state["database"],
        agent=f"ArcadeDB/{state['engine_version']}",
        engine_version=state["engine_version"],
        created_with=state["created_with"],
        pid=state["pid"],
        handle=EngineHandle(home, connection, start),
    )


def _start_engine(home: Path, idle_seconds: float, statement_seconds: float) -> None:
    _started[:] = [process for process in _started if process.poll() is None]
    # -m finds the package from the folder that holds it, installed or not.
    source = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "graph.store.engine", str(home)]
    command += ["--idle-seconds", str(idle_seconds), "--statement-seconds", str(statement_seconds)]
    options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        options["creationflags"] = flags
    else:
        options["start_new_session"] = True
    process = subprocess.Popen(command, cwd=source, stdout=subprocess.PIPE, **options)
    _started.append(process)
    answer = _first_line(process)
    if answer.get("ready"):
        return
    failed = str(answer.get("failed") or "it ended without a word")
    raise StoreUnreachable(
        f"The embedded database could not be started: {failed}.",
        hint=f"Its log is {home / LOG}. {full_disk(home)}".strip(),
    )


def _first_line(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """What the engine reports: ready, or why not; nothing where it died or took too long."""
    received: list[bytes] = []
    pipe = process.stdout
    assert pipe is not None
    reader = threading.Thread(target=lambda: received.append(pipe.readline()), daemon=True)
    reader.start()
    reader.join(_START_SECONDS)
    if reader.is_alive():
        process.kill()
        return {"failed": f"it was not ready after {_START_SECONDS:g} s"}
    pipe.close()
    try:
        answer = json.loads(received[0])
    except (IndexError, ValueError):
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        return {"failed": f"it ended with code {process.returncode}"}
    return answer if isinstance(answer, dict) else {}


def full_disk(home: Path) -> str:
    """A word about the disk, where that is likely the reason."""
    with contextlib.suppress(OSError, AttributeError):
        status = os.statvfs(home)
        if status.f_bavail * status.f_frsize < 50_000_000:
            return "The disk is full, or nearly so: free some space."
    return ""
