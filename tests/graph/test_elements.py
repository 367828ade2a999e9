"""Typed rows to elements: bounds, attestations, derived edges, and which digest a cell changes."""

from __future__ import annotations

import random
from typing import Any

import pytest
from tests_small_data import Rows, small_rows

from graph.elements import Elements, build, claim_subjects, fact_of, still_runs
from graph.schema import SCHEMA
from graph.schema.kinds import stored_properties
from graph.schema.rows import Row, typed_row


def typed(tables: Rows) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for table, texts in tables.items():
        kind = SCHEMA.tables[f"{table}.csv"]
        for text in texts:
            row, wrong = typed_row(kind, text)
            assert not wrong, wrong
            rows.setdefault(kind.name, []).append(row)
    return rows


def elements_of(tables: Rows, **more: Any) -> Elements:
    return build(SCHEMA, typed(tables), "small", **more)


def by_key(elements: Elements) -> dict[str, dict[str, Any]]:
    """Every element by its fact or by its id."""
    return {str(e.get("id") or e["fact"]): e for each in elements.values() for e in each}


@pytest.fixture
def small() -> Rows:
    return small_rows()


@pytest.fixture
def made(small: Rows) -> dict[str, dict[str, Any]]:
    return by_key(elements_of(small))


# -- what is in an element -------------------------------------------------------------------------


def test_a_node_has_its_columns_bounds_and_marks(made: dict[str, dict[str, Any]]) -> None:
    meeting = made["rcm-2000"]
    assert (meeting["start"], meeting["start_min"], meeting["start_max"]) == (
        "2000-03-22", 20000322, 20000322
    )
    assert (meeting["end_min"], meeting["end_max"]) == (20000324, 20000324)
    assert meeting["online"] is False
    assert meeting["dataset"] == ["small"]
    assert len(meeting["digest"]) == 32
    assert "outcome" not in meeting, "absent properties are absent"


def test_an_edge_has_its_ends_and_its_fact(made: dict[str, dict[str, Any]]) -> None:
    edge = made["MEMBER_OF|CRI|rcm|1"]
    assert (edge["from"], edge["to"], edge["spell"]) == ("CRI", "rcm", 1)
    assert edge["fact"] == fact_of("MEMBER_OF", "CRI", "rcm", 1)
    assert (edge["basis"], edge["rule"]) == ("derived", "group-spelled-out")


def test_only_what_the_schema_knows_is_in_an_element(small: Rows) -> None:
    for name, elements in elements_of(small).items():
        known = {*stored_properties(SCHEMA.kind(name)), "from", "to"}
        for element in elements:
            assert element.keys() <= known, name
            assert None not in element.values()
            assert [] not in element.values()


def test_references_that_become_edges_are_no_properties(made: dict[str, dict[str, Any]]) -> None:
    assert "broader" not in made["region-central"]
    assert made["BROADER|region-central|region-americas|0"]["basis"] == "read"
    assert "mechanism" not in made["coverage-rcm"]
    assert "COVERAGE_OF|coverage-rcm|rcm|0" in made


def test_locators_without_any_text_are_absent(small: Rows) -> None:
    small["held_by"][0]["locators"] = ""
    small["member_of"][0]["locators"] = ";"
    made = by_key(elements_of(small))
    assert "locators" not in made["HELD_BY|rcm-2000|rcm|0"]
    assert "locators" not in made["MEMBER_OF|BLZ|rcm|0"]


def test_sources_of_nodes_become_edges(made: dict[str, dict[str, Any]]) -> None:
    edge = made["SOURCED_FROM|rcm|src-list|0"]
    assert (edge["sources"], edge["locators"], edge["basis"]) == (["src-list"], ["p. 1"], "read")
    assert "locators" not in made["STATED_IN|claim-blz|src-old|0"]
    assert not any(key.startswith("SOURCED_FROM|structure-liaison") for key in made)


def test_claims_speak_of_both_ends_of_a_fact_of_a_node_or_of_none(small: Rows) -> None:
    def about(fact: str) -> list[str]:
        small["claims"][0]["fact"] = fact
        return [str(edge["to"]) for edge in elements_of(small)["ABOUT"]]

    assert about("MEMBER_OF|BLZ|rcm|0") == ["BLZ", "rcm"]
    assert about("rcm") == ["rcm"]
    assert about("network") == []
    assert about("PART_OF|rcm|rcm|0") == ["rcm"], "each once"
    assert claim_subjects("network") == ()


def test_still_runs(made: dict[str, dict[str, Any]]) -> None:
    assert still_runs(made["rcm"])
    assert not still_runs(made["old-talks"])
    assert not still_runs(made["rcm-2000"])


# -- attestations and the mechanism's life ---------------------------------------------------------


def spell_of(element: dict[str, Any]) -> tuple[int, ...]:
    return tuple(element[name] for name in ("from_min", "from_max", "to_min", "to_max"))


