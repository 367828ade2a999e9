"""A visitor's Cypher: handed to the store, which decides what may run; here only the envelope."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from api.problems import problem_responses
from api.serving import Settings, SnapshotSource
from graph.errors import QueryRefused

router = APIRouter(prefix="/api/cypher", tags=["Cypher"])
MAX_QUERY = 20_000


class CypherQuestion(BaseModel):
    """A query and its parameters."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(
        min_length=1, max_length=MAX_QUERY, description="Cypher that only reads",
        examples=["MATCH (s:State)-[:MEMBER_OF]->(:Mechanism {id: $id}) RETURN s.name"],
    )
    parameters: dict[str, Any] = Field(
        default_factory=dict, description="Values of its parameters", examples=[{"id": "rcm"}]
    )


class CypherTable(BaseModel):
    """The table a query gave."""

    columns: list[str] = Field(description="Names of the columns", examples=[["s.name"]])
    rows: list[list[Any]] = Field(description="The rows", examples=[[["Belize"]]])
    truncated: bool = Field(description="Whether rows were left out", examples=[False])
    seconds: float = Field(description="How long it took", examples=[0.012])


@router.post(
    "", response_model=CypherTable,
    responses=problem_responses(403, 413, 415, 422, 429, 503), summary="Run a reading query",
)
def run_cypher(request: Request, question: CypherQuestion) -> dict[str, Any]:
    settings: Settings = request.app.state.settings
    source: SnapshotSource = request.app.state.source
    answer = None
    if settings.cypher_on:
        answer = source.run_cypher(question.query, question.parameters)
    if answer is None:
        raise QueryRefused("Cypher is switched off here.")
    return {
        "columns": list(answer.columns), "rows": [list(row) for row in answer.rows],
        "truncated": answer.truncated, "seconds": answer.seconds,
    }
