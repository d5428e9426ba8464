"""What the example site holds: posts in one JSON file, events as pages in a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import yaml

from bot.frontmatter import PageError, one_line, parse_page

EVENTS = Path("content/workshops")
_FIRST_POST = ("Hello, world", "This website came with the demo. Publish a post below and see it announced.")
_FIRST_EVENT = "Hello, spikes: your first spiking network"
_FIRST_EVENT_IN = timedelta(days=10)


class Unfit(ValueError):
    """What was typed cannot be published; the message says why."""


@dataclass(frozen=True, slots=True)
class Post:
    """A blog post. `published` is UTC, as ISO 8601."""

    slug: str
    title: str
    text: str
    published: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event page as it lies in the folder. `start` is UTC, as ISO 8601, or empty."""

    slug: str
    title: str
    description: str
    start: str


class Content:
    """Posts and events below `folder`, which is made when needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "posts.json"
        (folder / EVENTS).mkdir(parents=True, exist_ok=True)

    def posts(self) -> list[Post]:
        """Return every post, the newest first."""
        if not self._file.exists():
            return []
        return [Post(**each) for each in json.loads(self._file.read_text(encoding="utf-8"))]

    def begin(self, now: datetime) -> None:
        """Publish a first post and plan a first event, unless there are some already."""
        if not self.posts():
            self.publish(*_FIRST_POST, now)
        if not self.events():
            start = now.replace(minute=0, second=0, microsecond=0) + _FIRST_EVENT_IN
            self.plan(_FIRST_EVENT, start, start + timedelta(hours=1))

    def publish(self, title: str, text: str, now: datetime) -> Post:
        """Publish a post at `now`. Raises `Unfit` without a title."""
        posts = self.posts()
        post = Post(_slug(title, [each.slug for each in posts]), title.strip(), text.strip(), _iso(now))
        self._write([post, *posts])
        return post

    def retitle(self, slug: str, title: str) -> None:
        """Give a post another title. Raises `Unfit` without one, or when there is no such post."""
        posts = self.posts()
        if not title.strip() or slug not in [each.slug for each in posts]:
            raise Unfit("There is no such post, or its new title is empty.")
        self._write([replace(each, title=title.strip()) if each.slug == slug else each for each in posts])

    def events(self) -> list[EventPage]:
        """Return every event page, by date; those that people changed may lack one."""
        found = [_event_page(page) for page in (self.folder / EVENTS).glob("*/index.md")]
        return sorted(found, key=lambda each: each.start)

    def plan(self, title: str, start: datetime, end: datetime) -> None:
        """Write the page of an event; times are aware. Raises `Unfit` for one that ends before it starts."""
        if end <= start:
            raise Unfit("The event ends before it starts.")
        slug = _slug(title, [each.slug for each in self.events()])
        front = {
            "title": title.strip(),
            "description": "An event that was planned on the demo's website.",
            "author": ["The example site"],
            "date": start.astimezone(UTC).date(),
            "start_datetime": _iso(start),
            "end_datetime": _iso(end),
            "type": "workshops",
            "video": "",
        }
        page = self.folder / EVENTS / slug / "index.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(
            f"---\n{yaml.safe_dump(front, allow_unicode=True, sort_keys=False)}---\n\nSee you there.\n",
            encoding="utf-8",
        )

    def feed(self, address: str) -> str:
        """Return the blog as RSS 2.0; `address` is the site's."""
        items = "".join(
            f"<item><title>{escape(post.title)}</title><link>{address}/posts/{post.slug}</link>"
            f"<guid>{address}/posts/{post.slug}</guid><description>{escape(post.text)}</description>"
            f"<pubDate>{format_datetime(datetime.fromisoformat(post.published))}</pubDate></item>"
            for post in self.posts()
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
            f"<title>The example blog</title><link>{address}/</link>"
            f"<description>Posts of the demo's website.</description>{items}</channel></rss>\n"
        )

    def _write(self, posts: Sequence[Post]) -> None:
        made = self._file.with_suffix(".new")
        made.write_text(
            json.dumps([asdict(each) for each in posts], ensure_ascii=False, indent=1), encoding="utf-8"
        )
        made.replace(self._file)


def _event_page(page: Path) -> EventPage:
    """Return what a page says. People may write there what they like: nothing of it has to be there."""
    try:
        front = parse_page(page.read_bytes()).front
    except PageError:
        front = {}
    title, description, start = (
        one_line(front.get(key)) or "" for key in ("title", "description", "start_datetime")
    )
    return EventPage(page.parent.name, title or page.parent.name, description, start)


def _slug(title: str, taken: Sequence[str]) -> str:
    if not title.strip():
        raise Unfit("It needs a title.")
    words = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60] or "untitled"
    slug, number = words, 2
    while slug in taken:
        slug, number = f"{words}-{number}", number + 1
    return slug


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
