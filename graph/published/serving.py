"""Rules for published statements about those who serve mechanisms and host their secretariats."""

from __future__ import annotations

from graph.dates import UNKNOWN, parse
from graph.published.counting import (
    LISTED,
    NO_NAMES,
    Answer,
    Asked,
    Finding,
    counted,
    level_of,
    many,
    names,
)
from graph.published.figures import names_of
from graph.snapshot import Edge, Snapshot

_AT_WORK = ("SERVES", "MEMBER_OF", "OBSERVER_OF", "PARTICIPATES_IN")
INVITED = "invited"


def _secretariats(snapshot: Snapshot, day: int) -> set[tuple[str, str]]:
    """Who hosted or provided the secretariat of which mechanism on a day."""
    return {
        (host.tail, of.head)
        for host in snapshot.edges("HOSTS_SECRETARIAT") if host.holds(day)
        for of in snapshot.edges("SECRETARIAT_OF", tail=host.head) if of.holds(day)
    }


def served_by(asked: Asked) -> Answer:
    """Mechanisms that an organization served on the day, by a secretariat or otherwise."""
    snapshot, organization = asked.snapshot, asked.detail
    if snapshot.find(organization) is None:
        return f"There is no {organization} in the graph."
    by_secretariat = {
        mechanism for host, mechanism in _secretariats(snapshot, asked.day) if host == organization
    }
    roles: dict[str, set[str]] = {}
    for edge in snapshot.edges("SERVES", tail=organization):
        if edge.holds(asked.day):
            roles.setdefault(edge.head, set()).add(str(edge.get("role", "in no stated role")))
    otherwise = set(roles) - by_secretariat
    said = []
    if asked.contradicts(len(by_secretariat | otherwise)):
        if by_secretariat:
            said.append(f"Its secretariat: {names(snapshot, by_secretariat)}.")
        if otherwise:
            shown = (f"{names(snapshot, [m])} ({', '.join(sorted(roles[m]))})" for m in otherwise)
            said.append(f"Served otherwise: {', '.join(sorted(shown))}.")
        said += ["Whoever counts fewer of these roles comes to another number.", NO_NAMES]
    words = (f"{many(len(by_secretariat), 'mechanism')} by a secretariat, "
             f"{len(otherwise)} otherwise")
    return counted(asked, by_secretariat | otherwise, words, said)


def secretariat_hosts(asked: Asked) -> Answer:
    """Whether those named hosted secretariats of listed mechanisms of a level on the day."""
    snapshot, level = asked.snapshot, asked.detail
    pairs = _secretariats(snapshot, asked.day)
    hosts: dict[str, set[str]] = {}
    for host, mechanism in pairs:
        if _is_listed(snapshot, mechanism) and level_of(snapshot, mechanism) == level:
            hosts.setdefault(host, set()).add(mechanism)
    named = [name for name in names_of(asked.value) if snapshot.find(name)]
    if not named:
        return "None of those named is in the graph under that name."
    missing = [name for name in named if name not in hosts]
    said = []
    for name in missing:
        others = {mechanism for host, mechanism in pairs if host == name}
        levels = sorted({level_of(snapshot, mechanism) for mechanism in others})
        which = (f"; it did of those that are {' or '.join(levels)} here or not listed: "
                 f"{names(snapshot, others)}" if others else "")
        said.append(f"On that day {names(snapshot, [name])} is not known to have hosted the "
                    f"secretariat of a listed {level} mechanism{which}.")
    beyond = set(hosts) - set(named)
    if beyond:
        said.append(f"Others that did: {names(snapshot, beyond)}.")
    words = ", ".join(
        f"{names(snapshot, [host])}: {len(hosts[host])}" for host in named if host in hosts
    )
    if "many" in asked.value or "some" in asked.value:
        said.append("“Many” and “some” are no figures: only the names are compared.")
    return Finding(words or "none of those named", tuple(sorted(hosts)), not missing,
                   " ".join(said))


def active_since(asked: Asked) -> Answer:
    """The first year for which anything shows an organization at work in a listed mechanism."""
    snapshot, organization = asked.snapshot, asked.detail
    seen: list[tuple[int, str]] = []
    for kind in _AT_WORK:
        for edge in snapshot.edges(kind, tail=organization):
            if _is_listed(snapshot, edge.head):
                seen.append((_seen_first(edge), edge.head))
    for host in snapshot.edges("HOSTS_SECRETARIAT", tail=organization):
        for of in snapshot.edges("SECRETARIAT_OF", tail=host.head):
            if _is_listed(snapshot, of.head):
                seen.append((_seen_first(host), of.head))
    for kind in ("ATTENDED", "HOSTED"):
        for edge in snapshot.edges(kind, tail=organization):
            meeting = snapshot.find(edge.head)
            if meeting and edge.get("as") != INVITED:
                seen += [(int(meeting.get("start_min") or 0) // 10000, of.head)
                         for of in snapshot.edges("HELD_BY", tail=edge.head)
                         if _is_listed(snapshot, of.head)]
    seen = [one for one in seen if one[0]]
    if not seen:
        return f"Nothing dated shows {organization} at work in a listed mechanism."
    first = min(year for year, _ in seen)
    ids = {mechanism for year, mechanism in seen if year == first}
    said: list[str] = []
    if asked.contradicts(first):
        said = ["Counted here from the first role or meeting in a listed mechanism that a source "
                "dates; what the statement counts from is not held."]
    return counted(asked, ids, f"{first} ({names(snapshot, ids)})", said, first)


def _is_listed(snapshot: Snapshot, mechanism: str) -> bool:
    node = snapshot.find(mechanism)
    return node is not None and node.get("ring") == LISTED


def _seen_first(edge: Edge) -> int:
    """The year of its start, else of the first attestation; 0 where there is neither."""
    start, seen = str(edge.get("start", UNKNOWN)), str(edge.get("attested_first", ""))
    text = seen if start == UNKNOWN else start
    return parse(text).first // 10000 if text else 0
