"""How benchmarks measure and print: time, peak memory, a table with ratios, the machine."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import platform
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any

_TESTS = Path(__file__).resolve().parent.parent / "tests"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one piece of work gave and took."""

    result: Any
    seconds: float
    cpu: float  # of this process alone: a server's is not in it
    peak_mb: float


def measure(work: Callable[[], Any]) -> Measured:
    """Do it once; peak memory is that of this process while it ran, where the system tells."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    cpu, began = time.process_time(), time.perf_counter()
    result = work()
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    return Measured(result, seconds, used, _peak())


def _peak() -> float:
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return float("nan")


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print as Markdown, so that it can be kept."""
    names = list(columns)
    print(f"\n### {title}\n", flush=True)
    print("| " + " | ".join(names) + " |")
    print("|" + " --- |" * len(names))
    for row in rows:
        print("| " + " | ".join(_cell(value) for value in row) + " |")
    sys.stdout.flush()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "–" if value != value else f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def machine(*packages: str) -> None:
    """Say on what was measured, and how busy it was with other things."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    found = []
    for name in packages:
        with contextlib.suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    print(
        f"{os.cpu_count()} cores, {memory:.0f} GB, load {os.getloadavg()[0]:.1f} before, "
        f"{platform.system()}, Python {platform.python_version()}, {', '.join(found)}",
        flush=True,
    )


def neo4j_for_tests() -> ModuleType:
    """The tests' way to a real Neo4j, which is no package."""
    if "neo4j_server" not in sys.modules:
        spec = importlib.util.spec_from_file_location("neo4j_server", _TESTS / "neo4j_server.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["neo4j_server"] = module
        spec.loader.exec_module(module)
    return sys.modules["neo4j_server"]
