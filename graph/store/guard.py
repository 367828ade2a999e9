"""What a visitor's Cypher may do: read the graph, and nothing else.

On Neo4j the server's own plan decides: READ access mode alone lets files, addresses, settings and
users be read, so every operator of the plan must be one that reads the graph. A list of what is
allowed, not of what is forbidden: what a later version adds is refused until it is looked at.
The embedded database gives no such plan. There the visitor is a user who may not write, LOAD CSV
is off, and the text itself is looked at: clauses, procedures and functions by name.
On both, the words are looked at first, which gives the better reasons; and on the embedded
database what it is known to answer wrongly is refused with the rewrite.

Limits of time, rows and places are `visitor.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graph.errors import QueryRefused
from graph.store.lint import lint, silent_differences
from graph.store.tokens import Tokens, tokenize

__all__ = ["Plan", "ServerKind", "check", "lint"]

ServerKind = Literal["embedded", "neo4j"]
LONGEST_TEXT = 20_000


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Plan:
    """What EXPLAIN said: the statement's type (`r`, `rw`, `w`, `s`) and the tree of operators."""

    statement_type: str
    root: Mapping[str, Any]


Explain = Callable[[str, dict[str, Any]], Plan]

# Procedures that read the graph or its schema. Keys in lower case: names are not case-sensitive
# everywhere.
PROCEDURES = frozenset(
    {
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
        "db.schema.visualization",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
    }
)
_PROPERTY_KEYS = "MATCH (n) UNWIND keys(n) AS key RETURN DISTINCT key ORDER BY key"

FUNCTIONS = _names(
    # aggregates, predicates, paths
    "avg collect count max min percentilecont percentiledisc stdev stdevp sum"
    " all any none single exists isempty allshortestpaths shortestpath length nodes relationships"
    " coalesce nullif valuetype reduce"
    # nodes and relationships
    " elementid id labels type keys properties startnode endnode"
    # lists and texts
    " head last tail size range reverse left right ltrim rtrim btrim trim lower upper"
    " tolower toupper split substring replace normalize char_length character_length"
    " toboolean tobooleanlist tobooleanornull tofloat tofloatlist tofloatornull tointeger"
    " tointegerlist tointegerornull tostring tostringlist tostringornull"
    # numbers
    " abs ceil floor round sign sqrt exp log log10 e pi rand isnan sin cos tan cot asin acos atan"
    " atan2 degrees radians haversin randomuuid"
    # time and place
    " date datetime localdatetime localtime time duration timestamp point point.distance"
    " point.withinbbox date.truncate datetime.truncate localdatetime.truncate localtime.truncate"
    " time.truncate date.transaction date.statement date.realtime datetime.transaction"
    " datetime.statement datetime.realtime datetime.fromepoch datetime.fromepochmillis"
    " duration.between duration.inmonths duration.indays duration.inseconds"
    # vectors
    " vector.similarity.cosine vector.similarity.euclidean"
)
# Words that may stand before an opening bracket without calling anything.
_BEFORE_BRACKET = _names(
    "AND AS ASC ASCENDING BY CALL CASE CONTAINS DESC DESCENDING DISTINCT ELSE END ENDS GROUP"
    " GROUPS IN IS LIMIT MATCH NOT OFFSET ON OPTIONAL OR ORDER PATH PATHS RELATIONSHIPS"
    " ELEMENTS RETURN SHORTEST SKIP STARTS THEN UNION UNWIND WHEN WHERE WITH XOR YIELD TRAIL"
    " WALK ACYCLIC"
)
# Words that begin a write wherever they stand as a word of their own.
_WRITES = {
    "CREATE": "creates",
    "MERGE": "creates",
    "INSERT": "creates",
    "SET": "changes",
    "REMOVE": "changes",
    "DELETE": "deletes",
    "DETACH": "deletes",
    "FOREACH": "changes",
    "DROP": "deletes",
}
_ADMINISTRATION = _names(
    "ALTER GRANT DENY REVOKE RENAME TERMINATE ENABLE DEALLOCATE REALLOCATE DRYRUN"
)
# Words that may only not begin a statement; elsewhere they are names like any other.
_FIRST = {
    "EXPLAIN": "Leave EXPLAIN out: plans are for the database's own tools, here rows are returned.",
    "PROFILE": "Leave PROFILE out: plans are for the database's own tools, here rows are returned.",
    "CYPHER": "Leave the CYPHER prefix out: versions and options are the server's to choose.",
    "USE": "USE is not open to visitors: there is one graph here.",
    "SHOW": "SHOW is not open to visitors. CALL db.labels() and CALL db.relationshipTypes() are.",
    "LOAD": "LOAD CSV is not open to visitors: it reads files and addresses, not the graph.",
    "START": "Starting databases is not open to visitors.",
    "STOP": "Stopping databases is not open to visitors.",
    "BEGIN": "A transaction is opened for you: leave BEGIN out.",
    "COMMIT": "A transaction is opened for you: leave COMMIT out.",
    "ROLLBACK": "A transaction is opened for you: leave ROLLBACK out.",
    "SESSION": "Settings of the session are not open to visitors.",
}

