"""What an event's text says of its day and time, in forms clear enough to hold against its front matter.

Texts come with single blanks, as `" ".join(text.split())` leaves them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta

from bot.moments.zones import offsets_at
from cogs.announcements.events.clocks import MONTH, MONTHS, WEEKDAYS, month_number, twelve_hours
from cogs.announcements.events.zones import LABEL_IN_TEXT, Zone, read_zone

LOOKED_AT = 60_000
"""So many characters of a page are looked at; the longest real body has 17,000."""

_WEEKDAY = r"\b(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:)"
_YEAR = r"(?:,? (?P<{0}>\d{{4}})\b)?"
_DATED = re.compile(
    rf"{_WEEKDAY}\.? ?[,(]? ?(?:the )?(?:"
    rf"{_DAY.format('day_first')}\.? (?:of )?(?P<month_second>{MONTH})\b\.?{_YEAR.format('year_a')}"
    rf"|(?P<month_first>{MONTH})\b\.? (?:the )?{_DAY.format('day_second')}{_YEAR.format('year_b')}"
    r"|(?P<iso>\d{4}-\d{2}-\d{2}))",
    re.IGNORECASE,
)
_WEEKDAY_AND_CLOCK = re.compile(
    rf"(?<!every )(?<!each )(?<!\w){_WEEKDAY},? (?:at )?(?=\d{{1,2}}(?:[:.]\d{{2}}| ?[ap]m\b))",
    re.IGNORECASE,
)
_CLOCK = r"(?P<hour{0}>\d{{1,2}})(?:[:.](?P<minute{0}>[0-5]\d))?(?: ?(?P<half{0}>[AaPp])\.?[Mm]\b\.?)?"
_ZONED = re.compile(
    rf"(?<![\d:.+\-−]){_CLOCK.format('')}(?: ?(?:-|–|—|to|until) ?{_CLOCK.format('_2')})?"
    rf" ?\(?(?P<label>{LABEL_IN_TEXT})(?![\w/])"
)


def day_doubts(text: str, days: Collection[date]) -> Iterator[tuple[bool, str]]:
    """Sentences about weekdays with dates that do not fit the event's `days`.

    Several days are the same one seen from several zones. With each sentence comes whether it is the weekday
    that does not fit (else the date).
    """
    dated = [match for match in _DATED.finditer(text, 0, LOOKED_AT) if match["iso"] or _month(match)]
    fitting = False
    for match in dated:
        for day in days:
            if _is_the_day(match, day):
                fitting = True
                if _weekday(match) != day.weekday():
                    actual = WEEKDAYS[day.weekday()].title()
                    yield True, f'The text says "{_quote(match)}", but {said(day)} is a {actual}.'
    if fitting or not days:
        return
    first = min(days)
    if dated:
        yield False, f'The text says "{_quote(dated[0])}", the front matter {said(first)}.'
        return
    loose = list(_WEEKDAY_AND_CLOCK.finditer(text, 0, LOOKED_AT))
    if loose and not any(_weekday(match) == day.weekday() for match in loose for day in days):
        actual = WEEKDAYS[first.weekday()].title()
        yield True, f'The text says "{_quote(loose[0])}", but {said(first)} is a {actual}.'


def time_doubt(text: str, start: datetime, ends: datetime) -> str | None:
    """A sentence about a time with a zone in the text that is not the event's; `None` when all fit.

    Labels are read as regions here too: "14:00 CEST (8:00 AM EST)" in October is one time. Times within the
    event are an agenda; one of the times must be the start.
    """
    fitting = []
    for match in _ZONED.finditer(text, 0, LOOKED_AT):
        zone, clock = read_zone(match["label"]), _clock(match)
        if zone is None or clock is None:
            continue
        after = _after_start(clock, zone, start)
        if not timedelta() <= after <= ends - start:
            return f'The text says "{_quote(match)}", but the event is not then by the front matter.'
        fitting.append((after, match))
    if not fitting or not min(after for after, _ in fitting):
        return None
    return f'The text says "{_quote(fitting[0][1])}", but the event starts earlier by the front matter.'


def said(day: date) -> str:
    """A day as sentences name it: `5 November 2025`."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def _after_start(clock: time, zone: Zone, start: datetime) -> timedelta:
    """How long after `start` the zone's clocks show `clock` next."""
    local = start.astimezone(zone.info).replace(tzinfo=None)
    wanted = datetime.combine(local.date(), clock)
    if wanted < local:
        wanted += timedelta(days=1)
    return (wanted - offsets_at(wanted, zone.info)[0]).replace(tzinfo=UTC) - start


def _clock(match: re.Match[str]) -> time | None:
    half = match["half"]
    if match["minute"] is None and not (half or match["half_2"]) and len(match["label"]) < 3:
        return None  # "10 CT scans"
    if half is None and match["half_2"]:
        # "8–9 AM": the first shares the second's half of the day, unless noon lies between them.
        half = match["half_2"]
        if int(match["hour"]) % 12 > int(match["hour_2"]) % 12:
            half = "a" if half in "pP" else "p"
    return twelve_hours(int(match["hour"]), int(match["minute"] or 0), half)


def _is_the_day(match: re.Match[str], day: date) -> bool:
    if match["iso"]:
        return bool(match["iso"] == day.isoformat())
    year = match["year_a"] or match["year_b"]
    return (
        _month(match) == day.month
        and int(match["day_first"] or match["day_second"]) == day.day
        and (year is None or int(year) == day.year)
    )


def _month(match: re.Match[str]) -> int | None:
    return month_number(match["month_second"] or match["month_first"])


def _weekday(match: re.Match[str]) -> int:
    return next(at for at, name in enumerate(WEEKDAYS) if name.startswith(match["weekday"].lower()[:3]))


def _quote(match: re.Match[str]) -> str:
    return " ".join(match[0].split()).rstrip(",(")
