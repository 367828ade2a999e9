"""Published figures about the whole network and about meetings, recomputed from the graph.

Each claim ends as `matched`, `explained`, `differs` or `not computable`. No rule knows a claim's
value: a rule belongs to a property, reads the graph on the claim's own day and holds its count
against the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from graph.dates import BadDate, parse, to_day, to_text
from graph.published import mechanisms, serving, taking_part
from graph.published.counting import Answer, Asked, names
from graph.snapshot import Node, Snapshot

Result = Literal["differs", "explained", "matched", "not computable"]
"""differs: nothing in the data tells why; explained: it differs, and the data tell why."""
RESULTS: tuple[Result, ...] = ("differs", "explained", "matched", "not computable")
Rule = Callable[[Asked], Answer]
NETWORK = "network"
NO_RULE = "no rule for this property"
IOM = "org-iom"

RULES: dict[str, tuple[str, Rule, str]] = {
    "active-iscms": ("Mechanisms that were active", mechanisms.active, ""),
    "active-rcps": (
        "Regional consultative processes that were active", mechanisms.active, "regional"),
    "listed-mechanisms": ("Listed mechanisms: {}", mechanisms.listed, "{}"),
    "first-mechanism-founded": (
        "Year in which the first mechanism was founded", mechanisms.first_founded, ""),
    "decade-of-first-mechanisms": ("Decade of the first mechanisms", mechanisms.first_founded, ""),
    "majority-founded-since": (
        "Year since which most were founded", mechanisms.majority_since, ""),
    "interval-of-global-meetings": (
        "Rhythm of the global meetings", mechanisms.global_rhythm, ""),
    "mechanisms-in-review": ("Mechanisms in the study {}", mechanisms.in_review, "|{}"),
    "rcps-in-review": (
        "Regional consultative processes in the study {}", mechanisms.in_review, "regional|{}"),
    "irfs-in-review": (
        "Interregional forums in the study {}", mechanisms.in_review, "interregional|{}"),
    "regions-without-mechanism": (
        "Regions without a mechanism", mechanisms.without_mechanism, ""),
    "mechanisms-served-by": ("Mechanisms served by {}", serving.served_by, "{}"),
    "secretariat-hosts": (
        "Hosts of secretariats of {} mechanisms", serving.secretariat_hosts, "{}"),
    "iom-active-in-mechanisms-since": (
        "Since when IOM has been active in mechanisms", serving.active_since, IOM),
    "countries-and-territories-in-at-least-one": (
        "Countries and territories in at least one mechanism", taking_part.in_at_least_one, ""),
    "countries-in-more-than-one": (
        "Countries in more than one mechanism", taking_part.in_more_than_one, ""),
    "max-mechanisms-per-country": (
        "Largest number of mechanisms that one country is in", taking_part.most_of_one, ""),
    "mechanisms-at-meeting": ("Mechanisms at {}", taking_part.mechanisms_at, "{}"),
    "governments-at-meeting": ("Governments at {}", taking_part.governments_at, "{}"),
    "States represented": ("States represented at {}", taking_part.governments_at, "{}"),
}
"""Property, without what follows its colon, to its words, its rule, and what the rule is asked."""

_WORDS_ALONE = "It is a statement in words: there is nothing in it to count."
NOT_HELD: dict[str, tuple[str, str]] = {
    "statement": ("Statement", _WORDS_ALONE),
    "way-of-working": ("Way of working of {}", _WORDS_ALONE),
    "kinds-of-effective-practice": ("Kinds of effective practice", _WORDS_ALONE),
    "most-important-mechanisms": (
        "Most important mechanisms", "The graph holds no measure of importance."),
    "first-use-of-term": (
        "First use of the term {}", "The graph does not hold since when a term has been used."),
    "participants-at-meeting": (
        "Persons at {}",
        "The graph holds no persons, only which States, organizations and mechanisms took part."),
    "mechanisms-at-meeting-announced": (
        "Mechanisms announced for {}",
        "Who is announced has not yet attended; the graph holds attendance."),
    "mechanisms-speaking-at-meeting": (
        "Mechanisms that spoke at {}", "The graph holds who attended, not who spoke."),
    "mechanisms-in-review-in-depth": (
        "Mechanisms that the study {} looked at closely",
        "The graph does not hold how closely a study looks at each mechanism."),
}
"""Properties that the graph cannot answer: their words, and why."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A published value beside what the graph gives."""

    claim: str
    about: str  # `network`, or the meeting
    property: str
    title: str
    value: str
    published: str  # the value with names in place of ids
    date: str  # YYYY-MM-DD: the day on which the graph is read for it
    dated_by: str
    sources: tuple[str, ...]
    result: Result
    found: str = ""
    counted: tuple[str, ...] = ()
    reason: str = ""


