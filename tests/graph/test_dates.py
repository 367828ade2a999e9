"""The date rules: every row and worked example of them, properties, and a second implementation.

The second implementation (`Told`) reads the rules in words and knows nothing of `graph.dates` but
its names; both are asked the same random questions. The tables of docs/dates.md are recomputed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import (
    EARLIEST,
    LATEST,
    MODES,
    BadDate,
    Bounds,
    Mode,
    Span,
    bounds,
    holds,
    parse,
    parse_span,
    shift_years,
    to_day,
    to_text,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "dates.md"


def modes_on(b: Bounds, day: int) -> list[Mode]:
    return [mode for mode in MODES if holds(b, day, mode)]


def four(b: Bounds) -> tuple[int, int, int, int]:
    return b.from_min, b.from_max, b.to_min, b.to_max


# -- reading a text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2004", 20040101, 20041231),
        ("2004-05", 20040501, 20040531),
        ("2004-05-17", 20040517, 20040517),
        ("2004-02", 20040201, 20040229),
        ("2003-02", 20030201, 20030228),
        ("1900-02", 19000201, 19000228),
        ("2000-02-29", 20000229, 20000229),
        ("2004~", 20030101, 20051231),
        ("2004?", 20020101, 20061231),
        ("2004-05~", 20030501, 20050531),
        ("2004-05-17?", 20020517, 20060517),
        ("2004-02-29~", 20030228, 20050228),
        ("2004-02-29?", 20020228, 20060228),
        ("2004-02~", 20030201, 20050228),
        ("0001", EARLIEST, 11231),
        ("0001?", EARLIEST, 31231),
        ("0001-01-01~", EARLIEST, 20101),
        ("9999", 99990101, LATEST),
        ("9999~", 99980101, LATEST),
        ("9999-12-31~", 99981231, LATEST),
    ],
)
def test_a_date_covers_its_first_to_its_last_day(text: str, first: int, last: int) -> None:
    assert parse(text) == Span(first, last)
    assert parse_span(text) == Span(first, last)


@pytest.mark.parametrize(
    "text",
    ["", " ", "2005-02-29", "1900-02-29", "2004-13", "2004-00", "2004-01-32", "2004-06-31", "0000",
     "0000~", "2005-02-29?", "2004-13~", "2004-21~", "2004-02-30~", "04", "2004-5", "2004-05-7",
     "20040517", "2004/05/17", "17.05.2004", "May 2004", "2004%", "~2004", "2004~?", "2004~~",
     "200X", "20XX", "2004/", "/2004", "2004..", "-0044", "Y12004", "12004", "2004-05-17T10:00",
     " 2004", "2004 ", "2004\n", "unknown", "open", "today", "\u0662\u0660\u0660\u0664",
     "2004\u201305", "[2004]", "2004 ~"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        parse(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018/2023", 20180101, 20231231),
        ("2018/2018", 20180101, 20181231),
        ("2018-03/2018-07-15", 20180301, 20180715),
        ("2018~/2020", 20170101, 20201231),
        ("2018/2020?", 20180101, 20221231),
        ("2018-06/2018", 20180601, 20181231),
    ],
)
def test_a_span_goes_from_the_first_ones_first_day_to_the_seconds_last(
    text: str, first: int, last: int
) -> None:
    assert parse_span(text) == Span(first, last)


@pytest.mark.parametrize(
    "text",
    ["2023/2018", "2018/", "/2018", "/", "2018/2019/2020", "2018/open", "unknown/2018", "2018/..",
     "2018 / 2020", "2018/2017-12-31", "2018-02-30/2019"],
)
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(BadDate):
        parse_span(text)


def test_a_date_alone_is_no_span() -> None:
    with pytest.raises(BadDate):
        parse("2018/2023")


# -- the rows of the table of bounds ---------------------------------------------------------------

FOUNDED = bounds("1996", "open", attested_last="2020")
ENDED = bounds("2002", "2011")


def test_start_a_date() -> None:
    b = bounds("2004-05", "open")
    assert (b.from_min, b.from_max) == (20040501, 20040531)


def test_start_unknown_rests_on_the_mechanism_and_the_attestation() -> None:
    b = bounds("unknown", "open", attested_first="2019-03", within=FOUNDED)
    assert (b.from_min, b.from_max) == (19960101, 20190331)


def test_start_unknown_without_either() -> None:
    b = bounds("unknown", "open")
    assert (b.from_min, b.from_max) == (EARLIEST, LATEST)


def test_start_unknown_shown_before_the_founding_keeps_its_bounds_in_order() -> None:
    b = bounds("unknown", "open", attested_first="1990", within=FOUNDED)
    assert (b.from_min, b.from_max) == (19901231, 19901231)


@pytest.mark.parametrize(
    ("end", "low", "high"), [("2009-12-13", 20091213, 20091213), ("2018/2023", 20180101, 20231231),
                             ("2009", 20090101, 20091231), ("2009~", 20080101, 20101231)]
)
def test_end_a_date_or_span(end: str, low: int, high: int) -> None:
    for attested in (None, "2005", "2030"):
        b = bounds("2004", end, attested_last=attested)
        assert (b.to_min, b.to_max) == (low, high)


@pytest.mark.parametrize("end", ["open", "unknown"])
def test_end_open_or_unknown(end: str) -> None:
    assert bounds("2004", end, attested_last="2019").to_min == 20190101
    assert bounds("2004", end).to_min == 20041231
    assert bounds("unknown", end).to_min == EARLIEST
    assert bounds("unknown", end, attested_first="2019").to_min == EARLIEST
    assert bounds("2004", end).to_max == LATEST


@pytest.mark.parametrize("end", ["open", "unknown", "2030", "2010/2030", "2005"])
@pytest.mark.parametrize("attested", [None, "2005", "2020"])
def test_nothing_outlives_the_mechanism_it_hangs_on(end: str, attested: str | None) -> None:
    alone = bounds("2003", end, attested_last=attested)
    b = bounds("2003", end, attested_last=attested, within=ENDED)
    assert b.to_max == min(alone.to_max, 20111231)
    assert b.to_min == min(alone.to_min, 20111231)
    assert not holds(b, 20120101, "possible")


def test_a_mechanism_that_goes_on_clamps_nothing() -> None:
    for end in ("open", "unknown", "2030"):
        assert bounds("2003", end, within=FOUNDED) == bounds("2003", end)


@pytest.mark.parametrize(("end", "attested"), [("open", None), ("2008", "2007")])
def test_a_known_start_is_not_moved_by_the_mechanisms(end: str, attested: str | None) -> None:
    b = bounds("1990", end, attested_last=attested, within=FOUNDED)
    assert (b.from_min, b.from_max) == (19900101, 19901231)


# -- the worked examples ---------------------------------------------------------------------------


def test_worked_member_of_unknown_start_listed_in_2019() -> None:
    b = bounds("unknown", "open", attested_first="2019", attested_last="2019", within=FOUNDED)
    assert four(b) == (19960101, 20191231, 20190101, 99991231)
    assert modes_on(b, 20190405) == ["standing", "possible", "any"]
    assert modes_on(b, 20261122) == ["standing", "possible", "any"]


def test_worked_chair() -> None:
    b = bounds("2005-09-21", "2009-12-13")
    for day in (20190405, 20261122, 20050920, 20091214):
        assert modes_on(b, day) == ["any"]
    for day in (20050921, 20070101, 20091213):
        assert modes_on(b, day) == list(MODES)


@pytest.mark.parametrize("start", ["1996", "unknown"])
def test_worked_member_who_left(start: str) -> None:
    b = bounds(start, "2025-01-29", attested_first="2019", attested_last="2019", within=FOUNDED)
    assert holds(b, 20190405, "standing")
    assert holds(b, 20250129, "standing")
    assert not holds(b, 20250130, "possible")
    assert not holds(b, 20261122, "standing")


def test_worked_observer_last_seen_2006() -> None:
    b = bounds("2004", "unknown", attested_last="2006")
    assert modes_on(b, 20261122) == ["possible", "any"]
    assert holds(b, 20111231, "standing")
    assert not holds(b, 20120101, "standing")


@pytest.mark.parametrize("end", ["open", "unknown"])
def test_worked_structure_without_dates_of_an_ended_mechanism(end: str) -> None:
    b = bounds("unknown", end, within=ENDED)
    assert (b.from_min, b.to_max) == (20020101, 20111231)
    for day in range(2001, 2013):
        expected = ["possible", "any"] if 2002 <= day <= 2011 else ["any"]
        assert modes_on(b, day * 10000 + 615) == expected


def test_five_years_are_counted_from_the_attestations_first_and_last_day() -> None:
    b = bounds("unknown", "unknown", attested_first="2008-02-29", attested_last="2012-02-29")
    assert (b.standing_from, b.standing_to) == (20030228, 20170228)
    b = bounds("unknown", "unknown", attested_first="2008", attested_last="2012")
    assert (b.standing_from, b.standing_to) == (20030101, 20171231)


def test_an_open_end_stands_however_old_its_attestation() -> None:
    assert holds(bounds("1960", "open", attested_last="1961"), 20261122, "standing")


# -- a second implementation, from the words of the rules ------------------------------------------


def _years(day: date, years: int) -> date:
    year = day.year + years
    if year < 1:
        return date.min
    if year > 9999:
        return date.max
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def _told_date(text: str) -> tuple[date, date]:
    margin = {"~": 1, "?": 2}.get(text[-1], 0)
    parts = [int(part) for part in text.rstrip("~?").split("-")]
    if len(parts) == 1:
        first, last = date(parts[0], 1, 1), date(parts[0], 12, 31)
    elif len(parts) == 2:
        first = date(parts[0], parts[1], 1)
        last = first + timedelta(days=27)
        while last < date.max and (last + timedelta(days=1)).month == first.month:
            last += timedelta(days=1)
    else:
        first = last = date(*parts)
    return (_years(first, -margin), _years(last, margin)) if margin else (first, last)


@dataclass
class Told:
    """What is known of something dated, and the modes as the rules tell them."""

    start: str
    end: str
    first: str | None = None
    last: str | None = None
    mechanism: Told | None = None

    def began(self) -> tuple[date, date]:
        if self.start != "unknown":
            return _told_date(self.start)
        latest = _told_date(self.first)[1] if self.first else date.max
        earliest = self.mechanism.began()[0] if self.mechanism else date.min
        return min(earliest, latest), latest

    def ended(self) -> tuple[date, date]:
        if self.end in ("open", "unknown"):
            if self.last:
                low = _told_date(self.last)[0]
            elif self.start != "unknown":
                low = self.began()[1]
            else:
                low = date.min
            high = date.max
        else:
            left, _, right = self.end.partition("/")
            low, high = _told_date(left)[0], _told_date(right or left)[1]
        if self.mechanism:
            limit = self.mechanism.ended()[1]
            low, high = min(low, limit), min(high, limit)
        return low, high

    def holds(self, day: date, mode: str) -> bool:
        (from_min, from_max), (to_min, to_max) = self.began(), self.ended()
        if mode == "any":
            return True
        if mode == "certain":
            return from_max <= day <= to_min
        if not from_min <= day <= to_max:
            return False
        if mode == "possible":
            return True
        if self.start == "unknown" and (
            self.first is None or day < _years(_told_date(self.first)[0], -5)
        ):
            return False
        if self.end == "unknown":
            if self.last is not None:
                return day <= _years(_told_date(self.last)[1], 5)
            return self.start != "unknown" and day <= _years(from_max, 5)
        return True

    def bounds(self) -> Bounds:
        return bounds(
            self.start,
            self.end,
            attested_first=self.first,
            attested_last=self.last,
            within=self.mechanism.bounds() if self.mechanism else None,
        )


def _number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


_years_near = st.integers(1988, 2030)
_days_near = st.dates(date(1985, 1, 1), date(2035, 12, 31))
_plain = st.one_of(
    _years_near.map(lambda y: f"{y:04d}"),
    _days_near.map(lambda d: d.isoformat()[:7]),
    _days_near.map(date.isoformat),
    st.sampled_from(["2004-02-29", "2000-02", "2003-02", "1996-12-31", "1997-01-01"]),
)
_inexact = st.builds(str.__add__, _plain, st.sampled_from(["~", "?"]))
# Inexact dates go through a slow library; few of them, drawn often, keep the tests quick.
_dates = st.one_of(_plain, st.sampled_from(["2004~", "2004-02-29~", "1999-05?", "2010?", "2008~"]))


@st.composite
def _spans(draw: st.DrawFn) -> str:
    one, other = draw(_plain), draw(_plain)
    if _told_date(other)[1] < _told_date(one)[0]:
        one, other = other, one
    return f"{one}/{other}"


_ends = st.one_of(st.sampled_from(["open", "unknown"]), _dates, _spans())
_told_alone = st.builds(
    Told,
    st.one_of(st.just("unknown"), _dates),
    _ends,
    st.none() | _dates,
    st.none() | _dates,
)
_told = st.builds(
    Told,
    st.one_of(st.just("unknown"), _dates),
    _ends,
    st.none() | _dates,
    st.none() | _dates,
    st.none() | _told_alone,
)


@given(st.one_of(_plain, st.dates().map(date.isoformat)))
def test_plain_dates_are_read_as_told(text: str) -> None:
    first, last = _told_date(text)
    assert parse(text) == Span(_number(first), _number(last))


@settings(max_examples=25)
@given(_inexact)
def test_inexact_dates_are_read_as_told(text: str) -> None:
    first, last = _told_date(text)
    assert parse(text) == Span(_number(first), _number(last))


@given(_told, st.lists(_days_near, min_size=1, max_size=12))
def test_bounds_and_modes_are_as_told(told: Told, days: list[date]) -> None:
    b = told.bounds()
    assert four(b) == tuple(map(_number, (*told.began(), *told.ended())))
    edges = [*told.began(), *told.ended()]
    near = [d + timedelta(days=n) for d in edges if 2 < d.year < 9998 for n in (-1, 0, 1)]
    for day in [*days, *near]:
        for mode in MODES:
            assert holds(b, _number(day), mode) == told.holds(day, mode), (told, day, mode)


# -- what must always be so ------------------------------------------------------------------------


@given(_told)
def test_bounds_are_in_order(told: Told) -> None:
    b = told.bounds()
    assert EARLIEST <= b.from_min <= b.from_max <= LATEST
    assert EARLIEST <= b.to_min <= b.to_max <= LATEST
    assert b.from_min <= b.standing_from
    assert b.standing_to <= b.to_max


@given(_told, _days_near)
def test_certain_is_standing_is_possible_is_any(told: Told, day: date) -> None:
    held = [holds(told.bounds(), _number(day), mode) for mode in MODES]
    assert held == sorted(held), held


@given(_dates)
def test_first_is_not_after_last(text: str) -> None:
    assert parse(text).first <= parse(text).last


@settings(max_examples=25)  # the library takes milliseconds a text
@given(_plain)
def test_margins_widen_either_side(text: str) -> None:
    exact, about, doubtful = parse(text), parse(text + "~"), parse(text + "?")
    assert doubtful.first < about.first < exact.first
    assert exact.last < about.last < doubtful.last
    assert (about.first, about.last) == (shift_years(exact.first, -1), shift_years(exact.last, 1))
    assert (doubtful.first, doubtful.last) == (
        shift_years(exact.first, -2), shift_years(exact.last, 2),
    )


@given(st.dates().map(_number), st.dates().map(_number), st.integers(-20, 20))
def test_shifting_by_years_keeps_the_order(one: int, other: int, years: int) -> None:
    low, high = sorted((one, other))
    assert shift_years(low, years) <= shift_years(high, years)
    assert EARLIEST <= shift_years(low, years) <= LATEST


@given(_told_alone, _days_near)
def test_an_inexact_start_never_makes_more_certain_nor_less_possible(told: Told, day: date) -> None:
    if told.start[-1] in "~?n":
        return
    wider = Told(told.start + "~", told.end, told.first, told.last)
    number = _number(day)
    if holds(wider.bounds(), number, "certain"):
        assert holds(told.bounds(), number, "certain")
    if holds(told.bounds(), number, "possible"):
        assert holds(wider.bounds(), number, "possible")


@given(_told_alone, _told_alone, _days_near)
def test_an_ended_mechanism_only_takes_away(told: Told, mechanism: Told, day: date) -> None:
    if told.start == "unknown":
        told = Told("2001", told.end, told.first, told.last)
    inside = Told(told.start, told.end, told.first, told.last, mechanism)
    for mode in MODES:
        if holds(inside.bounds(), _number(day), mode):
            assert holds(told.bounds(), _number(day), mode)
    if _number(day) > mechanism.bounds().to_max:
        assert not holds(inside.bounds(), _number(day), "possible")


@given(_told_alone, _plain, _plain, _days_near)
def test_a_later_attestation_only_adds_days_on_which_it_holds(
    told: Told, one: str, other: str, day: date
) -> None:
    early, late = sorted((one, other), key=lambda text: (parse(text).first, parse(text).last))
    if parse(late).last < parse(early).last or told.end not in ("open", "unknown"):
        return
    before = Told(told.start, told.end, told.first, early).bounds()
    after = Told(told.start, told.end, told.first, late).bounds()
    for mode in MODES:
        if holds(before, _number(day), mode):
            assert holds(after, _number(day), mode)


# -- days ------------------------------------------------------------------------------------------


@given(st.dates())
def test_days_go_both_ways(day: date) -> None:
    assert to_day(day.isoformat()) == _number(day)
    assert to_text(_number(day)) == day.isoformat()


@pytest.mark.parametrize("text", ["2004", "2004-05", "2004-05-17~", "2004-02-30", "", "today"])
def test_a_day_is_one_day(text: str) -> None:
    with pytest.raises(BadDate):
        to_day(text)


# -- the page --------------------------------------------------------------------------------------


def _tables() -> dict[str, list[list[str]]]:
    """Header line of each table of the page to its rows."""
    tables: dict[str, list[list[str]]] = {}
    header = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            header = ""
        elif not header:
            header = line
            tables.setdefault(header, [])
        elif "---" not in line:
            tables[header].append([cell.strip(" `") for cell in line[1:-1].split("|")])
    return tables


def test_the_page_says_truly_what_dates_cover() -> None:
    rows = _tables()["| written | first day | last day |"]
    assert len(rows) > 12
    for text, first, last in rows:
        span = parse_span(text)
        assert (to_text(span.first), to_text(span.last)) == (first, last), text


def test_the_page_says_truly_what_is_refused() -> None:
    text = re.search(r"These are refused.*?:(.*?)\n\n", PAGE.read_text(encoding="utf-8"), re.S)
    assert text
    refused = re.findall(r"`([^`]+)`", text[1])
    assert len(refused) > 12
    for each in refused:
        with pytest.raises(BadDate):
            parse_span(each)


def test_the_page_says_truly_what_holds_when() -> None:
    found = [rows for header, rows in _tables().items() if header.startswith("| start | end |")]
    rows = found[0]
    assert len(rows) > 20
    for start, end, attested, mechanism, began, ended, on, modes in rows:
        first, _, last = attested.partition(" to ")
        within = bounds(*mechanism.split(" to ")) if mechanism else None
        b = bounds(start, end, attested_first=first or None,
                   attested_last=last or first or None, within=within)
        assert began == f"{to_text(b.from_min)} … {to_text(b.from_max)}"
        assert ended == f"{to_text(b.to_min)} … {to_text(b.to_max)}"
        assert modes.split(", ") == modes_on(b, to_day(on)), (start, end, on)
