"""Search for programs: by any name, in any of the languages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.facts import end_item
from api.problems import problem_responses
from api.reading import MAX_LIMIT
from api.responses import End
from api.search import index_of
from api.serving import current_snapshot

router = APIRouter(prefix="/api/search", tags=["Search"])


class SearchQuery(BaseModel):
    """The parameters of a search."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(max_length=200, description="What to look for", examples=["puebla"])
    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="How many to give", examples=[20])
    offset: int = Field(0, ge=0, le=10_000_000, description="How many to skip", examples=[0])


class SearchHit(End):
    """One thing found."""

    matched: str = Field(description="The name it was found by", examples=["Puebla Process"])


class SearchAnswer(BaseModel):
    """What was found, best first."""

    query: str = Field(description="What was asked", examples=["puebla"])
    results: list[SearchHit] = Field(
        description="What was found",
        examples=[[{"id": "rcm", "label": "Mechanism", "name": "Regional Conference on Migration",
                    "matched": "Puebla Process", "href": "/api/mechanisms/rcm"}]],
    )
    total: int = Field(description="How many there are in all", examples=[1])


@router.get(
    "", response_model=SearchAnswer, response_model_exclude_none=True,
    responses=problem_responses(422, 503), summary="Search all names",
)
def search(request: Request, query: Annotated[SearchQuery, Query()]) -> dict[str, Any]:
    snapshot = current_snapshot(request)
    results = index_of(snapshot).find(query.q, query.limit, query.offset)
    return {
        "query": query.q,
        "results": [
            {**end_item(snapshot, found.id), "matched": found.matched} for found in results.found
        ],
        "total": results.total,
    }
