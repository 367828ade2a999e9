"""What a question is: its name, its parameters, its columns, and who asked it.

A `Question` takes a `Snapshot` and what was given for its parameters, and fills a `Sheet`; what
becomes of the sheet is an `Answer` (`graph.questions.answer`). Terminal, API, files and notebooks
show answers; none of them computes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graph.dates import MODES

if TYPE_CHECKING:
    from graph.questions.given import Given
    from graph.questions.sheet import Sheet
    from graph.snapshot import Snapshot

Kind = Literal[
    "text", "texts", "id", "ids", "day", "integer", "number", "boolean", "choice", "choices"
]
ColumnType = Literal["id", "ids", "text", "texts", "integer", "number", "boolean", "date"]
ClaimLevel = Literal["L0", "L1", "L2", "L3", "L4"]
"""L0 counts and lists; L1 a distribution with its interval; L2 association; L3 association with
time order and placebo; L4 a contribution told by documented links. A causal effect (L5) is never
claimed."""
Suffices = Literal["yes", "in part", "no"]

OF_THE_DATA = ""
"""The default of a day: that of the data."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. Values are texts: lists separated by commas, booleans true or false.

    default: None where a value must be given. labels: kinds of node an id may name.
    """

    name: str
    type: Kind
    description: str
    example: str
    default: str | None = None
    values: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    @property
    def option(self) -> str:
        """How it is given on the command line.

        >>> Parameter("as_of", "day", "", "2019-06-30").option
        '--as-of'
        """
        return "--" + self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an answer. A number's unit stands in the description."""

    name: str
    type: ColumnType
    description: str


@dataclass(frozen=True)
class Question:
    """A question that the graph answers.

    asked_by: who puts it (a kind of user, or the founding document and its number).
    suffices, data: whether the data held suffice, and in one sentence for what and what not.
    cypher: the same in Cypher for analysts, where it can be said; parameters by their names,
    days as integers yyyymmdd, dates read as `standing`.
    """

    name: str
    title: str
    description: str
    asked_by: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    answer: Callable[[Snapshot, Given], Sheet]
    claim_level: ClaimLevel = "L0"
    suffices: Suffices = "yes"
    data: str = ""
    cypher: str | None = None

    def parameter(self, name: str) -> Parameter | None:
        return next((one for one in self.parameters if one.name == name), None)


# -- parameters that many questions share ----------------------------------------------------------

AS_OF = Parameter(
    "as_of", "day", "Day to read the graph at, YYYY-MM-DD; by default the date of the data",
    "2019-06-30", OF_THE_DATA,
)
MODE = Parameter(
    "mode", "choice", "certain: it surely held; standing: it held unless we are badly out of "
    "date; possible: it may have held; any: dates are not asked", "standing", "standing",
    values=MODES,
)
RING = Parameter(
    "ring", "choice", "listed: IOM listed it as an ISCM; related: it meets the inclusion rule, "
    "no list names it; all: both", "listed", "listed", values=("listed", "related", "all"),
)
LEVEL = Parameter(
    "level", "choice", "Only mechanisms of this reach", "regional", "all",
    values=("all", "regional", "interregional", "global"),
)
RECALLED = Parameter(
    "recalled", "boolean", "Whether facts from general knowledge, that no source at hand says, "
    "are taken along; they are counted in a note", "true", "true",
)
MECHANISM = Parameter("mechanism", "id", "Id of a mechanism", "rcm", labels=("Mechanism",))
A = Parameter("a", "id", "Id of one mechanism", "rabat", labels=("Mechanism",))
B = Parameter("b", "id", "Id of another mechanism", "khartoum", labels=("Mechanism",))
STATE = Parameter(
    "state", "id", "ISO 3166-1 alpha-3 code of a State or territory", "CRI",
    labels=("State", "Territory"),
)
THEME = Parameter("theme", "id", "Id of a theme", "theme-return", labels=("Theme",))
DATED = (AS_OF, MODE, RECALLED)
"""For questions about one thing on a day."""
SCOPE = (AS_OF, MODE, RING, LEVEL, RECALLED)
"""For questions about all mechanisms on a day."""
