"""The real bot announcing events of a folder laid out like the site's repository, which tests change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.local_discord import LocalDiscord
from tests.wire import openapi
from tests.wire.announcements.conftest import CHANNEL, MODERATORS, Announced
from tests.wire.announcements.feed_server import FeedServer
from tests.wire.harness import PATIENCE, BotProcess, Json

WORKSHOPS = "content/workshops"
EVENTS = "/guilds/*/scheduled-events"
# A channel that everybody sees, so that anybody could press what is meant for moderators.
IN_PUBLIC = "projects"
DAY = 24 * 3600.0
HOUR = 3600.0


class EventCommunity(Announced):
    """A community and its site; `soon` is a whole minute a little ahead of the local clock."""

    site_folder: Path

    def now(self) -> datetime:
        return datetime.fromisoformat(self.discord.world.now_iso())

    def ahead(self, **parts: float) -> datetime:
        """A whole minute, so far ahead of the local clock."""
        return (self.now() + timedelta(**parts)).astimezone(UTC).replace(second=0, microsecond=0)

    async def eventually(self, find: Any, what: str, patience: float = PATIENCE) -> Any:
        """Wait; let the bot look at once and every second, instead of at its next sweep."""
        now = asyncio.get_running_loop().time
        looked = 0.0

        async def look() -> Any:
            nonlocal looked
            if now() - looked >= 1:
                looked = now()
                await self.advance(0.001)
            found = find()
            return await found if isinstance(found, Awaitable) else found

        return await super().eventually(look, what, patience)

    def write(
        self,
        name: str,
        *lines: str,
        title: str = "Spikes on Chips",
        start: datetime | None = None,
        authors: str = "Ada Lovelace, Ben Okri",
    ) -> None:
        """Write an event page; it is there as a whole or not at all."""
        front = [
            f'title: "{title}"',
            f"author: [{authors}]",
            'description: "What spikes are for."',
        ]
        if start is not None:
            front += [
                f"date: {start:%Y-%m-%d}",
                f'start_datetime: "{start:%Y-%m-%dT%H:%M}:00+00:00"',
                f'end_datetime: "{start + timedelta(hours=1):%Y-%m-%dT%H:%M}:00+00:00"',
            ]
        path = self.site_folder / WORKSHOPS / name / "index.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text("\n".join(("---", *front, *lines, "---", "")), encoding="utf-8")
        draft.replace(path)

    def rename(self, name: str, new: str) -> None:
        """Rename an event's folder, in one step as a commit does."""
        (self.site_folder / WORKSHOPS / name).rename(self.site_folder / WORKSHOPS / new)

    def remove(self, name: str) -> None:
        folder = self.site_folder / WORKSHOPS / name
        (folder / "index.md").unlink()
        folder.rmdir()

    def known(self, name: str) -> bool:
        return bool(self.stored("SELECT 1 FROM event WHERE identity = ?", f"workshop/{name}"))

    async def seen(self, name: str) -> None:
        """Wait until the bot has read a page."""
        await self.eventually(lambda: self.known(name), f"{name} read")

    async def sweep(self) -> None:
        """Wait until the bot has looked and acted once more, and said what it has to say.

        A draft that it keeps tells that it looks; the next one, that it has acted since.
        """
        for _ in range(2):
            self._swept += 1
            self.write(f"sweep-{self._swept}", "draft: true", title=f"Looked {self._swept}")
            await self.seen(f"sweep-{self._swept}")
        await self.quiet()

    _swept = 0

    def calendar(self) -> list[Json]:
        """Discord's own calendar: name, status, start and place of each event."""
        guild = self.discord.world.guilds[int(self.discord.guild_id)]
        return [
            {
                "name": event.name,
                "status": event.status,
                "start": datetime.fromisoformat(event.scheduled_start_time),
                "end": datetime.fromisoformat(event.scheduled_end_time),
                "location": event.entity_metadata["location"],
                "description": event.description,
            }
            for event in guild.scheduled_events.values()
        ]

    def invalid_requests(self) -> list[str]:
        """What Discord's own OpenAPI document says against the requests made; nothing without the document."""
        if not openapi.available():
            return []
        return [
            problem
            for request in self.requests()
            if request["body"] is not None
            for problem in openapi.validate_request(request["method"], request["path"], request["body"])
        ]

    def attempts(self) -> int:
        """How often the bot asked Discord to make an event."""
        return sum(
            request["method"] == "POST" and request["path"].endswith("/scheduled-events")
            for request in self.requests()
        )


BeginEvents = Callable[..., Awaitable[EventCommunity]]


@pytest_asyncio.fixture
async def begin_events(tmp_path: Path) -> AsyncIterator[BeginEvents]:
    """Makes a site with one old event, a local Discord and a bot that has read it."""
    made: list[EventCommunity] = []

    async def build(
        *, moderators: str | None = MODERATORS, start: bool = True, **events: Any
    ) -> EventCommunity:
        discord = LocalDiscord()
        await discord.start()
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        site = await FeedServer().start()
        community = EventCommunity(discord, BotProcess(discord, folder, {}), site)
        made.append(community)
        community.site_folder = folder / "site"
        community.write("long-ago", "date: 2024-02-27", "video: kZqVe3547r8", title="Long ago")
        channel = int(community.channel(CHANNEL))
        community.bot.config["cogs"] = {
            "enabled": ["admin", "announcements"],
            "announcements": {"events": {"folder": "site", "channel": channel, **events}},
        }
        if moderators is not None:
            community.bot.config["discord"]["moderator_channel"] = int(community.channel(moderators))
        if start:
            await community.bot.start()
            await community.eventually(lambda: community.known("long-ago"), "the first look")
        return community

    yield build
    for community in made:
        await community.bot.kill()
        await community.discord.stop()
        await community.site.stop()
