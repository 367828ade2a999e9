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
import signal
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from graph.store.arcade import DATABASE, READER, USER, Server
from graph.store.clients import Control, Strangled

PACKAGE = "arcadedb-embedded"
STATE = "engine.json"
KEYS = "keys.json"
LOG = "engine.log"
LOCK = "engine.lock"
_LOG_LIMIT = 5_000_000


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
