"""Time as an argument: rules never read the wall clock themselves.

Inside the bot every moment is an aware `datetime` in UTC; in the database it is text of fixed width
(`2026-03-01T18:00:00.000000Z`), which sorts as time does.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

_DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """Tells the time. Handed to whatever needs it, so that tests can move it."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back; only differences mean anything."""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds since an arbitrary moment."""
        return time.monotonic()


class ManualClock:
    """A clock that stands still until it is moved.

    >>> clock = ManualClock(datetime(2026, 3, 1, tzinfo=UTC))
    >>> clock.advance(timedelta(days=1)).isoformat()
    '2026-03-02T00:00:00+00:00'
    """

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._monotonic = 0.0

    def now(self) -> datetime:
        """Return the moment it was last set to."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds it has been advanced in all."""
        return self._monotonic

    def advance(self, by: timedelta) -> datetime:
        """Move the clock by `by` and return the new moment."""
        self._now += by
        self._monotonic += by.total_seconds()
        return self._now


def to_text(moment: datetime) -> str:
    """Return `moment` as it is stored: UTC, microseconds, `Z`.

    Raises `ValueError` for a datetime without a time zone: guessing one is how events move by hours.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """Return the moment that `to_text` stored, aware, in UTC."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def to_text_or_none(moment: datetime | None) -> str | None:
    """Return `moment` as it is stored in a column that may be NULL."""
    return None if moment is None else to_text(moment)


def from_text_or_none(text: str | None) -> datetime | None:
    """Return the moment of a column that may be NULL."""
    return None if text is None else from_text(text)


def snowflake_time(number: int) -> datetime:
    """Return when Discord made what has this id, to the millisecond (Discord docs, reference: snowflakes)."""
    return _DISCORD_EPOCH + timedelta(milliseconds=number >> 22)


def discord_time(moment: datetime, style: str = "f") -> str:
    """Return Discord's timestamp markup, shown to every reader in their own zone.

    `style` is one of `t T d D f F s S R` (Discord docs, reference: message formatting).
    """
    return f"<t:{int(moment.timestamp())}:{style}>"
