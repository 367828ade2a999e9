"""How far we looked, counted from made tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import BadInput
from loaders.coverage import COVERED, NO_RECORD, coverage, tables_of
from loaders.derive import write_coverage

Rows = dict[str, list[dict[str, str]]]
DAY = "2026-11-22"


def counted(folder: Path) -> dict[tuple[str, str], tuple[str, str]]:
    rows = coverage(tables_of(folder), DAY)
    return {(r["mechanism"], r["of"]): (r["extent"], r["documents_read"]) for r in rows}


def test_documents_are_counted_once_for_each_kind(folder: Path) -> None:
    (folder / "coverage.csv").unlink()
    found = counted(folder)
    assert found["rcm", "MEMBER_OF"] == ("partial", "2")  # src-list, src-old
    assert found["rcm", "Meeting"] == ("partial", "1")
    assert found["rcm", "ATTENDED"] == ("partial", "1")  # two rows, one document
    assert found["rcm", "HAS_STRUCTURE"] == ("partial", "1")
    assert found["rcm", "IN_CONTACT"] == ("not looked at", "0")
    assert found["old-talks", "Meeting"] == ("not looked at", "0")


def test_there_is_a_row_for_each_mechanism_and_kind(folder: Path) -> None:
    rows = coverage(tables_of(folder), DAY)
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    counted_rows = [row for row in rows if row["basis"] == "derived"]
    assert {(row["mechanism"], row["of"]) for row in rows} == {
        (mechanism, of) for mechanism in ("rcm", "old-talks") for of in COVERED
    }
    assert {row["rule"] for row in counted_rows} == {"count-of-sources-cited"}
    for row in counted_rows:
        assert (row["extent"] == "not looked at") == (row["note"] == NO_RECORD)
        assert row["as_of"] == DAY


def test_what_somebody_stated_stands(folder: Path) -> None:
    rows = coverage(tables_of(folder), DAY)
    (members,) = [r for r in rows if (r["mechanism"], r["of"]) == ("rcm", "MEMBER_OF")]
    assert members["id"] == "coverage-rcm"  # of the small data set: read, not counted
    assert members["documents_read"] == "12"


def test_a_joint_meeting_and_a_contact_tell_of_both(
    tmp_path: Path, small: Rows, write: Callable[..., Path]
) -> None:
    del small["coverage"]
    small["held_by"].append(small["held_by"][0] | {"to": "old-talks", "sources": "src-old"})
    small["in_contact"] = [
        {"from": "rcm", "to": "old-talks", "spell": "0", "date": "2000", "kind": "observed",
         "sources": "src-old", "basis": "read"},
    ]
    small["made_by"] = [
        {"from": "rcm-2000-r1", "to": "old-talks", "spell": "0", "basis": "recalled"},
    ]
    found = counted(write(tmp_path / "folder", small))
    for mechanism in ("rcm", "old-talks"):
        assert found[mechanism, "Meeting"] == ("partial", "1")
        assert found[mechanism, "ATTENDED"] == ("partial", "1")
        assert found[mechanism, "IN_CONTACT"] == ("partial", "1")
    assert found["old-talks", "Recommendation"] == ("partial", "1")
    assert found["rcm", "Recommendation"] == ("not looked at", "0")


def test_what_is_recalled_counts_without_a_document(
    tmp_path: Path, small: Rows, write: Callable[..., Path]
) -> None:
    small["chaired"] = [
        {"from": "CRI", "to": "old-talks", "spell": "0", "start": "1990", "end": "1991",
         "basis": "recalled"},
    ]
    assert counted(write(tmp_path / "folder", small))["old-talks", "CHAIRED"] == ("partial", "0")


def test_writing_it_again_changes_nothing(folder: Path) -> None:
    write_coverage(folder, folder / "coverage.csv")
    once = (folder / "coverage.csv").read_bytes()
    write_coverage(folder, folder / "coverage.csv")
    assert (folder / "coverage.csv").read_bytes() == once


def test_it_is_not_counted_from_half_a_table(folder: Path) -> None:
    with (folder / "member_of.csv").open("a", encoding="utf-8") as file:
        file.write("CRI,rcm\n")
    with pytest.raises(BadInput):
        tables_of(folder)


def test_a_stale_descriptor_is_no_fault(folder: Path) -> None:
    (folder / "coverage.csv").unlink()
    assert counted(folder)["rcm", "MEMBER_OF"] == ("partial", "2")
