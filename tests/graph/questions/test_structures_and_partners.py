"""Structures, kinds of partner, and on whom a mechanism rests: what is known, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph.questions import Answer, ask
from graph.schema.nodes import ACTOR_TYPES
from graph.snapshot import Snapshot

Made = Callable[..., Snapshot]
SHOWN = {"attested_first": "2025", "attested_last": "2025"}


def mechanism(name: str, **more: str) -> dict[str, str]:
    return {"id": name, "start": "2000", "attested_last": "2026", **more}


def coverage(name: str, of: str, extent: str, documents: int = 3) -> dict[str, str]:
    return {"id": f"coverage-{name}-{of.lower().replace('_', '-')}", "mechanism": name, "of": of,
            "extent": extent, "as_of": "2026-11-22", "documents_read": str(documents)}


def one(answer: Answer, **wanted: Any) -> dict[str, Any]:
    found = [row for row in answer.as_dicts()
             if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, (wanted, found)
    return found[0]


# -- structures ------------------------------------------------------------------------------------


def test_structures_stand_beside_those_of_peers_of_the_level(made: Made) -> None:
    graph = made({
        "Mechanism": [mechanism("alpha"), mechanism("beta"), mechanism("gamma"),
                      mechanism("over", level="interregional")],
        "Structure": [{"id": f"structure-{n}", "kind": kind, **SHOWN} for n, kind in
                      (("a", "troika"), ("b", "working group"), ("c", "troika"))]
        + [{"id": "structure-old", "kind": "troika", "end": "2010"}],
        "HAS_STRUCTURE": [
            {"from": "alpha", "to": "structure-a", **SHOWN},
            {"from": "alpha", "to": "structure-old", "end": "2010"},
            {"from": "beta", "to": "structure-b", **SHOWN},
            {"from": "over", "to": "structure-c", **SHOWN},
        ],
        "Coverage": [coverage("alpha", "HAS_STRUCTURE", "partial", 7),
                     coverage("beta", "HAS_STRUCTURE", "partial")],
    })
    answer = ask(graph, "structures", mechanism="alpha")
    assert [(r["kind"], r["mechanism"], r["asked"]) for r in answer.as_dicts()] == [
        ("troika", "alpha", True), ("working group", "beta", False)]
    notes = " ".join(answer.notes)
    assert "Of 2 structures held of alpha, 1 stand" in notes
    assert "rests on 7 documents (coverage: partial)" in notes
    assert "For 1 of 2 peers (regional) nobody has looked" in notes and "gamma." in notes


def test_no_structure_where_nobody_looked_is_no_finding(made: Made) -> None:
    graph = made({"Mechanism": [mechanism("alpha")]})
    answer = ask(graph, "structures", mechanism="alpha")
    assert not answer.rows
    assert any("nobody has looked yet" in note for note in answer.notes)


# -- kinds of partner ------------------------------------------------------------------------------


@pytest.mark.parametrize(("extent", "said"), [
    ("partial", "none known to us"), ("complete", "none"), ("not looked at", "not looked at"),
])
def test_a_kind_that_is_missing_is_said_by_how_far_we_looked(
    made: Made, extent: str, said: str
) -> None:
    graph = made({"Mechanism": [mechanism("alpha")],
                  "Coverage": [coverage("alpha", "SERVES", extent)]})
    answer = ask(graph, "missing-partners", mechanism="alpha")
    assert [row["actor_type"] for row in answer.as_dicts()] == list(ACTOR_TYPES)
    assert {row["known"] for row in answer.as_dicts()} == {said}


def test_who_meets_in_a_group_hosts_or_observes_is_not_missing(made: Made) -> None:
    graph = made({
        "Mechanism": [mechanism("alpha"), mechanism("beta"), mechanism("gamma")],
        "Organization": [{"id": "org-un", "actor_type": "UN agency"},
                         {"id": "org-ngo", "actor_type": "non-governmental"},
                         {"id": "org-lab", "actor_type": "academia"}],
        "Secretariat": [{"id": "secretariat-alpha"}],
        "SECRETARIAT_OF": [{"from": "secretariat-alpha", "to": "alpha", **SHOWN}],
        "HOSTS_SECRETARIAT": [{"from": "org-un", "to": "secretariat-alpha", **SHOWN}],
        "OBSERVER_OF": [{"from": "org-un", "to": "alpha", **SHOWN}],
        "Structure": [{"id": "structure-cso", "kind": "civil society group", **SHOWN}],
        "HAS_STRUCTURE": [{"from": "alpha", "to": "structure-cso", **SHOWN}],
        "SERVES": [
            {"from": "org-lab", "to": "alpha", "role": "partner", "end": "unknown",
             "attested_first": "2003", "attested_last": "2003"},
            {"from": "org-ngo", "to": "beta", "role": "partner", **SHOWN},
            {"from": "org-ngo", "to": "gamma", "role": "partner", **SHOWN},
        ],
        "Coverage": [coverage("alpha", "SERVES", "partial"), coverage("beta", "SERVES", "partial")],
    })
    answer = ask(graph, "missing-partners", mechanism="alpha")
    un = one(answer, actor_type="UN agency")
    assert un["known"] == "known to us"
    assert un["roles"] == ["org-un: observer", "org-un: secretariat"]
    ngo = one(answer, actor_type="non-governmental")
    assert (ngo["known"], ngo["organizations"], ngo["groups"]) == (
        "known to us", [], ["structure-cso"])
    # gamma has such a partner too, but nobody looked there: it is no peer to be counted among.
    assert (ngo["peers_with"], ngo["peers_looked_at"]) == (["beta"], 1)
    lab = one(answer, actor_type="academia")
    assert lab["known"] == "seen before, not known to us on the day"
    assert lab["seen_before"] == ["org-lab: partner"]


def test_a_tie_that_began_later_was_not_seen_before(made: Made) -> None:
    graph = made({
        "Mechanism": [mechanism("alpha")],
        "Organization": [{"id": "org-lab", "actor_type": "academia"}],
        "SERVES": [{"from": "org-lab", "to": "alpha", "role": "partner", "start": "2020",
                    **SHOWN}],
        "Coverage": [coverage("alpha", "SERVES", "partial")],
    })
    answer = ask(graph, "missing-partners", mechanism="alpha", as_of="2010-01-01")
    assert one(answer, actor_type="academia")["known"] == "none known to us"


def test_the_seeds_do_not_say_that_the_rcm_lacks_civil_society(seeds: Snapshot) -> None:
    answer = ask(seeds, "missing-partners", mechanism="rcm")
    assert one(answer, actor_type="non-governmental")["known"] == "known to us"
    assert "org-iom: secretariat" in one(answer, actor_type="UN agency")["roles"]


# -- on whom a mechanism rests ---------------------------------------------------------------------


def resting(made: Made, extent: str, *, funded: str = "") -> dict[str, Any]:
    rows: dict[str, list[dict[str, str]]] = {
        "Mechanism": [mechanism("alpha")],
        "State": [{"id": "CHE", "iso2": "CH", "m49": "756", "status": "un_member"}],
        "Organization": [{"id": "org-un", "actor_type": "UN agency"},
                         {"id": "org-partner", "actor_type": "other"}],
        "SERVES": [{"from": "org-un", "to": "alpha", "role": "donor", **SHOWN},
                   {"from": "org-un", "to": "alpha", "role": "host", "spell": "1", **SHOWN},
                   {"from": "org-partner", "to": "alpha", "role": "partner", **SHOWN}],
        "Coverage": [coverage("alpha", "SERVES", extent)],
    }
    if funded:
        rows["Resource"] = [{"id": "resource-a", "kind": "grant", "start": funded, "end": funded}]
        rows["FUNDS"] = [{"from": "CHE", "to": "resource-a"}]
        rows["RESOURCE_OF"] = [{"from": "resource-a", "to": "alpha"}]
    return one(ask(made(rows), "dependence"), mechanism="alpha")


def test_one_body_in_every_role_is_one_known_to_us(made: Made) -> None:
    row = resting(made, "partial")
    assert (row["rests_on"], row["only_one"]) == ("one known to us", "org-un")
    assert row["serves"] == ["org-partner: partner", "org-un: donor", "org-un: host"]
    assert resting(made, "complete")["rests_on"] == "one"


def test_a_funder_of_the_day_makes_it_several_an_earlier_one_does_not(made: Made) -> None:
    row = resting(made, "partial", funded="2026")
    assert (row["rests_on"], row["funders"], row["only_one"]) == ("several", ["CHE"], None)
    row = resting(made, "partial", funded="2004")
    assert (row["rests_on"], row["funders"], row["funded_before"]) == (
        "one known to us", [], ["CHE"])


def test_dependence_is_told_in_the_order_of_ids_with_its_caution(seeds: Snapshot) -> None:
    answer = ask(seeds, "dependence")
    ids = [row["mechanism"] for row in answer.as_dicts()]
    assert ids == sorted(ids)
    assert any("not a finding that there is no other" in note for note in answer.notes)
    for row in answer.as_dicts():
        assert row["rests_on"] != "one", "no record of the seeds is complete"


def test_pairs_that_only_one_organization_joins(made: Made) -> None:
    serving = {"org-a": "alpha beta gamma", "org-b": "alpha beta", "org-c": "gamma"}
    graph = made({
        "Mechanism": [mechanism(one) for one in ("alpha", "beta", "gamma")],
        "Organization": [{"id": one, "actor_type": "other"} for one in serving],
        "SERVES": [{"from": org, "to": m, "role": "partner", **SHOWN}
                   for org, served in serving.items() for m in served.split()],
    })
    answer = ask(graph, "shared-servants")
    assert [(r["organization"], r["pairs"], r["pairs_through_it_alone"])
            for r in answer.as_dicts()] == [("org-a", 3, 2), ("org-b", 1, 0)]
