"""Addresses of ids that were given up: they lead to what took their place, or say that they did."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.serving import Settings
from graph.errors import BadInput
from loaders import retired


@pytest.fixture
def client(source: Any, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    given_up = {"puebla": "puebla-process", "puebla-process": "rcm", "lost": "", "odd": "nowhere"}
    monkeypatch.setattr(retired, "retired", lambda: given_up)
    app = create_app(source, Settings(allowed_hosts=("testserver",)))
    return TestClient(app, follow_redirects=False)


def test_a_retired_id_leads_to_its_successor(client: TestClient) -> None:
    page = client.get("/en/mechanisms/puebla")
    assert (page.status_code, page.headers["location"]) == (301, "../../en/mechanisms/rcm")
    told = client.get("/api/mechanisms/puebla-process")
    assert (told.status_code, told.headers["location"]) == (301, "/api/mechanisms/rcm")


@pytest.mark.parametrize("identity", ["lost", "odd"])
def test_an_id_without_successor_is_gone(client: TestClient, identity: str) -> None:
    assert client.get(f"/en/meetings/{identity}").status_code == 410
    told = client.get(f"/api/meetings/{identity}")
    assert (told.status_code, told.json()["title"]) == (410, "No longer in use")


def test_an_id_that_never_was_is_unknown(client: TestClient) -> None:
    assert client.get("/en/mechanisms/never").status_code == 404
    assert client.get("/api/mechanisms/never").status_code == 404


def test_a_circle_ends(client: TestClient) -> None:
    assert retired.successor_of("a", {"a": "b", "b": "a"}) == "a"


def test_the_table_of_retired_ids(tmp_path: Any) -> None:
    path = tmp_path / "retired.csv"
    assert retired.read_retired(path) == {}
    path.write_text("id,successor\nold,new\nlost,\n", encoding="utf-8")
    assert retired.read_retired(path) == {"old": "new", "lost": ""}
    path.write_text("id,successor\nold,new\nold,\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        retired.read_retired(path)
    assert str(caught.value.faults[0]).startswith("retired.csv, row 3, column id: found 'old'")
    path.write_text("old,new\n", encoding="utf-8")
    with pytest.raises(BadInput, match="expected"):
        retired.read_retired(path)


def test_retired_ids_of_the_seeds_are_out_of_use() -> None:
    from loaders.seeds import open_seeds

    snapshot = open_seeds()
    for old, new in retired.read_retired(retired.SEEDS / "retired.csv").items():
        assert snapshot.find(old) is None, old
        assert not new or snapshot.find(new) is not None, new
