"""Pages: what they answer, that names never become marks-up, that links hold."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
from fastapi.testclient import TestClient

from api.pages.links import Links
from api.pages.routes import preferred


class _Seen(HTMLParser):
    """Every element of a page with its attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.words += " "

    def handle_data(self, data: str) -> None:
        self.words += data


def _page(client: TestClient, path: str) -> _Seen:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return _Seen(answer.text)


def _words(client: TestClient, path: str) -> str:
    return re.sub(r"\s+", " ", _page(client, path).words)


def test_every_page_has_title_date_receipt_and_disclaimer(
    client: TestClient, source: Any, page_path: str
) -> None:
    words = _words(client, page_path)
    assert "22 November 2026" in words
    assert source.snapshot().receipt in words
    assert "imply no opinion on the legal status" in words


def test_names_never_become_markup(client: TestClient, page_path: str) -> None:
    seen = _page(client, page_path)
    assert [e for e in seen.elements if e[0] == "img"] == []
    scripts = [e[1] for e in seen.elements if e[0] == "script"]
    assert len(scripts) == 1
    assert (scripts[0]["src"] or "").startswith("../")
    assert not [n for _, attributes in seen.elements for n in attributes if n.startswith("on")]
    assert not [n for _, attributes in seen.elements for n in attributes if n == "style"]


def test_payloads_are_shown_as_text(client: TestClient, small: Any) -> None:
    assert small.payload in _page(client, "/en/mechanisms/evil").words
    assert small.payload in _page(client, "/en/mechanisms/rcm").words  # in its notes


@pytest.mark.parametrize("path", ["/en/search?q=%3Cimg%20src%3Dx%3E", "/en/%3Cimg%3E"])
def test_what_was_asked_is_escaped_too(client: TestClient, path: str) -> None:
    assert "<img" not in client.get(path).text


def test_links_are_relative_and_lead_somewhere(client: TestClient, page_path: str) -> None:
    for tag, attributes in _page(client, page_path).elements:
        href = attributes.get("href") or attributes.get("src") or attributes.get("action")
        if not href or href.startswith("#"):
            continue
        if href.startswith("https://"):
            assert tag == "a"
            assert "noopener" in (attributes.get("rel") or "")
            continue
        assert href.startswith(("../", "./")), href
        to = urljoin("http://testserver" + page_path, href)
        if "/map" not in to:
            assert client.get(to).status_code == 200, (page_path, href)


def test_anchors_exist(client: TestClient, page_path: str) -> None:
    seen = _page(client, page_path)
    ids = [a["id"] for _, a in seen.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in seen.elements:
        href = attributes.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids


def test_a_mechanism_answers_at_once(client: TestClient) -> None:
    words = _words(client, "/en/mechanisms/rcm")
    assert "3 States, 1 territory, 1 organization" in words
    assert "President pro tempore now Belize" in words
    assert "Secretariat International Organization for Migration (San José)" in words
    assert "Former 1" in words
    assert "Possible only 1" in words
    assert "attendance known for 1 State and 1 other" in words
    assert "Not yet reviewed 1" in words
    assert "last attested 2004" in words  # an open end, long ago
    assert "recalled" in words
    assert "derived" in words
    assert "What we have not looked at" in words


def test_a_designation_note_stands_beside_the_name(client: TestClient) -> None:
    for path in ("/en/mechanisms/rcm", "/en/states", "/en/states/XKX", "/en/search?q=kosovo",
                 "/en/facts/MEMBER_OF%7CXKX%7Crcm%7C0"):
        seen = _page(client, path)
        marks = [a for _, a in seen.elements if (a.get("href") or "").startswith("#note-")]
        assert marks, path
        assert "resolution 1244 (1999)" in seen.words


def test_an_unreviewed_recommendation_says_so(client: TestClient) -> None:
    assert "Not yet reviewed." in _words(client, "/en/recommendations/rcm-1996-r2")
    assert "Not yet reviewed." not in _words(client, "/en/recommendations/rcm-1996-r1")


def test_the_invited_did_not_attend(client: TestClient) -> None:
    words = _words(client, "/en/meetings/rcm-1996-puebla")
    assert "1 State, 1 organization" in words
    assert "Announced or invited 1" in words
    assert "First Conference" not in _words(client, "/en/states/DEU")


def test_a_fact_says_what_when_who_and_how_to_cite(client: TestClient) -> None:
    words = _words(client, "/en/facts/MEMBER_OF%7CBLZ%7Crcm%7C0")
    assert "Belize is a member State of the Regional Conference on Migration." in words
    assert "Began: 1996." in words
    assert "p. 4" in words
    assert "receipt" in words
    former = _words(client, "/en/facts/MEMBER_OF%7CMEX%7Crcm%7C0")
    assert "Mexico was a member State" in former


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/", "en/"), ("/en", "en/"), ("/mechanisms", "en/mechanisms"),
        ("/mechanisms/rcm", "../en/mechanisms/rcm"), ("/search?q=a%20b", "en/search?q=a%20b"),
        ("/facts/MEMBER_OF%7CBLZ%7Crcm%7C0", "../en/facts/MEMBER_OF%7CBLZ%7Crcm%7C0"),
        ("/map?about=rcm", "en/map?about=rcm"),
    ],
)
def test_without_a_language_the_reader_is_led_on(client: TestClient, path: str, to: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "fr, en;q=0.5"})
    assert (answer.status_code, answer.headers["location"]) == (307, to)


def test_languages_without_pages_are_unknown(client: TestClient) -> None:
    for path in ("/fr/", "/es/mechanisms/rcm", "/de/search", "/fr/map", "/fr/facts/x"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "text/html" in answer.headers["content-type"]
    assert preferred("es;q=0.9, fr;q=nonsense, *") == "en"


@pytest.mark.parametrize(
    "path", ["/en/mechanisms/none", "/en/states/rcm", "/en/facts/x", "/en/none", "/none/x/y/z"]
)
def test_unknown_pages_are_pages_too(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "To the home page" in answer.text


def test_links_in_files_have_a_suffix_and_no_bars() -> None:
    links = Links("en/states/BLZ", suffix=".html")
    assert links.fact("MEMBER_OF|BLZ|rcm|0") == "../../en/facts/MEMBER_OF.BLZ.rcm.0.html"
    assert links.page("") == "../../en/index.html"
    assert links.node("Mechanism", "rcm") == "../../en/mechanisms/rcm.html"


def test_the_map_brings_its_own_policy(client: TestClient) -> None:
    answer = client.get("/en/map?about=rcm")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "sha256-" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert client.get("/en/map?about=none").status_code == 404
