"""The page of dependencies and the pinned versions, held against what pyproject.toml declares."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def plain(name: str) -> str:
    """A package's name as indexes compare it: `Jinja2` and `jinja2` are one."""
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement: str) -> str:
    found = NAME.match(requirement)
    assert found, requirement
    return plain(found[0])


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = (project["dependencies"], *project["optional-dependencies"].values())
    return {name_of(each) for requirements in lists for each in requirements}


def on_the_page() -> list[str]:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    return [plain(name) for name in re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)]


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {plain(name): version for name, version in pairs}


def test_every_dependency_stands_on_the_page_and_nothing_else() -> None:
    assert sorted(on_the_page()) == sorted(declared())


@pytest.mark.parametrize("name", sorted(declared()))
def test_every_dependency_is_pinned(name: str) -> None:
    assert re.fullmatch(r"\d+(\.\d+)*\S*", pinned().get(name, "")), name
