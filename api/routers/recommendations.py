"""Recommendations as programs read them: the list, and one with all its facts."""

from __future__ import annotations

from api.routers.listing import resource_router

router = resource_router(
    "recommendations", ("Recommendation",), "Recommendations", example="rcm-2000-r1"
)
