"""Questions over HTTP and in the terminal: the same answer, and plain words for what is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph.questions import QUESTIONS, ask
from graph.snapshot import Snapshot
from loaders.seeds import open_seeds


@pytest.fixture(scope="module")
def seeds() -> Snapshot:
    return open_seeds()


@pytest.fixture
def asking(seeds: Snapshot, source: Any) -> TestClient:
    """The application over the seeds."""
    source.current = seeds
    return TestClient(create_app(source), base_url="http://localhost")


def example(name: str) -> dict[str, str]:
    one = next(one for one in QUESTIONS if one.name == name)
    return {p.name: p.example for p in one.parameters if p.default is None}


@pytest.mark.parametrize("name", [one.name for one in QUESTIONS])
def test_http_gives_the_answer(asking: TestClient, seeds: Snapshot, name: str) -> None:
    given = asking.get(f"/api/questions/{name}", params={**example(name), "limit": 40})
    assert given.status_code == 200
    expected = ask(seeds, name, example(name), limit=40).as_json()
    assert given.json() == json.loads(json.dumps(expected))


def test_the_catalogue(asking: TestClient) -> None:
    listed = asking.get("/api/questions").json()
    assert [one["name"] for one in listed] == [one.name for one in QUESTIONS]
    assert {"name", "title", "asked_by", "parameters", "cypher"} <= listed[0].keys()
    assert {"name", "type", "description", "default", "example"} <= (
        listed[0]["parameters"][0].keys()
    )


def test_facts_behind_each_row(asking: TestClient) -> None:
    address = "/api/questions/members-of-mechanism?mechanism=rcm"
    assert "row_facts" not in asking.get(address).json()
    facts = asking.get(address + "&facts=true").json()["row_facts"]
    assert all(asking.get(f"/api/facts/{fact}").status_code == 200 for (fact,) in facts[:5])


def test_a_table(asking: TestClient, seeds: Snapshot) -> None:
    given = asking.get("/api/questions/members-of-mechanism.csv?mechanism=rcm")
    assert given.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(given.text)))
    answer = ask(seeds, "members-of-mechanism", mechanism="rcm")
    assert [row["member"] for row in rows] == [row[0] for row in answer.rows]
    assert rows[0]["sources"].split("; ") == list(answer.row_sources[0])


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("no-such-question", 404, "no question"),
        ("members-of-mechanism", 422, "mechanism: found nothing, expected a value"),
        ("members-of-mechanism?mechanism=nowhere", 422, "expected the id of a mechanism"),
        ("members-of-mechanism?mechanism=rcm&as_of=soon", 422, "as_of: found 'soon'"),
        ("members-of-mechanism?mechanism=rcm&mode=sure", 422, "one of certain, standing"),
        ("members-of-mechanism?mechanism=rcm&mechanism=bali", 422, "given twice"),
        ("members-of-mechanism?mechanism=rcm&limit=0", 422, "limit"),
        ("members-of-mechanism?mechanism=rcm&utm=1", 422, "utm"),
        ("in-both?a=rcm&b=rcm", 422, "another mechanism than a"),
    ],
)
def test_what_is_wrong_is_said(asking: TestClient, address: str, status: int, said: str) -> None:
    given = asking.get(f"/api/questions/{address}")
    assert given.status_code == status
    assert given.headers["content-type"] == "application/problem+json"
    assert said in given.json()["detail"]


def test_the_nearest_known_id_is_named(asking: TestClient) -> None:
    given = asking.get("/api/questions/members-of-mechanism?mechanism=puebla+proces").json()
    assert "nearest known: rcm" in given["detail"]


# -- in the terminal -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def iscm(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """iscm(*arguments): the command in a process of its own, with a home of its own."""
    home = tmp_path_factory.mktemp("home")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments], capture_output=True, text=True,
            check=False, env={**os.environ, "ISCM_HOME": str(home), "COLUMNS": "200"},
        )

    return run


def test_the_terminal_gives_the_answer(iscm, seeds: Snapshot) -> None:  # type: ignore[no-untyped-def]
    done = iscm("ask", "members-of-mechanism", "--mechanism", "rcm", "--as-of=2010-01-01", "--json")
    expected = ask(seeds, "members-of-mechanism", mechanism="rcm", as_of="2010-01-01")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(json.dumps(expected.as_json()))
    assert [one["name"] for one in json.loads(iscm("ask", "--json").stdout)] == [
        one.name for one in QUESTIONS
    ]


def test_the_terminal_writes_a_table(iscm, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "members.csv"
    done = iscm("ask", "members-of-mechanism", "--mechanism", "rcm", "-o", str(file))
    assert done.returncode == 0, done.stderr
    assert len(list(csv.DictReader(file.open(encoding="utf-8")))) > 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("in-both", "--a", "rcm"), "b: found nothing"),
        (("in-both", "--a", "rcm", "--b", "rcm"), "another mechanism than a"),
        (("in-both", "--a", "rcm", "--bogus", "1"), "in-both takes --a, --b"),
        (("in-bothh",), "Nearest known: in-both"),
        (("--a", "rcm"), "no question"),
    ],
)
def test_bad_input_in_the_terminal(  # type: ignore[no-untyped-def]
    iscm, arguments: tuple[str, ...], said: str
) -> None:
    done = iscm("ask", *arguments)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    asked = iscm("ask", *arguments, "--json")
    assert asked.returncode == 2 and not asked.stdout
    assert said in json.loads(asked.stderr)["detail"]


def test_so_many_questions_at_once_and_no_more(
    asking: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = BoundedSemaphore(1)
    monkeypatch.setattr("api.routers.questions._PLACES", places)
    monkeypatch.setattr("api.routers.questions.WAIT_SECONDS", 0.05)
    address = "/api/questions/members-of-mechanism?mechanism=bali"
    with places:
        given = asking.get(address)
    assert given.status_code == 429 and "Retry-After" in given.headers
    assert asking.get(address).status_code == 200
