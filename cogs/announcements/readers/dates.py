"""Dates as feeds write them: RFC 822 with every mistake there is, ISO 8601, habits, seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# 1970 is a clock that nobody set, and what is earlier a date that nobody did.
EARLIEST_YEAR = 1971
AHEAD = timedelta(days=731)

# By their first letters, in the languages that feeds put into dates: English, French, Italian, Spanish,
# Portuguese, German, Dutch, Hungarian, Russian, Greek. Weekdays are never asked; they are wrong too often.
_MONTH_STARTS = (
    "jan ene gen janv янв ιαν",
    "feb fev fév febr фев φεβ",
    "mar mär már mrt maa мар μαρ μάρ",
    "apr avr abr ápr апр απρ",
    "may mai mag mei maj máj мая май μαι μάι μαϊ μαΐ",
    "jun juin jún giu июн ιουν ιούν",
    "jul juil júl lug июл ιουλ ιούλ",
    "aug aou aoû ago авг αυγ αύγ",
    "sep set sze сен σεπ",
    "oct okt out ott окт οκτ",
    "nov ноя νοε νοέ",
    "dec dez déc dic дек δεκ",
)
_MONTHS = {start: number for number, starts in enumerate(_MONTH_STARTS, 1) for start in starts.split()}
# The longer start first: `juil` is July, `jui` alone is nothing.
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ZONES = """
    UTC 0, GMT 0, UT 0, Z 0, WET 0, WEST 1, BST 1, CET 1, CEST 2, MET 1, MEST 2, MEZ 1, MESZ 2, EET 2, EEST 3,
    MSK 3, IST 5.5, SGT 8, HKT 8, JST 9, KST 9, AEST 10, AEDT 11, NZST 12, NZDT 13, NST -3.5, NDT -2.5,
    BRT -3, AST -4, ADT -3, AT -4, EST -5, EDT -4, ET -5, CST -6, CDT -5, CT -6, MST -7, MDT -6, MT -7,
    PST -8, PDT -7, PT -8, AKST -9, AKDT -8, HST -10