# Every operator of Neo4j 5.26 and 2026.09 that only reads the graph or works on rows. Left out on
# purpose: LoadCSV, Show…, Create…, Merge…, Lock…, Transaction…, RunQueryAt, External, Foreach.
_OPERATORS = _names(
    "AntiConditionalApply AntiSemiApply Apply Argument ArgumentTracker AssertSameNode"
    " AssertSameRelationship BidirectionalRepeat(Trail) CacheProperties CartesianProduct"
    " ConditionalApply Distinct Eager EagerAggregation EmptyRow ExhaustiveLimit Filter"
    " LetAntiSemiApply LetSelectOrAntiSemiApply LetSelectOrSemiApply LetSemiApply Limit"
    " NodeCountFromCountStore NodeHashJoin NodeLeftOuterHashJoin NodeRightOuterHashJoin"
    " NullifyMetadata Optional OrderedAggregation OrderedDistinct OrderedUnion PartialSort"
    " PartialTop PathPropagatingBFS PreserveOrder ProduceResults ProjectEndpoints Projection"
    " RelationshipCountFromCountStore RemoteBatchProperties RemoteBatchPropertiesWithFilter"
    " Repeat(Trail) Repeat(Walk) RollUpApply SelectOrAntiSemiApply SelectOrSemiApply SemiApply"
    " ShortestPath Skip Sort Top Top1WithTies TriadicBuild TriadicFilter TriadicSelection Union"
    " PartitionedUnwind Unwind ValueHashJoin ValueMergeJoin"
)
# Families of scans, seeks and expansions; their names are built from parts.
_OPERATOR_FAMILIES = re.compile(
    r"""
    (Partitioned)?(Union|Intersection|Subtraction|All|Multi)?
      Node(s|ByLabels?|ByElementId|ById|Index|UniqueIndex|FulltextIndex|VectorIndex)?
      (Scan|Seek|SeekByRange|ContainsScan|EndsWithScan|Search)
  | (Partitioned)?(Directed|Undirected)(All|Union)?Relationships?
      (Types?|ByElementId|ById|Index|UniqueIndex|FulltextIndex|VectorIndex)?
      (Scan|Seek|SeekByRange|ContainsScan|EndsWithScan|Search)
  | (Partitioned)?(Union|Intersection|Subtraction)NodeByLabelsScan | (Partitioned)?AllNodesScan
  | MultiNodeIndexSeek | DynamicLabelNodeLookup
  | Dynamic(Directed|Undirected)RelationshipTypeLookup
  | (Optional|VarLength)?Expand\([A-Za-z,]+\) | StatefulShortestPath\([A-Za-z,\ ]+\)
    """,
    re.VERBOSE,
)


def check(text: str, explain: Explain, *, server: ServerKind) -> None:
    """Raise QueryRefused, with the reason and where there is one the rewrite, or return."""
    if len(text) > LONGEST_TEXT:
        raise QueryRefused(f"A query may have {LONGEST_TEXT:,} characters; this has {len(text):,}.")
    if server == "neo4j" and re.search(r"\\u", text, re.IGNORECASE):
        raise QueryRefused(r"Write the character itself instead of a \u escape.")
    tokens = tokenize(text)
    _one_statement(tokens)
    _words(tokens)
    _procedures(tokens, server)
    _functions(tokens)
    _growing_reduce(tokens)
    if server == "embedded":
        for reason in silent_differences(tokens):
            raise QueryRefused(reason)
        return
    _plan(explain(text, {}))


def _one_statement(tokens: Tokens) -> None:
    if not tokens.items or all(token.is_symbol(";") for token in tokens.items):
        raise QueryRefused("There is no query in this text.")
    for index, token in enumerate(tokens.items[:-1]):
        if token.is_symbol(";"):
            place = tokens.place(index)
            raise QueryRefused(f"One statement at a time: there is more after the ; at {place}.")


