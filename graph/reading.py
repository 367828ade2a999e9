"""The day and the mode in which the graph is read, and what follows for one element."""

from __future__ import annotations

from dataclasses import dataclass

from graph.dates import LATEST, OPEN, Mode, holds, parse, shift_years, to_day
from graph.snapshot import Edge, Node

FRESH_YEARS = 5
"""An open end whose last attestation is older than this is marked."""


@dataclass(frozen=True)
class Reading:
    """A day and a mode: what `stands` means in an answer."""

    as_of: str
    mode: Mode = "standing"

    @property
    def day(self) -> int:
        return to_day(self.as_of)

    def stands(self, element: Node | Edge) -> bool:
        """Whether it holds on the day in the mode; what has no dates always does."""
        spell = element.bounds
        return spell is None or holds(spell, self.day, self.mode)


def stale_since(element: Node | Edge, day: int) -> str:
    """The last attestation of an open end that was more than five years before the day, or ""."""
    spell, seen = element.bounds, str(element.get("attested_last", ""))
    if spell is None or element.get("end") != OPEN or spell.to_max != LATEST or not seen:
        return ""
    return seen if shift_years(parse(seen).last, FRESH_YEARS) < day else ""
