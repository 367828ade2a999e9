"""The date and the reading mode that a request asks for, and what follows for one element.

The rules themselves stand in `graph.dates` and `graph.reading`; here they are taken from a query
string and put as one word that pages and answers share: now, former, future or perhaps.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from graph.dates import BadDate, Mode, holds, to_day
from graph.reading import Reading
from graph.snapshot import Edge, Node, Snapshot

Standing = Literal["now", "former", "future", "perhaps"]
MAX_LIMIT = 200


def _a_day(text: str) -> str:
    try:
        to_day(text)
    except BadDate as error:
        raise ValueError(f"expected {error}") from None
    return text


class ReadingQuery(BaseModel):
    """The parameters of every answer that a date matters to."""

    model_config = ConfigDict(extra="forbid")

    as_of: Annotated[str, AfterValidator(_a_day)] | None = Field(
        None, description="Day to read the graph at, YYYY-MM-DD; by default the data set's date",
        examples=["2019-06-30"],
    )
    mode: Mode = Field(
        "standing",
        description="certain: it surely held; standing: it held unless we are badly out of date; "
        "possible: it may have held; any: dates are not asked",
        examples=["standing"],
    )

    def reading(self, snapshot: Snapshot) -> Reading:
        return Reading(self.as_of or snapshot.as_of, self.mode)


class PagedQuery(ReadingQuery):
    """The parameters of every list."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="How many to give", examples=[50])
    offset: int = Field(0, ge=0, le=10_000_000, description="How many to skip", examples=[0])


def standing_of(element: Node | Edge, day: int) -> Standing:
    """now: it stands. former: it is over. future: not begun. perhaps: possible, no more."""
    spell = element.bounds
    if spell is None or holds(spell, day, "standing"):
        return "now"
    if spell.to_max < day:
        return "former"
    return "future" if spell.from_min > day else "perhaps"

