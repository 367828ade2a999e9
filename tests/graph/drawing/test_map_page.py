"""The map in a browser: what a reader sees, finds and takes away. TEST DATA throughout."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from graph.drawing.map import draw_map, map_payload
from graph.drawing.map import page as page_of
from graph.snapshot import Snapshot

HOSTILE = (
    "<img src=x onerror=window.__xss=1>",
    "</script><script>window.__xss=1</script><!--",
    '"><svg onload=window.__xss=1> href=https://example.org/x {{7*7}}',
)


@dataclass
class Opened:
    """A page with everything it asked for, complained of or ran into."""

    page: Any
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def js(self, code: str) -> Any:
        return self.page.evaluate(code)

    def text(self, selector: str) -> str:
        return str(self.page.inner_text(selector))

    def clean(self) -> bool:
        return not self.requests and not self.complaints and self.js("window.__xss || 0") == 0


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def opened(html: str, fragment: str = "", **context: Any) -> Opened:
        path = tmp_path / "map.html"
        path.write_text(html, encoding="utf-8")
        settings: dict[str, Any] = {"viewport": {"width": 1600, "height": 1000}} | context
        made = browser.new_context(**settings)
        contexts.append(made)
        page = made.new_page()
        result = Opened(page, path.as_uri())
        page.on("request", lambda r: result.requests.append(r.url)
                if not r.url.startswith(("file:", "blob:", "data:")) else None)
        page.on("console", lambda m: result.complaints.append(m.text)
                if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: result.complaints.append(str(e)))
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)
        return result

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def html(snapshot: Snapshot) -> str:
    return draw_map(snapshot)


def search(map_: Opened, text: str) -> list[str]:
    return list(map_.js(f"iscmMap.search({json.dumps(text)})"))


def test_draws_asking_nobody(open_page: Callable[..., Opened], html: str) -> None:
    map_ = open_page(html, offline=True)
    assert map_.clean(), (map_.requests, map_.complaints)
    shown = map_.js("iscmMap.shown()")
    assert shown["nodes"] > 300 and shown["links"] > 1000
    assert "links standing on 22 November 2026" in map_.text("#status")
    assert map_.page.locator("#status[role=status]").count() == 1


def test_names_do_not_overlap(open_page: Callable[..., Opened], html: str) -> None:
    map_ = open_page(html)
    placed = map_.js("iscmMap.placed()")
    boxes = [name["box"] for name in placed if "box" in name]
    assert len(boxes) > 60
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = (one[2] <= other[0] or other[2] <= one[0]
                     or one[3] <= other[1] or other[3] <= one[1])
            assert apart, (one, other)
    rays = [name for name in placed if "ray" in name]
    assert len(rays) == 196, "every State and territory is named"


def test_every_mechanism_is_in_the_list_and_found(
    open_page: Callable[..., Opened], html: str, snapshot: Snapshot
) -> None:
    map_ = open_page(html)
    listed = map_.js("[...document.querySelectorAll('#details .name')].map(b => b.textContent)")
    for node in snapshot.nodes("Mechanism"):
        assert any(node.name in text for text in listed), node.name
        assert node.id in search(map_, node.name)


def test_search_in_any_language_whatever_the_accents(
    open_page: Callable[..., Opened], html: str
) -> None:
    map_ = open_page(html)
    for text in ("cote", "Côte d’Ivoire", "COTE D'IVOIRE", "ivory coast"):
        assert search(map_, text)[0] == "AAD", text
    for text in ("CRM", "rcm", "puebla", "Conferencia Regional", "regional sobre migracion"):
        assert search(map_, text)[0] == "m-1", text
    for text in ("Allemagne", "alemania", "Germany"):
        assert search(map_, text)[0] == "AAE", text
    assert search(map_, "") == search(map_, "zzzzzz") == search(map_, "'; --") == []


def test_by_keyboard_alone(open_page: Callable[..., Opened], html: str) -> None:
    map_ = open_page(html)
    keys = map_.page.keyboard
    keys.press("/")
    assert map_.js("document.activeElement.id") == "find"
    keys.type("puebla")
    assert map_.page.get_attribute("#find", "aria-expanded") == "true"
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")
    assert map_.js("document.activeElement.id") == "details"
    assert map_.text("#details h2") == "Regional Conference on Migration"
    keys.press("Tab")  # back to the list
    keys.press("Tab")  # its sources
    keys.press("Tab")  # the first neighbour
    neighbour = map_.js("document.activeElement.textContent")
    keys.press("Enter")
    assert map_.text("#details h2") == neighbour
    keys.press("Escape")
    assert map_.text("#details h2") == "Mechanisms"
    assert map_.js("location.hash") == ""
    assert map_.clean()


def test_pointer_hovers_and_chooses(open_page: Callable[..., Opened], html: str) -> None:
    map_ = open_page(html)
    frame = map_.page.locator("#canvas").bounding_box()
    x, y = map_.js("iscmMap.spot('m-1')")
    map_.page.mouse.move(frame["x"] + x, frame["y"] + y)
    map_.page.wait_for_selector("#canvas.over")
    map_.page.mouse.click(frame["x"] + x, frame["y"] + y)
    map_.page.wait_for_function("document.querySelector('#details h2').textContent != 'Mechanisms'")
    assert map_.text("#details h2") == "Regional Conference on Migration"
    map_.page.mouse.click(frame["x"] + 5, frame["y"] + frame["height"] - 5)
    map_.page.wait_for_function("document.querySelector('#details h2').textContent == 'Mechanisms'")
    assert map_.clean()


def test_details_say_dates_basis_and_sources(
    open_page: Callable[..., Opened], html: str
) -> None:
    map_ = open_page(html, "#sel=m-1")
    details = map_.text("#details")
    assert "start not known; seen 2024" in details
    assert "TEST DATA" in details
    assert map_.page.locator("#details a").count() == 0, "links are made when they are asked for"
    summary = map_.page.locator("#details li.fact summary").first
    summary.click()
    link = map_.page.locator("#details li.fact a").first
    assert link.get_attribute("href") == "https://example.org/test?a=1&b=2"
    assert (link.get_attribute("target"), link.get_attribute("rel")) == (
        "_blank", "noopener noreferrer")
    assert "p. 4" in map_.text("#details li.fact .sources")
    assert map_.page.locator("#details .mark.recalled").count() > 0
    assert map_.clean()


def test_only_web_addresses_become_links(
    open_page: Callable[..., Opened], snapshot: Snapshot
) -> None:
    payload = map_payload(snapshot, about="m-1")
    payload["sources"]["src-test"]["url"] = "javascript:window.__xss=1"
    map_ = open_page(page_of(payload))
    map_.js("document.querySelectorAll('#details details').forEach(d => { d.open = true; })")
    map_.page.wait_for_selector("#details .sources li")
    assert map_.page.locator("#details a").count() == 0
    assert map_.clean()


def test_year_filter_says_what_it_filters(
    open_page: Callable[..., Opened], html: str
) -> None:
    map_ = open_page(html)
    now = map_.js("iscmMap.shown()")["links"]
    map_.js("const f = document.getElementById('to-year'); f.value = 2010;"
            "f.dispatchEvent(new Event('input'))")
    assert "standing at some time between 1990 and 2010" in map_.text("#status")
    then = map_.js("iscmMap.shown()")["links"]
    assert 0 < then != now
    map_.page.check("input[name=time][value=any]")
    assert "links of any time, past ones too" in map_.text("#status")
    assert map_.js("iscmMap.shown()")["links"] > max(now, then)
    map_.page.click("#reset")
    assert map_.js("iscmMap.shown()")["links"] == now


def test_day_in_the_browser_is_the_day_of_the_graph(
    open_page: Callable[..., Opened], snapshot: Snapshot
) -> None:
    for mode in ("standing", "certain", "possible", "any"):
        payload = map_payload(snapshot, as_of="2018-06-30", mode=mode)  # type: ignore[arg-type]
        map_ = open_page(page_of(payload))
        map_.js("document.getElementById('reset').click()")
        expected = sum(edge.holds(20180630, mode)  # type: ignore[arg-type]
                       for edge in snapshot.edges("OBSERVER_OF"))
        row = map_.page.locator("#types label", has=map_.page.locator("input[value=OBSERVER_OF]"))
        assert row.locator(".count").inner_text() == str(expected), mode


def test_filters_by_kind_link_region_and_openness(
    open_page: Callable[..., Opened], html: str, snapshot: Snapshot
) -> None:
    map_ = open_page(html)
    whole = map_.js("iscmMap.shown()")
    map_.page.uncheck("#kinds input[value=Organization]")
    assert "organization" not in map_.text("#status")
    map_.page.uncheck("#types input[value=MEMBER_OF]")
    assert map_.js("iscmMap.shown()")["links"] < whole["links"]
    map_.page.click("#reset")
    assert map_.js("iscmMap.shown()") == whole
    map_.page.check("#closed")
    assert "without mechanisms open to all" in map_.text("#status")
    count = map_.page.locator("#types label", has=map_.page.locator(
        "input[value=PARTICIPATES_IN]")).locator(".count")
    assert count.inner_text() == "0"
    map_.page.click("#reset")
    map_.page.select_option("#region", label="Oceania")
    assert "region: Oceania" in map_.text("#status")
    assert " 14 States" in map_.text("#status")


def test_the_address_keeps_the_view(open_page: Callable[..., Opened], html: str) -> None:
    map_ = open_page(html)
    map_.page.uncheck("#kinds input[value=Organization]")
    map_.page.check("input[name=time][value=any]")
    map_.js("document.querySelector('#details .name').click()")
    fragment = map_.js("location.hash")
    before = (map_.js("iscmMap.shown()"), map_.text("#details h2"), map_.text("#status"))
    again = open_page(html, fragment)
    assert (again.js("iscmMap.shown()"), again.text("#details h2"), again.text("#status")) == before
    unknown = open_page(
        html, "#sel=nobody&without=Ghosts&unlinked=HAUNTS&region=x&time=9999-0001&mode=odd")
    assert unknown.text("#details h2") == "Mechanisms"
    assert unknown.js("iscmMap.shown()") == open_page(html).js("iscmMap.shown()")
    assert unknown.clean()


def test_what_is_hidden_can_be_shown(open_page: Callable[..., Opened], html: str) -> None:
    map_ = open_page(html, "#sel=m-12")  # ended in 2020
    assert "is not on the map with these filters" in map_.text("#details .banner")
    map_.page.click("#details .banner button")
    assert map_.page.locator("#details .banner button").count() == 0
    assert "links of any time" in map_.text("#status")


def test_about_one_thing_opens_on_its_details(
    open_page: Callable[..., Opened], snapshot: Snapshot
) -> None:
    map_ = open_page(draw_map(snapshot, about="m-1"))
    assert map_.text("h1") == map_.text("#details h2") == "Regional Conference on Migration"
    assert "TEST Meeting" in map_.text("#details")
    assert "24 March 2000" in map_.text("#details")
    ended = open_page(draw_map(snapshot, about="m-12"))
    assert "links of any time" in ended.text("#status")
    assert ended.js("iscmMap.shown()")["links"] > 0
    assert map_.clean() and ended.clean()


def test_table_csv_and_picture(
    open_page: Callable[..., Opened], snapshot: Snapshot, html: str
) -> None:
    map_ = open_page(html)
    map_.page.click("#table summary")
    map_.page.wait_for_selector("#table tbody tr")
    links = map_.js("iscmMap.shown()")["links"]
    while map_.page.locator("#more").is_visible():
        map_.page.click("#more")
    assert map_.page.locator("#table tbody tr").count() == links
    with map_.page.expect_download() as waiting:
        map_.page.click("#csv")
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][0] == "fact"
    assert sum("|" in row[0] for row in rows[1:] if row) == links
    assert snapshot.receipt in text and waiting.value.suggested_filename.endswith(
        f"{snapshot.receipt}.csv")
    assert "TEST NOTE" in text
    with map_.page.expect_download() as waiting:
        map_.page.click("#png")
    picture = Path(waiting.value.path()).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) > 100_000
    silent = "CanvasRenderingContext2D.prototype.fillText = () => {};"
    silent += "CanvasRenderingContext2D.prototype.strokeText = () => {};"
    map_.js(silent)
    mute = base64.b64decode(map_.js("iscmMap.sheet()").split(",")[1])
    assert len(picture) > 1.2 * len(mute), "the picture has text"
    assert map_.clean()


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("about", [None, "m-1"])
def test_no_text_of_the_data_ever_runs(
    open_page: Callable[..., Opened], test_tables: Callable[..., Any],
    as_snapshot: Callable[..., Snapshot], hostile: str, about: str | None,
) -> None:
    raw = test_tables(30, 6, 8)
    texts = {"name", "name_fr", "name_es", "short_name", "acronym", "publisher",
             "purpose", "designation_note", "end_reason", "locators", "city", "note", "kind",
             "description", "called", "side", "name_as_in_source", "symbol"}
    for kind, rows in raw.items():
        for row in rows:
            for column in sorted(texts & set(row)):
                if not row[column] or (kind, column) == ("IN_CONTACT", "kind"):
                    continue  # nothing there, or a closed list of values
                row[column] = row[column] + hostile.replace(";", ",")
    raw["State"][5] |= {"aliases": hostile, "designation_note": hostile}
    raw["MEMBER_OF"][0] |= {"called": hostile, "side": hostile, "name_as_in_source": hostile}
    snapshot = as_snapshot(raw, title=hostile)
    map_ = open_page(draw_map(snapshot, about=about))
    frame = map_.page.locator("#canvas").bounding_box()
    for node in [node.id for node in snapshot.nodes("Mechanism")][:3]:
        x, y = map_.js(f"iscmMap.spot({json.dumps(node)})") if about is None else (
            frame["width"] / 2, frame["height"] / 2)
        map_.page.mouse.move(frame["x"] + x, frame["y"] + y)
        map_.page.wait_for_timeout(60)
        map_.page.mouse.click(frame["x"] + x, frame["y"] + y)
    for button in map_.page.locator("#details .name").all()[:4]:
        if button.is_visible():
            button.click()
        map_.js("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    map_.page.fill("#find", "img")
    map_.page.fill("#find", "test")
    map_.js("iscmMap.sheet()")
    map_.page.wait_for_timeout(150)
    assert map_.clean(), (map_.requests, map_.complaints)
    assert map_.page.locator("img, svg[onload]").count() == 0


def test_for_everybody(open_page: Callable[..., Opened], snapshot: Snapshot) -> None:
    """No violation that axe finds; forced colours, calm and twice the size work too."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for about in (None, "m-1"):
        map_ = open_page(draw_map(snapshot, about=about), bypass_csp=True)
        map_.page.click("#table summary")
        found = axe.Axe().run(map_.page)
        assert found.violations_count == 0, found.generate_report()
    small = open_page(draw_map(snapshot), viewport={"width": 640, "height": 450},
                      forced_colors="active", reduced_motion="reduce")
    assert small.js("document.documentElement.scrollWidth <= innerWidth")
    small.page.click("#closer")
    small.page.click("#whole")
    assert small.js("iscmMap.placed().length") > 10
    assert small.clean()


def test_the_canvas_does_not_grow(open_page: Callable[..., Opened], html: str) -> None:
    map_ = open_page(html)
    first = map_.page.locator("#canvas").bounding_box()
    map_.page.click("#wide")
    map_.page.wait_for_timeout(300)
    wide = map_.page.locator("#canvas").bounding_box()
    assert wide["width"] > first["width"] + 300
    map_.page.click("#wide")
    map_.page.wait_for_timeout(500)
    assert map_.page.locator("#canvas").bounding_box() == first
