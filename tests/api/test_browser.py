"""Pages in a real browser: accessible, self-contained, narrow, by keyboard, without script."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from api.app import create_app

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="module")
def address(small: Any) -> Iterator[str]:
    """The application, served on a port of its own."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    app = create_app(small.source(small.snapshot()))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser; without one these tests are skipped, unless it is required."""
    if not os.path.exists(CHROMIUM):
        if os.environ.get("ISCM_REQUIRE_BROWSER") == "1":
            pytest.fail(f"no browser at {CHROMIUM}")
        pytest.skip(f"no browser at {CHROMIUM}; set CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, address: str, small: Any, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for path in [*small.pages, "/en/none"]:
        page.goto(address + path)
        found = Axe().run(page, options={"runOnly": tags}).response["violations"]
        told = [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found]
        assert told == [], path
    context.close()


def test_nothing_runs_or_is_fetched_from_elsewhere(
    browser: Any, address: str, small: Any
) -> None:
    page, asked, said = browser.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in small.pages:
        page.goto(address + path)
        assert page.evaluate("window.__xss") is None
    assert [url for url in asked if not url.startswith(address)] == []
    assert said == []
    page.close()


def test_narrow_screens_do_not_scroll_sideways(browser: Any, address: str, small: Any) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    for path in small.pages:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page.close()


def test_by_keyboard_alone(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/en/states")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("puebla")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=puebla")
    page.get_by_role("link", name="Regional Conference on Migration").first.press("Enter")
    page.wait_for_url("**/mechanisms/rcm")
    assert page.title().startswith("Regional Conference on Migration")
    page.close()


def test_pages_are_whole_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/en/mechanisms/rcm")
    assert page.get_by_role("link", name="Belize").first.is_visible()
    page.get_by_label("Search").fill("mexico")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Mexico").first.click()
    assert page.url.endswith("/en/states/MEX")
    context.close()
