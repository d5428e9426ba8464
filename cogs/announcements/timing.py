"""When a source is asked again, when its items are posted, and in how many messages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from cogs.announcements.model import SourceKind
from cogs.announcements.quiet import Quiet

# YouTube's answers are up to 15 minutes old; GitHub allows 60 calls an hour in all.
INTERVALS: dict[SourceKind, timedelta] = {
    "feed": timedelta(minutes=15),
    "sitemap": timedelta(minutes=15),
    "youtube": timedelta(minutes=20),
    "releases": timedelta(minutes=60),
    "repositories": timedelta(minutes=60),
}
LONGEST_BACKOFF = timedelta(hours=6)
# Longer than this nobody may keep us away.
LONGEST_RETRY_AFTER = timedelta(hours=24)
JITTER = 0.1

# Without a success for so long, moderators hear of it. YouTube's feeds fail for a day or two by themselves.
PATIENCE = timedelta(hours=24)
YOUTUBE_PATIENCE = timedelta(hours=48)

# Releases: one message a day, however many there are.
DIGEST = timedelta(days=1)


def interval(kind: SourceKind) -> timedelta:
    """Return how long a source of this kind is left alone after it answered."""
    return INTERVALS[kind]


def next_check(
    kind: SourceKind, source_id: int, now: datetime, *, failures: int = 0, wait: timedelta | None = None
) -> datetime:
    """Return when a source is asked again: after `failures` in a row the interval doubles, up to six hours.

    `wait` is what the server asked for. A tenth is added or taken away, so that sources do not move in step;
    the same source at the same moment gets the same.
    """
    pause = interval(kind)
    if failures > 1:
        pause = max(pause, min(pause * 2 ** min(failures - 1, 10), LONGEST_BACKOFF))
    pause *= 1 - JITTER + 2 * JITTER * _fraction(f"{source_id}:{now.isoformat()}")
    return now + max(pause, min(wait or timedelta(), LONGEST_RETRY_AFTER))


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """Return how long a server asks to wait (RFC 9110, Retry-After: seconds or a date), or None."""
    if not header:
        return None
    if header.strip().isdecimal():
        return timedelta(seconds=min(int(header), int(LONGEST_RETRY_AFTER.total_seconds())))
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - now, timedelta())


def patience(kind: SourceKind) -> timedelta:
    """Return how long a source may fail before moderators hear of it."""
    return YOUTUBE_PATIENCE if kind == "youtube" else PATIENCE


def due_at(
    kind: SourceKind, quiet: Quiet | None, now: datetime, *, last_announced: datetime | None = None
) -> datetime:
    """Return when something new is posted: now, after quiet hours, or with the next day's releases."""
    due = now
    if kind == "releases" and last_announced is not None:
        due = max(due, last_announced + DIGEST)
    return (quiet and quiet.until(due)) or due


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that is due: its row, when it was published by its own word, when it was seen, whether late."""

    id: int
    published: datetime | None
    first_seen_at: datetime
    late: bool = False

    @property
    def at(self) -> datetime:
        """When it became news: its own date, unless that lies ahead or says nothing."""
        return min(self.published or self.first_seen_at, self.first_seen_at)


@dataclass(frozen=True, slots=True)
class Plan:
    """Ids of the items that get a post of their own, and of those in one summary; oldest first each."""

    posts: tuple[int, ...]
    summary: tuple[int, ...]


def plan(kind: SourceKind, waiting: Sequence[Waiting], most: int) -> Plan:
    """Share what is due among posts and a summary: the newest `most` are posted, the rest is summarised.

    Several releases are one message. One item alone is always a post, so that a summary has something to sum.
    """
    ordered = sorted(waiting, key=lambda each: (each.at, each.id))
    if len(ordered) == 1:
        return Plan((ordered[0].id,), ())
    if kind == "releases":
        return Plan((), tuple(each.id for each in ordered))
    in_time = [each.id for each in ordered if not each.late]
    posts = in_time[-most:]
    chosen = set(posts)
    return Plan(tuple(posts), tuple(each.id for each in ordered if each.id not in chosen))


def _fraction(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**32
