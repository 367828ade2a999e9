"""docs/overlap.ipynb runs from its first cell to its last, and keeps no outputs."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

import graph
from graph.exports.panel import write
from graph.snapshot import Snapshot

NOTEBOOK = Path(__file__).parents[3] / "docs" / "overlap.ipynb"


def test_every_cell_runs(
    seeds: Snapshot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the graph of the seeds in place of the store's; its own assertions must hold."""
    monkeypatch.setattr(graph, "open_snapshot", lambda: seeds, raising=False)
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    known: dict[str, Any] = {"__name__": "notebook"}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            exec(compile("".join(cell["source"]), cell["id"], "exec"), known)
    assert len(known["matrix"]) > 150 and len(known["frame"]) > 400
    assert "Two tests of" in capsys.readouterr().out


def test_the_script_in_r_reads_what_the_panel_has(seeds: Snapshot) -> None:
    """There is no R here to run it: at least its columns and the day's sentence are there."""
    file = io.BytesIO()
    write(seeds, file)
    with zipfile.ZipFile(file) as archive:
        text = " ".join(archive.read("codebook.md").decode().splitlines())
        heads = {name: archive.read(f"{name}.csv").decode().partition("\n")[0].split(",")
                 for name in ("panel", "mechanisms")}
    assert re.search(r"on the day of the data, (\d{4}-\d\d-\d\d)", text)[1] == seeds.as_of  # type: ignore[index]
    script = (NOTEBOOK.parent / "overlap.R").read_text(encoding="utf-8")
    for name, head in heads.items():
        used = set(re.findall(rf"\b{name}\$(\w+)", script))
        assert used and used <= set(head), name
