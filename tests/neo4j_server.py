"""Real Neo4j servers for the tests, from Maven Central's jars; no Docker, no installation.

`NEO4J_TEST_URI` (with `NEO4J_TEST_USERNAME`, `NEO4J_TEST_PASSWORD`) takes precedence and stands for
the first version. Otherwise the jars are fetched once into the user's cache folder and a server is
started for the run. Where neither is possible `Unavailable` says why; the fixtures turn that into
a skip, or, with `ISCM_REQUIRE_NEO4J=1`, into a failure.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import neo4j
import platformdirs
from filelock import FileLock

HERE = Path(__file__).parent / "neo4j"
# The long-term release, and the calendar release that is current.
VERSIONS = ("5.26.16", "2026.09.0")
# Java releases on which each has been seen to run, the best first.
_JAVA = {"5.26.16": (17, 21), "2026.09.0": (25, 21)}


class Unavailable(Exception):
    """No Neo4j can be had here; the text says what is missing."""


@dataclass
class RunningNeo4j:
    """A server to test against: started by us (then `process` is set) or handed in."""

    version: str
    uri: str
    user: str
    password: str
    database: str = "neo4j"
    process: subprocess.Popen[str] | None = None
    home: Path | None = None
    output: list[str] = field(default_factory=list)

    def stop(self) -> None:
        if self.process is not None:
            # An orderly shutdown takes ten seconds, for data that nobody wants.
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    pipe.close()
        if self.home is not None:
            shutil.rmtree(self.home, ignore_errors=True)


def start(version: str) -> RunningNeo4j:
    """The server of this version, ready and with its own password."""
    given = os.environ.get("NEO4J_TEST_URI")
    if given:
        return _given(given, version)
    cache = platformdirs.user_cache_path("iscm-tests")
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "fetch.lock", timeout=900):
        jars = _jars(cache, version)
        classes = _classes(cache)
    java = _java(_JAVA[version])
    home = Path(tempfile.mkdtemp(prefix="iscm-neo4j-"))
    port = _free_port()
    command = [str(java), "-Xmx512m", "--add-opens=java.base/java.nio=ALL-UNNAMED"]
    command += ["-cp", f"{classes}{os.pathsep}{jars / '*'}", "Neo4jForTests", str(home), str(port)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = RunningNeo4j(
        version=version,
        uri=f"bolt://127.0.0.1:{port}",
        user="neo4j",
        password=secrets.token_urlsafe(12),
        process=process,
        home=home,
    )
    _wait_until_ready(running)
    _set_password(running)
    return running


def _given(uri: str, version: str) -> RunningNeo4j:
    if version != VERSIONS[0]:
        raise Unavailable("NEO4J_TEST_URI names one server; it stands for the first version")
    user = os.environ.get("NEO4J_TEST_USERNAME", "neo4j")
    running = RunningNeo4j("given", uri, user, os.environ.get("NEO4J_TEST_PASSWORD", ""))
    with neo4j.GraphDatabase.driver(uri, auth=(user, running.password)) as driver:
        found = driver.execute_query("MATCH (n) RETURN count(n) AS n", database_=running.database)
    if found.records[0]["n"]:
        raise RuntimeError(f"{uri} holds nodes; the tests delete everything, so they do not start")
    return running


def _jars(cache: Path, version: str) -> Path:
    folder = cache / f"neo4j-{version}"
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable("no `mvn` to fetch Neo4j's jars with (Debian: apt install maven)")
    partial = cache / f"neo4j-{version}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    command = [maven, "-q", "-B", "-f", str(HERE / "pom.xml"), f"-Dneo4j.version={version}"]
    command += ["dependency:copy-dependencies", "-DincludeScope=runtime"]
    command += [f"-DoutputDirectory={partial}"]
    fetched = subprocess.run(command, capture_output=True, text=True, timeout=800, check=False)
    if fetched.returncode or not partial.is_dir():
        raise Unavailable(f"Neo4j's jars could not be fetched: {fetched.stdout.strip()[-500:]}")
    partial.rename(folder)  # a folder with the final name is a complete one
    return folder


def _classes(cache: Path) -> Path:
    """The launcher, compiled once for Java 17, so that newer servers need a runtime only."""
    source = HERE / "Neo4jForTests.java"
    folder = cache / f"launcher-{hashlib.sha256(source.read_bytes()).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    compilers = [java.with_name("javac") for java in _javas() if java.with_name("javac").exists()]
    if not compilers:
        raise Unavailable("no Java compiler (Debian: apt install openjdk-17-jdk-headless)")
    partial = Path(tempfile.mkdtemp(dir=cache))
    command = [str(compilers[0]), "--release", "17", "-cp", str(_jars(cache, VERSIONS[0]) / "*")]
    command += ["-d", str(partial), str(source)]
    compiled = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if compiled.returncode:
        raise Unavailable(f"the launcher does not compile: {compiled.stderr.strip()[-500:]}")
    partial.rename(folder)
    return folder


def _javas() -> list[Path]:
    """Every Java here: JAVA_HOME, the path, the system's folders, the database wheel's own."""
    found = []
    if os.environ.get("JAVA_HOME"):
        found.append(Path(os.environ["JAVA_HOME"]) / "bin" / "java")
    on_path = shutil.which("java")
    if on_path:
        found.append(Path(on_path).resolve())
    for folder in ("/usr/lib/jvm", "/Library/Java/JavaVirtualMachines"):
        found += sorted(Path(folder).glob("*/bin/java"))
        found += sorted(Path(folder).glob("*/Contents/Home/bin/java"))
    wheel = importlib.util.find_spec("arcadedb_embedded")
    if wheel is not None and wheel.submodule_search_locations:
        found.append(Path(wheel.submodule_search_locations[0]) / "jre" / "bin" / "java")
    return [java for java in dict.fromkeys(found) if java.exists()]


def _java(releases: tuple[int, ...]) -> Path:
    by_release: dict[int, Path] = {}
    for java in _javas():
        shown = subprocess.run(
            [str(java), "-version"], capture_output=True, text=True, timeout=30, check=False
        )
        match = re.search(r'version "(\d+)', shown.stderr)
        if match:
            by_release.setdefault(int(match.group(1)), java)
    for release in releases:
        if release in by_release:
            return by_release[release]
    wanted = " or ".join(str(release) for release in releases)
    raise Unavailable(f"needs Java {wanted}; found {sorted(by_release) or 'none'}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(running: RunningNeo4j) -> None:
    ready = threading.Event()
    process = running.process
    assert process is not None and process.stdout is not None
    stream = process.stdout

    def read() -> None:
        with contextlib.suppress(ValueError):  # closed while reading: the run is over
            for line in stream:
                running.output.append(line)
                if line.strip() == "READY":
                    ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    if not ready.wait(timeout=120) or process.poll() is not None:
        running.stop()
        raise RuntimeError(f"Neo4j {running.version} did not start: {''.join(running.output)}")


def _set_password(running: RunningNeo4j) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with neo4j.GraphDatabase.driver(running.uri, auth=("neo4j", "neo4j")) as driver:
                driver.execute_query(
                    "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new",
                    new=running.password,
                    database_="system",
                )
            return
        except neo4j.exceptions.ServiceUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
