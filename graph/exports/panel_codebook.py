"""What the panel's codes and columns mean, and the codebook that says so beside the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from graph.exports.notices import LICENCE, TITLE, notices
from graph.snapshot import Snapshot


class Outcome(IntEnum):
    """What may be said of a cell, ranked: of all that applies, the highest decides."""

    NOT_LISTED = 0
    NO_LIST_THEN = 1
    NO_LIST = 2
    UNCLEAR = 3
    MAY_HOLD = 4
    OBSERVER = 5
    MEMBER = 6
    NO_STATE = 7
    NO_MECHANISM = 8


MEANING: dict[Outcome, tuple[int, str, str]] = {  # code, reason, in plain words
    Outcome.NO_MECHANISM: (-1, "no mechanism", "The mechanism did not exist that day."),
    Outcome.NO_STATE: (-1, "no State", "The State did not exist that day."),
    Outcome.MEMBER: (1, "member", "A MEMBER_OF fact stands that day."),
    Outcome.OBSERVER: (3, "observer", "An OBSERVER_OF fact stands that day, and no MEMBER_OF."),
    Outcome.MAY_HOLD: (-9, "may hold", "A fact of either type may have held that day, but its"
                       " sources are too far off, or it has none."),
    Outcome.UNCLEAR: (-9, "existence unclear", "No such fact, and it is itself unknown whether the"
                      " mechanism, or the State, existed that day."),
    Outcome.NO_LIST: (-9, "no list", "No such fact, and no list of members that could show a 0:"
                      " the mechanism is open to all, or no MEMBER_OF fact is held for it, or its"
                      " membership was not looked at."),
    Outcome.NO_LIST_THEN: (-9, "no list that day", "No such fact, and of the mechanism's MEMBER_OF"
                           " facts not one stands that day: lists are known of other years only."),
    Outcome.NOT_LISTED: (0, "not listed", "No such fact, while MEMBER_OF facts of others stand that"
                         " day: the State is on no list that we know."),
}

_DATES = {
    "start": "first day, or unknown",
    "end": "last day, or a span in which it ended, or open (presented as going on), or unknown",
    "attested_first": "first date on which a source shows it",
    "attested_last": "last date on which a source shows it",
}
COLUMNS: dict[str, dict[str, str]] = {
    "facts.csv": {
        "fact": "id: type, State, mechanism and spell, between |",
        "type": "MEMBER_OF or OBSERVER_OF",
        "state": "State", "mechanism": "mechanism", **_DATES,
        "basis": "read: a source says it; derived: it follows by `rule`; recalled: general"
        " knowledge, without a source",
        "rule": "name of the rule, where derived",
        "sources": "ids of its sources", "locators": "where in each source, parallel to `sources`",
    },
    "mechanisms.csv": {
        "id": "id; the name of its column in panel_wide.csv",
        "name": "name", "short_name": "short name", "level": "regional, interregional or global",
        "ring": "listed: IOM listed it as an ISCM; related: no list names it", **_DATES,
        "open_to_all": "true: open to all States, without a list of members",
        "member_facts": "how many MEMBER_OF facts of States are in facts.csv",
        "observer_facts": "how many OBSERVER_OF facts of States are in facts.csv",
        "members_extent": "how far we looked for members: complete; partial, the lists may break"
        " off; not looked at; empty: nobody noted it",
        "members_as_of": "up to which date", "members_documents": "documents read for it",
        "members_note": "what limits it", "observers_extent": "how far we looked for observers",
    },
    "panel.csv": {
        "state": "State, ISO 3166-1 alpha-3", "mechanism": "mechanism, by id", "year": "year",
        "code": "1, 3, 0, -9 or -1", "reason": "which of the rules above gave the code",
        "basis": "the best basis among its facts: read, then derived, then recalled",
        "facts": "ids of the facts that the code rests on",
    },
    "panel_wide.csv": {
        "state": "State", "year": "year", "(each mechanism)": "the code, under the mechanism's id",
    },
    "sources.csv": {
        "id": "id", "name": "title", "publisher": "publisher", "year": "year of publication",
        "url": "address", "symbol": "document symbol", "language": "ISO 639-1 code",
        "grade": "A: the mechanism's own or a UN official document; B: IOM or UN secondary;"
        " C: scholarship or press",
        "read_on": "day on which we read it",
    },
    "states.csv": {
        "id": "ISO 3166-1 alpha-3", "name": "name in English", "name_fr": "name in French",
        "name_es": "name in Spanish", "m49": "UN M49 code, three digits",
        "official_status": "standing at the United Nations", **_DATES,
        "designation_note": "note that goes wherever the name stands",
    },
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the codebook tells of this very panel."""

    years: Sequence[int]
    cells: Mapping[Outcome, int]
    extents: Mapping[str, int]  # mechanisms by how far their members were looked for
    left_out: Mapping[tuple[str, str], int]  # facts by type and label of who is no State
    overruled: int  # cells coded -1 though a fact stands
    in_doubt: int  # cells coded 1 or 3 though the mechanism or the State only may have existed


