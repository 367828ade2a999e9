"""Every rule that the seeds name is explained in docs/methods.md, once."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from loaders.seeds import SEEDS

METHODS = SEEDS.parent / "docs" / "methods.md"

pytestmark = pytest.mark.skipif(
    not (SEEDS / "datapackage.json").exists(), reason="this checkout has no seeds"
)


def rules_in_the_seeds() -> dict[str, set[str]]:
    """Each rule with the tables that name it."""
    named: dict[str, set[str]] = {}
    for table in sorted(SEEDS.glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("rule"):
                    named.setdefault(row["rule"], set()).add(table.name)
    return named


def rules_on_the_page() -> Counter[str]:
    """Rules in the first column of the tables under the heading "Rules"."""
    text = METHODS.read_text(encoding="utf-8")
    section = re.split(r"^## ", text.partition("\n## Rules\n")[2], flags=re.MULTILINE)[0]
    return Counter(re.findall(r"^\| `([a-z0-9-]+)` \|", section, re.MULTILINE))


def test_every_rule_in_the_seeds_is_explained() -> None:
    explained = rules_on_the_page()
    missing = {rule: tables for rule, tables in rules_in_the_seeds().items()
               if rule not in explained}
    assert missing == {}, f"explain them in {METHODS.name}, under Rules"


def test_no_rule_is_explained_twice() -> None:
    assert [rule for rule, times in rules_on_the_page().items() if times > 1] == []