def _words(tokens: Tokens) -> None:
    first = tokens.at(0).word
    if first in _FIRST:
        raise QueryRefused(_FIRST[first])
    for index, token in enumerate(tokens.items):
        word = token.word
        before, after = tokens.at(index - 1), tokens.at(index + 1)
        # After a colon or a | stands a label or a type, before a colon a map's key.
        if not word or before.is_symbol(":", "|", "&", "!") or after.is_symbol(":"):
            continue
        quote = f" If it is a name of yours, write it in backticks: `{token.text}`."
        if word in _WRITES:
            raise QueryRefused(
                f"Visitors may read only; {word} ({tokens.place(index)}) {_WRITES[word]}"
                f" what is in the graph.{quote}"
            )
        if word in _ADMINISTRATION:
            raise QueryRefused(f"{word} is administration, which is not open to visitors.{quote}")
        if word == "LOAD" and after.word == "CSV":
            raise QueryRefused(_FIRST["LOAD"])
        if word == "TRANSACTIONS":
            raise QueryRefused(
                "Leave IN TRANSACTIONS out: a visitor's query is one reading transaction."
            )
        if word in ("USE", "SHOW") and before.is_symbol("{", "}", ";"):
            raise QueryRefused(_FIRST[word])


def _procedures(tokens: Tokens, server: ServerKind) -> None:
    for index, token in enumerate(tokens.items):
        if token.word != "CALL" or tokens.at(index - 1).is_symbol(":", "|"):
            continue
        after = tokens.at(index + 1)
        if after.is_symbol("{", "(", ":") or after.kind not in ("name", "quoted"):
            continue
        end = index + 2
        while tokens.at(end).is_symbol(".") and tokens.at(end + 1).kind in ("name", "quoted"):
            end += 2
        name = "".join(part.text for part in tokens.items[index + 1 : end])
        if name.lower() not in PROCEDURES:
            raise QueryRefused(
                f"The procedure {name} is not open to visitors. These are:"
                f" db.labels, db.relationshipTypes, db.schema.visualization,"
                f" db.index.fulltext.queryNodes, db.index.fulltext.queryRelationships."
            )
        if server == "embedded" and name.lower() == "db.propertykeys":
            raise QueryRefused(
                f"db.propertyKeys is empty on the embedded database. Write {_PROPERTY_KEYS}"
            )


def _functions(tokens: Tokens) -> None:
    called = {  # procedures are looked at by themselves
        index for index, token in enumerate(tokens.items) if token.word == "CALL"
    }
    for opening, name in tokens.calls():
        first = opening - 1 - 2 * name.count(".")
        if first - 1 in called and "`" not in name:
            continue
        if name.upper() in _BEFORE_BRACKET or name.lower() in FUNCTIONS:
            continue
        raise QueryRefused(
            f"The function {name} is not open to visitors, or not known ({tokens.place(opening)})."
        )


def _growing_reduce(tokens: Tokens) -> None:
    """`reduce(s = 'x', … | s + s)` doubles at every step: forty steps fill any memory."""
    for opening, name in tokens.calls():
        if name.lower() != "reduce":
            continue
        total = tokens.at(opening + 1).text
        body = range(opening, tokens.closing[opening])
        start = next((i for i in body if tokens.at(i).is_symbol("|")), opening)
        uses = [i for i in range(start, body.stop) if tokens.at(i).text == total]
        if len(uses) < 2 or any(tokens.at(i).word == "CASE" for i in range(start, body.stop)):
            continue
        raise QueryRefused(
            f"reduce(…) uses {total} more than once outside a CASE, so that it may double at every"
            " step. Use it once."
        )


def _plan(plan: Plan) -> None:
    if plan.statement_type != "r":
        raise QueryRefused("Visitors may read only; the server says that this query writes.")
    for operator, details in _operators(plan.root):
        if operator == "ProcedureCall":
            called = details.split("(", 1)[0].strip().lower()
            if called not in PROCEDURES:
                raise QueryRefused(f"The procedure {called} is not open to visitors.")
        elif operator not in _OPERATORS and not _OPERATOR_FAMILIES.fullmatch(operator):
            raise QueryRefused(
                f"This query would do more than read the graph: its plan has the step {operator}."
            )


def _operators(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    details = (node.get("args") or {}).get("Details", "")
    yield str(node["operatorType"]).split("@", 1)[0], str(details)
    for child in node.get("children") or ():
        yield from _operators(child)
