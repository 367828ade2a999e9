"""Facts that somebody who knows the field would look up first, pinned.

Whoever changes one of these on purpose changes it here too, with a source in the seeds.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from graph.schema import SCHEMA
from graph.snapshot import Edge, Snapshot
from loaders.seeds import SEEDS, open_seeds

pytestmark = pytest.mark.skipif(
    not (SEEDS / "mechanisms.csv").exists(), reason="this checkout has no seeds"
)

DATA = Path(__file__).with_name("data")
TODAY = 20261122
RCM = set("BLZ CAN CRI DOM GTM HND MEX NIC PAN SLV USA".split())
SACM = set("ARG BOL BRA CHL COL ECU GUY PER PRY SUR URY VEN".split())
COLOMBO = set("AFG BGD CHN IDN IND KHM LKA NPL PAK PHL THA VNM".split())
FIVE = set("AUS CAN GBR NZL USA".split())
IGC = set("AUS AUT BEL CAN CHE DEU DNK ESP FIN GBR GRC IRL NLD NOR NZL POL SWE USA".split())
FIVE_PLUS_FIVE = set("DZA ESP FRA ITA LBY MAR MLT MRT PRT TUN".split())


@pytest.fixture(scope="module")
def seeds() -> Snapshot:
    return open_seeds()


def table(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def standing(
    seeds: Snapshot, mechanism: str, kind: str = "MEMBER_OF", day: int = TODAY
) -> set[str]:
    return {e.tail for e in seeds.edges(kind, head=mechanism) if e.holds(day)}


def member_states(seeds: Snapshot, mechanism: str, day: int = TODAY) -> set[str]:
    tails = standing(seeds, mechanism, day=day)
    return {tail for tail in tails if seeds.label_of(tail) == "State"}


def terms(seeds: Snapshot, mechanism: str) -> dict[tuple[str, str], Edge]:
    return {(e.tail, e.get("start")): e for e in seeds.edges("CHAIRED", head=mechanism)}


# --- who takes part today -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mechanism", "members"),
    [
        ("rcm", RCM),
        ("sacm", SACM),
        ("colombo", COLOMBO),
        ("fcm", FIVE),
        ("igc", IGC),
        ("5plus5", FIVE_PLUS_FIVE),
    ],
)
def test_member_states_today(seeds: Snapshot, mechanism: str, members: set[str]) -> None:
    assert member_states(seeds, mechanism) == members


@pytest.mark.parametrize(
    ("mechanism", "count"),
    [("midsa", 16), ("igad-rcp", 7), ("commit", 6), ("asem", 51), ("arcp", 22), ("quito", 14)],
)
def test_how_many_member_states_today(seeds: Snapshot, mechanism: str, count: int) -> None:
    assert len(member_states(seeds, mechanism)) == count


def test_no_active_mechanism_with_a_list_stands_empty(seeds: Snapshot) -> None:
    empty = [
        mechanism.id
        for mechanism in seeds.nodes("Mechanism")
        if mechanism.get("status_stated") == "active"
        and str(mechanism.get("status_attested")) >= "2022"
        and seeds.edges("MEMBER_OF", head=mechanism.id)
        and not standing(seeds, mechanism.id)
    ]
    assert empty == []


def test_bali_process_counts_states_territories_and_organizations_apart(seeds: Snapshot) -> None:
    kinds = Counter(seeds.label_of(tail) for tail in standing(seeds, "bali"))
    assert kinds["Territory"] == 3  # Hong Kong, Macao, New Caledonia
    assert standing(seeds, "bali") >= {"org-iom", "org-unhcr", "org-unodc", "org-ilo"}
    assert kinds["Organization"] == 4


# --- who left, and who may have left ------------------------------------------------------------


def test_afghanistan_left_the_budapest_process(seeds: Snapshot) -> None:
    assert "AFG" in standing(seeds, "budapest", day=20190601)
    assert "AFG" not in standing(seeds, "budapest")


def test_the_united_kingdom_in_processes_led_by_the_union(seeds: Snapshot) -> None:
    for mechanism in ("eu-celac", "rabat", "khartoum", "jvap", "eappm"):
        assert "GBR" not in standing(seeds, mechanism), mechanism
    for mechanism in ("igc", "budapest", "fcm", "asem"):
        assert "GBR" in standing(seeds, mechanism), mechanism


def test_brazil_suspended_its_part_in_celac(seeds: Snapshot) -> None:
    spells = seeds.edges("MEMBER_OF", tail="BRA", head="eu-celac")
    assert not any(e.holds(20210601) for e in spells)
    assert any(e.holds(20240601) for e in spells)


def test_those_who_left_ecowas(seeds: Snapshot) -> None:
    for state in ("BFA", "MLI", "NER"):
        assert state not in standing(seeds, "org-ecowas", "BELONGS_TO")
        assert state in standing(seeds, "org-ecowas", "BELONGS_TO", 20190601)
        assert state not in standing(seeds, "midwa")  # whether it stays was not found


# --- chairs -------------------------------------------------------------------------------------


def test_indonesia_chaired_the_colombo_process_then_bangladesh(seeds: Snapshot) -> None:
    chairs = terms(seeds, "colombo")
    assert chairs["IDN", "2005-09-21"].get("end") == "2009-12-13"
    assert ("BGD", "2009-12-14") in chairs
    assert standing(seeds, "colombo", "CHAIRED", 20080101) == {"IDN"}
    assert standing(seeds, "colombo", "CHAIRED", 20110101) == {"BGD"}


def test_australia_and_indonesia_co_chair_the_bali_process(seeds: Snapshot) -> None:
    chairs = [e for e in seeds.edges("CHAIRED", head="bali") if e.holds(TODAY)]
    assert {e.tail for e in chairs} == {"AUS", "IDN"}
    assert {e.get("title") for e in chairs} == {"co-chair"}


def test_no_term_of_one_year_or_less_seems_to_go_on(seeds: Snapshot) -> None:
    for mechanism in ("rcm", "igc", "salzburg-forum", "ocam", "quito"):
        assert standing(seeds, mechanism, "CHAIRED") == set(), mechanism
    assert standing(seeds, "sacm", "CHAIRED") == {"URY"}
    assert standing(seeds, "rabat", "CHAIRED") == {"CHE"}


def test_only_one_chair_at_a_time_unless_they_share_the_chair(seeds: Snapshot) -> None:
    for mechanism in seeds.nodes("Mechanism"):
        now = [e for e in seeds.edges("CHAIRED", head=mechanism.id) if e.holds(TODAY)]
        alone = [e.tail for e in now if e.get("title") not in ("co-chair", "troika")]
        assert len(alone) <= 1, mechanism.id


# --- what is what -------------------------------------------------------------------------------


def test_the_european_union_is_no_state(seeds: Snapshot) -> None:
    assert seeds.label_of("org-eu") == "Organization"
    for mechanism in ("rabat", "khartoum", "asem"):
        assert "org-eu" in standing(seeds, mechanism), mechanism


def test_kosovo_goes_with_its_note(seeds: Snapshot) -> None:
    kosovo = seeds.node("XKX")
    assert kosovo.label == "Territory"
    assert "1244 (1999)" in str(kosovo.get("designation_note"))


def test_members_of_the_united_nations(seeds: Snapshot) -> None:
    status = Counter(state.get("official_status") for state in seeds.nodes("State"))
    assert status["un_member"] == 193
    assert status["un_observer"] == 2
    assert seeds.node("PSE").get("official_status") == "un_observer"
    assert seeds.node("VAT").get("official_status") == "un_observer"


def test_western_sahara_was_not_spelled_out_from_a_group(seeds: Snapshot) -> None:
    assert seeds.find("ESH") is None


def test_forums_open_to_all_have_no_members(seeds: Snapshot) -> None:
    for mechanism in ("gfmd", "idm", "hld", "imrf", "grf", "gcm"):
        assert len(seeds.edges("MEMBER_OF", head=mechanism)) == 0, mechanism
        assert seeds.node(mechanism).get("open_to_all"), mechanism


def test_dates_of_mechanisms(seeds: Snapshot) -> None:
    begun = [seeds.node(m).get("start") for m in ("igc", "rcm", "sacm", "bali", "rabat", "gfmd")]
    assert begun == ["1985", "1996", "2000", "2002", "2006", "2007"]
    assert seeds.node("gcim").get("end") == "2005-12-31"


def test_successions(seeds: Snapshot) -> None:
    found = {(e.tail, e.head) for e in seeds.edges("SUCCEEDED")}
    assert {("eappm", "soderkoping"), ("pdd", "nansen")} <= found


def test_secretariats(seeds: Snapshot) -> None:
    served = {"rcm sacm": "org-iom", "budapest prague": "org-icmpd", "igad-rcp": "org-igad"}
    for mechanisms, host in served.items():
        for mechanism in mechanisms.split():
            found = standing(seeds, f"secretariat-{mechanism}", "HOSTS_SECRETARIAT")
            assert host in found, mechanism


def test_thirty_one_active_mechanisms_in_2019_is_a_claim(seeds: Snapshot) -> None:
    claims = [c for c in seeds.nodes("Claim") if c.get("fact") == "network"]
    assert any(c.get("value") == "31" and c.get("attested") == "2019" for c in claims)


# --- how firmly ---------------------------------------------------------------------------------


ADDRESSED = {
    "States", "secretariat", "presidency", "mechanism", "all ISCMs", "organizations",
    "private sector", "civil society", "expert group",
}


def test_every_recommendation_was_read_again(seeds: Snapshot) -> None:
    for recommendation in seeds.nodes("Recommendation"):
        assert recommendation.get("standing") in ("adopted", "reported", "proposed")
        assert recommendation.get("action"), recommendation.id
        assert set(recommendation.get("addressed_to", ())) <= ADDRESSED, recommendation.id
    themed = {e.tail for e in seeds.edges("ADDRESSES")}
    assert all(r.id in themed for r in seeds.nodes("Recommendation"))


def test_names_of_recommendations_read_well(seeds: Snapshot) -> None:
    loose = re.compile(r"\b(and|or|of|the|to|in|for|with|on|by|a|an|that|so|as|their|from)…?$")
    for recommendation in seeds.nodes("Recommendation"):
        name = recommendation.name
        assert not loose.search(name), name
        assert name[0].isupper() or name[0].isdigit(), name
        assert len(name) <= 125, name
        statement = str(recommendation.get("statement")).rstrip(".")
        assert name.endswith("…") or len(name) <= len(statement), name


def test_nobody_attended_because_invited(seeds: Snapshot) -> None:
    parts = {e.get("as") for e in seeds.edges("ATTENDED")}
    assert parts == {"participant", "observer", "host", "chair", "co-chair"}


def test_every_part_has_a_source_unless_recalled(seeds: Snapshot) -> None:
    for kind in ("MEMBER_OF", "OBSERVER_OF", "CHAIRED", "ATTENDED", "HOSTS_SECRETARIAT"):
        for edge in seeds.edges(kind):
            assert edge.get("sources") or edge.get("basis") == "recalled", edge.fact


def test_what_is_derived_names_its_rule_and_nothing_else_does() -> None:
    for name, kind in SCHEMA.tables.items():
        if (SEEDS / name).exists():
            for row in table(name):
                assert (row["basis"] == "derived") == bool(row["rule"]), (kind.name, row)


def test_no_member_before_the_mechanism(seeds: Snapshot) -> None:
    for edge in seeds.edges("MEMBER_OF"):
        founded = seeds.node(edge.head).get("from_min")
        if edge.get("start") not in (None, "unknown") and founded:
            assert edge.get("from_max") >= founded, edge.fact


def test_no_names_of_persons() -> None:
    titled = re.compile(r"\b(Mr|Ms|Mrs|Dr|H\.E\.|Amb\.|Hon\.) [A-Z][a-z]+")
    for name, kind in SCHEMA.tables.items():
        path = SEEDS / name
        if name != "sources.csv" and path.exists():
            assert not titled.search(path.read_text(encoding="utf-8")), kind.name
    assert "tusk" not in (SEEDS / "from_notes.csv").read_text(encoding="utf-8").lower()


# --- names against a second source --------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "language"), [("name", "en"), ("name_fr", "fr"), ("name_es", "es")]
)
def test_names_against_a_second_source(column: str, language: str) -> None:
    with (DATA / "second_source_names.csv").open(encoding="utf-8", newline="") as handle:
        theirs = {row["id"]: row for row in csv.DictReader(handle)}
    with (DATA / "known_differences.csv").open(encoding="utf-8", newline="") as handle:
        known = {
            (row["id"], row["language"], row["ours"])
            for row in csv.DictReader(handle)
            if row["why"]
        }
    ours = {row["id"]: row for name in ("states.csv", "territories.csv") for row in table(name)}
    assert len(ours.keys() & theirs.keys()) > 205
    different = [
        (ident, row[column], theirs[ident][column])
        for ident, row in ours.items()
        if ident in theirs
        and row[column] != theirs[ident][column]
        and (ident, language, row[column]) not in known
    ]
    assert different == []
