"""A store that cannot be had: the reason in plain words, the right exit code, never a traceback."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
import tests_made_data as made_data
from tests_loading_bench import Bench

from api import cli
from graph.errors import BadInput, IscmError, StoreError, StoreUnreachable
from graph.settings import Settings
from graph.store import connecting, embedded
from graph.store.connecting import connect_embedded, connect_neo4j
from graph.store.current import open_store
from loaders import archive


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def said(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, dict[str, Any]]]:
    """Runs `iscm` in this process, for a reader and with --json; exit code, text, problem."""

    def run(*words: str, **environment: str) -> tuple[int, str, dict[str, Any]]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        results = []
        for extra in ((), ("--json",)):
            monkeypatch.setattr(sys, "argv", ["iscm", *words, *extra])
            with pytest.raises(SystemExit) as ended:
                cli.main()
            shown = capfd.readouterr()
            assert "Traceback" not in shown.err
            assert shown.out == ""
            results.append((ended.value.code, shown.err))
        (code, text), (again, problem) = results
        assert code == again
        return int(code or 0), " ".join(text.split()), json.loads(problem.splitlines()[-1])

    return run


# -- Neo4j --------------------------------------------------------------------------------------


def test_nobody_listens(said: Callable[..., Any], tmp_path: Path) -> None:
    uri = f"neo4j://127.0.0.1:{free_port()}"
    with pytest.raises(StoreUnreachable, match="No Neo4j server answers") as caught:
        connect_neo4j(uri, "neo4j", "x", "neo4j")
    assert uri in str(caught.value)
    code, text, problem = said("info", NEO4J_URI=uri, ISCM_HOME=str(tmp_path))
    assert code == 3
    assert uri in text and "Without NEO4J_URI the embedded store" in text
    assert problem["title"] == StoreUnreachable.title
    assert problem["status"] == 503
    assert uri in problem["detail"]


@pytest.mark.parametrize(
    "uri",
    [
        "localhost:7687", "http://localhost:7474", "neo4j:/localhost", "neo4j+x://localhost",
        "bolt://localhost:port", "bolt://localhost:99999", "bolt://[::1", "bolt://", " ",
        "neo4j://localhost:7687/?a=b&a=c", "bolt://localhost/?policy=x", "neo4j://no.such.invalid",
    ],
)
def test_address_is_none(uri: str) -> None:
    with pytest.raises(StoreUnreachable) as caught:
        connect_neo4j(uri, "neo4j", "x", "neo4j")
    assert uri in str(caught.value)


def test_address_is_none_said_in_the_terminal(said: Callable[..., Any], tmp_path: Path) -> None:
    code, text, problem = said("info", NEO4J_URI="localhost:7687", ISCM_HOME=str(tmp_path))
    assert code == 3
    assert "NEO4J_URI 'localhost:7687' is no address of a Neo4j server" in text
    assert "neo4j://localhost:7687" in problem["detail"]


@contextmanager
def listening(answer: bytes) -> Iterator[int]:
    """Something that is no Neo4j: takes connections, says one thing, hangs up."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1024)
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00\x00\x00\x00", b"\xff" * 64]
)
def test_something_else_listens_there(answer: bytes) -> None:
    with listening(answer) as port, pytest.raises(StoreUnreachable) as caught:
        connect_neo4j(f"bolt://127.0.0.1:{port}", "neo4j", "x", "neo4j")
    assert str(port) in str(caught.value)


def test_wrong_password_user_and_database(neo4j_bench: Bench, said: Callable[..., Any]) -> None:
    server = neo4j_bench.server
    # A user that is not there: too many failures would shut the real one out for a while.
    for _ in range(5):
        with pytest.raises(StoreUnreachable, match="refused the user 'nobody'") as caught:
            connect_neo4j(server.uri, "nobody", "wrong", "neo4j")
        assert "NEO4J_PASSWORD" in caught.value.hint
    with pytest.raises(StoreUnreachable, match="refused the database 'none'") as caught:
        connect_neo4j(server.uri, server.user, server.password, "none")
    assert "NEO4J_DATABASE" in caught.value.hint
    code, text, _ = said(
        "info", NEO4J_URI=server.uri, NEO4J_USERNAME="nobody", NEO4J_PASSWORD="wrong",
        ISCM_HOME=str(neo4j_bench.settings.home),
    )
    assert code == 3
    assert "refused the user 'nobody'" in text
    assert "wrong" not in text, "passwords are not shown"


