"""The graph as a file to take away: which formats there are, and each of them."""

from __future__ import annotations

from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.problems import problem_responses
from api.routes import as_served
from api.serving import current_snapshot
from graph.errors import UnknownId
from graph.exports import EXPORTERS

router = APIRouter(prefix="/api/exports", tags=["Exports"])


FORMATS = {exporter.name: exporter for exporter in EXPORTERS}


class ExportFormat(BaseModel):
    """One format on offer."""

    name: str = Field(description="Name of the format", examples=["cypher"])
    title: str = Field(description="What it is", examples=["An idempotent Cypher script"])
    media_type: str = Field(description="Media type", examples=["text/plain"])
    href: str = Field(description="Its address", examples=["/api/exports/cypher"])


class ExportList(BaseModel):
    """All formats on offer."""

    formats: list[ExportFormat] = Field(
        description="The formats",
        examples=[[{"name": "cypher", "title": "Cypher", "href": "/api/exports/cypher",
                    "media_type": "text/plain"}]],
    )


@router.get("", response_model=ExportList, summary="Which formats there are")
def list_exports() -> dict[str, Any]:
    return {
        "formats": [
            {"name": one.name, "title": one.description, "media_type": one.media_type,
             "href": as_served(f"/api/exports/{one.name}")}
            for _, one in sorted(FORMATS.items())
        ]
    }


@router.get(
    "/{format}", response_class=Response, responses=problem_responses(404, 503),
    summary="The whole graph in a format",
)
def read_export(
    request: Request,
    name: Annotated[str, Path(alias="format", max_length=40, examples=["cypher"])],
) -> Response:
    export = FORMATS.get(name)
    if export is None:
        known = ", ".join(sorted(FORMATS)) or "none"
        raise UnknownId(f"There is no format {name!r}; there are: {known}.")
    snapshot = current_snapshot(request)
    file = f"iscm-graph-{snapshot.as_of}-{snapshot.receipt}{export.suffix}"
    written = BytesIO()
    export.write(snapshot, written)
    return Response(
        written.getvalue(), media_type=export.media_type,
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
