"""Every word a map shows, by key and language, and dates said in words.

A language is added by adding its dictionary; what it lacks is said in English. Names of things
come from the data, never from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from graph.dates import OPEN, UNKNOWN
from graph.style import LINK_LOOKS, NODE_LOOKS

Words = Mapping[str, str]

_ENGLISH: dict[str, str] = {
    "title": "Inter-State consultation mechanisms on migration",
    "subtitle": "Who takes part, who supports them and how they are tied",
    "title.Mechanism": "{name}",
    "subtitle.Mechanism": "Who takes part, who supports it and what it is tied to",
    "title.State": "{name}",
    "subtitle.State": "The consultation mechanisms on migration in which it takes part",
    "subtitle.Organization": "The consultation mechanisms on migration with which it works",
    "skip": "Skip to the details",
    "find": "Find a State, mechanism or organization",
    "find.hint": "Name, acronym or other name, in any language",
    "find.none": "Nothing of that name",
    "find.key": "Press / to come here",
    "filters": "Filters",
    "kinds": "Show",
    "links": "Links",
    "all": "All",
    "none": "None",
    "recalled": "Dashed: general knowledge, no source read yet",
    "region": "Region",
    "region.all": "All regions",
    "region.other": "Other",
    "time": "Time",
    "time.day": "On {day}",
    "time.range": "At some time between",
    "time.from": "From year",
    "time.to": "To year",
    "time.any": "At any time",
    "time.reading": "How dates are read",
    "mode.standing": "Standing",
    "mode.certain": "Certain only",
    "mode.possible": "Possible too",
    "mode.hint": "Standing: it held, unless the sources are badly out of date.",
    "said.day.standing": "links standing on {day}",
    "said.day.certain": "links that surely stood on {day}",
    "said.day.possible": "links that may have stood on {day}",
    "said.range.standing": "links standing at some time between {from} and {to}",
    "said.range.certain": "links that surely stood at some time between {from} and {to}",
    "said.range.possible": "links that may have stood at some time between {from} and {to}",
    "said.any": "links of any time, past ones too",
    "said.dates": "“Seen” gives the years of the sources that show a link, where its start or "
    "its end is open or not known.",
    "said.events": "Contacts and successions are events: on a day, those that had happened.",
    "said.region": "region: {region}",
    "said.open": "without mechanisms open to all",
    "said.count": "{shown} of {all}",
    "said.hidden": "“{name}” is not on the map with these filters.",
    "said.selected": "Selected: {name}.",
    "said.cleared": "Selection cleared.",
    "said.copied": "The address of this view is copied.",
    "said.saved": "Saved {file}.",
    "said.left_out": "{count} organizations without any of these links are left out.",
    "said.dashed": "{count} of them recalled, not read (dashed)",
    "open_to_all": "Leave out mechanisms open to all States",
    "reset": "Reset",
    "png": "Picture (PNG)",
    "csv": "Table (CSV)",
    "copy": "Copy link",
    "zoom.in": "Closer",
    "zoom.out": "Farther",
    "zoom.fit": "Whole map",
    "wide": "Only the map",
    "map": "Map",
    "map.help": "A picture of {title}. The list beside it and the table below say the same.",
    "details": "Details",
    "list": "Mechanisms",
    "list.hint": "Choose one here, on the map or by search.",
    "list.about": "What is shown",
    "level.regional": "Regional",
    "level.interregional": "Inter-regional",
    "level.global": "Global",
    "level.wide": "Inter-regional and global",
    "back": "All mechanisms",
    "back.about": "What is shown",
    "other_times": "At other times",
    "not_shown": "not on the map now",
    "reveal": "Show it",
    "sources": "Sources",
    "source.open": "Open the source",
    "source.none": "No source given.",
    "basis.read": "read",
    "basis.derived": "derived",
    "basis.derived.rule": "derived by the rule “{rule}”",
    "basis.recalled": "recalled, not read",
    "meetings": "Meetings known to us",
    "coverage": "How far we looked",
    "extent.complete": "complete",
    "extent.partial": "partial",
    "extent.not looked at": "not looked at",
    "nothing": "No link known to us with these filters. That is no finding: see how far we looked.",
    "also": "Also called",
    "fact.purpose": "Purpose",
    "fact.short_name": "Short name",
    "fact.acronym": "Acronym",
    "fact.level": "Reach",
    "fact.ring": "List",
    "ring.listed": "listed by IOM as an ISCM",
    "ring.related": "related; on no such list",
    "fact.lifetime": "Existence",
    "fact.open_to_all": "Open to all States",
    "yes": "yes",
    "fact.actor_type": "Kind",
    "fact.kind": "Kind",
    "fact.description": "Description",
    "fact.region": "Region",
    "fact.status": "Status",
    "fact.status_stated": "Activity as a source states it",
    "fact.called": "called",
    "fact.side": "side",
    "fact.name_as_in_source": "in the source",
    "fact.right": "may",
    "fact.title": "as",
    "fact.role": "role",
    "fact.note": "note",
    "table": "Table of the links shown",
    "table.from": "From",
    "table.link": "Link",
    "table.to": "To",
    "table.dates": "Dates",
    "table.basis": "Basis",
    "table.sources": "Sources",
    "table.note": "Designation notes",
    "table.more": "Show {count} more",
    "notes": "Notes",
    "about_map": "About this map",
    "reading": "States stand on the outer ring by region, organizations on the ring inside it, "
    "regional mechanisms near those who take part, inter-regional and global ones in the middle. "
    "Nearness says nothing more than that.",
    "reading.about": "“{name}” stands in the middle; round it stands what is one step away.",
    "note.disclaimer": "Names, and the way in which things are shown, imply no opinion on the "
    "legal status of any State, territory, city or area or of its authorities. Taking part in a "
    "mechanism is all that a link of taking part says.",
    "note.silence": "What is not shown is not known to us; that is no finding that it is not so.",
    "source_line": "Source: ISCM Graph {version}{datasets}; data as of {day}; receipt {receipt}",
    "script": "This map needs a browser with scripts switched on.",
    "since": "since {start}",
    "until": "until {end}",
    "from_to": "{start} to {end}",
    "start_unknown": "start not known",
    "end_unknown": "may have ended",
    "ended": "ended {end}",
    "attested_in": "seen {day}",
    "attested_range": "seen {start} to {end}",
    "years_ago": "{years} years before the data’s date",
    "on": "{day}",
    "about": "about {day}",
    "uncertain": "{day} (uncertain)",
    "between": "between {start} and {end}",
    "months": "January February March April May June July August September October November "
    "December",
}
for _node in NODE_LOOKS.values():
    _ENGLISH[f"kind.{_node.label}"] = _node.singular
    _ENGLISH[f"kinds.{_node.label}"] = _node.plural
    _ENGLISH[f"one.{_node.label}"] = _node.singular.lower()
    _ENGLISH[f"many.{_node.label}"] = _node.plural.lower()
_ENGLISH |= {"one.State": "State", "many.State": "States"}
for _link in LINK_LOOKS.values():
    _ENGLISH[f"link.{_link.type}"] = _link.singular
    _ENGLISH[f"forward.{_link.type}"] = _link.forward
    _ENGLISH[f"backward.{_link.type}"] = _link.backward

CATALOGUES: dict[str, dict[str, str]] = {"en": _ENGLISH}

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?]?)")


def words(language: str) -> dict[str, str]:
    """All words of a language, English where it lacks one."""
    return _ENGLISH | CATALOGUES.get(language, {})


def day_words(text: str, say: Words) -> str:
    """A date of the data in words.

    >>> day_words("2004-05-17", words("en")), day_words("2004~", words("en"))
    ('17 May 2004', 'about 2004')
    """
    early, slash, late = text.partition("/")
    if slash:
        return say["between"].format(start=day_words(early, say), end=day_words(late, say))
    found = _DAY.fullmatch(text)
    if not found:
        return text
    year, month, day, mark = found.groups()
    parts = [str(int(day))] if day else []
    parts += [say["months"].split()[int(month) - 1]] if month else []
    plain = " ".join([*parts, year])
    if mark:
        return say["about" if mark == "~" else "uncertain"].format(day=plain)
    return plain


def spell_words(properties: Mapping[str, object], say: Words, as_of: int) -> tuple[str, bool]:
    """When something held, in words, and whether what we know of an open end is over five years
    old on the day `as_of` (yyyymmdd)."""
    start, end = str(properties.get("start", "")), str(properties.get("end", ""))
    if not start:
        return "", False
    parts = []
    if start != UNKNOWN and end not in (OPEN, UNKNOWN):
        both = say["from_to"].format(start=day_words(start, say), end=day_words(end, say))
        parts.append(day_words(start, say) if start == end else both)
    else:
        parts.append(
            say["start_unknown"]
            if start == UNKNOWN
            else say["since"].format(start=day_words(start, say))
        )
        if end == UNKNOWN:
            parts.append(say["end_unknown"])
        elif end != OPEN:
            parts.append(say["ended"].format(end=day_words(end, say)))
    first = str(properties.get("attested_first", ""))
    last = str(properties.get("attested_last", ""))
    old = False
    if last and (start == UNKNOWN or end in (OPEN, UNKNOWN)):
        seen = (
            say["attested_in"].format(day=last[:4])
            if first[:4] in ("", last[:4])
            else say["attested_range"].format(start=first[:4], end=last[:4])
        )
        years = as_of // 10000 - int(last[:4])
        old = end == OPEN and years > 5
        parts.append(seen + (f", {say['years_ago'].format(years=years)}" if old else ""))
    return "; ".join(parts), old
