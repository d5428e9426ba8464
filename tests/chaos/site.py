"""The community's site: a blog with a feed, and pages of events that are written, moved and taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from tests.wire.announcements.feed_server import Entry, FeedServer, rss

FEED = "/feed.xml"
WORKSHOPS = "content/workshops"
# A feed holds the newest posts.
IN_FEED = 60


@dataclass(frozen=True)
class Page:
    """An event as its page tells of it, and whether the page is there still."""

    name: str
    title: str
    start: datetime
    stands: bool = True


class Site:
    """What is published, newest last."""

    def __init__(self, server: FeedServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.posts: list[Entry] = []
        self.pages: dict[str, Page] = {}

    @property
    def feed(self) -> str:
        """The feed's address."""
        return self.server.url + FEED

    def post(self, now: datetime) -> None:
        """Write one more post."""
        title = f"Post number {len(self.posts) + 1} of the site"
        self.posts.append(Entry(title, date=now, guid=title))
        newest = reversed(self.posts[-IN_FEED:])
        self.server.pages[FEED] = rss(list(newest), base=self.server.url)

    def plan(self, start: datetime) -> Page:
        """Write the page of one more event."""
        name = f"event-{len(self.pages) + 1}"
        # A page that is gone and another of the same day that is much like it are one event under another name.
        return self._write(Page(name, sha256(name.encode()).hexdigest()[:24], start))

    def move(self, name: str, start: datetime) -> Page:
        """Change when an event begins."""
        return self._write(replace(self.pages[name], start=start))

    def take_back(self, name: str) -> None:
        """Remove the page of an event."""
        self.pages[name] = replace(self.pages[name], stands=False)
        folder = self.folder / WORKSHOPS / name
        (folder / "index.md").unlink()
        folder.rmdir()

    def _write(self, page: Page) -> Page:
        """Write a page; it is there as a whole or not at all."""
        self.pages[page.name] = page
        end = page.start + timedelta(hours=1)
        lines = (
            "---",
            f'title: "{page.title}"',
            f"author: [Speaker of {page.title}]",
            'description: "What spikes are for."',
            f"date: {page.start:%Y-%m-%d}",
            f'start_datetime: "{page.start:%Y-%m-%dT%H:%M}:00+00:00"',
            f'end_datetime: "{end:%Y-%m-%dT%H:%M}:00+00:00"',
            "---",
            "",
        )
        path = self.folder / WORKSHOPS / page.name / "index.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text("\n".join(lines), encoding="utf-8")
        draft.replace(path)
        return page
