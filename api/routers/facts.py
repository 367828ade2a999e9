"""One fact as programs read it: both ends, dates, sources, and what other sources claim."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from api import facts
from api.problems import problem_responses
from api.reading import ReadingQuery
from api.routers.listing import receipt
from api.serving import current_snapshot
from api.shapes import FactAnswer

router = APIRouter(prefix="/api/facts", tags=["Facts"])


@router.get(
    "/{fact}", response_model=FactAnswer, response_model_exclude_none=True,
    responses=problem_responses(404, 422, 503), summary="One fact",
)
def read_fact(
    request: Request,
    fact: Annotated[
        str,
        Path(max_length=600, description="Key of the fact; its | are written %7C",
             examples=["MEMBER_OF|BLZ|rcm|0"]),
    ],
    query: Annotated[ReadingQuery, Query()],
) -> dict[str, Any]:
    snapshot = current_snapshot(request)
    reading = query.reading(snapshot)
    edge = snapshot.edge(fact)
    item = facts.fact_item(snapshot, edge, reading)
    claims = [
        facts.node_item(snapshot, claim, reading) for claim in facts.claims_on(snapshot, fact)
    ]
    return {
        "fact": item, "claims": claims,
        "designation_notes": facts.designation_notes(snapshot, [edge.tail, edge.head]),
        "sources": {
            source.id: facts.node_item(snapshot, source, reading)
            for source in facts.sources_named(snapshot, [item], claims)
        },
        "receipt": receipt(snapshot, reading),
    }
