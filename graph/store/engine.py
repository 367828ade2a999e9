"""The embedded database as a process of its own: `python -m graph.store.engine FOLDER`.

Starts ArcadeDB with its Bolt port on loopback, says on standard output when it is ready, counts
its clients over a control port, and ends by itself when none has been left for a while. A crash of
the database is then never a crash of `iscm`, and no client has to hand the database to another.

Who starts this process, and when, is `embedded.py`; what is in the graph is not known here.

The folder holds: `engine.json` (ports and passwords, mode 0600, only while the engine runs),
`keys.json` (the passwords, kept so that a notebook's connection survives a restart, mode 0600),
`engine.lock` (held for as long as the process lives, whatever kills it), `engine.log`, and
`server/` with the data. Passwords of the server are kept by it as hashes only.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import selectors
import signal
import socket
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

PACKAGE = "arcadedb-embedded"
DATABASE = "iscm"
USER = "root"
READER = "reader"
STATE = "engine.json"
KEYS = "keys.json"
LOG = "engine.log"
LOCK = "engine.lock"
HEAP = "1g"
# A lease on long statements cannot be longer than this, so that a forgotten one ends too.
LONG_STATEMENT_SECONDS = 1800
_LOG_LIMIT = 5_000_000

# What a group may do. `readonly` may read records and nothing else: not the schema, not settings.
_GROUPS = {
    "admin": (
        ["updateSecurity", "updateSchema", "updateDatabaseSettings"],
        ["createRecord", "readRecord", "updateRecord", "deleteRecord"],
    ),
    "readonly": ([], ["readRecord"]),
    "*": ([], []),
}


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Replace a file in one step; it is never readable by others, not even for a moment."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(content, stream, indent=1, sort_keys=True)
        stream.write("\n")
    temporary.replace(path)


def read_state(path: Path) -> dict[str, Any]:
    """A state or keys file; empty when it is missing or was cut off half-way."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _free_port(preferred: int = 0) -> int:
    for port in (preferred, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def _groups_file(config: Path) -> None:
    groups = {
        name: {
            "access": access,
            "readTimeout": -1,
            "resultSetLimit": -1,
            "types": {"*": {"access": types}},
        }
        for name, (access, types) in _GROUPS.items()
    }
    config.mkdir(parents=True, exist_ok=True)
    content = {"databases": {"*": {"groups": groups}}, "version": 2}
    (config / "server-groups.json").write_text(json.dumps(content, indent=1), encoding="utf-8")


class Server:
    """ArcadeDB in this process: started, given its users and limits, stopped."""

    def __init__(self, folder: Path, keys: dict[str, Any], statement_seconds: float) -> None:
        self._folder = folder
        self._keys = keys
        self._default = int(statement_seconds * 1000)
        self._server: Any = None
        self._database: Any = None
        self._collectors: list[Any] = []
        self._quiet: Any = None  # a logger that nobody holds is forgotten, and its level with it
        self.bolt_port = 0

    def start(self) -> None:
        import arcadedb_embedded
        import jpype
        from arcadedb_embedded.jvm import start_jvm

        root = self._folder / "server"
        _groups_file(root / "config")
        # Users are made anew from the kept passwords; the file of hashes may be from another start.
        (root / "config" / "server-users.jsonl").unlink(missing_ok=True)
        # -Xrs leaves SIGTERM to us: with the JVM's own handler a running query blocks the exit.
        start_jvm(heap_size=HEAP, jvm_args=["-Xrs"])
        settings = jpype.JClass("com.arcadedb.GlobalConfiguration")
        settings.TX_WAL_FLUSH.setValue(2)  # fsync at commit: the default survives a kill only
        self.bolt_port = _free_port(int(self._keys.get("bolt_port", 0)))
        self._server = arcadedb_embedded.create_server(
            str(root),
            root_password=self._keys["password"],
            config={
                "http_port": _free_port(),
                "bolt_port": self.bolt_port,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                "polyglotEngineEnabled": False,
            },
        )
        self._server.start()
        existing = (root / "databases" / DATABASE).is_dir()
        open_database = self._server.get_database if existing else self._server.create_database
        self._database = open_database(DATABASE)
        for key in ("allowFileUrls", "allowRemoteUrls"):
            self._database.command(
                "sql", f"ALTER DATABASE `arcadedb.opencypher.loadCsv.{key}` false"
            )
        self.limit_statements(self._default)
        # Its Bolt listener logs the text of every statement that fails; visitors' texts are not
        # to be kept. The client gets the same error over the wire.
        self._quiet = jpype.JClass("java.util.logging.Logger").getLogger(
            "com.arcadedb.bolt.BoltNetworkExecutor"
        )
        self._quiet.setLevel(jpype.JClass("java.util.logging.Level").OFF)
        factory = jpype.JClass("java.lang.management.ManagementFactory")
        self._collectors = list(factory.getGarbageCollectorMXBeans())
        user = {
            "name": READER,
            "password": self._keys["reader_password"],
            "databases": {DATABASE: ["readonly"]},
        }
        # createUser takes the hash, not the password.
        security = self._server._java_server.getSecurity()
        user["password"] = str(security.encodePassword(user["password"]))
        security.createUser(jpype.JClass("com.arcadedb.serializer.json.JSONObject")(json.dumps(user)))

    def limit_statements(self, milliseconds: int) -> None:
        """The one time limit there is: for every statement of every user that starts from now."""
        self._database.command(
            "sql", f"ALTER DATABASE `arcadedb.command.timeout` {milliseconds}"
        )

    def long_statements(self, wanted: bool) -> None:
        self.limit_statements(LONG_STATEMENT_SECONDS * 1000 if wanted else self._default)

    def collecting_seconds(self) -> float:
        """How long the JVM has stood still to collect garbage since it started."""
        return sum(bean.getCollectionTime() for bean in self._collectors) / 1000

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()


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
            return None
        except OSError:
            received = b""
        if not received:
            return self._drop(client)
        *lines, client.received = (client.received + received).split(b"\n")
        for line in lines:
            if not self._obey(client, line):
                return self._drop(client)
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


def _log_to(folder: Path) -> int:
    """Send what Python and the JVM print to the log; the pipe to the starter is returned."""
    starter = os.dup(1)
    log = folder / LOG
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(folder / f"{LOG}.1")
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    os.close(handle)
    return starter


def _say(text: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), text, flush=True)


