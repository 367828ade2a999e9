"""The terminal, used as a user uses it: as a process, on the real seeds and the embedded store."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.store.embedded import supported
from loaders.seeds import SEEDS

pytestmark = pytest.mark.skipif(not supported(), reason="no embedded database for this platform")

TODAY = "2026-11-22"


class Terminal:
    """Runs `iscm` with a home of its own."""

    def __init__(self, home: Path, **environment: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
        self.environment = {**kept, "ISCM_HOME": str(home), "COLUMNS": "200", **environment}

    def __call__(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            env=self.environment, capture_output=True, text=True, timeout=240, encoding="utf-8",
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, (arguments, done.stdout[-2000:], done.stderr[-2000:])
        return done

    def json(self, *arguments: str, code: int = 0) -> dict | list:
        return json.loads(self(*arguments, "--json", code=code).stdout)


@pytest.fixture(scope="module")
def iscm(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    return Terminal(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def loaded(iscm: Terminal) -> dict:
    return iscm.json("load")


def rows_in_seeds(table: str) -> int:
    with (SEEDS / table).open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def test_load_says_what_it_created(loaded: dict) -> None:
    assert set(loaded) == {"nodes", "edges", "load", "digest", "seconds", "overruled"}
    assert loaded["nodes"]["created"] > 2_000
    assert loaded["edges"]["changed"] == loaded["edges"]["removed"] == 0
    assert loaded["load"] == 1


def test_second_load_moves_nothing(iscm: Terminal, loaded: dict) -> None:
    again = iscm.json("load")
    moved = ("created", "changed", "removed")
    assert sum(again[group][name] for group in ("nodes", "edges") for name in moved) == 0
    assert again["nodes"]["unchanged"] == loaded["nodes"]["created"]
    assert (again["load"], again["digest"]) == (loaded["load"], loaded["digest"])


def test_info_counts_what_the_tables_hold(iscm: Terminal, loaded: dict) -> None:
    info = iscm.json("info")
    assert set(info) == {"store", "server", "digest", "nodes", "edges", "datasets", "load"}
    assert info["store"] == "embedded"
    assert info["digest"] == loaded["digest"]
    assert info["nodes"]["State"] == rows_in_seeds("states.csv")
    assert info["nodes"]["Mechanism"] == rows_in_seeds("mechanisms.csv")
    assert info["edges"]["MEMBER_OF"] == rows_in_seeds("member_of.csv")
    assert info["datasets"][0]["name"] == "iscm-seeds"


def test_info_tells_how_far_we_looked(iscm: Terminal, loaded: dict) -> None:
    told = iscm.json("info", "--coverage")
    assert set(told) == {"digest", "as_of", "coverage"}
    assert (told["digest"], told["as_of"]) == (loaded["digest"], TODAY)
    with (SEEDS / "coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("mechanism", "of", "extent", "documents_read", "as_of", "note")
    assert [{name: str(one[name]) for name in names} for one in told["coverage"]] == sorted(
        ({name: row[name] for name in names} for row in rows),
        key=lambda row: (row["mechanism"], row["of"].lower().replace("_", "-")),
    )
    shown = iscm("info", "--coverage").stdout
    of_rcm = next(line for line in shown.splitlines() if re.match(r"\W*rcm\b", line))
    looked = {row["of"]: row for row in rows if row["mechanism"] == "rcm"}
    assert looked["Meeting"]["documents_read"] in re.findall(r"\d+", of_rcm)
    assert len(re.findall(r"\d+|–", of_rcm)) == len(looked)


def test_cypher_gives_the_stable_shape(iscm: Terminal, loaded: dict) -> None:
    answer = iscm.json(
        "cypher",
        "MATCH (s:State)-[r:MEMBER_OF]->(m:Mechanism {id: $id}) "
        "WITH s, count(r) AS spells RETURN s.id AS state, spells ORDER BY state",
        "--param", "id=rcm",
    )
    assert set(answer) == {"columns", "rows", "truncated", "seconds"}
    assert answer["columns"] == ["state", "spells"]
    assert ["MEX", 1] in answer["rows"]
    assert answer["truncated"] is False


def test_cypher_for_a_reader(iscm: Terminal, loaded: dict) -> None:
    shown = iscm("cypher", "MATCH (m:Mechanism {id: 'rcm'}) RETURN m.name AS name")
    assert "Regional Conference on Migration" in shown.stdout


def test_cypher_that_writes_is_refused_with_its_reason(iscm: Terminal, loaded: dict) -> None:
    refused = iscm("cypher", "MATCH (n) DETACH DELETE n", "--json", code=2)
    assert refused.stdout == ""
    details = json.loads(refused.stderr.strip().splitlines()[-1])
    assert details["title"]
    assert details["detail"]
    assert iscm.json("info")["digest"] == loaded["digest"]


def test_bad_parameter_is_said(iscm: Terminal) -> None:
    assert "name=value" in iscm("cypher", "RETURN 1", "-p", "nonsense", code=2).stderr


def test_check_finds_nothing_wrong_with_the_seeds(iscm: Terminal) -> None:
    checked = iscm.json("check")
    assert checked["rows"]["State"] == rows_in_seeds("states.csv")


def test_check_recomputes_published_figures(iscm: Terminal, loaded: dict) -> None:
    report = iscm.json("check", "--claims")
    assert len(report) >= rows_on_the_network()
    for claim in report:
        assert set(claim) == {"id", "claim", "as_of", "published", "ours", "verdict", "why",
                              "sources", "about", "dated_by", "counted"}
        assert claim["verdict"] in ("matched", "explained", "differs")
        assert claim["verdict"] == "matched" or claim["why"]
    shown = iscm("check", "--claims").stdout
    assert "explained (" in shown and "not computable (" in shown
    assert f"{len(report)} published figures" in shown
    assert loaded["digest"] in shown and TODAY in shown
    assert "no path goes with it" in iscm("check", "somewhere", "--claims", code=2).stderr


def rows_on_the_network() -> int:
    with (SEEDS / "claims.csv").open(encoding="utf-8", newline="") as file:
        return sum(row["fact"] == "network" for row in csv.DictReader(file))


def test_check_lists_every_fault_and_loads_nothing(
    iscm: Terminal, loaded: dict, tmp_path: Path
) -> None:
    (tmp_path / "member_of.csv").write_text(
        "from,to,spell,start,end,basis,sources\n"
        "Belize,rcm,0,1996,open,read,iom-puebla\n"
        "MEX,rmc,0,1996-13,later,read,iom-puebla\n",
        encoding="utf-8",
    )
    failed = iscm("check", str(tmp_path), "--json", code=2)
    faults = json.loads(failed.stderr.strip().splitlines()[-1])["faults"]
    found = {(fault["row"], fault["column"]): fault for fault in faults}
    assert found[2, "from"]["nearest"] == "BLZ"
    assert {(3, "to"), (3, "start"), (3, "end")} <= set(found)
    assert all(fault["file"] == "member_of.csv" and fault["expected"] for fault in faults)
    iscm("load", str(tmp_path), code=2)
    assert iscm.json("info")["digest"] == loaded["digest"]


def test_steward_adds_and_withdraws_rows(iscm: Terminal, loaded: dict, tmp_path: Path) -> None:
    table = tmp_path / "steward" / "organizations.csv"
    table.parent.mkdir()
    header = "id,name,basis\n"
    table.write_text(header + "org-steward-test,A steward's organization,recalled\n", "utf-8")
    foreseen = iscm.json("load", str(table.parent), "--dry-run")
    assert foreseen["nodes"]["created"] == 1
    added = iscm.json("load", str(table.parent))
    assert added["nodes"]["created"] == 1
    assert added["digest"] == foreseen["digest"] != loaded["digest"]
    changed = iscm.json("changes")
    assert changed[0]["difference"] == [["created", "Organization", "org-steward-test"]]
    table.write_text(header, "utf-8")
    withdrawn = iscm.json("load", str(table.parent), "--replace")
    assert withdrawn["nodes"]["removed"] == 1
    assert withdrawn["digest"] == loaded["digest"]


def test_verify_finds_everything_in_place(iscm: Terminal, loaded: dict) -> None:
    report = iscm.json("verify")
    assert report["faults"] == []
    assert report["digest"] == loaded["digest"]


def test_backup_restores_elsewhere(iscm: Terminal, loaded: dict, tmp_path: Path) -> None:
    iscm("backup", "-o", str(tmp_path / "kept.zip"))
    other = Terminal(tmp_path / "other")
    assert other.json("restore", str(tmp_path / "kept.zip"))["digest"] == loaded["digest"]
    assert "not empty" in other("restore", str(tmp_path / "kept.zip"), code=2).stderr


def test_map_is_one_file(iscm: Terminal, loaded: dict, tmp_path: Path) -> None:
    iscm("map", "-o", str(tmp_path / "map.html"))
    html = (tmp_path / "map.html").read_text("utf-8")
    assert loaded["digest"][:12] in html
    iscm("map", "--about", "rcm", "-o", str(tmp_path / "rcm.html"))
    assert "nobody" in iscm("map", "--about", "nobody", "-o", str(tmp_path / "x.html"),
                            code=2).stderr
    assert not (tmp_path / "x.html").exists()


def test_export_cypher_is_a_script(iscm: Terminal, loaded: dict, tmp_path: Path) -> None:
    iscm("export", "cypher", "-o", str(tmp_path / "graph.cypher"))
    script = (tmp_path / "graph.cypher").read_text("utf-8")
    assert "MERGE" in script
    assert "rcm" in script
    assert "no format" in iscm("export", "nonsense", "-o", str(tmp_path / "x"), code=2).stderr


def test_connect_gives_read_only_credentials(iscm: Terminal, loaded: dict) -> None:
    given = iscm.json("connect")
    assert set(given) == {"uri", "username", "password", "database"}
    assert given["uri"].startswith("bolt://127.0.0.1:")


def test_connect_keeps_the_password_of_a_neo4j(neo4j_server: Any, tmp_path: Path) -> None:
    login = {"NEO4J_URI": neo4j_server.uri, "NEO4J_USERNAME": neo4j_server.user,
             "NEO4J_PASSWORD": neo4j_server.password}
    done = Terminal(tmp_path, **login)("connect", "--json")
    given = json.loads(done.stdout)
    assert (given["uri"], given["username"]) == (neo4j_server.uri, neo4j_server.user)
    assert neo4j_server.password not in done.stdout + done.stderr
    assert "Loading the seeds" in done.stderr, "it was empty, and that takes a while"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"NEO4J_URI": "bolt://127.0.0.1:1"}, "No Neo4j server answers"),
        ({"NEO4J_URI": "nonsense"}, "no address"),
    ],
)
def test_unreachable_neo4j_is_said(tmp_path: Path, environment: dict, said: str) -> None:
    failed = Terminal(tmp_path, **environment)("info", "--json", code=3)
    assert said in json.loads(failed.stderr.strip().splitlines()[-1])["detail"]


def test_home_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    failed = Terminal(tmp_path / "home")("info", code=1)
    assert "cannot be written" in failed.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("load", "/no/such/folder"),
        ("load", "--dataset", "../evil"),
        ("check", "/dev/null"),
        ("restore", "/no/such.zip"),
        ("nonsense",),
        ("cypher",),
        ("cypher", "RETURN"),
        ("serve", "--host", "0.0.0.0"),
        ("serve", "--host", "no.such.host.invalid", "--public"),
        ("map", "-o", "/no/such/folder/map.html"),
    ],
)
def test_bad_input_never_gives_a_traceback(iscm: Terminal, loaded: dict, arguments: tuple) -> None:
    assert iscm(*arguments, code=2).stderr.strip()


def test_every_command_has_its_help(iscm: Terminal) -> None:
    commands = ("serve", "info", "cypher", "map", "export", "connect", "load", "check",
                "changes", "verify", "backup", "restore")
    shown = iscm("--help").stdout
    assert all(command in shown for command in commands)
    for command in commands:
        assert "Usage" in iscm(command, "--help").stdout


def test_seeds_that_are_gone_withdraw_what_they_stated(
    iscm: Terminal, loaded: dict, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(SEEDS, copy)
    chaired = copy / "chaired.csv"
    lines = chaired.read_text("utf-8").splitlines(keepends=True)
    chaired.write_text("".join(lines[:-1]), "utf-8")
    assert iscm.json("load", str(copy))["edges"]["removed"] == 1
    assert iscm.json("load")["edges"]["created"] == 1
    assert iscm.json("verify")["digest"] == loaded["digest"]
