"""Sources as programs read them: the list, and one with all its facts."""

from __future__ import annotations

from api.routers.listing import resource_router

router = resource_router("sources", ("Source",), "Sources", example="iom-puebla")
