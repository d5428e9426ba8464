"""The announcements' service on a real database file, a local feed server and a clock that stands still."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.database import Database
from bot.fetch import Fetcher
from bot.health import Condition, HealthBoard
from bot.migrations import migrate
from bot.outbox import Outbox
from cogs.announcements.face import cards
from cogs.announcements.service import AnnouncementService
from cogs.announcements.settings import AnnouncementsSettings, Seed
from cogs.announcements.storage.records import Choices, Source
from tests.wire.announcements.feed_server import Entry, FeedServer, rss

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHANNEL = 4242
MODERATORS = 99
HOUR = timedelta(hours=1)


@dataclass
class World:
    """One bot's announcements: `start` makes the service anew on the same database, as a restart does."""

    site: FeedServer
    database: Database
    fetcher: Fetcher
    path: Path
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    service: AnnouncementService = None  # type: ignore[assignment]

    async def start(self, *paths: str) -> AnnouncementService:
        self.health = HealthBoard(self.clock)
        seeds = tuple(Seed(url=self.site.url + path, channel=CHANNEL) for path in paths)
        self.service = AnnouncementService(
            self.database,
            Outbox(self.database, self.clock),
            self.fetcher,
            self.clock,
            self.health,
            AnnouncementsSettings(sources=seeds),
            cards,
            moderator_channel=MODERATORS,
        )
        await self.service.start()
        return self.service

    async def poll(self, after: timedelta = timedelta(hours=7)) -> None:
        """Let time pass (more than any back-off), and let the sweep come."""
        self.clock.advance(after)
        await self.service.sweep()

    def serve(self, path: str, *entries: Entry, **rest: Any) -> None:
        self.site.pages[path] = rss(entries, **rest)

    async def follow(self, path: str, *, kind: Any = "feed", **choices: Any) -> Source:
        """Add a source and read it once, so that what it has is its baseline."""
        chosen = replace(Choices(title="The blog", channel_id=CHANNEL), **choices)
        source = await self.service.add_source(self.site.url + path, kind, chosen, added_by=7)
        await self.service.sweep()
        return source

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [tuple(row) for row in connection.execute(sql)]

    def posts(self, channel: int = CHANNEL) -> list[str]:
        """The posts that were written to the outbox, as text, in their order."""
        bodies = self.rows(
            f"SELECT body FROM outbox WHERE action = 'post' AND channel_id = {channel} ORDER BY id"
        )
        return [text_of(json.loads(body)["components"]) for (body,) in bodies]

    def edits(self) -> list[str]:
        bodies = self.rows(
            "SELECT body FROM outbox WHERE action = 'edit' AND note IS NOT 'a later edit takes its place' ORDER BY id"
        )
        return [text_of(json.loads(body)["components"]) for (body,) in bodies]

    def sent(self) -> None:
        """Delivery did its work."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(
                "UPDATE outbox SET state = 'sent', message_id = id, settled_at = created_at WHERE state = 'waiting'"
            )

    def states(self) -> dict[str, str]:
        return dict(self.rows("SELECT title, state FROM announcement_item ORDER BY id"))

    def condition(self, source: Source) -> Condition | None:
        name = f"announcements.source.{source.id}"
        return next((each for each in self.health.conditions() if each.name == name), None)


def text_of(components: list[dict[str, Any]]) -> str:
    found = []
    for component in components:
        if "content" in component:
            found.append(component["content"])
        found.append(text_of(component.get("components", [])))
    return "\n".join(part for part in found if part)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        site = await FeedServer().start()
        stack.push_async_callback(site.stop)
        path = tmp_path / "community.sqlite3"
        migrate(path)
        database = await Database.open(path)
        stack.push_async_callback(database.close)
        fetcher = Fetcher(private_hosts=("127.0.0.1", "localhost"))
        stack.push_async_callback(fetcher.close)
        world = World(site, database, fetcher, path)
        await world.start()
        yield world
        await world.service.stop()


def days(count: float) -> timedelta:
    return timedelta(days=count)


OLDEST = Entry("There before", date=START - days(3))


def numbered(last: int, first: int = 1, step: timedelta = HOUR) -> list[Entry]:
    """Entries `Item 01` …, newest first, an hour apart."""
    return [Entry(f"Item {number:02}", date=START + number * step) for number in range(last, first - 1, -1)]


def titles(posts: list[str]) -> list[str]:
    """The linked title of each card."""
    return [post.partition("[")[2].partition("]")[0] for post in posts]


def atom(*tags: str, title: str = "Release") -> bytes:
    entries = "".join(
        f"<entry><id>tag:github.com,2008:Repository/1/{tag}</id><updated>2026-03-01T12:00:00Z</updated>"
        f'<link rel="alternate" href="https://github.com/a/b/releases/tag/{tag}"/><title>{title} {tag}</title>'
        '<content type="html">&lt;p&gt;What changed in this one.&lt;/p&gt;</content></entry>'
        for tag in tags
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Releases</title>{entries}</feed>'.encode()
