"""What came of consultations, and what carries them: silence is told as silence."""

from __future__ import annotations

from collections.abc import Callable

from graph.questions import ask
from graph.snapshot import Snapshot

Made = Callable[..., Snapshot]

WORLD = {
    "Source": [{"id": "src-a"}, {"id": "src-later", "name": "A later resolution"}],
    "Region": [
        {"id": "region-m49-001"}, {"id": "region-m49-002", "broader": "region-m49-001"},
        {"id": "region-m49-014", "broader": "region-m49-002"},
        {"id": "region-m49-150", "broader": "region-m49-001"},
    ],
    "Organization": [
        {"id": "org-ngo", "actor_type": "non-governmental"},
        {"id": "org-un", "actor_type": "UN agency"},
    ],
    "Theme": [{"id": "theme-return"}, {"id": "theme-data"}],
    "Mechanism": [{"id": "alpha"}, {"id": "beta"}, {"id": "gamma", "ring": "related"}],
    "Meeting": [
        {"id": "alpha-2001", "start": "2001-05-02", "end": "2001-05-04"},
        {"id": "alpha-2030", "start": "2030"},
    ],
    "Recommendation": [
        {"id": "r1", "statement": "Gather data", "standing": "adopted", "action": "gather data",
         "sources": "src-a"},
        {"id": "r2", "statement": "Gather more", "standing": "adopted", "action": "gather data",
         "adopted": "2005"},
        {"id": "r3", "statement": "Of a related one", "standing": "adopted",
         "action": "gather data", "adopted": "2009"},
    ],
    "MADE_BY": [{"from": "r1", "to": "alpha"}, {"from": "r2", "to": "beta"},
                {"from": "r3", "to": "gamma"}],
    "ADOPTED_AT": [{"from": "r1", "to": "alpha-2001"}],
    "HELD_BY": [{"from": "alpha-2001", "to": "alpha"}, {"from": "alpha-2030", "to": "alpha"}],
    "ATTENDED": [
        {"from": "org-ngo", "to": "alpha-2001", "as": "participant"},
        {"from": "org-ngo", "to": "alpha-2030", "as": "participant"},
        {"from": "org-un", "to": "alpha-2001", "as": "participant"},
    ],
    "ADDRESSES": [{"from": r, "to": "theme-data"} for r in ("r1", "r2", "r3")],
    "CITES": [{"from": "src-later", "to": "r1", "sources": "src-later"}],
    "SERVES": [{"from": "org-ngo", "to": "beta", "role": "partner", "start": "2000"}],
    "COVERS": [{"from": "alpha", "to": "region-m49-014"}, {"from": "beta", "to": "region-m49-001"}],
    "WORKS_ON": [
        {"from": "alpha", "to": "theme-return", "start": "2000", "standing": "stated priority"},
        {"from": "beta", "to": "theme-return", "start": "2000", "standing": "topic"},
    ],
}


def test_uptake_is_a_later_text_and_silence_is_said(made: Made) -> None:
    rows = ask(made(WORLD), "follow-up").as_dicts()
    found = {row["recommendation"]: (row["taken_up_by"], row["follow_up"]) for row in rows}
    assert found == {"r1": (["src-later"], "on record"), "r2": ([], "none known to us")}


def test_the_days_of_the_meeting_date_what_it_adopted(made: Made) -> None:
    rows = ask(made(WORLD), "follow-up", ring="all").as_dicts()
    assert {row["recommendation"]: row["date"] for row in rows} == {
        "r1": "2001-05-02/2001-05-04", "r2": "2005", "r3": "2009",
    }


def test_since_leaves_out_what_is_older(made: Made) -> None:
    rows = ask(made(WORLD), "outcomes", since="2003").as_dicts()
    assert [row["outcome"] for row in rows] == ["r2"]


def test_what_has_no_date_is_left_out_only_if_dates_are_asked(made: Made) -> None:
    rows = {**WORLD, "Recommendation": [*WORLD["Recommendation"],
                                        {"id": "r4", "statement": "S", "standing": "reported"}],
            "MADE_BY": [*WORLD["MADE_BY"], {"from": "r4", "to": "alpha"}]}
    assert "r4" in {row["recommendation"] for row in ask(made(rows), "follow-up").as_dicts()}
    since = ask(made(rows), "follow-up", since="2001")
    assert "r4" not in {row["recommendation"] for row in since.as_dicts()}
    assert any("without a date are left out: 1" in note for note in since.notes)


def test_calls_are_repeated_in_several_years_only(made: Made) -> None:
    assert ask(made(WORLD), "repeated-calls", years="3").rows == ()
    (row,) = ask(made(WORLD), "repeated-calls", years="3", ring="all").as_dicts()
    assert (row["theme"], row["years"]) == ("theme-data", ["2001", "2005", "2009"])
    assert row["mechanisms"] == ["alpha", "beta", "gamma"]


def test_meetings_still_to_come_are_not_attended(made: Made) -> None:
    rows = ask(made(WORLD), "civil-society").as_dicts()
    assert [(row["mechanism"], row["way"]) for row in rows] == [
        ("alpha", "attended alpha-2001"), ("beta", "partner"),
    ]


def test_a_region_lies_in_its_continent(made: Made) -> None:
    (row,) = ask(made(WORLD), "priorities-by-region").as_dicts()
    assert row["regions"] == ["region-m49-002"], "what covers the world stands for no continent"
    assert row["stated_priority_of"] == ["alpha"]


def test_an_empty_row_is_no_finding(made: Made) -> None:
    answer = ask(made(WORLD), "partners-by-region")
    assert [r["partners"] for r in answer.as_dicts() if r["actor_type"] == "non-governmental"] == [
        ["beta: org-ngo (partner)"]
    ]
    assert any("not that there is none" in note for note in answer.notes)


def test_statements_name_texts_and_no_state(seeds: Snapshot) -> None:
    answer = ask(seeds, "statements", about="inaction,obligations")
    assert answer.rows
    states = {node.id for node in seeds.nodes("State")}
    assert not states & {cell for row in answer.rows for cell in row if isinstance(cell, str)}
    assert {row[0] for row in answer.rows} == {"imp-report-2004"}


def test_nothing_is_sorted_by_how_many(seeds: Snapshot) -> None:
    for name in ("outcomes", "support", "civil-society"):
        column = [row["mechanism"] for row in ask(seeds, name).as_dicts()]
        assert column == sorted(column)