def attested(element: dict[str, Any]) -> tuple[str | None, str | None]:
    return element.get("attested_first"), element.get("attested_last")


def test_an_attestation_defaults_to_the_sources_year_else_to_the_day_it_was_read(
    made: dict[str, dict[str, Any]],
) -> None:
    assert attested(made["rcm"]) == ("2019", "2019")
    assert attested(made["MEMBER_OF|CRI|rcm|0"]) == ("2004-05-17", "2004-05-17")
    assert attested(made["MEMBER_OF|BLZ|rcm|0"]) == ("2004-05-17", "2019")
    assert attested(made["structure-liaison"]) == (None, None)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("2001", "2002", ("2001", "2002")), ("2001", "", ("2001", "2001")),
     ("", "2002", ("2002", "2002")), ("", "", ("2004-05-17", "2019"))],
)
def test_attestations_of_the_row_come_before_those_of_its_sources(
    small: Rows, first: str, last: str, expected: tuple[str, str]
) -> None:
    small["member_of"][0] |= {"attested_first": first, "attested_last": last}
    assert attested(by_key(elements_of(small))["MEMBER_OF|BLZ|rcm|0"]) == expected


def test_an_unknown_start_rests_on_the_mechanisms(made: dict[str, dict[str, Any]]) -> None:
    assert spell_of(made["MEMBER_OF|BLZ|rcm|0"]) == (19960101, 20040517, 20190101, 99991231)


def test_nothing_outlives_an_ended_mechanism(made: dict[str, dict[str, Any]]) -> None:
    assert spell_of(made["MEMBER_OF|CRI|old-talks|0"]) == (
        19900101, 20191231, 20040517, 20040517
    )


def test_structures_and_who_sits_in_them_hang_on_the_mechanism(small: Rows) -> None:
    small["has_structure"][0]["from"] = "old-talks"
    made = by_key(elements_of(small))
    for key in ("structure-liaison", "SITS_IN|BLZ|structure-liaison|0",
                "HAS_STRUCTURE|old-talks|structure-liaison|0"):
        assert made[key]["from_min"] == 19900101, key
        assert made[key]["to_max"] == 20040517, key


@pytest.mark.parametrize("turned", [False, True])
def test_what_belongs_to_two_mechanisms_lives_as_long_as_either(
    small: Rows, turned: bool
) -> None:
    small["has_structure"].append(small["has_structure"][0] | {"from": "old-talks"})
    if turned:
        small["has_structure"].reverse()
    structure = by_key(elements_of(small))["structure-liaison"]
    assert (structure["from_min"], structure["to_max"]) == (19900101, 99991231)


def test_what_is_no_part_of_a_mechanism_hangs_on_none(made: dict[str, dict[str, Any]]) -> None:
    assert made["BLZ"]["from_min"] == 10101
    assert made["resource-grant"]["from_min"] == 20180101


def test_mechanisms_and_sources_of_other_data_sets_count(small: Rows) -> None:
    others = by_key(elements_of(small))
    row = small["member_of"][3] | {"sources": "src-old", "locators": ""}
    made = by_key(elements_of({"member_of": [row]}, lookup=others.get))
    edge = made["MEMBER_OF|CRI|old-talks|0"]
    assert attested(edge) == ("2004-05-17", "2004-05-17")
    assert (edge["from_min"], edge["to_max"]) == (19900101, 20040517)
    alone = by_key(elements_of({"member_of": [row]}))["MEMBER_OF|CRI|old-talks|0"]
    assert (alone["from_min"], alone["to_max"]) == (10101, 99991231)


# -- dates of adoption -----------------------------------------------------------------------------


def adopted(small: Rows, **more: Any) -> tuple[Any, ...]:
    element = by_key(elements_of(small, **more))["rcm-2000-r1"]
    return tuple(element.get(name) for name in ("adopted", "adopted_min", "adopted_max"))


def test_what_was_adopted_at_a_meeting_has_its_days(small: Rows) -> None:
    assert adopted(small) == (None, 20000322, 20000324)


def test_a_date_of_adoption_of_its_own_comes_first(small: Rows) -> None:
    small["recommendations"][0]["adopted"] = "2000-04"
    assert adopted(small) == ("2000-04", 20000401, 20000430)


@pytest.mark.parametrize(
    ("days", "expected"),
    [({"end": ""}, (20000322, 20000322)), ({"start": "2000-03", "end": ""}, (20000301, 20000331)),
     ({"start": "", "end": ""}, (None, None)), ({"start": ""}, (20000324, 20000324))],
)
def test_meetings_that_are_dated_less_well(
    small: Rows, days: dict[str, str], expected: tuple[int, int]
) -> None:
    small["meetings"][0] |= days
    assert adopted(small)[1:] == expected


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_meetings_the_earlier(small: Rows, turned: bool) -> None:
    later = small["meetings"][0] | {"id": "rcm-2001", "start": "2001-02", "end": ""}
    small["meetings"].append(later)
    small["adopted_at"].append(small["adopted_at"][0] | {"to": "rcm-2001"})
    if turned:
        small["adopted_at"].reverse()
    assert adopted(small)[1:] == (20000322, 20000324)


