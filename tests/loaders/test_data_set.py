"""What only several rows or tables together can show, and that every fault is listed at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import BadInput, Fault
from loaders.data_set import DataSet, open_data_set

Rows = dict[str, list[dict[str, str]]]
Write = Callable[..., Path]
RECALLED = {"basis": "recalled"}


@pytest.fixture
def judge(tmp_path: Path, write: Write) -> Callable[..., tuple[Fault, ...]]:
    """Every fault of the rows given."""

    def judged(rows: Rows, *, whole: bool = True) -> tuple[Fault, ...]:
        try:
            open_data_set(write(tmp_path / "judged", rows, whole=whole))
        except BadInput as error:
            return error.faults
        return ()

    return judged


Judge = Callable[..., tuple[Fault, ...]]


def place(fault: Fault) -> tuple[str, int, str]:
    return fault.file, fault.row, fault.column


def test_a_data_set_in_order(folder: Path) -> None:
    data_set = open_data_set(folder)
    assert (data_set.name, data_set.title, data_set.created) == ("small", "Small", "2026-11-22")
    assert data_set.whole
    assert data_set.warnings == ()
    assert data_set.about() == {
        "name": "small", "title": "Small", "created": "2026-11-22", "version": "1"
    }


# -- references ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "nearest"),
    [("Belize", "BLZ"), ("belize", "BLZ"), ("blz", "BLZ"), ("BLz", "BLZ"), ("Belice", "BLZ"),
     ("British Honduras", "BLZ"), ("Beliz", "BLZ"), ("BLX", ""), ("costa rica", "CRI"),
     ("IOM", "org-iom"), ("org-iim", "org-iom"), ("ORG-IOM", "org-iom"),
     ("International Organisation for Migration", "org-iom"), ("Atlantis", "")],
)
def test_an_unknown_member_names_the_nearest(
    judge: Judge, small: Rows, written: str, nearest: str
) -> None:
    small["member_of"][0]["from"] = written
    (fault,) = judge(small)
    assert place(fault) == ("member_of.csv", 2, "from")
    assert fault.found == written
    assert fault.expected == "the id of a State or Territory or Organization"
    assert fault.nearest == nearest


def test_the_nearest_is_of_a_label_that_fits(judge: Judge, small: Rows) -> None:
    small["sources"].append({"id": "src-belize", "name": "Belize", **RECALLED})
    small["mechanisms"].append({"id": "blzz", "name": "Belize", "level": "regional",
                                "ring": "related", "start": "1999", "end": "open", **RECALLED})
    small["in_region"][0]["from"] = "Belize"
    (fault,) = judge(small)
    assert fault.nearest == "BLZ"
    small["in_region"][0] |= {"from": "BLZ", "to": "Return"}
    (fault,) = judge(small)
    assert (fault.expected, fault.nearest) == ("the id of a Region", "")


def test_an_id_of_another_kind(judge: Judge, small: Rows) -> None:
    small["member_of"][0]["to"] = "theme-return"
    (fault,) = judge(small)
    assert (fault.found, fault.expected) == ("theme-return (a Theme)", "the id of a Mechanism")


def test_each_item_of_a_list_of_references_is_judged(judge: Judge, small: Rows) -> None:
    small["member_of"][0]["sources"] = "src-lst;BLZ;src-old"
    small["member_of"][0]["locators"] = ""
    assert [(f.found, f.nearest) for f in judge(small)] == [
        ("BLZ (a State)", ""), ("src-lst", "src-list")
    ]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("organizations", "seat", "XYZ"), ("regions", "broader", "region-nowhere"),
     ("coverage", "mechanism", "rcmm"), ("meetings", "country", "Utopia")],
)
def test_references_in_columns_of_nodes(
    judge: Judge, small: Rows, table: str, column: str, value: str
) -> None:
    small[table][0][column] = value
    (fault,) = judge(small)
    assert (place(fault), fault.found) == ((f"{table}.csv", 2, column), value)


def test_nothing_is_broader_than_itself(judge: Judge, small: Rows) -> None:
    small["regions"][0]["broader"] = "region-americas"
    (fault,) = judge(small)
    assert (place(fault), fault.expected) == (
        ("regions.csv", 2, "broader"), "the id of another Region"
    )


def test_both_ends_are_two(judge: Judge, small: Rows) -> None:
    small["succeeded"][0]["to"] = "rcm"
    (fault,) = judge(small)
    assert place(fault) == ("succeeded.csv", 2, "to")


@pytest.mark.parametrize(
    "fact", ["network", "rcm", "BLZ", "MEMBER_OF|BLZ|rcm|0", "MEMBER_OF|BLZ|old-talks|0"]
)
def test_what_a_claim_may_speak_of(judge: Judge, small: Rows, fact: str) -> None:
    small["claims"][0]["fact"] = fact
    assert judge(small) == ()


@pytest.mark.parametrize(
    "fact", ["Network", "rcmm", "MEMBER_OF|BLZ|rcm", "FRIEND_OF|BLZ|rcm|0", "MEMBER_OF|BLX|rcm|0",
             "State|BLZ|rcm|0", "|||"]
)
def test_what_a_claim_may_not_speak_of(judge: Judge, small: Rows, fact: str) -> None:
    small["claims"][0]["fact"] = fact
    (fault,) = judge(small)
    assert place(fault) == ("claims.csv", 2, "fact")


# -- doubles ---------------------------------------------------------------------------------------


def test_an_id_twice_in_one_table(judge: Judge, small: Rows) -> None:
    small["states"].append(dict(small["states"][0]))
    (fault,) = judge(small)
    assert place(fault) == ("states.csv", 4, "id")
    assert fault.expected == "an id of its own (states.csv, row 2 has it)"


def test_an_id_twice_across_kinds(judge: Judge, small: Rows) -> None:
    small["themes"].append(small["themes"][0] | {"id": "rcm", "name": "Same id"})
    (fault,) = judge(small)
    assert fault.found == "rcm"
    assert {fault.file, fault.expected.partition("(")[2].partition(",")[0]} == {
        "mechanisms.csv", "themes.csv"
    }


def test_a_fact_twice(judge: Judge, small: Rows) -> None:
    small["attended"][1]["spell"] = "0"
    (fault,) = judge(small)
    assert place(fault) == ("attended.csv", 3, "spell")
    assert "attended.csv, row 2 states the same fact" in fault.expected


def test_an_id_that_another_data_set_gives_to_another_kind(
    tmp_path: Path, small: Rows, write: Write
) -> None:
    path = write(tmp_path / "x", small)
    with pytest.raises(BadInput) as caught:
        open_data_set(path, known=lambda node: "Theme" if node == "rcm" else None)
    assert [place(fault) for fault in caught.value.faults] == [("mechanisms.csv", 2, "id")]
    assert open_data_set(path, known=lambda node: "Mechanism" if node == "rcm" else None)


# -- what must not be missing ----------------------------------------------------------------------


def test_a_meeting_is_held_by_a_mechanism(judge: Judge, small: Rows) -> None:
    small["held_by"][0]["from"] = "rcm-2001"
    small["meetings"].append(small["meetings"][0] | {"id": "rcm-2001"})
    (fault,) = judge(small)
    assert (place(fault), fault.found) == (("meetings.csv", 2, "id"), "rcm-2000")
    assert fault.expected == "at least one HELD_BY from it"


def test_a_recommendation_is_about_a_theme(judge: Judge, small: Rows) -> None:
    del small["addresses"]
    (fault,) = judge(small)
    assert (place(fault), fault.expected) == (
        ("recommendations.csv", 2, "id"), "at least one ADDRESSES from it"
    )


def test_loose_tables_need_not_be_complete(judge: Judge, small: Rows) -> None:
    del small["addresses"]
    del small["held_by"]
    assert judge(small, whole=False) == ()


# -- all at once, and nothing but what is wrong ----------------------------------------------------


def test_everything_wrong_is_listed_at_once(judge: Judge, small: Rows) -> None:
    small["states"][1]["iso2"] = "CRC"
    small["states"][0]["name_fr"] = ""
    small["mechanisms"][0]["level"] = "galactic"
    small["member_of"][0] |= {"from": "Belize", "start": "2004-13"}
    small["member_of"][1]["end"] = "1990"
    small["attended"][0]["speel"] = "0"
    small["chaired"][0]["basis"] = "hearsay"
    small["sources"][0]["year"] = "20222"
    small["meetings"].append(small["meetings"][0] | {"id": "rcm-2001", "online": "yes"})
    found = judge(small | {"memberof": [{"x": "y"}]})
    assert sorted(place(fault) for fault in found) == sorted([
        ("states.csv", 3, "iso2"), ("states.csv", 2, "name_fr"), ("mechanisms.csv", 2, "level"),
        ("member_of.csv", 2, "from"), ("member_of.csv", 2, "start"), ("member_of.csv", 3, "end"),
        ("attended.csv", 1, "speel"), ("chaired.csv", 2, "basis"), ("sources.csv", 2, "year"),
        ("meetings.csv", 3, "online"), ("meetings.csv", 3, "id"), ("memberof.csv", 0, ""),
    ])
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes() + b"\xff"),
        lambda path: path.write_text(""),
        lambda path: path.write_text(path.read_text().replace("name_fr", "nom")),
        lambda path: path.unlink(),
        lambda path: path.rename(path.with_name("state.csv")),
    ],
    ids=["encoding", "empty", "column", "missing", "misnamed"],
)
def test_what_refers_to_an_unreadable_table_is_not_blamed(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(folder / "states.csv")
    with pytest.raises(BadInput) as caught:
        open_data_set(folder)
    assert {fault.file for fault in caught.value.faults} <= {"states.csv", "state.csv"}


def test_what_refers_to_an_unreadable_row_is_not_blamed(folder: Path) -> None:
    lines = (folder / "states.csv").read_text().splitlines()
    lines[1] = "BLZ,Belize"
    (folder / "states.csv").write_text("\n".join(lines))
    with pytest.raises(BadInput) as caught:
        open_data_set(folder)
    assert [place(fault) for fault in caught.value.faults] == [("states.csv", 2, "")]


def test_a_fault_says_all_there_is_to_say() -> None:
    fault = Fault("a.xlsx", 3, "from", "Belize", "the id of a State", "member_of", "BLZ")
    assert str(fault) == (
        "a.xlsx [member_of], row 3, column from: found 'Belize', expected the id of a State; "
        "nearest known: BLZ"
    )
    assert str(Fault("a.csv", 0, "", "x", "y")) == "a.csv: found 'x', expected y"


def test_thousands_of_dangling_references_are_listed_in_seconds(
    judge: Judge, small: Rows
) -> None:
    small["organizations"] += [
        {"id": f"org-{n:04d}", "name": f"Organization {n}", **RECALLED} for n in range(500)
    ]
    small["member_of"] = [
        {"from": f"organisation-{n}", "to": "rcm", "spell": "0", "start": "2000", "end": "open",
         **RECALLED}
        for n in range(3000)
    ]
    began = time.monotonic()
    assert len(judge(small)) == 3000
    assert time.monotonic() - began < 30


# -- loose tables ----------------------------------------------------------------------------------


def _loose(tmp_path: Path, write: Write, member: str) -> Path:
    rows = [{"from": member, "to": "rcm", "spell": "0", "start": "2000", "end": "open", **RECALLED}]
    return write(tmp_path / "My Tables (new)", {"member_of": rows}, whole=False)


KNOWN = {"BLZ": "State", "rcm": "Mechanism", "org-iom": "Organization"}


def test_loose_tables_may_refer_to_other_data_sets(tmp_path: Path, write: Write) -> None:
    path = _loose(tmp_path, write, "BLZ")
    data_set = open_data_set(path, known=KNOWN.get, default_created="2026-01-02")
    assert not data_set.whole
    assert (data_set.name, data_set.created) == ("my-tables-new", "2026-01-02")
    with pytest.raises(BadInput):
        open_data_set(path)


@pytest.mark.parametrize("written", ["Belize", "blz", "BLZZ"])
def test_the_nearest_may_stand_in_another_data_set(
    tmp_path: Path, write: Write, written: str
) -> None:
    with pytest.raises(BadInput) as caught:
        open_data_set(
            _loose(tmp_path, write, written),
            known=KNOWN.get,
            known_ids=lambda: KNOWN,
            known_names=lambda: [("Belize", "BLZ"), ("Belize talks", "rcm")],
        )
    assert [fault.nearest for fault in caught.value.faults] == ["BLZ"]


def test_one_file_is_a_data_set_named_after_it(tmp_path: Path, write: Write, small: Rows) -> None:
    path = write(tmp_path / "x", {"recommendation_groups": [{"id": "a", "name": "A", **RECALLED}]},
                 whole=False)
    data_set = open_data_set(path / "recommendation_groups.csv")
    assert (data_set.name, data_set.whole) == ("recommendation_groups", False)
    assert [row["id"] for row in data_set.rows["RecommendationGroup"]] == ["a"]


@pytest.mark.parametrize("name", ["../up", "with space", "", "-x", "é", "x" * 64, "A"])
def test_a_name_that_no_folder_should_have(folder: Path, name: str) -> None:
    if not name:
        assert open_data_set(folder, name).name == "small"
        return
    with pytest.raises(BadInput, match="cannot be the name"):
        open_data_set(folder, name)


# -- warnings --------------------------------------------------------------------------------------


def _chairs(small: Rows, *terms: tuple[str, str, str, str]) -> Rows:
    small["chaired"] = [
        {"from": who, "to": "rcm", "spell": str(n), "title": title, "start": start, "end": end,
         **RECALLED}
        for n, (who, title, start, end) in enumerate(terms)
    ]
    return small


@pytest.mark.parametrize(
    ("terms", "warned"),
    [
        ([("BLZ", "chair", "2000", "2001-06"), ("CRI", "chair", "2001-01", "2002")], [3]),
        ([("BLZ", "chair", "2000-01-01", "2001-06-30"),
          ("CRI", "chair", "2001-06-30", "2002-01-01")], []),
        ([("BLZ", "co-chair", "2000", "2002"), ("CRI", "co-chair", "2001", "2002")], []),
        ([("BLZ", "chair", "2000", "2002"), ("BLZ", "chair", "2001", "2002")], []),
        ([("BLZ", "chair", "2000", "unknown"), ("CRI", "chair", "2001", "2002")], []),
        ([("CRI", "chair", "2001-01", "2002"), ("BLZ", "chair", "2000", "2001-06")], [2]),
    ],
    ids=["overlap", "same day", "co-chairs", "oneself", "unknown end", "other order"],
)
def test_two_who_chaired_at_once_are_a_warning(
    tmp_path: Path, write: Write, small: Rows, terms: list[tuple[str, str, str, str]],
    warned: list[int],
) -> None:
    data_set: DataSet = open_data_set(write(tmp_path / "x", _chairs(small, *terms)))
    assert [warning.row for warning in data_set.warnings] == warned
