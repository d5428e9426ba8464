"""Which backups are kept: pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

DAY = timedelta(days=1)


def superfluous(moments: Iterable[datetime], now: datetime, *, days: int, weeks: int) -> list[datetime]:
    """Return which of the backups made at `moments` (UTC) go, oldest first.

    Kept are all of the last 24 hours, the newest of each day (UTC) for `days` days, the newest of each week
    (ISO 8601) for `weeks` weeks, and the newest of all, however old it is.
    """
    made = sorted(set(moments))
    kept = set(made[-1:])
    # Later ones take the place of earlier ones.
    daily: dict[object, datetime] = {}
    weekly: dict[object, datetime] = {}
    for moment in made:
        age = now - moment
        if age < DAY:
            kept.add(moment)
        if age < days * DAY:
            daily[moment.date()] = moment
        if age < weeks * 7 * DAY:
            weekly[moment.isocalendar()[:2]] = moment
    kept.update(daily.values(), weekly.values())
    return [moment for moment in made if moment not in kept]