def test_a_meeting_of_another_data_set_counts(small: Rows) -> None:
    others = by_key(elements_of(small))
    del small["meetings"]
    assert adopted(small, lookup=others.get)[1:] == (20000322, 20000324)
    assert adopted(small)[1:] == (None, None)


# -- digests ---------------------------------------------------------------------------------------


def digests(tables: Rows) -> dict[str, str]:
    return {key: element["digest"] for key, element in by_key(elements_of(tables)).items()}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_and_tables_does_not_matter(small: Rows, seed: int) -> None:
    small["has_structure"].append(small["has_structure"][0] | {"from": "old-talks"})
    before = elements_of(small)
    chance = random.Random(seed)
    names = list(small)
    chance.shuffle(names)
    for rows in small.values():
        chance.shuffle(rows)
    assert elements_of({name: small[name] for name in names}) == before


# What hangs on what in the small data set, by hand.
HANGING_ON_RCM = {"structure-liaison", "MEMBER_OF|BLZ|rcm|0", "SITS_IN|BLZ|structure-liaison|0",
                  "HAS_STRUCTURE|rcm|structure-liaison|0"}
ON_LIST_ALONE = {  # dated, and with no attestation but that of src-list
    "BLZ", "CRI", "rcm", "old-talks", "resource-grant", "MEMBER_OF|BLZ|rcm|0",
    "MEMBER_OF|CRI|rcm|1", "MEMBER_OF|CRI|old-talks|0", "CHAIRED|CRI|rcm|0",
    "SITS_IN|BLZ|structure-liaison|0", "HAS_STRUCTURE|rcm|structure-liaison|0",
}


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "changed"),
    [
        ("states", 0, "name_fr", "Bélize", {"BLZ"}),
        ("states", 0, "aliases", "British Honduras;BH", {"BLZ"}),
        ("mechanisms", 0, "purpose", "Talks", {"rcm"}),
        ("mechanisms", 0, "start", "1997", {"rcm"} | HANGING_ON_RCM),
        ("mechanisms", 0, "end", "2019~",
         {"rcm", "MEMBER_OF|CRI|rcm|1"} | HANGING_ON_RCM),
        ("mechanisms", 1, "end", "2004-05-18", {"old-talks", "MEMBER_OF|CRI|old-talks|0"}),
        ("meetings", 0, "start", "2000-03-23", {"rcm-2000", "rcm-2000-r1"}),
        ("meetings", 0, "city", "Washington", {"rcm-2000"}),
        ("sources", 0, "publisher", "IOM", {"src-list"}),
        ("sources", 0, "year", "2018", {"src-list"} | ON_LIST_ALONE),
        ("member_of", 1, "end_reason", "withdrawal", {"MEMBER_OF|CRI|rcm|0"}),
        ("member_of", 0, "locators", "p. 2;annex", {"MEMBER_OF|BLZ|rcm|0"}),
        ("regions", 1, "basis", "recalled",
         {"region-central", "BROADER|region-central|region-americas|0",
          "SOURCED_FROM|region-central|src-list|0"}),
        ("held_by", 0, "basis", "recalled", {"HELD_BY|rcm-2000|rcm|0"}),
        ("claims", 0, "value", "1998", {"claim-blz"}),
        ("structures", 0, "start", "2003",
         {"structure-liaison"}),
    ],
)
def test_a_cell_changes_just_the_digests_it_should(
    small: Rows, table: str, row: int, column: str, value: str, changed: set[str]
) -> None:
    before = digests(small)
    small[table][row][column] = value
    after = digests(small)
    assert before.keys() == after.keys()
    assert {key for key in before if before[key] != after[key]} == changed


def test_every_cell_changes_some_digest(small: Rows) -> None:
    """No column is read and then forgotten: each shows in the graph's digest."""

    def digest(tables: Rows) -> frozenset[tuple[str, str]]:
        return frozenset(digests(tables).items())

    seen = {digest(small)}
    number = 1
    for rows in small.values():
        for row in rows:
            optional = [n for n in row if row[n] and n in (
                "purpose", "objectives", "aliases", "url", "grade", "year", "read_on", "iso2",
                "m49", "country", "online", "open_to_all", "amount", "currency", "acronym",
                "seat", "property", "as_of", "documents_read", "title", "date", "locators")]
            for name in optional:
                kept, row[name] = row[name], ""
                seen.add(digest(small))
                row[name] = kept
                number += 1
    assert len(seen) == number > 20


def test_a_withdrawn_row_takes_its_elements_along_and_no_others(small: Rows) -> None:
    before = digests(small)
    small["chaired"].clear()
    assert before.items() - digests(small).items() == {
        ("CHAIRED|CRI|rcm|0", before["CHAIRED|CRI|rcm|0"])
    }
