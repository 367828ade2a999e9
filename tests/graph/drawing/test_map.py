"""The map as a file: what is in it, what is not, and what it refuses. TEST DATA throughout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.dates import holds
from graph.drawing.map import MapNetwork, draw_map, js_safe, map_payload, page, vis_network
from graph.drawing.scope import around, overview
from graph.drawing.wording import day_words, spell_words, words
from graph.errors import BadInput, UnknownId
from graph.snapshot import Snapshot
from graph.style import PROVIDES_SECRETARIAT


@pytest.fixture(scope="module")
def html(snapshot: Snapshot) -> str:
    return draw_map(snapshot)


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert found
    return dict(json.loads(found[1]))


def test_nothing_outside_is_loaded(html: str) -> None:
    assert not re.search(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", html)
    assert "sourceMappingURL=" not in html
    assert "default-src &#39;none&#39;" in html
    assert "unsafe" not in html.split("</head>")[0].split("<style>")[0]


def test_title_source_date_receipt_and_notes_stand_on_the_page(
    html: str, snapshot: Snapshot
) -> None:
    visible = html.split('<script type="application/json"')[0]
    assert "<title>Inter-State consultation mechanisms on migration</title>" in visible
    assert snapshot.receipt in visible
    assert "22 November 2026" in visible
    assert "TEST DATA" in visible
    assert "* Test Territory: TEST NOTE: to be understood in the context of a test." in visible
    assert "imply no opinion" in visible


def test_parallel_links_survive_and_every_spell_is_kept(snapshot: Snapshot) -> None:
    payload = map_payload(snapshot)
    types: dict[tuple[str, str], set[str]] = {}
    for link in payload["links"]:
        types.setdefault((link["from"], link["to"]), set()).add(link["type"])
    assert any({"MEMBER_OF", "OBSERVER_OF"} <= found for found in types.values())
    assert len(payload["picture"]["edges"]) == len(payload["links"])
    members = [link for link in payload["links"] if link["type"] == "MEMBER_OF"]
    assert len(members) == snapshot.count("MEMBER_OF")
    ended = [link for link in payload["links"] if "2019" in link["when"]]
    assert ended and all(len(link["bounds"]) == 6 for link in ended)


def test_bounds_in_the_page_answer_as_the_graph_does(snapshot: Snapshot) -> None:
    by_fact = {link["id"]: link for link in map_payload(snapshot)["links"]}
    for edge in snapshot.edges("MEMBER_OF"):
        bounds = edge.bounds
        assert bounds is not None
        six = by_fact[edge.fact]["bounds"]
        assert (six[4] <= 20261122 <= six[5]) == holds(bounds, 20261122, "standing")


def test_secretariat_is_folded_into_one_link(snapshot: Snapshot) -> None:
    link = next(link for link in overview(snapshot).links if link.type == PROVIDES_SECRETARIAT)
    assert (link.tail, link.head) == ("org-1", "m-1")
    assert link.bounds is not None
    assert (link.bounds.from_min, link.bounds.to_max) == (20050101, 20101231)


def test_about_one_thing(snapshot: Snapshot) -> None:
    scope = around(snapshot, "m-1")
    labels = {node.label for node in scope.nodes}
    assert labels == {"Mechanism", "State", "Territory", "Organization", "Structure"}
    ids = {node.id for node in scope.nodes}
    assert {link.tail for link in scope.links} | {link.head for link in scope.links} <= ids
    payload = map_payload(snapshot, about="m-1")
    assert payload["title"] == "Regional Conference on Migration"
    assert [meeting["name"] for meeting in payload["meetings"]] == ["TEST Meeting"]
    focus = next(node for node in payload["nodes"] if node["id"] == "m-1")
    assert focus["coverage"] == [["Meeting", "partial", "22 November 2026", "TEST NOTE"]]
    for about in ("AAD", "org-1", "ZZZ"):
        assert map_payload(snapshot, about=about)["focus"] == about


@pytest.mark.parametrize(
    ("asked", "error"),
    [({"about": "nowhere"}, UnknownId), ({"about": "m-1-2000"}, BadInput),
     ({"as_of": "2010"}, BadInput), ({"as_of": "soon"}, BadInput), ({"mode": "maybe"}, BadInput)],
)
def test_what_cannot_be_drawn_is_said(
    snapshot: Snapshot, asked: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        map_payload(snapshot, **asked)


def test_recalled_links_are_dashed_and_no_others(snapshot: Snapshot) -> None:
    payload = map_payload(snapshot)
    dashed = {edge["id"] for edge in payload["picture"]["edges"] if edge.get("dashes")}
    recalled = {i for i, link in enumerate(payload["links"]) if link["basis"] == "recalled"}
    assert dashed == recalled != set()


def test_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    folder = Path(__file__).parent
    script = (
        "import hashlib, importlib.util as u\n"
        f"s = u.spec_from_file_location('c', {str(folder / 'conftest.py')!r})\n"
        "c = u.module_from_spec(s); s.loader.exec_module(c)\n"
        "from graph.drawing.map import draw_map\n"
        "snap = c.snapshot_of(c.network(60, 20, 30))\n"
        "print(hashlib.sha256((draw_map(snap) + draw_map(snap, about='m-1')).encode()).hexdigest())"
    )
    root = str(folder.parents[2])
    seen = {
        subprocess.run(
            [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=root,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": root},
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(seen) == 1


def test_json_cannot_leave_its_place() -> None:
    hostile = '</script><script>alert(1)</script><!-- &amp; \u2028\u2029'
    safe = js_safe(json.dumps({"x": hostile}))
    assert not set(safe) & set("<>&\u2028\u2029")
    assert json.loads(safe) == {"x": hostile}


def test_the_page_of_a_server_takes_the_script_from_it(snapshot: Snapshot) -> None:
    payload = map_payload(snapshot, script_url="/static/vis-network.js")
    html = page(payload)
    assert '<script src="/static/vis-network.js"></script>' in html
    assert "script-src &#39;sha256-" in html and "&#39;self&#39;" in html
    assert len(html) < len(draw_map(snapshot)) - 400_000
    assert "</script" not in vis_network()


def test_thirty_thousand_edges_in_five_seconds() -> None:
    network = MapNetwork()
    for number in range(5_000):
        network.add_node(f"n{number}", "x", "dot", "#000000", x=0, y=0, size=1)
    begun = time.process_time()  # of this process: what else the machine does counts for nothing
    for number in range(30_000):
        network.add_edge(f"n{number % 5000}", f"n{number * 7 % 5000}", id=number, width=1)
    assert len(network.edges) == 30_000
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "name",
    ["show", "save_graph", "show_buttons", "set_options", "from_DOT", "from_nx",
     "prep_notebook", "set_template", "set_template_dir"],
)
def test_what_is_unsafe_in_pyvis_is_refused(name: str) -> None:
    with pytest.raises(NotImplementedError):
        getattr(MapNetwork(), name)("<script>alert(1)</script>")


def test_unsafe_options_are_refused() -> None:
    network = MapNetwork()
    for options in ({"image": "https://example.org/x.png"}, {"title": "<a href=x>"},
                    {"font": {"multi": "html"}}):
        with pytest.raises(ValueError, match="no such option"):
            network.add_node("a", "a", "dot", "#000000", **options)
    with pytest.raises(ValueError, match="no shape"):
        network.add_node("a", "a", "image", "#000000")
    with pytest.raises(TypeError):
        MapNetwork(heading="<script>")  # type: ignore[call-arg]
    network.add_node("a", "a", "dot", "#000000")
    with pytest.raises(ValueError, match="no such option"):
        network.add_edge("a", "a", title="x")


def test_the_file_is_utf8_on_every_platform(snapshot: Snapshot, tmp_path: Path) -> None:
    payload = map_payload(snapshot)
    picture = payload.pop("picture")
    network = MapNetwork(payload)
    network.nodes, network.edges = picture["nodes"], picture["edges"]
    network.write_html(str(tmp_path / "map.html"))
    raw = (tmp_path / "map.html").read_bytes()
    assert raw.decode("utf-8") == draw_map(snapshot)
    assert b"\r\n" not in raw
    assert "Côte" in raw.decode("utf-8")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["map.html"]


def test_every_word_used_is_there(snapshot: Snapshot) -> None:
    static = Path(draw_map.__code__.co_filename).parent / "static"
    say = words("en")
    assert words("xx") == say
    for script in sorted(static.glob("*.js")):
        for key in re.findall(r'say\("([\w. ]+)"', script.read_text(encoding="utf-8")):
            assert key in say, (script.name, key)
    for payload in (map_payload(snapshot), map_payload(snapshot, about="m-1")):
        keys = {key for item in (*payload["nodes"], *payload["links"])
                for key, _ in item.get("told", ())}
        assert keys <= set(say)


@pytest.mark.parametrize(
    ("row", "said", "old"),
    [
        ({"start": "2004-05", "end": "open", "attested_last": "2024"},
         "since May 2004; seen 2024", False),
        ({"start": "unknown", "end": "open", "attested_first": "2019", "attested_last": "2019"},
         "start not known; seen 2019, 7 years before the data’s date", True),
        ({"start": "2003", "end": "2003"}, "2003", False),
        ({"start": "2004~", "end": "2018/2023"}, "about 2004 to between 2018 and 2023", False),
        ({"start": "1996", "end": "unknown", "attested_last": "2006-05-01"},
         "since 1996; may have ended; seen 2006", False),
        ({}, "", False),
    ],
)
def test_dates_in_words(row: dict[str, str], said: str, old: bool) -> None:
    assert spell_words(row, words("en"), 20261122) == (said, old)
    assert day_words("nonsense", words("en")) == "nonsense"


def test_organizations_without_links_are_left_out_and_said(
    test_tables: Callable[..., Any], as_snapshot: Callable[[Any], Snapshot]
) -> None:
    raw = test_tables(30, 6, 5)
    raw["Organization"].append({"id": "org-lonely", "name": "Lonely", "basis": "recalled"})
    snapshot = as_snapshot(raw)
    assert overview(snapshot).left_out == 1
    assert "1 organizations without any of these links" in draw_map(snapshot)