class _FakeDriver:
    def __init__(self, agent: str) -> None:
        self.agent = agent
        self.closed = False

    def verify_connectivity(self) -> None:
        pass

    def get_server_info(self) -> _FakeDriver:
        return self

    def close(self) -> None:
        self.closed = True

    def session(self, **_: Any) -> _FakeDriver:
        return self

    def run(self, _: str) -> _FakeDriver:
        return self

    def consume(self) -> None:
        pass

    def __enter__(self) -> _FakeDriver:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("agent", "old"),
    [
        ("Neo4j/4.4.42", True), ("Neo4j/5.9.0", True), ("Neo4j/5.25.1", True),
        ("Neo4j/5.26.0", False), ("Neo4j/5.26-aura", False), ("Neo4j/2026.09.0", False),
    ],
)
def test_server_too_old(agent: str, old: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = _FakeDriver(agent)
    monkeypatch.setattr(connecting.neo4j.GraphDatabase, "driver", lambda *_, **__: driver)
    if not old:
        assert connect_neo4j("neo4j://x", "u", "p", "d").agent == agent
        return
    with pytest.raises(StoreUnreachable, match=f"is {agent}; Neo4j 5.26 or newer is needed"):
        connect_neo4j("neo4j://x", "u", "p", "d")
    assert driver.closed


class Proxy:
    """Passes bytes on to a server until it is cut."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._pairs: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._pairs += [client, server]
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    @staticmethod
    def _pass(one: socket.socket, other: socket.socket) -> None:
        try:
            while received := one.recv(65536):
                other.sendall(received)
        except OSError:
            pass

    def cut(self) -> None:
        self._server.close()
        for each in self._pairs:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
            finally:
                each.close()


def test_server_goes_away_within_a_load(
    neo4j_bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Giving the turn back fails then, too, and must not be what is shown."""
    base = made_data.core(2)
    first = neo4j_bench.load(base)
    proxy = Proxy(int(neo4j_bench.server.uri.rpartition(":")[2]))
    driver = connecting.neo4j.GraphDatabase.driver

    def impatient(uri: str, **options: Any) -> Any:
        return driver(uri, **options | {"max_transaction_retry_time": 1})

    monkeypatch.setattr(connecting.neo4j.GraphDatabase, "driver", impatient)
    server = neo4j_bench.server
    through = connect_neo4j(
        f"bolt://127.0.0.1:{proxy.port}", server.user, server.password, server.database
    )
    changed = made_data.copied(base)
    changed["State"][0]["name"] = "Changed"
    cut = Bench(server, through, neo4j_bench.settings, neo4j_bench.scratch)

    def progress(what: str, done: int, total: int) -> None:
        if what == "Writing":
            proxy.cut()

    with pytest.raises(StoreUnreachable, match="does not answer"):
        cut.load(changed, progress=progress)
    through.driver.close()
    assert neo4j_bench.store.books().digest == first.digest
    assert neo4j_bench.faults() == []
    assert neo4j_bench.load(changed).moved == 1


# -- the embedded store -------------------------------------------------------------------------


def test_home_is_no_folder(said: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    home = tmp_path / "file" / "home"
    with pytest.raises(StoreError, match="cannot be written"):
        connect_embedded(home)
    code, text, problem = said("info", ISCM_HOME=str(home), NEO4J_URI="")
    assert code == StoreError.exit_code == 1
    assert str(home) in text and "ISCM_HOME" in text
    assert str(home) in problem["detail"]


def test_home_may_not_be_written() -> None:
    """As somebody who is not root, for whom permissions do not count."""
    with tempfile.TemporaryDirectory() as name:  # tmp_path may be closed to others
        Path(name).chmod(0o755)
        home = Path(name) / "home"
        home.mkdir()
        home.chmod(0o555)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                if os.getuid() == 0:
                    os.setgroups([])
                    os.setgid(65534)
                    os.setuid(65534)
                connect_embedded(home)
            except BaseException as error:
                os.write(write, f"{type(error).__name__}: {error}".encode())
            finally:
                os._exit(0)
        os.close(write)
        os.waitpid(child, 0)
        with os.fdopen(read) as pipe:
            text = pipe.read()
    assert text.startswith("StoreError: The folder of the embedded database cannot be written")
    assert str(home) in text
    assert "ISCM_HOME" in text


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a platform for which there is no build of the embedded database."""

    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(embedded, "version", version)


@pytest.mark.usefixtures("no_wheel")
def test_no_embedded_database_for_this_platform(
    said: Callable[..., Any], tmp_path: Path
) -> None:
    assert not embedded.supported()
    with pytest.raises(StoreUnreachable, match="for this platform") as caught:
        open_store(Settings(tmp_path / "home"))
    assert "NEO4J_URI" in caught.value.hint
    for words in (("cypher", "RETURN 1"), ("load",), ("verify",)):
        code, text, _ = said(*words, ISCM_HOME=str(tmp_path / "home"), NEO4J_URI="")
        assert code == 3, words
        assert "no embedded database for this platform" in text
        assert "NEO4J_URI" in text


@contextmanager
def full_disk(limit: int = 2_000) -> Iterator[None]:
    """No file of this process may grow beyond `limit` bytes: writing fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_disk_is_full(embedded_bench: Bench) -> None:
    base = made_data.core(2)
    first = embedded_bench.load(base)
    with full_disk(), pytest.raises(StoreError, match="snapshot cannot be kept") as caught:
        embedded_bench.served()
    assert "ISCM_HOME" in caught.value.hint
    snapshots = embedded_bench.settings.home / "snapshots"
    assert [file.name for file in snapshots.iterdir()] == []
    snapshot = embedded_bench.served()
    output = embedded_bench.scratch / "backup.zip"
    with full_disk(), pytest.raises(StoreError, match=r"backup\.zip cannot be written"):
        archive.backup(embedded_bench.store, snapshot, output)
    assert not output.exists()
    assert not list(output.parent.glob("*.part"))
    kept = embedded_bench.settings.home / "datasets" / "iscm-seeds"
    before = {file.name: file.read_bytes() for file in kept.iterdir()}
    changed = made_data.copied(base)
    changed["State"][0]["name"] = "Changed"
    path = embedded_bench.write(changed)
    with full_disk(), pytest.raises(StoreError, match="is loaded, but cannot be kept"):
        embedded_bench.load_path(path)
    assert {file.name: file.read_bytes() for file in kept.iterdir()} == before
    # With space again, the same load moves nothing and keeps what it could not keep before.
    again = embedded_bench.load_path(path)
    assert (again.moved, again.digest != first.digest) == (0, True)
    assert b"Changed" in (kept / "states.csv").read_bytes()


@pytest.mark.slow
def test_disk_under_the_embedded_database_is_full(tmp_path: Path, said: Callable[..., Any]) -> None:
    home = tmp_path / "small"
    home.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(home)],
        capture_output=True, check=False,
    )
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        code, text, _ = said("info", ISCM_HOME=str(home), NEO4J_URI="")
        assert code in (1, 3)
        assert "The disk is full" in text
    finally:
        # An engine whose log cannot be written does not come to its end by itself.
        for state in home.glob("*/engine.json"):
            with suppress(OSError, ValueError, KeyError):
                os.kill(json.loads(state.read_text())["pid"], signal.SIGKILL)
        subprocess.run(["umount", "-l", str(home)], check=True)


def test_every_error_of_the_tree_has_an_exit_code_and_a_status() -> None:
    def tree(kind: type[IscmError]) -> Iterator[type[IscmError]]:
        yield kind
        for below in kind.__subclasses__():
            yield from tree(below)

    for kind in tree(IscmError):
        assert kind.exit_code in (1, 2, 3), kind
        assert 300 <= kind.status < 600, kind  # an id that was given up has moved
        assert kind.title and "error" not in kind.title.lower(), kind
    assert BadInput.exit_code == 2
