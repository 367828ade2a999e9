"""What was given for a question's parameters: checked at the border, then handed on typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import cast

from graph.dates import BadDate, Mode, to_day
from graph.errors import BadInput, Fault
from graph.questions.question import OF_THE_DATA, Parameter, Question
from graph.reading import Reading, stale_since
from graph.snapshot import Edge, Node, Snapshot

Value = str | int | float | bool | tuple[str, ...]
LONGEST_LIST = 50
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Days outside are a slip of the finger: no mechanism is older, and no fact is known of later."""


@dataclass
class Given:
    """The values of a question's parameters, and the facts that stand in that reading."""

    snapshot: Snapshot
    values: Mapping[str, Value]
    recalled_left_out: Counter[str] = field(default_factory=Counter)  # by edge type

    def text(self, name: str) -> str:
        return cast(str, self.values[name])

    def texts(self, name: str) -> tuple[str, ...]:
        return cast("tuple[str, ...]", self.values[name])

    def integer(self, name: str) -> int:
        return cast(int, self.values[name])

    def number(self, name: str) -> float:
        return cast(float, self.values[name])

    def flag(self, name: str) -> bool:
        return cast(bool, self.values[name])

    def as_given(self, name: str) -> str:
        """A value as the text it may be given as."""
        return as_text(self.values[name])

    @property
    def reading(self) -> Reading:
        """The day and mode asked for; of a question that knows no mode, `standing`."""
        mode = self.values.get("mode", "standing")
        return Reading(str(self.values.get("as_of", self.snapshot.as_of)), cast(Mode, mode))

    @property
    def day(self) -> int:
        """The day asked for, yyyymmdd."""
        return self.reading.day

    def takes(self, element: Node | Edge) -> bool:
        """Whether an element stands in the reading, and rests on more than recall if asked."""
        return self.reading.stands(element) and self.trusts(element)

    def trusts(self, element: Node | Edge) -> bool:
        """Whether its basis is taken; what is left out for being recalled is counted."""
        if element.get("basis") != "recalled" or self.values.get("recalled", True):
            return True
        kind = element.type if isinstance(element, Edge) else element.label
        self.recalled_left_out[kind] += 1
        return False

    def edges(
        self, edge_type: str, *, tail: str | None = None, head: str | None = None,
        attested: bool = False,
    ) -> Iterator[Edge]:
        """Facts of a type that are taken, sorted by fact.

        attested: without open ends that no source has shown within five years before the day:
        what may have lapsed long ago must not carry a route.
        """
        day = self.day
        for edge in self.snapshot.edges(edge_type, tail=tail, head=head):
            if self.takes(edge) and not (attested and stale_since(edge, day)):
                yield edge

    def mechanisms(self) -> list[Node]:
        """The mechanisms of the ring and level asked for, whether they stand or not, by id."""
        ring, level = self.values.get("ring", "all"), self.values.get("level", "all")
        return [
            node for node in self.snapshot.nodes("Mechanism")
            if ring in ("all", node.get("ring")) and level in ("all", node.get("level"))
        ]

    def standing_mechanisms(self) -> list[Node]:
        """Those of them that stand in the reading."""
        return [node for node in self.mechanisms() if self.takes(node)]


def as_text(value: Value) -> str:
    """A value as it is given: lists with commas, booleans as true or false.

    >>> as_text(("rcm", "sacm")), as_text(True)
    ('rcm,sacm', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def given(
    question: Question, snapshot: Snapshot, texts: Mapping[str, str]
) -> Given:
    """The typed values of a question's parameters; BadInput with every fault found at once."""
    known = {one.name: one for one in question.parameters}
    faults = [
        _fault(name, text, "a parameter of this question: " + (", ".join(known) or "it has none"),
               nearest(name, known))
        for name, text in texts.items() if name not in known
    ]
    values: dict[str, Value] = {}
    for name, parameter in known.items():
        text = texts.get(name, parameter.default)
        try:
            if text is None:
                raise _Bad(f"a value, such as {parameter.example}")
            values[name] = _value(parameter, text.strip(), snapshot)
        except _Bad as bad:
            faults.append(_fault(name, text or "", bad.expected, bad.nearest))
    if not faults and (first := values.get("a")) and first == values.get("b"):
        faults.append(_fault("b", str(first), "another mechanism than a"))
    if faults:
        raise BadInput(
            "; ".join(_said(fault) for fault in faults) + ".", faults=tuple(faults)
        )
    return Given(snapshot, values)


