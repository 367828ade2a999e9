"""Whole answers for programs: lists, details, facts, selections, tables.

They are put together from the parts in `api.responses`, which follow from the schema.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, Union

from pydantic import BaseModel, Field, create_model

from api.responses import (
    RECEIPT,
    End,
    FactBase,
    Receipt,
    fact_properties,
    node_model,
)

_ENDS = {"id": "BLZ", "label": "State", "name": "Belize", "href": "/api/states/BLZ"}
_FACT_EXAMPLE = {
    "fact": "MEMBER_OF|BLZ|rcm|0", "type": "MEMBER_OF", "spell": 0,
    "statement": "Belize is a member State of the Regional Conference on Migration.",
    "stands": True, "other": _ENDS, "href": "/api/facts/MEMBER_OF%7CBLZ%7Crcm%7C0",
}
_CLAIM_EXAMPLE = {
    "label": "Claim", "id": "claim-rcm-start-1997", "name": "Founded in 1997",
    "fact": "rcm", "property": "start", "value": "1997", "basis": "read",
}
_COVERAGE_EXAMPLE = {
    "label": "Coverage", "id": "coverage-rcm-meeting", "name": "Meetings of the RCM",
    "of": "Meeting", "extent": "partial", "basis": "read",
}
_SOURCE_EXAMPLE = {
    "label": "Source", "id": "iom-puebla", "name": "Puebla Process", "basis": "read",
}
Direction = Literal["in", "out"]

Properties: Any = fact_properties()
Claim: Any = node_model("Claim")
Coverage: Any = node_model("Coverage")
Source: Any = node_model("Source")

FactSeen: Any = create_model(
    "FactSeen", __base__=FactBase, __doc__="A fact as seen from one of its ends.",
    other=(End, Field(description="The other end", examples=[_ENDS])),
    properties=(
        Properties | None,
        Field(None, description="What it says beyond", examples=[{"called": "Member Country"}]),
    ),
)
FactWhole: Any = create_model(
    "FactWhole", __base__=FactBase, __doc__="A fact with both its ends.",
    tail=(End, Field(description="The end that the arrow leaves", examples=[_ENDS])),
    head=(
        End,
        Field(description="The end that the arrow leads to",
              examples=[{"id": "rcm", "label": "Mechanism",
                         "name": "Regional Conference on Migration",
                         "href": "/api/mechanisms/rcm"}]),
    ),
    properties=(
        Properties | None,
        Field(None, description="What it says beyond", examples=[{"called": "Member Country"}]),
    ),
)


class FactGroup(BaseModel):
    """The facts of one type at a node, in one direction."""

    type: str = Field(description="Edge type", examples=["MEMBER_OF"])
    direction: Direction = Field(
        description="in: the arrows lead here; out: they leave here", examples=["in"]
    )
    description: str = Field(
        description="What the arrow says", examples=["takes part, by a published list"]
    )
    total: int = Field(description="How many there are", examples=[11])
    facts: list[FactSeen] = Field(description="The facts", examples=[[_FACT_EXAMPLE]])
    next: str | None = Field(
        None, description="Address of the next ones",
        examples=["/api/mechanisms/rcm?type=MEMBER_OF&direction=in&offset=200"],
    )


def _basis() -> dict[str, Any]:
    """What stands beside every fact or node: claims against it, sources, notes, receipt."""
    return {
        "claims": (
            list[Claim],
            Field([], description="Rival values that sources give", examples=[[_CLAIM_EXAMPLE]]),
        ),
        "designation_notes": (
            dict[str, str],
            Field({}, description="Notes that go wherever the names stand, by id",
                  examples=[{"XKX": "In the context of resolution 1244 (1999)"}]),
        ),
        "sources": (
            dict[str, Source],
            Field({}, description="Every source named in the answer, by id",
                  examples=[{"iom-puebla": _SOURCE_EXAMPLE}]),
        ),
        "receipt": (Receipt, RECEIPT),
    }


FactAnswer: Any = create_model(
    "FactAnswer", __doc__="One fact, with what speaks for it and against it.",
    fact=(FactWhole, Field(description="The fact", examples=[
        {**{k: v for k, v in _FACT_EXAMPLE.items() if k != "other"}, "tail": _ENDS,
         "head": {"id": "rcm", "label": "Mechanism"}}
    ])),
    **_basis(),
)


def _node_type(labels: tuple[str, ...]) -> Any:
    models = tuple(node_model(label) for label in labels)
    return models[0] if len(models) == 1 else Union[models]  # noqa: UP007


def _node_example(label: str) -> dict[str, Any]:
    fields = node_model(label).model_fields
    wanted = [name for name, field in fields.items() if field.is_required()] + ["href"]
    return {name: (fields[name].examples or [None])[0] for name in wanted}


@cache
def detail_model(labels: tuple[str, ...]) -> type[BaseModel]:
    """The answer for one node of these labels."""
    made: type[BaseModel] = create_model(
        f"{labels[0]}Detail", __doc__="One node with all that is known at it.",
        node=(_node_type(labels), Field(description="The node",
                                        examples=[_node_example(labels[0])])),
        facts=(
            list[FactGroup],
            Field(description="Its facts by edge type and direction",
                  examples=[[{"type": "MEMBER_OF", "direction": "in", "total": 11,
                              "description": "takes part", "facts": [_FACT_EXAMPLE]}]]),
        ),
        coverage=(
            list[Coverage],
            Field([], description="How far we looked", examples=[[_COVERAGE_EXAMPLE]]),
        ),
        **_basis(),
    )
    return made


@cache
def list_model(labels: tuple[str, ...]) -> type[BaseModel]:
    """The answer for a list of nodes of these labels."""
    several: Any = list[_node_type(labels)]  # type: ignore[misc]
    made: type[BaseModel] = create_model(
        f"{labels[0]}List", __doc__="Nodes, page by page, sorted by kind and id.",
        items=(
            several,
            Field(description="The nodes", examples=[[_node_example(labels[0])]]),
        ),
        total=(int, Field(description="How many there are in all", examples=[52])),
        limit=(int, Field(description="How many were asked for", examples=[50])),
        offset=(int, Field(description="How many were skipped", examples=[0])),
        next=(
            str | None,
            Field(None, description="Address of the next page",
                  examples=["/api/mechanisms?limit=50&offset=50"]),
        ),
        receipt=(Receipt, RECEIPT),
    )
    return made
