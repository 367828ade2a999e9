"""Names inside English sentences: which take the article."""

from __future__ import annotations

import re

from graph.snapshot import Node, Snapshot

_ARTICLE = re.compile(
    r"(Bahamas|Comoros|Congo|Gambia|Maldives|Netherlands|Niger|Philippines|Sudan)\b.*"
    r"|(United|Democratic|Dominican|Central African|Russian|Syrian|Plurinational|Lao|Holy)\b.*"
    r"|(Republic|State|Kingdom|Islamic|Bolivarian)\b.*|.* (Islands|Republic)"
)
_BARE = re.compile(r"(The|A|An)\b.*")
_THE = ("Mechanism", "Organization", "Secretariat")


def named(snapshot: Snapshot, node: str) -> str:
    """A node's name as it stands inside a sentence; an unknown node keeps its id.

    Meetings and texts are titles: they stand in quotation marks.
    """
    found = snapshot.find(node)
    return node if found is None else name_in_sentence(found)


def name_in_sentence(node: Node) -> str:
    """The name, with its article or its quotation marks."""
    name = node.name
    if node.label in ("State", "Territory"):
        return f"the {name}" if _ARTICLE.fullmatch(name) else name
    if node.label in _THE:
        return name if _BARE.fullmatch(name) or _is_bare(node) else f"the {name}"
    if node.label in ("Meeting", "Instrument", "Source", "Recommendation", "Theme", "Series"):
        return f"“{name}”"
    return name


def _is_bare(node: Node) -> bool:
    """Names that are one word, or an acronym: no article."""
    return " " not in node.name


def capital(sentence: str) -> str:
    """The sentence with its first letter raised.

    >>> capital("the Bahamas is a member")
    'The Bahamas is a member'
    """
    return sentence[:1].upper() + sentence[1:]
