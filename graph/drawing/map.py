"""Interactive maps as one file of HTML that opens offline and asks nobody for anything.

The only file that knows pyvis: its network holds nodes and edges, its wheel holds vis-network;
the page is our own. Data go into it as inert JSON; a policy in the page lets only our own scripts
run, by their hashes. How the map behaves is in static/, what it shows in scope.py and map_data.py.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, KeysView
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from graph.dates import MODES, BadDate, Mode, to_day
from graph.drawing import layout
from graph.drawing.map_data import Record, describe
from graph.drawing.places import places
from graph.drawing.scope import around, overview
from graph.drawing.wording import words
from graph.errors import BadInput
from graph.release import software_version
from graph.snapshot import Snapshot
from graph.style import ACCENT, DIMMED, FAINT, INK, MUTED, NODE_LOOKS, PANEL, PAPER, RULE

SCRIPTS = ("map.js", "view.js", "labels.js", "panel.js", "search.js", "takeaway.js", "start.js")
"""Our scripts, in the order in which they stand in the page."""

_NODE_OPTIONS = frozenset({"x", "y", "size"})
_EDGE_OPTIONS = frozenset({"id", "width", "dashes"})
_PALETTE = {
    "paper": PAPER, "panel": PANEL, "ink": INK, "muted": MUTED, "rule": RULE, "faint": FAINT,
    "accent": ACCENT, "dimmed": DIMMED,
}


class MapNetwork(Network):  # type: ignore[misc]
    """A pyvis network that is written by our own page.

    Directed, since pyvis drops parallel edges of undirected ones. What in pyvis would put text
    into a page unescaped, load things from elsewhere or write files of its own is refused.
    """

    def __init__(self, data: Record | None = None) -> None:
        super().__init__(cdn_resources="in_line", directed=True)
        self.data: Record = data or {}

    def add_node(
        self, n_id: str, label: str = "", shape: str = "dot", color: str = "", **options: Any
    ) -> None:
        _only(options, _NODE_OPTIONS)
        if shape not in {look.shape for look in NODE_LOOKS.values()}:
            raise ValueError(f"no shape of ours: {shape}")
        super().add_node(n_id, label=label, shape=shape, color=color, **options)

    def add_edge(self, source: str, to: str, **options: Any) -> None:
        _only(options, _EDGE_OPTIONS)
        super().add_edge(source, to, **options)

    def get_nodes(self) -> KeysView[str]:
        """The ids of all nodes; pyvis looks every edge's ends up here, in a list of its own."""
        return self.node_map.keys()  # type: ignore[no-any-return]

    def generate_html(self, name: str = "", local: bool = True, notebook: bool = False) -> str:
        """The page; the arguments are pyvis's and change nothing."""
        return page(self.data | {"picture": {"nodes": self.nodes, "edges": self.edges}})

    def write_html(
        self, name: str, local: bool = True, notebook: bool = False, open_browser: bool = False
    ) -> None:
        """Write the page to a file, in UTF-8 on every platform."""
        Path(name).write_text(self.generate_html(), encoding="utf-8", newline="\n")

    def _refused(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError("not offered here: maps are written by our own page")

    show = save_graph = show_buttons = set_options = from_DOT = from_nx = _refused
    prep_notebook = set_template = set_template_dir = _refused


def _only(options: Iterable[str], allowed: frozenset[str]) -> None:
    if other := sorted(set(options) - allowed):
        raise ValueError("no such option: " + ", ".join(other))


def draw_map(
    snapshot: Snapshot,
    *,
    about: str | None = None,
    as_of: str | None = None,
    mode: Mode = "standing",
    language: str = "en",
) -> str:
    """A map of the whole network, or about one thing, as the HTML of one self-contained file."""
    payload = map_payload(snapshot, about=about, as_of=as_of, mode=mode, language=language)
    picture = payload.pop("picture")
    network = MapNetwork(payload)
    network.nodes, network.edges = picture["nodes"], picture["edges"]
    return network.generate_html()


def map_payload(
    snapshot: Snapshot,
    *,
    about: str | None = None,
    as_of: str | None = None,
    mode: Mode = "standing",
    script_url: str | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """What the page of a map holds; `page` makes HTML of it.

    script_url: where a server offers `vis_network()`; without it the page carries it inside.
    BadInput or UnknownId where no such map can be drawn.
    """
    if mode not in MODES:
        raise BadInput(f"{mode!r} is no reading of dates; it is one of: {', '.join(MODES)}.")
    day = as_of or snapshot.as_of
    try:
        to_day(day)
    except BadDate as error:
        raise BadInput(f"{day!r} is no date of a map: {error}.") from None
    scope = overview(snapshot) if about is None else around(snapshot, about)
    say = words(language)
    payload = describe(snapshot, scope, say, language=language, as_of=day, mode=mode)
    spots, arcs = places(scope, payload, to_day(snapshot.as_of))
    titles = [str(d.get("title") or d.get("name") or "") for d in snapshot.meta.datasets]
    payload["source_line"] = say["source_line"].format(
        version=software_version(),
        datasets="".join(f"; {title}" for title in titles if title),
        day=payload["day"],
        receipt=snapshot.receipt,
    )
    names = {region["id"]: region["name"] for region in payload["regions"]}
    payload["arcs"] = [
        {"name": names.get(arc.name, "" if arc.name else say["region.other"]),
         "start": arc.start, "end": arc.end}
        for arc in arcs
    ]
    payload["frame"] = {
        "width": layout.WIDTH, "height": layout.HEIGHT,
        "inner": layout.INNER_LINE if about is None else 0,
    }
    for record in payload["nodes"]:
        if spots[record["id"]].angle is not None:
            record["angle"] = spots[record["id"]].angle
    payload |= {"script_url": script_url, "palette": _PALETTE, "version": software_version()}
    network = _network(payload, spots, large=about is None)
    payload["picture"] = {"nodes": network.nodes, "edges": network.edges}
    del payload["groups"]
    for record in payload["nodes"]:
        record.pop("covers", None)
    return payload


def _network(payload: Record, spots: dict[str, layout.Spot], large: bool) -> MapNetwork:
    network = MapNetwork()
    for record in payload["nodes"]:
        look, spot = NODE_LOOKS[record["kind"]], spots[record["id"]]
        size = look.size if large else round(look.size * 1.4)
        if record["id"] == payload["focus"]:
            size *= 2
        network.add_node(
            record["id"], record["label"], look.shape, look.colour, x=spot.x, y=spot.y, size=size
        )
    thick = 1 if large else 2.5
    widths = {look["type"]: look["width"] * thick for look in payload["types"]}
    for number, record in enumerate(payload["links"]):
        network.add_edge(
            record["from"], record["to"], id=number, width=widths[record["type"]],
            **({"dashes": True} if record["basis"] == "recalled" else {}),
        )
    return network


def page(payload: Record) -> str:
    """The HTML of a payload."""
    data = js_safe(json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    own = _own_script()
    vis = "" if payload["script_url"] else vis_network()
    style = _style()
    hashes = [_hash(script) for script in (vis, own) if script]
    allowed = " ".join([*hashes, *(["'self'"] if payload["script_url"] else [])])
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    return _templates().get_template("map.html.j2").render(
        say=payload["words"],
        map=payload,
        policy=policy,
        data=Markup(data),  # noqa: S704 - js_safe leaves no character that HTML knows
        vis=Markup(vis),  # noqa: S704 - from the installed wheel
        own=Markup(own),  # noqa: S704 - our own file
        style=Markup(style),  # noqa: S704 - our own file
    )


def js_safe(text: str) -> str:
    """JSON that cannot end, or open, anything in the page that holds it."""
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def vis_network() -> str:
    """The script of vis-network out of the installed pyvis, as it may stand in a page."""
    path = files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return _inline(path.read_text(encoding="utf-8"))


@cache
def _own_script() -> str:
    parts = "\n".join(_static(name) for name in SCRIPTS)
    return _inline(f'(() => {{\n"use strict";\n{parts}\n}})();\n')


@cache
def _static(name: str) -> str:
    text = (files("graph.drawing") / "static" / name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _style() -> str:
    colours = ";".join(f"--{name}:{value}" for name, value in _PALETTE.items())
    return f":root{{{colours}}}\n" + _static("map.css")


def _inline(script: str) -> str:
    """Line ends as a browser reads them (hashes are taken of that), no address, no end tag."""
    lines = script.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL="))
    return kept.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("graph.drawing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
