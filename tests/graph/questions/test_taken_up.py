"""What was taken up, what came up on two levels, what may be an echo, what is called good."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from graph.questions import QUESTIONS, ask
from graph.snapshot import Snapshot

Make = Callable[..., Snapshot]
Rows = dict[str, list[dict[str, str]]]


def graph_of(recommendations: list[dict[str, str]], **more: list[dict[str, str]]) -> Rows:
    """Recommendations with `by` and `about` (themes), of mechanisms low (regional) and high."""
    rows: Rows = {
        "Mechanism": [{"id": "low"}, {"id": "other"}, {"id": "high", "level": "global"}],
        "Theme": [{"id": f"theme-{n}"} for n in ("t", "u", "gcm")],
        "Recommendation": [], "MADE_BY": [], "ADDRESSES": [],
    }
    for one in recommendations:
        rows["Recommendation"].append({"standing": "adopted", "action": "train",
                                       "statement": f"Do {one['id']}.",
                                       "sources": f"read-{one['id']}", **one})
        rows["MADE_BY"].append({"from": one["id"], "to": one["by"]})
        rows["ADDRESSES"] += [{"from": one["id"], "to": about}
                              for about in one.get("about", "theme-t").split()]
    for kind, table in more.items():
        rows.setdefault(kind, []).extend(table)
    return rows


def told(snapshot: Snapshot, name: str, *columns: str, **given: str) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns) for row in ask(snapshot, name, given).as_dicts()]


# -- taken up --------------------------------------------------------------------------------------


def test_the_report_that_drew_on_imp_is_among_them(seeds: Snapshot) -> None:
    """UN/POP/MIG-FCM/2005/06 says that E/CN.4/2003/74 took many references from IMP meetings."""
    answer = ask(seeds, "taken-up", acts_only="true")
    assert answer.claim_level == "L4"
    found = [(row["symbol"], row["whose_act"], sources) for row, sources
             in zip(answer.as_dicts(), answer.row_sources, strict=True) if row["cited"] == "imp"]
    assert ("E/CN.4/2003/74", "org-unsg", ("un-mig-fcm-2005-06",)) in found


def test_studies_are_told_from_acts(made: Make) -> None:
    rows = graph_of([], Source=[{"id": "study"}, {"id": "law"}], State=[{"id": "CRI"}],
                    CITES=[{"from": "study", "to": "low"},
                           {"from": "law", "to": "low", "by": "CRI", "locator": "art. 3"}])
    assert told(made(rows), "taken-up", "document") == [("law",), ("study",)]
    assert told(made(rows), "taken-up", "document", "whose_act", "locator", acts_only="true") == [
        ("law", "CRI", "art. 3")]


# -- upward and downward ---------------------------------------------------------------------------


def test_documented_links_go_the_way_that_the_source_says(made: Make) -> None:
    rows = graph_of(
        [], Instrument=[{"id": "guide"}, {"id": "agenda"}],
        Organization=[{"id": "org-sg", "actor_type": "UN agency"}],
        Source=[{"id": "report"}, {"id": "study"}],
        CITES=[{"from": "guide", "to": "agenda"}, {"from": "study", "to": "low"},
               {"from": "report", "to": "low", "by": "org-sg"}],
        IN_CONTACT=[{"from": "low", "to": "high", "date": "2007", "kind": "presented to"},
                    {"from": "other", "to": "high", "date": "2007", "kind": "observed"}])
    rows["MADE_BY"] += [{"from": "guide", "to": "low"}, {"from": "agenda", "to": "high"}]
    found = told(made(rows), "upward-and-downward", "direction", "earlier", "later",
                 link="documented")
    assert found == [("downward", ["agenda"], ["guide"]), ("upward", ["low"], ["org-sg"]),
                     ("upward", ["low"], ["high"])]


def test_order_decides_the_direction_and_doubt_is_shown(made: Make) -> None:
    rows = graph_of([{"id": "r1", "by": "low", "adopted": "2001"},
                     {"id": "r2", "by": "high", "adopted": "2004-05-01"},
                     {"id": "r3", "by": "other", "adopted": "2004"},
                     {"id": "r4", "by": "other", "adopted": "2009"},
                     {"id": "r5", "by": "low", "adopted": "2001", "action": "fund"}])
    answer = ask(made(rows), "upward-and-downward", shuffles="100")
    assert [tuple(row[c] for c in ("direction", "earlier", "later", "must", "may"))
            for row in answer.as_dicts()] == [
        ("downward", ["r2"], ["r4"], 1, 0),
        ("order not known", ["r3"], ["r2"], 0, 1),
        ("upward", ["r1"], ["r2"], 1, 0)]
    assert any("by chance" in note for note in answer.notes)
    assert any("is no flow" in note for note in answer.notes)


def test_the_totals_come_with_their_null_and_seed(seeds: Snapshot) -> None:
    one = ask(seeds, "upward-and-downward", shuffles="100", seed="4")
    two = ask(seeds, "upward-and-downward", shuffles="100", seed="5")
    tests = [note for note in one.notes if "by chance" in note]
    assert len(tests) == 2
    assert all(0 < float(re.findall(r"p = ([\d.]+)", note)[0]) <= 1 for note in tests)
    assert one.rows == two.rows
    assert one.claim_level == "L2"


# -- echoes ----------------------------------------------------------------------------------------


def test_candidates_are_later_specific_and_of_another_mechanism(made: Make) -> None:
    rows = graph_of(
        [{"id": "r1", "by": "low", "adopted": "2001"},
         {"id": "r2", "by": "other", "adopted": "2004"},
         {"id": "r3", "by": "low", "adopted": "2005"},
         {"id": "r4", "by": "other", "adopted": "2005", "action": "fund"},
         {"id": "r5", "by": "other", "adopted": ""}],
        ECHOES=[{"from": "r2", "to": "r1", "method": "cited"}])
    found = told(made(rows), "echo-candidates", "later", "earlier", "confirmed", share="1")
    assert sorted(found) == [("r2", "r1", True), ("r3", "r2", False)]
    assert told(made(rows), "echo-candidates", "later", share="0.5") == []  # too general


def test_a_part_of_the_other_is_no_candidate(made: Make) -> None:
    two = [{"id": "r1", "by": "low", "adopted": "2001"},
           {"id": "r2", "by": "other", "adopted": "2004"}]
    assert told(made(graph_of(two)), "echo-candidates", "later", share="1") == [("r2",)]
    for kind in ("PART_OF", "SUCCEEDED"):
        rows = graph_of(two, **{kind: [{"from": "other", "to": "low"}]})
        assert told(made(rows), "echo-candidates", "later", share="1") == []


def test_common_sources_are_looked_for_first(made: Make) -> None:
    rows = graph_of(
        [{"id": "r1", "by": "low", "adopted": "2001", "statement": "Ratify the Palermo Protocol."},
         {"id": "r2", "by": "other", "adopted": "2004",
          "statement": "Carry out the protocol against the smuggling of migrants."},
         {"id": "r3", "by": "other", "adopted": "2005", "statement": "Train the guards."}],
        Instrument=[{"id": "text"}], CITES=[])
    answer = ask(made(rows), "echo-candidates", share="1")
    assert [(r["later"], r["common_source"]) for r in answer.as_dicts()] == [
        ("r3", []), ("r2", ["Palermo Protocols"])]  # set apart: at the end
    assert told(made(rows), "echo-candidates", "later", share="1", common_source="false") == [
        ("r3",)]
    rows["CITES"] = [{"from": r, "to": "text"} for r in ("r1", "r3")]
    assert told(made(rows), "echo-candidates", "later", share="1", common_source="false") == []


def test_one_document_read_for_both_is_a_common_source(made: Make) -> None:
    two = [{"id": "r1", "by": "low", "adopted": "2001", "sources": "s"},
           {"id": "r2", "by": "other", "adopted": "2004", "sources": "s"}]
    found = told(made(graph_of(two, Source=[{"id": "s"}])), "echo-candidates", "same_document",
                 share="1")
    assert found == [(["s"],)]


def test_candidates_are_called_no_finding(seeds: Snapshot) -> None:
    answer = ask(seeds, "echo-candidates")
    assert any("candidates" in note for note in answer.notes)
    assert any("none of them is a finding" in note for note in answer.notes)
    assert not any(row["confirmed"] for row in answer.as_dicts())  # no steward has entered any


# -- practices -------------------------------------------------------------------------------------


def test_practices_of_other_regions_and_what_is_missing(made: Make) -> None:
    rows = graph_of(
        [], Region=[{"id": "world", "m49": "001"}, {"id": "asia", "m49": "142",
                                                    "broader": "world"},
                    {"id": "africa", "m49": "002", "broader": "world"}],
        Practice=[{"id": "p1", "start": "2004", "end": "open"}, {"id": "p2"}],
        COVERS=[{"from": "low", "to": "asia"}, {"from": "other", "to": "africa"}])
    rows["MADE_BY"] += [{"from": "p1", "to": "low"}, {"from": "p2", "to": "other"}]
    rows["ADDRESSES"] += [{"from": "p1", "to": "theme-t"}, {"from": "p2", "to": "theme-t"}]
    first, second = ask(made(rows), "practices").as_dicts()
    assert (first["shared_with"], first["other_region"]) == (["other"], True)
    assert "since when" not in first["missing"]
    assert "since when" in second["missing"]
    assert "an evaluation of its effects" in first["missing"]


# -- words -----------------------------------------------------------------------------------------


def test_no_word_of_cause() -> None:
    told = [" ".join((q.title, q.description, q.data, *(c.description for c in q.columns)))
            for q in QUESTIONS]
    causal = re.compile(r"\b(caused|led to|resulted in|thanks to|inspired|missed)\b", re.IGNORECASE)
    assert [text for text in told if causal.search(text)] == []
