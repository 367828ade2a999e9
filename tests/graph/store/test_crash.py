"""Loads killed half-way, twenty times on each server: what is served, and what the next load does.

A kill counts as landed within a load only where the killed process had said that it was sending a
statement, and had neither said that it was sending the last one nor that it was done.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import tests_made_data as made_data
from tests_loading_bench import SERVERS, emptied
from tests_made_data import Rows, copied

from api.live import LiveGraph
from graph.errors import StoreBusy, StoreLoading
from graph.settings import Settings
from graph.store.bolt import Store
from loaders.opening import current_snapshot, load_path, open_store
from loaders.seeds import open_seeds
from loaders.verifying import verify

KILLS = 20
AT_LEAST_WITHIN = 15
WITHIN = 17
"""Kills timed by the statements sent; the others come at any moment, the commit included."""


@dataclass
class Outcome:
    """What a killed process had said before it ended."""

    statements: int = 0
    sent: int = 0
    done: str = ""
    failed: str = ""
    status: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def within(self) -> bool:
        return (
            self.status == -signal.SIGKILL and not self.done and not self.failed
            and 1 <= self.sent < self.statements
        )


class Loader:
    """The program that loads in processes of their own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("loading_process.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait(timeout=20)

    def start(self, path: Path, *, parts: bool, pause: float = 0.004) -> None:
        settings = self._settings
        job = {
            "home": str(settings.home), "path": str(path), "batch": 6, "pause": pause,
            "one_transaction": 10 if parts else 50_000,
            "neo4j": {} if not settings.neo4j_uri else {
                "neo4j_uri": settings.neo4j_uri, "neo4j_username": settings.neo4j_username,
                "neo4j_password": settings.neo4j_password,
            },
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()

    def watch(self, kill: Callable[[Outcome, int], bool]) -> Outcome:
        """Read what the process says until it has ended; kill it the first time `kill` says so."""
        outcome = Outcome()
        pid = 0
        killed = False
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, _, rest = line.strip().partition(" ")
            outcome.lines.append(line.strip())
            if word == "pid":
                pid = int(rest)
            elif word == "statements":
                outcome.statements = int(rest)
            elif word == "write":
                outcome.sent = int(rest)
            elif word == "done":
                outcome.done = rest
            elif word == "failed":
                outcome.failed = rest
            elif word == "ended":
                outcome.status = int(rest)
                return outcome
            if not killed and kill(outcome, pid):
                os.kill(pid, signal.SIGKILL)
                killed = True
        raise AssertionError(f"the loading program ended: {outcome.lines}")


@dataclass
class Site:
    """A server for this module alone, a loader, and the three data sets that are loaded in turn."""

    name: str
    settings: Settings
    loader: Loader
    paths: dict[str, Path]
    digests: dict[str, str]
    store: Store
    empty: Callable[[], None]

    def reopen(self) -> None:
        """The store again, after its engine was killed."""
        self.store.close()
        self.store = open_store(self.settings)

    def load(self, variant: str) -> Any:
        """Load in this process; a server needs a moment to notice that a client has gone."""
        for _ in range(20):
            try:
                return load_path(self.store, self.settings, self.paths[variant])
            except StoreBusy:
                time.sleep(0.2)
        raise AssertionError("the killed process still holds the turn")


def variants() -> dict[str, Rows]:
    """A base, one where most rows have changed and some are new, one where much has gone."""
    base = made_data.core(4)
    changed = copied(made_data.core(5))
    for table in changed.values():
        for number, row in enumerate(table):
            if number % 3 == 0:
                continue
            if "id" in row:
                row["name"] = f"Changed {number}"
            else:
                row["basis"] = "recalled"
                for column in ("sources", "locators", "rule"):
                    row.pop(column, None)
    return {"base": base, "changed": changed, "less": made_data.core(2)}


@pytest.fixture(params=SERVERS)
def site(
    request: pytest.FixtureRequest, tmp_path: Path, _get_server: Callable[[str], Any]
) -> Iterator[Site]:
    home = tmp_path / "home"
    home.mkdir()
    settings = Settings(home)
    if request.param != "embedded":
        server = emptied(_get_server(request.param))
        settings = Settings(home, server.uri, server.user, server.password, server.database)
    paths = {
        name: made_data.write(tmp_path / name, rows, name="iscm-seeds")
        for name, rows in variants().items()
    }
    store = open_store(settings)  # on the embedded server one of our own, which may be killed
    store.prepare()
    loader = Loader(settings)

    def empty() -> None:
        site.store.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())

    site = Site(
        request.param, settings, loader, paths,
        {name: open_seeds(path).digest for name, path in paths.items()}, store, empty,
    )
    yield site
    loader.close()
    engine = site.store.endpoint.pid if site.store.endpoint else 0
    site.store.close()
    if engine:
        os.kill(engine, signal.SIGTERM)


@pytest.mark.slow
def test_killed_loads_leave_the_last_complete_one_and_are_repaired(
    site: Site, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(20261122)
    landed: list[str] = []
    last = ""  # the data set of the last complete load; none yet
    for number in range(KILLS):
        parts = number % 2 == 0
        if number % 5 == 0:
            site.empty()
            last = ""
            target = "base"
        else:
            target = chance.choice([name for name in site.paths if name != last])
        kind = "first" if not last else ("removing" if target == "less" else "changing")
        engine_too = site.name == "embedded" and number % 4 == 3
        at = chance.random() * 0.98
        if number < WITHIN:
            # By the count of statements sent, and then a moment that is not ours to choose.
            wait = chance.random() * 0.004

            def kill(so_far: Outcome, _: int, at: float = at, wait: float = wait) -> bool:
                if not so_far.sent or so_far.sent < 1 + int(at * (so_far.statements - 1)):
                    return False
                time.sleep(wait)
                return True
        else:
            until = time.monotonic() + chance.random() * 1.5

            def kill(so_far: Outcome, pid: int, until: float = until) -> bool:
                return bool(pid) and time.monotonic() >= until

        site.loader.start(site.paths[target], parts=parts)
        outcome = site.loader.watch(kill)
        assert not outcome.failed, outcome.lines[-3:]
        if engine_too:
            assert site.store.endpoint is not None
            os.kill(site.store.endpoint.pid, signal.SIGKILL)
            site.reopen()
        if outcome.within:
            landed.append(f"{kind} {'in parts' if parts else 'in one'}")

        books = site.store.books()
        complete = "" if not last else site.digests[last]
        if outcome.within or (outcome.status == -signal.SIGKILL and books.loading):
            assert books.digest == complete, (number, kind, outcome.lines[-3:])
        else:  # at the commit or outside: either the one or the other, and nothing between
            assert books.digest in (complete, site.digests[target]), outcome.lines[-3:]
        assert bool(books.loading) <= parts, "a load in one transaction is never half-way"
        if books.digest:
            assert current_snapshot(site.store, site.settings).digest == books.digest
        else:
            with pytest.raises(StoreLoading):
                current_snapshot(site.store, site.settings)
        if not books.loading and number % 5 == 1:
            assert verify(site.store)["faults"] == []

        repaired = site.load(target)
        assert repaired.digest == site.digests[target]
        report = verify(site.store)
        assert report["faults"] == []
        assert report["digest"] == site.digests[target]
        assert current_snapshot(site.store, site.settings).digest == site.digests[target]
        last = target
    print(f"{site.name}: {KILLS} kills, {len(landed)} within a load: {sorted(landed)}")
    record_property("kills within a load", len(landed))
    assert len(landed) >= AT_LEAST_WITHIN
    assert len(set(landed)) == 6, "first, changing and removing loads, in one and in parts"


@pytest.mark.slow
def test_pages_go_on_being_served_from_the_last_complete_load(site: Site) -> None:
    site.load("base")  # whose snapshot nobody has asked for yet
    site.loader.start(site.paths["changed"], parts=True)
    outcome = site.loader.watch(lambda so_far, _: so_far.sent > so_far.statements // 2 > 0)
    assert outcome.within
    assert site.store.books().loading == "iscm-seeds"
    live = LiveGraph(site.settings, look_every=0.1)
    live.start()
    try:
        assert live.snapshot().digest == site.digests["base"]
        assert site.load("changed").digest == site.digests["changed"]
        until = time.monotonic() + 60
        while live.snapshot().digest != site.digests["changed"]:
            assert time.monotonic() < until
            time.sleep(0.1)
    finally:
        live.stop()


@pytest.mark.slow
def test_two_processes_take_turns_and_a_killed_one_gives_its_turn_back(site: Site) -> None:
    site.load("base")
    site.loader.start(site.paths["changed"], parts=True, pause=30)
    busy: list[bool] = []

    def kill(so_far: Outcome, _: int) -> bool:
        if so_far.sent == 1:  # it holds the turn and sleeps
            with pytest.raises(StoreBusy):
                load_path(site.store, site.settings, site.paths["less"])
            busy.append(True)
            return True
        return False

    outcome = site.loader.watch(kill)
    assert busy and outcome.status == -signal.SIGKILL
    assert site.load("changed").digest == site.digests["changed"]
    assert verify(site.store)["faults"] == []
