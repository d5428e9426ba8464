"""When those who wait are greeted, and how many in one message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

# Of so many names a message is still a greeting.
MOST_NAMES = 25
# The window grows with each so many who wait, up to so many times its length.
LOAD = 15
LONGEST = 5
# Joins are counted over this span to tell a raid.
RAID_SPAN = timedelta(minutes=1)


def due_at(oldest: datetime, waiting: int, window: timedelta) -> datetime:
    """Return when `waiting` people are greeted, of whom the first came through at `oldest`."""
    return oldest + window * min(1 + waiting // LOAD, LONGEST)


def is_raid(joins: int, limit: int) -> bool:
    """Tell whether so many joins within `RAID_SPAN` are a raid; a `limit` of 0 says that there is none."""
    return 0 < limit <= joins


def groups(waiting: Sequence[T]) -> list[Sequence[T]]:
    """Return who shares a message, in the order in which they came, in parts of about equal size.

    >>> [len(group) for group in groups(range(26))]
    [13, 13]
    """
    count = -(-len(waiting) // MOST_NAMES)
    return [
        waiting[len(waiting) * part // count : len(waiting) * (part + 1) // count] for part in range(count)
    ]
