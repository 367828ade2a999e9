"""The interactive map's time to its first picture, against stock pyvis with the same links.

`python -m bench.map` draws the seeds' overview three ways and opens each file in headless Chromium
without a network: ours; pyvis as it comes; pyvis with our positions and its physics off.
A picture is there when something stands on the canvas and no bar of progress covers it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, sync_playwright
from pyvis.network import Network

from bench import report
from graph.drawing.map import draw_map, map_payload
from graph.snapshot import Snapshot
from loaders.data_set import open_data_set
from loaders.seeds import SEEDS, snapshot_of

_WATCH = """
(() => {
  const small = document.createElement('canvas');
  small.width = small.height = 64;
  const pen = small.getContext('2d', {willReadFrequently: true});
  const drawn = canvas => {
    if (!canvas.width || !canvas.height) return false;
    pen.clearRect(0, 0, 64, 64);
    pen.drawImage(canvas, 0, 0, 64, 64);
    const seen = pen.getImageData(0, 0, 64, 64).data;
    for (let i = 4; i < seen.length; i += 4)
      for (let c = 0; c < 4; c++) if (seen[i + c] !== seen[c]) return true;
    return false;
  };
  const covered = () => {
    const bar = document.getElementById('loadingBar');
    if (!bar) return false;
    const style = getComputedStyle(bar);
    return style.display !== 'none' && Number(style.opacity) > 0.5;
  };
  const look = () => {
    if (!covered() && [...document.querySelectorAll('canvas')].some(drawn))
      window.firstPicture = performance.now() / 1000;
    else setTimeout(look, 50);
  };
  look();
})();
"""


def first_picture(browser: Browser, file: Path, most: float) -> float:
    """Seconds from the start of loading; infinite where there was none in time."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.route("http*://**/*", lambda route: route.abort())
    page.add_init_script(_WATCH)
    try:
        page.goto(file.as_uri(), wait_until="commit", timeout=most * 1000)
        deadline = time.monotonic() + most
        while time.monotonic() < deadline:
            try:
                page.wait_for_function("window.firstPicture", timeout=2_000)
                return float(page.evaluate("window.firstPicture"))
            except Error:
                continue  # not yet, or too busy to answer
        return float("inf")
    finally:
        page.close()


def peer(snapshot: Snapshot, settled: bool) -> Callable[[Path], None]:
    """The same nodes and links in pyvis itself; settled: with our positions, physics off."""

    def write(file: Path) -> None:
        picture = map_payload(snapshot)["picture"]
        network = Network(height="800px", width="100%", directed=True, cdn_resources="in_line")
        for node in picture["nodes"]:
            place: dict[str, Any] = {"x": node["x"], "y": node["y"]} if settled else {}
            network.add_node(node["id"], label=str(node.get("label") or node["id"]), **place)
        for edge in picture["edges"]:
            network.add_edge(edge["from"], edge["to"])
        if settled:
            network.toggle_physics(False)
            network.set_edge_smooth("continuous")
            network.options.edges.smooth.enabled = False
        file.write_text(network.generate_html(), encoding="utf-8")

    return write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=SEEDS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=float, default=180, help="seconds to wait for a picture")
    parser.add_argument("--chromium", default="", help="path of a Chromium to use")
    given = parser.parse_args()
    report.machine("pyvis", "playwright")
    snapshot = snapshot_of(open_data_set(given.data))
    picture = map_payload(snapshot)["picture"]
    ways: dict[str, Callable[[Path], None]] = {
        "ours": lambda file: void(file.write_text(draw_map(snapshot), encoding="utf-8")),
        "pyvis, our positions, physics off": peer(snapshot, True),
        "stock pyvis": peer(snapshot, False),
    }
    rows: dict[str, tuple[float, float, float]] = {}
    with tempfile.TemporaryDirectory(prefix="iscm-bench-") as folder, sync_playwright() as play:
        path = given.chromium or None
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, write in ways.items():
            file = Path(folder) / f"{len(rows)}.html"
            written = report.measure(lambda w=write, f=file: w(f)).seconds  # type: ignore[misc]
            rounds = 1 if name == "stock pyvis" else given.rounds
            seen = [first_picture(browser, file, given.most) for _ in range(rounds)]
            rows[name] = written, file.stat().st_size / 1e6, statistics.median(seen)
        browser.close()
    ours = rows["ours"][2]
    report.table(
        f"First picture: {len(picture['nodes'])} nodes, {len(picture['edges'])} links",
        ("way", "s to write", "MB", "s to the first picture", "this / ours"),
        ((name, *row, row[2] / ours) for name, row in rows.items()),
    )


def void(_: object) -> None:
    """Let a value go."""


if __name__ == "__main__":
    main()
