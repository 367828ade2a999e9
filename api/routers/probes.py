"""For whoever watches over the server: is it alive, and has it data to serve."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.problems import problem_responses
from api.serving import SnapshotSource, current_snapshot

router = APIRouter(tags=["Health"])


class Alive(BaseModel):
    """The server answers."""

    status: str = Field(description="Always ok", examples=["ok"])


class Ready(BaseModel):
    """There is a snapshot to serve."""

    status: str = Field(description="Always ready", examples=["ready"])
    digest: str = Field(description="Digest of the graph served", examples=["3f" * 32])
    as_of: str = Field(description="Date of the data", examples=["2026-11-22"])


@router.get("/health", response_model=Alive, summary="Alive")
def health() -> dict[str, str]:
    return {"status": "ok"}


@router.get(
    "/ready", response_model=Ready, responses=problem_responses(503), summary="Has data to serve"
)
def ready(request: Request) -> dict[str, Any]:
    source: SnapshotSource = request.app.state.source
    snapshot = source.snapshot() if source.ready() else current_snapshot(request)
    return {"status": "ready", "digest": snapshot.digest, "as_of": snapshot.as_of}
