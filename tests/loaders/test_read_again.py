"""seeds/read_again.csv: which rows were held against their source again, and what came of it."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from loaders.seeds import SEEDS

Row = dict[str, str]
WAYS = {"", "1", "2", "3", "4", "5", "6", "7", "other"}
VERDICTS = {"borne out", "changed", "removed", "added", "not found again"}


def table(name: str) -> list[Row]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def key(row: Row) -> str:
    return "|".join((row["from"], row["to"], row["spell"])) if "from" in row else row["id"]


@pytest.fixture(scope="module")
def readings() -> list[Row]:
    return table("read_again.csv")


def test_each_row_is_told_once_in_words_that_are_explained(readings: list[Row]) -> None:
    twice = Counter((row["table"], row["key"]) for row in readings)
    assert [place for place, count in twice.items() if count > 1] == []
    assert {row["verdict"] for row in readings} == VERDICTS
    assert {row["way"] for row in readings} <= WAYS
    assert readings == sorted(readings, key=lambda row: (row["table"], row["key"]))


def test_what_was_removed_is_gone_and_the_rest_is_there(readings: list[Row]) -> None:
    stated = {
        (name, key(row))
        for name in {row["table"] for row in readings}
        for row in table(f"{name}.csv")
    }
    wrong = [
        (row["table"], row["key"], row["verdict"])
        for row in readings
        if ((row["table"], row["key"]) in stated) == (row["verdict"] == "removed")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "name",
    ["recommendations", "in_contact", "serves", "secretariat_of", "hosts_secretariat", "chaired"],
)
def test_what_stretched_its_sources_most_was_read_again_whole(
    name: str, readings: list[Row]
) -> None:
    told = {row["key"] for row in readings if row["table"] == name}
    stated = [row for row in table(f"{name}.csv") if row["basis"] != "recalled"]
    assert [key(row) for row in stated if key(row) not in told] == []
