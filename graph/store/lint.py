"""Cypher that two servers answer differently, found before it is run.

One query text has to serve Neo4j and the embedded database. The embedded one answers a few
shapes wrongly and without an error: `silent_differences` finds these, and a visitor's text that
has one is refused there with the rewrite. `lint` adds what the project's own texts must keep to.
Both see tokens, not meaning: they would rather warn once too often.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.store.tokens import Token, Tokens, tokenize


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


AGGREGATES = _names("avg collect count max min percentilecont percentiledisc stdev stdevp sum")
_QUANTIFIERS = frozenset({"ANY", "ALL", "NONE", "SINGLE"})
_LOGIC = frozenset({"NOT", "AND", "OR", "XOR", "IS", "STARTS", "ENDS", "CONTAINS", "IN"})
_COMPARISONS = ("=", "<>", "!=", "<", ">", "<=", ">=")
_CLAUSES = _names(
    "AS BY CALL CREATE DELETE FOREACH LIMIT MATCH MERGE OFFSET OPTIONAL ORDER REMOVE RETURN SET"
    " SKIP UNION UNWIND WHERE WITH YIELD"
)

AGGREGATE = (
    "An aggregate ({name}) stands inside a condition; the embedded database answers that wrongly."
    " Give it a name first and test the name: WITH …, {name}(…) AS x RETURN … x …"
)
SHORTEST = (
    "WHERE speaks of a path made by shortestPath; the embedded database would filter after the"
    " search. Write MATCH p = (a)-[:TYPE*1..6]-(b) WHERE … RETURN … ORDER BY length(p) LIMIT 1"
)
MISSING_LIST = (
    "{name}(… IN {list} …) beside OR can lose rows on the embedded database where the list is"
    " missing. Write {name}(… IN coalesce({list}, []) …)"
)


def silent_differences(tokens: Tokens) -> list[str]:
    """The shapes that the embedded database answers wrongly without an error."""
    found = [*_aggregates(tokens), *_shortest(tokens), *_missing_lists(tokens)]
    return list(dict.fromkeys(found))


def lint(text: str) -> list[str]:
    """What keeps this text from being one text for both servers; empty where nothing was found."""
    tokens = tokenize(text)
    return [*silent_differences(tokens), *_own_rules(tokens)]


def _is_separator(tokens: Tokens, index: int) -> bool:
    token = tokens.at(index)
    if token.word == "WITH" and tokens.at(index - 1).word in ("STARTS", "ENDS"):
        return False
    if token.word in _CLAUSES and token.word:
        # A map's key or a label may be called like a clause.
        return not tokens.at(index + 1).is_symbol(":") and not tokens.at(index - 1).is_symbol(":")
    return token.is_symbol(",", "|", ";")


def _segments(tokens: Tokens, first: int, last: int) -> Iterator[tuple[str, list[int]]]:
    """The parts between commas and clauses from `first` to before `last`, nested brackets jumped.

    Each comes with the clause word that it stands under, and the indexes of its own tokens.
    """
    under = ""
    part: list[int] = []
    index = first
    while index < last:
        if _is_separator(tokens, index):
            yield under, part
            under, part = tokens.at(index).word or under, []
        else:
            part.append(index)
            index = tokens.closing.get(index, index)
        index += 1
    yield under, part


def _groups(tokens: Tokens) -> Iterator[tuple[int, int, int]]:
    """Every bracket (its index, first and last of its inside), and the whole text as -1."""
    yield -1, 0, len(tokens.items)
    for opening, closing in sorted(tokens.closing.items()):
        yield opening, opening + 1, closing


def _is_subquery(tokens: Tokens, opening: int) -> bool:
    if not tokens.at(opening).is_symbol("{"):
        return False
    before = tokens.at(opening - 1)
    return before.word in ("EXISTS", "COUNT", "COLLECT", "CALL") or before.is_symbol(")")


def _aggregate_in(tokens: Tokens, part: list[int]) -> str:
    """The first aggregate called in this part, at any depth but not in a subquery of its own."""
    for index in part:
        token = tokens.at(index)
        if token.word.lower() in AGGREGATES and tokens.at(index + 1).is_symbol("("):
            return token.text
        if index in tokens.closing and not _is_subquery(tokens, index):
            inside = list(_own(tokens, index + 1, tokens.closing[index]))
            found = _aggregate_in(tokens, inside)
            if found:
                return found
    return ""


def _own(tokens: Tokens, first: int, last: int) -> Iterator[int]:
    index = first
    while index < last:
        yield index
        index = tokens.closing.get(index, index) + 1


def _aggregates(tokens: Tokens) -> Iterator[str]:
    for opening, first, last in _groups(tokens):
        in_map = tokens.at(opening).is_symbol("{") and not _is_subquery(tokens, opening)
        for under, part in _segments(tokens, first, last):
            name = _aggregate_in(tokens, part)
            if name and any(
                _condition(tokens, index, part, in_map or under == "BY") for index in part
            ):
                yield AGGREGATE.format(name=name)
        if in_map and opening >= 0 and tokens.at(last + 1).is_symbol("."):
            name = _aggregate_in(tokens, list(_own(tokens, first, last)))
            if name:
                yield AGGREGATE.format(name=name)


def _condition(tokens: Tokens, index: int, part: list[int], comparisons: bool) -> bool:
    token = tokens.at(index)
    if token.word == "IN" and part.index(index) == 1 and tokens.at(part[0]).kind == "name":
        # `x IN list` at the head of a comprehension, of any(…) or of reduce(…): not a test.
        return not _binds(tokens, part[0])
    if token.word in _LOGIC or token.is_symbol("=~"):
        return not tokens.at(index + 1).is_symbol(":")
    return comparisons and token.is_symbol(*_COMPARISONS)


def _binds(tokens: Tokens, index: int) -> bool:
    before = tokens.at(index - 1)
    if before.is_symbol("["):
        return True
    if before.is_symbol(","):
        return True  # the second part of reduce(total = 0, x IN list | …)
    return before.is_symbol("(") and tokens.at(index - 2).word in _QUANTIFIERS


def _shortest(tokens: Tokens) -> Iterator[str]:
    for opening, name in tokens.calls():
        if name.lower() not in ("shortestpath", "allshortestpaths"):
            continue
        names = set()
        if tokens.at(opening - 2).is_symbol("="):
            names.add(tokens.at(opening - 3).text)
        for index in range(opening, tokens.closing[opening]):
            after_bracket = tokens.at(index).is_symbol("[")
            if after_bracket and tokens.at(index + 1).kind in ("name", "quoted"):
                names.add(tokens.at(index + 1).text)
        where = _where_after(tokens, opening)
        for index in where:
            token = tokens.at(index)
            plain = not tokens.at(index - 1).is_symbol(".")
            if token.kind in ("name", "quoted") and token.text in names and plain:
                yield SHORTEST
                break


def _where_after(tokens: Tokens, index: int) -> range:
    """The tokens of the WHERE that belongs to the MATCH around this place."""
    start = 0
    index = tokens.closing[index] + 1
    while index < len(tokens.items):
        token = tokens.at(index)
        if token.is_symbol(")", "]", "}", ";"):
            break
        if token.word in _CLAUSES and _is_separator(tokens, index):
            if token.word != "WHERE" or start:
                break
            start = index + 1
        index = tokens.closing.get(index, index) + 1
    return range(start, index) if start else range(0)


def _missing_lists(tokens: Tokens) -> Iterator[str]:
    parts = [
        part for _, first, last in _groups(tokens) for _, part in _segments(tokens, first, last)
    ]
    beside_or = [part for part in parts if any(tokens.at(i).word == "OR" for i in part)]
    for opening, name in tokens.calls():
        if name.upper() not in _QUANTIFIERS:
            continue
        inside = tokens.items[opening + 1 : tokens.closing[opening]]
        plain = (
            len(inside) > 5
            and inside[1].word == "IN"
            and inside[3].is_symbol(".")
            and inside[5].word == "WHERE"
        )
        if plain and any(_covers(tokens, part, opening) for part in beside_or):
            missing = "".join(token.text for token in inside[2:5])
            yield MISSING_LIST.format(name=name, list=missing)


def _covers(tokens: Tokens, part: list[int], index: int) -> bool:
    return any(start <= index <= tokens.closing.get(start, start) for start in part)


def _own_rules(tokens: Tokens) -> Iterator[str]:
    first = tokens.at(0).word
    if first in ("CYPHER", "EXPLAIN", "PROFILE"):
        yield f"The prefix {first} is not known to both servers."
    for index, token in enumerate(tokens.items):
        if token.word == "SHORTEST":
            yield "SHORTEST is not known to the embedded database; use shortestPath(…)."
        if token.is_symbol("*") and _unbounded(tokens, index):
            yield f"A path of any length ({tokens.place(index)}): give an upper bound, *1..6."
        if token.word == "SET" and _sets_label(tokens, index):
            yield "SET n:Label is slow on the embedded database: give all labels in the CREATE."
    for _, name in tokens.calls():
        lowered = name.lower()
        if lowered in ("elementid", "id"):
            yield f"{name}() changes between loads and servers: use the property id."
        if lowered in ("db.awaitindexes", "db.propertykeys") or lowered.startswith(
            ("apoc.", "gds.")
        ):
            yield f"{name} is not on both servers."
    yield from _hidden_by_alias(tokens)


def _unbounded(tokens: Tokens, index: int) -> bool:
    opening = index
    while opening >= 0 and not tokens.at(opening).is_symbol("["):
        opening -= 1
    if opening < 0 or tokens.closing[opening] < index:
        return False
    if not tokens.at(opening - 1).is_symbol("-", "<-"):
        return False
    rest: list[Token] = [tokens.at(index + step) for step in (1, 2, 3)]
    if rest[0].is_symbol(".."):
        return rest[1].kind != "number"
    if rest[0].kind != "number":
        return True
    return rest[1].is_symbol("..") and rest[2].kind != "number"


def _sets_label(tokens: Tokens, index: int) -> bool:
    return tokens.at(index + 1).kind == "name" and tokens.at(index + 2).is_symbol(":")


def _hidden_by_alias(tokens: Tokens) -> Iterator[str]:
    """`RETURN n.id AS n … ORDER BY n.x`: the alias hides the node."""
    for index, token in enumerate(tokens.items):
        if token.word != "ORDER":
            continue
        alias_of = {
            tokens.at(i + 1).text
            for i in range(index)
            if tokens.at(i).word == "AS"
            and tokens.at(i - 2).is_symbol(".")
            and tokens.at(i - 3).text == tokens.at(i + 1).text
        }
        for i in range(index, len(tokens.items)):
            if tokens.at(i).text in alias_of and tokens.at(i + 1).is_symbol("."):
                name = tokens.at(i).text
                yield f"ORDER BY {name}.… after … AS {name}: the alias hides the node."
                break
