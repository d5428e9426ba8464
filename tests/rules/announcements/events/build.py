"""Event pages and events for tests, written as the site's repository has them."""

from __future__ import annotations

from datetime import UTC, datetime

from cogs.announcements.events.event import DoubtCode, Event
from cogs.announcements.events.pages import read_event

NOW = datetime(2025, 10, 1, 12, tzinfo=UTC)
PATH = "content/workshops/a-talk/index.md"
TALK = "content/neuromorphic-computing/student-talks/a-talk/index.md"


def page(*lines: str, body: str = "") -> str:
    """A page with a title and these lines of front matter."""
    return "\n".join(("---", 'title: "A Talk"', *lines, "---", body))


def event(*lines: str, body: str = "", now: datetime = NOW, path: str = PATH) -> Event:
    return read_event(path, page(*lines, body=body), now=now)


def codes(read: Event) -> set[DoubtCode]:
    return {doubt.code for doubt in read.doubts}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
