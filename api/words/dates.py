"""Dates and spells in words: `2004-05` is May 2004, an open end is "since", doubt stays visible."""

from __future__ import annotations

from graph.dates import EARLIEST, LATEST, OPEN, UNKNOWN, to_text
from graph.snapshot import Edge, Node

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)
_HEDGE = {"~": "about ", "?": "probably "}


def date_words(text: str) -> str:
    """A date as people write it.

    >>> date_words("2004-05-17"), date_words("2004~"), date_words("2018/2023")
    ('17 May 2004', 'about 2004', 'between 2018 and 2023')
    """
    if "/" in text:
        early, _, late = text.partition("/")
        return f"between {date_words(early)} and {date_words(late)}"
    hedge = _HEDGE.get(text[-1:], "")
    parts = text.rstrip("~?").split("-")
    words = parts[0].lstrip("0") or parts[0]
    if len(parts) > 1:
        words = f"{MONTHS[int(parts[1]) - 1]} {words}"
    if len(parts) > 2:
        words = f"{int(parts[2])} {words}"
    return hedge + words


def day_words(day: int) -> str:
    """A day yyyymmdd in words; the far ends of time are said as such."""
    if day <= EARLIEST:
        return "no earliest day"
    if day >= LATEST:
        return "no last day"
    return date_words(to_text(day))


def event_words(start: str, end: str = "") -> str:
    """When something took place.

    >>> event_words("2000-03-13", "2000-03-14"), event_words("2000-03-30", "2000-04-02")
    ('13–14 March 2000', '30 March – 2 April 2000')
    """
    if not start or not end or start == end:
        return date_words(start or end) if start or end else ""
    first, last = start.split("-"), end.split("-")
    if len(first) == len(last) == 3 and not {start[-1], end[-1]} & {"~", "?"}:
        month = f"{MONTHS[int(last[1]) - 1]} {last[0]}"
        if first[:2] == last[:2]:
            return f"{int(first[2])}–{int(last[2])} {month}"
        if first[0] == last[0]:
            opening = f"{int(first[2])} {MONTHS[int(first[1]) - 1]}"
            return f"{opening} – {int(last[2])} {month}"
    return f"{date_words(start)} – {date_words(end)}"


def seen_words(element: Node | Edge) -> str:
    """When sources show it: a year, or two."""
    first = str(element.get("attested_first", ""))
    last = str(element.get("attested_last", ""))
    if not last:
        return ""
    return first[:4] if first[:4] == last[:4] else f"{first[:4]}–{last[:4]}"


def spell_words(element: Node | Edge) -> str:
    """A dated element's spell in a few words, as lists show it."""
    start, end = str(element.get("start", "")), str(element.get("end", ""))
    if not start:
        return ""
    seen = seen_words(element)
    if start == UNKNOWN:
        return _unknown_start(element, end, seen)
    begun = date_words(start)
    if end in (OPEN, UNKNOWN) and (last := int(element.get("to_max", LATEST))) < LATEST:
        return f"from {begun}, until {last // 10000} at the latest"
    if end == OPEN:
        return f"since {begun}"
    if end == UNKNOWN:
        latest = str(element.get("attested_last", ""))
        later = latest[:4] > start[:4]
        return f"from {begun}, last seen {latest[:4]}" if later else f"from {begun}"
    if start == end:
        return begun
    return event_words(start, end) if "/" not in end else f"from {begun}, ended {date_words(end)}"


def _unknown_start(element: Node | Edge, end: str, seen: str) -> str:
    if end in (OPEN, UNKNOWN):
        return f"on record {seen}" if seen else "dates not known"
    ended = date_words(end)
    return f"on record {seen}, until {ended}" if seen else f"until {ended}, start not known"


def start_sentence(element: Node | Edge) -> str:
    """What is known of the beginning, in a sentence."""
    start = str(element.get("start", ""))
    if start != UNKNOWN:
        return f"Began: {date_words(start)}."
    first = str(element.get("attested_first", ""))
    if first:
        seen = date_words(first)
        return f"No source read gives a beginning; the first that shows it is of {seen}."
    return "No source read gives a beginning."


def end_sentence(element: Node | Edge) -> str:
    """What is known of the end, in a sentence."""
    end, last = str(element.get("end", "")), str(element.get("attested_last", ""))
    seen = f" of {date_words(last)}" if last else ""
    if end == OPEN:
        return f"The latest source{seen} presents it as going on."
    if end == UNKNOWN:
        return f"No source read gives an end; the latest that shows it is{seen or ' undated'}."
    reason = element.get("end_reason")
    return f"Ended: {date_words(end)}." + (f" Reason: {reason}." if reason else "")
