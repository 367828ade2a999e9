"""States and territories as programs read them; the label of each tells which it is."""

from __future__ import annotations

from api.routers.listing import resource_router

router = resource_router(
    "states", ("State", "Territory"), "States and territories", example="BLZ", parameter="iso3"
)
