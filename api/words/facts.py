"""A fact as a sentence: "Belize is a member State of the Regional Conference on Migration."

One phrase an edge type. A type without a phrase is said with the schema's own description, so a
new type reads well enough from its first day.
"""

from __future__ import annotations

from collections.abc import Callable

from api.reading import standing_of
from api.words.dates import date_words
from api.words.names import capital, named
from graph.snapshot import Edge, Snapshot

Tense = bool
"""Whether it is over."""
Phrase = Callable[[Edge, str, Tense], str]
"""The verb part, from the edge, the tail's label, and whether it is over."""

_KIND = {"State": "member State", "Territory": "member territory"}
_AS = {
    "participant": "took part in", "observer": "attended as an observer", "host": "hosted",
    "chair": "chaired", "invited": "was invited to",
}
_CONTACT = {
    "joint meeting": "met jointly with", "observed": "observed",
    "presented to": "presented its work to", "joint declaration": "made a joint declaration with",
    "modelled on": "was modelled on",
}
_SERVES = {
    "partner": ("is a partner of", "was a partner of"),
    "donor": ("is a donor to", "was a donor to"),
    "coordinator": ("coordinates", "coordinated"),
    "technical support": ("gives technical support to", "gave technical support to"),
    "host": ("hosts", "hosted"),
}


def _either(now: str, then: str) -> Phrase:
    return lambda edge, label, over: then if over else now


def _member(edge: Edge, label: str, over: Tense) -> str:
    kind = _KIND.get(label, "member")
    return f"{'was' if over else 'is'} a {kind} of"


def _chaired(edge: Edge, label: str, over: Tense) -> str:
    title = str(edge.get("title", "chair"))
    return f"{'held' if over else 'holds'} the office of {title} of"


PHRASES: dict[str, Phrase] = {
    "MEMBER_OF": _member,
    "OBSERVER_OF": _either("is an observer in", "was an observer in"),
    "PARTICIPATES_IN": _either("takes part in", "took part in"),
    "BELONGS_TO": _either("is a member of", "was a member of"),
    "SITS_IN": _either("sits in", "sat in"),
    "CHAIRED": _chaired,
    "ATTENDED": lambda edge, label, over: _AS.get(str(edge.get("as")), "attended"),
    "HOSTED": _either("hosted", "hosted"),
    "HELD_BY": _either("was a meeting of", "was a meeting of"),
    "IN_SERIES": _either("belongs to the series", "belongs to the series"),
    "ADOPTED_AT": _either("was adopted at", "was adopted at"),
    "MADE_BY": _either("was made by", "was made by"),
    "ADDRESSES": _either("is about", "is about"),
    "DISCUSSED": _either("discussed", "discussed"),
    "WORKS_ON": _either("works on", "worked on"),
    "SERVES": lambda edge, label, over: _SERVES.get(
        str(edge.get("role")), ("supports", "supported")
    )[over],
    "SECRETARIAT_OF": _either("is the secretariat of", "was the secretariat of"),
    "HOSTS_SECRETARIAT": _either("hosts or provides", "hosted or provided"),
    "FUNDS": _either("paid for", "paid for"),
    "RESOURCE_OF": _either("was given to", "was given to"),
    "HAS_STRUCTURE": _either("has as a part of its structure:", "had as a part of its structure:"),
    "ASSOCIATED_WITH": _either("is formally tied to", "was formally tied to"),
    "PART_OF": _either("is part of", "was part of"),
    "SUCCEEDED": _either("succeeded", "succeeded"),
    "IN_CONTACT": lambda edge, label, over: _CONTACT.get(
        str(edge.get("kind")), "was in contact with"
    ),
    "IN_REGION": _either("lies in", "lies in"),
    "COVERS": _either("covers", "covers"),
    "BROADER": _either("belongs to the wider", "belongs to the wider"),
    "ALIGNED_WITH": _either("is aligned with", "is aligned with"),
    "IN_GROUP": _either("says the same as others in", "says the same as others in"),
    "ECHOES": _either("repeats the earlier", "repeats the earlier"),
    "CITES": _either("takes up or cites", "takes up or cites"),
}


def verb_of(snapshot: Snapshot, edge: Edge, day: int) -> str:
    """The verb part of the sentence about a fact, as of a day."""
    over = standing_of(edge, day) == "former"
    phrase = PHRASES.get(edge.type)
    if phrase is None:
        return snapshot.schema.edge(edge.type).description
    return phrase(edge, snapshot.label_of(edge.tail) or "", over)


def statement(snapshot: Snapshot, edge: Edge, day: int) -> str:
    """The fact as one sentence, without its sources."""
    verb = verb_of(snapshot, edge, day)
    text = f"{named(snapshot, edge.tail)} {verb} {named(snapshot, edge.head)}"
    if edge.type in ("IN_CONTACT", "SUCCEEDED") and (when := edge.get("date")):
        text += f" ({date_words(str(when))})"
    return capital(text) + "."