class _Bad(Exception):
    def __init__(self, expected: str, nearest: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.nearest = nearest


def _fault(name: str, found: str, expected: str, nearest: str = "") -> Fault:
    return Fault("", 0, name, found, expected, nearest=nearest)


def _said(fault: Fault) -> str:
    found = repr(fault.found) if fault.found else "nothing"
    text = f"{fault.column}: found {found}, expected {fault.expected}"
    return text + (f"; nearest known: {fault.nearest}" if fault.nearest else "")


def _value(parameter: Parameter, text: str, snapshot: Snapshot) -> Value:
    match parameter.type:
        case "day":
            return _day(text, snapshot)
        case "integer" | "number":
            return _number(parameter, text)
        case "boolean":
            if text not in ("true", "false"):
                raise _Bad("true or false")
            return text == "true"
        case "choice":
            return _choice(parameter, text)
        case "choices":
            return tuple(_choice(parameter, one) for one in _listed(text))
        case "id":
            return _id(parameter, text, snapshot)
        case "texts":
            return tuple(_listed(text))
        case "ids":
            return tuple(dict.fromkeys(_id(parameter, one, snapshot) for one in _listed(text)))
    return text


def _listed(text: str) -> list[str]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    if len(found) > LONGEST_LIST:
        raise _Bad(f"at most {LONGEST_LIST} values")
    return found


def _day(text: str, snapshot: Snapshot) -> str:
    if text == OF_THE_DATA:
        return snapshot.as_of
    try:
        year = to_day(text) // 10000
    except BadDate as bad:
        raise _Bad(str(bad)) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _Bad(f"a day between {FIRST_YEAR} and {LAST_YEAR}")
    return text


def _number(parameter: Parameter, text: str) -> int | float:
    whole = parameter.type == "integer"
    least, most = parameter.least, parameter.most
    limits = f" from {least:g}" * (least is not None) + f" to {most:g}" * (most is not None)
    expected = f"a {'whole ' * whole}number{limits}"
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        raise _Bad(expected) from None
    if not (least is None or number >= least) or not (most is None or number <= most):
        raise _Bad(expected)
    return number


def _choice(parameter: Parameter, text: str) -> str:
    if text not in parameter.values:
        raise _Bad("one of " + ", ".join(parameter.values), nearest(text, parameter.values))
    return text


def _id(parameter: Parameter, text: str, snapshot: Snapshot) -> str:
    if not text and parameter.default == "":
        return ""
    if snapshot.label_of(text) in parameter.labels:
        return text
    for other in (text.upper(), text.lower()):
        if snapshot.label_of(other) in parameter.labels:
            return other
    labels = " or a ".join(label.lower() for label in parameter.labels)
    raise _Bad(f"the id of a {labels}", _nearest_id(text, parameter.labels, snapshot))


def _nearest_id(text: str, labels: Sequence[str], snapshot: Snapshot) -> str:
    """The id that was probably meant, by ids, short names, acronyms and names."""
    called: dict[str, str] = {}
    for label in labels:
        for node in snapshot.nodes(label):
            names = (node.name, node.get("short_name"), node.get("acronym"),
                     *node.get("aliases", ()), node.id)
            called.update({str(name).casefold(): node.id for name in names if name})
    close = get_close_matches(text.casefold(), called, n=1, cutoff=0.6)
    return called[close[0]] if close else ""


def nearest(text: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or ""."""
    close = get_close_matches(text, list(known), n=1, cutoff=0.6)
    return close[0] if close else ""