def verdict(one: Comparison) -> str:
    """What cannot be computed is explained, too: its reason says what it would take."""
    return "explained" if one.result == "not computable" else one.result


def compare(snapshot: Snapshot) -> list[Comparison]:
    """Every claim about the network, then on how many were at a meeting; by title and date."""
    found = [_compared(snapshot, claim) for claim in snapshot.nodes("Claim")
             if is_figure(snapshot, claim)]
    return sorted(
        found, key=lambda one: (one.about != NETWORK, one.title, one.date, one.claim)
    )


def is_figure(snapshot: Snapshot, claim: Node) -> bool:
    """Whether a claim is compared here; any other is a rival value of a fact or of a node."""
    about, prop = str(claim.get("fact")), str(claim.get("property", ""))
    return about == NETWORK or (prop in RULES and snapshot.label_of(about) == "Meeting")


def day_of(snapshot: Snapshot, claim: Node) -> tuple[int, str]:
    """The day on which the graph is read for a claim, and where the day is from.

    Of a year or a month the last day, since a text speaks of what was there before it; never
    later than the date of the data.
    """
    latest, sources = to_day(snapshot.as_of), [
        node for source in claim.get("sources", ()) if (node := snapshot.find(source))
    ]
    years = [f"{node.get('year'):04d}" for node in sources if node.get("year")]
    read = [str(node.get("read_on")) for node in sources if node.get("read_on")]
    for texts, words in (
        ([str(claim.get("attested", ""))], "date of the statement"),
        (years, "year of the source"), (read, "day on which the source was read"),
    ):
        try:
            if text := max(texts, default=""):
                return min(parse(text).last, latest), words
        except BadDate:
            continue
    return latest, "date of the data"


def _compared(snapshot: Snapshot, claim: Node) -> Comparison:
    about, prop = str(claim.get("fact")), str(claim.get("property", ""))
    family, _, detail = prop.partition(":")
    if about != NETWORK:
        detail = about
    day, dated_by = day_of(snapshot, claim)
    answer: Answer = NO_RULE
    title = family.replace("-", " ").capitalize()
    if family in RULES:
        title, rule, asks = RULES[family]
        answer = rule(Asked(snapshot, claim, asks.format(detail), day))
    elif family in NOT_HELD:
        title, answer = NOT_HELD[family]
    title = title.format(_spoken(snapshot, detail))
    value, sources = str(claim.get("value", "")), tuple(claim.get("sources", ()))
    told = (claim.id, about, prop, title, value, _in_names(snapshot, value), to_text(day),
            dated_by, sources)
    if isinstance(answer, str):
        return Comparison(*told, result="not computable", reason=answer)
    result: Result = "matched" if answer.agrees else "explained" if answer.said else "differs"
    return Comparison(*told, result, answer.found, answer.counted, answer.said)


def _spoken(snapshot: Snapshot, detail: str) -> str:
    """What a property speaks of, in words: the node's name; `mrs45-2013` is MRS45 (2013)."""
    if node := snapshot.find(detail):
        return node.name
    study = re.fullmatch(r"(\w+)-(\d{4})", detail)
    return f"{study[1].upper()} ({study[2]})" if study else detail.replace("-", " ")


def _in_names(snapshot: Snapshot, value: str) -> str:
    """A value for readers: `org-iom (many); rcm` is IOM (many); RCM."""
    parts = []
    for part in value.split("; "):
        word, space, rest = part.partition(" ")
        parts.append((names(snapshot, [word]) if snapshot.find(word) else word) + space + rest)
    return "; ".join(parts)
