"""What changed from one release to the next, on made data."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import BadInput
from loaders import changes
from loaders.changes import changes_text, differences
from loaders.seeds import open_seeds
from loaders.tables import outline

Rows = dict[str, list[dict[str, str]]]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def later(tmp_path: Path, folder: Path, small: Rows, write: Callable[..., Path]) -> Path:
    """The small data set one release on: a row more, a row less, two rows changed."""
    del small["attended"][1]
    small["attended"].append(small["attended"][0] | {"from": "CRI"})
    small["member_of"][1] |= {"end": "2002", "basis": "recalled"}
    small["mechanisms"][0]["website"] = "https://example.org/"
    path = write(tmp_path / "later", small)
    package = json.loads((path / "datapackage.json").read_text("utf-8"))
    (path / "datapackage.json").write_text(json.dumps(package | {"version": "2"}), "utf-8")
    return path


def test_rows_are_added_removed_changed(folder: Path, later: Path) -> None:
    found = {one.table: one for one in differences(folder, later) if one.any}
    assert set(found) == {"attended.csv", "member_of.csv", "mechanisms.csv"}
    assert found["attended.csv"].removed == ["BLZ|rcm-2000|1"]
    assert found["attended.csv"].added == ["CRI|rcm-2000|0"]
    assert found["member_of.csv"].changed == {"CRI|rcm|0": ["end", "basis"]}
    assert found["mechanisms.csv"].changed == {"rcm": ["website"]}


def test_the_page(folder: Path, later: Path) -> None:
    lines = changes_text(folder, later).splitlines()
    assert "| version | 1 | 2 |" in lines
    assert "| date | 2026-11-22 | 2026-11-22 |" in lines
    digests = [f"`{open_seeds(path).digest}`" for path in (folder, later)]
    assert f"| digest of the graph | {digests[0]} | {digests[1]} |" in lines
    files = [f"`{outline(path).files_digest()}`" for path in (folder, later)]
    assert f"| digest of the files | {files[0]} | {files[1]} |" in lines
    assert "| `attended` | 2 | 1 | 0 | 1 | 2 | 0 | 0 |" in lines
    assert "| `member_of` | 4 | 0 | 1 | 0 | 3 → 2 | 1 | 0 → 1 |" in lines
    assert "| `states` | 2 | 0 | 0 | 0 | 2 | 0 | 0 |" in lines
    assert [line for line in lines if line.startswith("## ")] == [
        "## Rows", "## mechanisms", "## member_of", "## attended",
    ]
    assert "- `CRI|rcm|0`: end, basis" in lines


def test_nothing_changed(folder: Path) -> None:
    assert [one.table for one in differences(folder, folder) if one.any] == []
    assert changes_text(folder, folder).count("## ") == 1


def test_a_new_column_that_is_empty_and_another_order_are_no_change(folder: Path) -> None:
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    table = other / "states.csv"
    header, *rows = table.read_text("utf-8").splitlines()
    lines = [header + ",designation_note", *(row + "," for row in reversed(rows))]
    table.write_text("\n".join(lines) + "\n", "utf-8")
    assert not any(one.any for one in differences(folder, other))


def test_a_table_that_is_new_or_gone(folder: Path) -> None:
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    (other / "chaired.csv").unlink()
    (one,) = [one for one in differences(folder, other) if one.any]
    assert (one.table, one.removed) == ("chaired.csv", ["CRI|rcm|0"])
    (one,) = [one for one in differences(other, folder) if one.any]
    assert (one.table, one.added) == ("chaired.csv", ["CRI|rcm|0"])


def test_what_is_gone_is_listed_first_and_the_rest_counted(
    folder: Path, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "LISTED", 1)
    text = changes_text(folder, later)
    assert "Removed (1):\n\n- `BLZ|rcm-2000|1`\n" in text
    assert "Added (1):\n\n- … and 1 more\n" in text
    assert "`CRI|rcm-2000|0`" not in text


def test_an_old_release_may_follow_an_older_schema(folder: Path, later: Path) -> None:
    table = folder / "states.csv"
    table.write_text(table.read_text("utf-8").replace("iso2", "iso_2", 1), "utf-8")
    assert "| digest of the graph | none by the present schema | `" in changes_text(folder, later)
    with pytest.raises(BadInput):
        changes_text(later, folder)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "loaders.changes", *arguments], cwd=ROOT, capture_output=True,
        text=True, timeout=120,
    )


def test_it_is_written_beside_the_new_tables(folder: Path, later: Path) -> None:
    assert run(str(folder), str(later)).returncode == 0
    written = (later / "CHANGES.md").read_text("utf-8")
    assert written == changes_text(folder, later)
    assert not (folder / "CHANGES.md").exists()


def test_what_is_no_release_is_said(folder: Path, tmp_path: Path) -> None:
    failed = run(str(tmp_path / "nothing"), str(folder))
    assert failed.returncode == 2
    assert "no release" in failed.stderr
    assert "Traceback" not in failed.stderr
