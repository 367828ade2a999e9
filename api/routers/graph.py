"""A bounded selection of the graph for programs: nodes and links, never more than the cap."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from api import facts
from api.problems import problem_responses
from api.reading import ReadingQuery
from api.responses import RECEIPT, End, Receipt
from api.routers.listing import receipt
from api.selection import MAX_LINKS, MAX_NODES, select
from api.serving import current_snapshot
from graph.errors import UnknownId
from graph.reading import Reading
from graph.snapshot import Edge, Snapshot

router = APIRouter(prefix="/api/graph", tags=["Graph"])


class GraphQuery(ReadingQuery):
    """The parameters of a selection."""

    about: str = Field(
        "", max_length=2_000, description="Ids, separated by commas: only links at these nodes",
        examples=["rcm,sacm"],
    )
    types: str = Field(
        "", max_length=1_000, description="Edge types, separated by commas",
        examples=["MEMBER_OF,OBSERVER_OF"],
    )


class Link(BaseModel):
    """A fact as a line between two nodes."""

    fact: str = Field(description="Key of the fact", examples=["MEMBER_OF|BLZ|rcm|0"])
    type: str = Field(description="Edge type", examples=["MEMBER_OF"])
    tail: str = Field(description="Id of the end the arrow leaves", examples=["BLZ"])
    head: str = Field(description="Id of the end the arrow leads to", examples=["rcm"])
    start: str | None = Field(None, description="First day on which it held", examples=["1996"])
    end: str | None = Field(None, description="Last day on which it held", examples=["open"])
    basis: str | None = Field(None, description="read, derived or recalled", examples=["read"])
    sources: list[str] = Field([], description="Ids of its sources", examples=[["iom-puebla"]])


class LeftOut(BaseModel):
    """How much more there would have been."""

    nodes: int = Field(description="Nodes left out", examples=[0])
    links: int = Field(description="Links left out", examples=[0])


class GraphAnswer(BaseModel):
    """A part of the graph, and what was left out of it."""

    nodes: list[End] = Field(
        description=f"At most {MAX_NODES:,} nodes",
        examples=[[{"id": "BLZ", "label": "State", "name": "Belize"}]],
    )
    links: list[Link] = Field(
        description=f"At most {MAX_LINKS:,} links",
        examples=[[{"fact": "MEMBER_OF|BLZ|rcm|0", "type": "MEMBER_OF", "tail": "BLZ",
                    "head": "rcm", "start": "1996", "end": "open"}]],
    )
    cut: bool = Field(description="Whether anything was left out", examples=[False])
    left_out: LeftOut = Field(description="How much", examples=[{"nodes": 0, "links": 0}])
    receipt: Receipt = RECEIPT


@router.get(
    "", response_model=GraphAnswer, response_model_exclude_none=True,
    responses=problem_responses(404, 422, 503), summary="A bounded selection",
)
def read_graph(request: Request, query: Annotated[GraphQuery, Query()]) -> dict[str, Any]:
    snapshot = current_snapshot(request)
    reading: Reading = query.reading(snapshot)
    about, types = _items(query.about), _items(query.types)
    for node in about:
        snapshot.node(node)
    for name in types:
        if name not in {kind.type for kind in snapshot.schema.edges}:
            raise UnknownId(f"There is no edge type {name!r}.")
    selection = select(snapshot, reading, about, types)
    return {
        "nodes": [facts.end_item(snapshot, node) for node in selection.nodes],
        "links": [_link(snapshot, edge) for edge in selection.links],
        "cut": selection.cut,
        "left_out": {"nodes": selection.nodes_left_out, "links": selection.links_left_out},
        "receipt": receipt(snapshot, reading),
    }


def _items(text: str) -> list[str]:
    return list(dict.fromkeys(part for item in text.split(",") if (part := item.strip())))


def _link(snapshot: Snapshot, edge: Edge) -> dict[str, Any]:
    return {
        "fact": edge.fact, "type": edge.type, "tail": edge.tail, "head": edge.head,
        "start": edge.get("start"), "end": edge.get("end"), "basis": edge.get("basis"),
        "sources": list(snapshot.source_ids(edge)),
    }
