"""The fourteen days: a clock that requests for changes pause and changes restart (policy 3.2(2)).

An answer at exactly fourteen days is in time; silence counts as an abstention from the next second on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """When it started last, and the pauses since, in order; one that goes on has no end."""

    started: datetime
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()

    @property
    def paused_since(self) -> datetime | None:
        """When the pause began that goes on, if one does."""
        return self.pauses[-1][0] if self.pauses and self.pauses[-1][1] is None else None

    def turned(self, at: datetime, *, blocked: bool) -> Clock:
        """Return the clock after a moment from which on it stands still, or runs."""
        since = self.paused_since
        if blocked and since is None:
            return replace(self, pauses=(*self.pauses, (at, None)))
        if not blocked and since is not None:
            return replace(self, pauses=(*self.pauses[:-1], (since, at)))
        return self

    def reaches(self, since: datetime, days: int) -> datetime | None:
        """Return when it will have run for `days` from `since` on; None when a pause stands in the way."""
        due = max(since, self.started) + timedelta(days=days)
        for begun, ended in self._pauses_after(since):
            if begun > due:
                break
            if ended is None:
                return None
            due += ended - begun
        return due

    def is_over(self, since: datetime, days: int, now: datetime) -> bool:
        """Tell whether at `now` it has run for more than `days` from `since` on."""
        due = self.reaches(since, days)
        return due is not None and now > due

    def _pauses_after(self, since: datetime) -> Iterator[tuple[datetime, datetime | None]]:
        """Yield the pauses, or what of them lies after `since`."""
        for begun, ended in self.pauses:
            if ended is None or ended > since:
                yield max(begun, since), ended