"""
_HOURS = {name: float(hours) for name, hours in (zone.split() for zone in _ZONES.split(","))}
_YEAR_FIRST = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<gap>[-/.])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})(?!\d)"
)
_YEAR_FIRST_NAMED = re.compile(
    rf"(?<!\d)(?P<year>\d{{4}})[-. ]+(?P<name>{_MONTH})\w*[-. ]+(?P<day>\d{{1,2}})(?!\d)", re.IGNORECASE
)
# Chinese and Japanese, Korean.
_EAST_ASIAN = re.compile(r"(?<!\d)(?P<year>\d{4})[年년] ?(?P<month>\d{1,2})[月월] ?(?P<day>\d{1,2})[日일]")
_PACKED = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s*[-/ ]\s*|\s*de\s+)(?P<name>{_MONTH})\w*\.?,?"
    r"(?:\s*[-/ ]\s*|\s*de\s+)(?P<year>\d{4}|\d{2})(?![\d:])",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<name>{_MONTH})\w*\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:.*?\s)?(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2})(?![\d.:])")
_SLASHED = re.compile(r"(?<!\d)(?P<one>\d{1,2})[/-](?P<two>\d{1,2})[/-](?P<year>\d{4})(?!\d)")
_PATTERNS = (_YEAR_FIRST, _EAST_ASIAN, _YEAR_FIRST_NAMED, _DAY_FIRST, _MONTH_FIRST, _DOTTED, _PACKED)
_MONTH_ONLY = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?")
_CLOCK = re.compile(
    r"(?P<before>오전|오후)?\s*(?<![\d:])(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?(?![\d:]))?(?P<half>\s*[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_PACKED_CLOCK = re.compile(r"T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?")
# `-0500`, `+05:30`, `+01`, and `-500`, `+5:30`.
_OFFSET = re.compile(
    r"\s*(?:GMT|UTC)?\s*(?P<sign>[+\-−])(?P<hours>\d{2}(?=:?\d{2}|\D|$)|\d)(?::?(?P<minutes>\d{2}))?(?!\d)"
)
_PLACE = re.compile(r"\s*\(?(?P<place>[A-Z][A-Za-z]+/[A-Za-z_/-]+)")
_NAME = re.compile(r"\s*\(?(?P<name>[A-Za-z]{1,5})\b")
_KOREAN = re.compile("[년전후]")
_KOREA = ZoneInfo("Asia/Seoul")
_SECONDS = re.compile(r"\d{9,10}|\d{13}")


def parse_date(text: str, now: datetime) -> datetime | None:
    """Return the moment that `text` names, in UTC, or `None` when it names none or an absurd one.

    Without a zone it is taken as UTC (in Korean as Korea's), without a time as midnight. Absurd is before
    1971 or more than two years after `now`. `10/05/2016` is nothing: half the world reads it as May, the
    other half as October.
    """
    moment = _moment(" ".join(text[:120].split()))
    if moment is None or moment.year < EARLIEST_YEAR or moment.year > now.year + 3:
        return None
    moment = moment.astimezone(UTC)
    return moment if moment <= now + AHEAD else None


def _moment(text: str) -> datetime | None:
    if text[:4].isdecimal():
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    try:
        return _from_pieces(text)
    except (ValueError, OverflowError):
        return None


def _from_pieces(text: str) -> datetime | None:
    found = _date(text)
    if found is None:
        return None
    (year, month, day), start, end = found
    # The time stands after the date, or between month and year: "May 10 15:00:00 2016".
    for rest in (text[end:], text[start:end], text[:start]):
        clock = _PACKED_CLOCK.match(rest) or _first_time(rest)
        if clock:
            break
    else:
        return datetime(year, month, day, tzinfo=UTC)
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    said = clock.groupdict()
    if half := said.get("before") or said.get("half"):
        hour = hour % 12 + 12 * (half.strip().lower().startswith(("p", "오후")))
    # Leap seconds, and a day that ends at 24:00.
    second = min(int(clock["second"] or 0), 59)
    zone = _zone(rest[clock.end() :]) or (_KOREA if _KOREAN.search(text) else UTC)
    midnight = datetime(year, month, day, tzinfo=zone)
    if hour > 24 or minute > 59:
        return None
    return midnight + timedelta(hours=hour, minutes=minute, seconds=second)


def _date(text: str) -> tuple[tuple[int, int, int], int, int] | None:
    """Return year, month and day, and where they stand."""
    for pattern in _PATTERNS:
        if found := pattern.search(text):
            named = found.groupdict()
            month = int(named["month"]) if named.get("month") else _month(named["name"])
            return (_full_year(named["year"]), month, int(named["day"])), found.start(), found.end()
    if found := _SLASHED.search(text):
        one, two = int(found["one"]), int(found["two"])
        if (one > 12) != (two > 12) or one == two:
            month, day = min(one, two), max(one, two)
            return (int(found["year"]), month, day), found.start(), found.end()
    elif found := _MONTH_ONLY.fullmatch(text):
        return (int(found["year"]), int(found["month"] or 1), 1), found.start(), found.end()
    return None


def _month(name: str) -> int:
    return _MONTHS[name.lower()]


def _full_year(digits: str) -> int:
    """Return the year that two digits mean, as RFC 5322 section 4.3 and POSIX read them."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 69 else 1900)


def _first_time(text: str) -> re.Match[str] | None:
    return next((found for found in _CLOCK.finditer(text) if found["minute"] or found["half"]), None)


def _zone(text: str) -> tzinfo | None:
    """Return the zone that a time is followed by, `None` when it names none that is known."""
    if found := _OFFSET.match(text):
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        # No place is farther than 14 hours from Greenwich.
        if offset > timedelta(hours=14):
            return UTC
        return timezone(offset if found["sign"] == "+" else -offset)
    if found := _PLACE.match(text):
        return ZoneInfo(found["place"]) if found["place"] in _places() else None
    if (found := _NAME.match(text)) and found["name"].upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[found["name"].upper()]))
    return None


@cache
def _places() -> set[str]:
    return available_timezones()
