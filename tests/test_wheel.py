"""The wheel, built and installed into an empty environment, brings its own seeds and works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from graph.store.embedded import supported

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder),
         str(ROOT)],
        check=True, capture_output=True, timeout=120,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_what_is_needed_and_nothing_of_others(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tables = {f"seeds/{table.name}" for table in (ROOT / "seeds").glob("*.csv")}
    assert tables <= names
    assert "seeds/datapackage.json" in names
    assert any(name.endswith("map.html.j2") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "bench/"))]
    assert not [name for name in names if "vis-network" in name or name.endswith((".ttf", ".woff"))]


@pytest.mark.slow
@pytest.mark.skipif(not supported(), reason="no embedded database for this platform")
def test_installed_wheel_answers(wheel: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    venv.create(empty, with_pip=True)
    scripts = empty / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [str(scripts / "python"), "-m", "pip", "install", "--quiet",
         "-c", str(ROOT / "constraints.txt"), str(wheel)],
        check=True, capture_output=True, timeout=500,
    )
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("NEO4J_", "PYTHON", "VIRTUAL_ENV"))}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def iscm(*arguments: str) -> str:
        return subprocess.run(
            [str(scripts / "iscm"), *arguments], cwd=elsewhere, check=True, text=True,
            capture_output=True, timeout=240, env={**kept, "ISCM_HOME": str(tmp_path / "home")},
        ).stdout

    info = json.loads(iscm("info", "--json"))
    assert info["nodes"]["Mechanism"] > 60
    answer = json.loads(iscm("cypher", "MATCH (m:Mechanism {id: 'rcm'}) RETURN m.name", "--json"))
    assert answer["rows"] == [["Regional Conference on Migration"]]
    iscm("map", "-o", "map.html")
    assert (elsewhere / "map.html").stat().st_size > 500_000
