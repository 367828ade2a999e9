"""CITATION.cff agrees with what is released: the package's version, the seeds' version and date."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGE = json.loads((ROOT / "seeds" / "datapackage.json").read_text(encoding="utf-8"))


def told(name: str) -> list[str]:
    """Every value of a key: that of the program first, then that of the data."""
    return re.findall(rf'^ *(?:- )?{name}: "?([^"\n]+)"?$', TEXT, re.MULTILINE)


def test_versions_are_those_released() -> None:
    assert told("version") == [PROJECT["version"], PACKAGE["version"]]


def test_dates_are_the_day_of_the_seeds() -> None:
    created = PACKAGE["created"][:10]
    assert told("date-released") == [created, created]
    assert told("year") == [created[:4]]


def test_licences_are_those_of_code_and_data() -> None:
    (data,) = PACKAGE["licenses"]
    assert told("license") == [PROJECT["license"], data["name"]]


def test_what_every_citation_file_has() -> None:
    assert told("cff-version") == ["1.2.0"]
    assert told("title")[0] == "ISCM Graph"
    assert told("name") == ["ISCM Graph contributors"] * 2
    assert re.search(r"^message: >-\n  \S", TEXT, re.MULTILINE)