def codebook(snapshot: Snapshot, figures: Figures) -> Iterator[str]:
    """The codebook's lines, in Markdown."""
    first, last = figures.years[0], figures.years[-1]
    yield from ("# Codebook: States in inter-State consultation mechanisms on migration, by year",
                "")
    yield from (f"- {line}" for line in notices(snapshot))
    yield from (
        "", "## Codes", "",
        f"A cell is a State, a mechanism and a year, {first} to {last}, read on 31 December; in"
        f" {last} on the day of the data, {snapshot.as_of}. Of the lines below the first that"
        " applies decides.", "",
        "| code | reason | when | cells |", "| --- | --- | --- | --- |",
    )
    for outcome, (code, reason, words) in MEANING.items():
        yield f"| {code} | {reason} | {words} | {figures.cells.get(outcome, 0)} |"
    yield f"| | | all | {sum(figures.cells.values())} |"
    yield from ("", _RULES.format(first=first, overruled=figures.overruled,
                                  in_doubt=figures.in_doubt))
    if figures.left_out:
        yield from ("| left out | of | facts |", "| --- | --- | --- |")
    for (edge_type, label), count in sorted(figures.left_out.items()):
        yield f"| {edge_type} | {label} | {count} |"
    yield from ("", "## How far a 0 can be trusted", "", _ZEROS, "",
                "| members looked for | mechanisms |", "| --- | --- |")
    yield from (f"| {extent} | {count} |" for extent, count in figures.extents.items())
    yield from ("", "## Tables", "", _READING)
    for table, columns in COLUMNS.items():
        yield from ("", f"`{table}`", "")
        yield from (f"- `{column}`: {words}" for column, words in columns.items())
    yield from (
        "", "## Citing it", "",
        f"{TITLE}. States by mechanisms by years, data as of {snapshot.as_of}, receipt"
        f" {snapshot.receipt}. {LICENCE}", "",
        "Name the receipt: the same receipt is the same data. Whoever passes the names of States on"
        " passes their designation notes on too.", "", _MANNER,
    )


_RULES = """\
2 is not used: it is the associate member of the Correlates of War, and no source here tells one.

**Stands** means: it held that day unless we are badly out of date. A known start and end are taken
as they are (of an inexact date: its first and its last day). An unknown start reaches five years
back from the first date on which a source shows the fact, an unknown end five years on from the
last; an end that the source presents as open goes on. Outside of that, but not excluded, it **may
have held**: code -9.

- A member who is an observer too is coded 1; an observer who may have been a member is coded 3.
- Who joined and left between two 31 Decembers is not seen; nor is a mechanism that came and went.
- Existence comes first: {overruled} cells are -1 although a fact stands, since its start is unknown
  and reaches back too far, or is written before the founding. Doubt about existence does not:
  {in_doubt} cells are 1 or 3 although the mechanism, or the State, itself only may have existed
  that day. Mostly its last sign of life is older than that of the membership.
- A State's start is known where a source gives one; else it stands from five years before a source
  first shows it, which is mostly its admission to the United Nations. The rows of a year are
  therefore no list of the States of that year, least of all in the early 1990s and before.
- The first year, {first}, is that of the earliest founding known. A mechanism whose founding is
  unknown is -9, not -1, until five years before a source first shows it.
- Taking part in a forum open to all (PARTICIPATES_IN) and attending a meeting (ATTENDED) make no
  member; both are in the graph.
- `recalled` facts have no source. `basis` tells them apart: to rest on sources alone, take what is
  `recalled` for -9.
- Rows are States. Territories, organizations and mechanisms that are members or observers are
  counted apart; they are left out here. A list on which only they stand is a list all the same.
"""

_ZEROS = """\
A 0 is an inference from lists: others are on one, this State is not. Lists may break off
(`partial`), and between two lists a State may have come and gone. `members_extent` in
mechanisms.csv says for each mechanism how far we looked; where it is not `complete`, a 0 says no
more than "on no list that we know". One member known for that day makes a 0 of the others: count
the 1 of a mechanism and year before you rest on its 0. How far we looked for observers is not noted
where `observers_extent` is empty: there a 0 only means "no observer that we know of". Who takes
`no list that day` for a 0 nevertheless finds it by the column `reason`."""

_READING = """\
CSV in UTF-8, comma, lines ended by a line feed; several values in a cell are separated by `;`. In
pandas: `read_csv(file, keep_default_na=False, dtype={"m49": str})`. In R: `read.csv(file,
check.names = FALSE, na.strings = character())`, as ids such as `5plus5` and `acp-eu` are no names
of R. -9 and -1 are no quantities: make them missing before you sum."""

_MANNER = """\
The codes follow the state-year tables of the Correlates of War: Pevehouse, J. C. W., Nordstrom, T.,
McManus, R. W., and Jamison, A. S. (2020), Tracking organizations in the world: The Correlates of
War IGO Version 3.0 datasets, Journal of Peace Research 57(3), 492-503. Otherwise than there, -1
also stands for a State that did not exist, States are those of the United Nations' short names
rather than of the State system, and the mechanisms are mostly no organizations."""
