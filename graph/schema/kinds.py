"""How a kind of node or edge is declared.

A declaration says what a table may hold. Constraints, load statements, columns, validation, the
data package and the data dictionary are derived from it and repeat nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

LANGUAGES = ("en", "fr", "es")
LIST_SEPARATOR = ";"
BASES = ("read", "derived", "recalled")
"""How a fact is known, the firmest first."""


class Type(StrEnum):
    """The kinds of value a column may hold."""

    TEXT = "text"
    LIST = "list"  # of texts, separated by LIST_SEPARATOR
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"  # true or false
    DATE = "date"  # with bounds beside it in the graph
    DAY_OR_YEAR = "date without bounds"
    START = "start"  # a date or `unknown`
    END = "end"  # a date, a span, `open` or `unknown`
    URL = "url"
    REFERENCE = "reference"  # one id
    REFERENCES = "references"  # ids, separated by LIST_SEPARATOR


@dataclass(frozen=True, slots=True)
class Property:
    """One column, and the property of the same name in the graph."""

    name: str
    description: str
    type: Type = Type.TEXT
    example: str = ""
    required: bool = False
    values: tuple[str, ...] = ()  # a closed list, where there is one
    pattern: str = ""  # a regular expression the whole value matches
    to: tuple[str, ...] = ()  # labels a reference may lead to; empty: any
    edge: str = ""  # the edge type that this reference becomes; then it is no property

    @property
    def stored(self) -> bool:
        """Whether the graph keeps it as a property (references that become edges are not)."""
        return not self.edge

    @property
    def bounds(self) -> tuple[str, ...]:
        """Names of the integer bounds that stand beside a date in the graph."""
        return (f"{self.name}_min", f"{self.name}_max") if self.type is Type.DATE else ()


SPELL_BOUNDS = ("from_min", "from_max", "to_min", "to_max", "standing_from", "standing_to")

DATED = (
    Property("start", "First day on which it held", Type.START, "2004-05", required=True),
    Property("end", "Last day on which it held", Type.END, "open", required=True),
    Property("end_reason", "Why it ended", example="withdrawal"),
    Property("attested_first", "First date on which a source shows it", Type.DAY_OR_YEAR, "2004"),
    Property("attested_last", "Last date on which a source shows it", Type.DAY_OR_YEAR, "2019"),
)
ORIGIN = (
    Property(
        "sources",
        "Ids of the sources that say it",
        Type.REFERENCES,
        "iom-puebla",
        to=("Source",),
    ),
    Property(
        "locators", "Where in each source, parallel to sources", Type.LIST, "p. 4"
    ),
    Property(
        "basis",
        "read: a source says it; derived: it follows by a rule; recalled: general knowledge",
        example="read",
        required=True,
        values=BASES,
    ),
    Property("rule", "Name of the rule, where derived", example="group-spelled-out"),
)
_ID = Property("id", "Stable id, unique across all kinds", example="rcm", required=True)
_NAME = Property("name", "Name in English", example="Regional Conference on Migration",
                 required=True)
_TRILINGUAL = (
    Property("name_fr", "Name in French", required=True),
    Property("name_es", "Name in Spanish", required=True),
)


@dataclass(frozen=True)
class NodeKind:
    """A kind of node: its label, its table and its columns."""

    label: str
    table: str
    description: str
    properties: tuple[Property, ...] = ()
    dated: bool = False
    trilingual: bool = False
    id_pattern: str = r"[a-z0-9]+(?:-[a-z0-9]+)*"
    id_example: str = ""

    @cached_property
    def columns(self) -> tuple[Property, ...]:
        """Every column of the table, in order."""
        return (
            replace(_ID, pattern=self.id_pattern, example=self.id_example or _ID.example),
            _NAME,
            *(_TRILINGUAL if self.trilingual else ()),
            *self.properties,
            *(DATED if self.dated else ()),
            *ORIGIN,
        )

    @property
    def name(self) -> str:
        """The label: what the kind is called wherever nodes and edges are treated alike."""
        return self.label

    @property
    def key(self) -> str:
        """The property that identifies an element of this kind."""
        return "id"


@dataclass(frozen=True)
class EdgeKind:
    """A kind of edge: its type, the labels at its ends, its table and its columns.

    hangs_on says which end is, or belongs to, the mechanism whose life bounds this one's.
    derived marks a type without a table: its edges come from a column of its nodes.
    """

    type: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    description: str
    properties: tuple[Property, ...] = ()
    dated: bool = False
    hangs_on: str = ""  # "from", "to" or ""
    derived: bool = False

    @property
    def name(self) -> str:
        return self.type

    @property
    def table(self) -> str:
        return self.type.lower() + ".csv"

    @property
    def key(self) -> str:
        """The property that identifies an element of this kind."""
        return "fact"

    @cached_property
    def columns(self) -> tuple[Property, ...]:
        """Every column of the table, in order."""
        return (
            Property("from", "Id at the tail of the arrow", Type.REFERENCE, required=True,
                     to=self.sources),
            Property("to", "Id at the head of the arrow", Type.REFERENCE, required=True,
                     to=self.targets),
            Property("spell", "Number of the spell, given once and never reused", Type.INTEGER,
                     "0", required=True, pattern=r"\d{1,6}"),
            *self.properties,
            *(DATED if self.dated else ()),
            *ORIGIN,
        )


Kind = NodeKind | EdgeKind


@dataclass(frozen=True)
class Schema:
    """All kinds together, in the order in which they are loaded."""

    nodes: tuple[NodeKind, ...]
    edges: tuple[EdgeKind, ...]
    _by_name: dict[str, Kind] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for kind in self.kinds:
            if kind.name in self._by_name:
                raise ValueError(f"{kind.name} is declared twice")
            self._by_name[kind.name] = kind

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return (*self.nodes, *self.edges)

    @property
    def tables(self) -> dict[str, Kind]:
        """File name of each table to its kind; derived edges have no table."""
        return {
            kind.table: kind
            for kind in self.kinds
            if not (isinstance(kind, EdgeKind) and kind.derived)
        }

    def kind(self, name: str) -> Kind:
        """The kind of a label or type; KeyError if there is none."""
        return self._by_name[name]

    def node(self, label: str) -> NodeKind:
        """The node kind of a label; KeyError if there is none."""
        kind = self._by_name[label]
        if not isinstance(kind, NodeKind):
            raise KeyError(label)
        return kind

    def edge(self, edge_type: str) -> EdgeKind:
        """The edge kind of a type; KeyError if there is none."""
        kind = self._by_name[edge_type]
        if not isinstance(kind, EdgeKind):
            raise KeyError(edge_type)
        return kind

    def __contains__(self, name: object) -> bool:
        return name in self._by_name


def stored_properties(kind: Kind) -> tuple[str, ...]:
    """Names of all properties an element of this kind may have in the graph, in order.

    The columns that are kept, the bounds beside its dates, and what every element has.
    """
    names: list[str] = []
    for column in kind.columns:
        if isinstance(kind, EdgeKind) and column.name in ("from", "to"):
            continue
        if column.stored:
            names += [column.name, *column.bounds]
    if kind.dated:
        names += SPELL_BOUNDS
    if isinstance(kind, EdgeKind):
        names.insert(0, "fact")
    return (*names, "dataset", "statements", "digest")
