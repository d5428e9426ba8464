"""Hours in which nothing is posted: what comes then waits for their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.errors import UserError


@dataclass(frozen=True, slots=True)
class Quiet:
    """A daily span on the clocks of `zone` (tz database); over midnight when it begins later than it ends."""

    begins: time
    ends: time
    zone: str

    def until(self, now: datetime) -> datetime | None:
        """Return the end (UTC) of the quiet span that `now` (aware) lies in; None when it lies in none.

        An end that the clocks skip in spring is the moment after the gap.
        """
        zone = _zone(self.zone)
        local = now.astimezone(zone)
        clock = local.time()
        over_midnight = self.begins > self.ends
        inside = (
            clock >= self.begins or clock < self.ends if over_midnight else self.begins <= clock < self.ends
        )
        if not inside:
            return None
        day = local.date() + timedelta(days=1 if over_midnight and clock >= self.begins else 0)
        end = datetime.combine(day, self.ends, zone).astimezone(UTC)
        # In autumn one hour comes twice; its second half has passed the first end already.
        return end if end > now else datetime.combine(day, self.ends.replace(fold=1), zone).astimezone(UTC)


def read_quiet(begins: str, ends: str, zone: str) -> Quiet:
    """Return the span that a moderator typed: `22:00`, `08:00`, `Europe/Berlin`.

    Raises `UserError`, with what to type.
    """
    found = Quiet(_clock(begins), _clock(ends), zone.strip() or "UTC")
    if found.begins == found.ends:
        raise UserError("Quiet hours that begin and end at the same time have no length.", "Give two times.")
    if found.zone not in _zones():
        raise UserError(
            f"There is no time zone “{found.zone}”.", "Give its name, such as Europe/Berlin or UTC."
        )
    return found


def _clock(text: str) -> time:
    try:
        hour, _, minute = text.strip().partition(":")
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise UserError(f"“{text}” is no time of day.", "Give it as 22:00.") from None


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
