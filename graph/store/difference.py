"""What a load has to change: pure comparison of what a data set states with what is stored.

Two data sets may state the same element. Then it holds the values of the data set that comes
first (the seeds, then by name), filled up from the others, and the union of their sources; each
one's own version is kept in `statements`, so that any of them can change or withdraw it later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.digest import element_digest
from graph.elements import Element
from graph.schema.kinds import BASES

SEEDS_NAME = "iscm-seeds"


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a stored element before it is read whole."""

    digest: str
    datasets: tuple[str, ...]


@dataclass
class TableDifference:
    """What changes in one kind, and the digests of all its elements afterwards."""

    created: list[Element] = field(default_factory=list)
    changed: list[Element] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    overruled: list[str] = field(default_factory=list)  # stated otherwise by a data set before it
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.created) + len(self.changed) + len(self.removed)


def compare(
    key: str,
    name: str,
    incoming: Iterable[Element],
    stored: Mapping[str, Stored],
    read: Callable[[list[str]], Mapping[str, Element]],
    *,
    withdraw: bool,
) -> TableDifference:
    """The difference that data set `name` makes in one table.

    key: name of the identifying property. read: stored elements by key, asked only for those
    that several data sets state. withdraw: whether what `incoming` lacks is withdrawn.
    """
    result = TableDifference(digests={k: s.digest for k, s in stored.items()})
    stated = {element[key]: element for element in incoming}
    gone = [k for k, s in stored.items() if name in s.datasets and k not in stated]
    gone = gone if withdraw else []
    shared = [k for k in (*stated, *gone) if k in stored and stored[k].datasets != (name,)]
    others = read(shared) if shared else {}
    for identity, element in stated.items():
        if identity not in stored:
            result.created.append(element)
        else:
            after = element
            if identity in others:
                versions = _versions(others[identity])
                versions[name] = element
                after = combine(versions)
                if overruled(element, after):
                    result.overruled.append(identity)
            if after["digest"] == stored[identity].digest:
                result.unchanged += 1
                continue
            result.changed.append(after)
            element = after
        result.digests[identity] = element["digest"]
    for identity in gone:
        if identity in others:
            versions = _versions(others[identity])
            versions.pop(name, None)
            after = combine(versions)
            result.changed.append(after)
            result.digests[identity] = after["digest"]
        else:
            result.removed.append(identity)
            del result.digests[identity]
    kept = sum(
        1 for k, s in stored.items() if name in s.datasets and k not in stated
    ) - len(gone)
    result.unchanged += kept
    return result


def _versions(element: Element) -> dict[str, Element]:
    """Each data set's own version of a stored element."""
    if "statements" not in element:
        return {element["dataset"][0]: element}
    texts = element["statements"]
    return {name: json.loads(text) for name, text in zip(element["dataset"], texts, strict=True)}


def own_version(element: Element, name: str) -> Element | None:
    """What one data set states of a stored element; None if it states nothing of it."""
    return _versions(element).get(name)


def without(element: Element, name: str) -> Element | None:
    """What all data sets but one state of a stored element; None if they state nothing of it."""
    versions = _versions(element)
    versions.pop(name, None)
    return combine(versions) if versions else None


_SAID_OF_A_STATEMENT = frozenset(
    ("sources", "locators", "basis", "rule", "dataset", "statements", "digest")
)


def overruled(element: Element, after: Element) -> bool:
    """Whether a value that a data set states gave way to that of another one."""
    return any(
        after.get(prop) != value
        for prop, value in element.items()
        if prop not in _SAID_OF_A_STATEMENT
    )


def combine(versions: Mapping[str, Element]) -> Element:
    """One element from each data set's version of it."""
    names = sorted(versions, key=lambda name: (name != SEEDS_NAME, name))
    if len(names) == 1:
        return dict(versions[names[0]])
    merged: dict[str, Any] = {}
    for name in names:
        for prop, value in versions[name].items():
            merged.setdefault(prop, value)
    merged.pop("locators", None)
    located: dict[str, str] = {}
    for name in names:
        sources = versions[name].get("sources", [])
        locators = versions[name].get("locators") or [""] * len(sources)
        for source, locator in zip(sources, locators, strict=True):
            located[source] = located.get(source) or locator
    if located:
        merged["sources"] = list(located)
        if any(located.values()):
            merged["locators"] = list(located.values())
    merged["basis"] = min((versions[name]["basis"] for name in names), key=BASES.index)
    if merged["basis"] != "derived":
        merged.pop("rule", None)
    merged["dataset"] = names
    merged["statements"] = [
        json.dumps(versions[name], ensure_ascii=False, sort_keys=True) for name in names
    ]
    merged["digest"] = element_digest(merged)
    return merged
