"""A moment as people type it, read as UTC, and refused when it is not certain which moment is meant.

    2026-12-14 19:00 · Mon 14 Dec 2026, 7 pm CET · Sunday, 18 May 2025 19:00 Europe/Berlin ·
    2026-12-14T19:00:00+01:00 · 14 December 2026 23:59 AoE · <t:1797271200:F>

The weekday has to fit the date, the zone's label the season (CET is no summer time), and the local time has
to exist, once.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from bot.errors import UserError
from bot.moments.dates import WEEKDAYS, Written, take_apart
from bot.moments.zones import UnknownZone, Zone, offset_name, offsets_at, read_zone

EXAMPLE = "Write it like 2026-12-14 19:00 Europe/Berlin, or Mon 14 Dec 2026, 7 pm CET."
_LONGEST = 100
# Nothing is planned so far ahead; the year is a slip.
_FURTHEST = timedelta(days=5 * 366)
_FILLERS = re.compile(r"\b(?:at|on|the|of|o'clock|in|time)\b|[,;()\[\]·|]", re.IGNORECASE)
_DISCORD = re.compile(r"<t:(\d{1,11})(?::[tTdDfFsSR])?>", re.ASCII)


def read(text: str, zone: str | None, now: datetime) -> datetime:
    """Return the moment that a text names, aware, in UTC.

    `zone` is the zone of a text that names none; without either the text is refused. `now` (aware) is what
    the moment has to lie after. Raises `UserError` naming everything that does not fit at once, and what to
    type instead.
    """
    written = " ".join(text.replace("−", "-").replace("’", "'").split())
    if not written or len(written) > _LONGEST:
        raise UserError("That is no date and time.", EXAMPLE)
    if match := _DISCORD.fullmatch(written):
        moment = _from_seconds(int(match[1]))
        if problem := _misplaced(moment, now):
            raise UserError(problem, "Give another moment.")
        return moment
    parts = take_apart(written)
    rest = " ".join(_FILLERS.sub(" ", parts.rest).split())
    if rest.casefold() == "anywhere earth":  # "on" was taken out as a filler
        rest = "Anywhere on Earth"
    stated = _zone(rest, zone)
    return _Reading(parts, stated, now).moment()


def _zone(rest: str, default: str | None) -> Zone:
    if not rest and default is None:
        raise UserError("It names no time zone.", EXAMPLE)
    try:
        return read_zone(rest or default or "")
    except UserError as error:
        # "18:00 +02:00 Europe/Berlin" names both, and they have to agree.
        offset, _, region = rest.partition(" ")
        if not region or not re.fullmatch(r"[+-][\d:]+|[zZ]", offset):
            if rest and isinstance(error, UnknownZone) and "/" not in rest:
                raise UserError(
                    f"I do not understand {rest!r}.", f"Weekdays are English. {EXAMPLE}"
                ) from None
            raise
        fixed, named = read_zone(offset), read_zone(region)
        return Zone(rest, named.info, fixed.claims)


class _Reading:
    """Holds what is written against the calendar and the zone; collects everything that does not fit."""

    def __init__(self, parts: Written, zone: Zone, now: datetime) -> None:
        self._parts, self._zone, self._now = parts, zone, now
        self._problems: list[str] = []
        self._instead: datetime | None = None

    def moment(self) -> datetime:
        day = self._day()
        local = datetime.combine(day, self._parts.clock)
        self._weekday(day)
        moment = self._in_zone(local)
        if self._parts.year is not None and (problem := _misplaced(moment, self._now)):
            self._problems.append(problem)
        if self._problems:
            raise UserError(" ".join(self._problems), self._hint(local))
        return moment

    def _day(self) -> date:
        if self._parts.year is not None:
            return date(self._parts.year, self._parts.month, self._parts.day)
        self._problems.append("It names no year.")
        # The next such day, to see what else does not fit.
        today = self._now.astimezone(self._zone.info).date()
        for year in range(today.year, today.year + 9):
            try:
                day = date(year, self._parts.month, self._parts.day)
            except ValueError:
                continue
            if day >= today:
                return day
        raise UserError("It names no year.", EXAMPLE)

    def _weekday(self, day: date) -> None:
        if self._parts.weekday not in (None, day.weekday()):
            self._problems.append(
                f"{_said(day)} is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[self._parts.weekday or 0]}."
            )

    def _in_zone(self, local: datetime) -> datetime:
        zone, info = self._zone, self._zone.info
        try:
            first, second = offsets_at(local, info)
            early, late = ((local - offset).replace(tzinfo=UTC) for offset in (first, second))
        except OverflowError:
            raise UserError(f"{local.year} is too far away.", EXAMPLE) from None
        if first < second:
            self._problems.append(
                f"There is no {local:%H:%M} on {_said(local.date())} in {info}: clocks are put forward."
            )
            self._instead = early
            return early
        if first > second:
            if zone.claims in (first, second):
                return early if zone.claims == first else late
            if zone.claims is None:
                self._problems.append(
                    f"On {_said(local.date())} clocks in {info} are set back, and {local:%H:%M} comes twice: "
                    f"write {offset_name(first)} or {offset_name(second)}."
                )
        if zone.claims not in (None, first, second):
            self._problems.append(
                f"{zone.written} is {offset_name(zone.claims or timedelta())}, and on {_said(local.date())} "
                f"{info} is at {offset_name(first)}."
            )
        return early

    def _hint(self, local: datetime) -> str:
        """Return what to type: the same day and time, put right as far as it can be guessed."""
        right = self._instead.astimezone(self._zone.info).replace(tzinfo=None) if self._instead else local
        first, second = offsets_at(right, self._zone.info)
        if first != second or _misplaced((right - first).replace(tzinfo=UTC), self._now):
            return EXAMPLE
        zone = getattr(self._zone.info, "key", None) or offset_name(first)
        return f"Did you mean {WEEKDAYS[right.weekday()]} {right:%Y-%m-%d %H:%M} {zone}?"


def _misplaced(moment: datetime, now: datetime) -> str:
    if moment <= now:
        return "That is past."
    return "That is more than five years ahead: is the year right?" if moment - now > _FURTHEST else ""


def _from_seconds(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise UserError("That is no date and time.", EXAMPLE) from None


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
