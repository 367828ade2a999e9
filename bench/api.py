"""Requests a second for a mechanism's detail, against an empty FastAPI route in the same run.

`python -m bench.api` starts each application in a process of its own (uvicorn, one worker, on
loopback), warms it, and asks with 50 clients that keep their connections. The rounds alternate.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench import report
from loaders.data_set import open_data_set
from loaders.seeds import SEEDS, snapshot_of


def serve(which: str, port: int, data: Path) -> None:
    """Run one of the two applications until the process is ended."""
    import uvicorn
    from fastapi import FastAPI

    if which == "empty":
        app = FastAPI()

        @app.get("/empty")
        async def empty() -> dict[str, Any]:
            return {}
    else:
        from api.app import create_app

        app = create_app(_Fixed(data))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False)


class _Fixed:
    """A source that has one snapshot and no Cypher."""

    def __init__(self, data: Path) -> None:
        self._snapshot = snapshot_of(open_data_set(data))

    def ready(self) -> bool:
        return True

    def snapshot(self) -> Any:
        return self._snapshot

    def run_cypher(self, text: str, parameters: object) -> None:
        return None


async def ask(
    port: int, paths: list[str], clients: int, requests: int
) -> tuple[float, list[float]]:
    """Requests a second, and how long each took; every answer must be 200."""
    left = iter(range(requests))
    took: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in left:
            path = paths[number % len(paths)]
            began = time.perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            if " 200 " not in head.split("\r\n", 1)[0]:
                raise RuntimeError(f"{path}: {head}")
            length = int(head.split("content-length:")[1].split("\r\n")[0])
            await reader.readexactly(length)
            took.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return requests / (time.perf_counter() - began), took


def start(which: str, data: Path) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.api", "--serve", which, "--port", str(port),
         "--data", str(data)]
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return process, port
    process.kill()
    raise RuntimeError(f"the application {which!r} did not start")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=SEEDS)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--requests", type=int, default=3_000, help="a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--serve", choices=("ours", "empty"), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.port, given.data)
        return
    report.machine("fastapi", "uvicorn", "starlette")
    mechanisms = snapshot_of(open_data_set(given.data)).nodes("Mechanism")
    paths = {
        "empty": ["/empty"],
        "ours": [f"/api/mechanisms/{mechanism.id}" for mechanism in mechanisms],
    }
    running = {name: start(name, given.data) for name in paths}
    rates: dict[str, float] = {}
    times: dict[str, list[float]] = {name: [] for name in paths}
    try:
        for name, (_, port) in running.items():
            asyncio.run(ask(port, paths[name], 5, 200))
        for _ in range(given.rounds):
            for name, (_, port) in running.items():
                rate, took = asyncio.run(ask(port, paths[name], given.clients, given.requests))
                rates[name] = max(rate, rates.get(name, 0.0))
                times[name] += took
    finally:
        for process, _ in running.values():
            process.terminate()
            process.wait(20)
    report.table(
        f"{len(paths['ours'])} mechanisms in turn, {given.clients} clients, best of "
        f"{given.rounds} rounds of {given.requests:,}",
        ("route", "requests a second", "p50 ms", "p99 ms", "rate / empty route's"),
        (
            (name, rates[name], _share(times[name], 0.5), _share(times[name], 0.99),
             rates[name] / rates["empty"])
            for name in paths
        ),
    )


def _share(times: list[float], share: float) -> float:
    return sorted(times)[int(share * (len(times) - 1))] * 1000


if __name__ == "__main__":
    main()
