"""Dates, times of day and weekdays as people write them, taken out of a text piece by piece."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from bot.errors import UserError

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_DAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5,
    "sun": 6,
}  # fmt: skip
_MONTH = r"(?P<month>" + "|".join(rf"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r"|sept)\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b\.?"
# A year belongs to the date when it stands right after it; 1900 may as well be a time.
_YEAR = r"(?:\s*,?\s*(?P<year>\d{4})(?![\d:.]|\s*h\b|\s*[ap]\.?m\b))?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)",
        rf"(?<!\d){_DAY}\s*(?:of\s+)?{_MONTH}{_YEAR}",
        rf"\b{_MONTH}\s*{_DAY}(?!\s*[:h]){_YEAR}",
    )
)
_NUMERIC = re.compile(r"(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{1,4}(?!\d)", re.ASCII)
_WEEK_DATE = re.compile(r"\d{4}-?W\d{2}(?:-?\d)?", re.ASCII | re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d:.+-])(?:T(?=\d\d:))?(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+(?!\d))?)?)?"
    r"(?![\d:])\s*(?P<half>[ap]\.?m\b\.?)?(?P<h>h\b)?",
    re.IGNORECASE | re.ASCII,
)
_WORD = re.compile(r"[^\W\d_]+\.?")


@dataclass(frozen=True, slots=True)
class Written:
    """A text taken apart. `year` is None when it names none; `rest` is what is left: the zone."""

    year: int | None
    month: int
    day: int
    clock: time
    weekday: int | None
    rest: str


def take_apart(text: str) -> Written:
    """Return date, time of day, weekday and the rest of a text.

    Raises `UserError` when there is not exactly one date and one time, or when they do not exist.
    """
    (year, month, day), text = _date(text)
    weekday, text = _weekday(text)
    clock, rest = _clock(text)
    return Written(year, month, day, clock, weekday, " ".join(rest.split()))


def _date(text: str) -> tuple[tuple[int | None, int, int], str]:
    if week := _WEEK_DATE.search(text):
        raise UserError(f"{week[0]} counts by weeks.", "Write the day, as in 2026-12-14.")
    for pattern in _DATES:
        if match := pattern.search(text):
            break
    else:
        if numeric := _NUMERIC.search(text):
            raise UserError(
                f"{numeric[0]} is read differently in different places.", "Write 2026-12-14, or 14 Dec 2026."
            )
        raise UserError("I find no date in it.", "Write it like 2026-12-14 19:00.")
    year = int(match["year"]) if match["year"] else None
    month = int(match["month"]) if match["month"].isdigit() else _month(match["month"])
    day = int(match["day"])
    try:
        # Without a year 29 February may be one.
        date(2000 if year is None else year, month, day)
    except ValueError:
        raise UserError(f"There is no {match[0].strip(' ,')}.", "Look at the calendar.") from None
    return (year, month, day), f"{text[: match.start()]} {text[match.end() :]}"


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name.lower()[:3]))


def _weekday(text: str) -> tuple[int | None, str]:
    found: int | None = None
    rest = text
    for word in _WORD.findall(text):
        plain = word.rstrip(".").casefold()
        number = _SHORT_DAYS.get(plain)
        if number is None and plain.title() in WEEKDAYS:
            number = WEEKDAYS.index(plain.title())
        if number is None:
            continue
        if found is not None:
            raise UserError("It names two weekdays.", "Write one day.")
        found = number
        rest = re.sub(rf"\b{re.escape(word)}(?!\w)", " ", rest, count=1)
    return found, rest


def _clock(text: str) -> tuple[time, str]:
    if word := re.search(r"\bmidnight\b", text, re.IGNORECASE):
        raise UserError(f"{word[0]} may be the beginning or the end of that day.", "Write 00:00 or 23:59.")
    text = re.sub(r"\b(?:12\s+)?noon\b", "12:00", text, flags=re.IGNORECASE)
    found = [match for match in _TIME.finditer(text) if match["minute"] or match["half"] or match["h"]]
    if len(found) != 1:
        what = "no time of day" if not found else "several times of day"
        raise UserError(f"I find {what} in it.", "Write one, such as 19:00 or 7 pm.")
    (match,) = found
    return _time(match), f"{text[: match.start()]} {text[match.end() :]}"


def _time(match: re.Match[str]) -> time:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    written = match[0].strip()
    if (half := match["half"]) is not None:
        if not 1 <= hour <= 12:
            raise UserError(f"There is no {written}.", "Write 19:00, or 7 pm.")
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    elif (hour, minute, second) == (24, 0, 0):
        raise UserError(
            f"{written} is the beginning of the next day.", "Write 00:00 and the next day's date."
        )
    if hour > 23 or minute > 59 or second > 59:
        raise UserError(f"There is no {written}.", "Hours go from 0 to 23, minutes to 59.")
    return time(hour, minute, second)
