"""Suggestions with their reasons and their test; survival with its immortal time and its ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph.questions import ask, question
from graph.questions.given import given
from graph.questions.lives import lives
from graph.snapshot import Snapshot

Made = Callable[..., Snapshot]
SHOWN = {"attested_first": "2025", "attested_last": "2025"}


def serving(ties: dict[str, str], **more: Any) -> dict[str, Any]:
    """Organizations and the mechanisms that each serves; all mechanisms have one member."""
    mechanisms = sorted({m for served in ties.values() for m in served.split()})
    return {
        "Mechanism": [{"id": m, "start": "2000", "attested_last": "2026"} for m in mechanisms],
        "State": [{"id": "AAA", "iso2": "AA", "m49": "004", "status": "un_member"}],
        "MEMBER_OF": [{"from": "AAA", "to": m, **SHOWN} for m in mechanisms],
        "Organization": [{"id": o, "actor_type": more.get("kinds", {}).get(o, "other")}
                         for o in ties],
        "SERVES": [{"from": o, "to": m, "role": "partner", **SHOWN, **more.get("dates", {})}
                   for o, served in ties.items() for m in served.split()],
    }


NET = {"org-a": "alpha beta gamma", "org-b": "beta gamma", "org-c": "gamma delta",
       "org-d": "delta"}


def test_suggestions_follow_paths_and_name_them(made: Made) -> None:
    answer = ask(made(serving(NET)), "partner-suggestions", mechanism="alpha")
    assert [(r["organization"], r["through"], r["works_with"]) for r in answer.as_dicts()] == [
        ("org-b", ["org-a"], ["beta", "gamma"]), ("org-c", ["org-a"], ["gamma"])]
    # org-a's unit goes in thirds to its three; beta has two servants, gamma three.
    assert answer.as_dicts()[0]["share"] == pytest.approx(1 / 3 / 2 + 1 / 3 / 3, abs=1e-4)
    assert {row["tested"] for row in answer.as_dicts()} == {"cannot be tested: no dates"}
    assert {row["precision"] for row in answer.as_dicts()} == {None}


def test_who_observes_or_was_there_before_is_not_suggested(made: Made) -> None:
    rows = serving(NET)
    rows["OBSERVER_OF"] = [{"from": "org-b", "to": "alpha", **SHOWN}]
    rows["SERVES"].append({"from": "org-c", "to": "alpha", "role": "donor", "start": "2004",
                           "end": "2006"})
    answer = ask(made(rows), "partner-suggestions", mechanism="alpha")
    assert not {"org-b", "org-c"} & {row["organization"] for row in answer.as_dicts()}


def test_a_tie_long_unseen_carries_no_suggestion(made: Made) -> None:
    rows = serving(NET)
    for edge in rows["SERVES"]:
        if edge["from"] == "org-a":
            edge.update(attested_first="2015", attested_last="2015")
    answer = ask(made(rows), "partner-suggestions", mechanism="alpha")
    assert not answer.rows
    assert any("Nothing to suggest" in note for note in answer.notes)


def test_a_body_of_elsewhere_is_not_suggested(made: Made) -> None:
    """org-b works only where no State of alpha is, org-c in delta too, where one is.

    An agency of the United Nations that is reached twice may help wherever it works.
    """
    rows = serving(NET)
    rows["State"].append({"id": "ZZZ", "iso2": "ZZ", "m49": "008", "status": "un_member"})
    for edge in rows["MEMBER_OF"]:
        if edge["to"] in ("beta", "gamma"):
            edge["from"] = "ZZZ"
    answer = ask(made(rows), "partner-suggestions", mechanism="alpha")
    assert "org-b" not in {row["organization"] for row in answer.as_dicts()}
    assert any("left out" in note for note in answer.notes)
    rows["Organization"][1]["actor_type"] = "UN agency"
    answer = ask(made(rows), "partner-suggestions", mechanism="alpha")
    assert [row["organization"] for row in answer.as_dicts()] == ["org-b", "org-c"]


def test_only_the_kind_asked_for_and_five_at_most(made: Made, seeds: Snapshot) -> None:
    graph = made(serving(NET, kinds={"org-c": "academia"}))
    answer = ask(graph, "partner-suggestions", mechanism="alpha", actor_type="academia")
    assert [row["organization"] for row in answer.as_dicts()] == ["org-c"]
    for mechanism in ("midsa", "colombo", "bali"):
        assert len(ask(seeds, "partner-suggestions", mechanism=mechanism).rows) <= 5


def test_with_dates_it_is_tested_against_popularity(made: Made) -> None:
    """Ten mechanisms with the same two servants; a third, that six had, comes to four later."""
    ties, late = {"org-a": "", "org-b": ""}, []
    names = [f"m{n}" for n in range(10)]
    rows = serving({**ties, "org-a": " ".join(names), "org-b": " ".join(names),
                    "org-c": " ".join(names[:6]), **{f"org-x{n}": names[n] for n in range(10)}},
                   dates={"start": "2005"})
    for name in names[6:]:
        late.append({"from": "org-c", "to": name, "role": "partner", "start": "2020", **SHOWN})
    rows["SERVES"] += late
    answer = ask(made(rows), "partner-suggestions", mechanism="m0", until="2010")
    row = answer.as_dicts()[0]
    # Four mechanisms gained something; five suggestions each; one of each five came true.
    assert row["tested"] == "4 of 20 came true" and row["precision"] == 0.2
    assert row["low"] < 0.2 < row["high"]
    assert row["precision_by_popularity"] == 0.2


def test_the_seeds_cannot_be_tested_and_say_so(seeds: Snapshot) -> None:
    answer = ask(seeds, "partner-suggestions", mechanism="midsa")
    assert {row["tested"] for row in answer.as_dicts()} == {"cannot be tested: no dates"}
    assert question("partner-suggestions").suffices == "no"


# -- survival --------------------------------------------------------------------------------------


def lived(made: Made, silence: int = 5, **more: str) -> Any:
    graph = made({"Mechanism": [{"id": "alpha", "start": "2000-01-01", **more},
                                {"id": "next", "start": "2015"}],
                  "SUCCEEDED": [{"from": "next", "to": "alpha"}] if more.get("name") else []})
    taken = given(question("structures-and-activity"), graph, {})
    return next(one for one in lives(taken, silence)[0] if one.mechanism == "alpha")


@pytest.mark.parametrize(("more", "years", "ended", "how"), [
    ({"end": "2010-01-01", "end_reason": "mandate fulfilled"}, 10.0, False, "mandate fulfilled"),
    ({"end": "2010-01-01", "end_reason": "merged"}, 10.0, False, "merged"),
    ({"end": "2010-01-01", "end_reason": "lapsed"}, 10.0, True, "lapsed"),
    ({"end": "2010-01-01"}, 10.0, False, "reason not told"),
    ({"attested_last": "2010-01-01"}, 10.0, True, "fell silent in our records"),
    ({"attested_last": "2024-01-01"}, 24.0, False, "still seen"),
    ({"attested_last": "2010-01-01", "status_stated": "active", "status_attested": "2025-01-01"},
     25.0, False, "still seen"),
    ({"attested_last": "2010-01-01", "status_stated": "concluded", "end": "unknown"}, 10.0, False,
     "concluded, no day told"),
    ({"attested_last": "2010-01-01", "name": "old"}, 10.0, False, "succeeded by next"),
])
def test_how_a_life_ends(
    made: Made, more: dict[str, str], years: float, ended: bool, how: str
) -> None:
    life = lived(made, **more)
    assert (life.years, life.ended, life.how) == (pytest.approx(years, abs=0.01), ended, how)


def test_years_before_a_structure_are_years_without_it(made: Made) -> None:
    names = ["m1", "m2", "m3"]
    graph = made({
        "Mechanism": [{"id": m, "start": "2000-01-01", "attested_last": "2020-01-01",
                       "end": "2020-01-01", "end_reason": "lapsed"} for m in names]
        + [{"id": "unseen", "start": "2000"}, {"id": "undated"}],
        "Structure": [{"id": f"structure-{m}", "kind": "troika"} for m in names],
        "HAS_STRUCTURE": [
            {"from": "m1", "to": "structure-m1", "start": "2012-01-01"},
            {"from": "m2", "to": "structure-m2", "attested_first": "2015-01-01",
             "attested_last": "2015-01-01"},
            {"from": "m3", "to": "structure-m3", "start": "2000-01-01"},
        ],
        "Coverage": [{"id": f"coverage-{m}", "mechanism": m, "of": "HAS_STRUCTURE",
                      "extent": "partial", "as_of": "2026-11-22", "documents_read": "2"}
                     for m in names],
    })
    answer = ask(graph, "structures-and-activity", years="18")
    having, without = answer.as_dicts()
    assert (having["group"], having["mechanisms"], having["ended"]) == ("with it", 3, 3)
    assert having["years_seen"] == pytest.approx(8 + 5 + 20, abs=0.1)
    assert (without["mechanisms"], without["ended"]) == (2, 0)
    assert without["years_seen"] == pytest.approx(12 + 15, abs=0.1)
    assert having["p"] is None, "three are too few to test"
    notes = " ".join(answer.notes)
    assert "nobody has looked for their structures: unseen." in notes
    assert "founding is not known: undated." in notes
    assert "does not show that a structure keeps" in notes


def test_all_still_active_is_no_certainty(seeds: Snapshot) -> None:
    for row in ask(seeds, "structures-and-activity", runs="100").as_dicts():
        if row["still_active"] == 1:
            assert row["low"] < 1, row
        if row["p"] is not None:
            assert row["q"] >= row["p"]
