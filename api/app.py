"""The web application, put together: routers and pages, what guards them, how errors are told.

It opens no store and reads no file of data: all of that comes with the `SnapshotSource`.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from api import problems
from api.caching import AnswerCache
from api.pages import routes as page_routes
from api.pages.render import fingerprint
from api.pages.static import VersionedFiles
from api.routers import (
    cypher,
    exports,
    facts,
    graph,
    mechanisms,
    meetings,
    organizations,
    probes,
    questions,
    recommendations,
    search,
    sources,
    states,
    themes,
)
from api.safety import BodyLimits, GuardHeaders, KnownHosts, RootPath
from api.serving import Settings, SnapshotSource
from graph.release import software_version

STATIC = Path(__file__).parent / "static"
DESCRIPTION = (
    "The knowledge graph of inter-State consultation mechanisms on migration: who takes part in "
    "what, since when, and who says so. Every answer names its sources and carries a receipt. "
    "Nothing here writes."
)
TAGS = [
    {"name": "Mechanisms", "description": "Regional, interregional and global mechanisms"},
    {"name": "States and territories", "description": "The label of each tells which it is"},
    {"name": "Organizations", "description": "Organizations, agencies, associations"},
    {"name": "Meetings", "description": "Meetings and who is known to have attended"},
    {"name": "Recommendations", "description": "What was recommended, agreed or called for"},
    {"name": "Themes", "description": "Concepts, aligned with the objectives of the GCM"},
    {"name": "Sources", "description": "Documents and pages that say something"},
    {"name": "Facts", "description": "One edge of the graph with its dates and sources"},
    {"name": "Search", "description": "By any name, in any of three languages"},
    {"name": "Graph", "description": "A bounded selection of nodes and links"},
    {"name": "Questions", "description": "Questions answered, with sources behind each row"},
    {"name": "Cypher", "description": "Queries that only read"},
    {"name": "Exports", "description": "The whole graph as a file"},
    {"name": "Health", "description": "For whoever watches over the server"},
]
ROUTERS = (
    mechanisms, states, organizations, meetings, recommendations, themes, sources, facts, search,
    graph, questions, cypher, exports, probes,
)


def create_app(source: SnapshotSource, settings: Settings | None = None) -> FastAPI:
    """The application over a source of snapshots; settings default to those for oneself."""
    settings = settings or Settings()
    app = FastAPI(
        title="ISCM Graph", description=DESCRIPTION, version=software_version(),
        openapi_tags=TAGS, openapi_url="/api/openapi.json", docs_url=None, redoc_url=None,
        license_info={"name": "Apache-2.0"},
        separate_input_output_schemas=False, redirect_slashes=False,
    )
    app.state.source = source
    app.state.settings = settings
    problems.install(app)
    for module in ROUTERS:
        app.include_router(module.router)
    app.mount("/static", VersionedFiles(directory=STATIC), name="static")
    app.include_router(page_routes.router)
    _guard(app, source, settings)
    return app


def _guard(app: FastAPI, source: SnapshotSource, settings: Settings) -> None:
    """What a request passes through, innermost first."""
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6)
    app.add_middleware(
        AnswerCache, source=source, software=f"{software_version()} {fingerprint()}"
    )
    app.add_middleware(BodyLimits)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"], allow_headers=["Content-Type"],
        )
    app.add_middleware(KnownHosts, names=settings.allowed_hosts)
    app.add_middleware(GuardHeaders)
    if settings.root_path:
        app.add_middleware(RootPath, root_path=settings.root_path)
