"""Cypher text cut into tokens: enough to tell words from strings, and brackets from each other.

Not a parser. What a statement means is for the server to say; this file only makes sure that a
word in a comment, a string or a quoted name is never taken for a keyword, and the other way round.
Where the servers might read a text otherwise than it is read here, it is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from graph.errors import QueryRefused

Kind = Literal["name", "quoted", "string", "number", "parameter", "symbol"]

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
  | (?P<quoted>`(?:``|[^`])*`)
  | (?P<parameter>\$(?:\w+|`(?:``|[^`])*`))
  | (?P<number>0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<name>[^\W\d]\w*)
  | (?P<symbol>=~|<>|<=|>=|->|<-|\.\.|\+=|\|\||::|!=|[-+*/%^=<>()\[\]{},.:;|&!])
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN = {"(": ")", "[": "]", "{": "}"}
# Inside a // comment these end the line for some readers and not for others.
_ODD_BREAKS = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029](?!\n)")


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `word` is the upper-case name where it may be a keyword, else empty."""

    kind: Kind
    text: str
    start: int
    word: str

    def is_symbol(self, *texts: str) -> bool:
        return self.kind == "symbol" and self.text in texts


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, and for each opening bracket the place of its closing one."""

    text: str
    items: tuple[Token, ...]
    closing: dict[int, int]

    def at(self, index: int) -> Token:
        """The token there; an empty one before the first and after the last."""
        return self.items[index] if 0 <= index < len(self.items) else _NOTHING

    def place(self, index: int) -> str:
        """Where a token stands, as an editor counts."""
        before = self.text[: self.at(index).start]
        return f"line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"

    def calls(self) -> list[tuple[int, str]]:
        """Every `name(…)` and `name.space.name(…)`: index of the bracket, dotted name."""
        found = []
        for index, token in enumerate(self.items):
            if token.is_symbol("(") and self.at(index - 1).kind in ("name", "quoted"):
                first = index - 1
                while self.at(first - 1).is_symbol(".") and self.at(first - 2).kind in (
                    "name",
                    "quoted",
                ):
                    first -= 2
                found.append((index, "".join(t.text for t in self.items[first:index])))
        return found


_NOTHING = Token("symbol", "", 0, "")


def tokenize(text: str) -> Tokens:
    """Cut a text into tokens; refused where it cannot be cut without doubt."""
    items: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise QueryRefused(_unreadable(text, position))
        kind = str(match.lastgroup)
        found = match.group()
        if kind == "comment" and found.startswith("//") and _ODD_BREAKS.search(found.rstrip("\r")):
            raise QueryRefused("A // comment holds an unusual line break. Leave the comment out.")
        if kind not in ("space", "comment"):
            after_dot = bool(items) and items[-1].is_symbol(".")
            word = found.upper() if kind == "name" and not after_dot else ""
            items.append(Token(kind, found, position, word))  # type: ignore[arg-type]
        position = match.end()
    return Tokens(text, tuple(items), _brackets(text, items))


def _brackets(text: str, items: list[Token]) -> dict[int, int]:
    closing: dict[int, int] = {}
    open_at: list[int] = []
    for index, token in enumerate(items):
        if token.is_symbol(*_OPEN):
            open_at.append(index)
        elif token.is_symbol(*_OPEN.values()):
            if not open_at or _OPEN[items[open_at[-1]].text] != token.text:
                raise QueryRefused(f"There is a {token.text} too many.")
            closing[open_at.pop()] = index
    if open_at:
        raise QueryRefused(f"A {items[open_at[-1]].text} is never closed.")
    return closing


def _unreadable(text: str, position: int) -> str:
    rest = text[position:]
    if rest.startswith("/*"):
        return "A /* comment is never closed."
    if rest[0] in "'\"":
        return f"A string that begins with {rest[0]} is never closed."
    if rest[0] == "`":
        return "A name in backticks is never closed."
    return f"The character {rest[0]!r} has no place in Cypher outside strings."
