"""The house's rules: who imports whom, how long a file may be, and what no file may speak of."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("graph", "loaders", "api")
PRODUCT = (*PACKAGES, "bench", "seeds", "docs", "tests")
LONGEST = 400
TEXTS = {".py", ".md", ".toml", ".csv", ".json", ".html", ".css", ".js", ".yml", ".yaml", ".cypher",
         ".txt", ".service", ".typ", ".xml", ".java", ".sh", ".cfg", ""}


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Top-level names of what a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def importers(package: str) -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for path in modules(*PACKAGES) if package in imported(path)
    ]


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()",
         "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", done.stdout), done.stdout


@pytest.mark.parametrize("folder", [*PACKAGES, "bench"])
def test_no_file_is_too_long(folder: str) -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in modules(folder)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


def test_modules_are_named_after_what_they_are_for() -> None:
    bad = re.compile(r"utils?|helpers?|managers?|common|misc")
    named = [path for path in modules(*PACKAGES, "bench", "tests")
             if any(bad.fullmatch(word) for part in path.relative_to(ROOT).with_suffix("").parts
                    for word in part.lower().split("_"))]
    assert named == []


@pytest.mark.parametrize("path", list(modules(*PACKAGES)),
                         ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text or ast.get_docstring(ast.parse(text))


def test_only_the_map_imports_pyvis() -> None:
    assert importers("pyvis") == ["graph/drawing/map.py"]


def test_at_most_one_file_imports_py2neo() -> None:
    assert len(importers("py2neo")) <= 1


@pytest.mark.parametrize("package", ["arcadedb_embedded", "jpype"])
def test_the_embedded_engine_is_the_stores_own(package: str) -> None:
    assert all(name.startswith("graph/store/") for name in importers(package))


def test_the_schema_the_dates_and_the_digests_need_no_database() -> None:
    names = ("dates", "digest", "elements", "columns", "snapshot")
    for path in (*modules("graph/schema"), *(ROOT / "graph" / f"{name}.py" for name in names)):
        assert not imported(path) & {"neo4j", "arcadedb_embedded", "fastapi", "typer"}, path


def test_folders_of_tests_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_folders_of_code_are_packages() -> None:
    for path in modules(*PACKAGES):
        assert (path.parent / "__init__.py").exists(), path


def _product_files() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for folder in PRODUCT:
        yield from (ROOT / folder).rglob("*")


# Put together here, so that this file does not contain what it looks for. Addresses of the web
# may have such words in their middle: they begin none.
FOREIGN = re.compile("|".join([
    r"(?<![\w.%-])/" + "work" + "/", r"(?<!\w)\." + "library" + r"\b", r"\.\./" + "shared" + r"\b",
]))


def test_the_product_speaks_of_no_workplace() -> None:
    found = []
    for path in _product_files():
        if path.suffix not in TEXTS or not path.is_file() or "__pycache__" in path.parts:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for match in FOREIGN.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{path.relative_to(ROOT)}:{line}: {match[0]}")
    assert found == []


def test_what_is_foreign_would_be_found() -> None:
    for text in ("open('/" + "work/x')", "see ." + "library/x", "../" + "shared/x"):
        assert FOREIGN.search(text)
    for text in ("https://www.example.org/" + "work/x", "https://un." + "library.org"):
        assert not FOREIGN.search(text)


def test_files_are_utf_8_with_plain_line_ends_and_a_last_newline() -> None:
    for path in modules(*PACKAGES, "tests"):
        raw = path.read_bytes()
        raw.decode("utf-8")
        assert b"\r" not in raw, path
        assert not raw or raw.endswith(b"\n"), path
