"""`iscm serve` as a process: up at once, follows the store, survives the engine, ends cleanly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from graph.store.embedded import supported
from graph.store.engine import STATE, read_state

pytestmark = pytest.mark.skipif(not supported(), reason="no embedded database for this platform")


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    return {**kept, "ISCM_HOME": str(home)}


class Server:
    """A running `iscm serve` on a port of its own."""

    def __init__(self, home: Path, *options: str) -> None:
        self.home = home
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", "0", *options],
            env=environment(home) | {"COLUMNS": "300"},
            stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        assert "http://" in line, line
        self.url = line.split("http://")[1].split()[0].rstrip("/")
        self.client = httpx.Client(base_url=f"http://{self.url}", timeout=30)

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path, follow_redirects=True)

    def cypher(self, query: str) -> httpx.Response:
        return self.client.post("/api/cypher", json={"query": query})

    def digest(self) -> str:
        return self.get("/api/mechanisms/rcm").headers["etag"]

    def engine(self) -> int:
        (state,) = self.home.glob(f"embedded-*/{STATE}")
        return int(read_state(state)["pid"])


def wait_for(what: Callable[[], bool], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if what():
                return
        except (httpx.HTTPError, ValueError, OSError):
            pass
        time.sleep(0.3)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "home")
    yield running
    running.client.close()
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(timeout=20)


def iscm(home: Path, *arguments: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments, "--json"],
        env=environment(home), capture_output=True, text=True, timeout=240, check=True,
    )
    return json.loads(done.stdout)


def test_pages_at_once_then_store_then_loads_and_a_dead_engine(
    server: Server, tmp_path: Path
) -> None:
    # The first page comes from the seeds' files while the store still starts and loads.
    wait_for(lambda: server.get("/ready").status_code == 200, 20)
    page = server.get("/mechanisms/rcm")
    assert page.status_code == 200
    assert "Regional Conference on Migration" in page.text
    before = server.digest()

    # A little later the store behind it answers queries.
    count = "MATCH (m:Mechanism) RETURN count(m) AS n"
    wait_for(lambda: server.cypher(count).status_code == 200)
    assert server.cypher(count).json()["rows"][0][0] > 60

    # Another process loads: the running server answers from the new snapshot.
    added = tmp_path / "added"
    added.mkdir()
    (added / "organizations.csv").write_text(
        "id,name,basis\norg-serve-test,An organization added while serving,recalled\n", "utf-8"
    )
    assert iscm(server.home, "load", str(added))["nodes"]["created"] == 1
    wait_for(lambda: server.get("/api/organizations/org-serve-test").status_code == 200, 30)
    assert server.digest() != before

    # The engine is killed: pages go on, and queries come back by themselves.
    os.kill(server.engine(), signal.SIGKILL)
    assert server.get("/mechanisms/rcm").status_code == 200
    wait_for(lambda: server.cypher(count).status_code == 200)
    assert server.get("/api/organizations/org-serve-test").status_code == 200


def test_it_starts_where_it_left_off(tmp_path: Path) -> None:
    """With other data sets in the store, a new start serves them at once, not the bare seeds."""
    home = tmp_path / "home"
    added = tmp_path / "added"
    added.mkdir()
    (added / "organizations.csv").write_text(
        "id,name,basis\norg-serve-test,An organization of a steward,recalled\n", "utf-8"
    )
    digest = iscm(home, "load", str(added))["digest"]
    assert iscm(home, "info")["digest"] == digest
    running = Server(home)
    try:
        wait_for(lambda: running.get("/ready").status_code == 200, 20)
        assert running.get("/api/organizations/org-serve-test").status_code == 200
    finally:
        running.client.close()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=20) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)


def test_public_switches_cypher_off_and_checks_hosts(tmp_path: Path) -> None:
    running = Server(tmp_path / "home", "--host", "0.0.0.0", "--public", "--name", "iscm.example")
    try:
        wait_for(lambda: running.get("/ready").status_code == 200, 20)
        assert running.cypher("RETURN 1 AS one").status_code in (403, 404)
        host = {"Host": "iscm.example"}
        assert running.client.get("/api/states/MEX", headers=host).status_code == 200
        host = {"Host": "attacker.example"}
        assert running.client.get("/api/states/MEX", headers=host).status_code == 400
    finally:
        running.client.close()
        running.process.kill()
        running.process.wait(timeout=20)


def test_a_taken_port_is_said(server: Server) -> None:
    port = server.url.rsplit(":", 1)[1]
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "serve", "--port", port],
        env=environment(server.home), capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 2
    assert "listen" in done.stderr
    assert "Traceback" not in done.stderr
