"""The style sheet and the script: files that browsers may keep, since their address says which."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

KEEP = "public, max-age=31536000, immutable"


class VersionedFiles(StaticFiles):
    """Static files; asked for with a version (`?v=`) they never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = KEEP if versioned else "no-cache"
        return response
