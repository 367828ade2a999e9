"""EDTF text to integer bounds (yyyymmdd), and the reading modes that ask them about a day.

The `edtf` library says what is valid EDTF and what it covers; the margins of `~` and `?` and the
bounds of open and unknown ends are stated here, since the library's own differ (it turns `2004/`
into ten years). Plain dates, nearly all there are, skip the library: it takes milliseconds a text.
Nothing here reads the clock.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException

EARLIEST = 10101  # 0001-01-01
LATEST = 99991231
UNKNOWN = "unknown"
OPEN = "open"
ATTESTATION_YEARS = 5
"""How far an attestation reaches in the mode `standing`, in years."""

Mode = Literal["certain", "standing", "possible", "any"]
MODES: tuple[Mode, ...] = ("certain", "standing", "possible", "any")

_PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MARGIN_YEARS = {"~": 1, "?": 2}


class BadDate(ValueError):
    """A text that is no date by these rules; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day a text covers, as yyyymmdd."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """When something began and ended at the earliest and latest, and when it stands by default.

    `standing_from` and `standing_to` hold what the mode `standing` asks; where
    `standing_from > standing_to` it stands on no day.
    """

    from_min: int
    from_max: int
    to_min: int
    to_max: int
    standing_from: int
    standing_to: int


@cache
def parse(text: str) -> Span:
    """Read a date: `2004`, `2004-05`, `2004-05-17`, each with `~` or `?` at its end if inexact.

    >>> parse("2004-02")
    Span(first=20040201, last=20040229)
    >>> parse("2004~")
    Span(first=20030101, last=20051231)
    """
    inexact = text[-1:] in _MARGIN_YEARS
    plain = _PLAIN.fullmatch(text[:-1] if inexact else text)
    if not plain:
        raise BadDate("a date: YYYY, YYYY-MM or YYYY-MM-DD, with ~ or ? at its end if inexact")
    exact = _plain_span(plain[0], *(int(part) if part else None for part in plain.groups()))
    if not inexact:
        return exact
    try:  # the library takes 2005-02-29? and 0000~ too: what is no day has been refused above
        parsed = parse_edtf(text)
    except EDTFParseException:
        raise BadDate("a day that exists, as YYYY, YYYY-MM or YYYY-MM-DD") from None
    margin = _MARGIN_YEARS[text[-1]]
    lower, upper = parsed.lower_strict(), parsed.upper_strict()
    first = lower.tm_year * 10000 + lower.tm_mon * 100 + lower.tm_mday
    last = upper.tm_year * 10000 + upper.tm_mon * 100 + upper.tm_mday
    return Span(shift_years(first, -margin), shift_years(last, margin))


def _plain_span(text: str, year: int | None, month: int | None, day: int | None) -> Span:
    assert year is not None
    try:
        if month is None:
            date(year, 1, 1)
            return Span(year * 10000 + 101, year * 10000 + 1231)
        if day is None:
            date(year, month, 1)
            base = year * 10000 + month * 100
            return Span(base + 1, base + monthrange(year, month)[1])
        date(year, month, day)
    except ValueError:
        raise BadDate(f"a day that exists ({text} does not)") from None
    exact = year * 10000 + month * 100 + day
    return Span(exact, exact)


@cache
def parse_span(text: str) -> Span:
    """Read a date, or a span `2018/2023` of two dates: from the first's first to the second's last.

    >>> parse_span("2018/2023")
    Span(first=20180101, last=20231231)
    """
    if "/" not in text:
        return parse(text)
    left, _, right = text.partition("/")
    try:
        early, late = parse(left), parse(right)
    except BadDate:
        raise BadDate("a span of two dates, such as 2018/2023") from None
    if late.last < early.first:
        raise BadDate("a span whose second date is not before its first")
    return Span(early.first, late.last)


def shift_years(day: int, years: int) -> int:
    """The same day some years on; 29 February becomes the 28th where the year has none.

    >>> shift_years(20040229, 1)
    20050228
    """
    year, rest = divmod(day, 10000)
    year += years
    if year < 1:
        return EARLIEST
    if year > 9999:
        return LATEST
    month, dom = divmod(rest, 100)
    return year * 10000 + month * 100 + min(dom, monthrange(year, month)[1])


def bounds(
    start: str,
    end: str,
    *,
    attested_first: str | None = None,
    attested_last: str | None = None,
    within: Bounds | None = None,
) -> Bounds:
    """The bounds of something dated.

    start: a date or `unknown`. end: a date, a span in which it ended, `open` or `unknown`.
    within: the bounds of the mechanism that it hangs on, if any: an unknown start is not before
    the mechanism's, and nothing outlives an ended mechanism.

    >>> founded = bounds("1996", "open", attested_last="2020")
    >>> b = bounds("unknown", "open", attested_first="2019", attested_last="2019", within=founded)
    >>> (b.from_min, b.from_max, b.to_min, b.to_max)
    (19960101, 20191231, 20190101, 99991231)
    """
    first_seen = parse(attested_first) if attested_first else None
    last_seen = parse(attested_last) if attested_last else None
    if start == UNKNOWN:
        from_min = within.from_min if within else EARLIEST
        from_max = first_seen.last if first_seen else LATEST
        from_min = min(from_min, from_max)
        stands_from = shift_years(first_seen.first, -ATTESTATION_YEARS) if first_seen else LATEST
    else:
        begun = parse(start)
        from_min, from_max = begun.first, begun.last
        stands_from = from_min
    if end in (OPEN, UNKNOWN):
        to_min = last_seen.first if last_seen else (from_max if start != UNKNOWN else EARLIEST)
        to_max = LATEST
        if end == OPEN:
            stands_to = LATEST
        else:
            seen = last_seen.last if last_seen else (from_max if start != UNKNOWN else None)
            stands_to = shift_years(seen, ATTESTATION_YEARS) if seen else EARLIEST
    else:
        over = parse_span(end)
        to_min, to_max = over.first, over.last
        stands_to = to_max
    if within:
        to_min, to_max = min(to_min, within.to_max), min(to_max, within.to_max)
    return Bounds(
        from_min=from_min,
        from_max=from_max,
        to_min=to_min,
        to_max=to_max,
        standing_from=max(from_min, stands_from),
        standing_to=min(to_max, stands_to),
    )


def holds(b: Bounds, day: int, mode: Mode) -> bool:
    """Whether something with these bounds held on a day (yyyymmdd), read in a mode.

    certain: it surely did. standing: it did unless we are badly out of date (the default).
    possible: it may have. any: dates are not asked.
    """
    if mode == "any":
        return True
    if mode == "certain":
        return b.from_max <= day <= b.to_min
    if mode == "standing":
        return b.standing_from <= day <= b.standing_to
    return b.from_min <= day <= b.to_max


def to_day(text: str) -> int:
    """A day `YYYY-MM-DD` (as users give `as_of`) to yyyymmdd."""
    span = parse(text)
    if span.first != span.last:
        raise BadDate("one day, as YYYY-MM-DD")
    return span.first


def days_text(first: int, last: int) -> str:
    """Days yyyymmdd to `YYYY-MM-DD`, or to `first/last` where they differ.

    >>> days_text(20040517, 20040519)
    '2004-05-17/2004-05-19'
    """
    return to_text(first) if first == last else f"{to_text(first)}/{to_text(last)}"


def to_text(day: int) -> str:
    """A day yyyymmdd to `YYYY-MM-DD`.

    >>> to_text(20040517)
    '2004-05-17'
    """
    return f"{day // 10000:04d}-{day // 100 % 100:02d}-{day % 100:02d}"
