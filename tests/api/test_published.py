"""The page of published figures: what it says of each, where it leads, that nothing is markup."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.serving import Settings


def _claim(key: str, prop: str, value: str, fact: str = "network", **more: str) -> dict[str, str]:
    return {"id": f"claim-{key}", "name": key, "fact": fact, "property": prop, "value": value,
            "basis": "read", "sources": "iom-puebla", **more}


@pytest.fixture(scope="module")
def page(small: Any) -> Iterator[str]:
    raw = copy.deepcopy(small.raw)
    raw["Claim"] += [
        _claim("one", "active-rcps", "1", attested="2019-04-05"),
        _claim("many", "mechanisms-at-meeting:rcm-evil", "12", attested="2003"),
        _claim("came", "governments-at-meeting", "40", "rcm-1996-puebla"),
        _claim("words", "statement", "Talks help. " + small.payload),
        _claim("odd", "shoe-size", "47"),
        _claim("level", "level", "interregional", "rcm", attested="2017"),
        _claim("gone", "start", "1999", "MEMBER_OF|MEX|evil|0"),
        _claim("structure", "members", "30", "structure-rcm-lo"),
    ]
    source = small.source(small.snapshot(raw))
    app = create_app(source, Settings(allowed_hosts=("testserver",)))
    with TestClient(app) as client:
        answer = client.get("/en/published")
        assert answer.status_code == 200
        for href in set(re.findall(r'href="(\.\./[^"#]+)"', answer.text)):
            if "/map" not in href:
                assert client.get("/en/" + href).status_code == 200, href
        yield answer.text


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_each_result_has_its_part(page: str) -> None:
    said = words(page)
    assert "Explained: 1" in said and "Matched: 1" in said and "Not computable: 3" in said
    assert "Published 1" in said and "The graph gives 1 listed regional mechanism" in said
    assert "As of 5 April 2019 (date of the statement)" in said
    assert "As of 31 December 2022 (year of the source)" in said
    assert "No mechanism is known by name to have been there" in said
    assert "No rule for this property" in said


def test_a_difference_is_explained_and_its_ids_are_linked(page: str) -> None:
    said = words(page)
    assert "The graph gives 1 State known by name" in said
    assert "names of those present are not made up to reach a count" in said
    assert '<a href="../en/states/BLZ">Belize</a>' in page


def test_sources_are_linked(page: str) -> None:
    assert '<dt>Source</dt><dd><a href="../en/sources/iom-puebla">Puebla Process</a></dd>' in page


def test_rival_values_lead_to_their_facts(page: str) -> None:
    said = words(page)
    assert "Other values that sources give" in said
    assert 'href="../en/facts/MEMBER_OF%7CBLZ%7Crcm%7C0"' in page
    assert "evil%7C0" not in page  # a fact that is not there has no page
    assert '<a href="../en/mechanisms/rcm">Regional Conference on Migration</a>: ' \
        '<span class="extra">Level</span> “interregional”' in page
    assert "Liaison Officers : Members “30”" in said
    assert "“shoe-size”" not in said


def test_nothing_is_markup(page: str) -> None:
    assert "<img" not in page
    assert page.count("<script") == 1
    assert "Talks help. &lt;img" in page


def test_without_claims_it_says_so(small: Any) -> None:
    raw = {**small.raw, "Claim": []}
    app = create_app(small.source(small.snapshot(raw)), Settings(allowed_hosts=("testserver",)))
    with TestClient(app) as client:
        assert "No published figure is held." in client.get("/en/published").text


def test_the_home_page_and_the_methods_lead_there(client: TestClient) -> None:
    for path in ("/en/", "/en/about"):
        assert 'href="../en/published"' in client.get(path).text
    assert client.get("/published", follow_redirects=False).headers["location"] == "en/published"