def _keys(folder: Path) -> dict[str, Any]:
    keys = read_state(folder / KEYS)
    if not {"password", "reader_password", "created_with"} <= keys.keys():
        keys = {
            "password": secrets.token_urlsafe(24),
            "reader_password": secrets.token_urlsafe(24),
            "created_with": version(PACKAGE),
        }
        write_private(folder / KEYS, keys)
    return keys


def run(folder: Path, idle_seconds: float, statement_seconds: float, starter: int) -> None:
    """Start, report to the starter, serve until nobody is left, stop."""
    os.chdir(folder)  # the server writes its own ./log beside the data, not where the user stands
    keys = _keys(folder)
    server = Server(folder, keys, statement_seconds)
    server.start()
    token = secrets.token_urlsafe(24)
    control = Control(token, idle_seconds, server)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, control.ask_to_stop)
    if keys.get("bolt_port") != server.bolt_port:
        write_private(folder / KEYS, {**keys, "bolt_port": server.bolt_port})
    state = {
        "pid": os.getpid(),
        "bolt_port": server.bolt_port,
        "control_port": control.port,
        "token": token,
        "user": USER,
        "password": keys["password"],
        "reader_user": READER,
        "reader_password": keys["reader_password"],
        "database": DATABASE,
        "engine_version": version(PACKAGE),
        "created_with": keys["created_with"],
    }
    write_private(folder / STATE, state)
    _say(f"ready on port {server.bolt_port}")
    _report(starter, {"ready": True})
    try:
        reason = control.serve()
    except Strangled:
        (folder / STATE).unlink(missing_ok=True)
        _say("ending at once: the heap is full")
        os._exit(3)  # closing would need memory; what is committed is on the disk
    _say(f"ending: {reason}")
    # In this order: a client that still finds the file is turned away at once and starts anew.
    (folder / STATE).unlink(missing_ok=True)
    control.close()
    # A statement that does not end must not keep the process; what is committed is on the disk.
    last_resort = threading.Timer(20, os._exit, args=(0,))
    last_resort.daemon = True
    last_resort.start()
    server.stop()
    _say("ended")


def _report(starter: int, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # the starter may have gone; others will find the state
        os.write(starter, json.dumps(message).encode() + b"\n")
        os.close(starter)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m graph.store.engine", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--idle-seconds", type=float, default=60.0)
    parser.add_argument("--statement-seconds", type=float, default=30.0)
    options = parser.parse_args()
    folder = options.folder.resolve()
    starter = -1
    try:
        starter = _log_to(folder)
        # The engine before this one may still be closing its files.
        with FileLock(folder / LOCK, timeout=30):
            run(folder, options.idle_seconds, options.statement_seconds, starter)
    except Timeout:
        _report(starter, {"failed": "another engine holds this folder and does not answer"})
        return 1
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        _report(starter if starter >= 0 else 1, {"failed": f"{type(error).__name__}: {error}"})
        code = 1
    else:
        code = 0
    # The JVM's remaining threads must not keep a process that has said that it ended.
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
