"""The shapes of the answers for programs, derived from the schema: a new property appears here.

Every field has a description and an example, so that the interface explains itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from graph.dates import Mode
from graph.schema import SCHEMA
from graph.schema.kinds import SPELL_BOUNDS, EdgeKind, NodeKind, Property, Type

_PYTHON: dict[Type, Any] = {
    Type.LIST: list[str],
    Type.REFERENCES: list[str],
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.BOOLEAN: bool,
}
_BOUNDS = {
    "from_min": ("Earliest day on which it can have begun, yyyymmdd", 19960101),
    "from_max": ("Latest day on which it can have begun, yyyymmdd", 19961231),
    "to_min": ("Earliest day on which it can have ended, yyyymmdd", 20190101),
    "to_max": ("Latest day on which it can have ended, yyyymmdd; 99991231: open", 99991231),
    "standing_from": ("First day on which it stands by default, yyyymmdd", 19960101),
    "standing_to": ("Last day on which it stands by default, yyyymmdd", 99991231),
}
assert set(_BOUNDS) == set(SPELL_BOUNDS)
_ORDINARY = {
    Type.TEXT: "text", Type.LIST: "one;two", Type.REFERENCES: "iom-puebla",
    Type.INTEGER: "1", Type.NUMBER: "0.5", Type.BOOLEAN: "false", Type.DATE: "2004-05-17",
    Type.DAY_OR_YEAR: "2019", Type.START: "2004", Type.END: "open",
    Type.URL: "https://example.org/page", Type.REFERENCE: "rcm",
}


def example_of(column: Property) -> Any:
    """A value that this column may hold, as an answer shows it."""
    text = column.example or (column.values[0] if column.values else _ORDINARY[column.type])
    match column.type:
        case Type.LIST | Type.REFERENCES:
            return text.split(";")
        case Type.INTEGER:
            return int(text)
        case Type.NUMBER:
            return float(text)
        case Type.BOOLEAN:
            return text == "true"
    return text


def _field(column: Property, *, required: bool = False) -> tuple[Any, Any]:
    python = _PYTHON.get(column.type, str)
    default = ... if required else None
    return (
        python if required else python | None,
        Field(default, description=column.description, examples=[example_of(column)]),
    )


def _fields(kind: NodeKind | EdgeKind, columns: tuple[Property, ...]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for column in columns:
        if not column.stored:
            continue
        fields[column.name] = _field(column, required=column.name in ("id", "name"))
        for bound in column.bounds:
            edge = "First" if bound.endswith("_min") else "Last"
            text = f"{edge} day that {column.name} can mean, yyyymmdd"
            fields[bound] = (int | None, Field(None, description=text, examples=[20040517]))
    if kind.dated:
        for bound, (text, day) in _BOUNDS.items():
            fields[bound] = (int | None, Field(None, description=text, examples=[day]))
    return fields


class Count(BaseModel):
    """Those who take part at the date asked, counted apart."""

    states: int = Field(description="Member States", examples=[11])
    territories: int = Field(description="Territories", examples=[0])
    organizations: int = Field(description="Organizations", examples=[0])


@cache
def node_model(label: str) -> type[BaseModel]:
    """The shape of a node of a label, with what an answer adds to its properties."""
    kind = SCHEMA.node(label)
    fields: dict[str, Any] = {
        "label": (Literal[label], Field(description="Kind of node", examples=[label])),
        **_fields(kind, kind.columns),
        "dataset": (
            list[str], Field([], description="Data sets that state it", examples=[["seeds"]])
        ),
        "digest": (
            str | None,
            Field(None, description="Digest of its content", examples=["3f" * 16]),
        ),
        "href": (
            str | None, Field(None, description="Its address here", examples=["/api/states/BLZ"])
        ),
    }
    if kind.dated:
        fields["stands"] = (
            bool, Field(description="Whether it holds at the date, in the mode", examples=[True])
        )
    if label == "Mechanism":
        fields["members"] = (
            Count | None,
            Field(None, description="Who takes part at the date",
                  examples=[{"states": 11, "territories": 0, "organizations": 0}]),
        )
    return create_model(
        label, __config__=ConfigDict(extra="forbid"), __doc__=kind.description, **fields
    )


@cache
def fact_properties() -> type[BaseModel]:
    """What facts may say beyond their ends and dates: every own property of every edge type."""
    fields: dict[str, Any] = {}
    for kind in SCHEMA.edges:
        for name, made in _fields(kind, kind.properties).items():
            fields.setdefault(name, made)
        if kind.dated:
            fields = {k: v for k, v in fields.items() if k not in SPELL_BOUNDS}
    return create_model(
        "FactProperties", __config__=ConfigDict(extra="forbid"),
        __doc__="What the fact says beyond its ends and dates", **fields,
    )


class Bounds(BaseModel):
    """The days between which it began and ended, as yyyymmdd."""

    from_min: int = Field(description=_BOUNDS["from_min"][0], examples=[19960101])
    from_max: int = Field(description=_BOUNDS["from_max"][0], examples=[19961231])
    to_min: int = Field(description=_BOUNDS["to_min"][0], examples=[20190101])
    to_max: int = Field(description=_BOUNDS["to_max"][0], examples=[99991231])
    standing_from: int = Field(description=_BOUNDS["standing_from"][0], examples=[19960101])
    standing_to: int = Field(description=_BOUNDS["standing_to"][0], examples=[99991231])


class End(BaseModel):
    """One end of a fact."""

    id: str = Field(description="Id of the node", examples=["BLZ"])
    label: str | None = Field(None, description="Its kind", examples=["State"])
    name: str | None = Field(None, description="Its name in English", examples=["Belize"])
    href: str | None = Field(None, description="Its address here", examples=["/api/states/BLZ"])
    designation_note: str | None = Field(
        None, description="Note that goes wherever the name stands",
        examples=["References to Kosovo are in the context of resolution 1244 (1999)"],
    )


class SourceRef(BaseModel):
    """A source, and where in it."""

    id: str = Field(description="Id of the source", examples=["iom-puebla"])
    locator: str | None = Field(None, description="Where in the source", examples=["p. 4"])


class FactBase(BaseModel):
    """A fact: an edge of the graph with its dates and what it rests on."""

    fact: str = Field(description="Key of the fact", examples=["MEMBER_OF|BLZ|rcm|0"])
    type: str = Field(description="Edge type", examples=["MEMBER_OF"])
    spell: int = Field(description="Number of the spell", examples=[0])
    statement: str = Field(
        description="The fact in words",
        examples=["Belize is a member State of the Regional Conference on Migration."],
    )
    start: str | None = Field(None, description="First day on which it held", examples=["1996"])
    end: str | None = Field(None, description="Last day on which it held", examples=["open"])
    end_reason: str | None = Field(None, description="Why it ended", examples=["withdrawal"])
    attested_first: str | None = Field(
        None, description="First date on which a source shows it", examples=["1996"]
    )
    attested_last: str | None = Field(
        None, description="Last date on which a source shows it", examples=["2019"]
    )
    bounds: Bounds | None = Field(
        None, description="The days between which it began and ended",
        examples=[{name: day for name, (_, day) in _BOUNDS.items()}],
    )
    stands: bool = Field(
        description="Whether it holds at the date, in the mode", examples=[True]
    )
    basis: str | None = Field(
        None, description="read, derived or recalled", examples=["read"]
    )
    rule: str | None = Field(
        None, description="Name of the rule, where derived", examples=["group-spelled-out"]
    )
    sources: list[SourceRef] = Field(
        [], description="What it rests on", examples=[[{"id": "iom-puebla", "locator": "p. 4"}]]
    )
    href: str = Field(
        description="Its address here", examples=["/api/facts/MEMBER_OF%7CBLZ%7Crcm%7C0"]
    )


class Receipt(BaseModel):
    """What makes an answer repeatable: the data's digest and the software's version."""

    digest: str = Field(description="Digest of the graph", examples=["3f" * 32])
    version: str = Field(description="Version of the software", examples=["0.1.0"])
    as_of: str = Field(description="Day the graph was read at", examples=["2026-11-22"])
    mode: Mode = Field(description="Reading mode", examples=["standing"])


RECEIPT = Field(
    description="What makes the answer repeatable",
    examples=[{"digest": "3f" * 32, "version": "0.1.0", "as_of": "2026-11-22",
               "mode": "standing"}],
)
