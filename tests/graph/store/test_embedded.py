"""The engine as a process of its own: shared, counted, ended, killed and started anew."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import neo4j
import psutil
import pytest

from graph.errors import StoreError, StoreUnreachable
from graph.store import embedded as embedded_module
from graph.store.embedded import EmbeddedEndpoint, created_with, installed_version, open_embedded

ROOT = Path(__file__).parents[3]
IDLE = 1.5
CLIENT = """
import sys, time
from pathlib import Path
from graph.store.embedded import open_embedded
endpoint = open_embedded(Path(sys.argv[1]), idle_seconds=float(sys.argv[2]))
print(endpoint.pid, endpoint.uri, flush=True)
time.sleep(float(sys.argv[3]))
"""


@pytest.fixture
def home(tmp_path) -> Iterator[Path]:
    """A folder whose engine, whatever a test did, is gone afterwards."""
    folder = tmp_path / "store"
    yield folder
    state = state_of(folder)
    if state:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(state["pid"])
            if "graph.store.engine" in " ".join(process.cmdline()):
                process.kill()
                process.wait(20)


def state_of(home: Path) -> dict:
    try:
        return json.loads((home / "engine.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def opened(home: Path, **options) -> EmbeddedEndpoint:
    return open_embedded(home, **{"idle_seconds": IDLE, **options})


def query(endpoint: EmbeddedEndpoint, text: str, **parameters) -> list[dict]:
    auth = (endpoint.user, endpoint.password)
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=auth) as driver:
        found = driver.execute_query(text, parameters, database_=endpoint.database)
        return [record.data() for record in found.records]


def client(home: Path, idle: float = IDLE, stay: float = 60) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(home), str(idle), str(stay)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def said(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split()


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(10)
    if process.stdout is not None:
        process.stdout.close()


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def ended(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_two_processes_share_one_engine_which_ends_after_the_last(home):
    told: list[str] = []
    first = opened(home, on_start=told.append)
    assert told == ["Starting the embedded database"]
    second = client(home)
    try:
        pid, uri = said(second)
        assert (int(pid), uri) == (first.pid, first.uri)
        query(first, "CREATE (:Kept {id: 1})")
        first.close()
        time.sleep(2 * IDLE)
        assert not ended(first.pid), "the other process still holds it"
    finally:
        end(second)  # kill -9: the kernel gives its place back
    wait_until(lambda: ended(first.pid))
    assert not (home / "engine.json").exists()
    again = opened(home, on_start=told.append)
    assert len(told) == 2
    assert query(again, "MATCH (k:Kept) RETURN k.id AS id") == [{"id": 1}]
    again.close()


def test_two_clients_at_once_start_one_engine(home):
    both = [client(home), client(home)]
    try:
        answers = [said(process) for process in both]
        assert answers[0] == answers[1]
        log = (home / "engine.log").read_text(encoding="utf-8", errors="replace")
        assert log.count(" ready on port ") == 1
    finally:
        for process in both:
            end(process)


def test_a_killed_engine_is_replaced_and_nothing_committed_is_lost(home):
    first = opened(home)
    for number in range(5):
        query(first, "CREATE (:Kept {id: $id})", id=number)
    os.kill(first.pid, signal.SIGKILL)
    wait_until(lambda: not first.handle.alive)
    assert (home / "engine.json").exists(), "a stale state file is left behind"
    second = first.reopen()
    assert second.pid != first.pid
    assert (second.user, second.password) == (first.user, first.password)
    assert second.reader_password == first.reader_password
    assert query(second, "MATCH (k:Kept) RETURN count(k) AS n") == [{"n": 5}]
    second.close()


def test_an_engine_killed_while_it_writes_keeps_whole_transactions(home):
    first = opened(home)
    auth = (first.user, first.password)
    acknowledged = 0

    def kill_in_the_middle() -> None:
        wait_until(lambda: acknowledged >= 10, 60)
        os.kill(first.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_in_the_middle)
    killer.start()
    driver = neo4j.GraphDatabase.driver(first.uri, auth=auth, max_transaction_retry_time=0)
    with driver, contextlib.suppress(neo4j.exceptions.DriverError):
        while acknowledged < 100_000:
            driver.execute_query(
                "UNWIND range(1, 50) AS i CREATE (:Batch {batch: $b, i: i})",
                b=acknowledged,
                database_=first.database,
            )
            acknowledged += 1
    killer.join(10)
    second = first.reopen()
    found = query(second, "MATCH (x:Batch) RETURN x.batch AS b, count(x) AS n ORDER BY b")
    assert all(row["n"] == 50 for row in found)
    assert len(found) >= acknowledged
    second.close()


def test_reopen_joins_the_engine_that_another_has_started(home):
    first, other = opened(home), opened(home)
    os.kill(first.pid, signal.SIGKILL)
    wait_until(lambda: ended(first.pid))
    second = other.reopen()
    third = first.reopen()
    assert second.pid == third.pid
    second.close()
    third.close()


def test_a_stranger_on_the_reused_port_is_not_taken_for_the_engine(home):
    home.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger.settimeout(20)

        def answer() -> None:
            connection, _ = stranger.accept()
            with connection:
                connection.recv(100)  # and hangs up

        thread = threading.Thread(target=answer)
        thread.start()
        stale = {"token": "old", "control_port": stranger.getsockname()[1], "bolt_port": 1}
        (home / "engine.json").write_text(json.dumps(stale), encoding="utf-8")
        endpoint = opened(home)
        thread.join(20)
    assert query(endpoint, "RETURN 1 AS x") == [{"x": 1}]
    endpoint.close()


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"pid": 1}'])
def test_a_broken_state_file_is_replaced(home, broken, monkeypatch):
    home.mkdir()
    (home / "engine.json").write_text(broken, encoding="utf-8")
    assert embedded_module._join(home, lambda: pytest.fail("not asked for")) is None


def test_a_client_without_the_token_is_not_counted(home):
    endpoint = opened(home)
    port = state_of(home)["control_port"]
    stranger = socket.create_connection(("127.0.0.1", port))
    stranger.sendall(b"guess\n")
    stranger.settimeout(10)
    assert stranger.recv(10) == b""
    stranger.close()
    silent = socket.create_connection(("127.0.0.1", port))
    endpoint.close()
    wait_until(lambda: ended(endpoint.pid))
    silent.close()


@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_secrets_are_for_the_owner_alone(home, capfd):
    endpoint = opened(home)
    for name in ("engine.json", "keys.json", "engine.log"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    everything = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in home.rglob("*")
        if path.is_file() and path.name not in ("engine.json", "keys.json")
    )
    for secret in (endpoint.password, endpoint.reader_password, state_of(home)["token"]):
        assert len(secret) > 20
        assert secret not in everything
        assert secret not in repr(endpoint)
        assert secret not in " ".join(psutil.Process(endpoint.pid).cmdline())
    assert capfd.readouterr() == ("", ""), "what the engine prints goes to its log"
    endpoint.close()


def test_it_listens_on_loopback_only(home):
    endpoint = opened(home)
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(endpoint.pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 3
    assert set(listening) <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}
    endpoint.close()


def test_the_versions_are_told(home):
    assert created_with(home) == ""
    endpoint = opened(home)
    assert endpoint.engine_version == installed_version() == created_with(home)
    assert endpoint.agent == f"ArcadeDB/{endpoint.engine_version}"
    endpoint.close()


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_sigterm_ends_it_in_order(home):
    endpoint = opened(home)
    query(endpoint, "CREATE (:Kept {id: 1})")
    os.kill(endpoint.pid, signal.SIGTERM)
    wait_until(lambda: ended(endpoint.pid))
    assert not (home / "engine.json").exists()
    assert (
        (home / "engine.log")
        .read_text(encoding="utf-8", errors="replace")
        .rstrip()
        .endswith("ended")
    )
    again = endpoint.reopen()
    assert query(again, "MATCH (k:Kept) RETURN count(k) AS n") == [{"n": 1}]
    again.close()


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.slow
def test_sigterm_ends_it_during_a_query_that_does_not_end(home):
    endpoint = opened(home, statement_seconds=600)
    auth = (endpoint.user, endpoint.password)
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=auth) as driver:

        def forever() -> None:
            broken = (neo4j.exceptions.Neo4jError, neo4j.exceptions.DriverError)
            text = "UNWIND range(1, 1000000) AS i UNWIND range(1, 1000000) AS j RETURN sum(i * j)"
            with (
                contextlib.suppress(*broken),
                driver.session(database=endpoint.database) as session,
            ):
                session.run(text).consume()

        thread = threading.Thread(target=forever, daemon=True)
        thread.start()
        time.sleep(2)
        os.kill(endpoint.pid, signal.SIGTERM)
        wait_until(lambda: ended(endpoint.pid), 40)
        thread.join(20)
    endpoint.close()


def test_a_runaway_query_is_stopped_and_the_owner_may_take_longer(home):
    endpoint = opened(home, statement_seconds=1)
    text = "UNWIND range(1, 5000) AS i UNWIND range(1, 2000) AS j RETURN sum(i * j % 7) AS x"
    began = time.monotonic()
    with pytest.raises(neo4j.exceptions.ClientError, match="timeout of 1000ms"):
        query(endpoint, text.replace("5000", "500000"))
    assert time.monotonic() - began < 15
    assert query(endpoint, "RETURN 1 AS x") == [{"x": 1}], "the engine is alive"
    with endpoint.long_statements():
        with endpoint.long_statements():
            pass
        assert len(query(endpoint, text)) == 1
    with pytest.raises(neo4j.exceptions.ClientError, match="timeout of 1000ms"):
        query(endpoint, text.replace("5000", "500000"))
    endpoint.close()


def test_a_killed_owner_gives_its_lease_back(home):
    endpoint = opened(home, statement_seconds=1)
    script = CLIENT.replace("print", "lease = endpoint.long_statements(); lease.__enter__(); print")
    owner = subprocess.Popen(
        [sys.executable, "-c", script, str(home), str(IDLE), "60"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    said(owner)
    end(owner)
    time.sleep(1)
    with pytest.raises(neo4j.exceptions.ClientError, match="timeout of 1000ms"):
        query(endpoint, "UNWIND range(1, 100000) AS i UNWIND range(1, 100000) AS j RETURN sum(i+j)")
    endpoint.close()


def test_the_reader_reads_and_nothing_else(home):
    endpoint = opened(home)
    query(endpoint, "CREATE (:Kept {id: 1})-[:T]->(:Kept {id: 2})")
    auth = (endpoint.reader_user, endpoint.reader_password)
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=auth) as driver:
        found = driver.execute_query(
            "MATCH (a)-[:T]->(b) RETURN b.id AS id", database_=endpoint.database
        )
        assert found.records[0]["id"] == 2
        for text in ("CREATE (:X)", "MATCH (k:Kept) SET k.id = 3", "MATCH (k) DETACH DELETE k"):
            with pytest.raises(neo4j.exceptions.Forbidden):
                driver.execute_query(text, database_=endpoint.database)
    assert query(endpoint, "MATCH (k) RETURN count(k) AS n, sum(k.id) AS s") == [{"n": 2, "s": 3}]
    endpoint.close()


@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_a_folder_that_cannot_be_written(tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder", encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot be written.*ISCM_HOME"):
        open_embedded(file / "store")
    if os.geteuid() != 0:  # nothing is closed to root
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o500)
        with pytest.raises(StoreError, match=r"cannot be written"):
            open_embedded(closed / "store")


@pytest.mark.skipif(os.name == "nt", reason="limits on files are POSIX")
def test_a_full_disk_is_said(home, monkeypatch):
    """A limit on the size of files stands for the disk: the data files cannot grow."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(StoreUnreachable, match=r"could not be started: .*engine\.log"):
            opened(home)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not (home / "engine.json").exists()


def test_no_database_for_this_platform(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded_module, "supported", lambda: False)
    with pytest.raises(StoreUnreachable, match="NEO4J_URI"):
        open_embedded(tmp_path / "store")


def test_an_engine_that_cannot_start_says_why(home, monkeypatch):
    monkeypatch.setenv("ARCADEDB_JVM_ARGS", "-XX:NoSuchOption")
    with pytest.raises(StoreUnreachable, match=r"could not be started: .*engine\.log"):
        opened(home)
