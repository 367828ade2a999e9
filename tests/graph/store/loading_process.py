"""Loads in processes that may be killed: run as a program by test_crash.py.

Reads one job a line (JSON) and forks a process for it, so that each starts at once. What happens is
said on standard output, one line each: `pid N`, `statements N` (how many the load will send to
write data), `write N` before each of them, `done DIGEST` or `failed TEXT`, `ended STATUS`. Reading
is not told of: a kill after `write 1` and before the last `write` lands within the load.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from graph.errors import IscmError
from graph.settings import Settings
from graph.store import loading, sending
from graph.store.bolt import Store
from loaders.opening import load_path, open_store


def say(*words: object) -> None:
    os.write(1, (" ".join(str(word) for word in words) + "\n").encode())


class _Told:
    """A transaction that says so before each statement that writes data or books."""

    sent = 0

    def __init__(self, tx: Any, pause: float) -> None:
        self._tx = tx
        self._pause = pause

    def run(self, text: str, *arguments: Any, **parameters: Any) -> Any:
        if {"rows", "p", "record"} & parameters.keys():
            _Told.sent += 1
            say("write", _Told.sent)
            time.sleep(self._pause)
        return self._tx.run(text, *arguments, **parameters)


def load(job: dict[str, Any]) -> None:
    sending.BATCH = job["batch"]
    loading.ONE_TRANSACTION = job["one_transaction"]
    batches = loading.batches

    def told(*arguments: Any) -> list[Any]:
        made = list(batches(*arguments))
        rows = sum(len(batch.rows) for batch in made)
        # The books and the record of the load come last; the mark of a load in parts, first.
        say("statements", len(made) + 2 + (rows > job["one_transaction"]))
        return made

    loading.batches = told  # type: ignore[assignment]
    write = Store.write

    def told_write(self: Store, work: Callable[[Any], Any]) -> Any:
        return write(self, lambda tx: work(_Told(tx, job["pause"])))

    Store.write = told_write  # type: ignore[method-assign]
    settings = Settings(Path(job["home"]), **job["neo4j"])
    try:
        with open_store(settings) as store:
            result = load_path(store, settings, Path(job["path"]))
        say("done", result.digest)
    except IscmError as error:
        say("failed", type(error).__name__, error)


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            say("pid", os.getpid())
            load(json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        say("ended", os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
