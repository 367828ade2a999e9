"""The graph as a file to take away: which formats there are, and each of them.

Formats register here; this file knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.problems import problem_responses
from api.serving import current_snapshot
from graph.errors import UnknownId
from graph.snapshot import Snapshot

router = APIRouter(prefix="/api/exports", tags=["Exports"])


@dataclass(frozen=True)
class Export:
    """A format: what it is called, what a browser is told, and how it is written."""

    name: str
    title: str
    media_type: str
    suffix: str
    write: Callable[[Snapshot], bytes]


FORMATS: dict[str, Export] = {}


def register(export: Export) -> None:
    """Offer a format under its name."""
    FORMATS[export.name] = export


class ExportFormat(BaseModel):
    """One format on offer."""

    name: str = Field(description="Name of the format", examples=["graphml"])
    title: str = Field(description="What it is", examples=["GraphML, for Gephi and networkx"])
    media_type: str = Field(description="Media type", examples=["application/graphml+xml"])
    href: str = Field(description="Its address", examples=["/api/exports/graphml"])


class ExportList(BaseModel):
    """All formats on offer."""

    formats: list[ExportFormat] = Field(
        description="The formats",
        examples=[[{"name": "graphml", "title": "GraphML", "href": "/api/exports/graphml",
                    "media_type": "application/graphml+xml"}]],
    )


@router.get("", response_model=ExportList, summary="Which formats there are")
def list_exports() -> dict[str, Any]:
    return {
        "formats": [
            {"name": one.name, "title": one.title, "media_type": one.media_type,
             "href": f"/api/exports/{one.name}"}
            for _, one in sorted(FORMATS.items())
        ]
    }


@router.get(
    "/{format}", response_class=Response, responses=problem_responses(404, 503),
    summary="The whole graph in a format",
)
def read_export(
    request: Request,
    name: Annotated[str, Path(alias="format", max_length=40, examples=["graphml"])],
) -> Response:
    export = FORMATS.get(name)
    if export is None:
        known = ", ".join(sorted(FORMATS)) or "none"
        raise UnknownId(f"There is no format {name!r}; there are: {known}.")
    snapshot = current_snapshot(request)
    file = f"iscm-graph-{snapshot.as_of}-{snapshot.receipt}{export.suffix}"
    return Response(
        export.write(snapshot), media_type=export.media_type,
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
