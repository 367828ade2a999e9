"""The schema: all that is agreed on is in it, and one more property is found everywhere.

The table below is written by hand from the agreed list of kinds; it is the only place besides the
declarations where names of kinds and properties are repeated, so that neither changes unnoticed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests_small_data import small_rows

from graph.columns import arrow_schema
from graph.elements import build
from graph.schema import SCHEMA
from graph.schema.dictionary import dictionary
from graph.schema.kinds import (
    SPELL_BOUNDS,
    EdgeKind,
    Kind,
    NodeKind,
    Property,
    Schema,
    Type,
    stored_properties,
)
from graph.schema.package import descriptor
from graph.schema.rows import typed_row
from graph.snapshot import Meta, Snapshot

DATED = "start end end_reason attested_first attested_last"
ORIGIN = "sources locators basis rule"

# label · table · own columns · what it is: d dated, t trilingual
NODES = """
Mechanism · mechanisms.csv · short_name aliases level ring purpose objectives website open_to_all \
status_stated status_attested called · d
State · states.csv · iso2 m49 official_status aliases designation_note · d t
Territory · territories.csv · iso2 m49 status aliases designation_note · d t
Organization · organizations.csv · acronym aliases actor_type seat ·
Secretariat · secretariats.csv · city country ·
Structure · structures.csv · kind description · d
Meeting · meetings.csv · kind start end city country online outcome ·
Series · series.csv · description · d
Recommendation · recommendations.csv · adopted statement standing action addressed_to ·
RecommendationGroup · recommendation_groups.csv · ·
Practice · practices.csv · description · d
Instrument · instruments.csv · kind adopted ·
Theme · themes.csv · definition definition_fr definition_es broader sdg_targets · t
GcmObjective · gcm_objectives.csv · number · t
Region · regions.csv · m49 broader · t
Resource · resources.csv · kind amount currency · d
Coverage · coverage.csv · mechanism of extent as_of documents_read note ·
Source · sources.csv · publisher year url symbol kind grade language read_on ·
Claim · claims.csv · fact property value locator attested ·
"""
# type · tails · heads · own columns · d dated, - derived from a column of its nodes
EDGES = """
MEMBER_OF · State Territory Organization · Mechanism · called side name_as_in_source · d
OBSERVER_OF · State Territory Organization Mechanism · Mechanism · right name_as_in_source · d
PARTICIPATES_IN · State Territory Organization · Mechanism · · d
BELONGS_TO · State Territory · Organization · · d
SITS_IN · State Territory Organization · Structure · · d
CHAIRED · State Territory Organization · Mechanism · title · d
ATTENDED · State Territory Organization Mechanism · Meeting · as name_as_in_source ·
HOSTED · State Territory Organization · Meeting · ·
HELD_BY · Meeting · Mechanism · ·
IN_SERIES · Meeting · Series · ·
ADOPTED_AT · Recommendation Instrument · Meeting · ·
MADE_BY · Recommendation Practice Instrument Series · Mechanism Organization · ·
ADDRESSES · Recommendation Practice Instrument · Theme · ·
DISCUSSED · Meeting · Theme · ·
WORKS_ON · Mechanism · Theme · standing · d
SERVES · Organization · Mechanism · role right · d
SECRETARIAT_OF · Secretariat · Mechanism · · d
HOSTS_SECRETARIAT · Organization State · Secretariat · · d
FUNDS · State Organization · Resource · ·
RESOURCE_OF · Resource · Mechanism Structure · ·
HAS_STRUCTURE · Mechanism · Structure · · d
ASSOCIATED_WITH · Mechanism · Organization · kind · d
PART_OF · Mechanism · Mechanism · · d
SUCCEEDED · Mechanism · Mechanism · date ·
IN_CONTACT · Mechanism · Mechanism · date kind note ·
IN_REGION · State Territory · Region · ·
COVERS · Mechanism · Region · ·
BROADER · Theme Region · Theme Region · · -
ALIGNED_WITH · Theme · GcmObjective · ·
IN_GROUP · Recommendation · RecommendationGroup · ·
ECHOES · Recommendation · Recommendation · method ·
CITES · Source Instrument Recommendation · Recommendation Instrument Meeting Series Mechanism · \
locator by ·
ABOUT · Claim · · · -
STATED_IN · Claim · Source · · -
COVERAGE_OF · Coverage · Mechanism · · -
SOURCED_FROM · · Source · · -
"""
# Closed lists of values that are agreed on.
VALUES = {
    "Mechanism.level": "regional interregional global",
    "Mechanism.ring": "listed related",
    "State.official_status": "un_member un_observer",
    "Territory.status": "special administrative region|territory|other",
    "Recommendation.standing": "adopted reported proposed unreviewed",
    "Instrument.kind": "declaration|protocol|guidelines|action plan|model law|joint policy",
    "Resource.kind": "budget|grant|hosting|in kind",
    "Coverage.extent": "complete|partial|not looked at",
    "Source.grade": "A B C",
    "OBSERVER_OF.right": "attend speak table draft vote",
    "CHAIRED.title": "chair|co-chair|president pro tempore|troika",
    "ATTENDED.as": "participant|observer|host|chair|co-chair|invited",
    "WORKS_ON.standing": "stated priority|topic",
    "SERVES.role": "partner|donor|coordinator|technical support|host",
    "SERVES.right": "attend speak table draft vote",
    "ASSOCIATED_WITH.kind": "formal parent|framework",
    "IN_CONTACT.kind": "joint meeting|observed|presented to|joint declaration|modelled on",
    "MEMBER_OF.basis": "read derived recalled",
}


def rows_of(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("·")] for line in text.strip().splitlines()]


def names(kind: Kind) -> list[str]:
    return [column.name for column in kind.columns]


# -- what is agreed on -----------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows_of(NODES), ids=lambda row: row[0])
def test_a_kind_of_node_is_as_agreed(row: list[str]) -> None:
    label, table, own, marks = row
    kind = SCHEMA.node(label)
    assert kind.table == table
    assert kind.dated == ("d" in marks)
    assert kind.trilingual == ("t" in marks)
    assert names(kind)[:2] == ["id", "name"]
    agreed = {*own.split(), *ORIGIN.split(), "id", "name"}
    agreed |= set(DATED.split()) if kind.dated else set()
    agreed |= {"name_fr", "name_es"} if kind.trilingual else set()
    assert agreed <= set(names(kind))
    assert set(names(kind)) - agreed <= {"description"}, "a column that nobody agreed on"


@pytest.mark.parametrize("row", rows_of(EDGES), ids=lambda row: row[0])
def test_a_kind_of_edge_is_as_agreed(row: list[str]) -> None:
    edge_type, tails, heads, own, marks = row
    kind = SCHEMA.edge(edge_type)
    assert set(kind.sources) == set(tails.split())
    assert set(kind.targets) == set(heads.split())
    assert kind.dated == ("d" in marks)
    assert kind.derived == ("-" in marks)
    assert names(kind)[:3] == ["from", "to", "spell"]
    agreed = {*own.split(), *ORIGIN.split(), "from", "to", "spell"}
    agreed |= set(DATED.split()) if kind.dated else set()
    assert agreed <= set(names(kind))
    assert set(names(kind)) - agreed <= {"note"}, "a column that nobody agreed on"
    if not kind.derived:
        assert SCHEMA.tables[f"{edge_type.lower()}.csv"] is kind


def test_there_is_no_other_kind() -> None:
    assert {kind.label for kind in SCHEMA.nodes} == {row[0] for row in rows_of(NODES)}
    assert {kind.type for kind in SCHEMA.edges} == {row[0] for row in rows_of(EDGES)}


@pytest.mark.parametrize(("place", "values"), VALUES.items())
def test_closed_lists_are_as_agreed(place: str, values: str) -> None:
    kind, _, name = place.partition(".")
    column = next(column for column in SCHEMA.kind(kind).columns if column.name == name)
    agreed = values.split("|") if "|" in values else values.split()
    assert set(agreed) <= set(column.values)
    assert set(column.values) - set(agreed) <= {"other"}


def test_what_must_be_there() -> None:
    required = {f"{k.name}.{c.name}" for k in SCHEMA.kinds for c in k.columns if c.required}
    for kind in SCHEMA.kinds:
        assert f"{kind.name}.basis" in required
        if kind.dated:
            assert {f"{kind.name}.start", f"{kind.name}.end"} <= required
    assert {"IN_CONTACT.date", "Mechanism.level", "Mechanism.ring", "State.name_fr",
            "Recommendation.standing", "SERVES.role"} <= required


@pytest.mark.parametrize("kind", SCHEMA.kinds, ids=lambda kind: kind.name)
def test_what_every_kind_has_in_the_graph(kind: Kind) -> None:
    stored = stored_properties(kind)
    assert len(set(stored)) == len(stored)
    assert {"sources", "locators", "basis", "rule", "dataset", "digest"} <= set(stored)
    assert kind.dated == set(SPELL_BOUNDS).issubset(stored)
    if isinstance(kind, EdgeKind):
        assert stored[0] == "fact"
        assert not {"from", "to"} & set(stored)
    for column in kind.columns:
        if column.type is Type.DATE:
            assert {f"{column.name}_min", f"{column.name}_max"} <= set(stored)


def test_dates_of_meetings_and_recommendations_have_bounds() -> None:
    assert {"start_min", "start_max", "end_min", "end_max"} <= set(
        stored_properties(SCHEMA.node("Meeting"))
    )
    for label in ("Recommendation", "Instrument"):
        assert {"adopted_min", "adopted_max"} <= set(stored_properties(SCHEMA.node(label)))


@pytest.mark.parametrize("kind", SCHEMA.kinds, ids=lambda kind: kind.name)
def test_the_declarations_make_sense(kind: Kind) -> None:
    labels = {node.label for node in SCHEMA.nodes}
    assert len(set(names(kind))) == len(names(kind))
    assert kind.description
    for column in kind.columns:
        assert column.description, column.name
        assert set(column.to) <= labels
        assert not column.edge or column.edge in SCHEMA
        if column.values:
            assert column.type is Type.TEXT
            assert not column.example or column.example in column.values
    if isinstance(kind, EdgeKind):
        assert {*kind.sources, *kind.targets} <= labels
        assert kind.hangs_on in ("", "from", "to")
        if kind.dated:  # what leads to or from a mechanism hangs on it
            ends = {"from": kind.sources, "to": kind.targets}
            hanging = ({"Mechanism"}, {"Structure"}, {"Secretariat"})
            hanging_ends = [end for end, labels in ends.items() if set(labels) in hanging]
            assert bool(kind.hangs_on) == bool(hanging_ends), kind.name


@pytest.mark.parametrize("kind", SCHEMA.kinds, ids=lambda kind: kind.name)
def test_examples_are_values_that_pass(kind: Kind) -> None:
    for column in kind.columns:
        if column.example:
            _, wrong = typed_row(kind, {"sources": "one", column.name: column.example})
            assert not [each for each in wrong if each[0] == column.name and each[1]]


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        Schema((*SCHEMA.nodes, SCHEMA.nodes[0]), SCHEMA.edges)


def test_unknown_kinds_are_key_errors() -> None:
    for ask in (SCHEMA.kind, SCHEMA.node, SCHEMA.edge):
        with pytest.raises(KeyError):
            ask("Nothing")
    with pytest.raises(KeyError):
        SCHEMA.node("MEMBER_OF")
    with pytest.raises(KeyError):
        SCHEMA.edge("State")
    assert "State" in SCHEMA
    assert "Nothing" not in SCHEMA


# -- one more property -----------------------------------------------------------------------------

MOTTO = Property("motto", "Its motto", example="Together", required=True)
WEIGHT = Property("weight", "How heavy it weighs", Type.INTEGER, "7")
OATH = Property("oath", "When the oath was taken", Type.DATE, "2004-05")


def enlarged(schema: Schema, name: str, *more: Property) -> Schema:
    """A copy of a schema with more properties of one kind."""

    def with_more(kind: Any) -> Any:
        return replace(kind, properties=(*kind.properties, *more)) if kind.name == name else kind

    return Schema(tuple(map(with_more, schema.nodes)), tuple(map(with_more, schema.edges)))


@pytest.fixture(scope="module")
def larger() -> Schema:
    return enlarged(enlarged(SCHEMA, "Mechanism", MOTTO), "MEMBER_OF", WEIGHT, OATH)


def snapshot_of(schema: Schema, **motto: str) -> Snapshot:
    rows: dict[str, list[Any]] = {}
    for table, texts in small_rows().items():
        kind = schema.tables[f"{table}.csv"]
        for text in texts:
            if kind.name == "Mechanism":
                text = text | motto
            if kind.name == "MEMBER_OF" and motto:
                text = text | {"weight": "7", "oath": "2004-05"}
            row, wrong = typed_row(kind, text)
            assert not wrong
            rows.setdefault(kind.name, []).append(row)
    return Snapshot.from_elements(build(schema, rows, "small"), Meta("2026-11-22"), schema)


def test_more_properties_are_in_the_tables_columns(larger: Schema) -> None:
    assert "motto" in names(larger.tables["mechanisms.csv"])
    assert {"weight", "oath"} <= set(names(larger.tables["member_of.csv"]))
    assert "motto" not in names(SCHEMA.tables["mechanisms.csv"]), "only in the copy"


def test_more_properties_are_in_the_descriptor(larger: Schema) -> None:
    package = descriptor(larger, larger.tables, name="x", title="x", description="x",
                         version="1", created="2026-11-22")
    fields = {r["path"]: {f["name"]: f for f in r["schema"]["fields"]}
              for r in package["resources"]}
    assert fields["mechanisms.csv"]["motto"] == {
        "name": "motto", "type": "string", "description": "Its motto", "example": "Together",
        "constraints": {"required": True},
    }
    assert fields["member_of.csv"]["weight"]["type"] == "integer"
    assert "pattern" in fields["member_of.csv"]["oath"]["constraints"]


def test_more_properties_are_in_the_data_dictionary(larger: Schema) -> None:
    page = dictionary(larger)
    assert "| `motto` | Its motto; **required** | text | Together |" in page
    assert "| `weight` | How heavy it weighs | integer | 7 |" in page
    assert "motto" not in dictionary(SCHEMA)


def test_more_properties_are_judged(larger: Schema) -> None:
    _, wrong = typed_row(larger.kind("Mechanism"), {"id": "rcm", "name": "R"})
    assert "motto" in {column for column, _, _ in wrong}
    row, wrong = typed_row(larger.kind("MEMBER_OF"), {"weight": "heavy", "oath": "2004-13"})
    assert {"weight", "oath"} <= {column for column, _, _ in wrong}
    row, _ = typed_row(larger.kind("MEMBER_OF"), {"weight": "7", "oath": "2004-05"})
    assert (row["weight"], row["oath"]) == (7, "2004-05")


def test_more_properties_are_in_elements_columns_and_digest(
    larger: Schema, tmp_path: Path
) -> None:
    assert "motto" in arrow_schema(larger.kind("Mechanism")).names
    assert {"weight", "oath", "oath_min", "oath_max"} <= set(
        arrow_schema(larger.kind("MEMBER_OF")).names
    )
    snapshot = snapshot_of(larger, motto="Together")
    edge = snapshot.edges("MEMBER_OF")[0]
    assert snapshot.node("rcm").get("motto") == "Together"
    assert (edge.get("weight"), edge.get("oath_min"), edge.get("oath_max")) == (
        7, 20040501, 20040531
    )
    assert Snapshot.load(snapshot.save(tmp_path), larger).node("rcm").get("motto") == "Together"
    other = snapshot_of(larger, motto="Apart")
    changed = {k for k, d in snapshot.table_digests.items() if other.table_digests[k] != d}
    assert changed == {"Mechanism"}


def test_an_optional_property_that_nobody_fills_changes_no_digest() -> None:
    larger = enlarged(SCHEMA, "Mechanism", replace(MOTTO, required=False))
    assert snapshot_of(larger).digest == snapshot_of(SCHEMA).digest


def test_a_snapshot_of_another_schema_is_refused(larger: Schema, tmp_path: Path) -> None:
    from graph.errors import BadInput

    path = snapshot_of(SCHEMA).save(tmp_path)
    with pytest.raises(BadInput, match="another schema"):
        Snapshot.load(path, larger)


def test_a_new_kind_is_found_everywhere() -> None:
    kind = NodeKind("Motto", "mottos.csv", "A motto", (MOTTO,), id_example="motto-rcm")
    larger = Schema((*SCHEMA.nodes, kind), SCHEMA.edges)
    assert larger.tables["mottos.csv"] is kind
    assert "### Motto" in dictionary(larger)
    assert Snapshot.from_elements({}, Meta("2026-11-22"), larger).count("Motto") == 0


# -- one more property, further out ----------------------------------------------------------------


def test_more_properties_are_in_the_load_statements(larger: Schema) -> None:
    from graph.store import statements

    more = enlarged(larger, "Mechanism", replace(OATH, name="sworn"))
    assert any("n.sworn_min" in text for text in statements.indexes(more))
    assert "sworn_min: row[" in statements.create_nodes(more.node("Mechanism"))
    more = enlarged(larger, "MEMBER_OF", replace(OATH, name="sworn"))
    created = statements.create_edges(more.edge("MEMBER_OF"), "State", "Mechanism")
    assert "sworn_min: row[" in created


def test_a_new_kind_is_in_the_load_statements() -> None:
    from graph.store import statements

    node = NodeKind("Motto", "mottos.csv", "A motto", (MOTTO,))
    edge = EdgeKind("HAS_MOTTO", ("Mechanism",), ("Motto",), "has")
    larger = Schema((*SCHEMA.nodes, node), (*SCHEMA.edges, edge))
    texts = " ".join(statements.constraints(larger))
    assert "(n:Motto) REQUIRE n.id IS UNIQUE" in texts
    assert "[r:HAS_MOTTO]" in texts


def test_more_properties_are_in_the_answers_for_programs(
    larger: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api import responses

    monkeypatch.setattr(responses, "SCHEMA", larger)
    caches = (responses.node_model, responses.fact_properties)
    for made in caches:
        made.cache_clear()
    try:
        motto = responses.node_model("Mechanism").model_fields["motto"]
        assert (motto.description, motto.examples) == ("Its motto", ["Together"])
        assert {"weight", "oath", "oath_min", "oath_max"} <= set(
            responses.fact_properties().model_fields
        )
    finally:
        for made in caches:
            made.cache_clear()
