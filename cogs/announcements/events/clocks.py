"""Dates and times of day as event pages write them, one by one; what they mean together is in `times`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
LONGEST = 80

_ISO = re.compile(
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
    r"(?:[Tt\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<offset>[Zz](?![A-Za-z])|[+-]\d{2}:?\d{2})?\s*(?P<zone>[A-Za-z].*)?)?",
    re.ASCII,
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::\d{2})?)?\s*(?:(?P<half>[ap])\.?m\.?(?![a-z]))?\s*(?P<zone>[a-z(].*)?",
    re.IGNORECASE | re.ASCII,
)
_WORDED = (
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?P<month>{MONTH})\.?,?\s+(?P<year>\d{{4}})",
        re.IGNORECASE | re.ASCII,
    ),
    re.compile(
        rf"(?P<month>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        re.IGNORECASE | re.ASCII,
    ),
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date as written, with the time, the offset from UTC and the zone's label where they stand with it."""

    day: date
    clock: time | None = None
    offset: timedelta | None = None
    zone: str | None = None

    @property
    def local(self) -> datetime | None:
        """Day and time together, without a zone; `None` without a time."""
        return datetime.combine(self.day, self.clock) if self.clock else None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as written; `guessed` when it is a bare number that may mean something else."""

    time: time
    zone: str | None = None
    guessed: bool = False


def read_stamp(text: str) -> Stamp | None:
    """Read `2025-09-29`, `2024-10-29T00:00:00.000Z`, `2026-07-09 18:00 CEST` or `5 November 2025`."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if match := _ISO.fullmatch(text):
        try:
            day = date(int(match["year"]), int(match["month"]), int(match["day"]))
            if match["hour"] is None:
                return Stamp(day)
            clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
            return Stamp(day, clock, _offset(match["offset"]), match["zone"])
        except ValueError:
            return None
    for pattern in _WORDED:
        if match := pattern.fullmatch(text):
            month = month_number(match["month"])
            try:
                return Stamp(date(int(match["year"]), month, int(match["day"]))) if month else None
            except ValueError:
                return None
    return None


def read_clock(text: str) -> Clock | None:
    """Read `18:00`, `8:00`, `8.30 PM`, `18:00 CEST`, and, as guesses, `18`, `1830` and `1080`.

    YAML 1.1 takes `18:00` for a number to the base of 60, so a tool that wrote a page anew may have left
    1080, which are the minutes since midnight.
    """
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return _bare_number(text)
    match = _CLOCK.fullmatch(text)
    if match is None or (match["minute"] is None and match["half"] is None and match["zone"] is None):
        return None
    clock = twelve_hours(int(match["hour"]), int(match["minute"] or 0), match["half"])
    if clock is None:
        return None
    return Clock(clock, match["zone"])


def twelve_hours(hour: int, minute: int, half: str | None) -> time | None:
    """A time of day from numbers and `a` or `p`, if it exists: 12 AM is midnight, 14 PM is nothing."""
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def month_number(name: str) -> int | None:
    """1 to 12 for a month's English name, or its first three letters or more."""
    name = name.lower()
    return next((number for number, month in enumerate(MONTHS, 1) if month.startswith(name)), None)


def _bare_number(digits: str) -> Clock | None:
    number = int(digits[:5])
    if len(digits) <= 2:
        clock = twelve_hours(number, 0, None)
    elif len(digits) == 4 and (digits[0] == "0" or number >= 24 * 60):
        clock = twelve_hours(number // 100, number % 100, None)
    elif len(digits) <= 4 and number < 24 * 60:
        clock = time(number // 60, number % 60)
    else:
        clock = None
    return Clock(clock, guessed=True) if clock else None


def _offset(text: str | None) -> timedelta | None:
    if text is None:
        return None
    if text in "Zz":
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError("no zone is that far from UTC")
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if text[0] == "-" else offset
